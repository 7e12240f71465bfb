"""`bochiso gain`: what it says of a province small enough to count by hand, and every wrong question answered in words."""

import csv
import io
import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import cast

import pytest
from click.testing import CliRunner, Result

from bochiso.cli import main
from bochiso.measure.deeds import ANSWER, DOSSIER_DEEDS, PROCEDURE_DEEDS, PROVIDE, When

UNITS = """code,name,kind,parent,valid_from,valid_to,aliases,successor
H55.12,Sở Tư pháp,department,H55,,,,
H55.13,Sở Y tế,department,H55,,,,
H55.242,Phường Phan Đình Phùng,commune,H55,2025-07-01,,,
"""
PROCEDURES = """code,name,authority,unit,online,has_fee,paper_result,for_citizens,limit,limit_unit,decided_on,effective_on,published_on,complete
2.000815,Chứng thực bản sao,commune,,full,1,1,1,2,working_day,2026-03-02,2026-03-20,2026-03-05,1
1.004269,Cấp phiếu,province,H55.12,,1,0,1,10,day,2026-04-01,2026-04-03,,0
"""
SERVICES = "code,procedure,unit,status\n1.004269.01,1.004269,H55.12,public\n2.000815.01,2.000815,H55.242,public\n"
CERTIFICATIONS = "unit,provides,copies\nH55.242,0,0\n"
PETITIONS = """code,unit,about,received_at,outcome,outcome_at
PAKN-1,H55.12,rules,2026-10-07 08:00,open,
PAKN-2,H55.12,rules,2026-08-03 08:00,open,
"""
HEADING = "code,procedure,unit,channel,received_at,due_at,status,ended_at,synced_at,fee,payment,component_file,result_file,reused,from_store,population_data,complained,recorded_at"
DOSSIERS = f"""{HEADING}
GOOD,2.000815,H55.242,2,2026-09-01 08:00,2026-09-03 17:00,10,2026-09-03 16:00,2026-09-02 10:00,zero,0,1,1,1,1,1,0,2026-09-05
LATE,2.000815,H55.242,1,2026-09-03 08:00,2026-09-07 17:00,9,2026-09-09 08:00,2026-09-09 10:00,zero,0,0,0,0,0,0,1,2026-09-10
OPEN,2.000815,H55.242,2,2026-10-05 08:00,2026-10-20 17:00,4,,2026-10-06 10:00,due,,0,0,0,0,0,0,2026-10-07
HIDDEN-GOOD,1.004269,H55.12,2,2026-09-05 08:00,2026-09-15 17:00,10,2026-09-10 08:00,,none,,1,0,1,1,1,0,2026-09-11
HIDDEN-LATE,1.004269,H55.12,1,2026-09-05 08:00,2026-09-15 17:00,10,2026-09-25 08:00,,none,,0,0,0,0,0,1,2026-09-26
SEEN,1.004269,H55.12,2,2026-09-06 08:00,2026-09-16 17:00,10,2026-09-10 08:00,2026-09-11 08:00,none,,1,0,1,1,1,0,2026-09-11
"""
AT = ("--at", "2026-10-10T12:00")
Json = Mapping[str, object]


def run(*words: object, code: int = 0) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == code, result.output
    return result


def made(folder: Path, **files: str) -> Path:
    run("init", folder, "--unit", "H55")
    for kind, text in files.items():
        path = folder / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        known = ("--recorded-at", "2025-01-01") if kind != "dossiers" and kind != "units" else ()
        run("load", kind, path, *known, "-w", folder)
    return folder


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(
        tmp_path_factory.mktemp("gain"), units=UNITS, procedures=PROCEDURES, services=SERVICES,
        certifications=CERTIFICATIONS, petitions=PETITIONS, dossiers=DOSSIERS,
    )  # fmt: skip


def asked(folder: Path, unit: str, *words: str) -> Json:
    printed = run("gain", *AT, "--unit", unit, *words, "--format", "json", "-w", folder).stdout
    return cast(Json, json.loads(printed))


def indicator(content: Json, id: str) -> Json:
    return next(each for each in cast(list[Json], content["indicators"]) if each["id"] == id)


def rows(content: Json, id: str) -> dict[tuple[object, object], object]:
    """How many things each row is about, by its deeds or its reason, and its prospect."""
    found = cast(list[Json], indicator(content, id)["opportunities"])
    return {(each["deed"] or each["title"], each["prospect"]): each["number"] for each in found}


