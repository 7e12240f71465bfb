"""Annexes II and on: lists of units, as the edition lays them out, complete and in a stated order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bochiso.compare.change import Comparison, Status, UnitComparison, of_kinds
from bochiso.compare.quantity import Absent, Measure, Quantity, unit_of
from bochiso.index.model import ColumnShow, TableColumn, TablePart, UnitTable
from bochiso.report.cells import Notes, change_cell, digits_of_column, figure_cell, fraction_cell, has_figures
from bochiso.report.document import Align, Cell, Column, Fraction, Missing, Number, Row, RowKind, Table, Text
from bochiso.report.document import Change as ChangeCell
from bochiso.units.names import name_key
from bochiso.units.registry import Registry
from bochiso.wording import instant_text, short_date

MEASURES = {
    ColumnShow.SHARE: Measure.RATE,
    ColumnShow.REST: Measure.REST_COUNT,
    ColumnShow.COUNT: Measure.COUNT,
    ColumnShow.FRACTION: Measure.COUNT,
    ColumnShow.POINTS: Measure.POINTS,
    ColumnShow.RANK: Measure.RANK,
}
SUMMED = (ColumnShow.REST, ColumnShow.COUNT, ColumnShow.FRACTION)
WIDTHS = {
    1: (Decimal(72), Decimal(23), Decimal(35)),
    2: (Decimal(41), Decimal(17), Decimal(22)),
}
"""Millimetres of the unit's name, of a figure and of its change, by the number of figures: 165 in all."""


@dataclass(frozen=True)
class Listing:
    """One list of an annex: its table and the units in it, in the order of the rows."""

    part: TablePart
    table: Table
    units: tuple[UnitComparison, ...]


def listings(comparison: Comparison, table: UnitTable, name: str, registry: Registry) -> tuple[Listing, ...]:
    """The lists of an annex that hold any figure. `name` begins the names of the tables."""
    found = []
    for position, part in enumerate(table.parts, 1):
        units = of_kinds(comparison.units, part.kinds)
        columns = [column for column in table.columns if _any(comparison, units, column)]
        if columns:
            found.append(_listing(comparison, table, part, columns, units, f"{name}-{position}", registry))
    if len(found) < 2:
        return tuple(found)
    return tuple(_numbered(listing, position) for position, listing in enumerate(found, 1))


def _numbered(listing: Listing, position: int) -> Listing:
    table = listing.table
    title = f"{position}. {table.title}"
    return Listing(listing.part, Table(table.name, table.columns, table.rows, title, table.notes), listing.units)


def _any(comparison: Comparison, units: Sequence[UnitComparison], column: TableColumn) -> bool:
    return any(has_figures(comparison.change(unit, column.item, MEASURES[column.show])) for unit in units)


def _listing(
    comparison: Comparison,
    table: UnitTable,
    part: TablePart,
    columns: Sequence[TableColumn],
    units: Sequence[UnitComparison],
    name: str,
    registry: Registry,
) -> Listing:
    notes = Notes()
    first = columns[0]
    ordered = sorted(units, key=lambda unit: _order(comparison, unit, first, registry))
    makers = [_ColumnMaker(comparison, column, ordered, notes) for column in columns]
    rows = []
    for position, unit in enumerate(ordered, 1):
        label = display_name(unit, comparison, registry)
        cells = [cell for maker in makers for cell in maker.cells(unit, label)]
        rows.append(Row((Text(str(position)), Text(label), *cells)))
    missing = _missing_units(comparison)
    if table.total:
        totals = [cell for maker in makers for cell in maker.total()]
        label = "Tổng các đơn vị trong biểu" if missing else "Tổng số"
        rows.append(Row((Text(""), Text(label, bold=True), *totals), RowKind.TOTAL))
    day = short_date(comparison.after.as_of.day)
    order = f"Đơn vị xếp theo cột «{first.label}» ngày {day}, từ cao xuống thấp."
    ranked = [column.label for column in columns if column.show is ColumnShow.RANK]
    among = tuple(f"Cột «{label}»: thứ hạng trong các đơn vị có số liệu ở cùng thời điểm." for label in ranked)
    renamed = tuple(
        f"{display_name(unit, comparison, registry)}: {unit.note}."
        for unit in ordered
        if unit.parts or unit.status in (Status.RENAMED, Status.MERGED)
    )
    lines = (order, *missing, *among, *renamed, *notes.lines("", len(ordered)))
    heading = _columns(comparison, table, columns)
    return Listing(part, Table(name, heading, tuple(rows), part.title, lines), tuple(ordered))


