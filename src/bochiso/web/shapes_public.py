"""The forms of the public answers and of the open data. Decimals are exact, in strings."""

from typing import Literal

from typing_extensions import TypedDict


class OpenRowShape(TypedDict):
    """One item of one unit. A field that is null or empty says nothing by itself: see `state` and `withheld`."""

    unit: str
    name: str
    kind: str
    parent: str
    item: str
    title: str
    numerator: int | None
    denominator: int | None
    rate: str | None
    points: str | None
    maximum: str | None
    text: str
    state: Literal["measured", "reported", "not_applicable", "no_data", "withheld"]
    withheld: str
    edition: str
    as_of: str
    period: str
    view: str
    source: str


class OpenMetaShape(TypedDict):
    """What holds of the whole table."""

    source: str
    edition: str
    edition_title: str
    as_of: str
    period: str
    view: str


class DefinitionShape(TypedDict):
    """What a column, a state or an item means, in Vietnamese."""

    of: Literal["column", "state", "item"]
    name: str
    title: str
    text: str


class OpenDataShape(TypedDict):
    """The whole open table of one publication, as its JSON file has it."""

    definitions: list[DefinitionShape]
    meta: OpenMetaShape
    rows: list[OpenRowShape]


class PublicShape(TypedDict):
    """What the public page shows: every item of one unit, and one item of the units below it.

    `days` are all publications that can be asked for; `unit` is null where the figures leave the whole province out.
    """

    days: list[str]
    meta: OpenMetaShape
    unit: str | None
    item: str
    rows: list[OpenRowShape]
    below: list[OpenRowShape]
