"""One statement, the same answer on DuckDB and on a Spark Connect server; and what is said when it cannot be given."""

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlglot
from sqlglot import exp

from bochiso.errors import BochisoError
from bochiso.facts.engine import Engine, conditional_count, rendered, whole
from bochiso.facts.engines import engine_named, is_engine

ROWS = 5_000
PROCEDURES = tuple(f"{n % 3 + 1}.{n:06}" for n in range(2_000))


def parsed(text: str) -> exp.Expression:
    return sqlglot.parse_one(text, dialect="duckdb", into=exp.Select)


def dossiers(first: int, rows: int) -> pa.Table:
    """Rows with every stored type, NULL in each column that may be empty."""
    numbers = range(first, first + rows)

    def column(value: Callable[[int], object], kind: pa.DataType, empty: int = 0) -> pa.Array:
        return pa.array([None if empty and n % empty == 0 else value(n) for n in numbers], kind)

    return pa.table(
        {
            "unit": column(lambda n: f"H55.{n * n % 23}", pa.string()),
            "procedure": column(lambda n: PROCEDURES[n * 7 % 1_900], pa.string()),
            "channel": column(lambda n: n % 3 + 1, pa.int8(), 7),
            "received_at": column(lambda n: 800_000_000 + n * 1_000, pa.int32()),
            "due_at": column(lambda n: 800_500_000 + n * 970, pa.int32(), 5),
            "ended_at": column(lambda n: 800_400_000 + n * 1_010, pa.int32(), 3),
            "supplement_seconds": column(lambda n: n % 4 * 86_400, pa.int64(), 2),
            "far": column(lambda n: 2_147_483_000 - n, pa.int32()),
            "paid": column(lambda n: n % 5 == 0, pa.bool_(), 11),
            "complained": column(lambda n: False, pa.bool_(), 1),
        }
    )


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    folder = tmp_path_factory.mktemp("sổ hồ sơ 100%")  # blanks, Vietnamese letters and a percent sign are usual
    half = ROWS // 2
    for number in range(2):
        pq.write_table(dossiers(number * half, half), folder / f"{number}.parquet")
    return tuple(str(folder / f"{number}.parquet") for number in range(2))


@pytest.fixture
def duck(tmp_path: Path) -> Engine:
    return engine_named("duckdb", tmp_path)


@pytest.fixture
def spark(sail_address: str, tmp_path: Path) -> Engine:
    return engine_named(sail_address, tmp_path)


def listed(table: pa.Table) -> pa.Table:
    return table.sort_by([(name, "ascending") for name in table.column_names])


VALUES = ", ".join(f"('{code}', {n % 2 == 0}, {n % 90})" for n, code in enumerate(PROCEDURES))
STATEMENTS = {
    "conditional counts": """
        SELECT unit, procedure, COUNT_IF(channel = 2 AND due_at >= 801000000) AS a, COUNT_IF(paid) AS b,
            COUNT_IF(NOT paid) AS c, COUNT_IF(complained) AS d, COUNT(*) AS n
        FROM states GROUP BY unit, procedure""",
    "comparisons with NULL": """
        SELECT unit, COUNT_IF(ended_at <= due_at) AS a, COUNT_IF(NOT (ended_at <= due_at)) AS b,
            COUNT_IF(ended_at <= due_at OR paid) AS c, COUNT_IF(channel IN (2, 3)) AS d,
            COUNT_IF(NOT channel IN (2, 3)) AS e, COUNT_IF(ended_at IS NULL AND NOT due_at IS NULL) AS f,
            COUNT_IF(NULL) AS g
        FROM states GROUP BY unit""",
    "CASE, COALESCE, whole numbers": """
        SELECT unit, SUM(CASE WHEN ended_at IS NULL THEN 801000000 ELSE ended_at END - COALESCE(supplement_seconds, 0)
            - received_at) AS a, MIN(-channel) AS b, MAX(received_at % 86400) AS c, MIN((due_at - ended_at) % 7) AS d,
            MAX(CAST(FLOOR(received_at / 86400) AS BIGINT)) AS e, SUM(CAST(paid AS BIGINT)) AS f
        FROM states GROUP BY unit""",
    "beyond 32 bits": "SELECT unit, MAX(far + 86400) AS a, SUM(far) AS b, MAX(far * 4) AS c FROM states GROUP BY unit",
    "a list of procedures": f"""
        WITH marks AS (SELECT * FROM (VALUES {VALUES}) AS given(code, has_fee, days))
        SELECT states.unit, COUNT_IF(has_fee) AS a, SUM(days) AS b, COUNT_IF(received_at + days * 86400 < ended_at) AS c
        FROM states LEFT JOIN marks ON marks.code = states.procedure GROUP BY states.unit""",
    "named conditions": """
        SELECT unit, procedure, COUNT_IF(seen AND online) AS a, COUNT_IF(seen AND s0 <= due_at) AS b
        FROM (SELECT unit, procedure, due_at, s0, received_at <= 803000000 AS seen, channel = 2 AS online
            FROM (SELECT *, COALESCE(ended_at, 803000000) AS s0 FROM states) AS found
            WHERE received_at >= 800100000) AS marked
        GROUP BY unit, procedure""",
    "taken away": """
        SELECT unit, SUM(a) AS a FROM (
            SELECT unit, COUNT_IF(paid) AS a FROM states GROUP BY unit
            UNION ALL SELECT unit, -a AS a FROM (
                SELECT unit, COUNT_IF(paid) AS a FROM removed WHERE channel = 1 GROUP BY unit) AS gone
        ) AS signed GROUP BY unit""",
    "no rows": "SELECT unit, SUM(channel) AS a, COUNT_IF(paid) AS b FROM states WHERE received_at < 0 GROUP BY unit",
    "texts and flags": "SELECT DISTINCT unit, paid, channel FROM states",
}  # fmt: skip


