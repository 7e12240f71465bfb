"""Draws a chart's specification, always with the report's own font and never with anything from the network."""

import re
from functools import cache
from typing import cast

import vl_convert

from bochiso.report.document import Chart
from bochiso.report.metrics import font_directory

_VEGA_LITE = "5.21"
_LOCALE = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", "\u00a0₫"]}


def svg(chart: Chart) -> str:
    """The chart as an SVG element, sized in points; its identifiers begin with the chart's name."""
    _register_font()
    drawn: str = vl_convert.vegalite_to_svg(
        chart.specification, vl_version=_VEGA_LITE, allowed_base_urls=[], format_locale=_LOCALE
    )
    # Several charts share one HTML page, where two clip paths of one name would be one.
    drawn = re.sub(r'\bid="', f'id="{chart.name}-', drawn)
    return re.sub(r"url\((['\"]?)#", rf"url(\1#{chart.name}-", drawn)


def png(chart: Chart, scale: float = 3.0) -> bytes:
    """The chart as a PNG image; a scale of 3 is 216 dots an inch on paper."""
    _register_font()
    drawn = vl_convert.vegalite_to_png(
        chart.specification, vl_version=_VEGA_LITE, scale=scale, allowed_base_urls=[], format_locale=_LOCALE
    )
    return cast(bytes, drawn)


@cache
def _register_font() -> None:
    vl_convert.register_font_directory(str(font_directory()))
