"""Rows whose place among others of the same thing decides what becomes of them: read in order of their instants."""

from typing import TYPE_CHECKING

from bochiso.facts.schema import Table
from bochiso.facts.statements import content, listed, same_key

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_AT_ONCE = 1_000_000
"""Rows judged together: what keeps memory bounded where a whole file is disputed."""


def settle(connection: "DuckDBPyConnection", table: Table, number: int, backfill: bool) -> None:
    """Turn every `disputed` verdict into `taken`, `unchanged`, `replaced` or `late`, with the newest instant held.

    Of the rows of a file for one instant the last counts. A row that says what was in force at its instant is
    unchanged; one from before the newest row held is late unless `backfill`.
    """
    (disputed,) = connection.execute("SELECT count(*) FROM verdict WHERE verdict = 'disputed'").fetchone() or (0,)
    if not disputed:
        return
    connection.execute(
        "CREATE TEMP TABLE disputed AS SELECT * FROM judgeable"
        " SEMI JOIN (FROM verdict WHERE verdict = 'disputed') USING (id)"
    )
    connection.execute("DELETE FROM verdict WHERE verdict = 'disputed'")
    parts = 1 + disputed // _AT_ONCE
    for part in range(parts):
        mine = f"hash({listed(table.key)}) % {parts} = {part}" if parts > 1 else "true"
        connection.execute(f"INSERT INTO verdict {_judged(table, number, backfill, mine)}")


def _judged(table: Table, number: int, backfill: bool, mine: str) -> str:
    keys, columns = listed(table.key), listed(table.names)
    return f"""
        WITH counted AS (
            SELECT *, row_number() OVER (PARTITION BY {keys}, recorded_at ORDER BY row DESC, id DESC) AS back
            FROM disputed WHERE {mine}
        ), beside AS (
            SELECT * FROM earlier e SEMI JOIN counted c ON {same_key(table, "e", "c")}
        ), all_rows AS (
            SELECT {columns}, recorded_at, {number} AS load, id FROM counted WHERE back = 1
            UNION ALL SELECT {columns}, recorded_at, load, NULL FROM beside
        ), packed AS (
            SELECT {keys}, recorded_at, load, id, id IS NULL AS held, {content(table)} AS content FROM all_rows
        ), seen AS (
            SELECT id, held, recorded_at, content,
                max(CASE WHEN held THEN recorded_at END) OVER (PARTITION BY {keys}) AS newest,
                last_value(CASE WHEN held THEN content END IGNORE NULLS) OVER before AS held_then,
                lag(content) OVER (PARTITION BY {keys} ORDER BY recorded_at, load) AS previous
            FROM packed
            WINDOW before AS (PARTITION BY {keys} ORDER BY recorded_at, load ROWS UNBOUNDED PRECEDING)
        )
        SELECT id, newest, CASE
            WHEN id IN (FROM delivered) THEN 'unchanged'
            WHEN recorded_at < newest AND NOT {backfill} THEN
                CASE WHEN content IS NOT DISTINCT FROM held_then THEN 'unchanged' ELSE 'late' END
            WHEN content IS NOT DISTINCT FROM previous THEN 'unchanged'
            ELSE 'taken' END
        FROM seen WHERE NOT held
        UNION ALL SELECT id, NULL, 'replaced' FROM counted WHERE back > 1"""
