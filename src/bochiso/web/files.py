"""What a page's part holds as a file: `/tai/{part}/{form}` with the same values as the page, for links of pages."""

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from bochiso.errors import BochisoError, Problem
from bochiso.web.answer import About, Answer, Ask
from bochiso.web.app import asks_of, refused, site_of
from bochiso.web.desk import Crowded
from bochiso.web.etags import known
from bochiso.web.media import MEDIA
from bochiso.web.pages import Page
from bochiso.web.parts import PARTS
from bochiso.web.query import Form

PATIENCE = 60.0
"""Seconds that a file is waited for."""

RETRY = "10"

BUSY = Problem(
    "tệp tải về",
    "chưa lập xong",
    "máy chủ đang đếm lại hồ sơ hoặc bận việc khác",
    "đợi vài giây rồi tải lại; tệp vẫn đang được lập",
)


def add_files(app: FastAPI) -> None:
    """CSV and XLSX of every part that has them."""
    app.add_api_route("/tai/{name}/{form}", _file, include_in_schema=False, methods=["GET", "HEAD"])


async def _file(request: Request, name: str, form: str) -> Response:
    part, site = PARTS.get(name), site_of(request)
    written = {Form.CSV.value: part.csv, Form.XLSX.value: part.xlsx} if part else {}
    if part is None or written.get(form) is None:
        raise HTTPException(404)
    page = Page(name, request.url.path, "Không tải được tệp", ())
    try:
        (ask,) = asks_of([part], request.query_params.multi_items())
        answer = await site.desk.answer(Ask(name, ask.query, Form(form)), PATIENCE)
    except BochisoError as error:
        return refused(site, page, 422, Answer(b"", About(page.title), error.problems, 422))
    except Crowded:
        answer = None
    if answer is None:
        response = refused(site, page, 503, Answer(b"", About(page.title), (BUSY,), 503))
        response.headers["Retry-After"] = RETRY
        return response
    if answer.problems:
        return refused(site, page, answer.status, answer)
    headers = {
        "Content-Disposition": f'attachment; filename="{answer.file_name}"',
        "Cache-Control": "no-cache",
        "ETag": f'"{answer.etag}"',
    }
    if known(request.headers, f'"{answer.etag}"'):
        return Response(status_code=304, headers=headers)
    return Response(answer.body, 200, headers, MEDIA[Form(form)])
