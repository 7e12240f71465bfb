"""The rule of 2.1 at each of its boundaries: a case is one dossier in a commune of its own, all counted in one call."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time

import pytest
from comparing import plain_figures
from generated import World, asked_of
from oracle import Oracle
from questions import QUESTIONS
from records import Dossier, Facts, Procedure
from segments import counting

from bochiso.index.load import edition_named
from bochiso.time import DAY_SECONDS, Instant, PeriodKind, day_number, second_of
from bochiso.units.registry import Registry
from bochiso.units.tree import Unit, UnitKind

HOUR = 3600
RETURNED, PROCESSING, ASKED_TO_COMPLETE = 10, 4, 5
WORKING_DAY, DAY, HOURS = range(3)
PROVINCE, DISTRICT, COMMUNE = 1, 2, 3


def at(month: int, day: int, hour: int = 0, minute: int = 0) -> int:
    """A second of 2026."""
    return second_of(Instant(date(2026, month, day), time(hour, minute)))


NOW = at(3, 31, 12)
DUE = at(3, 20, 17)
AFTER = NOW + HOUR
EVERY_CASE = Dossier("", "no-limit", "", received_at=at(1, 5, 8), status=PROCESSING)


@dataclass(frozen=True)
class Case:
    """A dossier asked about at `NOW`, and whether it is on time."""

    dossier: Dossier
    on_time: bool

    def with_(self, **given: int | None) -> "Case":
        return replace(self, dossier=replace(self.dossier, **given))  # type: ignore[arg-type]


def dated(on_time: bool, **given: int | None) -> Case:
    """Due at `DUE`, unless said otherwise."""
    return Case(replace(EVERY_CASE, due_at=DUE), on_time).with_(**given)


def undated(on_time: bool, procedure: str, received_at: int, **given: int | None) -> Case:
    """Without a due date, so that the procedure's limit counts."""
    return Case(replace(EVERY_CASE, procedure=procedure, received_at=received_at), on_time).with_(**given)


def asked(on_time: bool, asked_at: int | None, **given: int | None) -> Case:
    """With one request for completion that is open."""
    return dated(on_time, status=ASKED_TO_COMPLETE, supplement_requests=1, supplement_requested_at=asked_at, **given)


def limited(code: str, limit: int | None, unit: int | None, **given: int | None) -> Procedure:
    return replace(Procedure(code, COMMUNE, limit=limit, limit_unit=unit), **given)  # type: ignore[arg-type]


TODAY = NOW // DAY_SECONDS
PROCEDURES = (
    limited("no-limit", None, None),
    limited("no-unit", 1, None),
    limited("2-hours", 2, HOURS),
    limited("3-days", 3, DAY),
    limited("0-working-days", 0, WORKING_DAY),
    limited("1-working-day", 1, WORKING_DAY),
    limited("3-working-days", 3, WORKING_DAY),
    limited("of-communes-3-days", 3, DAY),
    limited("of-communes-3-days", 9, DAY, authority=PROVINCE),
    limited("of-the-highest-3-days", 3, DAY, authority=PROVINCE),
    limited("of-the-highest-3-days", 9, DAY, authority=DISTRICT),
    limited("in-force-3-days", 9, DAY, valid_to=TODAY),
    limited("in-force-3-days", 3, DAY, valid_from=day_number(date(2026, 1, 1)), valid_to=TODAY + 1),
    limited("in-force-3-days", 1, DAY, valid_from=TODAY + 1),
    limited("newest-3-days", 9, DAY, decided_on=10),
    limited("newest-3-days", 1, DAY, decided_on=10, valid_from=20),
    limited("newest-3-days", 3, DAY, decided_on=12, valid_from=20),
    limited("known-3-days", 9, DAY),
    limited("known-3-days", 3, DAY, recorded_at=NOW),
    limited("known-3-days", 1, DAY, recorded_at=NOW + 1),
)

