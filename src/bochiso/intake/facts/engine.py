"""DuckDB as intake uses it: two threads, bounded memory, nothing outside the scratch folder."""

import re
from pathlib import Path

import duckdb

MEMORY = "1GB"


def connected(scratch: Path) -> duckdb.DuckDBPyConnection:
    """A connection of its own, in memory, that spills into `scratch`."""
    connection = duckdb.connect(config={"threads": 2, "memory_limit": MEMORY, "temp_directory": str(scratch)})
    connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
    return connection


def out_of_space(error: duckdb.Error) -> bool:
    """Whether memory or the disk was too small: no fault of the file that was being read."""
    return isinstance(error, duckdb.OutOfMemoryException) or "No space left" in str(error)


def identifier(name: str) -> str:
    """A name as SQL quotes it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL quotes it."""
    return "'" + text.replace("'", "''") + "'"


def located(path: Path) -> str:
    """The path of one file to read, as SQL quotes it: `*`, `?` and `[` in a name stand for themselves."""
    return literal(re.sub(r"([*?\[])", r"[\1]", str(path)))


def count(connection: duckdb.DuckDBPyConnection, statement: str) -> int:
    """The one number that a statement gives."""
    found = connection.execute(statement).fetchone()
    return int(found[0]) if found else 0
