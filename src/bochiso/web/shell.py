"""The frame around the parts of a page: menu, way, instant and source, status line. Cheap; made for each request."""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

from markupsafe import Markup

from bochiso import __version__
from bochiso.errors import Problem
from bochiso.time import Instant, now
from bochiso.web.answer import About, Answer, Ask
from bochiso.web.pages import PAGES, Page
from bochiso.web.render import render


@dataclass(frozen=True)
class Section:
    """A part in its place. Without `html` and `problems` it is still being found."""

    name: str
    title: str
    etag: str
    html: Markup | None
    problems: tuple[Problem, ...] = ()
    empty: bool = False


@dataclass(frozen=True)
class MenuItem:
    title: str
    address: str
    here: bool


@cache
def asset(name: str) -> bytes:
    """One of our static files."""
    return files("bochiso.web").joinpath("static", name).read_bytes()


@cache
def assets_version() -> str:
    """Changes with any of the static files, so that a browser may keep them for long."""
    return hashlib.sha256(b"".join(asset(name) for name in ASSETS)).hexdigest()[:12]


ASSETS = {"style.css": "text/css", "live.js": "text/javascript", "icon.svg": "image/svg+xml"}


def section(ask: Ask, answer: Answer | None) -> Section:
    """A part as the frame puts it in."""
    if answer is None:
        return Section(ask.part, "", "pending", None)
    html = None if answer.problems else Markup(answer.body.decode())  # the part's own template has escaped its texts
    return Section(ask.part, answer.about.title, answer.etag, html, answer.problems, answer.empty)


class Frames:
    """Makes whole pages for one server, and keeps the latest: most readers open what others have just opened."""

    def __init__(self, province: str, *, public: bool) -> None:
        self._province, self._public = province, public
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    def page(
        self, page: Page, asks: Sequence[Ask], answers: Sequence[Answer | None], *, live: bool = True
    ) -> tuple[bytes, str]:
        """The whole page and its ETag. One that is not `live` has nothing that could change."""
        about = next((answer.about for answer in answers if answer is not None), About(page.title))
        age, keys = age_of(about), ",".join(ask.key for ask in asks) if live else ""
        about_etag = hashlib.sha256(repr((about, age)).encode()).hexdigest()[:16]
        seen = [page.name, about_etag, keys, *(answer.etag if answer else "pending" for answer in answers)]
        etag = hashlib.sha256("\n".join([self._fixed, *seen]).encode()).hexdigest()[:24]
        if etag not in self._kept:
            sections = [section(ask, answer) for ask, answer in zip(asks, answers, strict=True)]
            self._kept[etag] = self._rendered(page, about, about_etag, age, keys, sections)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(etag)
        return self._kept[etag], etag

    @cached_property
    def _fixed(self) -> str:
        return repr((__version__, assets_version(), self._province, self._public))

    def _rendered(
        self, page: Page, about: About, about_etag: str, age: str, keys: str, sections: Sequence[Section]
    ) -> bytes:
        return render(
            "page.html",
            about=about,
            about_etag=about_etag,
            age=age,
            home=PAGES_HOME[self._public],
            province=self._province,
            menu=[_item(each, page) for each in PAGES if each.menu and (each.public or not self._public)],
            sections=sections,
            again=AGAIN if any(each.html is None and not each.problems for each in sections) else 0,
            keys=keys,
            version=assets_version(),
            release=__version__,
            public=self._public,
        ).encode()


AGAIN = 2
"""Seconds after which a page that is not complete is fetched again where no script does it."""

_KEPT = 200
"""Pages; the largest are some hundred kilobytes."""

PAGES_HOME = {False: "/", True: "/cong-khai"}


def _item(each: Page, here: Page) -> MenuItem:
    return MenuItem(each.menu, each.path, each.name == here.name)


def age_of(about: About) -> str:
    """How long ago the figures are of, in days once it is more than one; empty for today's."""
    if not about.at:
        return ""
    days = (now().day - Instant.parse(about.at).day).days
    return f"cách đây {days} ngày" if days > 0 else ""
