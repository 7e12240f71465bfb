"""CSV: the header is found here, the rows are read by the engine's own reader, a bad line is told by its number."""

import codecs
import csv
import io
import re
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import duckdb

from bochiso.facts.schema import Table
from bochiso.intake.cells import COLUMN_LIMIT
from bochiso.intake.delimited import EXCEL_SEPARATOR, delimiter_of
from bochiso.intake.facts.engine import connected, count, identifier, literal, located, out_of_space
from bochiso.intake.facts.headings import Headings, matched, note_missing
from bochiso.intake.facts.probe import Probe
from bochiso.intake.facts.raw import REASON, ROW, Raw
from bochiso.intake.notes import Notes, listed

_HEAD = 2**20
_MOST = 1_000_000
_UNEVEN = ("MISSING COLUMNS", "TOO MANY COLUMNS")


@dataclass(frozen=True)
class _Header:
    """`lines` are the lines of the file up to and including the header."""

    titles: tuple[str, ...]
    lines: int
    delimiter: str


def read_delimited(probe: Probe, table: Table, scratch: Path, notes: Notes) -> Raw | None:
    """The raw rows of a CSV file, or None with the problem noted."""
    header = _header(probe.path, notes)
    if header is None:
        return None
    at = f"dòng {header.lines}"
    headings = matched(header.titles, table, notes, at)
    note_missing(headings, header.titles, table, notes, at)
    if notes.failed:
        return None
    path = _one_ending(probe.path, scratch) if probe.mixed_ends else probe.path
    return _converted(path, header, headings, scratch, notes)


def _header(path: Path, notes: Notes) -> _Header | None:
    """The first row that is not blank, after the line with which Excel tells its separator."""
    with path.open("rb") as file:
        start = file.read(_HEAD)
    text = codecs.getincrementaldecoder("utf-8-sig")().decode(start)
    told = EXCEL_SEPARATOR.match(text)
    content, delimiter = (text[told.end() :], told[1]) if told else (text, delimiter_of(text))
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                break
        else:
            notes.add("tệp không có dòng tiêu đề", why="không biết cột nào là gì", remedy="thêm dòng tên cột ở đầu tệp")
            return None
    except csv.Error:
        _broken(notes, f"dòng {reader.line_num}")
        return None
    if len(cells) > COLUMN_LIMIT:
        notes.add(
            f"bảng rộng quá {COLUMN_LIMIT} cột",
            at=f"dòng {reader.line_num}",
            why="bảng hồ sơ không bao giờ rộng như vậy; có thể đã chọn nhầm tệp",
            remedy="chọn đúng tệp, hoặc xoá các cột thừa",
        )
        return None
    return _Header(tuple(cells), reader.line_num, delimiter)


def _converted(path: Path, header: _Header, headings: Headings, scratch: Path, notes: Notes) -> Raw | None:
    """The columns found, as a raw file; the rows keep their order, so that their place is their number."""
    target = scratch / f"{uuid4().hex}.raw.parquet"
    names = [f"c{index}" for index in range(len(header.titles))]
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    chosen = ", ".join(f"{names[place]} AS {identifier(name)}" for name, place in headings.places.items())
    source = (
        f"read_csv({located(path)}, compression = 'none', auto_detect = false, header = false, skip = {header.lines}, "
        f"delim = {literal(header.delimiter)}, quote = '\"', escape = '\"', columns = {{{columns}}}, "
        f"store_rejects = true, rejects_limit = {_MOST})"
    )
    connection = connected(scratch)
    try:
        rows = count(connection, f"COPY (SELECT {chosen} FROM {source}) TO {literal(str(target))} (COMPRESSION lz4)")
        rejects = connection.execute(
            "SELECT line, list(error_type::VARCHAR) FROM reject_errors "
            "WHERE NOT regexp_full_match(csv_line, '[,;\\s]*') GROUP BY line ORDER BY line"
        ).fetchall()
        broken = [line for line, kinds in rejects if not set(kinds) <= set(_UNEVEN)]
        if broken:
            _broken(notes, "dòng " + listed([str(line) for line in broken]))
            return None
        columns_found = {name: (name, "VARCHAR") for name in headings.places}
        raw = Raw(
            target, columns_found, rows, issuer=headings.issuer, dropped=headings.dropped, unknown=headings.unknown
        )
        return _with_uneven(connection, raw, [line for line, _ in rejects], header, scratch) if rejects else raw
    except duckdb.Error as error:
        if out_of_space(error):
            raise
        found = re.search(r"Line: (\d+)", str(error))
        _broken(notes, f"dòng {found[1]}" if found else "")
        return None
    finally:
        connection.close()


def _with_uneven(
    connection: duckdb.DuckDBPyConnection, raw: Raw, lines: list[int], header: _Header, scratch: Path
) -> Raw:
    """The raw file with the lines whose cells are too many or too few, to be refused one by one."""
    target = scratch / f"{uuid4().hex}.raw.parquet"
    texts = ", ".join(identifier(name) for name in raw.columns)
    empty = ", ".join(f"NULL::VARCHAR AS {identifier(name)}" for name in raw.columns)
    connection.execute("CREATE TEMP TABLE uneven (line BIGINT)")
    connection.execute("INSERT INTO uneven SELECT unnest(?)", [lines])
    reason = f"'dòng ' || line || ' của tệp có số ô khác số cột của dòng tiêu đề ({len(header.titles)} cột)'"
    connection.execute(
        f"COPY (SELECT file_row_number + 1 AS {ROW}, {texts}, NULL::VARCHAR AS {REASON} "
        f"FROM read_parquet({located(raw.path)}, file_row_number = true) "
        f"UNION ALL SELECT line - {header.lines}, {empty}, {reason} FROM uneven) "
        f"TO {literal(str(target))} (COMPRESSION lz4)"
    )
    return replace(raw, path=target, rows=raw.rows + len(lines), numbered=True)


def _one_ending(path: Path, scratch: Path) -> Path:
    """A copy of the file in which every line ends in LF: the engine does not take a mixture."""
    target = scratch / f"{uuid4().hex}.csv"
    with path.open(encoding="utf-8", newline=None) as source, target.open("w", encoding="utf-8", newline="\n") as copy:
        while chunk := source.read(_HEAD):
            copy.write(chunk)
    return target


def _broken(notes: Notes, at: str) -> None:
    notes.add(
        'không đúng cú pháp CSV (dấu ngoặc kép " mở ra mà không đóng, hoặc dòng dài quá 2 MB)',
        at=at,
        why="từ chỗ này trở đi không biết ô nào thuộc cột nào",
        remedy='sửa dấu ngoặc kép ở dòng này; dấu " trong ô phải viết thành ""',
    )
