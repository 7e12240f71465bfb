"""HTML: what a reader sees of a page, as paragraphs and tables. The review that stands below a report is no letter."""

from html.parser import HTMLParser

from bochiso.intake.cleaning import Cleaning
from bochiso.letter import Block, Paragraph, Table

_UNSEEN = frozenset({"script", "style", "svg", "head", "nav", "template", "noscript", "header", "caption"})
_BLOCKS = frozenset(
    (
        *("p", "div", "section", "article", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "br", "hr", "table"),
        *("tr", "td", "th", "main", "body", "figure", "figcaption", "dl", "dt", "dd"),
    )
)
_EMPTY = frozenset({"br", "hr", "img", "meta", "link", "input", "col"})
_APART = frozenset({"ra-soat", "nguon"})
"""Sections that `bochiso report` writes for the reviewer, outside the document."""
_SPAN_LIMIT = 64


def blocks_of_html(text: str, cleaning: Cleaning) -> tuple[Block, ...]:
    """The blocks of a page."""
    reader = _Reader(cleaning)
    reader.feed(text)
    reader.close()
    reader.end_paragraph()
    return tuple(reader.blocks)


class _Reader(HTMLParser):
    """Collects what is visible. `skipping` is the open element that is not, and how deep within it we are."""

    def __init__(self, cleaning: Cleaning) -> None:
        super().__init__(convert_charrefs=True)
        self.cleaning = cleaning
        self.blocks: list[Block] = []
        self.text: list[str] = []
        self.rows: list[list[str]] | None = None
        self.waiting: dict[int, int] = {}
        self.carried: set[int] = set()
        self.spans = (1, 1)
        self.in_cell = False
        self.skipping = ""
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.skipping:
            self.depth += tag == self.skipping
            return
        given = dict(attrs)
        if tag in _UNSEEN or given.get("id") in _APART or given.get("class") == "skip":
            self.skipping, self.depth = ("", 0) if tag in _EMPTY else (tag, 1)
            return
        if self.in_cell and tag not in ("table", "tr", "td", "th"):
            self.text.append(" " if tag in _BLOCKS else "")
            return
        if tag in _BLOCKS:
            self.end_paragraph()
        if tag == "table":
            self.rows, self.waiting, self.carried = [], {}, set()
        elif tag == "tr" and self.rows is not None:
            self._begin_row()
        elif tag in ("td", "th") and self.rows:
            self._pass_merged()
            self.in_cell = True
            self.spans = _number(given.get("colspan")), _number(given.get("rowspan"))

    def handle_endtag(self, tag: str) -> None:
        if self.skipping:
            self.depth -= tag == self.skipping
            self.skipping = self.skipping if self.depth else ""
            return
        if tag in ("td", "th") and self.in_cell and self.rows:
            self._end_cell(self.rows[-1])
        elif tag == "table" and self.rows is not None:
            if rows := [tuple(row) for row in self.rows if row]:
                self.blocks.append(Table(tuple(rows)))
            self.rows = None
        elif tag in _BLOCKS and not self.in_cell:
            self.end_paragraph()

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.text.append(data)

    def end_paragraph(self) -> None:
        """What was read since the last block is a paragraph; inside a cell it stays."""
        text = self.cleaning.clean("".join(self.text))
        self.text = []
        if self.in_cell and self.rows:
            self.text = [text]
            self._end_cell(self.rows[-1])
        elif text:
            self.blocks.append(Paragraph(text))

    def _end_cell(self, row: list[str]) -> None:
        columns, rows = self.spans
        first = len(row)
        row += [self.cleaning.clean("".join(self.text)), *[""] * (columns - 1)]
        if rows > 1:
            self.waiting |= dict.fromkeys(range(first, first + columns), rows - 1)
        self.text, self.in_cell = [], False
        self._pass_merged()

    def _pass_merged(self) -> None:
        """Leave empty the columns that a cell above reaches down into."""
        row = self.rows[-1] if self.rows else []
        while len(row) in self.carried:
            row.append("")

    def _begin_row(self) -> None:
        assert self.rows is not None
        self.carried = {column for column, left in self.waiting.items() if left}
        self.waiting = {column: left - 1 for column, left in self.waiting.items() if left > 1}
        self.rows.append([])


def _number(text: str | None) -> int:
    return min(max(int(text), 1), _SPAN_LIMIT) if text and text.isdecimal() and len(text) < 4 else 1
