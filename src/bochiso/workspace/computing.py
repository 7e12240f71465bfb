"""What a workspace counts with: its ledger as it is now, its engine, its units."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bochiso.workspace.opened import Opened

if TYPE_CHECKING:
    from bochiso.measure.compute import Source


@contextmanager
def source_of(place: Opened) -> Iterator["Source"]:
    """One consistent reading of the ledger, open until the block ends; later loads do not show in it."""
    from bochiso.facts.engines import engine_named
    from bochiso.measure.compute import Source

    held = place.ledger.held()
    with place.ledger.scratch() as scratch, place.ledger.connect() as connection:
        engine = engine_named(place.settings.workspace.engine, scratch)
        yield Source(held, connection, engine, place.registry, place.settings.workspace.province)
