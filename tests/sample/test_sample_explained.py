"""The causes planted in the sample of Thái Nguyên come out first where `explain` is asked about the days around them."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from bochiso.cli import main

DISTRICT = "H55:huyen-dai-tu"
PROCEDURE = "9.001376"
DEPARTMENT = "H55:so-ke-hoach-va-dau-tu"

Explain = Callable[..., dict[str, list[dict[str, object]]]]


def run(*words: object) -> str:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module")
def workspace(sample_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy, since more snapshots are computed here."""
    return Path(shutil.copytree(sample_workspace, tmp_path_factory.mktemp("nguyen-nhan") / "w"))


@pytest.fixture(scope="module")
def explained(workspace: Path) -> Explain:
    def explain(before: tuple[str, str], after: tuple[str, str], *asked: str) -> dict[str, list[dict[str, object]]]:
        names = [
            str(
                json.loads(run("compute", "--at", at, "--period", period, "--format", "json", "-w", workspace))[
                    "snapshot"
                ]
            )
            for at, period in (before, after)
        ]
        found: dict[str, list[dict[str, object]]] = json.loads(
            run("explain", *names, *asked, "--format", "json", "-w", workspace)
        )
        return found

    return explain


def test_the_district_that_stopped_synchronising(explained: Explain) -> None:
    found = explained(("2023-08-15T16:30", "month"), ("2023-08-31T16:30", "month"), "--indicator", "1.2")
    first, second = found["parts"][:2]
    assert first["key"] == DISTRICT
    assert str(first["rate_effect"]).startswith("-")
    assert first["before"] == {"numerator": 865, "denominator": 865}
    assert second["key"] != DISTRICT


@pytest.mark.parametrize("indicator", ["3.4", "3.6"])
def test_the_procedure_that_was_withdrawn(explained: Explain, indicator: str) -> None:
    asked = ("--indicator", indicator, "--by", "procedure")
    found = explained(("2023-08-14T07:00", "year"), ("2023-08-31T16:30", "year"), *asked)
    first = found["parts"][0]
    assert first["key"] == PROCEDURE
    assert first["rate_effect"] == "0"
    assert str(first["mix_effect"]).startswith("-")


def test_the_backlog_that_was_cleared(explained: Explain) -> None:
    found = explained(("2023-07-31T16:30", "year"), ("2023-08-31T16:30", "year"), "--indicator", "2.3")
    assert (found["parts"][0]["key"], found["parts"][0]["total"]) == (DEPARTMENT, "-120")


def test_the_district_by_time(explained: Explain) -> None:
    """The dossiers that it took in after it stopped are what pulled its own rate down."""
    asked = ("--indicator", "1.2", "--unit", DISTRICT, "--by", "time")
    found = explained(("2023-07-31T16:30", "year"), ("2023-08-31T16:30", "year"), *asked)
    assert (found["parts"][0]["key"], str(found["parts"][0]["total"])[0]) == ("new", "-")
