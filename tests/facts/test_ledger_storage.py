"""Files of the ledger: merging, sweeping, strangers, object stores, other machines, full disks."""

from pathlib import Path

import duckdb
import pytest
from ledger_support import Row, ledger_in, net, staged

from bochiso.errors import BochisoError
from bochiso.facts import appending, writing
from bochiso.facts.current import latest
from bochiso.facts.held import Role
from bochiso.facts.ledger import Ledger
from bochiso.facts.manifest import Manifest
from bochiso.facts.objects import Objects
from bochiso.facts.places import storage_at
from bochiso.facts.schema import DOSSIERS, SERVICES
from bochiso.facts.storage import Folder, Storage, load_of, segment_name
from bochiso.workspace.store import create_store, open_store


def row(code: str, status: int = 4, at: int = 1) -> Row:
    return {"code": code, "procedure": "2.000815", "status": status, "recorded_at": at}


def load(ledger: Ledger, folder: Path, *rows: Row, now: int = 100) -> int:
    return ledger.append(staged(folder / "staged", DOSSIERS, rows), now=now, who="an").taken


def files(folder: Path) -> set[str]:
    return {path.name for path in (folder / "so-ho-so" / "dossiers").iterdir()}


def test_ledger_merges_many_small_segments_and_keeps_them_an_hour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MANY", 3)
    with ledger_in(tmp_path) as ledger:
        for number in range(1, 5):
            load(ledger, tmp_path, row("A", number, number), row(f"B{number}", at=number), now=number)
        before, signed, old = ledger.held(), net(ledger), files(tmp_path)
        load(ledger, tmp_path, row("C", at=5), now=5)
        held = ledger.held()
        assert [segment.rows for segment in held.of(DOSSIERS, Role.ACCEPTED)] == [1, 8]
        assert old < files(tmp_path), "a reader of the former reading still finds its files"
        assert sum(signed.values()) + 1 == sum(net(ledger).values())
        with ledger.connect() as connection:
            for each in (before, held):
                assert latest(connection, each, DOSSIERS, 4).filter("code = 'A'").project(
                    "status, load"
                ).fetchall() == [(4, 4)]
        load(ledger, tmp_path, row("D", at=6), now=5 + 3599)
        assert old < files(tmp_path)
        load(ledger, tmp_path, row("E", at=6), now=5 + 3600)
        assert len(files(tmp_path) & old) == len(held.of(DOSSIERS, Role.REMOVED))
        assert sum(net(ledger).values()) == sum(signed.values()) + 3


def test_ledger_ignores_leavings_and_the_next_load_removes_them(tmp_path: Path) -> None:
    with ledger_in(tmp_path) as ledger:
        load(ledger, tmp_path, row("A"))
        there = files(tmp_path)
        folder, refused = tmp_path / "so-ho-so" / "dossiers", tmp_path / "so-ho-so" / "tu-choi"
        refused.mkdir()
        left = [folder / "2-accepted-0123abcd.parquet", folder / "2-added-0123abcd.parquet.tmp", refused / "2-tep.csv"]
        foreign = [folder / "ghi chú.txt", refused / "ghi-chú.csv"]
        for path in (*left, *foreign):
            path.write_bytes(b"torn")
        assert sum(net(ledger).values()) == 1
        load(ledger, tmp_path, row("B"))
        assert not any(path.exists() for path in left) and all(path.exists() for path in foreign)
        assert len(files(tmp_path)) == len(there) + 2


def test_ledger_refuses_a_database_older_than_its_files(tmp_path: Path) -> None:
    with ledger_in(tmp_path) as ledger:
        load(ledger, tmp_path, row("A"))
        later = tmp_path / "so-ho-so" / "dossiers" / "7-accepted-0123abcd.parquet"
        later.write_bytes(b"")
        with pytest.raises(BochisoError, match="cùng một bản sao lưu"):
            load(ledger, tmp_path, row("B"))
        assert later.exists() and ledger.held().version == 1


