"""What would win the points back: for a unit at an instant, what each indicator lost and which deeds would earn it.

What the next one earns is exact: the difference of the unrounded totals without and with it, caps and thresholds
honoured, and every indicator counted that the same dossier moves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from bochiso.compare.change import truly_ranked
from bochiso.compare.deeds_of import Deeds, deeds_of
from bochiso.compare.opportunities import Opportunity, Prospects
from bochiso.compare.scorer import scorer
from bochiso.compare.shortest import Route, shortest
from bochiso.compare.standing import Scorer, Standing
from bochiso.errors import fail
from bochiso.index.model import Edition, Indicator, Share
from bochiso.measure.compute import Source, compute
from bochiso.measure.figures import has_own
from bochiso.measure.openings import Openings
from bochiso.measure.terms import Moment
from bochiso.score.snapshot import Measured, NotApplicable, Snapshot
from bochiso.score.tally import ScoredIndicator, ScoredUnit, score


@dataclass(frozen=True)
class IndicatorGain:
    """`lost` are the unrounded points short of the maximum, `winnable` those of them that deeds can still earn.

    Both are None where the edition does not say how points come of counts, or nothing was counted.
    """

    scored: ScoredIndicator
    lost: Fraction | None
    winnable: Fraction | None
    opportunities: tuple[Opportunity, ...]


@dataclass(frozen=True)
class Place:
    """A rank among peers with this total, the others held still."""

    total: Fraction
    rank: int
    among: int


@dataclass(frozen=True)
class Gain:
    """`unknown` are the scored indicators without points; with any, there is no total and no route.

    `given` are indicators whose points are not the unit's own: taken from above, or forfeited. `place` is the rank now,
    `reached` the one at the end of the route; None where there is no ranking.
    """

    snapshot: Snapshot
    edition: Edition
    unit: ScoredUnit
    indicators: tuple[IndicatorGain, ...]
    given: tuple[ScoredIndicator, ...]
    unknown: tuple[str, ...]
    openings: Openings
    deeds: Deeds
    route: Route | None
    place: Place | None
    reached: Place | None
    warnings: tuple[str, ...]


def gain(source: Source, edition: Edition, moment: Moment, unit: str, target: Fraction | None = None) -> Gain:
    """What the unit can win at the moment, and with a `target` the shortest list that brings its total there.

    Raises `BochisoError` where there is no such unit, or a target but no total.
    """
    made = compute(source, edition, [moment])[0]
    units = {each.unit.code: each for each in score(made.snapshot, edition)}
    if unit not in units:
        raise fail(
            f"--unit {unit}",
            "không có số liệu của đơn vị này",
            why="chỉ đơn vị trong cây đơn vị của thời điểm mới có điểm",
            remedy="xem bochiso compute để biết các đơn vị",
        )
    scored = truly_ranked(units[unit], made.snapshot, source.registry)
    own = tuple(each for each in edition.indicators if _counted(scored, each) is not None)
    openings = Openings(source, moment, unit, own)
    deeds = deeds_of(openings)
    standing = Standing({each.id: _counted(scored, each) or (0, 0) for each in own})
    rule = scorer(edition, scored.unit.kind, _fixed(edition, scored, own))
    unknown = _unknown(scored)
    route = None if target is None else _route(scored, unknown, deeds, standing, rule, target)
    prospects = Prospects(openings, deeds, standing, rule)
    return Gain(
        made.snapshot,
        edition,
        scored,
        tuple(_indicator(scored.indicator(each.id), prospects) for each in own),
        tuple(each for each in scored.indicators if each.indicator.scored and _is_given(scored, each)),
        unknown,
        openings,
        deeds,
        route,
        _place(scored, units, None),
        _place(scored, units, route.after) if route else None,
        made.warnings,
    )


def _counted(unit: ScoredUnit, indicator: Indicator) -> tuple[int, int] | None:
    """The unit's own counts of what points can come of; None where it has none."""
    if not indicator.scored or not isinstance(indicator.counting, Share) or not has_own(indicator, unit.unit.kind):
        return None
    match unit.indicator(indicator.id).value:
        case Measured(numerator=n, denominator=d):
            return n, d
        case NotApplicable(counted=True):
            return 0, 0
        case _:
            return None


def _fixed(edition: Edition, unit: ScoredUnit, own: tuple[Indicator, ...]) -> Mapping[str, Fraction]:
    """Points that no deed of the unit's own changes, by indicator or axis; 0 where they are not known."""
    kind = unit.unit.kind
    computed = {each.id for each in own if each.recomputed}
    found: dict[str, Fraction] = {}
    for axis in edition.axes:
        if not any(kind in each.has | each.inherits for each in edition.of_axis(axis.code) if each.scored):
            found[axis.code] = Fraction(unit.axis(axis.code).points.value or 0)
    for scored in unit.indicators:
        if scored.indicator.scored and scored.indicator.id not in computed:
            exact, value = scored.points.exact, scored.points.value
            found[scored.indicator.id] = exact if exact is not None else Fraction(value or 0)
    return found


def _unknown(unit: ScoredUnit) -> tuple[str, ...]:
    kind = unit.unit.kind
    asked = (s for s in unit.indicators if s.indicator.scored and kind in s.indicator.has | s.indicator.inherits)
    return tuple(each.indicator.id for each in asked if each.points.value is None)


def _is_given(unit: ScoredUnit, scored: ScoredIndicator) -> bool:
    return bool(scored.inherited_from) or unit.unit.kind in scored.indicator.forfeits


def _route(
    unit: ScoredUnit, unknown: tuple[str, ...], deeds: Deeds, standing: Standing, rule: Scorer, target: Fraction
) -> Route:
    if unknown or unit.total.value is None:
        raise fail(
            f"--target, {unit.unit.name}",
            f"không có điểm tổng hợp: chưa biết điểm của {', '.join(unknown)}",
            why="danh sách ngắn nhất để đạt mục tiêu tính trên điểm tổng hợp",
            remedy="nạp dữ liệu còn thiếu, chọn phiên bản tính được đủ điểm, hoặc bỏ --target",
        )
    return shortest(standing, deeds.acts, deeds.supplies, target, rule)


def _indicator(scored: ScoredIndicator, prospects: Prospects) -> IndicatorGain:
    indicator, exact = scored.indicator, scored.points.exact
    lost = winnable = None
    if exact is not None and indicator.maximum is not None and indicator.recomputed:
        lost = Fraction(indicator.maximum) - exact
        winnable = prospects.points_at_best(indicator, scored) - exact
    return IndicatorGain(scored, lost, winnable, prospects.of(indicator))


def _place(unit: ScoredUnit, units: Mapping[str, ScoredUnit], total: Fraction | None) -> Place | None:
    """The rank among the units that it is ranked with; with a `total`, the rank with that one instead of its own."""
    if unit.rank is None or unit.among is None or unit.total.value is None:
        return None
    own = Fraction(unit.total.value)
    if total is None:
        return Place(own, unit.rank, unit.among)
    kind, parent = unit.unit.kind, unit.unit.parent
    peers = (each for each in units.values() if (each.unit.kind, each.unit.parent) == (kind, parent))
    others = [Fraction(each.total.value) for each in peers if each is not units[unit.unit.code] and each.total.value]
    return Place(total, 1 + sum(other > total for other in others), unit.among)
