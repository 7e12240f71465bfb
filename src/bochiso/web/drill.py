"""What the pages that lead down from the total to a figure share: a unit, those right below it, and what changed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from bochiso.compare.change import Comparison, UnitComparison
from bochiso.compare.quantity import Absent, Measure
from bochiso.index.model import AsReported, Indicator
from bochiso.score.snapshot import Reported
from bochiso.score.tally import ScoredAxis, ScoredIndicator, ScoredUnit
from bochiso.view.comparisons import comparison_json
from bochiso.view.scores import scores_json
from bochiso.web.answer import Crumb
from bochiso.web.part import Json
from bochiso.web.picture import Picture, before, compared, picture, unit_in
from bochiso.web.query import Query
from bochiso.web.render import address
from bochiso.web.words import Said, change_said, points_said
from bochiso.web.workbench import Workbench
from bochiso.wording import instant_text

NO_POINTS = Said("không tính điểm", "na")


@dataclass(frozen=True)
class Drill:
    """A unit in the figures of an instant; `before` and `comparison` are None where there is nothing earlier."""

    now: Picture
    before: Picture | None
    comparison: Comparison | None
    unit: ScoredUnit

    @property
    def below(self) -> tuple[ScoredUnit, ...]:
        """The units right below, in the order of official tables."""
        return self.now.below(self.unit.unit.code)

    @property
    def earlier(self) -> str:
        """The instant that is compared with, in words; empty where there is none."""
        return instant_text(self.before.snapshot.as_of) if self.before else ""

    @property
    def barred(self) -> str:
        """Why nothing is subtracted, in words; empty where it is."""
        return self.comparison.barred if self.comparison else ""

    @property
    def links(self) -> Query:
        """What links to other pages carry: this unit, and what chose the figures."""
        return self.now.chosen.with_(unit=self.unit.unit.code)

    @cached_property
    def _sides(self) -> dict[str, UnitComparison]:
        return {unit.code: unit for unit in self.comparison.units} if self.comparison else {}

    def change(self, unit: ScoredUnit, item: str, measure: Measure) -> Said:
        """How a figure of a unit changed. What is said of all of them (`barred`) is not said of each."""
        side = self._sides.get(unit.unit.code)
        if self.comparison is None or side is None:
            return change_said(None)
        if self.barred:
            return Said("không so được", "none")
        change = self.comparison.change(side, item, measure)
        if isinstance(change.after, Absent):
            # The figure itself stands beside it and says why it is not there.
            return Said("–", "na" if not change.after.applicable else "none")
        return change_said(change)

    def crumbs(self, path: str) -> tuple[Crumb, ...]:
        """The same page of the units above."""
        way = self.now.way(self.unit.unit.parent or "")
        return tuple(Crumb(unit.name, address(path, self.now.chosen, unit=unit.code)) for unit in way)

    def scores_json(self, indicators: Iterable[str], axes: Collection[str] = ()) -> Json:
        """The unit and those below as `bochiso show` prints them, each with these indicators and axes alone."""
        items = tuple(indicators)
        units = (
            replace(
                unit,
                indicators=tuple(unit.indicator(item) for item in items),
                axes=tuple(axis for axis in unit.axes if axis.axis.code in axes),
            )
            for unit in (self.unit, *self.below)
        )
        return scores_json(self.now.snapshot, self.now.edition, tuple(units))

    def comparison_json(self, items: Collection[str]) -> Json:
        """The changes of these figures, of the unit and those below; None where there is nothing to compare with."""
        if self.comparison is None:
            return None
        codes = (unit.unit.code for unit in (self.unit, *self.below))
        made = comparison_json(self.comparison, tuple(self._sides[code] for code in codes if code in self._sides))
        units = made["units"]
        assert isinstance(units, list)
        return made | {"units": [_only(unit, items) for unit in units]}


def _only(unit: Mapping[str, list[Mapping[str, object]]], items: Collection[str]) -> Mapping[str, object]:
    return {**unit, "changes": [change for change in unit["changes"] if change["item"] in items]}


def drill(bench: Workbench, query: Query) -> Drill:
    """The unit that the query asks for, and what it is compared with. Raises as `picture` and `unit_in` do."""
    now = picture(bench, query)
    unit = unit_in(now, query)
    earlier = before(bench, now, query)
    return Drill(now, earlier, compared(bench, earlier, now) if earlier else None, unit)


def telling(scored: ScoredIndicator) -> Measure:
    """What of a figure is compared: the rate, or the count of what has no rate."""
    return Measure.COUNT if isinstance(scored.value, Reported) and scored.rate is None else Measure.RATE


def covers(unit: ScoredUnit, indicator: Indicator) -> bool:
    """Whether units of this kind get points for an indicator."""
    kinds = indicator.has | indicator.inherits | indicator.forfeits
    return indicator.scored and unit.unit.kind in kinds


def indicator_points(unit: ScoredUnit, scored: ScoredIndicator) -> Said:
    """`5,28/6`; no points to be had, and points that nobody published, are told apart."""
    indicator = scored.indicator
    if scored.points.value is not None and indicator.scored:
        return points_said(scored.points, indicator.maximum)
    if not indicator.scored:
        return Said("không chấm điểm", "na")
    if not covers(unit, indicator):
        return NO_POINTS
    if isinstance(indicator.rule, AsReported) or indicator.maximum is None:
        return Said("không có số liệu", "none", "nguồn không công bố điểm, và chưa biết cách tính")
    return points_said(scored.points, indicator.maximum)


def axis_points(unit: ScoredUnit, scored: ScoredAxis) -> Said:
    """`14,60/18`; a unit whose kind is not scored has no points to wait for."""
    parts = (each.indicator for each in unit.indicators if each.indicator.axis == scored.axis.code)
    if scored.points.value is None and not any(covers(unit, each) for each in parts):
        return NO_POINTS
    return points_said(scored.points, scored.axis.maximum)
