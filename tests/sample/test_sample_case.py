"""The sample of Thái Nguyên counts to what the province printed, at both dates, unit by unit.

Counted here by SQL of its own, with nothing of the product's counting, and compared with `cases/` at the printed digits.
What cannot hold is listed there with what the sample gives instead, and that is compared as well.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from bochiso.cli import main
from bochiso.exact import Tie, digits_of, rounded
from bochiso.index.load import edition_named
from bochiso.index.model import Show
from bochiso.units.registry import PROVINCES, default_registry, read_registry

CASE = Path(__file__).parents[2] / "cases" / "thai-nguyen-2023-08"
DATES = {"2023-07-31": "2023-07-31T16:30:00", "2023-08-31T16:30": "2023-08-31T16:30:00"}

Count = tuple[int, int | None]
"""Numerator and denominator; no denominator where the paper prints a count alone."""

STATEMENTS = """
CREATE TABLE every_dossier AS SELECT * FROM read_parquet('{folder}/dossiers.parquet');
CREATE TABLE units AS SELECT * FROM read_csv('{folder}/units.csv', all_varchar = true);
CREATE TABLE above AS
    SELECT code, CASE WHEN kind = 'commune' THEN parent ELSE code END AS top FROM units;
CREATE TABLE every_procedure AS SELECT * FROM read_csv('{folder}/procedures.csv', all_varchar = true);
CREATE TABLE every_service AS SELECT * FROM read_csv('{folder}/services.csv', all_varchar = true);
CREATE TABLE every_petition AS SELECT * FROM read_csv('{folder}/petitions.csv', all_varchar = true);
CREATE TABLE every_certification AS SELECT * FROM read_csv('{folder}/certifications.csv', all_varchar = true);
"""

KNOWN = """
CREATE OR REPLACE TABLE procedures AS
    SELECT * FROM (
        SELECT * FROM every_procedure WHERE recorded_at::TIMESTAMP <= TIMESTAMP '{at}'
        QUALIFY row_number() OVER (PARTITION BY code, authority, valid_from, decided_on ORDER BY recorded_at DESC) = 1)
    WHERE valid_from::DATE <= DATE '{day}' AND (valid_to IS NULL OR valid_to::DATE > DATE '{day}');
CREATE OR REPLACE TABLE catalogue AS
    SELECT code, max(has_fee) = '1' AS fee, max(paper_result) = '1' AS paper,
        max(CASE online WHEN 'full' THEN 2 WHEN 'partial' THEN 1 ELSE 0 END) AS level,
        bool_or(published_on::DATE <= DATE '{day}') AS published
    FROM procedures GROUP BY code;
CREATE OR REPLACE TABLE told AS
    SELECT code, max(has_fee) = '1' AS fee, max(paper_result) = '1' AS paper
    FROM every_procedure WHERE recorded_at::TIMESTAMP <= TIMESTAMP '{at}' GROUP BY code;
CREATE OR REPLACE TABLE services AS
    SELECT * FROM every_service WHERE recorded_at::TIMESTAMP <= TIMESTAMP '{at}'
    QUALIFY row_number() OVER (PARTITION BY code, unit ORDER BY recorded_at DESC) = 1;
CREATE OR REPLACE TABLE held AS
    SELECT *, coalesce(coalesce(ended_at, CASE WHEN status = 5 THEN supplement_requested_at END)
            <= due_at + to_seconds(supplement_seconds),
            TIMESTAMP '{at}' <= due_at + to_seconds(supplement_seconds)) AS in_time
    FROM (SELECT * FROM every_dossier WHERE recorded_at <= TIMESTAMP '{at}'
        QUALIFY row_number() OVER (PARTITION BY code ORDER BY recorded_at DESC) = 1)
    JOIN above ON above.code = unit
    WHERE received_at <= TIMESTAMP '{at}' AND received_at >= TIMESTAMP '2023-01-01';
CREATE OR REPLACE TABLE seen AS
    SELECT h.*, c.fee AS has_fee, c.paper, c.code IS NOT NULL AS listed
    FROM held h LEFT JOIN told c ON c.code = h.procedure WHERE synced_at <= TIMESTAMP '{at}';
