"""The list that a route asks for: which dossier, procedure, petition or commune, and what is to be done about it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bochiso.compare.gains.deeds_of import KINDS, Kind
from bochiso.compare.gains.gain import Gain
from bochiso.compare.gains.opportunities import deeds_text


@dataclass(frozen=True)
class Task:
    """One thing and its deeds, in the order in which they are to be done. `unit` and `procedure` may be empty."""

    kind: Kind
    code: str
    unit: str
    procedure: str
    deeds: tuple[str, ...]

    @property
    def text(self) -> str:
        return deeds_text(self.deeds)


def tasks(gain: Gain) -> Iterator[Task]:
    """As many tasks as the route takes acts. Of things alike, the dossiers that are due first come first."""
    if gain.route is None:
        return
    left: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for act, number in gain.route.takes:
        left[act.pool] += [gain.deeds.deeds[act.key]] * number
    for found in left.values():
        found.reverse()
    yield from _of_dossiers(gain, left)
    yield from _of_things(gain, left)


def _of_dossiers(gain: Gain, left: Mapping[str, list[tuple[str, ...]]]) -> Iterator[Task]:
    pools: dict[tuple[frozenset[str], str], list[str]] = defaultdict(list)
    for pool in left:
        for group in gain.deeds.groups.get(pool, ()):
            pools[group].append(pool)
    if not pools:
        return
    for dossier in gain.openings.dossiers():
        for pool in pools.get(dossier.group, ()):
            if left[pool]:
                yield Task(Kind.DOSSIER, dossier.code, dossier.unit, dossier.procedure, left[pool].pop())


def _of_things(gain: Gain, left: Mapping[str, list[tuple[str, ...]]]) -> Iterator[Task]:
    owners = {petition.code: petition.unit for petition in gain.openings.scope.known.petitions}
    for pool, codes in gain.deeds.things.items():
        for code, deeds in zip(codes, reversed(left.get(pool, ())), strict=False):
            match kind := KINDS[deeds[0]]:
                case Kind.PROCEDURE:
                    yield Task(kind, code, "", code, deeds)
                case Kind.COMMUNE:
                    yield Task(kind, code, code, "", deeds)
                case _:
                    yield Task(kind, code, owners.get(code, ""), "", deeds)
