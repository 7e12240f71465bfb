"""XLSX, by xlsxwriter: the letter, a sheet for every annex with numbers that are numbers, and the review.

Nothing a user wrote becomes a formula or a link. A figure is shown as the document prints it, by its number format; in
a Vietnamese Excel the digits are the very same, elsewhere the separators are the reader's own.
"""

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO

from bochiso.compare.checks.findings import Finding
from bochiso.report import layout
from bochiso.report.document import (
    Align,
    Annex,
    Block,
    Chart,
    Column,
    Document,
    Letter,
    Paragraph,
    ParagraphKind,
    Row,
    Table,
    Text,
)
from bochiso.report.layout import plain
from bochiso.report.package import repacked
from bochiso.report.sheet import Look, Sheet, Workbook

LETTER_SHEET, CHARTS_SHEET, REVIEW_SHEET = "Công văn", "Biểu đồ", "Rà soát"
_PLAIN = (Decimal(layout.HEAD_LEFT), Decimal(layout.HEAD_RIGHT))


def write_xlsx(document: Document) -> bytes:
    """The letter, the annexes, the charts and the review as one workbook."""
    target = BytesIO()
    book = Workbook(target, plain(document.title), plain(document.letter.head.issuing_body))
    _letter(book, document.letter)
    for annex in document.annexes:
        _annex(book, annex)
    _charts(book, document)
    _review(book, document)
    book.close()
    return repacked(target.getvalue())


def _letter(book: Workbook, letter: Letter) -> None:
    sheet = book.sheet(LETTER_SHEET, _grid(letter.blocks), landscape=False)
    head = letter.head
    small, upper = Look(size=12, align=Align.CENTER), Look(size=13, align=Align.CENTER)
    bold = Look(size=13, bold=True, align=Align.CENTER)
    motto = Look(size=13, bold=True, align=Align.CENTER, shrink=True)
    sheet.pair(plain(head.governing_body), upper, layout.MOTTO[0], motto)
    sheet.pair(plain(head.issuing_body), bold, layout.MOTTO[1], motto)
    sheet.pair(plain(head.number), upper, plain(head.place_and_date), Look(size=13, italic=True, align=Align.CENTER))
    sheet.pair(plain(head.subject), small, "", small)
    sheet.skip()
    where = layout.address(head.addressees)
    if where.same_line:
        sheet.line(f"{layout.TO} {where.lines[0]}", Look(size=layout.BODY_SIZE, align=Align.CENTER))
    else:
        sheet.line(layout.TO, Look(size=layout.BODY_SIZE, indent=6))
        for line in where.lines:
            sheet.line(line, Look(size=layout.BODY_SIZE, indent=10))
    sheet.skip()
    _blocks(sheet, letter.blocks)
    sheet.skip()
    authority = [plain(line) for line in letter.signature.authority]
    copies = [layout.COPIES, *layout.listed(letter.signature.copies)]
    signed = Look(size=layout.BODY_SIZE, bold=True, align=Align.CENTER)
    # The authority stands level with "Nơi nhận:", the name below the room for the signature.
    right = [*authority, *[""] * 4, plain(letter.signature.name)]
    for index in range(max(len(copies), len(right))):
        left_text = copies[index] if index < len(copies) else ""
        left = Look(size=12, bold=True, italic=True) if index == 0 else Look(size=11)
        sheet.pair(left_text, left, right[index] if index < len(right) else "", signed)


def _annex(book: Workbook, annex: Annex) -> None:
    sheet = book.sheet(plain(annex.number), _grid(annex.blocks), annex.landscape)
    sheet.line(plain(annex.number), Look(size=14, bold=True, align=Align.CENTER))
    sheet.line(plain(annex.title), Look(size=14, bold=True, align=Align.CENTER))
    if annex.reference:
        sheet.line(plain(annex.reference), Look(size=13, italic=True, align=Align.CENTER))
    sheet.skip()
    _blocks(sheet, annex.blocks)


def _charts(book: Workbook, document: Document) -> None:
    """All charts on a sheet of their own, one a page: among the rows of a table a page would cut them."""
    parts = [document.letter.blocks, *(annex.blocks for annex in document.annexes)]
    charts = [block for blocks in parts for block in blocks if isinstance(block, Chart)]
    if charts:
        sheet = book.sheet(CHARTS_SHEET, [layout.text_width(landscape=False)], landscape=False)
        sheet.pictures(charts)


def _review(book: Workbook, document: Document) -> None:
    table = _review_table(document.review)
    sheet = book.sheet(REVIEW_SHEET, [column.width for column in table.columns], landscape=True)
    sheet.line("RÀ SOÁT SỐ LIỆU (không thuộc văn bản)", Look(size=14, bold=True, align=Align.CENTER))
    sheet.skip()
    if document.review:
        sheet.table(table)
    else:
        sheet.line("Không phát hiện mâu thuẫn trong số liệu.", Look())
    if document.sources:
        sheet.skip()
        sheet.line("Nguồn", Look(bold=True))
        for source in document.sources:
            sheet.line(plain(source), Look())


def _review_table(findings: Sequence[Finding]) -> Table:
    widths = {"Mã": 24, "Mức độ": 24, "Vấn đề": 55, "Số liệu": 60, "Quy tắc": 60, "Cần làm": 60}
    columns = tuple(Column(heading, Decimal(wide), Align.LEFT) for heading, wide in widths.items())
    rows = tuple(
        Row(tuple(map(Text, (found.id, found.severity, found.title, found.figures, found.rule, found.ask))))
        for found in findings
    )
    return Table("ra-soat", columns, rows)


def _grid(blocks: Sequence[Block]) -> list[Decimal]:
    """One width for every column of the sheet: the widest that any of its tables wants.

    A sheet may be wider than paper, so the columns of words give nothing to those of figures, which simply grow.
    """
    tables = [block for block in blocks if isinstance(block, Table)]
    if not tables:
        return list(_PLAIN)
    wanted = [
        [
            max(*pair)
            for pair in zip((column.width for column in table.columns), layout.column_needs(table, 12), strict=True)
        ]
        for table in tables
    ]
    widths = [max(row[i] for row in wanted if i < len(row)) for i in range(max(map(len, wanted)))]
    return widths if len(widths) > 1 else [*widths, *_PLAIN[1:]]


def _blocks(sheet: Sheet, blocks: Sequence[Block]) -> None:
    sheet.single_table = sum(isinstance(block, Table) for block in blocks) == 1
    for block in blocks:
        if isinstance(block, Paragraph):
            heading, note = block.kind is ParagraphKind.HEADING, block.kind is ParagraphKind.NOTE
            look = Look(size=12 if note else layout.BODY_SIZE, bold=heading, italic=note)
            sheet.runs([(plain(span.text), span.bold, span.italic) for span in block.spans], look)
        elif isinstance(block, Table):
            sheet.table(block)
