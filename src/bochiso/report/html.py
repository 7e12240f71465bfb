"""HTML, by Jinja: one page that needs nothing else, for every screen and every reader, and prints as paper."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bochiso.report import charts, layout
from bochiso.report.document import Change, Chart, Document, Missing, Row, RowKind, Table


def write_html(document: Document) -> bytes:
    """The letter, its annexes, the review and the sources as one page."""
    page = _environment().get_template("report.html.jinja").render(document=document)
    return page.encode()


@dataclass(frozen=True)
class Group:
    """Rows of a table under one heading row, if there is one: a body of its own, which the heading names."""

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
    environment.globals.update(layout=layout, drawing=_drawing, groups=_groups)
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
        if row.kind is not RowKind.BODY and rows and (row.kind is RowKind.HEADING or row.kind is RowKind.TOTAL):
            yield Group(tuple(rows))
            rows = []
        rows.append(row)
    if rows:
        yield Group(tuple(rows))


def _drawing(chart: Chart) -> Markup:
    """The chart as an inline SVG that scales, with its title and description in words for who cannot see it."""
    opening, _, rest = charts.svg(chart).partition(">")
    box = re.search(r'viewBox="[-\d. e]+"', opening)
    title, description = (f"{chart.name}-{part}" for part in ("ten", "mo-ta"))
    head = Markup('<svg role="img" aria-labelledby="{} {}" {}><title id="{}">{}</title><desc id="{}">{}</desc>').format(
        title, description, Markup(box.group() if box else ""), title, _clean(chart.caption), description, _clean(chart.alt)
    )
    return head + Markup(rest)  # drawn by us from escaped texts
