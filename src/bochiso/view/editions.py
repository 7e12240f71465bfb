"""The rules of an edition in plain words for officials and the public. They are never the wording of the decision."""

from collections.abc import Iterable
from decimal import Decimal
from typing import assert_never

from bochiso.exact import Tie, digits_of
from bochiso.index.model import (
    AsReported,
    Empty,
    Indicator,
    Linear,
    Rounding,
    Share,
    Shown,
    Standing,
    Tally,
    Target,
)
from bochiso.measure.catalogue import PROCEDURE_WORDS, SERVICE_WORDS
from bochiso.measure.petitions import PETITION_WORDS
from bochiso.measure.words import DOSSIER_WORDS, HAVING
from bochiso.score.rules import percent
from bochiso.units.tree import UnitKind
from bochiso.wording import decimal_text, integer_text

STANDINGS = {
    Standing.PUBLISHED: "công bố",
    Standing.PROVEN: "chứng minh từ số liệu đã công bố",
    Standing.INFERRED: "suy ra",
}
STANDING_MEANINGS = {
    Standing.PUBLISHED: "một văn bản hoặc tài liệu đã công bố nói vậy",
    Standing.PROVEN: "tính theo quy tắc này thì ra đúng số liệu đã công bố",
    Standing.INFERRED: "lập luận của người viết, chưa có văn bản hay số liệu xác nhận",
}

KINDS = {
    UnitKind.NATION: "cả nước",
    UnitKind.MINISTRY: "bộ, ngành",
    UnitKind.PROVINCE: "tỉnh, thành phố",
    UnitKind.DEPARTMENT: "sở, ban, ngành",
    UnitKind.DISTRICT: "huyện",
    UnitKind.COMMUNE: "xã, phường, đặc khu",
}

_THINGS = {
    "dossiers": "hồ sơ",
    "held_dossiers": "hồ sơ",
    "procedures": "TTHC",
    "services": "dịch vụ công trực tuyến",
    "petitions": "phản ánh, kiến nghị",
    "communes": "xã",
}
_SUMS = {"copies": "số bản sao"}
_TOTALS = {"reported_total": "số hồ sơ tiếp nhận theo Hệ thống thông tin báo cáo quốc gia"}


def kinds_text(kinds: Iterable[UnitKind]) -> str:
    """`tỉnh, thành phố; sở, ban, ngành`, from the highest down."""
    held = frozenset(kinds)
    return "; ".join(title for kind, title in KINDS.items() if kind in held)


def points_rule_text(indicator: Indicator) -> str:
    """How points come of the rate, as a sentence without its end."""
    rate = f"tỷ lệ × tỷ lệ của chỉ số {indicator.times}" if indicator.times else "tỷ lệ"
    match indicator.rule:
        case Linear():
            return f"điểm = điểm tối đa × {rate}"
        case Target(target=target):
            shown = number_text(percent(target, Rounding(2, Tie.UP, ())))
            return f"điểm = điểm tối đa × {rate} ÷ {shown} %; từ {shown} % trở lên được điểm tối đa"
        case Shown():
            return "chỉ hiển thị, không tính điểm"
        case AsReported():
            return "chưa biết cách tính; lấy điểm do nguồn công bố"
        case _:
            assert_never(indicator.rule)


def maximum_text(indicator: Indicator) -> str:
    """`6`, `chưa biết`, `không chấm điểm`."""
    if not indicator.scored:
        return "không chấm điểm"
    return "chưa biết" if indicator.maximum is None else number_text(indicator.maximum)


def number_text(value: Decimal) -> str:
    """A number without needless zeros: `18`, `17,5`."""
    exact = value.normalize()
    digits = digits_of(exact)
    return decimal_text(exact, digits) if digits else integer_text(int(exact))


def empty_text(indicator: Indicator) -> str:
    """What 0 of 0 earns; empty where no points are computed."""
    if not indicator.recomputed:
        return ""
    return "được điểm tối đa" if indicator.empty is Empty.FULL else "0 điểm"


def rounding_text(rounding: Rounding) -> str:
    """`2 chữ số thập phân, số ở giữa làm tròn lên`."""
    if rounding.digits is None:
        return "không làm tròn"
    return f"{rounding.digits} chữ số thập phân, số ở giữa {TIES[rounding.tie]}"


TIES = {Tie.EVEN: "làm tròn về số chẵn", Tie.UP: "làm tròn lên"}


def counting_texts(indicator: Indicator) -> tuple[tuple[str, str], ...]:
    """How the ledger counts it: pairs of what and how; empty where no facts can tell."""
    match indicator.counting:
        case Share() as share:
            thing = _THINGS[share.of]
            pairs = [
                ("Mẫu số đếm", _things(thing, share.of, share.among)),
                ("Tử số đếm", _good(thing, share)),
                ("Tử số trừ lần lượt", _said(share.of, share.less)),
                ("Mẫu số không thấp hơn", _TOTALS.get(share.at_least, share.at_least)),
            ]
        case Tally() as tally:
            thing = _things(_THINGS[tally.of], tally.of, tally.among)
            pairs = [("Đếm", f"{_SUMS.get(tally.adds, tally.adds)} của {thing}" if tally.adds else thing)]
        case None:
            pairs = []
    return tuple((what, text) for what, text in pairs if text)


def _good(thing: str, share: Share) -> str:
    parts = [_said(share.of, share.that), _said(share.of, share.excluding, holds=False)]
    said = "; ".join(part for part in parts if part)
    return f"{thing} ấy mà {said}" if said else f"mọi {thing} ấy"


def _things(thing: str, of: str, words: tuple[str, ...]) -> str:
    return f"{thing} {_said(of, words)}" if words else f"mọi {thing}"


def _said(of: str, words: tuple[str, ...], *, holds: bool = True) -> str:
    return "; ".join(_word(of, word, holds) for word in words)


def _word(of: str, word: str, holds: bool) -> str:
    if word in HAVING:
        kinds = ", ".join(DOSSIER_WORDS[each].yes for each in HAVING[word])
        return f"{'có' if holds else 'không có'} hồ sơ {kinds}"
    match of:
        case "communes":
            return "đã cung cấp chứng thực bản sao điện tử" if holds else "chưa cung cấp chứng thực bản sao điện tử"
        case "services":
            return SERVICE_WORDS[word][0 if holds else 1]
        case "procedures":
            return PROCEDURE_WORDS[word].yes if holds else PROCEDURE_WORDS[word].no
        case "petitions":
            return PETITION_WORDS[word].yes if holds else PETITION_WORDS[word].no
        case _:
            return DOSSIER_WORDS[word].yes if holds else DOSSIER_WORDS[word].no
