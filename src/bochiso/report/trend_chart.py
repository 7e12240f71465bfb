"""The chart of a trend: a line for figures that may be joined, a mark for each, and the rules that held.

It prints well in black and white: published figures are dark dots, computed ones hollow diamonds. A missing figure
stands below the scale with a mark of its own, never at zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import pairwise

from bochiso.compare.quantity import Absent, Measure, Quantity
from bochiso.compare.trend import Trend
from bochiso.compare.trend_marks import Level, LevelKind, RuleChange
from bochiso.compare.trend_points import SourceKind, TrendPoint
from bochiso.report.document import Chart
from bochiso.report.plot import DARK, GREY, INK, Json, Layer, points
from bochiso.report.trend_flags import Flag, flags
from bochiso.report.trend_frame import EDGE, MIDDLE, Box, Frame, clear, lines_of, page_width, scale_ends, text_size
from bochiso.report.trend_words import change_text, description, figure_text, level_words, measure_title
from bochiso.time import DAY_SECONDS, PeriodKind, day_number, second_of
from bochiso.wording import short_date

_FEW = 6  # up to so many figures are all written beside their points
_NARROWEST = {Measure.RATE: 2.0, Measure.POINTS: 0.5, Measure.COUNT: 4.0}
_SYMBOL = 26.0  # a legend's mark with the space after its words


@dataclass(frozen=True)
class _Sign:
    """A mark of the legend: what it looks like, what it says."""

    shape: str
    fill: str
    label: str
    area: float = 1.0

    def mark(self, size: float) -> dict[str, Json]:
        """A point about half as high as text of this size."""
        drawn: dict[str, Json] = {"type": "point", "shape": self.shape, "size": size * size * 0.42 * self.area}
        return {**drawn, "filled": True, "fill": self.fill, "stroke": DARK, "strokeWidth": 1.1, "opacity": 1}


_SIGNS = {
    SourceKind.PUBLISHED.value: _Sign("circle", DARK, "số liệu công bố"),
    SourceKind.COMPUTED.value: _Sign("diamond", "#ffffff", "tính từ sổ hồ sơ", 1.35),
    "no_data": _Sign("M-.6,-.6L.6,.6M.6,-.6L-.6,.6", "#ffffff", "không có số liệu", 1.7),
    "not_applicable": _Sign("M-.7,0L.7,0", "#ffffff", "không áp dụng", 1.7),
    "period": _Sign("M0,-1L0,-.4M0,-.2L0,.2M0,.4L0,1", "#ffffff", "kỳ mới, đếm lại từ đầu"),
}


def trend_chart(trend: Trend, name: str, caption: str, *, narrow: bool = False) -> Chart:
    """Time to the right, the figure upwards; `narrow` for a telephone's screen (340 points wide, larger text)."""
    drawing = _Drawing(trend, narrow)
    frame = drawing.frame
    alt = description(trend, caption)
    return Chart(name, caption, alt, drawing.specification(), page_width(narrow), frame.whole_height)


def _day(point: TrendPoint) -> float:
    return second_of(point.instant) / DAY_SECONDS


def _sign_of(point: TrendPoint) -> str:
    return point.state if isinstance(point.figure, Absent) else point.source.value


def _figure(point: TrendPoint) -> float:
    assert isinstance(point.figure, Quantity)
    return float(point.figure.printed)


