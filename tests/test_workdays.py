"""The calendar against another one, and counting against going day by day."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bochiso.time import day_number
from bochiso.workdays import KNOWN_FROM, KNOWN_TO, TABLE, between, counted_up_to, covered, is_working, nth_after

DAYS = st.dates(date(2021, 6, 1), date(2028, 6, 1))

# Days on which the package `holidays` differs from us, with the reason.
DIFFERENCES = {
    date(2026, 1, 2): "exchanged for Saturday 10 January by 12729/VPCP-KGVX, which the package does not have",
    date(2026, 1, 10): "the Saturday of that exchange",
    date(2027, 2, 4): "the package supposes two days before Tết; 2027 is not announced yet",
    date(2027, 9, 3): "the package supposes the day after 2 September; 2027 is not announced yet",
}


def every_day(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def table() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_difference_from_another_calendar_has_a_reason() -> None:
    other = holidays.country_holidays("VN", years=range(2022, 2028))
    days = every_day(date(2022, 1, 1), date(2027, 12, 31))
    assert {day for day in days if is_working(day) != other.is_working_day(day)} == DIFFERENCES.keys()


def test_the_table_is_in_order_and_every_row_has_a_source() -> None:
    rows = table()
    days = [row["day"] for row in rows]
    assert days == sorted(set(days))
    assert {row["what"] for row in rows} == {"holiday", "working_day"}
    assert all(row["name"] and row["source"] for row in rows)
    assert all(date.fromisoformat(row["day"]).weekday() == 5 for row in rows if row["what"] == "working_day")


def test_every_year_has_its_eleven_days_off_and_exchanges_come_in_pairs() -> None:
    """Eleven days of article 112 off from Monday to Friday, those that fell on weekends made up; exchanges add none."""
    for year in range(2022, 2027):
        days = every_day(date(year, 1, 1), date(year, 12, 31))
        lost = sum(1 if day.weekday() < 5 else -1 for day in days if is_working(day) != (day.weekday() < 5))
        assert lost == 11 + (year == 2026), year  # 24 November from 2026 on


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2023-09-01", False),
        ("2023-09-04", False),
        ("2023-09-05", True),
        ("2025-04-26", True),
        ("2025-05-02", False),
        ("2024-05-04", True),
        ("2023-08-31", True),
        ("2023-08-26", False),
        ("2031-05-01", True),
    ],
)
def test_known_days(day: str, working: bool) -> None:
    assert is_working(date.fromisoformat(day)) is working


def test_outside_the_table_it_says_that_only_weekends_are_known() -> None:
    assert not covered(KNOWN_FROM - timedelta(days=1)) and covered(KNOWN_FROM)
    assert not covered(KNOWN_TO + timedelta(days=1)) and covered(KNOWN_TO)
    assert between(date(2030, 1, 6), date(2030, 12, 29)) == 51 * 5


def test_terms_that_span_holidays() -> None:
    assert nth_after(date(2023, 8, 31), 1) == date(2023, 9, 5)
    assert nth_after(date(2025, 4, 25), 3) == date(2025, 4, 29)  # by way of the Saturday worked in exchange
    assert nth_after(date(2025, 4, 29), 1) == date(2025, 5, 5)
    assert nth_after(date(2023, 1, 19), 0) == date(2023, 1, 19)
    assert between(date(2023, 1, 19), date(2023, 1, 27)) == 1
    with pytest.raises(ValueError, match="-1"):
        nth_after(date(2023, 1, 19), -1)


@given(DAYS, st.integers(0, 400))
def test_counting_is_going_day_by_day(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    walked = sum(is_working(day) for day in every_day(first + timedelta(days=1), last))
    assert between(first, last) == walked == -between(last, first)
    rows = counted_up_to(first, last)
    assert len(rows) == length + 1
    assert rows[-1] == (day_number(last), walked + is_working(first), is_working(last))
    assert rows[0] == (day_number(first), int(is_working(first)), is_working(first))


@given(DAYS, st.integers(1, 60))
def test_the_nth_day_is_a_working_day_with_n_days_up_to_it(day: date, n: int) -> None:
    found = nth_after(day, n)
    assert is_working(found) and between(day, found) == n
