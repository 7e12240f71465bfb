"""The command that checks: files for being sound, snapshots and letters for contradictions."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bochiso.cli.group import instant_given, main, print_json, workspace_option
from bochiso.errors import BochisoError, Problem

if TYPE_CHECKING:
    from bochiso.compare.change import Comparison
    from bochiso.compare.checks.findings import Finding
    from bochiso.letter import Letter
    from bochiso.score.snapshot import Snapshot
    from bochiso.time import Instant
    from bochiso.units.registry import Registry
    from bochiso.workspace.opened import Opened

SWING = Decimal(20)
"""As the settings of a new workspace have it."""


@main.command()
@click.argument("names", nargs=-1, required=True, metavar="BẢN_CHỤP|TỆP…")
@click.option("--at", metavar="THỜI_ĐIỂM", help="Thời điểm của số liệu, khi tệp không tự ghi.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="Dạng in ra.")
@workspace_option
def check(names: tuple[str, ...], at: str | None, form: str, workspace: Path) -> None:
    """Kiểm tra: bản chụp, công văn (TXT, MD, DOCX, HTML), số liệu (JSON, CSV, XLSX), phiên bản (YAML), cài đặt (TOML).

    Tệp số liệu, phiên bản, cài đặt: đọc được hay không. Bản chụp và công văn: mọi mâu thuẫn,
    kèm quy tắc và việc cần làm.
    """
    from bochiso.view.findings import finding_json

    instant = instant_given(at)
    with _place(names, workspace) as place:
        given = _read(names, instant, workspace, place)
        told = list(_findings(given, place))
    for line in given.lines:
        click.echo(line, err=form == "json")
    if form == "json":
        print_json([finding_json(finding) | {"file": file} for file, finding in told])
    elif given.snapshots or given.letters:
        for _, finding in told:
            click.echo(f"\n{finding}")
        click.echo(f"\n{len(told)} điểm cần rà soát.")
    if given.problems:
        raise BochisoError(given.problems)


@dataclass
class _Given:
    """What the arguments of the command are, once read."""

    lines: list[str] = field(default_factory=list)
    snapshots: "list[Snapshot]" = field(default_factory=list)
    figures: "list[Snapshot]" = field(default_factory=list)
    letters: "list[Letter]" = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@contextmanager
def _place(names: Sequence[str], workspace: Path) -> "Iterator[Opened | None]":
    """The workspace, where there is one and a snapshot or a letter is to be checked with it."""
    from bochiso.intake.letters import TEXTS
    from bochiso.workspace.opened import is_workspace, opened

    asked = any(not _is_file(Path(name), name) or Path(name).suffix.lower() in TEXTS for name in names)
    if not asked or not is_workspace(workspace):
        yield None
        return
    with opened(workspace) as place:
        yield place


def _read(names: Sequence[str], at: "Instant | None", workspace: Path, place: "Opened | None") -> _Given:
    from bochiso.intake.letters import TEXTS, read_letter
    from bochiso.workspace.inspect import inspect
    from bochiso.workspace.opened import opened

    given = _Given()
    for name in dict.fromkeys(names):
        path = Path(name)
        try:
            if not _is_file(path, name):
                if place is None:
                    with opened(workspace):  # says what is missing
                        pass
                    continue
                given.snapshots.append(place.store.find(name))
            elif path.suffix.lower() in TEXTS:
                given.letters.append(read_letter(path))
            else:
                inspected = inspect(path, at, workspace)
                given.lines.append(inspected.text)
                given.figures += inspected.snapshots
        except BochisoError as error:
            given.problems += error.problems
    return given


def _is_file(path: Path, name: str) -> bool:
    """Whether an argument names a file: one that is there, or what no snapshot can be called."""
    from bochiso.time import Instant

    if path.exists():
        return True
    try:
        Instant.parse(name)
    except ValueError:
        return bool(path.suffix) or len(path.parts) > 1
    return False


def _findings(given: _Given, place: "Opened | None") -> "Iterator[tuple[str, Finding]]":
    """Every finding with what it was found in: first of the snapshots, then of the letters, none told twice."""
    from bochiso.compare.checks.contradictions import all_of_letter, all_of_one, all_of_two
    from bochiso.compare.checks.letters import LetterCase, read
    from bochiso.units.registry import default_registry

    registry = place.registry if place else default_registry()
    swing = place.settings.checks.swing if place else SWING
    province = place.settings.workspace.province if place else ""
    told: set[tuple[str, str, str]] = set()
    if len(given.snapshots) == 1:
        (only,) = given.snapshots
        yield from _fresh(only.id, all_of_one(only, registry, swing), told)
    for comparison in _pairs(given.snapshots, registry, province):
        name = f"{comparison.before.id} {comparison.after.id}"
        yield from _fresh(name, all_of_two(comparison, swing), told)
    letters = [read(letter) for letter in given.letters]
    known = [*given.snapshots, *given.figures]
    for letter, opened in zip(given.letters, letters, strict=True):
        beside = tuple(other for other in letters if other is not opened)
        snapshots = known or _named(letter, place)
        case = LetterCase(opened, beside, tuple(_pairs(snapshots, registry, province)), registry, province)
        yield from _fresh(letter.name, all_of_letter(case, swing), told)


def _fresh(
    file: str, findings: "Sequence[Finding]", told: set[tuple[str, str, str]]
) -> "Iterator[tuple[str, Finding]]":
    for finding in findings:
        key = finding.id, finding.title, finding.figures
        if key not in told:
            told.add(key)
            yield file, finding


def _pairs(snapshots: "Sequence[Snapshot]", registry: "Registry", province: str) -> "Iterator[Comparison]":
    """Each snapshot with the next in time; of the workspace's own province, where they have it."""
    from itertools import pairwise

    from bochiso.compare.change import compare

    ordered = sorted({snapshot.id: snapshot for snapshot in snapshots}.values(), key=lambda each: each.as_of)
    for before, after in pairwise(ordered):
        comparison = compare(before, after, registry)
        yield comparison.within(province) if comparison.unit(province) else comparison


def _named(letter: "Letter", place: "Opened | None") -> "list[Snapshot]":
    """The snapshots of the workspace of the days that a letter names, the latest of each day."""
    from bochiso.compare.checks.claims import named_days

    if place is None:
        return []
    days = named_days(letter)
    latest = {entry.as_of.day: entry.id for entry in place.store.entries() if entry.as_of.day in days}
    return [place.store.get(id) for id in latest.values()]
