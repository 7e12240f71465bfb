"""A trend as JSON and CSV."""

import csv
import io
from decimal import Decimal
from typing import assert_never

from bochiso.compare.law_changes import Proof
from bochiso.compare.quantity import Absent, Measure
from bochiso.compare.trend import Trend
from bochiso.compare.trend_lines import Break
from bochiso.compare.trend_marks import Level, Mark, RuleChange, TakenIn
from bochiso.compare.trend_points import TrendPoint
from bochiso.exact import exact_text
from bochiso.view.scores import Json, csv_text, points_text

CSV_COLUMNS = (
    "unit", "name", "item", "measure", "as_of", "snapshot", "edition", "period", "view", "source", "line",
    "numerator", "denominator", "value", "points", "state", "reason", "break",
)  # fmt: skip


def trend_json(trend: Trend) -> Json:
    """Figures are exact decimals in strings or null; `exact` is the unrounded figure, a fraction where need be.

    `line` numbers the unbroken lines; `breaks` name the instants that are not joined, by the index of their points.
    """
    return {
        "unit": trend.unit,
        "name": trend.unit_name,
        "item": trend.item,
        "title": trend.title,
        "measure": trend.measure.value,
        "counted": trend.counted or None,
        "points": [_point_json(trend, point) for point in trend.points],
        "breaks": [_break_json(one) for one in trend.breaks],
        "marks": [_mark_json(mark) for mark in trend.marks],
    }


def trend_csv(trend: Trend) -> str:
    """One row a point; `break` says why the line does not reach it from the one before."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    stops = {one.after: "; ".join(one.reasons) for one in trend.breaks}
    for number, point in enumerate(trend.points):
        entry = _point_json(trend, point)
        head = {"unit": trend.unit, "name": trend.unit_name, "measure": trend.measure.value}
        row = {**entry, **head, "break": stops.get(number)}
        writer.writerow([csv_text(row[column]) for column in CSV_COLUMNS])
    return out.getvalue()


def _point_json(trend: Trend, point: TrendPoint) -> Json:
    numerator, denominator = point.counts
    figure = None if isinstance(point.figure, Absent) else point.figure
    return {
        "as_of": str(point.instant),
        "snapshot": point.snapshot,
        "edition": point.edition,
        "period": str(point.period),
        "view": point.view,
        "source": point.source.value,
        "item": point.item or None,
        "numerator": numerator,
        "denominator": denominator,
        "value": None if figure is None else _number(trend.measure, figure.printed),
        "exact": None if figure is None or figure.exact is None else exact_text(figure.exact),
        "points": points_text(point.points),
        "state": point.state,
        "reason": point.figure.reason if isinstance(point.figure, Absent) else None,
        "line": point.line,
    }


def _number(measure: Measure, value: Decimal) -> str | None:
    return points_text(value) if measure is Measure.POINTS else str(value)


def _break_json(one: Break) -> Json:
    return {"before": one.before, "after": one.after, "reasons": list(one.reasons)}


def _mark_json(mark: Mark) -> Json:
    match mark:
        case Level():
            return {
                "mark": mark.kind.value,
                "value": str(mark.value),
                "since": mark.since.isoformat(),
                "until": mark.until.isoformat() if mark.until else None,
                "editions": list(mark.editions),
                "evidence": _proofs_json(mark.proofs),
            }
        case RuleChange():
            changes = [{"text": one.text, "evidence": _proofs_json(one.proofs)} for one in mark.differences]
            return {
                "mark": "rule_change",
                "day": mark.day.isoformat(),
                "before": mark.before,
                "after": mark.after,
                "changes": changes,
                "evidence": _proofs_json(mark.proofs),
            }
        case TakenIn():
            day = mark.day.isoformat()
            return {"mark": "merger", "day": day, "units": list(mark.codes), "names": list(mark.names)}
        case _:
            assert_never(mark)


def _proofs_json(proofs: tuple[Proof, ...]) -> list[Json]:
    return [{"source": one.source, "standing": one.standing.value, "note": one.note or None} for one in proofs]
