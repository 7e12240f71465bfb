"""An explanation laid out for print: few lines, each rounded by itself, and what rounding leaves as a line of its own.

So whoever re-adds a printed table finds it right, across and down.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from bochiso.compare.quantity import PERCENTAGE_POINT, POINT
from bochiso.compare.why.explain import Explanation
from bochiso.compare.why.parts import Part
from bochiso.measure.split import Counts
from bochiso.report.amounts import NONE, Amount, amount_of
from bochiso.report.cause_words import remainder_name

ROUNDING = "Làm tròn"


class LineKind(StrEnum):
    PART = "part"
    OTHERS = "others"  # the parts that have no line of their own
    REST = "rest"  # what is not explained
    ROUNDING = "rounding"
    TOTAL = "total"


@dataclass(frozen=True)
class Line:
    """One line. `rate` and `mix` add up to `total` in lines of parts; others have neither, the last the sums."""

    kind: LineKind
    name: str
    total: Amount
    rate: Amount | None = None
    mix: Amount | None = None
    before: Counts | None = None
    after: Counts | None = None


def digits_for(explanation: Explanation, printed: Decimal) -> int:
    """Decimals of the amounts: none for counts, two for points, for rates so many that the change has two digits."""
    if explanation.measured_in not in (POINT, PERCENTAGE_POINT):
        return 0
    size = abs(printed)
    if explanation.measured_in == POINT or size >= 1:
        return 2
    return 3 if size >= Decimal("0.1") else 4


def lines_of(
    explanation: Explanation, printed: Decimal, at_most: int, named: Callable[[Part], str], others: str
) -> tuple[Line, ...]:
    """The largest parts, the others in one line, the remainders, rounding, the change.

    `printed` is the change as the report prints it elsewhere. `others` names the parts left over («đơn vị»).
    """
    digits = digits_for(explanation, printed)
    shown = len(explanation.parts) if len(explanation.parts) <= at_most + 1 else at_most
    lines = [_line(LineKind.PART, named(part), [part], digits) for part in explanation.parts[:shown]]
    if left := explanation.parts[shown:]:
        lines.append(_line(LineKind.OTHERS, f"Các {others} còn lại ({len(left)})", left, digits))
    sums = _sum(line.rate for line in lines), _sum(line.mix for line in lines)
    lines += [
        Line(LineKind.REST, remainder_name(each), amount_of(each.amount, digits)) for each in explanation.remainders
    ]
    rest = printed - sum((line.total.printed for line in lines), Decimal(0))
    if rest:
        lines.append(Line(LineKind.ROUNDING, ROUNDING, Amount(rest, Fraction(rest))))
    return *lines, Line(LineKind.TOTAL, "Thay đổi", Amount(printed, Fraction(printed)), *sums)


def _line(kind: LineKind, name: str, parts: Sequence[Part], digits: int) -> Line:
    rate, mix = (amount_of(half, digits) for half in _summed(parts))
    before, after = _counts(part.before for part in parts), _counts(part.after for part in parts)
    return Line(kind, name, rate + mix, rate, mix, before, after)


def _summed(parts: Sequence[Part]) -> tuple[Fraction, Fraction]:
    rate = sum((part.rate_effect for part in parts), Fraction(0))
    return rate, sum((part.mix_effect for part in parts), Fraction(0))


def _counts(all_counts: Iterable[Counts | None]) -> Counts | None:
    """Counts added up; parts that are not there at a date have none to add."""
    known = [counts for counts in all_counts if counts is not None]
    if not known:
        return None
    return Counts(sum(counts.numerator for counts in known), sum(counts.denominator for counts in known))


def _sum(amounts: Iterable[Amount | None]) -> Amount:
    return sum((amount for amount in amounts if amount is not None), NONE)
