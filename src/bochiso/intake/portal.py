"""Answers of the live portal (dichvucong.gov.vn, /api/v1/reporting/evaluation/…) as figures."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bochiso.index.model import Edition
from bochiso.intake.counted import BY_AXIS, CountedItem, Given, added
from bochiso.intake.figures import figure_of
from bochiso.intake.gather import SUMMARY, Reading
from bochiso.intake.jsonfile import Node, shown
from bochiso.intake.notes import Notes
from bochiso.intake.portal_units import PortalUnits
from bochiso.intake.shapes import AXIS_OF_TREE, Answer, Shape
from bochiso.score.snapshot import Figure, Flag, Origin, SnapshotUnit
from bochiso.time import Instant

_PAGES = {"CKMB": "transparency", "MDSH": "dossier-digitized", "MDHL": "handling-satisfaction"}
_DAYS, _DAYS_AXIS, _DAYS_ITEM = "avgProcessingDays", "TDGQ", "2.2"
_SCORES = frozenset({"totalScore", "score"})


@dataclass(frozen=True)
class _Page:
    """What every row of one answer is read with. `axis` is "" for the summary of all axes."""

    edition: Edition
    axis: str
    units: PortalUnits
    notes: Notes


def read_answer(answer: Answer, instant: Instant, edition: Edition, units: PortalUnits, sha256: str) -> Reading | None:
    """The figures of one answer, or None with the problem noted."""
    axis = _axis(answer, edition)
    if axis is None:
        return None
    page = _Page(edition, axis, units, answer.notes)
    found: list[SnapshotUnit] = []
    figures: list[Figure] = []
    above: SnapshotUnit | None = None
    for node in ((answer.root,) if answer.root else ()) + answer.rows:
        unit = units.unit(node, instant.day, above)
        if unit is None:
            continue
        if node is answer.root:
            above = unit
            figures += _radar(page, answer.data, unit)
        found.append(unit)
        figures += _row(page, node, unit)
    if not figures:
        answer.notes.add(
            "câu trả lời không có số liệu nào",
            why="nạp một tệp rỗng dễ bị hiểu nhầm là đơn vị không có số liệu",
            remedy="kiểm tra yêu cầu đã gửi (năm, đơn vị) rồi lấy lại",
        )
    origin = Origin(answer.notes.place, sha256, _kind(answer.shape, axis), answer.data.document.left_over())
    return Reading(instant, tuple(dict.fromkeys(found)), tuple(figures), origin)


def _kind(shape: Shape, axis: str) -> str:
    return SUMMARY if shape is Shape.SERVICE_RESULTS else f"portal:{_PAGES.get(axis, shape.value)}"


def _axis(answer: Answer, edition: Edition) -> str | None:
    if answer.shape is Shape.SERVICE_RESULTS:
        return ""
    if edition.place("PROGRESS") is None:
        answer.notes.add(
            f"phiên bản {edition.id} không có các chỉ tiêu của Cổng hiện nay",
            why="cùng một số thứ tự chỉ tiêu có nghĩa khác nhau giữa các phiên bản",
            remedy="kiểm tra thời điểm --at: câu trả lời dạng này chỉ có từ năm 2026",
        )
        return None
    if answer.shape is not Shape.METRICS:
        return AXIS_OF_TREE[answer.shape]
    codes = _metric_codes(answer)
    axes = {axis for code in codes if (axis := _axis_of(code, edition))}
    if len(axes) == 1:
        return axes.pop()
    answer.notes.add(
        f"không nhận ra trang của Cổng theo mã chỉ tiêu ({', '.join(codes[:6]) or 'không có mã nào'})",
        why="mỗi trang của Cổng chỉ có chỉ tiêu của một trục",
        remedy="lấy lại câu trả lời; nếu Cổng đã đổi mã chỉ tiêu, cần phiên bản bộ chỉ số mới",
    )
    return None


def _metric_codes(answer: Answer) -> list[str]:
    nodes = ((answer.root,) if answer.root else ()) + answer.rows
    codes = [_code(metric) for node in nodes for metric in node.nodes("metrics")]
    return [answer.notes.clean(code) for code in dict.fromkeys(codes) if code]


def _code(node: Node) -> str:
    """The code of a part; "" where it has none."""
    code = node.raw("code")
    return "" if code is None else shown(code)


def _axis_of(code: str, edition: Edition) -> str:
    place = edition.place(code)
    indicator = edition.indicator(place.item) if place else None
    return indicator.axis if indicator else ""


def _radar(page: _Page, data: Node, unit: SnapshotUnit) -> Iterator[Figure]:
    """The axes and groups of the answer's own unit."""
    for part in data.nodes("radar"):
        if (place := page.edition.place(_code(part))) is None:
            _unknown(page, _code(part), part)
            continue
        part.skip("code", "name")
        yield from _figure(page, part, unit, place.item, _scored(part))


