"""The command that says what would win points back."""

from pathlib import Path

import click

from bochiso.cli.computing import PERIODS, VIEWS
from bochiso.cli.group import FILE, instant_given, main, print_json, print_warnings, progress, workspace_option


@main.command()
@click.option("--at", metavar="THỜI_ĐIỂM", help="Theo điều đã biết vào lúc này; mặc định: bây giờ.")
@click.option("--unit", default="", metavar="MÃ", help="Đơn vị; mặc định: cả tỉnh.")
@click.option("--target", metavar="ĐIỂM", help="Điểm tổng hợp cần đạt: tìm danh sách việc ngắn nhất, ví dụ 80.")
@click.option("--period", type=PERIODS, default="year", help="Kỳ tính đến thời điểm: năm, quý hay tháng.")
@click.option("--view", type=VIEWS, default="portal", help="Hồ sơ Cổng thấy (đã đồng bộ), hay mọi hồ sơ của tỉnh.")
@click.option("--edition", default="", metavar="MÃ", help="Phiên bản bộ chỉ số; mặc định theo thời điểm.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="Dạng in ra.")
@click.option("--out", type=FILE, metavar="TỆP", help="Ghi danh sách từng việc của --target ra tệp .csv.")
@workspace_option
def gain(
    at: str | None,
    unit: str,
    target: str | None,
    period: str,
    view: str,
    edition: str,
    form: str,
    out: Path | None,
    workspace: Path,
) -> None:
    """Cho biết điểm còn thiếu của từng chỉ số, việc nào lấy lại bao nhiêu, danh sách ngắn nhất đạt mục tiêu."""
    from fractions import Fraction

    from bochiso.compare.gain import gain as find_gain
    from bochiso.compare.gain_list import tasks
    from bochiso.exact import parse_decimal
    from bochiso.index.load import edition_at
    from bochiso.measure.compute import moment_at
    from bochiso.measure.trace_ask import unit_of
    from bochiso.time import PeriodKind, now
    from bochiso.view.console import show as show_grids
    from bochiso.view.gains import gain_grids, gain_json, write_tasks
    from bochiso.workspace.computing import source_of
    from bochiso.workspace.opened import opened

    wanted = None if target is None else parse_decimal(target)
    if target is not None and (wanted is None or not 0 <= wanted <= 100):
        raise click.BadParameter(f"«{target}» không phải điểm từ 0 đến 100; ví dụ: 80 hoặc 79,5", param_hint="--target")
    if out is not None and wanted is None:
        raise click.UsageError("--out ghi danh sách việc để đạt mục tiêu: thêm --target ĐIỂM")
    instant = instant_given(at) or now()
    with opened(workspace) as place, source_of(place) as source:
        rules = edition_at(instant, edition or place.settings.workspace.edition)
        code = unit_of(source, instant.day, unit).code
        with progress() as step:
            step("Đang tìm việc lấy lại được điểm …")
            moment = moment_at(instant, PeriodKind(period), view)
            found = find_gain(source, rules, moment, code, None if wanted is None else Fraction(wanted))
        print_warnings(found.warnings)
        if form == "json":
            print_json(gain_json(found, tasks(found)))
        else:
            show_grids(gain_grids(found))
        if out is not None:
            with out.open("w", encoding="utf-8-sig", newline="") as file:
                write_tasks(tasks(found), file)
            click.echo(str(out))
