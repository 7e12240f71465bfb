"""What any further acts within so many steps could bring the total to, at most: the bounds that prove a list shortest.

Each rate R = (n + Σ xᵢnᵢ) ÷ (d + Σ xᵢdᵢ) is bounded from today's ρ = n/d: R − ρ = Σ xᵢ(nᵢ − ρdᵢ) ÷ D, where D is the
later denominator, known to lie in [low, high]. So R ≤ ρ + Σ xᵢ·wᵢ⁺/low − Σ xᵢ·wᵢ⁻/high with wᵢ = nᵢ − ρdᵢ, which needs
no rate to be monotone. From that come two bounds, and the smaller is used:
apart      each component as if all the steps served it alone, capped and rounded as it is;
together   all components at once: linear in x, so the best x fills the steps by points for a step. A capped component
           enters as its line, its maximum or a mean of both (each bounds it); rounding enters as half a unit each. A
           product of rates u·v is at most U·v + V·u − U·V for u ≤ U and v ≥ V.
In both, things won count with the first take of an act, and fractions of acts are allowed. Bounds are computed in
binary floating point and enlarged by far more than its error; what reaches a target is always computed exactly.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import floor, inf

from bochiso.compare.search.board import Board
from bochiso.compare.search.standing import Cut

MARGIN = 1e-7
"""Points added to every bound: the error of some hundred operations on numbers below 1000 is below 1e-10."""


@dataclass(frozen=True)
class Ceiling:
    """Upper bounds of the total as published and of the unrounded one."""

    published: float
    exact: float


@dataclass
class _Rate:
    """A rate today, its bounds later, and its line: what a take of each column adds to the upper bound."""

    now: float
    low: float
    high: float
    line: dict[int, float] = field(default_factory=dict)
    open: bool = True


Group = tuple[float, list[tuple[float, float]]]
"""A supply, and (steps, weight) of what each of it can become."""


class Bounds:
    """The bounds for the board as it stands. `mixes` are mixtures (one share of the maximum a term) worth trying."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.mixes: list[list[float]] = []
        sheet = board.sheet
        self._terms_of_axis = [
            (axis, [at for at, term in enumerate(sheet.terms) if term.axis == axis.code]) for axis in sheet.scorer.axes
        ]
        self._maxima = [float(term.maximum) for term in sheet.terms]
        self._scales = [float(term.scale) for term in sheet.terms]

    def ceiling(self, acts: Sequence[int], steps: int) -> Ceiling:
        """The bounds with takes of these acts within so many steps."""
        view = _View(self, acts, steps)
        apart = view.apart()
        best = Ceiling(view.rounded(apart), sum(apart) + view.fixed + MARGIN)
        capped = [1.0 if view.closed[at] else 0.0 for at in range(len(apart))]
        likely = [1.0 if part >= top - MARGIN else 0.0 for part, top in zip(apart, self._maxima, strict=True)]
        for mix in (capped, likely, *self.mixes):
            best = view.together(mix, best)
        return best

    def tune(self, acts: Sequence[int], steps: int) -> None:
        """Look for a mixture that bounds well at so many steps, and keep it for later bounds."""
        view = _View(self, acts, steps)
        apart = view.apart()
        mix = [1.0 if part >= top - MARGIN else 0.0 for part, top in zip(apart, self._maxima, strict=True)]
        none = Ceiling(inf, inf)
        best = view.together(mix, none).exact
        for _ in range(2):
            for at in view.moving:
                for share in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
                    trial = [*mix[:at], share, *mix[at + 1 :]]
                    found = view.together(trial, none).exact
                    if found < best - MARGIN:
                        best, mix = found, trial
        self.mixes.append(mix)

    def least_steps(self, acts: Sequence[int], target: float, limit: int) -> int | None:
        """The fewest steps with which the target is not ruled out; None where it is ruled out within the limit."""
        if self.ceiling(acts, limit).published < target:
            return None
        low, high = -1, limit
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.ceiling(acts, middle).published < target else (low, middle)
        return high


