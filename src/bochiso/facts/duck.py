"""DuckDB in this process: the engine that is always there."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
from sqlglot import exp

from bochiso.errors import BochisoError, fail
from bochiso.facts.connection import connected
from bochiso.facts.engine import DUCKDB, dataset, rendered, whole
from bochiso.facts.statements import parquet, quoted

_NARROW = {"TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER"}


@dataclass(frozen=True)
class Duck:
    """Every call has a connection of its own, which keeps to a fixed memory and spills into `scratch`."""

    scratch: Path

    @property
    def dialect(self) -> str:
        return DUCKDB

    def rows(
        self,
        statement: exp.Expression,
        files: Mapping[str, Sequence[str]],
        tables: Mapping[str, pa.Table] | None = None,
    ) -> pa.Table:
        """See `Engine.rows`."""
        text = rendered(statement, self.dialect)
        with connected(self.scratch) as connection, _told(self.scratch):
            connection.execute("SET python_enable_replacements = false")  # a table name is no Python variable
            connection.execute("SET autoinstall_known_extensions = false")
            for name, paths in files.items():
                _view(connection, name, paths)
            for name, table in (tables or {}).items():
                connection.register(name, table)
            return whole(_run(connection, text))


def _run(connection: duckdb.DuckDBPyConnection, text: str) -> pa.Table:
    """Run in a thread of its own: DuckDB looks for Ctrl-C only where the calling thread has work of the query to do."""
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(lambda: connection.sql(text).to_arrow_table())
        try:
            while not running.done():
                wait([running], 0.5)
        except KeyboardInterrupt:
            while not running.done():
                connection.interrupt()
                wait([running], 0.1)
            raise
        return running.result()


def _view(connection: duckdb.DuckDBPyConnection, name: str, paths: Sequence[str]) -> None:
    if not paths:
        raise ValueError(f"no files stand for {name}")
    source = _source(connection, name, paths)
    columns = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    wide = (f"{quoted(column)}::BIGINT AS {quoted(column)}" if kind in _NARROW else quoted(column)
            for column, kind, *_ in columns)  # fmt: skip
    connection.execute(f"CREATE TEMP VIEW {quoted(name)} AS SELECT {', '.join(wide)} FROM {source}")


def _source(connection: duckdb.DuckDBPyConnection, name: str, paths: Sequence[str]) -> str:
    """What to write behind FROM. DuckDB opens local files itself; stores are read by pyarrow, which it streams from."""
    if not any("://" in path for path in paths):
        return parquet(paths)
    connection.register(f"{name} from afar", dataset(paths))
    return quoted(f"{name} from afar")


@contextmanager
def _told(scratch: Path) -> Iterator[None]:
    """What disks, memory and damaged files do, in words. Anything else is a fault of ours and must look like one."""
    try:
        yield
    except (duckdb.OutOfMemoryException, duckdb.IOException, duckdb.InvalidInputException) as error:
        raise _in_words(scratch, error) from error


def _in_words(scratch: Path, error: duckdb.Error) -> BochisoError:
    if "offload" in str(error) or "No space left" in str(error):
        return fail(
            str(scratch),
            f"ổ đĩa hết chỗ trong khi tính ({_first_line(error)})",
            why="phần vượt bộ nhớ được ghi tạm ra thư mục này",
            remedy="dọn chỗ trống trên ổ đĩa rồi chạy lại",
        )
    if isinstance(error, duckdb.OutOfMemoryException):
        return fail(
            "bộ máy DuckDB",
            f"không đủ bộ nhớ để tính ({_first_line(error)})",
            why="phần phải giữ cùng lúc trong bộ nhớ lớn hơn mức cho phép",
            remedy='tính ít thời điểm hơn một lần, hoặc dùng một cụm máy: engine = "sc://máy:cổng"',
        )
    return fail(
        "sổ hồ sơ",
        f"không đọc được một tệp của sổ ({_first_line(error)})",
        why="thiếu hoặc hỏng một tệp là sai mọi con số, nên không tính gì cả",
        remedy="kiểm tra ổ đĩa và quyền đọc; nếu tệp bị mất thì khôi phục từ bản sao lưu",
    )


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0]
