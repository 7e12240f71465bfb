"""The plain sample: the same bytes from the same seed, however it is drawn; and facts that can be true."""

from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from bochiso.cli import main
from bochiso.errors import BochisoError
from bochiso.sample import plain
from bochiso.sample.plain import write_plain
from bochiso.sample.write import write_sample
from bochiso.units.registry import PROVINCES, read_registry
from bochiso.workdays import is_working

DOSSIERS = 20_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plain")
    write_plain(path, DOSSIERS, 766, twice=10)
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_seed_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write_plain(tmp_path, DOSSIERS, 766, twice=10, workers=1)
    assert contents(tmp_path) == contents(folder)


def test_parts_drawn_on_one_core_or_two_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain, "PART", 6_000)
    for workers in (1, 2):
        write_plain(tmp_path / str(workers), 10_000, 766, workers=workers)
    one, two = contents(tmp_path / "1"), contents(tmp_path / "2")
    assert one == two
    assert sorted(name for name in one if name.startswith("dossiers")) == [f"dossiers-00{n}.parquet" for n in (1, 2)]
    with duckdb.connect() as connection:
        query = f"SELECT count(*), count(DISTINCT code) FROM read_parquet('{tmp_path}/1/dossiers-*.parquet')"
        assert connection.execute(query).fetchall() == [(10_000, 10_000)]


def test_another_seed_gives_other_dossiers(folder: Path, tmp_path: Path) -> None:
    write_plain(tmp_path, DOSSIERS, 767, twice=10)
    assert contents(tmp_path)["dossiers.parquet"] != contents(folder)["dossiers.parquet"]


def test_every_dossier_can_be_true(folder: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW d AS SELECT * FROM read_parquet('{folder}/dossiers.parquet')")

        def one(query: str) -> tuple[object, ...]:
            return connection.execute(query).fetchall()[0]

        assert one("SELECT count(DISTINCT code) FROM d") == (DOSSIERS,)
        rows = one("SELECT count(*) FROM d")[0]
        assert isinstance(rows, int) and 1.08 * DOSSIERS < rows < 1.12 * DOSSIERS
        assert one("""SELECT count(*) FROM d WHERE ended_at < received_at OR recorded_at < greatest(received_at, ended_at,
            synced_at, paid_at, supplement_requested_at)""") == (0,)
        assert one("SELECT count(*) FROM d WHERE (status IN (3, 7, 8, 9, 10)) <> (ended_at IS NOT NULL)") == (0,)
        assert one("SELECT count(*) FROM d WHERE received_at::TIME NOT BETWEEN TIME '07:30' AND TIME '17:00'") == (0,)
        days = connection.execute("SELECT DISTINCT received_at::DATE FROM d").fetchall()
        assert len(days) > 150 and all(is_working(day) for (day,) in days)
        late, online, open_now = one("""SELECT avg((ended_at > due_at)::INTEGER), avg((channel = 2)::INTEGER),
            avg((ended_at IS NULL)::INTEGER) FROM d WHERE status <> 4 OR ended_at IS NULL""")
        assert isinstance(late, float) and 0.02 < late < 0.12
        assert isinstance(online, float) and 0.4 < online < 0.7
        assert isinstance(open_now, float) and 0.01 < open_now < 0.2
        known = f"SELECT code FROM read_csv('{folder}/procedures.csv', all_varchar = true) WHERE"
        assert one(f"SELECT count(*) FROM d WHERE procedure NOT IN ({known} TRUE)") == (0,)
        assert one(f"SELECT count(*) FROM d WHERE channel = 2 AND procedure IN ({known} online = 'none')") == (0,)
        assert one(f"SELECT count(*) FROM d WHERE (fee = 'none') <> (procedure IN ({known} has_fee = '0'))") == (0,)


def test_draws_of_different_salts_do_not_follow_each_other(folder: Path) -> None:
    with duckdb.connect() as connection:
        pairs = "corr(reused, complained), corr(component_file, population_data), corr(from_store, hour(received_at))"
        query = f"SELECT {pairs} FROM read_parquet('{folder}/dossiers.parquet')"
        assert all(abs(found) < 0.03 for found in connection.execute(query).fetchall()[0])


def test_the_units_go_with_the_registry(folder: Path) -> None:
    registry = read_registry(PROVINCES, folder / "units.csv")
    assert sum(unit.kind.value == "commune" for unit in registry.units) == 92


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "so-lieu.csv").write_text("của đơn vị", encoding="utf-8")
    with pytest.raises(BochisoError, match=r"thư mục đã có tệp khác: so-lieu\.csv"):
        write_plain(tmp_path, 10, 766)
    assert [path.name for path in tmp_path.iterdir()] == ["so-lieu.csv"]


def test_a_table_of_the_users_own_is_not_taken_for_a_sample(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text("code,name\n", encoding="utf-8")
    with pytest.raises(BochisoError, match=r"tệp khác: units\.csv"):
        write_plain(tmp_path, 10, 766)


def test_a_sample_is_replaced_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain, "PART", 20)
    write_plain(tmp_path, 30, 766)
    write_plain(tmp_path, 10, 766)
    assert (tmp_path / "dossiers.parquet").exists() and not (tmp_path / "dossiers-002.parquet").exists()


@pytest.mark.parametrize(
    ("dossiers", "case", "seed", "message"),
    [
        (10, None, -1, "-1 nằm ngoài 0 đến 1000000"),
        (None, "ha-noi-2023", 766, "không có tỉnh mẫu «ha-noi-2023»"),
        (10, "thai-nguyen-2023", 766, "có đúng 444772 hồ sơ"),
    ],
)
def test_requests_that_cannot_be_met(
    tmp_path: Path, dossiers: int | None, case: str | None, seed: int, message: str
) -> None:
    with pytest.raises(BochisoError, match=message):
        write_sample(tmp_path / "new", dossiers, case, seed, 0)
    assert not (tmp_path / "new").exists()


def test_the_command_names_the_files(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["sample", str(tmp_path / "s"), "--dossiers", "50"])
    assert result.exit_code == 0, result.output
    assert str(tmp_path / "s" / "dossiers.parquet") in result.output
    assert "bochiso load dossiers dossiers.parquet" in (tmp_path / "s" / "README.md").read_text(encoding="utf-8")
