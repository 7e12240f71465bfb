"""The portal until 2025: arrays of rows whose values are text."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from intake_support import AT_2023, figure, only, read, refusal, write

from bochiso.score.snapshot import NoData
from bochiso.units.tree import UnitKind

AXES = {"CKMB": "14.6", "TDGQ": "18,6", "CLGQ": "7.1", "TTTT": "5.3", "MDHL": "18", "MDSH": "12.1"}


def row(**parts: object) -> dict[str, object]:
    """Thái Nguyên as it stood on 31/8/2023."""
    own = {"ROW_STT": "1", "ID": "398126", "TEN": "UBND tỉnh Thái Nguyên", "MA_COQUAN": "000.00.00.H55"}
    return own | AXES | {"TONG_SCORE": "75.69"} | parts


def saved(folder: Path, *rows: dict[str, object]) -> Path:
    return write(folder, "diem.json", json.dumps(list(rows)))


def test_axes_total_and_rank(tmp_path: Path) -> None:
    other = row(ROW_STT="2", TEN="UBND tỉnh Phú Thọ", MA_COQUAN="H44", ID="2")
    intake = read(saved(tmp_path, row(), other), at=AT_2023)
    assert figure(intake, "H55", "CKMB").points == Decimal("14.6")
    assert figure(intake, "H55", "TDGQ").points == Decimal("18.6")
    assert figure(intake, "H55", "total").points == Decimal("75.69")
    rank = figure(intake, "H44", "rank")
    assert (rank.rank, rank.among) == (2, 2)
    assert figure(intake, "H55", "rank").source == "diem.json#/0"


def test_empty_is_unknown_and_never_zero(tmp_path: Path) -> None:
    found = figure(read(saved(tmp_path, row(MDSH="", TTTT="0")), at=AT_2023), "H55", "MDSH")
    assert isinstance(found.value, NoData)
    assert found.points is None
    assert figure(read(saved(tmp_path, row(MDSH="", TTTT="0")), at=AT_2023), "H55", "TTTT").points == 0


@pytest.mark.parametrize(
    ("level", "code", "kind"),
    [
        ("0", "H55", UnitKind.PROVINCE),
        (None, "H55", UnitKind.PROVINCE),
        ("1", "000.00.12.H55", UnitKind.DEPARTMENT),
        ("2", "H55.242", UnitKind.COMMUNE),
        ("1", "H55", UnitKind.PROVINCE),
        ("2", "H55", UnitKind.PROVINCE),
    ],
)
def test_kinds(tmp_path: Path, level: str | None, code: str, kind: UnitKind) -> None:
    parts: dict[str, object] = {} if level is None else {"CAPDONVIID": level}
    (unit,) = only(read(saved(tmp_path, row(MA_COQUAN=code, **parts)), at=AT_2023)).units
    assert unit.kind is kind
    assert unit.portal_id == "398126"


def test_ranks_count_units_of_the_same_kind(tmp_path: Path) -> None:
    rows = [
        row(ROW_STT="1", MA_COQUAN="H55.12", TEN="Sở A", CAPDONVIID="1"),
        row(ROW_STT="2", MA_COQUAN="H55.13", TEN="Sở B", CAPDONVIID="1"),
        row(ROW_STT="1", MA_COQUAN="H55.242", TEN="UBND xã C", CAPDONVIID="2"),
    ]
    intake = read(saved(tmp_path, *rows), at=AT_2023)
    assert figure(intake, "H55.13", "rank").among == 2
    assert figure(intake, "H55.242", "rank").among == 1


def test_a_unit_without_code_goes_by_name(tmp_path: Path) -> None:
    path = saved(tmp_path, row(MA_COQUAN="", TEN="Sở Tư pháp", CAPDONVIID="1"))
    (unit,) = only(read(path, at=AT_2023)).units
    assert (unit.code, unit.parent) == ("H55:so-tu-phap", "H55")


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"CKMB": "14.6.1"}, "phải là số, không phải 14.6.1"),
        ({"CKMB": "60"}, "60 điểm, trên mức tối đa 18"),
        ({"CKMB": "-1"}, "số âm"),
        ({"TEN": "", "MA_COQUAN": ""}, "dòng không có tên và mã đơn vị"),
        ({"MA_COQUAN": "", "TEN": "Sở Tư phápp"}, "Sở Tư pháp (H55:so-tu-phap)"),
    ],
)
def test_refused(tmp_path: Path, parts: dict[str, object], words: str) -> None:
    assert words in refusal(saved(tmp_path, row(**parts)), at=AT_2023)


def test_other_reports_of_the_old_portal(tmp_path: Path) -> None:
    assert "không phải bảng điểm của Cổng cũ" in refusal(saved(tmp_path, {"HS_TOTAL": "3"}), at=AT_2023)
