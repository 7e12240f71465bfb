"""Data flows one way: a package imports only what stands below it."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "bochiso"
BASE = {"errors", "exact", "letter", "time", "wording", "workdays"}
MAY_IMPORT = {
    "errors": set(),
    "exact": set(),
    "letter": set(),
    "time": set(),
    "wording": {"exact", "time"},
    "workdays": {"errors", "time"},
    "units": BASE,
    "index": BASE | {"units"},
    "score": BASE | {"units", "index"},
    "facts": BASE | {"units"},
    "intake": BASE | {"units", "index", "score", "facts"},
    "measure": BASE | {"units", "index", "score", "facts"},
    "sample": BASE | {"units", "facts"},
    "compare": BASE | {"units", "index", "score", "facts", "measure"},
    "workspace": BASE | {"units", "index", "score", "facts", "intake", "measure", "sample"},
    "report": BASE | {"units", "index", "score", "facts", "measure", "compare", "workspace"},
    "view": BASE | {"units", "index", "score", "facts", "measure", "compare", "workspace"},
    "opendata": BASE | {"units", "index", "score"},
    "web": BASE
    | {"units", "index", "score", "facts", "intake", "measure", "compare", "workspace", "report", "view", "opendata"},
}
TOP = {"cli", "__main__", "__init__"}


def imports(path: Path) -> set[str]:
    """The packages of bochiso that a module imports, also inside functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("bochiso."):
            found.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {name.name.split(".")[1] for name in node.names if name.name.startswith("bochiso.")}
    return found


MODULES = sorted(SOURCE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=[str(path.relative_to(SOURCE)) for path in MODULES])
def test_imports_go_down_only(path: Path) -> None:
    room = path.relative_to(SOURCE).parts[0].removesuffix(".py")
    if room not in TOP:
        assert imports(path) - {room} <= MAY_IMPORT[room]


def test_every_room_has_its_place() -> None:
    rooms = {path.relative_to(SOURCE).parts[0].removesuffix(".py") for path in MODULES}
    assert rooms == MAY_IMPORT.keys() | TOP


def test_the_settings_know_nothing_of_intake() -> None:
    """`report` takes the settings from `workspace`; neither they nor the store may bring intake along."""
    for name in ("settings", "store"):
        assert "intake" not in imports(SOURCE / "workspace" / f"{name}.py")
