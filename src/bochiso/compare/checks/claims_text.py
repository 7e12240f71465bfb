"""How words, numbers and days of an official text are found: folding letter by letter, so that places stay the same."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache

NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d{1,4})?|\d{1,9}(?:[.,]\d{1,4})?"
_NUMBER = re.compile(NUMBER)
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,4})?")
DAY = r"(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})|(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})"
_DAY = re.compile(rf"(?<![\d/.,]){DAY}(?!\d)", re.IGNORECASE)
_MONTH = re.compile(r"tháng\s+(\d{1,2})(?:\s?/\s?|\s+năm\s+)(\d{4})(?!\d)", re.IGNORECASE)
_END = re.compile(r"(?:(?<=[^\d\s.][.;!?])|(?<=\d[.;!?]))\s+(?=\S)")
QUOTED = 220


@cache
def _base(letter: str) -> str:
    if letter in "đĐ":
        return "d"
    return unicodedata.normalize("NFD", letter)[0].lower()[0]


def lowered(text: str) -> str:
    """Small letters with their marks, as many as before."""
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)


def plain(text: str) -> str:
    """Small letters without marks, as many as before: «Số hoá» and «số hóa» are both `so hoa`."""
    return "".join(map(_base, text))


def words(text: str) -> str:
    """`plain`, with single spaces in place of everything that is no letter or digit: for labels."""
    return " ".join(re.sub(r"[\W_]+", " ", plain(text)).split())


def sentences(text: str) -> Iterator[str]:
    """The sentences of a paragraph: a stop ends one where a capital or a bracket follows; a semicolon never does."""
    start = 0
    for end in _END.finditer(text):
        following = text[end.end() : end.end() + 1]
        if text[end.start() - 1] != ";" and (following.isupper() or following in '(«"“'):
            yield text[start : end.start()].strip()
            start = end.end()
    yield text[start:].strip()


def quoted(text: str) -> str:
    """The text as it is cited in a finding: whole, or its beginning."""
    return f"«{text}»" if len(text) <= QUOTED else f"«{text[:QUOTED].rsplit(' ', 1)[0]} …»"


def excerpt(text: str, start: int, end: int) -> str:
    """What stands around a place of a text, cut between words, with dots where something is left out."""
    if len(text) <= QUOTED:
        return text
    first = max(0, start - QUOTED * 3 // 4)
    last = min(len(text), end + QUOTED // 6)
    first = text.find(" ", first) + 1 if first else 0
    last = text.rfind(" ", 0, last) if last < len(text) and " " in text[end:last] else max(last, end)
    return f"{'… ' if first else ''}{text[first:last].strip()}{' …' if last < len(text) else ''}"


def day_of(year: str | int, month: str | int, day: str | int) -> date | None:
    """The day, or None where the calendar has none such."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def days_in(text: str) -> tuple[date, ...]:
    """Every full date that a text names, in its order."""
    found = (day_of(m[3] or m[6], m[2] or m[5], m[1] or m[4]) for m in _DAY.finditer(text))
    return tuple(day for day in found if day is not None)


_SAID_DAY = re.compile(
    r"(?<![\d/.,-])(ngày\s+)?(\d{1,2})(?:\s?/\s?(\d{1,2})(?:\s?/\s?((?:19|20)\d\d))?"
    r"|\s+tháng\s+(\d{1,2})(?:\s+năm\s+((?:19|20)\d\d))?)(?![\d%]|\s?[/-]|[.,]\d|\s+(?:hồ sơ|TTHC|đơn vị|điểm))",
    re.IGNORECASE,
)


def impossible_days(text: str) -> Iterator[tuple[str, int, int]]:
    """Every day that a text names and no calendar has, as it is written, with its place.

    Two numbers alone are a day only after «ngày»; a day without its year may be of a leap year.
    """
    for m in _SAID_DAY.finditer(text):
        day, month, year = m[2], m[3] or m[5], m[4] or m[6]
        likely = int(day) <= 31 and int(month) <= 12
        dated = (likely or year) if m[1] else (likely and m[3] and year)
        if dated and day_of(year or 2000, month, day) is None:
            yield text[m.start(2) : m.end()], m.start(), m.end()


def month_in(text: str) -> date | None:
    """The first day of the month that a text names with its year."""
    found = _MONTH.search(text)
    return day_of(found[2], found[1], 1) if found else None


def decimal_of(text: str) -> Decimal:
    """A number as it is printed: points group thousands where three digits follow each, else they mark decimals."""
    return Decimal(text.replace(".", "") if _GROUPED.fullmatch(text) and "," in text else text.replace(",", "."))


def readings(text: str) -> frozenset[Decimal]:
    """What a printed number may mean: `1.234` is a count of thousands or a rate with three decimals."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return frozenset()
    if not _GROUPED.fullmatch(found[0]):
        return frozenset({Decimal(found[0].replace(",", "."))})
    grouped = Decimal(found[0].replace(".", "").replace(",", "."))
    return (
        frozenset({grouped, Decimal(found[0])})
        if found[0].count(".") == 1 and "," not in found[0]
        else frozenset({grouped})
    )