@dataclass(frozen=True)
class _Drawing:
    trend: Trend
    narrow: bool

    @cached_property
    def known(self) -> tuple[TrendPoint, ...]:
        return tuple(point for point in self.trend.points if point.line is not None)

    @property
    def _missing(self) -> bool:
        return len(self.known) < len(self.trend.points)

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """The levels that are on the scale of what is shown."""
        kind = LevelKind.TARGET if self.trend.measure is Measure.RATE else LevelKind.MAXIMUM
        shown = self.trend.measure is not Measure.COUNT
        return tuple(m for m in self.trend.marks if shown and isinstance(m, Level) and m.kind is kind)

    @cached_property
    def signs(self) -> tuple[str, ...]:
        there = {_sign_of(point) for point in self.trend.points} | ({"period"} if self.new_periods else set())
        return tuple(sign for sign in _SIGNS if sign in there)

    @cached_property
    def new_periods(self) -> tuple[date, ...]:
        """The first days of the years that begin between two figures, if the rules do not change that day as well."""
        pairs = ((self.trend.points[one.before], self.trend.points[one.after]) for one in self.trend.breaks)
        starts = {
            date(after.period.year, 1, 1)
            for before, after in pairs
            if after.period.kind is PeriodKind.YEAR and before.period != after.period
        }
        changed = {mark.day for mark in self.trend.marks if isinstance(mark, RuleChange)}
        return tuple(sorted(starts - changed))

    @cached_property
    def legend(self) -> tuple[tuple[str, ...], ...]:
        by_label = {_SIGNS[sign].label: sign for sign in self.signs}
        rows = lines_of(tuple(by_label), self.narrow, _SYMBOL)
        return tuple(tuple(by_label[label] for label in row) for row in rows)

    @cached_property
    def _plain_frame(self) -> Frame:
        """The frame before anything stands above the plot, by which what stands there is placed."""
        days = [_day(point) for point in self.trend.points]
        figures = [_figure(point) for point in self.known]
        if self.trend.measure is Measure.RATE:
            figures += [float(level.value) for level in self.levels]
        bottom, top = scale_ends(figures, _NARROWEST[self.trend.measure])
        words = [line for level in self.levels if bottom <= float(level.value) <= top for line in self._beside(level)]
        wide = max((points(line, text_size(self.narrow)) + 8 for line in words), default=8.0)
        foot = text_size(self.narrow) * (3.4 if self._missing else 2.2)
        return Frame(self.narrow, min(days), max(days), bottom, top, above=0.0, beside=wide, foot=foot)

    @cached_property
    def frame(self) -> Frame:
        plain = self._plain_frame
        return replace(plain, above=plain.size * (1.5 * (1 + len(self.legend)) + 1.35 * self._rows + 0.4))

    @property
    def _rows(self) -> int:
        """How many rows of words stand right above the plot."""
        return max((flag.row + 1 for flag in self.changes), default=0)

    @cached_property
    def changes(self) -> tuple[Flag, ...]:
        """What changed on a day, above the plot, so that no words meet and no line crosses any."""
        marks = (mark for mark in self.trend.marks if not isinstance(mark, Level))
        days = [(mark.day, change_text(mark)) for mark in sorted(marks, key=lambda mark: mark.day, reverse=True)]
        return flags(self._plain_frame, days)

    def _beside(self, level: Level) -> tuple[str, ...]:
        words = level_words(level)
        return words if self.narrow else (" ".join(words),)

    def specification(self) -> str:
        """The whole drawing as Vega-Lite."""
        layers = [
            *self._scale(),
            *self._period_layers(),
            *self._change_layers(),
            *self._level_layers(),
            *self._lines(),
            *self._points(),
            *self._date_layers(),
            *self._figure_layers(),
            *self._legend_layers(),
        ]
        return self.frame.specification(layers)

    def _scale(self) -> list[Layer]:
        """The lines across with their figures, and what the figures are."""
        frame = self.frame
        rows: Json = [{"figure": tick} for tick in frame.ticks]
        rule: Json = {"type": "rule", "color": GREY, "strokeWidth": 0.7}
        title = measure_title(self.trend, from_zero=frame.bottom == 0)
        y = -frame.size * (1.0 + 1.35 * self._rows)
        return [
            {"data": {"values": rows}, "mark": rule, "encoding": {"y": frame.y("figure")}},
            *frame.text(title, EDGE - frame.left, y, "left"),
        ]

    def _upright(self, days: Sequence[date], top: float, style: dict[str, Json]) -> list[Layer]:
        frame = self.frame
        return [
            {
                "data": {"values": [{"day": day_number(day), "date": day.isoformat()}]},
                "mark": {"type": "rule", **style},
                "encoding": {"x": frame.x("day"), "y": {"value": top}, "y2": {"value": frame.height}},
            }
            for day in days
        ]

    def _period_layers(self) -> list[Layer]:
        style: dict[str, Json] = {"color": MIDDLE, "strokeWidth": 0.8, "strokeDash": [1, 3]}
        return self._upright(self.new_periods, 0.0, style)

    def _change_layers(self) -> list[Layer]:
        """A thin line down beside the words that say what changed."""
        layers: list[Layer] = []
        for flag in self.changes:
            top = flag.box.middle - self.frame.size * 0.55
            layers += self._upright([flag.day], top, {"color": INK, "strokeWidth": 0.6})
            layers += self.frame.text(flag.words, flag.box.left, flag.box.middle, "left")
        return layers

    def _level_layers(self) -> list[Layer]:
        """Broken lines over the days on which a target held, with their words beside the plot where they reach it."""
        frame = self.frame
        start, end = frame.days
        layers: list[Layer] = []
        for level in self.levels:
            value = float(level.value)
            since = max(start, float(day_number(level.since)))
            until = end if level.until is None else min(end, float(day_number(level.until)))
            if since >= until or not frame.bottom <= value <= frame.top:
                continue
            layers.append(
                {
                    "data": {"values": [{"since": since, "until": until, "level": value, "kind": level.kind.value}]},
                    "mark": {"type": "rule", "color": DARK, "strokeWidth": 1, "strokeDash": [6, 3]},
                    "encoding": {"x": frame.x("since"), "x2": {"field": "until"}, "y": frame.y("level")},
                }
            )
            lines = self._beside(level)
            for number, line in enumerate(lines):
                y = frame.over(value) + frame.size * 1.15 * (number - (len(lines) - 1) / 2)
                if until >= end:
                    layers += frame.text(line, frame.width + 5, y, "left")
                elif number == 0:
                    layers += frame.text(" ".join(lines), frame.at(until) - 3, frame.over(value) - frame.size, "right")
        return layers

    def _lines(self) -> list[Layer]:
        """One stroke for each line of the trend."""
        rows: Json = [
            {"day": _day(point), "figure": _figure(point), "line": point.line}
            for line in self.trend.lines
            if len(line) > 1
            for point in line
        ]
        mark: Json = {"type": "line", "color": DARK, "strokeWidth": 1.6, "interpolate": "linear"}
        encoding: Json = {
            "x": self.frame.x("day"),
            "y": self.frame.y("figure"),
            "detail": {"field": "line", "type": "nominal"},
        }
        return [{"data": {"values": rows}, "mark": mark, "encoding": encoding}]

    def _points(self) -> list[Layer]:
        """Every figure, and every instant without one below the scale."""
        frame = self.frame
        layers: list[Layer] = []
        base = frame.height - frame.size * 0.8
        for name in self.signs:
            found = [point for point in self.trend.points if _sign_of(point) == name]
            missing = name not in (SourceKind.PUBLISHED, SourceKind.COMPUTED)
            rows: Json = [
                {"day": _day(point)} | ({} if missing else {"figure": _figure(point), "snapshot": point.snapshot})
                for point in found
            ]
            place: dict[str, Json] = {"y": {"value": base}} if missing else {"y": frame.y("figure")}
            if found:
                layers.append(
                    {
                        "name": name,
                        "data": {"values": rows},
                        "mark": _SIGNS[name].mark(frame.size * self._crowding),
                        "encoding": {"x": frame.x("day"), **place},
                    }
                )
        return layers

    @property
    def _crowding(self) -> float:
        """By how much the signs shrink where they would touch."""
        return max(0.6, min(1.0, self.frame.width / len(self.trend.points) / 11))

    def _date_layers(self) -> list[Layer]:
        """As many dates as fit: the last, the first, then the later ones; a tick for each."""
        frame = self.frame
        days = sorted({point.instant.day for point in self.trend.points}, reverse=True)
        placed: list[Box] = []
        layers: list[Layer] = []
        shown: list[date] = []
        for day in dict.fromkeys((days[0], days[-1], *days)):
            box = frame.box(short_date(day), frame.at(self._middle(day)), frame.height + frame.size * 1.2)
            if clear(placed, box, 9):
                placed.append(box)
                shown.append(day)
                layers += frame.text(short_date(day), (box.left + box.right) / 2, box.middle)
        base: Layer = {
            "data": {"values": [{}]},
            "mark": {"type": "rule", "color": MIDDLE, "strokeWidth": 0.8},
            "encoding": {"y": {"value": frame.height}, "x": {"value": 0}, "x2": {"value": frame.width}},
        }
        ticks: Layer = {
            "data": {"values": [{"day": self._middle(day)} for day in shown]},
            "mark": {"type": "rule", "color": MIDDLE, "strokeWidth": 0.8},
            "encoding": {"x": frame.x("day"), "y": {"value": frame.height}, "y2": {"value": frame.height + 4}},
        }
        return [base, ticks, *layers]

    def _middle(self, day: date) -> float:
        """Where the points of a day stand."""
        found = [_day(point) for point in self.trend.points if point.instant.day == day]
        return (min(found) + max(found)) / 2

    def _figure_layers(self) -> list[Layer]:
        """The figures beside their points: all where there are few, else the last, the first and the extremes."""
        frame, known = self.frame, self.known
        if not known:
            return []
        chosen = known
        if len(known) > _FEW:
            chosen = (known[-1], known[0], max(known, key=_figure), min(known, key=_figure))
        firm = [Box(x - 4, x + 4, y, 8) for x, y in map(self._place, known)]
        firm += [*map(self._across, self.levels), *frame.tick_boxes]
        strokes = [box for line in self.trend.lines for box in self._stroke(line)]
        layers: list[Layer] = []
        for point in dict.fromkeys(chosen):
            text = figure_text(self.trend.measure, point)
            places = [box for box in self._around(point, text) if frame.holds(box) and clear(firm, box)]
            box = next((box for box in places if clear(strokes, box)), places[0] if places else None)
            if box is not None:
                firm.append(box)
                layers += frame.text(text, (box.left + box.right) / 2, box.middle)
        return layers

    def _around(self, point: TrendPoint, text: str) -> list[Box]:
        """Where the figure of a point may be written, the best place first: above, below, aside."""
        (x, y), size = self._place(point), self.frame.size
        middles = [y + side * (size * 0.6 + 6) for side in (-1, 1)]
        boxes = [self.frame.box(text, x, middle) for middle in middles]
        boxes += [self.frame.flag(text, x + way, y + up, right=way > 0) for up in (-size, size) for way in (3, -3)]
        lowest = self.frame.height - (size * 1.4 if self._missing else 0)
        return [box for box in boxes if box.middle + size / 2 < lowest]

    def _stroke(self, line: Sequence[TrendPoint]) -> list[Box]:
        """The line between its points, as places that a figure had better not cover."""
        found = []
        for (x, y), (to_x, to_y) in pairwise(map(self._place, line)):
            steps = 1 + int(max(abs(to_x - x), abs(to_y - y)) / 4)
            places = ((x + (to_x - x) * at / steps, y + (to_y - y) * at / steps) for at in range(steps + 1))
            found += [Box(across - 1, across + 1, over, 2) for across, over in places]
        return found

    def _place(self, point: TrendPoint) -> tuple[float, float]:
        return self.frame.at(_day(point)), self.frame.over(_figure(point))

    def _across(self, level: Level) -> Box:
        return Box(0, self.frame.width, self.frame.over(float(level.value)), 2)

    def _legend_layers(self) -> list[Layer]:
        frame = self.frame
        layers: list[Layer] = []
        for number, row in enumerate(self.legend):
            x, y = EDGE + 2 - frame.left + frame.size / 2, -frame.above + frame.size * (0.9 + 1.5 * number)
            for name in row:
                sign = _SIGNS[name]
                layers.append(
                    {
                        "data": {"values": [{}]},
                        "mark": sign.mark(frame.size),
                        "encoding": {"x": {"value": x}, "y": {"value": y}},
                    }
                )
                layers += frame.text(sign.label, x + frame.size * 0.9, y, "left")
                x += points(sign.label, frame.size) + _SYMBOL
        return layers
