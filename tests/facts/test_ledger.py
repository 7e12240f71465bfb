"""The ledger: rows taken, unchanged, refused; as known at any instant."""

import csv
import os
from pathlib import Path

import pytest
from ledger_support import Row, ledger_in, staged

from bochiso.errors import BochisoError
from bochiso.facts.current import latest
from bochiso.facts.ledger import Ledger, Receipt
from bochiso.facts.schema import CERTIFICATIONS, DOSSIERS, PETITIONS, PROCEDURES, SYNCED, UNITS, Table
from bochiso.facts.statements import FOREVER


def dossier(code: str, status: int = 4, **more: object) -> Row:
    return {"code": code, "procedure": "2.000815", "unit": "H55.01", "status": status} | more


def append(ledger: Ledger, folder: Path, table: Table, *rows: Row, now: int = 100, **how: object) -> Receipt:
    return ledger.append(staged(folder / "staged", table, rows), now=now, who="an", **how)  # type: ignore[arg-type]


def counts(receipt: Receipt) -> tuple[int, int, int]:
    return receipt.taken, receipt.unchanged, receipt.refused


def test_ledger_takes_rows_and_tells_them_as_known(tmp_path: Path) -> None:
    with ledger_in(tmp_path) as ledger:
        assert ledger.held().version == 0 and not ledger.held().segments
        assert counts(append(ledger, tmp_path, DOSSIERS, dossier("A"), dossier("B"), now=100)) == (2, 0, 0)
        assert counts(append(ledger, tmp_path, DOSSIERS, dossier("A", 10), dossier("C"), now=200)) == (2, 0, 0)
        held = ledger.held()
        assert held.version == 2 and held.has(DOSSIERS, 100) and not held.has(DOSSIERS, 99)
        with ledger.connect() as connection:
            for at, wanted in ((99, []), (100, ["A4", "B4"]), (199, ["A4", "B4"]), (200, ["A10", "B4", "C4"])):
                rows = latest(connection, held, DOSSIERS, at).select("code || status").fetchall()
                assert sorted(code for (code,) in rows) == sorted(wanted)


def test_ledger_measures_its_segments(tmp_path: Path) -> None:
    rows = [dossier("A", received_at=10, due_at=20, recorded_at=30), dossier("B", received_at=15, recorded_at=40)]
    with ledger_in(tmp_path) as ledger:
        append(ledger, tmp_path, DOSSIERS, *rows, dossier("C", recorded_at=50))
        (segment,) = ledger.held().segments
    assert (segment.rows, segment.without_due) == (3, 2)
    assert (segment.first_recorded, segment.last_recorded) == (30, 50)
    assert (segment.first_received, segment.last_received) == (10, 15)


def test_ledger_same_rows_again_change_nothing(tmp_path: Path) -> None:
    rows = [dossier("A", recorded_at=10), dossier("A", 9, recorded_at=20), dossier("B")]
    with ledger_in(tmp_path) as ledger:
        assert counts(append(ledger, tmp_path, DOSSIERS, *rows)) == (3, 0, 0)
        before = ledger.held().segments
        again = append(ledger, tmp_path, DOSSIERS, *rows, now=150)
        assert counts(again) == (0, 3, 0) and "đã được nạp ở lần nạp 1" in again.warnings[0]
        later = append(ledger, tmp_path, DOSSIERS, dossier("A", 9, recorded_at=60), dossier("B"), now=160)
        assert counts(later) == (0, 2, 0) and not later.warnings
        assert ledger.held().segments == before and ledger.held().version == 3
        assert [load.rows_unchanged for load in ledger.loads()] == [0, 3, 2]


def test_ledger_an_old_file_again_is_not_a_new_state(tmp_path: Path) -> None:
    old, new = (dossier("A", 4),), (dossier("A", 10),)
    with ledger_in(tmp_path) as ledger:
        for rows, now, wanted in ((old, 100, 1), (new, 200, 1), (old, 300, 0), (new, 400, 0), (old, 410, 0)):
            assert append(ledger, tmp_path, DOSSIERS, *rows, now=now).taken == wanted
        assert "recorded_at" in append(ledger, tmp_path, DOSSIERS, *old, now=420).warnings[0]
        assert append(ledger, tmp_path, DOSSIERS, *old, now=500, recorded_at=450).taken == 1
        for rows, now in ((new, 600), (old, 700), (new, 800)):
            assert append(ledger, tmp_path, DOSSIERS, *rows, now=now).taken == 0
        with ledger.connect() as connection:
            assert latest(connection, ledger.held(), DOSSIERS, 900).select("status").fetchall() == [(4,)]


