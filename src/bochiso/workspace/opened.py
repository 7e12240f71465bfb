"""An open workspace: its settings, its units, its snapshots and its ledger."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bochiso.errors import fail
from bochiso.facts.ledger import Ledger
from bochiso.facts.places import storage_at
from bochiso.units.registry import PROVINCES, Registry, default_registry, read_registry
from bochiso.workspace.settings import FILE, Settings, read_settings
from bochiso.workspace.store import Store, open_store


@dataclass(frozen=True)
class Opened:
    """`shipped` are the units of bochiso or of the settings, without those that were loaded."""

    settings: Settings
    shipped: Registry
    store: Store
    ledger: Ledger

    @cached_property
    def registry(self) -> Registry:
        """The units that the workspace knows, those that were loaded on top of the others."""
        from bochiso.workspace.units import loaded_units

        units = loaded_units(self.ledger)
        return self.shipped.extended(units) if units else self.shipped


def is_workspace(folder: Path) -> bool:
    return (folder / FILE).is_file()


@contextmanager
def opened(folder: Path) -> Iterator[Opened]:
    """The workspace in `folder`, closed afterwards. Raises `BochisoError` when there is none or it is damaged."""
    path = folder / FILE
    if not is_workspace(folder):
        raise fail(
            str(path),
            "không phải không gian làm việc của bochiso",
            why="lệnh này cần cài đặt và dữ liệu của một không gian làm việc",
            remedy="chạy bochiso init THƯ_MỤC --unit H55, rồi thêm --workspace THƯ_MỤC",
        )
    settings = read_settings(path)
    shipped = workspace_registry(settings, folder)
    store = open_store(settings.workspace.database, folder)
    try:
        ledger = Ledger(store.transaction, storage_at(settings.workspace.ledger, folder))
        yield Opened(settings, shipped, store, ledger)
    finally:
        store.close()


def workspace_registry(settings: Settings, folder: Path) -> Registry:
    """The units that a workspace knows: those shipped, or the provinces and the province's own `units` table."""
    if not settings.workspace.units:
        return default_registry()
    path = folder / settings.workspace.units
    if not path.is_file():
        raise fail(
            f"{folder / FILE}, [workspace] units",
            f"không có tệp {path}",
            why="danh mục đơn vị của tỉnh nằm trong tệp này",
            remedy="sửa tên tệp, hoặc để trống để dùng danh mục có sẵn",
        )
    return read_registry(PROVINCES, path)
