"""The command line: parse, call, print. Everything heavy is imported inside the command that needs it."""

import errno
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec

import click

from bochiso import __version__
from bochiso.errors import BochisoError

if TYPE_CHECKING:
    from bochiso.index.model import Edition
    from bochiso.score.snapshot import Snapshot
    from bochiso.score.tally import ScoredUnit
    from bochiso.time import Instant

Arguments = ParamSpec("Arguments")

FORMATS = click.Choice(["table", "json", "csv"])
FILE = click.Path(path_type=Path)


class _Command(click.Group):
    """Prints problems of the input instead of a traceback, and exits with 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BochisoError as error:
            _print_problems(error)
            ctx.exit(1)
        except BrokenPipeError:
            raise  # whoever read our output has had enough; click ends quietly
        except OSError as error:
            _print_problems(_from_system(error))
            ctx.exit(1)


def _from_system(error: OSError) -> BochisoError:
    """What the operating system refused, in words a clerk can act on."""
    from bochiso.errors import fail

    reasons = {
        errno.EACCES: "không có quyền",
        errno.EPERM: "không có quyền",
        errno.EROFS: "ổ đĩa chỉ cho đọc",
        errno.ENOSPC: "hết chỗ trống",
        errno.ENOENT: "không có đường dẫn này",
        errno.ENOTDIR: "một phần của đường dẫn là tệp, không phải thư mục",
        errno.EISDIR: "là thư mục, không phải tệp",
        errno.ENAMETOOLONG: "tên quá dài",
    }
    return fail(
        str(error.filename or "đầu ra"),
        f"không đọc ghi được: {reasons.get(error.errno or 0, error.strerror or 'lỗi vào ra')}",
        why="lệnh dừng giữa chừng; dữ liệu đã nhập vẫn nguyên",
        remedy="kiểm tra đường dẫn, quyền ghi và chỗ trống, rồi chạy lại",
    )


def _print_problems(error: BochisoError) -> None:
    for problem in error.problems:
        click.echo(str(problem), err=True)
    click.echo(f"{len(error.problems)} vấn đề; chưa thay đổi gì.", err=True)


@click.group(cls=_Command, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="bochiso")
def main() -> None:
    """bochiso: Bộ chỉ số 766, từ số liệu công bố đến báo cáo ký được."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")


def _workspace(command: Callable[Arguments, None]) -> Callable[Arguments, None]:
    option = click.option(
        "--workspace", "-w", type=FILE, default=Path(), help="Thư mục không gian làm việc (mặc định: thư mục này)."
    )
    return option(command)


def _instant(text: str | None) -> "Instant | None":
    from bochiso.time import INSTANT_EXAMPLES, Instant

    if text is None:
        return None
    try:
        return Instant.parse(text)
    except ValueError:
        raise click.BadParameter(f"«{text}» không phải thời điểm; ví dụ: {INSTANT_EXAMPLES}") from None


def _print_json(content: object) -> None:
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))


def _print_warnings(warnings: tuple[str, ...]) -> None:
    for warning in warnings:
        click.echo(f"  lưu ý: {warning}", err=True)


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
@_workspace
def import_(files: tuple[Path, ...], at: str | None, edition: str, workspace: Path) -> None:
    """Nhập số liệu đã công bố: JSON của Cổng, bảng observations (CSV, XLSX)."""
    from bochiso.workspace.intake import read_into
    from bochiso.workspace.opened import opened

    instant = _instant(at)
    with opened(workspace) as place:
        with _progress() as step:
            step(f"Đang đọc {len(files)} tệp …")
            intake = read_into(place, files, instant, edition)
        added = place.store.add(intake.snapshots, intake.warnings)
        for snapshot, new in zip(intake.snapshots, added, strict=True):
            counts = f"{len(snapshot.units)} đơn vị, {len(snapshot.figures)} số liệu, {len(intake.warnings)} lưu ý"
            state = "" if new else " (đã có, không thay đổi gì)"
            click.echo(f"{snapshot.id}  {snapshot.as_of}  {snapshot.edition}  {counts}{state}")
        _print_warnings(intake.warnings)