def test_ledger_what_a_file_found_in_force_is_no_news_either(tmp_path: Path) -> None:
    with ledger_in(tmp_path) as ledger:
        append(ledger, tmp_path, DOSSIERS, dossier("A", 4), now=100)
        both = dossier("A", 4), dossier("B", 4)
        assert counts(append(ledger, tmp_path, DOSSIERS, *both, now=200)) == (1, 1, 0)
        append(ledger, tmp_path, DOSSIERS, dossier("A", 10), dossier("B", 10), now=300)
        assert counts(append(ledger, tmp_path, DOSSIERS, *both, now=400)) == (0, 2, 0)


def test_ledger_empty_is_not_zero(tmp_path: Path) -> None:
    with ledger_in(tmp_path) as ledger:
        append(ledger, tmp_path, DOSSIERS, dossier("A"), now=100)
        assert append(ledger, tmp_path, DOSSIERS, dossier("A", reused=False), now=200).taken == 1
        assert append(ledger, tmp_path, DOSSIERS, dossier("A", reused=False), now=300).unchanged == 1
        assert append(ledger, tmp_path, DOSSIERS, dossier("A"), now=400, recorded_at=400).taken == 1


def test_ledger_refuses_late_rows_with_both_instants(tmp_path: Path) -> None:
    with ledger_in(tmp_path) as ledger:
        append(ledger, tmp_path, DOSSIERS, dossier("A", 4, recorded_at=86_400), now=90_000)
        late = dossier("A", 2, recorded_at=3_600, received_at=0, reused=True)
        receipt = append(ledger, tmp_path, DOSSIERS, late, dossier("B", recorded_at=3_600), now=90_001)
        assert counts(receipt) == (1, 0, 1) and receipt.refused_file is not None
        with receipt.refused_file.open(encoding="utf-8-sig") as file:
            (row,) = csv.DictReader(file)
        assert row["code"] == "A" and row["dòng"] == "1" and row["recorded_at"] == "2000-01-01T01:00:00"
        assert (row["received_at"], row["reused"], row["status"], row["ended_at"]) == (
            "2000-01-01T00:00:00",
            "1",
            "2",
            "",
        )
        for words in ("01/01/2000 01:00:00", "02/01/2000 00:00:00", "--backfill"):
            assert words in row["lý do"]
        assert counts(append(ledger, tmp_path, DOSSIERS, late, now=90_002, backfill=True)) == (1, 0, 0)


def test_ledger_a_late_row_that_says_nothing_new_is_not_refused(tmp_path: Path) -> None:
    with ledger_in(tmp_path) as ledger:
        append(ledger, tmp_path, DOSSIERS, dossier("A", 4, recorded_at=10), dossier("A", 9, recorded_at=30))
        assert counts(append(ledger, tmp_path, DOSSIERS, dossier("A", 4, recorded_at=20))) == (0, 1, 0)
        assert counts(append(ledger, tmp_path, DOSSIERS, dossier("A", 9, recorded_at=20))) == (0, 0, 1)


def test_ledger_refuses_what_cannot_be_known_yet(tmp_path: Path) -> None:
    with ledger_in(tmp_path) as ledger:
        receipt = append(ledger, tmp_path, DOSSIERS, dossier("A", recorded_at=101), dossier("B", recorded_at=100))
        assert counts(receipt) == (1, 0, 1)
        assert "sau thời điểm nạp" in (receipt.refused_file or tmp_path).read_text(encoding="utf-8")
        with pytest.raises(BochisoError, match="không ai biết trước"):
            append(ledger, tmp_path, DOSSIERS, dossier("C"), recorded_at=101)
        assert ledger.held().version == 1


def test_ledger_of_several_rows_in_a_file_the_last_of_an_instant_counts(tmp_path: Path) -> None:
    with ledger_in(tmp_path) as ledger:
        receipt = append(ledger, tmp_path, DOSSIERS, dossier("A", 4), dossier("A", 9), dossier("A", 10, recorded_at=50))
        assert counts(receipt) == (2, 1, 0) and "lấy dòng sau" in receipt.warnings[0]
        with ledger.connect() as connection:
            states = [latest(connection, ledger.held(), DOSSIERS, at).select("status").fetchall() for at in (50, 100)]
        assert states == [[(10,)], [(9,)]]