def test_what_is_past_is_told_apart_from_what_can_be_done(loaded: Path) -> None:
    found = asked(loaded, "H55.242")
    assert rows(found, "2.1") == {("quá hạn", "never"): 1}
    assert rows(found, "3.3") == {("attach_result", "later"): 1, ("không nộp trực tuyến", "never"): 1}
    assert rows(found, "3.6") == {("pay_online", "now"): 1}
    assert rows(found, "4.1") == {("attach_result", "now"): 1, ("attach_result", "later"): 1}
    assert rows(found, "4.2") == {("attach_result+digitise", "now"): 1, ("attach_result+digitise", "later"): 1}
    assert rows(found, "4.3") == {("reuse", "now"): 1, ("không dùng lại dữ liệu số hóa", "never"): 1}
    assert rows(found, "5.4") == {("quá hạn", "never"): 1, ("có phản ánh hoặc không hài lòng", "never"): 1}
    assert rows(found, "3.5b") == {("pay_online", "now"): 1}
    assert rows(found, "3.5a") == {} and indicator(found, "3.5a")["lost"] == "0"
    assert rows(found, "4.6") == {("provide_copies", "now"): 1}


def test_synchronising_a_late_dossier_is_said_to_cost(loaded: Path) -> None:
    found = asked(loaded, "H55.12")
    assert rows(found, "1.4") == {("synchronise", "now"): 1, ("synchronise", "no_gain"): 1}
    costs = next(
        each for each in cast(list[Json], indicator(found, "1.4")["opportunities"]) if each["prospect"] == "no_gain"
    )
    assert Fraction(str(costs["next"])) < 0
    assert "vẫn phải làm" in run("gain", *AT, "--unit", "H55.12", "-w", loaded).stdout
    alone = asked(loaded, "H55.12", "--view", "province")
    assert rows(alone, "1.4") == {("synchronise", "now"): 2}


def test_petitions_answered_in_time_and_those_that_are_late(loaded: Path) -> None:
    found = asked(loaded, "H55.12")
    assert rows(found, "5.2") == {("answer", "now"): 1, ("xử lý chậm hoặc chưa xử lý", "never"): 1}
    assert rows(found, "5.3") == {("quá hạn", "never"): 1}
    assert (indicator(found, "5.2")["lost"], indicator(found, "5.2")["winnable"]) == ("6", "3")


def test_what_needs_a_new_dossier_and_what_is_the_provinces(loaded: Path) -> None:
    found = asked(loaded, "H55.12")
    assert rows(found, "3.5a") == {("new_dossier", "new_dossier"): 1}
    assert indicator(found, "3.5a")["awaiting"] == indicator(found, "3.5a")["winnable"] == "2"
    assert [each["id"] for each in cast(list[Json], found["given"])] == ["1.1", "1.2", "1.3", "3.1", "4.6"]
    printed = run("gain", *AT, "--unit", "H55.12", "-w", loaded).stdout
    assert "1.3 TTHC công khai đầy đủ nội dung: lấy theo H55" in printed
    assert "3.1 TTHC cung cấp dịch vụ công trực tuyến: đơn vị cấp này không được tính điểm" in printed
    province = asked(loaded, "H55")
    assert rows(province, "1.3") == {} and rows(province, "3.1") == {("offer_online", "now"): 1}
    assert rows(province, "1.2") == {("công khai chậm hoặc chưa công khai", "never"): 1}


def test_a_unit_with_nothing_to_count(loaded: Path) -> None:
    found = asked(loaded, "H55.13", "--target", "50")
    assert rows(found, "2.1") == {("không có hồ sơ nào để tính: hồ sơ tiếp nhận trong kỳ", "never"): 0}
    assert (indicator(found, "2.1")["lost"], indicator(found, "2.1")["winnable"]) == ("20", "0")
    route = cast(Json, found["route"])
    assert (
        not route["reached"]
        and route["before"] == route["after"]
        and route["proven"]
        and route["steps"] == 0
        and route["tasks"] == []
    )


def test_the_list_reaches_the_target(loaded: Path, tmp_path: Path) -> None:
    now = Decimal(str(asked(loaded, "H55.242")["total"]))
    found = asked(loaded, "H55.242", "--target", str(now + 4))
    route = cast(Json, found["route"])
    assert route["reached"] and route["proven"] and Decimal(str(route["after"])) >= now + 4
    assert route["at_least"] == route["steps"]
    out = tmp_path / "viec.csv"
    run("gain", *AT, "--unit", "H55.242", "--target", str(now + 4).replace(".", ","), "--out", out, "-w", loaded)
    listed = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    assert [row["Mã"] for row in listed] == [each["code"] for each in cast(list[Json], route["tasks"])]
    assert {row["Loại"] for row in listed} <= {"hồ sơ", "TTHC", "PAKN", "xã"}
    assert all(row["Việc cần làm"] for row in listed)
    again = run("gain", *AT, "--unit", "H55.242", "--target", str(now + 4), "--format", "csv", "-w", loaded)
    assert again.stdout == out.read_text(encoding="utf-8-sig")


