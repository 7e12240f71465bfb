"""Three causes are planted in the sample of Thái Nguyên, and each comes out first: a district that stopped synchronising,
a procedure withdrawn from the catalogue, a backlog cleared.

What a part contributes to the change of a rate is computed here by plain fractions, from counts that the product gives:
its weight times its distance from the mean of both rates, at the second date less at the first. That is the sum of the
effect of its own rate and of its weight, and what is left of it for a part that appears or vanishes.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from bochiso.cli import main

DATES = "2023-07-31T16:30:00", "2023-08-31T16:30:00"
DISTRICT = "H55:huyen-dai-tu"
PROCEDURE = "9.001376"
DEPARTMENT = "H55:so-ke-hoach-va-dau-tu"

Counts = Mapping[str, tuple[int, int]]
"""Numerator and denominator by part; a part that is not there has neither."""

Shown = Mapping[tuple[str, str], tuple[int | None, int | None]]
"""Numerator and denominator by unit and indicator, at one date."""


def run(*words: object) -> str:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result.stdout


def whole(counts: Counts) -> Fraction:
    return Fraction(sum(n for n, _ in counts.values()), sum(d for _, d in counts.values()))


def contributions(before: Counts, after: Counts) -> list[tuple[Fraction, str]]:
    """What each part adds to the change of the whole rate, the largest loss first. Their sum is the change."""
    mean = (whole(before) + whole(after)) / 2
    totals = [sum(d for _, d in counts.values()) for counts in (before, after)]

    def distance(part: str, counts: Counts, total: int) -> Fraction:
        numerator, denominator = counts.get(part, (0, 0))
        return (numerator - mean * denominator) / total

    found = [(distance(p, after, totals[1]) - distance(p, before, totals[0]), p) for p in before.keys() | after.keys()]
    assert sum(value for value, _ in found) == whole(after) - whole(before)
    return sorted(found)


@pytest.fixture(scope="module")
def shown(sample_workspace: Path) -> list[Shown]:
    found: list[Shown] = []
    for at in DATES:
        units = json.loads(run("show", at, "--format", "json", "-w", sample_workspace))["units"]
        found.append(
            {
                (unit["code"], each["id"]): (each["numerator"], each["denominator"])
                for unit in units
                for each in unit["indicators"]
            }
        )
    return found


@pytest.fixture(scope="module")
def tops(sample_folder: Path) -> frozenset[str]:
    """Departments and districts."""
    with (sample_folder / "units.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["code"] for row in csv.DictReader(file) if row["kind"] in ("department", "district"))


@pytest.fixture(scope="module")
def connection(sample_folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The states of dossiers, with the department or district that each belongs to."""
    with duckdb.connect(config={"threads": 2}) as found:
        found.execute(f"""CREATE VIEW states AS
            SELECT *, CASE WHEN unit LIKE '%:xa-%' THEN left(unit, strpos(unit, ':xa-') - 1) ELSE unit END AS top
            FROM read_parquet('{sample_folder}/dossiers.parquet')""")
        yield found


def test_the_district_that_stopped_is_the_only_one_that_pulls_synchronisation_down(
    shown: list[Shown], tops: frozenset[str]
) -> None:
    before, after = (
        {unit: (n, d) for (unit, item), (n, d) in counts.items() if item == "1.2" and unit in tops and n and d}
        for counts in shown
    )
    (loss, first), *rest = contributions(before, after)
    assert first == DISTRICT and loss < Fraction(-1, 1000)
    assert all(value >= 0 for value, _ in rest)
    printed = Fraction(378_113, 419_254), Fraction(422_402, 444_772)
    assert (whole(before), whole(after)) == printed and printed[0] < printed[1]


def test_nothing_of_that_district_is_synchronised_from_the_16th_on(connection: duckdb.DuckDBPyConnection) -> None:
    rows = connection.execute("""
        SELECT top, count(DISTINCT code) FILTER (received_at >= '2023-08-16'),
            count(DISTINCT code) FILTER (received_at >= '2023-08-16' AND synced_at IS NOT NULL),
            count(DISTINCT code) FILTER (received_at BETWEEN '2023-08-01' AND '2023-08-16' AND synced_at IS NULL),
            max(synced_at) < '2023-08-16'
        FROM states GROUP BY top HAVING count(DISTINCT code) > 5000""").fetchall()
    counts = {top: rest for top, *rest in rows}
    received, synchronised, missed_before, stopped = counts.pop(DISTRICT)
    assert received > 1000 and (synchronised, missed_before, stopped) == (0, 0, True)
    assert len(counts) > 10
    assert all(synchronised > received / 2 and not stopped for received, synchronised, _, stopped in counts.values())


