"""The list behind a figure: as many rows as the figure says, the very states of the moment, and why each is there."""

import io
import json
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from generated import World, seeded
from openpyxl import load_workbook
from records import Certification, Dossier, Facts, Petition, Procedure, Service, Total
from segments import Counting, counting

from bochiso.cli import main
from bochiso.errors import BochisoError
from bochiso.index.load import edition_named, editions
from bochiso.index.model import Edition, Tally
from bochiso.measure.compute import compute, known_at, moment_at
from bochiso.measure.deciding import Which
from bochiso.measure.judged import Scope
from bochiso.measure.terms import Moment
from bochiso.measure.trace import Listing, listed, trace
from bochiso.measure.trace_ask import Request, place_of, unit_of
from bochiso.measure.trace_words import duration_text
from bochiso.measure.traced import Dossier as Listed
from bochiso.measure.traced import ListedUnit, Traced
from bochiso.report.listing_xlsx import write_listing
from bochiso.score.snapshot import Measured, NotApplicable, Reported, Value
from bochiso.time import DAY_SECONDS, Instant, PeriodKind, day_number, second_of
from bochiso.units.registry import Registry
from bochiso.units.tree import Unit, UnitKind
from bochiso.view.traces import cells_of, columns_of, listing_grid, summary, write_csv

EDITION = edition_named("766/portal-2026")
COUNTED, MISSING, EXCLUDED = Which


def rows(scope: Scope, edition: Edition, item: str, which: Which) -> list[Traced]:
    indicator, unit = edition.indicator(item), scope.known.tree.units[scope.unit]
    assert indicator is not None
    count, found = listed(scope, Request(edition, indicator, unit, scope.known.moment, which))
    made = list(found)
    assert len(made) == count
    return made


def parts(value: Value) -> tuple[int, int]:
    """Numerator and denominator; nothing to count is 0 of 0."""
    match value:
        case Measured(numerator=numerator, denominator=denominator):
            return numerator, denominator
        case NotApplicable():
            return 0, 0
    raise AssertionError(value)


def state(dossier: Dossier | Listed) -> tuple[object, ...]:
    names = (name for name in Dossier.__dataclass_fields__ if name not in ("recorded_at", "due_at"))
    return tuple(getattr(dossier, name) for name in names)


@pytest.mark.parametrize("seed", range(2))
def test_a_list_has_as_many_rows_as_its_figure_says(seed: int, tmp_path: Path) -> None:
    world = seeded(seed)
    world = replace(world, facts=replace(world.facts, totals=()))  # nothing reported: 1.4 is of what is held
    with counting(world, tmp_path) as count:
        edition = list(editions().values())[seed % 2]
        moment = moment_at(*world.moments[seed * 5 % len(world.moments)])
        snapshot = compute(count.source, edition, [moment])[0].snapshot
        known = known_at(count.source, moment)
        below = sorted(code for code in known.tree.units if code != world.root)
        for code in (world.root, below[seed % len(below)]):
            scope = Scope(count.source, known, code)
            for indicator in edition.indicators:
                figure = snapshot.figure(code, indicator.id)
                if indicator.counting is None or figure is None:
                    continue
                held = rows(scope, edition, indicator.id, COUNTED)
                if isinstance(indicator.counting, Tally):
                    assert isinstance(figure.value, Reported)
                    sums = [each.thing.copies or 0 if isinstance(each.thing, ListedUnit) else 1 for each in held]
                    assert sum(sums) == figure.value.count, indicator.id
                    continue
                failed = rows(scope, edition, indicator.id, MISSING)
                numerator, denominator = parts(figure.value)
                assert len(held) + len(failed) == denominator, indicator.id
                if indicator.counting.less:
                    taken = sum("quá hạn" in each.reason for each in failed)
                    taken += sum("có phản ánh" in each.reason for each in failed)
                    assert max(0, denominator - taken) == numerator
                else:
                    assert len(held) == numerator, indicator.id


