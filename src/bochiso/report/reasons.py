"""What the report says of why figures moved: which indicators it looks into, and their explanations.

Made apart from the document, since counting again by procedure needs the ledger and the document does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bochiso.compare.change import Change, Comparison, UnitComparison
from bochiso.compare.quantity import Measure, Quantity
from bochiso.compare.why.explain import COMPONENT, Explanation, explain_indicator
from bochiso.compare.why.explain_points import TOTAL
from bochiso.compare.why.over_units import OverUnits
from bochiso.compare.why.question import Question, explanation
from bochiso.index.model import Indicator, Share
from bochiso.measure.compute import Source
from bochiso.measure.split import Dimension
from bochiso.score.snapshot import Measured

_MOST = 6
"""Indicators looked into, apart from the watched ones."""

_WATCHED = frozenset({"synchronised", "filed_online", "component_file"})
"""What the numerators of synchronisation, online filing and digitisation are: their rates are told where they fell."""


@dataclass(frozen=True)
class Reason:
    """One indicator that moved. `by_procedure` is None where no ledger tells."""

    indicator: Indicator
    by_unit: Explanation
    by_procedure: Explanation | None = None


@dataclass(frozen=True)
class Remedy:
    """What would win points back: `text` says what to do, for `number` things that move the indicators named.

    All of them would earn the total `points`, everything else standing still.
    """

    indicator: str
    text: str
    number: int
    points: Fraction


@dataclass(frozen=True)
class Reasons:
    """The total by component (None where nothing may be subtracted), and the indicators that moved most.

    `nothing` says why there is nothing to explain; empty where there is something.
    """

    total: Explanation | None
    indicators: tuple[Reason, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    nothing: str = ""


def reasons_of(comparison: Comparison, code: str, source: Source | None = None) -> Reasons:
    """The reasons of the unit with this code. `source` is the ledger that both snapshots were computed from."""
    unit = comparison.unit(code)
    if unit is None or comparison.barred or unit.barred:
        barred = comparison.barred or (unit.barred if unit else f"không có số liệu của {code}")
        return Reasons(None, nothing=f"Không giải thích được thay đổi giữa hai thời điểm vì {barred}.")
    total = explanation(comparison, Question(TOTAL, code, COMPONENT))
    moved = _most(comparison, unit)
    nothing = "" if moved or total.change or total.parts or total.remainders else _why_nothing(comparison, unit)
    return Reasons(total, _by_procedure(comparison, unit, moved, source), nothing=nothing)


def _why_nothing(comparison: Comparison, unit: UnitComparison) -> str:
    if all(change.value is None for change in comparison.changes(unit)):
        return "Không có số liệu nào ở cả hai thời điểm để giải thích thay đổi."
    return "Các số liệu có ở cả hai thời điểm như nhau: không có thay đổi nào cần giải thích."


@dataclass(frozen=True)
class _Moved:
    """`points` is None where they are not known at both dates; `size` is of the rate, else the growth of the number."""

    reason: Reason
    points: Decimal | None
    rate: Decimal | None
    size: Decimal

    @property
    def order(self) -> tuple[bool, bool, bool, bool, Decimal]:
        """Points first; then what can be split, what earns points, rates before bare numbers; the largest first."""
        split, scored = bool(self.reason.by_unit.parts), self.reason.indicator.scored
        return not self.points, not split, not scored, self.rate is None, -abs(self.points or self.size)


def _most(comparison: Comparison, unit: UnitComparison) -> tuple[Reason, ...]:
    """The indicators that moved most, then the watched ones whose rates fell."""
    found = [each for indicator in comparison.edition.indicators if (each := _moved(comparison, unit, indicator))]
    wanted = [each for each in found if each.points or each.points is None]
    most = sorted(wanted, key=lambda each: each.order)[:_MOST]
    fell = [each for each in found if each not in most and _watched(each.reason.indicator) and (each.rate or 0) < 0]
    return tuple(each.reason for each in (*most, *fell))


def _moved(comparison: Comparison, unit: UnitComparison, indicator: Indicator) -> _Moved | None:
    points, rate = (comparison.change(unit, indicator.id, each).value for each in (Measure.POINTS, Measure.RATE))
    size = rate if rate is not None else _growth(comparison.change(unit, indicator.id, Measure.COUNT))
    if not points and not size:
        return None
    by_unit = explain_indicator(comparison, unit, indicator, Dimension.UNIT.value, OverUnits(comparison, unit))
    return _Moved(Reason(indicator, by_unit), points, rate, size or Decimal(0))


def _growth(change: Change) -> Decimal | None:
    """Of a number in percent of what it was, so that numbers of different things can be put in an order."""
    if change.value is None or not isinstance(change.before, Quantity):
        return None
    return change.value * 100 / (change.before.printed or 1)


def _watched(indicator: Indicator) -> bool:
    return isinstance(indicator.counting, Share) and not _WATCHED.isdisjoint(indicator.counting.that)


def _by_procedure(
    comparison: Comparison, unit: UnitComparison, reasons: Sequence[Reason], source: Source | None
) -> tuple[Reason, ...]:
    """The same with what the ledger tells of procedures, counted for all of them in one pass."""
    if source is None or not (comparison.before.computed and comparison.after.computed):
        return tuple(reasons)
    from bochiso.compare.why.over_facts import over_facts  # counting is heavy, and most reports need none of it

    by = Dimension.PROCEDURE
    asked = tuple(reason.indicator for reason in reasons if _counted(unit, reason.indicator))
    over = over_facts(comparison, source, unit, asked, by)
    made = {each.id: explain_indicator(comparison, unit, each, by.value, over) for each in asked}
    return tuple(Reason(each.indicator, each.by_unit, made.get(each.indicator.id)) for each in reasons)


def _counted(unit: UnitComparison, indicator: Indicator) -> bool:
    sides = [side.indicator(indicator.id).value for side in (unit.before, unit.after) if side]
    return all(isinstance(value, Measured) for value in sides)
