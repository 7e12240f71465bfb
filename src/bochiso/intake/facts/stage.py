"""From a raw file to `Staged`: units resolved once, everything typed in one statement, two Parquet files written."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import uuid4

import duckdb

from bochiso.errors import BochisoError, fail
from bochiso.facts.schema import Table
from bochiso.facts.staged import Staged
from bochiso.intake.cleaning import folded
from bochiso.intake.facts.checks import warnings_of
from bochiso.intake.facts.compiled import PERIODS_FOUND, UNITS_FOUND, Compiled, compiled, warning_query
from bochiso.intake.facts.engine import connected, count, literal, out_of_space
from bochiso.intake.facts.known import Asked, KnownUnits, Resolver
from bochiso.intake.facts.probe import Probe
from bochiso.intake.facts.raw import Raw
from bochiso.intake.facts.values import FIRST_YEAR, LAST_YEAR, MACROS
from bochiso.intake.notes import Notes
from bochiso.time import Instant, Period, second_of

_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_PERIODS = (
    (re.compile(r"(?:nam )?(\d{4})"), "{0}"),
    (re.compile(r"(?:nam )?(\d{4}) q([1-4])"), "{0}-Q{1}"),
    (re.compile(r"(?:quy|q) ?([1-4]|i|ii|iii|iv)(?: nam)? (\d{4})"), "{1}-Q{0}"),
    (re.compile(r"(\d{4}) (\d{1,2})"), "{0}-{1:0>2}"),
    (re.compile(r"(?:thang )?(\d{1,2})(?: nam)? (\d{4})"), "{1}-{0:0>2}"),
)


def staged(
    table: Table, probe: Probe, raw: Raw, known: KnownUnits, scratch: Path, notes: Notes, step: Callable[[int], None]
) -> Staged:
    """Type, check and write the rows of a raw file. Raises `BochisoError` where the file itself cannot be read."""
    epochs = tuple(second_of(Instant(day)) - 86_399 for day in known.epochs)
    statements = compiled(table, raw, epochs, known.latest)
    name = uuid4().hex
    accepted, refused = scratch / f"{name}.accepted.parquet", scratch / f"{name}.refused.parquet"
    connection = connected(scratch)
    try:
        connection.execute(MACROS)
        _resolve_units(connection, statements, known, notes)
        _resolve_periods(connection, statements)
        total = count(connection, statements.counted())
        taken = _written(connection, statements.accepted(), accepted)
        step(taken)
        left = _written(connection, statements.none_refused() if taken == total else statements.refused(), refused)
        step(left)
        _warn(connection, statements, accepted, notes)
    except duckdb.Error as error:
        accepted.unlink(missing_ok=True)
        refused.unlink(missing_ok=True)
        raise unreadable(probe.path, error) from None
    finally:
        connection.close()
    if raw.rows > total:
        notes.warn(f"{raw.rows - total} dòng trống; đã bỏ qua")
    if total == 0:
        notes.warn("tệp không có dòng số liệu nào")
    return Staged(
        table, probe.path.name, probe.sha256, accepted, refused, taken, left, raw.dropped, raw.unknown, notes.warnings
    )


def period_of(text: str) -> str | None:
    """`2023`, `2023-Q3`, `2023-08`, `Quý III/2023`, `tháng 8/2023`, `năm 2023` → the canonical form, or None."""
    words = folded(text)
    for pattern, form in _PERIODS:
        if match := pattern.fullmatch(words):
            try:
                period = Period.parse(form.format(*(_ROMAN.get(group, group) for group in match.groups())))
            except ValueError:
                return None
            return str(period) if FIRST_YEAR <= period.year <= LAST_YEAR else None
    return None


def _resolve_units(
    connection: duckdb.DuckDBPyConnection, statements: Compiled, known: KnownUnits, notes: Notes
) -> None:
    connection.execute(
        f"CREATE TEMP TABLE {UNITS_FOUND} (unit_text VARCHAR, unit_issuer VARCHAR, unit_epoch INTEGER, "
        "unit_code VARCHAR, unit_reason VARCHAR)"
    )
    if not statements.has_units:
        return
    resolver = Resolver(known, statements.raw.issuer)
    counted: Counter[str] = Counter()
    rows = []
    for text, agency, epoch, number in connection.execute(statements.asked_units()).fetchall():
        found = resolver.resolve(Asked(text, agency, epoch))
        rows.append((text, agency, epoch, found.code, found.reason))
        counted[found.note] += number
    if rows:
        _insert(connection, UNITS_FOUND, rows)
    for note, number in counted.items():
        if note:
            notes.warn(f"{number} dòng: {note}")


def _resolve_periods(connection: duckdb.DuckDBPyConnection, statements: Compiled) -> None:
    connection.execute(f"CREATE TEMP TABLE {PERIODS_FOUND} (period_text VARCHAR, period_found VARCHAR)")
    if not statements.has_periods:
        return
    texts = [text for (text,) in connection.execute(statements.asked_periods()).fetchall()]
    found = [(text, canonical) for text in texts if (canonical := period_of(text))]
    if found:
        _insert(connection, PERIODS_FOUND, found)


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[str | int | None, ...]]) -> None:
    """All rows at once, a column a parameter: row by row takes the engine a thousand times longer."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    connection.execute(f"INSERT INTO {table} SELECT {', '.join('unnest(?)' for _ in columns)}", columns)


def _written(connection: duckdb.DuckDBPyConnection, statement: str, path: Path) -> int:
    return count(connection, f"COPY ({statement}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd)")


def _warn(connection: duckdb.DuckDBPyConnection, statements: Compiled, accepted: Path, notes: Notes) -> None:
    checks = warnings_of(statements.table)
    if not checks:
        return
    counts = connection.execute(warning_query(checks, accepted)).fetchone() or ()
    for check, number in zip(checks, counts, strict=True):
        if number:
            notes.warn(f"{number} dòng: {check.sentence}")


def unreadable(path: Path, error: duckdb.Error) -> BochisoError:
    """What the engine could not do with a file, in words."""
    if isinstance(error, duckdb.OutOfMemoryException):
        return fail(
            path.name,
            "máy không đủ bộ nhớ để đọc tệp",
            why="một phần của tệp đòi nhiều bộ nhớ hơn mức cho phép",
            remedy="chia tệp thành nhiều tệp nhỏ hơn rồi nạp lần lượt",
        )
    if out_of_space(error):
        return fail(
            path.name,
            "ổ đĩa hết chỗ trong khi đọc tệp",
            why="phần chưa đọc xong được ghi tạm cạnh sổ hồ sơ; chưa nạp gì, tệp không có lỗi",
            remedy="dọn chỗ trống trên ổ đĩa chứa không gian làm việc rồi nạp lại",
        )
    return fail(
        path.name,
        "không đọc được nội dung tệp",
        why="tệp bị hỏng hoặc bị cắt cụt ở giữa",
        remedy="xuất lại tệp từ nơi lấy số liệu rồi nạp lại",
    )
