"""A DuckDB connection for the ledger's own work, and what DuckDB says when it cannot, in words."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from bochiso.errors import BochisoError, fail

MEMORY = "1200MB"
"""Beyond this DuckDB spills to the disk; a process stays well under 2 GiB."""

_TROUBLE = (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.InvalidInputException)
"""What disks and damaged files do. Anything else is a fault of ours and must look like one."""


@contextmanager
def connected(scratch: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that keeps to `MEMORY` and spills into a folder of its own under `scratch`."""
    spill = _writable(scratch) / f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
    connection = duckdb.connect()
    try:
        connection.execute(f"SET memory_limit = '{MEMORY}'")
        connection.execute("SET preserve_insertion_order = false")
        connection.execute("SET enable_progress_bar = false")
        connection.execute("SET temp_directory = ?", [str(spill)])
        yield connection
    except _TROUBLE as error:
        raise _told(scratch, error) from error
    finally:
        connection.close()
        shutil.rmtree(spill, ignore_errors=True)


def _writable(folder: Path) -> Path:
    """The folder, made if need be; whoever may only read the ledger spills where all programs do."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.gettempdir())
    return folder if os.access(folder, os.W_OK) else Path(tempfile.gettempdir())


def _told(place: Path, error: duckdb.Error) -> BochisoError:
    said = str(error).splitlines()[0]
    if isinstance(error, duckdb.OutOfMemoryException):
        return fail(
            str(place),
            f"không đủ bộ nhớ hoặc chỗ trống để tính ({said})",
            why="phần vượt bộ nhớ được ghi tạm ra thư mục này",
            remedy="dọn chỗ trống trên ổ đĩa rồi chạy lại; chưa ghi gì",
        )
    return fail(
        str(place),
        f"không đọc ghi được sổ hồ sơ ({said})",
        why="một tệp của sổ bị thiếu, bị hỏng hoặc không có quyền; hoặc ổ đĩa đầy",
        remedy="kiểm tra ổ đĩa và quyền của thư mục sổ; nếu tệp bị mất thì khôi phục từ bản sao lưu; chưa ghi gì",
    )
