"""The tables of a file, and the one among them whose header somebody recognises."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from bochiso.intake.cells import EMPTY, Cell, Row, Sheet
from bochiso.intake.delimited import read_delimited
from bochiso.intake.files import Form, Raw
from bochiso.intake.notes import Notes, listed
from bochiso.intake.workbook import read_workbook

HEADER_WITHIN = 20
Found = TypeVar("Found")


@dataclass(frozen=True)
class Table:
    """A header and the rows below it."""

    header: Row
    rows: tuple[Row, ...]
    sheet: Sheet

    @property
    def titles(self) -> tuple[str, ...]:
        """The header as printed, one title a column."""
        return tuple(cell.text for cell in self.header.cells)


@dataclass(frozen=True)
class Columns:
    """Which column of a table holds what, by canonical name."""

    places: Mapping[str, int]
    titles: tuple[str, ...]

    def cell(self, row: Row, name: str) -> Cell:
        """The cell of a row under this name; empty where there is no such column."""
        place = self.places.get(name)
        return EMPTY if place is None or place >= len(row.cells) else row.cells[place]

    def at(self, row: Row, name: str) -> str:
        """`dòng 5, cột «Tỷ lệ»`."""
        place = self.places.get(name)
        return row.at if place is None else f"{row.at}, cột «{self.titles[place]}»"

    def __contains__(self, name: str) -> bool:
        return name in self.places


def read_sheets(raw: Raw, notes: Notes) -> tuple[Sheet, ...] | None:
    """The sheets of a CSV or XLSX file, or None with the problems noted."""
    if raw.form is Form.WORKBOOK:
        return read_workbook(raw, notes)
    sheet = read_delimited(raw, notes)
    return None if sheet is None else (sheet,)


def tables_of(sheets: tuple[Sheet, ...]) -> tuple[Table, ...]:
    """Every way to take one of the first rows of a sheet for its header, in order."""
    return tuple(
        Table(row, sheet.rows[index + 1 :], sheet)
        for sheet in sheets
        for index, row in enumerate(sheet.rows[:HEADER_WITHIN])
    )


def first_recognised(
    tables: tuple[Table, ...], recognise: Callable[[Table], Found | None]
) -> tuple[Table, Found] | None:
    """The first table whose header is recognised, with what it is recognised as."""
    for table in tables:
        if (found := recognise(table)) is not None:
            return table, found
    return None


def warn_unread(
    tables: tuple[Table, ...], used: Table, recognise: Callable[[Table], object | None], notes: Notes
) -> None:
    """Name the other visible sheets whose header is recognised too: only one sheet of a workbook is read."""
    others = {
        id(table.sheet): table.sheet
        for table in tables
        if table.sheet is not used.sheet and not table.sheet.hidden and recognise(table) is not None
    }
    for sheet in others.values():
        notes.warn(
            f"trang «{sheet.name}» cũng có bảng số liệu nhưng không được đọc; "
            "chép vào cùng một trang hoặc lưu riêng tệp"
        )


def check_constants(table: Table, notes: Notes) -> None:
    """Refuse formulas, error values and merged cells in the sheet of a table that is used."""
    sheet = table.sheet
    place = f"trang «{sheet.name}»"
    first = table.header.number
    merged = [cells for cells in sheet.merged if _last_row(cells) > first]
    if sheet.formulas:
        notes.add(
            f"có công thức ở ô {listed(sheet.formulas)}",
            at=place,
            why="kết quả công thức phụ thuộc máy mở tệp; số liệu đưa vào báo cáo phải là số đã chốt",
            remedy="chép các ô này rồi dán giá trị (Paste Special → Values), lưu lại tệp",
        )
    if sheet.errors:
        notes.add(
            f"có giá trị lỗi (#N/A, #REF! …) ở ô {listed(sheet.errors)}",
            at=place,
            why="không biết số liệu đúng là bao nhiêu",
            remedy="điền số đúng, hoặc để ô trống nếu chưa có số liệu",
        )
    if merged:
        notes.add(
            f"có ô bị trộn (merge) trong bảng: {listed(merged)}",
            at=place,
            why="chỉ ô đầu của vùng trộn có giá trị, các ô còn lại là ô trống dù trông như có số",
            remedy="bỏ trộn ô (Unmerge Cells) và điền đủ giá trị cho từng dòng",
        )


def _last_row(cells: str) -> int:
    return int(cells.rpartition(":")[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
