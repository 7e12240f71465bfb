"""The index as data: what an edition file says, typed and frozen.

An edition is the index as it was scored over a span of dates. The law's groups and the portal's axes are two things:
the decision has five groups, the portal shows six axes. Every rule carries where it is known from and how firmly.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from bochiso.exact import Tie
from bochiso.units.tree import UnitKind


class Standing(StrEnum):
    """How firmly a rule is known."""

    PUBLISHED = "published"  # a published text says it
    PROVEN = "proven"  # reproduced from published figures
    INFERRED = "inferred"  # our reasoning


@dataclass(frozen=True)
class Source:
    """A text or a body of figures that rules are known from."""

    id: str
    title: str


@dataclass(frozen=True)
class Evidence:
    """Why a rule is believed."""

    source: str
    standing: Standing
    note: str = ""


@dataclass(frozen=True)
class Linear:
    """points = maximum × rate."""


@dataclass(frozen=True)
class Target:
    """points = maximum × min(1, rate ÷ target). The target is a share: 4/5 for 80 %."""

    target: Fraction


@dataclass(frozen=True)
class Shown:
    """Shown, worth no points."""


@dataclass(frozen=True)
class AsReported:
    """The rule is not known: points are taken as the source gives them and never recomputed."""


Rule = Linear | Target | Shown | AsReported


@dataclass(frozen=True)
class Share:
    """What an indicator counts, in the words that `measure.words` binds to the facts.

    The denominator: the things `of` that are all of `among`. The numerator: those of them that are all of `that` and
    none of `excluding`, so it is a subset by construction. `less` are counted within the denominator and taken away one
    after the other, never below 0: a thing that two of them hold of is taken away twice, as the portal's formula does.
    `at_least` names a total that the denominator is raised to.
    """

    of: str
    among: tuple[str, ...]
    that: tuple[str, ...] = ()
    excluding: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    at_least: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """Every word used, the total aside."""
        return (*self.among, *self.that, *self.excluding, *self.less)


@dataclass(frozen=True)
class Tally:
    """A number without a denominator: the things `of` that are all of `among`, or what each of them `adds` in sum."""

    of: str
    among: tuple[str, ...]
    adds: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        return self.among


Counting = Share | Tally


class Empty(StrEnum):
    """What 0 of 0 earns."""

    ZERO = "zero"
    FULL = "full"


class Better(StrEnum):
    """Which way of the figure is good for the people served."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Show(StrEnum):
    """What a printed row shows of its indicator."""

    HEADING = "heading"  # the label alone
    FRACTION = "fraction"  # n/d and the rate
    SHARE = "share"  # n and the rate
    REST = "rest"  # d − n and 100 − rate
    COUNT = "count"  # n alone


@dataclass(frozen=True)
class PrintedRow:
    """A row of the province's table. `part` names what the row shows in intake: "1.2a" is row a of 1.2."""

    number: str
    label: str
    show: Show
    part: str = ""


@dataclass(frozen=True)
class Indicator:
    """One component of an axis.

    `unit` is what is counted (hồ sơ, TTHC …); `counting` says it in words bound to the facts, None where no facts that
    bochiso takes in can tell. `has` are the kinds of unit that have it; `inherits` those that take
    their province's figure; `forfeits` those that get 0 points without being measured;
    `lists` those whose figure is listed though no points are known to come of it. No kind is in two of the four.
    `maximum` is None where it is not known. `times` names the indicator whose rate multiplies this one before points
    are given. `same_denominator` names the indicator whose denominator counts the same things, `among_counted_by` the
    one whose numerator does, `at_least` one whose rate this one's cannot be below. `tie` is how this one's points are
    rounded where that differs from the edition's rule.
    """

    id: str
    portal_code: str
    title: str
    axis: str
    maximum: Decimal | None
    unit: str
    counted: str
    among: str
    counting: Counting | None
    times: str
    rule: Rule
    tie: Tie | None
    empty: Empty
    better: Better
    has: frozenset[UnitKind]
    inherits: frozenset[UnitKind]
    forfeits: frozenset[UnitKind]
    lists: frozenset[UnitKind]
    rows: tuple[PrintedRow, ...]
    same_denominator: str
    among_counted_by: str
    at_least: str
    evidence: tuple[Evidence, ...]

    @property
    def recomputed(self) -> bool:
        """Whether this edition knows how points come of the counts."""
        return isinstance(self.rule, Linear | Target)

    @property
    def scored(self) -> bool:
        """Whether points can come of it at all."""
        return not isinstance(self.rule, Shown)


