"""What happened between two moments to the things that a figure counts, and what that did to its counts.

Every thing in the denominator at either moment has one fate, so the changes add up to the change of the figure's counts
exactly. Where a formula takes faults away one after the other (5.4), a dossier with two faults counts as minus one, as
it does in the figure. What no thing makes has a line of its own: a reported total that raises the denominator, and the
cut at 0.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack

from bochiso.index.model import Edition, Indicator
from bochiso.measure.cells import counted
from bochiso.measure.compute import Source
from bochiso.measure.flow_names import WORKED, Fate, name_of
from bochiso.measure.judged import Scope
from bochiso.measure.moved_dossiers import AFTER, BEFORE, Moved, MovedDossiers, Sum, moved_dossiers
from bochiso.measure.moved_things import MovedThing, moved_things
from bochiso.measure.pair import Pair, pair_of, share_of
from bochiso.measure.plan import HELD, SEEN
from bochiso.measure.split import NOTHING, Counts, Flow
from bochiso.measure.terms import Moment
from bochiso.measure.trace_things import Having
from bochiso.measure.words import HAVING

_ORDER = list(Fate)


def flows(
    source: Source, edition: Edition, items: Sequence[str], unit: str, moments: tuple[Moment, Moment]
) -> Mapping[str, tuple[Flow, ...]]:
    """What happened to the things of a unit's figures, by indicator, in the order of `Fate`; unchanged things aside.

    Left out are indicators that are no share, or that the unit has no counted figure of its own for at both moments.
    Fates are told in the order of time: where the later moment is given first, they stay and the changes turn their
    sign.
    """
    pair = pair_of(source, unit, moments)
    indicators = pair.counted(edition, items)
    backwards = pair.in_time.before is not pair.before
    found = _sums(pair.in_time, indicators)
    return {each.id: tuple(_flow(each, total, backwards) for total in found[each.id]) for each in indicators}


def flow_dossiers(
    source: Source,
    edition: Edition,
    item: str,
    unit: str,
    moments: tuple[Moment, Moment],
    key: str,
    limit: int | None = None,
) -> tuple[Moved, ...]:
    """The dossiers (or other things) behind a flow of this key, by unit and code; at most `limit` of them.

    Empty where there is no such flow. `unit` and `procedure` are as known at the later moment, where a dossier then is.
    """
    pair = pair_of(source, unit, moments)
    indicators = pair.counted(edition, [item])
    if not indicators or key not in _ORDER:
        return ()
    (indicator,) = indicators
    if share_of(indicator).of in (SEEN, HELD):
        with moved_dossiers(pair.in_time, indicators) as moved:
            return moved.listed(indicator, Fate(key), limit)
    found = [each.thing for each in _things(pair.in_time, indicators)[indicator.id] if each.fate == key]
    return tuple(sorted(found, key=lambda each: (each.unit, each.code))[:limit])


def _flow(indicator: Indicator, total: Sum, backwards: bool) -> Flow:
    sign = -1 if backwards else 1
    return Flow(
        key=total.fate.value,
        name=name_of(indicator, total.fate),
        worked=total.fate in WORKED,
        number=total.things,
        numerator=sign * total.change.numerator,
        denominator=sign * total.change.denominator,
        unit=indicator.unit,
    )


def _sums(pair: Pair, indicators: Sequence[Indicator]) -> Mapping[str, list[Sum]]:
    of_dossiers = [each for each in indicators if share_of(each).of in (SEEN, HELD)]
    others = [each for each in indicators if share_of(each).of not in (SEEN, HELD)]
    found: dict[str, list[Sum]] = {id: _summed(moved) for id, moved in _things(pair, others).items()}
    with ExitStack() as stack:
        if of_dossiers:
            moved = stack.enter_context(moved_dossiers(pair, of_dossiers))
            found |= {each.id: [*moved.sums(each), *_of_nothing(moved, each)] for each in of_dossiers}
    return {id: sorted(sums, key=lambda each: _ORDER.index(each.fate)) for id, sums in found.items()}


def _things(pair: Pair, indicators: Sequence[Indicator]) -> Mapping[str, list[MovedThing]]:
    """What moved, by indicator. The dossiers that some words look at are counted for all of them in one pass."""
    looking = [each for each in indicators if HAVING.keys() & set(share_of(each).words)]
    cells = counted(pair, looking) if looking else None
    found: dict[str, list[MovedThing]] = {}
    for each in indicators:
        having: tuple[Having, Having] = ({}, {})
        if cells is not None and each in looking:
            having = cells[BEFORE].having(each), cells[AFTER].having(each)
        found[each.id] = list(moved_things(pair, each, having))
    return found


def _summed(moved: Iterable[MovedThing]) -> list[Sum]:
    found: dict[Fate, Sum] = {}
    for each in moved:
        held = found.get(each.fate, Sum(each.fate, 0, NOTHING)).change
        change = Counts(held.numerator + each.change.numerator, held.denominator + each.change.denominator)
        found[each.fate] = Sum(each.fate, found[each.fate].things + 1 if each.fate in found else 1, change)
    return list(found.values())


def _of_nothing(moved: MovedDossiers, indicator: Indicator) -> list[Sum]:
    """What the figure has beyond its dossiers, where that changed."""
    before = _beyond(moved.pair.before, indicator, moved.counted(indicator, BEFORE))
    after = _beyond(moved.pair.after, indicator, moved.counted(indicator, AFTER))
    change = Counts(after.numerator - before.numerator, after.denominator - before.denominator)
    fate = Fate.REPORTED if share_of(indicator).at_least else Fate.FLOOR
    return [] if change == NOTHING else [Sum(fate, 0, change)]


def _beyond(scope: Scope, indicator: Indicator, held: Counts) -> Counts:
    counting = share_of(indicator)
    if counting.at_least:
        totals = scope.known.totals
        whole = max(held.denominator, totals.of(scope.unit) or 0) or totals.stand_in(scope.unit)
        return Counts(0, whole - held.denominator)
    return Counts(max(0, -held.numerator), 0)
