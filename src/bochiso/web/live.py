"""Open pages and what they are told: which of their parts have changed, and whether what they show is the newest."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from sse_starlette import EventSourceResponse, ServerSentEvent

from bochiso.errors import BochisoError
from bochiso.web.answer import Ask
from bochiso.web.changes import state_of
from bochiso.web.desk import Crowded, Desk
from bochiso.workspace.store import Store

LOOK = 0.25
"""Seconds between two looks at the database: a load shows on open pages within two seconds of its end."""

BEAT = 4.0
"""Seconds after which a page is told how things are even if nothing happened; it takes silence for a broken line."""

MOST = 1_000
"""Open pages at one time."""


@dataclass(eq=False)
class Reader:
    """An open page and the questions whose answers it shows. `told` holds at most one message of each kind."""

    asks: frozenset[Ask]
    changed: set[str] = field(default_factory=set)
    wake: asyncio.Event = field(default_factory=asyncio.Event)


class Live:
    """Watches the workspace and tells open pages. Of one event loop."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._readers: set[Reader] = set()
        self.state = state_of(store)
        self.broken = ""

    def told(self, ask: Ask) -> None:
        """The answer to a question has become another one."""
        for reader in self._readers:
            if ask in reader.asks:
                reader.changed.add(ask.key)
                reader.wake.set()

    async def watch(self, desk: Desk) -> None:
        """Look for loads and imports of any process for as long as the server runs."""
        while True:
            await self.look(desk)
            desk.renew()
            await asyncio.sleep(LOOK)

    async def look(self, desk: Desk) -> None:
        """See whether anything was loaded or imported, and tell the open pages."""
        try:
            state = await asyncio.to_thread(state_of, self._store)
        except BochisoError as error:
            self.broken = error.problems[0].what
            return
        self.broken = ""
        if state != self.state:
            self.state = state
            desk.moved(state)
            for reader in self._readers:
                reader.wake.set()

    def stream(self, desk: Desk, keys: Sequence[str]) -> EventSourceResponse:
        """The events of an open page that shows the answers of these keys. Raises `Crowded`."""
        if len(self._readers) >= MOST:
            raise Crowded
        asks = [desk.known(key) for key in keys]
        return EventSourceResponse(self._events(desk, asks), ping=3600, headers={"Cache-Control": "no-store"})

    async def _events(self, desk: Desk, asks: Sequence[Ask | None]) -> AsyncIterator[ServerSentEvent]:
        if None in asks:
            # The server was started anew, or the page is very old: it asks for itself once more.
            yield ServerSentEvent(event="reload", data="{}")
            return
        reader = Reader(frozenset(ask for ask in asks if ask is not None))
        self._readers.add(reader)
        desk.want(reader.asks)
        try:
            yield self._status(desk, reader)
            while True:
                with suppress(TimeoutError):
                    await asyncio.wait_for(reader.wake.wait(), BEAT)
                reader.wake.clear()
                if reader.changed:
                    keys, reader.changed = sorted(reader.changed), set()
                    yield ServerSentEvent(event="changed", data=json.dumps({"keys": keys}))
                yield self._status(desk, reader)
        finally:
            self._readers.discard(reader)
            desk.release(reader.asks)

    def _status(self, desk: Desk, reader: Reader) -> ServerSentEvent:
        said = {"stale": desk.stale(reader.asks), "broken": self.broken}
        return ServerSentEvent(event="status", data=json.dumps(said, ensure_ascii=False))
