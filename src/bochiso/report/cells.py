"""From figures and changes to cells, gathering the footnotes of every "–" on the way."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bochiso.compare.change import Change as FigureChange
from bochiso.compare.change import Direction
from bochiso.compare.quantity import Absent, Quantity
from bochiso.report import document
from bochiso.report.document import Cell, Fraction, Missing, Number


@dataclass
class Notes:
    """Footnotes of one table: each reason once, with the rows it holds for."""

    _rows: dict[str, list[str]] = field(default_factory=dict)

    def add(self, reason: str, row: str) -> None:
        rows = self._rows.setdefault(reason, [])
        if row not in rows:
            rows.append(row)

    def lines(self, word: str, total: int) -> tuple[str, ...]:
        """`“–”: nguồn chỉ công bố tỷ lệ (dòng 2.1, 2.2).`; a reason that holds for all `total` rows names none."""
        lines = []
        for reason, rows in self._rows.items():
            where = "" if len(rows) == total else f" ({word}{', '.join(rows)})"
            lines.append(f"“–”: {reason}{where}.")
        return tuple(lines)


def digits_of_column(changes: Iterable[FigureChange]) -> int:
    """One number of decimals for a whole column: as many as its most precise figure was printed with."""
    return max((change.digits for change in changes), default=0)


def figure_cell(side: Quantity | Absent, digits: int, notes: Notes, row: str) -> Cell:
    """A number, or "–" with its footnote."""
    if isinstance(side, Quantity):
        return Number(side.printed, digits)
    notes.add(side.reason, row)
    return Missing(side.reason)


def fraction_cell(count: Quantity | Absent, among: Quantity | Absent, notes: Notes, row: str) -> Cell:
    """`n/d` where both were counted, the count alone where only that is known."""
    if isinstance(count, Quantity) and isinstance(among, Quantity):
        return Fraction(Number(count.printed, 0), Number(among.printed, 0))
    return figure_cell(count, 0, notes, row)


def change_cell(change: FigureChange, digits: int, notes: Notes, row: str, *, unit: bool) -> Cell:
    """The signed change, with its unit in the cell where `unit` says that the heading does not name it."""
    if change.value is None:
        if change.barred:
            notes.add(change.barred, row)
        return Missing(change.note)
    good = {Direction.GOOD: True, Direction.BAD: False}.get(change.direction)
    return document.Change(change.value, digits, change.unit if unit else "", good)


def has_figures(*changes: FigureChange) -> bool:
    """Whether any side of any of the changes has a figure."""
    return any(isinstance(side, Quantity) for change in changes for side in (change.before, change.after))
