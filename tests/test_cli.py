"""The commands as they are typed: what they print, how they exit, and that bad input changes nothing."""

import csv
import io
import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from published import CASES

from bochiso.cli import main

PAPERS = CASES / "thai-nguyen-2023-08"


def run(*words: object, code: int = 0) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "w"
    run("init", folder, "--unit", "H55")
    shutil.copy(PAPERS / "bochiso.toml", folder)
    return folder


@pytest.fixture
def loaded(workspace: Path) -> Path:
    run("import", PAPERS / "so-lieu.csv", "--workspace", workspace)
    return workspace


def test_init_writes_settings_with_comments_and_keeps_what_is_there(tmp_path: Path) -> None:
    run("init", tmp_path / "w", "--unit", "000.00.00.H55")
    settings = (tmp_path / "w" / "bochiso.toml").read_text(encoding="utf-8")
    assert 'province = "H55"' in settings and "# cơ quan ban hành" in settings
    (tmp_path / "w" / "bochiso.toml").write_text(settings.replace("SNV-CCHC", "ABC"), encoding="utf-8")
    assert "giữ nguyên" in run("init", tmp_path / "w", "--unit", "H55").output
    assert "ABC" in (tmp_path / "w" / "bochiso.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("unit", ["H99", "H55.01", "abc", "VN"])
def test_init_needs_a_province_or_ministry(tmp_path: Path, unit: str) -> None:
    result = run("init", tmp_path / "w", "--unit", unit, code=1)
    assert "ví dụ: H55" in result.output and not (tmp_path / "w").exists()


def test_import_says_a_line_a_snapshot_and_twice_is_a_no_op(workspace: Path) -> None:
    first = run("import", PAPERS / "so-lieu.csv", "-w", workspace).output.splitlines()
    assert [line.split()[1:3] for line in first] == [
        ["2023-07-31", "766/portal-2022"],
        ["2023-08-31T16:30:00+07:00", "766/portal-2022"],
    ]
    again = run("import", PAPERS / "so-lieu.csv", "-w", workspace).output.splitlines()
    assert [line.split()[0] for line in again] == [line.split()[0] for line in first]
    assert all("đã có, không thay đổi gì" in line for line in again)
    copy = workspace.parent / "so-lieu (1).csv"
    shutil.copy(PAPERS / "so-lieu.csv", copy)
    assert run("import", copy, "-w", workspace).output.count("đã có, không thay đổi gì") == 2
    assert len(json.loads(run("snapshots", "-w", workspace, "--format", "json").output)) == 2


def test_a_bad_file_among_good_ones_changes_nothing(loaded: Path, tmp_path: Path) -> None:
    before = run("snapshots", "-w", loaded).output
    bad = tmp_path / "sai.csv"
    bad.write_text("unit,item,as_of,numerator\nH55,9.9,2023-09-30,1\nH55,1.2,2023-13-30,1\n", encoding="utf-8")
    result = run("import", PAPERS / "so-lieu.csv", bad, "-w", loaded, code=1)
    assert "dòng 2" in result.output and "dòng 3" in result.output and "2 vấn đề; chưa thay đổi gì." in result.output
    assert run("snapshots", "-w", loaded).output == before


def test_outside_every_edition_is_an_error(workspace: Path, tmp_path: Path) -> None:
    early = tmp_path / "som.csv"
    early.write_text("unit,item,as_of,points\nH55,total,2020-01-01,50\n", encoding="utf-8")
    assert "không phiên bản nào áp dụng vào ngày này" in run("import", early, "-w", workspace, code=1).output
    wrong = run("import", PAPERS / "so-lieu.csv", "--edition", "766/portal-2026", "-w", workspace, code=1)
    assert "không áp dụng vào ngày này" in wrong.output


def test_show_json_is_the_contract(loaded: Path) -> None:
    content = json.loads(run("show", "2023-08-31", "-w", loaded, "--format", "json").output)
    assert (content["edition"], content["as_of"], content["period"], content["view"]) == (
        "766/portal-2022", "2023-08-31T16:30:00+07:00", "2023", "portal",
    )  # fmt: skip
    unit = next(unit for unit in content["units"] if unit["code"] == "H55")
    assert unit["name"] == "UBND tỉnh Thái Nguyên" and unit["total"] == "75.69" and unit["class"] == "Khá"
    assert unit["axes"] == {
        "CKMB": "14.60",
        "TDGQ": "18.60",
        "CLGQ": "7.10",
        "TTTT": "5.30",
        "MDHL": "18.00",
        "MDSH": "12.10",
    }
    sync = next(indicator for indicator in unit["indicators"] if indicator["id"] == "1.2")
    wanted = {"numerator": 422402, "denominator": 444772, "rate": "94.97", "state": "measured", "points": None}
    assert {key: sync[key] for key in wanted} == wanted
    assert "2062/SNV-CCHC" in sync["source"] or "so-lieu.csv" in sync["source"]
    pay = next(indicator for indicator in unit["indicators"] if indicator["id"] == "4.2")
    assert (pay["rate"], pay["points"], pay["max"]) == ("31.77", "1.91", "6")


def test_show_one_unit_in_three_formats(loaded: Path) -> None:
    for form in ("table", "json", "csv"):
        output = run("show", "2023-07-31", "--unit", "H55", "--format", form, "-w", loaded).output
        assert "378113" in output.replace(".", "")
    rows = list(
        csv.DictReader(io.StringIO(run("show", "2023-07-31", "--unit", "H55", "--format", "csv", "-w", loaded).output))
    )
    assert {row["unit"] for row in rows} == {"H55"} and rows[-1]["item"] == "rank"
    assert "dùng một trong" in run("show", "2023-07-31", "--unit", "H01", "-w", loaded, code=1).output


def test_a_snapshot_by_id_by_prefix_and_by_what_it_is_not(loaded: Path) -> None:
    (id, *_), _ = (line.split() for line in run("import", PAPERS / "so-lieu.csv", "-w", loaded).output.splitlines())
    assert run("show", id, "-w", loaded).output == run("show", id[:8], "-w", loaded).output
    assert "chạy bochiso import" in run("show", "2023-01-31", "-w", loaded, code=1).output


def test_a_place_among_some_provinces_is_not_shown(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    run("init", folder, "--unit", "H55")
    run("import", CASES / "portal-2026" / "tinh-2026-10-10.csv", "-w", folder)
    assert {
        u["rank"] for u in json.loads(run("show", "2026-10-10", "--format", "json", "-w", folder).output)["units"]
    } == {None}
    run("import", CASES / "portal-2026" / "diem-tinh-2026-10-06.csv", "-w", folder)
    units = json.loads(run("show", "2026-10-06", "--format", "json", "-w", folder).output)["units"]
    assert sorted(u["rank"] for u in units) == list(range(1, 35))


def test_codes_learned_in_one_import_serve_the_next(tmp_path: Path) -> None:
    folder, portal = tmp_path / "w", Path(__file__).parent / "cases" / "portal"
    run("init", folder, "--unit", "H44")
    run("import", portal / "dvc-progress-tree.phu-tho.2026-09-26.json", "--at", "2026-09-26", "-w", folder)
    run("import", portal / "transparency.phu-tho.2026-09-26.json", "--at", "2026-09-27", "-w", folder)
    units = json.loads(run("show", "2026-09-27", "--format", "json", "-w", folder).output)["units"]
    assert units and all(unit["code"].startswith("H44") for unit in units)


def test_two_snapshots_of_a_day_must_be_told_apart(loaded: Path, tmp_path: Path) -> None:
    other = tmp_path / "khac.csv"
    other.write_text("unit,item,as_of,points,max\nH55,total,2023-07-31,75.2,100\n", encoding="utf-8")
    run("import", other, "-w", loaded)
    assert "có 2 bản chụp trùng tên này" in run("show", "2023-07-31", "-w", loaded, code=1).output


SCORES = """unit,indicator,numerator,denominator
H53,PUBLISH_ON_TIME,1,48
H53,2.1,441868,534466
H53,5.2,0,0
H53,3.1,,
"""


def test_score_needs_no_workspace(tmp_path: Path) -> None:
    table = tmp_path / "bang.csv"
    table.write_text(SCORES, encoding="utf-8")
    content = json.loads(run("score", table, "--edition", "766/portal-2026", "--format", "json").output)
    (unit,) = content["units"]
    found = {i["id"]: (i["points"], i["state"], i["rate"]) for i in unit["indicators"]}
    assert found["1.1"] == ("0.12", "measured", "2.08")
    assert found["2.1"] == ("16.53", "measured", "82.67")
    assert found["5.2"] == ("6.00", "not_applicable", None)
    assert found["3.1"] == (None, "no_data", None)
    assert unit["axes"] == {"CKMB": None, "TDGQ": "16.53", "CLGQ": None, "TTTT": None, "MDHL": None, "MDSH": None}
    assert unit["total"] is None and content["as_of"] is None


def test_score_tells_every_mistake_at_once(tmp_path: Path) -> None:
    table = tmp_path / "sai.csv"
    table.write_text(
        "unit,indicator,numerator,denominator\nH55,9.9,1,2\nH55,1.1,5,2\nH55,1.2,x,2\n,1.3,1,1\nH55,1.4,,3\nH55,2.1,3,4\nH55,2.1,2,4\n",
        encoding="utf-8",
    )
    output = run("score", table, "--edition", "766/portal-2026", code=1).output
    for words in (
        "dòng 2",
        "không có chỉ số «9.9»",
        "tử số 5 lớn hơn mẫu số 2",
        "«x» không phải là số đếm",
        "không có đơn vị",
        "có mẫu số mà không có tử số",
        "hai dòng khác nhau",
    ):
        assert words in output


def test_compare_in_three_formats(loaded: Path) -> None:
    content = json.loads(run("compare", "2023-07-31", "2023-08-31", "-w", loaded, "--format", "json").output)
    assert content["comparable"] is True
    unit = next(unit for unit in content["units"] if unit["code"] == "H55")
    total = next(change for change in unit["changes"] if change["item"] == "total")
    assert (total["before"], total["after"], total["change"], total["unit"], total["direction"]) == (
        "75.10",
        "75.69",
        "0.59",
        "điểm",
        "good",
    )
    table = run("compare", "2023-07-31", "2023-08-31", "--unit", "H55", "-w", loaded).output
    assert "+0,59 điểm" in table and "Giữ nguyên" in table
    assert run("compare", "2023-07-31", "2023-08-31", "-w", loaded, "--format", "csv").output.count("\n") > 100


def test_report_writes_four_files_and_prints_the_review(loaded: Path, tmp_path: Path) -> None:
    output = run("report", "2023-07-31", "2023-08-31", "--out", tmp_path / "o", "-w", loaded).output
    files = sorted(path.name for path in (tmp_path / "o").iterdir())
    assert files == [f"bao-cao-2023-08.{suffix}" for suffix in ("docx", "html", "pdf", "xlsx")]
    assert "17 điểm cần rà soát trước khi ký." in output and "96,6 → 56,6" in output
    first = {path.name: path.read_bytes() for path in (tmp_path / "o").iterdir()}
    run("report", "2023-07-31", "2023-08-31", "--out", tmp_path / "o", "-w", loaded)
    assert {path.name: path.read_bytes() for path in (tmp_path / "o").iterdir()} == first


def test_report_refuses_what_cannot_be_reported(loaded: Path, tmp_path: Path) -> None:
    out = tmp_path / "o"
    assert "đổi thứ tự" in run("report", "2023-08-31", "2023-07-31", "--out", out, "-w", loaded, code=1).output
    run("import", CASES / "portal-2026" / "diem-tinh-2026-10-10.csv", "-w", loaded)
    output = run("report", "2023-08-31", "2026-10-10", "--out", out, "-w", loaded, code=1).output
    assert "hai phiên bản bộ chỉ số khác nhau" in output and not out.exists()


def test_the_report_of_another_province_and_year(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    run("init", folder, "--unit", "H44")
    for day in ("06", "10"):
        run("import", CASES / "portal-2026" / f"diem-tinh-2026-10-{day}.csv", "-w", folder)
    run("report", "2026-10-06", "2026-10-10", "--out", tmp_path / "o", "-w", folder)
    page = (tmp_path / "o" / "bao-cao-2026-10.html").read_text(encoding="utf-8")
    assert "tỉnh Phú Thọ" in page and "19/34" in page and "cấp huyện" not in page


def test_check_reads_every_kind_of_file(tmp_path: Path) -> None:
    edition = tmp_path / "phien-ban.yaml"
    source = Path(__file__).parents[1] / "src" / "bochiso" / "editions" / "766" / "portal-2026.yaml"
    edition.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    output = run("check", edition, PAPERS / "bochiso.toml", CASES / "portal-2026" / "diem-tinh-2026-10-10.csv").output
    assert output.count("hợp lệ") == 3
    edition.write_text(source.read_text(encoding="utf-8").replace("rule: linear", "rule: lin", 2), encoding="utf-8")
    broken = run("check", edition, tmp_path / "khong-co.csv", code=1).output
    assert broken.count("không có cách tính «lin»") == 2 and "không có tệp này" in broken


def test_a_province_brings_its_own_units(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    run("init", folder, "--unit", "H38")
    table = tmp_path / "so-lieu.csv"
    table.write_text("unit,item,as_of,numerator,denominator\nSở Y tế,PROGRESS,2026-10-10,9,10\n", encoding="utf-8")
    assert "không tìm thấy đơn vị «Sở Y tế»" in run("import", table, "-w", folder, code=1).output
    (folder / "don-vi.csv").write_text(
        "code,name,kind,parent,valid_from,valid_to,aliases,successor\nH38.19,Sở Y tế,department,H38,,,,\n",
        encoding="utf-8",
    )
    settings = folder / "bochiso.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace('units = ""', 'units = "don-vi.csv"'), encoding="utf-8"
    )
    assert "hợp lệ" in run("check", table, "-w", folder).output
    run("import", table, "-w", folder)
    assert '"code": "H38.19"' in run("show", "2026-10-10", "--format", "json", "-w", folder).output
    settings.write_text(settings.read_text(encoding="utf-8").replace("don-vi.csv", "khac.csv"), encoding="utf-8")
    assert "không có tệp" in run("snapshots", "-w", folder, code=1).output


def test_a_ministry_has_a_letterhead_of_its_own(tmp_path: Path) -> None:
    run("init", tmp_path / "w", "--unit", "G09")
    text = (tmp_path / "w" / "bochiso.toml").read_text(encoding="utf-8")
    assert 'issuing_body = "BỘ NỘI VỤ"' in text and 'governing_body = ""' in text and 'place = "Hà Nội"' in text


def test_csv_leaves_empty_cells_empty(loaded: Path) -> None:
    output = run("show", "2023-07-31", "--unit", "H55", "--format", "csv", "-w", loaded).output
    assert "'" not in output and ",," in output


def test_template_can_be_filled_and_imported(loaded: Path, tmp_path: Path) -> None:
    path = tmp_path / "mau.xlsx"
    run("template", "observations", "--edition", "766/portal-2022", "--out", path, "-w", loaded)
    assert "đã có tệp này" in run("template", "observations", "--out", path, "-w", loaded, code=1).output
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    headings = {str(cell.value): cell.column for row in sheet.iter_rows(max_row=5) for cell in row if cell.value}
    assert len(headings) >= 10
    book.close()


def test_what_the_system_refuses_is_told(loaded: Path, tmp_path: Path) -> None:
    (tmp_path / "tep").write_text("", encoding="utf-8")
    (tmp_path / "o" / "bao-cao-2023-08.docx").mkdir(parents=True)
    report = ("report", "2023-07-31", "2023-08-31", "-w", loaded, "--out")
    for words in (
        (*report, tmp_path / "tep" / "x"),
        (*report, tmp_path / ("a" * 300)),
        (*report, tmp_path / "o"),
        ("init", tmp_path / "tep" / "x", "--unit", "H55"),
        ("template", "observations", "--out", tmp_path / "tep" / "x.xlsx"),
    ):
        output = run(*words, code=1).output
        assert "Cách sửa" in output and "1 vấn đề" in output


def test_a_workspace_is_of_one_province(loaded: Path) -> None:
    assert "đã là không gian làm việc của H55" in run("init", loaded, "--unit", "H44", code=1).output
    settings = loaded / "bochiso.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('"H55"', '"ZZZ"'), encoding="utf-8")
    assert "không phải mã của tỉnh" in run("check", settings, code=1).output


def test_settings_saved_by_notepad_or_by_an_enemy(loaded: Path) -> None:
    settings = loaded / "bochiso.toml"
    settings.write_bytes(b"\xef\xbb\xbf" + settings.read_bytes())
    run("snapshots", "-w", loaded)
    settings.write_text("a=" + "[" * 100_000, encoding="utf-8")
    assert "sai cú pháp TOML" in run("snapshots", "-w", loaded, code=1).output


def test_a_password_is_not_printed(loaded: Path) -> None:
    settings = loaded / "bochiso.toml"
    address = "postgresql://u:SECRET@127.0.0.1:1/x"
    settings.write_text(settings.read_text(encoding="utf-8").replace("bochiso.db", address), encoding="utf-8")
    output = run("snapshots", "-w", loaded, code=1).output
    assert "SECRET" not in output and "127.0.0.1" in output


def test_a_letter_that_nobody_filled_in_has_room_to_write(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    run("init", folder, "--unit", "H55")
    (folder / "bochiso.toml").write_text('[workspace]\nprovince = "H55"\n', encoding="utf-8")
    run("import", PAPERS / "so-lieu.csv", "-w", folder)
    run("report", "2023-07-31", "2023-08-31", "--out", tmp_path / "o", "-w", folder)
    page = (tmp_path / "o" / "bao-cao-2023-08.html").read_text(encoding="utf-8")
    assert "của ……………)" in page and "…………… trân trọng báo cáo" in page


def test_a_folder_that_is_no_workspace(tmp_path: Path) -> None:
    for words in (("snapshots",), ("show", "2023-08-31"), ("import", PAPERS / "so-lieu.csv")):
        assert "chạy bochiso init" in run(*words, "-w", tmp_path, code=1).output


def test_a_database_of_another_version_is_refused(loaded: Path) -> None:
    with sqlite3.connect(loaded / "bochiso.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "dữ liệu ở phiên bản 9999" in run("snapshots", "-w", loaded, code=1).output


def test_many_processes_may_import_at_once(workspace: Path, tmp_path: Path) -> None:
    running = []
    for day in range(1, 9):
        table = tmp_path / f"{day}.csv"
        table.write_text(f"unit,item,as_of,points,max\nH55,total,2023-07-{day:02},75.1,100\n", encoding="utf-8")
        command = [sys.executable, "-m", "bochiso", "import", str(table), "-w", str(workspace)]
        running.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE))
    outputs = [process.communicate() for process in running]
    assert [process.returncode for process in running] == [0] * 8, outputs
    assert len(json.loads(run("snapshots", "-w", workspace, "--format", "json").output)) == 8


def test_a_damaged_database_is_told_without_a_traceback(loaded: Path) -> None:
    (loaded / "bochiso.db").write_bytes(b"x" * 5000)
    output = run("snapshots", "-w", loaded, code=1).output
    assert "tệp hỏng" in output and "khôi phục từ bản sao lưu" in output


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("nonsense",),
        ("show",),
        ("score", "x.csv"),
        ("import",),
        ("report", "a", "b"),
        ("show", "x", "--format", "xml"),
    ],
)
def test_wrong_usage_exits_with_two(words: tuple[str, ...]) -> None:
    run(*words, code=2)


def test_an_instant_that_is_none(loaded: Path) -> None:
    assert "ví dụ" in run("import", PAPERS / "so-lieu.csv", "--at", "hôm qua", "-w", loaded, code=2).output


def test_help_imports_nothing_heavy() -> None:
    """What makes `bochiso --help` quick; bench/ has the time."""
    script = "import sys, bochiso.cli; print(*sorted(m for m in sys.modules if m.split('.')[0] in {'sqlalchemy', 'docx', 'typst', 'vl_convert', 'openpyxl', 'xlsxwriter', 'jinja2', 'yaml', 'rich', 'alembic'}))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert loaded == []
