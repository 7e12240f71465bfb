"""Published figures against an edition: which of them it reproduces, to the printed digit.

A figure can be reproduced in four ways: a maximum that is the edition's, points computed from counts, a percentage
computed from counts, and an axis whose parts are not all published but whose bounds hold the published value.
"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

from bochiso.exact import digits_of, rounded
from bochiso.index.model import Axis, Edition
from bochiso.intake.read import read_published
from bochiso.score.snapshot import Measured, Snapshot
from bochiso.score.tally import Points, ScoredUnit, score

CASES = Path(__file__).parents[1] / "cases"
FILES = {
    "766/portal-2022": ("thai-nguyen-2023-08/so-lieu.csv",),
    "766/portal-2026": (
        "portal-2026/tinh-2026-10-10.csv",
        "portal-2026/diem-tinh-2026-10-06.csv",
        "portal-2026/phu-tho-2026-09-26.csv",
        "portal-2026/gia-lai-2026-10-02.csv",
        "portal-2026/gia-lai-2026-10-10.csv",
    ),
}


@cache
def snapshots(edition: str) -> tuple[tuple[str, Snapshot], ...]:
    """The published snapshots of an edition, each with the name of its file."""
    found = []
    for name in FILES[edition]:
        province = (
            "H55" if "thai-nguyen" in name else "H21" if "gia-lai" in name else "H44" if "phu-tho" in name else ""
        )
        found += [(name, snapshot) for snapshot in read_published([CASES / name], at=None, province=province).snapshots]
    return tuple(found)


def reproduced(edition: Edition) -> dict[str, bool]:
    """Every published figure that the edition can compute, and whether it computes what was published."""
    return dict(_figures(edition))


def reproduces(edition: Edition, figures: dict[str, bool]) -> bool:
    """Whether `reproduced` would say just this of the edition; the first figure that differs is enough to tell."""
    left = dict(figures)
    return all(left.pop(name, None) is agrees for name, agrees in _figures(edition)) and not left


def _figures(edition: Edition) -> Iterator[tuple[str, bool]]:
    for _, snapshot in snapshots(edition.id):
        for unit in score(snapshot, edition):
            for what, agrees in _unit(edition, snapshot, unit):
                yield f"{snapshot.as_of} {unit.unit.code} {what}", agrees


def _unit(edition: Edition, snapshot: Snapshot, unit: ScoredUnit) -> Iterator[tuple[str, bool]]:
    for scored in unit.indicators:
        if scored.figure is not None and scored.figure.maximum is not None:
            yield f"tối đa {scored.indicator.id}", scored.figure.maximum == scored.indicator.maximum
        if scored.points.difference is not None:
            yield f"điểm {scored.indicator.id}", scored.points.difference == 0
        printed = scored.figure.printed_rate if scored.figure else None
        if printed is not None and isinstance(scored.value, Measured) and not scored.inherited_from:
            ours = rounded(scored.value.share * 100, edition.rounding.percent.digits or 0, edition.rounding.percent.tie)
            yield f"tỷ lệ {scored.indicator.id}", ours == printed
    for axis in unit.axes:
        figure = snapshot.figure(unit.unit.code, axis.axis.code)
        if figure is not None and figure.maximum is not None:
            yield f"tối đa {axis.axis.code}", figure.maximum == axis.axis.maximum
        if axis.points.difference is not None:
            yield f"trục {axis.axis.code}", axis.points.difference == 0
        elif axis.points.reported is not None and _bounded(axis.points, axis.axis):
            yield f"khoảng {axis.axis.code}", _within(axis.points)
    if unit.total.difference is not None:
        yield "tổng", unit.total.difference == 0


def _bounded(points: Points, axis: Axis) -> bool:
    return points.low > 0 or points.high < axis.maximum


def _within(points: Points) -> bool:
    assert points.reported is not None
    slack = Fraction(1, 2) * Fraction(Decimal(1).scaleb(-max(1, digits_of(points.reported))))
    return points.low - slack <= Fraction(points.reported) <= points.high + slack
