"""Every check there is, over pairs of snapshots, single snapshots and the texts of letters. Nothing is ever mended.

The order is that of the rules, then of print. Every id stands in docs/reference/checks.md.
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from bochiso.compare.change import Comparison, compare
from bochiso.compare.checks import counts, letter_days, letter_facts, letter_form, letter_rows, points, rates, units
from bochiso.compare.checks.findings import Finding
from bochiso.compare.checks.letters import LetterCase, OwnFigures
from bochiso.score.snapshot import Snapshot
from bochiso.units.registry import Registry

Rule = Callable[[Comparison, Decimal], Iterator[Finding]]
LetterRule = Callable[[LetterCase], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    units.not_comparable,
    units.incomplete,
    points.total_sums,
    points.change_sums,
    points.axis_against_rows,
    units.rate_against_backlog,
    counts.shared_denominators,
    units.swings,
    units.missing_units,
    units.unit_sums,
    counts.rates,
    points.points,
    counts.zero_without_counts,
    counts.flags,
)
"""What a report is reviewed by."""

FURTHER: tuple[Rule, ...] = (rates.unchanged_with_counts,)
"""What only `bochiso check` tells of two snapshots: a report prints both figures side by side."""

LETTER_RULES: tuple[LetterRule, ...] = (
    letter_facts.directions,
    letter_facts.relied_on,
    letter_facts.annex_references,
    letter_days.days_that_are_none,
    letter_days.past_deadlines,
    letter_days.rest_days,
    letter_days.short_deadlines,
    letter_facts.arithmetic,
    letter_facts.stated_points,
    letter_facts.stated_now,
    letter_facts.ranks,
    letter_rows.changes,
    letter_rows.totals,
    letter_rows.shifted,
    letter_rows.unchanged_with_counts,
    letter_rows.mixed_units,
    letter_rows.percentage_points,
    letter_rows.unsigned,
    letter_rows.equal_values,
    letter_rows.order,
    letter_rows.spellings,
    letter_form.section_numbers,
    letter_form.annexes,
    letter_form.portal_name,
)

_OF_SOURCES = (units.not_comparable, units.incomplete, counts.flags)
"""Rules about where snapshots come from, which say nothing of figures that a text prints."""


def _rules_of_text(own: OwnFigures) -> Sequence[Rule]:
    silent = (*_OF_SOURCES, counts.zero_without_counts) if own.tells_nothing_from_zero else _OF_SOURCES
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
