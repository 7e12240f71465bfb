"""Answers of the portal until 2025: report_tinh_766_service, an array of rows in which every value is text."""

from collections import Counter
from collections.abc import Sequence

from bochiso.index.model import Edition
from bochiso.intake.counted import NOTHING_SAID, Given
from bochiso.intake.gather import Reading
from bochiso.intake.jsonfile import Node
from bochiso.intake.naming import Directory, check_name
from bochiso.intake.notes import Notes
from bochiso.intake.shapes import Legacy
from bochiso.score.snapshot import Figure, NoData, Origin, Reported, SnapshotUnit
from bochiso.time import Instant
from bochiso.units.tree import UnitKind
from bochiso.wording import rank_text

_AXES = ("CKMB", "TDGQ", "CLGQ", "TTTT", "MDHL", "MDSH")
_LEVELS = {"1": UnitKind.DEPARTMENT, "2": UnitKind.COMMUNE}


def read_legacy(answer: Legacy, instant: Instant, edition: Edition, directory: Directory, sha256: str) -> Reading:
    """The axes, totals and ranks of every row. Problems are noted."""
    read = [(node, unit) for node in answer.rows if (unit := _unit(node, instant, directory, answer.notes))]
    figures = [figure for node, unit in read for figure in _scores(node, unit, edition)]
    figures += _ranks(read, answer.notes)
    origin = Origin(answer.notes.place, sha256, "portal:report_tinh_766_service", answer.document.left_over())
    return Reading(instant, tuple(unit for _, unit in read), tuple(figures), origin)


def _unit(node: Node, instant: Instant, directory: Directory, notes: Notes) -> SnapshotUnit | None:
    name, code, id = node.text("TEN"), node.text("MA_COQUAN"), node.text("ID")
    level = node.text("CAPDONVIID")
    check_name(name, notes, node.pointer)
    if not name and not code:
        node.problem(
            "TEN", "dòng không có tên và mã đơn vị", why="không biết điểm của đơn vị nào", remedy="bỏ dòng này"
        )
        return None
    unit = directory.coded(code or name, name, instant.day, notes, node.pointer)
    if unit is None:
        return None
    return SnapshotUnit(unit.code, name or unit.name, _kind(level, unit, instant, directory), unit.parent, id)


def _kind(level: str, unit: SnapshotUnit, instant: Instant, directory: Directory) -> UnitKind:
    """As the registry has it, else the portal's level, which cannot tell a district from a department."""
    known = directory.registry.by_code(unit.code, instant.day) or directory.registry.by_code(unit.code)
    if known is not None:
        return known.kind
    if unit.kind is UnitKind.DISTRICT:
        return unit.kind
    return _LEVELS.get(level, UnitKind.PROVINCE if "." not in unit.code else unit.kind)


def _scores(node: Node, unit: SnapshotUnit, edition: Edition) -> list[Figure]:
    items = [(code, code) for code in _AXES if edition.axis(code)] + [("TONG_SCORE", "total")]
    figures = []
    for key, item in items:
        given = Given(points=node.number(key))
        value = NoData(NOTHING_SAID) if given.points is None else Reported()
        axis = edition.axis(item)
        maximum = axis.maximum if axis else edition.maximum
        if given.points is not None and given.points > maximum:
            node.problem(
                key,
                f"{given.points} điểm, trên mức tối đa {maximum}",
                why="điểm không thể vượt mức tối đa của trục",
                remedy="lấy lại câu trả lời của Cổng",
            )
        figures.append(Figure(unit.code, item, value, points=given.points, source=node.source))
    return figures


def _ranks(read: Sequence[tuple[Node, SnapshotUnit]], notes: Notes) -> list[Figure]:
    """The rank is the portal's own row number, among the rows of the same kind."""
    kinds = Counter(unit.kind for _, unit in read)
    figures = []
    for node, unit in read:
        rank, among = node.count("ROW_STT"), kinds[unit.kind]
        if rank is None:
            continue
        if not 1 <= rank <= among:
            notes.warn(f"có hạng lớn hơn số đơn vị cùng loại trong tệp ({among}); chỉ giữ hạng, không ghi tổng số")
        known = among if 1 <= rank <= among else None
        figures.append(
            Figure(unit.code, "rank", Reported(text=rank_text(rank, known)), rank=rank, among=known, source=node.source)
        )
    return figures
