"""The most that an indicator of a unit could still earn: everything done for it that can be, now or later."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from bochiso.compare.gains.deeds_of import Deeds
from bochiso.compare.gains.effects import Effects
from bochiso.compare.search.standing import Standing
from bochiso.index.model import Indicator
from bochiso.measure.deciding import Which
from bochiso.measure.openings import Group, Openings, code_of, conditions
from bochiso.score.rules import exact_points
from bochiso.score.snapshot import Measured

Counts = tuple[int, int]


@dataclass(frozen=True)
class Best:
    """What could be counted for each indicator at best, the others left as they are."""

    openings: Openings
    effects: Effects
    deeds: Deeds
    standing: Standing

    def points(self, indicator: Indicator, now: Fraction, *, new_dossiers: bool) -> Fraction:
        """The unrounded points at best; `now` are those of today, below which it never is.

        With `new_dossiers`, also every procedure and service that waits for a first dossier has one.
        """
        own, factor = self._counts(indicator, new_dossiers=new_dossiers)
        if not own[1]:
            return now
        times = Fraction(1)
        if indicator.times:
            times = Fraction(*factor) if factor[1] else Fraction(0)
        return max(now, exact_points(indicator, Measured(max(0, own[0]), own[1]), times) or Fraction(0))

    def _counts(self, indicator: Indicator, *, new_dossiers: bool) -> tuple[Counts, Counts]:
        """The counts at best of the indicator and of the one that multiplies it."""
        n, d = self.standing.counts[indicator.id]
        fn, fd = self.standing.counts.get(indicator.times, (0, 0))
        if indicator in self.openings.of_dossiers:
            factor = next((each for each in self.openings.of_dossiers if each.id == indicator.times), None)
            for group in self.openings.groups:
                own, other = self._gain(group, indicator, factor)
                n, d = n + own[0] * group.number, d + own[1] * group.number
                fn, fd = fn + other[0] * group.number, fd + other[1] * group.number
        elif conditions(indicator, self.openings.moment):
            n = d if new_dossiers else n + len(self.won[indicator.id])
        for pool in self.deeds.things:
            more, among = self._of_things(pool, indicator)
            n, d = n + more * self.deeds.supplies[pool], d + among * self.deeds.supplies[pool]
        return (n, d), (fn, fd)

    def _gain(self, group: Group, indicator: Indicator, factor: Indicator | None) -> tuple[Counts, Counts]:
        """What the best that can be done to one dossier of the group adds to the indicator and to its factor."""
        own = self.effects.chain(group, indicator) or ()
        other = (self.effects.chain(group, factor) or ()) if factor else ()
        found = []
        for deeds in {(), own, other, (*other, *own)}:
            adds = self.effects.of(group, deeds).adds
            found.append((adds.get(indicator.id, (0, 0)), adds.get(factor.id, (0, 0)) if factor else (0, 0)))
        return max(found, key=lambda each: (each[0][0] - each[0][1], each[0][0], each[1][0]))

    def _of_things(self, pool: str, indicator: Indicator) -> Counts:
        options = [act.adds.get(indicator.id, (0, 0)) for act in self.deeds.acts if act.pool == pool]
        return max([(0, 0), *options], key=lambda each: (each[0] - each[1], each[0]))

    @cached_property
    def won(self) -> dict[str, frozenset[str]]:
        """By indicator that waits for dossiers: the things that some dossier at hand can win, now or later."""
        found: dict[str, frozenset[str]] = {}
        for indicator in self.openings.indicators:
            if conditions(indicator, self.openings.moment):
                things: set[str] = set()
                for group in self.openings.groups:
                    if chain := self.effects.chain(group, indicator):
                        things |= self.effects.of(group, chain).wins.get(indicator.id, frozenset())
                found[indicator.id] = frozenset(things)
        return found

    def missing(self, indicator: Indicator) -> frozenset[str]:
        """The procedures, services, petitions or communes that are in the denominator alone."""
        told = self.openings.told[indicator.id]
        return frozenset(code_of(each[0]) for each in told if self.openings.placed(indicator, each[1]) is Which.MISSING)
