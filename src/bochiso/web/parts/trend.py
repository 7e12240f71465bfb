"""An indicator, an axis or the total over time: the chart, its points as a table, and the rules that held."""

from dataclasses import dataclass

from bochiso.compare.trend import Trend, trend
from bochiso.compare.trend_points import SourceKind
from bochiso.errors import fail
from bochiso.score.tally import ScoredUnit
from bochiso.view.trends import trend_csv, trend_json
from bochiso.web.answer import About, Crumb
from bochiso.web.part import Json, Part
from bochiso.web.parts.series import series
from bochiso.web.parts.stored import Choice
from bochiso.web.parts.trend_rows import mark_notes, point_rows
from bochiso.web.picture import CHOICE, Picture, picture, unit_in
from bochiso.web.query import NotFound, Query
from bochiso.web.render import address, render
from bochiso.web.shapes_trend import TrendShape
from bochiso.web.workbench import Workbench
from bochiso.wording import instant_text

TOTAL = "total"


@dataclass(frozen=True)
class Trends:
    """The item of the unit over time, and what else can be chosen."""

    now: Picture
    unit: ScoredUnit
    trend: Trend

    @property
    def items(self) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
        """Everything that has a trend, under the titles of its groups."""
        edition = self.now.edition
        axes = tuple(Choice(axis.code, axis.title) for axis in edition.axes)
        indicators = tuple(Choice(each.id, f"{each.id} {each.title}") for each in edition.indicators)
        groups = (("Tổng", (Choice(TOTAL, "Điểm tổng hợp"),)), ("Trục", axes), ("Chỉ số", indicators))
        return tuple(group for group in groups if group[1])

    @property
    def units(self) -> tuple[Choice, ...]:
        """The unit with those above it, and those right below it, or else beside it."""
        unit = self.unit.unit
        above = self.now.way(unit.code)
        others = self.now.below(unit.code) or tuple(
            each for each in self.now.units if each.unit.parent == unit.parent and each.unit != unit
        )
        return (
            *(Choice(each.code, each.name) for each in above),
            *(Choice(each.unit.code, f"– {each.unit.name}") for each in others),
        )


def _find(bench: Workbench, query: Query) -> Trends:
    now = picture(bench, query)
    unit = unit_in(now, query)
    item = query.text("item") or _usual(unit)
    place = now.edition.place(item)
    if place is None or not _tellable(now, place.item):
        raise NotFound(
            fail(
                f"mục «{item}»",
                f"không có trong phiên bản {now.edition.id}",
                why="diễn biến có ở điểm tổng hợp, từng trục và từng chỉ số",
                remedy="chọn một mục trong danh sách ở trang Diễn biến",
            ).problems
        )
    points = series(bench, now, unit.unit.code)
    return Trends(now, unit, trend(points, place.item, unit.unit.code, registry=bench.place.registry))


def _tellable(now: Picture, item: str) -> bool:
    return item == TOTAL or now.edition.axis(item) is not None or now.edition.indicator(item) is not None


def _usual(unit: ScoredUnit) -> str:
    """The total where it is known, else the first axis or indicator that earns points."""
    if unit.total.value is not None:
        return TOTAL
    axis = next((each.axis.code for each in unit.axes if each.points.value is not None), None)
    return axis or next((each.indicator.id for each in unit.indicators if each.points.value is not None), TOTAL)


def _about(found: Trends) -> About:
    title = f"Diễn biến: {found.trend.title}, {found.unit.unit.name}"
    crumbs = tuple(
        Crumb(unit.name, address("/dien-bien", found.now.chosen, unit=unit.code, item=found.trend.item))
        for unit in found.now.way(found.unit.unit.parent or "")
    )
    return found.now.about(title, crumbs)


def _html(found: Trends) -> str:
    from bochiso.report.inline import inline_svg
    from bochiso.report.trend_chart import trend_chart

    told = found.trend
    caption = f"{told.title}, {found.unit.unit.name}, đến {instant_text(found.now.snapshot.as_of)}"
    drawn = any(point.line is not None for point in told.points)
    return render(
        "parts/trend.html",
        now=found.now,
        unit=found.unit.unit,
        trend=told,
        items=found.items,
        units=found.units,
        caption=caption,
        broad=inline_svg(trend_chart(told, "dien-bien", caption)) if drawn else "",
        narrow=inline_svg(trend_chart(told, "dien-bien-hep", caption, narrow=True)) if drawn else "",
        rows=point_rows(told),
        computed=any(point.source is SourceKind.COMPUTED for point in told.points),
        counted=any(point.counts != (None, None) for point in told.points),
        scored=any(point.points is not None for point in told.points),
        notes=mark_notes(told),
    )


def _data(found: Trends) -> Json:
    return trend_json(found.trend)


def _csv(found: Trends) -> str:
    return trend_csv(found.trend)


TREND = Part("trend", (*CHOICE, "unit", "item"), _find, _about, _html, _data, TrendShape, _csv, heavy=True)
