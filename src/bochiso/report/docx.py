"""DOCX, by python-docx: the letter as an office would type it, open to be edited, the same bytes every time."""

from collections.abc import Sequence
from io import BytesIO
from itertools import count
from typing import assert_never

import docx
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.section import Section
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from bochiso.report import layout, ooxml
from bochiso.report.charts import png
from bochiso.report.document import (
    Align,
    Annex,
    Block,
    Chart,
    Document,
    Letterhead,
    Paragraph,
    ParagraphKind,
    Row,
    RowKind,
    Signature,
    Span,
    Table,
)
from bochiso.report.layout import plain
from bochiso.report.metrics import balanced, width
from bochiso.report.package import repacked

_CENTER = WD_ALIGN_PARAGRAPH.CENTER
_SIDES = {
    Align.LEFT: WD_ALIGN_PARAGRAPH.LEFT,
    Align.CENTER: WD_ALIGN_PARAGRAPH.CENTER,
    Align.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
}


def write_docx(document: Document) -> bytes:
    """The letter and its annexes as DOCX."""
    return repacked(_Writer(document).written())


class _Writer:
    """Writes one document from its head to its last annex."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.word: Word = docx.Document()
        self.pictures = count(1)
        self.landscape = False

    def written(self) -> bytes:
        letter = self.document.letter
        ooxml.set_fonts(self.word, layout.BODY_SIZE)
        ooxml.set_properties(self.word, plain(self.document.title), plain(letter.head.issuing_body))
        self._page(self.word.sections[0])
        self._head(letter.head)
        self._address(letter.head)
        self._blocks(letter.blocks, level=0, letter=True)
        self._signature(letter.signature)
        for annex in self.document.annexes:
            self._annex(annex)
        target = BytesIO()
        self.word.save(target)
        return target.getvalue()

    def _page(self, section: Section) -> None:
        short, long = Mm(layout.PAGE_SHORT), Mm(layout.PAGE_LONG)
        section.orientation = WD_ORIENT.LANDSCAPE if self.landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (long, short) if self.landscape else (short, long)
        section.top_margin, section.bottom_margin = Mm(layout.MARGIN_TOP), Mm(layout.MARGIN_BOTTOM)
        section.left_margin, section.right_margin = Mm(layout.MARGIN_LEFT), Mm(layout.MARGIN_RIGHT)
        section.header_distance = section.footer_distance = Mm(10)
        ooxml.number_pages(section, layout.BODY_SIZE)

    def _frame(self, rows: int, left: float, right: float) -> list[tuple[_Cell, _Cell]]:
        """A table without lines, to set things side by side."""
        table = self.word.add_table(rows, 2)
        ooxml.set_borders(table, visible=False)
        ooxml.set_margins(table, 0)
        ooxml.set_widths(table, [left, right])
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        for row in table.rows:
            ooxml.keep_whole(row)
        return [(row.cells[0], row.cells[1]) for row in table.rows]

    def _head(self, head: Letterhead) -> None:
        left, right = float(layout.HEAD_LEFT), float(layout.HEAD_RIGHT)
        (bodies, motto), (number, place), (subject, _) = self._frame(3, left, right)
        issuing = balanced(plain(head.issuing_body), left, 13, bold=True)
        governing = balanced(plain(head.governing_body), left, 13)
        if governing:
            _write(bodies.add_paragraph(), governing, 13, align=_CENTER)
        _write(bodies.add_paragraph(), issuing, 13, bold=True, align=_CENTER)
        widest = max((width(line, 13, bold=True) for line in issuing), default=0.0)
        ooxml.rule(bodies, layout.SHORT_LINE * widest, left)
        for line, size in zip(layout.MOTTO, (13, 14), strict=True):
            _write(motto.add_paragraph(), (line,), size, bold=True, align=_CENTER)
        ooxml.rule(motto, width(layout.MOTTO[1], 14, bold=True), right)
        _write(number.add_paragraph(), (plain(head.number),), 13, align=_CENTER, before=6)
        _write(place.add_paragraph(), (plain(head.place_and_date),), 14, italic=True, align=_CENTER, before=6)
        lines = balanced(plain(head.subject), left - 2, 12)
        _write(subject.add_paragraph(), lines, 12, align=_CENTER, before=6)
        for cell in (bodies, motto, number, place, subject):
            cell._tc.remove(cell.paragraphs[0]._p)  # the empty one every cell is born with

    def _address(self, head: Letterhead) -> None:
        where = layout.address(head.addressees)
        first = _write(self.word.add_paragraph(), (layout.TO,), layout.BODY_SIZE, before=14, after=6)
        style = first.paragraph_format
        if where.same_line:
            first.add_run(f" {where.lines[0]}").font.size = Pt(layout.BODY_SIZE)
            style.alignment = _CENTER if where.centred else WD_ALIGN_PARAGRAPH.LEFT
            style.left_indent = Mm(0 if where.centred else where.indent + where.hang)
            style.first_line_indent = Mm(0 if where.centred else -where.hang)
            return
        style.left_indent = Mm(where.indent)
        for line in where.lines:
            paragraph = _write(self.word.add_paragraph(), (line,), layout.BODY_SIZE, after=6)
            paragraph.paragraph_format.left_indent = Mm(where.indent + where.hang + 2.5)
            paragraph.paragraph_format.first_line_indent = Mm(-2.5)

    def _signature(self, signature: Signature) -> None:
        ((copies, signed),) = self._frame(1, layout.SIGNATURE_LEFT, layout.SIGNATURE_RIGHT)
        _write(copies.paragraphs[0], (layout.COPIES,), 12, bold=True, italic=True, before=10)
        for line in layout.listed(signature.copies):
            paragraph = _write(copies.add_paragraph(), (line,), 11)
            paragraph.paragraph_format.left_indent = Mm(2)
            paragraph.paragraph_format.first_line_indent = Mm(-2)
        authority = tuple(plain(line) for line in signature.authority)
        _write(signed.paragraphs[0], authority, layout.BODY_SIZE, bold=True, align=_CENTER, before=10)
        # The room is the space before the name, so that no empty lines pretend to be text.
        name = _write(signed.add_paragraph(), (plain(signature.name),), layout.BODY_SIZE, bold=True, align=_CENTER)
        name.paragraph_format.space_before = Mm(layout.SIGNATURE_SPACE)

    def _annex(self, annex: Annex) -> None:
        self.landscape = annex.landscape
        self._page(self.word.add_section(WD_SECTION.NEW_PAGE))
        wide = float(layout.text_width(self.landscape))
        number = _write(self.word.add_paragraph(), (plain(annex.number),), 14, bold=True, align=_CENTER, after=6)
        ooxml.set_level(number, 0)
        title = balanced(plain(annex.title), wide, layout.BODY_SIZE, bold=True)
        _write(self.word.add_paragraph(), title, layout.BODY_SIZE, bold=True, align=_CENTER)
        reference = balanced(plain(annex.reference), wide, layout.BODY_SIZE)
        if reference:
            _write(self.word.add_paragraph(), reference, layout.BODY_SIZE, italic=True, align=_CENTER)
            longest = max(width(line, layout.BODY_SIZE, italic=True) for line in reference)
            ooxml.rule(self.word, longest / 4, wide)
        self._gap()
        self._blocks(annex.blocks, level=1)

    def _blocks(self, blocks: Sequence[Block], level: int, letter: bool = False) -> None:
        for index, block in enumerate(blocks):
            match block:
                case Paragraph():
                    self._paragraph(block, level, last=letter and index == len(blocks) - 1)
                case Table():
                    self._table(block)
                case Chart():
                    self._chart(block)
                case _:
                    assert_never(block)

    def _paragraph(self, block: Paragraph, level: int, last: bool) -> None:
        paragraph = self.word.add_paragraph()
        style = paragraph.paragraph_format
        style.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        style.space_after, style.line_spacing = Pt(6), 1.1
        style.keep_with_next = last or block.kind is ParagraphKind.HEADING  # the last holds on to the signature
        if block.kind is not ParagraphKind.NOTE:
            style.first_line_indent = Mm(layout.FIRST_LINE)
        if block.kind is ParagraphKind.HEADING:
            style.space_before = Pt(6)
            ooxml.set_level(paragraph, level)
        for span in block.spans:
            _add_span(paragraph, span, block.kind)

    def _table(self, block: Table) -> None:
        if block.title:
            title = self.word.add_paragraph()
            _write(title, (plain(block.title),), layout.BODY_SIZE, bold=True, align=_CENTER, before=6, after=6)
            title.paragraph_format.keep_with_next = True
        heading = layout.heading_rows(block)
        table = self.word.add_table(len(heading) + len(block.rows), len(block.columns))
        fit = layout.fitted_table(block, layout.text_width(self.landscape))
        ooxml.set_borders(table, visible=True)
        ooxml.set_margins(table, layout.CELL_MARGIN)
        ooxml.set_widths(table, [float(wide) for wide in fit.widths])
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        grid = [list(row.cells) for row in table.rows]  # python-docx looks cells up slowly
        for row in table.rows:
            ooxml.keep_whole(row)
        for index, titles in enumerate(heading):
            ooxml.repeat_as_heading(table.rows[index])
            for title_cell in titles:
                last = grid[index + title_cell.rows - 1][title_cell.column + title_cell.columns - 1]
                merged = grid[index][title_cell.column].merge(last)
                _fill(merged, title_cell.text, fit.size, _CENTER, bold=True, keep=True)
        for index, (cells, row) in enumerate(zip(grid[len(heading) :], block.rows, strict=True), 1):
            last_but_total = index < len(block.rows) and block.rows[index].kind is RowKind.TOTAL
            _fill_row(cells, block, row, fit.size, keep=last_but_total or row.kind is RowKind.HEADING)
        for note in layout.footnotes(block):
            _write(self.word.add_paragraph(), (note,), 11, italic=True, before=3)
        self._gap()

    def _chart(self, block: Chart) -> None:
        wide, high = layout.fitted_chart(block, self.landscape)
        paragraph = _write(self.word.add_paragraph(), (), layout.BODY_SIZE, align=_CENTER, before=6)
        paragraph.paragraph_format.keep_with_next = True
        run = paragraph.add_run()
        run.add_picture(BytesIO(png(block)), width=Mm(wide), height=Mm(high))
        ooxml.describe_picture(run, plain(block.alt), next(self.pictures))
        _write(self.word.add_paragraph(), (plain(block.caption),), 12, italic=True, align=_CENTER, before=3, after=8)

    def _gap(self) -> None:
        """A low line after a table, which Word would else join to the next and LibreOffice let touch the text."""
        paragraph = self.word.add_paragraph()
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.line_spacing = Pt(6)


def _write(
    paragraph: WordParagraph,
    lines: Sequence[str],
    size: float,
    *,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
    before: float = 0,
    after: float = 0,
) -> WordParagraph:
    """Fill a paragraph with lines in one style, broken where the lines end."""
    style = paragraph.paragraph_format
    style.alignment = align
    style.space_before, style.space_after, style.line_spacing = Pt(before), Pt(after), 1.0
    ooxml.set_mark_size(paragraph, size)
    for index, line in enumerate(lines):
        run = paragraph.add_run()
        if index:
            run.add_break()
        run.add_text(line)
        run.font.size = Pt(size)
        run.bold, run.italic = bold or None, italic or None
    return paragraph


def _add_span(paragraph: WordParagraph, span: Span, kind: ParagraphKind) -> None:
    run = paragraph.add_run(plain(span.text))
    run.font.size = Pt(12 if kind is ParagraphKind.NOTE else layout.BODY_SIZE)
    run.bold = span.bold or kind is ParagraphKind.HEADING or None
    run.italic = span.italic or kind is ParagraphKind.NOTE or None


def _fill_row(cells: Sequence[_Cell], table: Table, row: Row, size: float, *, keep: bool) -> None:
    """A heading within the table keeps with the row after it, and so does the row before the total."""
    for placed in layout.body_cells(row):
        first = cells[placed.column]
        merged = first.merge(cells[placed.column + placed.columns - 1]) if placed.columns > 1 else first
        side, bold = _SIDES[layout.cell_align(table, row, placed)], layout.is_bold(row, placed.cell)
        _fill(merged, plain(placed.cell.text), size, side, bold=bold, keep=keep)


def _fill(cell: _Cell, text: str, size: float, side: WD_ALIGN_PARAGRAPH, *, bold: bool, keep: bool = False) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for spare in cell.paragraphs[1:]:
        cell._tc.remove(spare._p)
    paragraph = _write(cell.paragraphs[0], (text,), size, bold=bold, align=side, before=2, after=2)
    paragraph.paragraph_format.keep_with_next = keep
