"""The counts of a figure by the parts of one of its sides, at two moments; and what moved between the two."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Dimension(StrEnum):
    """What a figure is split over."""

    UNIT = "unit"
    PROCEDURE = "procedure"
    FIELD = "field"
    CHANNEL = "channel"
    TIME = "time"


@dataclass(frozen=True)
class Counts:
    """`numerator` of `denominator` things; both may be 0, and a numerator that is what is left over may be negative."""

    numerator: int = 0
    denominator: int = 0


NOTHING = Counts()


@dataclass(frozen=True)
class Split:
    """The counts of every part at both moments, by a key of the dimension; a part without any at a moment is absent.

    `names` are what readers call the parts.
    """

    before: Mapping[str, Counts]
    after: Mapping[str, Counts]
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Flow:
    """Things that share what happened to them between two moments, and what that does to the counts of a figure.

    `worked` is True where things of both denominators came to count or ceased to (the rate moved), False where things
    came into the denominator or left it. `number` is how many things there are; the changes may be 0 of each.
    """

    key: str
    name: str
    worked: bool
    number: int
    numerator: int
    denominator: int
    unit: str = ""