@main.command()
@click.option("--format", "form", type=FORMATS, default="table", help="Dạng in ra.")
@_workspace
def snapshots(form: str, workspace: Path) -> None:
    """Liệt kê các bản chụp số liệu đã nhập."""
    from bochiso.view.console import show as show_grids
    from bochiso.view.entries import entries_csv, entries_grid, entries_json
    from bochiso.workspace.opened import opened

    with opened(workspace) as place:
        entries = place.store.entries()
    match form:
        case "json":
            _print_json(entries_json(entries))
        case "csv":
            click.echo(entries_csv(entries), nl=False)
        case _:
            show_grids([entries_grid(entries)])


@main.command()
@click.argument("name", metavar="BẢN_CHỤP|THỜI_ĐIỂM")
@click.option("--unit", default="", metavar="MÃ", help="Chỉ một đơn vị.")
@click.option("--format", "form", type=FORMATS, default="table", help="Dạng in ra.")
@_workspace
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
    _print_scores(form, snapshot, edition, units)


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
    _print_warnings(warnings)
    _print_scores(form, snapshot, rules, score_snapshot(snapshot, rules), dated=False)


def _print_scores(
    form: str, snapshot: "Snapshot", edition: "Edition", units: "tuple[ScoredUnit, ...]", *, dated: bool = True
) -> None:
    from bochiso.view.console import show as show_grids
    from bochiso.view.scores import scores_csv, scores_grids, scores_json

    match form:
        case "json":
            _print_json(scores_json(snapshot, edition, units, dated=dated))
        case "csv":
            click.echo(scores_csv(edition, units), nl=False)
        case _:
            show_grids(scores_grids(edition, units))


@main.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--unit", default="", metavar="MÃ", help="Chỉ một đơn vị.")
@click.option("--format", "form", type=FORMATS, default="table", help="Dạng in ra.")
@_workspace
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
            _print_json(comparison_json(comparison, units))
        case "csv":
            click.echo(comparison_csv(comparison, units), nl=False)
        case _:
            show_grids(comparison_grids(comparison, units, unit or place.settings.workspace.province))


@main.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--out", type=FILE, required=True, metavar="THƯ_MỤC", help="Nơi ghi bốn tệp báo cáo.")
@_workspace
def report(before: str, after: str, out: Path, workspace: Path) -> None:
    """Lập công văn báo cáo và các phụ lục: DOCX, PDF, XLSX, HTML; in các điểm mâu thuẫn cần hỏi lại."""
    from bochiso.report.build import build_report, write_report
    from bochiso.workspace.opened import opened

    with opened(workspace) as place:
        snapshots = place.store.find(before), place.store.find(after)
        document = build_report(*snapshots, place.settings, place.registry)
    with _progress() as step:
        written = write_report(document, out, step)
    for path in written:
        click.echo(str(path))
    for finding in document.review:
        click.echo("")
        click.echo(str(finding))
    click.echo(f"\n{len(document.review)} điểm cần rà soát trước khi ký.")


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """A spinner on a terminal; silence elsewhere."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _text: None
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield lambda text: status.update(text)


@main.command()
@click.argument("files", type=FILE, nargs=-1, required=True, metavar="TỆP…")
@click.option("--at", metavar="THỜI_ĐIỂM", help="Thời điểm của số liệu, khi tệp không tự ghi.")
@_workspace
def check(files: tuple[Path, ...], at: str | None, workspace: Path) -> None:
    """Kiểm tra tệp: phiên bản bộ chỉ số (YAML), cài đặt (TOML), số liệu (JSON, CSV, XLSX)."""
    from bochiso.errors import Problem
    from bochiso.workspace.inspect import inspect

    instant = _instant(at)
    problems: list[Problem] = []
    for path in files:
        try:
            click.echo(inspect(path, instant, workspace))
        except BochisoError as error:
            problems += error.problems
    if problems:
        raise BochisoError(problems)


@main.command()
@click.argument("name", type=click.Choice(["observations"]), metavar="TÊN")
@click.option("--edition", default="", metavar="MÃ", help="Phiên bản bộ chỉ số; mặc định là phiên bản mới nhất.")
@click.option("--out", type=FILE, default=None, metavar="TỆP", help="Tệp XLSX ghi ra (mặc định: TÊN.xlsx).")
@_workspace
def template(name: str, edition: str, out: Path | None, workspace: Path) -> None:
    """Ghi tệp XLSX mẫu để nhập tay: observations."""
    from bochiso.workspace.templates import write_template

    click.echo(str(write_template(name, edition, out or Path(f"{name}.xlsx"), workspace)))
