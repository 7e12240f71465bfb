"""What a worker process has at hand: the workspace as it is now, its figures at any instant, and what was found before.

Facts recorded after an instant never change the figures of that instant, so what was found is kept by the files that
could tell of it, and loads that arrive later leave it valid.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from bochiso.facts.schema import DOSSIERS
from bochiso.time import Instant, moment_of, second_of
from bochiso.time import now as today
from bochiso.web.changes import State
from bochiso.web.shelf import Shelf
from bochiso.workspace.opened import Opened, opened

if TYPE_CHECKING:
    from bochiso.facts.engine import Engine
    from bochiso.facts.held import Held
    from bochiso.measure.compute import Source
    from bochiso.score.snapshot import Snapshot
    from bochiso.workspace.store import Entry

_KEPT = 48
"""Findings at hand in one worker; the largest are some megabytes."""

LONG = 1.2
"""Seconds beyond which an answer is a long one."""

REST = 2.0
"""After a long answer the same reading of the workspace serves for so many times as long."""

MEMORY = "700MB"
"""Of the queries of one worker, of which there are two beside the one that writes."""

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Known:
    """What can tell of an instant. Two readings that give the same one have the same figures there."""

    second: int
    files: frozenset[str]
    said_none: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Reading:
    """One consistent reading of the workspace on a day. `held` are the files of the ledger, `entries` the snapshots."""

    place: Opened
    held: "Held"
    entries: "tuple[Entry, ...]"
    day: date

    @property
    def state(self) -> State:
        """The state of the workspace that was read."""
        return State(max((entry.number for entry in self.entries), default=0), self.held.version, self.day)

    @cached_property
    def last_recorded(self) -> Instant | None:
        """The newest instant at which anything of a dossier was recorded; None without dossiers."""
        seconds = [each.last_recorded for each in self.held.of(DOSSIERS) if each.last_recorded is not None]
        return moment_of(max(seconds)) if seconds else None

    @cached_property
    def first_recorded(self) -> Instant | None:
        """The earliest instant at which anything of a dossier was recorded; None without dossiers."""
        seconds = [each.first_recorded for each in self.held.of(DOSSIERS) if each.first_recorded is not None]
        return moment_of(min(seconds)) if seconds else None


class Workbench:
    """An open workspace. Of one process and one thread; call `refresh` before each question."""

    def __init__(self, folder: Path) -> None:
        self._stack = ExitStack()
        self._place = self._stack.enter_context(opened(folder))
        self._scratch = self._stack.enter_context(self._place.ledger.scratch())
        self._connection = self._stack.enter_context(self._place.ledger.connect())
        self._found, self._found_now = Shelf(_KEPT), Shelf(_KEPT)
        self._read_at = monotonic()
        self._longest = 0.0
        self.now = self._read(None)

    def close(self) -> None:
        self._stack.close()

    def limit(self, threads: int) -> None:
        """Let the queries of this process use so many threads only, and a part of the memory that a command may use."""
        self._connection.execute(f"SET threads = {threads}")
        self._connection.execute(f"SET memory_limit = '{MEMORY}'")

    def refresh(self) -> None:
        """Read anew which snapshots and which files of the ledger there are.

        Where answers take long, not for each question: what follows the first long count then finds it done, and while
        dossiers arrive each second the machine is not kept counting.
        """
        now = monotonic()
        rest = REST * self._longest if self._longest > LONG else 0.0
        if now - self._read_at >= rest:
            read = self._read(self.now)
            if read is not self.now:
                self._forget(self.now)
                self.now, self._longest = read, 0.0
            self._read_at = now

    def took(self, seconds: float) -> None:
        """Be told how long an answer from the present reading took."""
        self._longest = max(self._longest, seconds)

    def _read(self, before: Reading | None) -> Reading:
        held, entries, day = self._place.ledger.held(), self._place.store.entries(), today().day
        if before and before.held == held:
            same = (before.entries, before.day) == (entries, day)
            return before if same else replace(before, entries=entries, day=day)
        # Units may have been loaded: what the place knows of them is read again when it is next asked.
        return Reading(replace(self._place), held, entries, day)

    @property
    def place(self) -> Opened:
        return self.now.place

    @cached_property
    def _engine(self) -> "Engine":
        from bochiso.facts.engines import engine_named

        return engine_named(self._place.settings.workspace.engine, self._scratch)

    @property
    def source(self) -> "Source":
        """The ledger as it is now, to count with."""
        from bochiso.measure.compute import Source

        return Source(self.now.held, self._connection, self._engine, self.place.registry, self.root)

    @property
    def root(self) -> str:
        """The code of the province or ministry whose workspace this is."""
        return self.place.settings.workspace.province

    @property
    def has_dossiers(self) -> bool:
        return self.now.last_recorded is not None

    def known(self, instant: Instant) -> Known:
        """What can tell of an instant, as a part of the key of what was found of it."""
        second = second_of(instant)
        files = (s.path for s in self.now.held.segments if s.first_recorded is None or s.first_recorded <= second)
        return Known(second, frozenset(files), self.now.held.said_none)

    def kept(self, key: Hashable, make: Callable[[], Thing]) -> Thing:
        """What was found under this key before, or what `make` finds now. Errors are not kept."""
        return self._found.kept(key, make)

    def kept_now(self, key: Hashable, make: Callable[[], Thing]) -> Thing:
        """As `kept`, for as long as the workspace is what it is now."""
        return self._found_now.kept(key, make)

    def _forget(self, before: Reading) -> None:
        """Let go of what nobody will ask for again: what was the newest there was."""
        self._found_now = Shelf(_KEPT)
        if before.last_recorded is not None:
            newest = second_of(before.last_recorded)
            self._found.drop(lambda key: _latest(key) >= newest)

    def snapshot(self, id: str) -> "Snapshot":
        """A stored snapshot."""
        return self.kept(("snapshot", id), lambda: self.place.store.get(id))


def _latest(key: Hashable) -> int:
    """The latest second that a key names what can tell of; -1 where it names none."""
    if isinstance(key, Known):
        return key.second
    return max(map(_latest, key), default=-1) if isinstance(key, tuple) else -1


@contextmanager
def workbench(folder: Path) -> Iterator[Workbench]:
    """A workbench that is closed afterwards. Raises `BochisoError` where there is no sound workspace."""
    bench = Workbench(folder)
    try:
        yield bench
    finally:
        bench.close()
