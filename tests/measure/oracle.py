"""The index once more, in plain loops over plain records: no query, nothing shared with `bochiso.measure`.

Read each method beside the words of the edition's indicator. A share is (numerator, denominator), a tally one number.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Protocol, TypeVar

from records import Dossier, Facts, Petition, Procedure

from bochiso.time import DAY_SECONDS, PeriodKind, day_number, numbered_day
from bochiso.units.registry import Registry
from bochiso.units.tree import UnitKind
from bochiso.workdays import between, nth_after

MINISTRY, PROVINCE, DISTRICT, COMMUNE = range(4)
AUTHORITY = {
    UnitKind.MINISTRY: MINISTRY, UnitKind.PROVINCE: PROVINCE, UnitKind.DEPARTMENT: PROVINCE,
    UnitKind.DISTRICT: DISTRICT, UnitKind.COMMUNE: COMMUNE,
}  # fmt: skip
OF_UNIT = {kind: {authority} for kind, authority in AUTHORITY.items()} | {
    UnitKind.NATION: {MINISTRY, PROVINCE, DISTRICT, COMMUNE},
    UnitKind.PROVINCE: {PROVINCE, DISTRICT, COMMUNE},
}
PARTIAL, FULL = 1, 2
HIDDEN, ONLINE, SUPPLEMENT_ASKED, FEE_ZERO, FEE_DUE, PAID_ONLINE = 3, 2, 5, 1, 2, (1, 2)
HANDLED, REFUSED, RETURNED, COMPLETION = range(1, 5)
DAYS_TO_ANSWER = {HANDLED: 15, REFUSED: 2, RETURNED: 2, COMPLETION: 5}
RULES, STAFF = 0, 1
MONTHS = {PeriodKind.YEAR: 12, PeriodKind.QUARTER: 3, PeriodKind.MONTH: 1}
LONG_AGO = -(10**9)

nth_working_day = cache(nth_after)
working_days = cache(between)


@dataclass(frozen=True)
class Asked:
    """An instant in seconds, the kind of period that runs to it, and whether only what the portal has counts."""

    at: int
    kind: PeriodKind
    portal: bool

    @property
    def day(self) -> date:
        return numbered_day(self.at // DAY_SECONDS)

    @property
    def start(self) -> date:
        months = MONTHS[self.kind]
        return date(self.day.year, (self.day.month - 1) // months * months + 1, 1)

    @property
    def text(self) -> str:
        """The period as totals are reported for it."""
        part = (self.day.month - 1) // MONTHS[self.kind] + 1
        ending = {PeriodKind.YEAR: "", PeriodKind.QUARTER: f"-Q{part}", PeriodKind.MONTH: f"-{part:02}"}
        return f"{self.day.year}{ending[self.kind]}"


class Row(Protocol):
    @property
    def recorded_at(self) -> int: ...


T = TypeVar("T", bound=Row)
Share = tuple[int, int]


def latest(rows: Iterable[T], at: int, key: Callable[[T], Hashable]) -> list[T]:
    """The state of each thing as it was known at the instant."""
    found = {key(row): row for row in sorted(rows, key=lambda row: row.recorded_at) if row.recorded_at <= at}
    return list(found.values())


def date_of(second: int) -> date:
    return numbered_day(second // DAY_SECONDS)


class Oracle:
    """Every figure of every unit at one moment."""

    def __init__(self, facts: Facts, registry: Registry, asked: Asked) -> None:
        self.asked, self.registry = asked, registry
        self.today = day_number(asked.day)
        self.procedures = latest(
            facts.procedures, asked.at, lambda p: (p.code, p.authority, p.valid_from, p.decided_on)
        )
        self.services = latest(facts.services, asked.at, lambda s: (s.code, s.unit))
        self.petitions = latest(facts.petitions, asked.at, lambda p: p.code)
        self.certifications = latest(facts.certifications, asked.at, lambda c: c.unit)
        self.totals = {
            (t.unit, t.period): t.received for t in latest(facts.totals, asked.at, lambda t: (t.unit, t.period))
        }
        self.known_dossiers = latest(facts.dossiers, asked.at, lambda d: d.code)
        self.held = [dossier for dossier in self.known_dossiers if self.in_period(dossier.received_at)]
        self.counted = [dossier for dossier in self.held if self.synced(dossier) or not asked.portal]
        self.row = {dossier.code: self.row_of(dossier) for dossier in self.held}
        self.late = {dossier.code for dossier in self.held if self.is_late(dossier)}

    # units and time

    def is_past(self, second: int | None) -> bool:
        return second is not None and second <= self.asked.at

    def in_period(self, second: int | None) -> bool:
        return second is not None and self.asked.start <= date_of(second) and second <= self.asked.at

    def counts_for(self, unit: str, code: str | None) -> bool:
        """Whether what is of `code` counts for `unit`, as the tree stands on the day."""
        return code is not None and unit in self.registry.chain(code, self.asked.day)

    def kind_of(self, code: str) -> UnitKind | None:
        unit = self.registry.by_code(code, self.asked.day) or self.registry.by_code(code)
        return unit.kind if unit else None

    def stands_for(self, code: str) -> str:
        """The unit that is there for `code` on the day; nothing where there is none."""
        return next(iter(self.registry.chain(code, self.asked.day)), "")

    # one dossier

    def synced(self, dossier: Dossier) -> bool:
        return self.is_past(dossier.synced_at)

    def row_of(self, dossier: Dossier) -> Procedure | None:
        """The row of its procedure that tells its limit, its fee and the form of its result: that of the unit's own
        level, else of the highest; rather one in force than not, rather a newer than an older one."""
        rows = [row for row in self.procedures if row.code == dossier.procedure]
        kind = self.kind_of(dossier.unit) if dossier.unit else None
        own = AUTHORITY.get(kind) if kind else None
        level = own if any(row.authority == own for row in rows) else min((row.authority for row in rows), default=None)
        at_level = [row for row in rows if row.authority == level]
        return max(at_level, key=lambda row: (self.in_force(row), *newest(row)), default=None)

    def due(self, dossier: Dossier) -> int | None:
        row, received = self.row[dossier.code], dossier.received_at
        if dossier.due_at is not None:
            return dossier.due_at
        if row is None or row.limit is None or row.limit_unit is None or received is None:
            return None
        match row.limit_unit:
            case 2:  # hours
                return received + row.limit * 3600
            case 1:  # days
                return received + row.limit * DAY_SECONDS
            case _:  # working days, up to the same time of day
                last = day_number(nth_working_day(date_of(received), row.limit))
                return last * DAY_SECONDS + received % DAY_SECONDS

    def is_late(self, dossier: Dossier) -> bool:
        if dossier.ended_at is not None and self.is_past(dossier.ended_at):
            end = dossier.ended_at
        elif (dossier.supplement_requests or 0) > 1:
            return True
        elif dossier.status == SUPPLEMENT_ASKED and dossier.supplement_requested_at is not None:
            end = min(dossier.supplement_requested_at, self.asked.at)
        else:
            end = self.asked.at
        due = self.due(dossier)
        return due is not None and end - (dossier.supplement_seconds or 0) > due

    def is_paid_online(self, dossier: Dossier) -> bool:
        return dossier.payment in PAID_ONLINE and (dossier.paid_at is None or self.is_past(dossier.paid_at))

    def owes_fee(self, dossier: Dossier) -> bool:
        row = self.row[dossier.code]
        return row is not None and row.has_fee is True and dossier.fee != FEE_ZERO

    def needs_paper(self, dossier: Dossier) -> bool:
        row = self.row[dossier.code]
        return row is not None and row.paper_result is True

    def is_electronic(self, dossier: Dossier) -> bool:
        return dossier.result_file is True or not self.needs_paper(dossier)

    # things of a unit

    def of(self, unit: str) -> list[Dossier]:
        return [dossier for dossier in self.counted if self.counts_for(unit, dossier.unit)]

    def held_of(self, unit: str) -> list[Dossier]:
        return [dossier for dossier in self.held if self.counts_for(unit, dossier.unit)]

    def satisfied(self, unit: str) -> Share:
        mine = self.of(unit)
        return max(
            0, len(mine) - sum(d.code in self.late for d in mine) - sum(d.complained is True for d in mine)
        ), len(mine)

    def overdue_and_open(self, unit: str) -> int:
        mine = self.held_of(unit)
        return sum(d.code in self.late and not self.is_past(d.ended_at) for d in mine)

    def synchronised(self, unit: str) -> Share:
        mine = self.held_of(unit)
        return sum(self.synced(d) for d in mine), len(mine)

    def synchronised_of_reported(self, unit: str) -> Share:
        synced, held = self.synchronised(unit)
        if among := max(held, self.reported(unit, self.asked.text) or 0):
            return synced, among
        last_year = self.reported(unit, str(self.asked.day.year - 1)) or 0
        return 0, -(-last_year * MONTHS[self.asked.kind] // 12)

    def reported(self, unit: str, period: str) -> int | None:
        """The unit's own total, else what those of its children and of units gone into it add up to; None for nothing."""
        if (unit, period) in self.totals:
            return self.totals[unit, period]
        gone = [code for code, text in self.totals if text == period and self.stands_for(code) == unit]
        children = [child.code for child in self.registry.children(unit, self.asked.day)]
        parts = [self.reported(child, period) for child in children] + [self.totals[code, period] for code in gone]
        known = [part for part in parts if part is not None]
        return sum(known) if known else None

    # procedures and services

    def in_force(self, row: Procedure) -> bool:
        begun = row.valid_from is None or row.valid_from <= self.today
        return begun and (row.valid_to is None or self.today < row.valid_to)

    def is_published(self, row: Procedure) -> bool:
        return row.published_on is not None and row.published_on <= self.today

    def is_for(self, unit: str, row: Procedure) -> bool:
        """Whether the unit handles the procedure as this row has it."""
        kind = self.kind_of(unit)
        if kind is None or row.authority not in OF_UNIT[kind]:
            return False
        if row.unit is None or self.counts_for(unit, row.unit):
            return True
        lower = kind in (UnitKind.DISTRICT, UnitKind.COMMUNE)
        return lower and self.kind_of(self.stands_for(row.unit)) in (UnitKind.PROVINCE, UnitKind.DEPARTMENT)

    def codes(self, unit: str, among: Callable[[Procedure], bool]) -> dict[str, list[Procedure]]:
        """The rows that are `among`, by procedure."""
        found: dict[str, list[Procedure]] = {}
        for row in self.procedures:
            if self.is_for(unit, row) and among(row):
                found.setdefault(row.code, []).append(row)
        return found

    def announced(self, row: Procedure) -> bool:
        return row.decided_on is not None and day_number(self.asked.start) <= row.decided_on <= self.today

    def announced_on_time(self, unit: str) -> Share:
        rows = self.codes(unit, self.announced)
        return sum(all(is_announced_in_time(row) for row in own) for own in rows.values()), len(rows)

    def published_on_time(self, unit: str) -> Share:
        rows = self.codes(unit, self.announced)
        good = [all(self.is_published(row) and is_published_in_time(row) for row in own) for own in rows.values()]
        return sum(good), len(rows)

    def complete(self, unit: str) -> Share:
        rows = self.codes(unit, lambda row: self.in_force(row) and self.is_published(row))
        return sum(all(row.complete is True for row in own) for own in rows.values()), len(rows)

    def with_dossier(self, unit: str, among: Callable[[Procedure], bool], that: Callable[[Dossier], bool]) -> Share:
        codes = self.codes(unit, lambda row: self.in_force(row) and among(row)).keys()
        return len(codes & {dossier.procedure for dossier in self.of(unit) if that(dossier)}), len(codes)

    def with_fee_dossier(self, unit: str) -> Share:
        return self.with_dossier(unit, lambda row: row.has_fee is True, lambda d: d.fee == FEE_DUE)

    def with_online_payment(self, unit: str) -> Share:
        return self.with_dossier(unit, lambda row: row.has_fee is True, self.is_paid_online)

    def with_population_data(self, unit: str) -> Share:
        return self.with_dossier(unit, lambda row: row.for_citizens is True, lambda d: d.population_data is True)

    def services_used(self, unit: str) -> Share:
        asked_for = {dossier.procedure for dossier in self.of(unit) if dossier.channel == ONLINE}
        mine = [s for s in self.services if s.status != HIDDEN and self.counts_for(unit, s.unit)]
        return len({s.code for s in mine if s.procedure in asked_for}), len({s.code for s in mine})

    # petitions

    def is_answered(self, petition: Petition) -> bool:
        return petition.outcome in DAYS_TO_ANSWER and self.is_past(petition.outcome_at)

    def breaks_a_limit(self, petition: Petition) -> bool:
        forwarded = petition.forwarded_at if self.is_past(petition.forwarded_at) else None
        start = petition.received_at if forwarded is None else forwarded
        if forwarded is not None and beyond(2, petition.received_at, forwarded):
            return True
        if not self.is_answered(petition):
            return False
        assert petition.outcome is not None and petition.outcome_at is not None
        if beyond(DAYS_TO_ANSWER[petition.outcome], start, petition.outcome_at):
            return True
        published = petition.published_at
        return published is not None and self.is_past(published) and beyond(2, petition.outcome_at, published)

    def is_petition_late(self, petition: Petition) -> bool:
        forwarded = petition.forwarded_at if self.is_past(petition.forwarded_at) else None
        start = petition.received_at if forwarded is None else forwarded
        waits = not self.is_answered(petition) and beyond(15, start, self.asked.at)
        return waits or self.breaks_a_limit(petition)

    def petitions_of(self, unit: str, among: Callable[[Petition], bool]) -> list[Petition]:
        return [p for p in self.petitions if self.counts_for(unit, p.unit) and among(p)]

    def handled_on_time(self, unit: str) -> Share:
        mine = self.petitions_of(unit, lambda p: self.in_period(p.received_at) or self.answered_in_period(p))
        return sum(self.is_answered(p) and not self.breaks_a_limit(p) for p in mine), len(mine)

    def answered_in_period(self, petition: Petition) -> bool:
        return petition.outcome in DAYS_TO_ANSWER and self.in_period(petition.outcome_at)

    def petitioners_satisfied(self, unit: str) -> Share:
        mine = self.petitions_of(unit, lambda p: self.in_period(p.received_at))
        return sum(not (is_disliked(p) or p.repeated is True or self.is_petition_late(p)) for p in mine), len(mine)

    # certified copies

    def certifying(self, unit: str) -> Share:
        below = {u.code for u in self.registry.units if u.kind is UnitKind.COMMUNE and u.exists(self.asked.day)}
        below = {code for code in below if self.counts_for(unit, code)}
        doing = {self.stands_for(row.unit) for row in self.certifications if row.provides}
        return len(below & doing), len(below)

    def copies(self, unit: str) -> int:
        return sum(row.copies or 0 for row in self.certifications if self.counts_for(unit, row.unit))


def newest(row: Procedure) -> tuple[int, int]:
    return (
        LONG_AGO if row.valid_from is None else row.valid_from,
        LONG_AGO if row.decided_on is None else row.decided_on,
    )


def is_announced_in_time(row: Procedure) -> bool:
    if row.decided_on is None or row.effective_on is None:
        return False
    ahead = working_days(numbered_day(row.decided_on), numbered_day(row.effective_on))
    return ahead >= (20 if row.authority == MINISTRY else 5)


def is_published_in_time(row: Procedure) -> bool:
    if row.decided_on is None or row.published_on is None:
        return False
    taken = working_days(numbered_day(row.decided_on), numbered_day(row.published_on))
    return taken <= (10 if row.authority == MINISTRY else 5)


def is_disliked(petition: Petition) -> bool:
    return (petition.dislikes or 0) > (petition.likes or 0)


def beyond(limit: int, start: int, end: int) -> bool:
    """Whether the day of `end` is after the `limit`-th working day that follows the day of `start`."""
    return date_of(end) > nth_working_day(date_of(start), limit)
