"""The form II.06a as JSON, CSV and a terminal table; its printed headings."""

import csv
import io

from bochiso.measure.form06a import COUNTED, Form, FormRow
from bochiso.view.console import Grid
from bochiso.view.scores import Json, csv_text
from bochiso.wording import integer_text, short_date

CODE = "II.06a/VPCP/KSTT"
HEADINGS = (
    "Nhận: tổng số",
    "Trong kỳ: trực tuyến",
    "Trong kỳ: trực tiếp, bưu chính",
    "Từ kỳ trước",
    "Đã giải quyết: tổng số",
    "Trước hạn",
    "Đúng hạn",
    "Quá hạn",
    "Đang giải quyết: tổng số",
    "Trong hạn",
    "Đang quá hạn",
)
"""Columns 3 to 13 where a table has one row of headings."""

_NARROW = (
    "(3) Nhận",
    "(4) Trực tuyến",
    "(5) Trực tiếp, BC",
    "(6) Kỳ trước",
    "(7) Đã xong",
    "(8) Trước hạn",
    "(9) Đúng hạn",
    "(10) Quá hạn",
    "(11) Đang xử lý",
    "(12) Trong hạn",
    "(13) Quá hạn",
)
"""The same for a terminal, by the number of the printed column."""


def form_json(form: Form) -> Json:
    """Columns 4 to 6, 8 to 10, 12 and 13 by name, and the sums `received`, `resolved`, `pending`."""
    return {
        "form": CODE,
        "from": form.first.isoformat(),
        "to": form.last.isoformat(),
        "unit": form.rows[0].unit.code,
        "rows": [_row_json(row) for row in form.rows],
    }


def _row_json(row: FormRow) -> Json:
    counts = row.counts
    sums = {"received": counts.received, "resolved": counts.resolved, "pending": counts.pending}
    counted = {name: getattr(counts, name) for name in COUNTED}
    return {"code": row.unit.code, "name": row.unit.name, "level": row.level, **counted, **sums}


def form_csv(form: Form) -> str:
    """One row a unit: code, name, level, then columns 3 to 13."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("Mã đơn vị", "Đơn vị", "Cấp", *HEADINGS))
    for row in form.rows:
        writer.writerow((csv_text(row.unit.code), csv_text(row.unit.name), row.level, *row.counts.printed))
    return out.getvalue()


def form_grid(form: Form) -> Grid:
    """For the terminal, indented by level."""
    rows = tuple(
        (row.unit.code, "  " * row.level + row.unit.name, *map(integer_text, row.counts.printed)) for row in form.rows
    )
    title = f"Biểu số {CODE}, từ {short_date(form.first)} đến {short_date(form.last)} (số hồ sơ)"
    return Grid(title, ("Mã", "Đơn vị", *_NARROW), rows, left=2)