@pytest.mark.parametrize("seed", range(4, 6))
def test_the_three_lists_are_the_states_of_the_moment(seed: int, tmp_path: Path) -> None:
    """What was replaced by then is gone, row for row, and nothing else is."""
    world = seeded(seed)
    moment = moment_at(*world.moments[seed * 7 % len(world.moments)])
    latest = {
        d.code: d for d in sorted(world.facts.dossiers, key=lambda d: d.recorded_at) if d.recorded_at <= moment.at
    }
    with counting(world, tmp_path) as count:
        scope = Scope(count.source, known_at(count.source, moment), "H55")
        found = [each.thing for which in Which for each in rows(scope, EDITION, "2.1", which)]
        expected = [d for d in latest.values() if d.unit and "H55" in scope.known.tree.chain(d.unit)]
    assert sorted(state(each) for each in found if isinstance(each, Listed)) and len(found) == len(expected)
    assert {state(each) for each in found if isinstance(each, Listed)} == set(map(state, expected))


def test_rows_come_by_unit_then_due_date_then_code(tmp_path: Path) -> None:
    world = seeded(1)
    with counting(world, tmp_path) as count:
        scope = Scope(count.source, known_at(count.source, moment_at(*world.moments[0])), "H55")
        found = [each.thing for each in rows(scope, EDITION, "2.1", EXCLUDED)]
    keys = [(d.unit, d.due_at is None, d.due_at or 0, d.code) for d in found if isinstance(d, Listed)]
    assert keys == sorted(keys) and len({key[0] for key in keys}) > 1


DAY = date(2026, 8, 31)
AT = Instant(DAY, time(16, 30))
NOW = second_of(AT)
UNITS = (
    Unit("H55", "UBND tỉnh A", UnitKind.PROVINCE),
    Unit("H55.01", "Sở Một", UnitKind.DEPARTMENT, "H55"),
    Unit("H55.21", "Xã Một", UnitKind.COMMUNE, "H55"),
    Unit("H55.22", "Xã Hai", UnitKind.COMMUNE, "H55"),
    Unit("H55.30", "Sở Cũ", UnitKind.DEPARTMENT, "H55", valid_to=date(2026, 3, 1), successor="H55.01"),
)


def second(month: int, day: int, hour: int = 8, minute: int = 0) -> int:
    return second_of(Instant(date(2026, month, day), time(hour, minute)))


def world_of(*dossiers: Dossier, **others: Sequence[object]) -> World:
    facts = Facts(dossiers=dossiers, **others)  # type: ignore[arg-type]
    return World(facts, Registry(UNITS), "H55", (), 3)


def counting_of(tmp_path: Path, *dossiers: Dossier, **others: Sequence[object]) -> AbstractContextManager[Counting]:
    return counting(world_of(*dossiers, **others), tmp_path)


def moment(view: str = "portal", kind: PeriodKind = PeriodKind.YEAR) -> Moment:
    return moment_at(AT, kind, view)


def listing(
    count: Counting, item: str, which: Which, unit: str = "H55", view: str = "portal", edition: Edition = EDITION
) -> Listing:
    indicator, _ = place_of(edition, item)
    return trace(count.source, Request(edition, indicator, unit_of(count.source, DAY, unit), moment(view), which))


