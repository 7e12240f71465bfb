"""The forms of answers about contradictions, sources, codes that lead nowhere, and reports."""

from typing import Literal

from typing_extensions import TypedDict

from bochiso.web.shapes import SideShape


class FindingShape(TypedDict):
    """One contradiction: the figures, the rule they break, and what to ask of whom. Texts in Vietnamese."""

    id: str
    severity: Literal["Sai lệch", "Cần hỏi lại", "Lưu ý"]
    title: str
    figures: str
    rule: str
    ask: str


class ContradictionsShape(TypedDict):
    """What two snapshots say against each other or themselves; `before` is null where there is one only."""

    before: SideShape | None
    after: SideShape
    unit: str
    findings: list[FindingShape]


class PairShape(TypedDict):
    """Two stored snapshots, by their ids, that a report can set side by side."""

    before: str
    after: str


class ReportsShape(TypedDict):
    """The snapshots that can be reported, and what is to be asked before the report of the two chosen is signed."""

    before: SideShape | None
    after: SideShape
    pairs: list[PairShape]
    findings: list[FindingShape]


class ReportShape(TypedDict):
    """A report without its text; `name` is that of its files, without the ending."""

    name: str
    title: str
    before: SideShape
    after: SideShape
    findings: list[FindingShape]
    sources: list[str]


class SourceShape(TypedDict):
    """How fresh one kind of fact is; of what was never loaded (`absent`) everything else is null."""

    kind: str
    title: str
    state: Literal["absent", "fresh", "stale"]
    rows: int | None
    newest: str | None
    age_seconds: int | None
    stale_after_days: int | None
    stale_reason: str | None
    number: int | None
    file: str | None
    loaded_at: str | None


class LoadShape(TypedDict):
    """One load: what it took, and what was said of it."""

    number: int
    kind: str
    file: str
    loaded_at: str | None
    recorded_at: str | None
    taken: int
    unchanged: int
    refused: int
    dropped_columns: list[str]
    unknown_columns: list[str]
    warnings: list[str]


class ExampleShape(TypedDict):
    """A refused row: its number in the file and the codes of its key, null for what does not look like one."""

    row: int | None
    codes: dict[str, str | None]


class ReasonShape(TypedDict):
    """Why rows were refused, with … for what the reason quotes of a row."""

    reason: str
    rows: int
    examples: list[ExampleShape]


class RefusedShape(LoadShape):
    """The reasons of one load; they are null where the file of refused rows is gone."""

    reasons: list[ReasonShape] | None
    reasons_more: int | None
    rows_read: int | None
    rows_unread: int | None


class SourcesShape(TypedDict):
    """What was loaded and how old it is at `as_of`; `refused` is of the load chosen, null where none refused a row."""

    as_of: str
    sources: list[SourceShape]
    loads: list[LoadShape]
    loads_more: int
    refused: RefusedShape | None


class StrayShape(TypedDict):
    """A code that leads nowhere; `name` is what the units call it all the same."""

    code: str
    name: str | None
    number: int
    first: str | None
    last: str | None


class StraysShape(TypedDict):
    """The codes with the most things; `codes` and `number` count all of them."""

    codes: int
    number: int
    listed: list[StrayShape]
    more: int


class CodesShape(TypedDict):
    """Codes that lead nowhere, by what names them."""

    units: StraysShape
    petition_units: StraysShape
    certification_units: StraysShape
    procedures: StraysShape


class UnmappedShape(TypedDict):
    """Of the unit at the instant; `codes` is null where the ledger has no dossier."""

    as_of: str
    unit: str
    codes: CodesShape | None
