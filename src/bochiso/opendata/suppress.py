"""A scored snapshot as anyone may see it: every figure published, withheld, not applicable, or not known.

What is withheld and why: docs/explanation/open-data.md. Rates and points come of counts and are withheld with
them. The points of an axis, the total and the class hold every component's points, so they are withheld as soon as
one of these is; and ranks show between which totals a withheld one lies, so the ranks of all its peers go with it.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Generic, TypeVar

from bochiso.exact import Tie, digits_of, rounded
from bochiso.index.model import Axis, Edition, Indicator
from bochiso.opendata.counted import Tree, quantities
from bochiso.opendata.hiding import Hidden, hide_complements, hide_small
from bochiso.opendata.linked import Count, Role, links_of, of_people
from bochiso.score.rules import percent
from bochiso.score.snapshot import Measured, NoData, NotApplicable, Reported, Snapshot, SnapshotUnit, Value, state_of
from bochiso.score.tally import POINT_DIGITS, Points, ScoredIndicator, ScoredUnit

T = TypeVar("T")

WITHHELD = "withheld"
"""The state of a row with a figure that is not published."""


@dataclass(frozen=True)
class Published(Generic[T]):
    """A figure that everybody may see."""

    value: T


@dataclass(frozen=True)
class Withheld:
    """There is a figure, and it is not published, for it could tell of single persons."""


Cell = Published[T] | Withheld | NotApplicable | NoData


@dataclass(frozen=True)
class PublicIndicator:
    """One indicator of one unit. The rate is in percent.

    `state` is `withheld` where anything is, else how the snapshot has the value (`score.snapshot.state_of`).
    """

    indicator: Indicator
    state: str
    numerator: Cell[int]
    denominator: Cell[int]
    rate: Cell[Decimal]
    points: Cell[Decimal]
    source: str = ""
    inherited_from: str = ""


@dataclass(frozen=True)
class PublicAxis:
    axis: Axis
    points: Cell[Decimal]
    reported: bool


@dataclass(frozen=True)
class Place:
    """A rank among so many peers; `among` is None where the source does not say."""

    rank: int
    among: int | None


@dataclass(frozen=True)
class PublicUnit:
    """One unit. `reported` and `rank_reported`: the source gives the total or the rank itself."""

    unit: SnapshotUnit
    indicators: tuple[PublicIndicator, ...]
    axes: tuple[PublicAxis, ...]
    total: Cell[Decimal]
    reported: bool
    grade: Cell[str]
    rank: Cell[Place]
    rank_reported: bool


def suppressed(snapshot: Snapshot, edition: Edition, units: tuple[ScoredUnit, ...]) -> tuple[PublicUnit, ...]:
    """The scored units of the snapshot (`score.tally.score`), in their order, with every small cell withheld."""
    hidden = hidden_counts(snapshot, edition, units)
    made = [_unit(hidden, edition, unit) for unit in units]
    secret = {_peers(each.unit) for each in made if isinstance(each.total, Withheld)}
    return tuple(
        replace(each, rank=Withheld()) if _peers(each.unit) in secret and isinstance(each.rank, Published) else each
        for each in made
    )


def hidden_counts(snapshot: Snapshot, edition: Edition, units: tuple[ScoredUnit, ...]) -> Hidden:
    """Which counts of which units are withheld."""
    links = links_of(edition, snapshot.view)
    hidden = Hidden(links)
    found = quantities(units, links)
    hide_small(hidden, found)
    hide_complements(hidden, found, Tree.of(snapshot.units))
    return hidden


def _peers(unit: SnapshotUnit) -> tuple[str, str | None]:
    return unit.kind, unit.parent


def _unit(hidden: Hidden, edition: Edition, scored: ScoredUnit) -> PublicUnit:
    kind = scored.unit.kind
    indicators = tuple(_indicator(hidden, edition, scored, each) for each in scored.indicators)
    secret = {
        each.indicator.axis
        for each in indicators
        if each.indicator.scored and kind not in each.indicator.forfeits and each.state == WITHHELD
    }
    axes = tuple(
        PublicAxis(each.axis, _points(each.points, each.axis.code in secret), each.points.reported is not None)
        for each in scored.axes
    )
    grade: Cell[str] = NoData("chưa có điểm tổng hợp")
    rank: Cell[Place] = NoData("không có thứ hạng")
    if scored.grade is not None:
        grade = Withheld() if secret else Published(scored.grade.title)
    if scored.rank is not None:
        rank = Withheld() if secret else Published(Place(scored.rank, scored.among))
    total = _points(scored.total, bool(secret))
    reported = scored.total.reported is not None
    return PublicUnit(scored.unit, indicators, axes, total, reported, grade, rank, scored.rank_reported)


def _points(points: Points, secret: bool) -> Cell[Decimal]:
    if points.value is None:
        return NoData("chưa biết đủ các thành phần")
    return Withheld() if secret else Published(_shown(points.value))


def _shown(points: Decimal) -> Decimal:
    return rounded(points, max(POINT_DIGITS, digits_of(points)), Tie.EVEN)


@dataclass(frozen=True)
class _Secret:
    """What of an indicator's figures is withheld in a unit."""

    numerator: bool = False
    denominator: bool = False
    factor: bool = False

    @property
    def share(self) -> bool:
        return self.numerator or self.denominator