PLAIN = Dossier(
    "H55.21-260803-0001", "1.000001", "H55.21", channel=1, received_at=second(8, 3), due_at=second(8, 28, 17), status=4,
    synced_at=second(8, 3, 9), fee=2, payment=0, component_file=True, result_file=False, complained=False,
)  # fmt: skip
REASONS = [
    ("2.1", MISSING, {}, "quá hạn 2 ngày 23 giờ, chưa giải quyết xong"),
    ("2.1", MISSING, {"supplement_seconds": DAY_SECONDS}, "quá hạn 1 ngày 23 giờ, chưa giải quyết xong (đã trừ 1 ngày bổ sung)"),
    ("2.1", MISSING, {"ended_at": second(8, 28, 17, 5), "status": 10}, "quá hạn 5 phút"),
    ("2.1", MISSING, {"supplement_requests": 2}, "quá hạn (yêu cầu bổ sung 2 lần, chưa xong)"),
    ("2.1", MISSING, {"status": 5, "supplement_requested_at": second(8, 29, 17)}, "quá hạn 1 ngày, khi yêu cầu bổ sung"),
    ("2.1", COUNTED, {"status": 5, "supplement_requested_at": second(8, 10)}, "đúng hạn (đang chờ bổ sung từ 08 giờ 00 phút ngày 10/8/2026)"),
    ("2.1", COUNTED, {"due_at": second(9, 1, 16, 30)}, "đúng hạn (chưa giải quyết xong, còn 1 ngày)"),
    ("2.1", COUNTED, {"ended_at": second(8, 28, 15, 30)}, "đúng hạn (xong trước hạn 1 giờ 30 phút)"),
    ("2.1", COUNTED, {"ended_at": second(8, 28, 17)}, "đúng hạn (xong đúng lúc hẹn)"),
    ("2.1", COUNTED, {"due_at": None, "procedure": "9.999999"}, "đúng hạn (không có ngày hẹn trả, danh mục không có thời hạn để so)"),
    ("2.1", MISSING, {"due_at": None}, "quá hạn 18 ngày 8 giờ, chưa giải quyết xong"),
    ("2.1", EXCLUDED, {"synced_at": None}, "chưa đồng bộ lên Cổng"),
    ("2.1", EXCLUDED, {"synced_at": second(8, 31, 17)}, "chưa đồng bộ lên Cổng (đồng bộ lúc 17 giờ 00 phút ngày 31/8/2026, sau thời điểm này)"),
    ("2.1", EXCLUDED, {"received_at": None}, "không tiếp nhận trong kỳ, tính đến thời điểm này (không có ngày tiếp nhận)"),
    (
        "3.6", EXCLUDED, {"received_at": second(1, 1) - DAY_SECONDS, "fee": 1, "synced_at": None},
        "không tiếp nhận trong kỳ, tính đến thời điểm này (tiếp nhận 08 giờ 00 phút ngày 31/12/2025, trước kỳ); mọi khoản phải nộp đều bằng 0; chưa đồng bộ lên Cổng",
    ),
    ("1.4", COUNTED, {}, "đã đồng bộ lên Cổng (đồng bộ lúc 09 giờ 00 phút ngày 03/8/2026)"),
    ("3.6", MISSING, {}, "chưa thanh toán trực tuyến"),
    ("3.6", MISSING, {"payment": None}, "chưa thanh toán trực tuyến (không có dữ liệu thanh toán)"),
    ("3.6", MISSING, {"payment": 3}, "chưa thanh toán trực tuyến (bằng hình thức khác)"),
    ("3.6", COUNTED, {"payment": 1, "paid_at": second(8, 4)}, "đã thanh toán trực tuyến (trên Cổng quốc gia lúc 08 giờ 00 phút ngày 04/8/2026)"),
    ("3.6", EXCLUDED, {"procedure": "9.999999"}, "thuộc TTHC không có nghĩa vụ tài chính (mã TTHC không có trong danh mục)"),
    ("3.3", MISSING, {}, "không nộp trực tuyến; thuộc TTHC phải trả kết quả giấy mà chưa có tệp kết quả điện tử"),
    ("3.3", MISSING, {"channel": None, "result_file": True}, "không nộp trực tuyến (không rõ kênh nộp, tính là trực tiếp)"),
    ("3.4", MISSING, {"channel": 2}, "nộp trực tuyến"),
    ("4.3", MISSING, {}, "không dùng lại dữ liệu số hóa (không có dữ liệu)"),
    ("5.4", MISSING, {"complained": True}, "quá hạn 2 ngày 23 giờ, chưa giải quyết xong; có phản ánh hoặc không hài lòng"),
    ("5.4", COUNTED, {"ended_at": second(8, 20)}, "không quá hạn (xong trước hạn 8 ngày 9 giờ); không có phản ánh, không bị đánh giá không hài lòng"),
]  # fmt: skip
CATALOGUE = (
    Procedure(
        "1.000001", 3, name="Đăng ký khai sinh", has_fee=True, paper_result=True, limit=10, limit_unit=1,
        online=2, decided_on=day_number(date(2026, 7, 1)), effective_on=day_number(date(2026, 7, 3)),
        published_on=day_number(date(2026, 7, 20)),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("item", "which", "changes", "reason"), REASONS, ids=[f"{r[0]}-{r[3][:40]}" for r in REASONS])
def test_the_reason_names_every_word_that_decides(
    item: str, which: Which, changes: dict[str, object], reason: str, tmp_path: Path
) -> None:
    dossier = Dossier(**(vars(PLAIN) | changes))
    with counting_of(tmp_path, dossier, procedures=CATALOGUE) as count:
        scope = Scope(count.source, known_at(count.source, moment()), "H55")
        assert [each.reason for each in rows(scope, EDITION, item, which)] == [reason]


def test_the_list_carries_the_figure_of_the_snapshot_and_says_where_the_two_must_differ(tmp_path: Path) -> None:
    both = replace(PLAIN, code="H55.21-260803-0002", complained=True)
    total = Total("H55", "2026", 5)
    with counting_of(tmp_path, PLAIN, both, procedures=CATALOGUE, totals=(total,)) as count:
        late = listing(count, "5.4", MISSING)
        assert (late.value, late.count) == (Measured(0, 2), 2)
        synced = listing(count, "1.4", MISSING)
        assert (synced.value, synced.count) == (Measured(2, 5), 0)
        assert "3 hồ sơ trong số đó không có trong sổ" in synced.notes[0]
    good = [replace(PLAIN, code=f"H55.21-260803-000{number}", ended_at=second(8, 20)) for number in (3, 4)]
    with counting_of(tmp_path / "more", both, *good, procedures=CATALOGUE) as count:
        fine = listing(count, "5.4", COUNTED)
        assert (fine.value, fine.count) == (Measured(1, 3), 2)
        assert "công thức trừ hai lần hồ sơ mắc cả hai lỗi" in fine.notes[0]
        assert listing(count, "2.1", COUNTED).notes == ()


def test_things_that_are_no_dossiers(tmp_path: Path) -> None:
    facts: dict[str, Sequence[object]] = {
        "procedures": (*CATALOGUE, replace(CATALOGUE[0], code="1.000002", name="Cấp giấy", effective_on=day_number(date(2026, 7, 20)))),
        "services": (Service("1.000001.01", "1.000001", "H55.21", 0), Service("1.000002.01", "1.000002", "H55.21", 3)),
        "petitions": (Petition("PA-1", "H55.21", 1, second(8, 3), outcome=1, outcome_at=second(8, 5)),),
        "certifications": (Certification("H55.21", True, 4), Certification("H55.22", False)),
    }  # fmt: skip
    with counting_of(tmp_path, replace(PLAIN, channel=2), **facts) as count:

        def told(item: str, which: Which, unit: str = "H55", edition: Edition = EDITION) -> list[tuple[str, str]]:
            return [
                (cells_of(each)[0], each.reason) for each in listing(count, item, which, unit, edition=edition).rows
            ]

        late = "công bố chậm (ký 01/7/2026, hiệu lực 03/7/2026: cách 2 ngày làm việc, cần ít nhất 5)"
        assert told("1.1", MISSING) == [("1.000001", late)]
        assert told("1.1", COUNTED) == [("1.000002", "công bố đúng hạn")]
        slow = "công khai chậm hoặc chưa công khai (ký 01/7/2026, công khai 20/7/2026: cách 13 ngày làm việc, tối đa 5)"
        assert told("1.2", MISSING)[0] == ("1.000001", slow)
        assert told("3.5a", COUNTED) == [("1.000001", "có 1 hồ sơ có khoản phải nộp khác 0 trong kỳ")]
        assert told("3.5a", MISSING) == [("1.000002", "không có hồ sơ nào có khoản phải nộp khác 0 trong kỳ")]
        assert told("3.2", COUNTED) == [("1.000001.01", "có 1 hồ sơ nộp trực tuyến trong kỳ")]
        assert told("3.2", EXCLUDED, "H55.21") == [("1.000002.01", "đã ẩn")]
        assert told("5.2", COUNTED) == [("PA-1", "xử lý đúng hạn")]
        assert told("5.1a", MISSING, "H55.21") == [("PA-1", "không về quy định hành chính")]
        assert told("4.6", MISSING) == [("H55.22", "chưa cung cấp chứng thực bản sao điện tử")]
        assert told("6.6", COUNTED, edition=edition_named("766/portal-2022")) == [("H55.21", "đã cấp 4 bản sao")]


def failure(count: Counting, item: str, which: Which = COUNTED, unit: str = "H55") -> str:
    with pytest.raises(BochisoError) as raised:
        listing(count, item, which, unit)
    return str(raised.value)


def test_what_cannot_be_listed_is_refused_in_words(tmp_path: Path) -> None:
    with counting_of(tmp_path, PLAIN) as count:
        assert "không có trong phiên bản 766/portal-2026" in failure(count, "9.9")
        assert "có phải: 1.4 Hồ sơ đồng bộ" in failure(count, "DOSSIER_SINC")
        assert "là trục, nhóm hoặc tổng" in failure(count, "TDGQ")
        assert "không tính được từ hồ sơ" in failure(count, "2.2")
        assert "lấy theo UBND tỉnh A (H55)" in failure(count, "1.1", unit="H55.21")
        assert "không được đo, tính 0 điểm" in failure(count, "3.1", unit="H55.21")
        assert "chưa biết thủ tục hành chính nào" in failure(count, "4.1")
        assert "chưa biết phản ánh, kiến nghị nào" in failure(count, "5.2")
        gone = failure(count, "2.1", unit="H55.30")
        assert "không có đơn vị này dưới H55 vào ngày 31/8/2026" in gone and "Sở Một (H55.01)" in gone
        assert "có phải: Xã Một (H55.21)" in failure(count, "2.1", unit="xã Mộ")
        tally = edition_named("766/portal-2022").indicator("2.3")
        assert tally is not None
        with pytest.raises(BochisoError, match="là một số đếm, không có mẫu số"):
            trace(count.source, Request(EDITION, tally, UNITS[0], moment(), MISSING))


def test_an_indicator_by_any_of_its_names() -> None:
    assert place_of(EDITION, "DOSSIER_SYNC")[0].id == "1.4"
    indicator, which = place_of(EDITION, "3.3b")
    assert (indicator.id, which) == ("3.3", MISSING)
    assert place_of(EDITION, "3,3 a)")[1] is COUNTED


def test_the_list_as_csv_and_on_the_terminal(tmp_path: Path) -> None:
    odd = replace(PLAIN, code="=1+1", due_at=None)
    with counting_of(tmp_path, odd, procedures=CATALOGUE) as count:
        out = io.StringIO()
        write_csv(listing(count, "2.1", MISSING), out)
        grid = listing_grid(listing(count, "2.1", MISSING))
        said = summary(listing(count, "2.1", MISSING, "H55.21"))
    heading, row = out.getvalue().splitlines()
    assert heading.split(",")[:3] == ["Mã hồ sơ", "Mã TTHC", "Tên TTHC"]
    assert row.startswith(
        "'=1+1,1.000001,Đăng ký khai sinh,H55.21,Xã Một,03/08/2026 08:00:00,13/08/2026 08:00:00,thời hạn của TTHC,,Đang xử lý,Trực tiếp,"
    )
    assert grid.heading == (
        "Mã hồ sơ",
        "Mã TTHC",
        "Mã đơn vị",
        "Tiếp nhận",
        "Hạn trả",
        "Kết thúc",
        "Trạng thái",
        "Lý do",
    )
    assert grid.rows[0][0] == "=1+1" and not grid.note
    assert said == (
        "1 hồ sơ không đạt (thuộc mẫu số, không thuộc tử số) của chỉ số 2.1 «Hồ sơ xử lý trước hạn, đúng hạn» (0/1); "
        "đơn vị: Xã Một (H55.21); thời điểm: 16 giờ 30 phút ngày 31/8/2026; kỳ: năm 2026; góc nhìn: hồ sơ Cổng thấy; "
        "phiên bản: 766/portal-2026"
    )


def test_the_list_as_a_workbook_of_text(tmp_path: Path) -> None:
    dossiers = [replace(PLAIN, code=f"H55.21-260803-000{number}") for number in range(1, 4)]
    path = tmp_path / "list.xlsx"
    with counting_of(tmp_path, *dossiers, procedures=CATALOGUE) as count:
        found = listing(count, "2.1", MISSING)
        columns = [(column.title, column.width) for column in columns_of(found)]
        write_listing(path, summary(found), found.notes, columns, map(cells_of, found.rows), rows_of_a_sheet=2)
    book = load_workbook(path)
    assert book.sheetnames == ["Danh sách 1", "Danh sách 2"]
    first, second_sheet = book.worksheets
    assert first["A1"].value.startswith("3 hồ sơ không đạt")
    assert [first.cell(3, 1).value, first.freeze_panes] == ["Mã hồ sơ", "A4"]
    listed_codes = [sheet.cell(row, 1).value for sheet in book.worksheets for row in range(4, sheet.max_row + 1)]
    assert listed_codes == [each.code for each in dossiers]
    assert second_sheet["A1"].value == first["A1"].value
    body = [cell for row in first.iter_rows(min_row=4) for cell in row if cell.value is not None]
    assert {cell.data_type for cell in body} == {"s"} and {cell.number_format for cell in body} == {"@"}
    assert first["B4"].value == "1.000001"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 giây"),
        (59, "59 giây"),
        (60, "1 phút"),
        (5_400, "1 giờ 30 phút"),
        (86_400, "1 ngày"),
        (277_200, "3 ngày 5 giờ"),
        (90 * 86_400 + 59, "90 ngày"),
    ],
)
def test_durations(seconds: int, text: str) -> None:
    assert duration_text(seconds) == text


