"""Text from outside, made harmless: one Unicode form, nothing invisible, nothing that a spreadsheet would run."""

import re
import unicodedata
from collections import Counter

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SIGNED = re.compile(r"[+\-\u2212][0-9.,]*[0-9] *(%|[^\W\d_]+( [^\W\d_]+)*)?")
_DASHES = frozenset("-\u2013\u2014\u2212")

DECOMPOSED = "chữ tổ hợp (dấu rời khỏi chữ)"
INVISIBLE = "ký tự không nhìn thấy"
BIDI = "ký tự đổi chiều viết"
CONTROL = "ký tự điều khiển"


class Cleaning:
    """Cleans the texts of one file and counts what it took away, by kind."""

    def __init__(self) -> None:
        self.counted: Counter[str] = Counter()

    def clean(self, text: str) -> str:
        """The text in NFC, without invisible characters, with single spaces and none at its ends."""
        if text.isascii() and text.isprintable():
            return " ".join(text.split())
        composed = unicodedata.normalize("NFC", text)
        if composed != text:
            self.counted[DECOMPOSED] += 1
        kept = "".join(" " if letter in "\t\n\r" else letter for letter in composed if self._stays(letter))
        return " ".join(kept.split())

    def warnings(self) -> list[str]:
        """One sentence for each kind of character that was taken away."""
        return [
            f"có {count} chỗ {kind}; đã {'ghép lại' if kind == DECOMPOSED else 'bỏ đi'} khi đọc"
            for kind, count in sorted(self.counted.items())
        ]

    def _stays(self, letter: str) -> bool:
        kind = _unwanted(letter)
        if kind:
            self.counted[kind] += 1
        return not kind


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula; signed numbers («+44.289 hồ sơ») and dashes are none."""
    if text[:1] in ("=", "@"):
        return True
    if text[:1] not in ("+", *_DASHES) or is_dash(text):
        return False
    return _SIGNED.fullmatch(text) is None


def is_dash(text: str) -> bool:
    """Whether a cell holds dashes alone, as papers print a figure that is missing."""
    return bool(text) and set(text) <= _DASHES


def folded(text: str) -> str:
    """`Tỷ lệ (%)` → `ty le`: for headers, which match without case, diacritics, punctuation and doubled spaces."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[\W_]+", " ", letters).split())


def _unwanted(letter: str) -> str:
    if letter in _BIDI:
        return BIDI
    match unicodedata.category(letter):
        case "Cf":
            return INVISIBLE
        case "Cc" if letter not in "\t\n\r":
            return CONTROL
        case "Cs":
            return CONTROL
        case _:
            return ""
