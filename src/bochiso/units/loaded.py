"""A province's own table of units laid over those that are shipped."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bochiso.errors import BochisoError
from bochiso.units.checks import Placed, problems_among
from bochiso.units.tree import Unit, UnitKind

_ROOTS = frozenset({UnitKind.PROVINCE, UnitKind.MINISTRY})


def extended(known: Sequence[Unit], loaded: Sequence[Unit]) -> tuple[Unit, ...]:
    """The known units with the loaded ones in place of them (`Registry.extended` says how), the loaded ones last.

    Raises `BochisoError` with all problems, each at the code of its unit.
    """
    latest = {unit.code: unit for unit in known}
    loaded = [_with_parent(unit, latest) for unit in loaded]
    above = latest | {unit.code: unit for unit in loaded}
    listed = {unit.code for unit in loaded}
    roots = {root for unit in loaded if (root := _root(unit, above))}
    kept = [unit for unit in known if unit.code not in listed and _root(unit, latest) not in roots]
    units = (*kept, *loaded)
    problems = problems_among([Placed(unit, unit.code) for unit in units])
    if problems:
        raise BochisoError(problems)
    return units


def _with_parent(unit: Unit, latest: Mapping[str, Unit]) -> Unit:
    known = latest.get(unit.code)
    return replace(unit, parent=known.parent) if unit.parent is None and known is not None else unit


def _root(unit: Unit, above: Mapping[str, Unit]) -> str | None:
    """The province or ministry that the unit is below; None for one that is below none, and for itself."""
    seen: set[str] = set()
    while unit.parent is not None and unit.parent in above and unit.code not in seen:
        seen.add(unit.code)
        unit = above[unit.parent]
        if unit.kind in _ROOTS:
            return unit.code
    return None
