"""Lists to act upon are those that figures, forecasts and plain loops find; one dossier tells what every list tells."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, time, timedelta
from itertools import groupby
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from generated import World, asked_of, seeded
from oracle import Oracle
from records import Dossier, Facts, Procedure
from segments import Counting, counting

from bochiso.compare.ahead.going_late import going_late
from bochiso.errors import BochisoError
from bochiso.facts.held import Role, Segment
from bochiso.facts.schema import PROGRESS, SYNCED
from bochiso.index.load import edition_named, editions
from bochiso.index.model import Edition
from bochiso.measure.awaiting import BY_DUE, SOON, TITLES, Kind, digitisation
from bochiso.measure.compute import Source, known_at, moment_at
from bochiso.measure.deciding import Which
from bochiso.measure.judged import Scope
from bochiso.measure.one_dossier import Acknowledged, OneDossier, Progress, dossier
from bochiso.measure.seen import of_dossiers, unsynced_rows
from bochiso.measure.terms import Moment
from bochiso.measure.trace import listed
from bochiso.measure.trace_ask import Request
from bochiso.measure.traced import Dossier as Listed
from bochiso.measure.tree import Tree
from bochiso.measure.worklist import Entry, all_entries, entries, worklist
from bochiso.time import DAY_SECONDS, Instant, PeriodKind, day_number, moment_of, second_of
from bochiso.units.registry import Registry
from bochiso.units.tree import Unit, UnitKind

EDITION = edition_named("766/portal-2026")
DAY = date(2026, 8, 31)
AT = Instant(DAY, time(16, 30))
NOW = second_of(AT)
UNITS = (
    Unit("H55", "UBND tỉnh A", UnitKind.PROVINCE),
    Unit("H55.01", "Sở Một", UnitKind.DEPARTMENT, "H55"),
    Unit("H55.01.01", "Chi cục Một", UnitKind.DEPARTMENT, "H55.01"),
    Unit("H55.21", "Xã Một", UnitKind.COMMUNE, "H55"),
)
CATALOGUE = (
    Procedure("1.000001", 3, name="Đăng ký khai sinh", has_fee=True, paper_result=True, limit=10, limit_unit=1),
)


def second(month: int, day: int, hour: int = 8) -> int:
    return second_of(Instant(date(2026, month, day), time(hour)))


PLAIN = Dossier(
    "H55.21-260803-0001", "1.000001", "H55.21", channel=1, received_at=second(8, 3), due_at=second(8, 28, 17), status=4,
    synced_at=second(8, 3, 9), fee=2, payment=0, component_file=True, result_file=True, complained=False,
)  # fmt: skip


def numbered(number: int, **changes: object) -> Dossier:
    return Dossier(**(vars(PLAIN) | {"code": f"H55.21-260803-{number:04}"} | changes))


def counting_of(
    tmp_path: Path, *dossiers: Dossier, procedures: tuple[Procedure, ...] = CATALOGUE
) -> AbstractContextManager[Counting]:
    facts = Facts(dossiers=dossiers, procedures=procedures)
    return counting(World(facts, Registry(UNITS), "H55", (), 3), tmp_path)


def now(view: str = "portal") -> Moment:
    return moment_at(AT, PeriodKind.YEAR, view)


def codes(found: Sequence[Entry]) -> list[str]:
    return [each.code[-2:] for each in found]


def everything(source: Source, edition: Edition, moment: Moment, unit: str, kind: Kind) -> list[Entry]:
    return list(all_entries(source, edition, moment, unit, kind))


def overdue(world: World, moment: Moment, tree: Tree) -> set[str]:
    """Of this tree's root and all below it, also what is gone, in plain loops: received, not ended, its time up, and late by the rule of figures."""
    oracle = Oracle(world.facts, world.registry, asked_of(moment.instant, moment.period.kind, moment.view))
    oracle.row = {each.code: oracle.row_of(each) for each in oracle.known_dossiers}

    def holds(each: Dossier) -> bool:
        due = oracle.due(each)
        up = due is not None and due + (each.supplement_seconds or 0) < moment.at
        open_now = oracle.is_past(each.received_at) and not oracle.is_past(each.ended_at)
        return up and open_now and oracle.is_late(each) and tree.root in tree.chain(each.unit or "")

    return {each.code for each in oracle.known_dossiers if holds(each)}


