"""The first page: the total with its class and rank, and the axes with what changed."""

from dataclasses import dataclass, replace

from typing_extensions import TypedDict

from bochiso.compare.change import Comparison, UnitComparison
from bochiso.compare.quantity import Measure
from bochiso.score.tally import ScoredAxis, ScoredUnit
from bochiso.view.comparisons import comparison_json
from bochiso.view.scores import scores_json
from bochiso.web.answer import About
from bochiso.web.part import Json, Part
from bochiso.web.picture import CHOICE, Picture, before, compared, picture, unit_in
from bochiso.web.query import Query
from bochiso.web.render import render
from bochiso.web.shapes import ComparisonShape, ScoresShape
from bochiso.web.words import Said, change_said, points_said
from bochiso.web.workbench import Workbench
from bochiso.wording import instant_text, rank_text


@dataclass(frozen=True)
class Scores:
    """The unit now, and beside the figures before, if there are any."""

    now: Picture
    before: Picture | None
    comparison: Comparison | None
    unit: ScoredUnit
    change: UnitComparison | None


class OverviewShape(TypedDict):
    """The unit's scores now, and beside those before where there are any."""

    now: ScoresShape
    comparison: ComparisonShape | None


def _find(bench: Workbench, query: Query) -> Scores:
    now = picture(bench, query)
    unit = unit_in(now, query)
    earlier = before(bench, now, query)
    comparison = compared(bench, earlier, now) if earlier else None
    change = comparison.unit(unit.unit.code) if comparison else None
    return Scores(now, earlier, comparison, unit, change)


def _about(found: Scores) -> About:
    unit = found.unit.unit
    if unit.code == found.now.root:
        return replace(found.now.about(f"Tổng quan: {unit.name}"), crumbs=())
    asked = found.now.chosen.text("unit") == unit.code
    more = () if asked else (f"nguồn số liệu này không có cả tỉnh; trang đang hiện {unit.name}",)
    return found.now.about(f"Tổng quan: {unit.name}", more=more)


def changed(found: Scores, item: str, measure: Measure) -> Said:
    """How one figure of the unit changed, in words."""
    if found.comparison is None or found.change is None:
        return change_said(None)
    return change_said(found.comparison.change(found.change, item, measure))


@dataclass(frozen=True)
class AxisRow:
    """An axis as the page prints it; `share` is the part of the maximum in percent, for the bar, None if unknown."""

    axis: ScoredAxis
    points: Said
    before: Said
    change: Said
    share: int | None


def _row(found: Scores, scored: ScoredAxis) -> AxisRow:
    code, value = scored.axis.code, scored.points.value
    old = found.change.before if found.change else None
    # Two editions may have other axes: what was not there before has nothing to show.
    known = old is not None and any(axis.axis.code == code for axis in old.axes)
    share = None if value is None else int(100 * value / scored.axis.maximum)
    return AxisRow(
        scored,
        points_said(scored.points, scored.axis.maximum),
        points_said(old.axis(code).points) if old and known else Said("–", "none"),
        changed(found, code, Measure.POINTS) if known or found.change is None else change_said(None),
        share,
    )


def _html(found: Scores) -> str:
    unit = found.unit
    return render(
        "parts/overview.html",
        now=found.now,
        unit=unit,
        total=points_said(unit.total, found.now.edition.maximum),
        change=changed(found, "total", Measure.POINTS),
        rank="" if unit.rank is None else rank_text(unit.rank, unit.among),
        rank_change=changed(found, "rank", Measure.RANK),
        earlier=instant_text(found.before.snapshot.as_of) if found.before else "",
        earlier_id=found.before.chosen.text("at") if found.before else "",
        rows=[_row(found, axis) for axis in unit.axes],
    )


def _data(found: Scores) -> Json:
    one = (found.unit,)
    return {
        "now": scores_json(found.now.snapshot, found.now.edition, one),
        "comparison": comparison_json(found.comparison, (found.change,)) if found.comparison and found.change else None,
    }


SCORES = Part("overview", (*CHOICE, "before", "unit"), _find, _about, _html, _data, OverviewShape)
