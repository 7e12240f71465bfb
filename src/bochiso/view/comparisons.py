"""Comparisons as JSON, CSV and terminal tables: what `compare` prints."""

import csv
import io
from collections.abc import Iterable
from decimal import Decimal

from bochiso.compare.change import Change, Comparison, Direction, UnitComparison
from bochiso.compare.quantity import Absent, Measure, Quantity
from bochiso.score.snapshot import Snapshot
from bochiso.view.console import Grid
from bochiso.view.scores import Json, csv_text, points_text
from bochiso.wording import MISSING, UNCHANGED, decimal_text, integer_text, rank_text, short_date, signed_text

MEASURE_TITLES = {
    Measure.POINTS: "điểm",
    Measure.RATE: "tỷ lệ",
    Measure.COUNT: "số liệu",
    Measure.AMONG: "mẫu số",
    Measure.RANK: "thứ hạng",
}
ARROWS = {Direction.GOOD: "tốt lên", Direction.BAD: "xấu đi", Direction.NEUTRAL: "", Direction.UNCHANGED: ""}


def comparison_json(comparison: Comparison, units: tuple[UnitComparison, ...]) -> Json:
    """Every change with its unit; `change` is what tables print, `exact` the unrounded difference as a fraction."""
    return {
        "before": _side_json(comparison.before),
        "after": _side_json(comparison.after),
        "comparable": not comparison.barred,
        "reason": comparison.barred or None,
        "units": [_unit_json(unit, comparison.changes(unit)) for unit in units],
    }


def summaries_json(comparison: Comparison, units: Iterable[UnitComparison]) -> list[Json]:
    """Units as in `comparison_json`, each with the changes of its `summary` alone."""
    return [_unit_json(unit, summary(comparison, unit)) for unit in units]


def _unit_json(unit: UnitComparison, changes: Iterable[Change]) -> Json:
    return {
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind.value,
        "status": unit.status.value,
        "note": unit.note or None,
        "changes": [_change_json(change) for change in changes],
    }


def _side_json(snapshot: Snapshot) -> Json:
    return {
        "snapshot": snapshot.id,
        "as_of": str(snapshot.as_of),
        "edition": snapshot.edition,
        "period": str(snapshot.period),
        "view": snapshot.view,
    }


def _change_json(change: Change) -> Json:
    return {
        "item": change.item,
        "title": change.title,
        "measure": change.measure.value,
        "unit": change.unit,
        "before": _plain(change, change.before),
        "after": _plain(change, change.after),
        "before_state": _state(change.before),
        "after_state": _state(change.after),
        "change": None if change.value is None else _number(change, change.value),
        "exact": None if change.exact is None else str(change.exact),
        "direction": change.direction.value,
        "text": change_text(change),
        "note": change.note or None,
    }


def _state(side: Quantity | Absent) -> str:
    if isinstance(side, Quantity):
        return "known"
    return "no_data" if side.applicable else "not_applicable"


def _plain(change: Change, side: Quantity | Absent) -> str | None:
    return _number(change, side.printed) if isinstance(side, Quantity) else None


def _number(change: Change, value: Decimal) -> str | None:
    return points_text(value) if change.measure is Measure.POINTS else str(value)


def change_text(change: Change) -> str:
    """`+0,59 điểm`, `Giữ nguyên`, or `–`; a rank says which way it went."""
    if change.value is None:
        return MISSING
    if change.value == 0:
        return UNCHANGED
    return f"{signed_text(change.value, _digits(change))} {change.unit}"


def _digits(change: Change) -> int:
    return max(2, change.digits) if change.measure in (Measure.POINTS, Measure.RATE) else change.digits


def comparison_csv(comparison: Comparison, units: tuple[UnitComparison, ...]) -> str:
    """One row a figure."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    keys = ("item", "title", "measure", "before", "after", "change", "unit", "direction", "note")
    writer.writerow(("code", "name", "status", *keys))
    for unit in units:
        for change in comparison.changes(unit):
            entry = _change_json(change)
            cells = (unit.code, unit.name, unit.status.value, *(entry[key] for key in keys))
            writer.writerow([csv_text(cell) for cell in cells])
    return out.getvalue()


def comparison_grids(comparison: Comparison, units: tuple[UnitComparison, ...], chosen: str) -> list[Grid]:
    """The chosen unit figure by figure, then all units by their total or their only figures."""
    grids = [_unit_grid(comparison, unit) for unit in units if unit.code == chosen or len(units) == 1]
    others = [unit for unit in units if unit.code != chosen]
    if others and len(units) > 1:
        grids.append(_units_grid(comparison, others))
    return grids


def _dates(comparison: Comparison) -> tuple[str, str]:
    return short_date(comparison.before.as_of.day), short_date(comparison.after.as_of.day)


def _text(change: Change, side: Quantity | Absent, among: int | None = None) -> str:
    if isinstance(side, Absent):
        return MISSING
    if change.measure is Measure.RANK:
        return rank_text(int(side.printed), among)
    digits = _digits(change)
    return decimal_text(side.printed, digits) if digits else integer_text(int(side.printed))


def _row(comparison: Comparison, unit: UnitComparison, change: Change) -> tuple[str, ...]:
    before, after = ((side.among if side else None) for side in (unit.before, unit.after))
    return (
        _text(change, change.before, before),
        _text(change, change.after, after),
        change_text(change),
        ARROWS.get(change.direction, "") or change.note,
    )


def _unit_grid(comparison: Comparison, unit: UnitComparison) -> Grid:
    rows = [
        (change.item, f"{change.title} ({MEASURE_TITLES[change.measure]})", *_row(comparison, unit, change))
        for change in comparison.changes(unit)
        if change.measure is not Measure.AMONG or change.value
    ]
    note = f"{unit.note}." if unit.note else ""
    heading = ("Mã", "Nội dung", *_dates(comparison), "Thay đổi", "Ghi chú")
    barred = f"Không trừ cho nhau: {comparison.barred}." if comparison.barred else ""
    return Grid(unit.name, heading, tuple(rows), left=2, note=" ".join(part for part in (barred, note) if part))


def _units_grid(comparison: Comparison, units: list[UnitComparison]) -> Grid:
    rows = []
    for unit in units:
        for change in summary(comparison, unit):
            name = f"{change.title} ({MEASURE_TITLES[change.measure]})"
            rows.append((unit.name, name, *_row(comparison, unit, change)))
    heading = ("Đơn vị", "Nội dung", *_dates(comparison), "Thay đổi", "Ghi chú")
    mergers = [f"{unit.name}: {unit.note}." for unit in units if unit.parts]
    note = "\n".join((*mergers, "Từng chỉ số của một đơn vị: thêm --unit MÃ."))
    return Grid("Các đơn vị", heading, tuple(rows), left=2, note=note)


def summary(comparison: Comparison, unit: UnitComparison) -> list[Change]:
    """The scores of a unit that has any; else its rates, and the counts that have no rate."""
    changes = comparison.changes(unit)
    scores = [change for change in changes if comparison.edition.indicator(change.item) is None]
    if scores:
        return scores
    return [c for c in changes if c.measure in (Measure.POINTS, Measure.RATE) or _only_count(comparison, unit, c)]


def _only_count(comparison: Comparison, unit: UnitComparison, change: Change) -> bool:
    rate = comparison.change(unit, change.item, Measure.RATE) if comparison.edition.indicator(change.item) else None
    return change.measure is Measure.COUNT and rate is not None and isinstance(rate.after, Absent)
