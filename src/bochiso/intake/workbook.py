"""XLSX: typed constants only. Formulas, error values and merged cells are named, never guessed at."""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import IO, Protocol, cast

from openpyxl import load_workbook
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from bochiso.intake.cells import COLUMN_LIMIT, EMPTY, Cell, Row, Sheet, broken
from bochiso.intake.files import Raw
from bochiso.intake.notes import Notes
from bochiso.time import Instant

ROW_LIMIT = 100_000
_EXCEL_COLUMNS = 16_384
_CELL = re.compile(
    rb"<(?:\w+:)?(?:(?P<row>row)|c)(?=[\s/>])(?:[^<>]*?\sr=[\"'](?P<letters>[A-Z]+)\d+[\"'])?[^<>]*?(?P<empty>/?)>"
)
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')
_CHUNK = 2**20


class _Streamed(Protocol):
    """What openpyxl's read-only sheet offers; its stubs leave half of it out."""

    title: str
    sheet_state: str

    def reset_dimensions(self) -> None: ...

    def iter_rows(self) -> Iterator[tuple[object, ...]]: ...

    def _get_source(self) -> IO[bytes]: ...


class _Unusable(Exception):
    """A workbook with something in it that no table needs. The message is what is wrong."""


def read_workbook(raw: Raw, notes: Notes) -> tuple[Sheet, ...] | None:
    """The sheets that hold cells, in order, or None with the problem noted."""
    try:
        _refuse_entities(raw.data)
        _refuse_endless_rows(raw.data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return tuple(sheet for sheet in _sheets(raw.data, notes) if sheet.rows)
    except _Unusable as error:
        what = str(error)
    except MemoryError:
        what = "bảng quá lớn, máy không đủ bộ nhớ"
    except Exception as error:  # openpyxl lets through whatever its parsers raise: KeyError, ParseError, zlib.error
        what = f"không đọc được tệp XLSX ({_in_words(error)})"
    notes.add(
        what,
        why="một phần hỏng thì không biết chắc các phần còn lại",
        remedy="mở tệp bằng Excel, chép phần bảng cần nạp sang một tệp mới (dán giá trị) rồi lưu dạng .xlsx",
    )
    return None


def _refuse_entities(data: bytes) -> None:
    """No part may declare a document type: spreadsheets never do, and entities are how XML is made to explode."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for entry in packed.infolist():
            if not entry.filename.lower().endswith((".xml", ".rels")):
                continue
            before = b""
            with packed.open(entry) as part:
                while chunk := part.read(_CHUNK):
                    if b"<!DOCTYPE" in (before + chunk).replace(b"\0", b""):
                        raise _Unusable("tệp XLSX khai báo DOCTYPE, điều Excel không bao giờ làm")
                    before = chunk[-32:]


def _refuse_endless_rows(data: bytes) -> None:
    """No row may have more cells than Excel has columns: openpyxl builds the first row before anybody can look."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for name in packed.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                rows = packed.read(name).split(b"</row>")
                if any(row.count(b"<c") > 2 * _EXCEL_COLUMNS for row in rows):  # <col> begins like <c>
                    raise _Unusable(f"bảng rộng quá {COLUMN_LIMIT} cột ({name})")


def _sheets(data: bytes, notes: Notes) -> Iterator[Sheet]:
    book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    try:
        for sheet in book.worksheets:
            if isinstance(sheet, ReadOnlyWorksheet):
                yield _sheet(cast(_Streamed, sheet), notes)
    finally:
        book.close()


@dataclass
class _Odd:
    formulas: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def _sheet(sheet: _Streamed, notes: Notes) -> Sheet:
    sheet.reset_dimensions()
    name, odd, rows = notes.clean(sheet.title), _Odd(), []
    with sheet._get_source() as part:
        source = part.read()
    if _too_wide(source):
        raise _Unusable(f"trang «{name}» rộng quá {COLUMN_LIMIT} cột")
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if number > ROW_LIMIT:
            raise _Unusable(f"trang «{name}» dài quá {ROW_LIMIT} dòng")
        row = Row(
            f"trang «{name}», dòng {number}", number, tuple(_cell(cell, odd, notes) for cell in cells[:COLUMN_LIMIT])
        )
        if not row.blank:
            rows.append(row)
    merged = tuple(match.decode() for match in _MERGED.findall(source))  # openpyxl does not tell while it streams
    hidden = sheet.sheet_state != "visible"
    return Sheet(name, tuple(rows), tuple(odd.formulas), tuple(odd.errors), merged, hidden)


def _too_wide(source: bytes) -> bool:
    """Whether a row has more columns than any table needs, told before openpyxl builds them; empty cells are free."""
    count = 0
    for match in _CELL.finditer(source):
        if match["row"]:
            count = 0
            continue
        count += 1
        if count > _EXCEL_COLUMNS or (not match["empty"] and _column(match["letters"], count) > COLUMN_LIMIT):
            return True
    return False


def _column(letters: bytes | None, count: int) -> int:
    if letters is None:
        return count
    column = 0
    for letter in letters[:4]:
        column = column * 26 + letter - 64
    return column


def _in_words(error: Exception) -> str:
    """What is wrong inside, without the names that libraries have for it."""
    match error:
        case zipfile.BadZipFile() | zlib.error() | EOFError():
            return "nội dung nén bị hỏng"
        case RuntimeError() if "password" in str(error) or "encrypted" in str(error):
            return "tệp có mật khẩu"
        case SyntaxError():  # ParseError of every XML parser is one
            return "một phần bên trong không đúng cú pháp XML"
        case KeyError():
            return "thiếu một phần bên trong"
        case _:
            return "cấu trúc bên trong không đúng"


def _cell(cell: object, odd: _Odd, notes: Notes) -> Cell:
    if not isinstance(cell, ReadOnlyCell) or isinstance(cell, EmptyCell):
        return EMPTY
    if cell.data_type == "f":
        odd.formulas.append(cell.coordinate)
        return EMPTY
    if cell.data_type == "e":
        odd.errors.append(cell.coordinate)
        return EMPTY
    return _typed(cell.value, "%" in str(cell.number_format), notes)


def _typed(value: object, percent: bool, notes: Notes) -> Cell:
    match value:
        case None:
            return EMPTY
        case bool():
            return Cell("TRUE" if value else "FALSE")
        case int() | float():
            # The shortest text that reads back as the same double is what was typed; 90,19 % is stored as 0.9019.
            number = Decimal(repr(value)) * (100 if percent else 1)
            if not number.is_finite() or abs(number.adjusted()) > 18:
                return Cell(repr(value))
            return Cell(f"{_plain(number)}%" if percent else _plain(number), number)
        case datetime():
            at = value.time().replace(microsecond=0)
            return Cell(str(value), instant=Instant(value.date(), at if at != time() else None))
        case date():
            return Cell(str(value), instant=Instant(value))
        case _:
            return Cell(notes.clean(str(value)), broken=broken(str(value)))


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
