"""The rows of a table as they were known at an instant."""

from typing import TYPE_CHECKING

from bochiso.facts.held import Held, Role, paths
from bochiso.facts.schema import Table
from bochiso.facts.statements import listed, stored_columns, stored_rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation


def latest(connection: "DuckDBPyConnection", held: Held, table: Table, known_at: int) -> "DuckDBPyRelation":
    """For each key the last row recorded at or before `known_at`, a second since 2000; of several, the one loaded last.

    The columns are the table's, `recorded_at` and `load`. For dossiers these are the rows as they were loaded, not
    completed by progress and synced.
    """
    rows = stored_rows(connection, table, paths(held.of(table, Role.ACCEPTED)))
    return connection.sql(f"""
        SELECT {stored_columns(table)} FROM {rows} WHERE recorded_at <= {known_at}
        QUALIFY row_number() OVER (PARTITION BY {listed(table.key)} ORDER BY recorded_at DESC, load DESC) = 1
    """)
