"""A long list as XLSX: written row by row, so that its length costs no memory; every cell is text."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from bochiso.report.sheet import FONT

ROWS_OF_A_SHEET = 1_000_000
"""A sheet holds 1,048,576 rows; what goes beyond stands on the next."""

_HEADING = 2
"""The row of the heading, counted from 0, below the sentence and the notes."""


def write_listing(
    target: Path | BinaryIO,
    about: str,
    notes: Sequence[str],
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[str]],
    rows_of_a_sheet: int = ROWS_OF_A_SHEET,
) -> None:
    """Write a list below a sentence that says what it is. `columns` are titles with widths in letters."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": FONT, "font_size": 12},
    }
    with xlsxwriter.Workbook(str(target) if isinstance(target, Path) else target, options) as book:
        book.set_properties({"title": about[:250], "created": datetime(2000, 1, 1)})
        text = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True, "border": 1})
        titles = book.add_format({"bold": True, "text_wrap": True, "border": 1, "align": "center", "valign": "vcenter"})
        said = book.add_format({"bold": True, "num_format": "@"})
        remark = book.add_format({"italic": True, "num_format": "@"})

        def begin() -> Worksheet:
            sheet = book.add_worksheet(f"Danh sách {len(book.worksheets()) + 1}")
            for number, (_, width) in enumerate(columns):
                sheet.set_column(number, number, width)
            sheet.set_landscape()
            sheet.set_paper(9)  # A4
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(_HEADING)
            sheet.freeze_panes(_HEADING + 1, 0)
            sheet.write_string(0, 0, about, said)
            sheet.write_string(1, 0, "; ".join(notes), remark)
            for number, (title, _) in enumerate(columns):
                sheet.write_string(_HEADING, number, title, titles)
            return sheet

        sheet, at = begin(), _HEADING
        for row in rows:
            if at - _HEADING == rows_of_a_sheet:
                sheet, at = begin(), _HEADING
            at += 1
            for number, cell in enumerate(row):
                sheet.write_string(at, number, cell, text)
