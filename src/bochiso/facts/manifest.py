"""What the ledger has acknowledged: two tables in the workspace's database. A file they do not name does not count."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Protocol

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    Text,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from bochiso.facts.held import Role, Segment

MANIFEST = MetaData()

loads = Table(
    "load",
    MANIFEST,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(32), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("who", Text, nullable=False),
    Column("loaded_at", Integer, nullable=False),
    Column("recorded_at", Integer),
    Column("backfill", Boolean, nullable=False),
    Column("rows_taken", BigInteger, nullable=False),
    Column("rows_unchanged", BigInteger, nullable=False),
    Column("rows_refused", BigInteger, nullable=False),
    Column("refused_file", Text, nullable=False),
    Column("dropped", Text, nullable=False),
    Column("unknown", Text, nullable=False),
    Column("warnings", Text, nullable=False),
)

segments = Table(
    "segment",
    MANIFEST,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("load", Integer, ForeignKey("load.number"), nullable=False),
    Column("table", String(32), nullable=False),
    Column("role", String(16), nullable=False),
    Column("path", String(255), nullable=False, unique=True),
    Column("rows", BigInteger, nullable=False),
    Column("first_recorded", Integer),
    Column("last_recorded", Integer),
    Column("first_received", Integer),
    Column("last_received", Integer),
    Column("without_due", BigInteger, nullable=False),
    Column("superseded_by", Integer, ForeignKey("load.number")),
)

identities = Table("ledger", MANIFEST, Column("id", String(32), primary_key=True))


class Transactions(Protocol):
    """Begins a transaction on the workspace's database; one that `writes` waits for its turn."""

    def __call__(self, *, writes: bool = False) -> AbstractContextManager[Connection]: ...


class Moved(Exception):
    """Another writer was acknowledged first; what was prepared must be prepared again."""


@dataclass(frozen=True)
class Load:
    """One file taken in. Instants are seconds since 2000; `recorded_at` is what the command gave, if anything."""

    number: int
    kind: str
    file_name: str
    sha256: str
    who: str
    loaded_at: int
    recorded_at: int | None
    backfill: bool
    rows_taken: int
    rows_unchanged: int
    rows_refused: int
    refused_file: str
    dropped: tuple[str, ...]
    unknown: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Numbered:
    """A segment as the manifest names it: `path` is relative to the shelf."""

    number: int
    segment: Segment

    def placed(self, place: Callable[[str], str]) -> Segment:
        """The segment with what a reader opens for its path."""
        return replace(self.segment, path=place(self.segment.path))


_LISTS = ("dropped", "unknown", "warnings")
_MEASURES = ("rows", "first_recorded", "last_recorded", "first_received", "last_received", "without_due")


