"""Provinces made up at random, with something unknown, something late and something on the very second everywhere.

One generator serves a seeded `random.Random` (many dossiers, fast) and Hypothesis (few, and shrunk to the least case):
it only ever picks one of several options, the plainest first.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Protocol, TypeVar

from hypothesis import strategies as st
from oracle import Asked
from records import Certification, Dossier, Facts, Petition, Procedure, Service, Total

from bochiso.time import DAY_SECONDS, Instant, PeriodKind, second_of
from bochiso.units.registry import Registry
from bochiso.units.tree import Unit, UnitKind

T = TypeVar("T")


class Pick(Protocol):
    """One of the options."""

    def __call__(self, options: Sequence[T], /) -> T: ...


Moment = tuple[Instant, PeriodKind, str]
"""An instant, the kind of period that runs to it, and the view."""


@dataclass(frozen=True)
class Sizes:
    procedures: int = 15
    dossiers: int = 300
    petitions: int = 40
    services: int = 15
    totals: int = 20
    moments: int = 5


SMALL = Sizes(procedures=2, dossiers=4, petitions=2, services=2, totals=3, moments=2)


@dataclass(frozen=True)
class World:
    """Facts, the units they are about, and the moments at which to ask. `written` seeds how facts lie in segments."""

    facts: Facts
    registry: Registry
    root: str
    moments: tuple[Moment, ...]
    written: int


def asked_of(instant: Instant, kind: PeriodKind, view: str) -> Asked:
    """The moment as the oracle takes it."""
    return Asked(second_of(instant), kind, view == "portal")


def seeded(seed: int, sizes: Sizes = Sizes()) -> World:
    """The same world for the same seed."""
    return world(random.Random(seed).choice, sizes)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Small worlds for Hypothesis."""

    def pick(options: Sequence[T], /) -> T:
        return draw(st.sampled_from(options))

    return world(pick, SMALL)


TWO_LEVELS = date(2025, 7, 1)
AS_OF = (
    (Instant(date(2025, 6, 30)), Instant(TWO_LEVELS, time(8)), Instant(date(2025, 8, 15), time(12))),
    (Instant(date(2026, 1, 10), time(17)), Instant(date(2026, 1, 31)), Instant(date(2026, 2, 23), time(0))),
    (Instant(date(2026, 3, 31)), Instant(date(2026, 4, 1), time(0)), Instant(date(2026, 10, 10), time(16, 30))),
    (Instant(date(2026, 1, 1), time(0)), Instant(date(2026, 12, 31)), Instant(date(2027, 1, 4), time(9))),
)
"""Around the end of the districts, a swapped Saturday and Tết, the turn of a quarter, the turn of a year."""

BEFORE_ALL = 0


def world(pick: Pick, sizes: Sizes) -> World:
    root, units = _units(pick)
    instants = pick(AS_OF)
    maker = _Maker(pick, tuple(unit.code for unit in units), _seconds(instants), sizes.procedures)
    facts = Facts(
        tuple(row for number in range(sizes.procedures) for row in maker.procedure(number)),
        tuple(row for number in range(sizes.services) for row in maker.service(number)),
        tuple(row for number in range(sizes.dossiers) for row in maker.dossier(number)),
        tuple(row for number in range(sizes.petitions) for row in maker.petition(number)),
        tuple(row for code in _communes(units) for row in maker.certification(code)),
        maker.totals(sizes.totals, instants),
    )
    all_moments = [(at, kind, view) for at in instants for kind in PeriodKind for view in ("portal", "province")]
    moments = {pick(all_moments) for _ in range(sizes.moments)}
    return World(facts, Registry(units), root, tuple(sorted(moments, key=str)), pick(range(1000)))


