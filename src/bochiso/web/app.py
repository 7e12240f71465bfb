"""The server: pages, their live events and the API of one workspace, wired together."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from bochiso.errors import BochisoError
from bochiso.web.answer import About, Answer, Ask
from bochiso.web.desk import Crowded, Desk
from bochiso.web.etags import known
from bochiso.web.headers import Guarded
from bochiso.web.intake import Intake
from bochiso.web.live import Live
from bochiso.web.pages import PAGES, Page
from bochiso.web.part import Part
from bochiso.web.parts import PARTS
from bochiso.web.query import Form, Query, cleaned
from bochiso.web.shell import ASSETS, Frames, asset
from bochiso.web.worker import OURS
from bochiso.workspace.opened import Opened, opened

FIRST_WAIT = 2.5
"""Seconds that a page waits for what nobody has asked before; then it is shown without, and fetches itself again."""


class Site:
    """What all handlers of a server share. `public` serves the public pages alone."""

    def __init__(self, place: Opened, folder: Path, *, public: bool) -> None:
        self.public, self.folder = public, folder
        self.live = Live(place.store)
        self.desk = Desk(folder, is_heavy, self.live.state, self.live.told)
        self.intake = Intake(folder, place.ledger)
        unit = place.registry.by_code(place.settings.workspace.province)
        self.frames = Frames(unit.name if unit else place.settings.workspace.province, public=public)

    def close(self) -> None:
        self.desk.close()
        self.intake.close()


def is_heavy(ask: Ask) -> bool:
    """Whether the slow worker takes a question: a file is for one reader, and others must not wait for it."""
    return PARTS[ask.part].heavy or ask.form not in (Form.HTML, Form.JSON)


def create_app(folder: Path, *, public: bool = False) -> FastAPI:
    """The server of the workspace in `folder`. Raises `BochisoError` at its start where there is none."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with opened(folder) as place:
            site = Site(place, folder, public=public)
            app.state.site = site
            watching = asyncio.create_task(site.live.watch(site.desk))
            try:
                yield
            finally:
                watching.cancel()
                site.close()
                with suppress(asyncio.CancelledError):
                    await watching

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.add_middleware(Guarded, local=not public)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _http_error)
    app.add_api_route("/static/{name}", _asset, include_in_schema=False, methods=["GET", "HEAD"])
    app.add_api_route("/live", _live, include_in_schema=False)
    from bochiso.web.open_data import add_open_data

    add_open_data(app)
    if not public:
        from bochiso.web.api import add_api
        from bochiso.web.downloads import add_downloads
        from bochiso.web.files import add_files

        add_downloads(app)
        add_files(app)
        add_api(app, site_of)
    for page in PAGES:
        if page.public or not public:
            app.add_api_route(page.path, _shown(page), include_in_schema=False, methods=["GET", "HEAD"])
    return app


def site_of(request: Request) -> Site:
    site = request.app.state.site
    assert isinstance(site, Site)
    return site


def _shown(page: Page) -> Callable[[Request], Awaitable[Response]]:
    parts = [PARTS[name] for name in page.parts]

    async def show(request: Request) -> Response:
        site = site_of(request)
        try:
            given = [*request.query_params.multi_items(), *((k, str(v)) for k, v in request.path_params.items())]
            asks = asks_of(parts, given)
        except BochisoError as error:
            return refused(site, page, 422, Answer(b"", About("Không trả lời được"), error.problems, 422))
        try:
            answers = await asyncio.gather(*(site.desk.answer(ask, FIRST_WAIT) for ask in asks))
        except Crowded:
            return Response("Máy chủ đang quá tải, xin thử lại sau vài giây.", 503, {"Retry-After": "3"})
        return _page(request, site, page, asks, answers)

    return show


def asks_of(parts: list[Part[object]], given: list[tuple[str, str]]) -> list[Ask]:
    """The questions to these parts, each with the values it knows. Raises `BochisoError`."""
    query = cleaned(given, {name for part in parts for name in part.names})
    return [Ask(part.name, only(query, part), Form.HTML) for part in parts]


def only(query: Query, part: Part[object]) -> Query:
    """The values that a part knows."""
    return Query(tuple((name, value) for name, value in query.values if name in part.names))


def _page(request: Request, site: Site, page: Page, asks: list[Ask], answers: list[Answer | None]) -> Response:
    html, etag = site.frames.page(page, asks, answers)
    headers = {"ETag": f'W/"{etag}"', "Cache-Control": "no-cache"}
    if None not in answers and known(request.headers, f'"{etag}"'):
        return Response(status_code=304, headers=headers)
    return Response(html, _status(answers), headers, "text/html; charset=utf-8")


def _status(answers: list[Answer | None]) -> int:
    """That of the first part, which says what the page is about; an empty workspace is no error of the reader's."""
    first = answers[0]
    return 200 if first is None or first.empty else first.status


def refused(site: Site, page: Page, status: int, answer: Answer) -> Response:
    """A page that says in words why there is nothing to show."""
    ask = Ask(page.name, Query(()), Form.HTML)
    html, _ = site.frames.page(page, [ask], [answer], live=False)
    return Response(html, status, {"Cache-Control": "no-store"}, "text/html; charset=utf-8")


async def _live(request: Request) -> Response:
    site = site_of(request)
    keys = [key for key in request.query_params.get("keys", "").split(",") if key][:20]
    try:
        return site.live.stream(site.desk, keys)
    except Crowded:
        return Response(status_code=503, headers={"Retry-After": "10"})


async def _asset(name: str) -> Response:
    if name not in ASSETS:
        raise HTTPException(404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}  # the address changes with the content
    return Response(asset(name), headers=headers, media_type=ASSETS[name])


async def _http_error(request: Request, error: Exception) -> Response:
    """Whatever no handler answered: an address that is none, a method that is none, a fault of ours."""
    if request.url.path.startswith("/api/") and not site_of(request).public:
        from bochiso.web.api import failed

        return await failed(request, error)
    from bochiso.web.refusals import problem_of

    status = error.status_code if isinstance(error, HTTPException) else 500
    problem = OURS if status == 500 else problem_of(status, request, public=site_of(request).public)
    title = {500: "Có lỗi", 405: "Không nhận cách gọi này"}.get(status, "Không có trang này")
    page = Page("error", request.url.path, title, ())
    response = refused(site_of(request), page, status, Answer(b"", About(title), (problem,), status))
    response.headers.update(getattr(error, "headers", None) or {})  # such as Allow
    return response
