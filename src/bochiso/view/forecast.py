"""Forecasts as JSON, CSV, terminal tables and lists: what `forecast` prints."""

from collections.abc import Iterator
from decimal import Decimal

from bochiso.compare.ahead.forecast import Forecast, Moved, moved
from bochiso.compare.ahead.going_late import LateDossier, LatePetition
from bochiso.compare.change import Change, UnitComparison
from bochiso.compare.counted import counts_of
from bochiso.compare.quantity import Measure, Quantity
from bochiso.index.model import Indicator, Tally
from bochiso.measure.trace_words import duration_text
from bochiso.score.tally import ScoredIndicator, ScoredUnit
from bochiso.time import moment_of, second_of
from bochiso.view.console import Grid
from bochiso.view.rows import cell_instant, rows_grid
from bochiso.view.scores import Json, points_text
from bochiso.view.traces import VIEW_TITLES, ListColumn
from bochiso.wording import (
    MISSING,
    UNCHANGED,
    decimal_text,
    instant_text,
    integer_text,
    period_text,
    short_date,
    signed_text,
)

LISTED = (
    ListColumn("Loại", 10),
    ListColumn("Mã", 30),
    ListColumn("Mã đơn vị", 14),
    ListColumn("Tên đơn vị", 34, in_files=True),
    ListColumn("Mã TTHC", 12),
    ListColumn("Tên TTHC", 50, in_files=True),
    ListColumn("Tiếp nhận", 20),
    ListColumn("Hạn", 20),
    ListColumn("Căn cứ hạn", 22, in_files=True),
    ListColumn("Số ngày làm việc còn lại", 14),
    ListColumn("Thời gian còn lại", 20),
)
"""The columns of the list of what goes late; `listed` gives the rows."""

FIGURES = tuple(
    ListColumn(title, width)
    for title, width in (
        ("Mã đơn vị", 14), ("Đơn vị", 34), ("Mục", 8), ("Nội dung", 50),
        ("Tử số trước", 12), ("Mẫu số trước", 12), ("Điểm trước", 10),
        ("Tử số sau", 12), ("Mẫu số sau", 12), ("Điểm sau", 10), ("Thay đổi điểm", 12), ("Hồ sơ sẽ quá hạn", 12),
    )
)  # fmt: skip
"""The columns of the figures; `figures` gives the rows."""


def forecast_json(forecast: Forecast) -> Json:
    """The contract of `forecast`: points are exact decimals in strings, counts whole numbers, null where unknown."""
    comparison = forecast.comparison
    at = comparison.before.as_of
    return {
        "at": str(at),
        "until": str(comparison.after.as_of),
        "period": str(comparison.after.period),
        "view": comparison.after.view,
        "edition": comparison.edition.id,
        "assumptions": list(forecast.assumptions),
        "warnings": list(forecast.warnings),
        "units": [_unit_json(forecast, unit) for unit in forecast.units],
        "dossiers": [_dossier_json(late) for late in forecast.late.dossiers],
        "petitions": [_petition_json(late) for late in forecast.late.petitions],
    }


def _unit_json(forecast: Forecast, unit: UnitComparison) -> Json:
    change = forecast.comparison.change(unit, "total", Measure.POINTS)
    axes = {
        axis.code: forecast.comparison.change(unit, axis.code, Measure.POINTS)
        for axis in forecast.comparison.edition.axes
    }
    return {
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind.value,
        "total_before": _total(unit.before),
        "total_after": _total(unit.after),
        "change": points_text(change.value),
        "exact": None if change.exact is None else str(change.exact),
        "going_late": forecast.late.numbers.get(unit.code, 0),
        "note": _note(unit, change) or None,
        "axes": {
            code: {"before": _printed(axis.before), "after": _printed(axis.after), "change": points_text(axis.value)}
            for code, axis in axes.items()
        },
        "indicators": [_moved_json(each) for each in moved(forecast, unit)],
    }


def _total(unit: ScoredUnit | None) -> str | None:
    return points_text(unit.total.value) if unit else None


