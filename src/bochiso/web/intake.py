"""Bodies on their way into the ledger: bounded while they wait, loaded one after the other, told once durable."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request

from bochiso.facts.ledger import Ledger
from bochiso.time import Instant
from bochiso.web.child import Child, Gone
from bochiso.web.envelope import Refusal, refused
from bochiso.web.upload import BODY, announced, receive
from bochiso.web.worker import BUSY
from bochiso.web.writer import NotTaken, Sent, Taken, serve

MOST_WAITING = 8
"""Bodies that wait for the writer, the one that it is at included."""

MOST_READING = 32
"""Bodies that are being read at one time."""

MOST_BYTES = 64 * 2**20
"""Bytes of all bodies that are being read or wait."""

PATIENCE = 120.0
"""Seconds for which a sender is kept waiting. What it sent is still taken in, and may be sent again."""

RETRY = 2
"""Seconds after which a sender who was turned away may come again."""

_RECORD = b"MaHoSo"
"""Every record of either service names its dossier; a body without the name may be empty."""


@dataclass(eq=False)
class Body:
    """`scratch` holds the folder of the file; `whole` once all of it is there."""

    scratch: ExitStack
    file: Path
    size: int = 0
    whole: bool = False


class Intake:
    """Of one event loop; the writer is a process that starts with the first body. `ledger` has room for scratch."""

    def __init__(self, folder: Path, ledger: Ledger) -> None:
        self._writer = Child(serve, folder)
        self._thread = ThreadPoolExecutor(1, "writer")
        self._ledger = ledger
        ledger.tidy_scratch()  # a server that was killed leaves bodies as they were sent
        self._bodies: set[Body] = set()
        self._loading: set[asyncio.Task[Taken | NotTaken]] = set()

    def close(self) -> None:
        """End the writer at once. What it is at is in the ledger as a whole or not at all, and nobody was told."""
        self._writer.close()
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def take(self, request: Request, table: str, recorded_at: Instant | None) -> Taken:
        """Read the body of a request and load it; what is returned is durable. Raises `Refusal`."""
        body = self._admitted(request, table)
        try:
            await receive(request, body.file, lambda size: self._grow(body, size))
            _check_says_something(body.file)
            if sum(each.whole for each in self._bodies) >= MOST_WAITING:
                raise _crowded()
            body.whole = True
            loading = asyncio.create_task(self._load(body, Sent(table, body.file, recorded_at)))
        except BaseException:
            self._drop(body)
            raise
        # From here on a sender who hangs up changes nothing: the task is the server's own.
        self._loading.add(loading)
        loading.add_done_callback(self._loading.discard)
        return await _outcome(loading)

    def _admitted(self, request: Request, table: str) -> Body:
        size = announced(request)
        whole = sum(each.whole for each in self._bodies)
        if whole >= MOST_WAITING or len(self._bodies) - whole >= MOST_READING or self._bytes + size > MOST_BYTES:
            raise _crowded()
        scratch = ExitStack()
        folder = scratch.enter_context(self._ledger.scratch())
        body = Body(scratch, folder / f"api-{table}.json")
        self._bodies.add(body)
        return body

    @property
    def _bytes(self) -> int:
        return sum(each.size for each in self._bodies)

    def _grow(self, body: Body, size: int) -> None:
        if self._bytes + size > MOST_BYTES:
            raise _crowded()
        body.size += size

    def _drop(self, body: Body) -> None:
        self._bodies.discard(body)
        with suppress(OSError):
            body.scratch.close()

    async def _load(self, body: Body, sent: Sent) -> Taken | NotTaken:
        loop = asyncio.get_running_loop()
        try:
            outcome = await loop.run_in_executor(self._thread, self._writer.call, sent)
            assert isinstance(outcome, Taken | NotTaken)
            return outcome
        except Gone:
            return NotTaken(503, (BUSY,))
        finally:
            self._drop(body)


async def _outcome(loading: asyncio.Task[Taken | NotTaken]) -> Taken:
    done, _ = await asyncio.wait([loading], timeout=PATIENCE)
    if not done:
        raise refused(
            503,
            BODY,
            "đang chờ ghi vào sổ, chưa xong",
            why="lệnh nạp khác đang chạy; nội dung này vẫn sẽ được ghi khi tới lượt",
            remedy="gửi lại đúng nội dung này sau ít phút: đã ghi thì máy chủ trả lời là không đổi",
            retry=30,
        )
    match loading.result():
        case NotTaken(status=status, problems=problems):
            raise Refusal(status, problems, retry=RETRY if status == 503 else 0)
        case taken:
            return taken


def _crowded() -> Refusal:
    return refused(
        429,
        BODY,
        "không còn chỗ chờ",
        why=f"đã có {MOST_WAITING} nội dung hoặc {MOST_BYTES // 2**20} MB đang chờ ghi vào sổ; chưa nhận nội dung này",
        remedy="gửi lại sau số giây ở Retry-After; gửi nhiều hồ sơ trong một lần thì nhanh hơn nhiều",
        retry=RETRY,
    )


def _check_says_something(file: Path) -> None:
    """Refuse an empty list: to the ledger it would say that there is not one, which no sender at rest means."""
    content = file.read_bytes()
    if _RECORD in content:
        return
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return  # the reader says in words what is wrong
    if not _records(found):
        raise refused(
            422,
            BODY,
            "không có bản ghi nào",
            why="danh sách rỗng nạp vào sổ có nghĩa là tỉnh không có hồ sơ nào; chưa nạp gì",
            remedy="không gửi khi không có gì mới; nếu đúng là không có thì dùng bochiso load trên máy chủ",
        )


def _records(found: object) -> bool:
    match found:
        case list():
            return any(map(_records, found))
        case dict():
            lists = [value for value in found.values() if isinstance(value, list)]
            return bool(found) and (not lists or "MaHoSo" in found or any(lists))
        case _:
            return True