CREATE OR REPLACE TABLE petitions AS
    SELECT * FROM every_petition WHERE recorded_at::TIMESTAMP <= TIMESTAMP '{at}'
    QUALIFY row_number() OVER (PARTITION BY code ORDER BY recorded_at DESC) = 1;
CREATE OR REPLACE TABLE certifications AS
    SELECT * FROM every_certification JOIN above ON above.code = unit WHERE recorded_at::TIMESTAMP <= TIMESTAMP '{at}'
    QUALIFY row_number() OVER (PARTITION BY unit ORDER BY recorded_at DESC) = 1;
"""

PAID = "payment IN (1, 2) AND paid_at <= recorded_at"
PROVINCE = {
    "1.1": "SELECT count(*) FILTER (published), count(*) FROM catalogue",
    "1.2a": "SELECT (SELECT count(*) FROM seen), (SELECT count(*) FROM held)",
    "2.1": "SELECT count(*) FILTER (in_time), count(*) FROM seen",
    "3.1": "SELECT count(*) FILTER (level = 1), count(*) FROM catalogue",
    "3.2": "SELECT count(*) FILTER (level = 2), count(*) FROM catalogue",
    "3.3": "SELECT count(*) FILTER (level = 0), count(*) FROM catalogue",
    "3.4a": "SELECT count(*) FILTER (channel = 2), count(*) FROM seen",
    "3.5a": "SELECT count(*) FILTER (in_time), count(*) FROM seen WHERE channel = 2",
    "3.6": """SELECT count(DISTINCT code) FILTER (procedure IN (SELECT procedure FROM seen WHERE channel = 2)),
        count(DISTINCT code) FROM services WHERE status <> 'hidden'""",
    "4.1a": """SELECT count(*) FILTER (code IN (SELECT procedure FROM seen WHERE fee = 'due')), count(*)
        FROM catalogue WHERE fee""",
    "4.2a": f"SELECT count(*) FILTER ({PAID}), count(*) FROM seen WHERE has_fee AND fee <> 'zero'",
    "4.3a": f"""SELECT count(*) FILTER (code IN (SELECT procedure FROM seen WHERE {PAID})), count(*)
        FROM catalogue WHERE fee""",
    "5.1": """SELECT count(*) FILTER (outcome = 'handled' AND outcome_at::TIMESTAMP < received_at::TIMESTAMP
        + INTERVAL 15 DAY), count(*) FROM petitions""",
    "5.2": "SELECT count(*) - count(*) FILTER (NOT in_time) - sum(complained)::BIGINT, count(*) FROM seen",
    "5.3a": "SELECT count(*) FILTER (about = 'rules'), count(*) FROM petitions",
    "6.1": "SELECT count(*) FILTER (component_file = 1 AND (NOT paper OR result_file = 1)), count(*) FROM seen",
    "6.2": "SELECT sum(result_file)::BIGINT, count(*) FROM seen WHERE paper",
    "6.4": "SELECT count(*) FILTER (reused = 1), count(*) FROM seen",
    "6.5": "SELECT count(*) FILTER (provides = '1'), count(*) FROM certifications",
    "6.6": "SELECT sum(copies::BIGINT)::BIGINT, NULL FROM certifications",
    "2.3": "SELECT count(*) FILTER (ended_at IS NULL AND NOT in_time), NULL FROM held",
}
UNITS = {
    "2.3": "SELECT top, count(*) FILTER (ended_at IS NULL AND NOT in_time), NULL FROM held GROUP BY top",
    "3.8": "SELECT unit, count(*) FILTER (online <> 'none'), count(*) FROM procedures GROUP BY unit",
    "4.2": f"SELECT top, count(*) FILTER ({PAID}), count(*) FROM seen WHERE has_fee AND fee <> 'zero' GROUP BY top",
    "6.5": "SELECT top, count(*) FILTER (provides = '1'), count(*) FROM certifications GROUP BY top",
    "6.6": "SELECT top, sum(copies::BIGINT)::BIGINT, NULL FROM certifications GROUP BY top",
}
REST_OF = {"1.2b": "1.2a", "2.2": "2.1", "3.4b": "3.4a", "3.5b": "3.5a", "4.1b": "4.1a", "4.2b": "4.2a",
           "4.3b": "4.3a", "5.3b": "5.3a"}  # fmt: skip
NOT_COUNTED = {"3.7", "6.3", "total", "rank", "CKMB", "TDGQ", "CLGQ", "TTTT", "MDHL", "MDSH"}
"""Points, ranks, and what no fact tells: accounts, and the growth of services since an unknown day."""


@dataclass(frozen=True)
class Figure:
    """One printed figure, or one of the list of those that cannot hold."""

    unit: str
    item: str
    as_of: str
    numerator: str
    denominator: str
    rate: str

    @property
    def key(self) -> tuple[str, str, str]:
        return self.unit, self.item, self.as_of


def figures(name: str) -> list[Figure]:
    """Units by the code of the registry."""
    registry = default_registry()

    def code(text: str) -> str:
        unit = registry.resolve(text, date(2023, 8, 1), "H55")
        assert unit is not None, text
        return unit.code

    with (CASE / name).open(encoding="utf-8", newline="") as file:
        return [
            Figure(code(row["unit"]), row["item"], row["as_of"], row["numerator"], row["denominator"], row["rate"])
            for row in csv.DictReader(file)
        ]


@pytest.fixture(scope="module")
def connection(sample_folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 2}) as found:
        found.execute(STATEMENTS.replace("{folder}", str(sample_folder)))
        yield found


@pytest.fixture(scope="module")
def counted(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str, str], Count]:
    found: dict[tuple[str, str, str], Count] = {}
    for as_of, at in DATES.items():
        connection.execute(KNOWN.replace("{at}", at).replace("{day}", at[:10]))
        for item, query in PROVINCE.items():
            found["H55", item, as_of] = _pair(connection.execute(query).fetchall()[0])
        for item, query in UNITS.items():
            found |= {(unit, item, as_of): _pair(rest) for unit, *rest in connection.execute(query).fetchall() if unit}
        assert connection.execute("SELECT count(*) FROM seen WHERE NOT listed").fetchall() == [(0,)]
    for rest, whole in REST_OF.items():
        for as_of in DATES:
            numerator, denominator = found["H55", whole, as_of]
            assert denominator is not None
            found["H55", rest, as_of] = denominator - numerator, denominator
    return found


def _pair(row: tuple[int | None, ...] | list[int | None]) -> Count:
    numerator, denominator = row
    assert numerator is not None
    return numerator, denominator


def contradictions(counts: dict[tuple[str, str, str], Count], wanted: list[Figure]) -> Iterator[str]:
    for figure in wanted:
        numerator, denominator = counts.get(figure.key, (0, None))
        for printed, found in ((figure.numerator, numerator), (figure.denominator, denominator)):
            if printed and int(printed) != found:
                yield f"{figure.key}: {printed} printed, {found} counted"
        if figure.rate:
            printed_rate = Decimal(figure.rate)
            digits = digits_of(printed_rate) if figure.item in ("3.6", "3.8") else 2
            if not denominator or rounded(Fraction(100 * numerator, denominator), digits, Tie.UP) != printed_rate:
                yield f"{figure.key}: {figure.rate} % printed, {numerator} of {denominator} counted"


def test_every_printed_figure_holds_or_is_listed(counted: dict[tuple[str, str, str], Count]) -> None:
    listed = {figure.key for figure in figures("khong-cung-dung.csv")}
    printed = [figure for figure in figures("so-lieu.csv") if figure.item not in NOT_COUNTED]
    assert len(printed) > 200
    assert list(contradictions(counted, [figure for figure in printed if figure.key not in listed])) == []


def run(*words: object) -> str:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result.stdout


def computed(workspace: Path) -> dict[tuple[str, str, str], Count]:
    """What the product counts, under the names of the printed rows."""
    edition = edition_named("766/portal-2022")
    found: dict[tuple[str, str, str], Count] = {}
    for as_of, at in DATES.items():
        units = json.loads(run("show", at, "--format", "json", "-w", workspace))["units"]
        counts = {(unit["code"], each["id"]): each for unit in units for each in unit["indicators"]}
        for figure in figures("so-lieu.csv"):
            place = edition.place(figure.item)
            each = counts.get((figure.unit, place.item)) if place else None
            if place is None or each is None or figure.as_of != as_of or each["numerator"] is None:
                continue
            numerator, denominator = each["numerator"], each["denominator"]
            found[figure.key] = (denominator - numerator if place.show is Show.REST else numerator), denominator
    return found


def test_the_product_computes_what_is_printed(sample_workspace: Path) -> None:
    wanted = {figure.key: figure for figure in figures("so-lieu.csv") if figure.item not in NOT_COUNTED}
    wanted |= {figure.key: figure for figure in figures("khong-cung-dung.csv")}
    assert list(contradictions(computed(sample_workspace), list(wanted.values()))) == []


def test_the_report_shows_the_papers_figures_and_says_that_they_were_computed(
    sample_workspace: Path, tmp_path: Path
) -> None:
    run("report", *(at[:10] for at in DATES.values()), "--out", tmp_path, "-w", sample_workspace)
    text = (tmp_path / "bao-cao-2023-08.html").read_text(encoding="utf-8")
    for printed in ("378.113", "422.402", "+44.289 hồ sơ", "90,19", "94,97", "95,41", "95,03", "27.052", "31,77"):
        assert printed in text, printed
    assert "Tính từ sổ hồ sơ đến ngày 31/8/2023" in text and "Thống kê trên Cổng" not in text


def test_what_cannot_hold_gives_what_the_list_says(counted: dict[tuple[str, str, str], Count]) -> None:
    listed = figures("khong-cung-dung.csv")
    assert list(contradictions(counted, [figure for figure in listed if figure.item not in NOT_COUNTED])) == []
    printed = {figure.key: figure for figure in figures("so-lieu.csv")}
    for figure in listed:
        assert figure.rate != printed[figure.key].rate, f"{figure.key} holds: it leaves the list"


def test_a_month_earlier_less_was_known(connection: duckdb.DuckDBPyConnection) -> None:
    held = [
        connection.execute(
            "SELECT count(DISTINCT code) FROM every_dossier WHERE recorded_at <= ?::TIMESTAMP", [at]
        ).fetchall()[0][0]
        for at in ("2023-06-30T16:30", "2023-07-31T16:29", "2023-08-15T12:00", "2023-08-31T16:29")
    ]
    assert 200_000 < held[0] < held[1] == 419_254 < held[2] < held[3] == 444_772


def test_states_are_known_after_what_they_tell(connection: duckdb.DuckDBPyConnection) -> None:
    wrong = """SELECT count(*) FROM every_dossier WHERE recorded_at <= greatest(received_at, ended_at, synced_at, paid_at,
        supplement_requested_at) OR ended_at < received_at OR synced_at < received_at OR due_at < received_at"""
    assert connection.execute(wrong).fetchall() == [(0,)]
    order = "SELECT count(*) FROM (SELECT recorded_at <= lag(recorded_at) OVER (PARTITION BY code ORDER BY rowid) AS w FROM every_dossier) WHERE w"
    assert connection.execute(order).fetchall() == [(0,)]
    assert connection.execute(
        "SELECT max(n) FROM (SELECT count(*) AS n FROM every_dossier GROUP BY code)"
    ).fetchall() == [(2,)]


def test_the_units_go_with_the_registry(sample_folder: Path) -> None:
    registry = read_registry(PROVINCES, sample_folder / "units.csv")
    day = date(2023, 8, 1)
    assert registry.ancestors("H55:huyen-dai-tu:xa-31", day)[:2] == ("H55:huyen-dai-tu", "H55")
    assert sum(unit.kind.value == "commune" for unit in registry.units) == 187


def test_keys_of_the_catalogue_are_unique(connection: duckdb.DuckDBPyConnection) -> None:
    doubled = """SELECT count(*) FROM (SELECT 1 FROM every_procedure
        GROUP BY code, authority, valid_from, decided_on, recorded_at HAVING count(*) > 1)"""
    assert connection.execute(doubled).fetchall() == [(0,)]


def test_it_fits_on_a_memory_stick(sample_folder: Path) -> None:
    assert sum(path.stat().st_size for path in sample_folder.iterdir()) < 60_000_000
