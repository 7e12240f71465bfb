"""The folder that a sample is written to: nothing of the user's is overwritten or mixed up with it."""

import csv
import re
from collections.abc import Iterable
from pathlib import Path

from bochiso.errors import fail
from bochiso.facts.schema import RECORDED_AT, Table

README = "README.md"
DOSSIERS = "dossiers.parquet"
_PARTS = re.compile(r"dossiers-\d{3}\.parquet")
TABLES = ("units", "procedures", "services", "petitions", "certifications", "totals")
NAMES = frozenset({README, DOSSIERS, *(f"{name}.csv" for name in TABLES)})
"""Every name that a sample may write, besides the parts of a large one."""

Cell = str | int | None


def prepare(directory: Path) -> None:
    """Make the folder and take away the files of an earlier sample.

    Raises `BochisoError` where it holds anything that is not a sample's.
    """
    directory.mkdir(parents=True, exist_ok=True)
    present = {path.name for path in directory.iterdir()}
    strange = sorted(name for name in present - NAMES if not _PARTS.fullmatch(name))
    if strange or (present and README not in present):
        named = ", ".join((strange or sorted(present))[:5])
        raise fail(
            str(directory),
            f"thư mục đã có tệp khác: {named}",
            why="dữ liệu mẫu không được trộn với tệp của đơn vị",
            remedy="chọn một thư mục mới hoặc thư mục trống",
        )
    for name in present:
        (directory / name).unlink()


def part_names(parts: int) -> tuple[str, ...]:
    """The names of the dossiers' files, one for each part, in the order in which they are loaded."""
    return (DOSSIERS,) if parts == 1 else tuple(f"dossiers-{number:03}.parquet" for number in range(1, parts + 1))


def write_table(directory: Path, table: Table, rows: Iterable[tuple[Cell, ...]], columns: tuple[str, ...]) -> Path:
    """One CSV file of a table, in UTF-8, with the canonical headings of these columns; None is an empty cell."""
    known = {*table.names, RECORDED_AT.name}
    assert known.issuperset(columns), set(columns) - known
    path = directory / f"{table.name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
    return path