def test_a_target_that_is_reached_and_one_that_cannot_be(loaded: Path) -> None:
    reached = cast(Json, asked(loaded, "H55.242", "--target", "1")["route"])
    assert reached["reached"] and reached["proven"] and reached["steps"] == 0 and reached["takes"] == []
    assert "đã đạt" in run("gain", *AT, "--unit", "H55.242", "--target", "1", "-w", loaded).stdout
    far = cast(Json, asked(loaded, "H55.242", "--target", "100")["route"])
    assert not far["reached"] and far["at_least"] is None and Decimal(str(far["after"])) < 100
    assert "chưa đủ; cao nhất" in run("gain", *AT, "--unit", "H55.242", "--target", "100", "-w", loaded).stdout


def test_an_edition_of_which_most_rules_are_not_known(tmp_path: Path) -> None:
    """Numbers, and no points where one of the figures that a deed moves has none."""
    files = {"procedures": PROCEDURES, "petitions": PETITIONS, "dossiers": DOSSIERS}
    folder = made(tmp_path, units=UNITS, **{kind: text.replace("2026-", "2025-") for kind, text in files.items()})
    then = ("--at", "2025-10-10T12:00", "--unit", "H55")
    found = cast(Json, json.loads(run("gain", *then, "--format", "json", "-w", folder).stdout))
    assert found["edition"] == "766/portal-2022"
    (sent,) = (each for each in cast(list[Json], indicator(found, "1.2")["opportunities"]))
    assert (sent["deed"], sent["number"], sent["next"], sent["all"]) == ("synchronise", 2, None, None)
    assert indicator(found, "1.2")["lost"] is None and Fraction(str(indicator(found, "4.2")["lost"])) > 0
    assert rows(found, "4.2") == {("pay_online", "now"): 1, ("chưa thanh toán trực tuyến", "never"): 1}
    refused = run("gain", *then, "--target", "80", "-w", folder, code=1)
    assert "không có điểm tổng hợp: chưa biết điểm của 1.1, 1.2" in refused.output


def test_without_petitions_there_are_opportunities_but_no_total(tmp_path: Path) -> None:
    folder = made(tmp_path, units=UNITS, procedures=PROCEDURES, dossiers=DOSSIERS)
    found = asked(folder, "H55.12")
    assert found["total"] is None and found["unknown"] == ["3.2", "5.2", "5.3", "4.6"]
    assert rows(found, "1.4")
    assert "5.2, 5.3" in run("gain", *AT, "--unit", "H55.12", "--target", "80", "-w", folder, code=1).output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--target", "nhiều"), "không phải điểm từ 0 đến 100"),
        (("--target", "101"), "không phải điểm từ 0 đến 100"),
        (("--target", "-1"), "không phải điểm từ 0 đến 100"),
        (("--unit", "H99.99"), "H99.99"),
        (("--format", "csv"), "thêm --target"),
        (("--out", "viec.csv"), "thêm --target"),
        (("--out", "viec.txt", "--target", "80"), "không đoán được dạng"),
        (("--at", "hôm qua"), "hôm qua"),
    ],
)
def test_a_wrong_question_is_answered(loaded: Path, words: tuple[str, ...], message: str) -> None:
    result = CliRunner().invoke(main, ["gain", "-w", str(loaded), *(AT if "--at" not in words else ()), *words])
    assert result.exit_code in (1, 2) and message in result.output and "Traceback" not in result.output


def table(heading: str) -> list[list[str]]:
    """The cells of the rows of the page's table with this heading."""
    page = (Path(__file__).parents[1] / "docs" / "explanation" / "gain.md").read_text(encoding="utf-8")
    lines = page[page.index(heading) :].partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_page_says_which_deeds_there_are() -> None:
    when = {When.ALWAYS: "always", When.ENDED: "ended, waits", When.OPEN: "open", When.UNPAID: "unpaid"}
    assert table("| `deed` | what is done | words") == [
        [
            f"`{deed.key}`",
            deed.title,
            ", ".join(f"`{word}`" for word in sorted(deed.sets, reverse=True)),
            when[deed.when],
        ]
        for deed in DOSSIER_DEEDS
    ]
    assert all(deed.waits == (deed.when is When.ENDED) for deed in DOSSIER_DEEDS)
    others = [deed.key for deeds in PROCEDURE_DEEDS for deed in deeds] + [ANSWER, PROVIDE]
    assert [row[0] for row in table("| `deed` | of |")] == [f"`{key}`" for key in others]
