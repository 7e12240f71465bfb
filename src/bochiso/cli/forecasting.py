"""The command that says what the index will be at a coming instant if nobody acts."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bochiso.cli.computing import counting_options
from bochiso.cli.group import FILE, instant_given, main, print_json, print_warnings, progress, workspace_option
from bochiso.cli.output import aside, chosen_form, write_rows

if TYPE_CHECKING:
    from bochiso.compare.ahead.forecast import Forecast

FORMS = click.Choice(["table", "json", "csv", "xlsx"])


@main.command()
@click.option("--at", metavar="THỜI_ĐIỂM", help="Từ điều đã biết vào lúc này; mặc định: bây giờ.")
@click.option("--until", required=True, metavar="THỜI_ĐIỂM", help="Thời điểm dự báo, trong cùng kỳ.")
@click.option("--unit", default="", metavar="MÃ", help="Chỉ một đơn vị; danh sách gồm cả các đơn vị bên dưới.")
@counting_options
@click.option("--format", "form", type=FORMS, help="Dạng ghi ra; mặc định theo đuôi của --out, nếu không thì table.")
@click.option("--out", type=FILE, metavar="TỆP", help="Tệp ghi ra, .json, .csv hoặc .xlsx.")
@click.option(
    "--list", "listing", is_flag=True, help="Liệt kê hồ sơ, PAKN sẽ quá hạn; csv, xlsx chỉ ghi danh sách này."
)
@workspace_option
def forecast(
    at: str | None,
    until: str,
    unit: str,
    period: str,
    view: str,
    edition: str,
    form: str | None,
    out: Path | None,
    listing: bool,
    workspace: Path,
) -> None:
    """Dự báo chỉ số đến một thời điểm nếu không ai làm gì thêm, và những hồ sơ sẽ quá hạn đến lúc đó."""
    from bochiso.compare.ahead.forecast import forecast as forecast_figures
    from bochiso.compare.ahead.forecast import moments_of
    from bochiso.index.load import edition_at
    from bochiso.measure.trace_ask import unit_of
    from bochiso.time import PeriodKind, now
    from bochiso.workspace.computing import source_of
    from bochiso.workspace.opened import opened

    form = chosen_form(FORMS, form, out)
    coming = instant_given(until)
    assert coming is not None
    before, after = moments_of(instant_given(at) or now(), coming, PeriodKind(period), view)
    with opened(workspace) as place, source_of(place) as source:
        wanted = edition or place.settings.workspace.edition
        rules = edition_at(after.instant, edition_at(before.instant, wanted).id)
        code = unit_of(source, after.instant.day, unit).code if unit else ""
        with progress() as step:
            step("Đang tính …")
            found = forecast_figures(source, rules, before, after, code)
    _print(found, form, out, listing=listing)


def _print(found: "Forecast", form: str, out: Path | None, *, listing: bool) -> None:
    import json

    from bochiso.view.console import show as show_grids
    from bochiso.view.forecast import FIGURES, LISTED, figures, forecast_grids, forecast_json, listed, summary

    print_warnings(found.warnings)
    if form == "json":
        if out is None:
            print_json(forecast_json(found))
            return
        with aside(out) as path:
            path.write_text(json.dumps(forecast_json(found), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        click.echo(str(out))
        return
    if form == "table":
        click.echo(summary(found))
        for assumption in found.assumptions:
            click.echo(f"  giả định: {assumption}")
        show_grids(forecast_grids(found, listing=listing))
        return
    columns, rows = (LISTED, listed(found)) if listing else (FIGURES, figures(found))
    write_rows(form, out, (summary(found), (*found.assumptions, *found.warnings)), columns, rows)
