"""Segments written: rows of the connection into Parquet files aside, measured, then given their names."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bochiso.facts.held import Role, Segment
from bochiso.facts.manifest import Numbered
from bochiso.facts.schema import DOSSIERS, Table
from bochiso.facts.statements import listed, literal, parquet, stored_columns, stored_rows
from bochiso.facts.storage import Shelf, segment_name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_ROW_GROUP = 122_880
"""DuckDB's own size. With a million, sorting and writing 10 million dossiers takes 13.6 s instead of 5.4 s."""

_CLUSTER = "due_at IS NULL, unit, procedure, received_at"
"""The order of dossiers in a file: a count by unit and procedure then reads runs of equal values, and one of the few
without a due date only the end of the file."""

SMALL = 1_000_000
MANY = 32
"""More than this many segments below `SMALL` rows are merged into one."""


@dataclass
class Written:
    """The files of one load so far, by the names they will have; `superseded` are those they take the place of."""

    connection: "DuckDBPyConnection"
    shelf: Shelf
    load: int
    segments: list[Segment] = field(default_factory=list)
    superseded: list[int] = field(default_factory=list)

    def add(self, table: Table, role: Role, rows: str) -> None:
        """Write rows, a source with the table's columns and `recorded_at`, as a segment of this load."""
        self._write(table, role, f"SELECT {listed(table.names)}, recorded_at, {self.load}::INTEGER AS load FROM {rows}")

    def merge(self, table: Table, role: Role, held: Sequence[Numbered]) -> None:
        """Put the small segments of a table and role together where there are too many of them."""
        small = [
            each
            for each in held
            if each.segment.table == table.name and each.segment.role is role and each.segment.rows < SMALL
        ]
        if len(small) <= MANY:
            return
        rows = stored_rows(self.connection, table, [self.shelf.path(each.segment.path) for each in small])
        merged = self._write(table, role, f"SELECT {stored_columns(table)} FROM {rows}")
        if merged != sum(each.segment.rows for each in small):
            raise AssertionError(f"merging {table.name} {role} lost rows")
        self.superseded += [each.number for each in small]

    def publish(self) -> None:
        """Give every file its name; after this they lack only their acknowledgement."""
        for segment in self.segments:
            self.shelf.publish(segment.path)

    def discard(self) -> None:
        """Take back what was written; for a load that is not going to be acknowledged."""
        for segment in self.segments:
            self.shelf.aside(segment.path).unlink(missing_ok=True)
            self.shelf.remove(segment.path)

    def _write(self, table: Table, role: Role, query: str) -> int:
        name = segment_name(table.name, role, self.load)
        aside = self.shelf.aside(name)
        order = _CLUSTER if table is DOSSIERS else listed(table.key)
        try:
            self.connection.execute(
                f"COPY ({query} ORDER BY {order}) TO {literal(str(aside))}"
                f" (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP})"
            )
            segment = _measured(self.connection, table, role, name, str(aside))
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
        if segment.rows:
            self.segments.append(segment)
        else:
            aside.unlink()
        return segment.rows


def _measured(connection: "DuckDBPyConnection", table: Table, role: Role, name: str, file: str) -> Segment:
    received = "min(received_at), max(received_at)" if "received_at" in table.names else "NULL, NULL"
    due = "count(*) FILTER (due_at IS NULL)" if "due_at" in table.names else "0"
    row = connection.execute(
        f"SELECT count(*), min(recorded_at), max(recorded_at), {received}, {due} FROM {parquet([file])}"
    ).fetchone()
    assert row is not None  # an aggregate without GROUP BY always gives a row
    return Segment(name, table.name, role, *row)
