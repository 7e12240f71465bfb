"""Any two instants side by side: one unit figure by figure, and one figure of all units below it."""

from collections.abc import Iterator
from dataclasses import dataclass

from bochiso.compare.change import Change, Comparison, UnitComparison
from bochiso.compare.quantity import Absent, Measure, Quantity
from bochiso.view.comparisons import MEASURE_TITLES, comparison_csv, comparison_json, summaries_json, summary
from bochiso.web.answer import About
from bochiso.web.part import Json, Part
from bochiso.web.query import Query, wrong
from bochiso.web.render import address, render, segment
from bochiso.web.shapes_why import ComparisonPageShape
from bochiso.web.sides import SIDES, Choice, Sides, sides
from bochiso.web.words import Said, change_said
from bochiso.web.workbench import Workbench
from bochiso.wording import capital, decimal_text, integer_text, rank_text

PATH = "/so-sanh"

Shown = tuple[str, Measure]
"""A figure of which all units are shown."""


@dataclass(frozen=True)
class Compared:
    """`figures` are those that the units below can be compared by, `shown` the one that is, None without any."""

    sides: Sides
    figures: tuple[Shown, ...]
    shown: Shown | None


@dataclass(frozen=True)
class Line:
    """A figure at both instants as the page prints it."""

    measure: str
    before: Said
    after: Said
    change: Said


@dataclass(frozen=True)
class Item:
    """The figures of one item of the edition."""

    title: str
    address: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class UnitLine:
    """The shown figure of one unit below."""

    name: str
    address: str
    note: str
    line: Line


def _find(bench: Workbench, query: Query) -> Compared:
    found = sides(bench, query)
    figures = tuple(_figures(found.comparison, found.below)) if found.comparison else ()
    named = {item: (item, measure) for item, measure in figures}
    asked = query.text("figure")
    if asked and found.comparison and found.comparison.edition.place(asked) is None:
        raise wrong("figure", asked, "không có trong bộ chỉ số này", f"một trong: {', '.join(named)}")
    # A link keeps the figure on the way down, where units may have others, or there may be none below.
    return Compared(found, figures, named.get(asked) or next(iter(figures), None))


def _figures(comparison: Comparison, units: tuple[UnitComparison, ...]) -> Iterator[Shown]:
    """The first figure of each item that any of the units has, in the order of print."""
    there = {(change.item, change.measure) for unit in units for change in summary(comparison, unit)}
    order = ["total", "rank", *(axis.code for axis in comparison.edition.axes)]
    order += [indicator.id for indicator in comparison.edition.indicators]
    for item in order:
        measures = (Measure.RANK,) if item == "rank" else (Measure.POINTS, Measure.RATE, Measure.COUNT)
        if item in ("total", "rank") or comparison.edition.axis(item) is not None:
            yield from ((item, measure) for measure in measures if (item, measure) in there)
        else:
            found = (measure for measure in (Measure.RATE, Measure.COUNT, Measure.POINTS) if (item, measure) in there)
            yield from ((item, measure) for measure in list(found)[:1])


def _about(found: Compared) -> About:
    unit = found.sides.unit
    title = f"So sánh: {unit.name}" if unit else "So sánh"
    return found.sides.now.about(title, found.sides.crumbs(PATH))


def _html(found: Compared) -> str:
    chosen, comparison = found.sides, found.sides.comparison
    return render(
        "parts/comparison.html",
        sides=chosen,
        unit=chosen.unit,
        barred=_barred(chosen),
        items=list(_items(chosen, comparison, chosen.unit)) if comparison and chosen.unit else [],
        figures=[Choice(item, _figure_title(found, (item, measure)), (item, measure) == found.shown)
                 for item, measure in found.figures],
        shown=capital(_figure_title(found, found.shown)) if found.shown else "",
        below=list(_below(found, comparison, found.shown)) if comparison and found.shown else [],
    )  # fmt: skip


def _barred(chosen: Sides) -> str:
    if chosen.comparison is None:
        return ""
    return chosen.comparison.barred or (chosen.unit.barred if chosen.unit else "")


def _items(chosen: Sides, comparison: Comparison, unit: UnitComparison) -> Iterator[Item]:
    found: dict[str, list[Change]] = {}
    for change in comparison.changes(unit):
        found.setdefault(change.item, []).append(change)
    for item, changes in found.items():
        title = changes[0].title if item in ("total", "rank") else f"{item} {changes[0].title}"
        lines = tuple(_line(unit, change) for change in changes)
        yield Item(title, _item_address(chosen, comparison, item), lines)


def _item_address(chosen: Sides, comparison: Comparison, item: str) -> str:
    if comparison.edition.axis(item) is not None:
        return address(f"/truc/{segment(item)}", chosen.links)
    if comparison.edition.indicator(item) is not None:
        return address(f"/chi-so/{segment(item)}", chosen.links)
    return address("/xep-hang", chosen.links) if item == "rank" else ""


def _line(unit: UnitComparison, change: Change) -> Line:
    among = [side.among if side else None for side in (unit.before, unit.after)]
    old, new = _side(change, change.before, among[0]), _side(change, change.after, among[1])
    return Line(MEASURE_TITLES[change.measure], old, new, change_said(change))


def _side(change: Change, side: Quantity | Absent, among: int | None) -> Said:
    if isinstance(side, Absent):
        text = "không có số liệu" if side.applicable else "không áp dụng"
        return Said(text, "none" if side.applicable else "na", side.reason)
    if change.measure is Measure.RANK:
        return Said(rank_text(int(side.printed), among))
    kind = "zero" if side.printed == 0 else ""
    if change.measure in (Measure.COUNT, Measure.AMONG):
        return Said(f"{integer_text(int(side.printed))} {change.unit}".strip(), kind)
    mark = " %" if change.measure is Measure.RATE else ""
    return Said(decimal_text(side.printed, max(2, side.digits)) + mark, kind)


def _figure_title(found: Compared, figure: Shown) -> str:
    item, measure = figure
    comparison = found.sides.comparison
    assert comparison is not None
    indicator, axis = comparison.edition.indicator(item), comparison.edition.axis(item)
    if indicator is not None:
        return f"{MEASURE_TITLES[measure]} {indicator.id} {indicator.title}"
    return f"điểm trục {axis.title}" if axis else {"total": "điểm tổng hợp", "rank": "xếp hạng"}[item]


def _below(found: Compared, comparison: Comparison, figure: Shown) -> Iterator[UnitLine]:
    for unit in found.sides.below:
        change = comparison.change(unit, *figure)
        at = address(PATH, found.sides.links, unit=unit.code, figure=figure[0])
        yield UnitLine(unit.name, at, unit.note, _line(unit, change))


def _data(found: Compared) -> Json:
    chosen, comparison = found.sides, found.sides.comparison
    if comparison is None:
        return {"comparison": None, "below": []}
    units = (chosen.unit,) if chosen.unit else ()
    return {"comparison": comparison_json(comparison, units), "below": summaries_json(comparison, chosen.below)}


def _csv(found: Compared) -> str:
    """All units where none is asked for, or the one that is."""
    comparison, unit = found.sides.comparison, found.sides.unit
    if comparison is None:
        raise wrong("before", found.sides.asked.text("before"), "không có thời điểm trước", "chọn thời điểm trước")
    one = unit is not None and bool(found.sides.asked.text("unit"))
    return comparison_csv(comparison, (unit,) if one and unit is not None else comparison.units)


COMPARISON = Part("comparison", (*SIDES, "figure"), _find, _about, _html, _data, ComparisonPageShape, csv=_csv)
