"""The units of a province at an instant, and which of them a leaf counts for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bochiso.units.registry import Registry
from bochiso.units.tree import Unit


@dataclass(frozen=True, eq=False)
class Tree:
    """`units` are the root and everything below it on the day, by code."""

    registry: Registry
    root: str
    day: date
    units: Mapping[str, Unit]

    @cached_property
    def _chains(self) -> dict[str, tuple[str, ...]]:
        return {}

    @cached_property
    def _children(self) -> Mapping[str, tuple[str, ...]]:
        below: dict[str, list[str]] = {}
        for code in self.units:
            if len(chain := self.chain(code)) > 1:
                below.setdefault(chain[1], []).append(code)
        return {code: tuple(found) for code, found in below.items()}

    def children(self, code: str) -> tuple[str, ...]:
        """The units directly below one."""
        return self._children.get(code, ())

    def chain(self, leaf: str) -> tuple[str, ...]:
        """The units of the tree that something of `leaf` counts for, nearest first; empty for a foreign unit.

        A unit that is gone on the day counts for its successor, one without successor for what it was part of.
        """
        if leaf not in self._chains:
            found = self.registry.chain(leaf, self.day)
            self._chains[leaf] = tuple(code for code in found if code in self.units)
        return self._chains[leaf]


def tree_of(registry: Registry, root: str, day: date) -> Tree:
    """The tree below a unit on a day. Empty where the unit does not exist on the day."""
    closure = registry.closure(day)
    codes = sorted(code for code, above in closure.items() if code == root or root in above)
    found = {code: unit for code in codes if (unit := registry.by_code(code, day)) is not None}
    return Tree(registry, root, day, found)
