"""A workbook to type published figures into; what it holds, filled, is read back by `read_published`."""

import io
from collections.abc import Sequence
from datetime import datetime

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bochiso.index.model import Edition, Indicator, Show
from bochiso.units.tree import Unit

_ROWS = 2000
_CREATED = datetime(2022, 6, 23)
_DATA, _GUIDE, _UNITS = "Số liệu", "Hướng dẫn", "Đơn vị"
_COLUMNS = (
    (
        "Đơn vị",
        38,
        "Bắt buộc. Tên hoặc mã đơn vị; chọn trong danh sách (trang «Đơn vị») hoặc gõ tên như trong văn bản.",
    ),
    ("Mục", 10, "Bắt buộc. Số mục của chỉ tiêu (ví dụ 1.2a), mã trục (CKMB), total (tổng điểm) hoặc rank (xếp hạng)."),
    (
        "Thời điểm",
        18,
        "Ngày của số liệu: 31/8/2023, 2023-08-31 hoặc 2023-08-31 16:30. Để trống nếu chạy lệnh với --at.",
    ),
    (
        "Tử số",
        12,
        "Số đếm được, ví dụ 378.113 hoặc 378113. Để trống nếu nguồn không có; không ghi 0 thay cho chưa biết.",
    ),
    ("Mẫu số", 12, "Tổng số để so. 0/0 nghĩa là không phát sinh."),
    ("Tỷ lệ (%)", 10, "Tỷ lệ đúng như nguồn in, ví dụ 90,19. Không tự tính lại."),
    ("Điểm", 10, "Điểm đúng như nguồn in. Trục và tổng điểm chỉ có điểm, không có tử số và mẫu số."),
    ("Điểm tối đa", 12, "Điểm tối đa nguồn in, nếu có."),
    ("Nguyên văn", 30, "Khi nguồn in bằng chữ, hoặc xếp hạng dạng 09/63: chép đúng từng chữ."),
    ("Nguồn", 40, "Văn bản hoặc trang mạng đã lấy số liệu, ví dụ «Công văn số …, Phụ lục I»."),
)
_FREE = (
    "Mỗi dòng của trang «Số liệu» là một số liệu của một đơn vị, một mục, một thời điểm.",
    "Ô trống nghĩa là chưa biết, không phải 0. Không dùng công thức, không trộn ô, không thêm cột dữ liệu cá nhân.",
    "Mục có hai phần (a và b): ghi cả hai dòng, hoặc chỉ dòng a; hai phần cộng lại phải bằng mẫu số hoặc 100 %.",
)


def observations_template(edition: Edition, units: Sequence[Unit]) -> bytes:
    """An XLSX file with the columns of the observations table, its explanation, and lists to choose from.

    The same edition and units always give the same bytes.
    """
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"Số liệu {edition.title}", "created": _CREATED})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF4", "border": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    data, guide, listed = (book.add_worksheet(name) for name in (_DATA, _GUIDE, _UNITS))
    first, last = _write_guide(guide, edition, bold, wrapped)
    _write_units(listed, units, bold)
    _write_data(data, bold, book.add_format({"num_format": "@"}))
    if units:
        _choose(data, 0, f"='{_UNITS}'!$A$2:$A${len(units) + 1}")
    _choose(data, 1, f"='{_GUIDE}'!$A${first}:$A${last}")
    book.close()
    return buffer.getvalue()


def choice_of(unit: Unit) -> str:
    """`H55.12 – Sở Nội vụ`: how a unit stands in the list to choose from; intake reads the code back."""
    return f"{unit.code} – {unit.name}"


def items_of(edition: Edition) -> list[tuple[str, str, str]]:
    """Every item that can be typed: its name, title and what it counts."""
    rows = [row for indicator in edition.indicators for row in _indicator_rows(indicator)]
    rows += [(axis.code, f"Điểm trục: {axis.title}", "điểm") for axis in edition.axes]
    rows += [(g.code, f"Điểm nhóm: {g.title}", "điểm") for g in edition.groups if edition.axis(g.code) is None]
    return [*rows, ("total", "Tổng điểm", "điểm"), ("rank", "Xếp hạng (ghi hạng và số đơn vị được xếp)", "thứ")]


def _indicator_rows(indicator: Indicator) -> list[tuple[str, str, str]]:
    rows = [(indicator.id, indicator.title, indicator.unit)]
    for row in indicator.rows:
        if row.part and row.part != indicator.id:
            rest = " (phần còn lại)" if row.show is Show.REST else ""
            rows.append((row.part, f"{indicator.title}: {row.label}{rest}", indicator.unit))
    return rows


def _write_data(sheet: Worksheet, bold: Format, text: Format) -> None:
    for column, (title, width, _) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width, text)
        sheet.write_string(0, column, title, bold)
    sheet.freeze_panes(1, 2)


def _write_guide(sheet: Worksheet, edition: Edition, bold: Format, wrapped: Format) -> tuple[int, int]:
    """Returns the first and last row, counted from 1, of the list of items."""
    sheet.set_column(0, 0, 38)
    sheet.set_column(1, 1, 90)
    sheet.set_column(2, 2, 14)
    sheet.write_string(0, 0, f"{edition.title} (phiên bản {edition.id})", bold)
    row = 1
    for line in _FREE:
        sheet.merge_range(row, 0, row, 2, line, wrapped)
        row += 1
    row = _write_rows(sheet, row + 1, ("Cột", "Ý nghĩa"), [(title, text) for title, _, text in _COLUMNS], bold, wrapped)
    items = items_of(edition)
    start = row + 2
    _write_rows(sheet, row + 1, ("Số mục", "Tên chỉ tiêu", "Đơn vị tính"), items, bold, wrapped)
    return start + 1, start + len(items)


def _write_units(sheet: Worksheet, units: Sequence[Unit], bold: Format) -> None:
    for column, (title, width) in enumerate((("Chọn", 60), ("Mã", 14), ("Tên", 50), ("Loại", 14), ("Cấp trên", 14))):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, bold)
    for row, unit in enumerate(units, start=1):
        cells = (choice_of(unit), unit.code, unit.name, unit.kind.value, unit.parent or "")
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell)


def _write_rows(
    sheet: Worksheet,
    row: int,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    bold: Format,
    wrapped: Format,
) -> int:
    """Writes a table from `row` (counted from 0) on; returns the first row behind it."""
    for column, title in enumerate(header):
        sheet.write_string(row, column, title, bold)
    for offset, cells in enumerate(rows, start=1):
        for column, cell in enumerate(cells):
            sheet.write_string(row + offset, column, cell, wrapped)
    return row + len(rows) + 1


def _choose(sheet: Worksheet, column: int, source: str) -> None:
    sheet.data_validation(
        1,
        column,
        _ROWS,
        column,
        {
            "validate": "list",
            "source": source,
            "error_type": "warning",
            "error_title": "Không có trong danh sách",
            "error_message": "Kiểm tra lại; nếu chắc chắn đúng thì vẫn có thể giữ.",
        },
    )
