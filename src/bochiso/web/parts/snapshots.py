"""The stored snapshots, for who asks by program which instants there are."""

from collections.abc import Sequence
from dataclasses import dataclass

from typing_extensions import TypedDict

from bochiso.view.entries import entries_csv, entries_json
from bochiso.web.answer import About
from bochiso.web.part import Json, Part
from bochiso.web.query import Query
from bochiso.web.workbench import Workbench
from bochiso.workspace.store import Entry


class SnapshotShape(TypedDict):
    """A stored snapshot without its figures, as `bochiso snapshots --format json` prints it."""

    id: str
    as_of: str
    edition: str
    period: str
    view: str
    units: int
    figures: int
    warnings: list[str]


@dataclass(frozen=True)
class Listed:
    """By instant, then by order of import."""

    entries: Sequence[Entry]


def _find(bench: Workbench, query: Query) -> Listed:
    return Listed(bench.now.entries)


def _about(found: Listed) -> About:
    return About("Các bản chụp")


def _data(found: Listed) -> Json:
    return entries_json(found.entries)


def _csv(found: Listed) -> str:
    return entries_csv(found.entries)


def _html(found: Listed) -> str:
    return ""  # pages choose snapshots by their own forms


SNAPSHOTS = Part("snapshots", (), _find, _about, _html, _data, list[SnapshotShape], _csv)
