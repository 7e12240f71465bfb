"""From a list that reaches the target to a shorter one: what it does not need is given back, then traded for less.

Both work in bulk, on lists of any length; that no shorter list is left is for `compare.closing` to find out.
"""

from fractions import Fraction

from bochiso.compare.search.board import Board
from bochiso.compare.search.greedy import last

_PASSES = 6
"""Passes of trades over the list; the last ones save little."""


def trim(board: Board, target: Fraction) -> None:
    """Give back what the target does not need, the most steps first: takes of an act, or their dearer end states."""
    while True:
        saved, give, take, times = 0, -1, -1, 0
        for i, taken in enumerate(board.taken):
            for j in [-1, *board.members[board.pool_of[i]]] if taken else ():
                less = board.steps_of[i] - (board.steps_of[j] if j >= 0 else 0)
                spare = _spare(board, i, j, target) if less * taken > saved else 0
                if less * spare > saved:
                    saved, give, take, times = less * spare, i, j, spare
        if not saved:
            return
        _lower(board, give, take, times)


def _lower(board: Board, give: int, take: int, times: int) -> None:
    board.take(give, -times)
    if take >= 0:
        board.take(take, times)


def _spare(board: Board, give: int, take: int, target: Fraction) -> int:
    """How many takes of one act can be given back, or turned into another, with the target still reached."""

    def enough(times: int) -> bool:
        _lower(board, give, take, times)
        reached = board.published >= target
        _lower(board, give, take, -times)
        return reached

    taken = board.taken[give]
    if enough(taken):
        return taken
    return last(enough, taken) if enough(1) else 0


def trade(board: Board, target: Fraction, unit: Fraction) -> None:
    """Give back takes that are worth one `unit` of the rounded total and win it back by fewer steps of another act."""
    for _ in range(_PASSES):
        before = board.steps
        for i in range(len(board.taken)):
            _trade(board, i, target, unit)
        if board.steps == before:
            return


def _trade(board: Board, give: int, target: Fraction, unit: Fraction) -> None:
    spare = _spare(board, give, -1, target - unit) if board.taken[give] else 0
    if not spare:
        return
    board.take(give, -spare)
    saved, take, times = 0, -1, 0
    budget = board.steps_of[give] * spare
    for j, steps in enumerate(board.steps_of):
        most = min(board.free[board.pool_of[j]], (budget - saved - 1) // steps)
        if j != give and most > 0 and (needed := _needed(board, j, most, target)):
            saved, take, times = budget - needed * steps, j, needed
    if take >= 0:
        board.take(take, times)
    else:
        board.take(give, spare)


def _needed(board: Board, i: int, most: int, target: Fraction) -> int:
    """How few takes of the act reach the target; 0 where `most` do not."""

    def short(times: int) -> bool:
        board.take(i, times)
        reached = board.published >= target
        board.take(i, -times)
        return not reached

    if short(most):
        return 0
    return last(short, most) + 1 if short(1) else 1
