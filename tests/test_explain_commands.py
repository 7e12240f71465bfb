"""`bochiso explain`: the contract of its JSON, and every wrong question answered in words."""

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import cast

import pytest
from click.testing import CliRunner, Result

from bochiso.cli import main
from bochiso.index.load import edition_named

CASES = Path(__file__).parents[1] / "cases"
GIA_LAI = "2026-10-02", "2026-10-10"
PAPERS = "2023-07-31", "2023-08-31T16:30"

Json = dict[str, object]


def run(*words: object, code: int = 0) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == code, result.output
    return result


@pytest.fixture(scope="module")
def gia_lai(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gia-lai")
    run("init", folder, "--unit", "H21")
    run("import", *(CASES / "portal-2026" / f"gia-lai-{day}.csv" for day in GIA_LAI), "-w", folder)
    return folder


@pytest.fixture(scope="module")
def thai_nguyen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The letter of 2023, and the portal's figures of 2026 under another edition."""
    folder = tmp_path_factory.mktemp("thai-nguyen")
    run("init", folder, "--unit", "H55")
    run("import", CASES / "thai-nguyen-2023-08" / "so-lieu.csv", "-w", folder)
    run("import", CASES / "portal-2026" / "tinh-2026-10-10.csv", "-w", folder)
    return folder


def asked(folder: Path, days: tuple[str, str], *words: str) -> Json:
    printed: Json = json.loads(run("explain", *days, *words, "--format", "json", "-w", folder).stdout)
    return printed


def rows(content: Json, key: str) -> list[Mapping[str, str]]:
    return cast(list[Mapping[str, str]], content[key])


def exact(text: object) -> Fraction:
    assert isinstance(text, str)
    return Fraction(text)


def check(content: Json) -> None:
    """Parts and remainder are the change, by the strings alone."""
    amounts = []
    for part in rows(content, "parts"):
        assert {"name", "rate_effect", "mix_effect", "total"} <= part.keys() and part["name"]
        assert exact(part["rate_effect"]) + exact(part["mix_effect"]) == exact(part["total"])
        amounts.append(exact(part["total"]))
    rests = [exact(rest["total"]) for rest in rows(content, "remainders")]
    assert sum(rests, Fraction(0)) == exact(content["remainder"])
    assert sum(amounts, exact(content["remainder"])) == exact(content["change"])
    assert exact(content["after"]) - exact(content["before"]) == exact(content["change"])


AXES = [axis.code for axis in edition_named("766/portal-2026").axes]
DEPARTMENTS = ["H21.01", "H21.05", "H21.19", "H21.20", "H21.24"]


@pytest.mark.parametrize("unit", DEPARTMENTS)
def test_the_contract_of_the_json(gia_lai: Path, unit: str) -> None:
    total = asked(gia_lai, GIA_LAI, "--unit", unit)
    assert total == asked(gia_lai, GIA_LAI, "--unit", unit, "--total")
    check(total)
    axes = [asked(gia_lai, GIA_LAI, "--unit", unit, "--axis", axis) for axis in AXES]
    for axis in axes:
        check(axis)
    assert sum(exact(axis["change"]) for axis in axes) == exact(total["change"])


@pytest.mark.parametrize("by", ["unit", "procedure", "field", "channel", "time"])
def test_every_way_to_split_adds_up(gia_lai: Path, by: str) -> None:
    """Published counts know no procedures and no days: all that is said of them is a remainder."""
    for item in ("--total", "--axis=MDHL", "--indicator=2.1"):
        content = asked(gia_lai, GIA_LAI, "--unit", "H21.19", item, "--by", by)
        check(content)
        assert content["by"] == by
        if by != "unit" and item == "--indicator=2.1":
            assert not rows(content, "parts")
            (rest,) = rows(content, "remainders")
            assert rest["name"].startswith("số liệu công bố không có số đếm theo ")


def test_the_department_of_health(gia_lai: Path) -> None:
    content = asked(gia_lai, GIA_LAI, "--unit", "H21.19", "--total")
    assert (content["change"], content["unit_name"], content["measured_in"]) == ("12.79", "Sở Y tế", "điểm")
    first, second, *_ = rows(content, "parts")
    assert [(part["key"], part["total"], part["presence"]) for part in (first, second)] == [
        ("5.2", "6", "vanished"),
        ("5.3", "6", "vanished"),
    ]
    table = run("explain", *GIA_LAI, "--unit", "H21.19", "-w", gia_lai).stdout
    lines = [line.strip() for line in table.splitlines() if line.strip()]
    assert lines[0].startswith("Sở Y tế: Điểm tổng hợp, 58,11 → 70,90 điểm; theo chỉ số thành phần")
    assert [line[:4] for line in lines[3:5]] == ["5.2 ", "5.3 "]
    assert "0/2 PAKN → 0/0 PAKN; không còn PAKN nào để tính, được đủ điểm" in table
    assert "Chưa giải thích được: trục Thanh toán trực tuyến" in table
    assert ["Thay", "đổi", "+12,79"] in [line.split() for line in lines]


def test_dates_the_other_way_round_turn_every_sign(gia_lai: Path) -> None:
    forth, back = (asked(gia_lai, days, "--unit", "H21.24") for days in (GIA_LAI, (GIA_LAI[1], GIA_LAI[0])))
    there, again = ({part["key"]: exact(part["total"]) for part in rows(each, "parts")} for each in (forth, back))
    assert there and again == {key: -amount for key, amount in there.items()}
    assert exact(forth["remainder"]) == -exact(back["remainder"])


@pytest.mark.parametrize("item", ["--total", "--axis=MDHL", "--indicator=2.1"])
def test_a_snapshot_beside_itself_has_not_moved(gia_lai: Path, item: str) -> None:
    content = asked(gia_lai, (GIA_LAI[0], GIA_LAI[0]), "--unit", "H21.19", item)
    assert (content["change"], content["parts"], content["remainder"]) == ("0", [], "0")


def test_every_figure_of_the_papers(thai_nguyen: Path) -> None:
    edition = edition_named("766/portal-2022")
    check(asked(thai_nguyen, PAPERS))
    for axis in edition.axes:
        check(asked(thai_nguyen, PAPERS, "--axis", axis.code))
        check(asked(thai_nguyen, PAPERS, "--axis", axis.code, "--by", "unit"))
    for indicator in edition.indicators:
        content = asked(thai_nguyen, PAPERS, "--indicator", indicator.id)
        if content["change"] is None:
            assert (content["parts"], content["remainder"]) == ([], "0") and content["notes"]
        else:
            check(content)
    row = asked(thai_nguyen, PAPERS, "--indicator", "4.2a")  # as the papers name the row
    assert (row["item"], row["measured_in"]) == ("4.2", "điểm %")


WRONG: list[tuple[tuple[str, ...], int, str]] = [
    (("--unit", "H99"), 1, "--unit H99: không có đơn vị này trong số liệu"),
    ((), 1, "--unit H21: không có đơn vị này trong số liệu"),
    (
        ("--unit", "H21.19", "--indicator", "9.9"),
        1,
        "--indicator 9.9: không có chỉ số này trong phiên bản 766/portal-2026",
    ),
    (("--unit", "H21.19", "--axis", "ZZ"), 1, "--axis ZZ: không có trục này trong phiên bản 766/portal-2026"),
    (("--unit", "H21.19", "--axis", "1.4"), 1, "một trong: CKMB, TDGQ, CLGQ, TTTT, MDHL, MDSH"),
    (("--axis", "CKMB", "--total"), 2, "chỉ chọn một trong --indicator, --axis, --total"),
    (("--axis", "CKMB", "--indicator", "1.4"), 2, "chỉ chọn một trong --indicator, --axis, --total"),
    (("--indicator", "1.4", "--total"), 2, "chỉ chọn một trong --indicator, --axis, --total"),
    (("--by", "component"), 2, "--by"),
]


@pytest.mark.parametrize(("words", "code", "said"), WRONG)
def test_a_wrong_question_is_answered_in_words(gia_lai: Path, words: tuple[str, ...], code: int, said: str) -> None:
    refused(run("explain", *GIA_LAI, *words, "-w", gia_lai, code=code), said)


def refused(result: Result, said: str) -> None:
    assert said in result.stderr and not result.stdout
    assert "Traceback" not in result.output
    assert result.exit_code == 2 or ("Vì sao: " in result.stderr and "Cách sửa: " in result.stderr)


def test_dates_that_are_not_there_or_of_two_editions(thai_nguyen: Path) -> None:
    missing = run("explain", "2023-07-31", "2023-12-31", "-w", thai_nguyen, code=1)
    refused(missing, "bản chụp «2023-12-31»: không có trong không gian làm việc")
    for words in ((), ("--axis", "CKMB"), ("--indicator", "1.2"), ("--by", "unit")):
        editions = run("explain", "2023-07-31", "2026-10-10", *words, "-w", thai_nguyen, code=1)
        refused(editions, "hai phiên bản bộ chỉ số khác nhau (766/portal-2022 và 766/portal-2026) tính điểm khác nhau")


def test_a_folder_that_is_no_workspace(tmp_path: Path) -> None:
    refused(run("explain", *GIA_LAI, "-w", tmp_path, code=1), str(tmp_path))
