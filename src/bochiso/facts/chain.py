"""The effective states of dossiers over time, and what must be added and removed so that the segments add up to them.

As known at an instant a dossier is its latest row, completed by what progress and synced rows known by then say. Each
change of that state is one row put in and one taken away. The states are always computed anew from the rows as they
came, for the dossiers that a load touches, and only their difference from what is held is written; so rows that
arrive late or out of order are no special case.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bochiso.facts.held import Held, Role, paths
from bochiso.facts.rows import compared_and_taken, taken_rows
from bochiso.facts.schema import DOSSIERS, PROGRESS, SYNCED, Table
from bochiso.facts.statements import listed, quoted, stored_rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FAMILY = (DOSSIERS, PROGRESS, SYNCED)
"""The tables whose rows make the state of a dossier."""

_COMPLETED = ("status", "ended_at", "supplement_requests", "supplement_requested_at", "synced_at")
_AT_ONCE = 1_000_000
"""Dossiers whose chains are computed together: what keeps memory bounded when a load touches millions."""


@dataclass(frozen=True)
class _Sources:
    """Where the rows of each table come from: what is held, and what this load takes."""

    dossiers: str
    progress: str
    synced: str


def correct(connection: "DuckDBPyConnection", table: Table, held: Held, number: int) -> bool:
    """Compute what a load of `table` puts in and takes away, by dossier, as the table `corrections`.

    It has the columns of dossiers, `recorded_at` and `net`: how many times a row is to be added, or removed where that
    is negative. False, and maybe no such table, where nothing needs correcting. Follows `sort_out` on the connection.
    """
    _touched(connection, table, held)
    (touched,) = connection.execute("SELECT count(*) FROM touched").fetchone() or (0,)
    if not touched:
        return False
    _gather(connection, table, held, number)
    columns = listed(DOSSIERS.names)
    connection.execute(
        f"CREATE TEMP TABLE corrections AS SELECT {columns}, recorded_at, 0::INTEGER AS net FROM own_rows WHERE false"
    )
    connection.execute(f"INSERT INTO corrections {_followed()}")
    (tangled,) = connection.execute("SELECT count(*) FROM tangled").fetchone() or (0,)
    parts = 1 + tangled // _AT_ONCE if tangled else 0
    for part in range(parts):
        mine = f"hash(code) % {parts} = {part}" if parts > 1 else "true"
        _states(connection, mine)
        connection.execute(f"INSERT INTO corrections {_difference(mine)}")
    (corrections,) = connection.execute("SELECT count(*) FROM corrections").fetchone() or (0,)
    return bool(corrections)


def _touched(connection: "DuckDBPyConnection", table: Table, held: Held) -> None:
    """The codes whose state may change, other than by a first row that nothing else speaks of."""
    taken = taken_rows(table)
    if table is DOSSIERS:
        completed = " ".join(
            f"UNION SELECT t.code FROM {taken} t SEMI JOIN {stored_rows(connection, kind, paths(found))} o USING (code)"
            for kind, found in ((PROGRESS, held.of(PROGRESS)), (SYNCED, held.of(SYNCED)))
            if found
        )
        query = f"SELECT code FROM {compared_and_taken('code')} {completed}"
    else:
        dossiers = stored_rows(connection, DOSSIERS, paths(held.of(DOSSIERS, Role.ACCEPTED)))
        query = f"SELECT DISTINCT code FROM {dossiers} d SEMI JOIN {taken} t USING (code)"
    connection.execute(f"CREATE TEMP TABLE touched AS SELECT DISTINCT code FROM ({query})")


def _gather(connection: "DuckDBPyConnection", table: Table, held: Held, number: int) -> None:
    """Every row of the touched dossiers, held or taken now, in `own_rows`, `progress_rows`, `synced_rows`.

    `held_corrections` are the rows added and removed so far; `tangled` are the dossiers that progress or synced rows
    speak of.
    """

    def of(wanted: Table, *roles: Role) -> str:
        return f"{stored_rows(connection, wanted, paths(held.of(wanted, *roles)))} SEMI JOIN touched USING (code)"

    def now(wanted: Table, columns: str) -> str:
        if table is not wanted:
            return ""
        return f" UNION ALL SELECT {columns} FROM {taken_rows(wanted)} SEMI JOIN touched USING (code)"

    columns = f"{listed(DOSSIERS.names)}, recorded_at"
    before = "earlier SEMI JOIN touched USING (code)" if table is DOSSIERS else of(DOSSIERS, Role.ACCEPTED)
    connection.execute(
        f"CREATE TEMP TABLE own_rows AS SELECT {columns}, load FROM {before}{now(DOSSIERS, f'{columns}, {number}')}"
    )
    steps = f"code, status, {quoted('at')} AS happened, recorded_at"  # "at" is a word of SQL
    connection.execute(
        "CREATE TEMP TABLE progress_rows AS SELECT code, status, happened, min(recorded_at) AS recorded_at FROM"
        f" (SELECT {steps} FROM {of(PROGRESS)}{now(PROGRESS, steps)}) GROUP BY ALL"
    )
    connection.execute(
        f"CREATE TEMP TABLE synced_rows AS SELECT code, synced_at, recorded_at FROM {of(SYNCED)}"
        f"{now(SYNCED, 'code, synced_at, recorded_at')}"
    )
    connection.execute(
        f"CREATE TEMP TABLE held_corrections AS SELECT {columns}, 1 AS sign FROM {of(DOSSIERS, Role.ADDED)}"
        f" UNION ALL SELECT {columns}, -1 FROM {of(DOSSIERS, Role.REMOVED)}"
    )
    connection.execute("CREATE TEMP TABLE tangled AS SELECT code FROM progress_rows UNION SELECT code FROM synced_rows")


def _followed() -> str:
    """What the common dossier needs, of which there are only its rows: each is removed where the next begins."""
    columns = listed(DOSSIERS.names)
    followed = f"""
        SELECT {columns}, until AS recorded_at, -1 AS sign FROM (
            SELECT {columns}, lead(recorded_at) OVER (PARTITION BY code ORDER BY recorded_at, load) AS until
            FROM own_rows ANTI JOIN tangled USING (code)
        ) WHERE until IS NOT NULL"""
    held = "(SELECT code FROM held_corrections)"
    return f"""
        WITH followed AS ({followed})
        FROM followed ANTI JOIN {held} USING (code)
        UNION ALL SELECT {columns}, recorded_at, sum(sign)::INTEGER FROM (
            FROM followed SEMI JOIN {held} USING (code)
            UNION ALL SELECT {columns}, recorded_at, -sign FROM held_corrections ANTI JOIN tangled USING (code)
        ) GROUP BY ALL HAVING sum(sign) <> 0"""


def _states(connection: "DuckDBPyConnection", mine: str) -> None:
    """`winners`, the row of each dossier in force from each of its instants, and `states`, its completed states.

    A state holds from `recorded_at` to `until`. `plain` ones are an accepted row, unchanged, from its own instant on.
    """
    others = listed([name for name in DOSSIERS.names if name not in _COMPLETED], "d.")
    own = listed([f"own_{name}" for name in _COMPLETED], "")
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE winners AS
        SELECT *, row_number() OVER (PARTITION BY code, recorded_at ORDER BY load DESC) = 1 AS wins
        FROM own_rows SEMI JOIN tangled USING (code) WHERE {mine}
    """)
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE states AS
        WITH completed AS (
            SELECT {others}, {", ".join(f'd."{name}" AS "own_{name}"' for name in _COMPLETED)},
                {_completions()},
                p.t AS recorded_at, p.until, p.t = p.base_t AS opens
            FROM ({_points(mine)}) p JOIN winners d ON d.code = p.code AND d.recorded_at = p.base_t AND d.wins
        )
        SELECT * EXCLUDE ({own}, opens),
            opens AND {" AND ".join(f'"{name}" IS NOT DISTINCT FROM "own_{name}"' for name in _COMPLETED)} AS plain
        FROM completed
    """)


def _completions() -> str:
    """The five columns that other tables complete, from a dossier's row `d` and what is known at a point `p`."""
    return """
        coalesce(p.newer % 16, d.status, p.newest % 16)::TINYINT AS status,
        coalesce(d.ended_at, p.done, p.returned,
            CASE WHEN d.received_at IS NULL THEN p.stopped ELSE greatest(p.stopped, p.withdrawn) END) AS ended_at,
        coalesce(d.supplement_requests, nullif(p.requests, 0)) AS supplement_requests,
        coalesce(d.supplement_requested_at,
            CASE WHEN p.requested = p.last_at THEN p.requested END) AS supplement_requested_at,
        least(d.synced_at, p.synced_at) AS synced_at"""


