"""The command that takes facts into the ledger."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bochiso.cli.group import FILE, instant_given, main, print_warnings, workspace_option
from bochiso.errors import BochisoError

if TYPE_CHECKING:
    from bochiso.workspace.loading import Loaded

OBSERVATIONS = "observations"
KINDS = click.Choice(
    [
        "units",
        "procedures",
        "services",
        "dossiers",
        "progress",
        "synced",
        "petitions",
        "certifications",
        "totals",
        OBSERVATIONS,
    ]
)


@main.command()
@click.argument("kind", type=KINDS)
@click.argument("files", type=FILE, nargs=-1, required=True, metavar="TỆP…")
@click.option("--recorded-at", metavar="THỜI_ĐIỂM", help="Số liệu được biết từ lúc nào, khi tệp không tự ghi.")
@click.option("--backfill", is_flag=True, help="Nhận cả trạng thái cũ hơn trạng thái đã có trong sổ.")
@workspace_option
@click.pass_context
def load(
    context: click.Context,
    kind: str,
    files: tuple[Path, ...],
    recorded_at: str | None,
    backfill: bool,
    workspace: Path,
) -> None:
    """Nạp hồ sơ và danh mục vào sổ: units, procedures, services, dossiers, progress, synced, petitions, certifications,
    totals; observations thì như lệnh import.
    """
    if kind == OBSERVATIONS:
        _observations(context, files, recorded_at, backfill, workspace)
        return
    from bochiso.facts.schema import TABLES
    from bochiso.workspace.loading import load_files
    from bochiso.workspace.opened import opened

    instant = instant_given(recorded_at)
    done: list[Loaded] = []
    with opened(workspace) as place, _bar() as step:
        try:
            for each in load_files(place, TABLES[kind], files, recorded_at=instant, backfill=backfill, step=step):
                done.append(each)
                _print(each)
        except BochisoError as error:
            _print_stopped(error, files, done)
            context.exit(1)
    if any(each.useless for each in done):
        context.exit(1)


def _observations(
    context: click.Context, files: tuple[Path, ...], recorded_at: str | None, backfill: bool, workspace: Path
) -> None:
    from bochiso.cli.published import import_

    if recorded_at is not None or backfill:
        raise click.UsageError("số liệu đã công bố ghi thời điểm bằng bochiso import --at, không dùng --recorded-at")
    context.invoke(import_, files=files, at=None, edition="", workspace=workspace)


def _print(each: "Loaded") -> None:
    from bochiso.wording import integer_text

    receipt = each.receipt
    counts = ", ".join(
        f"{word} {integer_text(count)}"
        for word, count in (("nhận", receipt.taken), ("không đổi", receipt.unchanged), ("từ chối", receipt.refused))
    )
    click.echo(f"{each.file}: lần nạp {receipt.load}: {counts}")
    if receipt.refused_file is not None:
        click.echo(f"  dòng bị từ chối và lý do: {receipt.refused_file}")
    if each.staged.dropped:
        click.echo(f"  không đọc cột dữ liệu cá nhân: {', '.join(each.staged.dropped)}")
    if each.staged.unknown:
        click.echo(f"  không dùng cột: {', '.join(each.staged.unknown)}")
    print_warnings(receipt.warnings)


def _print_stopped(error: BochisoError, files: tuple[Path, ...], done: "list[Loaded]") -> None:
    for problem in error.problems:
        click.echo(str(problem), err=True)
    before = f"đã nạp {', '.join(str(each.file) for each in done)}" if done else "chưa nạp gì"
    rest = ", ".join(map(str, files[len(done) :]))
    click.echo(f"{len(error.problems)} vấn đề; {before}; chưa nạp: {rest}.", err=True)


@contextmanager
def _bar() -> Iterator[Callable[[str], None]]:
    """What is being done and for how long, on a terminal; silence elsewhere."""
    import sys

    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _text: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(bar_width=20), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda text: progress.update(task, description=text)
