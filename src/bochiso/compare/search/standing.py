"""What a unit has counted, what acts would add to it, and the points of both: exact, incremental, no edition in sight.

Points of a component are maximum × min(1, n/d × factor ÷ target); `factor` is the n/d of another component where the
edition multiplies. What is rounded where is a list of cuts. `compare.scorer` fills all this in from an edition.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from bochiso.exact import Tie, rounded
from bochiso.index.model import Empty


@dataclass(frozen=True)
class Act:
    """One thing that can be done to one dossier, procedure or service of the pool `pool`, at the cost of `steps`.

    `adds` maps a component to what its numerator and its denominator gain (either may be below 0). `wins` maps a
    component that counts distinct things to the things won: its numerator grows by those that do not count yet. Acts of
    one pool share its supply, one for each time an act is taken: they are the states that the pool's dossiers can end
    in, so what takes two steps is an act of its own.
    """

    key: str
    pool: str
    adds: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    wins: Mapping[str, frozenset[str]] = field(default_factory=dict)
    steps: int = 1

    def __post_init__(self) -> None:
        if self.steps < 1:
            raise ValueError(f"{self.key}: an act takes at least one step")


@dataclass(frozen=True)
class Standing:
    """The counts (n, d) by component; d is 0 where nothing was counted. `things` are those that n counts already.

    n may be below 0 where more is taken off than there is; it earns what 0 earns.
    """

    counts: Mapping[str, tuple[int, int]]
    things: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def after(self, act: Act, times: int = 1) -> "Standing":
        """The standing once the act was taken so many times; supplies are the caller's concern."""
        if times == 0:
            return self
        counts, things = dict(self.counts), dict(self.things)
        for item, (more, among) in act.adds.items():
            n, d = counts.get(item, (0, 0))
            counts[item] = n + more * times, d + among * times
        for item, won in act.wins.items():
            n, d = counts.get(item, (0, 0))
            known = things.get(item, frozenset())
            counts[item], things[item] = (n + len(won - known), d), known | won
        return Standing(counts, things)


@dataclass(frozen=True)
class Cut:
    """One rounding, to `digits` decimals."""

    digits: int
    tie: Tie


def cut(points: Fraction, cuts: Iterable[Cut]) -> Fraction:
    """Points rounded by each cut in turn."""
    for one in cuts:
        points = Fraction(rounded(points, one.digits, one.tie))
    return points


@dataclass(frozen=True)
class Term:
    """A component that is computed from counts. `times` names the component whose n/d multiplies, empty for none."""

    id: str
    axis: str
    maximum: Fraction
    target: Fraction = Fraction(1)
    times: str = ""
    empty: Empty = Empty.ZERO
    cuts: tuple[Cut, ...] = ()

    @cached_property
    def scale(self) -> Fraction:
        """Points for a rate of 1, were there no cap."""
        return self.maximum / self.target

    def pair(self, counted: tuple[int, int], factor: tuple[int, int]) -> tuple[int, int]:
        """Exact points as numerator and denominator, not reduced. `factor` is (1, 1) where nothing multiplies."""
        n, d = counted
        fn, fd = factor
        if d <= 0:
            return (self.maximum.numerator, self.maximum.denominator) if self.empty is Empty.FULL else (0, 1)
        if fd <= 0 or n <= 0 or fn <= 0:
            return 0, 1
        over, under = self.scale.numerator * n * fn, self.scale.denominator * d * fd
        if over * self.maximum.denominator >= self.maximum.numerator * under:
            return self.maximum.numerator, self.maximum.denominator
        return over, under


@dataclass(frozen=True)
class AxisSum:
    """An axis: what its fixed components give, unrounded and as they are carried on, and how the sum is rounded."""

    code: str
    exact: Fraction = Fraction(0)
    carried: Fraction = Fraction(0)
    cuts: tuple[Cut, ...] = ()


