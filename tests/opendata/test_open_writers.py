"""The three files hold the same rows, and say what they mean."""

import csv
import io
import json
import unicodedata
from dataclasses import astuple, replace
from decimal import Decimal

import pyarrow.parquet as pq
import pytest
from open_support import drawn, open_table

from bochiso.index.load import edition_named
from bochiso.opendata.definitions import definitions
from bochiso.opendata.table import Row, Table
from bochiso.opendata.writers import COLUMNS, csv_bytes, definitions_csv, json_bytes, parquet_bytes

EDITION = edition_named("766/portal-2026")
COUNTS, DECIMALS = ("numerator", "denominator"), ("rate", "points", "maximum")


@pytest.fixture(scope="module")
def table() -> Table:
    snapshot = drawn(EDITION, 7, [each.id for each in EDITION.indicators if each.unit == "hồ sơ"])
    made = open_table(snapshot, EDITION)
    odd = replace(made.rows[0], name='=1+1\n"Sở, ban"', title="-x", source="@y", rate=Decimal("33.333333"))
    return replace(made, rows=(odd, *made.rows[1:]))


def typed(entry: dict[str, object]) -> Row:
    values: dict[str, object] = {}
    for name in COLUMNS:
        value = entry[name]
        if name in (*COUNTS, *DECIMALS):
            values[name] = None if value in (None, "") else int(str(value)) if name in COUNTS else Decimal(str(value))
        else:
            text = str(value)
            values[name] = text[1:] if text[:1] == "'" else text
    return Row(**values)  # type: ignore[arg-type]


def test_the_table_has_every_state(table: Table) -> None:
    assert {row.state for row in table.rows} == {"measured", "not_applicable", "no_data", "withheld"}


def test_csv_json_and_parquet_hold_the_same_rows(table: Table) -> None:
    from_csv = [typed(dict(entry)) for entry in csv.DictReader(io.StringIO(csv_bytes(table).decode("utf-8-sig")))]
    from_json = [typed(entry) for entry in json.loads(json_bytes(table, EDITION))["rows"]]
    read = pq.read_table(io.BytesIO(parquet_bytes(table, EDITION)))
    from_parquet = [typed(entry) for entry in read.to_pylist()]
    wanted = [astuple(row) for row in table.rows]
    assert [astuple(row) for row in from_csv] == wanted
    assert [astuple(row) for row in from_json] == wanted
    assert [astuple(row) for row in from_parquet] == wanted


def test_bytes_are_stable(table: Table) -> None:
    assert csv_bytes(table) == csv_bytes(table)
    assert json_bytes(table, EDITION) == json_bytes(table, EDITION)
    assert parquet_bytes(table, EDITION) == parquet_bytes(table, EDITION)


def test_text_is_no_formula(table: Table) -> None:
    (first, *_) = csv.DictReader(io.StringIO(csv_bytes(table).decode("utf-8-sig")))
    assert (first["name"], first["title"], first["source"]) == ('\'=1+1\n"Sở, ban"', "'-x", "'@y")


def test_columns_are_typed(table: Table) -> None:
    schema = pq.read_schema(io.BytesIO(parquet_bytes(table, EDITION)))
    assert tuple(schema.names) == COLUMNS
    assert {str(schema.field(name).type) for name in COUNTS} == {"int64"}
    assert {str(schema.field(name).type) for name in DECIMALS} == {"decimal128(18, 6)"}
    assert schema.field("rate").metadata[b"definition"].decode().startswith("Tỷ lệ (%): ")
    assert json.loads(schema.metadata[b"meta"])["edition"] == EDITION.id


def test_every_column_state_and_item_is_defined(table: Table) -> None:
    found = {(each.of, each.name) for each in definitions(EDITION)}
    assert {name for of, name in found if of == "column"} == set(COLUMNS)
    assert {("state", row.state) for row in table.rows} | {("item", row.item) for row in table.rows} <= found
    assert len(json.loads(json_bytes(table, EDITION))["definitions"]) == len(found)
    assert len(list(csv.reader(io.StringIO(definitions_csv(EDITION).decode("utf-8-sig"))))) == len(found) + 1


@pytest.mark.parametrize("edition", ["766/portal-2022", "766/portal-2026"])
def test_definitions_are_sound_vietnamese(edition: str) -> None:
    for each in definitions(edition_named(edition)):
        assert each.title and each.text.endswith("."), each
        assert ".." not in each.text and "  " not in each.text
        assert unicodedata.is_normalized("NFC", each.text)


def test_a_row_without_a_figure_says_why(table: Table) -> None:
    for row in table.rows:
        assert (row.state == "withheld") == bool(row.withheld)
        assert all(getattr(row, name) in (None, "") for name in row.withheld.split())
        if row.state == "measured" and row.item not in ("class", "rank"):
            assert row.points is not None or row.numerator is not None
