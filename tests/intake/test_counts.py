"""The bare table of counts: columns, rows and units that must not pass silently."""

from pathlib import Path

import pytest
from intake_support import AT_2026, packed, workbook, write

from bochiso.errors import BochisoError
from bochiso.index.load import edition_at
from bochiso.intake.counts import read_counts
from bochiso.score.snapshot import Measured, Snapshot
from bochiso.units.registry import default_registry

HEADER = "unit,indicator,numerator,denominator"
TITLES: list[object] = [*HEADER.split(",")]


def counts(path: Path) -> tuple[Snapshot, tuple[str, ...]]:
    return read_counts(path, edition_at(AT_2026, ""), default_registry())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{HEADER},numerator\nH55,1.1,1,2,3\n", "hai cột cùng nghĩa: «numerator» và «numerator»"),
        (f"{HEADER},Tử số\nH55,1.1,1,2,3\n", "hai cột cùng nghĩa: «numerator» và «Tử số»"),
        (f"{HEADER}\n", "không có dòng số liệu nào"),
        (f'{HEADER}\n"H55\nH44",1.1,1,2\n', "dòng 2, cột «unit»: ô đơn vị có dấu xuống dòng: «H55 H44»"),
    ],
)
def test_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(BochisoError) as refused:
        counts(write(tmp_path, "a.csv", text))
    assert words in str(refused.value)


def test_unknown_columns_are_said(tmp_path: Path) -> None:
    snapshot, warnings = counts(write(tmp_path, "a.csv", f"{HEADER},ghi chú\nH55,1.1,1,2,x\n"))
    assert [found.value for found in snapshot.figures] == [Measured(1, 2)]
    assert any("không biết cột «ghi chú»" in warning for warning in warnings)


def test_other_sheets_are_named(tmp_path: Path) -> None:
    book = workbook(TITLES, ["H55", "1.1", 1, 2], title="Một")
    sheet = book.create_sheet("Hai")
    sheet.append(TITLES)
    _, warnings = counts(write(tmp_path, "a.xlsx", packed(book)))
    assert any("trang «Hai» cũng có bảng số liệu" in warning for warning in warnings)


def test_a_line_break_in_a_cell_of_a_workbook(tmp_path: Path) -> None:
    book = workbook(TITLES, ["H55\nH44", "1.1", 1, 2])
    with pytest.raises(BochisoError, match="dấu xuống dòng"):
        counts(write(tmp_path, "a.xlsx", packed(book)))
