"""The frame of a chart over time: scales, dates and labels, all placed by our own measures (see `plot`).

All sizes are points. Two frames: one as wide as a page of the report, one for a telephone, whose text stays legible
when the drawing is as narrow as the screen.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from bochiso.report.layout import plain
from bochiso.report.metrics import FONT_FAMILY
from bochiso.report.plot import GREY, INK, LOCALE, NARROW, POINTS, WIDTH, Json, Layer, evened, points

EDGE = 4.0
MIDDLE = "#8a8a8a"  # grey that is still seen where it is thin
_PAD = 22.0  # from the sides of the plot to the first and the last instant


@dataclass(frozen=True)
class Box:
    """A label's place: its ends, and its middle and height from the top of the plot."""

    left: float
    right: float
    middle: float
    height: float

    def meets(self, other: "Box", gap: float = 0.0) -> bool:
        return (
            self.left < other.right + gap
            and other.left < self.right + gap
            and abs(self.middle - other.middle) < (self.height + other.height) / 2
        )


@dataclass(frozen=True)
class Frame:
    """`first` and `last` are days since 2000, with fractions; `bottom` and `top` the ends of the vertical scale.

    `above`, `below` and `beside` are kept for what stands around the plot, `head` and `foot` within it, over and under
    the scale.
    """

    narrow: bool
    first: float
    last: float
    bottom: float
    top: float
    above: float
    beside: float
    foot: float

    @property
    def size(self) -> float:
        """Of the text."""
        return text_size(self.narrow)

    @property
    def left(self) -> float:
        labels = [f"{tick:,.{self._digits}f}" for tick in self.ticks]
        return EDGE + 8 + max(points(label, self.size) for label in labels)

    @property
    def head(self) -> float:
        return self.size * 1.6

    @property
    def below(self) -> float:
        return self.size * 2.2

    @property
    def width(self) -> float:
        return page_width(self.narrow) * POINTS - self.left - EDGE - self.beside

    @property
    def height(self) -> float:
        return 200.0 if self.narrow else 176.0

    @property
    def whole_height(self) -> int:
        """The whole chart in millimetres."""
        return ceil((self.above + self.height + self.below) / POINTS)

    @property
    def _days(self) -> tuple[float, float]:
        span = self.last - self.first or 30.0
        pad = span * _PAD / (self.width - 2 * _PAD)
        alone = 15.0 if self.last == self.first else 0.0
        return self.first - pad - alone, self.last + pad + alone

    @property
    def _figures(self) -> tuple[float, float]:
        unit = (self.top - self.bottom) / (self.height - self.head - self.foot)
        return self.bottom - self.foot * unit, self.top + self.head * unit

    @property
    def days(self) -> tuple[float, float]:
        """The days at the sides of the plot."""
        return self._days

    def at(self, day: float) -> float:
        """Where a day stands, from the left of the plot."""
        start, end = self._days
        return (day - start) / (end - start) * self.width

    def over(self, figure: float) -> float:
        """Where a figure stands, from the top of the plot."""
        least, most = self._figures
        return (most - figure) / (most - least) * self.height

    def box(self, text: str, middle: float, over: float) -> Box:
        """The place of a text centred here, moved so far as to stay within the drawing."""
        half = points(plain(text), self.size) / 2
        middle = max(min(middle, self.width + self.beside - half), half - self.left + EDGE)
        return Box(middle - half, middle + half, over, self.size * 1.15)

    @property
    def ticks(self) -> tuple[float, ...]:
        """The round numbers of the vertical scale."""
        count = int((self.top - self.bottom) / self._step + 1e-9)
        return tuple(round(self.bottom + index * self._step, 6) for index in range(count + 1))

    @property
    def _step(self) -> float:
        span = self.top - self.bottom
        power = 10.0 ** (floor(log10(span)) - 1)
        return next(unit * power for unit in (1, 2, 5, 10, 20, 50) if span / (unit * power) <= 6)

    @property
    def _digits(self) -> int:
        return max(0, -floor(log10(self._step) + 1e-9))

    def flag(self, text: str, x: float, over: float, *, right: bool) -> Box:
        """The place of a text that begins, or else ends, beside a line."""
        wide = points(plain(text), self.size)
        return Box(x + 3 if right else x - 3 - wide, x + 3 + wide if right else x - 3, over, self.size * 1.15)

    def holds(self, box: Box) -> bool:
        """Whether a label there stays within the drawing."""
        return box.left >= EDGE - self.left and box.right <= self.width + self.beside

    @property
    def tick_boxes(self) -> tuple[Box, ...]:
        """Where the figures of the vertical scale are written."""
        return tuple(Box(-self.left, -7, self.over(tick), self.size) for tick in self.ticks)

    def x(self, field: str) -> dict[str, Json]:
        """The horizontal channel of a field of days."""
        scale: Json = {"domain": list(self._days), "nice": False, "zero": False}
        return {"field": field, "type": "quantitative", "scale": scale, "axis": None}

    def y(self, field: str) -> dict[str, Json]:
        """The vertical channel of a field of figures."""
        axis: Json = {
            "title": None,
            "labelFontSize": self.size,
            "format": f",.{self._digits}f",
            "values": self.ticks,
            "labelOverlap": False,
            "labelFlush": False,
            "labelLimit": 0,
            "domain": False,
            "grid": False,
            "ticks": False,
            "labelPadding": 6,
        }
        scale: Json = {"domain": list(self._figures), "nice": False, "zero": False}
        return {"field": field, "type": "quantitative", "scale": scale, "axis": axis}

    def specification(self, layers: Sequence[Layer]) -> str:
        """The whole Vega-Lite specification as JSON text."""
        specification: Json = {
            "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
            "width": self.width,
            "height": self.height,
            "autosize": {"type": "none"},
            "padding": {
                "left": self.left,
                "right": EDGE + self.beside,
                "top": self.whole_height * POINTS - self.height - self.below,
                "bottom": self.below,
            },
            "background": "#ffffff",
            "layer": layers,
            "config": {
                "aria": False,  # the chart's own description says it in Vietnamese
                "font": f"{FONT_FAMILY}, Times New Roman, serif",
                "axis": {"labelColor": INK, "gridColor": GREY},
                "text": {"color": INK},
                "view": {"stroke": None},
                "locale": {"number": LOCALE},
            },
        }
        return json.dumps(specification, ensure_ascii=False, sort_keys=True)

    def text(self, words: str, x: float, y: float, align: str = "center", colour: str = INK) -> list[Layer]:
        """Words at a place of the plot, on a little white to be read over lines."""
        mark: dict[str, Json] = {"type": "text", "fontSize": self.size, "baseline": "middle", "align": align}
        place: Json = {"x": {"value": x}, "y": {"value": y}}
        white: Json = {**mark, "text": plain(words), "stroke": "#ffffff", "strokeWidth": 3, "color": "#ffffff"}
        dark: Json = {**mark, "text": plain(words), "color": colour}
        return [{"data": {"values": [{}]}, "mark": each, "encoding": place} for each in (white, dark)]


