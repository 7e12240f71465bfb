"""Mutate the law: a maximum ± 1, a target moved, a tie turned, a word swapped. Some published figure must notice.

What no published figure notices stands in docs/reference/mutants.md, and nowhere else.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from published import reproduced, reproduces

from bochiso.exact import Tie
from bochiso.index.load import edition_named
from bochiso.index.model import AsReported, Edition, Empty, Indicator, Linear, Rounding, Rule, Target

DOCUMENT = Path(__file__).parents[1] / "docs" / "reference" / "mutants.md"


def mutants(edition: Edition) -> Iterator[tuple[str, Edition]]:
    for indicator in edition.indicators:
        for name, changed in _indicator_mutants(indicator):
            others = tuple(changed if one is indicator else one for one in edition.indicators)
            yield f"{edition.id} {indicator.id}: {name}", replace(edition, indicators=others)
    for one, other in pairwise(i for i in edition.indicators if i.recomputed):
        words = {one.id: (other.rule, other.maximum), other.id: (one.rule, one.maximum)}
        swapped = tuple(_reworded(i, *words[i.id]) if i.id in words else i for i in edition.indicators)
        if swapped != edition.indicators:
            yield f"{edition.id} {one.id} đổi chỗ cách tính với {other.id}", replace(edition, indicators=swapped)
    for place in ("component", "axis", "total", "percent"):
        rule: Rounding = getattr(edition.rounding, place)
        for name, turned in _rounding_mutants(rule):
            rounding = replace(edition.rounding, **{place: turned})
            yield f"{edition.id} làm tròn {place}: {name}", replace(edition, rounding=rounding)
    for position, axis in enumerate(edition.axes):
        for step in (1, -1):
            axes = (*edition.axes[:position], replace(axis, maximum=axis.maximum + step), *edition.axes[position + 1 :])
            yield f"{edition.id} {axis.code}: tối đa {step:+}", replace(edition, axes=axes)
    for position, grade in enumerate(edition.grades[:-1]):
        grades = (*edition.grades[:position], replace(grade, floor=grade.floor + 1), *edition.grades[position + 1 :])
        yield f"{edition.id} {grade.title}: mức +1", replace(edition, grades=grades)


def _reworded(indicator: Indicator, rule: Rule, maximum: Decimal | None) -> Indicator:
    return replace(indicator, rule=rule, maximum=maximum)


def _indicator_mutants(indicator: Indicator) -> Iterator[tuple[str, Indicator]]:
    if indicator.maximum and indicator.recomputed:
        for step in (1, -1):
            yield f"tối đa {step:+}", replace(indicator, maximum=indicator.maximum + step)
        full = indicator.empty is Empty.FULL
        yield "0/0 được điểm ngược lại", replace(indicator, empty=Empty.ZERO if full else Empty.FULL)
        yield "không tính nữa", replace(indicator, rule=AsReported())
    match indicator.rule:
        case Target(target=target):
            for share in (Fraction(1, 20), Fraction(-1, 20)):
                yield f"ngưỡng {float(share * 100):+g} %", replace(indicator, rule=Target(target + share))
            yield "bỏ ngưỡng", replace(indicator, rule=Linear())
        case Linear():
            yield "thêm ngưỡng 80 %", replace(indicator, rule=Target(Fraction(4, 5)))
    if indicator.tie:
        yield "số ở giữa như chung", replace(indicator, tie=None)
    if indicator.times:
        yield "bỏ nhân", replace(indicator, times="")
    if indicator.inherits:
        yield "không thừa hưởng", replace(indicator, inherits=frozenset())
    if indicator.forfeits:
        yield "không mất điểm", replace(indicator, forfeits=frozenset())


def _rounding_mutants(rule: Rounding) -> Iterator[tuple[str, Rounding]]:
    yield "số ở giữa làm tròn ngược lại", replace(rule, tie=Tie.UP if rule.tie is Tie.EVEN else Tie.EVEN)
    if rule.digits is None:
        yield "làm tròn 2 chữ số", replace(rule, digits=2)
    else:
        yield "bớt một chữ số", replace(rule, digits=rule.digits - 1)
        yield "thêm một chữ số", replace(rule, digits=rule.digits + 1)


def survivors(id: str) -> set[str]:
    edition = edition_named(id)
    sound = reproduced(edition)
    return {name for name, mutant in mutants(edition) if reproduces(mutant, sound)}


@pytest.mark.parametrize("id", ["766/portal-2022", "766/portal-2026"])
def test_survivors_are_listed(id: str) -> None:
    listed = re.findall(rf"^- `({re.escape(id)} [^`]+)`", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert survivors(id) == set(listed)
    assert len(listed) < sum(1 for _ in mutants(edition_named(id))) / 2
