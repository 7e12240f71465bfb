"""Why a figure moved between two instants: a drawing and a table whose parts add up exactly to the change."""

from dataclasses import dataclass

from bochiso.compare.change import Comparison, UnitComparison
from bochiso.compare.quantity import POINT, Measure
from bochiso.compare.why.explain import COMPONENT, Explanation
from bochiso.compare.why.explain_points import TOTAL
from bochiso.compare.why.parts import Part as Piece
from bochiso.compare.why.question import Question, explanation, needs_facts, usual_by
from bochiso.errors import fail
from bochiso.index.model import Edition
from bochiso.measure.split import Dimension
from bochiso.report.cause_words import remainder_name
from bochiso.view.explanations import BY_TITLES, explanation_grid, explanation_json
from bochiso.web.answer import About
from bochiso.web.part import Json, Part
from bochiso.web.parts.explanation_chart import drawings
from bochiso.web.query import NotFound, Query, wrong
from bochiso.web.render import address, render, segment
from bochiso.web.shapes_why import ExplanationPageShape
from bochiso.web.sides import SIDES, Choice, Sides, sides
from bochiso.web.words import Said
from bochiso.web.workbench import Workbench

PATH = "/nguyen-nhan"
PAGE = 40
"""Parts on one page of the table."""

_INSTEAD = "Điểm tổng hợp không có ở cả hai thời điểm, nên trang giải thích số liệu đầu tiên so được."


@dataclass(frozen=True)
class Explained:
    """`made` is None where nothing can be explained; `reason` then says why.

    `instead` says that another figure is shown than the total, which nobody asked for and which is not known.
    """

    sides: Sides
    item: str
    by: str
    made: Explanation | None
    reason: str
    instead: str
    offset: int


def _find(bench: Workbench, query: Query) -> Explained:
    found = sides(bench, query)
    edition = found.now.edition
    item = _asked_item(edition, query.text("item"))
    offset = query.offset
    unit, comparison = found.unit, found.comparison
    reason = _barred(found)
    if reason or unit is None or comparison is None:
        return Explained(found, item or TOTAL, query.text("by"), None, reason, "", offset)
    usual = item or _usual_item(comparison, unit)
    by = _asked_by(usual, edition, query)
    instead = (
        "" if item or usual == TOTAL else "Điểm tổng hợp không có ở cả hai thời điểm, nên trang hiện số liệu khác."
    )
    question = Question(usual, unit.code, by)
    return Explained(found, usual, by, _explained(bench, found, comparison, question), "", instead, offset)


def _explained(bench: Workbench, found: Sides, comparison: Comparison, question: Question) -> Explanation:
    later = max(comparison.before.as_of, comparison.after.as_of)
    key = "explanation", comparison.before.id, comparison.after.id, question, bench.known(later)
    return bench.kept(key, lambda: explanation(comparison, question, bench.source if needs_facts(question) else None))


def _barred(found: Sides) -> str:
    """Why nothing can be explained, in words; empty where something can be."""
    if found.before is None or found.comparison is None:
        return "chưa có số liệu của thời điểm nào trước đó để so sánh; chọn thời điểm trước"
    if found.unit is None:
        return "nguồn số liệu này không có cả tỉnh; chọn một đơn vị"
    return found.comparison.barred or found.unit.barred


def _asked_item(edition: Edition, text: str) -> str:
    """An item by any of its names; empty where none is asked for. Raises `NotFound`."""
    if not text:
        return ""
    place = edition.place(text)
    if place and (place.item == TOTAL or edition.axis(place.item) or edition.indicator(place.item)):
        # The name of a printed row may stand for the rest of its indicator, which the explanation can tell apart.
        return text if edition.indicator(place.item) else place.item
    names = [TOTAL, *(axis.code for axis in edition.axes), *(indicator.id for indicator in edition.indicators)]
    raise NotFound(
        fail(
            f"số liệu «{text}»",
            f"không có trong phiên bản {edition.id}",
            why="chỉ giải thích được số liệu của phiên bản",
            remedy=f"một trong: {', '.join(names)}",
        ).problems
    )


def _usual_item(comparison: Comparison, unit: UnitComparison) -> str:
    """The total, or the first figure in the order of print that can be subtracted where the total cannot."""
    edition = comparison.edition
    items = [(TOTAL, Measure.POINTS), *((axis.code, Measure.POINTS) for axis in edition.axes)]
    items += [(indicator.id, Measure.RATE) for indicator in edition.indicators]
    changes = ((item, comparison.change(unit, item, measure)) for item, measure in items)
    return next((item for item, change in changes if change.value is not None), TOTAL)


def _asked_by(item: str, edition: Edition, query: Query) -> str:
    usual = usual_by(item, edition)
    by = query.one_of("by", BY_TITLES, usual)
    if by == COMPONENT and usual != COMPONENT:
        dimensions = ", ".join(each.value for each in Dimension)
        raise wrong("by", by, "chỉ điểm mới tách được theo chỉ số thành phần", f"một trong: {dimensions}")
    return by


def _about(found: Explained) -> About:
    name = f": {found.sides.unit.name}" if found.sides.unit else ""
    return found.sides.now.about(f"Nguyên nhân{name}", found.sides.crumbs(PATH))