def text_size(narrow: bool) -> float:
    """Points: on a telephone a point is about a pixel."""
    return 12.0 if narrow else 9.5


def page_width(narrow: bool) -> int:
    """The whole chart in millimetres."""
    return NARROW if narrow else WIDTH


def scale_ends(figures: Iterable[float], least_span: float) -> tuple[float, float]:
    """The ends of a scale that holds the figures, on round numbers, and never shows a tiny change as a great one."""
    known = list(figures) or [0.0]
    least, most = min(known), max(known)
    if (lacking := least_span - (most - least)) > 0:
        least = max(0.0, least - lacking / 2) if least >= 0 else least - lacking / 2
        most = least + least_span
    return evened(least, most)


def clear(boxes: Sequence[Box], wanted: Box, gap: float = 0.0) -> bool:
    """Whether a label can stand there without touching another."""
    return not any(box.meets(wanted, gap) for box in boxes)


def lines_of(labels: Sequence[str], narrow: bool, each: float) -> tuple[tuple[str, ...], ...]:
    """Labels in rows that fit across the chart; every label takes `each` more than its text."""
    rows: list[list[str]] = [[]]
    used = 0.0
    room = page_width(narrow) * POINTS - 2 * EDGE
    for label in labels:
        wide = points(plain(label), text_size(narrow)) + each
        if rows[-1] and used + wide > room:
            rows.append([])
            used = 0.0
        rows[-1].append(label)
        used += wide
    return tuple(map(tuple, rows))
