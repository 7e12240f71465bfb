"""Whose a procedure or service is: the rows of the catalogue that are a unit's own.

By who decides: a commune has the procedures of communes, a province those of all its levels. A row that names a
responsible unit below a department, district or commune is that one's alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from bochiso.measure.catalogue import LEVELS, PROCEDURE_WORDS, Procedure, Service
from bochiso.measure.terms import Moment
from bochiso.measure.tree import Tree
from bochiso.units.tree import Unit, UnitKind

_EVERYONES = {
    UnitKind.DEPARTMENT: frozenset[UnitKind](),
    UnitKind.DISTRICT: frozenset({UnitKind.PROVINCE, UnitKind.DEPARTMENT}),
    UnitKind.COMMUNE: frozenset({UnitKind.PROVINCE, UnitKind.DEPARTMENT}),
}
"""By kind of unit: a row that names a unit of these kinds as responsible is still every such unit's. A department may
answer for what all communes do.
"""


@dataclass(frozen=True, eq=False)
class Own:
    """A procedure with those of its rows that are a unit's. The same rows are one and the same in every scope."""

    code: str
    rows: tuple[Procedure, ...]


@dataclass(frozen=True, eq=False)
class Scopes:
    """Units that have the same procedures share a scope, so that a word is asked once for all of them.

    Moments with the same tree and the same catalogue share all of it.
    """

    tree: Tree
    procedures: tuple[Procedure, ...]
    services: tuple[Service, ...] = ()

    @cached_property
    def _named(self) -> frozenset[str]:
        """Every unit that a row names, with all above it."""
        return frozenset(code for row in self.procedures if row.unit for code in self.tree.chain(row.unit))

    def scope_of(self, unit: Unit) -> str:
        """The scope of a unit: its kind's, or its own where rows name it or a unit below it."""
        own = unit.kind is not UnitKind.NATION and unit.code in self._named
        return unit.code if own else unit.kind.value

    @cached_property
    def _owned(self) -> Mapping[str, frozenset[Own]]:
        found: dict[str, frozenset[Own]] = {}
        shared: dict[tuple[int, ...], Own] = {}
        for unit in self.tree.units.values():
            scope = self.scope_of(unit)
            if scope not in found:
                rows = self._numbers(unit)
                found[scope] = frozenset(shared.setdefault(each, self._own(each)) for each in rows)
        return found

    def owned(self, scope: str) -> frozenset[Own]:
        """The procedures of a scope."""
        return self._owned[scope]

    def rows(self, scope: str) -> Mapping[str, tuple[Procedure, ...]]:
        """The procedures of a scope, each with all its rows there."""
        return {own.code: own.rows for own in self._owned[scope]}

    def holding(self, word: str, moment: Moment, among: frozenset[Own]) -> frozenset[Own]:
        """Those among some procedures for which a word of `PROCEDURE_WORDS` holds at the moment."""
        asked, held = self._answers.setdefault((word, moment), (set(), set()))
        new = among - asked
        asked |= new
        held.update(own for own in new if PROCEDURE_WORDS[word].holds(own.rows, moment))
        return among & held

    @cached_property
    def _answers(self) -> dict[tuple[str, Moment], tuple[set[Own], set[Own]]]:
        """By word and moment: the procedures asked about so far, and those of them for which it holds."""
        return {}

    @cached_property
    def offered(self) -> tuple[Service, ...]:
        """The services that are offered, as each unit applies them."""
        return tuple(service for service in self.services if service.offered)

    @cached_property
    def offered_by(self) -> Mapping[str, frozenset[str]]:
        """By unit, the codes of the services that it or one below it offers."""
        by_leaf: dict[str, set[str]] = defaultdict(set)
        for service in self.offered:
            by_leaf[service.unit].add(service.code)
        found: dict[str, set[str]] = defaultdict(set)
        for leaf, codes in by_leaf.items():
            for unit in self.tree.chain(leaf):
                found[unit] |= codes
        return {unit: frozenset(codes) for unit, codes in found.items()}

    def _own(self, numbers: tuple[int, ...]) -> Own:
        return Own(self.procedures[numbers[0]].code, tuple(self.procedures[number] for number in numbers))

    def _numbers(self, unit: Unit) -> Iterable[tuple[int, ...]]:
        """The places of the unit's rows, together by procedure."""
        groups: dict[str, list[int]] = defaultdict(list)
        levels = set(LEVELS[unit.kind])
        named = {name for name in {row.unit for row in self.procedures} if self._is_of(name, unit)}
        for number, row in enumerate(self.procedures):
            if row.authority in levels and row.unit in named:
                groups[row.code].append(number)
        return map(tuple, groups.values())

    def _is_of(self, name: str | None, unit: Unit) -> bool:
        """Whether rows that name this unit as responsible, or none, are the other's."""
        if name is None:
            return True
        chain = self.tree.chain(name)
        if unit.code in chain:
            return True
        named = self.tree.units.get(chain[0]) if chain else None
        return named is not None and named.kind in _EVERYONES.get(unit.kind, ())
