"""The counts of a unit's figure by procedure, field, channel or time, counted again from the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass

from bochiso.compare.change import Comparison
from bochiso.compare.why.explain import Parts, Unsplit
from bochiso.index.model import Indicator
from bochiso.measure.breakdown import breakdown
from bochiso.measure.compute import Source, moment_at
from bochiso.measure.flows import flows
from bochiso.measure.split import Dimension, Flow, Split
from bochiso.measure.terms import Moment
from bochiso.score.snapshot import Snapshot

_OVER = {
    Dimension.PROCEDURE: "thủ tục",
    Dimension.FIELD: "lĩnh vực",
    Dimension.CHANNEL: "kênh",
    Dimension.TIME: "thời gian",
}


@dataclass(frozen=True)
class OverFacts:
    """Splits of the figures of one unit, those of all asked indicators made in one pass; an instance is an `Over`."""

    found: Mapping[str, Split | tuple[Flow, ...]]
    reason: str

    def __call__(self, indicator: Indicator) -> Parts | Unsplit:
        split = self.found.get(indicator.id)
        if split is None:
            return Unsplit(self.reason)
        return Parts(split, "sổ hồ sơ không cho biết hết phần này")


def over_facts(
    comparison: Comparison, source: Source | None, unit: str, indicators: tuple[Indicator, ...], dimension: Dimension
) -> OverFacts:
    """The splits of these indicators over a dimension. Snapshots that were not computed have none."""
    over = _OVER[dimension]
    if source is None or not (comparison.before.computed and comparison.after.computed):
        return OverFacts({}, f"số liệu công bố không có số đếm theo {over}")
    moments = _moment(comparison.before), _moment(comparison.after)
    items = tuple(dict.fromkeys(name for each in indicators for name in (each.id, each.times) if name))
    reason = f"chỉ số không tách được theo {over}"
    if dimension is Dimension.TIME:
        return OverFacts(dict(flows(source, comparison.edition, items, unit, moments)), reason)
    return OverFacts(dict(breakdown(source, comparison.edition, items, unit, moments, dimension)), reason)


def _moment(snapshot: Snapshot) -> Moment:
    return moment_at(snapshot.as_of, snapshot.period.kind, snapshot.view)
