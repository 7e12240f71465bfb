"""Facts as a ledger holds them: Parquet segments of several loads, in which a dossier's later state replaces the former.

How the rows are cut into segments, and what was put in and taken away again at one instant, is chosen at random: no
count may depend on it.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from generated import World
from records import Certification, Dossier, Facts, Petition, Procedure, Service, Total

from bochiso.facts.engines import engine_named
from bochiso.facts.held import Held, Role, Segment
from bochiso.facts.schema import (
    CERTIFICATIONS,
    DOSSIERS,
    PETITIONS,
    PROCEDURES,
    SERVICES,
    TOTALS,
    Table,
)
from bochiso.index.model import Edition
from bochiso.measure.compute import Computed, Source, compute, moment_at

Record = Procedure | Service | Dossier | Petition | Certification | Total
ARROW = {
    "VARCHAR": pa.string(),
    "INTEGER": pa.int32(),
    "BOOLEAN": pa.bool_(),
    "BIGINT": pa.int64(),
    "TINYINT": pa.int8(),
}


def held_of(facts: Facts, folder: Path, seed: int = 0) -> Held:
    """The facts written below the folder, cut into segments as the seed has it."""
    chance = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    placed: list[tuple[Table, Role, Record]] = [
        (table, Role.ACCEPTED, row)
        for table, rows in (
            (PROCEDURES, facts.procedures), (SERVICES, facts.services), (PETITIONS, facts.petitions),
            (CERTIFICATIONS, facts.certifications), (TOTALS, facts.totals),
        )
        for row in rows
    ]  # fmt: skip
    placed += [(DOSSIERS, role, row) for role, row in _signed(facts.dossiers, chance)]
    parts: dict[tuple[str, Role, int], list[Record]] = {}
    pieces = chance.choice((1, 2, 3))
    for table, role, row in placed:
        parts.setdefault((table.name, role, chance.randrange(pieces)), []).append(row)
    tables = {table.name: table for table, _, _ in placed}
    segments = [
        _segment(tables[name], role, rows, folder / f"{name}-{role}-{piece}.parquet", piece)
        for (name, role, piece), rows in parts.items()
    ]
    chance.shuffle(segments)
    return Held(pieces, tuple(segments))


def _signed(dossiers: Iterable[Dossier], chance: random.Random) -> Iterator[tuple[Role, Dossier]]:
    """Every state once, and once more as taken away when the next one is recorded.

    Some states come as a row that is at once taken away again, with the whole state added in its place, as where
    progress completes what a file said.
    """
    states: dict[str, list[Dossier]] = {}
    for dossier in dossiers:
        states.setdefault(dossier.code, []).append(dossier)
    for own in states.values():
        own.sort(key=lambda dossier: dossier.recorded_at)
        for state in own:
            if chance.random() < 0.8:
                yield Role.ACCEPTED, state
                continue
            other = _at(chance.choice(own), state.recorded_at)
            yield from ((Role.ACCEPTED, other), (Role.REMOVED, other), (Role.ADDED, state))
        for former, state in pairwise(own):
            yield Role.REMOVED, _at(former, state.recorded_at)


def _at(dossier: Dossier, second: int) -> Dossier:
    return Dossier(**(vars(dossier) | {"recorded_at": second}))


def _segment(table: Table, role: Role, rows: Sequence[Record], path: Path, load: int) -> Segment:
    columns = {column.name: ARROW[column.stored] for column in table.columns} | {"recorded_at": pa.int32()}
    arrays = {name: pa.array([getattr(row, name) for row in rows], kind) for name, kind in columns.items()}
    arrays["load"] = pa.array([load] * len(rows), pa.int32())
    pq.write_table(pa.table(arrays), path)
    recorded = [row.recorded_at for row in rows]
    received = [row.received_at for row in rows if isinstance(row, Dossier | Petition) and row.received_at is not None]
    without_due = sum(isinstance(row, Dossier) and row.due_at is None for row in rows)
    return Segment(
        str(path), table.name, role, len(rows), min(recorded), max(recorded),
        min(received, default=None), max(received, default=None), without_due,
    )  # fmt: skip


@dataclass(frozen=True)
class Counting:
    """The product, ready to count what a folder holds."""

    source: Source

    def __call__(self, edition: Edition, moments: Sequence[tuple[object, ...]]) -> tuple[Computed, ...]:
        return compute(self.source, edition, [moment_at(*moment) for moment in moments])  # type: ignore[arg-type]


@contextmanager
def counting(world: World, folder: Path, engine: str = "duckdb") -> Iterator[Counting]:
    """The product over a world written into a folder."""
    held = held_of(world.facts, folder / "segments", world.written)
    with duckdb.connect() as connection:
        scratch = folder / "scratch"
        yield Counting(Source(held, connection, engine_named(engine, scratch), world.registry, world.root))
