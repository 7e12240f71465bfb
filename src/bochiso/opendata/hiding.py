"""Which counts must be withheld: those of fewer than five persons' matters, and those that would give them away.

A unit's count is the sum of its units' counts, and what belongs to none of them. So a withheld count is safe only
where others of its sum are withheld with it, and these together are not few: of the members of a published sum
none is withheld alone, and all that the sum leaves open adds up to none, or to five and more. Where it does not, the
smallest other member is withheld as well; where there is none, the sum itself. What is withheld only grows, so this
ends, at the latest with nothing published.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bochiso.opendata.counted import Quantity, Tree
from bochiso.opendata.linked import Links

FEWEST = 5
"""Fewer things than this may tell of a person. None at all tells of nobody."""


def is_small(number: int) -> bool:
    """1 to 4: so few that they may name somebody."""
    return 0 < number < FEWEST


@dataclass
class Hidden:
    """The bundles of counts withheld in each unit; a bundle takes along what it says of its parts."""

    links: Links
    withheld: set[tuple[str, int]] = field(default_factory=set)

    def hides(self, unit: str, quantity: Quantity) -> bool:
        return any((unit, bundle) in self.withheld for bundle in quantity.within)

    def hide(self, unit: str, quantity: Quantity) -> None:
        self.withheld |= {(unit, bundle) for bundle in self.links.along.get(quantity.lever, {quantity.lever})}
        self.withheld.add((unit, quantity.lever))


def hide_small(hidden: Hidden, quantities: tuple[Quantity, ...]) -> None:
    """Withhold every count of 1 to 4, and every whole or part whose difference is so small."""
    for quantity in quantities:
        for unit, number in quantity.values.items():
            if is_small(number) and not hidden.hides(unit, quantity):
                hidden.hide(unit, quantity)


def hide_complements(hidden: Hidden, quantities: tuple[Quantity, ...], tree: Tree) -> None:
    """Withhold further counts, the smallest first, until no sum over the tree tells what is withheld."""
    sums = [_Sums(hidden, quantity, tree) for quantity in quantities]
    before = -1
    while before < len(hidden.withheld):
        before = len(hidden.withheld)
        for each in sums:
            each.mend()


class _Sums:
    """The sums of one quantity over the tree."""

    def __init__(self, hidden: Hidden, quantity: Quantity, tree: Tree) -> None:
        self.hidden = hidden
        self.quantity = quantity
        self.values = quantity.values
        self.members = {unit: tuple(_telling(unit, self.values, tree)) for unit in self.values}
        self.parents = sorted(unit for unit, members in self.members.items() if members)

    def mend(self) -> None:
        """Look at every sum once, and withhold what it lacks."""
        for unit in self.parents:
            if self._hides(unit):
                if self.values[unit] and not self._unknown(unit):
                    self._hide_one_of(self._open(unit))
            elif is_small(sum(self._unknown(unit))):
                self._hide_one_of(self._open(unit) or [unit])
            elif self._alone(unit):
                others = [member for member in self.members[unit] if not self._hides(member) and self.values[member]]
                self._hide_one_of(others or [unit])

    def _alone(self, unit: str) -> bool:
        """Whether only one of the members of a sum is withheld, so that the others give it away."""
        withheld = [member for member in self.members[unit] if self._hides(member)]
        return len(withheld) == 1 and self.values[withheld[0]] > 0 and self._rest(unit) <= 0

    def _rest(self, unit: str) -> int:
        """What belongs to none of the members; below 0 where the source's figures do not add up."""
        return self.values[unit] - sum(self.values[member] for member in self.members[unit])

    def _unknown(self, unit: str) -> list[int]:
        """What the sum of a unit leaves open: the withheld units at its ends, and what belongs to none of them.

        A withheld unit that itself has units stands for what is withheld among these. What belongs to no unit below
        is never published, so it counts as withheld; but where it is 0, whoever reads the table may well know that.
        """
        found: list[int] = []
        for member in self.members[unit]:
            if self._hides(member):
                found += self._unknown(member) or [self.values[member]]
        if self.members[unit] and self._rest(unit) > 0:
            found.append(self._rest(unit))
        return found

    def _open(self, unit: str) -> list[str]:
        """Published units with something to withhold, below the unit or below a withheld one of its sum."""
        found: list[str] = []
        for member in self.members[unit]:
            if self._hides(member):
                found += self._open(member)
            elif self.values[member]:
                found.append(member)
        return found

    def _hide_one_of(self, units: list[str]) -> None:
        if units:
            self.hidden.hide(min(units, key=lambda unit: (self.values[unit], unit)), self.quantity)

    def _hides(self, unit: str) -> bool:
        return self.hidden.hides(unit, self.quantity)


def _telling(unit: str, values: Mapping[str, int], tree: Tree) -> Iterator[str]:
    """The nearest units below that tell the quantity."""
    for child in tree.below.get(unit, ()):
        if child in values:
            yield child
        else:
            yield from _telling(child, values, tree)