def missing(scope: Scope, edition: Edition) -> set[str]:
    """What the lists behind the figures of digitisation say."""
    unit = scope.known.tree.units[scope.unit]
    requests = (Request(edition, each, unit, scope.known.moment, Which.MISSING) for each in digitisation(edition))
    return {row.thing.code for each in requests for row in listed(scope, each)[1] if isinstance(row.thing, Listed)}


@pytest.mark.parametrize(("seed", "number"), [(0, 1), (2, 2), (4, 0), (5, 0)])
def test_the_lists_are_what_figures_and_forecasts_and_loops_find(seed: int, number: int, tmp_path: Path) -> None:
    """Also where districts are gone, where the days ahead lie in another year, and of a whole nation."""
    world = seeded(seed)
    edition = list(editions().values())[seed % 2]
    asked = world.moments[number]
    moment = moment_at(*asked)
    later = replace(moment_at(moment_of(moment.at + 3 * DAY_SECONDS), *asked[1:]), known_until=moment.at)
    of_all = replace(later, start=0, sees_all=True)  # of whichever period, and whether the portal sees it or not
    with counting(world, tmp_path) as count:
        source = count.source
        known, then = known_at(source, moment), known_at(source, of_all)
        scope = Scope(source, known, world.root)
        found = worklist(source, edition, moment, "")
        lists = {kind: everything(source, edition, moment, "", kind) for kind in Kind}
        sets = {kind: {each.code for each in rows} for kind, rows in lists.items()}
        late = going_late(source, known, then, world.root)
        listed_late = going_late(source, known, known_at(source, later), world.root)
        unsynced = {each.code for each in unsynced_rows(scope, None)}
        undigitised = missing(scope, edition)
        below = {code for numbers in found.by_unit.values() for code in numbers} - {world.root}
        own = worklist(source, edition, moment, min(below))
        page = entries(source, edition, moment, min(below), Kind.OVERDUE, limit=3)
    assert {kind: len(codes) for kind, codes in sets.items()} == found.numbers and all(found.numbers.values())
    assert all(len(rows) == len(sets[kind]) for kind, rows in lists.items())

    assert sets[Kind.OVERDUE] == overdue(world, moment, known.tree)
    assert {(each.code, each.last) for each in lists[Kind.DUE_SOON]} == {
        (each.dossier.code, each.last) for each in late.dossiers
    }
    told = len(listed_late.dossiers) + listed_late.unseen + listed_late.earlier
    assert (found.numbers[Kind.DUE_SOON], late.unseen, late.earlier) == (told, 0, 0)
    of_the_period = {each.code for each in lists[Kind.UNSYNCHRONISED] if (each.received_at or 0) >= moment.start}
    assert of_the_period == unsynced
    assert sets[Kind.UNDIGITISED] == undigitised

    for kind, rows in lists.items():
        keys = [((each.last if kind in BY_DUE else each.received_at) or 0, each.code) for each in rows]
        assert keys == sorted(keys)
        assert found.by_unit[kind][world.root] == found.numbers[kind] and all(found.by_unit[kind].values())
        assert own.numbers[kind] == found.by_unit[kind].get(min(below), 0)
    mine = [each for each in lists[Kind.OVERDUE] if min(below) in known.tree.chain(each.unit)]
    assert (page.count, list(page.rows)) == (len(mine), mine[:3])


@pytest.mark.parametrize("item", ["4.1", "4.2"])
def test_the_list_of_one_indicator_is_the_rest_of_its_figure(item: str, tmp_path: Path) -> None:
    world = seeded(2)
    (indicator,) = (each for each in digitisation(EDITION) if each.id == item)
    alone = replace(EDITION, indicators=(indicator,))
    moment = moment_at(*world.moments[0])
    with counting(world, tmp_path) as count:
        scope = Scope(count.source, known_at(count.source, moment), world.root)
        request = Request(EDITION, indicator, scope.known.tree.units[world.root], moment, Which.MISSING)
        number, rows = listed(scope, request)
        reasons = {row.thing.code: row.reason for row in rows if isinstance(row.thing, Listed)}
        found = everything(count.source, alone, moment, world.root, Kind.UNDIGITISED)
    assert number == len(found) > 0
    assert {each.code: each.reason for each in found} == reasons


def test_what_an_edition_calls_digitised() -> None:
    assert [each.id for each in digitisation(EDITION)] == ["4.1", "4.2"]
    assert [each.id for each in digitisation(edition_named("766/portal-2022"))] == ["6.1", "6.2"]
    assert TITLES.keys() == set(Kind)


