"""How old each source is: by its rows, by its loads, absent, empty, stale."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from ledger_support import Row, staged

from bochiso.facts.ledger import Ledger
from bochiso.facts.places import storage_at
from bochiso.facts.schema import DOSSIERS, PETITIONS, PROCEDURES, TABLES, UNITS, Table
from bochiso.index.load import edition_named
from bochiso.measure.compute import ORIGIN
from bochiso.score.snapshot import Origin, Snapshot
from bochiso.time import DAY_SECONDS, Instant, Period, second_of
from bochiso.view.loads import feed_json
from bochiso.workspace.sources import PUBLISHED, RULES, Absent, Feed, Present, feeds
from bochiso.workspace.store import Store, create_store

DOSSIER: Row = {"code": "A", "procedure": "2.000815", "unit": "H55.01", "status": 4}
PETITION: Row = {"code": "P", "unit": "H55.01", "received_at": 0}
PROCEDURE: Row = {"code": "2.000815", "authority": 1}
UNIT: Row = {"code": "H55.01", "name": "Sở Một", "kind": 3}
DAY = DAY_SECONDS


@dataclass(frozen=True)
class Place:
    ledger: Ledger
    store: Store
    folder: Path

    def load(self, table: Table, *rows: Row, now: int, name: str = "tep.csv", at: int | None = None) -> None:
        file = staged(self.folder / "staged", table, rows, name=name)
        self.ledger.append(file, now=now, who="an", recorded_at=at)

    def refuse(self, table: Table, now: int) -> None:
        refused = ({"code": "?", "row": 1, "reason": "thiếu đơn vị"},)
        self.ledger.append(staged(self.folder / "staged", table, (), refused), now=now, who="an")

    def feed(self, name: str) -> Feed:
        return next(feed for feed in feeds(self.ledger, self.store) if feed.kind == name)

    def present(self, name: str) -> Present:
        feed = self.feed(name)
        assert isinstance(feed, Present)
        return feed


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with opened(tmp_path) as found:
        yield found


@contextmanager
def opened(folder: Path) -> Iterator[Place]:
    store = create_store("bochiso.db", folder)
    try:
        yield Place(Ledger(store.transaction, storage_at("so-ho-so", folder)), store, folder)
    finally:
        store.close()


def published(at: str, *origins: Origin) -> Snapshot:
    edition = edition_named("766/portal-2026").id
    return Snapshot(Instant.parse(at), edition, Period.parse(at[:4]), "portal", (), (), origins)


def test_every_kind_has_a_rule() -> None:
    assert RULES.keys() == {*TABLES, PUBLISHED}


def test_what_was_never_loaded_is_absent(place: Place) -> None:
    found = feeds(place.ledger, place.store)
    assert [feed.kind for feed in found] == [*TABLES, PUBLISHED]
    assert all(isinstance(feed, Absent) for feed in found)
    said = feed_json(found[0], Instant.parse("2026-08-31"))
    assert said["state"] == "absent" and said["title"] == "danh mục đơn vị" and said["rows"] is None


def test_the_last_load_and_the_newest_row(place: Place) -> None:
    place.load(DOSSIERS, {**DOSSIER, "recorded_at": 5 * DAY}, {**DOSSIER, "code": "B"}, now=10 * DAY)
    place.load(PETITIONS, PETITION, now=11 * DAY)
    place.load(DOSSIERS, {**DOSSIER, "status": 9, "recorded_at": 12 * DAY}, now=13 * DAY, name="moi.csv")
    feed = place.present("dossiers")
    assert (feed.number, feed.file, feed.loaded_at) == (3, "moi.csv", 13 * DAY)
    assert (feed.rows, feed.newest, feed.fresh_at) == (3, 12 * DAY, 12 * DAY)
    assert place.present("petitions").number == 2


def test_stale_from_the_second_after_its_days(place: Place) -> None:
    place.load(DOSSIERS, DOSSIER, now=10 * DAY)
    feed = place.present("dossiers")
    assert [feed.stale(at) for at in (9 * DAY, 10 * DAY, 11 * DAY, 11 * DAY + 1)] == [False, False, False, True]
    assert (feed.age(9 * DAY), feed.age(11 * DAY)) == (0, DAY)
    place.load(PETITIONS, PETITION, now=10 * DAY)
    petitions = place.present("petitions")
    assert not petitions.stale(41 * DAY) and petitions.stale(41 * DAY + 1)
    place.load(PROCEDURES, PROCEDURE, now=10 * DAY)
    procedures = place.present("procedures")
    assert not procedures.stale(102 * DAY) and procedures.stale(102 * DAY + 1)


def test_the_same_again_keeps_a_catalogue_fresh_but_not_dossiers(place: Place) -> None:
    for now in (10 * DAY, 50 * DAY):
        place.load(PROCEDURES, PROCEDURE, now=now)
        place.load(DOSSIERS, DOSSIER, now=now)
    assert place.present("procedures").fresh_at == 50 * DAY
    dossiers = place.present("dossiers")
    assert (dossiers.fresh_at, dossiers.loaded_at, dossiers.rows) == (10 * DAY, 50 * DAY, 1)


def test_a_load_that_says_of_when_it_is_counts_from_then(place: Place) -> None:
    place.load(PETITIONS, PETITION, now=50 * DAY, at=20 * DAY)
    assert place.present("petitions").fresh_at == 20 * DAY


def test_in_force_all_along_is_no_instant(place: Place) -> None:
    place.load(UNITS, UNIT, now=10 * DAY)
    feed = place.present("units")
    assert (feed.newest, feed.fresh_at, feed.rows) == (None, 10 * DAY, 1)


def test_an_empty_file_says_that_there_is_none(place: Place) -> None:
    place.load(PETITIONS, now=10 * DAY)
    feed = place.present("petitions")
    assert (feed.rows, feed.newest, feed.fresh_at) == (0, None, 10 * DAY)


def test_a_load_refused_as_a_whole_brought_nothing(place: Place) -> None:
    place.refuse(DOSSIERS, 5 * DAY)
    assert isinstance(place.feed("dossiers"), Absent)
    place.load(DOSSIERS, DOSSIER, now=10 * DAY)
    place.refuse(DOSSIERS, 20 * DAY)
    assert place.present("dossiers").number == 2


def test_published_figures_are_not_those_computed_here(place: Place) -> None:
    file = Origin("cong-07.xlsx", "f" * 64, "table")
    place.store.add([published("2026-06-30", file), published("2026-08-31", ORIGIN)])
    place.store.add([published("2026-07-31T16:30", file, Origin("cong-07b.xlsx", "e" * 64, "table"))])
    feed = place.present(PUBLISHED)
    assert feed.newest == feed.fresh_at == second_of(Instant.parse("2026-07-31T16:30"))
    assert (feed.number, feed.file, feed.loaded_at) == (3, "cong-07.xlsx, cong-07b.xlsx", None)
    assert feed_json(feed, Instant.parse("2026-08-31T16:30"))["state"] == "fresh"
    assert feed_json(feed, Instant.parse("2026-08-31T16:31"))["state"] == "stale"


def test_computed_alone_is_no_publication(place: Place) -> None:
    place.store.add([published("2026-08-31", ORIGIN)])
    assert isinstance(place.feed(PUBLISHED), Absent)
