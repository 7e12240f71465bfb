"""What a text claims, typed: its documents, what they cite, when they want something done, what they say was reached.

A file may hold several documents one after another: a directive, the report it encloses, the annex of that report. A
document begins where its own number stands («Số: 2062/SNV-CCHC»).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from bochiso.compare.checks.claims_text import DAY, day_of, days_in, decimal_of, excerpt, lowered, sentences
from bochiso.letter import Block, Letter, Paragraph, Table

_NUMBER_LINE = re.compile(r"^\W{0,3}Số\s{0,3}:?\s{0,3}(\d{1,5})?\s{0,8}/\s{0,3}([0-9A-ZĐ][\wĐ&-]{1,40})")
_LONG_DATE = re.compile(
    r",\s{0,8}ngày\s{0,8}(\d{1,2})\s{1,8}tháng\s{1,8}(\d{1,2})\s{1,8}năm\s{1,8}(\d{4})", re.IGNORECASE
)
_HEAD = 40
"""Blocks after its number within which the date of a document stands."""

_KINDS = (
    "Báo cáo|Công văn|Quyết định|Kế hoạch|Văn bản|Tờ trình|Chỉ thị|Thông báo|Nghị quyết|Nghị định|Thông tư|Công điện"
)
_CITED = re.compile(
    rf"\b({_KINDS})\s+số\s{{0,3}}:?\s{{0,3}}(\d{{1,5}})\s{{0,3}}/\s{{0,3}}([0-9A-ZĐ][\wĐ&/-]{{1,40}})"
    rf"(?:\s{{0,3}},?\s{{0,3}}ngày\s+(?:{DAY}))?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Citation:
    """Another document that a text names; `sentence` is where."""

    kind: str
    number: str
    symbol: str
    day: date | None
    sentence: str

    @property
    def name(self) -> str:
        return f"{self.number}/{self.symbol}"


@dataclass(frozen=True)
class Document:
    """One document of a text. `number` and `symbol` are empty, `day` None, where the text does not give them."""

    number: str
    symbol: str
    day: date | None
    blocks: tuple[Block, ...]

    @property
    def name(self) -> str:
        """`2062/SNV-CCHC`, empty for a document without its number."""
        return f"{self.number}/{self.symbol}" if self.number and self.symbol else ""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(block.text for block in self.blocks if isinstance(block, Paragraph))


def documents(letter: Letter) -> tuple[Document, ...]:
    """The documents of a text, in their order; the head above the first number belongs to the first."""
    starts = [place for place, block in enumerate(letter.blocks) if _number_line(block)]
    places = [0, *starts[1:], len(letter.blocks)]
    return tuple(_document(letter.blocks[a:b]) for a, b in pairwise(places) if a < b)


def _number_line(block: Block) -> re.Match[str] | None:
    return _NUMBER_LINE.match(block.text) if isinstance(block, Paragraph) else None


def _document(blocks: Sequence[Block]) -> Document:
    place, line = next(((n, found) for n, block in enumerate(blocks) if (found := _number_line(block))), (0, None))
    number, symbol = (line[1] or "", line[2]) if line else ("", "")
    near = (*blocks[place : place + _HEAD], *blocks[max(0, place - 10) : place])
    dates = (_LONG_DATE.search(b.text) for b in near if isinstance(b, Paragraph) and len(b.text) < 200)
    found = next(filter(None, dates), None)
    return Document(number.lstrip("0"), symbol, day_of(found[3], found[2], found[1]) if found else None, tuple(blocks))


def citations(document: Document) -> Iterator[Citation]:
    """Every other document that this one names with its number."""
    for text in document.paragraphs:
        for sentence in sentences(text):
            yield from citations_in(sentence)


def citations_in(sentence: str) -> Iterator[Citation]:
    """The documents that a sentence names with their numbers."""
    for m in _CITED.finditer(sentence):
        day = day_of(m[6] or m[9], m[5] or m[8], m[4] or m[7]) if m[4] or m[7] else None
        yield Citation(m[1].capitalize(), m[2].lstrip("0"), m[3].rstrip("-/"), day, sentence)


@dataclass(frozen=True)
class Deadline:
    """A day by which something is wanted; `included` tells whether that day itself still counts."""

    day: date
    included: bool
    words: str
    sentence: str


_BY = (
    r"trước|chậm nhất(?: là)?|muộn nhất(?: là)?|không quá|đến hết|hết|trong|xong"
    r"|(?:(?<!quá )(?<!đúng )thời hạn|(?<!quá )(?<!đúng )(?<!trễ )(?<!trước )(?<!sớm )(?<!chậm )(?<!gia )(?<!thời )hạn)"
    r"(?: cuối(?: cùng)?| chót)?(?: hoàn thành| thực hiện| báo cáo| gửi báo cáo| nộp| nộp báo cáo)?"
    r"(?: chậm nhất| muộn nhất)?(?: là)?\s?:?"
)
_DEADLINE = re.compile(
    rf"(?<!\w)({_BY})\s+(?:vào\s+|lúc\s+)?(?:\d{{1,2}}\s?(?:giờ|h|g)\s?(?:\d{{1,2}}(?:\s?phút)?)?,?\s+)?(?:của\s+)?"
    r"(?:(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy)|chủ nhật),?\s+)?(?:\(?ngày\s+)?(?:"
    r"(\d{1,2})\s?[/.-]\s?(\d{1,2})(?:\s?[/.-]\s?(\d{4}))?(?![\d/.-]*\d)"
    r"|(\d{1,2})\s+tháng\s+(\d{1,2})(?:\s+năm\s+(\d{4}))?)"
)
_TASK = re.compile(
    r"báo cáo|hoàn thành|gửi|trình|khắc phục|thực hiện|xong|nộp|tham mưu|cung cấp|đề nghị|yêu cầu|rà soát"
    r"|tổng hợp|cập nhật"
)
_NO_TASK = re.compile(
    r"(?:số liệu|tính|tính từ|từ ngày [\d/. ]+|giai đoạn|tiếp nhận|phát sinh|ban hành|có hiệu lực"
    r"|thống kê|so với|đến)\s*$"
)
_OWN_WORD = re.compile(r"(?:thời )?hạn(?!\w)")
_RULED = re.compile(r"\W*(?:thì\s+)?(?:được|không phải|vẫn|miễn|không bị|bị|chưa phải)(?!\w)")
_OF_CASES = re.compile(
    r"(?:^|[,;:.]\s*)(?:[-+*•–]\s*)?(?:(đối với|với|trường hợp|riêng)\s+)?(?:các\s+|những\s+)?"
    r"(?:hồ sơ|trường hợp|tổ chức|cá nhân|người dân|doanh nghiệp|đơn)(?!\w| vị)[^,;:]{0,40}\s$"
)
_GOES_ON = re.compile(r"\s+(?!để|về|qua|gửi|và|theo|tại|đến|cho|bằng|hoặc)\w")
_SPAN = re.compile(r"số liệu|từ ngày|thống kê|giai đoạn")
_FIRM = re.compile(r"trước|chậm nhất|muộn nhất|không quá|xong|hạn")
_RECURRING = re.compile(r"\s*(?:hằng|hàng|mỗi)\s+(?:tháng|năm|quý|tuần)")


def deadlines(document: Document) -> Iterator[Deadline]:
    """The days by which the document wants something; a day without its year is of the document's own year."""
    for text in document.paragraphs:
        for sentence in sentences(text):
            small = lowered(sentence)
            for m in _DEADLINE.finditer(small):
                year = m[4] or m[7] or (document.day.year if document.day else None)
                day = day_of(year, m[3] or m[6], m[2] or m[5]) if year else None
                if day is None or _RECURRING.match(small, m.end()) or not _wanted(document, small, m, day):
                    continue
                before = m[1].startswith("trước") or "trước" in small[max(0, m.start() - 12) : m.start()]
                words = sentence[m.start() : m.end()].strip()
                yield Deadline(day, not before, words, excerpt(sentence, m.start(), m.end()))


