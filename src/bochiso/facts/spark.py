"""Whatever speaks Spark Connect: Apache Spark, Sail. The only module that knows PySpark.

A cluster reads the files itself, by the addresses that we give. Sail takes a file that it cannot find for one without
rows, so before anything is counted the rows that the cluster sees are compared with those that the files have.
"""

import logging
import re
import socket
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pyarrow as pa
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame
from pyspark.sql.connect.client.retries import DefaultPolicy
from pyspark.sql.connect.session import SparkSession
from sqlglot import exp

from bochiso.errors import BochisoError, fail
from bochiso.facts.engine import SPARK, dataset, rendered, whole

PORT = 15002
"""Where a Spark Connect server listens unless told otherwise."""

_ANSWER_SECONDS = 10
_NARROW = {"tinyint", "smallint", "int"}
_PATTERN = set("*?[]{}\\")


_LOST = "task context not found"
"""What Sail says now and then when it lost a task of its own; the same question asked again is answered."""

_DETAILS = re.compile(r'details = "(.+)"')
"""Where an error of the wire says what it is about."""


@dataclass(frozen=True)
class SparkConnect:
    """`address` is sc://host:port, and where a server asks for more, a slash and `;token=…;use_ssl=true`."""

    address: str

    @property
    def dialect(self) -> str:
        return SPARK

    @property
    def place(self) -> str:
        """The server, without what is secret in the address."""
        address = urlsplit(self.address)
        return f"sc://{address.hostname}:{address.port or PORT}"

    def rows(
        self,
        statement: exp.Expression,
        files: Mapping[str, Sequence[str]],
        tables: Mapping[str, pa.Table] | None = None,
    ) -> pa.Table:
        """See `Engine.rows`. The server, or each of its workers, must be able to read `files` at the same addresses."""
        text = rendered(statement, self.dialect)
        held = {name: _rows_held(paths) for name, paths in files.items()}
        addresses = {name: [self._address(path) for path in paths] for name, paths in files.items()}
        try:
            return self._asked(text, held, addresses, tables)
        except BochisoError as error:
            if _LOST not in str(error):
                raise
        return self._asked(text, held, addresses, tables)

    def _asked(
        self,
        text: str,
        held: Mapping[str, int],
        addresses: Mapping[str, Sequence[str]],
        tables: Mapping[str, pa.Table] | None,
    ) -> pa.Table:
        with _quiet(), self._session() as session:
            for name, paths in addresses.items():
                seen = _view(session, name, paths)
                if seen != held[name]:
                    raise self._blind(paths[0], f"thấy {seen} dòng, trong khi các tệp có {held[name]} dòng")
            for name, table in (tables or {}).items():
                session.createDataFrame(table).createOrReplaceTempView(name)
            return whole(session.sql(text).toArrow())

    def _address(self, path: str) -> str:
        """A file as the cluster names it. Access options of an address are ours alone; a cluster has its own."""
        if "://" in path:
            return path.partition("?")[0]
        if _PATTERN & set(path):
            raise fail(
                path,
                "đường dẫn có ký tự mà cụm máy hiểu là mẫu tìm tệp (* ? [ ] { } \\)",
                why="cụm máy có thể đọc nhầm tệp khác hoặc không đọc tệp nào",
                remedy="chuyển không gian làm việc sang thư mục có tên không chứa các ký tự ấy",
            )
        local = Path(path).absolute().as_posix()
        return f"file://{local}" if local.startswith("/") else f"file:///{local}"

    @contextmanager
    def _session(self) -> Iterator[SparkSession]:
        """A session of its own, gone afterwards with all its views; Ctrl-C also stops what runs on the server."""
        self._knock()
        session = None
        try:
            session = SparkSession.builder.remote(self.address).create()
            session.client.set_retry_policies([DefaultPolicy(max_retries=3, max_backoff=2000)])
            yield session
        except KeyboardInterrupt:
            if session is not None:
                with suppress(PySparkException):
                    session.interruptAll()
            raise
        except PySparkException as error:
            raise self._told(error) from error
        finally:
            if session is not None:
                with suppress(PySparkException):
                    session.stop()

    def _knock(self) -> None:
        """Ask whether anything listens: the client itself would try for minutes."""
        address = urlsplit(self.address)
        try:
            socket.create_connection((address.hostname or "", address.port or PORT), _ANSWER_SECONDS).close()
        except OSError as error:
            raise self._silent(str(error)) from error

    def _told(self, error: PySparkException) -> BochisoError:
        said = str(error).strip()
        details = _DETAILS.search(said)
        first = details[1] if details else said.partition("\n")[0]
        if "unsupported PySpark version" in said or "unsupported Spark version" in said:
            return fail(
                self.place,
                f"máy chủ không nhận phiên bản này của pyspark-client ({first})",
                why="Sail 0.7 chỉ nhận pyspark-client từ 4.0 đến 4.1",
                remedy="chạy: pip install 'bochiso[spark]' để có phiên bản phù hợp",
            )
        if "UNAVAILABLE" in said or "failed to connect" in said.lower():
            return self._silent(first)
        if "PATH_NOT_FOUND" in said or "FileNotFoundException" in said:
            return self._blind(self.place, first)
        if any(
            word in said for word in ("OutOfMemory", "ResourcesExhausted", "Resources exhausted", "exceeds the limit")
        ):
            return fail(
                self.place,
                f"cụm máy không đủ bộ nhớ ({first})",
                why="phần phải giữ cùng lúc lớn hơn bộ nhớ của một máy trong cụm",
                remedy="tăng bộ nhớ của máy trong cụm (Spark: spark.executor.memory), hoặc tính ít thời điểm hơn",
            )
        if "No space left" in said:
            return fail(
                self.place,
                f"một máy trong cụm hết chỗ trên ổ đĩa ({first})",
                why="phần vượt bộ nhớ được ghi tạm ra ổ đĩa của máy ấy",
                remedy="dọn chỗ trống (với Spark: thư mục spark.local.dir) rồi chạy lại",
            )
        return fail(
            self.place,
            f"cụm máy báo lỗi: {first}",
            why="không có kết quả nào được ghi",
            remedy='xem nhật ký của cụm máy; để tính trên máy này, đặt engine = "duckdb"',
        )

    def _silent(self, said: str) -> BochisoError:
        return fail(
            self.place,
            f"không nối được tới máy chủ Spark Connect ({said})",
            why="số liệu được tính ở đó (khoá «engine» trong bochiso.toml)",
            remedy=f"kiểm tra máy chủ đang chạy và mở cổng (thường là {PORT}), tường lửa và địa chỉ; "
            'hoặc đặt engine = "duckdb"',
        )

    def _blind(self, place: str, said: str) -> BochisoError:
        return fail(
            place.partition("?")[0],
            f"cụm máy không đọc được đủ tệp của sổ hồ sơ ({said})",
            why="mỗi máy trong cụm tự đọc tệp theo đúng địa chỉ này; thiếu một tệp là sai mọi con số",
            remedy="đặt sổ trên ổ đĩa chung gắn cùng một đường dẫn ở mọi máy, hoặc trong kho đối tượng: "
            'ledger = "s3://…"; rồi chạy lại',
        )


