"""XLSX: the first sheet that has the columns, handed on in chunks; errors and formulas are named, not guessed at."""

import zipfile
import zlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from uuid import uuid4

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from bochiso.facts.schema import Table
from bochiso.intake.facts.headings import Headings, known_headings, matched, note_missing
from bochiso.intake.facts.raw import Held, Raw, RawWriter
from bochiso.intake.facts.sheetparts import CELLS_LIMIT, SheetPart, sheet_parts
from bochiso.intake.notes import Notes, listed
from bochiso.intake.tables import HEADER_WITHIN

Cell = int | float | str | bool | time | date | datetime | timedelta
_BATCH = 20_000
_AGAIN = "mở tệp bằng Excel, chép phần bảng cần nạp sang một tệp mới (dán giá trị) rồi lưu dạng .xlsx"


def read_spreadsheet(path: Path, table: Table, scratch: Path, notes: Notes) -> Raw | None:
    """The raw rows of a workbook, or None with the problem noted."""
    try:
        parts = sheet_parts(path)
        if _too_large(parts, notes):
            return None
        return _read(CalamineWorkbook.from_path(path), parts, table, scratch, notes)
    except (CalamineError, zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, OSError) as error:
        password = "password" in str(error).lower() or "encrypted" in str(error).lower()
        notes.add(
            "tệp có mật khẩu" if password else "không đọc được tệp XLSX, cấu trúc bên trong hỏng",
            why="một phần hỏng thì không biết chắc các phần còn lại",
            remedy="bỏ mật khẩu rồi lưu lại" if password else _AGAIN,
        )
        return None


def _too_large(parts: Sequence[SheetPart], notes: Notes) -> bool:
    large = any(part.cells > CELLS_LIMIT for part in parts)
    if large:
        notes.add(
            f"có trang trải trên hơn {CELLS_LIMIT // 10**6} triệu ô",
            why="máy không đủ bộ nhớ; thường do một ô lạc ở cuối trang",
            remedy="xoá các dòng, cột thừa; bảng lớn như vậy thì lưu dạng CSV UTF-8",
        )
    return large


def _read(book: CalamineWorkbook, parts: Sequence[SheetPart], table: Table, scratch: Path, notes: Notes) -> Raw | None:
    raw: Raw | None = None
    first_rows: list[list[Cell]] = []
    for index, name in enumerate(book.sheet_names):
        sheet = book.get_sheet_by_index(index)
        top = list(islice(sheet.iter_rows(), HEADER_WITHIN))
        header = _header(top, table)
        if header is None:
            first_rows += top
        elif raw is not None:
            notes.warn(f"trang «{notes.clean(name)}» cũng có bảng {table.title} nhưng không được đọc")
        else:
            place = f"trang «{notes.clean(name)}», dòng {header + 1}"
            headings = matched(_titles(top[header]), table, notes, place)
            _note_odd_cells(parts[index], f"trang «{notes.clean(name)}»", notes)
            if notes.failed:
                return None
            raw = _copied(sheet, header, headings, scratch)
    if raw is None:
        _note_headless(first_rows, table, notes)
    return raw


def _header(rows: Sequence[list[Cell]], table: Table) -> int | None:
    """The row, from 0, that names every required column."""
    for index, row in enumerate(rows):
        places = matched(_titles(row), table, Notes("")).places
        if places and all(column.name in places for column in table.columns if column.required):
            return index
    return None


def _copied(sheet: CalamineSheet, header: int, headings: Headings, scratch: Path) -> Raw:
    places = list(headings.places.values())
    numbered = enumerate(islice(sheet.iter_rows(), header + 1, None), start=1)
    with RawWriter(
        scratch / f"{uuid4().hex}.raw.parquet", dict.fromkeys(headings.places, Held.TEXT)
    ) as writer:  # fmt: skip
        while batch := list(islice(numbered, _BATCH)):
            writer.write([(number, *(_text(row[place]) for place in places), None) for number, row in batch])
    return writer.raw(issuer=headings.issuer, dropped=headings.dropped, unknown=headings.unknown)


def _titles(row: Iterable[Cell]) -> list[str]:
    return [cell if isinstance(cell, str) else "" for cell in row]


def _text(cell: Cell) -> str | None:
    """A cell as text. A date without a time of day is a day; a number without a fraction is a whole number."""
    match cell:
        case str():
            return cell or None
        case bool():
            return "1" if cell else "0"
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
        case datetime():
            return cell.replace(microsecond=0).isoformat(" ")
        case _:
            return str(cell)


def _note_odd_cells(part: SheetPart, place: str, notes: Notes) -> None:
    if part.formulas:
        notes.add(
            f"có công thức ở ô {listed(part.formulas)}",
            at=place,
            why="kết quả công thức phụ thuộc máy mở tệp; số liệu nạp vào phải là giá trị đã chốt",
            remedy="chép các ô này rồi dán giá trị (Paste Special → Values), lưu lại tệp",
        )
    if part.errors:
        notes.add(
            f"có giá trị lỗi (#N/A, #REF! …) ở ô {listed(part.errors)}",
            at=place,
            why="không biết giá trị đúng là gì",
            remedy="điền giá trị đúng, hoặc để ô trống nếu chưa có",
        )


def _note_headless(rows: Sequence[list[Cell]], table: Table, notes: Notes) -> None:
    """The problem of a workbook in which no row names the required columns."""
    best = max((_titles(row) for row in rows), key=lambda titles: known_headings(titles, table), default=[])
    if not any(best):
        notes.add("bảng tính không có dòng tiêu đề", why="không biết cột nào là gì", remedy="thêm dòng tên cột")
        return
    note_missing(matched(best, table, Notes("")), best, table, notes, f"{HEADER_WITHIN} dòng đầu")