def _order(
    comparison: Comparison, unit: UnitComparison, column: TableColumn, registry: Registry
) -> tuple[bool, Decimal, str]:
    after = comparison.change(unit, column.item, MEASURES[column.show]).after
    name = display_name(unit, comparison, registry)
    return (True, Decimal(0), name) if isinstance(after, Absent) else (False, -after.printed, name)


def lowered(title: str) -> str:
    """A title as it stands inside a sentence: an abbreviation at its beginning stays in capitals."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _columns(comparison: Comparison, table: UnitTable, columns: Sequence[TableColumn]) -> tuple[Column, ...]:
    before, after = (short_date(side.as_of.day) for side in (comparison.before, comparison.after))
    name_width, width, change_width = WIDTHS.get(len(columns), WIDTHS[2])
    heading = [Column("Số TT", Decimal(12), Align.CENTER), Column(table.unit_label, name_width, Align.LEFT)]
    for column in columns:
        unit = unit_of(comparison.edition.indicator(column.item), MEASURES[column.show])
        heading.append(Column(f"Ngày {before}", width, Align.RIGHT, column.label))
        heading.append(Column(f"Ngày {after}", width, Align.RIGHT, column.label))
        heading.append(Column(f"Tăng (+)/giảm (-) ({unit})", change_width, Align.RIGHT, column.label))
    return tuple(heading)


def _missing_units(comparison: Comparison) -> tuple[str, ...]:
    """What every list must say of units that the source has and the files did not."""
    return tuple(
        f"Số liệu {instant_text(side.as_of)} chưa đủ: nguồn còn {side.missing_units} đơn vị không có trong tệp đã nạp."
        for side in (comparison.before, comparison.after)
        if side.missing_units
    )


class _ColumnMaker:
    """The three cells of one figure, for every unit and for their total."""

    def __init__(
        self, comparison: Comparison, column: TableColumn, units: Sequence[UnitComparison], notes: Notes
    ) -> None:
        self.column = column
        self.notes = notes
        measure = MEASURES[column.show]
        self.changes = {unit.code: comparison.change(unit, column.item, measure) for unit in units}
        fraction = column.show is ColumnShow.FRACTION
        self.among = {u.code: comparison.change(u, column.item, Measure.AMONG) for u in units} if fraction else {}
        self.digits = digits_of_column(self.changes.values())

    def cells(self, unit: UnitComparison, label: str) -> list[Cell]:
        change = self.changes[unit.code]
        moved = change_cell(change, self.digits, self.notes, label, unit=False)
        if self.column.show is ColumnShow.FRACTION:
            among = self.among[unit.code]
            before = fraction_cell(change.before, among.before, self.notes, label)
            return [before, fraction_cell(change.after, among.after, self.notes, label), moved]
        sides = [figure_cell(side, self.digits, self.notes, label) for side in (change.before, change.after)]
        return [*sides, moved]

    def total(self) -> list[Cell]:
        """Sums of counts; a column that cannot be added up says so."""
        if self.column.show not in SUMMED:
            reason = "tỷ lệ, điểm và thứ hạng của các đơn vị không cộng được"
            return [Missing(reason)] * 3
        before = _sum(change.before for change in self.changes.values())
        after = _sum(change.after for change in self.changes.values())
        moved = ChangeCell(after - before, 0)
        if self.column.show is ColumnShow.FRACTION:
            among = self.among.values()
            wholes = _sum(change.before for change in among), _sum(change.after for change in among)
            return [_fraction(before, wholes[0]), _fraction(after, wholes[1]), moved]
        return [Number(before, 0), Number(after, 0), moved]


def _fraction(part: Decimal, whole: Decimal) -> Fraction:
    return Fraction(Number(part, 0), Number(whole, 0))


def _sum(sides: Iterable[Quantity | Absent]) -> Decimal:
    return sum((side.printed for side in sides if isinstance(side, Quantity)), Decimal(0))


def display_name(unit: UnitComparison, comparison: Comparison, registry: Registry) -> str:
    """The registry's spelling where it knows the unit by this name; else the source's, without its province."""
    known = registry.by_code(unit.code, comparison.after.as_of.day) or registry.by_code(unit.code)
    names = {name_key(name) for name in (known.name, *known.aliases)} if known else set()
    if known is not None and (name_key(unit.name) in names or unit.name == unit.code):
        return known.name
    head, dash, tail = unit.name.rpartition(" - ")
    return head if dash and tail.casefold().startswith(("tỉnh ", "thành phố ")) else unit.name