def _indicator(hidden: Hidden, edition: Edition, unit: ScoredUnit, scored: ScoredIndicator) -> PublicIndicator:
    secret = _secret(hidden, unit, scored)
    value = scored.value
    numerator = _cell(value, _numerator(value), secret.numerator)
    denominator = _cell(value, _denominator(value), secret.denominator)
    rate = _cell(value, _rate(edition, value), secret.share)
    points = _points_of(scored, secret.share or secret.factor)
    hides = any(isinstance(cell, Withheld) for cell in (numerator, denominator, rate, points))
    return PublicIndicator(
        indicator=scored.indicator,
        state=WITHHELD if hides else state_of(value),
        numerator=numerator,
        denominator=denominator,
        rate=rate,
        points=points,
        source=scored.figure.source if scored.figure else "",
        inherited_from=scored.inherited_from,
    )


def _secret(hidden: Hidden, unit: ScoredUnit, scored: ScoredIndicator) -> _Secret:
    indicator = scored.indicator
    if not of_people(indicator):
        return _Secret()
    place = scored.inherited_from or unit.unit.code
    numerator = _is_hidden(hidden, place, indicator.id, Role.NUMERATOR)
    denominator = _is_hidden(hidden, place, indicator.id, Role.DENOMINATOR)
    factor = False
    if indicator.times in unit.items:
        times = unit.indicator(indicator.times)
        factor = times.indicator.id != indicator.id and _secret(hidden, unit, times).share
    return _Secret(numerator, denominator, factor)


def _is_hidden(hidden: Hidden, unit: str, indicator: str, role: Role) -> bool:
    return (unit, hidden.links.bundle[Count(indicator, role)]) in hidden.withheld


def _numerator(value: Value) -> int | None:
    match value:
        case Measured(numerator=numerator):
            return numerator
        case Reported(count=count):
            return count
        case NotApplicable(counted=True):
            return 0
        case _:
            return None


def _denominator(value: Value) -> int | None:
    match value:
        case Measured(denominator=denominator):
            return denominator
        case NotApplicable(counted=True):
            return 0
        case _:
            return None


def _rate(edition: Edition, value: Value) -> Decimal | None:
    match value:
        case Measured():
            return percent(value.share, edition.rounding.percent)
        case Reported(rate=rate):
            return rate
        case _:
            return None


def _cell(value: Value, figure: T | None, secret: bool) -> Cell[T]:
    match value:
        case NotApplicable(counted=counted) if secret and counted:
            return Withheld()
        case NotApplicable() | NoData() if figure is None:
            return value
        case _ if figure is None:
            return NoData("nguồn không cho biết")
        case _:
            return Withheld() if secret else Published(figure)


def _points_of(scored: ScoredIndicator, secret: bool) -> Cell[Decimal]:
    if not scored.indicator.scored:
        return NotApplicable("chỉ số không được chấm điểm")
    if scored.points.value is not None:
        return Withheld() if secret else Published(_shown(scored.points.value))
    return scored.value if isinstance(scored.value, NotApplicable | NoData) else NoData("chưa biết cách tính điểm")
