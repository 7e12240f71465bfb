"""What all commands share: the group, problems instead of tracebacks, options and ways to print."""

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


class Command(click.Group):
    """Prints problems of the input instead of a traceback, and exits with 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BochisoError as error:
            print_problems(error)
            ctx.exit(1)
        except BrokenPipeError:
            raise  # whoever read our output has had enough; click ends quietly
        except OSError as error:
            print_problems(_from_system(error))
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


def print_problems(error: BochisoError) -> None:
    for problem in error.problems:
        click.echo(str(problem), err=True)
    click.echo(f"{len(error.problems)} vấn đề; chưa thay đổi gì.", err=True)


@click.group(cls=Command, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="bochiso")
def main() -> None:
    """bochiso: Bộ chỉ số 766, từ số liệu công bố đến báo cáo ký được."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")


def workspace_option(command: Callable[Arguments, None]) -> Callable[Arguments, None]:
    option = click.option(
        "--workspace", "-w", type=FILE, default=Path(), help="Thư mục không gian làm việc (mặc định: thư mục này)."
    )
    return option(command)


def instant_given(text: str | None) -> "Instant | None":
    from bochiso.time import INSTANT_EXAMPLES, Instant

    if text is None:
        return None
    try:
        return Instant.parse(text)
    except ValueError:
        raise click.BadParameter(f"«{text}» không phải thời điểm; ví dụ: {INSTANT_EXAMPLES}") from None


def print_json(content: object) -> None:
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))


def print_warnings(warnings: tuple[str, ...]) -> None:
    for warning in warnings:
        click.echo(f"  lưu ý: {warning}", err=True)


def print_scores(
    form: str, snapshot: "Snapshot", edition: "Edition", units: "tuple[ScoredUnit, ...]", *, dated: bool = True
) -> None:
    from bochiso.view.console import show as show_grids
    from bochiso.view.scores import scores_csv, scores_grids, scores_json

    match form:
        case "json":
            print_json(scores_json(snapshot, edition, units, dated=dated))
        case "csv":
            click.echo(scores_csv(edition, units), nl=False)
        case _:
            show_grids(scores_grids(edition, units))


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A spinner on a terminal; silence elsewhere."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _text: None
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield lambda text: status.update(text)
