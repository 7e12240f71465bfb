"""Running the server: on this machine alone until there are roles, and gone within seconds of being told to stop."""

import ipaddress
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from bochiso.errors import fail
from bochiso.web.app import create_app

GRACE = 2
"""Seconds that answers under way get once the server is told to stop."""


def check_address(host: str, *, public: bool) -> None:
    """Raise `BochisoError` where everybody on a network could read or write what has no roles yet."""
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback and not public:
        raise fail(
            f"--host {host}",
            "chỉ mở được trên máy này (127.0.0.1)",
            why="chưa có phân quyền: ai vào được địa chỉ này cũng xem được mọi hồ sơ và nạp được dữ liệu",
            remedy="bỏ --host; hoặc thêm --public-read-only để chỉ phục vụ các trang công khai, không ai ghi được gì",
        )


def run(folder: Path, host: str, port: int, *, public: bool, ready: Callable[[str], None]) -> None:
    """Serve the workspace until told to stop; `ready` is told the address.

    Raises `BochisoError` where it cannot begin.
    """
    check_address(host, public=public)
    config = uvicorn.Config(
        create_app(folder, public=public),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        h11_max_incomplete_event_size=64 * 1024,
        limit_concurrency=2_000,
    )
    listening = _bound(host, port)
    shown = f"[{host}]" if ":" in host else host
    ready(f"Đang phục vụ tại http://{shown}:{listening.getsockname()[1]}/ (dừng: Ctrl-C)")
    # uvicorn ends in good order and then gives the signal back: stopping when told to is no failure.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    with listening:
        uvicorn.Server(config).run(sockets=[listening])


def _leave(_number: int, _frame: object) -> None:
    raise SystemExit(0)


def _bound(host: str, port: int) -> socket.socket:
    # Named as TCP, so that asyncio turns off the waiting that would add 40 ms to answers of two pieces.
    listening = socket.socket(
        socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP
    )
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(512)
        return listening
    except (OSError, UnicodeError) as error:
        listening.close()
        raise fail(
            f"--host {host} --port {port}",
            f"không mở được địa chỉ này ({error})",
            why="chương trình khác đang dùng cổng này, hoặc máy không có địa chỉ này",
            remedy="dừng chương trình kia, hoặc chọn cổng khác, ví dụ --port 7661; --port 0 tự tìm cổng trống",
        ) from None
