"""Electronic certification of copies, by the units that stand for those that reported it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bochiso.measure.tree import Tree


@dataclass(frozen=True)
class Certification:
    """What is known of a unit's electronic certification. None is unknown."""

    unit: str
    provides: bool | None
    copies: int | None


def standing(rows: Iterable[Certification], tree: Tree) -> Mapping[str, Certification]:
    """By unit of the tree: its own row together with those of units that went into it.

    It provides where one of them does; their copies are added up.
    """
    found: dict[str, Certification] = {}
    for row in rows:
        if chain := tree.chain(row.unit):
            held = found.get(chain[0], Certification(chain[0], None, None))
            provides = row.provides if held.provides is None else held.provides or bool(row.provides)
            copies = row.copies if held.copies is None else held.copies + (row.copies or 0)
            found[chain[0]] = Certification(chain[0], provides, copies)
    return found