def _units(pick: Pick) -> tuple[str, tuple[Unit, ...]]:
    """A province with departments, communes and, until 1 July 2025, a district; sometimes a nation around it."""
    nation, districts = pick((False, False, True)), pick((False, True))
    top = "VN" if nation else None
    units = [
        Unit("H55", "UBND tỉnh A", UnitKind.PROVINCE, top),
        Unit("H55.01", "Sở Một", UnitKind.DEPARTMENT, "H55"),
        Unit("H55.01.01", "Chi cục Một", UnitKind.DEPARTMENT, "H55.01"),
        Unit("H55.02", "Sở Hai", UnitKind.DEPARTMENT, "H55"),
        Unit("H55.21", "Xã Một", UnitKind.COMMUNE, "H55"),
        Unit("H55.22", "Xã Hai", UnitKind.COMMUNE, "H55"),
    ]
    if districts:
        heir = pick((None, "H55.23"))
        units += [
            Unit("H55.10", "UBND huyện Một", UnitKind.DISTRICT, "H55", valid_to=TWO_LEVELS, successor=heir),
            Unit("H55.23", "Xã Ba", UnitKind.COMMUNE, "H55.10", valid_to=TWO_LEVELS),
            Unit("H55.23", "Xã Ba", UnitKind.COMMUNE, "H55", valid_from=TWO_LEVELS),
            Unit("H55.24", "Xã Bốn", UnitKind.COMMUNE, "H55.10", valid_to=TWO_LEVELS, successor="H55.23"),
        ]
    if nation:
        units += [
            Unit("VN", "Cả nước", UnitKind.NATION),
            Unit("G01", "Bộ Một", UnitKind.MINISTRY, "VN"),
            Unit("G01.01", "Cục Một", UnitKind.DEPARTMENT, "G01"),
            Unit("H44", "UBND tỉnh B", UnitKind.PROVINCE, "VN"),
            Unit("H44.21", "Xã Năm", UnitKind.COMMUNE, "H44"),
        ]
    return top or "H55", tuple(units)


def _communes(units: Sequence[Unit]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(unit.code for unit in units if unit.kind is UnitKind.COMMUNE))


def _seconds(instants: Sequence[Instant]) -> tuple[int, ...]:
    """Where something can happen: at the instants and at the starts of their periods, a second to either side, and
    at odd times of the days and months around."""
    found = set()
    for at in map(second_of, instants):
        starts = [second_of(Instant(asked_start, time(0))) for asked_start in _starts(at)]
        for edge in (at, *starts):
            found |= {edge - 1, edge, edge + 1}
        for days in (1, 2, 3, 5, 7, 8, 11, 14, 15, 16, 21, 23, 30, 40, 63, 90, 180):
            found |= {at - days * DAY_SECONDS, at - days * DAY_SECONDS + 29_411}
        found |= {at + DAY_SECONDS, at + 9 * DAY_SECONDS}
    return tuple(sorted(found))


def _starts(at: int) -> list[date]:
    return [Asked(at, kind, True).start for kind in PeriodKind]


FLAG = (None, True, True, False)


