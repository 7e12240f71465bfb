"""Units of the portal's rows. Some pages leave out the code; the id of the unit leads to it."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from bochiso.intake.jsonfile import Node
from bochiso.intake.naming import Directory, check_name
from bochiso.intake.shapes import Answer
from bochiso.score.snapshot import SnapshotUnit
from bochiso.units.codes import canonical_agency_code, kind_of_code
from bochiso.units.tree import UnitKind

_KINDS = {
    "PROVINCE": UnitKind.PROVINCE,
    "PROVINCIAL_DEPARTMENT": UnitKind.DEPARTMENT,
    "COMMUNE_PEOPLE_COMMITTEE": UnitKind.COMMUNE,
}
_SAYS_NOTHING_MORE = ("departmentType", "departmentLevel", "agencyLevel", "level")


class PortalUnits:
    """The units of all answers of one call, joined by the portal's id."""

    def __init__(self, answers: Iterable[Answer], directory: Directory) -> None:
        self._directory = directory
        self._codes = {id: unit.code for id, unit in directory.known.items()} | _codes(answers)
        self.nameless: Counter[str] = Counter()

    def unit(self, node: Node, day: date, above: SnapshotUnit | None) -> SnapshotUnit | None:
        """The unit of a row; `above` is the unit of the answer itself. None with the problem noted."""
        id, name, code = node.text("departmentId"), node.text("departmentName"), node.text("departmentCode")
        type = node.text("departmentType")
        node.skip(*_SAYS_NOTHING_MORE)
        check_name(name, node.document.notes, node.pointer)
        code = self._code(code, id) or self._by_name(name, type, day)
        if not code and id:
            self.nameless[node.document.notes.place] += 1
            code = id
        if not code:
            node.problem(
                "departmentCode",
                f"không biết đơn vị nào («{name}»)",
                why="dòng không có mã, không có departmentId, tên cũng không phải của một tỉnh",
                remedy="lấy lại câu trả lời của Cổng",
            )
            return None
        known = self._directory.known.get(id)
        kind = self._kind(code, type, node, day, above)
        parent = self._directory.parent(code) or (known.parent if known else None)
        if parent is None and above is not None and above.code != code and kind is not UnitKind.PROVINCE:
            parent = above.code
        return SnapshotUnit(code, name or (known.name if known else code), kind, parent, id)

    def warnings(self) -> list[str]:
        """How many rows go by the portal's id, for want of a code, and what to do about it."""
        return [
            f"{place}: {count} dòng không có mã đơn vị (departmentCode), tạm lấy departmentId làm mã; "
            "nạp cùng lúc với dvc-progress-tree của cùng đơn vị để có mã"
            for place, count in self.nameless.items()
        ]

    def _code(self, code: str, id: str) -> str:
        code = code or self._codes.get(id, "")
        return canonical_agency_code(code) or code

    def _by_name(self, name: str, type: str, day: date) -> str:
        """The code of a province, or of the nation, whose name alone is enough."""
        unit = self._directory.registry.resolve(name, day) if name and type in ("", "PROVINCE") else None
        return unit.code if unit and unit.kind in (UnitKind.NATION, UnitKind.PROVINCE, UnitKind.MINISTRY) else ""

    def _kind(self, code: str, type: str, node: Node, day: date, above: SnapshotUnit | None) -> UnitKind:
        registered = self._directory.registry.by_code(code, day)
        if found := _KINDS.get(type) or (registered.kind if registered else None) or kind_of_code(code):
            return found
        if node.raw("level") == "COMMUNE":
            return UnitKind.COMMUNE
        return UnitKind.PROVINCE if above is None else UnitKind.DEPARTMENT


def _codes(answers: Iterable[Answer]) -> dict[str, str]:
    """The code of every id, wherever in the call the two stand together; two codes for one id are a problem."""
    found: dict[str, str] = {}
    for answer in answers:
        for node in ((answer.root,) if answer.root else ()) + answer.rows:
            id, code = (str(node.raw(key) or "").strip() for key in ("departmentId", "departmentCode"))
            if not id or not code:
                continue
            code = canonical_agency_code(code) or code
            if found.setdefault(id, code) != code:
                node.problem(
                    "departmentCode",
                    f"departmentId {id} có hai mã: {found[id]} và {code}",
                    why="không biết số liệu là của đơn vị nào",
                    remedy="lấy lại các câu trả lời của Cổng cùng một lúc",
                )
    return found