@pytest.mark.parametrize("name", STATEMENTS)
def test_engines_agree(name: str, files: tuple[str, ...], duck: Engine, spark: Engine) -> None:
    statement = parsed(STATEMENTS[name])
    before = statement.copy()
    given: dict[str, Sequence[str]] = {"states": files}
    if name == "taken away":
        given["removed"] = files[:1]
    ours, theirs = (listed(engine.rows(statement, given)) for engine in (duck, spark))
    assert ours.schema == theirs.schema
    assert ours.equals(theirs)
    assert (ours.num_rows == 0) == (name == "no rows")
    assert statement == before


def test_a_count_is_what_a_loop_counts(files: tuple[str, ...], duck: Engine, spark: Engine) -> None:
    rows = dossiers(0, ROWS).to_pylist()
    wanted = sum(
        1
        for row in rows
        if row["due_at"] is not None and row["ended_at"] is not None and row["ended_at"] <= row["due_at"]
    )
    statement = parsed("SELECT COUNT_IF(ended_at <= due_at) AS n, COUNT(*) AS held FROM states")
    for engine in (duck, spark):
        assert engine.rows(statement, {"states": files}).to_pylist() == [{"n": wanted, "held": ROWS}]


def test_small_tables_at_hand(files: tuple[str, ...], duck: Engine, spark: Engine) -> None:
    marks = pa.table({"code": PROCEDURES[:1_500], "days": range(1_500), "fee": [n % 2 == 0 for n in range(1_500)]})
    statement = parsed("""
        SELECT unit, COUNT_IF(fee) AS a, SUM(days) AS b FROM states LEFT JOIN marks ON code = procedure GROUP BY unit""")
    ours, theirs = (listed(engine.rows(statement, {"states": files}, {"marks": marks})) for engine in (duck, spark))
    assert ours.equals(theirs)
    assert sum(ours.column("a").to_pylist()) > 0


def test_each_engine_gets_its_form_of_a_conditional_count() -> None:
    statement = parsed("SELECT COUNT_IF(a > 1 AND b) AS n FROM t")
    assert rendered(statement, "duckdb") == "SELECT COUNT(CASE WHEN a > 1 AND b THEN 1 END) AS n FROM t"
    assert rendered(statement, "spark") == "SELECT COUNT_IF(a > 1 AND b) AS n FROM t"
    condition = exp.GT(this=exp.column("a"), expression=exp.Literal.number(1))
    assert conditional_count(condition, "duckdb").sql("duckdb") == "COUNT(CASE WHEN a > 1 THEN 1 END)"
    assert conditional_count(condition, "spark").sql("spark") == "COUNT_IF(a > 1)"


def test_counts_are_int64_whatever_an_engine_calls_them() -> None:
    table = pa.table(
        {
            "a": pa.array([1], pa.decimal128(38, 0)),
            "b": pa.array(["x"], pa.large_string()),
            "c": pa.array([2], pa.int8()),
        }
    )
    assert whole(table).schema == pa.schema({"a": pa.int64(), "b": pa.string(), "c": pa.int64()})
    with pytest.raises(TypeError, match="double"):
        whole(pa.table({"a": [0.5]}))


