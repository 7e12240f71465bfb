"""The key under which the names of units match, however a paper or the portal spells them.

Official papers write one unit in many ways: «Sở Tài Nguyên và Môi trường», «Sở Nông nghiệp và PTNT», «Sở Giao thông
Vận tải» stand beside other spellings in one and the same letter (2062/SNV-CCHC of Thái Nguyên, 5 September 2023).
The key forgives case, spaces, punctuation, abbreviations and the place of the tone mark, and nothing else: letters
keep their diacritics, and «huyện», «sở», «tỉnh» stay, because they tell units apart.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_ABBREVIATIONS = {
    "nn ptnt": "nông nghiệp và phát triển nông thôn",
    "ptnt": "phát triển nông thôn",
    "nn mt": "nông nghiệp và môi trường",
    "tn mt": "tài nguyên và môi trường",
    "lđ tb xh": "lao động thương binh và xã hội",
    "tb xh": "thương binh và xã hội",
    "vh tt dl": "văn hóa thể thao và du lịch",
    "tt dl": "thể thao và du lịch",
    "vh tt": "văn hóa và thể thao",
    "tt tt": "thông tin và truyền thông",
    "kh đt": "kế hoạch và đầu tư",
    "kh cn": "khoa học và công nghệ",
    "gd đt": "giáo dục và đào tạo",
    "dt tg": "dân tộc và tôn giáo",
    "gt vt": "giao thông vận tải",
    "kcn": "khu công nghiệp",
    "kkt": "khu kinh tế",
    "bql": "ban quản lý",
    "vp": "văn phòng",
    "tp": "thành phố",
    "tx": "thị xã",
    "ủy ban nhân dân": "ubnd",
}
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_EARLY_TONE = re.compile(rf"(o)([{_TONES}])([ae])|(u)([{_TONES}])(y)")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_SEPARATORS = re.compile(r"[\s,;:./\\()\[\]«»\"'“”‘’|_\-‐‑‒–—]+")
_PLACE = re.compile(r" (?=(tỉnh|thành phố|thị xã|huyện|quận) \S)")
_DASH = re.compile(r"\s+[-–—]\s+(?!.*\s[-–—]\s)")


def name_key(text: str) -> str:
    """The text in the form in which two names of one unit are equal.

    `Uỷ ban nhân dân huyện Định Hoá` and `UBND huyện Định Hóa` give one key, `Sở NN&PTNT` and `Sở Nông nghiệp và Phát
    triển nông thôn` another. Applying it twice changes nothing.
    """
    folded = _new_tones(unicodedata.normalize("NFD", text.translate(_INVISIBLE)).casefold().replace("ð", "đ"))
    words = " ".join(_SEPARATORS.sub(" ", folded.replace("&", " và ")).split())
    expanded = _ABBREVIATED.sub(_expansion, words)
    while expanded.startswith("ubnd "):
        expanded = expanded.removeprefix("ubnd ")
    return expanded


def bare_province(key: str) -> str:
    """The key of a province without «tỉnh» or «thành phố», which may change while province and code stay."""
    return key.removeprefix("tỉnh ").removeprefix("thành phố ")


def without_marks(key: str) -> str:
    """The key without diacritics: for finding near misses, never for a match."""
    return "".join(c for c in unicodedata.normalize("NFD", key) if not unicodedata.combining(c)).replace("đ", "d")


@dataclass(frozen=True)
class Reading:
    """One way to read a name: the key of the unit, and of the place it is said to be in, if it says one."""

    key: str
    place: str | None = None


def readings(text: str) -> Iterator[Reading]:
    """The ways to read a name, the most literal first.

    The portal puts the province behind a dash («Sở Công Thương - tỉnh Gia Lai», «UBND xã Kông Bơ La - Gia Lai»),
    papers put it behind the name («Sở Nội vụ tỉnh Thái Nguyên», «Thanh tra tỉnh Thái Nguyên»).
    """
    whole = name_key(text)
    yield Reading(whole)
    if dash := _DASH.search(text):
        yield Reading(name_key(text[: dash.start()]), name_key(text[dash.end() :]))
    for place in _PLACE.finditer(whole):
        head, tail = whole[: place.start()], whole[place.end() :]
        yield Reading(head, tail)
        yield Reading(f"{head} {place[1]}", tail)


def _new_tones(text: str) -> str:
    """hóa → hoá, thủy → thuỷ: the mark on the second vowel, as NFC."""
    moved = _EARLY_TONE.sub(lambda m: "".join((m[1], m[3], m[2]) if m[1] else (m[4], m[6], m[5])), text)
    return unicodedata.normalize("NFC", moved)


def _pattern(abbreviation: str) -> str:
    return "(?: và | )?".join(map(re.escape, abbreviation.split(" ")))


def _expansion(found: re.Match[str]) -> str:
    return _EXPANSIONS[int((found.lastgroup or "").removeprefix("a"))]


_KEYED = [(_new_tones(unicodedata.normalize("NFD", short)), long) for short, long in _ABBREVIATIONS.items()]
_EXPANSIONS = [_new_tones(unicodedata.normalize("NFD", long)) for _, long in _KEYED]
_ABBREVIATED = re.compile(r"\b(?:" + "|".join(f"(?P<a{i}>{_pattern(s)})" for i, (s, _) in enumerate(_KEYED)) + r")\b")