CASES: Mapping[str, Case] = {
    "ended on the due second": dated(True, ended_at=DUE, status=RETURNED),
    "ended a second after it": dated(False, ended_at=DUE + 1, status=RETURNED),
    "ended late, but the applicant took as long": dated(True, ended_at=DUE + HOUR, supplement_seconds=HOUR),
    "ended late, the applicant took a second less": dated(False, ended_at=DUE + HOUR, supplement_seconds=HOUR - 1),
    "ended on the second asked for, late": dated(False, ended_at=NOW),
    "ends after the instant asked for, in time": dated(True, due_at=AFTER, ended_at=AFTER),
    "ends after the instant asked for, late, but not yet": dated(True, due_at=NOW, ended_at=AFTER),
    "ends after the instant asked for, when it is late already": dated(False, ended_at=AFTER),
    "waits until the due second": dated(True, due_at=NOW),
    "waits a second longer": dated(False, due_at=NOW - 1),
    "waits longer, but the applicant took as long": dated(True, due_at=NOW - HOUR, supplement_seconds=HOUR),
    "waits longer, the applicant took a second less": dated(False, due_at=NOW - HOUR, supplement_seconds=HOUR - 1),
    "two requests, not ended, nothing due yet": dated(False, due_at=AFTER, supplement_requests=2),
    "two requests, ended in time": dated(True, ended_at=DUE, supplement_requests=2),
    "two requests, ended late": dated(False, ended_at=DUE + 1, supplement_requests=2),
    "two requests, ends after the instant asked for": dated(False, due_at=AFTER, ended_at=AFTER, supplement_requests=2),
    "two requests, the second open and in time": asked(False, DUE).with_(supplement_requests=2),
    "one open request on the due second": asked(True, DUE),
    "one open request a second after it": asked(False, DUE + 1),
    "one open request after it, but the applicant took as long": asked(True, DUE + HOUR, supplement_seconds=HOUR),
    "one open request in time, ends late after the instant asked for": asked(True, DUE, ended_at=AFTER),
    "one open request in time, yet ended late": asked(False, DUE, ended_at=DUE + 1),
    "one open request, counted by nobody": asked(True, DUE).with_(supplement_requests=None),
    "one request in time, no longer open": asked(False, DUE).with_(status=PROCESSING),
    "an open request without an instant, past due": asked(False, None),
    "an open request without an instant, due now": asked(True, None, due_at=NOW),
    "a request after the instant asked for, past due": asked(False, AFTER),
    "a request after the instant asked for, due now": asked(True, AFTER, due_at=NOW),
    "hours, to the second": undated(True, "2-hours", NOW - 2 * HOUR),
    "hours, a second more": undated(False, "2-hours", NOW - 2 * HOUR - 1),
    "days, to the second": undated(True, "3-days", NOW - 3 * DAY_SECONDS),
    "days, a second more": undated(False, "3-days", NOW - 3 * DAY_SECONDS - 1),
    "days, and the applicant's time": undated(True, "3-days", NOW - 4 * DAY_SECONDS, supplement_seconds=DAY_SECONDS),
    "days, one open request in time": undated(
        True, "3-days", at(3, 1, 9), status=ASKED_TO_COMPLETE, supplement_requested_at=at(3, 4, 9)
    ),
    "working days across Tết": undated(True, "3-working-days", at(2, 13, 10), ended_at=at(2, 25, 10)),
    "working days across Tết, a second more": undated(
        False, "3-working-days", at(2, 13, 10), ended_at=at(2, 25, 10) + 1
    ),
    "a Saturday worked in exchange": undated(True, "1-working-day", at(1, 9, 8), ended_at=at(1, 10, 8)),
    "a Saturday worked in exchange, a second more": undated(
        False, "1-working-day", at(1, 9, 8), ended_at=at(1, 10, 8) + 1
    ),
    "received on a Saturday worked in exchange": undated(True, "1-working-day", at(1, 10, 8), ended_at=at(1, 12, 8)),
    "received on a Sunday": undated(True, "1-working-day", at(3, 1, 9), ended_at=at(3, 2, 9)),
    "received on a Sunday, a second more": undated(False, "1-working-day", at(3, 1, 9), ended_at=at(3, 2, 9) + 1),
    "received in the middle of Tết": undated(True, "1-working-day", at(2, 18, 9), ended_at=at(2, 23, 9)),
    "received in the middle of Tết, a second more": undated(
        False, "1-working-day", at(2, 18, 9), ended_at=at(2, 23, 9) + 1
    ),
    "received in the last second of a day": undated(True, "1-working-day", at(3, 3) - 1, ended_at=at(3, 4) - 1),
    "received in the first second of a day": undated(False, "1-working-day", at(3, 3), ended_at=at(3, 4) + 1),
    "no working day at all": undated(True, "0-working-days", at(3, 1, 9), ended_at=at(3, 1, 9)),
    "no working day at all, a second more": undated(False, "0-working-days", at(3, 1, 9), ended_at=at(3, 1, 9) + 1),
    "no limit known": undated(True, "no-limit", at(1, 1)),
    "a limit in nobody knows what": undated(True, "no-unit", at(1, 1)),
    "a procedure that is not in the catalogue": undated(True, "9.999999", at(1, 1)),
    "a due date is stronger than the limit": undated(True, "2-hours", at(3, 1, 9), due_at=NOW),
    "two requests are late without any limit": undated(False, "no-limit", at(3, 1), supplement_requests=2),
    "the limit of the unit's own level": undated(True, "of-communes-3-days", NOW - 3 * DAY_SECONDS),
    "the limit of the unit's own level, a second more": undated(False, "of-communes-3-days", NOW - 3 * DAY_SECONDS - 1),
    "the limit of the highest level": undated(True, "of-the-highest-3-days", NOW - 3 * DAY_SECONDS),
    "the limit of the highest level, a second more": undated(False, "of-the-highest-3-days", NOW - 3 * DAY_SECONDS - 1),
    "the limit in force": undated(True, "in-force-3-days", NOW - 3 * DAY_SECONDS),
    "the limit in force, a second more": undated(False, "in-force-3-days", NOW - 3 * DAY_SECONDS - 1),
    "the newest limit": undated(True, "newest-3-days", NOW - 3 * DAY_SECONDS),
    "the newest limit, a second more": undated(False, "newest-3-days", NOW - 3 * DAY_SECONDS - 1),
    "the limit as known": undated(True, "known-3-days", NOW - 3 * DAY_SECONDS),
    "the limit as known, a second more": undated(False, "known-3-days", NOW - 3 * DAY_SECONDS - 1),
}
EDITION = edition_named("766/portal-2026")
MOMENT = (Instant(date(2026, 3, 31), time(12)), PeriodKind.YEAR, "province")


