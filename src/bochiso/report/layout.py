"""What every writer must agree on beyond the document itself: sizes, fixed words, lists, merged cells, clean text.

Source of the measures: Decree 30/2020/NĐ-CP, Appendix I (page, boxes 1 to 9b) and III (annexes).
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from bochiso.report.document import (
    TEXT_WIDTH,
    Align,
    Blank,
    Cell,
    Change,
    Chart,
    Fraction,
    Missing,
    Number,
    Row,
    RowKind,
    Table,
    Text,
)
from bochiso.report.metrics import width

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
TO = "Kính gửi:"
COPIES = "Nơi nhận:"

MARGIN_TOP, MARGIN_BOTTOM, MARGIN_LEFT, MARGIN_RIGHT = 20, 20, 30, 15
PAGE_SHORT, PAGE_LONG = 210, 297
HEAD_LEFT, HEAD_RIGHT = 68, 97  # millimetres; the motto at 13 points needs 95.7
SIGNATURE_LEFT, SIGNATURE_RIGHT = 80, 85
SIGNATURE_SPACE = 25  # millimetres left empty for the signature and the seal
FIRST_LINE = 12.7
BODY_SIZE = 14
TABLE_SIZES = (12, 11, 10)  # the first that fits
CELL_MARGIN = 1.5  # millimetres left and right of a cell's text
SHORT_LINE = 0.4
"""Of the text above it: the decree asks for one third to one half."""

_GIVEN_AT_MOST = Decimal("0.35")  # of the width of the words
_CENTIMILLIMETRE = Decimal("0.01")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """Text that any format can hold: composed letters, no control characters, runs of white space as one space.

    A no-break space stays what it is, and so does the space at an end, which parts one run of text from the next.
    """
    cleaned = _FORBIDDEN.sub("", re.sub(r"[\t\n\r\u2028\u2029]+", " ", text))
    return re.sub(" {2,}", " ", unicodedata.normalize("NFC", cleaned))


def listed(items: Sequence[str]) -> tuple[str, ...]:
    """A list of recipients as the decree wants it: "- " before each, ";" after each and "." after the last."""
    bare = [plain(item).strip().removeprefix("- ").rstrip(" ;.,") for item in items]
    return tuple(f"- {item}{'.' if index == len(bare) else ';'}" for index, item in enumerate(bare, 1))


@dataclass(frozen=True)
class Address:
    """ "Kính gửi:" and its recipients: the lines after the words, how far both stand from the margin (millimetres).

    A single recipient stands on the line of the words, centred while it fits; several stand below, each behind a
    hyphen under the colon.
    """

    lines: tuple[str, ...]
    indent: float
    hang: float
    same_line: bool
    centred: bool


def address(recipients: Sequence[str]) -> Address:
    """Where the recipients of a letter stand."""
    if len(recipients) == 1:
        (only,) = (plain(recipient).strip() for recipient in recipients)
        hang = width(f"{TO} ", BODY_SIZE)
        centred = hang + width(only, BODY_SIZE) <= float(TEXT_WIDTH)
        return Address((only,), 0 if centred else FIRST_LINE, hang, same_line=True, centred=centred)
    lines = listed(recipients)
    hang = width(TO.rstrip(":"), BODY_SIZE)
    whole = hang + max((width(line, BODY_SIZE) for line in lines), default=0.0)
    indent = max(FIRST_LINE, min(35.0, (float(TEXT_WIDTH) - whole) / 2))
    return Address(lines, indent, hang, same_line=False, centred=False)


def text_width(landscape: bool) -> Decimal:
    """Millimetres between the margins."""
    return Decimal(PAGE_LONG - MARGIN_LEFT - MARGIN_RIGHT) if landscape else TEXT_WIDTH


def text_height(landscape: bool) -> Decimal:
    """Millimetres between the margins, top to bottom."""
    return Decimal((PAGE_SHORT if landscape else PAGE_LONG) - MARGIN_TOP - MARGIN_BOTTOM)


@dataclass(frozen=True)
class Fit:
    """How a table is set on a page: the size of its text, and the widths of its columns in millimetres."""

    size: int
    widths: tuple[Decimal, ...]


def fitted_table(table: Table, available: Decimal) -> Fit:
    """A table shrunk to the page where it is wider, at the largest size at which no figure breaks into two lines.

    A column too narrow for its figures or for a word of its heading takes what it needs from the columns of words.
    """
    factor = min(Decimal(1), available / table.width) if table.width else Decimal(1)
    given = [column.width * factor for column in table.columns]
    wordy = [
        wide if column.align is Align.LEFT else Decimal(0) for column, wide in zip(table.columns, given, strict=True)
    ]
    words = sum(wordy, Decimal(0))
    for size in TABLE_SIZES:
        lacking = [max(Decimal(0), need - wide) for need, wide in zip(column_needs(table, size), given, strict=True)]
        share = sum(lacking, Decimal(0)) / words if words else Decimal(0)
        if share <= _GIVEN_AT_MOST:
            widths = (wide - word * share + lack for wide, word, lack in zip(given, wordy, lacking, strict=True))
            return Fit(size, tuple(wide.quantize(_CENTIMILLIMETRE) for wide in widths))
    return Fit(TABLE_SIZES[-1], tuple(wide.quantize(_CENTIMILLIMETRE) for wide in given))


def column_needs(table: Table, size: int) -> tuple[Decimal, ...]:
    """The width that keeps every figure of a column, and every word of its heading, on one line."""
    headings = (plain(column.heading).split() for column in table.columns)
    needs = [max((width(word, size, bold=True) for word in words), default=0.0) for words in headings]
    for row in table.rows:
        for index, cell in enumerate(row.cells):
            if isinstance(cell, Number | Fraction | Change):
                needs[index] = max(needs[index], width(cell.text, size, bold=is_bold(row, cell)))
    return tuple(Decimal(str(need + 2 * CELL_MARGIN + 0.4)) for need in needs)


def fitted_chart(chart: Chart, landscape: bool) -> tuple[float, float]:
    """Width and height of a chart in millimetres, shrunk so that it and its caption stay on one page."""
    widest, highest = float(text_width(landscape)), float(text_height(landscape)) - 22
    factor = min(1.0, widest / chart.width, highest / chart.height)
    return chart.width * factor, chart.height * factor


@dataclass(frozen=True)
class HeadingCell:
    """One cell of a table's heading: its text, its first column, and how many columns and rows it takes."""

    text: str
    column: int
    columns: int
    rows: int


