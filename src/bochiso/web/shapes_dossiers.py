"""The forms of answers about dossiers: lists to act upon, and one dossier. Instants are ISO 8601, null is unknown."""

from typing import Literal

from typing_extensions import TypedDict

KindName = Literal["overdue", "due-soon", "unsynchronised", "undigitised"]


class NamedShape(TypedDict):
    """A unit, or a procedure."""

    code: str
    name: str


class LateUnitShape(TypedDict):
    """A unit with its dossiers that go late and those that are late."""

    code: str
    name: str
    number: int
    overdue: int


class GoingLateShape(TypedDict):
    """How many dossiers go late within so many days if nobody acts, and of which units right below, the most first.

    Without dossiers in the ledger nothing but `reason` is known.
    """

    as_of: str | None
    unit: NamedShape | None
    within_days: int
    number: int | None
    overdue: int | None
    reason: str | None
    units: list[LateUnitShape]


class ListShape(TypedDict):
    """How many dossiers of the unit are on a list; null where nothing is known of it, and then why."""

    kind: KindName
    title: str
    number: int | None
    reason: str | None


class CountedUnitShape(TypedDict):
    """A unit that has any dossier on the list, those of the units below it counted in."""

    code: str
    name: str
    number: int


class EntryShape(TypedDict):
    """A dossier of a list.

    `due_at` is its own date, or where it has none (`due_stated` false) the end of its statutory maximum; `last_on_time`
    the last second on time, with what the applicant took to complete it.
    """

    code: str
    unit: str
    unit_name: str
    procedure: str
    procedure_name: str
    received_at: str | None
    due_at: str | None
    due_stated: bool
    last_on_time: str | None
    ended_at: str | None
    status: int | None
    channel: int | None
    synced_at: str | None
    reason: str


class DossiersShape(TypedDict):
    """A page of a list: `count` is how long the list is of the unit and the procedure asked for, from `offset` on."""

    as_of: str | None
    edition: str | None
    period: str | None
    view: str | None
    unit: NamedShape | None
    kind: KindName
    procedure: str | None
    reason: str | None
    lists: list[ListShape]
    units: list[CountedUnitShape]
    count: int | None
    offset: int
    dossiers: list[EntryShape]


class StateShape(TypedDict):
    """What is known of a dossier: numbers of states and channels are those of the portal; `due_at` as in a list."""

    code: str
    procedure: str
    procedure_name: str
    unit: str | None
    unit_name: str
    channel: int | None
    received_at: str | None
    due_at: str | None
    due_stated: bool
    last_on_time: str | None
    status: int | None
    status_title: str | None
    ended_at: str | None
    supplement_requests: int | None
    supplement_requested_at: str | None
    supplement_seconds: int | None
    synced_at: str | None
    fee: int | None
    payment: int | None
    paid_at: str | None
    component_file: bool | None
    result_file: bool | None
    reused: bool | None
    from_store: bool | None
    population_data: bool | None
    complained: bool | None


class ColumnChangeShape(TypedDict):
    """What became known of one column."""

    column: str
    title: str
    before: str | int | bool | None
    after: str | int | bool | None


class RecordedShape(TypedDict):
    """What became known at an instant; the first says everything known then."""

    recorded_at: str
    changes: list[ColumnChangeShape]


class ProgressShape(TypedDict):
    """A step of its handling."""

    at: str
    status: int
    recorded_at: str


class AcknowledgedShape(TypedDict):
    """A synchronisation that the portal acknowledged."""

    synced_at: str
    recorded_at: str


class StandingShape(TypedDict):
    """Where it stands in an indicator; `which` is null where the figure itself has no data."""

    indicator: str
    title: str
    which: Literal["counted", "missing", "excluded"] | None
    reason: str


class DossierShape(TypedDict):
    """One dossier as known at `as_of`: codes only, never a person."""

    as_of: str
    edition: str
    period: str
    view: str
    state: StateShape
    timeliness: str
    history: list[RecordedShape]
    progress: list[ProgressShape]
    acknowledged: list[AcknowledgedShape]
    standings: list[StandingShape]
