"""Rounding and strict numbers."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bochiso.exact import Tie, digits_of, exact_text, parse_count, parse_decimal, rounded


@pytest.mark.parametrize(
    ("value", "digits", "tie", "expected"),
    [
        (Fraction(1, 8), 2, Tie.EVEN, "0.12"),  # 6 × 1/48, printed 0,12 by the portal
        (Fraction(1, 8), 2, Tie.UP, "0.13"),
        (Fraction(3, 8), 2, Tie.EVEN, "0.38"),
        (Fraction(-1, 8), 2, Tie.UP, "-0.13"),
        (Fraction(5, 2), 0, Tie.EVEN, "2"),
        (Fraction(5, 2), 0, Tie.UP, "3"),
        (Fraction(2, 3), 2, Tie.EVEN, "0.67"),
        (Fraction(100), 2, Tie.UP, "100.00"),
    ],
)
def test_rounding_at_ties(value: Fraction, digits: int, tie: Tie, expected: str) -> None:
    assert str(rounded(value, digits, tie)) == expected


@given(st.fractions(min_value=-1000, max_value=1000), st.integers(0, 4), st.sampled_from(Tie))
def test_rounding_is_nearest(value: Fraction, digits: int, tie: Tie) -> None:
    assert abs(Fraction(rounded(value, digits, tie)) - value) <= Fraction(1, 2 * 10**digits)


@given(st.fractions(min_value=-1000, max_value=1000), st.integers(0, 4), st.sampled_from(Tie))
def test_rounding_is_symmetric(value: Fraction, digits: int, tie: Tie) -> None:
    assert rounded(-value, digits, tie) == -rounded(value, digits, tie)


@pytest.mark.parametrize(("text", "expected"), [("378113", 378113), ("378.113", 378113), ("378 113", 378113), ("0", 0)])
def test_counts(text: str, expected: int) -> None:
    assert parse_count(text) == expected


@pytest.mark.parametrize(
    "text", ["", "-1", "1,5", "1.5", "378.11", "1.773/1.773", "abc", "1e3", "٣", "0x10", "9" * 5000]
)
def test_what_is_no_count(text: str) -> None:
    assert parse_count(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("90,19", "90.19"), ("90.19", "90.19"), ("100", "100"), ("94,0", "94.0"), ("26,03%", "26.03"), ("-0,38", "-0.38")],
)
def test_decimals_keep_their_digits(text: str, expected: str) -> None:
    assert str(parse_decimal(text)) == expected


@pytest.mark.parametrize("text", ["", "1.234,5", "1,234.5", "NaN", "Infinity", "1e3", "--1", "12,", ",5", "٣"])
def test_what_is_no_decimal(text: str) -> None:
    assert parse_decimal(text) is None


def test_digits() -> None:
    assert [digits_of(Decimal(text)) for text in ("75.10", "18", "1E+2")] == [2, 0, 0]


@given(st.fractions())
def test_exact_text_reads_back(value: Fraction) -> None:
    assert Fraction(exact_text(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [(Fraction(59, 100), "0.59"), (Fraction(-1, 8), "-0.125"), (Fraction(1, 3), "1/3"), (Fraction(-5), "-5")],
)
def test_exact_text_has_decimals_where_they_end(value: Fraction, text: str) -> None:
    assert exact_text(value) == text
    assert Fraction(exact_text(value / 2**60)) == value / 2**60
