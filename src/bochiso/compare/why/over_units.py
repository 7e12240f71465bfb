"""The counts of a unit's figure by the units right below it, as two snapshots have them.

What is left over are the things that the unit has itself: dossiers recorded under its own code; and those of units that
are not counted at both dates.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bochiso.compare.change import Comparison, Status, UnitComparison
from bochiso.compare.why.explain import NO_COUNTS, Parts, Unsplit
from bochiso.index.model import Indicator, Share
from bochiso.measure.split import NOTHING, Counts, Split
from bochiso.score.snapshot import Measured, NoData, NotApplicable, Reported, Value
from bochiso.score.tally import ScoredUnit

_ADDITIVE = frozenset({"dossiers", "held_dossiers", "petitions", "communes"})
"""What is counted at one unit alone; a procedure or a service of several units is one."""


@dataclass(frozen=True)
class OverUnits:
    """Splits the figures of `unit`; an instance is an `Over`."""

    comparison: Comparison
    unit: UnitComparison

    def __call__(self, indicator: Indicator) -> Parts | Unsplit:
        if giver := _giver(self.unit, indicator):
            return Unsplit(f"lấy theo số của {giver}")
        values = [_own(side, indicator) for side in (self.unit.before, self.unit.after)]
        bare = any(isinstance(value, Reported) for value in values)
        whole = [_counts(value, bare) for value in values]
        if whole[0] is None or whole[1] is None:
            return Unsplit(NO_COUNTS)
        units = self._units()
        if not units:
            return self._alone(whole[0], whole[1])
        before, after = self._known(units, indicator, bare)
        if not before and not after:
            return Unsplit("không có số đếm của từng đơn vị")
        rests = _rest(whole[0], before), _rest(whole[1], after)
        if any(rest.denominator < 0 for rest in rests) or (rests != (NOTHING, NOTHING) and not _adds_up(indicator)):
            return Unsplit("số của các đơn vị không cộng thành số này")
        names = {unit.code: unit.name for unit in units}
        if all(_can_be(rest, indicator, bare) for rest in rests):
            names[self.unit.code] = f"{self.unit.name} (số của chính đơn vị và của đơn vị thiếu số đếm)"
            before |= {self.unit.code: rests[0]} if rests[0] != NOTHING else {}
            after |= {self.unit.code: rests[1]} if rests[1] != NOTHING else {}
        return Parts(Split(before, after, names), "số của các đơn vị không cộng hết thành số này")

    def _units(self) -> list[UnitComparison]:
        """The units right below; those that went into another one stand in its sums where it has any."""
        parts = {code for unit in self.comparison.units for code in unit.parts}
        return [
            unit
            for unit in self.comparison.units
            if (self._has(unit.before) or self._has(unit.after))
            and not (unit.status is Status.MERGED and unit.code in parts)
        ]

    def _has(self, side: ScoredUnit | None) -> bool:
        return side is not None and side.unit.parent == self.unit.code

    def _known(
        self, units: Sequence[UnitComparison], indicator: Indicator, bare: bool
    ) -> tuple[dict[str, Counts], dict[str, Counts]]:
        """The counts of the units at both dates. One that is not known at a date is left out of both: it has not gone.

        A unit that is elsewhere or has nothing of the kind at a date is absent there.
        """
        before: dict[str, Counts] = {}
        after: dict[str, Counts] = {}
        for unit in units:
            values = [_own(side, indicator) if self._has(side) else None for side in (unit.before, unit.after)]
            counts = [_counts(value, bare) for value in values]
            if any(found is None and _unknown(value) for value, found in zip(values, counts, strict=True)):
                continue
            before |= {unit.code: counts[0]} if counts[0] is not None else {}
            after |= {unit.code: counts[1]} if counts[1] is not None else {}
        return before, after

    def _alone(self, before: Counts, after: Counts) -> Parts:
        """A unit with nothing below it is its own only part."""
        code = self.unit.code
        return Parts(Split({code: before}, {code: after}, {code: self.unit.name}), NO_COUNTS)


def _adds_up(indicator: Indicator) -> bool:
    return indicator.counting is not None and indicator.counting.of in _ADDITIVE


def _can_be(rest: Counts, indicator: Indicator, bare: bool) -> bool:
    """Whether so much can be left for the unit itself; only a formula that takes away can leave less than nothing."""
    takes_away = isinstance(indicator.counting, Share) and bool(indicator.counting.less)
    return (rest.numerator >= 0 or takes_away) and (bare or rest.numerator <= rest.denominator)


def _giver(unit: UnitComparison, indicator: Indicator) -> str:
    """The code of the unit that the figure is taken from at either date."""
    sides = (side.indicator(indicator.id) for side in (unit.after, unit.before) if side is not None)
    return next((scored.inherited_from for scored in sides if scored.inherited_from), "")


def _own(side: ScoredUnit | None, indicator: Indicator) -> Value | None:
    """The unit's own figure; None for one that it takes from above."""
    if side is None:
        return None
    scored = side.indicator(indicator.id)
    return None if scored.inherited_from else scored.value


def _counts(value: Value | None, bare: bool) -> Counts | None:
    """The counts of a share, or of a bare number; one never stands for the other."""
    match value:
        case Measured(numerator=n, denominator=d) if not bare:
            return Counts(n, d)
        case NotApplicable(counted=True):
            return NOTHING
        case Reported(rate=None, count=int() as count) if bare:
            return Counts(count, 0)
        case _:
            return None


def _unknown(value: Value | None) -> bool:
    """Whether there may be something that the source does not count; not so where nothing of the kind can be."""
    return isinstance(value, Measured | Reported | NoData)


def _rest(whole: Counts, parts: Mapping[str, Counts]) -> Counts:
    """What the parts leave of the whole; below 0 where they are more than it."""
    numerator = whole.numerator - sum(part.numerator for part in parts.values())
    denominator = whole.denominator - sum(part.denominator for part in parts.values())
    return Counts(numerator, denominator)
