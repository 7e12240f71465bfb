"""Answers at hand: each question is asked once for each state of the workspace, however many readers wait for it.

An answer of an older state is shown until the newer one is there, with its own instant above it: a reader never waits
for a long count twice, and a page always says of when it is. Questions that open pages ask are asked again by
themselves when something was loaded, but none takes more than a part of a worker's time.
"""

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from bochiso.web.answer import Answer, Ask
from bochiso.web.changes import State
from bochiso.web.worker import Worker

KEEP_BYTES = 96_000_000
"""Written answers at hand; the longest asked for first go first."""

LARGEST = 8_000_000
"""Bytes of an answer that is not kept: a long list on its way into somebody's spreadsheet."""

KNOWN = 5_000
"""Questions that an open page can name by their key."""

PATIENCE = 0.1
"""Seconds that a reader waits for a newer answer where an older one is there."""

REST = 3.0
"""After a question was asked again by itself, the worker is not asked it for so many times as long as it took."""

WAITING = 200
"""Questions that may wait for a worker; more are turned away until there is room."""

_LIGHT, _HEAVY = False, True


class Crowded(Exception):
    """Too many different questions wait."""


@dataclass
class Kept:
    """`state` is what the answer is of; `again` the earliest second at which it is asked again by itself."""

    answer: Answer
    state: State
    again: float
    asked: float = field(default_factory=monotonic)


Told = Callable[[Ask], None]
"""Called when an answer has become another one."""


class Desk:
    """Of one event loop. `heavy` tells the questions that the slow worker takes."""

    def __init__(self, folder: Path, heavy: Callable[[Ask], bool], state: State, told: Told) -> None:
        self._workers = {_LIGHT: Worker(folder, 2, 2), _HEAVY: Worker(folder, 10, 1)}
        self._threads = {kind: ThreadPoolExecutor(1, f"worker-{kind}") for kind in self._workers}
        self._heavy, self._told = heavy, told
        self._kept: OrderedDict[Ask, Kept] = OrderedDict()
        self._bytes = 0
        self._known: OrderedDict[str, Ask] = OrderedDict()
        self._asking: dict[Ask, asyncio.Task[Answer]] = {}
        self._wanted: Counter[Ask] = Counter()
        self.state = state

    def close(self) -> None:
        """End the workers at once; whoever still waits is told so."""
        for worker in self._workers.values():
            worker.close()
        for threads in self._threads.values():
            threads.shutdown(wait=False, cancel_futures=True)

    def at_hand(self, ask: Ask) -> Answer | None:
        """The answer that is here, be it older."""
        kept = self._kept.get(ask)
        if kept is None:
            return None
        kept.asked = monotonic()
        self._kept.move_to_end(ask)
        return kept.answer

    def is_fresh(self, ask: Ask) -> bool:
        """Whether the answer at hand is of the present state."""
        kept = self._kept.get(ask)
        # A worker may have seen a load before the watch has.
        return kept is not None and kept.state.reaches(self.state)

    async def answer(self, ask: Ask, patience: float, *, fresh: bool = False) -> Answer | None:
        """The answer, or None where there is none at hand and none came within `patience` seconds.

        With `fresh` an older one does not do. Raises `Crowded`.
        """
        self._remember(ask)
        here = self.at_hand(ask)
        if here is not None and self.is_fresh(ask):
            return here
        if here is not None and not fresh:
            if monotonic() < self._kept[ask].again:
                return here
            patience = min(patience, PATIENCE)
        asking = self._ask(ask)
        done, _ = await asyncio.wait([asking], timeout=patience)
        if done:
            return asking.result()
        return None if fresh else here

    def known(self, key: str) -> Ask | None:
        """The question of this key, if it was asked lately."""
        return self._known.get(key)

    def want(self, asks: Iterable[Ask]) -> None:
        """An open page shows these answers."""
        self._wanted.update(asks)

    def release(self, asks: Iterable[Ask]) -> None:
        """The page was closed."""
        self._wanted.subtract(asks)
        self._wanted += Counter()

    def moved(self, state: State) -> None:
        """The workspace is in another state."""
        self.state = state

    def renew(self) -> None:
        """Ask again what open pages show and is older than the present state, cheap questions first."""
        now = monotonic()
        here = (ask for ask in self._wanted if ask in self._kept and ask not in self._asking)
        stale = [ask for ask in here if not self.is_fresh(ask)]
        for ask in sorted(stale, key=lambda each: self._kept[each].answer.cost):
            if self._kept[ask].again <= now and len(self._asking) < WAITING // 2:
                self._ask(ask)

    def stale(self, asks: Iterable[Ask]) -> bool:
        """Whether any of these is shown from an older state."""
        return any(not self.is_fresh(ask) for ask in asks)

    def _remember(self, ask: Ask) -> None:
        self._known[ask.key] = ask
        self._known.move_to_end(ask.key)
        while len(self._known) > KNOWN:
            self._known.popitem(last=False)

    def _ask(self, ask: Ask) -> asyncio.Task[Answer]:
        if ask not in self._asking:
            if len(self._asking) >= WAITING:
                raise Crowded
            self._asking[ask] = asyncio.get_running_loop().create_task(self._asked(ask))
        return self._asking[ask]

    async def _asked(self, ask: Ask) -> Answer:
        kind = self._heavy(ask)
        try:
            loop = asyncio.get_running_loop()
            answer = await loop.run_in_executor(self._threads[kind], self._workers[kind].answer, ask)
        finally:
            self._asking.pop(ask, None)
        self._keep(ask, answer)
        return answer

    def _keep(self, ask: Ask, answer: Answer) -> None:
        before = self._kept.pop(ask, None)
        self._bytes -= before.answer.size if before else 0
        if answer.state is not None and answer.status < 500 and answer.size <= LARGEST:
            asked = before.asked if before else monotonic()
            self._kept[ask] = Kept(answer, answer.state, monotonic() + REST * answer.cost, asked)
            self._bytes += answer.size
        while self._bytes > KEEP_BYTES and len(self._kept) > 1:
            _, gone = self._kept.popitem(last=False)
            self._bytes -= gone.answer.size
        if before is None or before.answer.etag != answer.etag:
            self._told(ask)
