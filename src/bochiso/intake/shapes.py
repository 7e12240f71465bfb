"""What a JSON file is, told by its shape and never by its name."""

from dataclasses import dataclass
from enum import StrEnum

from bochiso.intake.jsonfile import Document, Node, shown
from bochiso.intake.notes import Notes
from bochiso.time import Period, PeriodKind


class Shape(StrEnum):
    """The pages of the portal. Those with metrics are told apart by the codes of their metrics."""

    SERVICE_RESULTS = "service-results"
    METRICS = "metrics"
    PROGRESS = "dvc-progress-tree"
    ONLINE = "provide-online-tree"
    PAYMENT = "formality-online-payment-tree"


AXIS_OF_TREE = {Shape.PROGRESS: "TDGQ", Shape.ONLINE: "CLGQ", Shape.PAYMENT: "TTTT"}


@dataclass(frozen=True)
class Answer:
    """An answer of the live portal: its own unit (`root`) and the units listed below it."""

    shape: Shape
    data: Node
    root: Node | None
    rows: tuple[Node, ...]
    notes: Notes


@dataclass(frozen=True)
class Legacy:
    """An answer of the portal until 2025: an array of rows."""

    rows: tuple[Node, ...]
    document: Document
    notes: Notes


@dataclass(frozen=True)
class Request:
    """What was asked of the portal; it says which period the answers are of."""

    period: Period | None
    document: Document
    notes: Notes


_WHY = "bochiso nhận ra tệp theo cấu trúc; đọc nhầm cấu trúc là đọc sai số liệu"
_ANSWERS = (
    "nạp câu trả lời của một trong các dịch vụ service-results, transparency, dvc-progress-tree, provide-online-tree, "
    "formality-online-payment-tree, dossier-digitized, handling-satisfaction"
)
_LEGACY_KEYS = ("TEN", "TONG_SCORE")


def recognise(document: Document) -> Answer | Legacy | Request | None:
    """What the file is, or None with the problem noted."""
    notes = document.notes
    if (rows := document.rows()) is not None:
        return _legacy(rows, document)
    top = document.top
    if top is None:
        notes.add("không phải câu trả lời của Cổng", why=_WHY, remedy=_ANSWERS)
        return None
    if "data" not in top and ("timeType" in top or "fromDate" in top):
        return Request(_period(top), document, notes)
    data = _data(top)
    return None if data is None else _answer(data, notes)


def _legacy(rows: list[Node], document: Document) -> Legacy | None:
    if rows and all(key in row for row in rows for key in _LEGACY_KEYS):
        return Legacy(tuple(rows), document, document.notes)
    document.notes.add(
        "danh sách rỗng" if not rows else f"không phải bảng điểm của Cổng cũ: thiếu {' hoặc '.join(_LEGACY_KEYS)}",
        why="chỉ dịch vụ report_tinh_766_service của Cổng trước năm 2026 cho điểm từng trục",
        remedy="lấy lại đúng dịch vụ đó; các báo cáo khác của Cổng cũ không phải là điểm bộ chỉ số",
    )
    return None


def _data(top: Node) -> Node | None:
    if "data" not in top and ("evaluation" in top or "children" in top):
        return top
    code, message = top.text("code"), top.text("message")
    data = top.node("data")
    if code not in ("", "OK") or data is None:
        said = message or code or "không kèm lời giải thích"
        top.document.notes.add(
            f"Cổng trả lời lỗi: {said}" if code != "OK" else "câu trả lời không có dữ liệu (data)",
            why="câu trả lời này không có số liệu nào",
            remedy="đợi ít phút rồi lấy lại; nếu vẫn vậy, kiểm tra yêu cầu đã gửi",
        )
        return None
    return data


def _answer(data: Node, notes: Notes) -> Answer | None:
    if isinstance(data.raw("items"), list) and "evaluation" not in data:
        notes.add(
            "đây là danh mục thủ tục hành chính (formalities), không phải số liệu",
            why="danh mục không có điểm hay tỷ lệ nào",
            remedy=_ANSWERS,
        )
        return None
    root = data.node("overview") or data.node("parent")
    rows = (*data.nodes("evaluation"), *data.nodes("children"))
    shape = _shape(data, root, rows)
    if shape is None:
        notes.add(f"không nhận ra loại câu trả lời (các khoá: {_keys(data)})", why=_WHY, remedy=_ANSWERS)
        return None
    return Answer(shape, data, root, rows, notes)


def _shape(data: Node, root: Node | None, rows: tuple[Node, ...]) -> Shape | None:
    every = (*((root,) if root else ()), *rows)
    keys = frozenset[str]().union(*(node.keys for node in every))
    if "groupScores" in keys or "radar" in data:
        return Shape.SERVICE_RESULTS
    if "metrics" in keys:
        return Shape.METRICS
    if "totalOnTime" in keys:
        return Shape.PROGRESS
    if "totalDossierFinancialObligation" in keys:
        return Shape.PAYMENT
    if "authorityCount" in keys or ("children" in data and every and all(_twelve(node) for node in every)):
        return Shape.ONLINE
    return None


def _twelve(node: Node) -> bool:
    return node.raw("totalMaxScore") == 12


def _keys(node: Node) -> str:
    return node.document.notes.clean(", ".join(sorted(node.keys)[:8]))


def _period(top: Node) -> Period | None:
    for key in ("formalityId", "formalityID"):
        if top.raw(key) not in (None, ""):
            top.problem(
                key,
                f"yêu cầu chỉ hỏi một thủ tục ({shown(top.raw(key))})",
                why="số liệu của một thủ tục không phải số liệu của đơn vị",
                remedy="lấy lại câu trả lời với yêu cầu không có formalityId",
            )
    if "timeType" not in top:
        return None
    kind, year = top.text("timeType"), top.count("year")
    if kind not in tuple(PeriodKind) or year is None or not 2000 <= year <= 2999:
        top.problem(
            "timeType", f"không hiểu kỳ «{kind}» năm «{_year(top)}»", remedy='ghi {"timeType": "year", "year": 2026}'
        )
        return None
    match PeriodKind(kind):
        case PeriodKind.YEAR:
            return Period(PeriodKind.YEAR, year)
        case PeriodKind.QUARTER:
            return _part(top, PeriodKind.QUARTER, year, 4)
        case PeriodKind.MONTH:
            return _part(top, PeriodKind.MONTH, year, 12)


def _year(top: Node) -> str:
    return "" if top.raw("year") is None else top.document.notes.clean(shown(top.raw("year")))


def _part(top: Node, kind: PeriodKind, year: int, last: int) -> Period | None:
    part = top.count(kind.value)
    if part is None or not 1 <= part <= last:
        top.problem(kind.value, f"{kind.value} phải từ 1 đến {last}", remedy=f'ghi ví dụ "{kind.value}": 1')
        return None
    return Period(kind, year, part)
