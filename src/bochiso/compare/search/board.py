"""The table on which the search moves acts about: counts after so many of each, kept up to date move by move."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from bochiso.compare.search.standing import Act, Scorer, Sheet, Standing

Shift = tuple[tuple[int, int, int], ...]
"""What a move does: (place of the component, gain of n, gain of d)."""


class Board:
    """A standing, the acts in the order of their keys, and how often each is taken. Acts are named by their place.

    ValueError where an act names a pool that has no supply, two acts share a key, or a denominator could fall below 0.
    """

    def __init__(self, standing: Standing, acts: Sequence[Act], supplies: Mapping[str, int], scorer: Scorer) -> None:
        self.acts = tuple(sorted(acts, key=lambda act: act.key))
        if len({act.key for act in self.acts}) < len(self.acts):
            raise ValueError("two acts of one key")
        if unknown := sorted({act.pool for act in self.acts} - supplies.keys()):
            raise ValueError(f"no supply of {', '.join(unknown)}")
        place = {item: at for at, item in enumerate(scorer.items)}
        pools = sorted({act.pool for act in self.acts})
        self.sheet = Sheet(scorer)
        self.counts = scorer.pairs(standing)
        self.steps_of = [act.steps for act in self.acts]
        self.pool_of = [pools.index(act.pool) for act in self.acts]
        self.members = [[i for i, pool in enumerate(self.pool_of) if pool == p] for p in range(len(pools))]
        self.free = [supplies[pool] for pool in pools]
        self.adds: list[Shift] = [
            tuple((place[item], *gain) for item, gain in sorted(act.adds.items()) if item in place and any(gain))
            for act in self.acts
        ]
        self.wins = [
            tuple(
                (place[item], thing)
                for item, won in sorted(act.wins.items())
                if item in place
                for thing in sorted(won - standing.things.get(item, frozenset()))
            )
            for act in self.acts
        ]
        self.taken = [0] * len(self.acts)
        self.steps = 0
        self._held: dict[tuple[int, str], int] = {}
        self._check()

    def _check(self) -> None:
        """Refuse acts that together could take more away than there is."""
        if any(supply < 0 for supply in self.free):
            raise ValueError("a supply below 0")
        for at, (_, d) in enumerate(self.counts):
            for pool, members in enumerate(self.members):
                losses = [among for i in members for place, _, among in self.adds[i] if place == at]
                d += self.free[pool] * min(0, *losses, 0)
            if d < 0:
                raise ValueError(f"{self.sheet.scorer.items[at]}: acts take away more than was counted")

    def take(self, i: int, times: int) -> None:
        """Take the act so many times more; `times` below 0 gives takes back."""
        counts = self.counts
        for at, more, among in self.adds[i]:
            n, d = counts[at]
            counts[at] = n + more * times, d + among * times
        before = self.taken[i]
        self.taken[i] = before + times
        self.steps += self.steps_of[i] * times
        self.free[self.pool_of[i]] -= times
        if (before == 0) != (self.taken[i] == 0):
            self._hold(i, 1 if before == 0 else -1)

    def _hold(self, i: int, change: int) -> None:
        for at, thing in self.wins[i]:
            before = self._held.get((at, thing), 0)
            self._held[at, thing] = before + change
            if before == 0 or before + change == 0:
                n, d = self.counts[at]
                self.counts[at] = n + change, d

    def fresh(self, i: int) -> list[tuple[int, str]]:
        """The things that the act would win now: none once it was taken."""
        if not self.wins[i] or self.taken[i]:
            return []
        return [won for won in self.wins[i] if not self._held.get(won)]

    def put(self, taken: Sequence[int]) -> None:
        """Set how often every act is taken."""
        for i, times in enumerate(taken):
            if times < self.taken[i]:
                self.take(i, times - self.taken[i])
        for i, times in enumerate(taken):
            if times > self.taken[i]:
                self.take(i, times - self.taken[i])

    @property
    def published(self) -> Fraction:
        return self.sheet.published(self.counts)

    @property
    def exact(self) -> Fraction:
        return self.sheet.exact(self.counts)
