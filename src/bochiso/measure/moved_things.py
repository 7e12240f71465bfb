"""Procedures, services, petitions and communes that add to the change of a figure, each with its fate."""

from collections.abc import Iterator
from dataclasses import dataclass

from bochiso.index.model import Indicator
from bochiso.measure.deciding import Which, requirements_of
from bochiso.measure.flow_names import Fate
from bochiso.measure.judged import Scope
from bochiso.measure.moved_dossiers import Moved
from bochiso.measure.pair import Pair, share_of
from bochiso.measure.petitions import Petition
from bochiso.measure.split import Counts
from bochiso.measure.trace_things import Having, things
from bochiso.measure.traced import Dossier, ListedProcedure, ListedService, ListedUnit, Thing


@dataclass(frozen=True)
class MovedThing:
    """`change` is what it adds to numerator and denominator."""

    thing: Moved
    fate: Fate
    change: Counts


_Place = tuple[Thing, Which]


def moved_things(pair: Pair, indicator: Indicator, having: tuple[Having, Having]) -> Iterator[MovedThing]:
    """Compare the things of a pair whose earlier moment comes first, in order of their codes.

    `having` as `things` takes it, at both moments.
    """
    before, after = (_places(scope, indicator, each) for scope, each in zip(pair.both, having, strict=True))
    fate_of = _Petitions(pair).fate if share_of(indicator).of == "petitions" else _plain
    for code in sorted(before.keys() | after.keys()):
        one, other = before.get(code), after.get(code)
        was, now = _counts(one), _counts(other)
        if was != now:
            told = other or one
            assert told is not None
            change = Counts(now.numerator - was.numerator, now.denominator - was.denominator)
            yield MovedThing(_moved(told[0]), fate_of(code, was, now), change)


def _places(scope: Scope, indicator: Indicator, having: Having) -> dict[str, _Place]:
    counting = share_of(indicator)
    requirements = requirements_of(counting, scope.known.moment)
    told = things(scope, counting, having)
    return {_moved(thing).code: (thing, requirements.placed(met)) for thing, met, _ in told}


def _counts(place: _Place | None) -> Counts:
    if place is None or place[1] is Which.EXCLUDED:
        return Counts()
    return Counts(int(place[1] is Which.COUNTED), 1)


def _moved(thing: Thing) -> Moved:
    match thing:
        case ListedProcedure(code=code):
            return Moved(code, "", code)
        case ListedService(code=code, procedure=procedure, units=units):
            return Moved(code, units[0], procedure)
        case ListedUnit(unit=unit):
            return Moved(unit, unit, "")
        case Petition(code=code, unit=unit):
            return Moved(code, unit, "")
        case Dossier(code=code, unit=unit, procedure=procedure):
            return Moved(code, unit, procedure)


def _plain(_code: str, was: Counts, now: Counts) -> Fate:
    if was.denominator == now.denominator:
        return Fate.REPAIRED if now.numerator > was.numerator else Fate.SPOILED
    return Fate.NEW if now.denominator else Fate.LEFT


class _Petitions:
    """Petitions as known at both moments, of whichever unit."""

    def __init__(self, pair: Pair) -> None:
        self._pair = pair
        self._before, self._after = ({each.code: each for each in scope.known.petitions} for scope in pair.both)

    def fate(self, code: str, was: Counts, now: Counts) -> Fate:
        before, after = self._before.get(code), self._after.get(code)
        if was.denominator == now.denominator:
            if now.numerator > was.numerator:
                return Fate.REPAIRED
            return Fate.LATE if before == after else Fate.SPOILED
        if now.denominator:
            assert after is not None
            return self._came(before, after)
        assert before is not None
        return self._left(before, after)

    def _came(self, before: Petition | None, after: Petition) -> Fate:
        at = self._pair.before.known.moment.at
        if before is None or before.received_at > at:
            return Fate.NEW if after.received_at > at else Fate.CORRECTED_IN
        if not _inside(self._pair.before, before):
            return Fate.REASSIGNED_IN
        return Fate.ENTERED if before.received_at == after.received_at else Fate.CORRECTED_IN

    def _left(self, before: Petition, after: Petition | None) -> Fate:
        start = self._pair.after.known.moment.start
        later_period = self._pair.before.known.moment.start < start
        if later_period and before.received_at < start and (after is None or after.received_at < start):
            return Fate.PERIOD
        if after is None:
            return Fate.GONE
        if not _inside(self._pair.after, after):
            return Fate.REASSIGNED_OUT
        return Fate.LEFT if before.received_at == after.received_at else Fate.CORRECTED_OUT


def _inside(scope: Scope, petition: Petition) -> bool:
    return scope.unit in scope.known.tree.chain(petition.unit)
