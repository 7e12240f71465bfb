"""The list that a route asks for: which dossier, procedure, petition or commune, and what is to be done about it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from bochiso.compare.deeds_of import TITLES
from bochiso.compare.gain import Gain


@dataclass(frozen=True)
class Task:
    """One thing and its deeds, in the order in which they are to be done. `unit` and `procedure` may be empty."""

    kind: str
    code: str
    unit: str
    procedure: str
    deeds: tuple[str, ...]

    @property
    def text(self) -> str:
        return ", rồi ".join(TITLES[deed] for deed in self.deeds)


DOSSIER, OTHER = "hồ sơ", "khác"


def tasks(gain: Gain) -> Iterator[Task]:
    """As many tasks as the route takes acts. Of things alike, the dossiers that are due first come first."""
    if gain.route is None:
        return
    wanted: dict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
    for act, number in gain.route.takes:
        wanted[act.pool].append((gain.deeds.deeds[act.key], number))
    pools: dict[tuple[frozenset[str], str], list[str]] = defaultdict(list)
    for pool in wanted:
        for group in gain.deeds.groups.get(pool, ()):
            pools[group].append(pool)
    left = {pool: [deeds for deeds, number in found for _ in range(number)][::-1] for pool, found in wanted.items()}
    if pools:
        for dossier in gain.openings.dossiers():
            for pool in pools.get(dossier.group, ()):
                if left[pool]:
                    yield Task(DOSSIER, dossier.code, dossier.unit, dossier.procedure, left[pool].pop())
    for pool, codes in gain.deeds.things.items():
        for code in codes[: len(left.get(pool, ()))]:
            yield Task(OTHER, code, "", "", left[pool].pop())
