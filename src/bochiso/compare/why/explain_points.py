"""Why points moved: through the scoring, component by component, and over units, procedures or time.

Caps and thresholds are honoured. Over a dimension a component's parts are those of its rate, at the points that a rate
below its target earns; what goes beyond the target is a line of its own, since it earns nothing. A component that is at
its target at both dates gives no parts at all. A remainder is called rounding only where rounding can make as much.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bochiso.compare.change import Comparison, UnitComparison
from bochiso.compare.quantity import POINT
from bochiso.compare.why.explain import (
    NO_COUNTS,
    Explanation,
    Over,
    Unsplit,
    parts_of,
    remainders_of,
    value_of,
)
from bochiso.compare.why.moved import movement_text, target_text
from bochiso.compare.why.parts import Part, Presence, largest_first, together
from bochiso.errors import fail
from bochiso.index.model import Edition, Indicator, Linear, Rounding, Target
from bochiso.measure.split import Split
from bochiso.score.rules import rate_of
from bochiso.score.snapshot import Measured, NotApplicable, Value
from bochiso.score.tally import POINT_DIGITS, Points, ScoredUnit

TOTAL = "total"
CAP = "cap:"
"""The keys of lines for what lies beyond a target begin so."""

ROUNDING = "làm tròn điểm"
DISAGREES = "điểm công bố không khớp điểm tính lại"
NOT_RECOMPUTED = "không tính lại được từ số liệu đã biết"

Named = tuple[str, Fraction]


@dataclass(frozen=True)
class _Found:
    """What a component's change of points consists of."""

    parts: tuple[Part, ...] = ()
    rests: tuple[Named, ...] = ()
    note: str = ""


def explain_points(comparison: Comparison, unit: UnitComparison, item: str, by: str, over: Over | None) -> Explanation:
    """The change of an axis (its code) or of the total (TOTAL), in points. Without `over`, by component."""
    edition = comparison.edition
    axis = edition.axis(item)
    title = axis.title if axis else "Điểm tổng hợp"
    before, after = (_points(side, item) for side in (unit.before, unit.after))
    if unit.before is None or unit.after is None or before is None or after is None:
        missing = "không có điểm ở cả hai thời điểm để trừ cho nhau"
        return Explanation(item, title, unit, by, POINT, None, None, (), (), (missing,))
    maker = _Maker(edition, unit, unit.before, unit.after, by, over)
    axes = [axis.code] if axis else [each.code for each in edition.axes]
    groups: list[Sequence[Part]] = []
    rests: list[Named] = []
    notes: list[str] = []
    for code in axes:
        found = maker.axis(code)
        groups += [each.parts for each in found]
        rests += [rest for each in found for rest in each.rests]
        notes += [each.note for each in found if each.note]
    parts = largest_first(part for part in together(groups) if part.rate_effect or part.mix_effect)
    explained = sum((part.total for part in parts), sum((amount for _, amount in rests), Fraction(0)))
    rests.append(maker.left(axes, after - before - explained))
    return Explanation(item, title, unit, by, POINT, before, after, parts, remainders_of(rests), tuple(notes))


def check_item(comparison: Comparison, code: str) -> None:
    """Raise `BochisoError` where the edition has no axis of this code."""
    if comparison.edition.axis(code) is None:
        codes = ", ".join(axis.code for axis in comparison.edition.axes)
        raise fail(
            f"--axis {code}",
            f"không có trục này trong phiên bản {comparison.edition.id}",
            why="điểm được giải thích theo trục của phiên bản",
            remedy=f"một trong: {codes}",
        )


def _points(side: ScoredUnit | None, item: str) -> Fraction | None:
    if side is None:
        return None
    points: Points = side.total if item == TOTAL else side.axis(item).points
    return None if points.value is None else Fraction(points.value)


def _name(indicator: Indicator) -> str:
    return f"{indicator.id} {indicator.title}"


