"""What a claim of a text is about: whose figures, of when, and whether it is said at all or feared, wanted, denied.

Where that is not this province at the days of the figures, the claim is left alone.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from bochiso.compare.checks.claims_text import DAY, day_of, lowered, plain


@dataclass(frozen=True)
class Clause:
    """A claim with what stands around it: how the sentence opens, what comes before it, itself, what follows it."""

    opening: str
    head: str
    body: str
    tail: str


_OPENING = re.compile(
    r"[^;:]{0,120}:|(?:[-+*•–]\s*)?(?:so với|trong|tháng|quý|năm|từ|đến|tính|dự kiến|dự báo|tại|ở|trên|cùng kỳ)(?!\w)"
    r"[^;,]{0,120},(?!\d)",
    re.IGNORECASE,
)
_TAIL_ENDS = re.compile(r"[;:]|,(?!\d)")
_FUTURE = r"(?:tháng|quý|năm|tuần) (?:sau|tới)|thời gian tới|sắp tới"
_UNREAL = re.compile(
    r"(?<!\w)(?:dự kiến|dự báo|nguy cơ|khả năng|ước tính|giả sử|nếu|có thể|kỳ vọng|cho rằng|theo phản ánh|không để|liệu"
    rf"|{_FUTURE})(?!\w)(?:(?!nguyên nhân|lý do|lí do|tình trạng)[^;])*$"
    r"|(?<!\w)(?:mục tiêu|phấn đấu|bảo đảm|đảm bảo|yêu cầu|đề nghị|sao cho|nhằm)(?!\w)"
    r"(?:(?!nguyên nhân|lý do|lí do|tình trạng)[^;,:])*$"
)
_DISPUTED = re.compile(
    r"[^;.]{0,60}?(?<!\w)(?:là\s+)?(?:không (?:đúng|chính xác|phải|có cơ sở|phù hợp)|chưa (?:đúng|chính xác|phù hợp)"
    r"|là sai|sai thực tế|thiếu cơ sở)(?!\w)|[^;.]*\?"
)
_COMING = re.compile(rf"(?<!\w)(?:{_FUTURE})(?!\w)")


_NEAR = 400
"""Letters before a claim within which a word still governs it."""


def clause_of(sentence: str, floor: int, first: int, last: int) -> Clause:
    """The claim that stands from `first` to `last`, in a sentence of which what ends at `floor` says something else."""
    opening = _OPENING.match(sentence, 0, first)
    start = max(floor, sentence.rfind(";", 0, first) + 1)
    stop = _TAIL_ENDS.search(sentence, last)
    tail = sentence[last : min(stop.start() if stop else len(sentence), last + 160)]
    return Clause(
        opening[0] if opening else "", sentence[max(start, first - 2 * _NEAR) : first], sentence[first:last], tail
    )


def is_said(clause: Clause, after: str) -> bool:
    """Whether the claim is the text's own and of what was. `after` is all that follows in the sentence."""
    before = lowered(f"{clause.opening} {clause.head[-_NEAR:]}")
    later = f"{lowered(clause.body)} {lowered(clause.tail)}"
    return not (_UNREAL.search(before) or _DISPUTED.match(lowered(after)) or _COMING.search(later))


_SPAN = re.compile(
    r"(?<!\w)(?:cùng kỳ|quý\s+(?:[ivx]{1,3}|\d|này|trước|một|hai|ba|tư)|tuần (?:này|trước|qua)|năm (?:trước|ngoái)"
    r"|(?:đầu|cuối|cả|trong|suốt|so với) năm|(?:\d+|ba|sáu|chín) tháng|bình quân|trung bình)(?!\w)"
)
_DAY = re.compile(rf"(?<![\d/.,]){DAY}(?!\d)")
_NAMED_DAY = re.compile(rf"(?<!\w)(từ|đến(?: hết)?|tại|vào)\s+ngày\s+(?:{DAY})(?!\d)")
_MONTH = re.compile(r"(?<!\w)(so với\s+)?(từ\s+)?tháng\s+(\d{1,2})(?!\d)(?:(?:\s?/\s?|\s+năm\s+)(\d{4}))?")
_YEAR = re.compile(r"(?<!\w)năm\s+(\d{4})(?!\d)")


def is_of_days(clause: Clause, days: tuple[date, date] | None) -> bool:
    """Whether nothing says that the claim is of another time than from the one day to the other."""
    text = lowered(f"{clause.opening} {clause.head} {clause.body} {clause.tail}")
    named = [day_of(m[4] or m[7], m[3] or m[6], m[2] or m[5]) for m in _NAMED_DAY.finditer(text)]
    rest = _DAY.sub(" ", text)
    months, years = list(_MONTH.finditer(rest)), _YEAR.findall(_MONTH.sub(" ", rest))
    if _SPAN.search(rest):
        return False
    if days is None:
        return not (named or months or years)
    if any(day and all(abs(day - given) > timedelta(days=1) for given in days) for day in named):
        return False
    return all(int(year) == days[1].year for year in years) and _of_months(months, days)


def _of_months(months: list[re.Match[str]], days: tuple[date, date]) -> bool:
    told = {int(m[3]) for m in months if not m[1]}
    for m in months:
        of = [days[0]] if m[1] else [days[1], *(days[:1] if days[1].month in told else ())]
        if not any(int(m[3]) == day.month and m[4] in (None, str(day.year)) for day in of):
            return False
    return True


_ELSEWHERE = (
    r"cả nước|toàn quốc|bộ (?!chỉ số|phận|thủ tục|tiêu chí|máy)\w|(?:các|một số|nhiều) (?:tỉnh|bộ|địa phương)"
    r"|tỉnh (?:khác|bạn)"
)
_OF_OTHERS = re.compile(rf"(?<!\w)(?:của|tại|ở|trong|trên|tính chung)\s+(?:phạm vi\s+)?(?:{_ELSEWHERE})")
_OPENED_BY_OTHERS = re.compile(rf"[-+*•–\s]*(?:\d[.\d)]*\s*)?(?:{_ELSEWHERE})")
_TITLE = re.compile(r"^(?:UBND\s+)?(?:tỉnh|thành phố)\s+", re.IGNORECASE)
_CITY = ("Hồ Chí Minh", re.compile(r"(?<!\w)tp\.?\s?hcm(?!\w)"))


def is_elsewhere(clause: Clause, own: Iterable[str], provinces: Iterable[str]) -> bool:
    """Whether the claim is of another province, a ministry or the nation. Names as «UBND tỉnh X» or «X»."""
    mine = {_TITLE.sub("", name) for name in own}
    near = f"{clause.head}{clause.body}{clause.tail}"
    others = {_TITLE.sub("", name) for name in provinces} - mine
    if any(_names(near, name) for name in others):
        return True
    if any(_names(near, name) for name in mine):
        return False
    if any(_names(clause.opening, name) for name in others):
        return True
    whole = lowered(clause.opening or clause.head)
    return bool(_OF_OTHERS.search(lowered(clause.body + clause.tail))) or bool(
        _OPENED_BY_OTHERS.match(whole) or _OF_OTHERS.match(whole)
    )


def _names(text: str, name: str) -> bool:
    bare = plain(text)
    found = any(text[m.start()].isupper() for m in _name(name).finditer(bare))
    return found or (name == _CITY[0] and _CITY[1].search(bare) is not None)


@cache
def _name(name: str) -> re.Pattern[str]:
    spelled = r"\s*[-–]\s*".join(re.escape(part) for part in plain(name).split(" - "))
    return re.compile(rf"(?<!chu tich )(?<!\w){spelled}(?!\w)")