def _points(mine: str) -> str:
    """Every instant at which more became known of a dossier, from its first row on, with all that was known then.

    `newer` and `newest` pack the instant and the status of a progress row into one number, so that the greatest is
    the latest: of those recorded after the dossier's row in force, and of all.
    """
    return f"""
        WITH opening AS (SELECT code, min(recorded_at) AS first FROM winners GROUP BY code),
        events AS (
            SELECT code, recorded_at AS t, recorded_at AS row_t, NULL AS status, NULL AS happened, NULL AS synced_at
            FROM winners WHERE wins
            UNION ALL SELECT code, greatest(recorded_at, first), NULL, status, happened, NULL
            FROM progress_rows JOIN opening USING (code) WHERE {mine}
            UNION ALL SELECT code, greatest(recorded_at, first), NULL, NULL, NULL, synced_at
            FROM synced_rows JOIN opening USING (code) WHERE {mine}
        ), based AS (
            SELECT *, max(row_t) OVER known AS base_t, (happened::BIGINT + 4294967296) * 16 + status AS packed
            FROM events WINDOW known AS (PARTITION BY code ORDER BY t)
        ), known AS (
            SELECT code, t, base_t,
                max(packed) OVER known AS newest,
                max(CASE WHEN t > base_t THEN packed END) OVER (PARTITION BY code, base_t ORDER BY t) AS newer,
                max(CASE WHEN status = 9 THEN happened END) OVER known AS done,
                max(CASE WHEN status = 10 THEN happened END) OVER known AS returned,
                max(CASE WHEN status IN (3, 8) THEN happened END) OVER known AS stopped,
                max(CASE WHEN status = 7 THEN happened END) OVER known AS withdrawn,
                count(CASE WHEN status = 5 THEN 1 END) OVER known AS requests,
                max(CASE WHEN status = 5 THEN happened END) OVER known AS requested,
                max(happened) OVER known AS last_at,
                min(synced_at) OVER known AS synced_at,
                row_number() OVER (PARTITION BY code, t) AS one
            FROM based WINDOW known AS (PARTITION BY code ORDER BY t)
        )
        SELECT *, lead(t) OVER (PARTITION BY code ORDER BY t) AS until FROM known WHERE one = 1"""


