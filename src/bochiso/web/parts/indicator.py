"""One indicator of a unit: n/d beside the percentage, the formula with the numbers put in, and the units below."""

from dataclasses import dataclass
from difflib import get_close_matches

from bochiso.compare.quantity import Measure
from bochiso.errors import fail
from bochiso.exact import exact_text
from bochiso.index.model import Edition, Indicator
from bochiso.score.snapshot import Measured, NotApplicable, Reported
from bochiso.score.tally import ScoredIndicator, ScoredUnit
from bochiso.view.editions import empty_text, points_rule_text, rounding_text
from bochiso.view.scores import points_text
from bochiso.web.answer import About, Crumb
from bochiso.web.drill import Drill, drill, indicator_points, telling
from bochiso.web.formula import rounding_of, worked
from bochiso.web.part import Json, Part
from bochiso.web.picture import CHOICE
from bochiso.web.query import NotFound, Query
from bochiso.web.render import address, render, segment
from bochiso.web.rules import indicator_json, known_from
from bochiso.web.shapes_drill import IndicatorPageShape
from bochiso.web.words import SMALL, Said, counts_said, rate_said
from bochiso.web.workbench import Workbench
from bochiso.wording import capital, integer_text


@dataclass(frozen=True)
class IndicatorOf:
    """The indicator, and whose."""

    drill: Drill
    indicator: Indicator

    @property
    def scored(self) -> ScoredIndicator:
        return self.drill.unit.indicator(self.indicator.id)

    @property
    def path(self) -> str:
        return path_of(self.indicator)


@dataclass(frozen=True)
class Row:
    """A unit below as the page prints it."""

    name: str
    address: str
    counts: Said
    rate: Said
    change: Said
    points: Said
    points_change: Said


def path_of(indicator: Indicator) -> str:
    """The address of an indicator's page."""
    return f"/chi-so/{segment(indicator.id)}"


def indicator_named(edition: Edition, name: str) -> Indicator:
    """The indicator of this id, code of the portal, or printed row. Raises `NotFound`."""
    place = edition.place(name)
    found = edition.indicator(place.item) if place else None
    if found is not None:
        return found
    axis = edition.axis(place.item) if place else None
    ids = [each.id for each in edition.indicators]
    others = ", ".join(get_close_matches(name, ids, n=5, cutoff=0.5) or ids)
    raise NotFound(
        fail(
            f"chỉ số «{name}»",
            "là trục, nhóm hoặc tổng, không phải chỉ số" if place else f"không có trong phiên bản {edition.id}",
            why="mỗi phiên bản bộ chỉ số đánh số chỉ số theo cách riêng",
            remedy=f"mở trang trục {axis.title} (/truc/{axis.code})" if axis else f"chọn một trong: {others}",
        ).problems
    )


def _find(bench: Workbench, query: Query) -> IndicatorOf:
    found = drill(bench, query)
    return IndicatorOf(found, indicator_named(found.now.edition, query.text("indicator")))


def _about(found: IndicatorOf) -> About:
    made, indicator = found.drill, found.indicator
    title = f"{indicator.id} {indicator.title}: {made.unit.unit.name}"
    axis = made.now.edition.axis(indicator.axis)
    way = Crumb(axis.title, address(f"/truc/{segment(axis.code)}", made.links)) if axis else None
    return made.now.about(title, (*made.crumbs(found.path), *((way,) if way else ())))


def _html(found: IndicatorOf) -> str:
    made, unit, scored, indicator = found.drill, found.drill.unit, found.scored, found.indicator
    edition = made.now.edition
    below = [_row(found, each) for each in made.below if _has(each.indicator(indicator.id))]
    return render(
        "parts/indicator.html",
        drill=made,
        indicator=indicator,
        rate=_headline(edition, scored),
        counts=counts_said(scored.value),
        change=made.change(unit, indicator.id, telling(scored)),
        points=indicator_points(unit, scored),
        points_change=made.change(unit, indicator.id, Measure.POINTS) if indicator.scored else None,
        giver=_giver(found),
        flags=scored.figure.flags if scored.figure else (),
        facts=_facts(found),
        known=known_from(edition, indicator.evidence),
        rule=f"/giai-thich/{edition.id}/chi-so/{segment(indicator.id)}",
        more=_more(found),
        below=below,
        without=len(made.below) - len(below),
        with_points=any(each.indicator(indicator.id).points.value is not None for each in made.below),
        small=SMALL,
    )


