"""The forms of the pages that lead from an axis to an indicator and to what it counts."""

from typing import Literal

from typing_extensions import TypedDict

from bochiso.web.shapes import ComparisonShape, ScoresShape
from bochiso.web.shapes_rules import IndicatorRuleShape


class AxisOfEditionShape(TypedDict):
    """An axis of the edition."""

    code: str
    title: str
    max: str


class AxisPageShape(TypedDict):
    """One axis of `unit` and of the units right below it, each with this axis and its indicators alone."""

    axis: AxisOfEditionShape
    unit: str
    scores: ScoresShape
    comparison: ComparisonShape | None


class WorkedShape(TypedDict):
    """The formula with the unit's own numbers in it, in words; `exact` are the points before rounding."""

    text: str
    exact: str | None
    points: str | None
    empty: str | None
    rounding: str


class IndicatorPageShape(TypedDict):
    """One indicator of `unit` and of the units right below it; `small` are those with a denominator too small."""

    unit: str
    rule: IndicatorRuleShape
    worked: WorkedShape
    scores: ScoresShape
    comparison: ComparisonShape | None
    small: list[str]
    small_below: int


class ListedShape(TypedDict):
    """A page of a list: cells in the order of `columns`, the first the code; null is unknown.

    `count` is how long the whole list is, `offset` how many rows of it come before these.
    """

    which: Literal["missing", "counted", "excluded"]
    summary: str
    count: int
    offset: int
    columns: list[str]
    rows: list[list[str | None]]
    notes: list[str]


class ListingShape(TypedDict):
    """What stands behind a figure. `listing` is null where nothing can be listed, for this `reason`."""

    indicator: str
    unit: str
    listing: ListedShape | None
    reason: str | None
