"""What stands beside the figures of a trend: targets and maxima, changes of rule, units taken in."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from bochiso.compare.law_changes import TOTAL, Difference, Proof, differences, proofs_of, same_item
from bochiso.index.model import Edition, Target
from bochiso.units.registry import Registry
from bochiso.units.tree import UnitKind


class LevelKind(StrEnum):
    """What a level is of: a target of the rate in percent, a maximum of the points."""

    TARGET = "target"
    MAXIMUM = "maximum"


@dataclass(frozen=True)
class Level:
    """A figure to be held against, over [since, until); `until` is None where nothing ends it."""

    kind: LevelKind
    value: Decimal
    since: date
    until: date | None
    editions: tuple[str, ...]
    proofs: tuple[Proof, ...]


@dataclass(frozen=True)
class RuleChange:
    """The first day of an edition after another. `proofs` are of the day, those of each difference are its own."""

    day: date
    before: str
    after: str
    differences: tuple[Difference, ...]
    proofs: tuple[Proof, ...]


@dataclass(frozen=True)
class TakenIn:
    """The day on which other units became part of the unit: its figures are of another territory from then on."""

    day: date
    codes: tuple[str, ...]
    names: tuple[str, ...]


Mark = Level | RuleChange | TakenIn


def levels(item: str, of: Edition, laws: Iterable[Edition]) -> tuple[Level, ...]:
    """The targets and maxima of an item of `of` in these editions, oldest first; neighbours that agree are one."""
    found: list[Level] = []
    for law in laws:
        for level in _levels(same_item(item, of, law), law):
            last = next((one for one in reversed(found) if one.kind is level.kind), None)
            if last is not None and last.until == level.since and last.value == level.value:
                proofs = tuple(dict.fromkeys(last.proofs + level.proofs))
                editions = last.editions + level.editions
                found[found.index(last)] = replace(last, until=level.until, editions=editions, proofs=proofs)
            else:
                found.append(level)
    return tuple(found)


def _levels(item: str, law: Edition) -> list[Level]:
    indicator, axis = law.indicator(item), law.axis(item)
    evidence = indicator.evidence if indicator else axis.evidence if axis else law.validity_evidence
    values: list[tuple[LevelKind, Decimal]] = []
    if item == TOTAL:
        values.append((LevelKind.MAXIMUM, law.maximum))
    if axis is not None:
        values.append((LevelKind.MAXIMUM, axis.maximum))
    if indicator is not None and isinstance(indicator.rule, Target):
        share = indicator.rule.target
        values.append((LevelKind.TARGET, Decimal(share.numerator * 100) / Decimal(share.denominator)))
    if indicator is not None and indicator.scored and indicator.maximum is not None:
        values.append((LevelKind.MAXIMUM, indicator.maximum))
    proofs = proofs_of(law, evidence)
    return [Level(kind, value, law.valid_from, law.valid_to, (law.id,), proofs) for kind, value in values]


def rule_changes(item: str, of: Edition, laws: tuple[Edition, ...], kind: UnitKind) -> tuple[RuleChange, ...]:
    """Where one of these editions, oldest first, follows another, and what that changed for a unit of this kind."""
    found = []
    for before, after in pairwise(laws):
        here = same_item(item, of, after)
        gone = Difference("phiên bản này không còn mục này", proofs_of(after, after.validity_evidence))
        changes = differences(here, before, after, kind) if here else (gone,)
        proofs = proofs_of(after, after.validity_evidence)
        found.append(RuleChange(after.valid_from, before.id, after.id, changes, proofs))
    return tuple(found)


def taken_in(unit: str, first: date, last: date, registry: Registry) -> tuple[TakenIn, ...]:
    """The mergers into the unit after the first day, up to the last one, by day."""
    days: dict[date, list[str]] = {}
    for code in registry.mergers(first, last).get(unit, ()):
        gone = registry.by_code(code)
        if gone is not None and gone.valid_to is not None:
            days.setdefault(gone.valid_to, []).append(code)
    return tuple(TakenIn(day, tuple(codes), _names(codes, registry)) for day, codes in sorted(days.items()))


def _names(codes: Iterable[str], registry: Registry) -> tuple[str, ...]:
    return tuple(unit.name if (unit := registry.by_code(code)) else code for code in codes)