@dataclass(frozen=True)
class _Maker:
    """The components of one unit at both dates."""

    edition: Edition
    unit: UnitComparison
    before: ScoredUnit
    after: ScoredUnit
    by: str
    over: Over | None

    def left(self, axes: Sequence[str], amount: Fraction) -> Named:
        """What the axes leave of the change, by its name."""
        sides = [(code, _points(self.before, code), _points(self.after, code)) for code in axes]
        if unknown := [code for code, old, new in sides if old is None or new is None]:
            return f"nguồn không công bố điểm trục {', '.join(unknown)}", amount
        return _rounding("", amount, _rounded_to(self.edition.rounding.axis) * len(axes))

    def axis(self, code: str) -> list[_Found]:
        """The components of an axis, and what the axis moves beside them."""
        scored = [indicator for indicator in self.edition.of_axis(code) if indicator.scored]
        known = [indicator for indicator in scored if self._change(indicator) is not None]
        found = [self._component(indicator) for indicator in known]
        moved = [_points(side, code) for side in (self.before, self.after)]
        if moved[0] is None or moved[1] is None:
            return found
        left = moved[1] - moved[0] - sum((self._change(each) or Fraction(0) for each in known), Fraction(0))
        unknown = [indicator.id for indicator in scored if indicator not in known]
        axis = self.edition.axis(code)
        assert axis is not None
        if unknown or not scored:
            of = f" của {', '.join(unknown)}" if unknown else ""
            return [*found, _Found(rests=((f"trục {axis.title}: nguồn không công bố điểm{of}", left),))]
        slack = _rounded_to(self.edition.rounding.axis) + _HUNDREDTH * len(scored)
        return [*found, _Found(rests=(_rounding(f"trục {axis.title}: ", left, slack),))]

    def _change(self, indicator: Indicator) -> Fraction | None:
        values: list[Decimal | None] = [side.indicator(indicator.id).points.value for side in (self.before, self.after)]
        return None if values[0] is None or values[1] is None else Fraction(values[1] - values[0])

    def _component(self, indicator: Indicator) -> _Found:
        change = self._change(indicator)
        assert change is not None
        note = movement_text(indicator, self.before, self.after)
        old, new = value_of(self.before, indicator), value_of(self.after, indicator)
        if self.over is None:
            part = _whole(indicator.id, _name(indicator), change, _presence(old, new), note)
            return _Found((part,)) if change else _Found(note=self._at_target(indicator))
        sides = (side.indicator(indicator.id) for side in (self.after, self.before))
        if giver := next((side.inherited_from for side in sides if side.inherited_from), ""):
            name = f"{_name(indicator)}: lấy theo {giver}"
            return _Found((_whole(f"inherited:{indicator.id}", name, change, Presence.BOTH, ""),) if change else ())
        exact = self._exact(indicator)
        if exact is None:
            return _Found(rests=((f"{_name(indicator)}: {NOT_RECOMPUTED}", change),))
        rounding = _rounding("", change - exact, _HUNDREDTH)
        if rounding[0] != ROUNDING:
            rounding = (f"{_name(indicator)}: {DISAGREES}", change - exact)
        if (presence := _presence(old, new)) is not Presence.BOTH:
            part = _whole(f"empty:{indicator.id}", f"{_name(indicator)}: {note}", exact, presence, "")
            return _Found((part,) if exact else (), (rounding,))
        if not exact and self._settled(indicator):
            return _Found(rests=(rounding,), note=self._at_target(indicator))
        parts, rests = self._over(indicator, exact)
        return _Found(tuple(parts), (*rests, rounding))

    def _settled(self, indicator: Indicator) -> bool:
        """Whether the unit has the most, or the nothing, that it can have at both dates, whatever the rate."""
        points = [side.indicator(indicator.id).points.exact for side in (self.before, self.after)]
        return self.after.unit.kind in indicator.forfeits or points == [indicator.maximum] * 2

    def _at_target(self, indicator: Indicator) -> str:
        """That a rate moved and its points did not."""
        text = target_text(indicator, self.before, self.after)
        return f"{_name(indicator)}: {text}" if text else ""

    def _exact(self, indicator: Indicator) -> Fraction | None:
        old, new = (side.indicator(indicator.id).points.exact for side in (self.before, self.after))
        return None if old is None or new is None else new - old

    def _over(self, indicator: Indicator, exact: Fraction) -> tuple[list[Part], list[Named]]:
        """The parts of the rate at what a rate below the target earns; of the rate that multiplies it, too."""
        assert self.over is not None and indicator.maximum is not None
        match indicator.rule:
            case Linear():
                slope = Fraction(indicator.maximum)
            case Target(target=target):
                slope = Fraction(indicator.maximum) / target
            case _:
                return [], [(f"{_name(indicator)}: {NOT_RECOMPUTED}", exact)]
        parts: list[Part] = []
        rests: list[Named] = []
        straight = Fraction(0)
        for each, factor in self._factors(indicator):
            old, new = value_of(self.before, each), value_of(self.after, each)
            found, rest = self._split(each, old, new)
            moved = (rate_of(new) or Fraction(0)) - (rate_of(old) or Fraction(0))
            parts += [part.times(slope * factor).bare for part in found]
            left = (moved - sum((part.total for part in found), Fraction(0))) * slope * factor
            rests.append((f"{_name(indicator)}: {rest}", left))
            straight += moved * slope * factor
        if exact != straight:
            name = f"{_name(indicator)}: phần vượt ngưỡng không được điểm"
            parts.append(_whole(f"{CAP}{indicator.id}", name, exact - straight, Presence.BOTH, ""))
        return parts, rests

    def _factors(self, indicator: Indicator) -> Iterator[tuple[Indicator, Fraction]]:
        """The indicator with the mean of what multiplies its rate; and the other way round where something does."""
        other = self.edition.indicator(indicator.times)
        if other is None:
            yield indicator, Fraction(1)
            return
        yield indicator, self._mean(other)
        yield other, self._mean(indicator)

    def _mean(self, indicator: Indicator) -> Fraction:
        rates = (rate_of(value_of(side, indicator)) or Fraction(0) for side in (self.before, self.after))
        return sum(rates, Fraction(0)) / 2

    def _split(self, indicator: Indicator, old: Value, new: Value) -> tuple[tuple[Part, ...], str]:
        assert self.over is not None
        if not isinstance(old, Measured) or not isinstance(new, Measured):
            return (), NO_COUNTS
        found = self.over(indicator)
        if isinstance(found, Unsplit):
            return (), found.reason
        parts = parts_of(found.split, old, new)
        if not isinstance(found.split, Split):  # the same may happen to a dossier and to a petition
            parts = tuple(part.of(indicator.id) for part in parts)
        return parts, found.rest


_HUNDREDTH = Fraction(1, 10**POINT_DIGITS)


def _rounded_to(rounding: Rounding) -> Fraction:
    """How far the rounding of two figures can move their difference."""
    return _HUNDREDTH if rounding.digits is None else Fraction(1, 10**rounding.digits)


def _rounding(where: str, amount: Fraction, slack: Fraction) -> Named:
    return f"{where}{ROUNDING if abs(amount) <= slack else DISAGREES}", amount


def _whole(key: str, name: str, change: Fraction, presence: Presence, note: str) -> Part:
    """A part that is one thing: nothing of it is a mix unless it is there once."""
    zero = Fraction(0)
    rate, mix = (change, zero) if presence is Presence.BOTH else (zero, change)
    return Part(key, name, presence, rate, mix, note=note)


def _presence(old: Value, new: Value) -> Presence:
    """Whether there was anything to count at both dates, or only at one."""
    there = not isinstance(old, NotApplicable), not isinstance(new, NotApplicable)
    return {(False, True): Presence.APPEARED, (True, False): Presence.VANISHED}.get(there, Presence.BOTH)
