"""The description of the API, for programs and as a page of our own that needs no script and no other host."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from fastapi import Request, Response

from bochiso.web import openapi
from bochiso.web.answer import About, Answer, Ask, Crumb
from bochiso.web.envelope import TITLES, tagged, written
from bochiso.web.intake import MOST_BYTES, MOST_WAITING
from bochiso.web.media import JSON, MEDIA
from bochiso.web.messages import TITLES as SENT_TITLES
from bochiso.web.messages import body_example
from bochiso.web.pages import Page
from bochiso.web.parameters import Parameter, parameter
from bochiso.web.parts import PARTS
from bochiso.web.query import Form, Query
from bochiso.web.render import render
from bochiso.web.resources import PREFIX, resources
from bochiso.web.sending import NAMES, SENDABLE
from bochiso.web.upload import LARGEST

if TYPE_CHECKING:
    from bochiso.web.app import Site

PAGE = Page("api", f"{PREFIX}/docs", "API", ())
_ABOUT = About("API", (Crumb("Tổng quan", "/"),))


@dataclass(frozen=True)
class Named:
    """A parameter; `place` is path or query."""

    name: str
    place: str
    known: Parameter
    example: str


@dataclass(frozen=True)
class Operation:
    """One address and method, as the page shows it; `answer` is an example in JSON, empty where there is none."""

    name: str
    method: str
    path: str
    summary: str
    parameters: Sequence[Named]
    forms: Sequence[str]
    body: str
    answer: str


async def document(request: Request) -> Response:
    """The description in OpenAPI 3.1."""
    return tagged(request, _document(), JSON, {})


@cache
def _document() -> bytes:
    return written(openapi.document())


async def page(request: Request, site: "Site") -> Response:
    """The same as a page."""
    answer = Answer(_html(), _ABOUT)
    ask = Ask(PAGE.name, Query(()), Form.HTML)
    html, _ = site.frames.page(PAGE, [ask], [answer], live=False)
    return tagged(request, html, "text/html; charset=utf-8", {})


@cache
def _html() -> bytes:
    html = render(
        "api.html",
        operations=operations(),
        statuses=TITLES,
        about=openapi.ABOUT,
        description=f"{PREFIX}/openapi.json",
        error=_pretty({"error": {"status": 404, "title": TITLES[404], "problems": [_PROBLEM]}}),
        largest=LARGEST // 2**20,
        waiting=MOST_WAITING,
        bytes=MOST_BYTES // 2**20,
    )
    return html.encode()


_PROBLEM = {
    "where": "đơn vị «Sở X»",
    "what": "không có trong số liệu này",
    "why": "chỉ đơn vị mà nguồn số liệu có mới hiện được",
    "remedy": "chọn đơn vị trong bảng xếp hạng, hoặc chọn thời điểm khác",
}


def operations() -> tuple[Operation, ...]:
    """Every operation there is, reading before writing."""
    return (*_reading(), *_sending())


def _reading() -> list[Operation]:
    found = []
    for resource in resources(PARTS):
        name = resource.part.name
        example = openapi.examples().get(name, {})
        query = example.get("query", {})
        assert isinstance(query, Mapping)
        named = [Named(each, "path", parameter(each), query.get(each, "")) for each in resource.in_path]
        named += [Named(each, "query", parameter(each), query.get(each, "")) for each in resource.in_query]
        forms = [MEDIA[form] for form in resource.forms]
        answer = _pretty(example["answer"]) if "answer" in example else ""
        found.append(Operation(name, "GET", resource.path, resource.summary, named, forms, "", answer))
    return found


def _sending() -> list[Operation]:
    found = []
    for path, table in SENDABLE.items():
        named = [Named(name, "query", parameter(name), "") for name in NAMES]
        answer = openapi.examples().get(f"post-{table}", {}).get("answer")
        told = "" if answer is None else _pretty(answer)
        body = _pretty(body_example(table))
        found.append(Operation(f"post-{table}", "POST", path, SENT_TITLES[table], named, [JSON], body, told))
    return found


def _pretty(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)
