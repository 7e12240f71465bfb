"""What doing something to one dossier does to the counts, and which deeds it takes for it to count."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bochiso.index.model import Indicator
from bochiso.measure.deeds import DOSSIER_DEEDS, DossierDeed
from bochiso.measure.openings import Group, Openings, conditions, counts_after, less_of

Adds = Mapping[str, tuple[int, int]]
Wins = Mapping[str, frozenset[str]]
Chain = tuple[DossierDeed, ...]
"""Deeds on one dossier, in the order in which they are to be done."""


@dataclass(frozen=True)
class Effect:
    """What doing something to one thing adds to counts, and which distinct things it wins."""

    adds: Adds
    wins: Wins

    def __bool__(self) -> bool:
        return bool(self.adds or self.wins)

    @property
    def key(self) -> tuple[object, ...]:
        """The same for effects that are the same."""
        return tuple(sorted(self.adds.items())), tuple(
            sorted((item, tuple(sorted(w))) for item, w in self.wins.items())
        )

    @property
    def moves(self) -> tuple[str, ...]:
        """The indicators that it touches."""
        return tuple(dict.fromkeys((*self.adds, *self.wins)))


def now(words: frozenset[str]) -> Chain:
    """What can be done now for a dossier of which these words hold."""
    return tuple(deed for deed in DOSSIER_DEEDS if deed.possible(words))


def later(words: frozenset[str]) -> Chain:
    """What can be done once the dossier has ended, and not now."""
    return tuple(deed for deed in DOSSIER_DEEDS if deed.later(words))


@dataclass(frozen=True)
class Effects:
    """What deeds do to the dossiers of a unit; the same question is worked out once."""

    openings: Openings
    _known: dict[tuple[frozenset[str], frozenset[str]], Adds] = field(default_factory=dict)
    _chains: dict[tuple[frozenset[str], str, bool], Chain | None] = field(default_factory=dict)

    def of(self, group: Group, deeds: Iterable[DossierDeed]) -> Effect:
        """What doing these deeds to one dossier of the group does."""
        after = group.words.union(*(deed.sets for deed in deeds))
        key = group.words, after
        if key not in self._known:
            self._known[key] = self._adds(*key)
        return Effect(self._known[key], self._wins(group, after))

    def _adds(self, before: frozenset[str], after: frozenset[str]) -> Adds:
        found = {}
        for indicator in self.openings.of_dossiers:
            requirements, less = self.openings.requirements(indicator), less_of(indicator)
            n0, d0 = counts_after(requirements, before, less)
            n1, d1 = counts_after(requirements, after, less)
            if (n0, d0) != (n1, d1):
                found[indicator.id] = n1 - n0, d1 - d0
        return found

    def _wins(self, group: Group, after: frozenset[str]) -> Wins:
        waiting = self.openings.waiting_at.get(group.procedure, {})
        return {item: codes for item, codes in waiting.items() if self._asked[item] <= after}

    @cached_property
    def _asked(self) -> Mapping[str, frozenset[str]]:
        """The words that a dossier must meet to win a thing of an indicator."""
        openings = self.openings
        return {each.id: frozenset(conditions(each, openings.moment)) for each in openings.indicators}

    @cached_property
    def _of_dossiers(self) -> frozenset[str]:
        return frozenset(each.id for each in self.openings.of_dossiers)

    def chain(self, group: Group, indicator: Indicator) -> Chain | None:
        """The fewest deeds, now or later, that make a dossier of the group count for an indicator, or win a thing.

        Empty where it counts already or nothing waits for it, None where no deed helps. A word is made true by one
        deed, so there is but one such chain.
        """
        of_dossiers = indicator.id in self._of_dossiers
        if not of_dossiers and indicator.id not in self.openings.waiting_at.get(group.procedure, {}):
            return ()
        key = group.words, indicator.id, of_dossiers
        if key not in self._chains:
            self._chains[key] = self._chain(group.words, indicator, of_dossiers)
        return self._chains[key]

    def _chain(self, words: frozenset[str], indicator: Indicator, of_dossiers: bool) -> Chain | None:
        if of_dossiers:
            asked = self.openings.requirements(indicator).all
            if any(not each.wanted and each.word in words for each in asked):
                return None
            missing = frozenset(each.word for each in asked if each.wanted) - words
        else:
            missing = self._asked[indicator.id] - words
        if not missing <= _reach(words):
            return None
        return tuple(deed for deed in DOSSIER_DEEDS if deed.sets & missing)

    def within_reach(self, group: Group) -> frozenset[str]:
        """The words that deeds can still make true of a dossier of the group, now or later."""
        return _reach(group.words)


def _reach(words: frozenset[str]) -> frozenset[str]:
    return frozenset[str]().union(*(deed.sets for deed in (*now(words), *later(words))))
