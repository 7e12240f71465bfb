"""One worksheet written from top to bottom: lines, pairs of lines, tables, pictures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from math import ceil
from struct import unpack_from

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bochiso.exact import Tie, rounded
from bochiso.report import layout
from bochiso.report.charts import png
from bochiso.report.document import Align, Cell, Change, Chart, Number, Row, Table
from bochiso.report.layout import plain
from bochiso.report.metrics import wrapped
from bochiso.wording import UNCHANGED

FONT = "Times New Roman"
_PIXELS = 96 / 25.4  # a millimetre
_HEADING_AT_MOST = 10  # rows: more would leave a small screen no room below the frozen ones
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


@dataclass(frozen=True)
class Look:
    """How a cell looks. `form` is a number format; what shrinks does not wrap."""

    size: float = 12
    bold: bool = False
    italic: bool = False
    align: Align = Align.LEFT
    indent: int = 0
    border: bool = False
    shrink: bool = False
    form: str = ""


class Workbook:
    """A workbook without a clock, in which text stays text."""

    def __init__(self, target: BytesIO, title: str, author: str) -> None:
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            # Columns are measured in digits of the book's own font, which every office has, or its twin.
            "default_format_properties": {"font_name": FONT, "font_size": 12},
            "default_row_height": 21,
            "default_column_width": 72,
        }
        self._book = xlsxwriter.Workbook(target, options)
        self._book.set_properties({"title": title, "author": author, "created": datetime(2000, 1, 1)})
        self._looks: dict[Look, Format] = {}
        self._names: set[str] = set()

    def sheet(self, name: str, widths: Sequence[Decimal], landscape: bool) -> "Sheet":
        """A new sheet with columns of these widths (millimetres), under a name that Excel accepts."""
        return Sheet(self, self._book.add_worksheet(self._free_name(name)), widths, landscape)

    def look(self, look: Look) -> Format:
        """The workbook's format for a look, made once."""
        if look not in self._looks:
            made = self._book.add_format(
                {
                    "font_name": FONT,
                    "font_size": look.size,
                    "bold": look.bold,
                    "italic": look.italic,
                    "align": look.align.value,
                    "valign": "vcenter",
                    "text_wrap": not look.shrink,
                    "shrink": look.shrink,
                    "indent": look.indent,
                    "border": int(look.border),
                }
            )
            made.set_num_format(look.form or "@")
            self._looks[look] = made
        return self._looks[look]

    def close(self) -> None:
        """Write everything to the target."""
        self._book.close()

    def _free_name(self, wanted: str) -> str:
        base = wanted.translate(_FORBIDDEN_IN_NAMES).strip()[:31] or "Trang"
        name, number = base, 1
        while name.casefold() in self._names:
            number += 1
            name = f"{base[:26]} ({number})"
        self._names.add(name.casefold())
        return name


