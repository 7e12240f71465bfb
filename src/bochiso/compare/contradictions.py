"""Every check there is, over pairs of snapshots, single snapshots and the texts of letters. Nothing is ever mended.

The order is that of the rules, then of print. Every id stands in docs/reference/checks.md.
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from bochiso.compare import (
    check_counts,
    check_letter,
    check_letter_form,
    check_letter_rows,
    check_points,
    check_rates,
    check_units,
)
from bochiso.compare.change import Comparison, compare
from bochiso.compare.findings import Finding
from bochiso.compare.letters import LetterCase, OwnFigures
from bochiso.score.snapshot import Snapshot
from bochiso.units.registry import Registry

Rule = Callable[[Comparison, Decimal], Iterator[Finding]]
LetterRule = Callable[[LetterCase], Iterator[Finding]]

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
"""What a report is reviewed by."""

FURTHER: tuple[Rule, ...] = (check_rates.unchanged_with_counts,)
"""What only `bochiso check` tells of two snapshots: a report prints both figures side by side."""

LETTER_RULES: tuple[LetterRule, ...] = (
    check_letter.directions,
    check_letter.relied_on,
    check_letter.annex_references,
    check_letter.past_deadlines,
    check_letter.rest_days,
    check_letter.short_deadlines,
    check_letter.arithmetic,
    check_letter.stated_points,
    check_letter.ranks,
    check_letter_rows.changes,
    check_letter_rows.totals,
    check_letter_rows.shifted,
    check_letter_rows.unchanged_with_counts,
    check_letter_rows.mixed_units,
    check_letter_rows.percentage_points,
    check_letter_rows.unsigned,
    check_letter_rows.equal_values,
    check_letter_rows.order,
    check_letter_rows.spellings,
    check_letter_form.section_numbers,
    check_letter_form.annexes,
    check_letter_form.portal_name,
)

_OF_SOURCES = (check_units.not_comparable, check_units.incomplete, check_counts.flags)
"""Rules about where snapshots come from, which say nothing of figures that a text prints."""


def _rules_of_text(own: OwnFigures) -> Sequence[Rule]:
    silent = (*_OF_SOURCES, check_counts.zero_without_counts) if own.tells_nothing_from_zero else _OF_SOURCES
    return [rule for rule in RULES if rule not in silent]


def contradictions(comparison: Comparison, swing: Decimal) -> tuple[Finding, ...]:
    """Everything the rules find. `swing` is in percentage points: a larger change of a unit's rate is asked about."""
    return tuple(finding for rule in RULES for finding in rule(comparison, swing))


def all_of_two(comparison: Comparison, swing: Decimal) -> tuple[Finding, ...]:
    """As `contradictions`, and what only `bochiso check` tells."""
    return tuple(finding for rule in (*RULES, *FURTHER) for finding in rule(comparison, swing))


def all_of_one(snapshot: Snapshot, registry: Registry, swing: Decimal) -> tuple[Finding, ...]:
    """What the rules find in one snapshot: beside itself nothing has moved, so that rules of changes are silent."""
    return contradictions(compare(snapshot, snapshot, registry), swing)


def all_of_letter(case: LetterCase, swing: Decimal) -> tuple[Finding, ...]:
    """What a letter claims against itself and what lies beside it, then what its own figures say of each other."""
    claims = [finding for rule in LETTER_RULES for finding in rule(case)]
    figures = [finding for own in case.own for rule in _rules_of_text(own) for finding in rule(own.comparison, swing)]
    return tuple(dict.fromkeys([*claims, *figures]))
