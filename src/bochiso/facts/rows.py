"""Which rows of a file say something new, which say nothing, and which cannot be kept.

Rows of things that the ledger has not heard of and the file names once are taken as they come. The others are compared
with what is held: at once where one comparison decides, one by one in order of their instants (`disputes`) where not.
Leaves in the connection: `incoming`, the rows of the file, each with `id` and its instant; `earlier`, what is held of
the same things; `verdict`, what becomes of each compared row.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bochiso.facts.disputes import settle
from bochiso.facts.schema import RECORDED_AT, Known, Table
from bochiso.facts.statements import FOREVER, listed, parquet, quoted, same_content, same_key

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Terms:
    """How a file is taken in. Instants are seconds; `repeats` are the earlier loads of the very same file."""

    number: int
    now: int
    recorded_at: int | None
    backfill: bool
    repeats: tuple[int, ...]


@dataclass(frozen=True)
class Sorted:
    """How many rows became what; `replaced` ones stand before another of the same key and instant in the file."""

    taken: int
    unchanged: int
    replaced: int
    late: int
    future: int


def sort_out(connection: "DuckDBPyConnection", table: Table, accepted: Path, held: str, terms: Terms) -> Sorted:
    """Judge every row of the file against `held`, the source of the table's accepted rows."""
    _incoming(connection, table, accepted, held, terms)
    _compare(connection, table, terms)
    settle(connection, table, terms.number, terms.backfill)
    rows, future = connection.execute(
        f"SELECT count(*), count(*) FILTER (recorded_at > {terms.now}) FROM incoming"
    ).fetchone() or (0, 0)
    counted = dict(connection.execute("SELECT verdict, count(*) FROM verdict GROUP BY ALL").fetchall())
    unchanged, replaced, late = (counted.get(each, 0) for each in ("unchanged", "replaced", "late"))
    return Sorted(rows - future - unchanged - replaced - late, unchanged, replaced, late, future)


def taken_rows(table: Table) -> str:
    """The rows to keep, as a source with the table's columns and `recorded_at`."""
    return (
        f"(SELECT {listed(table.names)}, recorded_at FROM judgeable"
        " ANTI JOIN (SELECT id FROM verdict WHERE verdict <> 'taken') USING (id))"
    )


def compared_and_taken(column: str) -> str:
    """One column of the rows to keep that are not the first and only word on their thing."""
    return f"(SELECT {quoted(column)} FROM judgeable SEMI JOIN (FROM verdict WHERE verdict = 'taken') USING (id))"


def refused_rows(table: Table) -> str:
    """The rows that the ledger refuses: as the file gave them, with `instant`, `newest`, `row` and `kind`."""
    columns = f"{listed(table.names)}, CASE WHEN own THEN recorded_at END AS recorded_at, recorded_at AS instant"
    return (
        f"(SELECT {columns}, newest, row, verdict AS kind FROM incoming JOIN verdict USING (id) WHERE verdict = 'late'"
        f" UNION ALL SELECT {columns}, NULL, row, 'future' FROM incoming ANTI JOIN judgeable USING (id))"
    )


def _incoming(connection: "DuckDBPyConnection", table: Table, accepted: Path, held: str, terms: Terms) -> None:
    file = parquet([str(accepted)], numbered=True)
    connection.execute(
        f"CREATE TEMP VIEW file_rows AS SELECT {listed(table.names)}, coalesce(recorded_at, {_default(table, terms)})"
        f" AS recorded_at, recorded_at IS NOT NULL AS own, row, file_row_number AS id FROM {file}"
    )
    connection.execute(
        f"CREATE TEMP TABLE earlier AS SELECT h.* FROM {held} h SEMI JOIN file_rows i ON {same_key(table, 'h', 'i')}"
    )
    instant = "recorded_at"
    if table.known is Known.ALWAYS and terms.recorded_at is None:
        # A first record holds from ever; a later one of the same thing from its loading.
        known = f"EXISTS (SELECT 1 FROM earlier e WHERE {same_key(table, 'e', 'i')})"
        instant = f"CASE WHEN NOT own AND {known} THEN {terms.now} ELSE recorded_at END"
    connection.execute(
        f"CREATE TEMP VIEW incoming AS SELECT * REPLACE (({instant})::INTEGER AS recorded_at) FROM file_rows i"
    )
    connection.execute(f"CREATE TEMP VIEW judgeable AS SELECT * FROM incoming WHERE recorded_at <= {terms.now}")


def _default(table: Table, terms: Terms) -> str:
    if terms.recorded_at is not None:
        return str(terms.recorded_at)
    match table.known:
        case Known.LOADED:
            return str(terms.now)
        case Known.EVENT:
            return f"{quoted(table.event)}, {terms.now}"
        case Known.ALWAYS:
            return str(FOREVER)


def _compare(connection: "DuckDBPyConnection", table: Table, terms: Terms) -> None:
    """Decide the rows that one comparison decides; the rest goes to `disputed`.

    `delivered` rows have come before: the same row at the same instant, or, in a file that gives no instants and is
    loaded again, what this very file brought, or found in force when it was loaded first.
    """
    keys, key = listed(table.key), same_key(table, "i", "e")
    same = same_content(table, "i", "e")
    connection.execute(f"CREATE TEMP TABLE repeated AS SELECT {keys} FROM judgeable GROUP BY ALL HAVING count(*) > 1")
    connection.execute(f"CREATE TEMP VIEW heads AS {_heads(table, 'true')}")
    delivered = f"SELECT i.id FROM judgeable i JOIN earlier e ON {key} AND i.recorded_at = e.recorded_at AND {same}"
    if terms.repeats and terms.recorded_at is None:
        brought = f"SELECT * FROM earlier WHERE load IN ({', '.join(map(str, terms.repeats))})"
        for left in (brought, _heads(table, f"load <= {min(terms.repeats)}")):
            delivered += f" UNION SELECT i.id FROM judgeable i JOIN ({left}) e ON {key} AND {same} WHERE NOT i.own"
    connection.execute(f"CREATE TEMP TABLE delivered AS {delivered}")
    once = f"(FROM judgeable i ANTI JOIN repeated r ON {same_key(table, 'i', 'r')})"
    connection.execute(f"""
        CREATE TEMP TABLE verdict AS
        SELECT i.id, e.{quoted(RECORDED_AT.name)} AS newest, CASE
            WHEN i.id IN (FROM delivered) THEN 'unchanged'
            WHEN i.recorded_at < e.recorded_at THEN 'disputed'
            WHEN {same} THEN 'unchanged' ELSE 'taken' END AS verdict
        FROM {once} i JOIN heads e ON {key}
        UNION ALL SELECT id, NULL, 'disputed' FROM judgeable i SEMI JOIN repeated r ON {same_key(table, "i", "r")}
    """)


def _heads(table: Table, condition: str) -> str:
    """The latest row held of each thing, of several at one instant the one loaded last."""
    keys = listed(table.key)
    packed = "recorded_at::BIGINT * 4294967296 + load"
    return (
        f"SELECT e.* FROM (SELECT *, {packed} AS place FROM earlier) e JOIN"
        f" (SELECT {keys}, max({packed}) AS place FROM earlier WHERE {condition} GROUP BY ALL) h"
        f" ON e.place = h.place AND {same_key(table, 'e', 'h')}"
    )
