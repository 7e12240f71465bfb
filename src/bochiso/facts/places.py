"""Where the ledger of a workspace lies: a folder of this machine, or an object store."""

from pathlib import Path

from bochiso.facts.storage import Folder, Storage


def storage_at(setting: str, folder: Path) -> Storage:
    """The storage that the setting `ledger` of a workspace in `folder` names; nothing is made or opened yet."""
    if setting.startswith("file://"):
        return _local(Path(setting.removeprefix("file://")))
    if "://" in setting:
        from bochiso.facts.objects import Objects

        home = folder / "so-ho-so"
        return Storage(home, Objects(setting, home))
    return _local(folder / setting)


def _local(root: Path) -> Storage:
    return Storage(root, Folder(root))