def _printed(side: object) -> str | None:
    return points_text(side.printed) if isinstance(side, Quantity) else None


def _moved_json(each: Moved) -> Json:
    return {
        "id": each.indicator.id,
        "title": each.indicator.title,
        "before": side_json(each.indicator, each.before),
        "after": side_json(each.indicator, each.after),
        "change": points_text(_points_change(each)),
    }


def side_json(indicator: Indicator, scored: ScoredIndicator) -> Json:
    """Counts and points of one indicator; a tally has no denominator."""
    counts = counts_of(indicator, scored.value)
    tally = isinstance(indicator.counting, Tally)
    return {
        "numerator": counts.numerator if counts else None,
        "denominator": counts.denominator if counts and not tally else None,
        "points": points_text(scored.points.value) if indicator.scored else None,
    }


def _points_change(each: Moved) -> Decimal | None:
    before, after = each.before.points.value, each.after.points.value
    return None if before is None or after is None or not each.indicator.scored else after - before


def _dossier_json(late: LateDossier) -> Json:
    dossier = late.dossier
    return {
        "code": dossier.code,
        "unit": dossier.unit,
        "unit_name": late.unit_name,
        "procedure": dossier.procedure,
        "procedure_name": late.procedure_name,
        "received_at": _iso(dossier.received_at),
        "due_at": _iso(dossier.due_at),
        "due_stated": dossier.due_stated,
        "late_after": _iso(late.last),
        "working_days_left": late.working_days,
    }


def _petition_json(late: LatePetition) -> Json:
    return {
        "code": late.petition.code,
        "unit": late.petition.unit,
        "unit_name": late.unit_name,
        "received_at": _iso(late.petition.received_at),
        "last_day": late.last.isoformat(),
        "working_days_left": late.working_days,
    }


def _iso(second: int | None) -> str | None:
    return None if second is None else str(moment_of(second))


def summary(forecast: Forecast) -> str:
    """What is forecast, in one sentence."""
    before, after = forecast.comparison.before, forecast.comparison.after
    late = forecast.late
    return (
        f"Dự báo đến {instant_text(after.as_of)} nếu không ai làm gì thêm, "
        f"từ điều đã biết đến {instant_text(before.as_of)}: "
        f"{integer_text(len(late.dossiers))} hồ sơ và {integer_text(len(late.petitions))} PAKN đang trong hạn sẽ quá "
        f"hạn; kỳ: {period_text(after.period)}; góc nhìn: {VIEW_TITLES[after.view]}; phiên bản: {after.edition}"
    )


def listed(forecast: Forecast) -> Iterator[tuple[str, ...]]:
    """A row for each dossier, then for each petition, in the order of `LISTED`. Nothing personal is in it."""
    at = forecast.comparison.before.as_of
    for late in forecast.late.dossiers:
        dossier = late.dossier
        left = late.last - second_of(at)
        yield (
            "Hồ sơ", dossier.code, dossier.unit, late.unit_name, dossier.procedure, late.procedure_name,
            cell_instant(dossier.received_at), cell_instant(late.last),
            "hồ sơ" if dossier.due_stated else "thời hạn của TTHC",
            str(late.working_days), duration_text(left) if left >= 0 else "",
        )  # fmt: skip
    for each in forecast.late.petitions:
        petition = each.petition
        yield (
            "PAKN", petition.code, petition.unit, each.unit_name, "", "", cell_instant(petition.received_at),
            f"{each.last:%d/%m/%Y}", "thời hạn xử lý PAKN", str(each.working_days), "",
        )  # fmt: skip


def figures(forecast: Forecast) -> Iterator[tuple[str, ...]]:
    """For each unit its total, the axes and the indicators that change, in the order of `FIGURES`."""
    for unit in forecast.units:
        head = (unit.code, unit.name)
        number = str(forecast.late.numbers.get(unit.code, 0))
        for item, title in (("total", "Điểm tổng hợp"), *((a.code, a.title) for a in forecast.comparison.edition.axes)):
            change = forecast.comparison.change(unit, item, Measure.POINTS)
            if item == "total" or change.value:
                sides = ("", "", _printed(change.before) or "", "", "", _printed(change.after) or "")
                yield (*head, item, title, *sides, points_text(change.value) or "", number if item == "total" else "")
        for each in moved(forecast, unit):
            cells = (*_side_cells(each.indicator, each.before), *_side_cells(each.indicator, each.after))
            yield (*head, each.indicator.id, each.indicator.title, *cells, points_text(_points_change(each)) or "", "")


