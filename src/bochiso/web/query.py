"""What a page or an answer of the API is asked for: named texts, cleaned at the door, read with types."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from bochiso.errors import BochisoError, Problem, fail
from bochiso.time import INSTANT_EXAMPLES, Instant

LONGEST = 200
"""Letters in one value; the longest name of a unit is a quarter of it."""

FARTHEST = 10_000_000
"""Rows of a list that may come before those asked for; the nation has so many dossiers in a quarter of a year."""

FIRST_YEAR, LAST_YEAR = 2000, 2099
"""No dossier of the index is of another century."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Categories of characters that nobody types: controls, marks that turn the direction of writing, halves of pairs."""

Choice = TypeVar("Choice", bound=StrEnum)


class Form(StrEnum):
    """What an answer is written as."""

    HTML = "html"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    DOCX = "docx"
    PDF = "pdf"
    PARQUET = "parquet"


class NotFound(BochisoError):
    """What the address names does not exist."""


class NoFigures(BochisoError):
    """The workspace has nothing yet to answer with."""


@dataclass(frozen=True)
class Query:
    """Values by name, NFC, without blanks around them; a name without a value is not there."""

    values: tuple[tuple[str, str], ...]

    def text(self, name: str, usual: str = "") -> str:
        """The value, or what is usual."""
        return dict(self.values).get(name, usual)

    def instant(self, name: str) -> Instant | None:
        """The value as an instant. Raises `BochisoError` where it is none."""
        text = self.text(name)
        if not text:
            return None
        try:
            instant = Instant.parse(text)
        except (ValueError, OverflowError):
            raise wrong(name, text, "không phải thời điểm", f"ghi như {INSTANT_EXAMPLES}") from None
        if not FIRST_YEAR <= instant.day.year <= LAST_YEAR:
            raise wrong(name, text, "ngoài khoảng thời gian được tính", f"chọn năm từ {FIRST_YEAR} đến {LAST_YEAR}")
        return instant

    def choice(self, name: str, among: Mapping[str, Choice] | type[Choice], usual: Choice) -> Choice:
        """The value as one of an enumeration. Raises `BochisoError` where it is none of them."""
        text = self.text(name)
        known = {each.value: each for each in (among.values() if isinstance(among, Mapping) else among)}
        if not text:
            return usual
        if text not in known:
            raise wrong(name, text, "không phải giá trị được nhận", f"một trong: {', '.join(known)}")
        return known[text]

    def one_of(self, name: str, among: Iterable[str], usual: str) -> str:
        """The value as one of some texts. Raises `BochisoError` where it is none of them."""
        text, known = self.text(name, usual), list(among)
        if text not in known:
            raise wrong(name, text, "không phải giá trị được nhận", f"một trong: {', '.join(known)}")
        return text

    def whole(self, name: str, usual: int, most: int) -> int:
        """The value as a whole number from 0 to `most`. Raises `BochisoError` where it is none."""
        text = self.text(name)
        if not text:
            return usual
        if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and int(text) <= most):
            raise wrong(name, text, "không phải số nguyên được nhận", f"ghi một số từ 0 đến {most}")
        return int(text)

    @property
    def offset(self) -> int:
        """How many rows of a list come before those asked for. Raises `BochisoError`."""
        return self.whole("offset", 0, FARTHEST)

    def with_(self, **values: str) -> "Query":
        """The same with some values replaced; an empty one is left out."""
        return Query(
            tuple(sorted((name, value) for name, value in (dict(self.values) | values).items() if value != ""))
        )


def wrong(name: str, text: str, what: str, remedy: str) -> BochisoError:
    """The error of a value that cannot be used."""
    shown = text if len(text) <= 60 else f"{text[:60]}…"
    return fail(f"tham số {name}=«{shown}»", what, why="không biết phải trả lời câu hỏi nào", remedy=remedy)


def cleaned(given: Iterable[tuple[str, str]], known: Iterable[str]) -> Query:
    """The values of the known names, cleaned. Raises `BochisoError` with every value that nobody can have meant."""
    names, found, problems = frozenset(known), dict[str, str](), list[Problem]()
    for name, value in given:
        if name not in names:
            continue
        text = unicodedata.normalize("NFC", value).strip()
        if name in found and text != found[name]:
            problems += wrong(name, text, "được ghi hai lần với hai giá trị", "ghi mỗi tham số một lần").problems
        elif len(text) > LONGEST:
            problems += wrong(name, text[:20] + "…", "quá dài", f"ghi không quá {LONGEST} chữ").problems
        elif any(unicodedata.category(letter) in _UNSEEN for letter in text):
            problems += wrong(name, visible(text), "có ký tự không nhìn thấy", "gõ lại bằng bàn phím").problems
        elif text:
            found[name] = text
    if problems:
        raise BochisoError(problems)
    return Query(tuple(sorted(found.items())))


def visible(text: str) -> str:
    """The text with whatever cannot be seen made a mark."""
    return "".join("□" if unicodedata.category(letter) in _UNSEEN else letter for letter in text)
