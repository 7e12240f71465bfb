"""Exact numbers: rounding of fractions, and the strict reading of numbers as Vietnamese officials write them.

Nothing here uses binary floating point. Ratios are `Fraction`, printed figures `Decimal` with the digits they were
printed with.
"""

import re
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

_COUNT = re.compile(r"\d+|\d{1,3}(?:[.\u00a0 ]\d{3})+", re.ASCII)
_LONGEST = 40
"""Letters in a number: far above anything counted, far below what makes Python refuse to convert it."""

_DECIMAL = re.compile(r"[+-]?\d+(?:[.,]\d+)?", re.ASCII)


class Tie(StrEnum):
    """What becomes of a number that lies exactly between two printable ones."""

    EVEN = "even"
    UP = "up"


def rounded(value: Fraction | Decimal | int, digits: int, tie: Tie) -> Decimal:
    """`value` to `digits` decimals; ties go to the even neighbour, or away from zero (`Tie.UP`)."""
    scaled = abs(Fraction(value)) * 10**digits
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    twice = 2 * rest
    if twice > scaled.denominator or (twice == scaled.denominator and (tie is Tie.UP or whole % 2 == 1)):
        whole += 1
    return Decimal(whole if value >= 0 else -whole).scaleb(-digits)


def digits_of(value: Decimal) -> int:
    """How many decimals the figure was printed with: `Decimal("75.10")` has two."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def parse_count(text: str) -> int | None:
    """A count of things: `378113`, `378.113` or `378 113`. None when it is not one.

    A point in a count can only group thousands, since nobody counts a part of a dossier; groups must be whole.
    """
    text = text.strip()
    if len(text) > _LONGEST or not _COUNT.fullmatch(text):
        return None
    return int(re.sub(r"\D", "", text))


def parse_decimal(text: str) -> Decimal | None:
    """A rate or a score: `90,19`, `90.19`, `100`, with or without `%`. None when it is not one.

    Thousands are never grouped here, so both the comma and the point mark decimals; Babel's Vietnamese locale reads
    `90.19` as 9019, which is why it is not used.
    """
    text = text.strip().removesuffix("%").rstrip().replace("\u2212", "-")
    if len(text) > _LONGEST or not _DECIMAL.fullmatch(text):
        return None
    return Decimal(text.replace(",", "."))


def exact_text(value: Fraction) -> str:
    """`0.59` where decimals say it whole, `1/3` where they do not; both read back by `Fraction`."""
    twos = fives = 0
    rest = value.denominator
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return str(value)
    digits = max(twos, fives)
    figures = str(abs(value.numerator) * 10**digits // value.denominator).zfill(digits + 1)
    sign = "-" if value < 0 else ""
    return f"{sign}{figures[:-digits]}.{figures[-digits:]}" if digits else f"{sign}{figures}"
