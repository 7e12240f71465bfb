"""From a snapshot to scores: components, axes, totals, classes and ranks, every reported figure beside our own.

What the source reports and what the edition computes are kept apart to the end. A unit's points come from its own
figures, never from the mean of its units.
"""

from collections.abc import Iterable, KeysView
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from bochiso.exact import Tie, rounded
from bochiso.index.model import Axis, Edition, Grade, Indicator
from bochiso.score.rules import exact_points, rate_of, round_points
from bochiso.score.snapshot import Figure, NoData, NotApplicable, Snapshot, SnapshotUnit, Value

POINT_DIGITS = 2
"""Points are shown with two decimals whatever the edition carries on with."""


@dataclass(frozen=True)
class Points:
    """Points as reported, as computed, or neither. `exact` is the computed value before any rounding.

    `low` and `high` bound what the computed value can be while some parts are not known; equal when all are.
    """

    reported: Decimal | None
    computed: Decimal | None
    exact: Fraction | None
    low: Fraction
    high: Fraction

    @property
    def value(self) -> Decimal | None:
        """What stands in tables: the source's figure, else ours."""
        return self.computed if self.reported is None else self.reported

    @property
    def difference(self) -> Decimal | None:
        """Reported minus computed, where both are known."""
        return None if self.reported is None or self.computed is None else self.reported - self.computed


@dataclass(frozen=True)
class ScoredIndicator:
    indicator: Indicator
    value: Value
    figure: Figure | None
    points: Points
    inherited_from: str = ""

    @property
    def rate(self) -> Fraction | None:
        return rate_of(self.value)


@dataclass(frozen=True)
class ScoredAxis:
    axis: Axis
    points: Points


@dataclass(frozen=True)
class ScoredUnit:
    """`rank` is the source's where it gives one, else the place among the units of the same kind and parent here."""

    unit: SnapshotUnit
    indicators: tuple[ScoredIndicator, ...]
    axes: tuple[ScoredAxis, ...]
    total: Points
    grade: Grade | None
    rank: int | None = None
    among: int | None = None
    rank_reported: bool = False

    @cached_property
    def _indicators(self) -> dict[str, ScoredIndicator]:
        return {scored.indicator.id: scored for scored in self.indicators}

    @cached_property
    def _axes(self) -> dict[str, ScoredAxis]:
        return {scored.axis.code: scored for scored in self.axes}

    @property
    def items(self) -> KeysView[str]:
        """The ids of the indicators."""
        return self._indicators.keys()

    def indicator(self, id: str) -> ScoredIndicator:
        """The scored indicator with this id of the edition."""
        return self._indicators[id]

    def axis(self, code: str) -> ScoredAxis:
        """The scored axis with this code of the edition."""
        return self._axes[code]


def score(snapshot: Snapshot, edition: Edition) -> tuple[ScoredUnit, ...]:
    """Every unit of the snapshot, scored, in the snapshot's order."""
    return _ranked([_unit(snapshot, edition, unit) for unit in snapshot.units], snapshot)


def _unit(snapshot: Snapshot, edition: Edition, unit: SnapshotUnit) -> ScoredUnit:
    indicators = tuple(_indicator(snapshot, edition, unit, indicator) for indicator in edition.indicators)
    axes = tuple(_axis(snapshot, edition, unit, axis, indicators) for axis in edition.axes)
    total = _total(snapshot, edition, unit, axes)
    return ScoredUnit(unit, indicators, axes, total, _grade(edition, total.value))


def _indicator(snapshot: Snapshot, edition: Edition, unit: SnapshotUnit, indicator: Indicator) -> ScoredIndicator:
    figure, inherited_from = _figure(snapshot, unit, indicator)
    value = figure.value if figure else _absent(unit, indicator)
    factor: Fraction | None = Fraction(1)
    if indicator.times:
        other = edition.indicator(indicator.times)
        found = _figure(snapshot, unit, other)[0] if other else None
        factor = _factor(found.value) if found else None
    covered = unit.kind in indicator.has | indicator.inherits | indicator.forfeits
    exact = exact_points(indicator, value, factor) if covered else None
    if unit.kind in indicator.forfeits:
        exact = Fraction(0)
    reported = figure.points if figure else None
    computed = None
    if exact is not None:
        computed = rounded(_component(edition, indicator, exact), POINT_DIGITS, Tie.UP)
    low, high = _bounds(indicator, exact, reported, covered)
    if low < high and indicator.at_least:
        low = max(low, _least(snapshot, edition, unit, indicator))
    return ScoredIndicator(indicator, value, figure, Points(reported, computed, exact, low, high), inherited_from)


def _factor(value: Value) -> Fraction | None:
    """The rate that multiplies another: nothing counted at all is a rate of 0."""
    return Fraction(0) if isinstance(value, NotApplicable) else rate_of(value)


def _figure(snapshot: Snapshot, unit: SnapshotUnit, indicator: Indicator) -> tuple[Figure | None, str]:
    """The unit's own figure, else the one it takes from the nearest unit above that has one, with that one's code.

    A commune of a district, or an office of a department, takes it from the province too.
    """
    own = snapshot.figure(unit.code, indicator.id)
    if own is not None or unit.kind not in indicator.inherits:
        return own, ""
    seen = {unit.code}
    above = unit.parent
    while above and above not in seen:
        if inherited := snapshot.figure(above, indicator.id):
            return inherited, above
        seen.add(above)
        parent = snapshot.unit(above)
        above = parent.parent if parent else None
    return None, ""


