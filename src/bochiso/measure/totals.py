"""Totals of the national reporting system, against which synchronisation is measured (1.4)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import ceil

from bochiso.measure.tree import Tree
from bochiso.time import Period, PeriodKind

_SHARES = {PeriodKind.YEAR: 1, PeriodKind.QUARTER: 4, PeriodKind.MONTH: 12}


@dataclass(frozen=True, eq=False)
class Totals:
    """Dossiers received by unit and period, as reported.

    A unit without a row of its own has the sum of those below it and of those gone that it stands for.
    """

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

    @cached_property
    def _gone(self) -> Mapping[str, tuple[str, ...]]:
        """The units that were reported for and are no more, by the unit that stands for them."""
        found: dict[str, set[str]] = defaultdict(set)
        for code, _ in self.reported:
            if code not in self.tree.units and (chain := self.tree.chain(code)):
                found[chain[0]].add(code)
        return {code: tuple(sorted(gone)) for code, gone in found.items()}

    def _of(self, code: str, period: str) -> int | None:
        own = self.reported.get((code, period))
        if own is not None:
            return own
        parts = [self._of(child, period) for child in self.tree.children(code)]
        parts += [self.reported.get((gone, period)) for gone in self._gone.get(code, ())]
        known = [part for part in parts if part is not None]
        return sum(known) if known else None
