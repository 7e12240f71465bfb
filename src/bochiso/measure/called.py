"""What units and procedures are called, as known at a moment."""

from bochiso.measure.judged import Scope


class Names:
    """The names that go with codes; empty where there is none to tell."""

    def __init__(self, scope: Scope) -> None:
        known = scope.known
        self._levels = scope.levels
        self._units = {unit.code: unit.name for unit in scope.source.registry.units} | {
            code: unit.name for code, unit in known.tree.units.items()
        }
        self._telling = known.catalogue.telling(known.moment.instant.day)

    def unit(self, code: str | None) -> str:
        """The name on the day of the moment; of a unit that is gone, its last."""
        return self._units.get(code or "", "")

    def procedure(self, code: str, unit: str | None) -> str:
        """The name in the catalogue's row that tells of the procedure at the level of the unit that handles it."""
        row = self._telling.get((code, self._levels.get(unit or "", 0)))
        return (row.name or "") if row else ""
