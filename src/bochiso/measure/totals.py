"""Totals of the national reporting system, against which synchronisation is measured (1.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from bochiso.measure.tree import Tree
from bochiso.time import Period, PeriodKind

_SHARES = {PeriodKind.YEAR: 1, PeriodKind.QUARTER: 4, PeriodKind.MONTH: 12}


@dataclass(frozen=True, eq=False)
class Totals:
    """Dossiers received by unit and period, as reported. A unit without a row of its own has the sum of those below."""

    reported: Mapping[tuple[str, str], int]
    tree: Tree
    period: Period

    def of(self, code: str) -> int | None:
        """What was reported for the unit in the period; None where nothing was."""
        return self._of(code, str(self.period))

    def stand_in(self, code: str) -> int:
        """Last year's total ÷ 12 for a month, ÷ 4 for a quarter, whole for a year; 0 where there is none.

        Rounded up: it stands under a numerator of 0, so that only its being there matters.
        """
        last = self._of(code, str(self.period.year - 1)) or 0
        return ceil(last / _SHARES[self.period.kind])

    def _of(self, code: str, period: str) -> int | None:
        own = self.reported.get((code, period))
        if own is not None:
            return own
        parts = [self._of(child, period) for child in self.tree.children(code)]
        known = [part for part in parts if part is not None]
        return sum(known) if known else None
