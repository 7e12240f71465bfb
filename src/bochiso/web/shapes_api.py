"""The forms of what the API itself says: what stands beside all data, errors, and what became of a body."""

from typing_extensions import TypedDict


class StateShape(TypedDict):
    """The newest snapshot and the newest load that the answer knows of; both only grow."""

    snapshot: int
    load: int


class MetaShape(TypedDict):
    """Of when the data is and where it comes from. `stale`: something newer was loaded and is not in it yet."""

    title: str | None
    at: str | None
    instant: str | None
    period: str | None
    view: str | None
    source: str | None
    edition: str | None
    warnings: list[str]
    state: StateShape
    stale: bool


class ProblemShape(TypedDict):
    """One thing that is wrong: where, what, why it matters, what to do."""

    where: str
    what: str
    why: str
    remedy: str


class ErrorBodyShape(TypedDict):
    """`status` is that of the answer."""

    status: int
    title: str
    problems: list[ProblemShape]


class ErrorShape(TypedDict):
    """Every error of the API, whatever raised it."""

    error: ErrorBodyShape


class RefusedRowShape(TypedDict):
    """`row` counts the records of the body from 1."""

    row: int
    reason: str


class TakenShape(TypedDict):
    """What became of a body. `refused_rows` are the first hundred; `earlier_load` took the very same body before."""

    load: int
    taken: int
    unchanged: int
    refused: int
    refused_rows: list[RefusedRowShape]
    earlier_load: int | None
    personal_fields_not_read: list[str]
    unknown_fields: list[str]
    warnings: list[str]
