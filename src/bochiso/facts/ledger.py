"""The ledger of a workspace: facts are appended, each load all or nothing, and stay as they were known.

What `append` has returned for is on the disk and named by the database. Everything that needs the engine is imported
when it is first used.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bochiso.errors import BochisoError, fail
from bochiso.facts.held import Held
from bochiso.facts.manifest import Load, Manifest, Moved, Transactions
from bochiso.facts.staged import Staged
from bochiso.facts.storage import Storage, load_of
from bochiso.time import moment_of, second_of
from bochiso.time import now as clock

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Step = Callable[[str], None]
"""Told what is being done, in Vietnamese."""

_IDENTITY = "so-ho-so.id"
_LINGER = 3600
"""Seconds for which a merged segment is kept, so that a reader in mid-query still finds its files."""

_TRIES = 5


@dataclass(frozen=True)
class Receipt:
    """What became of one file. `refused_file` holds the refused rows, each with its reason."""

    load: int
    taken: int
    unchanged: int
    refused: int
    refused_file: Path | None
    warnings: tuple[str, ...] = ()


class Ledger:
    """Facts of one workspace. Readers never wait; writers take turns."""

    def __init__(self, transaction: Transactions, storage: Storage) -> None:
        self._manifest = Manifest(transaction)
        self._storage = storage

    def held(self) -> Held:
        """One consistent reading of which files there are."""
        version, found = self._manifest.current()
        segments = tuple(each.placed(self._storage.shelf.path) for each in found)
        return Held(version, segments, self._manifest.said_none())

    def loads(self) -> tuple[Load, ...]:
        """Every load so far, in order, also those that took nothing."""
        return self._manifest.loads()

    def latest_loads(self) -> tuple[Load, ...]:
        """Of each kind of fact the latest load that was not refused as a whole."""
        return self._manifest.latest()

    def told_loads(self, most: int) -> tuple[tuple[Load, ...], int]:
        """The latest loads with refused rows or warnings, newest first, and how many there are in all."""
        return self._manifest.told(most)

    def load(self, number: int) -> Load | None:
        """The load of this number, None where there is none."""
        return self._manifest.numbered(number)

    def refused_path(self, load: Load) -> Path | None:
        """Where the refused rows of a load were kept, None where none were refused; the file may be gone."""
        return self._storage.refused / load.refused_file if load.refused_file else None

    @contextmanager
    def connect(self) -> Iterator["DuckDBPyConnection"]:
        """A DuckDB connection fit to read the ledger: bounded memory, spilling beside it, errors in words."""
        from bochiso.facts.connection import connected

        with connected(self._storage.scratch) as connection:
            yield connection

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """A folder beside the ledger for what is read before it is appended; gone afterwards."""
        with self._storage.own_scratch() as folder:
            yield folder

    def tidy_scratch(self) -> None:
        """Remove what processes that were killed left of files they were reading."""
        self._storage.tidy_scratch()

    def append(
        self,
        staged: Staged,
        *,
        now: int,
        who: str,
        recorded_at: int | None = None,
        backfill: bool = False,
        step: Step | None = None,
    ) -> Receipt:
        """Take in the rows of one file. When this returns they are durable; when it raises nothing was taken.

        `now` and `recorded_at` are seconds since 2000; `recorded_at` is the instant of rows that bring none. A row
        recorded before one already held of its key is refused unless `backfill`. Raises `BochisoError`.
        """
        say = step or (lambda _text: None)
        if recorded_at is not None and recorded_at > now:
            raise _too_late(recorded_at, now)
        say("đang chờ tới lượt ghi")
        with self._storage.writing():
            self._bind()
            for _ in range(_TRIES):
                receipt = self._appended(staged, now, who, recorded_at, backfill, say)
                if receipt is not None:
                    return receipt
        raise fail(
            str(self._storage.home),
            f"có lệnh nạp khác chen vào {_TRIES} lần liền",
            why="số liệu phải được so với sổ ở đúng thời điểm ghi; chưa ghi gì",
            remedy="đợi các lệnh nạp ở máy khác xong rồi chạy lại",
        )

    def _appended(
        self, staged: Staged, now: int, who: str, recorded_at: int | None, backfill: bool, say: Step
    ) -> Receipt | None:
        """One try; None when another writer was acknowledged meanwhile."""
        from bochiso.facts.appending import Terms, prepare

        version, held = self._manifest.current()
        self._sweep(version, now)
        repeats = self._manifest.earlier(staged.table.name, staged.sha256)
        terms = Terms(version + 1, now, recorded_at, backfill, tuple(each.number for each in repeats))
        with self.connect() as connection:
            prepared = prepare(connection, self._storage, staged, terms, held, say)
        try:
            say("đang ghi xuống đĩa")
            prepared.publish()
            load = prepared.load(staged, terms, who, repeats[-1] if repeats else None)
            self._manifest.acknowledge(load, prepared.written.segments, prepared.written.superseded)
        except Moved:
            prepared.discard()
            return None
        except OSError:
            prepared.discard()
            raise
        # Whatever else went wrong at the commit, the database may have kept it: the next load sweeps, or counts it.
        refused_file = prepared.refused if load.refused_file else None
        return Receipt(
            load.number, load.rows_taken, load.rows_unchanged, load.rows_refused, refused_file, load.warnings
        )

    def _bind(self) -> None:
        """Make sure that this database and this folder belong together, so that nothing is swept by mistake."""
        shelf = self._storage.shelf
        ours, theirs = self._manifest.identity(), shelf.read(_IDENTITY)
        if ours and ours == theirs:
            return
        _, held = self._manifest.current()
        if (ours and theirs) or (theirs and shelf.names()) or held:
            raise self._stranger("thư mục sổ hồ sơ không phải của cơ sở dữ liệu này")
        if not theirs:
            theirs = ours or uuid.uuid4().hex
            shelf.aside(_IDENTITY).write_text(theirs, encoding="utf-8")
            shelf.publish(_IDENTITY)
        if not ours:
            self._manifest.name(theirs)

    def _sweep(self, version: int, now: int) -> None:
        """Remove what interrupted loads left behind and what a merge replaced long enough ago."""
        shelf = self._storage.shelf
        needed = self._manifest.needed(now, _LINGER)
        spare = {name: changed for name, changed in shelf.names().items() if name not in needed}
        if not shelf.grace and any((load_of(name) or 0) > version + 1 for name in spare):
            raise self._stranger(f"sổ có tệp của những lần nạp sau lần {version}, cơ sở dữ liệu thì không")
        for name, changed in spare.items():
            if changed <= second_of(clock()) - shelf.grace:
                shelf.remove(name)
        self._storage.tidy(version)

    def _stranger(self, what: str) -> BochisoError:
        return fail(
            self._storage.shelf.path(""),
            what,
            why="nạp tiếp sẽ xoá hoặc trộn lẫn số liệu đã nhận; chưa ghi gì",
            remedy="kiểm tra «ledger» và «database» trong bochiso.toml, ổ đĩa đã gắn chưa, "
            "và khôi phục hai thứ từ cùng một bản sao lưu",
        )


def _too_late(recorded_at: int, now: int) -> BochisoError:
    return fail(
        f"--recorded-at {moment_of(recorded_at)}",
        f"sau thời điểm nạp ({moment_of(now)})",
        why="không ai biết trước số liệu",
        remedy="ghi thời điểm mà số liệu đã được biết",
    )
