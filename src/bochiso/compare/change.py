"""Any two snapshots side by side: a full outer join of their units, every change a value with a unit and a direction.

A change is the difference of the two figures as printed, so that whoever re-adds a table by hand finds it right; the
exact difference stands beside it wherever things were counted (docs/decisions/0004).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from bochiso.compare.merge import NO_POINTS, NO_RANK, Mergers, find_mergers
from bochiso.compare.quantity import Absent, Measure, Quantity, better_of, quantity, unit_of
from bochiso.index.load import edition_named
from bochiso.index.model import Better, Edition
from bochiso.score.snapshot import Snapshot
from bochiso.score.tally import ScoredUnit, score
from bochiso.units.names import name_key
from bochiso.units.registry import Registry
from bochiso.units.tree import UnitKind

NATION = "VN"


class Direction(StrEnum):
    GOOD = "good"
    BAD = "bad"
    NEUTRAL = "neutral"
    UNCHANGED = "unchanged"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Change:
    """One figure of one unit at both instants. `barred` says why the two must not be subtracted; empty if they may."""

    item: str
    title: str
    measure: Measure
    unit: str
    better: Better
    before: Quantity | Absent
    after: Quantity | Absent
    barred: str = ""

    @property
    def value(self) -> Decimal | None:
        """After minus before as printed (for a rank: places gained), or None where there is nothing to subtract."""
        if self.barred or not isinstance(self.before, Quantity) or not isinstance(self.after, Quantity):
            return None
        gain = self.after.printed - self.before.printed
        return -gain if self.measure is Measure.RANK else gain

    @property
    def exact(self) -> Fraction | None:
        """The unrounded difference, where both figures were counted or computed from counts."""
        if self.value is None or not isinstance(self.before, Quantity) or not isinstance(self.after, Quantity):
            return None
        if self.before.exact is None or self.after.exact is None:
            return None
        gain = self.after.exact - self.before.exact
        return -gain if self.measure is Measure.RANK else gain

    @property
    def digits(self) -> int:
        return max((side.digits for side in (self.before, self.after) if isinstance(side, Quantity)), default=0)

    @property
    def direction(self) -> Direction:
        if self.value is None:
            return Direction.UNKNOWN
        if self.value == 0:
            return Direction.UNCHANGED
        if self.better is Better.NEITHER:
            return Direction.NEUTRAL
        return Direction.GOOD if (self.value > 0) == (self.better is Better.HIGHER) else Direction.BAD

    @property
    def note(self) -> str:
        """Why there is no change to print; empty where there is one."""
        if self.barred:
            return self.barred
        return "; ".join(dict.fromkeys(side.reason for side in (self.before, self.after) if isinstance(side, Absent)))


class Status(StrEnum):
    BOTH = "both"
    RENAMED = "renamed"
    APPEARED = "appeared"
    VANISHED = "vanished"
    MERGED = "merged"


@dataclass(frozen=True)
class UnitComparison:
    """A unit at both instants, under its later name; `note` tells its fate, `barred` why nothing is subtracted.

    Where the unit took others in and could be added up, its earlier side is the sum of the counts of `parts`, and `own`
    what it had itself; otherwise there are no parts.
    """

    code: str
    name: str
    kind: UnitKind
    parent: str | None
    status: Status
    note: str
    before: ScoredUnit | None
    after: ScoredUnit | None
    barred: str
    parts: tuple[str, ...] = ()
    own: ScoredUnit | None = None


@dataclass(frozen=True)
class Comparison:
    """Two snapshots. `barred` says why their figures must not be subtracted, empty if they may."""

    before: Snapshot
    after: Snapshot
    edition_before: Edition
    edition: Edition
    barred: str
    units: tuple[UnitComparison, ...]

    def within(self, code: str) -> "Comparison":
        """The same comparison, of the unit with this code and of those right below it only."""
        return replace(self, units=tuple(unit for unit in self.units if code in (unit.code, unit.parent)))

    def unit(self, code: str) -> UnitComparison | None:
        return next((unit for unit in self.units if unit.code == code), None)

    @property
    def forward(self) -> bool:
        """Whether the earlier snapshot is the first."""
        return self.before.as_of <= self.after.as_of

    def as_given(self, unit: UnitComparison) -> tuple[ScoredUnit | None, ScoredUnit | None]:
        """The unit at both instants as the sources give it, nothing added up."""
        if not unit.parts:
            return unit.before, unit.after
        return (unit.own, unit.after) if self.forward else (unit.before, unit.own)

    def change(self, unit: UnitComparison, item: str, measure: Measure) -> Change:
        """One figure of one unit at both instants. The item must be of both editions."""
        indicator = self.edition.indicator(item)
        before = quantity(self.edition_before, unit.before, item, measure)
        after = quantity(self.edition, unit.after, item, measure)
        if unit.parts and indicator is None:
            before, after = _of_parts(before, measure, self.forward), _of_parts(after, measure, not self.forward)
        return Change(
            item=item,
            title=_title(self.edition, item),
            measure=measure,
            unit=unit_of(indicator, measure),
            better=better_of(indicator, measure),
            before=before,
            after=after,
            barred=self.barred or unit.barred or self._rank_barred(unit, measure),
        )

    @staticmethod
    def _rank_barred(unit: UnitComparison, measure: Measure) -> str:
        if measure is not Measure.RANK or unit.before is None or unit.after is None:
            return ""
        if unit.before.among == unit.after.among or unit.before.rank is None or unit.after.rank is None:
            return ""
        return f"bảng xếp hạng đổi từ {unit.before.among} thành {unit.after.among} đơn vị"

    def changes(self, unit: UnitComparison) -> tuple[Change, ...]:
        """Every figure that either side has, in the order of print: total, rank, axes, indicators."""
        wanted: list[tuple[str, Measure]] = [("total", Measure.POINTS), ("rank", Measure.RANK)]
        wanted += [(axis.code, Measure.POINTS) for axis in self.edition.axes]
        if self.edition.id == self.edition_before.id:
            measures = (Measure.POINTS, Measure.RATE, Measure.COUNT, Measure.AMONG)
            wanted += [(indicator.id, measure) for indicator in self.edition.indicators for measure in measures]
        found = (self.change(unit, item, measure) for item, measure in wanted)
        return tuple(c for c in found if isinstance(c.before, Quantity) or isinstance(c.after, Quantity))


def compare(before: Snapshot, after: Snapshot, registry: Registry) -> Comparison:
    """Compare two snapshots, the earlier first; the other order is allowed and turns every sign."""
    edition_before, edition = edition_named(before.edition), edition_named(after.edition)
    old = {scored.unit.code: truly_ranked(scored, before, registry) for scored in score(before, edition_before)}
    new = {scored.unit.code: truly_ranked(scored, after, registry) for scored in score(after, edition)}
    if before.as_of <= after.as_of:
        _recognise(old, new)
        mergers = find_mergers(before, edition_before, old, after.as_of.day, new, registry)
    else:
        _recognise(new, old)
        mergers = find_mergers(after, edition, new, before.as_of.day, old, registry)
    codes = list(dict.fromkeys([*new, *old]))
    return Comparison(
        before=before,
        after=after,
        edition_before=edition_before,
        edition=edition,
        barred=_barred(before, after),
        units=tuple(_unit(code, old.get(code), new.get(code), mergers, registry) for code in codes),
    )


def _recognise(earlier: dict[str, ScoredUnit], later: Mapping[str, ScoredUnit]) -> None:
    """Units that one side knows by another code, with the portal's own id to tell: the later code stands for both."""
    known = {scored.unit.portal_id: code for code, scored in later.items() if scored.unit.portal_id}
    for code in [code for code in earlier if code not in later]:
        found = known.get(earlier[code].unit.portal_id)
        if found is not None and found not in earlier:
            earlier[found] = earlier.pop(code)


