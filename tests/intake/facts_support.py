"""What the tests of facts share: a small province, files on disk, and what reading them gives."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb

from bochiso.errors import BochisoError
from bochiso.facts.schema import DOSSIERS, Table
from bochiso.facts.staged import Staged
from bochiso.intake.facts.known import KnownUnits
from bochiso.intake.facts.read import read_facts
from bochiso.time import Instant, moment_of, second_of
from bochiso.units.registry import Registry
from bochiso.units.tree import Unit, UnitKind

MERGER = date(2025, 7, 1)
TODAY = date(2026, 11, 20)
UNITS = (
    Unit("VN", "Việt Nam", UnitKind.NATION),
    Unit("H55", "Tỉnh Thái Nguyên", UnitKind.PROVINCE, "VN"),
    Unit("H21", "Tỉnh Gia Lai", UnitKind.PROVINCE, "VN"),
    Unit("H03", "Tỉnh Bắc Kạn", UnitKind.PROVINCE, "VN", valid_to=MERGER, successor="H55"),
    Unit("H03.05", "Sở Tư pháp", UnitKind.DEPARTMENT, "H03", valid_to=MERGER, successor="H55.05"),
    Unit("H55.05", "Sở Tư pháp", UnitKind.DEPARTMENT, "H55"),
    Unit("H55.12", "Sở Nội vụ", UnitKind.DEPARTMENT, "H55", aliases=("Sở Nội vụ và Tổ chức",)),
    Unit("H55.33", "UBND huyện Đại Từ", UnitKind.DISTRICT, "H55", valid_to=MERGER),
    Unit("H55.33.07", "UBND xã La Bằng", UnitKind.COMMUNE, "H55.33", valid_to=MERGER),
    Unit("H55.242", "UBND xã La Bằng", UnitKind.COMMUNE, "H55", valid_from=MERGER),
    Unit("H21.12", "Sở Nội vụ", UnitKind.DEPARTMENT, "H21"),
)
KNOWN = KnownUnits(Registry(UNITS), "H55", TODAY)

CODE = "H55.12-260105-0001"
ROW = {"code": CODE, "procedure": "2.000815", "unit": "H55.12", "received_at": "2026-01-05T08:00"}
Row = dict[str, object]


def staged(path: Path, table: Table = DOSSIERS, known: KnownUnits = KNOWN) -> Staged:
    """The file read, with its results beside it. Whatever is staged adds up and nothing else is left behind."""
    scratch = path.parent / "scratch"
    scratch.mkdir(exist_ok=True)
    found = read_facts(table, path, known, scratch)
    assert set(scratch.iterdir()) >= {found.accepted, found.refused}
    assert len(accepted(found)) == found.rows_accepted
    assert len(refused(found)) == found.rows_refused
    return found


def refusal(path: Path, table: Table = DOSSIERS, known: KnownUnits = KNOWN) -> str:
    """Everything said of a file that cannot be read at all; it leaves nothing behind."""
    scratch = path.parent / "scratch"
    scratch.mkdir(exist_ok=True)
    before = set(scratch.iterdir())
    try:
        read_facts(table, path, known, scratch)
    except BochisoError as error:
        assert set(scratch.iterdir()) == before
        assert all(problem.what and problem.why and problem.remedy for problem in error.problems)
        return str(error)
    raise AssertionError("nothing was refused")


def accepted(found: Staged) -> list[Row]:
    """The accepted rows by their number, without what is unknown."""
    return _rows(found.accepted)


def refused(found: Staged) -> list[Row]:
    """The refused rows by their number."""
    return _rows(found.refused)


def only(path: Path, table: Table = DOSSIERS) -> Row:
    """The one row of a file, which is accepted."""
    found = staged(path, table)
    assert refused(found) == []
    (row,) = accepted(found)
    return row


def reason(path: Path, table: Table = DOSSIERS) -> str:
    """Why the one row of a file is refused."""
    found = staged(path, table)
    assert accepted(found) == []
    (row,) = refused(found)
    return str(row["reason"])


def at(row: Row, name: str) -> str:
    """An instant of a row as text."""
    second = row[name]
    assert isinstance(second, int)
    return str(moment_of(second)).removesuffix("+07:00")


def second(text: str) -> int:
    return second_of(Instant.parse(text))


def csv_of(folder: Path, *rows: Mapping[str, str], name: str = "a.csv", delimiter: str = ",") -> Path:
    """A CSV file with the columns of all rows."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = [columns, *([f'"{row.get(column, "")}"' for column in columns] for row in rows)]
    path = folder / name
    path.write_text("\n".join(delimiter.join(line) for line in lines) + "\n", encoding="utf-8")
    return path


def json_of(folder: Path, content: object, name: str = "a.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def parquet_of(folder: Path, select: str, name: str = "a.parquet") -> Path:
    """A Parquet file of what an SQL statement gives."""
    path = folder / name
    duckdb.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
    return path


def columns_of(path: Path) -> Sequence[tuple[str, str]]:
    """The columns of a Parquet file and their SQL types."""
    return [(row[0], row[1]) for row in duckdb.execute(f"DESCRIBE FROM '{path}'").fetchall()]


def _rows(path: Path) -> list[Row]:
    found = duckdb.execute(f"FROM '{path}' ORDER BY row")
    names = [column[0] for column in found.description or ()]
    return [
        {name: value for name, value in zip(names, row, strict=True) if value is not None} for row in found.fetchall()
    ]
