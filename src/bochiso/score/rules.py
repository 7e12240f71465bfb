"""Points of one component: maximum × rate, exactly, as the edition says. No unit, no file, no rounding of ratios."""

from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from bochiso.exact import Tie, rounded
from bochiso.index.model import AsReported, Empty, Indicator, Linear, Rounding, Shown, Target
from bochiso.score.snapshot import Measured, NoData, NotApplicable, Reported, Value


def rate_of(value: Value) -> Fraction | None:
    """The share, exact where things were counted, as printed where only a percentage is known; else None."""
    match value:
        case Measured():
            return value.share
        case Reported(rate=rate):
            return None if rate is None else Fraction(rate) / 100
        case NotApplicable() | NoData():
            return None
        case _:
            assert_never(value)


def exact_points(indicator: Indicator, value: Value, factor: Fraction | None = Fraction(1)) -> Fraction | None:
    """Points before rounding, or None where they cannot be known.

    `factor` is the rate of the indicator named by `times` (1 where there is none, None where it is not known). A rate
    above 1, which a damaged source can print, earns the maximum and no more.
    """
    if indicator.maximum is None:
        return None
    maximum = Fraction(indicator.maximum)
    if isinstance(value, NotApplicable):
        if isinstance(indicator.rule, Linear | Target):
            return maximum if indicator.empty is Empty.FULL else Fraction(0)
        return None
    rate = rate_of(value)
    if rate is None or factor is None:
        return None
    match indicator.rule:
        case Linear():
            return maximum * min(Fraction(1), rate * factor)
        case Target(target=target):
            return maximum * min(Fraction(1), rate * factor / target)
        case Shown() | AsReported():
            return None
        case _:
            assert_never(indicator.rule)


def round_points(points: Fraction, rounding: Rounding, tie: Tie | None = None) -> Fraction:
    """Points as the edition carries them on: rounded, or as they are where it does not round here.

    `tie` is the component's own way with ties, where it has one.
    """
    return points if rounding.digits is None else Fraction(rounded(points, rounding.digits, tie or rounding.tie))


def percent(rate: Fraction, rounding: Rounding) -> Decimal:
    """The printed percentage of an exact rate."""
    return rounded(rate * 100, rounding.digits or 0, rounding.tie)
