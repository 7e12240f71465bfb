"""A bare table of counts, `unit,indicator,numerator,denominator`, scored with no workspace and no date."""

import difflib
from pathlib import Path

from bochiso.exact import parse_count
from bochiso.index.model import Edition, Place, Show
from bochiso.intake.cells import Row
from bochiso.intake.cleaning import folded
from bochiso.intake.columns import report_dropped
from bochiso.intake.counted import Fault, Given, value_of
from bochiso.intake.files import Form, read_raw
from bochiso.intake.naming import check_name
from bochiso.intake.notes import Notes
from bochiso.intake.tables import Columns, Table, check_constants, first_recognised, read_sheets, tables_of, warn_unread
from bochiso.score.snapshot import Figure, Origin, Snapshot, SnapshotUnit
from bochiso.time import Instant, Period, PeriodKind
from bochiso.units.codes import canonical_agency_code, kind_of_code, parent_of_code
from bochiso.units.registry import Registry
from bochiso.units.tree import UnitKind

NAMES = {
    "unit": ("unit", "unit_code", "don vi", "ma don vi"),
    "indicator": ("indicator", "item", "portal_code", "chi so", "muc", "ma chi so"),
    "numerator": ("numerator", "tu so"),
    "denominator": ("denominator", "mau so"),
}
_CANONICAL = {folded(alias): name for name, aliases in NAMES.items() for alias in aliases}


def read_counts(path: Path, edition: Edition, registry: Registry) -> tuple[Snapshot, tuple[str, ...]]:
    """The counts as a snapshot at the edition's first day, with warnings. Raises `BochisoError` with every problem.

    A unit is any text: an agency code tells its kind and parent, other text counts as a province, which has every
    indicator. Empty counts are no data; 0 of 0 is not applicable.
    """
    notes = Notes(str(path))
    reader = _Reader(edition, registry, notes)
    raw = read_raw(path, notes)
    sheets = None
    if raw is not None and raw.form is Form.JSON:
        notes.add(
            "là tệp JSON", why="lệnh score nhận bảng số đếm", remedy="dùng bochiso import cho câu trả lời của Cổng"
        )
    elif raw is not None:
        sheets = read_sheets(raw, notes)
    found = first_recognised(tables_of(sheets), _columns) if sheets else None
    if sheets and found is None:
        titles = ", ".join(cell.text for cell in sheets[0].rows[0].cells) if sheets[0].rows else ""
        notes.add(
            "không có dòng tiêu đề đủ bốn cột unit, indicator, numerator, denominator",
            why=f"không biết cột nào là gì; dòng đầu là: {titles[:120]}",
            remedy="đặt tên bốn cột ở dòng đầu, ví dụ: unit,indicator,numerator,denominator",
        )
    if found is not None:
        warn_unread(tables_of(sheets or ()), found[0], _columns, notes)
        reader.read(*found)
    notes.problems.stop_if_any()
    assert raw is not None
    snapshot = Snapshot(
        as_of=Instant(edition.valid_from),
        edition=edition.id,
        period=Period(PeriodKind.YEAR, edition.valid_from.year),
        view="portal",
        units=tuple(reader.units.values()),
        figures=tuple(reader.figures.values()),
        origins=(Origin(path.name, raw.sha256, "counts"),),
    )
    return snapshot, notes.warnings


def _columns(table: Table) -> Columns | None:
    places: dict[str, int] = {}
    for index, title in enumerate(table.titles):
        if (name := _canonical(title)) is not None:
            places.setdefault(name, index)
    return Columns(places, table.titles) if len(places) == len(NAMES) else None


def _canonical(title: str) -> str | None:
    return _CANONICAL.get(folded(title))


