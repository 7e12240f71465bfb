"""The form II.06a: counted by plain loops over the same facts, adding up, laid out as printed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from generated import World, seeded, worlds
from hypothesis import HealthCheck, given, settings
from openpyxl import load_workbook
from oracle import Asked, Oracle
from records import Dossier, Facts
from segments import Counting, counting

from bochiso.errors import BochisoError
from bochiso.measure.form06a import Counts, Form, form06a
from bochiso.report.form06a_xlsx import write_form06a
from bochiso.time import DAY_SECONDS, Instant, PeriodKind, second_of
from bochiso.units.registry import Registry
from bochiso.units.tree import Unit, UnitKind
from bochiso.view.form06a import form_csv, form_json

UNITS = (
    Unit("H55", "UBND tỉnh A", UnitKind.PROVINCE),
    Unit("H55.21", "Xã Một", UnitKind.COMMUNE, "H55"),
    Unit("H55.10", "UBND huyện Một", UnitKind.DISTRICT, "H55"),
    Unit("H55.10.01", "Xã của huyện Một", UnitKind.COMMUNE, "H55.10"),
    Unit("H55.01", "Sở Một", UnitKind.DEPARTMENT, "H55"),
)
FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)
START, END = second_of(Instant(FIRST, time(0))), second_of(Instant(LAST))
HOUR = 3600


def forms(world: World) -> Iterator[tuple[date, date]]:
    """Spans that end on the days on which the world is asked about."""
    for day in dict.fromkeys(instant.day for instant, _, _ in world.moments):
        yield from ((day - timedelta(days), day) for days in (0, 30, 180))


def made(count: Counting, world: World, first: date, last: date) -> Form:
    root = world.registry.by_code(world.root, last)
    assert root is not None
    return form06a(count.source, root, first, last)


def plainly(world: World, first: date, last: date) -> dict[str, Counts]:
    """The form once more, dossier by dossier."""
    start, end = second_of(Instant(first, time(0))), second_of(Instant(last))
    oracle = Oracle(world.facts, world.registry, Asked(end, PeriodKind.YEAR, portal=False))
    found: dict[str, Counts] = {}
    for dossier in oracle.known_dossiers:
        oracle.row[dossier.code] = oracle.row_of(dossier)
        column = placed(dossier, start, end, oracle)
        if column and dossier.unit:
            for code in world.registry.chain(dossier.unit, last):
                found[code] = found.get(code, Counts()) + Counts(**dict.fromkeys(column, 1))
    return found


def placed(dossier: Dossier, start: int, end: int, oracle: Oracle) -> list[str]:
    """The two columns that the dossier is in: how it came, and where it stands."""
    received, ended = dossier.received_at, dossier.ended_at
    if received is None or received > end or (received < start and ended is not None and ended < start):
        return []
    came = "carried" if received < start else "online" if dossier.channel == 2 else "other"
    if ended is None or ended > end:
        return [came, "overdue" if oracle.is_late(dossier) else "in_time"]
    if oracle.is_late(dossier):
        return [came, "late"]
    due = oracle.due(dossier)
    corrected = ended - (dossier.supplement_seconds or 0)
    return [came, "early" if due is not None and corrected // DAY_SECONDS < due // DAY_SECONDS else "on_time"]


@pytest.mark.parametrize("seed", range(3))
def test_every_row_is_what_plain_loops_count(seed: int, tmp_path: Path) -> None:
    world = seeded(seed)
    with counting(world, tmp_path) as count:
        for first, last in forms(world):
            expected = plainly(world, first, last)
            form = made(count, world, first, last)
            assert {row.unit.code: row.counts for row in form.rows} == {
                row.unit.code: expected.get(row.unit.code, Counts()) for row in form.rows
            }
            assert sum(row.counts.received for row in form.rows), "an empty form proves nothing"


@given(worlds())
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_came_in_is_resolved_or_in_process(world: World) -> None:
    with TemporaryDirectory() as folder, counting(world, Path(folder)) as count:
        for first, last in list(forms(world))[:2]:
            try:
                form = made(count, world, first, last)
            except BochisoError as error:
                assert "chưa nạp hồ sơ nào" in str(error)
                continue
            for row in form.rows:
                assert row.counts.received == row.counts.resolved + row.counts.pending, str(world.facts)


def test_the_same_on_spark(tmp_path: Path, sail_address: str) -> None:
    world = seeded(1)
    first, last = list(forms(world))[2]
    with counting(world, tmp_path / "here") as here, counting(world, tmp_path / "there", sail_address) as there:
        assert made(there, world, first, last) == made(here, world, first, last)


def dossier(number: int, unit: str = "H55.21", /, **known: int | None) -> Dossier:
    usual: dict[str, int | None] = {
        "received_at": START + 9 * HOUR,
        "due_at": START + 30 * DAY_SECONDS + 17 * HOUR,
        "channel": 1,
    }
    return Dossier(f"{unit}-260701-{number:04}", "1.000001", unit, **(usual | known))  # type: ignore[arg-type]


def world_of(*dossiers: Dossier) -> World:
    return World(Facts(dossiers=dossiers), Registry(UNITS), "H55", (), 0)


DUE = START + 30 * DAY_SECONDS + 17 * HOUR
EDGES: list[tuple[dict[str, int | None], set[str]]] = [
    ({"received_at": START}, {"other", "overdue"}),
    ({"received_at": START - 1}, {"carried", "overdue"}),
    ({"received_at": START - 1, "ended_at": START - 1}, set()),
    ({"received_at": START - 1, "ended_at": START}, {"carried", "early"}),
    ({"received_at": END, "due_at": None}, {"other", "in_time"}),
    ({"received_at": END + 1}, set()),
    ({"received_at": None}, set()),
    ({"channel": 2}, {"online", "overdue"}),
    ({"channel": 3}, {"other", "overdue"}),
    ({"channel": None}, {"other", "overdue"}),
    ({"due_at": END}, {"other", "in_time"}),
    ({"due_at": END - 1}, {"other", "overdue"}),
    ({"ended_at": END + 1, "due_at": END + 1}, {"other", "in_time"}),
    ({"ended_at": DUE}, {"other", "on_time"}),
    ({"ended_at": DUE - 17 * HOUR}, {"other", "on_time"}),
    ({"ended_at": DUE - 17 * HOUR - 1}, {"other", "early"}),
    ({"ended_at": DUE + 1}, {"other", "late"}),
    ({"ended_at": DUE + HOUR, "supplement_seconds": HOUR}, {"other", "on_time"}),
    ({"ended_at": DUE + HOUR, "supplement_seconds": 2 * DAY_SECONDS}, {"other", "early"}),
    ({"ended_at": DUE, "due_at": None}, {"other", "on_time"}),
    ({"due_at": END + 1, "supplement_requests": 2}, {"other", "overdue"}),
    ({"status": 5, "supplement_requested_at": DUE}, {"other", "in_time"}),
]


@pytest.mark.parametrize(("known", "columns"), EDGES, ids=[str(known) for known, _ in EDGES])
def test_where_a_dossier_stands(known: dict[str, int | None], columns: set[str], tmp_path: Path) -> None:
    with counting(world_of(dossier(1, "H55.21", **known)), tmp_path) as count:
        form = form06a(count.source, UNITS[1], FIRST, LAST)
    assert form.rows[0].counts == Counts(**dict.fromkeys(columns, 1))


def small(tmp_path: Path) -> Form:
    dossiers = (
        dossier(1),
        dossier(2, "H55.10.01", channel=2),
        dossier(3, "H55.01", ended_at=DUE),
        dossier(4, "H99.01"),
    )
    with counting(world_of(*dossiers), tmp_path) as count:
        return form06a(count.source, UNITS[0], FIRST, LAST)


def test_units_stand_below_what_they_are_part_of(tmp_path: Path) -> None:
    form = small(tmp_path)
    assert [(row.unit.code, row.level) for row in form.rows] == [
        ("H55", 0), ("H55.01", 1), ("H55.10", 1), ("H55.10.01", 2), ("H55.21", 1),
    ]  # fmt: skip
    assert form.rows[0].counts.printed == (3, 1, 2, 0, 1, 0, 1, 0, 2, 0, 2)
    assert form.warnings == ("1 hồ sơ của đơn vị ngoài H55; không tính vào đâu cả",)


def test_what_cannot_be_made_is_refused_in_words(tmp_path: Path) -> None:
    later = world_of(replace(dossier(1), recorded_at=END + 1))
    with counting(later, tmp_path) as count:
        for days, said in (
            ((LAST, FIRST), "ngày cuối kỳ trước ngày đầu kỳ"),
            ((FIRST, LAST), "chưa nạp hồ sơ nào được biết"),
        ):
            with pytest.raises(BochisoError, match=said):
                form06a(count.source, UNITS[0], *days)


def test_as_csv_and_json(tmp_path: Path) -> None:
    form = small(tmp_path)
    lines = form_csv(form).splitlines()
    assert lines[0].startswith("Mã đơn vị,Đơn vị,Cấp,Nhận: tổng số,") and len(lines) == 6
    assert lines[1] == "H55,UBND tỉnh A,0,3,1,2,0,1,0,1,0,2,0,2"
    content = form_json(form)
    assert content["from"] == "2026-07-01" and content["to"] == "2026-09-30"
    listed = content["rows"]
    assert isinstance(listed, list) and listed[0]["resolved"] == 1 and listed[0]["overdue"] == 2


def test_the_sheet_is_laid_out_as_printed(tmp_path: Path) -> None:
    content = write_form06a(small(tmp_path))
    assert content == write_form06a(small(tmp_path / "again"))
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    assert sheet["A1"].value == "Biểu số II.06a/VPCP/KSTT"
    assert sheet["E1"].value == "Đơn vị báo cáo: UBND tỉnh A"
    assert sheet["A4"].value == "Kỳ báo cáo: từ ngày 01/7/2026 đến ngày 30/9/2026"
    assert sheet["J6"].value == "Đơn vị tính: số hồ sơ"
    assert [sheet.cell(10, column).value for column in range(1, 14)] == [f"({number})" for number in range(1, 14)]
    merged = {str(each) for each in sheet.merged_cells.ranges}
    assert {"A7:A9", "C7:F7", "G7:J7", "K7:M7", "D8:E8"} <= merged
    assert [sheet["C7"].value, sheet["D8"].value, sheet["E9"].value] == [
        "Số hồ sơ nhận giải quyết",
        "Trong kỳ",
        "Trực tiếp, dịch vụ bưu chính",
    ]
    assert [cell.value for cell in sheet[11]] == [None, "UBND tỉnh A", 3, 1, 2, 0, 1, 0, 1, 0, 2, 0, 2]
    assert [cell.value for cell in sheet[14]][:2] == [3, "Xã của huyện Một"] and sheet["B14"].alignment.indent == 3
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (
        "landscape",
        9,
        0,
    )
    words = {cell.value for row in sheet.iter_rows(min_row=16) for cell in row}
    assert {"Người lập biểu", "Thủ trưởng đơn vị"} <= words