def _absent(unit: SnapshotUnit, indicator: Indicator) -> Value:
    if unit.kind in indicator.forfeits:
        return NotApplicable("đơn vị cấp này không được tính điểm chỉ số này")
    if unit.kind in indicator.has | indicator.inherits | indicator.lists:
        return NoData("không có trong số liệu đã nhập")
    return NotApplicable("chỉ số không áp dụng cho đơn vị cấp này")


def _bounds(
    indicator: Indicator, exact: Fraction | None, reported: Decimal | None, covered: bool
) -> tuple[Fraction, Fraction]:
    if exact is not None:
        return exact, exact
    if reported is not None:
        return Fraction(reported), Fraction(reported)
    if not indicator.scored or not covered:
        return Fraction(0), Fraction(0)
    return Fraction(0), Fraction(indicator.maximum) if indicator.maximum is not None else Fraction(100)


def _least(snapshot: Snapshot, edition: Edition, unit: SnapshotUnit, indicator: Indicator) -> Fraction:
    """What an unpublished rate earns at least, since it cannot be below another's that is known."""
    other = edition.indicator(indicator.at_least)
    found = _figure(snapshot, unit, other)[0] if other else None
    return (exact_points(indicator, found.value) if found else None) or Fraction(0)


def _axis(
    snapshot: Snapshot, edition: Edition, unit: SnapshotUnit, axis: Axis, indicators: Iterable[ScoredIndicator]
) -> ScoredAxis:
    parts = [scored for scored in indicators if scored.indicator.axis == axis.code and scored.indicator.scored]
    figure = snapshot.figure(unit.code, axis.code)
    low = sum((part.points.low for part in parts), Fraction(0))
    high = min(sum((part.points.high for part in parts), Fraction(0)), Fraction(axis.maximum))
    exact = computed = None
    if parts and all(part.points.value is not None for part in parts):
        carried = [_carried(edition, part) for part in parts]
        exact = _sum_if_all(part.points.exact for part in parts)
        computed = rounded(round_points(sum(carried, Fraction(0)), edition.rounding.axis), POINT_DIGITS, Tie.UP)
    elif not parts or not any(unit.kind in p.indicator.has | p.indicator.inherits for p in parts):
        low, high = Fraction(0), Fraction(axis.maximum)
    elif low == high:  # what is not published can only be one thing
        exact = low
        computed = rounded(round_points(low, edition.rounding.axis), POINT_DIGITS, Tie.UP)
    return ScoredAxis(axis, Points(figure.points if figure else None, computed, exact, low, high))


def _component(edition: Edition, indicator: Indicator, exact: Fraction) -> Fraction:
    return round_points(exact, edition.rounding.component, indicator.tie)


def _carried(edition: Edition, scored: ScoredIndicator) -> Fraction:
    """A component's points as they enter the axis: ours where we can compute them, else the source's."""
    if scored.points.exact is not None:
        return _component(edition, scored.indicator, scored.points.exact)
    assert scored.points.reported is not None
    return Fraction(scored.points.reported)


def _total(snapshot: Snapshot, edition: Edition, unit: SnapshotUnit, axes: tuple[ScoredAxis, ...]) -> Points:
    figure = snapshot.figure(unit.code, "total")
    values = [axis.points.value for axis in axes]
    known = [value for value in values if value is not None]
    computed = None
    if len(known) == len(values):
        computed = rounded(
            round_points(Fraction(sum(known, Decimal(0))), edition.rounding.total),
            POINT_DIGITS,
            edition.rounding.total.tie,
        )
    exact = _sum_if_all(axis.points.exact for axis in axes)
    low = sum((axis.points.low for axis in axes), Fraction(0))
    high = sum((axis.points.high for axis in axes), Fraction(0))
    return Points(figure.points if figure else None, computed, exact, low, high)


def _sum_if_all(values: Iterable[Fraction | None]) -> Fraction | None:
    """The sum, or None as soon as one part is not known unrounded: a rounded part would make a false exactness."""
    total = Fraction(0)
    for value in values:
        if value is None:
            return None
        total += value
    return total


def _grade(edition: Edition, total: Decimal | None) -> Grade | None:
    if total is None:
        return None
    return next((grade for grade in edition.grades if total >= grade.floor), None)


def _ranked(units: list[ScoredUnit], snapshot: Snapshot) -> tuple[ScoredUnit, ...]:
    """Competition ranking within each kind and parent; ties share the better place and the next one is skipped."""
    peers: dict[tuple[str, str | None], list[ScoredUnit]] = {}
    for scored in units:
        if scored.total.value is not None and not snapshot.missing_units:
            peers.setdefault((scored.unit.kind, scored.unit.parent), []).append(scored)
    places: dict[str, tuple[int, int]] = {}
    for group in peers.values():
        if len(group) > 1:
            keys = _ranking_keys(group)
            for scored, key in zip(group, keys, strict=True):
                places[scored.unit.code] = 1 + sum(other > key for other in keys), len(group)
    return tuple(_with_rank(scored, snapshot, places.get(scored.unit.code)) for scored in units)


def _ranking_keys(group: list[ScoredUnit]) -> list[Fraction]:
    """Unrounded totals where every peer has one; otherwise the printed totals of all, so that like meets like."""
    exact = [scored.total.exact for scored in group]
    if all(value is not None for value in exact):
        return [value for value in exact if value is not None]
    return [Fraction(scored.total.value) for scored in group if scored.total.value is not None]


def _with_rank(scored: ScoredUnit, snapshot: Snapshot, place: tuple[int, int] | None) -> ScoredUnit:
    figure = snapshot.figure(scored.unit.code, "rank")
    if figure is not None and figure.rank is not None:
        return replace(scored, rank=figure.rank, among=figure.among, rank_reported=True)
    if place is None:
        return scored
    return replace(scored, rank=place[0], among=place[1])