def test_ledger_refuses_the_folder_of_another_and_a_folder_that_is_gone(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
    with ledger_in(one) as ledger:
        load(ledger, one, row("A"))
    with ledger_in(other, ledger=str(one / "so-ho-so")) as ledger, pytest.raises(BochisoError, match="không phải của"):
        load(ledger, other, row("B"))
    with ledger_in(one, ledger="o-dia-chua-gan") as ledger, pytest.raises(BochisoError, match="ổ đĩa đã gắn chưa"):
        load(ledger, one, row("B"))
    with ledger_in(one) as ledger:
        assert ledger.held().version == 1 and load(ledger, one, row("B")) == 1


def objects(folder: Path, home: str) -> Storage:
    root = folder / "kho"
    root.mkdir(exist_ok=True)
    return Storage(folder / home, Objects(root.as_uri(), folder / home))


def test_ledger_in_an_object_store_with_writers_on_two_machines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = create_store("bochiso.db", tmp_path)
    here, there = (Ledger(store.transaction, objects(tmp_path, home)) for home in ("here", "there"))
    load(here, tmp_path, row("A"))
    prepare, tries = appending.prepare, []

    def interrupted(*given: object) -> object:
        prepared = prepare(*given)  # type: ignore[arg-type]
        tries.append(prepared)
        if len(tries) == 1:
            load(there, tmp_path, row("A", 5, 2))
        return prepared

    monkeypatch.setattr(appending, "prepare", interrupted)
    assert load(here, tmp_path, row("A", 9, 3), row("B")) == 2
    assert len(tries) == 3, "once more after the other was acknowledged"
    assert here.held().version == 3 and all(each.path.startswith("file://") for each in here.held().segments)
    assert sum(net(here).values()) == 2
    on_disk = {f"dossiers/{path.name}" for path in (tmp_path / "kho" / "dossiers").iterdir()}
    assert {name.rpartition("/")[2] for name in on_disk} == {s.path.rpartition("/")[2] for s in here.held().segments}
    assert not list((tmp_path / "here" / "tam").glob("*.parquet"))
    store.close()


def test_ledger_addresses(tmp_path: Path) -> None:
    assert storage_at("so", tmp_path).home == tmp_path / "so"
    assert storage_at("/data/so", tmp_path).shelf == Folder(Path("/data/so"))
    assert storage_at(f"file://{tmp_path}/so", tmp_path).shelf == Folder(tmp_path / "so")
    with pytest.raises(BochisoError, match="kho đối tượng"):
        storage_at("kho://x/y", tmp_path).shelf.names()
    shelf = storage_at("s3://kho/so?region=vn", tmp_path).shelf
    assert shelf.path("dossiers/a.parquet") == "s3://kho/so/dossiers/a.parquet?region=vn"
    name = segment_name("dossiers", Role.ADDED, 12)
    assert load_of(name) == 12 and load_of(name + ".tmp") == 12
    assert load_of("dossiers/ghi chú.parquet") is None and load_of("other/1-added-01234567.parquet") is None


def test_ledger_takes_nothing_when_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ledger_in(tmp_path) as ledger:
        load(ledger, tmp_path, row("A"))
        before = files(tmp_path)

        def full(self: Folder, name: str) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patched:
            patched.setattr(Folder, "publish", full)
            with pytest.raises(OSError, match="No space"):
                load(ledger, tmp_path, row("A", 9, 2))
        assert files(tmp_path) == before and ledger.held().version == 1
        assert load(ledger, tmp_path, row("A", 9, 2)) == 1


def test_ledger_says_in_words_what_a_lost_or_damaged_file_is(tmp_path: Path) -> None:
    with ledger_in(tmp_path) as ledger:
        load(ledger, tmp_path, row("A"))
        (segment,) = ledger.held().segments
        for damage in (lambda: Path(segment.path).write_bytes(b"torn"), Path(segment.path).unlink):
            damage()
            with pytest.raises(BochisoError, match="bản sao lưu"):
                load(ledger, tmp_path, row("A", 9, 2))
        assert ledger.held().version == 1


def test_ledger_connection_spills_beside_the_ledger(tmp_path: Path) -> None:
    with ledger_in(tmp_path) as ledger, ledger.connect() as connection:
        connection.execute("SET memory_limit = '40MB'")
        connection.execute("CREATE TEMP TABLE big AS SELECT hash(i) AS a, hash(i + 1) AS b FROM range(4_000_000) r(i)")
        assert list((tmp_path / "so-ho-so" / "tam").glob("*/*"))
    assert not list((tmp_path / "so-ho-so" / "tam").iterdir())


def test_ledger_programming_faults_look_like_faults(tmp_path: Path) -> None:
    with ledger_in(tmp_path) as ledger, pytest.raises(duckdb.ParserException), ledger.connect() as connection:
        connection.execute("SELEC 1")


def test_ledger_manifest_comes_with_the_migration_and_keeps_snapshots(tmp_path: Path) -> None:
    from alembic import command
    from alembic.config import Config

    from bochiso.workspace import store as module

    create_store("bochiso.db", tmp_path).close()
    config = Config()
    config.set_main_option("script_location", str(Path(module.__file__).with_name("migrations")))
    config.set_main_option("path_separator", "os")
    store = open_store("bochiso.db", tmp_path)
    with store.engine.execution_options(writes=True).begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        connection.exec_driver_sql(
            "INSERT INTO snapshot VALUES (1, 's-0', '2023-08-31', '766/portal-2022', '2023', 'portal', 1, 1, '', '[]', '{}')"
        )
    store.close()
    with pytest.raises(BochisoError, match="bochiso init"):
        open_store("bochiso.db", tmp_path)
    store = create_store("bochiso.db", tmp_path)
    assert [entry.id for entry in store.entries()] == ["s-0"]
    assert Manifest(store.transaction).current() == (0, ())
    with ledger_in(tmp_path) as ledger:
        ledger.append(staged(tmp_path / "s", SERVICES, []), now=1, who="an")
        assert ledger.held().version == 1
    store.close()


def test_ledger_tables_are_those_of_the_migration(tmp_path: Path) -> None:
    from sqlalchemy import inspect

    from bochiso.facts.manifest import MANIFEST

    store = create_store("bochiso.db", tmp_path)
    found = inspect(store.engine)
    for table in MANIFEST.tables.values():
        columns = {each["name"]: (str(each["type"]), each["nullable"]) for each in found.get_columns(table.name)}
        assert columns == {each.name: (str(each.type), bool(each.nullable)) for each in table.columns}, table.name
    store.close()
