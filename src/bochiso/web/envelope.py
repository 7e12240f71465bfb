"""The two shapes of every answer of the API: what was asked for with what it is of, or what is wrong in words."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from fastapi import Request, Response

from bochiso.errors import BochisoError, Problem
from bochiso.web.answer import About
from bochiso.web.changes import State
from bochiso.web.etags import known
from bochiso.web.media import JSON
from bochiso.web.query import visible

TITLES: Mapping[int, str] = {
    400: "Yêu cầu không đọc được",
    403: "Không được phép",
    404: "Không có",
    405: "Không nhận cách gọi này",
    406: "Không có dạng này",
    408: "Gửi quá chậm",
    413: "Nội dung quá lớn",
    415: "Không nhận loại nội dung này",
    422: "Không dùng được",
    429: "Quá nhiều yêu cầu",
    500: "Có lỗi của phần mềm",
    503: "Máy chủ bận",
}


class Refusal(Exception):
    """A request that gets the error shape. `retry` is the number of seconds after which to come again, 0 for never."""

    def __init__(self, status: int, problems: Sequence[Problem], *, retry: int = 0) -> None:
        super().__init__(status)
        self.status, self.problems, self.retry = status, tuple(problems), retry

    @classmethod
    def of(cls, status: int, error: BochisoError) -> "Refusal":
        """The refusal that says what an error says."""
        return cls(status, error.problems)


def refused(status: int, where: str, what: str, *, why: str, remedy: str, retry: int = 0) -> Refusal:
    """The refusal for a single reason, to be raised by the caller."""
    return Refusal(status, [Problem(where, what, why, remedy)], retry=retry)


def meta_json(about: About, state: State, *, stale: bool) -> dict[str, object]:
    """What stands beside the data; null where the content has no instant, no period, no edition."""
    texts = ("title", "at", "instant", "period", "view", "source", "edition")
    return {name: getattr(about, name) or None for name in texts} | {
        "warnings": list(about.warnings),
        "state": {"snapshot": state.snapshot, "load": state.load},
        "stale": stale,
    }


def success_bytes(data: bytes, meta: Mapping[str, object]) -> bytes:
    """The success shape around JSON that is written already."""
    return b'{"data":' + data + b',"meta":' + written(meta) + b"}"


def error_json(status: int, problems: Sequence[Problem]) -> dict[str, object]:
    """The error shape."""
    names = ("where", "what", "why", "remedy")
    told = [{name: visible(getattr(problem, name)) for name in names} for problem in problems]
    return {"error": {"status": status, "title": TITLES.get(status, TITLES[400]), "problems": told}}


def error_response(
    status: int, problems: Sequence[Problem], retry: int = 0, more: Mapping[str, str] | None = None
) -> Response:
    """An answer in the error shape."""
    headers = {"Cache-Control": "no-store", "Vary": "Accept"} | dict(more or {})
    if retry:
        headers["Retry-After"] = str(retry)
    return Response(written(error_json(status, problems)), status, headers, JSON)


def written(value: object) -> bytes:
    """JSON as all answers write it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def tagged(request: Request, body: bytes, media: str, headers: Mapping[str, str]) -> Response:
    """The answer with its strong ETag, or 304 where the client has these very bytes."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    given = {"ETag": etag, "Cache-Control": "no-cache", "Vary": "Accept"} | dict(headers)
    if known(request.headers, etag):
        return Response(status_code=304, headers=given)
    return Response(body, 200, given, media)


def problem_of(status: int, request: Request, detail: str, allowed: str) -> Problem:
    """A refusal of the framework in words."""
    where = f"địa chỉ {visible(request.url.path)[:80]}"
    match status:
        case 404:
            return Problem(where, "không có trong API này", "địa chỉ gõ sai hoặc đã đổi", "xem /api/v1/docs")
        case 405:
            what = f"không nhận cách gọi {visible(request.method)[:20]}"
            return Problem(where, what, "mỗi địa chỉ chỉ nhận những cách gọi có nghĩa với nó", f"dùng {allowed}")
        case _:
            return Problem(where, visible(detail)[:200], "yêu cầu không đúng giao thức", "xem /api/v1/docs")
