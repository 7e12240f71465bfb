"""Where a command's rows go: the form asked for, a file that is whole or not there, CSV and workbooks of lists."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bochiso.view.traces import ListColumn


def chosen_form(forms: click.Choice[str], form: str | None, out: Path | None) -> str:
    """The form asked for, or that of the file's ending; a table goes to the terminal, a workbook into a file."""
    files = [each for each in forms.choices if each != "table"]
    if form is None:
        form = out.suffix.lower().removeprefix(".") if out else "table"
        if out and form not in files:
            names = " hoặc ".join(f"--format {each}" for each in files)
            raise click.UsageError(f"không đoán được dạng từ tên tệp {out}: thêm {names}")
    if form == "xlsx" and out is None:
        raise click.UsageError("--format xlsx cần --out TỆP.xlsx")
    if form == "table" and out is not None:
        raise click.UsageError(f"--format table chỉ in ra màn hình; ghi tệp thì dùng {', '.join(files)}")
    return form


@contextmanager
def aside(out: Path) -> Iterator[Path]:
    """A file beside `out` that takes its name once it is whole; nothing is left of one that is not."""
    path = out.with_name(f".{out.name}.part")
    try:
        yield path
        path.replace(out)
    finally:
        path.unlink(missing_ok=True)


def write_rows(
    form: str,
    out: Path | None,
    said: tuple[str, Sequence[str]],
    columns: "tuple[ListColumn, ...]",
    rows: Iterator[tuple[str, ...]],
) -> None:
    """Rows as `csv` or `xlsx`. `said` is the sentence above them and its notes; CSV into a pipe tells it aside."""
    from bochiso.view.rows import rows_csv

    about, notes = said
    if form == "csv" and out is None:
        click.echo(about, err=True)
        click.echo(rows_csv(columns, rows), nl=False)
        return
    assert out is not None, "chosen_form asks for a file where it is needed"
    with aside(out) as path:
        if form == "csv":
            path.write_text(rows_csv(columns, rows), encoding="utf-8-sig")
        else:
            from bochiso.report.listing_xlsx import write_listing

            write_listing(path, about, notes, [(column.title, column.width) for column in columns], rows)
    click.echo(str(out))
