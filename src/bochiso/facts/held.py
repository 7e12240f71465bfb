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
    """`version` is the number of the latest load; it grows with each.

    `said_none` are the tables of which a file without any row was loaded, and the second from which that was known:
    there is nothing of the kind, which is not the same as not knowing.
    """

    version: int
    segments: tuple[Segment, ...]
    said_none: tuple[tuple[str, int], ...] = ()

    def of(self, table: Table, *roles: Role) -> tuple[Segment, ...]:
        """The segments of a table, of these roles or of all."""
        return tuple(s for s in self.segments if s.table == table.name and (not roles or s.role in roles))

    def has(self, table: Table, known_at: int) -> bool:
        """Whether anything of the table was known at the instant, be it that there is none."""
        known = [s.first_recorded for s in self.of(table) if s.first_recorded is not None]
        known += [second for name, second in self.said_none if name == table.name]
        return any(second <= known_at for second in known)


def paths(segments: Iterable[Segment]) -> tuple[str, ...]:
    """Where the files are."""
    return tuple(segment.path for segment in segments)
