"""Plain text and Markdown: lines into paragraphs and tables."""

import re
from collections.abc import Iterator, Sequence

from bochiso.intake.cleaning import Cleaning
from bochiso.letter import Block, Paragraph, Table

_RULE = re.compile(r"\|?[\s:|-]*-[\s:|-]*\|?")
_MARKS = re.compile(r"\*\*|__|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)|`|<(?=https?://)|(?<=[\w/])>(?=[\s)]|$)")
_OPENING = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2}){0,3}[.)]|[IVX]{1,5}[.)]|[a-zđ]\)|[-+*•–])\s"
    r"|Số\s*:|V/v|Kính gửi|Nơi nhận|Phụ lục\b|PHỤ LỤC"
)
_LONG = 60
"""Letters in a line that was broken by its width and not by its writer."""


def blocks_of_lines(text: str, cleaning: Cleaning) -> tuple[Block, ...]:
    """The blocks of a plain text: rows are cells between tabs or bars; wrapped lines are joined again."""
    blocks: list[Block] = []
    lines: list[str] = []
    rows: list[tuple[str, ...]] = []
    for raw in (*text.splitlines(), ""):
        cells = _cells(raw, cleaning)
        if cells is None and raw.strip():
            blocks += _table(rows)
            rows = []
            lines.append(cleaning.clean(_plain(raw)))
            continue
        blocks += map(Paragraph, joined(lines))
        lines = []
        if cells:
            rows.append(cells)
    blocks += map(Paragraph, joined(lines))
    return tuple(_rejoined([*blocks, *_table(rows)]))


def _plain(line: str) -> str:
    return _MARKS.sub("", re.sub(r"^\s{0,3}#{1,6}\s+", "", line))


def _cells(line: str, cleaning: Cleaning) -> tuple[str, ...] | None:
    """The cells of a row; nothing for a line that only rules a table off; None for a line that is no row."""
    stripped = line.strip()
    if stripped.startswith("|") and stripped.count("|") > 1:
        if _RULE.fullmatch(stripped):
            return ()
        return tuple(cleaning.clean(_plain(cell)) for cell in stripped.strip("|").split("|"))
    if "\t" in line.rstrip() and len(cells := line.rstrip("\r\n").split("\t")) > 2:
        return tuple(cleaning.clean(_plain(cell)) for cell in cells)
    return None


def _table(rows: Sequence[tuple[str, ...]]) -> list[Block]:
    """A table of one row is none: a head with the motto beside it."""
    if len(rows) > 1:
        return [Table(tuple(rows))]
    return [Paragraph(cell) for row in rows for cell in row if cell]


def _rejoined(blocks: Sequence[Block]) -> Iterator[Block]:
    """A table that an empty line had cut in two is one again: the second part has no head of its own."""
    held: Table | None = None
    for block in blocks:
        if held is not None and isinstance(block, Table) and _goes_on(held, block):
            held = Table((*held.rows, *block.rows))
            continue
        if held is not None:
            yield held
        held = block if isinstance(block, Table) else None
        if held is None:
            yield block
    if held is not None:
        yield held


def _goes_on(first: Table, second: Table) -> bool:
    return (
        bool(re.fullmatch(r"\d{1,3}(?:[.,]\d{1,2})?|[a-zđ]\)|[IVX]{2,5}", second.rows[0][0]))
        and abs(len(first.rows[-1]) - len(second.rows[0])) <= 1
    )


def joined(lines: Sequence[str]) -> list[str]:
    """Paragraphs of cleaned lines: a line goes on in the next where it broke off in the middle."""
    found: list[str] = []
    last = ""
    for line in filter(None, lines):
        if last and _continues(last, line):
            found[-1] += f" {line}"
        else:
            found.append(line)
        last = line
    return found


def _continues(line: str, following: str) -> bool:
    if line[-1] in ".;:!?" or _OPENING.match(following) or line.isupper() != following.isupper():
        return False
    return following[0].islower() or len(line) >= _LONG or (following[0] in "(0123456789" and len(line) >= _LONG // 2)
