"""A published snapshot beside the one computed from dossiers: by unit and component, why the counts differ.

Causes add up to published minus computed, in numerator and denominator; see `causes`. Nothing is compared that the
source does not publish.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bochiso.compare.counted import counts_of
from bochiso.compare.portal.ask import Pair
from bochiso.compare.portal.causes import Cause, Explained
from bochiso.compare.portal.ledger import FromLedger, from_ledger
from bochiso.compare.portal.steps import steps
from bochiso.errors import fail
from bochiso.exact import digits_of, rounded
from bochiso.index.model import Evidence, Indicator, Rounding, Standing
from bochiso.measure.compute import Source, known_at
from bochiso.measure.judged import Scope
from bochiso.measure.seen import Stale, Told, of_dossiers, unsynced_rows
from bochiso.measure.split import NOTHING, Counts
from bochiso.measure.tree import Tree
from bochiso.score.snapshot import Flag, NoData, NotApplicable, Reported, Snapshot, SnapshotUnit, Value
from bochiso.score.tally import ScoredIndicator, ScoredUnit, score
from bochiso.units.registry import Registry

STANDINGS = {
    Standing.PUBLISHED: "văn bản công bố",
    Standing.PROVEN: "chứng minh từ số liệu",
    Standing.INFERRED: "suy luận",
}


@dataclass(frozen=True)
class Component:
    """One indicator of one unit on both sides. The causes add up to `difference` where there is one."""

    indicator: Indicator
    published: ScoredIndicator
    computed: ScoredIndicator
    causes: tuple[Explained, ...]

    @property
    def difference(self) -> Counts | None:
        """Published minus computed; None where one side has no counts."""
        published, computed = (counts_of(self.indicator, side.value) for side in (self.published, self.computed))
        if published is None or computed is None:
            return None
        return Counts(published.numerator - computed.numerator, published.denominator - computed.denominator)

    @property
    def points(self) -> Decimal | None:
        """Published minus computed, where both have points."""
        published, computed = self.published.points.value, self.computed.points.value
        return None if published is None or computed is None or not self.indicator.scored else published - computed

    @property
    def differs(self) -> bool:
        """Whether there is anything to explain; a side without counts is, where the other has some."""
        counted = bool(self.causes) if self.difference is None else self.difference != NOTHING
        return counted or bool(self.points)


@dataclass(frozen=True)
class Reconciled:
    """A unit under its computed code and name; `published` and `computed` are it with totals and axes."""

    code: str
    name: str
    published: ScoredUnit
    computed: ScoredUnit
    components: tuple[Component, ...]


@dataclass(frozen=True)
class Raised:
    """A flag by which the source itself qualifies a figure."""

    unit: str
    item: str
    flag: Flag


@dataclass(frozen=True)
class Reconciliation:
    """Both snapshots with the units that both have; the units of the province that only one has, by code and name."""

    pair: Pair
    units: tuple[Reconciled, ...]
    only_published: tuple[tuple[str, str], ...]
    only_computed: tuple[tuple[str, str], ...]
    flags: tuple[Raised, ...]
    warnings: tuple[str, ...]


def reconcile(source: Source, pair: Pair, unit: str = "", indicator: Indicator | None = None) -> Reconciliation:
    """Everything, or one unit, or one indicator. The ledger is asked for both instants and both views in one pass."""
    edition = pair.edition
    known = from_ledger(source, pair, (indicator,) if indicator else edition.indicators)
    published = {each.unit.code: each for each in score(pair.published, edition)}
    computed = {each.unit.code: each for each in score(pair.computed, edition)}
    matched = _matched(published, computed, source.registry, pair)
    wanted = [code for code in matched if not unit or code == unit]
    items = [indicator] if indicator else list(edition.indicators)
    units = tuple(_unit(code, published[matched[code]], computed[code], items, known) for code in wanted)
    taken, codes = set(matched.values()), {each.code for each in units}
    below = (each.unit for each in published.values() if _below(each.unit, known.tree))
    return Reconciliation(
        pair,
        units,
        tuple((each.code, each.name) for each in below if each.code not in taken and not unit),
        tuple((each.unit.code, each.unit.name) for code, each in computed.items() if code not in matched and not unit),
        tuple(_flags(pair.published, {matched[code]: code for code in codes}, items)),
        known.warnings,
    )


def _below(unit: SnapshotUnit, tree: Tree) -> bool:
    """Whether a published unit is the province's, by its own code or by what the source puts it under."""
    return any(tree.chain(code) for code in (unit.code, unit.parent) if code)


def _matched(
    published: Mapping[str, ScoredUnit], computed: Mapping[str, ScoredUnit], registry: Registry, pair: Pair
) -> dict[str, str]:
    """The published code of each computed unit that has one: the same code, else that which the name stands for."""
    found = {code: code for code in computed if code in published}
    taken = set(found.values())
    for code, scored in published.items():
        if code in taken:
            continue
        day = pair.published.as_of.day
        known = registry.by_code(code, day) or registry.resolve(scored.unit.name, day, within=pair.root)
        heir = next((each for each in (registry.chain(known.code, day) if known else ()) if each in computed), None)
        if known and heir == known.code and heir not in found:
            found[heir] = code
    return {code: found[code] for code in computed if code in found}


