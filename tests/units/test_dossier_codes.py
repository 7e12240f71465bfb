"""Codes of procedures and dossiers, in every form in which they were really seen, in Python and in SQL."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bochiso.units.codes import AGENCY_FORMS, CODE_SPACES, canonical_agency_code, compact
from bochiso.units.dossier_codes import DOSSIER_PATTERN, PROCEDURE_PATTERN, parse_dossier_code, procedure_core


@pytest.mark.parametrize(
    ("written", "core"),
    [
        ("2.000815", "2.000815"),
        ("1.012784.H21", "1.012784"),
        ("2.000815.000.00.00.H55", "2.000815"),
        ("2.000815.000.00.00.H55.02", "2.000815"),
        ("1.004269.H55.01", "1.004269"),
        ("2.000815.02", "2.000815"),
        (" 1.012784 . h21 ", "1.012784"),
        ("\u00a03.000123\u200b", "3.000123"),
    ],
)
def test_every_form_of_a_procedure_gives_the_national_core(written: str, core: str) -> None:
    assert procedure_core(written) == core


@pytest.mark.parametrize(
    "written",
    [
        *("", "2000815", "2.00081", "2.0008155", "12.000815", "2.000815.", "2.000815.X55", "2.000815.H00", "BTC-12"),
        *("2.000815.H55.02.01.03.04.05", "٢.000815", "2,000815", "2.000815\n1", "QT-01", "x2.000815"),
    ],
)
def test_what_is_no_procedure(written: str) -> None:
    assert procedure_core(written) is None


@pytest.mark.parametrize(
    ("written", "agency", "day", "sequence"),
    [
        ("000.00.19.H47-260105-0001", "H47.19", date(2026, 1, 5), "0001"),
        ("000.17.22.H56-210531-0001", "H56.22.17", date(2021, 5, 31), "0001"),
        ("000.00.53.H48-220921-0099", "H48.53", date(2022, 9, 21), "0099"),
        ("H56.14-240823-0001", "H56.14", date(2024, 8, 23), "0001"),
        ("H57.132-260804-0583", "H57.132", date(2026, 8, 4), "0583"),
        ("H15.50.05.13-261008-0975", "H15.50.05.13", date(2026, 10, 8), "0975"),
        ("G09.20-20260609-0092637", "G09.20", date(2026, 6, 9), "0092637"),
        ("000.00.00.h55 - 240229 - 12345", "H55", date(2024, 2, 29), "12345"),
        ("h55.12-20000229-123456", "H55.12", date(2000, 2, 29), "123456"),
    ],
)
def test_every_form_of_a_dossier(written: str, agency: str, day: date, sequence: str) -> None:
    code = parse_dossier_code(written)
    assert code is not None
    assert (code.agency, code.day, code.sequence) == (agency, day, sequence)
    assert code.canonical == written.replace(" ", "").upper()
    assert parse_dossier_code(code.canonical) == code


@pytest.mark.parametrize(
    "written",
    [
        *("", "H55-230229-0001", "H55-231301-0001", "H55-230431-0001", "H55-20230229-0001", "H55-230100-0001"),
        *("H55-230101-001", "H55-230101-00000001", "H55-2301010-0001", "H55-19990101-0001", "H5-230101-0001"),
        *("H55.00-230101-0001", "000.17.00.H56-210531-0001", "H55:so-noi-vu-230101-0001", "H55-230101-0001/2"),
        *("H55-٢٣0101-0001", "2.000815", "H55–230101–0001"),
    ],
)
def test_what_is_no_dossier(written: str) -> None:
    assert parse_dossier_code(written) is None


def test_the_pattern_knows_every_day_of_the_century() -> None:
    for month in range(13):
        for day in range(33):
            for year in (0, 1, 4, 10, 12, 23, 24, 96, 99):
                text = f"{year:02}{month:02}{day:02}"
                assert (parse_dossier_code(f"H55-{text}-0001") is not None) == _exists(2000 + year, month, day), text


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


@pytest.fixture(scope="module")
def sql() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def _pieces() -> st.SearchStrategy[str]:
    agency = st.sampled_from(
        [
            "H55",
            "h55.12",
            "000.00.12.H55",
            "001.17.22.h56",
            "H56.22.17",
            "G09.200",
            "H00",
            "H55.00",
            "K12",
            "ſ12",
            "K12",
        ]
    )
    day = st.one_of(
        st.from_regex(r"[0-9]{6}", fullmatch=True), st.sampled_from(["240229", "230229", "20240229", "٢40101"])
    )
    dossier = st.tuples(agency, day, st.from_regex(r"[0-9]{3,8}", fullmatch=True)).map("-".join)
    core = st.from_regex(r"[0-9]{1,2}\.[0-9]{5,7}", fullmatch=True)
    procedure = st.tuples(core, st.lists(st.one_of(agency, st.sampled_from(["02", "1"])), max_size=2)).map(
        lambda parts: ".".join((parts[0], *parts[1]))
    )
    code = st.one_of(
        agency, dossier, procedure, st.text(alphabet="0123456789.-HGKhgkß \t\n\x0b\x1c\x85\xa0\u200b٢K", max_size=24)
    )
    spaced = st.tuples(code, st.integers(0, 24), st.sampled_from(["", " ", "\n", "\xa0", "\u2003", "\ufeff", "\x1f"]))
    return spaced.map(lambda parts: parts[0][: parts[1]] + parts[2] + parts[0][parts[1] :])


@given(st.lists(_pieces(), min_size=20, max_size=60))
def test_sql_reads_codes_as_python_does(sql: duckdb.DuckDBPyConnection, texts: list[str]) -> None:
    query = """
        WITH compacted AS (SELECT regexp_replace(upper(t), $spaces, '', 'g') AS code FROM (SELECT unnest($texts) AS t))
        SELECT code, regexp_matches(code, $dossier), regexp_extract(code, $dossier, 1),
            '20' || right(regexp_extract(code, $dossier, 2), 6), regexp_extract(code, $dossier, 3),
            regexp_matches(code, $procedure), regexp_extract(code, $procedure, 1), regexp_matches(code, $agency)
        FROM compacted
    """
    patterns = {"dossier": DOSSIER_PATTERN, "procedure": PROCEDURE_PATTERN, "agency": f"^{AGENCY_FORMS}$"}
    rows = sql.execute(query, {"texts": texts, "spaces": CODE_SPACES, **patterns}).fetchall()
    for text, (code, is_dossier, agency, day, sequence, is_procedure, core, is_agency) in zip(texts, rows, strict=True):
        parsed = parse_dossier_code(text)
        assert (parsed is not None) == is_dossier
        if parsed is not None:
            written = canonical_agency_code(agency), date.fromisoformat(day), sequence, code
            assert (parsed.agency, parsed.day, parsed.sequence, parsed.canonical) == written
        assert procedure_core(text) == (core if is_procedure else None)
        assert (canonical_agency_code(text) is not None) == is_agency
        assert compact(text) == code or parsed is None
