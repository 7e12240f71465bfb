"""The frame that the report's charts share, laid out by our own measures.

Vega would measure texts with whatever font the machine has under the name, and old copies of Liberation Serif lack the
Vietnamese letters. So every size is worked out here from the report's own font, and Vega measures nothing.
All sizes are points.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from bochiso.report.document import TEXT_WIDTH
from bochiso.report.layout import plain
from bochiso.report.metrics import FONT_FAMILY, width, wrapped

Json = str | int | float | bool | None | Sequence["Json"] | Mapping[str, "Json"]
Layer = Mapping[str, Json]

POINTS = 72 / 25.4
"""Points in a millimetre."""

LOCALE: dict[str, Json] = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", "\u00a0₫"], "minus": "-"}
PALE, DARK, INK, GREY = "#c9d3df", "#1f3a5f", "#1a1a1a", "#dddddd"
WIDTH = int(TEXT_WIDTH)
NARROW = 120
"""Millimetres: 340 points, about the pixels of a small telephone."""

ABOVE, BELOW = 30.0, 34.0  # room for the legend, and for the horizontal axis with its title
_EDGE = 4.0


@dataclass(frozen=True)
class Plot:
    """A horizontal chart with one row a name. `room` is kept right of the scale for the figures.

    A `narrow` one is for a telephone's screen.
    """

    names: tuple[tuple[str, ...], ...]
    size: float
    step: float
    room: float
    top: float
    axis_title: str
    legend: tuple[tuple[str, str], ...]  # colour and label
    symbol: str
    bottom: float = 0.0
    narrow: bool = False

    @property
    def width(self) -> int:
        """The whole chart in millimetres."""
        return NARROW if self.narrow else WIDTH

    @property
    def left(self) -> float:
        """Where the scale begins."""
        return _EDGE + 8 + max((points(line, self.size) for name in self.names for line in name), default=0.0)

    @property
    def right(self) -> float:
        """How long the scale is, with the room for the figures."""
        return self.width * POINTS - self.left - _EDGE

    @property
    def height(self) -> int:
        """The whole chart in millimetres."""
        return ceil((self.step * len(self.names) + ABOVE + BELOW) / POINTS)

    def scale(self, field: str) -> dict[str, Json]:
        """The horizontal channel of `field`, from `bottom` to `top` and the room beyond."""
        axis: dict[str, Json] = {
            "title": plain(self.axis_title),
            "titleAnchor": "start",
            "labelFontSize": self.size if self.narrow else 9,
            "titleFontSize": self.size if self.narrow else 9.5,
            "format": ",~f",
            "values": _ticks(self.bottom, self.top),
            "labelOverlap": self.narrow,
            "domain": False,
            "labelFlush": False,
            "labelLimit": 0,
            "titleLimit": 0,
        }
        beyond = self.right / max(self.right - self.room, 60.0)
        end = self.bottom + (self.top - self.bottom) * beyond
        scale: Json = {"domain": [self.bottom, end], "nice": False, "zero": False}
        return {"field": field, "type": "quantitative", "scale": scale, "axis": axis}

    def specification(self, values: list[Json], shared: Layer, layers: Sequence[Layer]) -> str:
        """The whole Vega-Lite specification as JSON text."""
        specification: Json = {
            "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
            "width": self.right,
            "height": self.height * POINTS - ABOVE - BELOW,
            "autosize": {"type": "none"},
            "padding": {"left": self.left, "right": _EDGE, "top": ABOVE, "bottom": BELOW},
            "background": "#ffffff",
            "params": [{"name": "names", "value": self.names}],
            "data": {"values": values},
            "layer": [*(_with(layer, {**_rows(self.size), **shared}) for layer in layers), *self._legend()],
            "config": {
                "aria": False,  # the chart's own description says it in Vietnamese
                "font": f"{FONT_FAMILY}, Times New Roman, serif",
                "axis": {"labelColor": INK, "titleColor": INK, "titleFontWeight": "normal", "gridColor": GREY},
                "text": {"color": INK},
                "view": {"stroke": None},
                "locale": {"number": LOCALE},
            },
        }
        return json.dumps(specification, ensure_ascii=False, sort_keys=True)

    def _legend(self) -> list[Json]:
        point: dict[str, Json] = {"type": "point", "shape": self.symbol, "size": 70, "filled": True, "opacity": 1}
        text: dict[str, Json] = {"type": "text", "align": "left", "baseline": "middle", "fontSize": 10, "dx": 9}
        layers: list[Json] = []
        x = 6.0 - (self.left if self.narrow else 0.0)
        for colour, label in self.legend:
            one: dict[str, Json] = {
                "data": {"values": [{}]},
                "encoding": {"x": {"value": x}, "y": {"value": -18}},
            }
            layers.append({**one, "mark": {**point, "fill": colour, "stroke": DARK, "strokeWidth": 0.8}})
            layers.append({**one, "mark": {**text, "text": plain(label)}})
            x += 26 + points(label, 10)
        return layers


def points(text: str, size: float) -> float:
    """How many points wide `text` is."""
    return width(plain(text), size) * POINTS


def named(names: Sequence[str], limit: float, size: float) -> tuple[tuple[str, ...], ...]:
    """Names in lines of at most `limit` points."""
    return tuple(wrapped(plain(name), limit / POINTS, size) or ("",) for name in names)


def evened(least: float, most: float) -> tuple[float, float]:
    """The ends of a scale that holds both figures, on its own round numbers, so that zero is one of them if within."""
    most = most if most > least else least + 1
    bottom, top, step = least, most, 0.0
    while step != _step(top - bottom):
        step = _step(top - bottom)
        bottom, top = floor(least / step + 1e-9) * step, ceil(most / step - 1e-9) * step
    return round(bottom, 6), round(top, 6)


def _rows(size: float) -> dict[str, Json]:
    raised: Json = [  # Vega centres the first line of a name on its row, not the name
        {"test": f"length(names[datum.value]) == {lines}", "value": -(lines - 1) * size * 0.58} for lines in (2, 3, 4)
    ]
    axis: Json = {
        "title": None,
        "labelExpr": "names[datum.value]",
        "labelFontSize": size,
        "labelLimit": 0,
        "labelPadding": 6,
        "labelOffset": {"condition": raised, "value": 0},
        "labelOverlap": False,
        "ticks": False,
        "domain": False,
    }
    scale: Json = {"paddingInner": 0.28, "paddingOuter": 0.1}
    return {"y": {"field": "row", "type": "ordinal", "axis": axis, "scale": scale}}


def _ticks(bottom: float, top: float) -> list[Json]:
    """Five or so round numbers from `bottom` to `top`: steps of 1, 2 or 5 times a power of ten."""
    step = _step(top - bottom)
    return [round(bottom + index * step, 6) for index in range(int((top - bottom) / step + 1e-9) + 1)]


def _step(span: float) -> float:
    power = 10.0 ** (floor(log10(span)) - 1) if span > 0 else 1.0
    return next((unit * power for unit in (1, 2, 5, 10, 20, 50) if span / (unit * power) <= 6), span)


def _with(layer: Layer, shared: Layer) -> Layer:
    """The layer with the channels that all share; its own come first."""
    own = layer["encoding"]
    assert isinstance(own, Mapping)
    return {**layer, "encoding": {**shared, **own}}
