"""Files to type into."""

from pathlib import Path

from bochiso.errors import fail
from bochiso.index.load import edition_named, editions
from bochiso.units.registry import default_registry
from bochiso.workspace.opened import is_workspace, workspace_registry
from bochiso.workspace.settings import FILE, read_settings


def write_template(name: str, edition: str, out: Path, workspace: Path) -> Path:
    """Write the template `name` for an edition, with the units of the workspace's province if there is one."""
    assert name == "observations"
    from bochiso.intake.template import observations_template

    if out.exists():
        raise fail(str(out), "đã có tệp này", why="ghi đè sẽ mất số liệu đã nhập", remedy="chọn tên khác bằng --out")
    settings = read_settings(workspace / FILE) if is_workspace(workspace) else None
    chosen = edition or (settings.workspace.edition if settings else "") or next(reversed(editions()))
    rules = edition_named(chosen)
    registry = workspace_registry(settings, workspace) if settings else default_registry()
    units = []
    if settings:
        day = rules.valid_from
        province = registry.by_code(settings.workspace.province, day) or registry.by_code(settings.workspace.province)
        units = [*([province] if province else []), *registry.children(settings.workspace.province, day)]
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(observations_template(rules, units))
    return out
