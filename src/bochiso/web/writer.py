"""The process that writes: what was sent to the API goes into the ledger by the same way as `bochiso load`.

One body is one load. The ledger knows a delivery that comes again by the hash of its whole file, also when newer states
have arrived in between, so bodies of several senders must not become one file.
"""

import csv
import hashlib
import signal
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from bochiso.errors import BochisoError, Problem
from bochiso.time import Instant
from bochiso.web.upload import BODY
from bochiso.web.worker import OURS

if TYPE_CHECKING:
    from bochiso.facts.schema import Table
    from bochiso.workspace.loading import Loaded
    from bochiso.workspace.opened import Opened

MOST_REFUSED = 100
"""Refused rows that an answer names; all of them are in the file beside the ledger."""

NICE = 5
"""Readers come first: the ledger can wait some milliseconds."""

_LONGEST_CELL = 64 * 2**20

_FULL = Problem(
    "ổ đĩa của máy chủ",
    "không ghi được",
    "hết chỗ trống hoặc không có quyền ghi; chưa nạp gì",
    "báo người quản trị máy chủ, rồi gửi lại đúng nội dung này",
)


@dataclass(frozen=True)
class Sent:
    """A body in a file of the workspace, for the table of this name."""

    table: str
    file: Path
    recorded_at: Instant | None


@dataclass(frozen=True)
class RefusedRow:
    """`row` counts the records of the body from 1."""

    row: int
    reason: str


@dataclass(frozen=True)
class Taken:
    """What became of a body, durable. `earlier` is the load that took the very same body before, None if none did."""

    load: int
    taken: int
    unchanged: int
    refused: int
    refused_rows: tuple[RefusedRow, ...]
    earlier: int | None
    unread: tuple[str, ...]
    unknown: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def useless(self) -> bool:
        """Whether every row was refused."""
        return self.refused > 0 and not self.taken and not self.unchanged


@dataclass(frozen=True)
class NotTaken:
    """A body that could not be taken in; nothing was written."""

    status: int
    problems: tuple[Problem, ...]


def serve(line: Connection, folder: Path) -> None:
    """What the process does until the server hangs up; a load that has begun is brought to its end."""
    import os

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.nice(NICE)
    csv.field_size_limit(_LONGEST_CELL)
    from bochiso.facts.schema import UNITS
    from bochiso.workspace.opened import opened

    try:
        with opened(folder) as place:
            units = place.ledger.held().of(UNITS)
            while True:
                sent = line.recv()
                # What was read of the units is kept for as long as no other units are loaded.
                before, units = units, place.ledger.held().of(UNITS)
                place = place if units == before else replace(place)
                line.send(written(place, sent))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def written(place: "Opened", sent: Sent) -> Taken | NotTaken:
    """Load one body. Every error becomes an answer in words."""
    from bochiso.facts.manifest import Manifest
    from bochiso.facts.schema import TABLES
    from bochiso.workspace.loading import load_files

    table = TABLES[sent.table]
    try:
        earlier = Manifest(place.store.transaction).earlier(table.name, _digest(sent.file))
        (loaded,) = load_files(place, table, [sent.file], recorded_at=sent.recorded_at)
        return _taken(loaded, table, earlier[-1].number if earlier else None)
    except BochisoError as error:
        return _not_taken(error, sent.file.name)
    except OSError:
        traceback.print_exc(file=sys.stderr)
        return NotTaken(503, (_FULL,))
    except Exception:
        traceback.print_exc(file=sys.stderr)
        return NotTaken(500, (OURS,))


def _not_taken(error: BochisoError, name: str) -> NotTaken:
    """What is wrong with the body stands under the name of its file; the rest is about this machine or the database."""
    if not all(problem.where.startswith(name) for problem in error.problems):
        return NotTaken(503, error.problems)
    told = (replace(each, where=BODY + each.where.removeprefix(name)) for each in error.problems)
    return NotTaken(422, tuple(told))


def _taken(loaded: "Loaded", table: "Table", earlier: int | None) -> Taken:
    receipt = loaded.receipt
    rows = _refused(receipt.refused_file) if receipt.refused_file else iter(())
    return Taken(
        receipt.load,
        receipt.taken,
        receipt.unchanged,
        receipt.refused,
        tuple(islice(rows, MOST_REFUSED)),
        earlier,
        loaded.staged.dropped,
        loaded.staged.unknown,
        receipt.warnings,
    )


def _refused(path: Path) -> Iterator[RefusedRow]:
    from bochiso.facts.refusals import REASON, ROW

    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield RefusedRow(int(row[ROW]), row[REASON])


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
