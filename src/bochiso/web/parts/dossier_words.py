"""What is known of a dossier, column by column, in words: never a number of a state, never an empty cell."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bochiso.facts.schema import STATUS_TITLES, Column, Type
from bochiso.web.words import Said
from bochiso.wording import integer_text

if TYPE_CHECKING:
    from bochiso.measure.one_dossier import Stored

COLUMN_TITLES: Mapping[str, str] = {
    "code": "Mã hồ sơ",
    "procedure": "Mã thủ tục",
    "unit": "Đơn vị xử lý",
    "channel": "Kênh thực hiện",
    "received_at": "Tiếp nhận",
    "due_at": "Ngày hẹn trả",
    "status": "Trạng thái",
    "ended_at": "Kết thúc xử lý",
    "supplement_requests": "Số lần yêu cầu bổ sung",
    "supplement_requested_at": "Yêu cầu bổ sung lúc",
    "supplement_seconds": "Thời gian đã chờ bổ sung",
    "synced_at": "Đồng bộ lên Cổng",
    "fee": "Nghĩa vụ tài chính",
    "payment": "Thanh toán",
    "paid_at": "Thanh toán lúc",
    "component_file": "Có tệp ở thành phần hồ sơ",
    "result_file": "Có tệp kết quả điện tử",
    "reused": "Dùng lại dữ liệu số hóa",
    "from_store": "Lấy giấy tờ từ kho dữ liệu",
    "population_data": "Dùng dữ liệu dân cư",
    "complained": "Có phản ánh, không hài lòng",
}

CHOICE_TITLES: Mapping[str, Mapping[int, str]] = {
    "channel": {1: "Trực tiếp", 2: "Trực tuyến", 3: "Bưu chính công ích"},
    "status": STATUS_TITLES,
    "fee": {0: "Không có", 1: "Bằng 0", 2: "Có khoản phải nộp"},
    "payment": {
        0: "Chưa thanh toán",
        1: "Trực tuyến trên Cổng Dịch vụ công quốc gia",
        2: "Trực tuyến qua cổng của bộ, tỉnh",
        3: "Bằng hình thức khác",
    },
}
"""What the stored numbers of each column of choices stand for."""

_EVENTS = frozenset({"ended_at", "supplement_requested_at", "synced_at", "paid_at"})
"""What may not have happened yet: without an instant nobody recorded that it did."""


def value_said(column: Column, value: "Stored") -> Said:
    """A stored value of a column."""
    from bochiso.measure.trace_words import duration_text, second_text

    if value is None:
        return Said("chưa ghi nhận" if column.name in _EVENTS else "chưa biết", "none")
    if isinstance(value, bool):
        return Said("có" if value else "không")
    if isinstance(value, str):
        return Said(value)
    if column.type is Type.INSTANT:
        return Said(second_text(value))
    if column.type is Type.CHOICE:
        return Said(CHOICE_TITLES[column.name].get(value, f"số {value}"))
    text = duration_text(value) if column.name == "supplement_seconds" else integer_text(value)
    return Said(text, "" if value else "zero")
