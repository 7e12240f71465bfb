"""One figure of one unit out of a snapshot, with all that decides to what it may be joined."""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from bochiso.compare.law_changes import TOTAL
from bochiso.compare.quantity import Absent, Measure, Quantity, quantity
from bochiso.index.model import Edition
from bochiso.score.snapshot import Measured, NoData, NotApplicable, Reported, Snapshot, SnapshotUnit, Value
from bochiso.score.tally import Points, ScoredUnit, score
from bochiso.time import Instant, Period
from bochiso.wording import instant_text, short_date


class SourceKind(StrEnum):
    """Whether somebody published the figures or they were computed here from dossiers."""

    PUBLISHED = "published"
    COMPUTED = "computed"


@dataclass(frozen=True)
class TrendPoint:
    """The item at one instant. `item` is its id in the edition of the snapshot, empty where that has no such item.

    `figure` is what the trend shows (percent, a count or points), `value` what was counted (`NoData` for an axis and
    the total, which are not), `points` what it earns. `state` is that of `figure`: `measured`, `reported`,
    `not_applicable` or `no_data`. `line` numbers the unbroken lines from 0; None where there is no figure.
    """

    instant: Instant
    snapshot: str
    edition: str
    period: Period
    view: str
    source: SourceKind
    item: str
    value: Value
    figure: Quantity | Absent
    points: Decimal | None
    state: str
    line: int | None = None

    @property
    def counts(self) -> tuple[int | None, int | None]:
        """Numerator and denominator, each None where it is not known; 0 of 0 is known."""
        match self.value:
            case Measured(numerator=n, denominator=d):
                return n, d
            case Reported(count=count):
                return count, None
            case NotApplicable(counted=True):
                return 0, 0
            case _:
                return None, None


@dataclass(frozen=True)
class Reading:
    """An item of a snapshot under its id there (empty: there is none); `scored` is None where the unit is missing."""

    snapshot: Snapshot
    edition: Edition
    item: str
    scored: ScoredUnit | None

    def figure(self, measure: Measure) -> Quantity | Absent:
        """What is to be shown, or why there is nothing."""
        if not self.item:
            return Absent(f"phiên bản {self.edition.id} không có mục này", applicable=False)
        indicator = self.edition.indicator(self.item)
        if measure is Measure.POINTS and indicator is not None and not indicator.scored:
            return Absent("chỉ số này chỉ hiển thị, không tính điểm", applicable=False)
        return quantity(self.edition, self.scored, self.item, measure)

    def point(self, measure: Measure) -> TrendPoint:
        """The point, not yet on any line."""
        snapshot, figure, points = self.snapshot, self.figure(measure), self.figure(Measure.POINTS)
        return TrendPoint(
            instant=snapshot.as_of,
            snapshot=snapshot.id,
            edition=snapshot.edition,
            period=snapshot.period,
            view=snapshot.view,
            source=SourceKind.COMPUTED if snapshot.computed else SourceKind.PUBLISHED,
            item=self.item,
            value=self._value,
            figure=figure,
            points=points.printed if isinstance(points, Quantity) else None,
            state=self._state(figure, measure),
        )

    @property
    def _value(self) -> Value:
        if self.scored is None or self.edition.indicator(self.item) is None:
            return NoData("")
        return self.scored.indicator(self.item).value

    def _state(self, figure: Quantity | Absent, measure: Measure) -> str:
        if isinstance(figure, Absent):
            return "no_data" if figure.applicable else "not_applicable"
        if measure is not Measure.POINTS:
            # A bare count that was counted here has the type of a reported one.
            counted = isinstance(self._value, Measured) or self.snapshot.computed
            return "measured" if counted else "reported"
        points = self._points
        return "measured" if points is None or points.reported is None else "reported"

    @property
    def _points(self) -> Points | None:
        if self.scored is None:
            return None
        if self.edition.indicator(self.item) is not None:
            return self.scored.indicator(self.item).points
        return self.scored.total if self.item == TOTAL else self.scored.axis(self.item).points


def said(instant: Instant) -> str:
    """As `instant_text`, but `cuối ngày 31/8/2023` for the last minute of a day."""
    if instant.at is not None and (instant.at.hour, instant.at.minute) == (23, 59):
        return f"cuối ngày {short_date(instant.day)}"
    return instant_text(instant)


def reading(snapshot: Snapshot, edition: Edition, item: str, unit: SnapshotUnit) -> Reading:
    """The item of the unit out of a snapshot under `edition`; `item` is the id in it."""
    found = unit_in(snapshot, unit)
    return Reading(snapshot, edition, item, _scored(snapshot, edition, found) if found else None)


def unit_in(snapshot: Snapshot, unit: SnapshotUnit) -> SnapshotUnit | None:
    """The unit by its code, else by the id that the portal gives it, since codes are learned later."""
    if found := snapshot.unit(unit.code):
        return found
    return next((one for one in snapshot.units if unit.portal_id and one.portal_id == unit.portal_id), None)


def speaks_of(snapshot: Snapshot, unit: SnapshotUnit) -> bool:
    """Whether the snapshot has the unit, or lists others of its kind and parent, so that its absence tells something.

    A single other unit is no list: figures of one province say nothing of another.
    """
    if unit_in(snapshot, unit):
        return True
    return sum(one.kind is unit.kind and one.parent == unit.parent for one in snapshot.units) > 1


def _scored(snapshot: Snapshot, edition: Edition, unit: SnapshotUnit) -> ScoredUnit:
    """The unit scored alone: nothing but ranks depends on any other than those above, from whom it may inherit."""
    units = [unit]
    while (above := snapshot.unit(units[-1].parent or "")) and above not in units:
        units.append(above)
    items = [*(one.id for one in edition.indicators), *(axis.code for axis in edition.axes), TOTAL]
    found = (snapshot.figure(one.code, item) for one in units for item in items)
    alone = replace(snapshot, units=tuple(units), figures=tuple(figure for figure in found if figure is not None))
    return next(scored for scored in score(alone, edition) if scored.unit == unit)
