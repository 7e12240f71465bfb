"""A first list of acts: whichever gains most exact points for a step, taken in bulk while it stays the best.

A move is a further act, or a dossier of a pool raised from one act of the pool to another. Gains are compared in binary
floating point with a bound on its error, and exactly wherever that bound cannot tell two moves apart.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import inf

from bochiso.compare.search.board import Board

_RIVALS = 8
"""How many of the next best moves are watched while one is taken in bulk."""

_PATIENCE = 1000
"""Rounds after which a bulk is at least 2 moves, then 4, 8 … each `_HURRY` rounds: lists of near-equal acts end too."""

_HURRY = 100


@dataclass(frozen=True, order=True)
class _Move:
    """Take the act `take`, giving one take of `give` back (-1: nothing). The order is that of ties."""

    take: int
    give: int

    def make(self, board: Board, times: int) -> None:
        if self.give >= 0:
            board.take(self.give, -times)
        board.take(self.take, times)

    def room(self, board: Board) -> int:
        return board.free[board.pool_of[self.take]] if self.give < 0 else board.taken[self.give]

    def steps(self, board: Board) -> int:
        return board.steps_of[self.take] - (board.steps_of[self.give] if self.give >= 0 else 0)


@dataclass(frozen=True)
class _Gain:
    """Points for a step, to within `error`; infinite for what gains without a step more."""

    move: _Move
    rate: float
    error: float


def climb(board: Board, target: Fraction) -> None:
    """Make the best move again and again until the published total reaches the target or nothing gains any more.

    In the second case the board is left where the published total was highest: rounding can take back what is gained.
    """
    rounds, highest, there = 0, board.published, tuple(board.taken)
    while (published := board.published) < target:
        if published > highest:
            highest, there = published, tuple(board.taken)
        ranked = _ranked(board)
        if not ranked:
            board.put(there)
            return
        best = _best(board, ranked)
        rounds += 1
        times = _bulk(board, best, [gain.move for gain in ranked[: _RIVALS + 1]])
        if rounds > _PATIENCE:
            times = max(times, _hurried(board, best, 1 << (rounds - _PATIENCE) // _HURRY))
        best.make(board, _until(board, best, times, target))


def _hurried(board: Board, move: _Move, times: int) -> int:
    """So many moves, or half, a quarter … of them if so many together gain nothing."""
    times = min(times, move.room(board))
    before = board.exact
    while times > 1:
        move.make(board, times)
        gains = board.exact > before
        move.make(board, -times)
        if gains:
            break
        times //= 2
    return times


def _moves(board: Board) -> list[_Move]:
    moves = []
    for i, pool in enumerate(board.pool_of):
        if board.free[pool]:
            moves.append(_Move(i, -1))
        moves += [_Move(i, j) for j in board.members[pool] if j != i and board.taken[j]]
    return moves


def _ranked(board: Board) -> list[_Gain]:
    """The moves that gain anything, best first as far as floating point can tell."""
    known: dict[object, tuple[float, float]] = {}
    found = []
    for move in _moves(board):
        alike = _likeness(board, move)
        measured = known.get(alike)
        if measured is None:
            measured = known[alike] = _measure(board, move)
        if measured[0] > -measured[1]:
            found.append(_Gain(move, *measured))
    found = [gain for gain in found if gain.rate > gain.error or exact_gain(board, gain.move) > 0]
    return sorted(found, key=lambda gain: (-gain.rate, gain.move))


def _likeness(board: Board, move: _Move) -> object:
    """Moves of the same likeness do the same to the counts."""
    if move.give >= 0 and board.wins[move.give]:
        return move
    won: dict[int, int] = {}
    for at, _ in board.fresh(move.take):
        won[at] = won.get(at, 0) + 1
    back = board.adds[move.give] if move.give >= 0 else ()
    return board.adds[move.take], back, tuple(won.items()), move.steps(board)


def _differences(board: Board, move: _Move) -> list[tuple[int, int]]:
    """What one such move does to each term, as exact numerators and denominators."""
    touched: set[int] = set()
    for i in (move.take, move.give):
        if i >= 0:
            for at in [entry[0] for entry in board.adds[i]] + [won[0] for won in board.wins[i]]:
                touched.update(board.sheet.terms_of[at])
    before = [board.sheet.pair(at, board.counts) for at in touched]
    move.make(board, 1)
    after = [board.sheet.pair(at, board.counts) for at in touched]
    move.make(board, -1)
    return [
        (over * was_under - was_over * under, under * was_under)
        for (over, under), (was_over, was_under) in zip(after, before, strict=True)
        if (over, under) != (was_over, was_under)
    ]


def _measure(board: Board, move: _Move) -> tuple[float, float]:
    parts = [over / under for over, under in _differences(board, move)]
    gain, error = sum(parts), sum(map(abs, parts)) * 1e-13
    steps = move.steps(board)
    if steps > 0:
        return gain / steps, error / steps
    return (inf, 0.0) if exact_gain(board, move) > 0 else (-inf, 0.0)


def gain_of_one(board: Board, i: int) -> Fraction:
    """What one more take of the act adds to the unrounded total."""
    return exact_gain(board, _Move(i, -1))


def exact_gain(board: Board, move: _Move) -> Fraction:
    """What one such move adds to the unrounded total."""
    return sum((Fraction(over, under) for over, under in _differences(board, move)), Fraction(0))


def _best(board: Board, ranked: list[_Gain]) -> _Move:
    """The best move exactly: first by points for a step, then in the order of moves."""
    first = ranked[0]
    close = [gain for gain in ranked if gain.rate + gain.error >= first.rate - first.error]
    if len(close) == 1 or first.rate == inf:
        return first.move
    known: dict[object, Fraction] = {}
    for gain in close:
        alike = _likeness(board, gain.move)
        if alike not in known:
            known[alike] = exact_gain(board, gain.move) / gain.move.steps(board)
    rates = [known[_likeness(board, gain.move)] for gain in close]
    top = max(rates)
    return min(gain.move for gain, rate in zip(close, rates, strict=True) if rate == top)


def _bulk(board: Board, move: _Move, rivals: list[_Move]) -> int:
    """How often in a row the move is surely made: it stays the best, no cap is crossed, nothing new is won by it."""
    room = move.room(board)
    if room == 1 or board.fresh(move.take) or (move.give >= 0 and board.wins[move.give]):
        return 1
    whole = _caps(board)

    def holds(times: int) -> bool:
        move.make(board, times - 1)
        best = _caps(board) == whole and _still_best(board, move, rivals)
        move.make(board, 1 - times)
        return best

    return last(holds, room)


def _caps(board: Board) -> list[bool]:
    """Of each term, whether it has its maximum."""
    sheet = board.sheet
    pairs = ((term, sheet.pair(at, board.counts)) for at, term in enumerate(sheet.terms))
    return [over * term.maximum.denominator >= term.maximum.numerator * under for term, (over, under) in pairs]


def _still_best(board: Board, move: _Move, rivals: list[_Move]) -> bool:
    able = [rival for rival in rivals if rival.room(board)]
    ranked = sorted((_Gain(m, *_measure(board, m)) for m in {move, *able}), key=lambda gain: (-gain.rate, gain.move))
    return ranked[0].rate > 0 and _best(board, ranked) == move


def last(holds: Callable[[int], bool], limit: int) -> int:
    """The largest number up to `limit` that holds, where all below it do; 1 holds always."""
    low, step = 1, 1
    while low < limit and holds(min(low + step, limit)):
        low, step = min(low + step, limit), step * 2
    high = min(low + step, limit + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _until(board: Board, move: _Move, times: int, target: Fraction) -> int:
    """As many of the moves as it takes to reach the target, all of them where they do not."""

    def short(made: int) -> bool:
        move.make(board, made)
        reached = board.published >= target
        move.make(board, -made)
        return not reached

    if times == 1 or short(times):
        return times
    return 1 if not short(1) else last(short, times) + 1
