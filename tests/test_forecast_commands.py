"""`forecast` and `reconcile` by the commands alone: a province small enough to follow by hand."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from bochiso.cli import main

FILES = {
    "units": """code,name,kind,parent,valid_from,valid_to,aliases,successor
H55.12,Sở Tư pháp,department,H55,,,,
H55.242,Phường Phan Đình Phùng,commune,H55,2025-07-01,,,
""",
    "procedures": """code,name,authority,unit,online,has_fee,paper_result,for_citizens,limit,limit_unit
2.000815,Chứng thực bản sao,commune,,full,1,1,1,2,working_day
""",
    "dossiers": """code,procedure,unit,channel,received_at,due_at,status,ended_at,synced_at,fee,Chủ hồ sơ,recorded_at
H55.242-260901-0001,2.000815,H55.242,2,2026-09-01 08:00,2026-09-08 17:00,4,,2026-09-02 10:00,due,Nguyễn Văn A,2026-09-01
H55.242-260901-0002,2.000815,H55.242,1,2026-09-01 08:00,2026-09-30 17:00,4,,2026-09-02 10:00,zero,Trần Thị B,2026-09-01
H55.12-260901-0003,2.000815,H55.12,1,2026-09-01 08:00,2026-09-09 17:00,4,,,zero,Lê Văn C,2026-09-01
H55.12-260901-0004,2.000815,H55.12,1,2026-09-01 08:00,2026-09-04 17:00,10,2026-09-03,2026-09-03,zero,Phạm Thị D,2026-09-03
""",
}
OBSERVATIONS = """unit,item,as_of,numerator,denominator,points
H55,1.4,2026-09-07,3,3,6.00
H55,2.1,2026-09-07,2,3,13.33
H55.242,2.1,2026-09-07,2,2,20.00
"""
PEOPLE = ("Nguyễn", "Trần", "Phạm", "Lê Văn")


def run(*words: object, code: int = 0) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == code, result.output
    return result


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tinh")
    run("init", folder, "--unit", "H55")
    for kind, text in FILES.items():
        path = folder / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        run("load", kind, path, "-w", folder)
    (folder / "cong.csv").write_text(OBSERVATIONS, encoding="utf-8")
    run("import", folder / "cong.csv", "-w", folder)
    return folder


def computed(folder: Path, view: str) -> str:
    return run("compute", "--at", "2026-09-07", "--view", view, "-w", folder).stdout.split()[0]


def published(folder: Path) -> str:
    entries = json.loads(run("snapshots", "--format", "json", "-w", folder).stdout)
    return str(next(entry for entry in entries if entry["figures"] == 3)["id"])


def test_a_forecast_says_what_it_assumes_and_lists_what_goes_late(place: Path) -> None:
    words = ("forecast", "--at", "2026-09-07", "--until", "2026-09-10", "-w", place)
    content = json.loads(run(*words, "--format", "json").stdout)
    assert [each["code"] for each in content["dossiers"]] == ["H55.242-260901-0001"]
    assert content["dossiers"][0] | {} == {
        "code": "H55.242-260901-0001", "unit": "H55.242", "unit_name": "Phường Phan Đình Phùng", "procedure": "2.000815",
        "procedure_name": "Chứng thực bản sao", "received_at": "2026-09-01T08:00:00+07:00",
        "due_at": "2026-09-08T17:00:00+07:00", "due_stated": True, "late_after": "2026-09-08T17:00:00+07:00",
        "working_days_left": 1,
    }  # fmt: skip
    assert content["assumptions"] and content["petitions"] == []
    (province,) = (unit for unit in content["units"] if unit["code"] == "H55")
    change = {each["id"]: each["after"]["numerator"] - each["before"]["numerator"] for each in province["indicators"]}
    assert change == {"2.1": -1, "5.4": -1} and province["going_late"] == 1
    shown = run(*words, "--list").stdout
    assert "giả định: Sau ngày 07/9/2026 không hồ sơ nào được tiếp nhận" in shown and "H55.242-260901-0001" in shown
    assert not any(name in shown for name in PEOPLE)
    whole = json.loads(run(*words, "--view", "province", "--unit", "H55.12", "--format", "json").stdout)
    assert [each["code"] for each in whole["dossiers"]] == ["H55.12-260901-0003"]
    assert [unit["code"] for unit in whole["units"]] == ["H55.12"]


def test_the_list_and_the_figures_as_files(place: Path, tmp_path: Path) -> None:
    words = ("forecast", "--at", "2026-09-07", "--until", "2026-09-10", "-w", place)
    rows = list(csv.reader(io.StringIO(run(*words, "--format", "csv").stdout)))
    assert rows[0][0] == "Mã đơn vị" and any(row[:1] + row[2:3] == ["H55.242", "2.1"] for row in rows)
    run(*words, "--list", "--out", tmp_path / "tre.xlsx")
    sheet = load_workbook(tmp_path / "tre.xlsx").active
    assert sheet is not None
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert "1 hồ sơ và 0 PAKN" in str(cells[0][0]) and cells[3][1] == "H55.242-260901-0001"
    run(*words, "--list", "--out", tmp_path / "tre.csv")
    assert (
        (tmp_path / "tre.csv").read_text(encoding="utf-8-sig").splitlines()[1].startswith("Hồ sơ,H55.242-260901-0001")
    )
    run(*words, "--out", tmp_path / "du-bao.json")
    assert json.loads((tmp_path / "du-bao.json").read_text(encoding="utf-8"))["until"] == "2026-09-10"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--until", "2026-09-01"), 1, "không sau thời điểm đã biết"),
        (("--until", "2027-01-02"), 1, "hai kỳ: năm 2026 và năm 2027"),
        (("--until", "2026-10-02", "--period", "month"), 1, "--period year"),
        (("--until", "2026-09-10", "--unit", "H99"), 1, "không có đơn vị này"),
        (("--until", "2026-09-10", "--format", "xlsx"), 2, "cần --out"),
        (("--until", "hôm sau"), 2, "không phải thời điểm"),
        ((), 2, "--until"),
    ],
)
def test_a_forecast_that_cannot_be_made(place: Path, words: tuple[str, ...], code: int, said: str) -> None:
    result = run("forecast", "--at", "2026-09-07", *words, "-w", place, code=code)
    assert said in result.output and "Traceback" not in result.output


def test_what_is_published_beside_what_is_computed(place: Path) -> None:
    theirs = published(place)
    content = json.loads(run("reconcile", theirs, computed(place, "province"), "--format", "json", "-w", place).stdout)
    units = {unit["code"]: {each["id"]: each for each in unit["components"]} for unit in content["units"]}
    assert units.keys() == {"H55", "H55.242"} and units["H55"].keys() == {"1.4", "2.1"}
    two = units["H55"]["2.1"]
    assert (two["published"]["numerator"], two["computed"]["numerator"]) == (2, 4)
    causes = {each["cause"]: (each["numerator"], each["denominator"], each["dossiers"]) for each in two["causes"]}
    assert causes == {"unsynced": (-1, -1, 1), "unexplained": (-1, 0, None)}
    four = units["H55"]["1.4"]
    assert [(each["cause"], each["denominator"]) for each in four["causes"]] == [("unsynced", -1)]
    assert units["H55.242"]["2.1"]["difference"] == {
        "numerator": 0,
        "denominator": 0,
        "rate": "0.0000",
        "points": "0.00",
    }
    assert content["published"]["snapshot"] == theirs and content["flags"] == []
    only = json.loads(
        run(
            "reconcile",
            theirs,
            computed(place, "portal"),
            "--unit",
            "H55",
            "--indicator",
            "2.1",
            "--format",
            "json",
            "-w",
            place,
        ).stdout
    )
    (one,) = only["units"]
    assert [each["id"] for each in one["components"]] == ["2.1"]
    assert sum(each["numerator"] for each in one["components"][0]["causes"]) == -1


def test_the_table_and_the_lists(place: Path, tmp_path: Path) -> None:
    words = ("reconcile", published(place), computed(place, "province"), "-w", place)
    shown = run(*words).stdout
    assert "hồ sơ Cổng chưa có" in shown and "chưa giải thích được" in shown
    rows = list(csv.reader(io.StringIO(run(*words, "--format", "csv").stdout)))
    assert any(row[10] == "hồ sơ Cổng chưa có" and row[13] == "1" for row in rows)
    told = run(*words, "--list", "unsynced").stdout
    assert "H55.12-260901-0003" in told and not any(name in told for name in PEOPLE)
    run(*words, "--list", "unsynced", "--out", tmp_path / "thieu.xlsx")
    sheet = load_workbook(tmp_path / "thieu.xlsx").active
    assert sheet is not None and sheet["A4"].value == "H55.12-260901-0003"
    run(*words, "--list", "unsynced", "--out", tmp_path / "thieu.csv")
    lines = (tmp_path / "thieu.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[1].startswith("H55.12-260901-0003,H55.12,Sở Tư pháp,2.000815,01/09/2026")
    assert json.loads(run(*words, "--list", "stale", "--format", "json").stdout) == []


def test_a_change_recorded_after_the_last_synchronisation(place: Path, tmp_path: Path) -> None:
    """The portal has the first dossier open; the province ended it on the 10th and did not send it again."""
    progress = tmp_path / "progress.csv"
    progress.write_text(
        "code,status,at,recorded_at\nH55.242-260901-0001,9,2026-09-08T09:00,2026-09-10T09:00\n", encoding="utf-8"
    )
    run("load", "progress", progress, "-w", place)
    (tmp_path / "cong.csv").write_text(
        "unit,item,as_of,numerator,denominator\nH55,2.1,2026-09-11,2,3\n", encoding="utf-8"
    )
    theirs = run("import", tmp_path / "cong.csv", "-w", place).stdout.split()[0]
    ours = run("compute", "--at", "2026-09-11", "-w", place).stdout.split()[0]
    content = json.loads(run("reconcile", theirs, ours, "--format", "json", "-w", place).stdout)
    (one,) = content["units"][0]["components"]
    causes = [(each["cause"], each["numerator"], each["denominator"], each["dossiers"]) for each in one["causes"]]
    assert causes == [("unsynced", 0, 0, 1), ("stale", -1, 0, 1)]
    told = run("reconcile", theirs, ours, "--list", "stale", "-w", place, "--format", "csv").stdout
    assert "H55.242-260901-0001" in told and "lúc đồng bộ «quá hạn», nay «đúng hạn»" in told


@pytest.mark.parametrize(
    ("swap", "words", "code", "said"),
    [
        (True, (), 1, "không phải số liệu công bố"),
        (False, ("--out", "x.xlsx"), 2, "chỉ dùng với --list"),
        (False, ("--list", "unsynced", "--out", "x.json"), 2, "json chỉ in ra màn hình"),
        (False, ("--indicator", "TDGQ"), 1, "là trục, nhóm hoặc tổng"),
        (False, ("--unit", "H99"), 1, "không có đơn vị này"),
    ],
)
def test_what_cannot_be_reconciled(place: Path, swap: bool, words: tuple[str, ...], code: int, said: str) -> None:
    pair = [published(place), computed(place, "province")]
    result = run("reconcile", *(pair[::-1] if swap else pair), *words, "-w", place, code=code)
    assert said in result.output and "Traceback" not in result.output