def test_a_count_too_large_is_no_other_count() -> None:
    with pytest.raises(pa.ArrowInvalid):
        whole(pa.table({"a": pa.array([2**70], pa.decimal128(38, 0))}))


def test_a_python_variable_is_no_table(duck: Engine, files: tuple[str, ...]) -> None:
    states = dossiers(0, 3)
    import duckdb

    with pytest.raises(duckdb.CatalogException, match="missing"):
        duck.rows(parsed("SELECT COUNT(*) AS n FROM missing"), {"states": files})
    assert states.num_rows == 3


def test_a_name_needs_files(duck: Engine, spark: Engine) -> None:
    for engine in (duck, spark):
        with pytest.raises(ValueError, match="no files"):
            engine.rows(parsed("SELECT COUNT(*) AS n FROM states"), {"states": ()})


def test_addresses_of_files(files: tuple[str, ...], duck: Engine, tmp_path: Path) -> None:
    pq.write_table(dossiers(0, 10), tmp_path / "x.parquet")
    statement = parsed("SELECT unit, COUNT(*) AS n, MAX(far * 4) AS far FROM states GROUP BY unit")
    by_path, by_address = (
        listed(duck.rows(statement, {"states": [path]}))
        for path in (str(tmp_path / "x.parquet"), f"file://{tmp_path}/x.parquet")
    )
    assert by_path.equals(by_address)


def test_a_path_is_no_pattern(duck: Engine, spark: Engine, tmp_path: Path) -> None:
    for folder, rows in (("so*", 3), ("so1", 50)):
        (tmp_path / folder).mkdir()
        pq.write_table(dossiers(0, rows), tmp_path / folder / "x.parquet")
    statement, files = parsed("SELECT COUNT(*) AS n FROM states"), {"states": [str(tmp_path / "so*" / "x.parquet")]}
    assert duck.rows(statement, files).to_pylist() == [{"n": 3}]
    with pytest.raises(BochisoError, match="mẫu tìm tệp"):
        spark.rows(statement, files)


def test_engines_by_name(tmp_path: Path) -> None:
    assert engine_named("duckdb", tmp_path).dialect == "duckdb"
    assert engine_named("sc://may-chu:15002", tmp_path).dialect == "spark"
    assert is_engine("sc://may-chu") and is_engine("sc://may-chu:15002/;token=x")
    for setting in (
        "",
        "spark",
        "sc://",
        "http://may-chu:15002",
        "sc://may-chu:x",
        "sc://may-chu:99999",
        "sc://may-chu:0",
    ):
        assert not is_engine(setting)
        with pytest.raises(BochisoError, match='viết "duckdb" hoặc "sc://may-chu:15002"'):
            engine_named(setting, tmp_path)


def test_the_client_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "bochiso.facts.spark", raising=False)
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    with pytest.raises(BochisoError, match=r"pip install 'bochiso\[spark\]'"):
        engine_named("sc://may-chu:15002", tmp_path)


