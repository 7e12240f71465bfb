"""One axis of a unit: its points, its indicators, and the units right below with their points of it."""

from dataclasses import dataclass

from bochiso.compare.quantity import Measure
from bochiso.errors import fail
from bochiso.index.model import Axis, Edition, Indicator
from bochiso.score.tally import ScoredUnit
from bochiso.web.answer import About
from bochiso.web.drill import Drill, axis_points, drill, indicator_points, telling
from bochiso.web.part import Json, Part
from bochiso.web.picture import CHOICE
from bochiso.web.query import NotFound, Query
from bochiso.web.render import address, render, segment
from bochiso.web.shapes_drill import AxisPageShape
from bochiso.web.words import Said, counts_said, rate_said
from bochiso.web.workbench import Workbench


@dataclass(frozen=True)
class AxisOf:
    """The axis, and whose."""

    drill: Drill
    axis: Axis

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return self.drill.now.edition.of_axis(self.axis.code)

    @property
    def path(self) -> str:
        return f"/truc/{segment(self.axis.code)}"


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator of the axis as the page prints it."""

    title: str
    address: str
    counts: Said
    rate: Said
    rate_change: Said
    points: Said
    points_change: Said


@dataclass(frozen=True)
class UnitRow:
    """A unit below: its points of the axis, and its rate of each indicator that any unit here has one of."""

    name: str
    address: str
    points: Said
    change: Said
    rates: tuple[Said, ...]


def _find(bench: Workbench, query: Query) -> AxisOf:
    found = drill(bench, query)
    return AxisOf(found, _axis(found.now.edition, query.text("axis")))


def _axis(edition: Edition, name: str) -> Axis:
    place = edition.place(name)
    found = edition.axis(place.item) if place else None
    if found is None:
        raise NotFound(
            fail(
                f"trục «{name}»",
                f"không có trong phiên bản {edition.id}",
                why="mỗi phiên bản bộ chỉ số có những trục của mình",
                remedy=f"chọn một trong: {', '.join(f'{axis.code} ({axis.title})' for axis in edition.axes)}",
            ).problems
        )
    return found


def _about(found: AxisOf) -> About:
    title = f"{found.axis.title}: {found.drill.unit.unit.name}"
    return found.drill.now.about(title, found.drill.crumbs(found.path))


def _html(found: AxisOf) -> str:
    made, unit = found.drill, found.drill.unit
    measured = [each for each in found.indicators if any(u.indicator(each.id).rate is not None for u in made.below)]
    return render(
        "parts/axis.html",
        drill=made,
        axis=found.axis,
        points=axis_points(unit, unit.axis(found.axis.code)),
        change=made.change(unit, found.axis.code, Measure.POINTS),
        rows=[_indicator(found, each) for each in found.indicators],
        below=[_unit(found, each, measured) for each in made.below],
        with_points=any(each.axis(found.axis.code).points.value is not None for each in made.below),
        measured=measured,
        more=[
            ("Nguyên nhân trục này thay đổi", address("/nguyen-nhan", made.links, item=found.axis.code)),
            ("Diễn biến của trục này", address("/dien-bien", made.links, item=found.axis.code)),
        ],
    )


def _indicator(found: AxisOf, indicator: Indicator) -> IndicatorRow:
    made, unit = found.drill, found.drill.unit
    scored = unit.indicator(indicator.id)
    rate = rate_said(made.now.edition, scored)
    return IndicatorRow(
        f"{indicator.id} {indicator.title}",
        address(f"/chi-so/{segment(indicator.id)}", made.links),
        counts_said(scored.value),
        Said(rate.text, rate.kind),
        made.change(unit, indicator.id, telling(scored)),
        indicator_points(unit, scored),
        made.change(unit, indicator.id, Measure.POINTS) if indicator.scored else Said("–", "na"),
    )


def _unit(found: AxisOf, unit: ScoredUnit, measured: list[Indicator]) -> UnitRow:
    made, edition = found.drill, found.drill.now.edition
    rates = (rate_said(edition, unit.indicator(each.id)) for each in measured)
    return UnitRow(
        unit.unit.name,
        address(found.path, made.now.chosen, unit=unit.unit.code),
        axis_points(unit, unit.axis(found.axis.code)),
        made.change(unit, found.axis.code, Measure.POINTS),
        tuple(Said(said.text, said.kind) for said in rates),
    )


def _data(found: AxisOf) -> Json:
    items = [each.id for each in found.indicators]
    axis = found.axis
    return {
        "axis": {"code": axis.code, "title": axis.title, "max": str(axis.maximum)},
        "unit": found.drill.unit.unit.code,
        "scores": found.drill.scores_json(items, (axis.code,)),
        "comparison": found.drill.comparison_json((axis.code, *items)),
    }


AXIS = Part("axis", (*CHOICE, "before", "unit", "axis"), _find, _about, _html, _data, AxisPageShape)
