"""Scores as JSON, CSV and terminal tables: what `show` and `score` print."""

import csv
import io
from decimal import Decimal

from bochiso.exact import Tie, rounded
from bochiso.index.model import Edition
from bochiso.score.rules import percent
from bochiso.score.snapshot import Measured, NoData, NotApplicable, Reported, Snapshot, state_of
from bochiso.score.tally import POINT_DIGITS, Points, ScoredIndicator, ScoredUnit
from bochiso.view.console import Grid
from bochiso.wording import MISSING, decimal_text, integer_text, rank_text

Json = dict[str, object]


def scores_json(snapshot: Snapshot, edition: Edition, units: tuple[ScoredUnit, ...], *, dated: bool = True) -> Json:
    """The contract of `show` and `score`: points, rates (percent) and totals are exact decimals in strings, or null.

    A bare table of counts has no date (`dated` False): its instant, period and snapshot are null.
    """
    return {
        "edition": edition.id,
        "as_of": str(snapshot.as_of) if dated else None,
        "period": str(snapshot.period) if dated else None,
        "view": snapshot.view,
        "snapshot": snapshot.id if dated else None,
        "units": [_unit_json(edition, unit) for unit in units],
    }


def _unit_json(edition: Edition, scored: ScoredUnit) -> Json:
    return {
        "code": scored.unit.code,
        "name": scored.unit.name,
        "kind": scored.unit.kind.value,
        "total": points_text(scored.total.value),
        "class": scored.grade.title if scored.grade else None,
        "rank": scored.rank,
        "ranked_among": scored.among,
        "axes": {axis.axis.code: points_text(axis.points.value) for axis in scored.axes},
        "axes_computed": {axis.axis.code: points_text(axis.points.computed) for axis in scored.axes},
        "indicators": [_indicator_json(edition, indicator) for indicator in scored.indicators],
    }


def _indicator_json(edition: Edition, scored: ScoredIndicator) -> Json:
    indicator, figure, value = scored.indicator, scored.figure, scored.value
    numerator = denominator = None
    match value:
        case Measured():
            numerator, denominator = value.numerator, value.denominator
        case Reported(count=count):
            numerator = count
        case NotApplicable(counted=True):
            numerator = denominator = 0
        case NotApplicable() | NoData():
            pass
    return {
        "id": indicator.id,
        "portal_code": indicator.portal_code or None,
        "title": indicator.title,
        "numerator": numerator,
        "denominator": denominator,
        "rate": rate_text(edition, scored),
        "points": points_text(scored.points.value) if indicator.scored else None,
        "points_reported": points_text(scored.points.reported),
        "points_computed": points_text(scored.points.computed),
        "max": None if indicator.maximum is None else str(indicator.maximum),
        "state": state_of(value),
        "reason": value.reason if isinstance(value, NotApplicable | NoData) else None,
        "flags": [{"code": flag.code, "message": flag.message} for flag in (figure.flags if figure else ())],
        "inherited_from": scored.inherited_from or None,
        "source": figure.source if figure else None,
    }


def points_text(value: Decimal | None) -> str | None:
    """`14.60`; more digits only where the source printed more."""
    if value is None:
        return None
    exponent = value.as_tuple().exponent
    digits = max(POINT_DIGITS, -exponent if isinstance(exponent, int) else 0)
    return str(rounded(value, digits, Tie.EVEN))


def rate_text(edition: Edition, scored: ScoredIndicator) -> str | None:
    """The percentage, at the edition's digits where it was counted, as printed where it was only reported."""
    match scored.value:
        case Measured() as value:
            return str(percent(value.share, edition.rounding.percent))
        case Reported(rate=rate):
            return None if rate is None else str(rate)
        case _:
            return None


CSV_COLUMNS = (
    "unit", "name", "item", "numerator", "denominator", "rate", "points", "points_computed", "max", "state", "source",
)  # fmt: skip


