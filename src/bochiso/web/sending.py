"""What may be sent to the API: messages of the portal, loaded as `bochiso load` loads them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from fastapi import Request, Response

from bochiso.errors import BochisoError, Problem
from bochiso.time import Instant, now
from bochiso.web.answer import About
from bochiso.web.envelope import Refusal, meta_json, success_bytes, written
from bochiso.web.media import JSON
from bochiso.web.origin import check_origin
from bochiso.web.query import Query, wrong
from bochiso.web.upload import check_kind, drain
from bochiso.web.writer import RefusedRow, Taken

if TYPE_CHECKING:
    from bochiso.web.app import Site

SENDABLE: Mapping[str, str] = {
    "/api/v1/dossiers": "dossiers",
    "/api/v1/progress": "progress",
}
"""The table of each address that takes bodies."""

NAMES = ("recorded_at",)


async def sent(request: Request, site: "Site", table: str, query: Callable[[], Query]) -> Response:
    """Take a body in. Raises `Refusal`, after the body was read to its end or to its bound."""
    try:
        check_origin(request)
        check_kind(request)
        recorded_at = _recorded_at(query())
        taken = await site.intake.take(request, table, recorded_at)
    except Refusal:
        await drain(request)
        raise
    await site.live.look(site.desk)
    if taken.useless:
        raise Refusal(422, [_problem(taken, row) for row in taken.refused_rows])
    seen = site.live.state
    state = replace(seen, load=max(seen.load, taken.load))
    meta = meta_json(About(f"Lần nạp {taken.load}"), state, stale=False)
    return Response(success_bytes(written(taken_json(taken)), meta), 200, {"Cache-Control": "no-store"}, JSON)


def taken_json(taken: Taken) -> dict[str, object]:
    """What became of a body, for its sender."""
    return {
        "load": taken.load,
        "taken": taken.taken,
        "unchanged": taken.unchanged,
        "refused": taken.refused,
        "refused_rows": [{"row": row.row, "reason": row.reason} for row in taken.refused_rows],
        "earlier_load": taken.earlier,
        "personal_fields_not_read": list(taken.unread),
        "unknown_fields": list(taken.unknown),
        "warnings": list(taken.warnings),
    }


def _recorded_at(query: Query) -> Instant | None:
    try:
        instant = query.instant("recorded_at")
    except BochisoError as error:
        raise Refusal.of(422, error) from None
    if instant is not None and instant > now():
        later = wrong("recorded_at", str(instant), "sau lúc này", "ghi thời điểm mà số liệu đã được biết")
        raise Refusal.of(422, later)
    return instant


def _problem(taken: Taken, row: RefusedRow) -> Problem:
    return Problem(
        f"bản ghi {row.row}",
        row.reason,
        f"mọi bản ghi đều bị từ chối ({taken.refused}, lần nạp {taken.load}); sổ không thêm gì",
        "sửa bản ghi ở hệ thống nguồn rồi gửi lại",
    )
