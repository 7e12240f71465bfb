"""Instants and periods."""

from datetime import date, time

import pytest

from bochiso.time import Instant, Period, PeriodKind


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("2023-08-31", "2023-08-31"),
        ("31/8/2023", "2023-08-31"),
        ("2023-08-31T16:30", "2023-08-31T16:30:00+07:00"),
        ("2023-08-31 16:30:00", "2023-08-31T16:30:00+07:00"),
        ("2023-08-31T09:30:00Z", "2023-08-31T16:30:00+07:00"),
        ("20230831163000", "2023-08-31T16:30:00+07:00"),
    ],
)
def test_forms_of_an_instant(text: str, printed: str) -> None:
    assert str(Instant.parse(text)) == printed
    assert Instant.parse(printed) == Instant.parse(text)


@pytest.mark.parametrize("text", ["", "2023", "31/13/2023", "2023-02-30", "hôm nay", "20230831", "2023-8-31"])
def test_what_is_no_instant(text: str) -> None:
    with pytest.raises(ValueError):
        Instant.parse(text)


def test_a_day_without_a_time_stands_for_its_end() -> None:
    assert Instant(date(2023, 8, 31), time(16, 30)) < Instant(date(2023, 8, 31)) < Instant(date(2023, 9, 1), time(0, 0))


@pytest.mark.parametrize("text", ["2023", "2023-Q3", "2023-08"])
def test_periods_read_back(text: str) -> None:
    assert str(Period.parse(text)) == text


@pytest.mark.parametrize("text", ["2023-13", "2023-Q5", "23", "2023-8"])
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(ValueError):
        Period.parse(text)


def test_the_period_of_a_day() -> None:
    day = date(2023, 8, 31)
    assert [str(Period.containing(kind, day)) for kind in PeriodKind] == ["2023", "2023-Q3", "2023-08"]
