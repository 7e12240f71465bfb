"""Documentation as tests: the reference is current and complete, links and images resolve, texts are sound."""

import importlib.util
import json
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from types import ModuleType

import click
import pytest
from click.testing import CliRunner

from bochiso.cli import main
from bochiso.index.load import editions
from bochiso.intake.columns import OBSERVATION_ALIASES
from bochiso.intake.read import read_published
from bochiso.units.table import COLUMNS as UNIT_COLUMNS
from bochiso.view.scores import CSV_COLUMNS
from bochiso.workspace.settings import CheckSettings, LetterSettings, ReportSettings, Workspace, read_settings

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
PAGES = sorted(
    [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "cases").rglob("*.md"), *(ROOT / "src").rglob("*.md")]
)
LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _reference(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["cli.md", "editions.md", "checks.md", "facts.md"])
def test_generated_pages_are_current(name: str) -> None:
    pages: dict[str, str] = _generator().pages()
    assert _reference(name) == pages[name], f"run: python docs/generate.py ({name})"


def test_every_generated_page_is_checked() -> None:
    assert set(_generator().pages()) == {"cli.md", "editions.md", "checks.md", "facts.md"}


def test_every_command_and_option_stands_in_the_reference() -> None:
    page = _reference("cli.md")
    for name, command in main.commands.items():
        section = _section(page, f"## bochiso {name}\n")
        for parameter in command.params:
            names = parameter.opts if isinstance(parameter, click.Option) else [parameter.metavar or ""]
            for option in names:
                assert option in section, f"{name} {option}"


def _section(page: str, heading: str) -> str:
    assert heading in page, heading
    return page.split(heading)[1].split("\n## ")[0]


def test_every_exit_code_stands_in_the_reference(tmp_path: Path) -> None:
    section = _section(_reference("cli.md"), "## Exit codes\n")
    run = CliRunner().invoke
    codes = {
        run(main, ["--version"]).exit_code,
        run(main, ["check", str(tmp_path / "nothing.csv")]).exit_code,
        run(main, ["check"]).exit_code,
    }
    assert codes == {0, 1, 2} == set(_generator().EXIT_CODES)
    for code in codes:
        assert f"\n| {code} | " in section


SECTIONS = [("workspace", Workspace), ("letter", LetterSettings), ("checks", CheckSettings), ("report", ReportSettings)]


@pytest.mark.parametrize("section", SECTIONS)
def test_every_setting_stands_in_the_reference(section: tuple[str, type]) -> None:
    name, kind = section
    text = _section(_reference("settings.md"), f"## [{name}]\n")
    known = {field.name for field in fields(kind)}
    assert set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) == known


def test_every_check_stands_in_the_reference_and_in_the_how_to() -> None:
    written = _checks_in_the_source()
    assert set(re.findall(r"^## ([\w-]+)$", _reference("checks.md"), re.MULTILINE)) == written
    how_to = (DOCS / "how-to" / "review.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([\w-]+)` \|", how_to, re.MULTILINE)) == written


def _checks_in_the_source() -> set[str]:
    """By another way than the generator's: every text that opens a finding."""
    found = set()
    for path in sorted((ROOT / "src" / "bochiso" / "compare" / "checks").glob("*.py")):
        source = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"[fF]inding\(\s*\"([a-z0-9-]+)\"", source))
    return found


def test_the_number_of_checks_in_the_changelog() -> None:
    assert len(_checks_in_the_source()) == 41
    assert "Forty-one kinds of contradiction" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_indicator_and_standing_stands_in_the_reference() -> None:
    page = _reference("editions.md")
    for edition in editions().values():
        section = _section(page, f"## {edition.id}\n")
        for indicator in edition.indicators:
            assert f"\n#### {indicator.id} {indicator.title}\n" in section
            for evidence in indicator.evidence:
                assert f"**{evidence.standing.value}** ({evidence.source})" in section


def test_every_key_of_an_edition_file_stands_in_the_reference() -> None:
    source = (ROOT / "src" / "bochiso" / "index" / "load.py").read_text(encoding="utf-8")
    asked = r"\.(?:text|day|decimal|share|choice|choices|texts|mapping)\(\"(\w+)\""
    listed = r"_all\(\w+, \"(\w+)\""
    named = r"_named\(\w+, \"[^\"]+\", \"(\w+)\""
    keys = {key for pattern in (asked, listed, named) for key in re.findall(pattern, source)}
    section = _section(_reference("editions.md"), "## The file\n")
    assert len(keys) > 30
    assert keys <= set(re.findall(r"\w+", section)), keys - set(re.findall(r"\w+", section))


def test_every_column_and_heading_stands_in_the_reference() -> None:
    page = _reference("tables.md")
    observations, units = _section(page, "## observations\n"), _section(page, "## units\n")
    for name, aliases in OBSERVATION_ALIASES.items():
        row = next(line for line in observations.splitlines() if line.startswith(f"| `{name}` |"))
        assert row.split(" | ")[1].split(" · ") == list(aliases), name
    for name in UNIT_COLUMNS:
        assert f"`{name}`" in units, name


