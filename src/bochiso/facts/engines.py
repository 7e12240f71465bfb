"""Which engine a setting names. Nothing is imported or connected before it is asked for."""

from pathlib import Path
from urllib.parse import urlsplit

from bochiso.errors import BochisoError, fail
from bochiso.facts.engine import DUCKDB, Engine

SCHEME = "sc"
ENGINE_EXAMPLES = '"duckdb" hoặc "sc://may-chu:15002"'


def engine_named(setting: str, scratch: Path) -> Engine:
    """The engine of a setting: `duckdb`, or the address of a Spark Connect server, sc://host:port.

    `scratch` is a folder for what does not fit into memory. Nothing is connected yet. Raises `BochisoError`.
    """
    if setting == DUCKDB:
        from bochiso.facts.duck import Duck

        return Duck(scratch)
    if not is_engine(setting):
        raise fail(
            f"engine = {setting!r}",
            "không phải tên hay địa chỉ của bộ máy tính",
            why="chỉ dùng được DuckDB có sẵn, hoặc một máy chủ Spark Connect",
            remedy=f"viết {ENGINE_EXAMPLES}",
        )
    try:
        from bochiso.facts.spark import SparkConnect
    except ImportError as error:
        raise _missing(setting, error) from None
    return SparkConnect(setting)


def is_engine(setting: str) -> bool:
    """Whether a setting names an engine. Says nothing of whether a server answers there."""
    if setting == DUCKDB:
        return True
    try:
        address = urlsplit(setting)
        return address.scheme == SCHEME and bool(address.hostname) and (address.port is None or address.port > 0)
    except ValueError:
        return False


def _missing(setting: str, error: ImportError) -> BochisoError:
    return fail(
        f"engine = {setting!r}",
        f"chưa cài phần nối tới Spark Connect ({error.name or error})",
        why="bộ cài mặc định chỉ có DuckDB",
        remedy="chạy: pip install 'bochiso[spark]'; hoặc đặt engine = \"duckdb\"",
    )
