"""The forms of answers that several parts share, as the API documents them: exact numbers in strings, null for none."""

from typing import Literal

from typing_extensions import TypedDict

State = Literal["measured", "reported", "not_applicable", "no_data"]


class FlagShape(TypedDict):
    """What the source itself says of a figure, verbatim."""

    code: str
    message: str


class IndicatorShape(TypedDict):
    """One indicator of one unit; rates in percent. Numbers are null where the state says why."""

    id: str
    portal_code: str | None
    title: str
    numerator: int | None
    denominator: int | None
    rate: str | None
    points: str | None
    points_reported: str | None
    points_computed: str | None
    max: str | None
    state: State
    reason: str | None
    flags: list[FlagShape]
    inherited_from: str | None
    source: str | None


UnitScoresShape = TypedDict(
    "UnitScoresShape",
    {
        "code": str,
        "name": str,
        "kind": str,
        "total": str | None,
        "class": str | None,
        "rank": int | None,
        "ranked_among": int | None,
        "axes": dict[str, str | None],
        "axes_computed": dict[str, str | None],
        "indicators": list[IndicatorShape],
    },
)


class ScoresShape(TypedDict):
    """Scores of units at an instant, as `bochiso show --format json` prints them."""

    edition: str
    as_of: str | None
    period: str | None
    view: str
    snapshot: str | None
    units: list[UnitScoresShape]


class SideShape(TypedDict):
    """One of the two snapshots that are compared."""

    snapshot: str
    as_of: str
    edition: str
    period: str
    view: str


class ChangeShape(TypedDict):
    """One figure at both instants; `change` as printed, `exact` the unrounded difference as a fraction."""

    item: str
    title: str
    measure: str
    unit: str
    before: str | None
    after: str | None
    before_state: str
    after_state: str
    change: str | None
    exact: str | None
    direction: str
    text: str
    note: str | None


class UnitComparisonShape(TypedDict):
    """All figures of a unit that either side has."""

    code: str
    name: str
    kind: str
    status: str
    note: str | None
    changes: list[ChangeShape]


class ComparisonShape(TypedDict):
    """Two snapshots side by side, as `bochiso compare --format json` prints them."""

    before: SideShape
    after: SideShape
    comparable: bool
    reason: str | None
    units: list[UnitComparisonShape]
