"""Annex I: every printed indicator of the province at both dates, as the edition lays its rows out."""

from collections.abc import Mapping
from decimal import Decimal

from bochiso.compare.change import Comparison, UnitComparison
from bochiso.compare.quantity import Measure, measures_shown
from bochiso.index.model import Edition, Indicator, PrintedRow, Show
from bochiso.report.cells import Notes, change_cell, digits_of_column, figure_cell, fraction_cell, has_figures
from bochiso.report.document import Align, Blank, Cell, Column, Row, RowKind, Table, Text
from bochiso.report.provenance import column_title
from bochiso.wording import rank_text, roman, short_date

PERCENT_DIGITS = 2


def province_table(comparison: Comparison, unit: UnitComparison, details: Mapping[str, str]) -> Table:
    """The table. `details` maps a printed row number or an axis to the annex that details it ("Phụ lục II")."""
    return _Builder(comparison, unit, details).table()


class _Builder:
    def __init__(self, comparison: Comparison, unit: UnitComparison, details: Mapping[str, str]) -> None:
        self.comparison = comparison
        self.unit = unit
        self.details = details
        self.notes = Notes()
        self.count = 0

    def table(self) -> Table:
        edition = self.comparison.edition
        rows: list[Row] = []
        for position, axis in enumerate(edition.axes, 1):
            printed = [row for indicator in edition.of_axis(axis.code) for row in self._rows(indicator)]
            if printed:
                rows.append(_heading(roman(position), axis.table_label + self._detail(axis.code)))
                rows += printed
        rows.append(_heading(roman(len(edition.axes) + 1), "Điểm tổng hợp và xếp hạng"))
        rows += self._total_rows(len(edition.axes) + 1)
        notes = (*self._merger(), *self.notes.lines("dòng ", self.count), *self._flags())
        return Table("tong-hop", self._columns(), tuple(rows), notes=notes)

    def _columns(self) -> tuple[Column, ...]:
        before, after = (short_date(side.as_of.day) for side in (self.comparison.before, self.comparison.after))
        dates = [column_title(self.comparison.before, before), column_title(self.comparison.after, after)]
        change = f"Tăng (+)/giảm (-) so với ngày {before}"
        return (
            Column("Số TT", Decimal(14), Align.CENTER),
            Column("Nội dung", Decimal(87), Align.LEFT),
            *(
                column
                for group in dates
                for column in (
                    Column("Số liệu", Decimal(27), Align.RIGHT, group),
                    Column("Tỷ lệ (%)", Decimal(19), Align.RIGHT, group),
                )
            ),
            Column("Số liệu", Decimal(33), Align.RIGHT, change),
            Column("Tỷ lệ (điểm %)", Decimal(21), Align.RIGHT, change),
        )

    def _detail(self, name: str) -> str:
        return f" (chi tiết tại {self.details[name]})" if name in self.details else ""

    def _rows(self, indicator: Indicator) -> list[Row]:
        rows = []
        heading = ""
        for printed in indicator.rows:
            if printed.show is Show.HEADING:
                heading = printed.number
                label = printed.label + self._detail(printed.number)
                rows.append(Row((Text(printed.number), Text(label), *(Blank() for _ in range(6)))))
            else:
                name = f"{heading} {printed.number}".strip() if printed.number.endswith(")") else printed.number
                rows.append(self._row(indicator, printed, name))
        return rows

    def _row(self, indicator: Indicator, printed: PrintedRow, name: str) -> Row:
        self.count += 1
        count_measure, rate_measure = measures_shown(printed.show)
        assert count_measure is not None
        count = self.comparison.change(self.unit, indicator.id, count_measure)
        among = self.comparison.change(self.unit, indicator.id, Measure.AMONG)
        cells: list[Cell] = []
        for side, whole in ((count.before, among.before), (count.after, among.after)):
            fraction = printed.show is Show.FRACTION
            cells.append(
                fraction_cell(side, whole, self.notes, name) if fraction else figure_cell(side, 0, self.notes, name)
            )
        count_change = change_cell(count, 0, self.notes, name, unit=True)
        if rate_measure is None:
            body: tuple[Cell, ...] = (cells[0], Blank(), cells[1], Blank(), count_change, Blank())
        else:
            rate = self.comparison.change(self.unit, indicator.id, rate_measure)
            rates = [figure_cell(side, PERCENT_DIGITS, self.notes, name) for side in (rate.before, rate.after)]
            rate_change = change_cell(rate, PERCENT_DIGITS, self.notes, name, unit=False)
            body = (cells[0], rates[0], cells[1], rates[1], count_change, rate_change)
        return Row((Text(printed.number), Text(printed.label + self._detail(printed.number)), *body))

    def _total_rows(self, number: int) -> list[Row]:
        total = self.comparison.change(self.unit, "total", Measure.POINTS)
        rank = self.comparison.change(self.unit, "rank", Measure.RANK)
        digits = max(2, digits_of_column([total]))
        name = f"{number}.1"
        self.count += 1
        scores = [figure_cell(side, digits, self.notes, name) for side in (total.before, total.after)]
        change = change_cell(total, digits, self.notes, name, unit=True)
        rows = [
            Row(
                (
                    Text(name),
                    Text("Điểm tổng hợp (tối đa 100 điểm)"),
                    scores[0],
                    Blank(),
                    scores[1],
                    Blank(),
                    change,
                    Blank(),
                )
            )
        ]
        if has_figures(rank):
            self.count += 1
            name = f"{number}.2"
            ranks = [self._rank(side, name) for side in ("before", "after")]
            moved = change_cell(rank, 0, self.notes, name, unit=True)
            rows.append(Row((Text(name), Text("Xếp hạng"), ranks[0], Blank(), ranks[1], Blank(), moved, Blank())))
        return rows

    def _rank(self, side: str, name: str) -> Cell:
        scored = self.unit.before if side == "before" else self.unit.after
        if scored is None or scored.rank is None:
            rank = self.comparison.change(self.unit, "rank", Measure.RANK)
            return figure_cell(rank.before if side == "before" else rank.after, 0, self.notes, name)
        return Text(rank_text(scored.rank, scored.among))

    def _merger(self) -> tuple[str, ...]:
        return (f"{self.unit.name}: {self.unit.note}.",) if self.unit.parts else ()

    def _flags(self) -> tuple[str, ...]:
        return flag_notes(self.comparison.edition, self.unit)


def flag_notes(edition: Edition, unit: UnitComparison) -> tuple[str, ...]:
    """What the source itself says of the quality of the unit's figures, one line for each remark."""
    found: dict[tuple[str, str, str], None] = {}
    for side in (unit.before, unit.after):
        for scored in side.indicators if side else ():
            row = next((row.number for row in scored.indicator.rows), scored.indicator.id)
            for flag in scored.figure.flags if scored.figure else ():
                found[(row, flag.code, flag.message)] = None
    return tuple(f"Dòng {row}: nguồn đánh dấu {code} «{message}»." for row, code, message in found)


def _heading(number: str, label: str) -> Row:
    return Row((Text(number, bold=True), Text(label, bold=True), *(Blank() for _ in range(6))), RowKind.HEADING)
