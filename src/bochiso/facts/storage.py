"""Where the files of the ledger lie: a local folder, or an object store with a local folder beside it.

A file is written aside, made durable, and only then given its name; who sees a name sees a whole file.
"""

import os
import re
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bochiso.errors import fail
from bochiso.facts.held import Role
from bochiso.facts.schema import TABLES
from bochiso.time import now, second_of

ASIDE = ".tmp"
_NAME = re.compile(rf"({'|'.join(TABLES)})/(\d+)-({'|'.join(Role)})-[0-9a-f]{{8}}\.parquet(?:\.tmp)?")
_WAIT_SECONDS = 900
_DAY, _MINUTE = 86_400, 60
_LOCK = "khoa"
_OWN = "doc-"
_FROM_1970_UTC = 946_659_600


def segment_name(table: str, role: Role, load: int) -> str:
    """A name that no other file has had; the random part keeps the leavings of an interrupted load apart."""
    return f"{table}/{load}-{role}-{uuid.uuid4().hex[:8]}.parquet"


def load_of(name: str) -> int | None:
    """The load that wrote a segment of this name, or None for a file that is none of the ledger's."""
    match = _NAME.fullmatch(name)
    return int(match[2]) if match else None


class Shelf(Protocol):
    """Holds segments by name."""

    @property
    def grace(self) -> int:
        """For how many seconds a file that nobody knows is left alone."""

    def path(self, name: str) -> str:
        """What a reader opens."""

    def aside(self, name: str) -> Path:
        """A local file to write before `publish`."""

    def publish(self, name: str) -> None:
        """Make what was written aside durable under its name."""

    def names(self) -> dict[str, int]:
        """Every segment there, also those aside, with the second of its last change."""

    def remove(self, name: str) -> None:
        """Delete a segment; one that is gone already is no fault."""

    def read(self, name: str) -> str | None:
        """The text of a small file, None where there is none."""


@dataclass(frozen=True)
class Folder:
    """Segments in a local folder."""

    root: Path
    grace: int = 0

    def path(self, name: str) -> str:
        return str(self.root / name)

    def aside(self, name: str) -> Path:
        final = self.root / name
        if not final.parent.exists():
            final.parent.mkdir(parents=True, exist_ok=True)
            _sync(final.parent.parent)
        return final.with_name(final.name + ASIDE)

    def publish(self, name: str) -> None:
        durable(self.aside(name), self.root / name)

    def names(self) -> dict[str, int]:
        found = {f"{table}/{path.name}": path for table in TABLES for path in (self.root / table).glob("*")}
        return {name: second_changed(path.stat().st_mtime) for name, path in found.items() if load_of(name) is not None}

    def remove(self, name: str) -> None:
        (self.root / name).unlink(missing_ok=True)

    def read(self, name: str) -> str | None:
        path = self.root / name
        return path.read_text(encoding="utf-8") if path.exists() else None


def second_changed(stamp: float) -> int:
    """The second since 2000 in Viet Nam of a file's own time stamp, which counts from 1970 UTC."""
    return int(stamp) - _FROM_1970_UTC


def durable(aside: Path, final: Path) -> None:
    """Give a written file its name so that both survive a power cut."""
    _sync(aside)
    aside.replace(final)
    _sync(final.parent)


def _sync(path: Path) -> None:
    if path.is_dir() and os.name != "posix":
        return  # only POSIX lets a folder be opened; elsewhere the rename itself is all there is
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _abandoned(folder: Path) -> bool:
    """Whether the process that a scratch folder was made for is gone: its lock went with it."""
    from filelock import FileLock, Timeout

    try:
        with FileLock(folder / _LOCK, timeout=0):
            return True
    except Timeout:
        return False


@dataclass(frozen=True)
class Storage:
    """`home` is always local: the lock, the engine's spills and refused rows; the segments are on `shelf`."""

    home: Path
    shelf: Shelf

    @property
    def refused(self) -> Path:
        return self.home / "tu-choi"

    @property
    def scratch(self) -> Path:
        return self.home / "tam"

    def tidy(self, version: int) -> None:
        """Remove refused rows of loads after `version`, which never came to be, and spills of a process long gone."""
        for path in self.refused.glob("*-*.csv*"):
            number = path.name.partition("-")[0]
            if number.isdigit() and int(number) > version:
                path.unlink(missing_ok=True)
        self.tidy_scratch()

    @contextmanager
    def own_scratch(self) -> Iterator[Path]:
        """A folder for one process, gone afterwards; if the process is killed, with the next tidying."""
        from filelock import FileLock

        self.scratch.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.scratch, prefix=_OWN) as name:
            folder = Path(name)
            with FileLock(folder / _LOCK):
                yield folder

    def tidy_scratch(self) -> None:
        """Remove folders whose process is gone, which may hold what was sent as it came, and spills after a day."""
        for path in self.scratch.glob("*"):
            with suppress(OSError):  # another process may be tidying too
                age = second_of(now()) - second_changed(path.stat().st_mtime)
                if path.name.startswith(_OWN):
                    if age > _MINUTE and _abandoned(path):
                        shutil.rmtree(path)
                elif age > _DAY:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer on this folder. The lock goes with the process, however it ends."""
        from filelock import FileLock, Timeout

        self.home.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.home / _LOCK, timeout=_WAIT_SECONDS)
        try:
            lock.acquire()
        except Timeout:
            raise fail(
                str(self.home),
                "một lệnh nạp khác đang chạy",
                why=f"mỗi lúc chỉ một lệnh được ghi vào sổ; đã chờ {_WAIT_SECONDS // 60} phút",
                remedy="đợi lệnh kia xong rồi chạy lại",
            ) from None
        try:
            yield
        finally:
            with suppress(OSError):
                lock.release()
