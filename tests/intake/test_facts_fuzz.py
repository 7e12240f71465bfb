"""Whatever a file holds: a refusal in words, or rows that add up; never another exception."""

import json
import tempfile
from pathlib import Path

import pytest
from facts_support import KNOWN, ROW, UNITS, accepted, csv_of, json_of, parquet_of, refused
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from intake_support import packed, workbook
from test_facts_messages import IGATE, PROCEDURE, PROGRESS_ITEM, WIRE

from bochiso.errors import BochisoError
from bochiso.facts.schema import DOSSIERS, PROCEDURES, PROGRESS, Table
from bochiso.intake.facts.read import read_facts

SOME = settings(max_examples=9, deadline=None, suppress_health_check=list(HealthCheck))
JUNK = st.sampled_from(
    [
        part.encode()
        for part in ("null", "-1", "1e309", '"', "{", "}", "[", "]", "\\ud800", "\0", ",", ";", "\n", "\r", "=", "\u202e", "[]", "\\")
    ]
    + [part.encode() for part in ('"MaHoSo"', '"data":[', "99999", "9" * 30, "2023-13-45", "0001-01-01T00:00+14:00", "%", "Đ", " ")]
    + [b"\xff", b"\xc3", b"{" * 3_000, b"[" * 3_000]
)  # fmt: skip


def _made(kind: str) -> bytes:
    """A valid file of a kind."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        match kind:
            case "csv":
                return csv_of(folder, ROW, {**ROW, "status": "99", "due_at": "mai"}, ROW).read_bytes()
            case "parquet":
                values = ", ".join(f"'{value}' AS {column}" for column, value in ROW.items())
                return parquet_of(folder, f"SELECT {values}, 1 AS status FROM range(3)").read_bytes()
            case "xlsx":
                return packed(workbook(list(ROW), list(ROW.values()), [*ROW.values(), "x"]))
            case "wire":
                lists = {
                    "TaiLieuNop": [{"DuocSoHoa": "1"}],
                    "DanhSachLePhi": [{"Gia": "1"}],
                    "DanhSachHoSoBoSung": [{"NgayBoSung": "20260106080000"}],
                }
                return json_of(folder, {"session": "s", "data": [WIRE, {**WIRE, **lists}], "x": [1]}).read_bytes()
            case "lines":
                return b"\n".join(json.dumps({**WIRE, "so": number}).encode() for number in range(3))
            case "progress":
                return json_of(folder, [PROGRESS_ITEM] * 2).read_bytes()
            case "igate":
                return json_of(folder, {"content": [IGATE, IGATE]}).read_bytes()
            case "catalogue":
                return json_of(folder, {"result": [PROCEDURE]}).read_bytes()
            case _:
                return json_of(folder, [ROW, {**ROW, "status": 9}]).read_bytes()


KINDS: dict[str, tuple[bytes, Table]] = {
    "csv": (_made("csv"), DOSSIERS),
    "parquet": (_made("parquet"), DOSSIERS),
    "xlsx": (_made("xlsx"), DOSSIERS),
    "wire": (_made("wire"), DOSSIERS),
    "lines": (_made("lines"), DOSSIERS),
    "progress": (_made("progress"), PROGRESS),
    "igate": (_made("igate"), DOSSIERS),
    "catalogue": (_made("catalogue"), PROCEDURES),
    "plain": (_made("plain"), DOSSIERS),
}


def outcome(data: bytes, table: Table = DOSSIERS) -> int:
    """How many rows were taken; -1 for a file that was refused."""
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name, "scratch")
        scratch.mkdir()
        path = Path(name, "a")
        path.write_bytes(data)
        try:
            found = read_facts(table, path, KNOWN, scratch)
        except BochisoError as error:
            assert error.problems
            assert all(problem.what and problem.why and problem.remedy for problem in error.problems)
            assert list(scratch.iterdir()) == []
            return -1
        assert sorted(scratch.iterdir()) == sorted((found.accepted, found.refused))
        rows, bad = accepted(found), refused(found)
        assert (len(rows), len(bad)) == (found.rows_accepted, found.rows_refused)
        assert all(row.get("reason") for row in bad)
        assert {row["unit"] for row in rows if "unit" in row} <= {unit.code for unit in UNITS}
        return len(rows)


@st.composite
def mutated(draw: st.DrawFn, source: bytes) -> bytes:
    """The file after up to four cuts, doublings and insertions."""
    data = source
    for _ in range(draw(st.integers(1, 4))):
        one, other = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
        match draw(st.sampled_from(["cut", "drop", "insert", "replace", "double"])):
            case "cut":
                data = data[:other]
            case "drop":
                data = data[:one] + data[min(other, one + 40) :]
            case "insert":
                data = data[:one] + draw(JUNK) + data[one:]
            case "replace":
                data = data[:one] + draw(JUNK) + data[one + 2 :]
            case _:
                data = data[:other] + data[one:]
    return data


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def reshaped(draw: st.DrawFn, source: bytes) -> bytes:
    """The message with some values become other values."""
    content = json.loads(source)
    for _ in range(draw(st.integers(1, 4))):
        node = content
        while isinstance(node, dict | list) and node:
            key = draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
            if not isinstance(node[key], dict | list) or draw(st.integers(0, 4)) == 0:
                node[key] = draw(VALUES)
                break
            node = node[key]
    return json.dumps(content).encode()


@pytest.mark.parametrize("kind", KINDS)
def test_the_files_are_valid_before_they_are_broken(kind: str) -> None:
    assert outcome(*KINDS[kind]) > 0


@pytest.mark.parametrize("kind", KINDS)
@SOME
@given(data=st.data())
def test_mutated_files(kind: str, data: st.DataObject) -> None:
    source, table = KINDS[kind]
    outcome(data.draw(mutated(source)), table)


@pytest.mark.parametrize("kind", ["wire", "progress", "igate", "catalogue", "plain"])
@SOME
@given(data=st.data())
def test_reshaped_messages(kind: str, data: st.DataObject) -> None:
    source, table = KINDS[kind]
    outcome(data.draw(reshaped(source)), table)


CELLS = st.text(st.sampled_from('aĐ0129=@-+.,;:/"\n\r \t\u202e\u00a0\u0301TZ'), max_size=14)


@SOME
@given(st.lists(st.lists(CELLS, min_size=6, max_size=6), min_size=1, max_size=4))
def test_any_cells_under_a_right_header(rows: list[list[str]]) -> None:
    lines = ["code,procedure,unit,received_at,fee,supplement_requests"]
    lines += [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    outcome("\n".join(lines).encode())


@SOME
@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    outcome(data)
