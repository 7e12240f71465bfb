"""Pieces of SQL that the ledger's statements share: names, texts, sources of rows."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from bochiso.facts.engine import dataset
from bochiso.facts.schema import RECORDED_AT, Column, Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FOREVER = -(2**31) + 1
"""The instant of what was in force all along: before anything that a calendar can name."""


def quoted(name: str) -> str:
    """A column name; some, as `limit`, are words of SQL."""
    return f'"{name}"'


def literal(text: str) -> str:
    """A text constant."""
    return "'" + text.replace("'", "''") + "'"


def listed(names: Iterable[str], prefix: str = "") -> str:
    """Column names with commas, each behind `prefix`."""
    return ", ".join(prefix + quoted(name) for name in names)


def same_key(table: Table, one: str, other: str) -> str:
    """Whether two rows are of one thing. Only a column that may be empty is compared as such; equality is faster."""
    terms = (_same(table.column(name), one, other) for name in table.key)
    return " AND ".join(terms)


def _same(column: Column, one: str, other: str) -> str:
    means = "=" if column.required else "IS NOT DISTINCT FROM"
    return f"{one}.{quoted(column.name)} {means} {other}.{quoted(column.name)}"


def same_content(table: Table, one: str, other: str) -> str:
    """Whether two rows of one thing say the same, apart from their instants; an empty cell is as an empty cell."""
    rest = [name for name in table.names if name not in table.key]
    terms = (f"{one}.{quoted(name)} IS NOT DISTINCT FROM {other}.{quoted(name)}" for name in rest)
    return " AND ".join(("true", *terms))


def content(table: Table, prefix: str = "") -> str:
    """A row without its instant as one value; two are equal when every column is, an empty one to an empty one."""
    return "{" + ", ".join(f"{literal(name)}: {prefix}{quoted(name)}" for name in table.names) + "}"


def stored_rows(connection: "DuckDBPyConnection", table: Table, paths: Sequence[str]) -> str:
    """What to write behind FROM for the rows of segments: every column of the table, `recorded_at` and `load`."""
    if not paths:
        return f"(SELECT {empty_columns(table)} WHERE false)"
    remote = [path for path in paths if "://" in path]
    if not remote:
        return f"(SELECT {stored_columns(table)} FROM {parquet(paths)})"
    if len(remote) < len(paths):
        raise ValueError("segments of one ledger lie in one place")
    name = f"remote_{table.name}_{abs(hash(tuple(paths)))}"
    connection.register(name, dataset(remote))
    return f"(SELECT {stored_columns(table)} FROM {name})"


def parquet(paths: Iterable[str], *, numbered: bool = False) -> str:
    """Local Parquet files as a source of rows; `numbered` adds `file_row_number`."""
    number = ", file_row_number = true" if numbered else ""
    listed = ", ".join(literal(_exactly(path)) for path in paths)
    return f"read_parquet([{listed}], hive_partitioning = false{number})"


def _exactly(path: str) -> str:
    """A path that DuckDB does not take for a pattern: `a*` would also read the folder `ab`."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in path)


def stored_columns(table: Table) -> str:
    """Every column of a segment of the table."""
    return listed((*table.names, RECORDED_AT.name, "load"))


def empty_columns(table: Table) -> str:
    """The columns of a segment, typed, for a table of no rows."""
    typed = [(column.name, column.stored) for column in (*table.columns, RECORDED_AT)]
    return ", ".join(f"NULL::{kind} AS {quoted(name)}" for name, kind in (*typed, ("load", "INTEGER")))


def moment(second: str) -> str:
    """An instant as people read it, from an SQL expression of its second."""
    shown = f"strftime(TIMESTAMP '2000-01-01' + to_seconds({second}), '%d/%m/%Y %H:%M:%S')"
    return f"CASE WHEN {second} = {FOREVER} THEN 'từ đầu' ELSE {shown} END"