def test_ledger_knows_first_records_from_ever_and_later_ones_from_their_loading(tmp_path: Path) -> None:
    unit: Row = {"code": "H55.01", "name": "Sở mẫu", "kind": 3, "parent": "H55"}
    procedure: Row = {"code": "2.000815", "authority": 1}
    with ledger_in(tmp_path) as ledger:
        append(ledger, tmp_path, UNITS, unit, now=100)
        append(ledger, tmp_path, UNITS, dict(unit) | {"name": "Sở khác"}, {**unit, "code": "H55.02"}, now=200)
        append(ledger, tmp_path, PROCEDURES, procedure, now=300)
        assert append(ledger, tmp_path, PROCEDURES, procedure, now=400).unchanged == 1
        with ledger.connect() as connection:
            rows = latest(connection, ledger.held(), UNITS, 150).order("code").fetchall()
            assert [(row[0], row[1], row[-2]) for row in rows] == [
                ("H55.01", "Sở mẫu", FOREVER),
                ("H55.02", "Sở mẫu", FOREVER),
            ]
            now = latest(connection, ledger.held(), UNITS, 200).filter("code = 'H55.01'").select("name, recorded_at")
            assert now.fetchall() == [("Sở khác", 200)]


def test_ledger_knows_an_event_when_it_happened(tmp_path: Path) -> None:
    with ledger_in(tmp_path) as ledger:
        append(ledger, tmp_path, SYNCED, {"code": "A", "synced_at": 40}, {"code": "B", "synced_at": 101})
        (segment,) = ledger.held().segments
        assert (segment.rows, segment.first_recorded) == (1, 40)


def test_ledger_takes_the_instant_given_for_the_file(tmp_path: Path) -> None:
    rows: tuple[Row, ...] = (
        {"unit": "H55.1", "provides": True},
        {"unit": "H55.2", "provides": True, "recorded_at": 60},
    )
    with ledger_in(tmp_path) as ledger:
        append(ledger, tmp_path, CERTIFICATIONS, *rows, recorded_at=50)
        (segment,) = ledger.held().segments
        assert (segment.first_recorded, segment.last_recorded) == (50, 60)
        assert (ledger.loads()[0].recorded_at, ledger.loads()[0].who) == (50, "an")


def test_ledger_keeps_refused_rows_defused_and_says_every_load(tmp_path: Path) -> None:
    refused = [{"code": "=cmd|' /C calc'!A0", "unit": "-5", "outcome": "@x", "row": 2, "reason": "không đọc được"}]
    with ledger_in(tmp_path) as ledger:
        file = staged(tmp_path / "staged", PETITIONS, [], refused, name="../phản ánh.xlsx")
        receipt = ledger.append(file, now=100, who="an")
        assert counts(receipt) == (0, 0, 1) and receipt.refused_file is not None
        assert receipt.refused_file == tmp_path / "so-ho-so" / "tu-choi" / "1-phản ánh.csv"
        with receipt.refused_file.open(encoding="utf-8-sig") as text:
            (row,) = csv.DictReader(text)
        assert (row["code"], row["unit"], row["outcome"]) == ("'=cmd|' /C calc'!A0", "-5", "'@x")
        assert (row["dòng"], row["lý do"]) == ("2", "không đọc được")
        assert ledger.held().version == 1 and not ledger.held().segments
        assert ledger.loads()[0].refused_file == "1-phản ánh.csv"


def test_ledger_a_correction_at_the_very_instant_is_not_late(tmp_path: Path) -> None:
    with ledger_in(tmp_path) as ledger:
        append(ledger, tmp_path, DOSSIERS, dossier("A", 4, recorded_at=10))
        both = (dossier("A", 9, recorded_at=10), dossier("A", 10, recorded_at=12))
        assert counts(append(ledger, tmp_path, DOSSIERS, *both)) == (2, 0, 0)
        with ledger.connect() as connection:
            rows = latest(connection, ledger.held(), DOSSIERS, 11).project("status").fetchall()
        assert rows == [(9,)]


def test_ledger_what_a_killed_process_was_reading_goes_and_what_is_being_read_stays(tmp_path: Path) -> None:
    """It may hold what was sent as it came, with the names of people."""
    with ledger_in(tmp_path) as ledger, ledger.scratch() as ours:
        left = ours.with_name("doc-bo-lai")
        left.mkdir()
        for folder in (ours, left):
            (folder / "api-dossiers.json").write_text("[]", encoding="utf-8")
            os.utime(folder, (0, 0))
        ledger.tidy_scratch()
        assert not left.exists() and (ours / "api-dossiers.json").exists()
    assert not ours.exists()
