"""What a scored figure can be quoted as: points, rate, count, the rest of a share, a rank; each as it is printed."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import assert_never

from bochiso.exact import digits_of
from bochiso.index.model import Better, Edition, Indicator, Show
from bochiso.score.rules import percent
from bochiso.score.snapshot import Measured, NoData, NotApplicable, Reported, Value
from bochiso.score.tally import Points, ScoredUnit


class Measure(StrEnum):
    """What is quoted of an item."""

    POINTS = "points"
    RATE = "rate"
    COUNT = "count"
    AMONG = "denominator"
    REST_RATE = "rest_rate"
    REST_COUNT = "rest_count"
    RANK = "rank"


POINT = "điểm"
PERCENTAGE_POINT = "điểm %"
PLACE = "bậc"


@dataclass(frozen=True)
class Quantity:
    """A figure at the digits it is printed with, and exactly where it was counted."""

    printed: Decimal
    exact: Fraction | None = None

    @property
    def digits(self) -> int:
        return digits_of(self.printed)


@dataclass(frozen=True)
class Absent:
    """No figure; `reason` tells no data from not applicable. `applicable` is False for the latter."""

    reason: str
    applicable: bool = True


def _of_value(edition: Edition, value: Value, measure: Measure) -> Quantity | None:
    match value:
        case Measured(numerator=n, denominator=d):
            return _of_counts(edition, n, d, measure)
        case Reported(rate=rate, count=count):
            if measure is Measure.COUNT and count is not None:
                return _count(count)
            if measure is Measure.RATE and rate is not None:
                return Quantity(rate)
            return Quantity(100 - rate) if measure is Measure.REST_RATE and rate is not None else None
        case NotApplicable() | NoData():
            return None
        case _:
            assert_never(value)


def _of_counts(edition: Edition, n: int, d: int, measure: Measure) -> Quantity | None:
    match measure:
        case Measure.RATE:
            return Quantity(percent(Fraction(n, d), edition.rounding.percent), Fraction(n * 100, d))
        case Measure.REST_RATE:
            return Quantity(100 - percent(Fraction(n, d), edition.rounding.percent), Fraction((d - n) * 100, d))
        case Measure.COUNT:
            return _count(n)
        case Measure.AMONG:
            return _count(d)
        case Measure.REST_COUNT:
            return _count(d - n)
        case Measure.POINTS | Measure.RANK:
            return None
        case _:
            assert_never(measure)


def _count(number: int) -> Quantity:
    return Quantity(Decimal(number), Fraction(number))


def _points(points: Points) -> Quantity | None:
    return None if points.value is None else Quantity(points.value, points.exact)


def quantity(edition: Edition, unit: ScoredUnit | None, item: str, measure: Measure) -> Quantity | Absent:
    """One figure of one unit, or why there is none."""
    if unit is None:
        return Absent("đơn vị không có trong số liệu của thời điểm này")
    indicator = edition.indicator(item)
    if indicator is not None:
        scored = unit.indicator(item)
        scores = measure is Measure.POINTS and indicator.scored
        found = _points(scored.points) if scores else _of_value(edition, scored.value, measure)
        return found if found is not None else _why_absent(scored.value, measure)
    if measure is Measure.RANK:
        return (
            Absent("không có thứ hạng: nguồn không công bố và số liệu không đủ mọi đơn vị để xếp")
            if unit.rank is None
            else _count(unit.rank)
        )
    points = unit.total if item == "total" else unit.axis(item).points
    return _points(points) or Absent("nguồn không công bố điểm này")


def _why_absent(value: Value, measure: Measure) -> Absent:
    match value:
        case NotApplicable(reason=reason):
            return Absent(reason, applicable=False)
        case NoData(reason=reason):
            return Absent(reason)
        case Reported() if measure in (Measure.COUNT, Measure.AMONG, Measure.REST_COUNT):
            return Absent("nguồn chỉ công bố tỷ lệ, không công bố số đếm")
        case _:
            return Absent("nguồn không công bố số này")


def unit_of(indicator: Indicator | None, measure: Measure) -> str:
    """The unit that a change of this figure is in."""
    match measure:
        case Measure.POINTS:
            return POINT
        case Measure.RATE | Measure.REST_RATE:
            return PERCENTAGE_POINT
        case Measure.RANK:
            return PLACE
        case Measure.COUNT | Measure.AMONG | Measure.REST_COUNT:
            return indicator.unit if indicator else ""
        case _:
            assert_never(measure)


def better_of(indicator: Indicator | None, measure: Measure) -> Better:
    """Which way is good. Points and ranks (places gained) always up; a rest the other way than its share."""
    if measure in (Measure.POINTS, Measure.RANK) or indicator is None:
        return Better.HIGHER
    if measure is Measure.AMONG:
        return Better.NEITHER
    if measure in (Measure.REST_RATE, Measure.REST_COUNT):
        flipped = {Better.HIGHER: Better.LOWER, Better.LOWER: Better.HIGHER, Better.NEITHER: Better.NEITHER}
        return flipped[indicator.better]
    return indicator.better


def measures_shown(show: Show) -> tuple[Measure | None, Measure | None]:
    """The count and the rate that a printed row shows."""
    match show:
        case Show.HEADING:
            return None, None
        case Show.FRACTION | Show.SHARE:
            return Measure.COUNT, Measure.RATE
        case Show.REST:
            return Measure.REST_COUNT, Measure.REST_RATE
        case Show.COUNT:
            return Measure.COUNT, None
        case _:
            assert_never(show)
