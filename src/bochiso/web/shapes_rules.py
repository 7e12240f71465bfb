"""The forms of the rules of the index. Words are ours, in Vietnamese, and never the wording of the decision."""

from typing import Literal

from typing_extensions import TypedDict


class EvidenceShape(TypedDict):
    """What a rule is known from, and how firmly."""

    standing: Literal["published", "proven", "inferred"]
    source: str
    note: str


class WordsShape(TypedDict):
    """One thing that is said of a rule, in words."""

    what: str
    text: str


class ChangeOfRuleShape(TypedDict):
    """One difference to the edition before."""

    text: str
    standings: list[str]


class IndicatorRuleShape(TypedDict):
    """One indicator. `maximum` is null where nobody knows it; `target` is in percent; kinds of unit by their codes."""

    id: str
    portal_code: str | None
    title: str
    axis: str
    maximum: str | None
    rule: Literal["linear", "target", "shown", "reported"]
    target: str | None
    times: str | None
    unit: str
    numerator: str
    denominator: str
    empty: Literal["zero", "full"]
    better: Literal["higher", "lower", "neither"]
    has: list[str]
    inherits: list[str]
    forfeits: list[str]
    lists: list[str]
    words: list[WordsShape]
    known_from: list[EvidenceShape]


class PieceShape(TypedDict):
    """An axis or a group with its maximum, or a class with its lowest total."""

    code: str
    title: str
    points: str
    known_from: list[EvidenceShape]


class RoundingShape(TypedDict):
    """How a figure is rounded; `digits` null where it is not."""

    figure: str
    digits: int | None
    tie: Literal["even", "up"]
    known_from: list[EvidenceShape]


class ChangedIndicatorShape(TypedDict):
    """What changed of one indicator since the edition before."""

    id: str
    title: str
    changes: list[ChangeOfRuleShape]


class EditionShape(TypedDict):
    """The index as it is scored over a span of days; `valid_to` is the first day it no longer holds on.

    `changed_widely` are changes of the total and of most indicators, which `changed` does not repeat.
    """

    id: str
    title: str
    decision: str
    valid_from: str
    valid_to: str | None
    validity: list[EvidenceShape]
    follows: str | None
    followed_by: str | None
    sources: list[str]
    groups: list[PieceShape]
    axes: list[PieceShape]
    grades: list[PieceShape]
    rounding: list[RoundingShape]
    indicators: list[IndicatorRuleShape]
    changed_widely: list[ChangeOfRuleShape]
    changed: list[ChangedIndicatorShape]
    dropped: list[str]


class RuleElsewhereShape(TypedDict):
    """The same indicator in another edition; null where it has none. `changes` are from the earlier to the later."""

    edition: str
    indicator: IndicatorRuleShape | None
    changes: list[ChangeOfRuleShape]


class RuleShape(TypedDict):
    """One indicator in every edition."""

    edition: str
    indicator: IndicatorRuleShape
    elsewhere: list[RuleElsewhereShape]
