"""The shortest list of acts that brings a unit's published total to a target, and whether it is proven to be that.

A greedy list by exact marginal gain is trimmed, then improved by branch and bound until none shorter can exist or the
effort is spent. What stands on paper is the rounded total, so that is what must reach the target. The answer depends on
the acts alone, not on the order in which they come.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from bochiso.compare.search.board import Board
from bochiso.compare.search.ceiling import Bounds
from bochiso.compare.search.closing import Effort, Finer, Goal, Richer, Search, Shorter, preference
from bochiso.compare.search.greedy import climb, gain_of_one
from bochiso.compare.search.standing import Act, Scorer, Standing
from bochiso.compare.search.trimming import trade, trim

EFFORT = 1_000_000
"""The default effort of one search: some seconds. Eight acts and twelve steps take a part of it."""

_FAR = 200
"""Steps between a list and its lower bound from which on no search closes in such an effort."""

_MANY = 500
"""Steps in all from which on a search for a higher total gets a tenth of the effort: it hardly ever closes."""


@dataclass(frozen=True)
class Route:
    """A list of acts with how often each is taken, the most useful first, and what it brings the published total to.

    `at_least` is a number of steps below which no list reaches the target, None where none does at all. Where the
    target is `reached`, `proven` says that no list is shorter. Where it is not, the list is the shortest found for the
    highest total found, and `proven` says that no list gets higher and none as high is shorter. Of lists equally long
    the one with more unrounded points is taken, then the one of fewer different acts, then the one with more of the
    acts whose keys come first; this much only as far as the effort goes.
    """

    takes: tuple[tuple[Act, int], ...]
    steps: int
    target: Fraction
    before: Fraction
    after: Fraction
    gain: Fraction
    reached: bool
    proven: bool
    at_least: int | None

    @property
    def missing(self) -> Fraction:
        """Points that are still short of the target."""
        return max(Fraction(0), self.target - self.after)


def shortest(
    standing: Standing,
    acts: Sequence[Act],
    supplies: Mapping[str, int],
    target: Fraction,
    scorer: Scorer,
    effort: int = EFFORT,
) -> Route:
    """The shortest list of `acts`, within the supplies of their pools, with which `scorer` gives the target or more.

    ValueError where counts that the scorer needs are missing, a pool has no supply, two acts share a key, or acts could
    take away more than was counted.
    """
    board = Board(standing, acts, supplies, scorer)
    return _Quest(board, target, effort).route()


class _Quest:
    def __init__(self, board: Board, target: Fraction, effort: int) -> None:
        self.board = board
        self.target = target
        self.before, self.exact_before = board.published, board.exact
        self._worth = {i: gain_of_one(board, i) / board.steps_of[i] for i in range(len(board.acts))}
        useful = [i for i in self._worth if board.free[board.pool_of[i]] and (board.adds[i] or board.wins[i])]
        self._order = sorted(useful, key=lambda i: (-self._worth[i], board.steps_of[i], board.adds[i], i))
        self._all_steps = sum(
            supply * max(board.steps_of[i] for i in members)
            for supply, members in zip(board.free, board.members, strict=True)
        )
        self._bounds = Bounds(board)
        self._effort = effort

    def route(self) -> Route:
        climb(self.board, self.target)
        if self.board.published >= self.target:
            return self._reached()
        return self._short_of()

    def _reached(self) -> Route:
        """The board holds a list that reaches the target."""
        steps, at_least, proven = self._shorten(self.target)
        return self._route(steps, True, proven, at_least)

    def _short_of(self) -> Route:
        """The board holds where greed ends, below the target."""
        best = self.board.published
        if self.before >= best:
            best = self.before
            self._clear()
        unit = self._unit()
        taken = tuple(self.board.taken)
        goal = Richer(best, unit, self.target, self._all_steps)
        self._clear()
        highest = self._run(goal, self._effort if self._all_steps <= _MANY else self._effort // 10)
        at_least = None if highest else self._least(self.target, self._all_steps)
        self.board.put(goal.found or taken)
        if self.board.published >= self.target:
            return self._reached()
        steps, _, proven = self._shorten(self.board.published)
        return self._route(steps, False, highest and proven, at_least)

    def _unit(self) -> Fraction:
        """The least by which two published totals differ; 0 where they are not rounded."""
        cuts = self.board.sheet.scorer.cuts
        return Fraction(1, 10 ** cuts[-1].digits) if cuts else Fraction(0)

    def _least(self, target: Fraction, limit: int) -> int | None:
        self._clear()
        if limit > 0:
            self._bounds.tune(self._order, limit)
        return self._bounds.least_steps(self._order, float(target), limit)

    def _shorten(self, target: Fraction) -> tuple[tuple[int, ...], int, bool]:
        """The shortest list found for what the board's list reaches, the lower bound, and whether they meet."""
        trim(self.board, target)
        trade(self.board, target, self._unit())
        taken, steps = tuple(self.board.taken), self.board.steps
        at_least = self._least(target, steps - 1) if steps else 0
        at_least = steps if at_least is None else at_least
        if at_least < steps and steps - at_least <= _FAR:
            goal = Shorter(target, steps - 1)
            closed = self._run(goal, self._effort)
            taken = goal.found or taken
            self.board.put(taken)
            steps = self.board.steps
            at_least = steps if closed else at_least
        if steps - at_least <= _FAR:
            taken = self._refine(target, taken)
        return taken, at_least, at_least == steps

    def _refine(self, target: Fraction, taken: tuple[int, ...]) -> tuple[int, ...]:
        """The preferred list of those as long, as far as the effort goes."""
        self.board.put(taken)
        goal = Finer(target, self.board.steps, preference(self.board))
        self._run(goal, self._effort // 4)
        return goal.found or taken

    def _run(self, goal: Goal, effort: int) -> bool:
        return Search(self.board, self._bounds, self._order, Effort(effort)).run(goal)

    def _clear(self) -> None:
        self.board.put([0] * len(self.board.acts))

    def _route(self, taken: tuple[int, ...], reached: bool, proven: bool, at_least: int | None) -> Route:
        board = self.board
        board.put(taken)
        order = sorted((i for i, times in enumerate(taken) if times), key=lambda i: (-self._worth[i], i))
        return Route(
            takes=tuple((board.acts[i], taken[i]) for i in order),
            steps=board.steps,
            target=self.target,
            before=self.before,
            after=board.published,
            gain=board.exact - self.exact_before,
            reached=reached,
            proven=proven,
            at_least=at_least,
        )
