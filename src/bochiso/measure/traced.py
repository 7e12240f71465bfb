"""One thing of a list, as it was known at the moment, and why it counts or does not."""

from dataclasses import dataclass

from bochiso.measure.catalogue import Procedure
from bochiso.measure.petitions import Petition


@dataclass(frozen=True)
class Dossier:
    """The state of a dossier: the columns of `facts.schema.DOSSIERS` in their order, then what the catalogue adds.

    `due_at` is the due date, or where there is none (`due_stated` false) the end of the statutory maximum; None where
    neither is known. `catalogued` says whether the procedure is in the catalogue.
    """

    code: str
    procedure: str
    unit: str
    channel: int | None
    received_at: int | None
    due_at: int | None
    status: int | None
    ended_at: int | None
    supplement_requests: int | None
    supplement_requested_at: int | None
    supplement_seconds: int | None
    synced_at: int | None
    fee: int | None
    payment: int | None
    paid_at: int | None
    component_file: bool | None
    result_file: bool | None
    reused: bool | None
    from_store: bool | None
    population_data: bool | None
    complained: bool | None
    due_stated: bool
    catalogued: bool


@dataclass(frozen=True)
class ListedProcedure:
    """A procedure with all its rows that are the unit's."""

    code: str
    rows: tuple[Procedure, ...]


@dataclass(frozen=True)
class ListedService:
    """A service with the units below the one asked about that apply it."""

    code: str
    procedure: str
    units: tuple[str, ...]
    offered: bool


@dataclass(frozen=True)
class ListedUnit:
    """A unit whose electronic certification is looked at. None is unknown."""

    unit: str
    provides: bool | None
    copies: int | None


Thing = Dossier | ListedProcedure | ListedService | Petition | ListedUnit


@dataclass(frozen=True)
class Traced:
    """A thing of the list. Names are empty where there is none to tell."""

    thing: Thing
    unit_name: str
    procedure_name: str
    reason: str