class _Maker:
    """Rows of every table, each thing in one to three states recorded one after the other."""

    def __init__(self, pick: Pick, units: tuple[str, ...], seconds: tuple[int, ...], procedures: int) -> None:
        self.pick, self.units, self.seconds = pick, tuple(dict.fromkeys(units)), seconds
        self.codes = tuple(f"1.{number:06}" for number in range(procedures))

    def second(self) -> int:
        return self.pick(self.seconds)

    def maybe(self) -> int | None:
        return self.pick((None, *self.seconds))

    def some(self, options: Sequence[T]) -> T | None:
        return self.pick((None, *options))

    def flag(self) -> bool | None:
        return self.pick(FLAG)

    def day(self) -> int | None:
        second = self.maybe()
        return None if second is None else second // DAY_SECONDS + self.pick((0, 0, 1, 5, 7, 10, 30))

    def states(self, always: bool, made: Callable[[int], T]) -> tuple[T, ...]:
        """One to three states at rising instants; the first, where `always`, as if known from the beginning."""
        instants = {self.second() for _ in range(self.pick((1, 1, 2, 3)))} | ({BEFORE_ALL} if always else set())
        return tuple(made(at) for at in sorted(instants))

    def procedure(self, number: int) -> tuple[Procedure, ...]:
        found: dict[tuple[int, int | None, int | None], tuple[Procedure, ...]] = {}
        for _ in range(self.pick((1, 1, 2, 4))):
            row = Procedure(self.codes[number], self.pick(range(4)), valid_from=self._valid(), decided_on=self.day())
            known = self.pick((True, True, True, False))
            key = row.authority, row.valid_from, row.decided_on
            found[key] = self.states(known, lambda at, row=row: self._procedure_state(row, at))  # type: ignore[misc]
        return tuple(state for states in found.values() for state in states)

    def _valid(self) -> int | None:
        return self.day() if self.pick((False, False, True)) else None

    def _procedure_state(self, row: Procedure, at: int) -> Procedure:
        return replace(
            row,
            unit=self.pick((None, None, None, *self.units)), online=self.some((0, 1, 2)), has_fee=self.flag(),
            paper_result=self.flag(), for_citizens=self.flag(), limit=self.some((0, 1, 2, 3, 10, 15)),
            limit_unit=self.some((0, 0, 1, 2)), effective_on=self.day(), published_on=self.day(),
            complete=self.flag(), valid_to=self._valid(), recorded_at=at,
        )  # fmt: skip

    def service(self, number: int) -> tuple[Service, ...]:
        code, procedure = f"{self.codes[0]}.{number // 2}", self.codes[number // 2 % len(self.codes)]
        unit = self.units[number % len(self.units)] if number % 2 else self.pick(self.units)
        known = self.pick((True, True, False))
        return self.states(known, lambda at: Service(f"{code}.{number % 2}", procedure, unit, self.pick(range(4)), at))

    def dossier(self, number: int) -> tuple[Dossier, ...]:
        code, procedure = f"000.00.01.H55-{number:06}", self.pick((*self.codes, "9.999999"))
        unit, received = self.pick(self.units), self.maybe()
        return self.states(False, lambda at: self._dossier_state(Dossier(code, procedure, unit, None, received), at))

    def _dossier_state(self, dossier: Dossier, at: int) -> Dossier:
        due = self.maybe() if self.pick((True, False)) else self.second()
        received = self.pick((dossier.received_at, dossier.received_at, self.second()))
        return replace(
            dossier,
            unit=self.pick((dossier.unit, dossier.unit, dossier.unit, *self.units)), channel=self.some((1, 2, 2, 3)),
            received_at=received, due_at=due, status=self.some((2, 4, 5, 5, 9, 10)),
            ended_at=self.pick((None, due, self.second())), supplement_requests=self.some((0, 1, 1, 2)),
            supplement_requested_at=self.maybe(), supplement_seconds=self.some((0, 1, 3600, DAY_SECONDS)),
            synced_at=self.maybe(), fee=self.some((0, 1, 2, 2)), payment=self.some((0, 1, 2, 3)), paid_at=self.maybe(),
            component_file=self.flag(), result_file=self.flag(), reused=self.flag(), from_store=self.flag(),
            population_data=self.flag(), complained=self.pick((None, False, False, True)), recorded_at=at,
        )  # fmt: skip

    def petition(self, number: int) -> tuple[Petition, ...]:
        unit, received = self.pick(self.units), self.second()
        return self.states(False, lambda at: self._petition_state(f"PAKN-{number}", unit, received, at))

    def _petition_state(self, code: str, unit: str, received: int, at: int) -> Petition:
        return Petition(
            code, unit, self.some((0, 1)), received, self._later(received), self.some(range(5)),
            self._later(received), self._later(received), self.some((0, 1, 2)), self.some((0, 1, 2)), self.flag(), at,
        )  # fmt: skip

    def _later(self, second: int) -> int | None:
        near = [second + days * DAY_SECONDS for days in (0, 1, 2, 3, 4, 7, 8, 21, 22, 30)]
        return self.pick((None, *near, self.second()))

    def certification(self, unit: str) -> tuple[Certification, ...]:
        known = self.pick((True, False))
        return self.states(known, lambda at: Certification(unit, self.pick((True, False)), self.some(range(9)), at))

    def totals(self, rows: int, instants: Sequence[Instant]) -> tuple[Total, ...]:
        texts = [asked_of(instant, kind, "portal").text for instant in instants for kind in PeriodKind]
        years = [str(instant.day.year - 1) for instant in instants]
        keys = {(self.pick(self.units), self.pick((*texts, *years))) for _ in range(rows)}
        return tuple(
            row
            for unit, period in sorted(keys)
            for row in self.states(True, lambda at, u=unit, p=period: Total(u, p, self.pick(range(40)), at))  # type: ignore[misc]
        )