def test_nobody_answers(files: tuple[str, ...], tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening, so nobody else gets it
        engine = engine_named(f"sc://127.0.0.1:{taken.getsockname()[1]}/;token=bi-mat", tmp_path)
        with pytest.raises(BochisoError, match="không nối được tới máy chủ Spark Connect") as raised:
            engine.rows(parsed("SELECT 1 AS n"), {"states": files})
    assert "bi-mat" not in str(raised.value)


def test_a_missing_file_is_no_file_without_rows(
    files: tuple[str, ...], duck: Engine, spark: Engine, tmp_path: Path
) -> None:
    missing = str(tmp_path / "mat.parquet")
    for engine in (duck, spark):
        with pytest.raises(BochisoError, match=r"không đọc được một tệp của sổ.*mat\.parquet"):
            engine.rows(parsed("SELECT COUNT(*) AS n FROM states"), {"states": [*files, missing]})


@pytest.mark.parametrize("kept", [0, 1])
def test_a_cluster_that_sees_less_than_there_is(
    kept: int, files: tuple[str, ...], spark: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a worker has another folder at the same path: Sail tells nobody that a file is missing."""
    from bochiso.facts.spark import SparkConnect

    seen = {path: f"file://{path}" if number < kept else "file:///mat/mat.parquet" for number, path in enumerate(files)}
    monkeypatch.setattr(SparkConnect, "_address", lambda _, path: seen[path])
    with pytest.raises(BochisoError, match="cụm máy không đọc được đủ tệp"):
        spark.rows(parsed("SELECT COUNT(*) AS n FROM states"), {"states": files})


def test_what_a_server_refuses_is_told(files: tuple[str, ...], spark: Engine) -> None:
    with pytest.raises(BochisoError, match="cụm máy báo lỗi"):
        spark.rows(parsed("SELECT no_such_function(unit) AS n FROM states"), {"states": files})


SAID = {
    "unsupported PySpark version: 4.3.0": "không nhận phiên bản này",
    "<_InactiveRpcError StatusCode.UNAVAILABLE failed": "không nối được",
    "[PATH_NOT_FOUND] Path does not exist: file:/x": "không đọc được đủ tệp",
    "java.lang.OutOfMemoryError: Java heap space": "không đủ bộ nhớ",
    "Resources exhausted: Failed to allocate": "không đủ bộ nhớ",
    "java.io.IOException: No space left on device": "hết chỗ trên ổ đĩa",
    "gì khác": "cụm máy báo lỗi: gì khác",
}


@pytest.mark.parametrize("said", SAID)
def test_what_clusters_say_in_words(
    said: str, files: tuple[str, ...], spark: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pyspark.errors import PySparkException
    from pyspark.sql.connect.session import SparkSession

    def fails(*_: object, **__: object) -> object:
        raise PySparkException(said)

    monkeypatch.setattr(SparkSession, "sql", fails)
    with pytest.raises(BochisoError, match=SAID[said]):
        spark.rows(parsed("SELECT COUNT(*) AS n FROM states"), {"states": files})


def test_too_little_memory_and_a_damaged_file(
    duck: Engine, files: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = tmp_path / "hong.parquet"
    damaged.write_bytes(Path(files[0]).read_bytes()[:-9])
    with pytest.raises(BochisoError, match="không đọc được một tệp của sổ"):
        duck.rows(parsed("SELECT COUNT(*) AS n FROM states"), {"states": [str(damaged)]})
    monkeypatch.setattr("bochiso.facts.connection.MEMORY", "2MB")
    with pytest.raises(BochisoError, match="không đủ bộ nhớ để tính"):
        duck.rows(
            parsed("SELECT unit, procedure, received_at, COUNT(*) AS n FROM states GROUP BY 1, 2, 3"), {"states": files}
        )


def test_a_full_disk(duck: Engine, files: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    import duckdb

    from bochiso.facts import duck as module

    def full(*_: object) -> None:
        raise duckdb.OutOfMemoryException("failed to offload data block of size 256.0 KiB (7.1 MiB/7.1 MiB used).")

    monkeypatch.setattr(module, "_view", full)
    with pytest.raises(BochisoError, match="ổ đĩa hết chỗ trong khi tính"):
        duck.rows(parsed("SELECT COUNT(*) AS n FROM states"), {"states": files})


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as a signal")
def test_ctrl_c_stops_a_query(duck: Engine, tmp_path: Path) -> None:
    over = threading.Event()

    def press() -> None:
        while not over.wait(10 if pressed else 0.7):
            pressed.append(1)
            os.kill(os.getpid(), signal.SIGINT)

    pressed: list[int] = []
    endless = parsed("SELECT COUNT(*) AS n FROM range(1000000000000) AS t(i) WHERE hash(i) = 3")
    hand = threading.Thread(target=press)
    hand.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            duck.rows(endless, {})
    finally:
        over.set()
        hand.join()
    assert pressed
    assert not list(tmp_path.iterdir())


def test_a_task_that_sail_lost_is_asked_for_again(spark: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    from bochiso.errors import fail
    from bochiso.facts.spark import SparkConnect

    truly, said = SparkConnect._asked, ["task context not found for operation", "task context not found for operation"]

    def losing(self: SparkConnect, *asked: object) -> pa.Table:
        if said:
            raise fail("sc://", f"cụm máy báo lỗi: internal error: {said.pop()}", why="", remedy="")
        return truly(self, *asked)  # type: ignore[arg-type]

    monkeypatch.setattr(SparkConnect, "_asked", losing)
    with pytest.raises(BochisoError, match="task context not found"):
        spark.rows(parsed("SELECT 1 AS n"), {})
    said.append("task context not found for operation")
    assert spark.rows(parsed("SELECT 1 AS n"), {}).to_pylist() == [{"n": 1}]
