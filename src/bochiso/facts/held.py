"""One consistent reading of what the ledger holds: which files, and what their rows span."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bochiso.facts.schema import Table


class Role(StrEnum):
    """What the rows of a segment stand for.

    `accepted` rows are those of the files, never touched again. The other two exist for dossiers alone: from the
    recording of a new state, a `removed` row takes one earlier row away and an `added` row puts another in its place.
    So the states known at an instant are the accepted and added rows recorded by then, less the removed ones, and a
    count of them needs no look at what follows a row.
    """

    ACCEPTED = "accepted"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Segment:
    """A Parquet file of one table, with every column of the table, `recorded_at` and `load` (both INTEGER).

    The four bounds are seconds since 2000, None where no row has a value; `without_due` counts the dossiers that have
    no due date.
    """

    path: str
    table: str
    role: Role
    rows: int
    first_recorded: int | None
    last_recorded: int | None
    first_received: int | None = None
    last_received: int | None = None
    without_due: int = 0


@dataclass(frozen=True)
class Held:
    """`version` is the number of the latest load; it grows with each."""

    version: int
    segments: tuple[Segment, ...]

    def of(self, table: Table, *roles: Role) -> tuple[Segment, ...]:
        """The segments of a table, of these roles or of all."""
        return tuple(s for s in self.segments if s.table == table.name and (not roles or s.role in roles))

    def has(self, table: Table, known_at: int) -> bool:
        """Whether any row of the table was known at the instant."""
        return any(s.first_recorded is not None and s.first_recorded <= known_at for s in self.of(table))


def paths(segments: Iterable[Segment]) -> tuple[str, ...]:
    """Where the files are."""
    return tuple(segment.path for segment in segments)