@dataclass(frozen=True)
class Scorer:
    """A rule from counts to points. Calling it gives the total as published, `exact` the one before any rounding."""

    terms: tuple[Term, ...]
    axes: tuple[AxisSum, ...]
    cuts: tuple[Cut, ...] = ()

    @cached_property
    def items(self) -> tuple[str, ...]:
        """The components whose counts are needed, in the order of the terms, factors last."""
        return tuple(dict.fromkeys([t.id for t in self.terms] + [t.times for t in self.terms if t.times]))

    def __call__(self, standing: Standing) -> Fraction:
        return Sheet(self).published(self.pairs(standing))

    def exact(self, standing: Standing) -> Fraction:
        return Sheet(self).exact(self.pairs(standing))

    def points(self, standing: Standing) -> dict[str, Fraction]:
        """The unrounded points of each component that is computed."""
        counts = self.pairs(standing)
        sheet = Sheet(self)
        return {term.id: Fraction(*sheet.pair(at, counts)) for at, term in enumerate(self.terms)}

    def pairs(self, standing: Standing) -> list[tuple[int, int]]:
        """The counts in the order of `items`; ValueError where one is missing or d is below 0."""
        missing = [item for item in self.items if item not in standing.counts]
        if missing:
            raise ValueError(f"no counts of {', '.join(missing)}")
        counts = [standing.counts[item] for item in self.items]
        if any(d < 0 for _, d in counts):
            raise ValueError("a denominator below 0")
        return counts


_MOST = 100_000
"""Axes remembered before forgetting all: a bound on memory, not on what can be computed."""


class Sheet:
    """A scorer made ready for many evaluations: places instead of names, and each axis computed once for its counts."""

    def __init__(self, scorer: Scorer) -> None:
        place = {item: at for at, item in enumerate(scorer.items)}
        self.scorer = scorer
        self.terms = scorer.terms
        self.places = [(place[term.id], place[term.times] if term.times else -1) for term in scorer.terms]
        self.terms_of: list[list[int]] = [[] for _ in scorer.items]
        for at, (own, factor) in enumerate(self.places):
            self.terms_of[own].append(at)
            if factor >= 0 and factor != own:
                self.terms_of[factor].append(at)
        self._of_axis = [
            (axis, [at for at, term in enumerate(scorer.terms) if term.axis == axis.code]) for axis in scorer.axes
        ]
        self._read = [sorted({p for at in terms for p in self.places[at] if p >= 0}) for _, terms in self._of_axis]
        self._known: list[dict[tuple[tuple[int, int], ...], tuple[Fraction, Fraction]]] = [{} for _ in scorer.axes]

    def pair(self, at: int, counts: Sequence[tuple[int, int]]) -> tuple[int, int]:
        """The exact points of the term at this place, as numerator and denominator."""
        own, factor = self.places[at]
        return self.terms[at].pair(counts[own], counts[factor] if factor >= 0 else (1, 1))

    def published(self, counts: Sequence[tuple[int, int]]) -> Fraction:
        return cut(sum((axis[1] for axis in self._axes(counts)), Fraction(0)), self.scorer.cuts)

    def exact(self, counts: Sequence[tuple[int, int]]) -> Fraction:
        return sum((axis[0] for axis in self._axes(counts)), Fraction(0))

    def summed(self, parts: Sequence[Fraction]) -> Fraction:
        """The published total were these the exact points of the terms; never falls where a part grows."""
        total = Fraction(0)
        for axis, terms in self._of_axis:
            carried = sum((cut(parts[at], self.terms[at].cuts) for at in terms), axis.carried)
            total += cut(carried, axis.cuts)
        return cut(total, self.scorer.cuts)

    def _axes(self, counts: Sequence[tuple[int, int]]) -> Iterable[tuple[Fraction, Fraction]]:
        for number, read in enumerate(self._read):
            known = self._known[number]
            key = tuple([counts[place] for place in read])
            found = known.get(key)
            if found is None:
                if len(known) > _MOST:
                    known.clear()
                found = known[key] = self._axis(number, counts)
            yield found

    def _axis(self, number: int, counts: Sequence[tuple[int, int]]) -> tuple[Fraction, Fraction]:
        axis, terms = self._of_axis[number]
        exact, carried = axis.exact, axis.carried
        for at in terms:
            points = Fraction(*self.pair(at, counts))
            exact += points
            carried += cut(points, self.terms[at].cuts)
        return exact, cut(carried, axis.cuts)


def marginal(standing: Standing, act: Act, scorer: Scorer) -> Fraction:
    """What taking the act once adds to the unrounded total; below 0 where it costs points."""
    return scorer.exact(standing.after(act)) - scorer.exact(standing)
