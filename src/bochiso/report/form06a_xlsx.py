"""The form II.06a as a sheet to print and sign: A4 landscape, headings of three rows, numbers that are numbers."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bochiso.measure.form06a import Form
from bochiso.report.layout import plain
from bochiso.report.metrics import width
from bochiso.report.package import repacked
from bochiso.report.sheet import FONT
from bochiso.wording import short_date

CODE = "Biểu số II.06a/VPCP/KSTT"
TITLE = "TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH"

# first row, last row, first column, last column, text; rows within the heading, columns as printed but from 0
_HEADING = (
    (0, 2, 0, 0, "TT"),
    (0, 2, 1, 1, "Đơn vị"),
    (0, 0, 2, 5, "Số hồ sơ nhận giải quyết"),
    (0, 0, 6, 9, "Số lượng hồ sơ đã giải quyết"),
    (0, 0, 10, 12, "Số lượng hồ sơ đang giải quyết"),
    (1, 2, 2, 2, "Tổng số"),
    (1, 1, 3, 4, "Trong kỳ"),
    (1, 2, 5, 5, "Từ kỳ trước"),
    (1, 2, 6, 6, "Tổng số"),
    (1, 2, 7, 7, "Trước hạn"),
    (1, 2, 8, 8, "Đúng hạn"),
    (1, 2, 9, 9, "Quá hạn"),
    (1, 2, 10, 10, "Tổng số"),
    (1, 2, 11, 11, "Trong hạn"),
    (1, 2, 12, 12, "Quá hạn"),
    (2, 2, 3, 3, "Trực tuyến"),
    (2, 2, 4, 4, "Trực tiếp, dịch vụ bưu chính"),
)
_WIDTHS = (5, 38, *[10.5] * 11)
_HEADING_HEIGHTS = (22, 22, 52)
_TOP = 6
"""The first row of the heading, counted from 0."""

_LINE, _LINES = 17.0, 66.0
"""The height of a line in points, and the width of a unit's name in millimetres."""


def write_form06a(form: Form) -> bytes:
    """The form as a workbook; the same form always gives the same bytes."""
    target = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": FONT, "font_size": 12},
    }
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": CODE, "created": datetime(2000, 1, 1)})
        sheet = book.add_worksheet("II.06a")
        _set_up(sheet)
        writer = _Writer(book, sheet, form)
        writer.head()
        writer.body()
        writer.signatures()
    return repacked(target.getvalue())


def _set_up(sheet: Worksheet) -> None:
    for column, wide in enumerate(_WIDTHS):
        sheet.set_column(column, column, wide)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.6, right=0.5, top=0.7, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.repeat_rows(_TOP, _TOP + 3)
    sheet.freeze_panes(_TOP + 4, 2)
    sheet.hide_gridlines(2)
    sheet.set_footer(f'&C&"{FONT},Regular"&11&P')


class _Writer:
    """Writes the sheet from top to bottom."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: Worksheet, form: Form) -> None:
        self._book, self._sheet, self._form = book, sheet, form
        self._at = 0

    def _look(self, **wanted: object) -> Format:
        return self._book.add_format({"font_name": FONT, "font_size": 12, "valign": "vcenter", **wanted})

    def head(self) -> None:
        """The form's code, its title, the span, who reports, and the heading of the columns."""
        form = self._form
        center = {"align": "center"}
        name = plain(form.rows[0].unit.name)
        self._line(0, 3, CODE, self._look(bold=True))
        self._line(4, 12, f"Đơn vị báo cáo: {name}", self._look(align="right"))
        self._at += 2
        self._line(0, 12, TITLE, self._look(bold=True, font_size=14, **center))
        self._at += 1
        span = f"Kỳ báo cáo: từ ngày {short_date(form.first)} đến ngày {short_date(form.last)}"
        self._line(0, 12, span, self._look(italic=True, **center))
        self._at += 2
        self._line(9, 12, "Đơn vị tính: số hồ sơ", self._look(italic=True, align="right"))
        self._at += 1
        assert self._at == _TOP
        look = self._look(bold=True, border=1, text_wrap=True, font_size=11, **center)
        for top, bottom, left, right, text in _HEADING:
            self._cells(_TOP + top, _TOP + bottom, left, right, text, look)
        for row, high in enumerate(_HEADING_HEIGHTS):
            self._sheet.set_row(_TOP + row, high)
        self._at += 3
        numbers = self._look(border=1, italic=True, font_size=10, **center)
        for column in range(13):
            self._sheet.write_string(self._at, column, f"({column + 1})", numbers)
        self._at += 1

    def body(self) -> None:
        """A row for each unit, indented by its level; sums stand out."""
        rows = self._form.rows
        for number, row in enumerate(rows):
            inner = number + 1 < len(rows) and rows[number + 1].level > row.level
            self._unit(number, plain(row.unit.name), row.level, row.counts.printed, bold=inner)

    def _unit(self, number: int, name: str, level: int, counts: Sequence[int], *, bold: bool) -> None:
        count = self._look(border=1, bold=bold, num_format="#,##0", align="right", indent=1)
        words = self._look(border=1, bold=bold, text_wrap=True, indent=level + 1)
        order = self._look(border=1, bold=bold, align="center")
        if number:
            self._sheet.write_number(self._at, 0, number, order)
        else:
            self._sheet.write_blank(self._at, 0, None, order)
        self._sheet.write_string(self._at, 1, name, words)
        for column, value in enumerate(counts, 2):
            self._sheet.write_number(self._at, column, value, count)
        lines = 1 if width(name, 12, bold=bold) <= _LINES - 3 * (level + 1) else 2
        self._sheet.set_row(self._at, _LINE * lines + 2)
        self._at += 1

    def signatures(self) -> None:
        """Room for whoever made the form and whoever answers for it."""
        self._at += 1
        center = {"align": "center"}
        bold, small = self._look(bold=True, **center), self._look(italic=True, **center)
        self._line(7, 12, "…………, ngày …… tháng …… năm ………", small)
        for left, right, look in (
            ("Người lập biểu", "Thủ trưởng đơn vị", bold),
            ("(Ký, ghi rõ họ, tên)", "(Ký, ghi rõ họ, tên, đóng dấu)", small),
        ):
            self._at += 1
            self._line(0, 4, left, look)
            self._line(7, 12, right, look)

    def _line(self, first: int, last: int, text: str, look: Format) -> None:
        self._cells(self._at, self._at, first, last, text, look)

    def _cells(self, top: int, bottom: int, left: int, right: int, text: str, look: Format) -> None:
        if (top, left) == (bottom, right):
            self._sheet.write_string(top, left, text, look)
        else:
            self._sheet.merge_range(top, left, bottom, right, text, look)
