"""Jinja with our own filters: the one place where a page's text becomes HTML. Everything printed is escaped."""

import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bochiso.web.query import Query, visible
from bochiso.wording import decimal_text, integer_text, short_date


def render(template: str, **content: object) -> str:
    """The template's text with this content."""
    return environment().get_template(template).render(**content)


@cache
def environment() -> Environment:
    """Strict: a name that is missing from the content is an error, and every text is escaped."""
    made = Environment(
        loader=PackageLoader("bochiso.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(integer=integer_text, decimal=_decimal, date=short_date, segment=segment)
    made.globals.update(address=address)
    return made


def address(path: str, query: Query | None = None, **values: str) -> str:
    """An address of ours: the path, the values of a query, and more values; empty ones are left out."""
    given: Mapping[str, str] = dict((query or Query(())).values) | values
    kept = [(name, value) for name, value in given.items() if value]
    return path + ("?" + urlencode(kept, quote_via=quote) if kept else "")


def segment(text: str) -> str:
    """A text as one step of a path."""
    return quote(text, safe=":.-")


def _decimal(value: Decimal, digits: int = 2) -> str:
    return decimal_text(value, digits)


def _clean(value: object) -> object:
    """Names come from files: marks that turn the direction of writing would turn the page's own words."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return visible(unicodedata.normalize("NFC", value))
    return value
