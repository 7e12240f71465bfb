"""`bochiso check`: snapshots, letters and files in any mix; findings are no errors, unsound files are."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from letter_support import DIRECTIVE, FIGURES, REPORT

from bochiso.cli import main


def run(*arguments: object, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["check", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("check") / "w"
    for arguments in (["init", folder, "--unit", "H55"], ["import", FIGURES, "-w", folder]):
        assert CliRunner().invoke(main, [str(part) for part in arguments]).exit_code == 0
    return folder


def found(result: Result) -> list[dict[str, str]]:
    told: list[dict[str, str]] = json.loads(result.stdout)
    return told


def test_two_snapshots_give_what_a_report_is_reviewed_by_and_more(workspace: Path, tmp_path: Path) -> None:
    report = ["report", "2023-07-31", "31/8/2023", "--out", str(tmp_path / "o"), "-w", str(workspace)]
    reviewed = CliRunner().invoke(main, report).stdout.split("\n\n")[1:-1]
    output = run("2023-07-31", "2023-08-31", "-w", workspace).stdout
    assert len(reviewed) == 17 and all(finding in output for finding in reviewed)
    assert "19 điểm cần rà soát." in output and "1.773 → 1.746 (-27 TTHC)" in output
    told = found(run(tmp_path / "o" / "bao-cao-2023-08.docx", "--format", "json"))
    told += found(run(tmp_path / "o" / "bao-cao-2023-08.html", "--format", "json"))
    assert told and all(f"] {finding['title'].split(', ngày')[0]}" in "".join(reviewed) for finding in told)


def test_the_order_of_snapshots_is_that_of_time(workspace: Path) -> None:
    assert (
        run("2023-08-31", "2023-07-31", "-w", workspace).output == run("31/7/2023", "31/8/2023", "-w", workspace).output
    )


def test_one_snapshot_is_checked_by_itself(workspace: Path) -> None:
    told = found(run("2023-08-31", "--format", "json", "-w", workspace))
    ids = [finding["id"] for finding in told]
    assert ids.count("tong-cac-truc") == 1 and ids.count("mau-so-khac-nhau") == 2 and "truc-nguoc-chi-so" not in ids
    zero = next(finding for finding in told if finding["id"] == "khong-phan-tram-khong-so-dem")
    names = zero["figures"].split("; ")
    assert len(set(names)) == len(names)


def test_a_directive_against_two_snapshots(workspace: Path) -> None:
    told = found(run("2023-07-31", "2023-08-31", DIRECTIVE, "--format", "json", "-w", workspace))
    assert set(told[0]) == {"id", "severity", "title", "figures", "rule", "ask", "file"}
    of_letter = [finding["id"] for finding in told if finding["file"] == str(DIRECTIVE)]
    assert of_letter.count("loi-van-nguoc-so-lieu") == 3 and "dan-chieu-van-ban-khac" in of_letter
    assert {"tong-cac-truc", "truc-nguoc-chi-so", "ty-le-nguoc-chi-tiet"} <= {finding["id"] for finding in told}


def test_a_directive_with_the_report_or_with_a_table_of_figures() -> None:
    for beside in (REPORT, FIGURES):
        told = found(run(beside, DIRECTIVE, "--format", "json", "-w", "/nowhere"))
        ids = [finding["id"] for finding in told if finding["file"] == str(DIRECTIVE)]
        assert ids.count("loi-van-nguoc-so-lieu") == 3 and "dan-chieu-van-ban-khac" in ids


def test_a_letter_that_names_the_days_of_snapshots(workspace: Path, tmp_path: Path) -> None:
    letter = tmp_path / "a.txt"
    letter.write_text("So sánh ngày 31/7/2023 và ngày 31/8/2023.\n\nTỷ lệ số hóa hồ sơ giảm.\n", encoding="utf-8")
    assert [f["id"] for f in found(run(letter, "--format", "json", "-w", workspace))] == ["loi-van-nguoc-so-lieu"]
    assert found(run(letter, "--format", "json", "-w", tmp_path)) == []
    letter.write_text("Tỷ lệ số hóa hồ sơ giảm.\n", encoding="utf-8")
    assert run(letter, "-w", workspace).stdout.strip() == "0 điểm cần rà soát."


def test_files_that_are_no_letters_are_told_as_ever(tmp_path: Path) -> None:
    output = run(FIGURES, FIGURES.with_name("bochiso.toml"), "-w", tmp_path).stdout
    assert output.count("hợp lệ") == 2 and "rà soát" not in output


def test_findings_of_sound_files_are_told_beside_the_problems_of_others(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    result = run(tmp_path / "a.pdf", tmp_path / "khong-co.docx", DIRECTIVE, "-w", tmp_path, code=1)
    assert "là Chủ nhật" in result.stdout and "2 vấn đề" in result.stderr
    assert "không phải không gian làm việc" in run("2023-07-31", "-w", tmp_path, code=1).stderr


def test_an_unknown_snapshot_is_a_problem(workspace: Path) -> None:
    assert "không có trong không gian làm việc" in run("2020-01-01", "-w", workspace, code=1).stderr
