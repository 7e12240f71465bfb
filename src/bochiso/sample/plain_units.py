"""The units of the plain sample: a province after 1 July 2025, with invented departments and communes."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from bochiso.sample.folder import Cell

PROVINCE = "H55"
_DEPARTMENTS = 14
_COMMUNES = 92
_FIRST_COMMUNE = 101
_COMMUNE_SHARE = 0.64
_SINCE = "2025-07-01"
COLUMNS = ("code", "name", "kind", "parent", "valid_from", "valid_to", "aliases", "successor")


@dataclass(frozen=True)
class Office:
    """A unit that receives dossiers. Shares lie between 0 and 1; `weight` says how many of all dossiers are its own."""

    code: str
    name: str
    department: bool
    weight: float
    late: float
    online: float
    paid: float
    digital: float


def offices(seed: int) -> tuple[Office, ...]:
    """The departments, then the communes: few are large, each has habits of its own."""
    chance = Random(seed)
    departments = [(f"{PROVINCE}.{n:02}", f"Sở mẫu {n:02}", True) for n in range(1, _DEPARTMENTS + 1)]
    numbers = range(_FIRST_COMMUNE, _FIRST_COMMUNE + _COMMUNES)
    communes = [(f"{PROVINCE}.{n}", f"Xã mẫu {n}", False) for n in numbers]
    sizes = [
        *_skewed(chance, len(departments), 1 - _COMMUNE_SHARE, 1.1),
        *_skewed(chance, len(communes), _COMMUNE_SHARE, 0.6),
    ]
    return tuple(
        Office(*unit, size, *_habits(chance)) for unit, size in zip((*departments, *communes), sizes, strict=True)
    )


def rows(units: tuple[Office, ...]) -> Iterator[tuple[Cell, ...]]:
    """The units table. The province itself stands in the registry that bochiso brings along."""
    for unit in units:
        kind = "department" if unit.department else "commune"
        yield unit.code, unit.name, kind, PROVINCE, _SINCE, None, None, None


def _skewed(chance: Random, count: int, total: float, steepness: float) -> list[float]:
    sizes = [(rank + 1) ** -steepness for rank in range(count)]
    chance.shuffle(sizes)
    return [total * size / math.fsum(sizes) for size in sizes]


def _habits(chance: Random) -> tuple[float, float, float, float]:
    return (
        0.01 + 0.12 * chance.random() ** 2,
        0.35 + 0.6 * chance.random(),
        0.05 + 0.85 * chance.random(),
        0.3 + 0.65 * chance.random(),
    )
