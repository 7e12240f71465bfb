"""From files of facts to a snapshot, by the commands alone: a province small enough to count by hand."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bochiso.cli import main

FILES = {
    "units": """code,name,kind,parent,valid_from,valid_to,aliases,successor
H55.12,Sở Tư pháp,department,H55,,,STP,
H55.242,Phường Phan Đình Phùng,commune,H55,2025-07-01,,,
""",
    "procedures": """code,name,authority,unit,online,has_fee,paper_result,for_citizens,limit,limit_unit,decided_on,effective_on,published_on,complete
2.000815,Chứng thực bản sao,commune,,full,1,1,1,2,working_day,2026-03-02,2026-03-20,2026-03-05,1
1.004269,Cấp phiếu,province,H55.12,partial,1,0,1,10,day,2026-04-01,2026-04-03,2026-04-20,0
""",
    "dossiers": """Mã hồ sơ,Mã TTHC,Đơn vị,Kênh,Ngày tiếp nhận,Ngày hẹn trả,Trạng thái,Ngày kết thúc,Ngày đồng bộ,fee,payment,paid_at,component_file,result_file,reused,population_data,Chủ hồ sơ,recorded_at
H55.242-260901-0001,2.000815,H55.242,Trực tuyến,2026-09-01 08:00,2026-09-03 17:00,10,2026-09-03 17:00:00,2026-09-02 10:00,due,1,2026-09-01 09:00,1,1,1,1,Nguyễn Văn A,2026-09-05
H55.242-260902-0002,2.000815.H55,,1,2026-09-03 08:00,,9,2026-09-07 08:00:01,2026-09-09,zero,0,,1,0,0,0,Trần Thị B,2026-09-09
H03.10-260905-0003,1.004269,STP,,2026-09-05T08:00:00,2026-09-15,4,,,none,,,,,,,Lê Văn C,2026-09-06
""",
    "petitions": "code,unit,about,received_at,outcome,outcome_at\n",
}

PROVINCE = {
    "1.1": (1, 2), "1.2": (1, 2), "1.3": (1, 2), "1.4": (2, 3), "2.1": (1, 2), "3.1": (2, 2), "3.3": (1, 2), "3.4": (1, 2),
    "3.5a": (1, 2), "3.5b": (1, 2), "3.6": (1, 1), "4.1": (1, 2), "4.2": (1, 2), "4.3": (1, 2), "4.4": (0, 2),
    "4.5a": (1, 2), "4.5b": (1, 2), "5.2": (0, 0), "5.3": (0, 0), "5.4": (1, 2),
}  # fmt: skip
"""At the end of 10/10/2026, year to date, of what the portal holds."""


def run(*words: object, code: int = 0) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == code, result.output
    return result


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tinh")
    run("init", folder, "--unit", "H55")
    for kind, text in FILES.items():
        path = folder / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        known = ("--recorded-at", "2026-01-01") if kind == "petitions" else ()
        result = run("load", kind, path, *known, "-w", folder)
        assert ("Chủ hồ sơ" in result.output) == (kind == "dossiers")
    return folder


def figures(folder: Path, unit: str, *options: str) -> dict[str, dict[str, object]]:
    printed = json.loads(run("compute", "--unit", unit, "--format", "json", "-w", folder, *options).stdout)
    return {each["id"]: each for each in printed["units"][0]["indicators"]}


def counts(folder: Path, unit: str, *options: str) -> dict[str, tuple[object, object]]:
    return {id: (each["numerator"], each["denominator"]) for id, each in figures(folder, unit, *options).items()}


def test_the_province_as_the_portal_sees_it(loaded: Path) -> None:
    found = counts(loaded, "H55", "--at", "2026-10-10")
    assert {id: found[id] for id in PROVINCE} == PROVINCE


def test_a_commune_has_its_own_dossiers_and_takes_announcements_from_its_province(loaded: Path) -> None:
    found = figures(loaded, "H55.242", "--at", "2026-10-10")
    assert (found["1.4"]["numerator"], found["1.4"]["denominator"]) == (2, 2)
    assert found["1.1"]["inherited_from"] == "H55" and found["1.1"]["points"] == "3.00"
    assert found["3.3"]["points"] == "6.00" and found["3.1"]["points"] == "0.00"


def test_a_department_sees_what_is_not_synchronised_only_in_its_own_view(loaded: Path) -> None:
    assert counts(loaded, "H55.12", "--at", "2026-10-10")["2.1"] == (0, 0)
    assert counts(loaded, "H55.12", "--at", "2026-09-15", "--view", "province")["2.1"] == (1, 1)
    assert counts(loaded, "H55.12", "--at", "2026-09-16", "--view", "province")["2.1"] == (0, 1)


def test_what_was_known_then_and_the_periods(loaded: Path) -> None:
    assert counts(loaded, "H55", "--at", "2026-09-05", "--period", "month")["1.4"] == (1, 1)
    assert counts(loaded, "H55", "--at", "2026-09-06", "--period", "quarter")["1.4"] == (1, 2)
    assert counts(loaded, "H55", "--at", "2026-10-10", "--period", "quarter")["1.4"] == (0, 0)
    early = run("compute", "--at", "2026-08-01", "-w", loaded)
    assert "được ghi nhận sau thời điểm này" in early.stderr


def test_no_data_nothing_to_count_and_that_there_is_none_are_three(loaded: Path) -> None:
    found = figures(loaded, "H55", "--at", "2026-10-10")
    assert found["3.2"]["state"] == "no_data" and "chưa biết" in str(found["3.2"]["reason"])
    assert found["5.2"]["state"] == "not_applicable" and found["5.2"]["points"] == "6.00"
    before = figures(loaded, "H55", "--at", "2026-10-10", "--period", "quarter")
    assert before["2.1"]["state"] == "not_applicable" and before["2.1"]["points"] == "0.00"


def test_the_same_again_is_the_same_snapshot_and_later_facts_do_not_change_it(loaded: Path, tmp_path: Path) -> None:
    first = run("compute", "--at", "2026-09-30", "-w", loaded).stdout.splitlines()[0]
    later = tmp_path / "sau.csv"
    later.write_text("code,synced_at\nH03.10-260905-0003,2026-10-05T09:00\n", encoding="utf-8")
    run("load", "synced", later, "-w", loaded)
    again = run("compute", "--at", "2026-09-30", "-w", loaded).stdout.splitlines()[0]
    assert again.split()[0] == first.split()[0] and "không thay đổi gì" in again
    assert counts(loaded, "H55", "--at", "2026-10-06")["1.4"] == (3, 3)


def test_a_refused_row_is_mended_and_loaded_and_the_rest_stands(loaded: Path, tmp_path: Path) -> None:
    path = tmp_path / "hai.csv"
    path.write_text(
        "code,procedure,unit,received_at,recorded_at\n"
        "H55.242-261001-0009,2.000815,H55.242,2026-10-01T08:00,2026-10-02\n"
        "H55.242-261001-0010,chua-ro,H55.242,2026-10-01T08:00,2026-10-02\n",
        encoding="utf-8",
    )
    assert "từ chối 1" in run("load", "dossiers", path, "-w", loaded).output
    (refused,) = (loaded / "so-ho-so" / "tu-choi").glob("*.csv")
    text = refused.read_text(encoding="utf-8-sig")
    assert "mã thủ tục quốc gia" in text and "chua-ro" in text
    refused.write_text(text.replace("chua-ro", "2.000815", 1), encoding="utf-8")
    assert "nhận 1" in run("load", "dossiers", refused, "-w", loaded).output
    assert counts(loaded, "H55.242", "--at", "2026-10-10", "--period", "month", "--view", "province")["2.1"][1] == 2


@pytest.mark.parametrize("options", [("--at", "hôm qua"), ("--at", "2019-01-01"), ("--edition", "766/portal-1999")])
def test_what_cannot_be_computed_is_said(loaded: Path, options: tuple[str, ...]) -> None:
    result = CliRunner().invoke(main, ["compute", "-w", str(loaded), *options])
    assert result.exit_code in (1, 2) and "Traceback" not in result.output
