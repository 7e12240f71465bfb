"""The dossiers and petitions that are on time at one instant and late at a coming one, if nobody acts in between."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bochiso.measure.compute import Known, Source
from bochiso.measure.judged import COLUMNS, Scope, flag, judge
from bochiso.measure.petitions import HANDLED, LIMITS, OPEN, PETITION_WORDS, Petition, late
from bochiso.measure.traced import Dossier
from bochiso.time import DAY_SECONDS, numbered_day
from bochiso.workdays import between, nth_after

_ON_TIME, _RECEIVED, _SYNCHRONISED = "on_time", "received", "synchronised"


@dataclass(frozen=True)
class LateDossier:
    """A dossier as known at the first instant. `last` is the last second at which it is on time.

    `working_days` are those after the day of the first instant up to and including that of `last`; 0 is the same day.
    """

    dossier: Dossier
    unit_name: str
    procedure_name: str
    last: int
    working_days: int


@dataclass(frozen=True)
class LatePetition:
    """`last` is the last day on which it is on time; `working_days` as of a dossier."""

    petition: Petition
    unit_name: str
    last: date
    working_days: int


@dataclass(frozen=True)
class GoingLate:
    """What goes late, by unit and due date. `numbers` are the dossiers of each unit with all below it.

    Both lists have what the figures look at: received in the period and, in the portal's view, synchronised. `unseen`
    and `earlier` count the dossiers that go late besides, since they are not synchronised or were received before the
    period; `earlier_petitions` likewise.
    """

    dossiers: tuple[LateDossier, ...]
    petitions: tuple[LatePetition, ...]
    numbers: Mapping[str, int]
    unseen: int
    earlier: int
    earlier_petitions: int


def going_late(source: Source, before: Known, after: Known, unit: str) -> GoingLate:
    """What goes late between the two moments, of a unit of the later day and all below it.

    Both must know the same: the later with `known_until` at the earlier.
    """
    names = _Names(source, after)
    dossiers: list[LateDossier] = []
    numbers: Counter[str] = Counter()
    unseen = earlier = 0
    for dossier, received, synchronised in _dossiers(source, before, after, unit):
        if not received:
            earlier += 1
        elif not (synchronised or after.moment.sees_all):
            unseen += 1
        else:
            dossiers.append(names.dossier(dossier, before.moment.instant.day))
            numbers.update(after.tree.chain(dossier.unit))
    turned = _petitions(before, after, unit)
    seen = [each for each in turned if PETITION_WORDS["received_or_handled"].holds(each, after.moment)]
    petitions = tuple(names.petition(each, after, before.moment.instant.day) for each in seen)
    return GoingLate(tuple(dossiers), petitions, numbers, unseen, earlier, len(turned) - len(seen))


def _dossiers(source: Source, before: Known, after: Known, unit: str) -> Iterator[tuple[Dossier, bool, bool]]:
    """Dossiers late at the later moment alone; whether received in its period, and whether synchronised by then."""
    cursor = source.connection.cursor()
    scope = Scope(source, after, unit)
    flags = ", ".join(map(flag, (_RECEIVED, _SYNCHRONISED)))
    judged = judge(cursor, scope, (_RECEIVED, _SYNCHRONISED, _ON_TIME), everything=True)
    columns = ", ".join((*COLUMNS, flags))
    cursor.execute(f"CREATE TEMP TABLE late AS SELECT {columns} FROM ({judged}) AS ended WHERE NOT {flag(_ON_TIME)}")
    judged = judge(cursor, Scope(source, before, source.root), (_ON_TIME,), codes="late")
    cursor.execute(f"""
        SELECT * FROM late
        SEMI JOIN (SELECT code FROM ({judged}) AS begun WHERE {flag(_ON_TIME)}) AS timely USING (code)
        ORDER BY unit, due_at + COALESCE(supplement_seconds, 0), code""")
    for row in cursor.fetchall():
        yield Dossier(*row[: len(COLUMNS)]), row[-2], row[-1]
    cursor.close()


def _petitions(before: Known, after: Known, unit: str) -> tuple[Petition, ...]:
    turned = (
        each
        for each in after.petitions
        if unit in after.tree.chain(each.unit) and late(each, after.moment) and not late(each, before.moment)
    )
    return tuple(sorted(turned, key=lambda each: (each.unit, each.received_at, each.code)))


class _Names:
    """What units and procedures are called on the later day."""

    def __init__(self, source: Source, known: Known) -> None:
        self._units = {unit.code: unit for unit in source.registry.units} | dict(known.tree.units)
        self._levels = Scope(source, known, source.root).levels
        self._telling = known.catalogue.telling(known.moment.instant.day)

    def unit(self, code: str) -> str:
        unit = self._units.get(code)
        return unit.name if unit else ""

    def dossier(self, dossier: Dossier, day: date) -> LateDossier:
        row = self._telling.get((dossier.procedure, self._levels.get(dossier.unit, 0)))
        assert dossier.due_at is not None, "nothing goes late without an instant at which it does"
        last = dossier.due_at + (dossier.supplement_seconds or 0)
        days = between(day, numbered_day(last // DAY_SECONDS))
        return LateDossier(dossier, self.unit(dossier.unit), (row.name or "") if row else "", last, days)

    def petition(self, petition: Petition, after: Known, day: date) -> LatePetition:
        last = _last_day(petition, after.moment.at)
        return LatePetition(petition, self.unit(petition.unit), last, between(day, last))


def _last_day(petition: Petition, at: int) -> date:
    """The day on which the limit of its outcome is used up; that of handling while there is none."""
    forwarded = petition.forwarded_at
    start = forwarded if forwarded is not None and forwarded <= at else petition.received_at
    ended = petition.outcome_at is not None and petition.outcome_at <= at
    limit = LIMITS.get(petition.outcome or OPEN, LIMITS[HANDLED]) if ended else LIMITS[HANDLED]
    return nth_after(numbered_day(start // DAY_SECONDS), limit)