def _row(page: _Page, node: Node, unit: SnapshotUnit) -> Iterator[Figure]:
    scored = _scored(node)
    if not _SCORES.isdisjoint(node.keys):
        yield from _figure(page, node, unit, page.axis or "total", scored)
    if not page.axis:
        yield from _groups(page, node, unit)
        return
    for metric in node.nodes("metrics"):
        yield from _metric(page, metric, unit)
    for counted in BY_AXIS.get(page.axis, ()):
        yield from _counts(page, node, unit, counted, scored)
    if page.axis == _DAYS_AXIS:
        yield from _days(page, node, unit)


def _scored(node: Node) -> Given:
    """Points, maximum and rate of a row; the pages do not agree on the names."""
    points, maximum = node.number("totalScore"), node.number("totalMaxScore")
    other, other_maximum = node.number("score"), node.number("maxScore")
    return Given(
        rate=node.number("ratio"),
        points=other if points is None else points,
        maximum=other_maximum if maximum is None else maximum,
    )


def _groups(page: _Page, node: Node, unit: SnapshotUnit) -> Iterator[Figure]:
    groups = node.node("groupScores")
    for code in sorted(groups.keys) if groups else ():
        if groups is None or (place := page.edition.place(code)) is None:
            _unknown(page, code, node)
            continue
        given = Given(points=groups.number(code))
        yield from _figure(page, groups, unit, place.item, given)


def _metric(page: _Page, metric: Node, unit: SnapshotUnit) -> Iterator[Figure]:
    code = _code(metric)
    place = page.edition.place(code)
    if place is None:
        _unknown(page, code, metric)
        return
    metric.skip("code", "name")
    given = Given(
        numerator=metric.count("numerator"),
        denominator=metric.count("denominator"),
        rate=metric.number("ratio"),
        points=metric.number("score"),
        maximum=metric.number("maxScore"),
    )
    given = _without_lone_denominator(metric, given, place.item, ("numerator", "denominator"))
    yield from _figure(page, metric, unit, place.item, given, _flags(metric))


def _flags(metric: Node) -> tuple[Flag, ...]:
    status, message = metric.text("dataQualityStatus"), metric.text("dataQualityMessage")
    return (Flag(status, message),) if status or message else ()


def _counts(page: _Page, node: Node, unit: SnapshotUnit, counted: CountedItem, scored: Given) -> Iterator[Figure]:
    """An indicator that stands in the row as bare counts; rows without those counts have no such figure."""
    names = (*counted.numerator, counted.denominator)
    if not any(name in node for name in counted.numerator):
        return
    alone = len(BY_AXIS[page.axis]) == 1
    given = Given(
        numerator=added([node.count(name) for name in counted.numerator]),
        denominator=node.count(counted.denominator),
        rate=scored.rate if alone else None,
        points=scored.points if alone else None,
        maximum=scored.maximum if alone else None,
    )
    yield from _figure(page, node, unit, counted.item, _without_lone_denominator(node, given, counted.item, names))


def _days(page: _Page, node: Node, unit: SnapshotUnit) -> Iterator[Figure]:
    """The mean time of processing, which is words for the edition: no rate, no count."""
    if node.raw(_DAYS) is not None and (days := node.number(_DAYS)) is not None:
        yield from _figure(page, node, unit, _DAYS_ITEM, Given(text=f"{days:f} ngày".replace(".", ",")))


def _without_lone_denominator(node: Node, given: Given, item: str, keys: tuple[str, ...]) -> Given:
    """What is left where the portal itself leaves out the numerator: the denominator alone counts nothing."""
    if given.numerator is not None or given.denominator is None:
        return given
    node.leave(*keys)
    node.document.notes.warn(
        f"{item}: Cổng không cho tử số (mẫu số {given.denominator}); coi là chưa có số đếm",
        at=f"{node.pointer}/{keys[0]}",
    )
    return replace(given, denominator=None)


def _figure(
    page: _Page, node: Node, unit: SnapshotUnit, item: str, given: Given, flags: tuple[Flag, ...] = ()
) -> Iterator[Figure]:
    figure = figure_of(given, unit.code, item, page.edition, page.notes, at=node.pointer, source=node.source)
    if figure is not None:
        yield replace(figure, flags=flags)


def _unknown(page: _Page, code: str, node: Node) -> None:
    if not code:
        page.notes.warn("có chỉ tiêu không ghi mã (code); giữ nguyên, không dùng", at=node.pointer)
        return
    page.notes.warn(f"phiên bản {page.edition.id} không có chỉ tiêu «{page.notes.clean(code)}»; giữ nguyên, không dùng")
