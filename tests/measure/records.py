"""What a ledger holds, as plain records: every row of every table with the instant from which it is known.

Field names and meanings are those of `facts.schema`: instants in seconds, days in days since 2000, choices as numbers,
None for what is not known.
"""

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Procedure:
    code: str
    authority: int
    name: str | None = None
    field: str | None = None
    unit: str | None = None
    online: int | None = None
    has_fee: bool | None = None
    paper_result: bool | None = None
    for_citizens: bool | None = None
    limit: int | None = None
    limit_unit: int | None = None
    decided_on: int | None = None
    effective_on: int | None = None
    published_on: int | None = None
    complete: bool | None = None
    valid_from: int | None = None
    valid_to: int | None = None
    recorded_at: int = 0


@dataclass(frozen=True)
class Service:
    code: str
    procedure: str
    unit: str
    status: int
    recorded_at: int = 0


@dataclass(frozen=True)
class Dossier:
    code: str
    procedure: str
    unit: str | None
    channel: int | None = None
    received_at: int | None = None
    due_at: int | None = None
    status: int | None = None
    ended_at: int | None = None
    supplement_requests: int | None = None
    supplement_requested_at: int | None = None
    supplement_seconds: int | None = None
    synced_at: int | None = None
    fee: int | None = None
    payment: int | None = None
    paid_at: int | None = None
    component_file: bool | None = None
    result_file: bool | None = None
    reused: bool | None = None
    from_store: bool | None = None
    population_data: bool | None = None
    complained: bool | None = None
    recorded_at: int = 0


@dataclass(frozen=True)
class Petition:
    code: str
    unit: str
    about: int | None
    received_at: int
    forwarded_at: int | None = None
    outcome: int | None = None
    outcome_at: int | None = None
    published_at: int | None = None
    likes: int | None = None
    dislikes: int | None = None
    repeated: bool | None = None
    recorded_at: int = 0


@dataclass(frozen=True)
class Certification:
    unit: str
    provides: bool
    copies: int | None = None
    recorded_at: int = 0


@dataclass(frozen=True)
class Total:
    unit: str
    period: str
    received: int
    recorded_at: int = 0


@dataclass(frozen=True)
class Facts:
    """Every state of every thing, in any order. Two states of one thing never have the same `recorded_at`."""

    procedures: tuple[Procedure, ...] = ()
    services: tuple[Service, ...] = ()
    dossiers: tuple[Dossier, ...] = ()
    petitions: tuple[Petition, ...] = ()
    certifications: tuple[Certification, ...] = ()
    totals: tuple[Total, ...] = ()

    def __str__(self) -> str:
        """One row a line, for reading a difference."""
        return "\n".join(str(row) for field in fields(self) for row in getattr(self, field.name))
