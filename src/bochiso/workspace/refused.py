"""Refused rows as a page shows them: which loads had any, and why, without what the rows themselves say.

The files of refused rows hold what the sender's file held, so nothing of a row is shown but its number and what looks
like a code; reasons are told without the cells that they quote.
"""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bochiso.facts.ledger import Ledger
from bochiso.facts.manifest import Load
from bochiso.facts.refusals import REASON, ROW
from bochiso.facts.schema import TABLES

MOST_LOADS = 50
MOST_ROWS = 20_000
MOST_REASONS = 50
EXAMPLES = 5
_LONGEST = 300


@dataclass(frozen=True)
class ToldLoads:
    """The latest loads with refused rows or warnings, newest first. `number` counts all of them."""

    listed: tuple[Load, ...]
    number: int

    @property
    def more(self) -> int:
        """How many are not listed."""
        return self.number - len(self.listed)


@dataclass(frozen=True)
class Example:
    """A refused row: its number in the file, header not counted, and its key; empty for what does not look like a
    code. The number is None where the file of refused rows was changed by hand.
    """

    row: int | None
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Reason:
    """A reason, with … for what it quotes of a row; how many rows it refused; the first of them."""

    text: str
    rows: int
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class Refused:
    """Why a load refused rows, the commonest reasons first. `columns` are those of `Example.codes`.

    `rows` is how many the load refused, `read` how many of these were looked at, from the first row of the file on;
    `reasons_found` how many reasons they have, also those not listed.
    """

    load: Load
    columns: tuple[str, ...]
    rows: int
    read: int
    reasons: tuple[Reason, ...]
    reasons_found: int

    @property
    def unread(self) -> int:
        """How many refused rows were not looked at, so that their reasons are not told."""
        return max(0, self.rows - self.read)


@dataclass(frozen=True)
class Gone:
    """A load that refused rows, of which the file is no longer there, or on another machine."""

    load: Load
    file: str


def told_loads(ledger: Ledger, *, most: int = MOST_LOADS) -> ToldLoads:
    """The latest loads that refused rows or had something to warn of."""
    return ToldLoads(*ledger.told_loads(most))


def refused_rows(
    ledger: Ledger, load: Load, *, most_rows: int = MOST_ROWS, most_reasons: int = MOST_REASONS
) -> Refused | Gone:
    """Why rows of a load were refused. Reads no more than `most_rows` of them, one at a time."""
    columns = TABLES[load.kind].key
    path = ledger.refused_path(load)
    if path is None:
        return Refused(load, columns, 0, 0, (), 0)
    numbers: Counter[str] = Counter()
    examples: dict[str, list[Example]] = defaultdict(list)
    try:
        for reason, example in islice(_rows(path, columns), most_rows):
            numbers[reason] += 1
            if len(examples[reason]) < EXAMPLES:
                examples[reason].append(example)
    except FileNotFoundError:
        return Gone(load, path.name)
    ordered = sorted(numbers, key=lambda reason: (-numbers[reason], reason))
    reasons = (Reason(text, numbers[text], tuple(examples[text])) for text in ordered[:most_reasons])
    return Refused(load, columns, load.rows_refused, numbers.total(), tuple(reasons), len(numbers))


def _rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[str, Example]]:
    """Every row up to the first that cannot be read; what is left then counts as not looked at."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        rows = csv.reader(file)
        header = next(rows, [])
        places = [header.index(name) if name in header else -1 for name in (REASON, ROW, *columns)]
        for cells in _readable(rows):
            reason, row, *codes = (cells[place] if 0 <= place < len(cells) else "" for place in places)
            yield _plain(reason), Example(_number(row), tuple(map(_code, codes)))


def _readable(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    try:
        yield from rows
    except csv.Error:  # a cell beyond what the reader takes
        return


_NEAR = re.compile(r" \(có phải: .*?\?\)", re.DOTALL)
_QUOTED = re.compile(r"«.*?»(?=,? (?:không|có thể|và) |;|$)", re.DOTALL)
"""A cell ends where a reason goes on, since it may have the mark itself."""

_MOMENT = re.compile(r"\d{2}/\d{2}/\d{4} \d{2}:\d{2}:\d{2}")
_LINE = re.compile(r"\bdòng \d+")


def _plain(reason: str) -> str:
    """The reason as it is for every row: no cell, no instant, no line, no guess at what was meant."""
    text = _LINE.sub("dòng …", _MOMENT.sub("…", _QUOTED.sub("«…»", _NEAR.sub("", reason))))
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,59}")
_PERSONAL = re.compile(r"\+?\d{9,12}")
"""As long as a telephone number, or the number of an identity card: in a column of codes by mistake."""


def _code(cell: str) -> str:
    looks = _CODE.fullmatch(cell) and any(map(str.isdigit, cell)) and not _PERSONAL.fullmatch(cell)
    return cell if looks else ""


def _number(cell: str) -> int | None:
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) < 16 else None