def _side_cells(indicator: Indicator, scored: ScoredIndicator) -> tuple[str, ...]:
    return tuple("" if value is None else str(value) for value in side_json(indicator, scored).values())


def forecast_grids(forecast: Forecast, *, listing: bool) -> list[Grid]:
    """For the terminal: units that change, the indicators of a single unit, and, where wanted, what goes late."""
    grids = [_units_grid(forecast)]
    if len(forecast.units) == 1:
        grids.append(_indicators_grid(forecast, forecast.units[0]))
    if listing:
        grids.append(rows_grid("Hồ sơ, PAKN sẽ quá hạn", LISTED, list(listed(forecast))))
    return grids


def _units_grid(forecast: Forecast) -> Grid:
    before, after = (snapshot.as_of.day for snapshot in (forecast.comparison.before, forecast.comparison.after))
    rows = []
    for unit in forecast.units:
        change = forecast.comparison.change(unit, "total", Measure.POINTS)
        number = forecast.late.numbers.get(unit.code, 0)
        if not change.value and not number and len(forecast.units) > 1:
            continue
        sides = (_points(change.before), _points(change.after))
        rows.append((unit.code, unit.name, *sides, _signed(change.value), integer_text(number), _note(unit, change)))
    heading = (
        "Mã",
        "Đơn vị",
        f"Điểm {short_date(before)}",
        f"Điểm {short_date(after)}",
        "Thay đổi",
        "Hồ sơ sẽ quá hạn",
        "Ghi chú",
    )
    still = len(forecast.units) - len(rows)
    note = f"{integer_text(still)} đơn vị khác không thay đổi.\n" if still else ""
    more = (
        "" if len(forecast.units) == 1 else "Từng chỉ số của một đơn vị: thêm --unit MÃ. Danh sách hồ sơ: thêm --list."
    )
    return Grid("Điểm tổng hợp nếu không ai làm gì thêm", heading, tuple(rows), left=2, note=note + more)


def _note(unit: UnitComparison, change: Change) -> str:
    unknown = unit.before is not None and unit.after is not None and change.value is None and not unit.barred
    return "chưa đủ số liệu để tính điểm tổng hợp" if unknown else change.note or unit.note


def _indicators_grid(forecast: Forecast, unit: UnitComparison) -> Grid:
    rows = [
        (
            each.indicator.id,
            each.indicator.title,
            *_counted(each.indicator, each.before),
            *_counted(each.indicator, each.after),
            _signed(_points_change(each)),
        )
        for each in moved(forecast, unit)
    ]
    heading = ("Mã", "Chỉ số", "Số liệu trước", "Điểm", "Số liệu sau", "Điểm", "Thay đổi")
    note = "" if rows else "Không chỉ số nào thay đổi."
    return Grid(f"Chỉ số thay đổi của {unit.name}", heading, tuple(rows), left=2, note=note)


def _counted(indicator: Indicator, scored: ScoredIndicator) -> tuple[str, str]:
    counts = counts_of(indicator, scored.value)
    parts = () if counts is None else (counts.numerator, counts.denominator)
    shown = parts[:1] if isinstance(indicator.counting, Tally) else parts
    points = scored.points.value if indicator.scored else None
    return "/".join(map(integer_text, shown)) or MISSING, MISSING if points is None else decimal_text(points, 2)


def _points(side: object) -> str:
    return decimal_text(side.printed, 2) if isinstance(side, Quantity) else MISSING


def _signed(value: Decimal | None) -> str:
    if value is None:
        return MISSING
    return signed_text(value, 2) if value else UNCHANGED
