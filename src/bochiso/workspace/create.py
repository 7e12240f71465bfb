"""Making a workspace: its settings, with comments, and its database."""

from collections.abc import Iterator
from pathlib import Path

from bochiso.errors import fail
from bochiso.units.codes import canonical_agency_code
from bochiso.units.registry import default_registry
from bochiso.units.tree import UnitKind
from bochiso.workspace.settings import FILE, read_settings, template
from bochiso.workspace.store import create_store


def create(directory: Path, unit: str) -> Iterator[str]:
    """Make `directory` a workspace for a province or ministry; say line by line what was done.

    An existing workspace keeps its settings and its data; only its database is brought up to date.
    """
    code = canonical_agency_code(unit) or unit
    known = default_registry().by_code(code)
    if known is None or known.kind not in (UnitKind.PROVINCE, UnitKind.MINISTRY):
        raise fail(
            f"--unit {unit}",
            "không phải mã của tỉnh hoặc bộ nào đã biết",
            why="không gian làm việc là của một tỉnh hoặc một bộ",
            remedy="ví dụ: H55 (Thái Nguyên), H44 (Phú Thọ), G22 (Văn phòng Chính phủ)",
        )
    path = directory / FILE
    if directory.exists() and not directory.is_dir():
        raise fail(str(directory), "đã có tệp trùng tên", why="cần một thư mục", remedy="chọn tên khác")
    directory.mkdir(parents=True, exist_ok=True)
    if path.exists():
        yield f"{path}: đã có, giữ nguyên"
    else:
        path.write_text(template(code, known.name.removeprefix("UBND ")), encoding="utf-8")
        yield f"{path}: cài đặt của {known.name}; hãy mở và điền phần [letter]"
    settings = read_settings(path)
    if settings.workspace.province != code:
        raise fail(
            str(path),
            f"đã là không gian làm việc của {settings.workspace.province}, không phải {code}",
            why="mỗi không gian làm việc là của một tỉnh hoặc một bộ",
            remedy="chọn thư mục khác, hoặc sửa province trong tệp này",
        )
    create_store(settings.workspace.database, directory).close()
    yield f"{settings.workspace.database}: sẵn sàng"
