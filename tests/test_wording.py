"""Vietnamese figures, dates and changes."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bochiso.exact import parse_count, parse_decimal
from bochiso.time import Instant, Period
from bochiso.wording import (
    decimal_text,
    instant_text,
    integer_text,
    long_date,
    period_text,
    rank_text,
    roman,
    short_date,
    signed_text,
)


def test_numbers() -> None:
    assert integer_text(378113) == "378.113"
    assert decimal_text(Decimal("75.1"), 2) == "75,10"
    assert decimal_text(Decimal("1773.5"), 1) == "1.773,5"
    assert [signed_text(Decimal(v), 2) for v in ("0.01", "-0.38", "0")] == ["+0,01", "-0,38", "0,00"]
    assert signed_text(Decimal(44289), 0) == "+44.289"
    assert "\u2212" not in signed_text(Decimal(-5), 0)


@given(st.integers(0, 10**12))
def test_printed_counts_parse_back(number: int) -> None:
    assert parse_count(integer_text(number)) == number


@given(st.decimals(0, 999, places=2))
def test_printed_decimals_parse_back(number: Decimal) -> None:
    assert parse_decimal(decimal_text(number, 2)) == number


@pytest.mark.parametrize(
    ("day", "short", "long"),
    [
        (date(2023, 9, 5), "05/9/2023", "ngày 05 tháng 9 năm 2023"),
        (date(2020, 1, 5), "05/01/2020", "ngày 05 tháng 01 năm 2020"),
        (date(2023, 12, 31), "31/12/2023", "ngày 31 tháng 12 năm 2023"),
    ],
)
def test_dates_as_the_decree_writes_them(day: date, short: str, long: str) -> None:
    assert (short_date(day), long_date(day)) == (short, long)


def test_instants_periods_ranks() -> None:
    assert instant_text(Instant.parse("2023-08-31T16:30")) == "16 giờ 30 phút ngày 31/8/2023"
    assert instant_text(Instant.parse("2023-07-31")) == "ngày 31/7/2023"
    texts = [period_text(Period.parse(text)) for text in ("2023", "2023-Q3", "2023-08")]
    assert texts == ["năm 2023", "quý III năm 2023", "tháng 8 năm 2023"]
    assert (rank_text(9, 63), rank_text(11, None)) == ("09/63", "11")
    assert [roman(n) for n in (1, 4, 7, 9, 14, 20)] == ["I", "IV", "VII", "IX", "XIV", "XX"]
