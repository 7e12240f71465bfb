"""What the ledger says of two snapshots that are set side by side, asked once for all units and components."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bochiso.compare.counted import counts_of
from bochiso.compare.portal.ask import Pair
from bochiso.index.model import Indicator, Rounding, Share
from bochiso.measure.compute import Source, compute, known_at
from bochiso.measure.judged import Scope
from bochiso.measure.seen import Place, Shift, Stale, of_dossiers, uncut, unsynced
from bochiso.measure.tree import Tree
from bochiso.score.snapshot import Snapshot
from bochiso.score.tally import ScoredUnit, score


@dataclass(frozen=True)
class FromLedger:
    """The figures of the computed snapshot's moment asked again, of the published one's, and of what the portal has.

    `unsynced`, `stale` and `uncut` are of the published instant (see `measure.seen`); `totals` are those of the
    national reporting system. `portal_view` is whether the computed snapshot has only what the portal sees; `percent`
    how rates are printed.
    """

    tree: Tree
    again: Mapping[str, ScoredUnit]
    then: Mapping[str, ScoredUnit]
    seen: Mapping[str, ScoredUnit]
    unsynced: Mapping[Place, int]
    stale: Mapping[Place, Shift]
    uncut: Mapping[Place, int]
    totals: Mapping[str, int]
    portal_view: bool
    percent: Rounding
    warnings: tuple[str, ...]


def from_ledger(source: Source, pair: Pair, indicators: Sequence[Indicator]) -> FromLedger:
    """Ask for all moments in one pass, and for what the portal has of the dossiers that these indicators count."""
    moments = tuple(dict.fromkeys((pair.again, pair.then, pair.seen)))
    made = dict(zip(moments, compute(source, pair.edition, moments), strict=True))
    scored = {
        moment: {each.unit.code: each for each in score(found.snapshot, pair.edition)} for moment, found in made.items()
    }
    known = known_at(source, pair.seen)
    mine = [each for each in of_dossiers(pair.edition) if each in indicators]
    scope = Scope(source, known, source.root)
    stale = _stale(scope, mine)
    return FromLedger(
        tree=known.tree,
        again=scored[pair.again],
        then=scored[pair.then],
        seen=scored[pair.seen],
        unsynced=unsynced(scope, mine) if mine else {},
        stale=stale,
        uncut=_uncut(scope, made[pair.seen].snapshot, stale, mine),
        totals={code: known.totals.of(code) or 0 for code in known.tree.units},
        portal_view=not pair.then.sees_all,
        percent=pair.edition.rounding.percent,
        warnings=tuple(dict.fromkeys(text for each in made.values() for text in each.warnings)),
    )


def _stale(scope: Scope, indicators: Sequence[Indicator]) -> Mapping[Place, Shift]:
    if not indicators:
        return {}
    with Stale(scope, indicators) as stale:
        return stale.shifts()


def _uncut(
    scope: Scope, seen: Snapshot, stale: Mapping[Place, Shift], indicators: Sequence[Indicator]
) -> Mapping[Place, int]:
    """The numerators that were cut off at 0, where former states may lift them above it."""
    found: dict[Place, int] = {}
    for indicator in indicators:
        if not isinstance(indicator.counting, Share) or not indicator.counting.less:
            continue
        cut = [place for place in stale if place[1] == indicator.id and _is_zero(seen, place, indicator)]
        numbers = uncut(scope, indicator) if cut else {}
        found |= {place: numbers[place[0]] for place in cut if place[0] in numbers}
    return found


def _is_zero(seen: Snapshot, place: Place, indicator: Indicator) -> bool:
    figure = seen.figure(*place)
    counts = counts_of(indicator, figure.value) if figure else None
    return counts is not None and counts.numerator == 0
