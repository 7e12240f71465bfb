"""Choosing a unit by code for the commands that show one."""

from bochiso.compare.change import Comparison, UnitComparison
from bochiso.errors import BochisoError, fail
from bochiso.score.tally import ScoredUnit
from bochiso.units.codes import canonical_agency_code


def scored_units(units: tuple[ScoredUnit, ...], code: str) -> tuple[ScoredUnit, ...]:
    """All units, or the one with this code. Raises `BochisoError` when there is none."""
    if not code:
        return units
    found = tuple(unit for unit in units if unit.unit.code == (canonical_agency_code(code) or code))
    if not found:
        raise _missing(code, [unit.unit.code for unit in units])
    return found


def compared_units(comparison: Comparison, code: str) -> tuple[UnitComparison, ...]:
    """All units, or the one with this code. Raises `BochisoError` when there is none."""
    if not code:
        return comparison.units
    found = comparison.unit(canonical_agency_code(code) or code)
    if found is None:
        raise _missing(code, [unit.code for unit in comparison.units])
    return (found,)


def _missing(code: str, there: list[str]) -> BochisoError:
    shown = ", ".join(there[:8]) + (" …" if len(there) > 8 else "")
    return fail(
        f"--unit {code}",
        "không có đơn vị này trong số liệu",
        why="bản chụp chỉ có các đơn vị của nguồn số liệu",
        remedy=f"dùng một trong: {shown}",
    )
