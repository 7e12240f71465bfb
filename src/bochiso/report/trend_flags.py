"""Words beside upright lines above a chart over time, placed so that none covers another or is crossed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, product

from bochiso.report.trend_frame import Box, Frame
from bochiso.time import day_number

_SEARCHED = 4  # up to so many days every arrangement is tried


@dataclass(frozen=True)
class Flag:
    """Words at a day, in a row counted upwards from the plot; the day's line goes down beside them."""

    day: date
    words: str
    row: int
    x: float
    box: Box


def flags(frame: Frame, days: Sequence[tuple[date, str]]) -> tuple[Flag, ...]:
    """A flag for each day with its words, in as few rows as can be, to the right of its line rather than the left."""
    sides = tuple(product(range(len(days)), (True, False)))
    tries = product(sides, repeat=len(days)) if len(days) <= _SEARCHED else iter(())
    for places in sorted(tries, key=_cost):
        found = tuple(
            _flag(frame, day, words, row, right=right) for (day, words), (row, right) in zip(days, places, strict=True)
        )
        if all(frame.holds(flag.box) for flag in found) and all(_apart(*pair) for pair in combinations(found, 2)):
            return found
    return tuple(_centred(frame, day, words, row) for row, (day, words) in enumerate(days))


def _cost(places: Sequence[tuple[int, bool]]) -> tuple[int, int, int]:
    rows = [row for row, _ in places]
    return max(rows, default=0), sum(rows), sum(not right for _, right in places)


def _flag(frame: Frame, day: date, words: str, row: int, *, right: bool) -> Flag:
    x = frame.at(day_number(day))
    return Flag(day, words, row, x, frame.flag(words, x, _height(frame, row), right=right))


def _centred(frame: Frame, day: date, words: str, row: int) -> Flag:
    """Words in a row of their own."""
    x = frame.at(day_number(day))
    return Flag(day, words, row, x, frame.box(words, x, _height(frame, row)))


def _height(frame: Frame, row: int) -> float:
    return -frame.size * (0.8 + 1.35 * row)


def _apart(one: Flag, other: Flag) -> bool:
    return not (one.box.meets(other.box, 6) or _crossed(one, other) or _crossed(other, one))


def _crossed(low: Flag, high: Flag) -> bool:
    """Whether the line of the one goes through the words of the other, which stand below its own."""
    return high.row >= low.row and low.box.left - 2 < high.x < low.box.right + 2
