"""Reading published figures with what a workspace knows: its province, its units, its edition."""

from collections.abc import Sequence
from pathlib import Path

from bochiso.intake.read import Intake, read_published
from bochiso.time import Instant
from bochiso.workspace.opened import Opened


def read_into(place: Opened, files: Sequence[Path], at: Instant | None, edition: str = "") -> Intake:
    """The snapshots of files, not yet stored. Raises `BochisoError` with every problem of every file."""
    settings = place.settings.workspace
    return read_published(
        files,
        at=at,
        edition=edition or settings.edition,
        province=settings.province,
        known=place.store.known_units(),
        registry=place.registry,
    )
