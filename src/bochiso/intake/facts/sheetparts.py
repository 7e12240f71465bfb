"""The XML of a workbook's sheets, looked at before anybody builds it: how large a sheet is, what is computed in it."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CELLS_LIMIT = 30_000_000
"""Cells that a sheet may span, empty ones as well: the reader keeps them all in memory."""

_CHUNK = 4 * 2**20
_PLACE = re.compile(rb"\sr=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_ERROR = re.compile(rb"<(?:\w+:)?c\s(?=[^<>]*\st=[\"']e[\"'])[^<>]*?\br=[\"']([A-Z]+[0-9]+)[\"']")
_FORMULA = re.compile(rb"<(?:\w+:)?c\s[^<>]*?\br=[\"']([A-Z]+[0-9]+)[\"'][^<>]*>\s*<(?:\w+:)?f[\s/>]")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^<>]*?\bid=[\"']([^\"']+)[\"']")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^<>]*>")
_ATTRIBUTE = re.compile(rb"\b(Id|Target)=[\"']([^\"']*)[\"']")
_SOME = 20


@dataclass(frozen=True)
class SheetPart:
    """`cells` is how many cells the sheet spans; `errors` and `formulas` are the first places of such cells."""

    cells: int
    errors: tuple[str, ...]
    formulas: tuple[str, ...]


def sheet_parts(path: Path) -> tuple[SheetPart, ...]:
    """The sheets of a workbook in order."""
    with zipfile.ZipFile(path) as packed:
        return tuple(_looked_at(_chunks(packed, name)) for name in _names(packed))


def _names(packed: zipfile.ZipFile) -> Iterator[str]:
    relations = {}
    for relation in _RELATION.findall(packed.read("xl/_rels/workbook.xml.rels")):
        found = dict(_ATTRIBUTE.findall(relation))
        target = found.get(b"Target", b"").decode("utf-8", "replace")
        relations[found.get(b"Id")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    for identity in _SHEET.findall(packed.read("xl/workbook.xml")):
        yield relations[identity]


def _chunks(packed: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The part in pieces that end between two cells."""
    rest = b""
    with packed.open(name) as part:
        while more := part.read(_CHUNK):
            data = rest + more
            end = max(data.rfind(b"<c "), data.rfind(b":c "), 0)
            yield data[:end]
            rest = data[end:]
    yield rest


def _looked_at(chunks: Iterator[bytes]) -> SheetPart:
    columns: set[bytes] = set()
    rows: set[int] = set()
    errors: list[str] = []
    formulas: list[str] = []
    for chunk in chunks:
        found = _PLACE.findall(chunk)
        columns |= {column for column, _ in found}
        numbers = [int(row) for _, row in found]
        if numbers:
            rows |= {min(numbers), max(numbers)}
        errors += [place.decode() for place in _ERROR.findall(chunk)[: _SOME - len(errors)]]
        formulas += [place.decode() for place in _FORMULA.findall(chunk)[: _SOME - len(formulas)]]
    if not columns:
        return SheetPart(0, (), ())
    numbered = [_number(column) for column in columns]
    cells = (max(numbered) - min(numbered) + 1) * max(rows)
    return SheetPart(cells, tuple(errors), tuple(formulas))


def _number(column: bytes) -> int:
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return number
