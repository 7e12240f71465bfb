"""Units that took others in between two instants: what the later one is compared with (docs/decisions/0012).

The figures of the earlier instant are those of other territories. Where every unit that went into the later one is
there and was counted, the counts are added up, exactly, and rates and points follow from the sums. Nothing else of
them is ever added up.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bochiso.index.model import Edition
from bochiso.score.snapshot import Figure, Measured, NoData, NotApplicable, Reported, Snapshot, SnapshotUnit, Value
from bochiso.score.tally import ScoredUnit, score
from bochiso.units.registry import Registry
from bochiso.wording import short_date

NOT_SUMMED = "các đơn vị trước sáp nhập không có đủ số đếm để cộng"
NO_POINTS = "không đủ số đếm của mọi đơn vị trước sáp nhập để tính điểm"
NO_RANK = "các đơn vị trước sáp nhập không có thứ hạng chung"


@dataclass(frozen=True)
class Succession:
    """A later unit and those of the earlier instant that it consists of, itself included if it was there already.

    `parts` have figures at the earlier instant, `missing` should have and do not. `renamed` is True for one unit that
    only took another code.
    """

    heir: str
    parts: tuple[str, ...]
    missing: tuple[str, ...]
    renamed: bool

    @property
    def gone(self) -> tuple[str, ...]:
        """The units that are no more, with figures first."""
        return tuple(code for code in (*self.parts, *self.missing) if code != self.heir)

    def note(self, first: date, last: date, *, summed: bool, registry: Registry) -> str:
        """What a reader must know of the two figures, as the end of a sentence about the unit."""
        if summed:
            return (
                f"số liệu ngày {short_date(first)} là số đếm cộng lại của {_names(self.parts, registry)}, "
                "nay là một đơn vị; chỉ số nào không có đủ số đếm thì không so sánh"
            )
        taken_in = f"số liệu ngày {short_date(last)} gồm cả {_names(self.gone, registry)}"
        if self.missing:
            return f"{taken_in}; số liệu ngày {short_date(first)} không có {_names(self.missing, registry)}"
        return f"{taken_in}; {NOT_SUMMED}"


@dataclass(frozen=True)
class Merger:
    """What a later unit is compared with. `parts` are the units added up, none where they cannot be."""

    note: str
    parts: tuple[str, ...]
    own: ScoredUnit | None


@dataclass(frozen=True)
class Mergers:
    """The later units that took others in; the heir of each that is gone; what units with a new code were before."""

    heirs: Mapping[str, Merger]
    into: Mapping[str, str]
    renamed: Mapping[str, str]


def find_mergers(
    first: Snapshot,
    edition: Edition,
    earlier: dict[str, ScoredUnit],
    last: date,
    later: Mapping[str, ScoredUnit],
    registry: Registry,
) -> Mergers:
    """The mergers between the two instants. `earlier` is changed: a unit with a new code takes it, sums replace parts.

    The edition is that of the first snapshot, whose scored units `earlier` are; `later` are those of the day `last`.
    """
    days = first.as_of.day, last
    found = successions(earlier.keys(), later.keys(), days, registry)
    renamed = {heir: one for heir, one in found.items() if one.renamed}
    real = {heir: one for heir, one in found.items() if not one.renamed}
    whole = [(later[heir].unit, one) for heir, one in real.items() if not one.missing]
    sums = added_up(first, edition, earlier, whole) if whole else {}
    heirs = {
        heir: Merger(
            one.note(*days, summed=heir in sums, registry=registry),
            one.parts if heir in sums else (),
            earlier.get(heir) if heir in sums else None,
        )
        for heir, one in real.items()
    }
    into = {code: heir for heir, one in real.items() for code in one.gone}
    notes = {heir: _before(earlier[one.parts[0]].unit, one.parts[0]) for heir, one in renamed.items()}
    for heir, one in renamed.items():
        earlier[heir] = earlier.pop(one.parts[0])
    earlier |= sums
    return Mergers(heirs, into, notes)


def _before(unit: SnapshotUnit, code: str) -> str:
    return f"trước là {unit.name}, mã {code}"


def successions(
    earlier: Collection[str], later: Collection[str], days: tuple[date, date], registry: Registry
) -> dict[str, Succession]:
    """The successions between the two days, by the code of the later unit, of which the earlier instant has any part.

    `earlier` and `later` are the codes that have figures. A unit that has figures at both instants is never a part of
    another, whatever the registry says.
    """
    first, last = days
    led: dict[str, set[str]] = {heir: set(codes) for heir, codes in registry.mergers(first, last).items()}
    for code in earlier:
        if (unit := registry.heir(code, last)) and unit.code != code:
            led.setdefault(unit.code, set()).add(code)
    found = {}
    for heir in later:
        if gone := led.get(heir, set()) - {*later}:
            own = [heir] if heir in earlier or registry.by_code(heir, first) is not None else []
            wanted = [*own, *sorted(gone)]
            parts = tuple(code for code in wanted if code in earlier)
            missing = tuple(code for code in wanted if code not in earlier)
            if parts:
                found[heir] = Succession(heir, parts, missing, renamed=not own and len(wanted) == 1)
    return found


def added_up(
    snapshot: Snapshot,
    edition: Edition,
    earlier: Mapping[str, ScoredUnit],
    whole: Sequence[tuple[SnapshotUnit, Succession]],
) -> dict[str, ScoredUnit]:
    """The later units as they would have been at the instant of the snapshot, scored, without rank, by code.

    `earlier` are the scored units of the snapshot by the code that the parts name. A unit of which nothing at all can
    be added up is left out.
    """
    sums: list[Figure] = []
    for _, succession in whole:
        parts = [earlier[code].unit.code for code in succession.parts]
        found = (_figure(snapshot, succession.heir, parts, indicator.id) for indicator in edition.indicators)
        sums += [figure for figure in found if figure is not None]
    units = tuple(unit for unit, _ in whole)
    above = {unit.parent for unit in units} - {unit.code for unit in units}  # whose figures they may inherit
    figures = [figure for figure in snapshot.figures if figure.unit in above] + sums
    usable = {figure.unit for figure in sums if isinstance(figure.value, Measured | Reported)}
    scored = score(replace(snapshot, units=units, figures=tuple(figures)), edition)
    return {
        one.unit.code: replace(one, rank=None, among=None, rank_reported=False)
        for one in scored
        if one.unit.code in usable
    }


def _figure(snapshot: Snapshot, heir: str, parts: Sequence[str], item: str) -> Figure | None:
    """The sum, or None where the source says nothing of the item for any part."""
    found = [snapshot.figure(code, item) for code in parts]
    if not any(found):
        return None
    flags = dict.fromkeys(flag for figure in found if figure for flag in figure.flags)
    return Figure(heir, item, _sum([figure.value if figure else NoData("") for figure in found]), flags=tuple(flags))


def _sum(values: Sequence[Value]) -> Value:
    """Counts added up. Nothing to count anywhere stays that; any part without counts leaves no sum."""
    if all(isinstance(value, NotApplicable) for value in values):
        return values[0]
    pairs = [pair for pair in map(_counts, values) if pair is not None]
    if len(pairs) == len(values):
        return Measured(sum(n for n, _ in pairs), sum(d for _, d in pairs))
    bare = [count for count in map(_bare_count, values) if count is not None]
    if len(bare) == len(values):
        return Reported(count=sum(bare))
    return NoData(NOT_SUMMED)


def _counts(value: Value) -> tuple[int, int] | None:
    match value:
        case Measured(numerator=n, denominator=d):
            return n, d
        case NotApplicable(counted=True):
            return 0, 0
        case _:
            return None


def _bare_count(value: Value) -> int | None:
    """The figure of an indicator that is a count and no share."""
    match value:
        case Reported(rate=None, count=count, text=""):
            return count
        case _:
            return None


def _names(codes: Sequence[str], registry: Registry) -> str:
    return ", ".join(unit.name if (unit := registry.by_code(code)) else code for code in codes)
