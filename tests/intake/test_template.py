"""What the template writes, filled in, is read back."""

import io
from pathlib import Path

import openpyxl
import pytest
from intake_support import AT_2023, figure, packed, read, refusal, write

from bochiso.exact import parse_count
from bochiso.index.load import edition_named, editions
from bochiso.intake.template import choice_of, items_of, observations_template
from bochiso.score.snapshot import Measured, Reported
from bochiso.units.registry import default_registry

EDITION = edition_named("766/portal-2022")
UNITS = tuple(unit for unit in default_registry().units if unit.code.startswith("H55"))


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_always_the_same_bytes() -> None:
    assert observations_template(EDITION, UNITS) == observations_template(EDITION, UNITS)


@pytest.mark.parametrize("edition", sorted(editions()))
def test_every_item_offered_is_an_item(edition: str) -> None:
    rules = edition_named(edition)
    assert all(rules.place(name) for name, _, _ in items_of(rules))


def test_filled_in_and_read_back(tmp_path: Path) -> None:
    book = opened(observations_template(EDITION, UNITS))
    office = next(unit for unit in UNITS if unit.code == "H55:so-tu-phap")
    sheet = book["Số liệu"]
    for row, cells in enumerate(
        (
            (choice_of(office), "2.3", "31/8/2023", "31", None, None, None, None, None, "Công văn 2062"),
            ("UBND tỉnh Thái Nguyên", "1.2a", "2023-08-31", "422.402", "444.772", "94,97", None, None, None, None),
            ("H55", "total", None, None, None, None, 75.69, 100, None, None),
            ("H55", "rank", None, None, None, None, None, None, "09/63", None),
        ),
        start=2,
    ):
        for column, cell in enumerate(cells, start=1):
            sheet.cell(row, column, cell)
    intake = read(write(tmp_path, "nhap.xlsx", packed(book)), at=AT_2023)
    assert not intake.warnings
    assert figure(intake, office.code, "2.3").value == Reported(count=31)
    assert figure(intake, office.code, "2.3").source == "Công văn 2062 (nhap.xlsx, trang «Số liệu», dòng 2)"
    assert figure(intake, "H55", "1.2").value == Measured(422402, 444772)
    assert figure(intake, "H55", "total").maximum == 100
    assert figure(intake, "H55", "rank").among == 63


def test_left_empty(tmp_path: Path) -> None:
    path = write(tmp_path, "nhap.xlsx", observations_template(EDITION, UNITS))
    assert "bảng chỉ có dòng tiêu đề" in refusal(path, at=AT_2023)


def test_lists_to_choose_from() -> None:
    book = opened(observations_template(EDITION, UNITS))
    assert book.sheetnames == ["Số liệu", "Hướng dẫn", "Đơn vị"]
    sources = {str(rule.sqref): rule.formula1 for rule in book["Số liệu"].data_validations.dataValidation}
    units = sources["A2:A2001"]
    assert units == f"'Đơn vị'!$A$2:$A${len(UNITS) + 1}"
    first, last = (
        parse_count(part) or 0 for part in sources["B2:B2001"].split("$A$")[1:] for part in [part.rstrip(":")]
    )
    guide = book["Hướng dẫn"]
    listed = [guide.cell(row, 1).value for row in range(first, last + 1)]
    assert listed == [name for name, _, _ in items_of(EDITION)]


def test_without_units() -> None:
    assert opened(observations_template(EDITION, ())).sheetnames[0] == "Số liệu"
