"""Who may ask: programs of this machine and pages of this very server; no page from elsewhere in a clerk's browser."""

import ipaddress
from urllib.parse import urlsplit

from fastapi import Request

from bochiso.web.envelope import refused
from bochiso.web.query import visible


def check_host(request: Request) -> None:
    """Refuse a name that was made to lead here: only names of this machine itself are the server's (DNS rebinding)."""
    host = request.headers.get("host", "")
    if not is_this_machine(host):
        raise refused(
            403,
            f"tên máy chủ «{visible(host)[:60]}»",
            "không phải tên của máy này",
            why="trang ở nơi khác có thể dùng tên lạ để đọc và ghi dữ liệu qua trình duyệt của cán bộ",
            remedy="gọi bằng http://127.0.0.1:CỔNG hoặc http://localhost:CỔNG",
        )


def check_origin(request: Request) -> None:
    """Refuse what a page of another site sends. Programs that are no browser send neither of the two headers."""
    site = request.headers.get("sec-fetch-site", "none")
    origin = request.headers.get("origin")
    own = origin is None or urlsplit(origin).netloc == request.headers.get("host", "")
    if site not in ("none", "same-origin") or not own:
        raise refused(
            403,
            f"nguồn gửi «{visible(origin or site)[:60]}»",
            "không phải trang của máy chủ này",
            why="trang ở nơi khác không được ghi vào sổ qua trình duyệt của cán bộ",
            remedy="gửi từ phần mềm trên máy này, không kèm đầu mục Origin",
        )


def is_this_machine(host: str) -> bool:
    """Whether a Host header names this machine itself, with whatever port."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
