"""The document, free of any format: what DOCX, PDF, XLSX and HTML all draw from.

A cell knows its own text, so that the four writers cannot print one figure in four ways; a number also knows its
value, so that the spreadsheet holds numbers and not pictures of numbers.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bochiso.compare.checks.findings import Finding
from bochiso.wording import MISSING, UNCHANGED, decimal_text, integer_text, signed_text


@dataclass(frozen=True)
class Text:
    """Words."""

    content: str
    bold: bool = False

    @property
    def text(self) -> str:
        return self.content


@dataclass(frozen=True)
class Number:
    """A count (`digits` 0) or a rate or score, printed with exactly `digits` decimals."""

    value: Decimal
    digits: int

    @property
    def text(self) -> str:
        return integer_text(int(self.value)) if self.digits == 0 else decimal_text(self.value, self.digits)


@dataclass(frozen=True)
class Fraction:
    """`numerator/denominator`, both counts or scores: `1.773/1.773`, `75,69/100`."""

    numerator: Number
    denominator: Number

    @property
    def text(self) -> str:
        return f"{self.numerator.text}/{self.denominator.text}"


@dataclass(frozen=True)
class Change:
    """A signed difference, with its unit where the column's heading does not name one. Zero is "Giữ nguyên"."""

    value: Decimal
    digits: int
    unit: str = ""
    good: bool | None = None

    @property
    def text(self) -> str:
        if self.value == 0:
            return UNCHANGED
        number = signed_text(self.value, self.digits)
        return f"{number} {self.unit}" if self.unit else number


@dataclass(frozen=True)
class Missing:
    """No figure, and why: "–" with a footnote. Never a zero."""

    note: str

    @property
    def text(self) -> str:
        return MISSING


@dataclass(frozen=True)
class Blank:
    """A cell that holds nothing by design, as in a heading row."""

    @property
    def text(self) -> str:
        return ""


Cell = Text | Number | Fraction | Change | Missing | Blank


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True)
class Column:
    """One column. Columns in a row that share a `group` get one heading above them. Width in millimetres."""

    heading: str
    width: Decimal
    align: Align
    group: str = ""


class RowKind(StrEnum):
    BODY = "body"
    HEADING = "heading"
    TOTAL = "total"


@dataclass(frozen=True)
class Row:
    cells: tuple[Cell, ...]
    kind: RowKind = RowKind.BODY


@dataclass(frozen=True)
class Table:
    """Every row has one cell a column. `notes` are printed below, in order: the footnotes of "–" and of the order.

    `name` is a short ASCII name, unique in the document, for anchors and sheet names.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    title: str = ""
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        wrong = [len(row.cells) for row in self.rows if len(row.cells) != len(self.columns)]
        if wrong:
            raise ValueError(f"table {self.name}: rows of {wrong} cells under {len(self.columns)} columns")

    @property
    def width(self) -> Decimal:
        """Millimetres."""
        return sum((column.width for column in self.columns), Decimal(0))


@dataclass(frozen=True)
class Span:
    """A run of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False


class ParagraphKind(StrEnum):
    BODY = "body"  # justified, first line indented
    HEADING = "heading"  # bold, numbered by its own text
    NOTE = "note"  # italic, smaller


@dataclass(frozen=True)
class Paragraph:
    spans: tuple[Span, ...]
    kind: ParagraphKind = ParagraphKind.BODY

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True)
class Chart:
    """A Vega-Lite specification as JSON text, drawn as SVG or PNG by the writers. `alt` says in words what it shows.

    Width and height in millimetres on paper.
    """

    name: str
    caption: str
    alt: str
    specification: str
    width: int
    height: int


Block = Paragraph | Table | Chart


@dataclass(frozen=True)
class Letterhead:
    """The head of an official letter, boxes 1 to 5b and 9a of Decree 30/2020/NĐ-CP, Appendix I.

    Every string is ready to print: "Số: 2062/SNV-CCHC", "Thái Nguyên, ngày 05 tháng 9 năm 2023", "V/v báo cáo …".
    `governing_body` may be empty (an office with no superior); `addressees` has one or more.
    """

    governing_body: str
    issuing_body: str
    number: str
    place_and_date: str
    subject: str
    addressees: tuple[str, ...]


@dataclass(frozen=True)
class Signature:
    """Boxes 7a, 7b and 9b. `authority` holds lines such as "KT. GIÁM ĐỐC"; `copies` ends with the archive line.

    The writers draw no signature and no seal: the space is left for the officer, or for the digital signature.
    """

    authority: tuple[str, ...]
    name: str
    copies: tuple[str, ...]


@dataclass(frozen=True)
class Letter:
    head: Letterhead
    blocks: tuple[Block, ...]
    signature: Signature


@dataclass(frozen=True)
class Annex:
    """`Phụ lục I`: paged by itself. Landscape when a table is wider than the text of a portrait page."""

    number: str  # "Phụ lục I"
    title: str  # upper case
    reference: str  # "(Kèm theo Công văn số … của Sở Nội vụ)"
    blocks: tuple[Block, ...]

    @property
    def landscape(self) -> bool:
        return any(isinstance(block, Table) and block.width > TEXT_WIDTH for block in self.blocks)


TEXT_WIDTH = Decimal(165)
"""Millimetres of text on a portrait A4 page with the decree's margins of 30 mm (left) and 15 mm (right)."""


@dataclass(frozen=True)
class Document:
    """A letter, its annexes, and the review that accompanies but is no part of it.

    `name` is a short ASCII name for its files. `sources` are sentences that say where the figures and the rules come
    from; they stand with the review.
    """

    name: str
    title: str
    letter: Letter
    annexes: tuple[Annex, ...]
    review: tuple[Finding, ...] = ()
    sources: tuple[str, ...] = ()
