"""The values that an address of the API takes: what each means, which texts it may be, an example."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bochiso.index.load import editions
from bochiso.time import PeriodKind
from bochiso.web.picture import VIEWS
from bochiso.web.query import FARTHEST, LONGEST

_DAY = r"\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4}"
_MOMENT = r"\d{14}|\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:?\d{2})?"
INSTANT = rf"^({_DAY}|{_MOMENT})$"
CHOSEN = rf"^(now|s-[0-9a-f]{{1,12}}|{_DAY}|{_MOMENT})$"


@dataclass(frozen=True)
class Parameter:
    """`pattern` and `choices` are empty where any text may stand; `most` makes it a whole number from 0 on."""

    description: str
    example: str = ""
    pattern: str = ""
    choices: tuple[str, ...] = ()
    most: int | None = None

    @property
    def schema(self) -> Mapping[str, object]:
        """JSON Schema of the value."""
        if self.most is not None:
            return {"type": "integer", "minimum": 0, "maximum": self.most}
        if self.choices:
            return {"type": "string", "enum": list(self.choices)}
        pattern = {"pattern": self.pattern} if self.pattern else {}
        return {"type": "string", "minLength": 1, "maxLength": LONGEST, **pattern}

    @property
    def allowed(self) -> str:
        """Which texts it may be, in words; empty where the description alone says it."""
        if self.most is not None:
            return f"số nguyên từ 0 đến {self.most}"
        return f"một trong: {', '.join(self.choices)}" if self.choices else ""

    def takes(self, value: str) -> bool:
        """Whether the value is one that the description allows, blanks around it aside."""
        text = value.strip()
        if self.most is not None:
            return text.isascii() and text.isdigit() and len(text) <= len(str(self.most)) and int(text) <= self.most
        if self.choices:
            return text in self.choices
        return not self.pattern or re.fullmatch(self.pattern, text, re.ASCII) is not None


@cache
def parameters() -> Mapping[str, Parameter]:
    """By name; the same name means the same everywhere."""
    return {
        "at": Parameter(
            "Thời điểm của số liệu: ngày, ngày giờ, mã bản chụp (kỳ, góc nhìn, phiên bản là của bản chụp), hoặc «now»; "
            "không ghi thì lấy số liệu mới nhất",
            "2023-08-31T16:30:00",
            CHOSEN,
        ),
        "before": Parameter(
            "Thời điểm trước để so sánh, ghi như «at»; không ghi thì lấy kỳ liền trước", "2023-07-31T16:30:00", CHOSEN
        ),
        "recorded_at": Parameter(
            "Số liệu được biết từ lúc nào; không ghi thì là lúc nhận", "2023-08-31T16:30:00", INSTANT
        ),
        "day": Parameter("Ngày mà đơn vị tồn tại; không ghi thì là hôm nay", "2023-08-31", INSTANT),
        "period": Parameter(
            "Kỳ tính đến thời điểm: năm (mặc định), quý hay tháng", "year", choices=tuple(k.value for k in PeriodKind)
        ),
        "view": Parameter(
            "Góc nhìn: hồ sơ Cổng thấy (portal, mặc định) hay mọi hồ sơ của tỉnh (province)", "portal", choices=VIEWS
        ),
        "edition": Parameter(
            "Phiên bản bộ chỉ số; không ghi thì theo thời điểm", "766/portal-2022", choices=tuple(editions())
        ),
        "unit": Parameter("Mã hoặc tên đơn vị; không ghi thì là cả tỉnh", "H55"),
        "axis": Parameter("Mã trục", "TDGQ"),
        "indicator": Parameter("Số hiệu chỉ số", "2.3"),
        "code": Parameter("Mã hồ sơ"),
        "procedure": Parameter("Mã thủ tục hành chính"),
        "at-other": Parameter("Như «at», khi trang cho gõ tay; có thì thay cho «at»", "", CHOSEN),
        "before-other": Parameter("Như «before», khi trang cho gõ tay; có thì thay cho «before»", "", CHOSEN),
        "item": Parameter("Số liệu được hỏi: «total», mã trục hoặc số hiệu chỉ số", "total"),
        "figure": Parameter("Số liệu được so sánh: «total», mã trục hoặc số hiệu chỉ số", "total"),
        "by": Parameter("Chia nguyên nhân theo gì; không ghi thì theo cách thường dùng cho số liệu ấy"),
        "target": Parameter("Mục tiêu cần đạt, bằng điểm", "70"),
        "group": Parameter("Nhóm đơn vị được xếp hạng"),
        "order": Parameter("Thứ tự các dòng"),
        "which": Parameter("Hồ sơ nào đứng sau chỉ số: còn thiếu, đã tính, không tính"),
        "kind": Parameter("Loại hồ sơ cần xử lý"),
        "load": Parameter("Số của lần nạp", "1", most=10**9),
        "offset": Parameter("Bỏ qua bao nhiêu dòng đầu", "0", most=FARTHEST),
        "limit": Parameter("Nhiều nhất bao nhiêu dòng", "50", most=10_000),
    }


_OTHER = Parameter("Giá trị chọn nội dung; giá trị không được nhận thì lỗi 422 liệt kê những giá trị được nhận")


def parameter(name: str) -> Parameter:
    """What a name means; a plain text where nothing more is said of it."""
    return parameters().get(name, _OTHER)


def listed(names: Sequence[str]) -> str:
    """Names for a sentence."""
    return ", ".join(names) if names else "không tham số nào"
