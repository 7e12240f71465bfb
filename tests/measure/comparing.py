"""The product's figures beside the oracle's."""

from collections.abc import Iterator, Sequence

from generated import World, asked_of
from oracle import Oracle, Share
from questions import QUESTIONS
from segments import Counting

from bochiso.index.load import edition_named
from bochiso.index.model import Edition, Indicator
from bochiso.measure.compute import Computed
from bochiso.score.snapshot import Measured, NoData, NotApplicable, Reported, Snapshot, Value
from bochiso.units.registry import Registry
from bochiso.units.tree import Unit

EDITIONS = tuple(edition_named(id) for id in QUESTIONS)


def plain(value: Value) -> Share | int | None:
    """A share or tally as the oracle gives it; None where the product says that nothing was loaded."""
    match value:
        case Measured(numerator, denominator):
            return numerator, denominator
        case NotApplicable(counted=True):
            return 0, 0
        case Reported(count=int(count)):
            return count
        case NoData():
            return None
    raise AssertionError(f"no counted value: {value}")


def plain_figures(snapshot: Snapshot) -> dict[tuple[str, str], Share | int | None]:
    """Every figure by unit and indicator."""
    return {(figure.unit, figure.item): plain(figure.value) for figure in snapshot.figures}


def differences(world: World, count: Counting) -> list[str]:
    """What the product, asked for all moments in one call, counts otherwise than the oracle; a line each."""
    oracles = [Oracle(world.facts, world.registry, asked_of(*moment)) for moment in world.moments]
    return [
        f"{edition.id} {line}"
        for edition in EDITIONS
        for computed, oracle in zip(count(edition, world.moments), oracles, strict=True)
        for line in _differences(edition, computed, oracle, world)
    ]


def _differences(edition: Edition, computed: Computed, oracle: Oracle, world: World) -> Iterator[str]:
    asked, figures = oracle.asked, plain_figures(computed.snapshot)
    for unit in units_below(world.registry, world.root, oracle):
        for id, question in QUESTIONS[edition.id].items():
            indicator = edition.indicator(id)
            assert indicator is not None
            where = f"{id} {unit.code} {asked.text} at {computed.snapshot.as_of} {computed.snapshot.view}"
            if (unit.code, id) not in figures:
                if unit.kind in indicator.has | indicator.lists:
                    yield f"{where}: no figure"
                continue
            ours, theirs = question(oracle, unit.code), figures.pop((unit.code, id))
            if theirs is None and nothing_known(indicator, oracle):
                continue
            if ours != theirs:
                yield f"{where}: {theirs}, must be {ours}"
    for (unit_code, id), value in figures.items():
        indicator = edition.indicator(id)
        if value is not None or indicator is None or indicator.counting is not None:
            yield f"{id} {unit_code}: a figure nobody asked for"


def units_below(registry: Registry, root: str, oracle: Oracle) -> Sequence[Unit]:
    """The units of the day at or below the root."""
    day = oracle.asked.day
    return [unit for unit in registry.units if unit.exists(day) and oracle.counts_for(root, unit.code)]


def nothing_known(indicator: Indicator, oracle: Oracle) -> bool:
    """Whether the product may say that it has no data: a table that the indicator could need holds nothing yet."""
    counting = indicator.counting
    assert counting is not None
    if counting.of == "petitions":
        return not oracle.petitions
    if counting.of == "communes":
        return not oracle.certifications
    if counting.of == "services":
        return not (oracle.services and oracle.known_dossiers)
    return not (oracle.procedures and oracle.known_dossiers)
