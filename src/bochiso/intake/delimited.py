"""CSV: the delimiter is told by the header, quotes are strict, every row must be as wide as the header."""

import csv
import io
import re
from collections.abc import Iterator

from bochiso.intake.cells import COLUMN_LIMIT, Cell, Row, Sheet, broken
from bochiso.intake.files import Raw, decoded
from bochiso.intake.notes import Notes, listed

_DELIMITERS = ",;\t"
EXCEL_SEPARATOR = re.compile(r"sep=([,;\t])[ \t,;]*(?=\r|\n)", re.IGNORECASE)
ROW_LIMIT = 200_000


def read_delimited(raw: Raw, notes: Notes) -> Sheet | None:
    """The rows of a CSV file that are not blank, or None with the problems noted."""
    text = decoded(raw, notes)
    if text is None:
        return None
    rows = _rows(text, notes)
    if rows is None:
        return None
    _check_width(rows, notes)
    return None if notes.failed else Sheet("", tuple(rows))


def delimiter_of(text: str) -> str:
    """`,`, `;` or tab: whichever stands most often outside quotes in the first line that is not blank."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(header.split('"')[::2])
    return max(_DELIMITERS, key=outside.count)


def _rows(text: str, notes: Notes) -> list[Row] | None:
    told = EXCEL_SEPARATOR.match(text)  # a first line that Excel writes and hides
    content, delimiter = (text[told.end() :], told[1]) if told else (text, delimiter_of(text))
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        rows = []
        for cells in _counted(reader):
            if any(cell.strip() for cell in cells[COLUMN_LIMIT:]):
                raise _TooWide
            row = Row(f"dòng {start}", start, tuple(_cell(cell, notes) for cell in cells[:COLUMN_LIMIT]))
            start = reader.line_num + 1
            if not row.blank:
                rows.append(row)
    except csv.Error as error:
        cut = "unexpected end" in str(error)
        notes.add(
            'dấu ngoặc kép (") mở ra mà không đóng' if cut else f"không đúng cú pháp CSV ({_in_words(error)})",
            at=f"dòng {start}",
            why="từ chỗ này trở đi không biết ô nào thuộc cột nào",
            remedy='sửa dấu ngoặc kép ở dòng này; dấu " trong ô phải viết thành ""',
        )
        return None
    except _TooWide:
        notes.add(
            f"bảng rộng quá {COLUMN_LIMIT} cột",
            at=f"dòng {start}",
            why="bảng số liệu của bộ chỉ số không bao giờ rộng như vậy; có thể đã chọn nhầm tệp",
            remedy="chọn đúng tệp, hoặc xoá các cột thừa",
        )
        return None
    except _TooLong:
        notes.add(
            f"bảng dài quá {ROW_LIMIT} dòng",
            why="bảng số liệu của bộ chỉ số không bao giờ dài như vậy; có thể đã chọn nhầm tệp",
            remedy="chọn đúng tệp, hoặc chia thành nhiều tệp",
        )
        return None
    return rows


class _TooLong(Exception):
    pass


class _TooWide(Exception):
    pass


def _cell(text: str, notes: Notes) -> Cell:
    return Cell(notes.clean(text), broken=broken(text))


def _in_words(error: csv.Error) -> str:
    if "field larger" in str(error):
        return "có ô dài quá mức"
    if "expected after" in str(error):
        return "có chữ ngay sau dấu ngoặc kép đóng"
    return "có ký tự không đúng chỗ"


def _counted(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    for index, row in enumerate(rows):
        if index >= ROW_LIMIT:
            raise _TooLong
        yield row


def _check_width(rows: list[Row], notes: Notes) -> None:
    """Every row as wide as the first; empty cells behind are free."""
    width = len(rows[0].cells) if rows else 0
    ragged = [row for row in rows[1:] if len(row.cells) < width or any(cell.text for cell in row.cells[width:])]
    if ragged:
        notes.add(
            f"số ô khác số cột của dòng đầu ({width} cột)",
            at=listed([row.at for row in ragged]),
            why="một ô thừa hoặc thiếu làm các ô sau lệch sang cột khác, số liệu bị đọc sai",
            remedy='đặt ô có dấu phân cách trong ngoặc kép, ví dụ "90,19"; ô trống vẫn giữ dấu phân cách',
        )
