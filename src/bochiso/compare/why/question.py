"""One question, one explanation: which figure, whose, and over what."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bochiso.compare.change import Comparison
from bochiso.compare.why.explain import COMPONENT, Explanation, Over, explain_indicator, explained_unit, rest_of
from bochiso.compare.why.explain_points import TOTAL, explain_points
from bochiso.compare.why.over_units import OverUnits
from bochiso.errors import fail
from bochiso.index.model import Edition, Indicator, Show
from bochiso.measure.split import Dimension

if TYPE_CHECKING:
    from bochiso.measure.compute import Source


@dataclass(frozen=True)
class Question:
    """`item` is an indicator (id, portal code or printed row), the code of an axis, or TOTAL.

    `by` is COMPONENT (axes and totals alone) or the value of a `Dimension`.
    """

    item: str
    unit: str
    by: str


def usual_by(item: str, edition: Edition) -> str:
    """What a figure is split over where nobody says: points over components, rates over units."""
    return COMPONENT if item == TOTAL or edition.axis(item) else Dimension.UNIT.value


def needs_facts(question: Question) -> bool:
    """Whether the ledger has to be read."""
    return question.by not in (COMPONENT, Dimension.UNIT.value)


def explanation(comparison: Comparison, question: Question, source: "Source | None" = None) -> Explanation:
    """The explanation asked for. `source` is the ledger; without one only what snapshots tell is known.

    Raises `BochisoError` where the two dates cannot be compared, or the unit or the item is not there.
    """
    unit = explained_unit(comparison, question.unit)
    edition = comparison.edition
    if question.item == TOTAL or edition.axis(question.item):
        axes = [axis.code for axis in edition.axes] if question.item == TOTAL else [question.item]
        scored = tuple(each for axis in axes for each in edition.of_axis(axis) if each.scored)
        over = None if question.by == COMPONENT else _over(comparison, question, scored, source)
        return explain_points(comparison, unit, question.item, question.by, over)
    indicator = asked_indicator(edition, question.item)
    over = _over(comparison, question, (indicator,), source)
    found = explain_indicator(comparison, unit, indicator, question.by, over)
    place = edition.place(question.item)
    return rest_of(found) if place and place.show is Show.REST else found


def _over(
    comparison: Comparison, question: Question, indicators: tuple[Indicator, ...], source: "Source | None"
) -> Over:
    if question.by in (COMPONENT, Dimension.UNIT.value):
        return OverUnits(comparison, explained_unit(comparison, question.unit))
    from bochiso.compare.why.over_facts import over_facts

    unit = explained_unit(comparison, question.unit)
    return over_facts(comparison, source, unit, indicators, Dimension(question.by))


def asked_indicator(edition: Edition, name: str) -> Indicator:
    """The indicator of this name. Raises `BochisoError`, naming all there are, for any other."""
    place = edition.place(name)
    indicator = edition.indicator(place.item) if place else None
    if indicator is None:
        raise fail(
            f"--indicator {name}",
            f"không có chỉ số này trong phiên bản {edition.id}",
            why="tỷ lệ được giải thích theo từng chỉ số của phiên bản",
            remedy=f"một trong: {', '.join(each.id for each in edition.indicators)}",
        )
    return indicator