def scores_csv(edition: Edition, units: tuple[ScoredUnit, ...]) -> str:
    """One row a figure, in the columns of `observations` and a few more."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for unit in units:
        head = (unit.unit.code, unit.unit.name)
        for entry in (_indicator_json(edition, indicator) for indicator in unit.indicators):
            keys = ("id", "numerator", "denominator", "rate", "points", "points_computed", "max", "state", "source")
            writer.writerow([csv_text(cell) for cell in (*head, *(entry[key] for key in keys))])
        named = [(axis.axis.code, axis.points, axis.axis.maximum) for axis in unit.axes]
        for item, points, maximum in (*named, ("total", unit.total, edition.maximum)):
            reported, computed = points_text(points.value), points_text(points.computed)
            state = (
                "reported" if points.reported is not None else "measured" if points.computed is not None else "no_data"
            )
            writer.writerow(
                [csv_text(c) for c in (*head, item, None, None, None, reported, computed, maximum, state, None)]
            )
        if unit.rank is not None:
            state = "reported" if unit.rank_reported else "measured"
            writer.writerow([csv_text(c) for c in (*head, "rank", unit.rank, unit.among, *[None] * 4, state, None)])
    return out.getvalue()


def csv_text(value: object) -> str:
    """Empty for nothing; text that a spreadsheet would run as a formula is set off with an apostrophe."""
    text = "" if value is None else str(value)
    return (
        f"'{text}" if text.startswith(("=", "+", "@", "\t")) or (text[:1] == "-" and not text[1:2].isdigit()) else text
    )


def scores_grids(edition: Edition, units: tuple[ScoredUnit, ...]) -> list[Grid]:
    """For the terminal: all units by axis, then each indicator of a single unit."""
    grids = [_axes_grid(edition, units)]
    if len(units) == 1:
        grids.append(_indicator_grid(edition, units[0]))
    return grids


def _axes_grid(edition: Edition, units: tuple[ScoredUnit, ...]) -> Grid:
    heading = ("Mã", "Đơn vị", *(axis.code for axis in edition.axes), "Tổng", "Hạng", "Loại")
    rows = []
    for unit in sorted(units, key=lambda u: (u.unit.kind != "province", u.rank or 10**6, u.unit.code)):
        rank = MISSING if unit.rank is None else rank_text(unit.rank, unit.among)
        cells = [_points_cell(axis.points) for axis in unit.axes]
        grade = unit.grade.title if unit.grade else MISSING
        rows.append((unit.unit.code, unit.unit.name, *cells, _points_cell(unit.total), rank, grade))
    note = "* điểm công bố khác điểm tính lại" if any("*" in cell for row in rows for cell in row[2:-2]) else ""
    return Grid("Điểm các trục và điểm tổng hợp", heading, tuple(rows), left=2, note=note)


def _points_cell(points: Points) -> str:
    if points.value is None:
        return MISSING
    mark = "*" if points.difference else ""
    return decimal_text(points.value, POINT_DIGITS) + mark


def _indicator_grid(edition: Edition, unit: ScoredUnit) -> Grid:
    rows = []
    for scored in unit.indicators:
        indicator, value = scored.indicator, scored.value
        match value:
            case Measured():
                counts = f"{integer_text(value.numerator)}/{integer_text(value.denominator)}"
                remark = f"điểm nhân thêm tỷ lệ của {indicator.times}" if indicator.times else ""
            case Reported(count=count, text=text):
                counts, remark = MISSING if count is None else integer_text(count), text
            case NotApplicable(reason=reason):
                counts, remark = MISSING, f"không áp dụng: {reason}"
            case NoData(reason=reason):
                counts, remark = MISSING, f"không có số liệu: {reason}"
        rate = rate_text(edition, scored)
        points = _points_cell(scored.points) if indicator.scored else ""
        maximum = "" if indicator.maximum is None or not indicator.scored else str(indicator.maximum)
        flags = ", ".join(flag.code for flag in (scored.figure.flags if scored.figure else ()))
        rows.append(
            (
                indicator.id,
                indicator.title,
                counts,
                MISSING if rate is None else decimal_text(Decimal(rate), 2),
                points,
                maximum,
                "; ".join(part for part in (remark, flags) if part),
            )
        )
    heading = ("Mã", "Chỉ số", "Số liệu", "Tỷ lệ (%)", "Điểm", "Tối đa", "Ghi chú")
    return Grid(f"Chỉ số của {unit.unit.name}", heading, tuple(rows), left=2)
