"""The tables of the annex on causes: the total by component, an indicator by its parts, what would win points."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bochiso.compare.change import Change as FigureChange
from bochiso.compare.quantity import PERCENTAGE_POINT, Quantity
from bochiso.compare.why.explain import Explanation, Remainder
from bochiso.exact import Tie, digits_of, rounded
from bochiso.index.model import Indicator
from bochiso.measure.split import Counts
from bochiso.report.amounts import Amount, amount_of
from bochiso.report.cause_words import remainder_name
from bochiso.report.document import Align, Blank, Cell, Change, Column, Missing, Number, Row, RowKind, Table, Text
from bochiso.report.document import Fraction as Ratio
from bochiso.report.reasons import Remedy
from bochiso.report.shares import Line, LineKind
from bochiso.report.unit_tables import lowered

_POINT_DIGITS = 2
_EXACT_DIGITS = 6
"""More than any source prints points with."""

_NOT_THERE = "không có số liệu của phần này ở thời điểm ấy"


@dataclass(frozen=True)
class Component:
    """A component that moved the total: the change of its points, and in words how its counts moved."""

    indicator: Indicator
    change: FigureChange
    counts: str


def components_table(components: Sequence[Component], total: Explanation, digits: int, days: tuple[str, str]) -> Table:
    """What each component did to the total; where there is no total, what is known of the components alone."""
    rows = [_component_row(each, digits) for each in components]
    if total.before is not None and total.after is not None:
        rows += [_rest_row(each, digits) for each in total.remainders]
        sides = [Number(rounded(side, digits, Tie.UP), digits) for side in (total.before, total.after)]
        moved = effect_cell(amount_of(total.after - total.before, digits), digits)
        rows.append(Row((Text("Điểm tổng hợp"), *sides, moved, Blank()), RowKind.TOTAL))
    columns = (
        Column("Chỉ số thành phần", Decimal(58), Align.LEFT),
        Column(f"Điểm {lowered(days[0])}", Decimal(21), Align.RIGHT),
        Column(f"Điểm {lowered(days[1])}", Decimal(21), Align.RIGHT),
        Column("Tăng (+)/ giảm (-) (điểm)", Decimal(22), Align.RIGHT),
        Column("Số liệu", Decimal(43), Align.LEFT),
    )
    return Table("nguyen-nhan-diem", columns, tuple(rows), "Thay đổi điểm theo chỉ số thành phần")


def points_digits(components: Sequence[Component], total: Explanation) -> int:
    """One number of decimals for the table: what its most precise figure has, at least two."""
    amounts = [each.amount for each in total.remainders] + [total.before or Fraction(0), total.after or Fraction(0)]
    exact = [digits_of(rounded(amount, _EXACT_DIGITS, Tie.UP).normalize()) for amount in amounts]
    return max([_POINT_DIGITS, *(each.change.digits for each in components), *exact])


def _component_row(component: Component, digits: int) -> Row:
    change = component.change
    sides = [
        Number(side.printed, digits) if isinstance(side, Quantity) else Missing(side.reason)
        for side in (change.before, change.after)
    ]
    moved = Missing(change.note) if change.value is None else Change(change.value, digits, good=change.value > 0)
    name = f"{component.indicator.id} {component.indicator.title}"
    return Row((Text(name), *sides, moved, Text(component.counts)))


def _rest_row(remainder: Remainder, digits: int) -> Row:
    amount = effect_cell(amount_of(remainder.amount, digits), digits)
    return Row((Text(remainder_name(remainder)), Blank(), Blank(), amount, Blank()))


def effect_cell(amount: Amount, digits: int) -> Cell:
    """A signed amount. Nothing is a plain 0; what is too small to be seen is not shown as nothing."""
    if amount.printed:
        return Change(amount.printed, digits)
    if not amount.exact:
        return Number(Decimal(0), digits)
    return Text(f"{'+' if amount.exact > 0 else '-'}0,{'0' * digits}…")


def shares_table(name: str, title: str, heading: str, lines: Sequence[Line], digits: int, unit: str) -> Table:
    """What each part accounts for, `unit` being what it is measured in; rates with their halves, numbers without."""
    rates = unit == PERCENTAGE_POINT
    columns = [
        Column(heading, Decimal(52 if rates else 83), Align.LEFT),
        Column("Trước", Decimal(27), Align.RIGHT),
        Column("Sau", Decimal(27), Align.RIGHT),
    ]
    if rates:
        columns += [Column(text, Decimal(18), Align.RIGHT) for text in ("Do tỷ lệ", "Do cơ cấu")]
    columns.append(Column(f"Cộng ({unit})", Decimal(23 if rates else 28), Align.RIGHT))
    return Table(name, tuple(columns), tuple(_share_row(line, digits, rates=rates) for line in lines), title)


def _share_row(line: Line, digits: int, *, rates: bool) -> Row:
    cells: list[Cell] = [Text(line.name), Blank(), Blank()]
    if line.kind in (LineKind.PART, LineKind.OTHERS):
        cells[1:] = [_counts_cell(side, rates=rates) for side in (line.before, line.after)]
    if rates:
        cells += [Blank() if half is None else effect_cell(half, digits) for half in (line.rate, line.mix)]
    cells.append(effect_cell(line.total, digits))
    return Row(tuple(cells), RowKind.TOTAL if line.kind is LineKind.TOTAL else RowKind.BODY)


def _counts_cell(counts: Counts | None, *, rates: bool) -> Cell:
    if counts is None:
        return Missing(_NOT_THERE)
    number = Number(Decimal(counts.numerator), 0)
    return Ratio(number, Number(Decimal(counts.denominator), 0)) if rates else number


def remedies_table(remedies: Sequence[Remedy]) -> Table:
    """What to act on, how many, and what all of a row would earn by itself."""
    columns = (
        Column("Việc cần làm", Decimal(92), Align.LEFT),
        Column("Chỉ số", Decimal(19), Align.CENTER),
        Column("Số lượng", Decimal(26), Align.RIGHT),
        Column("Điểm tăng thêm", Decimal(28), Align.RIGHT),
    )
    note = (
        "Điểm tăng thêm: điểm tổng hợp tăng khi xử lý hết số lượng của riêng dòng ấy, các số khác giữ nguyên. Không "
        "cộng các dòng với nhau: một hồ sơ có thể được tính ở nhiều chỉ số."
    )
    return Table("giai-phap", columns, tuple(map(_remedy_row, remedies)), "Việc làm tăng điểm", (note,))


def _remedy_row(remedy: Remedy) -> Row:
    points = effect_cell(amount_of(remedy.points, _POINT_DIGITS), _POINT_DIGITS)
    return Row((Text(remedy.text), Text(remedy.indicator), Number(Decimal(remedy.number), 0), points))