def _wanted(document: Document, small: str, found: re.Match[str], day: date) -> bool:
    """Whether something is to be done by the day: a day gone by is one only where nothing older is cited with it."""
    above = small[max(0, found.start() - 200) : found.start()]
    below = small[found.end() :]
    of_cases = _OF_CASES.search(above)
    if _RULED.match(below) or (of_cases and (of_cases[1] or _GOES_ON.match(below))):
        return False
    if _OWN_WORD.match(found[1]) or re.search(r"(?<!\w)hạn\s+$", above):
        return not _NO_TASK.search(above) and _full(found)
    if not _TASK.search(above) and not _TASK.search(small[found.end() : found.end() + 60]):
        return False
    if _NO_TASK.search(above) or (not _FIRM.match(found[1]) and _SPAN.search(above)):
        return False
    if document.day is not None and day <= document.day:
        return bool(_FIRM.match(found[1])) and _TASK.search(above) is not None and not list(citations_in(small))
    return True


def _full(found: re.Match[str]) -> bool:
    """Whether it is surely a day: with its year, or after «ngày»."""
    return bool(found[4] or found[7] or re.search(r"ngày\s+\d", found[0]))


@dataclass(frozen=True)
class Reached:
    """What a text says was reached, and how it moved: «đạt 14,6/18 điểm, giảm 0,5 điểm so với … (15,1 điểm)».

    `way` is 1, 0 or -1, None where the text does not tell; likewise `moved` and `former`, without a sign.
    """

    subject: str
    value: Decimal
    maximum: Decimal | None
    unit: str
    way: int | None
    moved: Decimal | None
    former: Decimal | None
    former_day: date | None
    rank: tuple[int, int] | None
    text: str


