"""Segments in an object store (s3://, gs://, abfs://): an object appears whole when its upload is complete."""

import shutil
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyarrow as pa
from pyarrow.fs import FileSelector, FileSystem, FileType, SubTreeFileSystem

from bochiso.errors import BochisoError, fail
from bochiso.facts.schema import TABLES
from bochiso.facts.storage import load_of, second_changed

_DAY = 86_400


@dataclass(frozen=True)
class Objects:
    """`address` is like s3://bucket/prefix?region=…; access keys come from the environment.

    Writers on other machines do not see our lock, so a file that nobody knows is left alone for a day: it may be
    the upload of a load that is still under way.
    """

    address: str
    home: Path
    grace: int = _DAY

    @cached_property
    def filesystem(self) -> FileSystem:
        """Opened at first use: it may ask the network where the store is. Raises `BochisoError`."""
        try:
            filesystem, path = FileSystem.from_uri(self.address)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise unreachable(self.address, error) from None
        return SubTreeFileSystem(path, filesystem)

    def path(self, name: str) -> str:
        base, mark, options = self.address.partition("?")
        return f"{base.rstrip('/')}/{name}{mark}{options}"

    def aside(self, name: str) -> Path:
        path = self.home / "tam" / name.replace("/", "-")
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def publish(self, name: str) -> None:
        local = self.aside(name)
        self.filesystem.create_dir(str(Path(name).parent), recursive=True)
        with local.open("rb") as source, self.filesystem.open_output_stream(name) as target:
            shutil.copyfileobj(source, target, 1 << 22)
        if self.filesystem.get_file_info(name).size != local.stat().st_size:
            raise OSError(f"{self.path(name)}: kích thước không khớp sau khi gửi")
        local.unlink()

    def names(self) -> dict[str, int]:
        found = {}
        for table in TABLES:
            for info in self.filesystem.get_file_info(FileSelector(table, allow_not_found=True)):
                name = f"{table}/{info.base_name}"
                if info.type == FileType.File and load_of(name) is not None:
                    found[name] = second_changed(info.mtime.timestamp()) if info.mtime else sys.maxsize
        return found

    def remove(self, name: str) -> None:
        if self.filesystem.get_file_info(name).type != FileType.NotFound:
            self.filesystem.delete_file(name)

    def read(self, name: str) -> str | None:
        if self.filesystem.get_file_info(name).type == FileType.NotFound:
            return None
        with self.filesystem.open_input_stream(name) as stream:
            return str(stream.read().decode("utf-8"))


def unreachable(address: str, error: Exception) -> BochisoError:
    """The object store did not let us in, in words."""
    return fail(
        address,
        f"không dùng được kho đối tượng: {error}",
        why="sổ hồ sơ nằm ở địa chỉ này (khoá «ledger» trong bochiso.toml)",
        remedy="kiểm tra địa chỉ, vùng (region), khoá truy cập trong biến môi trường và kết nối mạng; "
        'hoặc dùng một thư mục: ledger = "so-ho-so"',
    )
