"""A first set of checks over two snapshots. `contradictions` runs them all; nothing is ever mended.

The order is that of the rules, then of print. Every id stands in docs/reference/checks.md.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal

from bochiso.compare import check_counts, check_points, check_units
from bochiso.compare.change import Comparison
from bochiso.compare.findings import Finding

Rule = Callable[[Comparison, Decimal], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    check_units.not_comparable,
    check_units.incomplete,
    check_points.total_sums,
    check_points.change_sums,
    check_points.axis_against_rows,
    check_units.rate_against_backlog,
    check_counts.shared_denominators,
    check_units.swings,
    check_units.missing_units,
    check_units.unit_sums,
    check_counts.rates,
    check_points.points,
    check_counts.zero_without_counts,
    check_counts.flags,
)


def contradictions(comparison: Comparison, swing: Decimal) -> tuple[Finding, ...]:
    """Everything the rules find. `swing` is in percentage points: a larger change of a unit's rate is asked about."""
    return tuple(finding for rule in RULES for finding in rule(comparison, swing))
