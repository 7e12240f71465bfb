"""Reading `units` tables (docs/reference/tables.md), with every problem of all of them reported together."""

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bochiso.errors import BochisoError, Problem, Problems
from bochiso.units.checks import Placed, problems_among
from bochiso.units.tree import Unit, UnitKind

REQUIRED = ("code", "name", "kind")
COLUMNS = (*REQUIRED, "parent", "valid_from", "valid_to", "aliases", "successor")
_KINDS = tuple(kind.value for kind in UnitKind)
_ALIASES = "|"
_TOO_MANY = "…"


@dataclass(frozen=True)
class _Source:
    """One table: its rows in order, the codes of all rows, and what was wrong while reading it."""

    problems: tuple[Problem, ...]
    units: tuple[Placed, ...] = ()
    codes: frozenset[str] | None = None


def read_units(*paths: Path) -> tuple[Unit, ...]:
    """The units of the tables at these paths, taken as one registry. Raises `BochisoError` with all problems."""
    return _combined([_read(path) for path in paths])


def parse_units(place: str, text: str) -> tuple[Unit, ...]:
    """The units of one table given as text; `place` names it in the messages."""
    return _combined([_parsed(place, text)])


def _combined(sources: Sequence[_Source]) -> tuple[Unit, ...]:
    placed = [unit for source in sources for unit in source.units]
    problems = [problem for source in sources for problem in source.problems]
    if all(source.codes is not None for source in sources):
        problems += problems_among(placed, {code for source in sources for code in source.codes or ()})
    if problems:
        raise BochisoError(problems)
    return tuple(each.unit for each in placed)


def _read(path: Path) -> _Source:
    problems = Problems(path.name)
    try:
        return _parsed(path.name, path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        problems.add(
            f"không đọc được tệp ({error.strerror})",
            why="danh mục đơn vị lấy từ tệp này",
            remedy=f"kiểm tra đường dẫn {path} và quyền đọc",
        )
    except UnicodeDecodeError:
        problems.add(
            "tệp không ở bảng mã UTF-8",
            why="tên tiếng Việt sẽ bị đọc sai",
            remedy="lưu lại tệp dưới dạng «CSV UTF-8»",
        )
    return _Source(tuple(problems.found))


def _parsed(place: str, text: str) -> _Source:
    lines = unicodedata.normalize("NFC", text).removeprefix("\ufeff").splitlines(keepends=True)
    header = lines[0] if lines else ""
    table = csv.DictReader(lines, restkey=_TOO_MANY, restval="", delimiter=_delimiter(header))
    problems = Problems(place)
    _check_header([name.strip() for name in table.fieldnames or ()], problems)
    if problems.found:
        return _Source(tuple(problems.found))
    table.fieldnames = [name.strip() for name in table.fieldnames or ()]
    rows = [(f"dòng {table.line_num}", row) for row in table]
    units = tuple(_placed(rows, problems))
    return _Source(tuple(problems.found), units, frozenset(row["code"].strip() for _, row in rows))


def _delimiter(header: str) -> str:
    """A spreadsheet with Vietnamese settings writes semicolons."""
    return ";" if header.count(";") > header.count(",") else ","


def _check_header(names: Sequence[str], problems: Problems) -> None:
    for missing in (name for name in REQUIRED if name not in names):
        problems.add(
            f"thiếu cột «{missing}»",
            why="không có cột này thì không xác định được đơn vị",
            remedy=f"thêm cột vào dòng đầu; các cột của bảng: {', '.join(COLUMNS)}",
            at="dòng 1",
        )
    for unknown in (name for name in names if name not in COLUMNS):
        problems.add(
            f"cột «{unknown}» không thuộc bảng đơn vị",
            why="cột viết sai tên sẽ bị bỏ qua mà không ai biết",
            remedy=f"sửa tên hoặc bỏ cột; các cột của bảng: {', '.join(COLUMNS)}",
            at="dòng 1",
        )


def _placed(rows: Iterable[tuple[str, Mapping[str, str]]], problems: Problems) -> Iterator[Placed]:
    for at, row in rows:
        if _TOO_MANY in row:
            problems.add(
                "dòng có nhiều ô hơn số cột",
                why="dấu phẩy trong tên làm các ô sau bị lệch",
                remedy='đặt tên có dấu phẩy trong ngoặc kép, ví dụ "Sở Văn hóa, Thể thao và Du lịch"',
                at=at,
            )
            continue
        unit = _unit({name: cell.strip() for name, cell in row.items()}, problems, at)
        if unit is not None:
            yield Placed(unit, f"{problems.place}, {at}")


def _unit(row: Mapping[str, str], problems: Problems, at: str) -> Unit | None:
    before = len(problems.found)
    for name in (name for name in REQUIRED if not row[name]):
        problems.add(f"ô «{name}» để trống", why="mỗi đơn vị phải có mã, tên và loại", remedy="điền ô này", at=at)
    kind = _kind(row["kind"], problems, at)
    valid_from, valid_to = (_day(name, row.get(name, ""), problems, at) for name in ("valid_from", "valid_to"))
    if kind is None or len(problems.found) > before:
        return None
    return Unit(
        code=row["code"],
        name=" ".join(row["name"].split()),
        kind=kind,
        parent=row.get("parent") or None,
        valid_from=valid_from,
        valid_to=valid_to,
        aliases=tuple(" ".join(a.split()) for a in row.get("aliases", "").split(_ALIASES) if a.strip()),
        successor=row.get("successor") or None,
    )


def _kind(text: str, problems: Problems, at: str) -> UnitKind | None:
    if text in _KINDS:
        return UnitKind(text)
    if text:
        problems.add(
            f"loại đơn vị «{text}» không có trong danh mục",
            why="loại đơn vị quyết định số liệu được tính ở cấp nào",
            remedy=f"ghi một trong: {', '.join(_KINDS)}",
            at=at,
        )
    return None


def _day(column: str, text: str, problems: Problems, at: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        problems.add(
            f"ô «{column}»: «{text}» không phải là ngày",
            why="đơn vị được xét theo tên và cấp trên có hiệu lực tại từng ngày",
            remedy="viết năm-tháng-ngày, ví dụ 2025-07-01; để trống nếu không có mốc",
            at=at,
        )
        return None
