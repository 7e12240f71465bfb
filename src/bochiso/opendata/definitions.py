"""What every column, state and item of the open table means, in words for the public."""

from dataclasses import dataclass

from bochiso.index.model import Edition, Indicator, Linear, Rule, Shown, Target
from bochiso.opendata.hiding import FEWEST
from bochiso.opendata.table import CLASS, RANK, TOTAL


@dataclass(frozen=True)
class Definition:
    """`of` is `column`, `state` or `item`; `name` stands in the table; the rest is Vietnamese."""

    of: str
    name: str
    title: str
    text: str


_COLUMNS = (
    ("unit", "Mã đơn vị", "Mã định danh của cơ quan, đơn vị."),
    ("name", "Tên đơn vị", "Tên của đơn vị theo nguồn số liệu."),
    (
        "kind",
        "Loại đơn vị",
        (
            "nation: cả nước; ministry: bộ, ngành; province: tỉnh, thành phố; department: sở, ban, ngành; "
            "district: huyện; commune: xã, phường, đặc khu."
        ),
    ),
    ("parent", "Đơn vị cấp trên", "Mã của đơn vị cấp trên trực tiếp; trống khi nguồn không cho biết."),
    (
        "item",
        "Mã mục",
        "Mã của chỉ số hoặc của trục trong bộ chỉ số; total: điểm tổng hợp; class: xếp loại; rank: thứ hạng.",
    ),
    ("title", "Tên mục", "Tên của chỉ số, của trục hoặc của mục tổng hợp."),
    (
        "numerator",
        "Tử số",
        (
            "Số được tính là đạt, hoặc con số của chỉ số chỉ đếm mà không có mẫu số. Số 0 nghĩa là đã đếm và không có. "
            "Ở mục rank là thứ hạng."
        ),
    ),
    ("denominator", "Mẫu số", "Số được đem ra tính. Ở mục rank là số đơn vị được xếp hạng cùng nhau."),
    ("rate", "Tỷ lệ (%)", "Tử số chia cho mẫu số, tính bằng phần trăm; dấu chấm ngăn phần thập phân."),
    (
        "points",
        "Điểm",
        (
            "Điểm do nguồn công bố, nếu nguồn không công bố thì là điểm tính theo quy tắc của bộ chỉ số. "
            "Trống ở chỉ số không được chấm điểm hoặc chưa biết cách tính điểm."
        ),
    ),
    ("maximum", "Điểm tối đa", "Số điểm cao nhất của mục; trống khi chưa biết hoặc không được chấm điểm."),
    ("text", "Bằng chữ", "Tên của loại ở mục class; trống ở các mục khác."),
    ("state", "Trạng thái", "Vì sao có hoặc không có số; xem định nghĩa của từng trạng thái."),
    (
        "withheld",
        "Cột không công bố",
        "Tên các cột của dòng này có số nhưng không công bố, cách nhau bằng một dấu cách; trống khi không có cột nào.",
    ),
    ("edition", "Phiên bản bộ chỉ số", "Phiên bản quy tắc dùng để tính."),
    ("as_of", "Thời điểm", "Thời điểm của số liệu, giờ Việt Nam; chỉ ghi ngày thì là đến hết ngày ấy."),
    ("period", "Kỳ", "Năm (2026), quý (2026-Q3) hoặc tháng (2026-08), lũy kế từ đầu kỳ đến thời điểm của số liệu."),
    (
        "view",
        "Phạm vi",
        "portal: chỉ gồm hồ sơ đã đồng bộ lên Cổng Dịch vụ công quốc gia; province: gồm mọi hồ sơ của tỉnh.",
    ),
    ("source", "Nguồn", "Số liệu của dòng này lấy từ đâu; trống ở mục được tính từ các mục khác."),
)

_STATES = (
    ("measured", "Đã tính", "Số có được nhờ đếm, hoặc tính từ những số đã đếm."),
    ("reported", "Theo nguồn", "Nguồn chỉ công bố tỷ lệ, một con số, điểm hoặc thứ hạng, không kèm đủ số đếm."),
    (
        "not_applicable",
        "Không áp dụng",
        "Không có gì để tính (0 trên 0), hoặc quy tắc không áp dụng cho đơn vị này. Không phải là 0 %.",
    ),
    ("no_data", "Không có số liệu", "Nguồn không cho biết. Không phải là 0."),
    (
        "withheld",
        "Không công bố",
        (
            "Có số nhưng ít nhất một cột không được công bố, vì có thể làm lộ một nhóm chỉ gồm từ 1 đến "
            f"{FEWEST - 1} hồ sơ hoặc phản ánh, kiến nghị: chính số ấy nhỏ như vậy, hoặc từ nó suy ra được một số như "
            "vậy. Không phải là 0. Số 0 thật sự thường vẫn được công bố, vì không nói về ai."
        ),
    ),
)


def definitions(edition: Edition) -> tuple[Definition, ...]:
    """Of the columns in their order, the states, and the items of the edition."""
    found = [Definition("column", *each) for each in _COLUMNS]
    found += [Definition("state", *each) for each in _STATES]
    found += [Definition("item", each.id, each.title, _item_text(each)) for each in edition.indicators]
    for axis in edition.axes:
        text = f"Tổng điểm của các chỉ số thuộc trục, tối đa {axis.maximum} điểm."
        found.append(Definition("item", axis.code, axis.title, text))
    grades = "; ".join(f"{grade.title} từ {grade.floor} điểm" for grade in edition.grades)
    return (
        *found,
        Definition("item", "total", TOTAL, f"Tổng điểm của các trục, tối đa {edition.maximum} điểm."),
        Definition("item", "class", CLASS, f"Theo điểm tổng hợp: {grades}."),
        Definition(
            "item", "rank", RANK, "Theo nguồn, hoặc theo điểm tổng hợp giữa các đơn vị cùng loại, cùng cấp trên."
        ),
    )


def _item_text(indicator: Indicator) -> str:
    return (
        f"Đơn vị tính: {indicator.unit}. Tử số: {indicator.counted}. Mẫu số: {indicator.among}. "
        f"{_rule_text(indicator.rule, indicator.times)}"
    )


def _rule_text(rule: Rule, times: str) -> str:
    rate = f"tỷ lệ nhân với tỷ lệ của chỉ số {times}" if times else "tỷ lệ"
    match rule:
        case Linear():
            return f"Điểm: điểm tối đa nhân với {rate}."
        case Target(target=target):
            percent = f"{target * 100}".replace(".", ",")
            return f"Điểm: điểm tối đa nhân với {rate} rồi chia cho {percent} %, không quá điểm tối đa."
        case Shown():
            return "Không chấm điểm."
        case _:
            return "Cách tính điểm chưa biết; lấy điểm do nguồn công bố."
