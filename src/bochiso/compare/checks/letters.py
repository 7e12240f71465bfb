"""A letter laid open for the checks: its claims, its own figures, and the figures and papers that lie beside it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bochiso.compare.change import NATION, Comparison, UnitComparison
from bochiso.compare.checks.claims import (
    Citation,
    Deadline,
    Document,
    Reached,
    citations,
    deadlines,
    documents,
    reached,
)
from bochiso.compare.checks.claims_figures import own_comparison, province_of
from bochiso.compare.checks.claims_tables import ReadTable, tables
from bochiso.compare.checks.claims_trends import Trend, trends
from bochiso.letter import Letter
from bochiso.units.registry import Registry
from bochiso.units.tree import UnitKind

_STANDINGS = date(2025, 6, 30), date(2025, 7, 1)
"""Before and after the provinces were merged."""

_HEADED = re.compile(r"^\s*(\D{2,40}?)\s*,\s*ngày\s")


@dataclass(frozen=True)
class ReadDocument:
    """One document of a letter with everything it claims."""

    document: Document
    tables: tuple[ReadTable, ...]
    said: tuple[Reached, ...]
    trends: tuple[Trend, ...]
    cited: tuple[Citation, ...]
    deadlines: tuple[Deadline, ...]

    @property
    def name(self) -> str:
        """How a finding calls it."""
        return f"Văn bản số {self.document.name}" if self.document.name else "Văn bản"


@dataclass(frozen=True)
class ReadLetter:
    """The text of one file."""

    name: str
    documents: tuple[ReadDocument, ...]


def read(letter: Letter) -> ReadLetter:
    """Everything that a text claims."""
    return ReadLetter(letter.name, tuple(_read(document) for document in documents(letter)))


def _read(document: Document) -> ReadDocument:
    return ReadDocument(
        document,
        tuple(tables(document)),
        tuple(reached(document)),
        tuple(trends(document)),
        tuple(citations(document)),
        tuple(deadlines(document)),
    )


@dataclass(frozen=True)
class OwnFigures:
    """The figures that a document prints at two days."""

    document: ReadDocument
    comparison: Comparison

    @property
    def tells_nothing_from_zero(self) -> bool:
        """Whether its lists print dashes, so that a 0 in them is a 0."""
        return any(row.dashed for table in self.document.tables for row in table.units)


@dataclass(frozen=True)
class LetterCase:
    """A letter with what it is checked against: the other texts of the call, and comparisons of snapshots."""

    letter: ReadLetter
    beside: tuple[ReadLetter, ...]
    given: tuple[Comparison, ...]
    registry: Registry
    province: str = ""

    @cached_property
    def own(self) -> tuple[OwnFigures, ...]:
        """The figures that its documents print, at two days each."""
        found = (
            (one, own_comparison(one.document, one.tables, one.said, self.registry)) for one in self.letter.documents
        )
        return tuple(OwnFigures(document, comparison) for document, comparison in found if comparison is not None)

    def others(self, document: ReadDocument) -> Iterator[ReadDocument]:
        """The documents that lie with this one: those of the same text, then those of the other texts."""
        yield from (one for one in self.letter.documents if one is not document)
        yield from (one for letter in self.beside for one in letter.documents)

    def attached_tables(self, document: ReadDocument) -> Sequence[ReadTable]:
        """Its own tables, then those of the documents that lie with it."""
        return [*document.tables, *(table for one in self.others(document) for table in one.tables)]

    @cached_property
    def province_names(self) -> frozenset[str]:
        """Every province's name, those before the mergers of 2025 and those after."""
        units = (unit for day in _STANDINGS for unit in self.registry.children(NATION, day))
        return frozenset(unit.name for unit in units if unit.kind is UnitKind.PROVINCE)

    def whole(self, comparison: Comparison) -> UnitComparison | None:
        """The province or ministry whose figures the snapshots give; None where that is not sure."""
        kinds = (UnitKind.PROVINCE, UnitKind.MINISTRY)
        codes = [self.province] + [unit.code for unit in comparison.units if unit.kind in kinds]
        tried = codes[: 2 if len(codes) == 2 else 1]
        return next((unit for code in tried if (unit := comparison.unit(code))), None)

    def own_names(self, document: ReadDocument) -> frozenset[str]:
        """What the province is called whose figures the letter speaks of."""
        unit = self.registry.by_code(self.province) if self.province else None
        given = {whole.name for one in self.given if (whole := self.whole(one))}
        if unit or given:
            return frozenset({unit.name} if unit else ()) | given
        paragraphs = document.document.paragraphs
        headed = [m[1] for text in paragraphs[:40] if (m := _HEADED.match(text)) and len(text) < 200]
        day = document.document.day or _STANDINGS[0]
        named = self.registry.resolve(headed[0], day) if headed else None
        return frozenset({named.name if named else province_of(paragraphs, self.registry, day).name})
