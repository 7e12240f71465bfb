"""The report as a page of its own and as files. Both take seconds to make: a reader waits, and is told if too long."""

from fastapi import FastAPI, Request, Response

from bochiso.errors import BochisoError, Problem
from bochiso.web.answer import Answer, Ask
from bochiso.web.app import FIRST_WAIT, asks_of, site_of
from bochiso.web.desk import Crowded
from bochiso.web.etags import known
from bochiso.web.parts import PARTS
from bochiso.web.query import Form
from bochiso.web.render import render
from bochiso.web.shell import AGAIN, assets_version

PATIENCE = 60.0
"""Seconds that a download is waited for."""

RETRY = "10"
"""Seconds after which one who waited too long asks again; by then it is often made."""

REPORT = "report-file"

TYPES = {
    Form.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Form.PDF: "application/pdf",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.HTML: "text/html; charset=utf-8",
}

ALONE = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
"""What the report's page may do: nothing but show itself, here or in a frame of ours."""

BUSY = Problem(
    "báo cáo",
    "chưa lập xong",
    "máy chủ đang đếm lại hồ sơ hoặc bận việc khác",
    "đợi vài giây rồi tải lại; báo cáo vẫn đang được lập",
)


def add_downloads(app: FastAPI) -> None:
    """The addresses of the report: `/bao-cao/xem` and `/bao-cao/tai/{form}`, which take the values of `report-file`."""
    methods = ["GET", "HEAD"]
    app.add_api_route("/bao-cao/xem", _preview, include_in_schema=False, methods=methods)
    app.add_api_route("/bao-cao/tai/{form}", _download, include_in_schema=False, methods=methods)


async def _preview(request: Request) -> Response:
    try:
        ask = _asked(request, Form.HTML)
        answer = await site_of(request).desk.answer(ask, FIRST_WAIT)
    except BochisoError as error:
        return _plain("Không lập được báo cáo", error.problems, 422)
    except Crowded:
        return _busy()
    if answer is None:
        response = _plain("Đang lập báo cáo…", (), 200)
        response.headers["Refresh"] = str(AGAIN)
        return response
    return _sent(request, answer, Form.HTML)


async def _download(request: Request, form: str) -> Response:
    if form not in {each.value for each in TYPES}:
        known = ", ".join(each.value for each in TYPES)
        problem = Problem(f"dạng tệp «{form[:20]}»", "không có", f"báo cáo có các dạng {known}", "chọn ở trang Báo cáo")
        return _plain("Không có tệp này", (problem,), 404)
    try:
        answer = await site_of(request).desk.answer(_asked(request, Form(form)), PATIENCE)
    except BochisoError as error:
        return _plain("Không lập được báo cáo", error.problems, 422)
    except Crowded:
        return _busy()
    if answer is None:
        return _busy()
    response = _sent(request, answer, Form(form))
    if not answer.problems:
        response.headers["Content-Disposition"] = f'attachment; filename="{answer.file_name}"'
    return response


def _asked(request: Request, form: Form) -> Ask:
    """Raises `BochisoError` where a value cannot be used."""
    (ask,) = asks_of([PARTS[REPORT]], request.query_params.multi_items())
    return Ask(ask.part, ask.query, form)


def _sent(request: Request, answer: Answer, form: Form) -> Response:
    if answer.problems:
        return _plain("Không lập được báo cáo", answer.problems, answer.status)
    headers = {"ETag": f'"{answer.etag}"', "Cache-Control": "no-cache", "Content-Security-Policy": ALONE}
    if known(request.headers, f'"{answer.etag}"'):
        return Response(status_code=304, headers=headers)
    return Response(answer.body, 200, headers, TYPES[form])


def _busy() -> Response:
    response = _plain("Báo cáo chưa lập xong", (BUSY,), 503)
    response.headers["Retry-After"] = RETRY
    return response


def _plain(title: str, problems: tuple[Problem, ...], status: int) -> Response:
    """A page without the menu, which also stands within a frame."""
    html = render("plain.html", title=title, problems=problems, version=assets_version())
    return Response(html, status, {"Cache-Control": "no-store"}, "text/html; charset=utf-8")