DOSSIERS = (
    numbered(1),
    numbered(2, due_at=NOW),  # on time on this very second
    numbered(3, due_at=NOW - 1),
    numbered(4, supplement_seconds=5 * DAY_SECONDS, unit="H55.01.01"),  # until 2/9 17:00
    numbered(5, supplement_requests=2),
    numbered(6, supplement_requests=2, due_at=second(9, 2)),  # its time is not up; no forecast says it goes late
    numbered(7, status=5, supplement_requested_at=second(8, 28, 16)),  # waits for the applicant, asked in time
    numbered(8, status=5, supplement_requested_at=second(8, 29)),
    numbered(9, ended_at=second(8, 29)),
    numbered(10, ended_at=second(9, 1), unit="H55.01"),  # not ended yet, as the ledger has it
    numbered(11, due_at=NOW + 3 * DAY_SECONDS),
    numbered(12, due_at=NOW + 3 * DAY_SECONDS - 1),
    numbered(13, due_at=None),
    numbered(14, due_at=None, procedure="9.999999"),
    numbered(15, received_at=None),
    numbered(16, received_at=NOW + 1),
    numbered(17, received_at=second(1, 1) - DAY_SECONDS, synced_at=None),
    numbered(18, due_at=None, received_at=second(8, 22), synced_at=NOW + 1),
    numbered(19, ended_at=second(8, 20), component_file=None, result_file=False),
    numbered(20, ended_at=second(8, 20), component_file=False, synced_at=None),
)


def test_each_list_to_the_second(tmp_path: Path) -> None:
    with counting_of(tmp_path, *DOSSIERS) as count:
        lists = {kind: everything(count.source, EDITION, now(), "H55", kind) for kind in Kind}
        seen = codes(everything(count.source, EDITION, now("province"), "H55", Kind.UNDIGITISED))
        found = worklist(count.source, EDITION, now(), "H55")
        sooner = list(all_entries(count.source, EDITION, now(), "H55", Kind.DUE_SOON, within=timedelta(seconds=1)))
        one = list(all_entries(count.source, EDITION, now(), "H55", Kind.OVERDUE, procedure="1.000001"))
        none = entries(count.source, EDITION, now(), "H55", Kind.DUE_SOON, procedure="9.999999' OR 'a' = 'a\0")
    assert codes(lists[Kind.OVERDUE]) == ["13", "01", "05", "08", "10", "17", "03"]
    assert codes(lists[Kind.DUE_SOON]) == ["02", "18", "04", "12"]
    assert codes(lists[Kind.UNSYNCHRONISED]) == ["17", "20", "18"]
    assert codes(lists[Kind.UNDIGITISED]) == ["19"] and seen == ["19", "20"]
    assert codes(sooner) == ["02"] and timedelta(days=3) == SOON
    assert found.by_unit[Kind.OVERDUE] == {"H55": 7, "H55.01": 1, "H55.21": 6}
    assert found.by_unit[Kind.DUE_SOON] == {"H55": 4, "H55.01": 1, "H55.01.01": 1, "H55.21": 3}
    assert len(one) == 7 and (none.count, none.rows) == (0, ())
    late = lists[Kind.OVERDUE][0]
    assert late == Entry(
        "H55.21-260803-0013", "H55.21", "Xã Một", "1.000001", "Đăng ký khai sinh", second(8, 3), second(8, 13), False,
        second(8, 13), None, 4, 1, second(8, 3, 9), "quá hạn 18 ngày 8 giờ, chưa giải quyết xong",
    )  # fmt: skip
    reasons = {each.code[-2:]: each.reason for rows in lists.values() for each in rows}
    assert reasons["05"] == "quá hạn (yêu cầu bổ sung 2 lần, chưa xong)"
    assert reasons["04"] == "đúng hạn (chưa giải quyết xong, còn 2 ngày)"
    assert reasons["20"] == "chưa đồng bộ lên Cổng"
    assert "sau thời điểm này" in reasons["18"] or "còn 16 giờ" in reasons["18"]
    assert reasons["19"] == (
        "không có tệp nào ở thành phần hồ sơ (không có dữ liệu); "
        "thuộc TTHC phải trả kết quả giấy mà chưa có tệp kết quả điện tử"
    )


