"""What the workspace holds, in two numbers, so that a change by any process is seen without reading it."""

from dataclasses import dataclass

from sqlalchemy import func, select

from bochiso.facts.manifest import loads
from bochiso.workspace.store import Store, snapshots


@dataclass(frozen=True)
class State:
    """The number of the newest stored snapshot and of the newest load of facts; 0 before the first."""

    snapshot: int
    load: int


def state_of(store: Store) -> State:
    """What is acknowledged at this moment. Raises `BochisoError` where the database cannot be read."""
    newest = [func.coalesce(select(func.max(table.c.number)).scalar_subquery(), 0) for table in (snapshots, loads)]
    with store.transaction() as connection:
        row = connection.execute(select(*newest)).one()
    return State(row[0], row[1])
