"""PDF, set by Typst: tagged, in the report's own font, the same bytes for the same document."""

from importlib.resources import files
from typing import assert_never

from bochiso.report import layout
from bochiso.report.charts import svg
from bochiso.report.document import (
    Annex,
    Block,
    Chart,
    Document,
    Letterhead,
    Paragraph,
    Row,
    Signature,
    Span,
    Table,
)
from bochiso.report.layout import plain
from bochiso.report.metrics import balanced
from bochiso.report.typesetting import typeset

_Data = dict[str, object]


def write_pdf(document: Document) -> bytes:
    """The letter and its annexes as PDF."""
    source = files("bochiso.report").joinpath("templates/report.typ").read_text("utf-8")
    return typeset(source, _document(document), "pdf")


def _document(document: Document) -> _Data:
    letter = document.letter
    return {
        "title": plain(document.title),
        "measures": _measures(),
        "head": _head(letter.head),
        "address": _address(letter.head),
        "blocks": [_block(block, landscape=False) for block in letter.blocks],
        "signature": _signature(letter.signature),
        "annexes": [_annex(annex) for annex in document.annexes],
    }


def _measures() -> _Data:
    return {
        "body": layout.BODY_SIZE,
        "first-line": layout.FIRST_LINE,
        "top": layout.MARGIN_TOP,
        "bottom": layout.MARGIN_BOTTOM,
        "left": layout.MARGIN_LEFT,
        "right": layout.MARGIN_RIGHT,
        "head-left": layout.HEAD_LEFT,
        "head-right": layout.HEAD_RIGHT,
        "short-line": layout.SHORT_LINE,
        "signature-left": layout.SIGNATURE_LEFT,
        "signature-right": layout.SIGNATURE_RIGHT,
        "signature-space": layout.SIGNATURE_SPACE,
        "cell-margin": layout.CELL_MARGIN,
        "to": layout.TO,
        "copies": layout.COPIES,
    }


def _head(head: Letterhead) -> _Data:
    return {
        "governing": balanced(plain(head.governing_body), layout.HEAD_LEFT, 13),
        "issuing": balanced(plain(head.issuing_body), layout.HEAD_LEFT, 13, bold=True),
        "motto": layout.MOTTO,
        "number": plain(head.number),
        "place-and-date": plain(head.place_and_date),
        "subject": balanced(plain(head.subject), layout.HEAD_LEFT - 2, 12),
    }


def _address(head: Letterhead) -> _Data:
    where = layout.address(head.addressees)
    return {
        "lines": where.lines,
        "indent": where.indent,
        "hang": where.hang,
        "same-line": where.same_line,
        "centred": where.centred,
    }


def _signature(signature: Signature) -> _Data:
    return {
        "authority": [plain(line) for line in signature.authority],
        "name": plain(signature.name),
        "copies": layout.listed(signature.copies),
    }


def _annex(annex: Annex) -> _Data:
    wide = float(layout.text_width(annex.landscape))
    return {
        "number": plain(annex.number),
        "title": balanced(plain(annex.title), wide, layout.BODY_SIZE, bold=True),
        "reference": balanced(plain(annex.reference), wide, layout.BODY_SIZE),
        "landscape": annex.landscape,
        "blocks": [_block(block, annex.landscape) for block in annex.blocks],
    }


def _block(block: Block, landscape: bool) -> _Data:
    match block:
        case Paragraph():
            return {"kind": "paragraph", "style": block.kind.value, "spans": [_span(span) for span in block.spans]}
        case Table():
            return _table(block, landscape)
        case Chart():
            width, height = layout.fitted_chart(block, landscape)
            texts: _Data = {"alt": plain(block.alt), "caption": plain(block.caption)}
            return {"kind": "chart", "svg": svg(block), "width": width, "height": height, **texts}
    assert_never(block)


def _span(span: Span) -> _Data:
    return {"text": plain(span.text), "bold": span.bold, "italic": span.italic}


def _table(table: Table, landscape: bool) -> _Data:
    heading = [
        [{"text": cell.text, "columns": cell.columns, "rows": cell.rows} for cell in row]
        for row in layout.heading_rows(table)
    ]
    rows = [[_cell(table, row, placed) for placed in layout.body_cells(row)] for row in table.rows]
    fit = layout.fitted_table(table, layout.text_width(landscape))
    return {
        "kind": "table",
        "title": plain(table.title),
        "size": fit.size,
        "widths": [float(width) for width in fit.widths],
        "heading": heading,
        "rows": rows,
        "notes": layout.footnotes(table),
    }


def _cell(table: Table, row: Row, placed: layout.BodyCell) -> _Data:
    return {
        "text": plain(placed.cell.text),
        "columns": placed.columns,
        "align": layout.cell_align(table, row, placed).value,
        "bold": layout.is_bold(row, placed.cell),
    }
