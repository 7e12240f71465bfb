"""A letter as plain text: its paragraphs and tables in their order, whatever file it came from."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Paragraph:
    """One paragraph in NFC, on one line, without marks of emphasis."""

    text: str


@dataclass(frozen=True)
class Table:
    """Rows of cells. A cell that others are merged into holds the text, those others are empty."""

    rows: tuple[tuple[str, ...], ...]


Block = Paragraph | Table


@dataclass(frozen=True)
class Letter:
    """The text of one file, which may hold several documents one after another. `name` is the file's."""

    name: str
    blocks: tuple[Block, ...]
