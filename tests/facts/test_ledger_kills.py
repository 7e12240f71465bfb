"""Nothing acknowledged is lost: writers killed, two writers at once, a reader meanwhile."""

import subprocess
import sys
from pathlib import Path

from ledger_kills import kill_rounds, write
from ledger_support import ledger_in

from bochiso.facts.held import Role, paths
from bochiso.facts.schema import DOSSIERS
from bochiso.facts.statements import stored_rows

SCRIPT = Path(__file__).with_name("ledger_kills.py")


def test_ledger_survives_being_killed(tmp_path: Path) -> None:
    assert kill_rounds(tmp_path, rounds=25, seed=766) > 10


def test_ledger_two_writers_take_turns_and_a_reader_never_waits(tmp_path: Path) -> None:
    with ledger_in(tmp_path) as ledger:
        write(tmp_path, 1)
        command = [sys.executable, str(SCRIPT), "--write", str(tmp_path), "--rounds", "6"]
        writers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
        seen = set()
        while any(writer.poll() is None for writer in writers):
            held = ledger.held()
            accepted = held.of(DOSSIERS, Role.ACCEPTED)
            with ledger.connect() as connection:
                rows = stored_rows(connection, DOSSIERS, paths(accepted))
                found = connection.execute(f"SELECT count(*) FROM {rows}").fetchone()
            assert found == (sum(segment.rows for segment in accepted),)
            seen.add(held.version)
        said = sorted(int(line) for writer in writers for line in writer.communicate()[0].splitlines())
    assert [writer.returncode for writer in writers] == [0, 0]
    assert said == list(range(2, 14)) and len(seen) > 1