class _View:
    """One evaluation: the columns (ways to spend steps) and the rates' lines."""

    def __init__(self, bounds: Bounds, acts: Sequence[int], steps: int) -> None:
        self._bounds = bounds
        self._board = board = bounds.board
        self._steps = steps
        self._columns: list[tuple[int, float]] = []  # (steps of one, supply)
        self._groups: list[list[int]] = []
        self._entries: list[list[tuple[int, int, int]]] = [[] for _ in board.counts]
        self._spend(acts)
        self._rates = [self._rate(at) for at in range(len(board.counts))]
        self.moving = [at for at, (own, by) in enumerate(board.sheet.places) if self._moves(own) or self._moves(by)]
        self._movers = frozenset(self.moving)
        self.closed = [self._closed(at) for at in range(len(board.sheet.terms))]
        self.fixed = float(sum(axis.exact for axis, _ in bounds._terms_of_axis))
        self._slack = self._rounding_slack()

    def _moves(self, place: int) -> bool:
        return place >= 0 and bool(self._entries[place])

    def _spend(self, acts: Sequence[int]) -> None:
        """The columns: each act by its pool's supply, and once more with the things that its first take wins.

        Acts that win the same things share one such first take: the others come too late for it.
        """
        board, pools, firsts = self._board, dict[int, int](), dict[tuple[tuple[int, str], ...], int]()
        for i in acts:
            pool, steps = board.pool_of[i], board.steps_of[i]
            if steps > self._steps or not board.free[pool]:
                continue
            gains = {at: (n, d) for at, n, d in board.adds[i]}
            self._column(self._group(pools.setdefault(pool, len(self._groups))), steps, board.free[pool], gains)
            if fresh := board.fresh(i):
                for at, _ in fresh:
                    n, d = gains.get(at, (0, 0))
                    gains[at] = n + 1, d
                self._column(self._group(firsts.setdefault(tuple(fresh), len(self._groups))), steps, 1, gains)

    def _group(self, number: int) -> int:
        """The group of this number, which is made where it is the next."""
        if number == len(self._groups):
            self._groups.append([])
        return number

    def _column(self, group: int, steps: int, supply: int, gains: dict[int, tuple[int, int]]) -> None:
        column = len(self._columns)
        self._columns.append((steps, float(min(supply, self._steps // steps))))
        self._groups[group].append(column)
        for at, (n, d) in gains.items():
            self._entries[at].append((column, n, d))

    def _rate(self, at: int) -> _Rate:
        n, d = self._board.counts[at]
        entries = self._entries[at]
        if not entries:
            now = max(0, n) / d if d > 0 else 0.0
            return _Rate(now, now, now)
        if floored := n < self._reach([(column, dn) for column, dn, _ in entries], -1):
            # A numerator that may fall below 0 counts as 0 then: at most what is there and what is put to it.
            n, entries = max(0, n), [(column, max(0, dn), dd) for column, dn, dd in entries]
        denominators = [(column, dd) for column, _, dd in entries]
        below, above = self._reach(denominators, -1), self._reach(denominators, 1)
        low, high = d - below, d + above
        if d <= 0 or low <= 0:
            return _Rate(0.0, 0.0, inf, open=False)
        now = n / d
        weights = {column: dn - now * dd for column, dn, dd in entries}
        lost = self._fill({column: -weight for column, weight in weights.items() if weight < 0})
        won = self._fill({column: weight for column, weight in weights.items() if weight > 0})
        line = {column: weight / low if weight > 0 else weight / high for column, weight in weights.items()}
        return _Rate(now, 0.0 if floored else max(0.0, now - lost / low), now + won / low, line)

    def _reach(self, entries: Sequence[tuple[int, int]], sign: int) -> float:
        """By how much a count can grow (1) or shrink (-1) by these gains of columns."""
        changes = [(sign * gain, *self._columns[column]) for column, gain in entries if sign * gain > 0]
        if not changes:
            return 0.0
        fastest = max(change / steps for change, steps, _ in changes) * self._steps
        return min(fastest, sum(change * supply for change, _, supply in changes))

    def _closed(self, at: int) -> bool:
        """Whether only the maximum bounds the term: it has it now, or its rate has no line."""
        own, by = self._board.sheet.places[at]
        rates = [self._rates[place] for place in (own, by) if place >= 0]
        if not all(rate.open for rate in rates):
            return True
        over, under = self._board.sheet.pair(at, self._board.counts)
        return over / under >= self._bounds._maxima[at]

    def apart(self) -> list[float]:
        """Of each term, the most it could have."""
        parts = []
        for at, (own, by) in enumerate(self._board.sheet.places):
            empty = self._board.counts[own][1] <= 0
            if at not in self._movers or (empty and not self._entries[own]):
                over, under = self._board.sheet.pair(at, self._board.counts)
                parts.append(over / under)
                continue
            high = self._rates[own].high
            if by >= 0:
                factor = self._rates[by].high
                high = inf if inf in (high, factor) else high * factor
            top, scale = self._bounds._maxima[at], self._bounds._scales[at]
            parts.append(top if high == inf or empty else min(top, scale * high))
        return parts

    def rounded(self, parts: list[float]) -> float:
        """The published total of such parts, each rounding taken at its most generous."""
        total = 0.0
        for axis, terms in self._bounds._terms_of_axis:
            carried = float(axis.carried) + sum(_up(parts[at], self._board.sheet.terms[at].cuts) for at in terms)
            total += _up(carried, axis.cuts)
        return _up(total, self._board.sheet.scorer.cuts) + MARGIN

    def together(self, mix: list[float], best: Ceiling) -> Ceiling:
        """The smaller of `best` and the bound with these shares of the maximum."""
        base, weights = self.fixed, [0.0] * len(self._columns)
        for at, (own, by) in enumerate(self._board.sheet.places):
            share = 1.0 if self.closed[at] and at in self._movers else mix[at]
            if at not in self._movers:
                over, under = self._board.sheet.pair(at, self._board.counts)
                base += over / under
                continue
            base += share * self._bounds._maxima[at]
            if share < 1.0:
                base += self._line(at, own, by, (1.0 - share) * self._bounds._scales[at], weights)
        gained = self._fill({column: weight for column, weight in enumerate(weights) if weight > 0})
        exact = base + gained + MARGIN
        return Ceiling(min(best.published, exact + self._slack), min(best.exact, exact))

    def _line(self, at: int, own: int, by: int, scale: float, weights: list[float]) -> float:
        """Add the term's line to the weights; what it is worth with no act at all is returned."""
        rate = self._rates[own]
        if by < 0:
            for column, slope in rate.line.items():
                weights[column] += scale * slope
            return scale * rate.now
        factor = self._rates[by]
        for column, slope in factor.line.items():
            weights[column] += scale * rate.high * slope
        for column, slope in rate.line.items():
            weights[column] += scale * factor.low * slope
        return scale * (rate.high * factor.now + factor.low * rate.now - rate.high * factor.low)

    def _fill(self, weights: dict[int, float]) -> float:
        """The most that the steps can carry of these positive weights, fractions allowed."""
        segments: list[tuple[float, float]] = []
        for group in self._groups:
            options = [(column, weights[column]) for column in group if column in weights]
            if len(options) == 1:
                steps, supply = self._columns[options[0][0]]
                segments.append((options[0][1] / steps, steps * supply))
            elif options:
                segments += self._hull(options)
        segments.sort(reverse=True)
        left, total = float(self._steps), 0.0
        for density, room in segments:
            used = min(left, room)
            total += density * used
            left -= used
            if left <= 0:
                break
        return total

    def _hull(self, options: list[tuple[int, float]]) -> list[tuple[float, float]]:
        """The upper hull of one pool's options: gains for a step, falling, and the steps each is good for."""
        supply = max(self._columns[column][1] for column, _ in options)
        points = sorted((self._columns[column][0], weight) for column, weight in options)
        hull: list[tuple[float, float]] = [(0.0, 0.0)]
        for steps, weight in points:
            while len(hull) > 1 and _slope(hull[-2], hull[-1]) <= _slope(hull[-2], (steps, weight)):
                hull.pop()
            if steps > hull[-1][0] and weight > hull[-1][1]:
                hull.append((steps, weight))
        return [(_slope(a, b), (b[0] - a[0]) * supply) for a, b in pairwise(hull)]

    def _rounding_slack(self) -> float:
        """By how much rounding can raise the published total above the unrounded one: half a unit where it acts."""
        sheet, grid = self._board.sheet, 0
        total = 0.0
        moving = self._movers
        for axis, terms in self._bounds._terms_of_axis:
            digits: list[int | None] = []
            for at in terms:
                cuts = sheet.terms[at].cuts
                digits.append(cuts[-1].digits if cuts else None)
                if at in moving:
                    total += sum(_half(one) for one in cuts)
                else:
                    over, under = sheet.pair(at, self._board.counts)
                    total += max(0.0, _up(over / under, cuts) - over / under)
            total += float(axis.carried - axis.exact)
            # A sum of figures on a coarser grid is not changed by a cut; a fixed part may lie on none.
            known = [one for one in digits if one is not None]
            on_grid = len(known) == len(digits) and _up(float(axis.carried), axis.cuts) == float(axis.carried)
            finest = max(known, default=0)
            for one in axis.cuts:
                if not on_grid or finest > one.digits:
                    total += _half(one)
                on_grid, finest = True, one.digits
            grid = max(grid, finest if axis.cuts else 99)
        return total + sum(_half(one) for one in sheet.scorer.cuts if grid > one.digits)


def _slope(a: tuple[float, float], b: tuple[float, float]) -> float:
    return (b[1] - a[1]) / (b[0] - a[0]) if b[0] > a[0] else (inf if b[1] > a[1] else -inf)


def _half(one: Cut) -> float:
    return float(0.5 * 10.0**-one.digits)


def _up(value: float, cuts: Sequence[Cut]) -> float:
    for one in cuts:
        value = floor(value * 10**one.digits + 0.5 + MARGIN) / 10**one.digits
    return value