def _view(session: SparkSession, name: str, addresses: Sequence[str]) -> int:
    """Give the files their name, and tell how many rows the cluster finds in them."""
    frame = session.read.parquet(*addresses)
    if frame.columns:  # where no file was found there is none
        _widened(frame).createOrReplaceTempView(name)
    return frame.count()


def _widened(frame: DataFrame) -> DataFrame:
    """Whole numbers as BIGINT: Sail goes round silently where a narrower one overflows."""
    wide = (f"CAST(`{name}` AS BIGINT) AS `{name}`" if kind in _NARROW else f"`{name}`" for name, kind in frame.dtypes)
    return frame.selectExpr(*wide)


@contextmanager
def _quiet() -> Iterator[None]:
    """What the client mutters about pandas and its retries; what went wrong is told as a problem."""
    logger = logging.getLogger("pyspark.sql.connect.logging")
    level = logger.level
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"pyspark\.")
        logger.setLevel(logging.CRITICAL)
        try:
            yield
        finally:
            logger.setLevel(level)


def _rows_held(paths: Sequence[str]) -> int:
    """How many rows the files have, by their own footers."""
    if not paths:
        raise ValueError("no files stand for a table")
    try:
        return int(dataset(paths).count_rows())
    except (pa.ArrowException, OSError) as error:
        raise fail(
            paths[0].partition("?")[0],
            f"không đọc được một tệp của sổ ({str(error).strip().partition(chr(10))[0]})",
            why="thiếu hoặc hỏng một tệp là sai mọi con số, nên không tính gì cả",
            remedy="kiểm tra ổ đĩa, quyền đọc và kết nối; nếu tệp bị mất thì khôi phục từ bản sao lưu",
        ) from error
