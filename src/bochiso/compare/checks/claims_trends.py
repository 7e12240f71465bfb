"""What a text says of which way a figure went: «tỷ lệ số hóa hồ sơ … giảm». Aims and orders are no claims."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bochiso.compare.checks.claims import Document
from bochiso.compare.checks.claims_scope import Clause, clause_of, is_said
from bochiso.compare.checks.claims_text import days_in, excerpt, lowered, plain, sentences


@dataclass(frozen=True)
class Topic:
    """Something that letters speak of and that tables have a row for. The patterns are of `plain` text."""

    title: str
    mention: re.Pattern[str]
    label: re.Pattern[str]
    other: re.Pattern[str]
    """A label that has this too is of something else."""
    item: str = ""
    """The axis or `total`, where it is about points and no row."""

    def labels(self, label: str) -> bool:
        """Whether a row with this label is about it."""
        text = plain(label)
        return bool(self.label.search(text)) and not self.other.search(text) and not self.denies(label)

    def denies(self, label: str) -> bool:
        """Whether a row with this label is about what is left: «Hồ sơ chưa đồng bộ»."""
        text = plain(label)
        said = _LEFT.sub("", text)
        return said != text and bool(self.label.search(said)) and not self.other.search(said)


_LEFT = re.compile(r"(?<!\w)(?:chua|khong) (?:duoc )?")


def _topic(title: str, mention: str, label: str, other: str = r"\A\Z(?!)") -> Topic:
    return Topic(title, re.compile(mention), re.compile(label), re.compile(other))


TOPICS = (
    _topic(
        "hồ sơ đồng bộ",
        r"(?:ho so|du lieu)[^;,.:]{0,50}?dong bo(?! hoa)|dong bo (?:du lieu |trang thai |day du )?ho so",
        r"dong bo",
        r"chua|khong dong bo|truc tiep",
    ),
    _topic(
        "hồ sơ nộp trực tuyến",
        r"ho so (?:duoc )?(?:nop |tiep nhan )?truc tuyen|nop (?:ho so )?truc tuyen"
        r"|tiep nhan (?:ho so )?truc tuyen",
        r"nop (?:ho so )?truc tuyen|ho so (?:tiep nhan )?truc tuyen|tiep nhan (?:ho so )?truc tuyen",
        r"xu ly|thanh toan|dung han|qua han|truc tiep va",
    ),
    _topic(
        "số hóa hồ sơ, kết quả giải quyết TTHC",
        r"(?<!du lieu )(?<!lieu da )(?<!lieu duoc )so hoa",
        r"so hoa",
        r"khai thac|su dung lai|tai su dung|chua",
    ),
    _topic("hồ sơ được cấp kết quả điện tử", r"ket qua (?:\w+ ){0,4}dien tu", r"ket qua (?:\w+ ){0,4}dien tu", "chua"),
    _topic(
        "khai thác, sử dụng lại dữ liệu số hóa",
        r"khai thac,? (?:va )?su dung lai|tai su dung|(?:khai thac|su dung lai)[^;,.]{0,40}so hoa",
        r"khai thac,? (?:va )?su dung lai|tai su dung|su dung lai",
    ),
    _topic(
        "hồ sơ giải quyết đúng hạn",
        r"dung (?:thoi )?han",
        r"dung (?:thoi )?han",
        r"truc tuyen|xu ly dung|cong bo|cong khai|phan anh|kien nghi|khong dung",
    ),
    _topic(
        "hồ sơ quá hạn", r"(?:qua|tre|cham) han", r"(?:qua|tre|cham) han", r"truc tuyen|xu ly qua|phan anh|kien nghi"
    ),
    _topic(
        "hồ sơ thanh toán trực tuyến",
        r"thanh toan (?:\w+,? ){0,4}?truc tuyen",
        r"thanh toan (?:\w+,? ){0,4}?truc tuyen",
        r"tthc|thu tuc|dich vu|truc tiep|chua",
    ),
    _topic(
        "hài lòng trong tiếp nhận, giải quyết TTHC",
        r"hai long",
        r"hai long[^;]*(?:tiep nhan|giai quyet)|^ty le hai long$",
        r"phan anh|kien nghi",
    ),
    _topic("dịch vụ công trực tuyến có phát sinh hồ sơ", r"phat sinh ho so", r"phat sinh ho so"),
    _topic("dịch vụ công trực tuyến toàn trình", r"toan trinh", r"toan trinh", "ho so"),
)


def _points(item: str, title: str, mention: str) -> Topic:
    never = re.compile(r"\A\Z(?!)")
    return Topic(title, re.compile(mention), never, never, item)


_OF_AXIS = r"diem (?:so )?(?:cua )?(?:truc |nhom |tieu chi )?(?:noi dung )?(?:chi so )?"
POINTS = (
    _points("total", "điểm tổng hợp", r"diem (?:so )?tong hop|tong (?:so )?diem"),
    _points("CKMB", "điểm trục Công khai, minh bạch", rf"{_OF_AXIS}cong khai,? minh bach"),
    _points("TDGQ", "điểm trục Tiến độ giải quyết", rf"{_OF_AXIS}tien do giai quyet"),
    _points("CLGQ", "điểm trục Dịch vụ công trực tuyến", rf"{_OF_AXIS}dich vu cong truc tuyen"),
    _points("TTTT", "điểm trục Thanh toán trực tuyến", rf"{_OF_AXIS}thanh toan truc tuyen"),
    _points("MDHL", "điểm trục Mức độ hài lòng", rf"{_OF_AXIS}muc do hai long"),
    _points("MDSH", "điểm trục Số hóa hồ sơ, kết quả TTHC", rf"{_OF_AXIS}so hoa ho so"),
)
"""Points, which stand in snapshots alone."""


@dataclass(frozen=True)
class Trend:
    """A text says that a figure of the whole province went up (1), down (-1) or nowhere (0).

    `counted` tells a number of things from a rate. `since` is the day that the text compares with, where it names one.
    """

    topic: Topic
    way: int
    counted: bool
    since: date | None
    sentence: str
    clause: Clause
    rest: bool = False
    """It is of those that are left: «hồ sơ chưa đồng bộ»."""
    denied: bool = False
    """It says that the figure did not go that way: «không tăng»."""


_DOWN = r"sụt giảm|suy giảm|giảm sút|đi xuống|thấp hơn|giảm|sụt|tụt"
_UP = r"gia tăng|đi lên|cao hơn|tăng"
_SAME = r"giữ nguyên|không thay đổi|không đổi|chưa thay đổi"
_VERB = re.compile(rf"(?<!\w)(?:({_DOWN})|({_UP})|({_SAME}))(?!\w)(?!\s+(?:cường|tốc|trưởng|thiểu|tải|biên chế))")
_NOT_SAID = re.compile(
    r"(?:không|chưa|không thể|chưa thể|khó|tránh|chống|để|nhằm|cần|phải|nên|sẽ|nếu|phấn đấu|mục tiêu|hạn chế"
    r"|ngăn|ngăn ngừa|giải pháp|biện pháp|nguy cơ|có thể|dự kiến|bảo đảm|đảm bảo|từng bước|kịp thời)"
    r"(?:\s+(?:bị|làm|được|tiếp tục|mạnh))?\s*$"
)
_DENIED = re.compile(r"(?<!\w)(?:không|chưa)(?:\s+(?:hề|bị|còn))?\s+$")
_BY_MUCH = re.compile(r"\s*(?:nhiều|mạnh|đáng kể|cao|như|quá|sâu|rõ|nhanh|đều|thêm|đột)(?!\w)")
_LEFT_OUT = re.compile(
    r"(?<!\w)(?:không|chưa)(?:\s+(?:được|có|thực hiện|nộp|tiếp nhận|giải quyết|xử lý|trả|cấp|gửi|kịp|đầy đủ|triển khai"
    r"|cung cấp|phát sinh|dịch vụ công trực tuyến))*\s+$"
)
_LEFT_WITHIN = re.compile(r"(?<!\w)(?:không|chưa)(?!\w)")
_NARROWED = re.compile(r"\W*(?:(?:mà|nhưng|còn|đã|và)\s+)?(?:không|chưa)\s+(?!cao|tốt|đạt|đồng đều)\w")
_EITHER = re.compile(r"tăng\s*[,/]?\s*(?:hoặc|hay|và|-)?\s*giảm|giảm\s*[,/]?\s*(?:hoặc|hay|và|-)?\s*tăng|tăng \(\+\)")
_OF_COST = re.compile(
    r"\s*(?:\d+[\d.,]*\s?%\s*)?(?:các\s+|mức\s+|mức thu\s+)?"
    r"(?:thời gian|thời hạn|phí|lệ phí|chi phí|số lần|giấy tờ|thành phần)"
)
_OF_NEXT = re.compile(r"\s*(?:mạnh\s+|dần\s+)?(?:các\s+)?(?:tỷ lệ|tỉ lệ|số lượng|số hồ sơ)")
_CAUSE = re.compile(r"(?:nguyên nhân|lý do|lí do|tình trạng|việc|sự|bị|đã)(?:\s+(?:làm|dẫn đến|khiến|gây))?\s*$")
_BREAK = re.compile(
    r"(?<!\w)(?:khắc phục|nâng cao|bảo đảm|đảm bảo|tăng cường|rà soát|báo cáo|thực hiện|yêu cầu"
    r"|chỉ đạo|phấn đấu|tham mưu|giải pháp|đề nghị"
    r"|xây dựng|triển khai|tổ chức|phối hợp|hướng dẫn|đạt)(?!\w)"
)
_LIST = re.compile(r"[;,]")
_RATE = re.compile(r"(?:ty le|ti le|chi so)\b")
_COUNT = re.compile(r"(?:so luong|so ho so|so thu tuc|so tthc)\b")
_PART = (
    r"(?:các |một số |nhiều |từng )?(?:sở|ubnd (?:các )?(?:huyện|xã|phường|thành phố|thị xã|cấp)|ban|huyện|xã|phường"
    r"|thị xã|thành phố|chi cục|cục|trung tâm|đơn vị|địa phương|ngành|phòng|văn phòng)(?!\w)"
)
_OF_PART = re.compile(rf"(?<!\w)(?:của|tại|ở) {_PART}")
_OPENED_BY_PART = re.compile(rf"(?:[-+*•–\d.)\s]|[a-zđ]\) )*{_PART}[^.;:]{{0,80}}?(?::|(?<!\w)(?:có|để) (?:tỷ|tỉ) lệ)")
_PART_HAS = re.compile(rf"(?<!\w){_PART}[^;:.]*$")
_PREVENTED = re.compile(
    r"(?<!\w)(?:(?:không để|tránh|ngăn chặn|phòng ngừa|nếu|trường hợp)(?!\w)[^,;.]{0,40}"
    r"|(?:để|khi)(?!\w)(?:(?!nguyên nhân|lý do|lí do)[^,;.]){0,40})$"
)
_OTHER_SPAN = re.compile(r"cùng kỳ|năm trước|quý|năm \d{4}|kế hoạch|mục tiêu|bình quân|trung bình|cả nước|chỉ tiêu")
_NEAR = 60


def trends(document: Document) -> Iterator[Trend]:
    """Every such claim of a document."""
    for text in document.paragraphs:
        for sentence in sentences(text):
            if len(sentence) < 10_000:
                yield from _of_sentence(sentence)


def _of_sentence(sentence: str) -> Iterator[Trend]:
    small, bare = lowered(sentence), plain(sentence)
    if _OPENED_BY_PART.match(small) or _EITHER.search(small):
        return
    text = _Text(sentence, small, bare)
    start = 0
    for verb in _VERB.finditer(small):
        way = -1 if verb[1] else 1 if verb[2] else 0
        if verb.start() < start:
            continue
        if _OF_NEXT.match(small, verb.end()) and not verb[3]:
            caused = _CAUSE.search(small[: verb.start()])
            stop = (_BREAK if caused else _LIST).search(small, verb.end())
            end = stop.start() if stop else len(small)
            if caused:
                yield from _named(text, _Said(way, start, verb.end(), end, (verb.start(), end), False))
            start = end
            continue
        denied = _DENIED.search(small[: verb.start()]) if not _BY_MUCH.match(small, verb.end()) else None
        end = denied.start() if denied else verb.start()
        if not _NOT_SAID.search(small[:end]) and not _OF_COST.match(small, verb.end()):
            breaks = [m.end() for m in _BREAK.finditer(small, start, end)]
            first = breaks[-1] if breaks else start
            yield from _named(text, _Said(way, start, first, end, (end, verb.end()), bool(denied)))
        start = verb.end()


@dataclass(frozen=True)
class _Text:
    """A sentence as it stands, in small letters, and without marks: places are the same in all three."""

    sentence: str
    small: str
    bare: str


@dataclass(frozen=True)
class _Said:
    """A verb and where what it is said of may stand: from `first` to `end`, nothing of it before `floor`."""

    way: int
    floor: int
    first: int
    end: int
    verb: tuple[int, int]
    denied: bool


def _named(text: _Text, said: _Said) -> Iterator[Trend]:
    """The topics named between two places, each as a rate or a number, the whole province's."""
    end = max(said.first, said.end)
    found = sorted(
        ((m.start(), m.end(), t) for t in (*POINTS, *TOPICS) for m in t.mention.finditer(text.bare, said.first, end)),
        key=lambda each: each[:2],
    )
    if not found:
        return
    after = max(said.verb)
    clause = clause_of(text.sentence, said.floor, min(said.verb[0], found[0][0]), after)
    since = _since(text.small[min(said.verb) :][:160])
    since = since or _since(lowered(f"{clause.opening} {clause.head}"))
    if since is _ELSE or not is_said(clause, text.sentence[after:]):
        return
    claims: list[Trend] = []
    counted: bool | None = None
    last_end = said.first
    for first, last, topic in found:
        if first < last_end:
            continue
        lead = max(last_end, first - _NEAR)
        counted = None if topic.item else _kind(text.bare, lead, last, counted)
        if _PREVENTED.search(text.small[lead:first]):
            return
        rest = bool(_LEFT_OUT.search(text.small[lead:first]) or _LEFT_WITHIN.search(text.small[first:last]))
        last_end = last
        following = text.small[last : min((place for place, _, _ in found if place >= last), default=said.end)]
        if topic.item and _PART_HAS.search(text.small[max(said.floor, first - 300) : first]):
            continue
        known = counted is not None or topic.item
        if known and not _OF_PART.search(following) and not _NARROWED.match(following):
            quote = excerpt(text.sentence, max(first, after - 200), max(last, after))
            claims.append(Trend(topic, said.way, bool(counted), since, quote, clause, rest, said.denied))
    yield from claims


def _kind(bare: str, lead: int, last: int, before: bool | None) -> bool | None:
    """Whether what is named last is a number of things or a rate; as the one before it where nothing tells."""
    kinds = [(m.start(), False) for m in _RATE.finditer(bare, lead, last)]
    kinds += [(m.start(), True) for m in _COUNT.finditer(bare, lead, last)]
    return max(kinds)[1] if kinds else before


_ELSE = date.min
"""A comparison with something that no table of two dates has."""


def of_a_part(text: str) -> bool:
    """Whether a text speaks of a department, a district or a commune."""
    return re.search(rf"(?<!\w){_PART}", lowered(text)) is not None


def _since(text: str) -> date | None:
    found = re.search(r"so với ([^;.]*)", text)
    if not found:
        return None
    days = days_in(found[1])
    return days[0] if days else _ELSE if _OTHER_SPAN.search(found[1]) else None
