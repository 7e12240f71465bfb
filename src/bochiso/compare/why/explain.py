"""Why a figure moved: its change as parts that add up to it, to the last fraction, and named remainders.

Rates are explained in percentage points, points in points, bare numbers in what they count. What cannot be explained
from what is known is a remainder with a name and is never spread over the parts.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from bochiso.compare.change import Comparison, UnitComparison
from bochiso.compare.quantity import PERCENTAGE_POINT
from bochiso.compare.why.parts import Part, counted_up, flowed, largest_first, shared_out
from bochiso.errors import fail
from bochiso.index.model import Indicator
from bochiso.measure.split import Counts, Flow, Split
from bochiso.score.rules import rate_of
from bochiso.score.snapshot import Measured, NoData, NotApplicable, Reported, Value
from bochiso.score.tally import ScoredUnit

COMPONENT = "component"
"""What totals and axes are split over where nothing else is asked for; beside the words of `Dimension`."""

NO_COUNTS = "nguồn không công bố số đếm"
NO_RATE = "nguồn không công bố tỷ lệ hay số đếm so sánh được"


@dataclass(frozen=True)
class Unsplit:
    """Why an indicator cannot be split over what was asked for."""

    reason: str


@dataclass(frozen=True)
class Parts:
    """The counts of an indicator by part; `rest` names what they leave of the change, should they leave any."""

    split: Split | tuple[Flow, ...]
    rest: str


Over = Callable[[Indicator], Parts | Unsplit]
"""How an indicator is split over what was asked for."""


@dataclass(frozen=True)
class Remainder:
    """What is not explained, and why."""

    name: str
    amount: Fraction


@dataclass(frozen=True)
class Explanation:
    """A change of one figure of one unit. `change` is None where there is none to explain; `notes` then say why.

    `by` is COMPONENT or the value of a `Dimension`. `measured_in` is «điểm», «điểm %» or what is counted.
    """

    item: str
    title: str
    unit: UnitComparison
    by: str
    measured_in: str
    before: Fraction | None
    after: Fraction | None
    parts: tuple[Part, ...]
    remainders: tuple[Remainder, ...]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.change is not None and sum((part.total for part in self.parts), self.remainder) != self.change:
            raise ValueError(f"the parts of {self.item} do not add up to its change")

    @property
    def change(self) -> Fraction | None:
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def remainder(self) -> Fraction:
        return sum((each.amount for each in self.remainders), Fraction(0))


def explained_unit(comparison: Comparison, code: str) -> UnitComparison:
    """The unit of the comparison. Raises `BochisoError` where nothing can be subtracted or it is not there."""
    unit = comparison.unit(code)
    if unit is None or comparison.barred or unit.barred:
        raise fail(
            f"giải thích {comparison.before.id} và {comparison.after.id}",
            f"không giải thích được: {comparison.barred or (unit.barred if unit else f'không có đơn vị {code}')}",
            why="chỉ giải thích được thay đổi của cùng một đơn vị, cùng phiên bản, cùng loại kỳ, cùng góc nhìn",
            remedy="xem bochiso show từng bản chụp để chọn đơn vị và hai thời điểm",
        )
    return unit


def explain_indicator(
    comparison: Comparison, unit: UnitComparison, indicator: Indicator, by: str, over: Over
) -> Explanation:
    """The change of an indicator's rate, or of its number where it has no denominator."""
    old, new = value_of(unit.before, indicator), value_of(unit.after, indicator)
    numbers = _number(old), _number(new)
    rates = _percent(old), _percent(new)
    bare = numbers != (None, None) and rates == (None, None)
    before, after = numbers if bare else rates
    parts: tuple[Part, ...] = ()
    remainders: tuple[Remainder, ...] = ()
    if before is not None and after is not None:
        parts, remainders = _divided(old, new, over(indicator), after - before)
    notes = tuple(dict.fromkeys(_why_none(value) for value, number in ((old, before), (new, after)) if number is None))
    measured_in = indicator.unit if bare else PERCENTAGE_POINT
    return Explanation(indicator.id, indicator.title, unit, by, measured_in, before, after, parts, remainders, notes)


def _why_none(value: Value) -> str:
    """Why there is no number to subtract."""
    return value.reason if isinstance(value, NotApplicable | NoData) else NO_RATE


def rest_of(explanation: Explanation) -> Explanation:
    """The change of what is left of a rate to 100 %, as the rows «chưa …», «quá hạn» print it."""
    if explanation.measured_in != PERCENTAGE_POINT:
        return explanation
    return replace(
        explanation,
        title=f"{explanation.title} (phần còn lại)",
        before=None if explanation.before is None else 100 - explanation.before,
        after=None if explanation.after is None else 100 - explanation.after,
        parts=tuple(part.times(Fraction(-1)).bare for part in explanation.parts),
        remainders=tuple(Remainder(each.name, -each.amount) for each in explanation.remainders),
    )


def value_of(side: ScoredUnit | None, indicator: Indicator) -> Value:
    """The unit's figure at one date, whatever the unit is there."""
    if side is None:
        return NoData("đơn vị không có trong số liệu của một thời điểm")
    return side.indicator(indicator.id).value


def _number(value: Value) -> Fraction | None:
    match value:
        case Reported(rate=None, count=int() as count):
            return Fraction(count)
        case _:
            return None


def _percent(value: Value) -> Fraction | None:
    rate = rate_of(value)
    return None if rate is None else rate * 100


def _divided(
    old: Value, new: Value, found: Parts | Unsplit, change: Fraction
) -> tuple[tuple[Part, ...], tuple[Remainder, ...]]:
    if isinstance(found, Unsplit):
        return (), remainders_of([(found.reason, change)])
    match old, new, found.split:
        case Measured(), Measured(), split:
            parts = tuple(part.times(Fraction(100)) for part in parts_of(split, old, new))
        case Reported(rate=None), Reported(rate=None), Split() as split:
            parts = counted_up(split)
        case _:
            return (), remainders_of([(NO_COUNTS, change)])
    left = change - sum((part.total for part in parts), Fraction(0))
    return largest_first(parts), remainders_of([(found.rest, left)])


def parts_of(split: Split | tuple[Flow, ...], old: Measured, new: Measured) -> tuple[Part, ...]:
    """The parts of the change of a share, as a share of 1."""
    whole = Counts(old.numerator, old.denominator), Counts(new.numerator, new.denominator)
    return shared_out(split, *whole) if isinstance(split, Split) else flowed(split, *whole)


def remainders_of(pairs: Iterable[tuple[str, Fraction]]) -> tuple[Remainder, ...]:
    """Remainders of one name added up, in the order of their first; none of nothing."""
    found: dict[str, Fraction] = {}
    for name, amount in pairs:
        found[name] = found.get(name, Fraction(0)) + amount
    return tuple(Remainder(name, amount) for name, amount in found.items() if amount)
