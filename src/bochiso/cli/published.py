"""Commands on published figures: import, show, compare, report. Everything heavy is imported inside the command."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bochiso.cli.group import (
    FILE,
    FORMATS,
    instant_given,
    main,
    print_json,
    print_scores,
    print_warnings,
    progress,
    workspace_option,
)

if TYPE_CHECKING:
    from bochiso.report.reasons import Reasons
    from bochiso.score.snapshot import Snapshot
    from bochiso.workspace.opened import Opened


@main.command()
@click.argument("directory", type=FILE, metavar="THƯ_MỤC")
@click.option("--unit", required=True, metavar="MÃ", help="Mã của tỉnh hoặc bộ, ví dụ H55.")
def init(directory: Path, unit: str) -> None:
    """Tạo không gian làm việc: bochiso.toml và cơ sở dữ liệu."""
    from bochiso.workspace.create import create

    for line in create(directory, unit):
        click.echo(line)


@main.command(name="import")
@click.argument("files", type=FILE, nargs=-1, required=True, metavar="TỆP…")
@click.option("--at", metavar="THỜI_ĐIỂM", help="Thời điểm của số liệu, khi tệp không tự ghi.")
@click.option("--edition", default="", metavar="MÃ", help="Phiên bản bộ chỉ số; mặc định theo thời điểm.")
@workspace_option
def import_(files: tuple[Path, ...], at: str | None, edition: str, workspace: Path) -> None:
    """Nhập số liệu đã công bố: JSON của Cổng, bảng observations (CSV, XLSX)."""
    from bochiso.workspace.intake import read_into
    from bochiso.workspace.opened import opened

    instant = instant_given(at)
    with opened(workspace) as place:
        with progress() as step:
            step(f"Đang đọc {len(files)} tệp …")
            intake = read_into(place, files, instant, edition)
        added = place.store.add(intake.snapshots, intake.warnings)
        for snapshot, new in zip(intake.snapshots, added, strict=True):
            counts = f"{len(snapshot.units)} đơn vị, {len(snapshot.figures)} số liệu, {len(intake.warnings)} lưu ý"
            state = "" if new else " (đã có, không thay đổi gì)"
            click.echo(f"{snapshot.id}  {snapshot.as_of}  {snapshot.edition}  {counts}{state}")
        print_warnings(intake.warnings)


@main.command()
@click.option("--format", "form", type=FORMATS, default="table", help="Dạng in ra.")
@workspace_option
def snapshots(form: str, workspace: Path) -> None:
    """Liệt kê các bản chụp số liệu đã nhập."""
    from bochiso.view.console import show as show_grids
    from bochiso.view.entries import entries_csv, entries_grid, entries_json
    from bochiso.workspace.opened import opened

    with opened(workspace) as place:
        entries = place.store.entries()
    match form:
        case "json":
            print_json(entries_json(entries))
        case "csv":
            click.echo(entries_csv(entries), nl=False)
        case _:
            show_grids([entries_grid(entries)])


@main.command()
@click.argument("name", metavar="BẢN_CHỤP|THỜI_ĐIỂM")
@click.option("--unit", default="", metavar="MÃ", help="Chỉ một đơn vị.")
@click.option("--format", "form", type=FORMATS, default="table", help="Dạng in ra.")
@workspace_option
def show(name: str, unit: str, form: str, workspace: Path) -> None:
    """Xem một bản chụp: điểm, tỷ lệ, số đếm của từng đơn vị."""
    from bochiso.compare.change import truly_ranked
    from bochiso.index.load import edition_named
    from bochiso.score.tally import score as score_snapshot
    from bochiso.view.choose import scored_units
    from bochiso.workspace.opened import opened

    with opened(workspace) as place:
        snapshot = place.store.find(name)
    edition = edition_named(snapshot.edition)
    scored = (truly_ranked(found, snapshot, place.registry) for found in score_snapshot(snapshot, edition))
    units = scored_units(tuple(scored), unit)
    print_scores(form, snapshot, edition, units)


@main.command()
@click.argument("table", type=FILE, metavar="BẢNG.csv")
@click.option("--edition", required=True, metavar="MÃ", help="Phiên bản bộ chỉ số, ví dụ 766/portal-2026.")
@click.option("--format", "form", type=FORMATS, default="table", help="Dạng in ra.")
def score(table: Path, edition: str, form: str) -> None:
    """Tính điểm một bảng số đếm unit,indicator,numerator,denominator; không cần không gian làm việc."""
    from bochiso.index.load import edition_named
    from bochiso.intake.counts import read_counts
    from bochiso.score.tally import score as score_snapshot
    from bochiso.units.registry import default_registry

    rules = edition_named(edition)
    snapshot, warnings = read_counts(table, rules, default_registry())
    print_warnings(warnings)
    print_scores(form, snapshot, rules, score_snapshot(snapshot, rules), dated=False)


@main.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--unit", default="", metavar="MÃ", help="Chỉ một đơn vị.")
@click.option("--format", "form", type=FORMATS, default="table", help="Dạng in ra.")
@workspace_option
def compare(before: str, after: str, unit: str, form: str, workspace: Path) -> None:
    """So sánh hai bản chụp: mọi thay đổi, có đơn vị tính và chiều tốt xấu."""
    from bochiso.compare.change import compare as compare_snapshots
    from bochiso.view.choose import compared_units
    from bochiso.view.comparisons import comparison_csv, comparison_grids, comparison_json
    from bochiso.view.console import show as show_grids
    from bochiso.workspace.opened import opened

    with opened(workspace) as place:
        comparison = compare_snapshots(place.store.find(before), place.store.find(after), place.registry)
    units = compared_units(comparison, unit)
    match form:
        case "json":
            print_json(comparison_json(comparison, units))
        case "csv":
            click.echo(comparison_csv(comparison, units), nl=False)
        case _:
            show_grids(comparison_grids(comparison, units, unit or place.settings.workspace.province))


@main.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--out", type=FILE, required=True, metavar="THƯ_MỤC", help="Nơi ghi bốn tệp báo cáo.")
@click.option("--no-causes", is_flag=True, help="Không lập phụ lục «Nguyên nhân và giải pháp».")
@workspace_option
def report(before: str, after: str, out: Path, no_causes: bool, workspace: Path) -> None:
    """Lập công văn báo cáo và các phụ lục: DOCX, PDF, XLSX, HTML; in các điểm mâu thuẫn cần hỏi lại."""
    from bochiso.report.build import build_report, write_report
    from bochiso.workspace.opened import opened

    with opened(workspace) as place:
        snapshots = place.store.find(before), place.store.find(after)
        reasons = None if no_causes else _reasons(place, *snapshots)
        document = build_report(*snapshots, place.settings, place.registry, reasons)
    with progress() as step:
        written = write_report(document, out, step)
    for path in written:
        click.echo(str(path))
    for finding in document.review:
        click.echo("")
        click.echo(str(finding))
    click.echo(f"\n{len(document.review)} điểm cần rà soát trước khi ký.")


def _reasons(place: "Opened", before: "Snapshot", after: "Snapshot") -> "Reasons | None":
    """Why the figures moved; from the ledger too, where both were computed from it."""
    from bochiso.facts.schema import DOSSIERS
    from bochiso.report.build import find_reasons
    from bochiso.workspace.computing import source_of

    given = before, after, place.settings, place.registry
    if not (before.computed and after.computed):
        return find_reasons(*given, None)
    with source_of(place) as source, progress() as step:
        step("Đang đếm lại hồ sơ …")
        return find_reasons(*given, source if source.held.of(DOSSIERS) else None)


@main.command()
@click.argument("name", type=click.Choice(["observations"]), metavar="TÊN")
@click.option("--edition", default="", metavar="MÃ", help="Phiên bản bộ chỉ số; mặc định là phiên bản mới nhất.")
@click.option("--out", type=FILE, default=None, metavar="TỆP", help="Tệp XLSX ghi ra (mặc định: TÊN.xlsx).")
@workspace_option
def template(name: str, edition: str, out: Path | None, workspace: Path) -> None:
    """Ghi tệp XLSX mẫu để nhập tay: observations."""
    from bochiso.workspace.templates import write_template

    click.echo(str(write_template(name, edition, out or Path(f"{name}.xlsx"), workspace)))
