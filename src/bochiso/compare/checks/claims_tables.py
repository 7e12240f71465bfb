"""Tables of a text, typed: which columns are of which day, which hold changes, and what every row says.

Heads are of one or more rows; a cell that stands over several columns is followed by empty ones. Which of two days is
the earlier is told by their dates, else by words such as «kỳ trước» and «kỳ này».
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bochiso.compare.checks.claims import Document
from bochiso.compare.checks.claims_text import days_in, month_in, plain, readings, words
from bochiso.letter import Paragraph, Table

_INDEX = re.compile(r"\(?(?:\d{1,3}(?:[.,]\d{1,2}){0,2}|[IVX]{1,5}|[a-zđ])[.)]{0,2}")
_CELL_NUMBER = re.compile(r"[+-]?\s?(\d[\d.,]*)\s?%?")
_FRACTION = re.compile(r"([\d.]+)\s?/\s?([\d.]+)")
_POINTS = re.compile(r"(?:đạt\s+)?(\d+(?:[.,]\d+)?)\s+điểm", re.IGNORECASE)
_CHANGE_HEAD = re.compile(r"tang.{0,12}giam|chenh lech|bien dong|thay doi|\+\s?/\s?-")
_EARLIER = re.compile(r"\b(?:ky|thang|quy|lan) truoc\b")
_LATER = re.compile(r"\b(?:ky|thang|quy|lan) nay\b|hien tai|bao cao")
_MOVED = re.compile(r"(tăng|giảm)?\s*([+-]?)\s*(\d[\d.,]*)\s*(.*)", re.IGNORECASE)
_UNCHANGED = ("giu nguyen", "khong thay doi", "khong doi")
_UNIT = re.compile(
    r"(?:ubnd|uy ban|so|ban|thanh tra|huyen|xa|phuong|thi xa|thi tran|thanh pho|tp|quan|van phong|dac khu|cong an"
    r"|cuc|chi cuc)\b"
)
_TOTAL = re.compile(r"(?:tong|cong|toan tinh)\b")


@dataclass(frozen=True)
class Said:
    """A cell that holds a figure: its possible readings, and the whole of a fraction."""

    text: str
    numbers: frozenset[Decimal]
    whole: Decimal | None = None

    @property
    def number(self) -> Decimal:
        """The likelier reading: thousands where points group three digits."""
        return max(self.numbers)

    @property
    def digits(self) -> int:
        return len(self.text.rpartition(",")[2].rstrip(" %")) if "," in self.text else 0


@dataclass(frozen=True)
class Printed:
    """A printed change: `values` it may mean, none for a blank; `unit` behind it; whether it has its sign or word."""

    text: str
    values: frozenset[Decimal]
    unit: str
    signed: bool

    @property
    def zero(self) -> bool:
        return self.values == {Decimal(0)}


@dataclass(frozen=True)
class Pair:
    """Two columns of one figure at both days, with the head that they share; `rate` tells a percentage from a count."""

    before: int
    after: int
    head: str
    rate: bool


@dataclass(frozen=True)
class TableRow:
    """A row: its number with that of the row it is under («1,2 a)»), its label, its cells, its changes as printed."""

    number: str
    label: str
    cells: tuple[str, ...]
    pairs: tuple[tuple[Pair, Said, Said], ...]
    changes: tuple[Printed, ...]
    shifted: bool = False

    @property
    def differences(self) -> tuple[Decimal, ...]:
        """Later less earlier of every figure that has both, in every way its numbers may be read."""
        found: list[Decimal] = []
        for _, before, after in self.pairs:
            found += [b - a for a in before.numbers for b in after.numbers]
            if before.whole is not None and after.whole is not None:
                found.append(after.whole - before.whole)
        return tuple(found)

    @property
    def dashed(self) -> bool:
        """Whether it is printed with dashes in place of figures."""
        return not self.pairs and any(cell in ("-", "–", "—") for cell in self.cells)

    @property
    def still(self) -> bool:
        return bool(self.pairs) and all(a.number == b.number and a.whole == b.whole for _, a, b in self.pairs)


@dataclass(frozen=True)
class ReadTable:
    """A table as it was understood. `title` is what stands right above it; `days` are empty where it has not two."""

    title: str
    heads: tuple[str, ...]
    days: tuple[date, date] | None
    pairs: tuple[Pair, ...]
    change_columns: tuple[int, ...]
    rows: tuple[TableRow, ...]

    @property
    def name(self) -> str:
        return f"biểu «{self.title}»" if self.title else "biểu không có tên"

    @property
    def units(self) -> tuple[TableRow, ...]:
        """The rows of units, where this is a list of units; else none."""
        body = [row for row in self.rows if not is_total(row.label)]
        named = [row for row in body if _UNIT.match(words(row.label))]
        return tuple(named) if len(named) >= 3 and len(named) * 10 >= len(body) * 6 else ()

    @property
    def total(self) -> TableRow | None:
        return next((row for row in self.rows if is_total(row.label)), None)


def is_total(label: str) -> bool:
    return _TOTAL.match(words(label)) is not None


def tables(document: Document) -> Iterator[ReadTable]:
    """The tables of a document, in their order; those without any head are passed over."""
    above: list[str] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            above = [*above[-2:], block.text]
            continue
        read = _read(block, _title(above))
        if read is not None:
            yield read
        above = []


def _title(above: Sequence[str]) -> str:
    fit = [text for text in above if len(text) < 250 and text[:1] != "(" and text[-1:] not in (".", ";", ":")]
    return fit[-1] if fit else ""


def _read(table: Table, title: str) -> ReadTable | None:
    width = max(len(row) for row in table.rows)
    rows = [(*row, *[""] * (width - len(row))) for row in table.rows if any(row)]
    count = next((n for n, row in enumerate(rows) if n and _is_body(row)), 0)
    if not count or count > 4 or width < 2:
        return None
    heads = [_head(rows[:count], column) for column in range(width)]
    changes = tuple(n for n, head in enumerate(heads) if n and _CHANGE_HEAD.search(plain(head)))
    orders = [None if n in changes or not n else _order(head) for n, head in enumerate(heads)]
    known = sorted({order for order in orders if order is not None})
    pairs = _pairs(heads, orders, known) if len(known) == 2 else ()
    days = (known[0], known[1]) if len(known) == 2 and known[0].year > 1 else None
    label = _label_column(rows[count:], {n for pair in pairs for n in (pair.before, pair.after)} | {*changes})
    body = tuple(_rows(rows[count:], label, pairs, changes))
    return ReadTable(title, tuple(heads), days, pairs, changes, body)


def _is_body(row: Sequence[str]) -> bool:
    """Whether a row is below the head: numbered, or with a figure; a row that numbers the columns is neither."""
    if all(re.fullmatch(r"\(?\d{1,2}\)?|", cell) for cell in row) and sum(map(bool, row)) == len(row) > 2:
        return False
    return bool(_INDEX.fullmatch(row[0])) or any(_said(cell) for cell in row[1:])


def _head(heads: Sequence[Sequence[str]], column: int) -> str:
    parts = []
    for level, row in enumerate(heads):
        place = column
        while place > 1 and not row[place] and any(below[column] for below in heads[level + 1 :]):
            place -= 1
        parts.append(row[place] if place == column or row[place] not in parts else "")
    return " ".join(filter(None, parts))


def _order(head: str) -> date | None:
    """The day of a column; for words instead of dates one of two days before all others."""
    days = days_in(head)
    if days:
        return days[0]
    bare = plain(head)
    if month := month_in(head):
        return month
    return date.min if _EARLIER.search(bare) else date(1, 1, 2) if _LATER.search(bare) else None


def _pairs(heads: Sequence[str], orders: Sequence[date | None], known: Sequence[date]) -> tuple[Pair, ...]:
    keys = [re.sub(r"\b(?:ngay|thang|nam|den|tinh)\b|\d+", " ", words(head)) for head in heads]
    keys = [" ".join(_LATER.sub(" ", _EARLIER.sub(" ", key)).split()) for key in keys]
    pairs, taken = [], set()
    for before, order in enumerate(orders):
        if order != known[0]:
            continue
        fit = [n for n, other in enumerate(orders) if other == known[1] and n not in taken and keys[n] == keys[before]]
        if fit:
            taken.add(fit[0])
            bare = plain(heads[fit[0]])
            rate = bool(re.search(r"ty le|ti le|%", bare)) and not re.search(r"so lieu|so luong", bare)
            pairs.append(Pair(before, fit[0], keys[before], rate))
    return tuple(pairs)


def _label_column(rows: Sequence[Sequence[str]], figures: set[int]) -> int:
    width = len(rows[0])
    for column in range(width):
        texts = [row[column] for row in rows if row[column]]
        if column not in figures and sum(not _INDEX.fullmatch(text) and not _said(text) for text in texts) * 2 > len(
            rows
        ):
            return column
    return min(1, width - 1)


def _rows(
    rows: Sequence[Sequence[str]], label: int, pairs: Sequence[Pair], changes: Sequence[int]
) -> Iterator[TableRow]:
    above = ""
    for row in rows:
        number = row[0] if label else ""
        lettered = re.fullmatch(r"[a-zđ][.)]?", number) is not None
        above = above if lettered else number
        found = tuple((p, a, b) for p in pairs if (a := _said(row[p.before])) and (b := _said(row[p.after])))
        shifted = False
        if not found and len(pairs) == 2:
            found = _shifted(row, pairs)
            shifted = bool(found)
        yield TableRow(
            number=f"{above} {number}" if lettered and above else number,
            label=row[label],
            cells=tuple(row),
            pairs=found,
            changes=tuple(_change(row[n]) for n in changes),
            shifted=shifted,
        )


def _shifted(row: Sequence[str], pairs: Sequence[Pair]) -> tuple[tuple[Pair, Said, Said], ...]:
    """One figure a day that stands in another column at the one day than at the other."""
    before = [said for p in pairs if (said := _said(row[p.before]))]
    after = [said for p in pairs if (said := _said(row[p.after]))]
    if len(before) != 1 or len(after) != 1:
        return ()
    rate = next((p for p in pairs if p.rate), pairs[0])
    return ((rate, before[0], after[0]),) if not before[0].whole and not after[0].whole else ()


def _said(cell: str) -> Said | None:
    text = cell.strip()
    if len(text) > 120:
        return None
    if fraction := _FRACTION.fullmatch(text):
        parts = [max(readings(part), default=None) for part in fraction.groups()]
        if parts[0] is not None and parts[1] is not None:
            return Said(text, frozenset({parts[0]}), parts[1])
    if found := _CELL_NUMBER.fullmatch(text):
        numbers = readings(found[1])
        return Said(text, numbers) if numbers and not text.startswith(("+", "-")) else None
    if found := _POINTS.match(text):
        return Said(f"{found[1]} điểm", readings(found[1]))
    return None


def _change(cell: str) -> Printed:
    text = cell.strip()
    if words(text) in _UNCHANGED:
        return Printed(text, frozenset({Decimal(0)}), "", True)
    found = _MOVED.fullmatch(text)
    if found is None or not (numbers := readings(found[3])):
        return Printed(text, frozenset(), "", True)
    sign = -1 if (found[1] or "").lower() == "giảm" or found[2] == "-" else 1
    zero = numbers == {Decimal(0)}
    return Printed(text, frozenset(sign * n for n in numbers), found[4].strip(), bool(found[1] or found[2]) or zero)
