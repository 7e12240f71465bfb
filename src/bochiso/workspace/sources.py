"""How fresh what the workspace holds is: of every kind of fact, and of the figures published elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from bochiso.facts.held import Held, Role
from bochiso.facts.ledger import Ledger
from bochiso.facts.manifest import Load
from bochiso.facts.schema import (
    CERTIFICATIONS,
    DOSSIERS,
    PETITIONS,
    PROCEDURES,
    PROGRESS,
    SERVICES,
    SYNCED,
    TABLES,
    TOTALS,
    UNITS,
    Table,
)
from bochiso.facts.statements import FOREVER
from bochiso.score.snapshot import COMPUTED
from bochiso.time import DAY_SECONDS, second_of
from bochiso.workspace.store import Entry, Store, snapshots

PUBLISHED = "observations"
"""The figures published elsewhere, by the name under which `bochiso load` takes them."""


@dataclass(frozen=True)
class Rule:
    """After how many days a source is stale, and why then.

    What is `dated` is as fresh as its newest row. What is not is as fresh as its last load too: a catalogue that was
    loaded again and had not changed is up to date, while dossiers of which none has moved stopped coming.
    """

    days: int
    reason: str
    dated: bool = False


_DAILY = Rule(1, "hồ sơ phát sinh và đồng bộ lên Cổng hằng ngày", dated=True)
_MONTHLY = Rule(31, "số liệu này được tổng hợp và báo cáo hằng tháng")
_QUARTERLY = Rule(92, "danh mục được rà soát ít nhất mỗi quý một lần")
RULES: Mapping[str, Rule] = {
    **dict.fromkeys((UNITS.name, PROCEDURES.name, SERVICES.name), _QUARTERLY),
    **dict.fromkeys((DOSSIERS.name, PROGRESS.name, SYNCED.name), _DAILY),
    **dict.fromkeys((PETITIONS.name, CERTIFICATIONS.name, TOTALS.name), _MONTHLY),
    PUBLISHED: Rule(31, "số liệu của Cổng được đối chiếu và báo cáo hằng tháng", dated=True),
}
"""By kind of fact. Ours, not the law's: the longest a source may be silent before the figures of a month miss it."""


@dataclass(frozen=True)
class Absent:
    """A kind of which no load was ever taken; that is not the same as stale, nor as none."""

    kind: str
    title: str


@dataclass(frozen=True)
class Present:
    """A kind of which something was loaded. Instants are seconds since 2000.

    `rows` is how many rows of it the ledger keeps, 0 where a file said that there are none; of published figures, how
    many the newest snapshot has. `newest` is the latest instant that a row was recorded at or figures are of, None
    where no row says one. `fresh_at` is the instant from which its age counts.
    """

    kind: str
    title: str
    rows: int
    newest: int | None
    fresh_at: int
    number: int
    file: str
    loaded_at: int | None
    """None for published figures, of which the time of import is not kept. `number` counts loads, or imports."""

    @property
    def rule(self) -> Rule:
        return RULES[self.kind]

    def age(self, at: int) -> int:
        """Whole seconds that it is old at an instant, 0 at one before."""
        return max(0, at - self.fresh_at)

    def stale(self, at: int) -> bool:
        """Whether it is older than its rule allows."""
        return self.age(at) > self.rule.days * DAY_SECONDS


Feed = Present | Absent


def feeds(ledger: Ledger, store: Store) -> tuple[Feed, ...]:
    """Every kind of fact in the order in which a province loads them, then the published figures."""
    held = ledger.held()
    last = {load.kind: load for load in ledger.latest_loads()}
    return (*(_of_table(table, held, last.get(table.name)) for table in TABLES.values()), _published(store))


def _of_table(table: Table, held: Held, last: Load | None) -> Feed:
    if last is None:
        return Absent(table.name, table.title)
    segments = held.of(table, Role.ACCEPTED)
    recorded = (s.last_recorded for s in segments if s.last_recorded is not None and s.last_recorded != FOREVER)
    newest = max(recorded, default=None)
    told = last.loaded_at if last.recorded_at is None else last.recorded_at
    seconds = (newest,) if newest is not None and RULES[table.name].dated else (newest, told)
    fresh = max(second for second in seconds if second is not None)
    rows = sum(segment.rows for segment in segments)
    return Present(table.name, table.title, rows, newest, fresh, last.number, last.file_name, last.loaded_at)


_TITLE = "số liệu đã công bố"


def _published(store: Store) -> Feed:
    entry = _newest_published(store)
    if entry is None:
        return Absent(PUBLISHED, _TITLE)
    names = ", ".join(origin.name for origin in store.get(entry.id).origins)
    second = second_of(entry.as_of)
    return Present(PUBLISHED, _TITLE, entry.figures, second, second, entry.number, names, None)


def _newest_published(store: Store) -> Entry | None:
    """The latest snapshot that was not computed here. Only the database looks into the bodies, and no further back."""
    computed = snapshots.c.body.contains(f'"kind":"{COMPUTED}"', autoescape=True)
    for entry in reversed(store.entries()):
        with store.transaction() as connection:
            if not connection.execute(select(computed).where(snapshots.c.id == entry.id)).scalar_one():
                return entry
    return None
