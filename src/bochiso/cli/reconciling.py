"""The command that sets a published snapshot beside the one computed from dossiers."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bochiso.cli.group import FILE, main, print_json, print_warnings, progress, workspace_option
from bochiso.cli.output import chosen_form, write_rows

if TYPE_CHECKING:
    from bochiso.compare.portal.ask import Pair
    from bochiso.compare.portal.reconcile import Reconciliation
    from bochiso.measure.seen import Told

LIST_FORMS = click.Choice(["table", "json", "csv", "xlsx"])
CAUSES = click.Choice(["unsynced", "stale"])


@main.command()
@click.argument("published", metavar="CÔNG_BỐ")
@click.argument("computed", metavar="TÍNH")
@click.option("--unit", default="", metavar="MÃ", help="Chỉ một đơn vị; danh sách gồm cả các đơn vị bên dưới.")
@click.option("--indicator", default="", metavar="CHỈ_SỐ", help="Chỉ một chỉ số.")
@click.option("--list", "cause", type=CAUSES, help="Liệt kê hồ sơ của một nguyên nhân: Cổng chưa có; Cổng có bản cũ.")
@click.option(
    "--format", "form", type=LIST_FORMS, help="Dạng ghi ra; mặc định theo đuôi của --out, nếu không thì table."
)
@click.option("--out", type=FILE, metavar="TỆP", help="Tệp ghi danh sách ra, .csv hoặc .xlsx; cần --list.")
@workspace_option
def reconcile(
    published: str,
    computed: str,
    unit: str,
    indicator: str,
    cause: str | None,
    form: str | None,
    out: Path | None,
    workspace: Path,
) -> None:
    """Đối chiếu bản công bố với bản tính từ hồ sơ: chênh lệch của từng chỉ số tách theo nguyên nhân."""
    from bochiso.compare.portal.ask import pair_of
    from bochiso.compare.portal.causes import Cause
    from bochiso.compare.portal.reconcile import listed
    from bochiso.compare.portal.reconcile import reconcile as reconcile_snapshots
    from bochiso.measure.trace_ask import place_of, unit_of
    from bochiso.view.reconcile import list_summary
    from bochiso.workspace.computing import source_of
    from bochiso.workspace.opened import opened

    form = _form(cause, form, out)
    with opened(workspace) as place, source_of(place) as source:
        pair = pair_of(source, place.store.find(published), place.store.find(computed))
        code = unit_of(source, pair.published.as_of.day, unit).code if unit else ""
        item = place_of(pair.edition, indicator)[0] if indicator else None
        with progress() as step:
            step("Đang đối chiếu …")
            if cause is None:
                found = reconcile_snapshots(source, pair, code, item)
            else:
                rows = list(listed(source, pair, Cause(cause), code, item))
        names = {each.code: each.name for each in source.registry.units}
    if cause is None:
        _print(found, pair, form)
    else:
        _print_list(rows, names, list_summary(pair, Cause(cause), code, len(rows)), form, out)


def _form(cause: str | None, form: str | None, out: Path | None) -> str:
    if cause is None and (out is not None or form == "xlsx"):
        raise click.UsageError("--out và xlsx chỉ dùng với --list unsynced hoặc --list stale")
    if out is not None and (form or out.suffix.lower().removeprefix(".")) == "json":
        raise click.UsageError("danh sách ghi ra tệp .csv hoặc .xlsx; json chỉ in ra màn hình")
    return chosen_form(LIST_FORMS, form, out)


def _print(found: "Reconciliation", pair: "Pair", form: str) -> None:
    from bochiso.view.console import show as show_grids
    from bochiso.view.reconcile import CAUSE_COLUMNS, cause_rows, reconciliation_grids, reconciliation_json, summary

    print_warnings(found.warnings)
    match form:
        case "json":
            print_json(reconciliation_json(found))
        case "csv":
            write_rows(form, None, (summary(found), ()), CAUSE_COLUMNS, cause_rows(found))
        case _:
            click.echo(summary(found))
            show_grids(reconciliation_grids(found, pair.root))


def _print_list(rows: "list[Told]", names: dict[str, str], said: str, form: str, out: Path | None) -> None:
    from bochiso.view.console import show as show_grids
    from bochiso.view.reconcile import LISTED_COLUMNS, listed_json, listed_rows
    from bochiso.view.rows import rows_grid

    match form:
        case "json":
            print_json(listed_json(rows, names))
        case "table":
            click.echo(said)
            show_grids([rows_grid("", LISTED_COLUMNS, list(listed_rows(rows, names)))])
        case _:
            write_rows(form, out, (said, ()), LISTED_COLUMNS, listed_rows(rows, names))
