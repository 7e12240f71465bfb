"""Whose a procedure is: the rows of the catalogue that are a unit's own.

By who decides: a commune has the procedures of communes, a province those of all its levels. A row that names a
responsible unit below a department, district or commune is that one's alone.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from bochiso.measure.catalogue import LEVELS, Procedure
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
class Scopes:
    """Units that have the same procedures share a scope, so that a word is asked once for all of them."""

    tree: Tree
    procedures: tuple[Procedure, ...]

    @cached_property
    def _named(self) -> frozenset[str]:
        """Every unit that a row names, with all above it."""
        return frozenset(code for row in self.procedures if row.unit for code in self.tree.chain(row.unit))

    def scope_of(self, unit: Unit) -> str:
        """The scope of a unit: its kind's, or its own where rows name it or a unit below it."""
        own = unit.kind is not UnitKind.NATION and unit.code in self._named
        return unit.code if own else unit.kind.value

    @cached_property
    def _rows(self) -> Mapping[str, Mapping[str, tuple[Procedure, ...]]]:
        found: dict[str, Mapping[str, tuple[Procedure, ...]]] = {}
        for unit in self.tree.units.values():
            scope = self.scope_of(unit)
            if scope not in found:
                found[scope] = self._grouped(unit)
        return found

    def rows(self, scope: str) -> Mapping[str, tuple[Procedure, ...]]:
        """The procedures of a scope, each with all its rows there."""
        return self._rows[scope]

    def _grouped(self, unit: Unit) -> Mapping[str, tuple[Procedure, ...]]:
        groups: dict[str, list[Procedure]] = defaultdict(list)
        levels = set(LEVELS[unit.kind])
        for row in self.procedures:
            if row.authority in levels and self._is_of(row, unit):
                groups[row.code].append(row)
        return {code: tuple(rows) for code, rows in groups.items()}

    def _is_of(self, row: Procedure, unit: Unit) -> bool:
        if row.unit is None:
            return True
        chain = self.tree.chain(row.unit)
        if unit.code in chain:
            return True
        named = self.tree.units.get(chain[0]) if chain else None
        return named is not None and named.kind in _EVERYONES.get(unit.kind, ())
