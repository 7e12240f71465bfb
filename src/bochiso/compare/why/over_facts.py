"""The counts of a unit's figure by procedure, field, channel or time, counted again from the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass

from bochiso.compare.change import Comparison, UnitComparison
from bochiso.compare.why.explain import Parts, Unsplit, value_of
from bochiso.index.model import Indicator, Share
from bochiso.measure.breakdown import breakdown
from bochiso.measure.compute import Source, moment_of_snapshot
from bochiso.measure.flows import flows
from bochiso.measure.split import Dimension, Flow, Split
from bochiso.score.snapshot import Measured

_OVER = {
    Dimension.PROCEDURE: "thủ tục",
    Dimension.FIELD: "lĩnh vực",
    Dimension.CHANNEL: "kênh",
    Dimension.TIME: "thời gian",
}


@dataclass(frozen=True)
class OverFacts:
    """Splits of the figures of one unit, those of all asked indicators made in one pass; an instance is an `Over`."""

    unit: UnitComparison
    found: Mapping[str, Split | tuple[Flow, ...]]
    reason: str

    def __call__(self, indicator: Indicator) -> Parts | Unsplit:
        split = self.found.get(indicator.id)
        if split is None:
            return Unsplit(self.reason)
        if not self._as_in_the_snapshots(indicator, split):
            return Unsplit("sổ hồ sơ đã nạp thêm sau khi tính bản chụp; chạy lại bochiso compute")
        return Parts(split, "sổ hồ sơ không cho biết hết phần này")

    def _as_in_the_snapshots(self, indicator: Indicator, split: Split | tuple[Flow, ...]) -> bool:
        """Whether the ledger still counts what the snapshots say: a snapshot is frozen, a ledger goes on."""
        old, new = value_of(self.unit.before, indicator), value_of(self.unit.after, indicator)
        if not isinstance(old, Measured) or not isinstance(new, Measured):
            return True
        if not isinstance(split, Split):
            moved = new.numerator - old.numerator, new.denominator - old.denominator
            return moved == (sum(flow.numerator for flow in split), sum(flow.denominator for flow in split))
        counting = indicator.counting
        exact = isinstance(counting, Share) and not counting.less, isinstance(counting, Share) and not counting.at_least
        for value, parts in ((old, split.before), (new, split.after)):
            n, d = (sum(part.numerator for part in parts.values()), sum(part.denominator for part in parts.values()))
            if (exact[0] and n != value.numerator) or (exact[1] and d != value.denominator):
                return False
        return True


def over_facts(
    comparison: Comparison,
    source: Source | None,
    unit: UnitComparison,
    indicators: tuple[Indicator, ...],
    dimension: Dimension,
) -> OverFacts:
    """The splits of these indicators over a dimension.

    Snapshots that were not computed have none, nor has a unit of which the earlier figure is a sum across a merger.
    """
    over = _OVER[dimension]
    if unit.parts:
        return OverFacts(unit, {}, f"đơn vị nhận sáp nhập giữa hai thời điểm nên không tách được theo {over}")
    if source is None or not (comparison.before.computed and comparison.after.computed):
        return OverFacts(unit, {}, f"số liệu công bố không có số đếm theo {over}")
    moments = moment_of_snapshot(comparison.before), moment_of_snapshot(comparison.after)
    items = tuple(dict.fromkeys(name for each in indicators for name in (each.id, each.times) if name))
    reason = f"chỉ số không tách được theo {over}"
    if dimension is Dimension.TIME:
        return OverFacts(unit, dict(flows(source, comparison.edition, items, unit.code, moments)), reason)
    found = breakdown(source, comparison.edition, items, unit.code, moments, dimension)
    return OverFacts(unit, dict(found), reason)
