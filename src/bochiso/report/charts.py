"""The charts of the monthly report, as Vega-Lite specifications, and their drawing.

They print well in black and white: the earlier date is pale or hollow, the later one dark. A missing figure has no
mark; it is never drawn as a zero.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from math import ceil

from bochiso.report.document import Chart
from bochiso.report.layout import plain
from bochiso.report.metrics import font_directory
from bochiso.report.plot import ABOVE, BELOW, DARK, GREY, LOCALE, PALE, POINTS, WIDTH, Json, Layer, Plot, named, points

_VEGA_LITE = "5.20"
HIGHEST = 230  # millimetres: a page's 257 less the chart's caption
_NAMES = 92 * POINTS  # the widest that the names of units may be
_UNITS_A_CHART = 60


@dataclass(frozen=True)
class AxisPoint:
    """One axis at both dates, out of `maximum` points; labels such as "14,6/18" stand at the bars' ends."""

    title: str
    maximum: Decimal
    before: Decimal | None
    after: Decimal | None
    before_label: str
    after_label: str


@dataclass(frozen=True)
class RankedUnit:
    """One unit at both dates; `label` is the later figure as the tables print it."""

    name: str
    before: Decimal | None
    after: Decimal | None
    label: str


def axes_chart(
    name: str, caption: str, rows: Sequence[AxisPoint], before_label: str, after_label: str, alt: str = ""
) -> Chart:
    """Grouped bars: how much of its maximum every axis has at both dates. Without `alt` the figures are listed."""
    plot = Plot(
        names=named([row.title for row in rows], 52 * POINTS, 10),
        size=10,
        step=min(13.0, (HIGHEST * POINTS - ABOVE - BELOW) / max(1, len(rows)) / POINTS) * POINTS,
        room=10 + max((points(label, 9.5) for row in rows for label in (row.before_label, row.after_label)), default=0),
        top=100,
        axis_title="Tỷ lệ so với điểm tối đa (%)",
        legend=((PALE, before_label), (DARK, after_label)),
        symbol="square",
    )
    values: list[Json] = []
    for index, row in enumerate(rows):
        for date, reached, label in (("a", row.before, row.before_label), ("b", row.after, row.after_label)):
            share = None if reached is None or not row.maximum else float(100 * reached / row.maximum)
            values.append({"row": index, "date": date, "share": share, "label": plain(label)})
    specification = plot.specification(values, {"yOffset": {"field": "date"}}, _bars(plot))
    listing = "; ".join(
        f"{row.title}: {before_label} {row.before_label}, {after_label} {row.after_label}" for row in rows
    )
    return Chart(name, caption, alt or f"{caption}. {listing}.", specification, WIDTH, plot.height)


def _bars(plot: Plot) -> list[Layer]:
    return [
        {
            "mark": {"type": "bar", "stroke": DARK, "strokeWidth": 0.6},
            "transform": [{"filter": "isValid(datum.share)"}],
            "encoding": {
                "x": plot.scale("share"),
                "color": {"field": "date", "scale": {"domain": ["a", "b"], "range": [PALE, DARK]}, "legend": None},
            },
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 4, "fontSize": 9.5, "baseline": "middle"},
            "transform": [{"calculate": "isValid(datum.share) ? datum.share : 0", "as": "end"}],
            "encoding": {"x": plot.scale("end"), "text": {"field": "label"}},
        },
    ]


def ranking_chart(
    name: str,
    caption: str,
    rows: Sequence[RankedUnit],
    before_label: str,
    after_label: str,
    axis_title: str,
    maximum: Decimal | None = None,
    alt: str = "",
) -> Chart:
    """A dot for every unit at both dates, joined by a line, the highest later figure first.

    Units without a later figure come last, in the order given. `maximum` ends the scale (100 for percentages). Beyond
    some sixty units use `ranking_charts`.
    """
    units = _sorted(rows)
    plot = _ranking_plot(units, before_label, after_label, axis_title, maximum)
    values: list[Json] = []
    for index, unit in enumerate(units):
        before, after = _float(unit.before), _float(unit.after)
        values.append({"row": index, "date": "a", "value": before})
        values.append({"row": index, "date": "b", "value": after, "from": before, "label": plain(unit.label)})
    specification = plot.specification(values, {}, _dots(plot, after_label))
    return Chart(name, caption, alt or _ranking_alt(caption, units), specification, WIDTH, plot.height)


def ranking_charts(
    name: str,
    caption: str,
    rows: Sequence[RankedUnit],
    before_label: str,
    after_label: str,
    axis_title: str,
    maximum: Decimal | None = None,
) -> tuple[Chart, ...]:
    """As `ranking_chart`, in as many charts of one scale and about one length as keep the names legible."""
    units = _sorted(rows)
    parts = max(1, ceil(len(units) / _UNITS_A_CHART))
    if parts == 1:
        return (ranking_chart(name, caption, units, before_label, after_label, axis_title, maximum),)
    length = ceil(len(units) / parts)
    top = _top(units, maximum)
    return tuple(
        ranking_chart(
            f"{name}-{part + 1}",
            f"{caption} (phần {part + 1}/{parts})",
            units[part * length : (part + 1) * length],
            before_label,
            after_label,
            axis_title,
            top,
        )
        for part in range(parts)
    )