def test_the_json_of_the_reference_has_the_keys_of_the_product(tmp_path: Path) -> None:
    counts = tmp_path / "counts.csv"
    counts.write_text("unit,indicator,numerator,denominator\nH55,1.4,1,2\n", encoding="utf-8")
    run = CliRunner().invoke(main, ["score", str(counts), "--edition", "766/portal-2026", "--format", "json"])
    printed = json.loads(run.stdout)
    shown, indicator = [
        json.loads(text) for text in _blocks(_section(_reference("json.md"), "## show, score\n"), "json")
    ]
    assert list(shown) == list(printed)
    assert list(shown["units"][0]) == list(printed["units"][0])
    assert list(indicator) == list(printed["units"][0]["indicators"][0])
    assert ",".join(CSV_COLUMNS) in _reference("json.md")


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_json_and_toml_in_pages_can_be_read(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for block in _blocks(text, "json"):
        json.loads(block)
    for block in _blocks(text, "toml"):
        tomllib.loads(block)
        settings = tmp_path / "bochiso.toml"
        letter = block if block.startswith("[") else f"[letter]\n{block}"
        settings.write_text(f'{letter}\n[workspace]\nprovince = "H55"\n', encoding="utf-8")
        read_settings(settings)


def _blocks(text: str, language: str) -> list[str]:
    return [body for found, body in FENCED.findall(text) if found == language]


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_commands_in_pages_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for target in re.findall(r"^(?:\$ )?make (\w+)", text, re.MULTILINE) + re.findall(r"`make (\w+)`", text):
        assert target in targets, target
    for command, rest in re.findall(r"(?:\$ +|`)\.venv/bin/bochiso ([a-z]+)([^`\n]*)", text):
        assert command in main.commands, command
        known = {name for parameter in main.commands[command].params for name in parameter.opts} | {"--help", "-h"}
        for option in re.findall(r"(?<!\S)(--?[a-z0-9-]+)", rest):
            assert option in known, f"{command} {option}"


def test_every_command_stands_in_the_readme() -> None:
    for name in ("README.md", "README.vi.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for command in main.commands:
            assert f"bochiso {command}" in text, f"{name}: {command}"


def test_the_readme_says_what_check_and_init_print(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    monkeypatch.chdir(ROOT)
    edition = "src/bochiso/editions/766/portal-2026.yaml"
    run = CliRunner().invoke(main, ["check", edition, "cases/thai-nguyen-2023-08/so-lieu.csv"])
    assert run.stdout in text
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["init", "thai-nguyen", "--unit", "H55"]).stdout in text
    case = ROOT / "cases" / "thai-nguyen-2023-08" / "so-lieu.csv"
    assert CliRunner().invoke(main, ["import", str(case), "-w", "thai-nguyen"]).stdout in text


def test_pages_name_snapshots_that_the_case_gives() -> None:
    case = ROOT / "cases" / "thai-nguyen-2023-08" / "so-lieu.csv"
    ids = {snapshot.id for snapshot in read_published([case], province="H55").snapshots}
    for path in PAGES:
        named = set(re.findall(r"\bs-[0-9a-f]{12}\b", path.read_text(encoding="utf-8")))
        assert named <= ids, f"{_name(path)}: {named - ids}; the case gives {ids}"


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_links_and_images_resolve(path: Path) -> None:
    for image, target in _links(path):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        found = (path.parent / file).resolve() if file else path
        assert found.is_file(), f"{_name(path)}: {target}"
        assert found.is_relative_to(ROOT), target
        if image:
            assert found.stat().st_size < 150_000, target
        if anchor:
            assert anchor in _anchors(found), target


def _links(path: Path) -> Iterator[tuple[bool, str]]:
    text = FENCED.sub("", path.read_text(encoding="utf-8"))
    for mark, target in LINK.findall(text):
        yield bool(mark), target


def _anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_image_is_shown_somewhere() -> None:
    shown = {(path.parent / target).resolve() for path in PAGES for image, target in _links(path) if image}
    assert {image for image in (DOCS / "images").iterdir() if image.suffix == ".png"} <= shown


def test_every_page_is_reached_from_the_index() -> None:
    reached, ways = set(), [DOCS / "index.md"]
    while ways:
        path = ways.pop()
        if path not in reached:
            reached.add(path)
            ways += [to for _, target in _links(path) if (to := (path.parent / target).resolve()).suffix == ".md"]
    assert set(DOCS.rglob("*.md")) <= reached


def test_every_decision_has_its_parts() -> None:
    records = sorted((DOCS / "decisions").glob("*.md"))
    for number, path in enumerate(records, 1):
        text = path.read_text(encoding="utf-8")
        assert path.name.startswith(f"{number:04}-") and text.startswith(f"# {number:04} "), path.name
        for part in ("Context.", "Decision.", "Consequences."):
            assert f"**{part}**" in text, f"{path.name}: {part}"
        assert "**Considered.**" in text or "**Tried.**" in text, path.name


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_pages_are_composed_text_and_name_no_package_registry(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert not any(unicodedata.category(letter) == "Cf" for letter in text)
    assert not re.search(_HOSTS, text, re.IGNORECASE)


_HOSTS = "|".join(
    re.escape(host) for host in ("py" + "pi.org", "pythonhosted" + ".org", "npm" + "js.org", "crates" + ".io")
)


def test_no_file_names_the_host_of_a_package_registry() -> None:
    ignored = {".git", ".venv", "out", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "__pycache__"}
    for path in ROOT.rglob("*"):
        if ignored.isdisjoint(path.relative_to(ROOT).parts) and path.is_file():
            found = re.search(_HOSTS.encode(), path.read_bytes(), re.IGNORECASE)
            assert found is None, f"{_name(path)}: {found}"
