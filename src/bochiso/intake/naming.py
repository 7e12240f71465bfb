"""Which unit a row speaks of: by code, by name through the registry, or by what earlier imports knew."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bochiso.intake.cleaning import looks_like_formula
from bochiso.intake.notes import Notes
from bochiso.score.snapshot import SnapshotUnit
from bochiso.units.codes import canonical_agency_code, kind_of_code, parent_of_code
from bochiso.units.names import name_key
from bochiso.units.registry import Registry
from bochiso.units.tree import Unit, UnitKind


@dataclass(frozen=True)
class Directory:
    """Everything that is known of units before a file is read."""

    registry: Registry
    province: str
    known: Mapping[str, SnapshotUnit]

    def named(self, text: str, day: date, notes: Notes, at: str) -> SnapshotUnit | None:
        """The unit meant by a code or a name that somebody wrote, or None with the problem noted."""
        text = self._chosen(text)
        if unit := self.registry.resolve(text, day, self.province or None):
            return self._as_written(unit, text)
        if known := self._known(text):
            return known
        if code := canonical_agency_code(text):
            return self.coded(code, "", day, notes, at)
        self._unknown(text, day, notes, at)
        return None

    def coded(self, text: str, name: str, day: date, notes: Notes, at: str) -> SnapshotUnit | None:
        """The unit of a code that a system wrote, with the name it gave; unknown codes are taken with a warning."""
        code = canonical_agency_code(text)
        if code is None:
            return self.named(name or text, day, notes, at)
        unit = self.registry.by_code(code, day)
        if unit is None and not name:
            notes.warn_alike("mã đúng dạng nhưng không có trong danh mục đơn vị, tạm lấy mã làm tên", code)
        kind = unit.kind if unit else kind_of_code(code) or UnitKind.DEPARTMENT
        return SnapshotUnit(code, name or (unit.name if unit else code), kind, self.parent(code))

    def parent(self, code: str) -> str | None:
        """The code above, as the code shows it, else as the registry has it."""
        unit = self.registry.by_code(code)
        return parent_of_code(code) or (unit.parent if unit else None)

    def _chosen(self, text: str) -> str:
        """The code alone of `H55.12 – Sở Nội vụ`, as the template's list has it."""
        code, dash, _ = text.partition(" – ")
        known = self.registry.by_code(code) or any(unit.code == code for unit in self.known.values())
        return code if dash and (known or canonical_agency_code(code)) else text

    def _as_written(self, unit: Unit, text: str) -> SnapshotUnit:
        by_code = canonical_agency_code(text) is not None or text == unit.code
        return SnapshotUnit(unit.code, unit.name if by_code else text, unit.kind, self.parent(unit.code))

    def _known(self, text: str) -> SnapshotUnit | None:
        key, code = name_key(text), canonical_agency_code(text) or text
        found = {unit.code: unit for unit in self.known.values() if unit.code == code or name_key(unit.name) == key}
        return next(iter(found.values())) if len(found) == 1 else None

    def _unknown(self, text: str, day: date, notes: Notes, at: str) -> None:
        near = self.registry.nearest(text, day, self.province or None) if notes.patient else []
        names = "; ".join(f"{unit.name} ({unit.code})" for unit in near)
        notes.add(
            f"không tìm thấy đơn vị «{text}»",
            at=at,
            why="số liệu không gắn được vào đơn vị nào" if self.province else "chưa biết tên này thuộc tỉnh nào",
            remedy=(f"có phải: {names}? " if names else "")
            + "Ghi mã đơn vị (ví dụ H55.12), hoặc thêm đơn vị vào bảng units của tỉnh (mục units trong bochiso.toml)",
        )


def check_name(name: str, notes: Notes, at: str) -> None:
    """Refuse a name that a spreadsheet would run."""
    if looks_like_formula(name):
        notes.add(
            f"ô chữ bắt đầu bằng «{name[:1]}»: «{name[:40]}», có thể là công thức",
            at=at,
            why="khi mở báo cáo bằng Excel, nội dung này có thể bị chạy như một lệnh",
            remedy=f"xoá dấu «{name[:1]}» ở đầu ô nếu đây chỉ là chữ",
        )
