"""Files as a reader would have staged them, ledgers in a folder, and what a ledger holds, as plain Python."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bochiso.facts.held import Role, paths
from bochiso.facts.ledger import Ledger
from bochiso.facts.places import storage_at
from bochiso.facts.schema import DOSSIERS, Table
from bochiso.facts.staged import Staged
from bochiso.facts.statements import listed, stored_rows
from bochiso.workspace.store import create_store

Row = Mapping[str, object]
ARROW = {
    "VARCHAR": pa.string(),
    "INTEGER": pa.int32(),
    "BOOLEAN": pa.bool_(),
    "BIGINT": pa.int64(),
    "TINYINT": pa.int8(),
}


@contextmanager
def ledger_in(folder: Path, ledger: str = "so-ho-so") -> Iterator[Ledger]:
    """The ledger of a workspace in a folder, made where there is none."""
    store = create_store("bochiso.db", folder)
    try:
        yield Ledger(store.transaction, storage_at(ledger, folder))
    finally:
        store.close()


def staged(
    folder: Path, table: Table, rows: Sequence[Row], refused: Sequence[Row] = (), name: str = "tep.csv"
) -> Staged:
    """Rows (missing columns are unknown) as the two files of a reader; the hash is that of the content."""
    folder.mkdir(parents=True, exist_ok=True)
    numbered = [{"row": number} | dict(row) for number, row in enumerate(rows, 1)]
    content = hashlib.sha256(repr((table.name, numbered, refused)).encode()).hexdigest()
    typed = {column.name: ARROW[column.stored] for column in table.columns}
    accepted, turned_away = folder / f"{content}.accepted", folder / f"{content}.refused"
    _write(accepted, typed | {"recorded_at": pa.int32(), "row": pa.int64()}, numbered)
    texts = {name: pa.string() for name in (*typed, "recorded_at")}
    _write(turned_away, texts | {"row": pa.int64(), "reason": pa.string()}, refused)
    return Staged(table, name, content, accepted, turned_away, len(rows), len(refused))


def _write(path: Path, columns: Mapping[str, pa.DataType], rows: Sequence[Row]) -> None:
    arrays = {name: pa.array([row.get(name) for row in rows], kind) for name, kind in columns.items()}
    pq.write_table(pa.table(arrays), path)


State = tuple[object, ...]
"""The columns of a dossier, in the order of the table."""


def net(ledger: Ledger) -> Counter[tuple[State, int]]:
    """The signed rows of dossiers with their instants; what was put in and taken away at one instant cancels out."""
    held = ledger.held()
    total: Counter[tuple[State, int]] = Counter()
    with ledger.connect() as connection:
        for role in Role:
            sign = -1 if role is Role.REMOVED else 1
            rows = stored_rows(connection, DOSSIERS, paths(held.of(DOSSIERS, role)))
            for *state, at in connection.execute(
                f"SELECT {listed(DOSSIERS.names)}, recorded_at FROM {rows}"
            ).fetchall():
                total[tuple(state), at] += sign
    return Counter({key: count for key, count in total.items() if count})


def known(signed: Mapping[tuple[State, int], int], at: int) -> Counter[State]:
    """The states known at an instant: what was put in by then, less what was taken away."""
    total: Counter[State] = Counter()
    for (state, recorded), count in signed.items():
        if recorded <= at:
            total[state] += count
    return Counter({state: count for state, count in total.items() if count})