class _Reader:
    def __init__(self, edition: Edition, registry: Registry, notes: Notes) -> None:
        self.edition = edition
        self.registry = registry
        self.notes = notes
        self.units: dict[str, SnapshotUnit] = {}
        self.figures: dict[tuple[str, str], Figure] = {}

    def read(self, table: Table, columns: Columns) -> None:
        check_constants(table, self.notes)
        report_dropped(table, columns, self.notes, _canonical)
        if all(row.blank for row in table.rows):
            self.notes.add(
                "không có dòng số liệu nào",
                why="bảng chỉ có dòng tiêu đề",
                remedy="điền số liệu dưới dòng tiêu đề",
            )
        for row in table.rows:
            if any(cell.text for cell in row.cells):
                self._row(row, columns)

    def _row(self, row: Row, columns: Columns) -> None:
        name = columns.cell(row, "unit").text
        if not name:
            self.notes.add(
                "không có đơn vị", at=row.at, why="số liệu phải thuộc một đơn vị", remedy="điền mã đơn vị, ví dụ H55"
            )
            return
        if columns.cell(row, "unit").broken:
            self.notes.add(
                f"ô đơn vị có dấu xuống dòng: «{name[:40]}»",
                at=columns.at(row, "unit"),
                why="không biết đây là một đơn vị hay nhiều đơn vị",
                remedy="ghi mỗi đơn vị trên một dòng của bảng, xoá dấu xuống dòng trong ô",
            )
            return
        check_name(name, self.notes, row.at)
        unit = self._unit(name)
        place = self._place(columns.cell(row, "indicator").text, columns.at(row, "indicator"))
        given = self._given(row, columns)
        if place is None or given is None:
            return
        figure = self._figure(unit, place, given, row)
        if figure is not None:
            self._keep(unit, figure, row)

    def _unit(self, name: str) -> SnapshotUnit:
        code = canonical_agency_code(name) or name
        known = self.registry.by_code(code, self.edition.valid_from) or self.registry.by_code(code)
        kind = known.kind if known else kind_of_code(code) or UnitKind.PROVINCE
        return SnapshotUnit(code, known.name if known else name, kind, parent_of_code(code))

    def _place(self, name: str, at: str) -> Place | None:
        place = self.edition.place(name) if name else None
        if place is not None and self.edition.indicator(place.item) is not None:
            return place
        ids = [known for known in self.edition.place_names if known not in ("total", "rank")]
        near = difflib.get_close_matches(name, ids, n=3, cutoff=0.4)
        self.notes.add(
            f"không có chỉ số «{name}» trong phiên bản {self.edition.id}",
            at=at,
            why="không biết tính điểm số đếm này theo quy tắc nào",
            remedy=f"có phải: {', '.join(near)}?" if near else f"dùng mã như {', '.join(ids[:4])} …",
        )
        return None

    def _given(self, row: Row, columns: Columns) -> Given | None:
        counts: dict[str, int | None] = {}
        for name in ("numerator", "denominator"):
            text = columns.cell(row, name).text
            counts[name] = parse_count(text) if text else None
            if text and counts[name] is None:
                self.notes.add(
                    f"«{text}» không phải là số đếm",
                    at=columns.at(row, name),
                    why="tử số và mẫu số là số nguyên từ 0 trở lên",
                    remedy="ví dụ: 378113 hoặc 378.113; chưa biết thì để trống",
                )
                return None
        return Given(counts["numerator"], counts["denominator"])

    def _figure(self, unit: SnapshotUnit, place: Place, given: Given, row: Row) -> Figure | None:
        if given.numerator is not None and given.denominator is not None:
            if 0 < given.denominator < given.numerator:
                self.notes.add(
                    f"tử số {given.numerator} lớn hơn mẫu số {given.denominator}",
                    at=row.at,
                    why="số được đếm là một phần của mẫu số",
                    remedy="kiểm tra hai số có bị đổi chỗ cho nhau không",
                )
                return None
            if place.show is Show.REST:
                given = Given(given.denominator - given.numerator, given.denominator)
        value = value_of(given)
        if isinstance(value, Fault):
            self.notes.add(value.what, at=row.at, why=value.why, remedy=value.remedy)
            return None
        return Figure(unit.code, place.item, value, source=f"{Path(self.notes.place).name}, {row.at}")

    def _keep(self, unit: SnapshotUnit, figure: Figure, row: Row) -> None:
        held = self.figures.get((figure.unit, figure.item))
        if held is None:
            self.units.setdefault(unit.code, unit)
            self.figures[figure.unit, figure.item] = figure
        elif held.value == figure.value:
            self.notes.warn(f"{figure.unit} {figure.item} có hai dòng giống nhau, lấy một", at=row.at)
        else:
            self.notes.add(
                f"{figure.unit} {figure.item} có hai dòng khác nhau (dòng kia: {held.source})",
                at=row.at,
                why="không biết dòng nào đúng",
                remedy="xoá dòng sai",
            )
