"""Reading a body that is sent: to a file, with a bound on its size and its time, without trusting what it says."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from fastapi import Request
from starlette.requests import ClientDisconnect

from bochiso.web.envelope import Refusal, refused
from bochiso.web.query import visible

LARGEST = 32 * 2**20
"""Bytes of one body: some 30,000 dossiers as provinces send them."""

UPLOAD = 60.0
"""Seconds within which a body must be here."""

BODY = "nội dung gửi lên"
_DRAINED = 2 * LARGEST
_DRAIN_SECONDS = 5.0
_SPACE = b" \t\r\n"
_BOM = b"\xef\xbb\xbf"


def check_kind(request: Request) -> None:
    """Refuse what does not say that it is plain JSON; a form on a page of another site cannot say so."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    packed = request.headers.get("content-encoding", "identity").strip().lower()
    if kind != "application/json" or packed != "identity":
        said = kind if packed == "identity" else packed
        raise refused(
            415,
            f"loại nội dung «{visible(said)[:60]}»",
            "không phải JSON không nén",
            why="chỉ nhận bản tin JSON như gửi lên Cổng Dịch vụ công quốc gia",
            remedy="ghi Content-Type: application/json và không nén nội dung",
        )


def announced(request: Request) -> int:
    """How many bytes the sender says there are, 0 where it does not. Refuses more than may come."""
    text = request.headers.get("content-length", "")
    size = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
    if size > LARGEST:
        raise too_large()
    return size


async def receive(request: Request, file: Path, told: Callable[[int], None]) -> None:
    """Write the body to the file. `told` gets the size of each piece and may refuse. Raises `Refusal`."""
    try:
        async with asyncio.timeout(UPLOAD):
            await _written(request, file, told)
    except TimeoutError:
        raise refused(
            408,
            BODY,
            f"chưa tới đủ sau {UPLOAD:.0f} giây",
            why="một lần gửi quá lâu giữ chỗ của các lần gửi khác; chưa nạp gì",
            remedy="chia thành nhiều lần gửi nhỏ hơn",
        ) from None
    except ClientDisconnect:
        raise Refusal(400, ()) from None  # nobody is there to read why


async def _written(request: Request, file: Path, told: Callable[[int], None]) -> None:
    size, start = 0, b""
    with file.open("wb") as target:
        async for piece in request.stream():
            size += len(piece)
            if size > LARGEST:
                raise too_large()
            told(len(piece))
            if not start:
                start = _start(piece if target.tell() else piece.removeprefix(_BOM))
            target.write(piece)
    if start not in (b"[", b"{"):
        raise _no_json(start)


def _start(piece: bytes) -> bytes:
    return piece.lstrip(_SPACE)[:1]


async def drain(request: Request) -> None:
    """Read what is still on its way, so that the sender gets to read the answer; not for ever."""
    left = _DRAINED
    with suppress(TimeoutError, ClientDisconnect, RuntimeError):
        async with asyncio.timeout(_DRAIN_SECONDS):
            async for piece in request.stream():
                left -= len(piece)
                if left < 0:
                    return


def too_large() -> Refusal:
    """The refusal of a body beyond the bound."""
    return refused(
        413,
        BODY,
        f"lớn hơn {LARGEST // 2**20} MB",
        why="nội dung quá lớn chiếm chỗ của các lần gửi khác; chưa nạp gì",
        remedy="chia thành nhiều lần gửi, hoặc nạp tệp bằng bochiso load trên máy chủ",
    )


def _no_json(start: bytes) -> Refusal:
    what = "không có gì" if not start else "không bắt đầu bằng [ hoặc {"
    return refused(
        422,
        BODY,
        what,
        why="bản tin là mảng JSON các hồ sơ, hoặc phong bì có mảng ấy ở data; chưa nạp gì",
        remedy="gửi đúng bản tin như gửi lên Cổng Dịch vụ công quốc gia",
    )
