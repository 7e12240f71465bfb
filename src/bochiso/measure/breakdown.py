"""A figure by the parts of one of its sides: procedures, fields or channels, at two moments.

Dossiers are counted by the statement that counts the figure itself, with one more thing to group by; procedures and
services are told one by one. So the parts add up to the figure, but for two things that no part can have: a total
reported from outside that raises the denominator (1.4), and the cut at 0 where faults are taken away (5.4).
"""

from collections.abc import Callable, Mapping, Sequence

from bochiso.index.model import Edition, Indicator
from bochiso.measure.cells import Cells, counted
from bochiso.measure.compute import Source
from bochiso.measure.deciding import Which, requirements_of
from bochiso.measure.judged import Scope
from bochiso.measure.pair import Pair, pair_of, share_of
from bochiso.measure.plan import HELD, SEEN
from bochiso.measure.split import NOTHING, Counts, Dimension, Split
from bochiso.measure.terms import Moment
from bochiso.measure.trace_things import things
from bochiso.measure.traced import ListedProcedure, ListedService

CATALOGUED = ("procedures", "services")
CHANNEL_NAMES = {"1": "trực tiếp (kể cả hồ sơ không ghi kênh)", "2": "trực tuyến", "3": "bưu chính công ích"}
NO_FIELD = ""
NO_FIELD_NAME = "chưa rõ lĩnh vực"

_SPLIT = {
    Dimension.PROCEDURE: (SEEN, HELD, *CATALOGUED),
    Dimension.FIELD: (SEEN, HELD, *CATALOGUED),
    Dimension.CHANNEL: (SEEN, HELD),
}
"""What things can be told apart by."""

Key = Callable[[str, int], str]
"""The part that a procedure and a channel belong to."""


def breakdown(
    source: Source,
    edition: Edition,
    items: Sequence[str],
    unit: str,
    moments: tuple[Moment, Moment],
    dimension: Dimension,
) -> Mapping[str, Split]:
    """The counts of a unit's figures by part, by indicator.

    Left out are indicators that have no such parts (petitions and communes; channels of what is no dossier), that are
    no share, or that the unit has no counted figure of its own for at both moments. The parts of an indicator with
    `less` may have a negative numerator; those with `at_least` have the dossiers held as their denominator. A
    procedure is in the field that the catalogue of the later moment gives it, at both. Raises `ValueError` for the
    dimensions that are not counted here, units and time.
    """
    if dimension not in _SPLIT:
        raise ValueError(f"not counted by {dimension}")
    pair = pair_of(source, unit, moments)
    indicators = [each for each in pair.counted(edition, items) if share_of(each).of in _SPLIT[dimension]]
    if not indicators:
        return {}
    cells = counted(pair, indicators, by_channel=dimension is Dimension.CHANNEL)
    key, name = _parts(pair, dimension)
    found: dict[str, Split] = {}
    for indicator in indicators:
        before, after = (_counts(scope, each, indicator, key) for scope, each in zip(pair.both, cells, strict=True))
        found[indicator.id] = Split(before, after, {part: name(part) for part in sorted(before.keys() | after.keys())})
    return found


def _parts(pair: Pair, dimension: Dimension) -> tuple[Key, Callable[[str], str]]:
    """How parts are told apart, and what they are called."""
    match dimension:
        case Dimension.CHANNEL:
            return lambda _, channel: str(channel), lambda part: CHANNEL_NAMES.get(part, f"kênh {part}")
        case Dimension.FIELD:
            fields = _told(pair, lambda scope: scope.known.catalogue.fields(scope.known.moment.instant.day))
            return lambda procedure, _: fields.get(procedure, NO_FIELD), lambda part: part or NO_FIELD_NAME
        case _:
            names = _told(pair, lambda scope: scope.known.catalogue.names(scope.known.moment.instant.day))
            return lambda procedure, _: procedure, lambda part: f"{part} {names.get(part, '')}".rstrip()


def _told(pair: Pair, tell: Callable[[Scope], Mapping[str, str]]) -> Mapping[str, str]:
    """What the catalogues of both moments say, the later one's word last."""
    ordered = pair.in_time
    return {**tell(ordered.before), **tell(ordered.after)}


def _counts(scope: Scope, cells: Cells, indicator: Indicator, key: Key) -> Mapping[str, Counts]:
    counting = share_of(indicator)
    found: dict[str, Counts] = {}
    if counting.of in CATALOGUED:
        each = ((key(procedure, 0), count) for procedure, count in _things(scope, cells, indicator))
    else:
        each = ((key(cell.procedure, cell.channel), count) for cell, count in cells.of(indicator))
    for part, count in each:
        held = found.get(part, NOTHING)
        found[part] = Counts(held.numerator + count.numerator, held.denominator + count.denominator)
    return {part: count for part, count in found.items() if count != NOTHING}


def _things(scope: Scope, cells: Cells, indicator: Indicator) -> list[tuple[str, Counts]]:
    """Each procedure or service that is counted, as 0 or 1 of 1, by its procedure."""
    counting = share_of(indicator)
    requirements = requirements_of(counting, scope.known.moment)
    found = []
    for thing, met, _ in things(scope, counting, cells.having(indicator)):
        which = requirements.placed(met)
        if which is not Which.EXCLUDED:
            assert isinstance(thing, ListedProcedure | ListedService)
            procedure = thing.code if isinstance(thing, ListedProcedure) else thing.procedure
            found.append((procedure, Counts(int(which is Which.COUNTED), 1)))
    return found