@dataclass(frozen=True)
class Manifest:
    transaction: Transactions

    def current(self) -> tuple[int, tuple[Numbered, ...]]:
        """The number of the latest load (0: none) and the segments in force, in one statement and so of one moment."""
        latest = select(func.coalesce(func.max(loads.c.number), 0).label("version")).subquery()
        live = select(segments).where(segments.c.superseded_by.is_(None)).subquery()
        query = select(latest.c.version, live).join_from(latest, live, onclause=latest.c.version >= 0, isouter=True)
        with self.transaction() as connection:
            rows = connection.execute(query.order_by(live.c.number)).mappings().all()
        found = (
            Numbered(
                row["number"],
                Segment(row["path"], row["table"], Role(row["role"]), *(row[name] for name in _MEASURES)),
            )
            for row in rows
            if row["number"] is not None
        )
        return rows[0]["version"], tuple(found)

    def said_none(self) -> tuple[tuple[str, int], ...]:
        """The kinds of which a file without a row was loaded, and from which second on that was known."""
        rows = (loads.c.rows_taken, loads.c.rows_unchanged, loads.c.rows_refused)
        query = select(loads.c.kind, loads.c.loaded_at, loads.c.recorded_at).where(*(count == 0 for count in rows))
        with self.transaction() as connection:
            found = connection.execute(query).all()
        return tuple((kind, loaded if recorded is None else recorded) for kind, loaded, recorded in found)

    def loads(self) -> tuple[Load, ...]:
        """Every load, in order."""
        with self.transaction() as connection:
            rows = connection.execute(select(loads).order_by(loads.c.number)).all()
        return tuple(map(_load, rows))

    def numbered(self, number: int) -> Load | None:
        """The load of this number, None where there is none."""
        with self.transaction() as connection:
            row = connection.execute(select(loads).where(loads.c.number == number)).first()
        return None if row is None else _load(row)

    def told(self, most: int) -> tuple[tuple[Load, ...], int]:
        """The latest loads with refused rows or warnings, newest first, and how many there are in all."""
        telling = (loads.c.rows_refused > 0) | (loads.c.warnings != "")
        newest = select(loads).where(telling).order_by(loads.c.number.desc()).limit(most)
        with self.transaction() as connection:
            rows = connection.execute(newest).all()
            number = connection.execute(select(func.count()).select_from(loads).where(telling)).scalar_one()
        return tuple(map(_load, rows)), number

    def latest(self) -> tuple[Load, ...]:
        """Of each kind the latest load that was not refused as a whole."""
        useful = (loads.c.rows_taken > 0) | (loads.c.rows_unchanged > 0) | (loads.c.rows_refused == 0)
        numbers = select(func.max(loads.c.number)).where(useful).group_by(loads.c.kind)
        with self.transaction() as connection:
            rows = connection.execute(select(loads).where(loads.c.number.in_(numbers)).order_by(loads.c.number)).all()
        return tuple(map(_load, rows))

    def earlier(self, kind: str, sha256: str) -> tuple[Load, ...]:
        """The loads of this very file as this kind, in order."""
        query = select(loads).where(loads.c.kind == kind, loads.c.sha256 == sha256).order_by(loads.c.number)
        with self.transaction() as connection:
            return tuple(map(_load, connection.execute(query)))

    def needed(self, now: int, linger: int) -> frozenset[str]:
        """Paths that readers may still open: those in force, and those superseded less than `linger` seconds ago."""
        by = loads.alias()
        query = select(segments.c.path).join(by, by.c.number == segments.c.superseded_by, isouter=True)
        query = query.where(segments.c.superseded_by.is_(None) | (by.c.loaded_at > now - linger))
        with self.transaction() as connection:
            return frozenset(connection.execute(query).scalars())

    def acknowledge(self, load: Load, written: Iterable[Segment], superseded: Iterable[int] = ()) -> None:
        """Record a load, its files and what they replace, all or none. Raises `Moved` when it is not the next one."""
        with self.transaction(writes=True) as connection:
            version = connection.execute(select(func.max(loads.c.number))).scalar() or 0
            if version != load.number - 1:
                raise Moved
            try:
                connection.execute(insert(loads).values(_columns(load)))
            except IntegrityError:
                raise Moved from None
            for segment in written:
                connection.execute(insert(segments).values(load=load.number, **_measured(segment)))
            for number in superseded:
                old = update(segments).where(segments.c.number == number)
                connection.execute(old.values(superseded_by=load.number))

    def identity(self) -> str:
        """The name of the ledger that this database belongs to; empty before the first load."""
        with self.transaction() as connection:
            return connection.execute(select(identities.c.id)).scalar() or ""

    def name(self, id: str) -> None:
        """Bind this database to a ledger."""
        with self.transaction(writes=True) as connection:
            connection.execute(insert(identities).values(id=id))


def _load(row: Row[tuple[object, ...]]) -> Load:
    return Load(
        number=row.number,
        kind=row.kind,
        file_name=row.file_name,
        sha256=row.sha256,
        who=row.who,
        loaded_at=row.loaded_at,
        recorded_at=row.recorded_at,
        backfill=row.backfill,
        rows_taken=row.rows_taken,
        rows_unchanged=row.rows_unchanged,
        rows_refused=row.rows_refused,
        refused_file=row.refused_file,
        dropped=tuple(row.dropped.splitlines()),
        unknown=tuple(row.unknown.splitlines()),
        warnings=tuple(row.warnings.splitlines()),
    )


def _measured(segment: Segment) -> dict[str, object]:
    named = {name: getattr(segment, name) for name in _MEASURES}
    return {"table": segment.table, "role": segment.role.value, "path": segment.path} | named


def _columns(load: Load) -> dict[str, object]:
    return {
        column.name: "\n".join(getattr(load, column.name)) if column.name in _LISTS else getattr(load, column.name)
        for column in loads.c
    }
