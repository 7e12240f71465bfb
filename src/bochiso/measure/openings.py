"""What could still be won for a unit's figures at a moment: its dossiers by what they are, and all its other things."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bochiso.facts.schema import DOSSIERS
from bochiso.index.model import Indicator, Share
from bochiso.measure.compute import Source, known_at
from bochiso.measure.deciding import Requirement, Requirements, Which, requirements_of
from bochiso.measure.deeds import UNPAID
from bochiso.measure.judged import Scope, flag, judge
from bochiso.measure.petitions import Petition
from bochiso.measure.plan import HELD, SEEN
from bochiso.measure.terms import Moment
from bochiso.measure.trace_things import Told, having_of, things
from bochiso.measure.traced import ListedProcedure, ListedService, ListedUnit
from bochiso.measure.words import DOSSIER_WORDS, HAVING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_FEE_DUE = DOSSIERS.column("fee").number("due")


@dataclass(frozen=True)
class Group:
    """`number` dossiers of which the same words hold (those that the edition asks, and UNPAID).

    `procedure` is empty where nothing waits for a dossier of theirs: it makes no difference then.
    """

    words: frozenset[str]
    procedure: str
    number: int


@dataclass(frozen=True)
class Listed:
    """One dossier, and the words and procedure of its group."""

    code: str
    unit: str
    procedure: str
    group: tuple[frozenset[str], str]


@dataclass(frozen=True)
class Openings:
    """A unit at a moment. `indicators` are those of the edition that have counts of the unit's own."""

    source: Source
    moment: Moment
    unit: str
    indicators: tuple[Indicator, ...]

    @cached_property
    def scope(self) -> Scope:
        return Scope(self.source, known_at(self.source, self.moment), self.unit)

    @cached_property
    def of_dossiers(self) -> tuple[Indicator, ...]:
        """The indicators that count dossiers."""
        return tuple(each for each in self.indicators if _share(each).of in (SEEN, HELD))

    def requirements(self, indicator: Indicator) -> Requirements:
        """The words of an indicator at the moment."""
        return self._requirements[indicator.id]

    @cached_property
    def _requirements(self) -> Mapping[str, Requirements]:
        return {each.id: requirements_of(_share(each), self.moment) for each in self.indicators}

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Every word of dossiers that is asked, in a fixed order."""
        asked = {each.word for indicator in self.of_dossiers for each in self.requirements(indicator).all}
        asked |= {word for indicator in self.indicators for word in conditions(indicator, self.moment)}
        return tuple(sorted(asked | {"open", "synchronised"}))

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The dossiers received in the period, whether the view sees them or not."""
        flags = ", ".join(flag(word) for word in (*self.words, UNPAID))
        with self.source.connection.cursor() as cursor:
            query = (
                f"SELECT procedure, count(*), {flags} FROM ({self._judged(cursor)}) AS told GROUP BY ALL ORDER BY ALL"
            )
            rows = cursor.execute(query).fetchall()
        numbers: Counter[tuple[frozenset[str], str]] = Counter()
        for procedure, number, *met in rows:
            numbers[self._holding(met), self._told_apart(procedure)] += number
        return tuple(Group(*key, number) for key, number in numbers.items())

    def _told_apart(self, procedure: str) -> str:
        return procedure if procedure in self._wanted else ""

    @cached_property
    def _wanted(self) -> frozenset[str]:
        """The procedures of which a dossier would make something count."""
        return frozenset(self.waiting_at)

    def dossiers(self) -> Iterator[Listed]:
        """Every dossier of the groups, by due date, then code: what is due first is to be seen to first."""
        flags = ", ".join(flag(word) for word in (*self.words, UNPAID))
        with self.source.connection.cursor() as cursor:
            judged = self._judged(cursor)
            cursor.execute(
                f"SELECT code, unit, procedure, {flags} FROM ({judged}) AS told ORDER BY due_at NULLS LAST, code"
            )
            while chunk := cursor.fetchmany(4096):
                for code, unit, procedure, *met in chunk:
                    yield Listed(code, unit, procedure, (self._holding(met), self._told_apart(procedure)))

    def _judged(self, cursor: "DuckDBPyConnection") -> str:
        unpaid = f"COALESCE(fee = {_FEE_DUE} AND COALESCE(payment, 0) = 0 AND paid_at IS NULL, FALSE)"
        return f"SELECT *, {unpaid} AS {flag(UNPAID)} FROM ({judge(cursor, self.scope, self.words)}) AS judged"

    def _holding(self, met: Sequence[bool]) -> frozenset[str]:
        return frozenset(word for word, holds in zip((*self.words, UNPAID), met, strict=True) if holds)

    @cached_property
    def told(self) -> Mapping[str, tuple[Told, ...]]:
        """The procedures, services, petitions or communes of every other indicator, by its id."""
        others = {each.id: _share(each) for each in self.indicators if each not in self.of_dossiers}
        having = having_of(self.scope, others.values())
        return {item: tuple(things(self.scope, share, having)) for item, share in others.items()}

    def placed(self, indicator: Indicator, met: Sequence[bool]) -> Which:
        """Where a thing of `told` stands."""
        return self.requirements(indicator).placed(met)

    def counted(self, indicator: Indicator) -> tuple[int, int]:
        """Numerator and denominator of an indicator of dossiers, by the groups: below 0 where more is taken off than
        there is, which a figure shows as 0; without what a denominator is raised to."""
        requirements, less = self.requirements(indicator), less_of(indicator)
        n = d = 0
        for group in self.groups:
            each = counts_after(requirements, group.words, less)
            n, d = n + each[0] * group.number, d + each[1] * group.number
        return n, d

    @cached_property
    def waiting(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """By indicator that asks for a dossier of a kind, and by procedure: the things that have none yet."""
        found: dict[str, dict[str, list[str]]] = {}
        for indicator in self.indicators:
            if conditions(indicator, self.moment):
                missing = found.setdefault(indicator.id, {})
                for thing, met, _ in self.told[indicator.id]:
                    if self.placed(indicator, met) is Which.MISSING:
                        for procedure in self._procedures_of(thing):
                            missing.setdefault(procedure, []).append(code_of(thing))
        return {item: {at: tuple(codes) for at, codes in by.items()} for item, by in found.items()}

    @cached_property
    def waiting_at(self) -> Mapping[str, Mapping[str, frozenset[str]]]:
        """`waiting`, by procedure and indicator."""
        found: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
        for item, by in self.waiting.items():
            for procedure, codes in by.items():
                found[procedure][item] = frozenset(codes)
        return found

    def _procedures_of(self, thing: object) -> frozenset[str]:
        """The procedures whose dossiers count for a procedure or service."""
        code = code_of(thing)
        return self._serving[code] if isinstance(thing, ListedService) else frozenset({code})

    @cached_property
    def _serving(self) -> Mapping[str, frozenset[str]]:
        """By service that the unit or one below it offers: the procedures that it is offered for."""
        found: dict[str, set[str]] = defaultdict(set)
        for service in self.scope.known.catalogue.services:
            if service.offered and self.unit in self.scope.known.tree.chain(service.unit):
                found[service.code].add(service.procedure)
        return {code: frozenset(procedures) for code, procedures in found.items()}


def code_of(thing: object) -> str:
    """The code by which a thing of `told` is known."""
    match thing:
        case ListedProcedure(code=code) | ListedService(code=code) | Petition(code=code) | ListedUnit(unit=code):
            return code
        case _:
            raise ValueError(f"nothing that is listed: {thing}")


def less_of(indicator: Indicator) -> Sequence[str]:
    """The words whose dossiers an indicator takes off one after the other."""
    return indicator.counting.less if isinstance(indicator.counting, Share) else ()


def conditions(indicator: Indicator, moment: Moment) -> tuple[str, ...]:
    """The words that one dossier must meet for a procedure or service to count; none where dossiers do not matter."""
    asked = [word for word in _share(indicator).that if word in HAVING]
    if not asked:
        return ()
    words = tuple(word for word in HAVING[asked[0]] if word in DOSSIER_WORDS)
    return words if moment.sees_all else (*words, "synchronised")


def counts_after(requirements: Requirements, words: frozenset[str], less: Sequence[str]) -> tuple[int, int]:
    """What one dossier of which these words hold gives an indicator: its part of the numerator and denominator.

    `less` are the words whose dossiers are taken off one after the other, so that one with two of them counts -1.
    """

    def met(each: Requirement) -> bool:
        return (each.word in words) == each.wanted

    if not all(map(met, requirements.entry)):
        return 0, 0
    if less:
        return 1 - sum(word in words for word in less), 1
    return int(all(map(met, requirements.merit))), 1


def _share(indicator: Indicator) -> Share:
    assert isinstance(indicator.counting, Share)
    return indicator.counting