UNITS_CSV = """code,name,kind,parent
H55,UBND tỉnh A,province,
H55.21,Xã Một,commune,H55
"""
DOSSIERS_CSV = """code,procedure,unit,received_at,due_at,ended_at,synced_at,recorded_at
H55.21-260803-0001,1.000001,H55.21,2026-08-03T08:00,2026-08-10T17:00,2026-08-10T16:00,2026-08-03T09:00,2026-08-10T16:00
H55.21-260804-0002,1.000001,H55.21,2026-08-04T08:00,2026-08-10T17:00,,2026-08-04T09:00,2026-08-04T09:00
"""


def test_the_commands_over_a_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, content in (("units.csv", UNITS_CSV), ("dossiers.csv", DOSSIERS_CSV)):
        (tmp_path / name).write_text(content, encoding="utf-8")

    def run(*arguments: str, code: int = 0) -> Result:
        result = CliRunner().invoke(main, list(arguments))
        assert result.exit_code == code, result.output
        return result

    run("init", "a", "--unit", "H55")
    run("load", "units", "units.csv", "-w", "a")
    run("load", "dossiers", "dossiers.csv", "-w", "a")
    asked = ("dossiers", "2.1", "--at", "2026-08-31", "--which", "missing", "--unit", "xã một", "-w", "a")
    printed = run(*asked, "--format", "csv")
    heading, row = printed.stdout.splitlines()
    assert heading.startswith("Mã hồ sơ,") and row.startswith("H55.21-260804-0002,1.000001,")
    assert "(1/2); đơn vị: Xã Một (H55.21)" in printed.stderr
    run(*asked, "--out", "list.csv")
    assert (tmp_path / "list.csv").read_text(encoding="utf-8-sig") == printed.stdout
    run(*asked, "--out", "list.xlsx")
    assert load_workbook("list.xlsx").worksheets[0]["A4"].value == "H55.21-260804-0002"
    assert "H55.21-260804-0002" in run(*asked).stdout
    assert "--format xlsx cần --out" in run(*asked, "--format", "xlsx", code=2).stderr
    assert "không đoán được dạng" in run(*asked, "--out", "list.json", code=2).stderr
    form = ("form", "06a", "--from", "2026-08-01", "--to", "2026-08-31", "-w", "a")
    assert run(*form, "--format", "csv").stdout.splitlines()[1] == "H55,UBND tỉnh A,0,2,0,2,0,1,0,1,0,1,0,1"
    run(*form, "--out", "form.xlsx")
    assert load_workbook("form.xlsx").worksheets[0]["C11"].value == 2
    assert json.loads(run(*form, "--format", "json").stdout)["rows"][1]["code"] == "H55.21"
    assert "(13)" in run(*form).stdout
    assert not list(tmp_path.glob(".*.part"))
