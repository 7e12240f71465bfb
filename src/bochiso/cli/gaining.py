"""The command that says what would win points back."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bochiso.cli.computing import counting_options
from bochiso.cli.group import FILE, instant_given, main, print_json, print_warnings, progress, workspace_option
from bochiso.cli.output import aside, chosen_form, write_rows

if TYPE_CHECKING:
    from bochiso.compare.gains.gain import Gain

FORMS = click.Choice(["table", "json", "csv", "xlsx"])


@main.command()
@click.option("--at", metavar="THỜI_ĐIỂM", help="Theo điều đã biết vào lúc này; mặc định: bây giờ.")
@click.option("--unit", default="", metavar="MÃ", help="Đơn vị; mặc định: cả tỉnh.")
@click.option("--target", metavar="ĐIỂM", help="Điểm tổng hợp cần đạt: tìm danh sách việc ngắn nhất, ví dụ 80.")
@counting_options
@click.option(
    "--format", "form", type=FORMS, help="Dạng ghi ra; mặc định theo đuôi của --out; csv, xlsx: từng việc của --target."
)
@click.option("--out", type=FILE, metavar="TỆP", help="Tệp ghi ra, .json, .csv hoặc .xlsx.")
@workspace_option
def gain(
    at: str | None,
    unit: str,
    target: str | None,
    period: str,
    view: str,
    edition: str,
    form: str | None,
    out: Path | None,
    workspace: Path,
) -> None:
    """Cho biết điểm còn thiếu của từng chỉ số, việc nào lấy lại bao nhiêu, danh sách ngắn nhất đạt mục tiêu."""
    from fractions import Fraction

    from bochiso.compare.gains.gain import gain as find_gain
    from bochiso.exact import parse_decimal
    from bochiso.index.load import edition_at
    from bochiso.measure.compute import moment_at
    from bochiso.measure.trace_ask import unit_of
    from bochiso.time import PeriodKind, now
    from bochiso.workspace.computing import source_of
    from bochiso.workspace.opened import opened

    wanted = None if target is None else parse_decimal(target)
    if target is not None and (wanted is None or not 0 <= wanted <= 100):
        raise click.BadParameter(f"«{target}» không phải điểm từ 0 đến 100; ví dụ: 80 hoặc 79,5", param_hint="--target")
    form = chosen_form(FORMS, form, out)
    if form in ("csv", "xlsx") and wanted is None:
        raise click.UsageError(f"--format {form} ghi từng việc để đạt mục tiêu: thêm --target ĐIỂM")
    instant = instant_given(at) or now()
    with opened(workspace) as place, source_of(place) as source:
        rules = edition_at(instant, edition or place.settings.workspace.edition)
        code = unit_of(source, instant.day, unit).code
        with progress() as step:
            step("Đang tìm việc lấy lại được điểm …")
            moment = moment_at(instant, PeriodKind(period), view)
            found = find_gain(source, rules, moment, code, None if wanted is None else Fraction(wanted))
        _print(found, form, out)


def _print(found: "Gain", form: str, out: Path | None) -> None:
    import json

    from bochiso.compare.gains.gain_list import tasks
    from bochiso.view.console import show as show_grids
    from bochiso.view.gains import TASKS, gain_grids, gain_json, route_text, task_rows

    print_warnings(found.warnings)
    if form == "table":
        show_grids(gain_grids(found))
    elif form != "json":
        write_rows(form, out, (route_text(found), found.warnings), TASKS, task_rows(tasks(found)))
    elif out is None:
        print_json(gain_json(found, tasks(found)))
    else:
        with aside(out) as path:
            text = json.dumps(gain_json(found, tasks(found)), ensure_ascii=False, indent=2)
            path.write_text(text + "\n", encoding="utf-8")
        click.echo(str(out))
