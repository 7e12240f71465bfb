"""The API: every part of the pages as JSON, under one shape of success and one of error."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from bochiso.errors import BochisoError, Problem
from bochiso.web.answer import Answer, Ask
from bochiso.web.changes import State
from bochiso.web.desk import Crowded
from bochiso.web.envelope import (
    Refusal,
    error_response,
    meta_json,
    problem_of,
    refused,
    success_bytes,
    tagged,
)
from bochiso.web.media import JSON, MEDIA, chosen
from bochiso.web.origin import check_host
from bochiso.web.parameters import listed, parameter
from bochiso.web.parts import PARTS
from bochiso.web.query import LONGEST, Form, Query, cleaned, visible, wrong
from bochiso.web.resources import PREFIX, Resource, resources
from bochiso.web.sending import NAMES, SENDABLE, sent
from bochiso.web.worker import OURS

if TYPE_CHECKING:
    from bochiso.web.app import Site

PATIENCE = 25.0
"""Seconds for which a program waits for an answer; then it comes again, and what was begun is ready sooner."""

RETRY = 5
_PAUSE = 0.5

READS = ("GET", "HEAD")

SiteOf = Callable[[Request], "Site"]
Handler = Callable[[Request], Awaitable[Response]]


def add_api(app: FastAPI, site_of: SiteOf) -> None:
    """Put every address of the API into the app."""
    from bochiso.web.reference import document, page

    readable = {each.route: each for each in resources(PARTS)}
    for route in dict.fromkeys((*readable, *SENDABLE)):
        _add(app, route, _endpoint(site_of, readable.get(route), SENDABLE.get(route)), route in readable, route)
    _add(app, f"{PREFIX}/openapi.json", _guarded(document), True, "")
    _add(app, f"{PREFIX}/docs", _guarded(lambda request: page(request, site_of(request))), True, "")


def _add(app: FastAPI, route: str, handler: Handler, reads: bool, sends: str) -> None:
    methods = [*(READS if reads else ()), *(["POST"] if sends in SENDABLE else [])]
    app.add_api_route(route, handler, include_in_schema=False, methods=methods)


async def failed(request: Request, error: Exception) -> Response:
    """What the framework refuses, and every fault of ours, in the error shape."""
    if not isinstance(error, HTTPException):
        return error_response(500, [OURS])
    headers = dict(error.headers or {})
    return error_response(
        error.status_code,
        [problem_of(error.status_code, request, str(error.detail), headers.get("Allow", "GET"))],
        more=headers,
    )


def _guarded(handler: Handler) -> Handler:
    """The handler, with refusals made answers."""

    async def handle(request: Request) -> Response:
        try:
            check_host(request)
            return await handler(request)
        except Refusal as refusal:
            return error_response(refusal.status, refusal.problems, refusal.retry)

    return handle


def _endpoint(site_of: SiteOf, resource: Resource | None, table: str | None) -> Handler:
    async def handle(request: Request) -> Response:
        site = site_of(request)
        if request.method == "POST" and table is not None:
            _form(request, (Form.JSON,))
            return await sent(request, site, table, lambda: _query(request, NAMES, ()))
        assert resource is not None, "the router hands over only the methods of the route"
        return await _read(request, site, resource)

    return _guarded(handle)


async def _read(request: Request, site: "Site", resource: Resource) -> Response:
    form = _form(request, resource.forms)
    ask = Ask(resource.part.name, _query(request, resource.in_query, resource.in_path), form)
    try:
        answer, state = await _answered(request, site, ask)
    except Crowded:
        raise _busy("quá nhiều câu hỏi khác nhau đang chờ") from None
    if answer.problems:
        raise Refusal(answer.status, answer.problems, retry=RETRY if answer.status == 503 else 0)
    if form is not Form.JSON:
        return tagged(request, answer.body, _media(form), _attached(answer.file_name))
    meta = meta_json(answer.about, state, stale=not state.reaches(site.desk.state))
    return tagged(request, success_bytes(answer.body, meta), JSON, {})


async def _answered(request: Request, site: "Site", ask: Ask) -> tuple[Answer, State]:
    """The answer and the state it is of; the newest there is where the client asks not to be given anything kept."""
    fresh = "no-cache" in request.headers.get("cache-control", "").lower()
    if fresh:
        await site.live.look(site.desk)
    wanted, until = site.desk.state, monotonic() + PATIENCE
    while True:
        answer = await site.desk.answer(ask, max(0.0, until - monotonic()), fresh=fresh)
        if answer is None:
            raise _busy("câu trả lời chưa tính xong")
        state = answer.state or wanted
        # One that was begun before the client asked may know less; in the end it is given, and says that it is older.
        if not fresh or state.reaches(wanted) or monotonic() + _PAUSE > until:
            return answer, state
        await asyncio.sleep(_PAUSE)


def _busy(what: str) -> Refusal:
    return refused(
        503, "máy chủ", what, why="phần này đọc nhiều hồ sơ", remedy="hỏi lại sau số giây ở Retry-After", retry=RETRY
    )


def _form(request: Request, offered: tuple[Form, ...]) -> Form:
    form = chosen(request.headers.get("accept", ""), offered)
    if form is None:
        given = ", ".join(MEDIA[each] for each in offered)
        raise refused(
            406,
            "đầu mục Accept",
            "địa chỉ này không có dạng được yêu cầu",
            why="không gửi thứ mà phần mềm gọi không đọc được",
            remedy=f"dùng một trong: {given}",
        )
    return form


def _query(request: Request, names: tuple[str, ...], in_path: tuple[str, ...]) -> Query:
    """The values asked for. Refuses names that the address does not know, and names without a value."""
    given = request.query_params.multi_items()
    problems = [problem for name, value in given for problem in _unmeant(name, value, names)]
    try:
        path = [(name, str(request.path_params[name])) for name in in_path]
        query = cleaned([*given, *path], (*names, *in_path))
    except BochisoError as error:
        problems += error.problems
    if problems:
        raise Refusal(422, list(dict.fromkeys(problems))[:20])
    return query


def _unmeant(name: str, value: str, names: tuple[str, ...]) -> tuple[Problem, ...]:
    if name not in names:
        what = "địa chỉ này không có tham số ấy"
        return wrong(visible(name)[:40], visible(value)[:20], what, f"bỏ đi; được nhận: {listed(names)}").problems
    if not value.strip():
        return wrong(name, "", "không có giá trị", "bỏ tham số, hoặc ghi giá trị").problems
    known = parameter(name)
    if len(value) <= LONGEST and not known.takes(value):
        example = f", ví dụ {known.example}" if known.example else ""
        text = "không phải giá trị được nhận"
        return wrong(name, visible(value), text, f"ghi {known.allowed or known.description}{example}").problems
    return ()


def _media(form: Form) -> str:
    return f"{MEDIA[form]}; charset=utf-8; header=present" if form is Form.CSV else MEDIA[form]


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