def test_pages_are_cuts_of_the_whole_list(tmp_path: Path) -> None:
    world = seeded(0)
    moment = moment_at(*world.moments[1])
    with counting(world, tmp_path) as count:
        whole = everything(count.source, EDITION, moment, "", Kind.UNSYNCHRONISED)
        pages = [
            entries(count.source, EDITION, moment, "", Kind.UNSYNCHRONISED, offset=offset, limit=20)
            for offset in range(0, len(whole) + 21, 20)
        ]
        own = whole[0].procedure
        chosen = entries(count.source, EDITION, moment, "", Kind.UNSYNCHRONISED, procedure=own)
    assert [row for page in pages for row in page.rows] == whole and len(pages) > 2
    assert {page.count for page in pages} == {len(whole)}
    assert list(chosen.rows) == [row for row in whole if row.procedure == own] and chosen.count == len(chosen.rows)


def test_a_limit_of_the_catalogue_that_changes_within_the_days_ahead(tmp_path: Path) -> None:
    """A dossier without a date goes late when the law of that day says so; `last` is by that law."""
    longer = replace(CATALOGUE[0], limit=40)
    shorter = replace(CATALOGUE[0], limit=20, valid_from=day_number(date(2026, 9, 2)))
    open_one = numbered(1, due_at=None, received_at=second(8, 12))
    since = replace(open_one, code="H55.21-260803-0002", status=9, ended_at=second(8, 30), recorded_at=second(8, 30))
    former = replace(since, status=4, ended_at=None, recorded_at=0)  # it was such a one, until it ended
    with counting_of(tmp_path, open_one, former, since, procedures=(longer, shorter)) as count:
        (found,) = everything(count.source, EDITION, now(), "H55", Kind.DUE_SOON)
        assert worklist(count.source, EDITION, now(), "H55").numbers[Kind.DUE_SOON] == 1
    assert (found.due_at, found.last) == (second(9, 21), second(9, 1))
    not_known_yet = replace(shorter, recorded_at=NOW + 60)
    with counting_of(tmp_path / "later", open_one, procedures=(longer, not_known_yet)) as count:
        assert worklist(count.source, EDITION, now(), "H55").numbers[Kind.DUE_SOON] == 0


def test_nothing_known_is_not_none(tmp_path: Path) -> None:
    with counting_of(tmp_path / "a", PLAIN, procedures=()) as count:
        found = worklist(count.source, EDITION, now(), "H55")
        assert found.numbers == {Kind.OVERDUE: 1, Kind.DUE_SOON: 0, Kind.UNSYNCHRONISED: 0}
        assert found.lacking == {Kind.UNDIGITISED: "chưa biết thủ tục hành chính nào đến thời điểm này"}
        with pytest.raises(BochisoError, match=r"danh sách «Chưa số hóa».*\n.*chưa có dữ liệu không phải là"):
            entries(count.source, EDITION, now(), "H55", Kind.UNDIGITISED)
        with pytest.raises(BochisoError, match="không có đơn vị này dưới H55"):
            worklist(count.source, EDITION, now(), "H55.99")
    with counting_of(tmp_path / "b", replace(PLAIN, recorded_at=NOW + 1)) as count:
        found = worklist(count.source, EDITION, now(), "H55")
        assert not found.numbers and found.lacking.keys() == set(Kind)
        assert found.lacking[Kind.OVERDUE] == "chưa biết hồ sơ nào đến thời điểm này"
    with counting_of(tmp_path / "c", PLAIN) as count:
        bare = replace(EDITION, indicators=())
        assert "không có chỉ số nào đo số hóa" in worklist(count.source, bare, now(), "H55").lacking[Kind.UNDIGITISED]


def test_one_dossier_stands_where_every_list_has_it(tmp_path: Path) -> None:
    world = seeded(1)
    moment = moment_at(*world.moments[1])
    states: dict[str, list[Dossier]] = {}
    for state in sorted(world.facts.dossiers, key=lambda each: each.recorded_at):
        if state.recorded_at <= moment.at:
            states.setdefault(state.code, []).append(state)
    with counting(world, tmp_path) as count:
        known = known_at(count.source, moment)
        several = [code for code, found in states.items() if len(found) > 1 and known.tree.chain(found[-1].unit or "")]
        chosen = {code: dossier(count.source, EDITION, moment, code) for code in several[:6]}
        scope = Scope(count.source, known, world.root)
        unit = known.tree.units[world.root]
        for indicator in of_dossiers(EDITION):
            for which in Which:
                request = Request(EDITION, indicator, unit, moment, which)
                for row in listed(scope, request)[1]:
                    if isinstance(row.thing, Listed) and row.thing.code in chosen:
                        one = chosen[row.thing.code]
                        (standing,) = (each for each in one.standings if each.indicator is indicator)
                        assert (standing.which, standing.reason) == (which, row.reason)
                        assert (one.dossier, one.unit_name) == (row.thing, row.unit_name)
    assert len(chosen) == 6
    for code, one in chosen.items():
        assert replayed(one) == [found for found, _ in groupby(bare(each) for each in states[code])]


