"""Rows of words below column titles: as CSV, and the first of them on the terminal."""

import csv
import io
from collections.abc import Iterable, Sequence

from bochiso.time import moment_of
from bochiso.view.console import Grid
from bochiso.view.scores import csv_text
from bochiso.view.traces import ON_TERMINAL, ListColumn
from bochiso.wording import integer_text


def rows_csv(columns: tuple[ListColumn, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A heading and one row a line; nothing that a spreadsheet would run."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.title for column in columns])
    writer.writerows([csv_text(cell) for cell in row] for row in rows)
    return out.getvalue()


def rows_grid(title: str, columns: tuple[ListColumn, ...], rows: Sequence[tuple[str, ...]]) -> Grid:
    """The first rows of a list, and how many more there are; some columns are for files alone."""
    kept = [number for number, column in enumerate(columns) if not column.in_files]
    more = len(rows) - ON_TERMINAL
    note = f"Còn {integer_text(more)} dòng; xem đủ: --format csv hoặc --out TỆP.xlsx" if more > 0 else ""
    shown = tuple(tuple(row[number] for number in kept) for row in rows[:ON_TERMINAL])
    return Grid(title, tuple(columns[number].title for number in kept), shown, left=len(kept), note=note)


def cell_instant(second: int | None) -> str:
    """`31/08/2023 16:30:00`, which `bochiso load` reads back; empty where unknown."""
    if second is None:
        return ""
    moment = moment_of(second)
    return f"{moment.day:%d/%m/%Y} {moment.at:%H:%M:%S}"
