"""Branch and bound over how often each act is taken: it finds the best list, and knows when there is no better one.

Lists grow act by act in one fixed order; a branch is left when its ceiling says that it cannot hold what is looked for.
Acts that do the same and share nothing are taken in that order, never the later more often than the earlier.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Protocol

from bochiso.compare.search.board import Board
from bochiso.compare.search.ceiling import Bounds, Ceiling


class Goal(Protocol):
    """What is looked for: `limit` steps at most, `found` is how often each act is taken, None until there is one."""

    limit: int
    found: tuple[int, ...] | None

    def hopeful(self, ceiling: Ceiling) -> bool:
        """Whether a list below this ceiling could be what is looked for."""

    def see(self, board: Board) -> None:
        """Look at the list on the board; it has at most `limit` steps."""


@dataclass
class Shorter:
    """A list that reaches the target within the limit, then ever shorter ones."""

    target: Fraction
    limit: int
    found: tuple[int, ...] | None = None

    def hopeful(self, ceiling: Ceiling) -> bool:
        return ceiling.published >= self.target

    def see(self, board: Board) -> None:
        if board.published >= self.target:
            self.found, self.limit = tuple(board.taken), board.steps - 1


@dataclass
class Richer:
    """A list with a total above `total`, then ever higher ones; `enough` ends the search.

    Totals differ by `unit` at least; 0 where they are not rounded.
    """

    total: Fraction
    unit: Fraction
    enough: Fraction
    limit: int
    found: tuple[int, ...] | None = None

    def hopeful(self, ceiling: Ceiling) -> bool:
        return ceiling.published >= self.total + self.unit

    def see(self, board: Board) -> None:
        if (published := board.published) > self.total:
            self.found, self.total = tuple(board.taken), published
            if published >= self.enough:
                self.limit = -1


_LOOK = 4
"""What it costs to look at one list, in the same measure as a bound: entries of acts."""

Preference = tuple[Fraction, int, tuple[int, ...]]


def preference(board: Board) -> Preference:
    """What makes one of two equally long lists the better: points, fewer different acts, earlier keys more often."""
    return board.exact, -sum(times > 0 for times in board.taken), tuple(board.taken)


@dataclass
class Finer:
    """A list that reaches the target within the limit and is preferred to `best`."""

    target: Fraction
    limit: int
    best: Preference
    found: tuple[int, ...] | None = None

    def hopeful(self, ceiling: Ceiling) -> bool:
        return ceiling.published >= self.target and ceiling.exact >= self.best[0]

    def see(self, board: Board) -> None:
        if board.published >= self.target and (mine := preference(board)) > self.best:
            self.best, self.found = mine, tuple(board.taken)


@dataclass
class Effort:
    """What searches may still spend, in entries of acts looked at."""

    left: int

    @property
    def spent(self) -> bool:
        return self.left <= 0


@dataclass
class Search:
    """Searches from the bare board, the acts in `order`, which only decides how soon lists are found."""

    board: Board
    bounds: Bounds
    order: Sequence[int]
    effort: Effort
    _follows: list[bool] = field(init=False)
    _costs: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._follows = [p > 0 and _twins(self.board, self.order[p - 1], i) for p, i in enumerate(self.order)]
        own = [1 + len(self.board.adds[i]) + len(self.board.wins[i]) for i in self.order]
        self._costs = [sum(own[p:]) + len(self.board.sheet.terms) for p in range(len(own))]

    def run(self, goal: Goal) -> bool:
        """Pursue the goal. True where every list was seen or ruled out, False where the effort was spent before."""
        self.board.put([0] * len(self.board.acts))
        if goal.limit >= 0:
            goal.see(self.board)
        self._grow(0, goal)
        self.board.put([0] * len(self.board.acts))
        return not self.effort.spent

    def _grow(self, start: int, goal: Goal) -> None:
        """All lists that add acts from `start` on to the board's."""
        board = self.board
        for place in range(start, len(self.order)):
            left = goal.limit - board.steps
            if left <= 0 or self.effort.spent:
                return
            self.effort.left -= self._costs[place]
            if not goal.hopeful(self.bounds.ceiling(self.order[place:], left)):
                return
            self._take(place, goal)

    def _take(self, place: int, goal: Goal) -> None:
        """All lists in which the act at this place is the next that is taken."""
        board, i = self.board, self.order[place]
        most = min(board.free[board.pool_of[i]], (goal.limit - board.steps) // board.steps_of[i])
        if self._follows[place]:
            most = min(most, board.taken[self.order[place - 1]])
        board.take(i, max(0, most))
        while board.taken[i]:
            if board.steps <= goal.limit and not self.effort.spent:
                self.effort.left -= _LOOK
                goal.see(board)
                self._grow(place + 1, goal)
            board.take(i, -1)


def _twins(board: Board, a: int, b: int) -> bool:
    """Whether the acts do the same to counts and neither shares a pool or a thing with any other act."""
    if board.adds[a] != board.adds[b] or board.steps_of[a] != board.steps_of[b]:
        return False
    if board.free[board.pool_of[a]] != board.free[board.pool_of[b]]:
        return False
    if any(len(board.members[board.pool_of[i]]) > 1 for i in (a, b)):
        return False
    if sorted(at for at, _ in board.wins[a]) != sorted(at for at, _ in board.wins[b]):
        return False
    own = {*board.wins[a], *board.wins[b]}
    others = {won for i, wins in enumerate(board.wins) if i not in (a, b) for won in wins}
    return len(own) == len(board.wins[a]) + len(board.wins[b]) and not own & others
