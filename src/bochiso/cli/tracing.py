"""Commands that go from figures back to dossiers: the list behind a figure, and the statutory form."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bochiso.cli.computing import counting_options
from bochiso.cli.group import FILE, instant_given, main, print_json, print_warnings, progress, workspace_option
from bochiso.cli.output import aside, chosen_form

if TYPE_CHECKING:
    from bochiso.measure.form06a import Form
    from bochiso.measure.trace import Listing

WHICH = click.Choice(["counted", "missing", "excluded"])
LIST_FORMATS = click.Choice(["table", "csv", "xlsx"])
FORM_FORMATS = click.Choice(["table", "csv", "xlsx", "json"])


@main.command()
@click.argument("indicator", metavar="CHỈ_SỐ")
@click.option("--unit", default="", metavar="MÃ", help="Đơn vị, kể cả các đơn vị bên dưới; mặc định: cả tỉnh.")
@click.option("--at", metavar="THỜI_ĐIỂM", help="Theo điều đã biết vào lúc này; mặc định: bây giờ.")
@click.option(
    "--which", type=WHICH, help="Được tính (tử số); không đạt; ngoài mẫu số. Mặc định như dòng in của chỉ số."
)
@counting_options
@click.option(
    "--format", "form", type=LIST_FORMATS, help="Dạng ghi ra; mặc định theo đuôi của --out, nếu không thì table."
)
@click.option("--out", type=FILE, metavar="TỆP", help="Tệp ghi ra, .csv hoặc .xlsx.")
@workspace_option
def dossiers(
    indicator: str,
    unit: str,
    at: str | None,
    which: str | None,
    period: str,
    view: str,
    edition: str,
    form: str | None,
    out: Path | None,
    workspace: Path,
) -> None:
    """Liệt kê từng hồ sơ (TTHC, DVC, PAKN, xã) đứng sau một con số của chỉ số, kèm lý do được tính hay không."""
    from bochiso.index.load import edition_at
    from bochiso.measure.compute import moment_at
    from bochiso.measure.deciding import Which
    from bochiso.measure.trace import trace
    from bochiso.measure.trace_ask import Request, place_of, unit_of
    from bochiso.time import PeriodKind, now
    from bochiso.workspace.computing import source_of
    from bochiso.workspace.opened import opened

    form = chosen_form(LIST_FORMATS, form, out)
    instant = instant_given(at) or now()
    with opened(workspace) as place, source_of(place) as source:
        rules = edition_at(instant, edition or place.settings.workspace.edition)
        found, usual = place_of(rules, indicator)
        moment = moment_at(instant, PeriodKind(period), view)
        request = Request(rules, found, unit_of(source, instant.day, unit), moment, Which(which) if which else usual)
        with progress() as step:
            step("Đang tìm hồ sơ …")
            listing = trace(source, request)
        _write_listing(listing, form, out)


def _write_listing(listing: "Listing", form: str, out: Path | None) -> None:
    from bochiso.view.console import show as show_grids
    from bochiso.view.traces import cells_of, columns_of, listing_grid, summary, write_csv

    click.echo(summary(listing), err=form == "csv" and out is None)
    print_warnings(listing.notes)
    if form == "table":
        show_grids([listing_grid(listing)])
    elif out is None:
        write_csv(listing, sys.stdout)
    else:
        with aside(out) as path:
            if form == "csv":
                with path.open("w", encoding="utf-8-sig", newline="") as file:
                    write_csv(listing, file)
            else:
                from bochiso.report.listing_xlsx import write_listing

                columns = [(column.title, column.width) for column in columns_of(listing)]
                write_listing(path, summary(listing), listing.notes, columns, map(cells_of, listing.rows))
        click.echo(str(out))


@main.command(name="form")
@click.argument("name", type=click.Choice(["06a"]))
@click.option("--from", "first", required=True, metavar="NGÀY", help="Ngày đầu kỳ báo cáo.")
@click.option("--to", "last", required=True, metavar="NGÀY", help="Ngày cuối kỳ báo cáo, tính đến hết ngày.")
@click.option("--unit", default="", metavar="MÃ", help="Đơn vị báo cáo và các đơn vị bên dưới; mặc định: cả tỉnh.")
@click.option(
    "--format", "form", type=FORM_FORMATS, help="Dạng ghi ra; mặc định theo đuôi của --out, nếu không thì table."
)
@click.option("--out", type=FILE, metavar="TỆP", help="Tệp ghi ra, .csv, .json hoặc .xlsx.")
@workspace_option
def form_(name: str, first: str, last: str, unit: str, form: str | None, out: Path | None, workspace: Path) -> None:
    """Lập biểu thống kê II.06a/VPCP/KSTT từ sổ hồ sơ: nhận, đã giải quyết, đang giải quyết của từng đơn vị."""
    from datetime import date

    from bochiso.measure.form06a import form06a
    from bochiso.measure.trace_ask import unit_of
    from bochiso.workspace.computing import source_of
    from bochiso.workspace.opened import opened

    form = chosen_form(FORM_FORMATS, form, out)
    days: list[date] = [instant.day for text in (first, last) if (instant := instant_given(text))]
    with opened(workspace) as place, source_of(place) as source, progress() as step:
        step("Đang đếm hồ sơ …")
        made = form06a(source, unit_of(source, days[1], unit), *days)
    print_warnings(made.warnings)
    _write_form(made, form, out)


def _write_form(made: "Form", form: str, out: Path | None) -> None:
    from bochiso.view.console import show as show_grids
    from bochiso.view.form06a import form_csv, form_grid, form_json

    if out is None:
        match form:
            case "json":
                print_json(form_json(made))
            case "csv":
                click.echo(form_csv(made), nl=False)
            case _:
                show_grids([form_grid(made)])
        return
    import json

    from bochiso.report.form06a_xlsx import write_form06a

    with aside(out) as path:
        match form:
            case "json":
                path.write_text(json.dumps(form_json(made), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
            case "csv":
                path.write_text(form_csv(made), encoding="utf-8-sig")
            case _:
                path.write_bytes(write_form06a(made))
    click.echo(str(out))
