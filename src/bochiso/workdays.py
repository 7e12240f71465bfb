"""Working days as the Vietnamese calendar has them: public holidays, days in lieu, exchanged Saturdays.

Saturdays and Sundays are off, except where a Saturday was exchanged for a working day. The table `workdays.csv` gives
every exception with its source; `workdays.md` says what of it was compared with a text. From `KNOWN_FROM` to `KNOWN_TO`
the calendar is complete. Outside only weekends are known, and for the year after it those holidays that the law itself
fixes; `covered` tells the two apart, so that a caller can warn.
"""

import csv
from bisect import bisect_right
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from bochiso.time import day_number

KNOWN_FROM = date(2022, 1, 1)
KNOWN_TO = date(2026, 12, 31)
"""The last day of the last year whose days off have been announced."""

TABLE = Path(__file__).with_name("workdays.csv")

_DAY = timedelta(days=1)
_SATURDAY = 5


def covered(day: date) -> bool:
    """Whether every holiday and exchanged day around this one is known."""
    return KNOWN_FROM <= day <= KNOWN_TO


def is_working(day: date) -> bool:
    """Whether public offices work on the day."""
    return _exceptions().get(day, day.weekday() < _SATURDAY)


def nth_after(day: date, n: int) -> date:
    """The `n`-th working day after the day; the day itself is never counted, and for 0 it is the answer.

    Raises `ValueError` for a negative number.
    """
    if n < 0:
        raise ValueError(f"not a number of days: {n}")
    while n:
        day += _DAY
        n -= is_working(day)
    return day


def between(first: date, last: date) -> int:
    """Working days after `first` up to and including `last`; negative where `last` is the earlier one."""
    return _up_to(last) - _up_to(first)


def counted_up_to(first: date, last: date) -> tuple[tuple[int, int, bool], ...]:
    """A row a day from `first` to `last`, for joining in SQL.

    Each is the day's number (`time.day_number`), the working days from `first` up to and including it, and whether it
    is one. The working days in (a, b] are the difference of the second column at b and at a.
    """
    rows = []
    count, day = 0, first
    while day <= last:
        working = is_working(day)
        count += working
        rows.append((day_number(day), count, working))
        day += _DAY
    return tuple(rows)


def _up_to(day: date) -> int:
    """Working days from the first Monday of the calendar up to and including the day."""
    weeks, rest = divmod(day.toordinal(), 7)
    days, sums = _corrections()
    return weeks * 5 + min(rest, 5) + sums[bisect_right(days, day)]


@cache
def _exceptions() -> dict[date, bool]:
    """Every day of the table, and whether it is a working day."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {date.fromisoformat(row["day"]): row["what"] == "working_day" for row in csv.DictReader(file)}


@cache
def _corrections() -> tuple[tuple[date, ...], tuple[int, ...]]:
    """The days that differ from their weekday, and how many working days they add up to, before and after each."""
    days, sums = [], [0]
    for day, working in sorted(_exceptions().items()):
        if working != (day.weekday() < _SATURDAY):
            days.append(day)
            sums.append(sums[-1] + (1 if working else -1))
    return tuple(days), tuple(sums)
