"""What a reader finds in each of the four formats, as one text without white space, for comparing them."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO

import docx
import openpyxl
import pypdf
from docx.table import Table as WordTable
from openpyxl.cell.cell import Cell as SheetCell

from bochiso.report import layout
from bochiso.report.document import Block, Chart, Document, Paragraph, Table

CHARTS = "Biểu đồ"


def squashed(text: str) -> str:
    """Without any white space: lines break elsewhere in every format."""
    return re.sub(r"\s+", "", layout.plain(text))


def body(document: Document, captions: bool = True) -> list[str]:
    """The texts of the letter's body and of the annexes, in the order in which every format gives them."""
    texts = [text for block in document.letter.blocks for text in _block(block, captions)]
    for annex in document.annexes:
        texts += [annex.number, annex.title, annex.reference]
        texts += [text for block in annex.blocks for text in _block(block, captions)]
    return [squashed(text) for text in texts if text]


def frame(document: Document) -> list[str]:
    """The texts whose order depends on how a format sets things side by side: heads, signature, headings of tables."""
    head, signature = document.letter.head, document.letter.signature
    texts = [head.governing_body, head.issuing_body, *layout.MOTTO, head.number, head.place_and_date, head.subject]
    texts += [layout.TO, *layout.address(head.addressees).lines]
    texts += [layout.COPIES, *layout.listed(signature.copies), *signature.authority, signature.name]
    blocks = (*document.letter.blocks, *(block for annex in document.annexes for block in annex.blocks))
    tables = (block for block in blocks if isinstance(block, Table))
    texts += [cell.text for table in tables for row in layout.heading_rows(table) for cell in row]
    return [squashed(text) for text in texts if text]


def review(document: Document) -> list[str]:
    """The texts of the review and the sources."""
    texts = [text for found in document.review for text in (found.title, found.figures, found.rule, found.ask)]
    return [squashed(text) for text in (*texts, *document.sources)]


def _block(block: Block, captions: bool) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.text
    elif isinstance(block, Chart):
        yield block.caption if captions else ""
    elif isinstance(block, Table):
        yield block.title
        yield from (cell.text for row in block.rows for cell in row.cells)
        yield from layout.footnotes(block)


def first_lost(texts: list[str], found: str) -> str | None:
    """The first of the texts that does not follow the one before it."""
    at = 0
    for text in texts:
        where = found.find(text, at)
        if where < 0:
            return text
        at = where + len(text)
    return None


def read_docx(content: bytes) -> str:
    """The body of a DOCX."""
    return squashed(" ".join(_docx_texts(content)))


def _docx_texts(content: bytes) -> Iterator[str]:
    for block in docx.Document(BytesIO(content)).iter_inner_content():
        if isinstance(block, WordTable):
            seen = set()
            for cell in (cell for row in block.rows for cell in row.cells):
                if cell._tc not in seen:
                    seen.add(cell._tc)
                    yield cell.text
        else:
            yield block.text


def read_pdf(content: bytes) -> str:
    """The pages of a PDF without their numbers."""
    pages = (page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages)
    return squashed(" ".join(re.sub(r"^\s*\d+\s*\n", "", page) for page in pages))


def read_xlsx(content: bytes) -> dict[str, str]:
    """The sheets of a workbook as a Vietnamese Excel shows them."""
    book = openpyxl.load_workbook(BytesIO(content))
    return {
        sheet.title: squashed(" ".join(shown(cell) for row in sheet.iter_rows() for cell in row))
        for sheet in book.worksheets
    }


def shown(cell: object) -> str:
    """A cell's value under its number format; only the forms that the writer uses."""
    assert isinstance(cell, SheetCell) or not getattr(cell, "value", None)  # merged cells hold nothing
    value = getattr(cell, "value", None)
    if not isinstance(cell, SheetCell) or value is None or isinstance(value, str):
        return value or ""
    assert isinstance(value, int | float)
    positive, *others = str(cell.number_format).split(";")
    form = positive if value > 0 or not others else others[0 if value < 0 else 1]
    digits = len(form.partition(".")[2].partition('"')[0])
    number = f"{abs(value):,.{digits}f}".translate(str.maketrans(",.", ".,"))
    return re.sub(r"#,##0(\.0+)?", number, form).replace('"', "")


class _Reader(HTMLParser):
    """Collects what is read out: no styles, no drawings."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.silent += tag in ("style", "svg")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("style", "svg")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.texts.append(data)


def read_html(content: bytes) -> str:
    """The text of a page."""
    return squashed(" ".join(_read(content).texts))


def html_tags(content: bytes) -> list[tuple[str, dict[str, str | None]]]:
    """Every opening tag of a page with its attributes."""
    return _read(content).tags


def _read(content: bytes) -> _Reader:
    reader = _Reader()
    reader.feed(content.decode())
    return reader
