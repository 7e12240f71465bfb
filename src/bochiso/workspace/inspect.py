"""Files that `bochiso check` reads as the command that takes them would; nothing is changed."""

from dataclasses import dataclass
from pathlib import Path

from bochiso.errors import fail
from bochiso.index.load import load_edition, span_text
from bochiso.score.snapshot import Snapshot
from bochiso.time import Instant
from bochiso.workspace.settings import read_settings


@dataclass(frozen=True)
class Inspected:
    """A sound file: a line about it, with its warnings below, and the snapshots that it holds, if it holds figures."""

    text: str
    snapshots: tuple[Snapshot, ...] = ()


def inspect(path: Path, at: Instant | None, workspace: Path) -> Inspected:
    """What a sound file holds. Raises `BochisoError` with every problem of an unsound one.

    Published figures are read with what the workspace knows, if `workspace` is one.
    """
    if not path.is_file():
        raise fail(str(path), "không có tệp này", why="không có gì để kiểm tra", remedy="kiểm tra lại đường dẫn")
    match path.suffix.lower():
        case ".yaml" | ".yml":
            edition = load_edition(path)
            counts = f"{len(edition.axes)} trục, {len(edition.indicators)} chỉ số, {span_text(edition)}"
            return Inspected(f"{path}: phiên bản {edition.id}, {counts}: hợp lệ")
        case ".toml":
            return Inspected(f"{path}: cài đặt của {read_settings(path).workspace.province}: hợp lệ")
        case _:
            return _published(path, at, workspace)


def _published(path: Path, at: Instant | None, workspace: Path) -> Inspected:
    from bochiso.intake.read import read_published
    from bochiso.workspace.intake import read_into
    from bochiso.workspace.opened import is_workspace, opened

    if is_workspace(workspace):
        with opened(workspace) as place:
            intake = read_into(place, [path], at)
    else:
        intake = read_published([path], at=at)
    figures = sum(len(snapshot.figures) for snapshot in intake.snapshots)
    instants = ", ".join(str(snapshot.as_of) for snapshot in intake.snapshots)
    lines = [f"{path}: {figures} số liệu tại {instants}: hợp lệ", *(f"  lưu ý: {w}" for w in intake.warnings)]
    return Inspected("\n".join(lines), intake.snapshots)
