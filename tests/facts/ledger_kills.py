"""Writers that are killed in the middle of what they do, and what must hold of the ledger afterwards.

`python tests/facts/ledger_kills.py --rounds 300 --seed 1` does as many rounds as asked; the suite does a few.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[2] / "src"), str(Path(__file__).parent)]

from ledger_support import Row, net, staged

from bochiso.facts.held import Role
from bochiso.facts.ledger import Ledger
from bochiso.facts.manifest import Manifest
from bochiso.facts.places import storage_at
from bochiso.facts.schema import DOSSIERS, PROGRESS, Table
from bochiso.facts.statements import parquet
from bochiso.workspace.store import create_store, open_store

NOW = 1_000_000


def rows_of(load: int) -> tuple[Table, list[Row]]:
    """What load number `load` brings: new dossiers, every third time states or progress of dossiers that are there."""
    if load % 3 == 0:
        old = [f"K{load - 1}-{n}" for n in range(50)] if load % 6 else [f"K{load - 2}-{n}" for n in range(50)]
        if load % 2:
            return PROGRESS, [{"code": code, "status": 9, "at": load, "recorded_at": load} for code in old]
        return DOSSIERS, [_dossier(code, 10, load) for code in old]
    return DOSSIERS, [_dossier(f"K{load}-{n}", 4, load) for n in range(50 + load % 7 * 300)]


def _dossier(code: str, status: int, at: int) -> Row:
    return {"code": code, "procedure": "2.000815", "unit": "H55.01", "status": status, "recorded_at": at}


def write(folder: Path, loads: int) -> None:
    """Append load after load, and say the number of each that has been acknowledged."""
    store = open_store("bochiso.db", folder)
    ledger = Ledger(store.transaction, storage_at("so-ho-so", folder))
    own = folder / f"staged-{os.getpid()}"  # two writers with the same rows would write one file over the other's
    for _ in range(loads):
        table, rows = rows_of(ledger.held().version + 1)
        receipt = ledger.append(staged(own, table, rows), now=NOW, who="an")
        os.write(1, f"{receipt.load}\n".encode())
    store.close()


def check(folder: Path, acknowledged: int, whole: bool = False) -> int:
    """The number of loads held, after making sure that none is lost, torn or doubled."""
    store = open_store("bochiso.db", folder)
    ledger = Ledger(store.transaction, storage_at("so-ho-so", folder))
    held, loads = ledger.held(), ledger.loads()
    assert held.version in (acknowledged, acknowledged + 1), (held.version, acknowledged)
    assert [load.number for load in loads] == list(range(1, held.version + 1))
    brought = [rows_of(load.number) for load in loads]
    assert [load.rows_taken for load in loads] == [len(rows) for _, rows in brought]
    with ledger.connect() as connection:
        for segment in held.segments:
            found = connection.execute(f"SELECT count(*) FROM {parquet([segment.path])}").fetchone()
            assert found == (segment.rows,), segment
    for table in (DOSSIERS, PROGRESS):
        wanted = sum(len(rows) for each, rows in brought if each is table)
        assert sum(segment.rows for segment in held.of(table, Role.ACCEPTED)) == wanted
    if whole:
        _check_states(ledger, brought)
    store.close()
    return held.version


def _check_states(ledger: Ledger, brought: list[tuple[Table, list[Row]]]) -> None:
    """Every dossier has one state, and those that progress speaks of have ended."""
    codes = {row["code"] for table, rows in brought if table is DOSSIERS for row in rows}
    signed = net(ledger)
    assert sum(signed.values()) == len(codes)
    ended = {state[0] for (state, _), count in signed.items() if state[7] is not None and count > 0}
    assert ended == {row["code"] for table, rows in brought if table is PROGRESS for row in rows}


def kill_rounds(folder: Path, rounds: int, seed: int) -> int:
    """Start a writer, kill it at a random moment, check; as often as asked. The number of loads at the end."""
    create_store("bochiso.db", folder).close()
    chance = random.Random(seed)
    version, each = 0, 0.1  # seconds that a load takes here
    command = [sys.executable, str(Path(__file__)), "--serve", str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None and server.stdout is not None
        for _ in range(rounds):
            server.stdin.write("go\n")
            server.stdin.flush()
            writer = int(server.stdout.readline())
            begun = time.monotonic()
            said = [server.stdout.readline() for _ in range(chance.randrange(2))]
            each = (time.monotonic() - begun) / len(said) if said else each
            time.sleep(chance.uniform(0, 1.5 * each))
            os.kill(writer, signal.SIGKILL)
            said += iter(server.stdout.readline, "end\n")
            version = check(folder, max(map(int, said), default=version))
        server.stdin.close()
    write(folder, 1)
    version = check(folder, version + 1, whole=True)
    assert not _strangers(folder)
    return version


def _strangers(folder: Path) -> set[str]:
    """Files of the ledger that it does not know."""
    store = open_store("bochiso.db", folder)
    storage = storage_at("so-ho-so", folder)
    known = Manifest(store.transaction).needed(NOW, 3600)
    store.close()
    return storage.shelf.names().keys() - known


def _serve(folder: Path) -> None:
    """Fork a writer whenever asked to: it starts at once, with everything imported."""
    import bochiso.facts.appending
    import bochiso.facts.connection  # noqa: F401

    for _ in sys.stdin:
        writer = os.fork()
        if writer == 0:
            write(folder, 10_000)
        os.write(1, f"{writer}\n".encode())
        os.waitpid(writer, 0)
        os.write(1, b"end\n")


def _main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--serve", type=Path)
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    if given.serve:
        _serve(given.serve)
    elif given.write:
        write(given.write, given.rounds)
    else:
        with tempfile.TemporaryDirectory() as folder:
            loads = kill_rounds(Path(folder), given.rounds, given.seed)
        sys.stdout.write(f"{given.rounds} kills, {loads} loads held, none lost, none torn\n")


if __name__ == "__main__":
    _main()
