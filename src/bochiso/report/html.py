"""HTML, by Jinja: one page that needs nothing else, for every screen and every reader, and prints as paper."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bochiso.report import layout
from bochiso.report.document import Change, Chart, Document, Missing, Row, RowKind, Table
from bochiso.report.inline import inline_svg


def write_html(document: Document) -> bytes:
    """The letter, its annexes, the review and the sources as one page."""
    page = _environment().get_template("report.html.jinja").render(document=document)
    return page.encode()


@dataclass(frozen=True)
class Group:
    """Rows of a table under one heading row, if there is one; a total begins a group of its own."""

    rows: tuple[Row, ...]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("bochiso.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(layout=layout, drawing=inline_svg, groups=_groups)
    environment.tests.update(
        table=lambda block: isinstance(block, Table),
        chart=lambda block: isinstance(block, Chart),
        change=lambda cell: isinstance(cell, Change),
        missing=lambda cell: isinstance(cell, Missing),
    )
    return environment


def _clean(value: object) -> object:
    """Every text that the template prints is cleaned; markup of our own stays as it is."""
    return layout.plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _groups(table: Table) -> Iterator[Group]:
    rows: list[Row] = []
    for row in table.rows:
        if rows and row.kind is not RowKind.BODY:
            yield Group(tuple(rows))
            rows = []
        rows.append(row)
    if rows:
        yield Group(tuple(rows))
