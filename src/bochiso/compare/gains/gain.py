"""What would win the points back: for a unit at an instant, what each indicator lost and which deeds would earn it.

What the next one earns is exact: the difference of the unrounded totals without and with it, caps and thresholds
honoured, and every indicator counted that the same dossier moves.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from bochiso.compare.change import truly_ranked
from bochiso.compare.gains.deeds_of import Deeds, deeds_of
from bochiso.compare.gains.effects import Effects
from bochiso.compare.gains.opportunities import Opportunity, Prospects
from bochiso.compare.search.scorer import scorer
from bochiso.compare.search.shortest import Route, shortest
from bochiso.compare.search.standing import Scorer, Standing
from bochiso.errors import fail
from bochiso.index.model import Edition, Indicator, Share
from bochiso.measure.compute import Computed, Source, compute
from bochiso.measure.figures import has_own
from bochiso.measure.openings import Openings, less_of
from bochiso.measure.terms import Moment
from bochiso.score.snapshot import Measured, NotApplicable, Snapshot
from bochiso.score.tally import ScoredIndicator, ScoredUnit, score

EFFORT = 1_000_000
"""What the search for a route may spend: about a second of each of its parts."""


@dataclass(frozen=True)
class IndicatorGain:
    """`lost` are the unrounded points short of the maximum, `winnable` those of them that can still be earned.

    `awaiting` are those of the winnable that only dossiers to come can earn. All are None where the edition does not
    say how points come of counts.
    """

    scored: ScoredIndicator
    lost: Fraction | None
    winnable: Fraction | None
    awaiting: Fraction | None
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

    `given` are indicators whose points are not the unit's own: taken from above, or forfeited. `scorer` gives points
    from the counts of `standing`, which the acts of `deeds` change. `place` is the rank now, `reached` the one at the
    end of the route; None where there is no ranking.
    """

    snapshot: Snapshot
    edition: Edition
    unit: ScoredUnit
    indicators: tuple[IndicatorGain, ...]
    given: tuple[ScoredIndicator, ...]
    unknown: tuple[str, ...]
    openings: Openings
    standing: Standing
    scorer: Scorer
    deeds: Deeds
    route: Route | None
    place: Place | None
    reached: Place | None
    warnings: tuple[str, ...]

    @property
    def proven(self) -> bool:
        """Whether no list shorter than the route does as much. Where not every choice was looked at, nobody knows."""
        return self.route is not None and self.route.proven and not self.deeds.simplified

    @property
    def at_least(self) -> int | None:
        """A number of deeds below which no list reaches the target; None where none is known, or no list does."""
        return None if self.route is None or self.deeds.simplified else self.route.at_least


def gain(
    source: Source,
    edition: Edition,
    moment: Moment,
    unit: str,
    target: Fraction | None = None,
    made: Computed | None = None,
) -> Gain:
    """What the unit can win at the moment, and with a `target` the shortest list that brings its total there.

    `made` are the figures that `compute` gives at the moment, where they are at hand. Raises `BochisoError` where there
    is no such unit, or a target but no total.
    """
    made = made or compute(source, edition, [moment])[0]
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
    unknown = _unknown(scored)
    if target is not None:
        _check_total(scored, unknown)
    openings = Openings(source, moment, unit, own)
    effects = Effects(openings)
    deeds = deeds_of(openings, effects)
    standing = Standing({each.id: _standing(scored, each, openings) for each in own})
    rule = scorer(edition, scored.unit.kind, _fixed(edition, scored, own))
    prospects = Prospects(openings, effects, deeds, standing, rule)
    found = Gain(
        made.snapshot,
        edition,
        scored,
        tuple(_indicator(scored.indicator(each.id), prospects) for each in own),
        tuple(each for each in scored.indicators if each.indicator.scored and _is_given(scored, each)),
        unknown,
        openings,
        standing,
        rule,
        deeds,
        None,
        _place(scored),
        None,
        made.warnings,
    )
    return found if target is None else routed(found, target)


def routed(gain: Gain, target: Fraction) -> Gain:
    """The same with the shortest list that brings the total to a target. Raises `BochisoError` without a total."""
    _check_total(gain.unit, gain.unknown)
    route = shortest(gain.standing, gain.deeds.acts, gain.deeds.supplies, target, gain.scorer, EFFORT)
    units = {each.unit.code: each for each in score(gain.snapshot, gain.edition)}
    return replace(gain, route=route, reached=_reached(gain.unit, units, route))


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


def _standing(unit: ScoredUnit, indicator: Indicator, openings: Openings) -> tuple[int, int]:
    """The counts from which deeds start. What is taken off one after the other may be more than there is."""
    return openings.counted(indicator) if less_of(indicator) else _counted(unit, indicator) or (0, 0)


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


def _check_total(unit: ScoredUnit, unknown: tuple[str, ...]) -> None:
    if unknown or unit.total.value is None:
        raise fail(
            f"--target, {unit.unit.name}",
            f"không có điểm tổng hợp: {_no_total(unknown)}",
            why="danh sách ngắn nhất để đạt mục tiêu tính trên điểm tổng hợp",
            remedy="nạp dữ liệu còn thiếu, chọn phiên bản tính được đủ điểm, hoặc bỏ --target",
        )


def why_no_total(unit: ScoredUnit) -> str:
    """Why a unit has no total; empty where it has one."""
    return "" if unit.total.value is not None else _no_total(_unknown(unit))


def _no_total(unknown: tuple[str, ...]) -> str:
    return f"chưa biết điểm của {', '.join(unknown)}" if unknown else "bộ chỉ số không tính điểm cho đơn vị cấp này"


def _indicator(scored: ScoredIndicator, prospects: Prospects) -> IndicatorGain:
    indicator, exact = scored.indicator, scored.points.exact
    lost = winnable = awaiting = None
    if exact is not None and indicator.maximum is not None and indicator.recomputed:
        lost = Fraction(indicator.maximum) - exact
        by_deeds = prospects.best.points(indicator, exact, new_dossiers=False)
        winnable = prospects.best.points(indicator, exact, new_dossiers=True) - exact
        awaiting = winnable + exact - by_deeds
    return IndicatorGain(scored, lost, winnable, awaiting, prospects.of(indicator, scored))


def _peers(unit: ScoredUnit, units: Mapping[str, ScoredUnit]) -> list[ScoredUnit]:
    """The other units that it is ranked with."""
    own = unit.unit
    alike = (each for each in units.values() if (each.unit.kind, each.unit.parent) == (own.kind, own.parent))
    return [each for each in alike if each.unit.code != own.code and each.total.value is not None]


def _place(unit: ScoredUnit) -> Place | None:
    if unit.rank is None or unit.among is None or unit.total.value is None:
        return None
    return Place(Fraction(unit.total.value), unit.rank, unit.among)


def _reached(unit: ScoredUnit, units: Mapping[str, ScoredUnit], route: Route) -> Place | None:
    """The place at the end of the route, the others held still: ranked by unrounded totals where all have one."""
    if unit.rank is None or unit.among is None:
        return None
    others = _peers(unit, units)
    exact = [each.total.exact for each in others]
    if unit.total.exact is not None and all(total is not None for total in exact):
        own, totals = unit.total.exact + route.gain, [total for total in exact if total is not None]
    else:
        own, totals = route.after, [Fraction(each.total.value) for each in others if each.total.value is not None]
    return Place(route.after, 1 + sum(total > own for total in totals), unit.among)
