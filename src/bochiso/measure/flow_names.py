"""What can happen to the things of a figure between two moments, and what readers call it."""

from collections.abc import Mapping
from enum import StrEnum

from bochiso.index.model import Indicator, Share
from bochiso.measure.catalogue import PROCEDURE_WORDS
from bochiso.measure.deciding import Requirement
from bochiso.measure.pair import share_of
from bochiso.measure.petitions import PETITION_WORDS
from bochiso.measure.plan import HELD, SEEN
from bochiso.measure.words import DOSSIER_WORDS, HAVING


class Fate(StrEnum):
    """Why a thing adds to the change. Each thing that does has exactly one, the first that holds of those below."""

    # came into the denominator
    NEW = "new"  # received (in force, offered) only after the earlier moment
    SEEN = "seen"  # received before, on the portal only now
    CORRECTED_IN = "corrected_in"  # received before, but recorded later, or with another day of reception
    REASSIGNED_IN = "reassigned_in"  # of a unit outside before
    ENTERED = "entered"  # there before, but not of the kind that counts
    # in both denominators
    REPAIRED = "repaired"  # came to count
    LATE = "late"  # ceased to count though nothing was recorded: its time ran out
    SPOILED = "spoiled"  # ceased to count
    # left the denominator
    PERIOD = "period"  # received in only one of two different periods
    GONE = "gone"  # known no more
    REASSIGNED_OUT = "reassigned_out"  # of a unit outside now
    CORRECTED_OUT = "corrected_out"  # its day of reception was moved out of the period, or taken back
    LEFT = "left"  # still there, but no longer of the kind that counts
    # of no thing
    REPORTED = "reported"  # the reported total beyond what is held, which raises a denominator
    FLOOR = "floor"  # what was taken away beyond what there is: a numerator is never below 0


WORKED = frozenset({Fate.REPAIRED, Fate.LATE, Fate.SPOILED, Fate.FLOOR})
"""What moves the numerator alone."""

_RECEIVED: Mapping[Fate, str] = {
    Fate.NEW: "{} mới tiếp nhận",
    Fate.CORRECTED_IN: "{} tiếp nhận từ trước, nay mới ghi nhận hoặc được sửa ngày tiếp nhận",
    Fate.REASSIGNED_IN: "{} chuyển từ đơn vị khác đến",
    Fate.SEEN: "{} tiếp nhận từ trước, nay mới đồng bộ lên Cổng",
    Fate.ENTERED: "{} cũ nay thuộc diện tính",
    Fate.LATE: "{} cũ quá hạn do thời gian trôi qua",
    Fate.PERIOD: "{} chỉ thuộc một trong hai kỳ",
    Fate.GONE: "{} không còn trong sổ",
    Fate.REASSIGNED_OUT: "{} chuyển sang đơn vị khác",
    Fate.CORRECTED_OUT: "{} được sửa ngày tiếp nhận, ra ngoài kỳ",
    Fate.LEFT: "{} không còn thuộc diện tính",
    Fate.REPORTED: "tổng số theo báo cáo quốc gia vượt số {} có trong sổ",
    Fate.FLOOR: "phần trừ vượt quá số {} (tử số không tính âm)",
}
_OTHERS: Mapping[str, Mapping[Fate, str]] = {
    "procedures": {
        Fate.NEW: "{} mới có hiệu lực hoặc mới thuộc diện tính",
        Fate.LEFT: "{} hết hiệu lực hoặc không còn thuộc diện tính",
    },
    "services": {Fate.NEW: "{} mới cung cấp", Fate.LEFT: "{} thôi cung cấp"},
    "communes": {
        Fate.NEW: "{} mới có trong danh mục đơn vị",
        Fate.LEFT: "{} không còn trong danh mục đơn vị",
    },
}


def name_of(indicator: Indicator, fate: Fate) -> str:
    """What readers call things of this fate. Tells how they came to count, or ceased to, where one word decides it."""
    counting = share_of(indicator)
    among_received = counting.of in (SEEN, HELD, "petitions")
    if fate in (Fate.REPAIRED, Fate.SPOILED):
        old = f"{indicator.unit} cũ" if among_received else indicator.unit
        return f"{old} nay {_turned(counting, fate is Fate.REPAIRED)}"
    names = _RECEIVED if among_received else _OTHERS[counting.of]
    return names[fate].format(indicator.unit)


def _turned(counting: Share, good: bool) -> str:
    if counting.less:
        twice = " (mỗi lỗi trừ một lần, mắc cả hai lỗi trừ hai lần)" if len(counting.less) > 1 else ""
        return ("hết lỗi hoặc bớt lỗi" if good else "mắc lỗi hoặc thêm lỗi") + twice
    merit = [Requirement(word) for word in counting.that]
    merit += [Requirement(word, wanted=False) for word in counting.excluding]
    if len(merit) != 1:
        return "đạt" if good else "không còn đạt"
    return _said(counting.of, merit[0].word, merit[0].wanted is good)


def _said(of: str, word: str, holds: bool) -> str:
    if word in HAVING:
        kind = DOSSIER_WORDS[HAVING[word][-1]].yes
        return f"có hồ sơ {kind} trong kỳ" if holds else f"không có hồ sơ nào {kind} trong kỳ"
    match of:
        case "communes":
            return f"{'đã' if holds else 'không còn'} cung cấp chứng thực bản sao điện tử"
        case "procedures":
            return PROCEDURE_WORDS[word].yes if holds else PROCEDURE_WORDS[word].no
        case "petitions":
            return PETITION_WORDS[word].yes if holds else PETITION_WORDS[word].no
        case _:
            return DOSSIER_WORDS[word].yes if holds else DOSSIER_WORDS[word].no
