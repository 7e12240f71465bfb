"""Every fate that a thing can have between two moments, on the least facts that show it."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest
from generated import World
from records import Certification, Dossier, Facts, Petition, Procedure, Service, Total
from segments import Counting, counting

from bochiso.index.load import edition_named
from bochiso.measure.compute import moment_at
from bochiso.measure.flow_names import Fate
from bochiso.measure.flows import flow_dossiers, flows
from bochiso.measure.moved_dossiers import Moved
from bochiso.measure.split import Flow
from bochiso.measure.terms import Moment
from bochiso.time import DAY_SECONDS, Instant, PeriodKind, day_number, second_of
from bochiso.units.registry import Registry
from bochiso.units.tree import Unit, UnitKind

EDITION = edition_named("766/portal-2026")
UNITS = (
    Unit("H55", "UBND tỉnh A", UnitKind.PROVINCE),
    Unit("H55.01", "Sở Một", UnitKind.DEPARTMENT, "H55"),
    Unit("H55.21", "Xã Một", UnitKind.COMMUNE, "H55"),
    Unit("H55.22", "Xã Hai", UnitKind.COMMUNE, "H55"),
    Unit("H55.23", "Xã Ba", UnitKind.COMMUNE, "H55", valid_to=date(2026, 8, 1), successor="H55.22"),
)
JULY, AUGUST = (Instant(date(2026, month, 31), time(16, 30)) for month in (7, 8))


def second(month: int, day: int) -> int:
    return second_of(Instant(date(2026, month, day), time(8)))


def asked(at: Instant, view: str = "province", kind: PeriodKind = PeriodKind.YEAR) -> Moment:
    return moment_at(at, kind, view)


def counting_of(tmp_path: Path, facts: Facts) -> AbstractContextManager[Counting]:
    """With one dossier more, of no unit that is asked about: something was known at both moments."""
    facts = replace(facts, dossiers=(*facts.dossiers, Dossier("H55.01-9", "1.000009", "H55.01", None, 0)))
    return counting(World(facts, Registry(UNITS), "H55", (), 3), tmp_path)


FEE = Procedure("1.000001", 3, has_fee=True, paper_result=True)
OLD = Dossier(
    "H55.21-1", "1.000001", "H55.21", 1, second(2, 2), second(9, 30), synced_at=second(2, 2), fee=2, recorded_at=second(2, 2)
)  # fmt: skip


def then(dossier: Dossier, **said: object) -> tuple[Dossier, Dossier]:
    """The dossier, and what was recorded of it on 5 August."""
    return dossier, replace(dossier, **{"recorded_at": second(8, 5), **said})  # type: ignore[arg-type]


BOTH_FAULTS = replace(
    OLD, received_at=second(8, 5), due_at=second(8, 6), complained=True, synced_at=None, recorded_at=second(8, 7)
)
CASES: list[tuple[str, str, tuple[Dossier, ...], tuple[int, int], str]] = [
    ("new", "2.1", (replace(OLD, received_at=second(8, 5), recorded_at=second(8, 5)),), (1, 1), "hồ sơ mới tiếp nhận"),
    ("corrected_in", "2.1", (replace(OLD, recorded_at=second(8, 5)),), (1, 1),
     "hồ sơ tiếp nhận từ trước, nay mới ghi nhận hoặc được sửa ngày tiếp nhận"),
    ("corrected_in", "2.1", then(replace(OLD, received_at=None), received_at=second(2, 2)), (1, 1), ""),
    ("corrected_in", "2.1", then(replace(OLD, received_at=second(2, 2) - 366 * DAY_SECONDS), received_at=second(2, 2)),
     (1, 1), ""),
    ("reassigned_in", "2.1", then(replace(OLD, unit="H55.22"), unit="H55.21"), (1, 1), "hồ sơ chuyển từ đơn vị khác đến"),
    ("seen", "2.1", then(replace(OLD, synced_at=None), synced_at=second(8, 4)), (1, 1),
     "hồ sơ tiếp nhận từ trước, nay mới đồng bộ lên Cổng"),
    ("seen", "2.1", (replace(OLD, synced_at=second(8, 5), recorded_at=second(8, 4)),), (1, 1), ""),
    ("entered", "3.6", then(replace(OLD, fee=1), fee=2), (0, 1), "hồ sơ cũ nay thuộc diện tính"),
    ("repaired", "2.1", then(replace(OLD, due_at=second(7, 10)), ended_at=second(7, 9)), (1, 0), "hồ sơ cũ nay đúng hạn"),
    ("repaired", "1.4", then(replace(OLD, synced_at=None), synced_at=second(8, 4)), (1, 0),
     "hồ sơ cũ nay đã đồng bộ lên Cổng"),
    ("repaired", "3.4", then(replace(OLD, channel=2), channel=1), (1, 0), "hồ sơ cũ nay không nộp trực tuyến"),
    ("repaired", "4.2", then(OLD, component_file=True, result_file=True), (1, 0), "hồ sơ cũ nay đạt"),
    ("late", "2.1", (replace(OLD, due_at=second(8, 10)),), (-1, 0), "hồ sơ cũ quá hạn do thời gian trôi qua"),
    ("late", "5.4", (replace(OLD, due_at=second(8, 10)), replace(OLD, code="H55.21-2")), (-1, 0), ""),
    ("spoiled", "2.1", then(OLD, due_at=second(7, 1)), (-1, 0), "hồ sơ cũ nay quá hạn"),
    ("spoiled", "2.1", then(OLD, ended_at=second(8, 5), due_at=second(8, 4)), (-1, 0), ""),
    ("spoiled", "4.2", then(replace(OLD, component_file=True, result_file=True), result_file=False), (-1, 0),
     "hồ sơ cũ nay không còn đạt"),
    ("reassigned_out", "2.1", then(OLD, unit="H55.22"), (-1, -1), "hồ sơ chuyển sang đơn vị khác"),
    ("corrected_out", "2.1", then(OLD, received_at=None), (-1, -1), "hồ sơ được sửa ngày tiếp nhận, ra ngoài kỳ"),
    ("corrected_out", "2.1", then(OLD, received_at=second(2, 2) - 366 * DAY_SECONDS), (-1, -1), ""),
    ("left", "3.6", then(OLD, fee=1), (0, -1), "hồ sơ không còn thuộc diện tính"),
    ("left", "2.1", then(OLD, synced_at=None), (-1, -1), ""),
]  # fmt: skip


@pytest.mark.parametrize(("key", "item", "states", "change", "name"), CASES)
def test_each_fate_of_a_dossier(
    key: str, item: str, states: tuple[Dossier, ...], change: tuple[int, int], name: str, tmp_path: Path
) -> None:
    view = "province" if item == "1.4" else "portal"
    pair = asked(JULY, view), asked(AUGUST, view)
    with counting_of(tmp_path, Facts((FEE,), dossiers=states)) as count:
        (flow,) = flows(count.source, EDITION, [item], "H55.21", pair)[item]
        listed = flow_dossiers(count.source, EDITION, item, "H55.21", pair, flow.key)
    assert (flow.key, flow.number, flow.numerator, flow.denominator) == (key, 1, *change)
    assert flow.worked is (change[1] == 0)
    assert not name or flow.name == name
    assert [each.code for each in listed] == ["H55.21-1"]


def test_a_move_within_the_unit_is_none(tmp_path: Path) -> None:
    pair = asked(JULY), asked(AUGUST)
    with counting_of(tmp_path, Facts((FEE,), dossiers=then(OLD, unit="H55.22"))) as count:
        assert flows(count.source, EDITION, ["2.1"], "H55", pair) == {"2.1": ()}
        (out,) = flow_dossiers(count.source, EDITION, "2.1", "H55.21", pair, "reassigned_out")
        assert flow_dossiers(count.source, EDITION, "2.1", "H55.21", pair, "no such") == ()
    assert out == Moved("H55.21-1", "H55.22", "1.000001")


def test_a_limit_shortened_by_the_catalogue_is_not_the_time_that_went_by(tmp_path: Path) -> None:
    dossier = replace(OLD, due_at=None)
    limits = [replace(FEE, limit=limit, limit_unit=1, recorded_at=at) for limit, at in ((300, 0), (10, second(8, 5)))]
    going = [replace(FEE, limit=181, limit_unit=1)]
    pair = asked(JULY), asked(AUGUST)
    for name, rows, key in (("a", limits, "spoiled"), ("b", going, "late")):
        with counting_of(tmp_path / name, Facts(tuple(rows), dossiers=(dossier,))) as count:
            assert [each.key for each in flows(count.source, EDITION, ["2.1"], "H55.21", pair)["2.1"]] == [key]


def test_the_old_period_leaves_and_what_is_known_no_more_is_gone(tmp_path: Path) -> None:
    july = replace(OLD, received_at=second(7, 5), recorded_at=second(7, 5))
    august = replace(july, code="H55.21-2", received_at=second(8, 5), recorded_at=second(8, 5))
    months = asked(JULY, kind=PeriodKind.MONTH), asked(AUGUST, kind=PeriodKind.MONTH)
    unlearnt = asked(JULY), replace(asked(AUGUST), known_until=second(7, 1))
    with counting_of(tmp_path, Facts((FEE,), dossiers=(july, august))) as count:
        found = flows(count.source, EDITION, ["2.1"], "H55.21", months)["2.1"]
        gone = flows(count.source, EDITION, ["2.1"], "H55.21", unlearnt)["2.1"]
    assert [(each.key, each.numerator, each.denominator) for each in found] == [("new", 1, 1), ("period", -1, -1)]
    assert found[1].name == "hồ sơ chỉ thuộc một trong hai kỳ"
    assert [(each.key, each.denominator) for each in gone] == [("gone", -1)]


def test_what_no_dossier_makes_has_its_own_line(tmp_path: Path) -> None:
    totals = Total("H55.21", "2026", 4, second(2, 2)), Total("H55.21", "2026", 9, second(8, 5))
    pair = asked(JULY), asked(AUGUST)
    with counting_of(tmp_path, Facts((FEE,), dossiers=(BOTH_FAULTS,), totals=totals)) as count:
        found = flows(count.source, EDITION, ["1.4", "5.4"], "H55.21", pair)
    assert found["1.4"] == (
        Flow("new", "hồ sơ mới tiếp nhận", False, 1, 0, 1, "hồ sơ"),
        Flow("reported", "tổng số theo báo cáo quốc gia vượt số hồ sơ có trong sổ", False, 0, 0, 4, "hồ sơ"),
    )
    assert found["5.4"] == (
        Flow("new", "hồ sơ mới tiếp nhận", False, 1, -1, 1, "hồ sơ"),
        Flow("floor", "phần trừ vượt quá số hồ sơ (tử số không tính âm)", True, 0, 1, 0, "hồ sơ"),
    )


def test_faults_one_by_one_are_said_to_count_twice(tmp_path: Path) -> None:
    two = replace(OLD, code="H55.21-2"), *then(OLD, complained=True, due_at=second(7, 1))
    with counting_of(tmp_path, Facts((FEE,), dossiers=two)) as count:
        (flow, floor) = flows(count.source, EDITION, ["5.4"], "H55.21", (asked(JULY), asked(AUGUST)))["5.4"], ()
    assert floor == ()
    assert [(each.key, each.numerator) for each in flow] == [("spoiled", -2)]
    assert flow[0].name == "hồ sơ cũ nay mắc lỗi hoặc thêm lỗi (mỗi lỗi trừ một lần, mắc cả hai lỗi trừ hai lần)"


AUGUST_DAY = day_number(date(2026, 8, 5))
PROCEDURES = (
    Procedure("1.000001", 3, online=0),
    Procedure("1.000001", 3, online=2, recorded_at=second(8, 5)),
    Procedure("1.000002", 3, online=2),
    Procedure("1.000002", 3, online=0, recorded_at=second(8, 5)),
    Procedure("1.000003", 3, online=2, valid_from=AUGUST_DAY),
    Procedure("1.000004", 3, online=2, valid_to=AUGUST_DAY),
    Procedure("1.000005", 3, online=2),
)
SERVICES = (
    Service("DVC.1", "1.000005", "H55.21", 0),
    Service("DVC.2", "1.000004", "H55.21", 0),
    Service("DVC.2", "1.000004", "H55.21", 3, second(8, 5)),
    Service("DVC.3", "1.000003", "H55.21", 0, second(8, 5)),
)


def told(found: Sequence[Flow]) -> list[tuple[str, int, int, str]]:
    return [(each.key, each.numerator, each.denominator, each.name) for each in found]


def test_the_fates_of_procedures_services_and_communes(tmp_path: Path) -> None:
    online = replace(OLD, procedure="1.000005", channel=2, received_at=second(8, 5), recorded_at=second(8, 5))
    certified = (
        Certification("H55.21", False),
        Certification("H55.22", True),
        Certification("H55.21", True, recorded_at=second(8, 5)),
    )
    facts = Facts(PROCEDURES, SERVICES, (OLD, replace(online, code="H55.21-2")), certifications=certified)
    pair = asked(JULY), asked(AUGUST)
    with counting_of(tmp_path, facts) as count:
        found = flows(count.source, EDITION, ["3.1", "3.2", "4.6", "2.1"], "H55", pair)
        used = flow_dossiers(count.source, EDITION, "3.2", "H55", pair, "repaired")
        new = flow_dossiers(count.source, EDITION, "3.1", "H55", pair, "new")
    assert told(found["3.1"]) == [
        ("new", 1, 1, "TTHC mới có hiệu lực hoặc mới thuộc diện tính"),
        ("repaired", 1, 0, "TTHC nay cung cấp trực tuyến"),
        ("spoiled", -1, 0, "TTHC nay chưa cung cấp trực tuyến"),
        ("left", -1, -1, "TTHC hết hiệu lực hoặc không còn thuộc diện tính"),
    ]
    assert told(found["3.2"]) == [
        ("new", 0, 1, "DVC mới cung cấp"),
        ("repaired", 1, 0, "DVC nay có hồ sơ nộp trực tuyến trong kỳ"),
        ("left", 0, -1, "DVC thôi cung cấp"),
    ]
    assert told(found["4.6"]) == [
        ("repaired", 1, 0, "xã nay đã cung cấp chứng thực bản sao điện tử"),
        ("left", 0, -1, "xã không còn trong danh mục đơn vị"),
    ]
    assert used == (Moved("DVC.1", "H55.21", "1.000005"),)
    assert new == (Moved("1.000003", "", "1.000003"),)


OPEN = Petition("PA-1", "H55.21", 1, second(7, 20), outcome=0, recorded_at=second(7, 20))
PETITIONS: list[tuple[str, tuple[Petition, ...], tuple[int, int], PeriodKind]] = [
    ("new", (replace(OPEN, received_at=second(8, 20), recorded_at=second(8, 20)),), (1, 1), PeriodKind.YEAR),
    ("corrected_in", (replace(OPEN, recorded_at=second(8, 20), repeated=True),), (0, 1), PeriodKind.YEAR),
    ("reassigned_in", (replace(OPEN, unit="H55.22"), replace(OPEN, repeated=True, recorded_at=second(8, 5))), (0, 1),
     PeriodKind.YEAR),
    ("reassigned_out", (OPEN, replace(OPEN, unit="H55.22", recorded_at=second(8, 5))), (-1, -1), PeriodKind.YEAR),
    ("corrected_out", (OPEN, replace(OPEN, received_at=second(2, 2) - 366 * DAY_SECONDS, recorded_at=second(8, 5))),
     (-1, -1), PeriodKind.YEAR),
    ("late", (OPEN,), (-1, 0), PeriodKind.YEAR),
    ("spoiled", (OPEN, replace(OPEN, outcome=1, outcome_at=second(7, 21), repeated=True, recorded_at=second(8, 5))),
     (-1, 0), PeriodKind.YEAR),
    ("repaired", (replace(OPEN, repeated=True), replace(OPEN, outcome=1, outcome_at=second(7, 21), recorded_at=second(8, 5))),
     (1, 0), PeriodKind.YEAR),
    ("period", (OPEN,), (-1, -1), PeriodKind.MONTH),
]  # fmt: skip


@pytest.mark.parametrize(("key", "states", "change", "kind"), PETITIONS, ids=[case[0] for case in PETITIONS])
def test_each_fate_of_a_petition(
    key: str, states: tuple[Petition, ...], change: tuple[int, int], kind: PeriodKind, tmp_path: Path
) -> None:
    other = Petition("PA-9", "H55.01", 1, second(2, 2))
    pair = asked(JULY, kind=kind), asked(AUGUST, kind=kind)
    with counting_of(tmp_path, Facts(petitions=(other, *states))) as count:
        (flow,) = flows(count.source, EDITION, ["5.3"], "H55.21", pair)["5.3"]
        (moved,) = flow_dossiers(count.source, EDITION, "5.3", "H55.21", pair, key, limit=1)
    assert (flow.key, flow.number, flow.numerator, flow.denominator) == (key, 1, *change)
    assert moved.code == "PA-1" and flow.name.startswith("PAKN ")


def test_every_fate_was_tried() -> None:
    tried = {case[0] for case in CASES} | {case[0] for case in PETITIONS} | {"gone", "reported", "floor"}
    assert tried == set(Fate)