@dataclass(frozen=True)
class Group:
    """A group of the decision."""

    code: str
    title: str
    maximum: Decimal
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Axis:
    """An axis that the portal shows. `table_label` heads its rows in the province's table."""

    code: str
    title: str
    table_label: str
    maximum: Decimal
    group: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Grade:
    """A class of totals, from its lowest total (inclusive)."""

    title: str
    floor: Decimal
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Rounding:
    """Digits and ties; `digits` None where the figure is carried on unrounded."""

    digits: int | None
    tie: Tie
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class RoundingRules:
    component: Rounding
    axis: Rounding
    total: Rounding
    percent: Rounding


@dataclass(frozen=True)
class TablePart:
    """One list of units inside a table: those of some kinds, under its own heading."""

    title: str
    kinds: frozenset[UnitKind]


class ColumnShow(StrEnum):
    """What a column of a unit table shows of its item."""

    SHARE = "share"  # the rate
    REST = "rest"  # d − n
    COUNT = "count"  # n
    FRACTION = "fraction"  # n/d
    POINTS = "points"
    RANK = "rank"


class YesNo(StrEnum):
    YES = "yes"
    NO = "no"


@dataclass(frozen=True)
class TableColumn:
    """One figure of every unit, at both dates."""

    item: str
    show: ColumnShow
    label: str


@dataclass(frozen=True)
class UnitTable:
    """An annex that lists units. `detail_of` are the rows and axes of the province's table that it details."""

    title: str
    unit_label: str
    parts: tuple[TablePart, ...]
    columns: tuple[TableColumn, ...]
    total: bool
    detail_of: tuple[str, ...]


@dataclass(frozen=True)
class Edition:
    """The index over [valid_from, valid_to). Order of axes and indicators is the order of print."""

    id: str
    title: str
    valid_from: date
    valid_to: date | None
    validity_evidence: tuple[Evidence, ...]
    decision: str
    sources: Mapping[str, Source]
    groups: tuple[Group, ...]
    axes: tuple[Axis, ...]
    indicators: tuple[Indicator, ...]
    grades: tuple[Grade, ...]
    rounding: RoundingRules
    tables: tuple[UnitTable, ...]

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    @property
    def maximum(self) -> Decimal:
        return sum((axis.maximum for axis in self.axes), Decimal(0))

    @cached_property
    def _indicators(self) -> dict[str, Indicator]:
        return {indicator.id: indicator for indicator in self.indicators}

    @cached_property
    def _axes(self) -> dict[str, Axis]:
        return {axis.code: axis for axis in self.axes}

    @cached_property
    def _places(self) -> dict[str, "Place"]:
        places = {}
        for indicator in self.indicators:
            place = Place(indicator.id, Show.SHARE)
            places[indicator.id.casefold()] = place
            if indicator.portal_code:
                places[indicator.portal_code.casefold()] = place
            for row in indicator.rows:
                if row.part and row.part != indicator.id:
                    places[row.part.casefold()] = Place(indicator.id, row.show)
        for code in (*self._axes, *(group.code for group in self.groups), "total", "rank"):
            places[code.casefold()] = Place(code, Show.SHARE)
        return places

    def indicator(self, id: str) -> Indicator | None:
        return self._indicators.get(id)

    def axis(self, code: str) -> Axis | None:
        return self._axes.get(code)

    def place(self, name: str) -> "Place | None":
        """Where a figure named so belongs: an indicator by id, portal code or printed row; an axis; total; rank."""
        return self._places.get(_place_key(name)) or self._places.get(name.strip().casefold())

    @property
    def place_names(self) -> tuple[str, ...]:
        """Every name that `place` knows, as written in the edition, in order."""
        names = []
        for indicator in self.indicators:
            names += [indicator.id, indicator.portal_code, *(row.part for row in indicator.rows)]
        names += [*self._axes, *(group.code for group in self.groups), "total", "rank"]
        return tuple(dict.fromkeys(name for name in names if name))

    def of_axis(self, code: str) -> tuple[Indicator, ...]:
        return tuple(indicator for indicator in self.indicators if indicator.axis == code)


def _place_key(name: str) -> str:
    """ "1,2 a)" as the papers print it → "1.2a"."""
    return "".join(name.split()).casefold().replace(",", ".").rstrip(")")


@dataclass(frozen=True)
class Place:
    """The item of a snapshot, and whether the name asks for the counted share or for its rest (`Show.REST`)."""

    item: str
    show: Show