def _difference(mine: str) -> str:
    """What the states need beside the accepted rows, less the corrections held already; equal ones cancel out."""
    columns = listed(DOSSIERS.names)
    return f"""
        SELECT {columns}, recorded_at, sum(sign)::INTEGER AS net FROM (
            SELECT {columns}, recorded_at, 1 AS sign FROM states WHERE NOT plain
            UNION ALL SELECT {columns}, until, -1 FROM states WHERE until IS NOT NULL
            UNION ALL SELECT {columns}, recorded_at, -1 FROM winners WHERE NOT wins
            UNION ALL SELECT {columns}, recorded_at, -1
                FROM (FROM winners WHERE wins) ANTI JOIN (FROM states WHERE plain) USING (code, recorded_at)
            UNION ALL SELECT {columns}, recorded_at, -sign
                FROM held_corrections SEMI JOIN tangled USING (code) WHERE {mine}
        ) GROUP BY ALL HAVING sum(sign) <> 0"""


def correction_rows(role: Role) -> str:
    """The rows to write as this role, as a source with the columns of dossiers and `recorded_at`."""
    wanted = "net > 0" if role is Role.ADDED else "net < 0"
    columns = f"{listed(DOSSIERS.names)}, recorded_at"
    return f"(SELECT {columns} FROM corrections, range(abs(net)) WHERE {wanted})"
