"""Whatever is done to a file, it is either read or refused with problems; nothing else ever comes out."""

import json
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from intake_support import AT_2023, AT_2026, PORTAL, packed, read, table, workbook

from bochiso.errors import BochisoError
from bochiso.intake.read import Intake
from bochiso.score.snapshot import Snapshot
from bochiso.time import Instant

JSONS = [path.read_bytes() for path in sorted(PORTAL.glob("*.json"))]
LEGACY = json.dumps([{"TEN": "UBND tỉnh Thái Nguyên", "TONG_SCORE": "75,69", "ROW_STT": "9", "CKMB": ""}]).encode()
CSVS = [
    table("H55,1.2a,31/8/2023,378113,,90.19,,,,Công văn", "H55,1.2b,31/8/2023,41141,,9.81,,,,").encode(),
    table("Sở Tư pháp,2.3,,31,,,,,,", "H55,rank,,,,,,,09/63,").encode(),
    *(path.read_bytes() for path in sorted(PORTAL.glob("*.csv"))),
]
BOOK = packed(workbook(["unit", "item", "numerator", "denominator"], ["H55", "1.1", 1, 2], ["H55", "1.2b", "3", 4.0]))
JUNK = st.sampled_from(
    [
        part.encode()
        for part in ("null", "-1", "1e9", '"', "{", "]", "\\ud800", "\0", ",", ";", "\n", "=", "\u202e", "0", "[]")
    ]
    + [part.encode() for part in ('"code"', "99999", "9" * 30, "/", "–", "2023-13-45", "0001-01-01T00:00+14:00", "%")]
    + [b"\xff"]
)
SOME = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def mutated(draw: st.DrawFn, sources: list[bytes]) -> bytes:
    """One of the sources after up to four cuts, doublings and insertions."""
    data = draw(st.sampled_from(sources))
    for _ in range(draw(st.integers(0, 4))):
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


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def reshaped(draw: st.DrawFn) -> bytes:
    """A valid answer in which some values became other values."""
    content = json.loads(draw(st.sampled_from([*JSONS, LEGACY])))
    for _ in range(draw(st.integers(1, 3))):
        node = content
        while isinstance(node, dict | list) and node:
            key = draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
            if not isinstance(node[key], dict | list) or draw(st.integers(0, 4)) == 0:
                node[key] = draw(JSON_VALUES)
                break
            node = node[key]
    return json.dumps(content).encode()


def outcome(name: str, data: bytes, at: Instant) -> Intake | BochisoError:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            intake = read(path, at=at)
        except BochisoError as error:
            assert error.problems
            assert all(problem.what and problem.why and problem.remedy for problem in error.problems)
            return error
    for snapshot in intake.snapshots:
        assert Snapshot.from_json(snapshot.to_json()) == snapshot
        snapshot.id.encode()
    return intake


@SOME
@given(mutated([*JSONS, LEGACY]))
def test_mutated_json(data: bytes) -> None:
    outcome("a.json", data, AT_2026)


@SOME
@given(reshaped())
@example(b'{"code": "OK", "data": {"overview": {"metrics": [{"code": null}]}}}')
@example(b'{"code": [], "data": {"parent": [], "children": {}}}')
def test_reshaped_json(data: bytes) -> None:
    outcome("a.json", data, AT_2026)


@SOME
@given(mutated(CSVS))
def test_mutated_csv(data: bytes) -> None:
    outcome("a.csv", data, AT_2023)


@SOME
@given(mutated(CSVS[2:]))
def test_mutated_crawled(data: bytes) -> None:
    outcome("a.csv", data, AT_2026)


@SOME
@given(mutated([BOOK]))
def test_mutated_workbook(data: bytes) -> None:
    outcome("a.xlsx", data, AT_2023)


@SOME
@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    outcome("a", data, AT_2023)
