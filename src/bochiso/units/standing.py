"""The tree of units as it stands between two days on which any of them begins or ends."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property

from bochiso.units.tree import Unit

Rows = Mapping[str, tuple[Unit, ...]]
"""All rows of each code, in the order of the tables."""


class Standing:
    """Who exists on the day, who stands for those that do not, and who is above whom. Every answer is found once."""

    def __init__(self, rows: Rows, day: date) -> None:
        self.day = day
        self.units = {code: unit for code, group in rows.items() if (unit := _first(group, day))}
        self._rows = rows
        self._stands: dict[str, Unit | None] = {}
        self._ancestors: dict[str, tuple[str, ...]] = {}

    def successor(self, code: str) -> Unit | None:
        """The unit itself, else the one that its successors lead to."""
        seen: set[str] = set()
        while code not in seen:
            seen.add(code)
            if unit := self.units.get(code):
                return unit
            last = self._last(code)
            if last is None or last.successor is None:
                return None
            code = last.successor
        return None

    def stands_for(self, code: str) -> Unit | None:
        """The unit itself, else its successor, else who stands for its parent; None where the code is unknown."""
        if code not in self._stands:
            self._stands[code] = self._stand_in(code, set())
        return self._stands[code]

    def ancestors(self, code: str) -> tuple[str, ...]:
        """The codes above an existing unit, nearest first; empty for any other code."""
        if code not in self._ancestors:
            self._ancestors[code] = tuple(self._climb(code))
        return self._ancestors[code]

    def chain(self, code: str) -> tuple[str, ...]:
        """Who stands for the code, then all above."""
        unit = self.stands_for(code)
        return () if unit is None else (unit.code, *self.ancestors(unit.code))

    @cached_property
    def children(self) -> Mapping[str, tuple[Unit, ...]]:
        """The units directly below each, by code."""
        groups: dict[str, list[Unit]] = defaultdict(list)
        for code in sorted(self.units):
            for above in self.ancestors(code)[:1]:
                groups[above].append(self.units[code])
        return {code: tuple(units) for code, units in groups.items()}

    def _climb(self, code: str) -> list[str]:
        found: list[str] = []
        unit = self.units.get(code)
        while unit is not None and unit.parent is not None:
            unit = self.stands_for(unit.parent)
            if unit is None or unit.code in found or unit.code == code:
                break
            found.append(unit.code)
        return found

    def _stand_in(self, code: str, seen: set[str]) -> Unit | None:
        if unit := self.units.get(code):
            return unit
        if code in seen:
            return None
        seen.add(code)
        row = self._last(code) or min(self._rows.get(code, ()), key=_begins, default=None)
        if row is None:
            return None
        heirs = (row.successor if _ended(row, self.day) else None, row.parent)
        return next((unit for heir in heirs if heir and (unit := self._stand_in(heir, seen))), None)

    def _last(self, code: str) -> Unit | None:
        """The row of the code that ended last."""
        ended = (unit for unit in self._rows.get(code, ()) if _ended(unit, self.day))
        return max(ended, key=lambda unit: unit.valid_to or date.min, default=None)


def changes_of(units: Iterable[Unit]) -> list[date]:
    """The days on which a unit begins or ends, in order: from each to the next one the tree is the same."""
    return sorted({day for unit in units for day in (unit.valid_from, unit.valid_to) if day is not None})


def _first(rows: tuple[Unit, ...], day: date) -> Unit | None:
    return next((unit for unit in rows if unit.exists(day)), None)


def _ended(unit: Unit, day: date) -> bool:
    return unit.valid_to is not None and unit.valid_to <= day


def _begins(unit: Unit) -> date:
    return unit.valid_from or date.min
