"""Refused rows by reason: counted, bounded, without what the rows say."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from ledger_support import Row, ledger_in, staged

from bochiso.facts.ledger import Ledger
from bochiso.facts.manifest import Load
from bochiso.facts.schema import CERTIFICATIONS, DOSSIERS, Table
from bochiso.time import Instant
from bochiso.view.loads import quality_json, refused_json
from bochiso.workspace.refused import Example, Gone, Refused, refused_rows, told_loads

DOSSIER: Row = {"code": "A", "procedure": "2.000815", "unit": "H55.01", "status": 4}


def refused(number: int, reason: str, **cells: str) -> Row:
    return {"code": f"000.00.01.H55-{number}", "row": number, "reason": reason} | cells


def taken(ledger: Ledger, folder: Path, rows: Sequence[Row], table: Table = DOSSIERS, now: int = 100) -> Load:
    receipt = ledger.append(staged(folder / "staged", table, (), rows), now=now, who="an")
    load = ledger.load(receipt.load)
    assert load is not None
    return load


def reasons(tmp_path: Path, rows: Sequence[Row], table: Table = DOSSIERS, **bounds: int) -> Refused:
    with ledger_in(tmp_path) as ledger:
        found = refused_rows(ledger, taken(ledger, tmp_path, rows, table), **bounds)
    assert isinstance(found, Refused)
    return found


STATUS = "ô trạng thái (status) ghi «{}», không phải một trong: 1, 2, 3"


def test_one_reason_whatever_the_cell_says(tmp_path: Path) -> None:
    said = ("Nguyễn Văn A", "Trần «Bé», B", "a\nb", "11")
    rows = [refused(number, STATUS.format(cell)) for number, cell in enumerate(said, 3)]
    found = reasons(tmp_path, [*rows, refused(9, "thiếu mã thủ tục (procedure)")])
    assert [(each.text, each.rows) for each in found.reasons] == [
        (STATUS.format("…"), 4),
        ("thiếu mã thủ tục (procedure)", 1),
    ]
    assert [each.row for each in found.reasons[0].examples] == [3, 4, 5, 6]
    assert found.columns == ("code",) and found.reasons[0].examples[0].codes == ("000.00.01.H55-3",)
    assert (found.rows, found.read, found.unread, found.reasons_found) == (5, 5, 0, 2)


@pytest.mark.parametrize(
    ("reason", "plain"),
    [
        ("dòng 17 của tệp có số ô khác số cột của dòng tiêu đề (24 cột)",
         "dòng … của tệp có số ô khác số cột của dòng tiêu đề (24 cột)"),
        ("không tìm thấy đơn vị «Sở X» (có phải: Sở A (H55.1); Sở B (H55.2)?)", "không tìm thấy đơn vị «…»"),
        ("ghi nhận lúc 01/01/2026 10:00:00, nhưng sổ đã có trạng thái ghi nhận lúc 02/01/2026 09:00:00 của mục này; nếu đúng",
         "ghi nhận lúc …, nhưng sổ đã có trạng thái ghi nhận lúc … của mục này; nếu đúng"),
        ("x" * 400, "x" * 299 + "…"),
    ],
)  # fmt: skip
def test_what_differs_from_row_to_row_is_left_out(reason: str, plain: str, tmp_path: Path) -> None:
    (found,) = reasons(tmp_path, [refused(1, reason)]).reasons
    assert found.text == plain


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("000.00.01.H55-230831-0001", "000.00.01.H55-230831-0001"),
        ("Nguyễn Văn A", ""), ("Nguyen Van A", ""), ("Nguyen", ""), ("0912345678", ""), ("019087001234", ""),
        ("=cmd|1", ""), ("<script>1</script>", ""), ("a1" * 40, ""), ("", ""),
    ],
)  # fmt: skip
def test_only_what_looks_like_a_code_is_shown(cell: str, shown: str, tmp_path: Path) -> None:
    (found,) = reasons(tmp_path, [refused(1, "thiếu", code=cell)]).reasons
    assert found.examples == (Example(1, (shown,)),)


def test_rows_and_reasons_and_examples_are_bounded(tmp_path: Path) -> None:
    rows = [refused(number, f"lý do {'ABCDEFGHIJ'[number % 10]}") for number in range(100)]
    found = reasons(tmp_path, rows, most_rows=35, most_reasons=3)
    assert (found.rows, found.read, found.unread, found.reasons_found) == (100, 35, 65, 10)
    assert [(each.text, each.rows) for each in found.reasons] == [("lý do A", 4), ("lý do B", 4), ("lý do C", 4)]
    many = reasons(tmp_path, [refused(number, "thiếu") for number in range(100)])
    assert [each.row for each in many.reasons[0].examples] == [0, 1, 2, 3, 4]


def test_a_cell_beyond_all_bounds_stops_the_reading_and_says_so(tmp_path: Path) -> None:
    rows = [refused(1, "thiếu"), refused(2, "thiếu", unit="x" * 200_000), refused(3, "thiếu")]
    found = reasons(tmp_path, rows)
    assert (found.read, found.unread, found.reasons[0].rows) == (1, 2, 1)


def test_a_key_without_code(tmp_path: Path) -> None:
    found = reasons(tmp_path, [{"unit": "H55.21", "row": 1, "reason": "thiếu"}], CERTIFICATIONS)
    assert found.columns == ("unit",) and found.reasons[0].examples == (Example(1, ("H55.21",)),)


def test_a_file_that_is_gone_is_not_none_refused(tmp_path: Path) -> None:
    with ledger_in(tmp_path) as ledger:
        load = taken(ledger, tmp_path, [refused(1, "thiếu")])
        path = ledger.refused_path(load)
        assert path is not None and path.is_file()
        path.unlink()
        assert refused_rows(ledger, load) == Gone(load, path.name)
        assert refused_json(Gone(load, path.name))["reasons"] is None
        receipt = ledger.append(staged(tmp_path / "staged", DOSSIERS, [DOSSIER]), now=200, who="an")
        clean = ledger.load(receipt.load)
        assert clean is not None and ledger.refused_path(clean) is None
        assert refused_rows(ledger, clean) == Refused(clean, ("code",), 0, 0, (), 0)
        assert ledger.load(99) is None


def test_loads_that_have_something_to_tell(tmp_path: Path) -> None:
    with ledger_in(tmp_path) as ledger:
        for now in (100, 200, 300):
            taken(ledger, tmp_path, [refused(now, "thiếu")], now=now)
        for now in (400, 500):  # the second time with a warning that it is the same file
            ledger.append(staged(tmp_path / "staged", DOSSIERS, [DOSSIER]), now=now, who="an")
        told = told_loads(ledger, most=3)
    assert [load.number for load in told.listed] == [5, 3, 2] and (told.number, told.more) == (4, 1)
    said = quality_json(Instant.parse("2026-08-31T16:30"), (), told, None)
    assert said["loads_more"] == 1 and said["unmapped"] is None
    assert json.loads(json.dumps(said)) == said


def test_the_json_of_refusals(tmp_path: Path) -> None:
    said = refused_json(reasons(tmp_path, [refused(7, "thiếu"), refused(8, "thiếu", code="An")]))
    assert json.loads(json.dumps(said)) == said
    assert said["reasons"] == [
        {
            "reason": "thiếu",
            "rows": 2,
            "examples": [{"row": 7, "codes": {"code": "000.00.01.H55-7"}}, {"row": 8, "codes": {"code": None}}],
        }
    ]
    assert (said["refused"], said["rows_read"], said["rows_unread"], said["reasons_more"]) == (2, 2, 0, 0)