_POINT = r"điểm\s*%|điểm phần trăm|điểm|%"
_N = r"(\d{1,3}(?:[.,]\d{1,4})?)"
_REACHED = re.compile(rf"(?<!\w)(?:đạt|là|được)\s+(?:mức\s+)?{_N}(?:\s?/\s?{_N})?\s?({_POINT})")
_MOVED = re.compile(
    rf"(?<![\w])(tăng|giảm|giữ nguyên|không thay đổi|không đổi)(?!\s+(?:cường|thứ bậc|bậc))"
    r"(?:\s+(?:thêm|được|lên|xuống|điểm số))?"
    rf"(?:\s+{_N}\s?({_POINT}))?"
)
_SINCE = re.compile(rf"so với\s+([^()]{{0,160}})\((?:là\s+|đạt\s+)?{_N}(?:\s?/\s?{_N})?\s?({_POINT})\)")
_RANK = re.compile(r"xếp (?:hạng|thứ)\s+(?:thứ\s+)?(\d{1,3})\s?/\s?(\d{1,3})")
_FROM_TO = re.compile(
    rf"(?<!\w)(tăng|giảm)(?:\s+{_N}\s?({_POINT}))?,?\s*\(?từ\s+{_N}\s?({_POINT})?(?:\s+ngày\s+[\d/]+)?\s+"
    rf"(?:lên|xuống|còn|đến|thành)(?:\s+còn|\s+mức)?\s+{_N}\s?({_POINT})"
)
_WAYS = {"tăng": 1, "giảm": -1}


def reached(document: Document) -> Iterator[Reached]:
    """Every figure that a document says was reached, with how it moved."""
    for text in document.paragraphs:
        if len(text) > 20_000:
            continue
        small = lowered(text)
        starts = list(_REACHED.finditer(small))
        ends = [*(m.start() for m in starts[1:]), len(small)]
        last = 0
        for m, end in zip(starts, ends, strict=False):
            yield _one(text, small, m, last, end)
            last = m.end()
        for m in _FROM_TO.finditer(small):
            moved = decimal_of(m[2]) if m[2] else None
            subject = text[max(0, m.start() - 120) : m.start()]
            yield Reached(
                subject,
                decimal_of(m[6]),
                None,
                m[7],
                _WAYS[m[1]],
                moved,
                decimal_of(m[4]),
                None,
                None,
                text[m.start() : m.end()],
            )


def _one(text: str, small: str, m: re.Match[str], start: int, end: int) -> Reached:
    part = small[m.end() : end]
    moved, since, rank = _MOVED.search(part), _SINCE.search(part), _RANK.search(part)
    if since and moved and since.start() < moved.start():
        moved = None
    percent = "%" in m[3]
    if since and ("%" in since[4]) != percent:
        since = None
    days = days_in(since[1]) if since else ()
    stop = m.end() + max((found.end() for found in (moved, since) if found), default=0)
    return Reached(
        subject=list(sentences(text[start : m.start()]))[-1],
        value=decimal_of(m[1]),
        maximum=decimal_of(m[2]) if m[2] else None,
        unit=m[3],
        way=_WAYS.get(moved[1], 0) if moved else None,
        moved=decimal_of(moved[2]) if moved and moved[2] else None,
        former=decimal_of(since[2]) if since and moved else None,
        former_day=days[0] if days else None,
        rank=(int(rank[1]), int(rank[2])) if rank else None,
        text=text[m.start() : stop],
    )


def named_days(letter: Letter) -> tuple[date, ...]:
    """Every day that the text names, once, in order of time."""
    texts = [block.text for block in letter.blocks if isinstance(block, Paragraph)]
    texts += [cell for block in letter.blocks if isinstance(block, Table) for row in block.rows[:3] for cell in row]
    return tuple(sorted({day for text in texts for day in days_in(text)}))
