"""What the workspace holds, in two numbers and a day, so that a change by any process is seen without reading it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from bochiso.facts.manifest import loads
from bochiso.time import now
from bochiso.workspace.store import Store, snapshots


@dataclass(frozen=True)
class State:
    """The number of the newest stored snapshot and of the newest load of facts; 0 before the first.

    And the day, since what is a day old is told to be.
    """

    snapshot: int
    load: int
    day: date

    def reaches(self, other: "State") -> bool:
        """Whether all that the other has is in this one."""
        return self.snapshot >= other.snapshot and self.load >= other.load and self.day >= other.day


def state_of(store: Store) -> State:
    """What is acknowledged at this moment. Raises `BochisoError` where the database cannot be read."""
    newest = [func.coalesce(select(func.max(table.c.number)).scalar_subquery(), 0) for table in (snapshots, loads)]
    with store.transaction() as connection:
        row = connection.execute(select(*newest)).one()
    return State(row[0], row[1], now().day)
