"""Tables that crawlers of the portal write, wide and long."""

from decimal import Decimal
from pathlib import Path

import pytest
from intake_support import AT_2023, AT_2026, PORTAL, figure, only, read, refusal, write

from bochiso.score.snapshot import Measured, NotApplicable, Reported
from bochiso.units.tree import UnitKind

AGENCIES = PORTAL / "gia-lai-agencies.2026-10-10.csv"
COMMUNES = PORTAL / "gia-lai-communes.2026-10-10.csv"
COMPONENTS = PORTAL / "province-components.2026-10-10.csv"
SCORES = PORTAL / "province-scores.2026-10-10.csv"


@pytest.mark.parametrize(
    ("item", "value", "points"),
    [
        ("1.1", Measured(1, 47), "0.13"),
        ("1.4", Measured(547, 547), "6"),
        ("2.1", Measured(653, 654), "19.97"),
        ("3.5b", Measured(8, 12), None),
        ("3.6", Measured(145, 165), None),
        ("4.6", Reported(), "2"),
        ("5.2", NotApplicable("không phát sinh (0/0)", counted=True), "6"),
        ("CLGQ", Reported(), "6.72"),
        ("total", Reported(), "79.27"),
    ],
)
def test_wide(item: str, value: object, points: str | None) -> None:
    found = figure(read(AGENCIES), "H21.17", item)
    assert found.value == value
    assert found.points == (None if points is None else Decimal(points))
    assert found.source == "gia-lai-agencies.2026-10-10.csv, dòng 2"


def test_wide_keeps_what_it_does_not_use() -> None:
    assert only(read(AGENCIES)).origins[0].extra["dòng 2, cột «TDGQ.totalOverdue»"] == "1"


def test_axes_of_communes() -> None:
    intake = read(COMMUNES)
    unit = only(intake).unit("H21.227")
    assert unit is not None
    assert (unit.name, unit.kind, unit.parent) == ("UBND xã Vân Canh", UnitKind.COMMUNE, "H21")
    assert figure(intake, "H21.227", "total").points == Decimal("75.34")


@pytest.mark.parametrize(
    ("item", "value", "points", "maximum"),
    [
        ("TDGQ", Reported(rate=Decimal("80.71")), "16.14", 20),
        ("2.1", Measured(540748, 670009), "16.14", 20),
        ("CLGQ", Reported(rate=Decimal("77.08")), "9.25", 12),
        ("1.1", Measured(2, 39), "0.31", 6),
        ("4.6", Reported(rate=Decimal(100)), "2", 2),
        ("3.6", Measured(307713, 341943), None, None),
        ("3.5b", Measured(245, 420), None, None),
        ("5.1b", Measured(168, 1285), None, 0),
    ],
)
def test_long(item: str, value: object, points: str | None, maximum: int | None) -> None:
    found = figure(read(COMPONENTS), "H19", item)
    assert (found.value, found.maximum) == (value, maximum)
    assert found.points == (None if points is None else Decimal(points))


def test_both_together_say_the_same() -> None:
    intake = read(COMPONENTS, SCORES)
    assert figure(intake, "H19", "TDGQ").maximum == 20
    assert figure(intake, "H55", "total").points == Decimal("63.97")
    assert any("6 số liệu cũng có trong" in warning for warning in intake.warnings)


def test_an_instant_is_needed(tmp_path: Path) -> None:
    path = write(tmp_path, "scores.csv", SCORES.read_bytes())
    assert "--at" in refusal(path)
    assert only(read(path, at=AT_2026)).figures


def test_points_group_no_thousands_in_what_systems_write(tmp_path: Path) -> None:
    text = COMPONENTS.read_text().replace("540748", "540.748")
    assert "«540.748» không phải là số" in refusal(write(tmp_path, "a.csv", text), at=AT_2026)


def test_bare_counts_belong_to_one_edition(tmp_path: Path) -> None:
    intake = read(write(tmp_path, "a.csv", COMPONENTS.read_bytes()), at=AT_2023)
    assert only(intake).figure("H19", "3.6") is None
    assert any("không có chỉ tiêu «totalDossier" in warning for warning in intake.warnings)


def test_personal_and_unknown_columns(tmp_path: Path) -> None:
    text = "unit_code,unit_name,total,Chủ hồ sơ,xyz\nH55,UBND tỉnh Thái Nguyên,63.97,Nguyễn Văn A,bỏ\n"
    intake = read(write(tmp_path, "a.csv", text), at=AT_2026)
    assert "Nguyễn Văn A" not in only(intake).to_json()
    assert any("dữ liệu cá nhân" in warning for warning in intake.warnings)
    assert any("không biết cột «xyz»" in warning for warning in intake.warnings)