def truly_ranked(scored: ScoredUnit, snapshot: Snapshot, registry: Registry) -> ScoredUnit:
    """A province's computed place is a rank only among all provinces; among some of them it is dropped."""
    if scored.unit.kind is not UnitKind.PROVINCE or scored.rank_reported or scored.rank is None:
        return scored
    peers = [u for u in registry.children(NATION, snapshot.as_of.day) if u.kind is UnitKind.PROVINCE]
    return scored if scored.among == len(peers) else replace(scored, rank=None, among=None)


def _barred(before: Snapshot, after: Snapshot) -> str:
    if before.edition != after.edition:
        return f"hai phiên bản bộ chỉ số khác nhau ({before.edition} và {after.edition}) tính điểm khác nhau"
    if before.period.kind is not after.period.kind:
        return f"hai kỳ khác loại ({before.period} và {after.period})"
    if before.view != after.view:
        return f"hai góc nhìn khác nhau ({before.view} và {after.view})"
    return ""


def _of_parts(side: Quantity | Absent, measure: Measure, summed: bool) -> Quantity | Absent:
    """Why a sum has no points or no rank: no source is to blame."""
    if summed and isinstance(side, Absent):
        return Absent(NO_RANK if measure is Measure.RANK else NO_POINTS)
    return side


def _unit(
    code: str, old: ScoredUnit | None, new: ScoredUnit | None, mergers: Mergers, registry: Registry
) -> UnitComparison:
    known = new or old
    assert known is not None
    unit = known.unit
    status, note = _fate(old, new)
    barred = ""
    if code in mergers.renamed:
        status, note = Status.RENAMED, mergers.renamed[code]
    if code in mergers.into:
        status = Status.MERGED
        note = barred = f"đã nhập vào {_name(mergers.into[code], registry)}"
    merger = mergers.heirs.get(code)
    if merger is None:
        return UnitComparison(code, unit.name, unit.kind, unit.parent, status, note, old, new, barred)
    note = "; ".join(part for part in (note, merger.note) if part)
    barred = "" if merger.parts else note
    return UnitComparison(
        code, unit.name, unit.kind, unit.parent, status, note, old, new, barred, merger.parts, merger.own
    )


def _fate(old: ScoredUnit | None, new: ScoredUnit | None) -> tuple[Status, str]:
    if old is None:
        return Status.APPEARED, "chỉ có ở thời điểm sau"
    if new is None:
        return Status.VANISHED, "chỉ có ở thời điểm trước"
    if name_key(old.unit.name) != name_key(new.unit.name):
        return Status.RENAMED, f"trước là {old.unit.name}"
    return Status.BOTH, ""


def _name(code: str, registry: Registry) -> str:
    unit = registry.by_code(code)
    return unit.name if unit else code


def _title(edition: Edition, item: str) -> str:
    if indicator := edition.indicator(item):
        return indicator.title
    if axis := edition.axis(item):
        return axis.title
    return {"total": "Điểm tổng hợp", "rank": "Xếp hạng"}[item]


def of_kinds(units: Iterable[UnitComparison], kinds: frozenset[UnitKind]) -> tuple[UnitComparison, ...]:
    return tuple(unit for unit in units if unit.kind in kinds)