def _world() -> World:
    numbered = {f"H55.{number}": case.dossier for number, case in enumerate(CASES.values(), 100)}
    units = (
        Unit("H55", "UBND tỉnh A", UnitKind.PROVINCE),
        *(Unit(code, f"Xã {code}", UnitKind.COMMUNE, "H55") for code in numbered),
    )
    dossiers = tuple(replace(dossier, code=code, unit=code) for code, dossier in numbered.items())
    return World(Facts(PROCEDURES, dossiers=dossiers), Registry(units), "H55", (MOMENT,), 0)


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, object]]:
    """What the product counts of 2.1, by case."""
    with counting(_world(), tmp_path_factory.mktemp("on-time")) as count:
        figures = plain_figures(count(EDITION, [MOMENT])[0].snapshot)
    yield {name: figures[f"H55.{number}", "2.1"] for number, name in enumerate(CASES, 100)}


@pytest.mark.parametrize("name", CASES)
def test_on_time(counted: Mapping[str, object], name: str) -> None:
    assert counted[name] == (int(CASES[name].on_time), 1)


def test_the_oracle_agrees() -> None:
    world = _world()
    oracle = Oracle(world.facts, world.registry, asked_of(*MOMENT))
    on_time = QUESTIONS[EDITION.id]["2.1"]
    said = {name: on_time(oracle, f"H55.{number}") for number, name in enumerate(CASES, 100)}
    assert said == {name: (int(case.on_time), 1) for name, case in CASES.items()}