def heading_rows(table: Table) -> tuple[tuple[HeadingCell, ...], ...]:
    """The heading of a table in one row, or in two where columns are grouped."""
    if not any(column.group for column in table.columns):
        return (tuple(HeadingCell(plain(column.heading), i, 1, 1) for i, column in enumerate(table.columns)),)
    upper: list[HeadingCell] = []
    lower: list[HeadingCell] = []
    for group, members in groupby(enumerate(table.columns), key=lambda pair: pair[1].group):
        run = list(members)
        cells = [HeadingCell(plain(column.heading), i, 1, 1 if group else 2) for i, column in run]
        if group:
            upper.append(HeadingCell(plain(group), run[0][0], len(run), 1))
            lower.extend(cells)
        else:
            upper.extend(cells)
    return tuple(upper), tuple(lower)


@dataclass(frozen=True)
class BodyCell:
    """One cell of a row, its first column, and how many columns it takes."""

    cell: Cell
    column: int
    columns: int


def body_cells(row: Row) -> tuple[BodyCell, ...]:
    """The cells of a row; in a heading row a cell takes the blank ones after it."""
    cells: list[BodyCell] = []
    for index, cell in enumerate(row.cells):
        if cells and row.kind is RowKind.HEADING and isinstance(cell, Blank):
            last = cells[-1]
            cells[-1] = BodyCell(last.cell, last.column, last.columns + 1)
        else:
            cells.append(BodyCell(cell, index, 1))
    return tuple(cells)


def name_column(table: Table) -> int:
    """The column that says what a row is about: the first that is set to the left."""
    return next((i for i, column in enumerate(table.columns) if column.align is Align.LEFT), 0)


def cell_align(table: Table, row: Row, placed: BodyCell) -> Align:
    """Where the text of a cell stands: as its column, except a merged heading, which reads from the left."""
    if row.kind is RowKind.HEADING and placed.columns > 1:
        return Align.LEFT
    return table.columns[placed.column].align


def is_bold(row: Row, cell: Cell) -> bool:
    """Headings and totals are bold, and so is what says so itself."""
    return row.kind is not RowKind.BODY or (isinstance(cell, Text) and cell.bold)


def footnotes(table: Table) -> tuple[str, ...]:
    """The table's notes, then the reason of every "–" that no note gives already."""
    notes = [plain(note) for note in table.notes]
    for reason in _reasons(table):
        if not any(reason in note for note in notes):
            notes.append(f"“–”: {reason}")
    return tuple(notes)


def _reasons(table: Table) -> Iterator[str]:
    for row in table.rows:
        for cell in row.cells:
            if isinstance(cell, Missing) and cell.note:
                yield plain(cell.note)