def services(workspace: Path, at: str, out: Path) -> Counts:
    """By procedure: services with a dossier filed online, services offered."""
    having: Counter[str] = Counter()
    offered: Counter[str] = Counter()
    for which in ("counted", "missing"):
        run("dossiers", "3.6", "--at", at, "--which", which, "--out", out, "-w", workspace)
        with out.open(encoding="utf-8-sig", newline="") as file:
            found = Counter(row["Mã TTHC"] for row in csv.DictReader(file))
        offered += found
        having += found if which == "counted" else Counter()
    return {procedure: (having[procedure], number) for procedure, number in offered.items()}


def test_the_withdrawn_procedure_takes_most_from_services_in_use(sample_workspace: Path, tmp_path: Path) -> None:
    before, after = (services(sample_workspace, at, tmp_path / f"{at[:10]}.csv") for at in DATES)
    (loss, first), (next_loss, _), *_ = contributions(before, after)
    assert first == PROCEDURE and loss < 5 * next_loss < 0
    assert before[PROCEDURE] == (1, 1) and PROCEDURE not in after
    assert (whole(before), whole(after)) == (Fraction(143, 975), Fraction(145, 961))


def test_the_withdrawn_procedure_takes_most_from_online_filing(
    connection: duckdb.DuckDBPyConnection, shown: list[Shown]
) -> None:
    query = """
        SELECT procedure, count(*) FILTER (channel = 2), count(*) FROM (
            SELECT * FROM states WHERE recorded_at <= ?::TIMESTAMP
            QUALIFY row_number() OVER (PARTITION BY code ORDER BY recorded_at DESC) = 1)
        WHERE synced_at <= ?::TIMESTAMP GROUP BY procedure"""
    before, after = ({p: (n, d) for p, n, d in connection.execute(query, [at, at]).fetchall()} for at in DATES)
    for counts, known in zip((before, after), shown, strict=True):
        totals = sum(n for n, _ in counts.values()), sum(d for _, d in counts.values())
        assert totals == known["H55", "3.4"]
    (loss, first), (next_loss, _), *_ = contributions(before, after)
    assert first == PROCEDURE and loss < next_loss * 3 / 2 < 0


def test_it_alone_of_those_withdrawn_has_dossiers_and_more_than_any_other(
    connection: duckdb.DuckDBPyConnection, sample_folder: Path
) -> None:
    with (sample_folder / "procedures.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    endings = {(row["code"], row["unit"]) for row in rows if row["valid_to"]}
    gone = {code for code, _ in endings} - {row["code"] for row in rows if (row["code"], row["unit"]) not in endings}
    ended = {(row["valid_to"], row["authority"]) for row in rows if row["code"] == PROCEDURE and row["valid_to"]}
    assert ended == {("2023-08-15", "commune")}
    counted = connection.execute("""SELECT procedure, count(DISTINCT code) AS dossiers, count(DISTINCT unit),
        max(received_at) < '2023-08-15' FROM states GROUP BY procedure ORDER BY dossiers DESC""").fetchall()
    first, dossiers, units, before = counted[0]
    assert (first, units, before) == (PROCEDURE, 187, True) and dossiers > 25_000
    assert gone & {procedure for procedure, *_ in counted} == {PROCEDURE} and len(gone) > 50


def overdue(workspace: Path, at: str, unit: str, out: Path) -> set[str]:
    """The codes of dossiers open past their due date."""
    run("dossiers", "2.3", "--at", at, "--unit", unit, "--which", "counted", "--out", out, "-w", workspace)
    with out.open(encoding="utf-8-sig", newline="") as file:
        return {row["Mã hồ sơ"] for row in csv.DictReader(file)}


def test_the_backlog_that_was_cleared_is_the_largest_fall(
    shown: list[Shown],
    tops: frozenset[str],
    connection: duckdb.DuckDBPyConnection,
    sample_workspace: Path,
    tmp_path: Path,
) -> None:
    before, after = ({unit: counts[unit, "2.3"][0] or 0 for unit in tops} for counts in shown)
    (fall, first), (next_fall, _), *_ = sorted((after[unit] - before[unit], unit) for unit in tops)
    assert (fall, first) == (-120, DEPARTMENT) and fall < next_fall * 3 / 2 < 0
    was, still = (overdue(sample_workspace, at, DEPARTMENT, tmp_path / f"{at[:10]}.csv") for at in DATES)
    assert (len(was), len(still)) == (189, 69) and still < was
    ended = connection.execute(
        "SELECT count(DISTINCT code) FROM states WHERE list_contains(?, code) AND ended_at BETWEEN ?::TIMESTAMP AND ?::TIMESTAMP",
        [sorted(was - still), *DATES],
    ).fetchall()
    assert ended == [(120,)]
