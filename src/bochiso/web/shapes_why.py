"""The forms of answers about comparing, ranking, explaining and winning back; exact numbers in strings."""

from typing import Literal

from typing_extensions import TypedDict

from bochiso.web.shapes import ComparisonShape, UnitComparisonShape


class ComparisonPageShape(TypedDict):
    """Two instants side by side: `comparison` with the chosen unit, null where there is nothing earlier.

    `below` are the units right below it, each with its scores alone, or with its rates where it has no scores.
    """

    comparison: ComparisonShape | None
    below: list[UnitComparisonShape]


class GroupShape(TypedDict):
    """Units that are ranked among each other: of one kind, right below one parent. `key` chooses it."""

    key: str
    kind: str
    parent: str | None
    title: str
    units: int


RankedUnitShape = TypedDict(
    "RankedUnitShape",
    {
        "code": str,
        "name": str,
        "rank": int | None,
        "ranked_among": int | None,
        "rank_reported": bool,
        "tied": bool,
        "total": str | None,
        "class": str | None,
        "total_change": str | None,
        "rank_change": str | None,
        "axes": dict[str, str | None],
        "rates": dict[str, str],
        "small": list[str],
        "why_no_total": str | None,
    },
)


class RankingShape(TypedDict):
    """The units of one group; those that have no total come last and have no rank.

    `rank_change` are places gained. `small` are the scored indicators whose denominator is below `small_below`.
    """

    edition: str
    as_of: str
    snapshot: str
    before: str | None
    group: str
    groups: list[GroupShape]
    small_below: int
    units: list[RankedUnitShape]


class CountsShape(TypedDict):
    """`numerator` of `denominator` things; what is left over may be negative."""

    numerator: int
    denominator: int


class ExplainedPartShape(TypedDict):
    """What one part accounts for: `rate_effect` and `mix_effect` add up to `total`."""

    key: str
    name: str
    presence: Literal["both", "appeared", "vanished"]
    rate_effect: str
    mix_effect: str
    total: str
    before: CountsShape | None
    after: CountsShape | None
    note: str | None


class RemainderShape(TypedDict):
    """What is not explained, by its name."""

    name: str
    total: str


class ExplanationShape(TypedDict):
    """A change as parts that add up to it, as `bochiso explain --format json` prints it.

    Exact: decimals where they end, fractions where they do not. Parts and `remainder` add up to `change`.
    """

    item: str
    title: str
    unit: str
    unit_name: str
    by: str
    measured_in: str
    before: str | None
    after: str | None
    change: str | None
    parts: list[ExplainedPartShape]
    remainder: str
    remainders: list[RemainderShape]
    notes: list[str]


class ExplanationPageShape(TypedDict):
    """`explanation` is null where the two instants have nothing to subtract; `reason` then says why."""

    explanation: ExplanationShape | None
    reason: str | None


class PlaceShape(TypedDict):
    """A rank among peers with this total, the others held still."""

    total: str
    rank: int
    among: int


class GivenShape(TypedDict):
    """An indicator whose points are not the unit's own."""

    id: str
    points: str | None


class OpportunityShape(TypedDict):
    """What can be done, or a reason for which nothing can; `next` and `all` in unrounded points of the total."""

    deed: str | None
    title: str
    prospect: Literal["now", "later", "no_gain", "new_dossier", "never"]
    number: int
    next: str | None
    all: str | None
    moves: list[str]


class IndicatorGainShape(TypedDict):
    """What an indicator lost, and what of it can still be won."""

    id: str
    title: str
    max: str | None
    points: str | None
    lost: str | None
    winnable: str | None
    awaiting: str | None
    opportunities: list[OpportunityShape]


class TakeShape(TypedDict):
    """Deeds and how often they are to be done."""

    deeds: list[str]
    number: int


class TaskShape(TypedDict):
    """One thing and what is to be done about it."""

    kind: str
    code: str
    unit: str
    procedure: str
    deeds: list[str]


class RouteShape(TypedDict):
    """The shortest list found that brings the total to the target."""

    target: str
    reached: bool
    proven: bool
    at_least: int | None
    steps: int
    before: str
    after: str
    gain: str
    place: PlaceShape | None
    takes: list[TakeShape]
    tasks: list[TaskShape]


class GainShape(TypedDict):
    """What would win points back, as `bochiso gain --format json` prints it."""

    unit: str
    name: str
    as_of: str
    edition: str
    period: str
    view: str
    total: str | None
    place: PlaceShape | None
    unknown: list[str]
    given: list[GivenShape]
    indicators: list[IndicatorGainShape]
    route: RouteShape | None
    warnings: list[str]


class GainPageShape(TypedDict):
    """`gain` is null for figures that no ledger is behind; `reason` then says so."""

    gain: GainShape | None
    reason: str | None


class LossShape(TypedDict):
    """An indicator that lost points, with the deed that wins back most of them; exact."""

    id: str
    title: str
    max: str
    points: str | None
    lost: str
    winnable: str | None
    best: OpportunityShape | None


class LossesShape(TypedDict):
    """The largest losses of points. `unknown` are the scored indicators without points.

    `reason` says why no deeds are known; null where they are.
    """

    losses: list[LossShape]
    unknown: list[str]
    reason: str | None
