"""The states of dossiers at every instant equal a plain fold over the rows as they came."""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_oracle import Oracle
from ledger_support import Row, known, ledger_in, net, staged

from bochiso.facts import chain, disputes
from bochiso.facts.held import Role
from bochiso.facts.schema import DOSSIERS, PROGRESS, SYNCED, Table

CODES = st.sampled_from(["A", "B", "C"])
INSTANTS = st.integers(1, 12)
MAYBE = st.one_of(st.none(), INSTANTS)

DOSSIER = st.fixed_dictionaries(
    {
        "code": CODES,
        "procedure": st.just("2.000815"),
        "received_at": MAYBE,
        "status": st.sampled_from([None, 4, 9]),
        "ended_at": st.sampled_from([None, None, 5]),
        "supplement_requests": st.sampled_from([None, 0]),
        "supplement_requested_at": st.sampled_from([None, 3]),
        "synced_at": MAYBE,
        "reused": st.sampled_from([None, False]),
        "recorded_at": INSTANTS,
    }
)
STEP = st.fixed_dictionaries(
    {"code": CODES, "status": st.sampled_from([2, 3, 4, 5, 7, 8, 9, 10]), "at": INSTANTS, "recorded_at": INSTANTS}
)
SYNC = st.fixed_dictionaries({"code": CODES, "synced_at": INSTANTS, "recorded_at": INSTANTS})


def files(table: Table, rows: st.SearchStrategy[Row]) -> st.SearchStrategy[tuple[Table, list[Row], bool]]:
    return st.tuples(st.just(table), st.lists(rows, min_size=1, max_size=5), st.booleans())


LOADS = st.lists(
    st.one_of(files(DOSSIERS, DOSSIER), files(PROGRESS, STEP), files(SYNCED, SYNC)), min_size=1, max_size=7
)


@settings(
    max_examples=int(os.environ.get("LEDGER_EXAMPLES", "12")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(loads=LOADS, now=st.integers(8, 12))
def test_ledger_states_equal_a_fold_over_the_rows(loads: list[tuple[Table, list[Row], bool]], now: int) -> None:
    oracle = Oracle()
    with tempfile.TemporaryDirectory() as name, ledger_in(Path(name)) as ledger:
        for number, (table, rows, backfill) in enumerate(loads, 1):
            file = staged(Path(name) / "staged", table, rows)
            receipt = ledger.append(file, now=now, who="an", backfill=backfill)
            wanted = oracle.load(number, table, rows, now, backfill)
            assert (receipt.taken, receipt.unchanged, receipt.refused) == wanted
        signed = net(ledger)
        for at in range(14):
            assert known(signed, at) == oracle.known(at), at


def test_ledger_accepted_rows_stay_and_corrections_are_the_difference(tmp_path: Path) -> None:
    def load(table: Table, *rows: Row, backfill: bool = False) -> tuple[int, int, int]:
        file = staged(tmp_path / "staged", table, rows)
        ledger.append(file, now=1000, who="an", backfill=backfill)
        held = ledger.held()
        accepted, added, removed = (sum(s.rows for s in held.of(DOSSIERS, role)) for role in Role)
        return accepted, added, removed

    def row(at: int, status: int) -> Row:
        return {"code": "A", "procedure": "2.000815", "received_at": 1, "status": status, "recorded_at": at}

    with ledger_in(tmp_path) as ledger:
        assert load(DOSSIERS, row(10, 2)) == (1, 0, 0)
        assert load(DOSSIERS, row(30, 4)) == (2, 0, 1)
        assert load(PROGRESS, {"code": "A", "status": 9, "at": 40, "recorded_at": 50}) == (2, 1, 2)
        first = net(ledger)
        assert load(DOSSIERS, row(20, 5), backfill=True) == (3, 2, 4)
        assert sum(net(ledger).values()) == sum(first.values()) == 1
        assert load(SYNCED, {"code": "B", "synced_at": 10}) == (3, 2, 4)


def test_ledger_chains_are_the_same_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[Row] = [
        {"code": f"H{n % 40}", "procedure": "2.000815", "status": 1 + n % 10, "recorded_at": 1 + n // 40}
        for n in range(200)
    ]
    steps: list[Row] = [{"code": f"H{n}", "status": 9, "at": 3, "recorded_at": 3} for n in range(40)]
    results = []
    for at_once in (1_000_000, 7):
        monkeypatch.setattr(chain, "_AT_ONCE", at_once)
        monkeypatch.setattr(disputes, "_AT_ONCE", at_once)
        folder = tmp_path / str(at_once)
        folder.mkdir()
        with ledger_in(folder) as ledger:
            for table, each in ((DOSSIERS, rows), (PROGRESS, steps)):
                ledger.append(staged(tmp_path / "staged", table, each), now=1000, who="an")
            results.append(net(ledger))
    assert results[0] == results[1] and sum(results[0].values()) == 40


COMPLETED: dict[str, tuple[Row, list[tuple[int, int]], Row]] = {
    "nine before ten": ({}, [(9, 5), (10, 8)], {"status": 10, "ended_at": 5}),
    "last nine": ({}, [(9, 5), (9, 7)], {"status": 9, "ended_at": 7}),
    "given out": ({}, [(10, 8), (3, 9)], {"status": 3, "ended_at": 8}),
    "withdrawn": ({"received_at": 1}, [(7, 6)], {"status": 7, "ended_at": 6}),
    "withdrawn before reception": ({}, [(7, 6)], {"status": 7, "ended_at": None}),
    "stopped": ({}, [(8, 6)], {"status": 8, "ended_at": 6}),
    "its own end": ({"ended_at": 4}, [(9, 6)], {"status": 9, "ended_at": 4}),
    "asked": ({}, [(5, 6)], {"status": 5, "supplement_requests": 1, "supplement_requested_at": 6}),
    "asked and answered": ({}, [(5, 6), (4, 7)], {"supplement_requests": 1, "supplement_requested_at": None}),
    "never asked is not zero times": ({}, [(4, 6)], {"supplement_requests": None}),
    "its own count": ({"supplement_requests": 0}, [(5, 6)], {"supplement_requests": 0}),
    "late word of an early step": ({}, [(9, 6), (4, 5)], {"status": 9}),
}


def test_ledger_completes_what_a_row_leaves_open(tmp_path: Path) -> None:
    rows: list[Row] = [
        {"code": code, "procedure": "2.000815", "status": 2, "recorded_at": 10, **own}
        for code, (own, _, _) in COMPLETED.items()
    ]
    steps: list[Row] = [
        {"code": code, "status": status, "at": at, "recorded_at": 20}
        for code, (_, given, _) in COMPLETED.items()
        for status, at in given
    ]
    with ledger_in(tmp_path) as ledger:
        for table, each in ((DOSSIERS, rows), (PROGRESS, steps)):
            ledger.append(staged(tmp_path / "staged", table, each), now=100, who="an")
        signed = net(ledger)
    states = {str(state[0]): dict(zip(DOSSIERS.names, state, strict=True)) for state in known(signed, 20)}
    for code, (_, _, wanted) in COMPLETED.items():
        assert {name: states[code][name] for name in wanted} == wanted, code
    assert {state[DOSSIERS.names.index("status")] for state in known(signed, 19)} == {2}