# The page


@dataclass(frozen=True)
class Row:
    """A row of the table: a name, perhaps with a link, and cells; `kind` is part, rest or total."""

    name: str
    address: str
    cells: tuple[Said, ...]
    kind: str


def _html(found: Explained) -> str:
    made = found.made
    grid = explanation_grid(made) if made else None
    rows = _rows(found, made) if made else []
    parts = [row for row in rows if row.kind == "part"]
    return render(
        "parts/explanation.html",
        sides=found.sides,
        found=found,
        items=_items(found),
        ways=_ways(found),
        grid=grid,
        notes=grid.note.split("\n") if grid and grid.note else [],
        drawings=drawings(made, found.sides.dates) if made else (),
        rows=parts[found.offset : found.offset + PAGE] + [row for row in rows if row.kind != "part"],
        number=len(parts),
        last=min(found.offset + PAGE, len(parts)),
        pages=_pages(found, len(parts)),
        lists=_lists(found),
    )


def _items(found: Explained) -> list[tuple[str, list[Choice]]]:
    edition = found.sides.now.edition
    place = edition.place(found.item)
    item = place.item if place else found.item
    groups = [
        ("Điểm", [(TOTAL, "Điểm tổng hợp"), *((axis.code, f"Trục {axis.title}") for axis in edition.axes)]),
        ("Chỉ số", [(each.id, f"{each.id} {each.title}") for each in edition.indicators]),
    ]
    return [(title, [Choice(key, name, key == item) for key, name in pairs]) for title, pairs in groups]


def _ways(found: Explained) -> list[Choice]:
    """The usual way has no value of its own: it depends on the figure that is chosen beside it."""
    usual = usual_by(found.item, found.sides.now.edition)
    first = Choice("", "cách thường dùng (điểm: chỉ số; tỷ lệ: đơn vị)", found.by in ("", usual))
    return [first, *(Choice(each.value, BY_TITLES[each.value], found.by == each.value != usual) for each in Dimension)]


def _rows(found: Explained, made: Explanation) -> list[Row]:
    """The rows of the command's table with links and signs."""
    grid = explanation_grid(made)
    noted = grid.heading[-1] == "Ghi chú"
    total = len(grid.heading) - 1 - noted
    rows = []
    for number, texts in enumerate(grid.rows):
        cells = tuple(_cell(text, made, at == total) for at, text in enumerate(texts) if at)
        rest = number - len(made.parts)
        if rest < 0:
            rows.append(Row(texts[0], _down(found, made, made.parts[number]), cells, "part"))
        elif rest < len(made.remainders):
            rows.append(Row(remainder_name(made.remainders[rest]), "", cells, "rest"))
        else:
            rows.append(Row(texts[0], "", cells, "total"))
    return rows


def _cell(text: str, made: Explanation, effect: bool) -> Said:
    if not effect:
        return Said(text)
    sign = {"+": "▲ ", "-": "▼ "}.get(text[:1], "● ")
    kind = {"▲ ": "good", "▼ ": "bad"}.get(sign, "same") if made.measured_in == POINT else ""
    return Said(sign + text, kind)


def _down(found: Explained, made: Explanation, piece: Piece) -> str:
    """Where a part is told in more detail; empty where nowhere."""
    links, comparison = found.sides.links, found.sides.comparison
    assert comparison is not None
    if made.by == COMPONENT and comparison.edition.indicator(piece.key):
        return address(PATH, links, item=piece.key)
    if made.by == Dimension.UNIT.value and piece.key != made.unit.code and comparison.unit(piece.key):
        return address(PATH, links, item=found.item, unit=piece.key)
    if made.by == Dimension.PROCEDURE.value and comparison.after.computed and ":" not in piece.key:
        return address("/ho-so", links, procedure=piece.key)
    return ""


def _lists(found: Explained) -> list[tuple[str, str]]:
    """Where the dossiers behind the figure are."""
    place = found.sides.now.edition.place(found.item)
    indicator = found.sides.now.edition.indicator(place.item) if place else None
    if indicator is None:
        return []
    return [
        (f"Chỉ số {indicator.id} và danh sách hồ sơ", address(f"/chi-so/{segment(indicator.id)}", found.sides.links))
    ]


def _pages(found: Explained, number: int) -> list[tuple[str, str]]:
    offset, links = found.offset, found.sides.links
    by = "" if found.by == usual_by(found.item, found.sides.now.edition) else found.by
    pages = []
    if offset > 0:
        back = str(max(0, offset - PAGE))
        pages.append(("Trang trước", address(PATH, links, item=found.item, by=by, offset="" if back == "0" else back)))
    if offset + PAGE < number:
        pages.append(("Trang sau", address(PATH, links, item=found.item, by=by, offset=str(offset + PAGE))))
    return pages


def _data(found: Explained) -> Json:
    return {"explanation": explanation_json(found.made) if found.made else None, "reason": found.reason or None}


EXPLANATION = Part(
    "explanation", (*SIDES, "item", "by", "offset"), _find, _about, _html, _data, ExplanationPageShape, heavy=True
)
