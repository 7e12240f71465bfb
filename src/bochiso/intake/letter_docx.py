"""DOCX, by python-docx: paragraphs and tables in the order of the document; text of deleted passages is left out."""

import io
import zipfile
from collections.abc import Iterator

from docx import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from bochiso.intake.cleaning import Cleaning
from bochiso.intake.letter_lines import joined
from bochiso.intake.notes import Notes
from bochiso.letter import Block, Paragraph, Table

_BLOCKS = (qn("w:p"), qn("w:tbl"))
_HOLDERS = (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml"))
_LAYOUT = 2
"""Columns of a table that only sets texts side by side, as in the head of a letter."""


def blocks_of_docx(data: bytes, notes: Notes) -> tuple[Block, ...]:
    """The blocks of a document, or nothing with the problem noted."""
    try:
        body = Document(io.BytesIO(data)).element.body
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError, AttributeError, OSError, NotImplementedError):
        notes.add(
            "tệp Word bị hỏng hoặc có mật khẩu",
            why="không đọc được văn bản trong tệp",
            remedy="mở tệp bằng Word rồi lưu lại dạng .docx, không đặt mật khẩu",
        )
        return ()
    return tuple(_blocks(body, notes.cleaning))


def _blocks(holder: BaseOxmlElement, cleaning: Cleaning) -> Iterator[Block]:
    for element in _parts(holder):
        if element.tag == _BLOCKS[0]:
            yield from map(Paragraph, _lines(element, cleaning))
        else:
            yield from _table(element, cleaning)


def _parts(holder: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
    """Paragraphs and tables right in the holder, also through content controls."""
    for element in holder:
        if element.tag in _BLOCKS:
            yield element
        elif element.tag in _HOLDERS:
            yield from _parts(element)


def _lines(paragraph: BaseOxmlElement, cleaning: Cleaning) -> list[str]:
    """The paragraphs that one is by its looks: broken lines, and texts set apart by tabs, as in a head."""
    lines = "".join(_runs(paragraph)).replace("\t\t", "\n").split("\n")
    return joined([cleaning.clean(line) for line in lines])


def _runs(paragraph: BaseOxmlElement) -> Iterator[str]:
    for element in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:noBreakHyphen")):
        if element.tag == qn("w:t"):
            yield element.text or ""
        elif element.tag == qn("w:noBreakHyphen"):
            yield "-"
        elif element.getparent().tag != qn("w:tabs"):
            yield "\t" if element.tag == qn("w:tab") else "\n"


def _table(table: BaseOxmlElement, cleaning: Cleaning) -> Iterator[Block]:
    rows = [list(_cells(row, cleaning)) for row in table.iter(qn("w:tr"))]
    columns = max((len(row) for row in rows), default=0)
    numbered = any(text[:1].isdigit() or text[:1] in "+-" for row in rows for text in row[1:] if text)
    if columns > _LAYOUT and len(rows) > 1 and numbered:
        yield Table(tuple((*row, *[""] * (columns - len(row))) for row in rows))
        return
    for cell in table.iter(qn("w:tc")):
        yield from _blocks(cell, cleaning)


def _cells(row: BaseOxmlElement, cleaning: Cleaning) -> Iterator[str]:
    """The texts of a row; columns that a cell is merged over or under are empty."""
    for cell in row.findall(qn("w:tc")):
        properties = cell.find(qn("w:tcPr"))
        span, merged = None, None
        if properties is not None:
            span, merged = properties.find(qn("w:gridSpan")), properties.find(qn("w:vMerge"))
        below = merged is not None and merged.get(qn("w:val"), "continue") == "continue"
        yield "" if below else cleaning.clean(" ".join("".join(_runs(p)) for p in cell.iter(qn("w:p"))))
        width = span.get(qn("w:val"), "1") if span is not None else "1"
        yield from [""] * (min(int(width), 64) - 1 if width.isdigit() else 0)
