"""A chart as an SVG element within a page, for the report's HTML and for live pages alike."""

import re

from markupsafe import Markup

from bochiso.report import charts, layout
from bochiso.report.document import Chart

_TAG = re.compile(r"<[a-z][^>]*>")
_ROLES = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
"""Vega gives a role to each layer, and no name that a role must have; the whole drawing has both."""


def inline_svg(chart: Chart) -> Markup:
    """The chart as an inline SVG that scales, with its title and description in words for who cannot see it."""
    opening, _, rest = charts.svg(chart).partition(">")
    box = re.search(r'viewBox="[-\d. e]+"', opening)
    name, size = f"bieu-do-{chart.name}", Markup(box.group() if box else "")
    head = Markup('<svg role="img" aria-labelledby="{0}-ten {0}-y" {1}>').format(name, size)
    words = Markup('<title id="{0}-ten">{1}</title><desc id="{0}-y">{2}</desc>')
    texts = words.format(name, layout.plain(chart.caption), layout.plain(chart.alt))
    plain = _TAG.sub(lambda tag: _ROLES.sub("", tag.group()), rest)
    return head + texts + Markup(plain)  # drawn by Vega, which escapes what it is given
