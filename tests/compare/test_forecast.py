"""The index if nobody acts: what time alone does, exactly, and the list of what goes late."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from generated import World, asked_of, seeded
from oracle import Oracle
from records import Certification, Dossier, Facts, Petition, Procedure, Service
from segments import counting

from bochiso.compare.ahead.forecast import Forecast, forecast, moments_of, moved
from bochiso.errors import BochisoError
from bochiso.index.load import edition_at, edition_named
from bochiso.index.model import Edition
from bochiso.measure.compute import compute, known_at, moment_at
from bochiso.measure.deciding import Which
from bochiso.measure.judged import Scope
from bochiso.measure.trace import listed
from bochiso.measure.trace_ask import Request
from bochiso.measure.traced import Dossier as Listed
from bochiso.time import DAY_SECONDS, Instant, PeriodKind, second_of
from bochiso.units.registry import Registry
from bochiso.units.tree import Unit, UnitKind
from bochiso.view.forecast import FIGURES, LISTED, figures, forecast_grids, forecast_json
from bochiso.view.forecast import listed as listed_cells

EDITION = edition_named("766/portal-2026")
AT, UNTIL = Instant(date(2026, 8, 27), time(16, 30)), Instant(date(2026, 9, 7), time(12))
UNITS = (
    Unit("H55", "UBND tỉnh A", UnitKind.PROVINCE),
    Unit("H55.01", "Sở Một", UnitKind.DEPARTMENT, "H55"),
    Unit("H55.21", "Xã Một", UnitKind.COMMUNE, "H55"),
)
CATALOGUE = (Procedure("1.000001", 3, name="Đăng ký khai sinh", limit=5, limit_unit=0),)


OTHERS: dict[str, Sequence[object]] = {
    "services": (Service("1.000001.01", "1.000001", "H55.21", 0),),
    "petitions": (Petition("PA-0", "H55.21", 1, 0),),
    "certifications": (Certification("H55.21", True),),
}


def second(month: int, day: int, hour: int = 8) -> int:
    return second_of(Instant(date(2026, month, day), time(hour)))


PLAIN = Dossier(
    "H55.21-260820-0001", "1.000001", "H55.21", channel=1, received_at=second(8, 20), due_at=second(9, 3, 17), status=4,
    synced_at=second(8, 20, 9), recorded_at=second(8, 20),
)  # fmt: skip


def world_of(*dossiers: Dossier, **others: Sequence[object]) -> World:
    return World(Facts(dossiers=dossiers, **others), Registry(UNITS), "H55", (), 3)  # type: ignore[arg-type]


def made(
    world: World, folder: Path, view: str = "portal", unit: str = "", at: Instant = AT, until: Instant = UNTIL
) -> Forecast:
    with counting(world, folder) as count:
        return forecast(count.source, EDITION, *moments_of(at, until, PeriodKind.YEAR, view), unit)


def numbered(number: int, **changes: object) -> Dossier:
    return Dossier(**(vars(PLAIN) | {"code": f"H55.21-260820-{number:04}"} | changes))


def test_what_goes_late_and_what_does_not(tmp_path: Path) -> None:
    found = made(
        world_of(
            numbered(1),
            numbered(2, due_at=second(8, 27, 16)),  # late already
            numbered(3, due_at=second(9, 7, 12)),  # due on the very second
            numbered(4, due_at=second(9, 7, 12) - 1),
            numbered(5, ended_at=second(8, 26)),
            numbered(6, supplement_seconds=5 * DAY_SECONDS),
            numbered(
                7, due_at=None, received_at=second(8, 25), synced_at=second(8, 25)
            ),  # five working days; 31/8 to 2/9 off
            numbered(8, due_at=None, procedure="9.999999"),  # no limit known
            numbered(9, status=5, supplement_requested_at=second(8, 26)),  # waits for the applicant, asked in time
            numbered(10, synced_at=None),
            numbered(11, received_at=second_of(Instant(date(2025, 12, 30), time(8)))),
            numbered(12, recorded_at=second(8, 28)),  # not known yet
            numbered(13, unit="H55.01"),
            procedures=CATALOGUE,
        ),
        tmp_path,
    )
    codes = [late.dossier.code[-2:] for late in found.late.dossiers]
    assert codes == ["13", "01", "07", "04"]
    assert [late.working_days for late in found.late.dossiers] == [2, 2, 3, 4]
    assert found.late.numbers == {"H55": 4, "H55.01": 1, "H55.21": 3}
    assert (found.late.unseen, found.late.earlier) == (1, 1)
    assert any("1 hồ sơ chưa đồng bộ" in text for text in found.warnings)
    assert any("1 hồ sơ tiếp nhận trước năm 2026" in text for text in found.warnings)
    assert found.late.dossiers[2].dossier.due_at == second(9, 4)
    everything = made(world_of(PLAIN, numbered(10, synced_at=None), procedures=CATALOGUE), tmp_path / "b", "province")
    assert len(everything.late.dossiers) == 2 and not everything.late.unseen


def test_the_figures_move_by_what_goes_late(tmp_path: Path) -> None:
    dossiers = (*(numbered(n) for n in range(4)), numbered(9, due_at=second(12, 1)))
    found = made(world_of(*dossiers, procedures=CATALOGUE, **OTHERS), tmp_path)
    content = forecast_json(found)
    units = content["units"]
    assert isinstance(units, list)
    (commune,) = (unit for unit in units if unit["code"] == "H55.21")
    assert commune["going_late"] == 4
    changes = {each["id"]: each for each in commune["indicators"]}
    assert changes.keys() == {"2.1", "5.4"}
    assert changes["2.1"]["before"] == {"numerator": 5, "denominator": 5, "points": "20.00"}
    assert changes["2.1"]["after"] == {"numerator": 1, "denominator": 5, "points": "4.00"}
    assert changes["2.1"]["change"] == "-16.00"
    assert content["at"] == "2026-08-27T16:30:00+07:00" and content["until"] == "2026-09-07T12:00:00+07:00"
    assert (commune["total_before"], commune["total_after"], commune["change"]) == ("46.00", "25.33", "-20.67")
    assert commune["axes"]["TDGQ"] == {"before": "20.00", "after": "4.00", "change": "-16.00"}


@pytest.mark.parametrize("seed", range(4))
def test_nothing_loaded_in_between_makes_the_forecast_the_later_figures(seed: int, tmp_path: Path) -> None:
    """And every dossier listed is missed by 2.1 then, having been in time before."""
    world = seeded(seed)
    view = ("portal", "province")[seed % 2]
    at = max(instant for instant, _, _ in world.moments)
    until = Instant(min(at.day + timedelta(days=40), date(at.day.year, 12, 31)))
    if second_of(at) >= second_of(until):
        at = Instant(date(at.day.year, 12, 10))
    rows = (tuple(row for row in table if row.recorded_at <= second_of(at)) for table in vars(world.facts).values())
    known = replace(world, facts=Facts(*rows))
    edition = edition_at(at)
    with counting(world, tmp_path / "all") as count:
        found = forecast(count.source, edition, *moments_of(at, until, PeriodKind.YEAR, view))
    with counting(known, tmp_path / "known") as count:
        moment = moment_at(until, PeriodKind.YEAR, view)
        later = compute(count.source, edition, [moment])[0].snapshot
        late = missed(Scope(count.source, known_at(count.source, moment), world.root), edition)
    assert found.comparison.after.figures == later.figures
    oracle = Oracle(known.facts, world.registry, asked_of(at, PeriodKind.YEAR, "province"))
    timely = {dossier.code for dossier in oracle.of(world.root)} - set(oracle.late)
    listed_codes = sorted(each.dossier.code for each in found.late.dossiers)
    assert listed_codes == sorted(late & timely)
    assert listed_codes, "a seed without any shows nothing"


def missed(scope: Scope, edition: Edition) -> set[str]:
    """The dossiers that 2.1 misses, by the list behind the figure."""
    indicator = edition.indicator("2.1")
    assert indicator is not None
    unit = scope.known.tree.units[scope.unit]
    _, rows = listed(scope, Request(edition, indicator, unit, scope.known.moment, Which.MISSING))
    return {each.thing.code for each in rows if isinstance(each.thing, Listed)}


def test_petitions_that_pass_their_limit(tmp_path: Path) -> None:
    def petition(code: str, received: int, **changes: object) -> Petition:
        return replace(Petition(code, "H55.21", 1, received, recorded_at=received), **changes)  # type: ignore[arg-type]

    petitions = (
        petition("PA-1", second(8, 10)),  # 15 working days: 22/8 worked for 31/8, 2/9 and a day beside it off
        petition("PA-2", second(7, 1)),  # late already
        petition("PA-3", second(8, 26)),
        petition("PA-4", second(8, 10), outcome=1, outcome_at=second(8, 20)),
        petition("PA-5", second(8, 7), forwarded_at=second(8, 11)),
    )
    found = made(world_of(PLAIN, procedures=CATALOGUE, petitions=petitions), tmp_path)
    assert [each.petition.code for each in found.late.petitions] == ["PA-5", "PA-1"]
    assert all(AT.day <= each.last < UNTIL.day for each in found.late.petitions)
    ids = {each.indicator.id for each in moved(found, next(u for u in found.units if u.code == "H55.21"))}
    assert {"5.3"} <= ids


def test_one_unit_has_its_own_list(tmp_path: Path) -> None:
    world = world_of(numbered(1), numbered(2, unit="H55.01"), procedures=CATALOGUE)
    found = made(world, tmp_path, unit="H55.01")
    assert [each.dossier.unit for each in found.late.dossiers] == ["H55.01"]
    assert [unit.code for unit in found.units] == ["H55.01"]
    titles = [grid.title for grid in forecast_grids(found, listing=True)]
    assert titles[1:] == ["Chỉ số thay đổi của Sở Một", "Hồ sơ, PAKN sẽ quá hạn"]
    (row,) = listed_cells(found)
    assert len(row) == len(LISTED) and row[1] == "H55.21-260820-0002" and row[7] == "03/09/2026 17:00:00"
    assert row[10] == "7 ngày" and row[5] == "Đăng ký khai sinh"
    assert all(len(each) == len(FIGURES) for each in figures(found))


def test_what_is_assumed_is_said(tmp_path: Path) -> None:
    world = world_of(PLAIN, procedures=CATALOGUE)
    said = " ".join(made(world, tmp_path).assumptions)
    assert "Sau 16 giờ 30 phút ngày 27/8/2026 không hồ sơ nào được tiếp nhận" in said
    assert "lịch nghỉ đã công bố đến hết năm 2026" in said
    coming = made(world, tmp_path / "b", at=Instant(date(2027, 1, 5)), until=Instant(date(2027, 2, 1)))
    assert "Lịch nghỉ chưa công bố đủ" in " ".join(coming.assumptions)


@pytest.mark.parametrize(
    ("at", "until", "kind", "words"),
    [
        ("2026-08-31", "2026-08-31", PeriodKind.YEAR, ("không sau thời điểm đã biết", "chọn --until sau --at")),
        ("2026-08-31", "2026-08-01", PeriodKind.YEAR, ("không sau thời điểm đã biết",)),
        ("2026-08-31", "2027-01-01", PeriodKind.YEAR, ("năm 2026 và năm 2027", "chọn --until trong năm 2026")),
        ("2026-08-31", "2026-09-01", PeriodKind.MONTH, ("tháng 8 năm 2026 và tháng 9 năm 2026", "--period year")),
    ],
)
def test_instants_that_make_no_forecast(at: str, until: str, kind: PeriodKind, words: tuple[str, ...]) -> None:
    with pytest.raises(BochisoError) as raised:
        moments_of(Instant.parse(at), Instant.parse(until), kind, "portal")
    assert all(word in str(raised.value) for word in words)
