"""The form of a trend, as the API documents it: exact numbers in strings, null for none."""

from typing import Literal

from typing_extensions import TypedDict

from bochiso.web.shapes import State


class ProofShape(TypedDict):
    """What a rule is known from, and how firmly that tells it."""

    source: str
    standing: Literal["published", "proven", "inferred"]
    note: str | None


class TrendPointShape(TypedDict):
    """The figures of one instant; `line` numbers the unbroken lines, null where there is no figure."""

    as_of: str
    snapshot: str
    edition: str
    period: str
    view: str
    source: Literal["published", "computed"]
    item: str | None
    numerator: int | None
    denominator: int | None
    value: str | None
    exact: str | None
    points: str | None
    state: State
    reason: str | None
    line: int | None


class BreakShape(TypedDict):
    """Two points, by their index, that are not joined, and why."""

    before: int
    after: int
    reasons: list[str]


class LevelShape(TypedDict):
    """A target in percent or a maximum of points, from `since` to before `until`."""

    mark: Literal["target", "maximum"]
    value: str
    since: str
    until: str | None
    editions: list[str]
    evidence: list[ProofShape]


class DifferenceShape(TypedDict):
    """One change of rule in words."""

    text: str
    evidence: list[ProofShape]


class RuleChangeShape(TypedDict):
    """An edition that follows another, and what that changed for the item."""

    mark: Literal["rule_change"]
    day: str
    before: str
    after: str
    changes: list[DifferenceShape]
    evidence: list[ProofShape]


class MergerShape(TypedDict):
    """Units that became part of the unit on a day."""

    mark: Literal["merger"]
    day: str
    units: list[str]
    names: list[str]


class TrendShape(TypedDict):
    """One item of one unit over time."""

    unit: str
    name: str
    item: str
    title: str
    measure: str
    counted: str | None
    points: list[TrendPointShape]
    breaks: list[BreakShape]
    marks: list[LevelShape | RuleChangeShape | MergerShape]