def _ranking_plot(
    units: Sequence[RankedUnit], before_label: str, after_label: str, axis_title: str, maximum: Decimal | None
) -> Plot:
    step = min(5.8 * POINTS, (HIGHEST * POINTS - ABOVE - BELOW) / max(1, len(units)))
    size = min(10.0, step * 0.82)
    longest = max((points(unit.name, size) for unit in units), default=0.0)
    size = max(6.0, min(size, size * _NAMES / longest)) if longest else size
    figures = [points(unit.label, size) for unit in units]
    return Plot(
        names=named([unit.name for unit in units], _NAMES + 1, size),
        size=size,
        step=step,
        room=14 + max([points(after_label, 9), *figures]),
        top=float(_top(units, maximum)),
        bottom=float(_bottom(units, maximum)),
        axis_title=axis_title,
        legend=(("#ffffff", before_label), (DARK, after_label)),
        symbol="circle",
    )


def _dots(plot: Plot, after_label: str) -> list[Layer]:
    figure: dict[str, Json] = {"type": "text", "align": "right", "baseline": "middle"}
    return [
        {
            "mark": {"type": "rule", "color": GREY, "strokeWidth": 0.7, "strokeDash": [1, 2]},
            "transform": [{"filter": "datum.date == 'b'"}],
            "encoding": {"x": {"value": 0}, "x2": {"value": plot.right - plot.room}},
        },
        {
            "mark": {"type": "rule", "color": DARK, "strokeWidth": 1},
            "transform": [{"filter": "isValid(datum.value) && isValid(datum.from)"}],
            "encoding": {"x": plot.scale("value"), "x2": {"field": "from"}},
        },
        {
            "mark": {"type": "point", "filled": True, "stroke": DARK, "strokeWidth": 1, "opacity": 1},
            "transform": [{"filter": "isValid(datum.value)"}],
            "encoding": {
                "x": plot.scale("value"),
                "size": {"value": plot.size * 4},
                "fill": {"field": "date", "scale": {"domain": ["a", "b"], "range": ["#ffffff", DARK]}, "legend": None},
            },
        },
        {
            "mark": {**figure, "fontSize": plot.size},
            "transform": [{"filter": "isValid(datum.label)"}],
            "encoding": {"x": {"value": plot.right}, "text": {"field": "label"}},
        },
        {
            "mark": {**figure, "fontSize": 9, "text": plain(after_label)},
            "data": {"values": [{}]},
            "encoding": {"x": {"value": plot.right}, "y": {"value": -7}},
        },
    ]


def _ranking_alt(caption: str, units: Sequence[RankedUnit]) -> str:
    known = [unit for unit in units if unit.after is not None]
    if not known:
        return f"{caption}. Không có số liệu."
    missing = len(units) - len(known)
    ends = f"Cao nhất: {known[0].name} ({known[0].label}); thấp nhất: {known[-1].name} ({known[-1].label})"
    return f"{caption}. {len(units)} đơn vị. {ends}." + (f" Không có số liệu: {missing} đơn vị." if missing else "")


def _sorted(rows: Sequence[RankedUnit]) -> list[RankedUnit]:
    return sorted(rows, key=lambda unit: (unit.after is None, -(unit.after or Decimal(0))))


def _top(units: Sequence[RankedUnit], maximum: Decimal | None) -> Decimal:
    figures = [figure for unit in units for figure in (unit.before, unit.after) if figure is not None]
    return (maximum if maximum is not None else max(figures, default=Decimal(1))) or Decimal(1)


def _bottom(units: Sequence[RankedUnit], maximum: Decimal | None) -> Decimal:
    """Zero, or the ten below the least figure where all lie in the upper half: dots need no zero, and 60 of them that
    differ by a point must not stand in one line.
    """
    figures = [figure for unit in units for figure in (unit.before, unit.after) if figure is not None]
    least, top = min(figures, default=Decimal(0)), _top(units, maximum)
    return least // 10 * 10 if least * 2 >= top and least >= 10 else Decimal(0)


def _float(figure: Decimal | None) -> float | None:
    return None if figure is None else float(figure)


@lru_cache(maxsize=64)
def svg(chart: Chart) -> str:
    """The chart as an SVG element, sized in points; its identifiers begin with the chart's name."""
    import vl_convert  # starts a JavaScript engine, which who only describes a chart need not wait for

    _register_font()
    drawn: str = vl_convert.vegalite_to_svg(
        chart.specification, vl_version=_VEGA_LITE, allowed_base_urls=[], format_locale=LOCALE
    )
    # Several charts share one HTML page, where two clip paths of one name would be one.
    drawn = re.sub(r'\bid="', f'id="{chart.name}-', drawn)
    return re.sub(r"url\((['\"]?)#", rf"url(\1#{chart.name}-", drawn)


@lru_cache(maxsize=64)
def png(chart: Chart, scale: float = 3.0) -> bytes:
    """The chart as a PNG image; a scale of 3 is 216 dots an inch on paper.

    Typst rasters it, since it takes the report's font only and vl-convert would prefer the machine's.
    """
    from bochiso.report.typesetting import typeset

    return typeset(_IMAGE, {"svg": svg(chart), "width": chart.width}, "png", ppi=72 * scale)


_IMAGE = """
#set page(width: auto, height: auto, margin: 0pt)
#let chart = json(bytes(sys.inputs.data))
#image(bytes(chart.svg), format: "svg", width: chart.width * 1mm)
"""


@cache
def _register_font() -> None:
    import vl_convert

    vl_convert.register_font_directory(str(font_directory()))
