"""The engine that draws samples: DuckDB in memory, with the chance that `draws.sql` defines.

One thread, and joins in the order in which they are written: so rows leave in the order of their numbers, and the same
seed gives the same bytes. Whoever wants two cores draws two parts.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

_SQL = Path(__file__).parent


@contextmanager
def drawing(seed: int, **numbers: int) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose macros draw by this seed (0 to 1,000,000); `numbers` are variables for the statements."""
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
        for name, value in {"seed": seed, **numbers}.items():
            connection.execute(f"SET VARIABLE {name} = {int(value)}")
        connection.execute(statement("draws"))
        yield connection


def statement(name: str, **parts: str) -> str:
    """The text of a statement of this package; `{part}` is replaced."""
    text = (_SQL / f"{name}.sql").read_text(encoding="utf-8")
    for part, value in parts.items():
        text = text.replace(f"{{{part}}}", value)
    return text


def keep(
    connection: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, str], rows: Sequence[tuple[object, ...]]
) -> None:
    """A table of these rows, for the statements to join; `columns` maps names to SQL types."""
    declared = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    connection.execute(f"CREATE TABLE {name} ({declared})")
    lists = [list(values) for values in zip(*rows, strict=True)]
    places = ", ".join(f"unnest(?::{kind}[])" for kind in columns.values())
    connection.execute(f"INSERT INTO {name} SELECT {places}", lists)


def write_parquet(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    """Stream the rows of a query to one Parquet file, in their order."""
    target = str(path).replace("'", "''")
    connection.execute(f"COPY ({query}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
