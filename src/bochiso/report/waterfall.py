"""Charts of what a change consists of: a waterfall from one total to the next, and bars to both sides of zero.

They print well in black and white: a rise is dark, a fall hollow, what is not explained grey and broken at its edge;
and every figure stands beside its bar with ▲ or ▼.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bochiso.report.charts import HIGHEST
from bochiso.report.document import Chart
from bochiso.report.plot import (
    ABOVE,
    BELOW,
    DARK,
    GREY,
    PALE,
    POINTS,
    Json,
    Layer,
    Plot,
    evened,
    named,
    points,
)
from bochiso.wording import decimal_text, signed_text

_SIZE, _NARROW_SIZE = 9.5, 11.0
_NAMES, _NARROW_NAMES = 66 * POINTS, 43 * POINTS  # the widest that the names may be
_LINE = 1.22  # of the size of the text, from one line of a name to the next
_RISE, _FALL, _REST = "rise", "fall", "rest"
_LEGEND = {_RISE: (DARK, "Tăng ▲"), _FALL: ("#ffffff", "Giảm ▼"), _REST: (PALE, "Chưa giải thích được")}


@dataclass(frozen=True)
class Step:
    """One amount of a change. `explained` is False for a remainder."""

    name: str
    amount: Decimal
    explained: bool = True

    @property
    def way(self) -> str:
        return _REST if not self.explained else _RISE if self.amount > 0 else _FALL


def waterfall(
    name: str,
    caption: str,
    start: tuple[str, Decimal],
    steps: Sequence[Step],
    end: str,
    digits: int,
    *,
    narrow: bool = False,
) -> Chart:
    """From the earlier total (its label and value) through the steps to the later one, labelled `end`.

    A `narrow` chart is legible on a telephone's screen.
    """
    first, at = start
    values: list[Json] = [{"row": 0, "total": float(at), "next": 1, "label": decimal_text(at, digits)}]
    reached = [at]
    for row, step in enumerate(steps, 1):
        moved = _bar(row, step, at, digits)
        at += step.amount
        reached.append(at)
        values.append({**moved, "total_after": float(at), "next": row + 1})
    values.append({"row": len(steps) + 1, "total": float(at), "label": decimal_text(at, digits)})
    names = [first, *(step.name for step in steps), end]
    plot = _plot(names, steps, reached, "Điểm (trục không bắt đầu từ 0)", digits, narrow=narrow)
    told = "; ".join(f"{step.name}: {signed_text(step.amount, digits)}" for step in steps)
    ends = f"{first}: {decimal_text(start[1], digits)}", f"{end}: {decimal_text(at, digits)}"
    alt = f"{caption}. {ends[0]}. {told}. {ends[1]}."
    specification = plot.specification(values, {}, [*_guides(plot), *_joints(plot), *_bars(plot), *_totals(plot)])
    return Chart(name, caption, alt, specification, plot.width, plot.height)


def contributions(
    name: str, caption: str, steps: Sequence[Step], axis_title: str, digits: int, *, narrow: bool = False
) -> Chart:
    """A bar for each amount, to the right of zero where it is a rise and to the left where it is a fall."""
    nothing = Decimal(0)
    values: list[Json] = [_bar(row, step, nothing, digits) for row, step in enumerate(steps)]
    reached = [nothing, *(step.amount for step in steps)]
    plot = _plot([step.name for step in steps], steps, reached, axis_title, digits, narrow=narrow)
    told = "; ".join(f"{step.name}: {signed_text(step.amount, digits)}" for step in steps)
    zero: Layer = {
        "mark": {"type": "rule", "color": DARK, "strokeWidth": 1},
        "data": {"values": [{"zero": 0}]},
        "encoding": {"x": plot.scale("zero"), "y": {"value": 0}, "y2": {"value": plot.step * len(steps)}},
    }
    specification = plot.specification(values, {}, [*_guides(plot), *_bars(plot), zero])
    return Chart(name, caption, f"{caption}. {told}.", specification, plot.width, plot.height)


def _bar(row: int, step: Step, start: Decimal, digits: int) -> dict[str, Json]:
    sign = "▲" if step.amount > 0 else "▼"
    label = f"{sign} {signed_text(step.amount, digits)}"
    return {"row": row, "way": step.way, "from": float(start), "to": float(start + step.amount), "label": label}


def _plot(
    names: Sequence[str], steps: Sequence[Step], reached: Sequence[Decimal], title: str, digits: int, *, narrow: bool
) -> Plot:
    size, limit = (_NARROW_SIZE, _NARROW_NAMES) if narrow else (_SIZE, _NAMES)
    lines = named(names, limit, size)
    tallest = max(len(name) for name in lines) * size * _LINE + 5
    step = min(max(tallest, 6.5 * POINTS), (HIGHEST * POINTS - ABOVE - BELOW) / len(names))
    bottom, top = evened(float(min(reached)), float(max(reached)))
    labels = [decimal_text(reached[0], digits), *(f"▼ {signed_text(each.amount, digits)}" for each in steps)]
    ways = [way for way in _LEGEND if any(each.way == way for each in steps)]
    return Plot(
        names=lines,
        size=size,
        step=step,
        room=14 + max(points(label, size) for label in labels),
        top=top,
        bottom=bottom,
        axis_title=title,
        legend=tuple(_LEGEND[way] for way in ways),
        symbol="square",
        narrow=narrow,
    )


def _guides(plot: Plot) -> list[Layer]:
    """A faint line from the names to the figures, and the figures."""
    return [
        {
            "mark": {"type": "rule", "color": GREY, "strokeWidth": 0.7, "strokeDash": [1, 2]},
            "encoding": {"x": {"value": 0}, "x2": {"value": plot.right - plot.room}},
        },
        {
            "mark": {"type": "text", "align": "right", "baseline": "middle", "fontSize": plot.size},
            "encoding": {"x": {"value": plot.right}, "text": {"field": "label"}},
        },
    ]


def _bars(plot: Plot) -> list[Layer]:
    fill: Json = {"domain": list(_LEGEND), "range": [colour for colour, _ in _LEGEND.values()]}
    dash: Json = {"domain": list(_LEGEND), "range": [[1, 0], [1, 0], [3, 2]]}
    return [
        {
            "mark": {"type": "bar", "stroke": DARK, "strokeWidth": 0.8},
            "transform": [{"filter": "isValid(datum.way)"}],
            "encoding": {
                "x": plot.scale("from"),
                "x2": {"field": "to"},
                "fill": {"field": "way", "type": "nominal", "scale": fill, "legend": None},
                "strokeDash": {"field": "way", "type": "nominal", "scale": dash, "legend": None},
            },
        }
    ]


def _joints(plot: Plot) -> list[Layer]:
    """Where a bar ends the next one begins."""
    return [
        {
            "mark": {"type": "rule", "color": DARK, "strokeWidth": 0.5},
            "transform": [
                {"filter": "isValid(datum.next)"},
                {"calculate": "isValid(datum.total) ? datum.total : datum.total_after", "as": "at"},
            ],
            "encoding": {"x": plot.scale("at"), "y2": {"field": "next"}},
        }
    ]


def _totals(plot: Plot) -> list[Layer]:
    """A stroke, since a bar would have to begin at zero."""
    return [
        {
            "mark": {"type": "tick", "color": DARK, "thickness": 3.5, "opacity": 1, "size": plot.step * 0.72},
            "transform": [{"filter": "isValid(datum.total)"}],
            "encoding": {"x": plot.scale("total")},
        }
    ]