def _unit(
    code: str, published: ScoredUnit, computed: ScoredUnit, items: Sequence[Indicator], known: FromLedger
) -> Reconciled:
    found = []
    for indicator in items:
        ours, theirs = computed.indicator(indicator.id), published.indicator(indicator.id)
        if not _published(theirs) or (theirs.inherited_from and ours.inherited_from):
            continue
        owner = ours.inherited_from or code
        found.append(Component(indicator, theirs, ours, _causes(indicator, owner, theirs, ours, known)))
    return Reconciled(code, computed.unit.name, published, computed, tuple(found))


def _published(scored: ScoredIndicator) -> bool:
    return scored.figure is not None and (not isinstance(scored.value, NoData) or scored.points.reported is not None)


def _causes(
    indicator: Indicator, unit: str, theirs: ScoredIndicator, ours: ScoredIndicator, known: FromLedger
) -> tuple[Explained, ...]:
    published, computed = counts_of(indicator, theirs.value), counts_of(indicator, ours.value)
    found: list[Explained] = []
    if computed is None and published is None:
        found = []
    elif computed is None:
        found.append(Explained(Cause.NO_DATA, note=_reason(ours.value)))
    elif published is None:
        if not _as_printed(theirs.value, ours.rate, known.percent):
            found.append(Explained(Cause.NO_COUNTS, note=_reason(theirs.value)))
    else:
        flags = theirs.figure.flags if theirs.figure else ()
        found += steps(indicator, unit, computed, published, flags, known)
    return (*found, *_by_rule(indicator, theirs, ours, same=published == computed))


def _as_printed(published: Value, rate: Fraction | None, percent: Rounding) -> bool:
    """Whether a rate published without counts is ours at the digits it was printed with."""
    if not isinstance(published, Reported) or published.rate is None or rate is None:
        return False
    return rounded(rate * 100, digits_of(published.rate), percent.tie) == published.rate


def _reason(value: Value) -> str:
    return value.reason if isinstance(value, NoData | NotApplicable) else "chỉ công bố tỷ lệ hoặc điểm"


def _by_rule(
    indicator: Indicator, theirs: ScoredIndicator, ours: ScoredIndicator, *, same: bool
) -> Iterator[Explained]:
    """Points that the counts do not account for."""
    if theirs.points.difference:
        yield Explained(
            Cause.DEFINITION,
            note=f"điểm công bố {theirs.points.reported} khác điểm tính từ chính số đếm công bố "
            f"{theirs.points.computed}: quy tắc hoặc cách làm tròn khác; căn cứ của quy tắc: {_evidence(indicator)}",
        )
    elif same and indicator.times and theirs.points.value != ours.points.value:
        note = f"số đếm bằng nhau; điểm còn nhân với tỷ lệ của chỉ số {indicator.times}, tỷ lệ này khác nhau"
        yield Explained(Cause.DEFINITION, note=note)


def _evidence(indicator: Indicator) -> str:
    def text(each: Evidence) -> str:
        return f"{STANDINGS[each.standing]} ({each.source})" + (f": {each.note}" if each.note else "")

    return "; ".join(map(text, indicator.evidence)) or "không nêu"


def _flags(published: Snapshot, codes: Mapping[str, str], items: Sequence[Indicator]) -> Iterator[Raised]:
    wanted = {indicator.id for indicator in items}
    for figure in published.figures:
        if figure.unit in codes and figure.item in wanted:
            for flag in figure.flags:
                yield Raised(codes[figure.unit], figure.item, flag)


def listed(
    source: Source, pair: Pair, cause: Cause, unit: str = "", indicator: Indicator | None = None
) -> Iterator[Told]:
    """The dossiers of a cause of `LISTED`, of a unit with all below it. Raises `BochisoError` for other indicators."""
    indicators = (indicator,) if indicator else of_dossiers(pair.edition)
    if indicator is not None and indicator not in of_dossiers(pair.edition):
        raise fail(
            f"chỉ số {indicator.id} ({indicator.title})",
            "không đếm từng hồ sơ",
            why="danh sách đối chiếu là danh sách hồ sơ",
            remedy="bỏ --indicator, hoặc chọn chỉ số đếm hồ sơ; TTHC, DVC, PAKN: bochiso dossiers",
        )
    known = known_at(source, pair.seen)
    if cause is Cause.UNSYNCED:
        yield from unsynced_rows(Scope(source, known, unit or source.root), indicator)
        return
    with Stale(Scope(source, known, source.root), indicators) as stale:
        yield from stale.rows(unit or source.root)
