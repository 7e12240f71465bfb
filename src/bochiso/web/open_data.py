"""The addresses from which anyone takes the open data: one file in three forms."""

from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response

from bochiso.errors import BochisoError, Problem
from bochiso.web.answer import About, Answer, Ask
from bochiso.web.app import asks_of, refused, site_of
from bochiso.web.desk import Crowded
from bochiso.web.etags import known
from bochiso.web.pages import Page
from bochiso.web.parts import PARTS
from bochiso.web.parts.open_data import FILES, OPEN_DATA
from bochiso.web.query import Form

PATH = "/cong-khai/du-lieu"

WAIT = 30.0
"""Seconds that a reader waits for a file; it may be the first one of its month."""

_TYPES = {
    Form.CSV: "text/csv; charset=utf-8",
    Form.JSON: "application/json",
    Form.PARQUET: "application/vnd.apache.parquet",
}
_ANYWHERE = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
"""Open data served to all may be read by pages of others, too."""

_BUSY = Problem(
    "dữ liệu mở",
    "chưa chuẩn bị xong",
    "máy chủ đang tính số liệu, hoặc có quá nhiều yêu cầu cùng lúc",
    "tải lại sau vài giây",
)


def add_open_data(app: FastAPI) -> None:
    """Give the server the addresses of the open data."""
    for form in FILES:
        app.add_api_route(f"{PATH}.{form}", _file(form), include_in_schema=False, methods=["GET", "HEAD"])


def _file(form: Form) -> Callable[[Request], Awaitable[Response]]:
    async def give(request: Request) -> Response:
        site = site_of(request)
        try:
            (ask,) = asks_of([PARTS[OPEN_DATA.name]], request.query_params.multi_items())
            answer = await site.desk.answer(Ask(ask.part, ask.query, form), WAIT)
        except BochisoError as error:
            return _refused(request, error.problems, 422)
        except Crowded:
            answer = None
        if answer is None:
            return _refused(request, (_BUSY,), 503)
        if answer.problems:
            return _refused(request, answer.problems, answer.status)
        return _given(request, answer, form, _ANYWHERE if site.public else {})

    return give


def _given(request: Request, answer: Answer, form: Form, more: dict[str, str]) -> Response:
    headers = {"ETag": f'"{answer.etag}"', "Cache-Control": "no-cache", **more}
    if known(request.headers, f'"{answer.etag}"'):
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = f'attachment; filename="{answer.file_name}"'
    return Response(answer.body, headers=headers, media_type=_TYPES[form])


def _refused(request: Request, problems: tuple[Problem, ...], status: int) -> Response:
    title = "Chưa tải được dữ liệu mở"
    page = Page("error", request.url.path, title, (), public=True)
    response = refused(site_of(request), page, status, Answer(b"", About(title), problems, status))
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response
