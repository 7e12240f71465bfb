"""An effect as it is printed, and before that: what is too small to be seen is still there."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bochiso.compare.why.parts import Part
from bochiso.exact import Tie, rounded


@dataclass(frozen=True)
class Amount:
    """`printed` is rounded to the digits of its table; `exact` is not."""

    printed: Decimal
    exact: Fraction

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.printed + other.printed, self.exact + other.exact)


NONE = Amount(Decimal(0), Fraction(0))


def amount_of(exact: Fraction, digits: int) -> Amount:
    return Amount(rounded(exact, digits, Tie.UP), exact)


def halves_of(part: Part, digits: int) -> tuple[Amount, Amount]:
    """What is due to the part's rate and to its weight. Their sum is printed as the whole, so that it re-adds."""
    return amount_of(part.rate_effect, digits), amount_of(part.mix_effect, digits)
