"""The open table as CSV, JSON and Parquet: the same rows, the same bytes from run to run."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from decimal import Decimal
from typing import TYPE_CHECKING

from bochiso.index.model import Edition
from bochiso.opendata.definitions import Definition, definitions
from bochiso.opendata.table import DIGITS, Row, Table

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS = tuple(each.name for each in fields(Row))
_COUNTS = ("numerator", "denominator")
_DECIMALS = ("rate", "points", "maximum")


def csv_bytes(table: Table) -> bytes:
    """UTF-8 with its mark, so that spreadsheets read Vietnamese; empty for None, decimals with a point."""
    return _csv(COLUMNS, ([_plain(getattr(row, name)) for name in COLUMNS] for row in table.rows))


def definitions_csv(edition: Edition) -> bytes:
    """The definitions as a table of their own, for those who take the CSV."""
    names = [each.name for each in fields(Definition)]
    return _csv(names, ([getattr(each, name) for name in names] for each in definitions(edition)))


def json_bytes(table: Table, edition: Edition) -> bytes:
    """`definitions`, `meta` and `rows`; counts are numbers, decimals exact in text, None is null."""
    content = {
        "definitions": [asdict(each) for each in definitions(edition)],
        "meta": asdict(table.meta),
        "rows": [{name: _json(getattr(row, name)) for name in COLUMNS} for row in table.rows],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def parquet_bytes(table: Table, edition: Edition) -> bytes:
    """Typed columns: int64, decimal128 with six decimals, text; definitions and meta are in the schema's metadata."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = _schema(table, edition)
    columns = [pa.array([getattr(row, name) for row in table.rows], schema.field(name).type) for name in COLUMNS]
    out = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(columns, schema=schema), out, compression="zstd")
    return out.getvalue()


def _schema(table: Table, edition: Edition) -> "pa.Schema":
    import pyarrow as pa

    known = definitions(edition)
    texts = {each.name: f"{each.title}: {each.text}" for each in known if each.of == "column"}
    types = {name: pa.int64() for name in _COUNTS} | {name: pa.decimal128(18, DIGITS) for name in _DECIMALS}
    columns = [pa.field(name, types.get(name, pa.string()), metadata={"definition": texts[name]}) for name in COLUMNS]
    metadata = {
        "definitions": json.dumps([asdict(each) for each in known], ensure_ascii=False),
        "meta": json.dumps(asdict(table.meta), ensure_ascii=False),
    }
    return pa.schema(columns, metadata=metadata)


def _csv(names: Iterable[str], lines: Iterable[list[str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_harmless(text) for text in line] for line in lines)
    return out.getvalue().encode("utf-8-sig")


def _plain(value: str | int | Decimal | None) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value)


def _json(value: str | int | Decimal | None) -> str | int | None:
    return f"{value:f}" if isinstance(value, Decimal) else value


def _harmless(text: str) -> str:
    """Text that a spreadsheet would run as a formula is set off with an apostrophe."""
    formula = text.startswith(("=", "+", "@", "\t", "\r")) or (text[:1] == "-" and not text[1:2].isdigit())
    return f"'{text}" if formula else text
