"""`bochiso load`: files of a province into the ledger of a workspace."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bochiso.cli import main
from bochiso.cli.loading import KINDS, OBSERVATIONS
from bochiso.errors import BochisoError
from bochiso.facts.schema import TABLES
from bochiso.workspace.opened import opened
from bochiso.workspace.settings import read_settings

HEADER = "code,procedure,unit,received_at,status\n"
UNITS = "code,name,kind,parent\nH55.01,Sở mẫu 01,department,H55\n"


def run(*arguments: object, code: int = 0) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    return result


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    run("init", tmp_path / "w", "--unit", "H55")
    file(tmp_path, "units.csv", UNITS)
    run("load", "units", tmp_path / "units.csv", "-w", tmp_path / "w")
    return tmp_path / "w"


def file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def versions(workspace: Path) -> Sequence[tuple[str, int]]:
    with opened(workspace) as place:
        return [(load.file_name, load.rows_taken) for load in place.ledger.loads()]


def test_load_kinds_are_the_tables() -> None:
    assert list(KINDS.choices) == [*TABLES, OBSERVATIONS]


def test_load_says_what_became_of_each_file(workspace: Path, tmp_path: Path) -> None:
    good = file(
        tmp_path, "a.csv", HEADER + "HS1,2.000815,H55.01,2026-01-05T08:00,4\nHS2,2.000815,H55.01,2026-01-05,x\n"
    )
    output = run("load", "dossiers", good, "-w", workspace, code=0).output
    assert "nhận 1, không đổi 0, từ chối 1" in output and "2-a.csv" in output
    again = run("load", "dossiers", good, "-w", workspace).output
    assert "nhận 0, không đổi 1, từ chối 1" in again and "đã được nạp ở lần nạp 2" in again
    only_bad = file(tmp_path, "b.csv", HEADER + "HS3,2.000815,H55.01,2026-01-05,x\n")
    assert "từ chối 1" in run("load", "dossiers", only_bad, "-w", workspace, code=1).output


def test_load_takes_a_mended_file_of_refused_rows(workspace: Path, tmp_path: Path) -> None:
    bad = file(tmp_path, "a.csv", HEADER + "HS2,2.000815,H55.01,2026-01-05,x\n")
    run("load", "dossiers", bad, "-w", workspace, code=1)
    refused = workspace / "so-ho-so" / "tu-choi" / "2-a.csv"
    mended = file(tmp_path, "sua.csv", refused.read_text(encoding="utf-8").replace(",x,", ",4,"))
    output = run("load", "dossiers", mended, "-w", workspace).output
    assert "nhận 1" in output and "không dùng cột" not in output


def test_load_stops_at_a_file_that_cannot_be_read_and_says_what_was_loaded(workspace: Path, tmp_path: Path) -> None:
    good = file(tmp_path, "a.csv", HEADER + "HS1,2.000815,H55.01,2026-01-05T08:00,4\n")
    bad = file(tmp_path, "b.csv", "tên,tuổi\nA,1\n")
    result = run("load", "dossiers", good, bad, good, "-w", workspace, code=1)
    assert f"đã nạp {good}; chưa nạp: {bad}, {good}." in result.output
    assert versions(workspace) == [("units.csv", 1), ("a.csv", 1)]


def test_load_units_are_the_registry_from_then_on(workspace: Path, tmp_path: Path) -> None:
    with opened(workspace) as place:
        assert [unit.code for unit in place.registry.units if unit.parent == "H55"] == ["H55.01"]
    wrong = file(
        tmp_path, "sai.csv", "code,name,kind,parent\nH55.02,Sở mẫu 02,department,H55\nH55.03,B,commune,H55.99\n"
    )
    result = run("load", "units", wrong, "-w", workspace, code=1)
    assert "H55.99" in result.output and "chưa nạp gì" in result.output
    assert versions(workspace) == [("units.csv", 1)]


def test_load_observations_is_import(tmp_path: Path) -> None:
    workspace = tmp_path / "w"
    run("init", workspace, "--unit", "H55")
    case = Path(__file__).parents[2] / "cases" / "thai-nguyen-2023-08" / "so-lieu.csv"
    loaded = run("load", "observations", case, "-w", workspace).output
    assert "766/portal-2022" in loaded
    assert "đã có, không thay đổi gì" in run("import", case, "-w", workspace).output
    assert "--at" in run("load", "observations", case, "--backfill", "-w", workspace, code=2).output


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('engine = "sparkle"', "sc://10.0.0.5:15002"),
        ('engine = "sc://"', "sc://10.0.0.5:15002"),
        ('engine = ""', "duckdb"),
        ('ledger = ""', "so-ho-so"),
        ('ledger = "ftp://x/y"', "s3://"),
        ('ledger = "s3://"', "s3://"),
    ],
)
def test_settings_of_the_ledger_are_checked(tmp_path: Path, line: str, words: str) -> None:
    path = file(tmp_path, "bochiso.toml", f'[workspace]\nprovince = "H55"\n{line}\n')
    with pytest.raises(BochisoError, match=words):
        read_settings(path)


@pytest.mark.parametrize("line", ['engine = "sc://may-chu:15002"', 'ledger = "s3://kho/so"', 'ledger = "/du-lieu/so"'])
def test_settings_of_the_ledger_are_taken(tmp_path: Path, line: str) -> None:
    path = file(tmp_path, "bochiso.toml", f'[workspace]\nprovince = "H55"\n{line}\n')
    workspace = read_settings(path).workspace
    assert f'"{workspace.engine}"' in line or f'"{workspace.ledger}"' in line