def bare(state: Dossier) -> dict[str, object]:
    return {name: value for name, value in vars(state).items() if name != "recorded_at" and value is not None}


def replayed(one: OneDossier) -> list[dict[str, object]]:
    """The states to which the changes of the history add up."""
    found: list[dict[str, object]] = []
    state: dict[str, object] = {}
    for step in one.history:
        for change in step.changes:
            assert state.get(change.column.name) == change.before
            state[change.column.name] = change.after
        found.append({name: value for name, value in state.items() if value is not None})
    return found


def segment(path: Path, table: str, recorded: list[int], **columns: list[object]) -> Segment:
    rows = {**columns, "recorded_at": recorded, "load": [1] * len(recorded)}
    pq.write_table(pa.table(rows), path)
    return Segment(str(path), table, Role.ACCEPTED, len(recorded), min(recorded), max(recorded))


def test_the_steps_of_one_dossier_and_what_the_portal_acknowledged(tmp_path: Path) -> None:
    code = PLAIN.code
    first = replace(PLAIN, recorded_at=second(8, 3), synced_at=None)
    with counting_of(tmp_path, first, replace(PLAIN, recorded_at=second(8, 4))) as count:
        progress = segment(
            tmp_path / "p.parquet", PROGRESS.name, [second(8, 5), second(8, 6), NOW + 1],
            code=[code, "H55.21-260803-0002", code], status=[4, 4, 9], at=[second(8, 4), second(8, 4), NOW],
        )  # fmt: skip
        synced = segment(tmp_path / "s.parquet", SYNCED.name, [second(8, 4)], code=[code], synced_at=[second(8, 3, 9)])
        held = count.source.held
        source = replace(count.source, held=replace(held, segments=(*held.segments, progress, synced)))
        one = dossier(source, EDITION, now(), " h55.21-260803-0001 ")
    assert one.progress == (Progress(second(8, 4), 4, second(8, 5)),)
    assert one.acknowledged == (Acknowledged(second(8, 3, 9), second(8, 4)),)
    assert [each.recorded_at for each in one.history] == [second(8, 3), second(8, 4)]
    (change,) = one.history[1].changes
    assert (change.column.name, change.before, change.after) == ("synced_at", None, second(8, 3, 9))
    assert one.timeliness == "quá hạn 2 ngày 23 giờ, chưa giải quyết xong" and one.last == second(8, 28, 17)
    assert one.procedure_name == "Đăng ký khai sinh"
    assert {each.indicator.id: each.which for each in one.standings}["2.1"] is Which.MISSING


def test_a_dossier_that_counts_nowhere_and_one_of_which_figures_have_no_data(tmp_path: Path) -> None:
    foreign = replace(PLAIN, unit="H44.21")
    with counting_of(tmp_path, foreign, numbered(2), procedures=()) as count:
        away, here = (dossier(count.source, EDITION, now(), code) for code in (foreign.code, numbered(2).code))
    told = {each.indicator.id: (each.which, each.reason) for each in away.standings}
    assert told["2.1"] == (Which.EXCLUDED, "của đơn vị ngoài H55, không tính vào đâu cả")
    told = {each.indicator.id: (each.which, each.reason) for each in here.standings}
    assert told["4.1"] == (None, "chưa biết thủ tục hành chính nào đến thời điểm này")
    assert told["3.4"][0] is Which.COUNTED


def test_a_code_that_is_not_known_is_refused_in_words(tmp_path: Path) -> None:
    with counting_of(tmp_path, replace(PLAIN, recorded_at=NOW + 60)) as count:
        with pytest.raises(BochisoError, match="được ghi nhận 16 giờ 31 phút ngày 31/8/2026"):
            dossier(count.source, EDITION, now(), PLAIN.code)
        for odd in ("H55.21-260803-9999", "' OR code <> '", "\0", "x" * 10**6, ""):
            with pytest.raises(BochisoError, match="không có trong sổ") as raised:
                dossier(count.source, EDITION, now(), odd)
            assert len(str(raised.value)) < 400