def _headline(edition: Edition, scored: ScoredIndicator) -> Said:
    """The rate, or the count of what has no rate, large."""
    match scored.value:
        case Reported(rate=None, count=int() as count):
            return Said(f"{integer_text(count)} {scored.indicator.unit}", "zero" if count == 0 else "")
        case _:
            said = rate_said(edition, scored)
            return Said(said.text, "" if said.kind == "small" else said.kind, said.note)


def _has(scored: ScoredIndicator) -> bool:
    """Whether there is anything to say of a unit: 0 of 0 and unknown figures are, rules that leave it out are not."""
    return not isinstance(scored.value, NotApplicable) or scored.value.counted or scored.points.value is not None


def _giver(found: IndicatorOf) -> tuple[str, str] | None:
    """The unit whose figure this one takes over, with its address; None where the figure is its own."""
    code = found.scored.inherited_from
    giver = found.drill.now.unit(code) if code else None
    return (giver.unit.name, address(found.path, found.drill.now.chosen, unit=code)) if giver else None


def _facts(found: IndicatorOf) -> tuple[tuple[str, str], ...]:
    """What is counted and how points come of it, each with the unit's own numbers."""
    indicator = found.indicator
    numerator = denominator = ""
    if isinstance(found.scored.value, Measured):
        numerator = f": {integer_text(found.scored.value.numerator)}"
        denominator = f": {integer_text(found.scored.value.denominator)}"
    pairs = (
        ("Tử số", capital(indicator.counted) + numerator),
        ("Mẫu số", capital(indicator.among) + denominator),
        ("Cách tính điểm", capital(points_rule_text(indicator))),
        ("Với số liệu này", capital(_worked(found))),
        ("Khi không có gì để đếm (0/0)", capital(empty_text(indicator))),
        ("Làm tròn điểm", capital(_rounding(found)) if indicator.recomputed else ""),
    )
    return tuple((what, text) for what, text in pairs if text)


def _worked(found: IndicatorOf) -> str:
    return worked(found.drill.unit, found.scored, found.drill.now.edition.rounding.percent)


def _rounding(found: IndicatorOf) -> str:
    return rounding_text(rounding_of(found.indicator, found.drill.now.edition.rounding.component))


def _more(found: IndicatorOf) -> tuple[tuple[str, str], ...]:
    links, item = found.drill.links, found.indicator.id
    return (
        ("Nguyên nhân thay đổi", address("/nguyen-nhan", links, item=item)),
        ("Diễn biến", address("/dien-bien", links, item=item)),
    )


def _row(found: IndicatorOf, unit: ScoredUnit) -> Row:
    made, item = found.drill, found.indicator.id
    scored = unit.indicator(item)
    rate = rate_said(made.now.edition, scored)
    return Row(
        unit.unit.name,
        address(found.path, made.now.chosen, unit=unit.unit.code),
        _counts(found, scored),
        Said(rate.text, rate.kind),
        made.change(unit, item, telling(scored)),
        indicator_points(unit, scored),
        made.change(unit, item, Measure.POINTS),
    )


def _counts(found: IndicatorOf, scored: ScoredIndicator) -> Said:
    said = counts_said(scored.value)
    giver = found.drill.now.unit(scored.inherited_from) if scored.inherited_from else None
    return Said(said.text, said.kind, f"lấy theo {giver.unit.name}") if giver else said


def _data(found: IndicatorOf) -> Json:
    made, indicator, scored = found.drill, found.indicator, found.scored
    exact = scored.points.exact
    return {
        "unit": made.unit.unit.code,
        "rule": indicator_json(made.now.edition, indicator),
        "worked": {
            "text": _worked(found),
            "exact": None if exact is None else exact_text(exact),
            "points": points_text(scored.points.value) if indicator.scored else None,
            "empty": empty_text(indicator) or None,
            "rounding": _rounding(found),
        },
        "scores": made.scores_json((indicator.id,)),
        "comparison": made.comparison_json((indicator.id,)),
        "small": [unit.unit.code for unit in (made.unit, *made.below) if _is_small(unit.indicator(indicator.id))],
        "small_below": SMALL,
    }


def _is_small(scored: ScoredIndicator) -> bool:
    return isinstance(scored.value, Measured) and scored.value.denominator < SMALL


INDICATOR = Part("indicator", (*CHOICE, "before", "unit", "indicator"), _find, _about, _html, _data, IndicatorPageShape)