class Sheet:
    """Writes below what it wrote before. `single_table` lets the heading of the only table stay in sight."""

    def __init__(self, book: Workbook, sheet: Worksheet, widths: Sequence[Decimal], landscape: bool) -> None:
        self._book, self._sheet, self._landscape = book, sheet, landscape
        self._widths = [float(width) for width in widths]
        self._row = 0
        self.single_table = True
        for column, width in enumerate(self._widths):
            sheet.set_column_pixels(column, column, round(width * _PIXELS))
        self._set_up_print()

    def skip(self) -> None:
        """Leave a row empty."""
        self._row += 1

    def line(self, text: str, look: Look) -> None:
        """A text across the whole sheet."""
        self._text(0, len(self._widths) - 1, text, look)
        self._high(self._lines(text, sum(self._widths), look), look.size)
        self._row += 1

    def runs(self, runs: Sequence[tuple[str, bool, bool]], look: Look) -> None:
        """A text across the whole sheet, in runs of (text, bold, italic)."""
        text = "".join(run[0] for run in runs)
        fragments: list[object] = []
        for run, bold, italic in runs:
            if run:
                fragments += [self._book.look(replace(look, bold=look.bold or bold, italic=look.italic or italic)), run]
        last = len(self._widths) - 1
        self._text(0, last, text, look)
        if len(fragments) > 2:
            _written(self._sheet.write_rich_string(self._row, 0, *fragments, self._book.look(look)), text)
        self._high(self._lines(text, sum(self._widths), look), look.size)
        self._row += 1

    def pair(self, left: str, left_look: Look, right: str, right_look: Look) -> None:
        """Two texts side by side, as in the head and in the signature."""
        share = sum(self._widths) * layout.HEAD_LEFT / (layout.HEAD_LEFT + layout.HEAD_RIGHT)
        edges = range(1, len(self._widths))
        split = min(edges, key=lambda edge: abs(sum(self._widths[:edge]) - share))
        self._text(0, split - 1, left, left_look)
        self._text(split, len(self._widths) - 1, right, right_look)
        heights = (
            self._lines(left, sum(self._widths[:split]), left_look) * left_look.size,
            self._lines(right, sum(self._widths[split:]), right_look) * right_look.size,
        )
        self._high(1, max(heights))
        self._row += 1

    def pictures(self, charts: Sequence[Chart]) -> None:
        """Charts with their captions below, one a printed page."""
        self._sheet.set_print_scale(95)  # to fit the width would undo the breaks
        starts = []
        for chart in charts:
            starts.append(self._row)
            self._picture(chart)
        self._sheet.set_h_pagebreaks(starts[1:])

    def _picture(self, chart: Chart) -> None:
        wide, high = layout.fitted_chart(chart, self._landscape)
        rows = ceil(high * _PIXELS / 21) + 1
        for row in range(self._row, self._row + rows):
            self._sheet.set_row_pixels(row, 21)
        image = png(chart)
        width, height = unpack_from(">LL", image, 16)  # of the PNG's first chunk, in pixels
        options = {
            "image_data": BytesIO(image),
            "description": plain(chart.alt),
            "x_scale": wide * _PIXELS / width,
            "y_scale": high * _PIXELS / height,
            "object_position": 1,
        }
        self._sheet.insert_image(self._row, 0, f"{chart.name}.png", options)
        self._row += rows
        self.line(plain(chart.caption), Look(italic=True, align=Align.CENTER))
        self.skip()

    def table(self, table: Table) -> None:
        """A table with its title above and its notes below."""
        if table.title:
            self.line(plain(table.title), Look(size=13, bold=True, align=Align.CENTER))
        first = self._row
        self._heading(layout.heading_rows(table))
        if self.single_table:
            self._sheet.repeat_rows(first, self._row - 1)
            if self._row <= _HEADING_AT_MOST:
                self._sheet.freeze_panes(self._row, 0)
        for row in table.rows:
            self._body_row(table, row)
        for note in layout.footnotes(table):
            self.line(note, Look(size=11, italic=True))
        self.skip()

    def _heading(self, rows: Sequence[Sequence[layout.HeadingCell]]) -> None:
        """One row or two; the last is high enough for the cells that take both."""
        look = Look(bold=True, align=Align.CENTER, border=True)
        heights = [1] * len(rows)
        for rank in (1, 2):
            for index, cell in ((index, cell) for index, row in enumerate(rows) for cell in row if cell.rows == rank):
                lines = self._cell_lines(cell.column, cell.columns, cell.text, look)
                others = sum(heights[:-1]) if rank > 1 else 0
                at = len(rows) - 1 if rank > 1 else index
                heights[at] = max(heights[at], lines - others)
        for row, lines in zip(rows, heights, strict=True):
            for cell in row:
                self._text(cell.column, cell.column + cell.columns - 1, cell.text, look, rows=cell.rows)
            self._high(lines, look.size)
            self._row += 1

    def _body_row(self, table: Table, row: Row) -> None:
        lines = 1
        for placed in layout.body_cells(row):
            bold, align = layout.is_bold(row, placed.cell), layout.cell_align(table, row, placed)
            look = Look(bold=bold, align=align, border=True)
            last = placed.column + placed.columns - 1
            form = number_format(placed.cell)
            if form and placed.columns == 1:
                number = self._book.look(replace(look, form=form))
                self._sheet.write_number(self._row, placed.column, printed_value(placed.cell), number)
            else:
                self._text(placed.column, last, plain(placed.cell.text), look)
            lines = max(lines, self._cell_lines(placed.column, placed.columns, plain(placed.cell.text), look))
        self._high(lines, 12)
        self._row += 1

    def _text(self, first: int, last: int, text: str, look: Look, rows: int = 1) -> None:
        made = self._book.look(look)
        if last > first or rows > 1:
            self._sheet.merge_range(self._row, first, self._row + rows - 1, last, "", made)
        if text:
            _written(self._sheet.write_string(self._row, first, text, made), text)
        else:
            self._sheet.write_blank(self._row, first, None, made)

    def _cell_lines(self, column: int, columns: int, text: str, look: Look) -> int:
        return self._lines(text, sum(self._widths[column : column + columns]), look)

    def _lines(self, text: str, width: float, look: Look) -> int:
        """How many lines a text takes in a cell; Excel does not work out the height of merged cells."""
        if look.shrink:
            return 1
        room = width * 0.97 - 2 - 2.4 * look.indent
        return max(1, len(wrapped(text, room, look.size, bold=look.bold)))

    def _high(self, lines: int, size: float) -> None:
        self._sheet.set_row(self._row, lines * size * 1.28 + 3)

    def _set_up_print(self) -> None:
        self._sheet.set_paper(9)  # A4
        if self._landscape:
            self._sheet.set_landscape()
        inches = [side / 25.4 for side in (layout.MARGIN_LEFT, layout.MARGIN_RIGHT, layout.MARGIN_TOP)]
        self._sheet.set_margins(left=inches[0], right=inches[1], top=inches[2], bottom=inches[2])
        self._sheet.set_header(f'&C&"{FONT},Regular"&13&P', {"margin": 10 / 25.4})
        self._sheet.fit_to_pages(1, 0)
        self._sheet.hide_gridlines(2)


def number_format(cell: Cell) -> str:
    """The format that shows a number as the document prints it; empty when no format can, or it is no number."""
    match cell:
        case Number():
            return _digits(cell.digits)
        case Change() if '"' not in cell.unit and (cell.value == 0 or printed_value(cell) != 0):
            unit = f'" {plain(cell.unit)}"' if cell.unit else ""
            digits = _digits(cell.digits)
            return f'+{digits}{unit};-{digits}{unit};"{UNCHANGED}"'
        case _:
            return ""


def printed_value(cell: Cell) -> float:
    """The number as printed: a sheet that held more digits would show other sums than the paper."""
    assert isinstance(cell, Number | Change)
    return int(cell.value) if cell.digits == 0 else float(rounded(cell.value, cell.digits, Tie.UP))


def _digits(digits: int) -> str:
    return "#,##0" + ("." + "0" * digits if digits else "")


def _written(status: int, text: str) -> None:
    """xlsxwriter reports what it left out by a number and goes on; a lost text must not go unseen."""
    if status:
        raise ValueError(f"xlsxwriter refused a text of {len(text)} characters: {text[:60]}…")
