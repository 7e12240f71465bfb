"""What a worker hands to the server: a written answer and what a page says above it. All of it can be pickled."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

from bochiso.errors import Problem
from bochiso.web.changes import State
from bochiso.web.query import Form, Query


@dataclass(frozen=True)
class Ask:
    """One question to one part, and the form of its answer."""

    part: str
    query: Query
    form: Form

    @property
    def key(self) -> str:
        """A short name of the question that an address or an attribute can hold."""
        text = repr((self.part, self.query.values, self.form.value))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Crumb:
    """A step of the way from the first page; the last one has no address."""

    title: str
    address: str = ""


@dataclass(frozen=True)
class About:
    """What stands above every page: what it is, of when, under which rules, from which source. Texts in Vietnamese.

    `at` is ISO 8601, for machines and for the age that the page tells; it and the other texts are empty where the
    content has no instant, no period, no edition.
    """

    title: str
    crumbs: tuple[Crumb, ...] = ()
    at: str = ""
    instant: str = ""
    period: str = ""
    view: str = ""
    source: str = ""
    edition: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """`body` is HTML of the part, JSON of its data, or a file. With `problems` there is no body, and `status` says why.

    `state` is that of the workspace that it is of, None where it was not read. `empty` says that there is nothing yet
    to answer with, which is no fault of the question. `cost` is how many seconds it took. `file_name` is given to what
    is downloaded.
    """

    body: bytes
    about: About
    problems: tuple[Problem, ...] = ()
    status: int = 200
    cost: float = 0.0
    file_name: str = ""
    empty: bool = False
    state: State | None = None

    @property
    def size(self) -> int:
        """Bytes that it takes to keep it, about."""
        return len(self.body) + 2_000

    @cached_property
    def etag(self) -> str:
        """A hash of all that a reader sees of it."""
        seen = hashlib.sha256(self.body)
        seen.update(repr((self.about, self.problems, self.status)).encode())
        return seen.hexdigest()[:20]
