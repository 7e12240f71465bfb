"""The command that says why a figure moved."""

from pathlib import Path

import click

from bochiso.cli.group import main, print_json, progress, workspace_option

DIMENSIONS = click.Choice(["unit", "procedure", "field", "channel", "time"])


@main.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--indicator", metavar="MÃ", help="Giải thích tỷ lệ của một chỉ số, ví dụ 1.4.")
@click.option("--axis", metavar="MÃ", help="Giải thích điểm của một trục, ví dụ CKMB.")
@click.option("--total", is_flag=True, help="Giải thích điểm tổng hợp (mặc định).")
@click.option("--unit", default="", metavar="MÃ", help="Đơn vị; mặc định: cả tỉnh.")
@click.option(
    "--by",
    type=DIMENSIONS,
    help="Tách theo đơn vị, thủ tục, lĩnh vực, kênh hay thời gian; mặc định: điểm theo chỉ số, tỷ lệ theo đơn vị.",
)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="Dạng in ra.")
@workspace_option
def explain(
    before: str,
    after: str,
    indicator: str | None,
    axis: str | None,
    total: bool,
    unit: str,
    by: str | None,
    form: str,
    workspace: Path,
) -> None:
    """Giải thích vì sao số liệu thay đổi giữa hai bản chụp: các phần cộng lại đúng bằng thay đổi."""
    from bochiso.compare.change import compare as compare_snapshots
    from bochiso.compare.why.explain_points import TOTAL, check_item
    from bochiso.compare.why.question import Question, asked_indicator, explanation, needs_facts, usual_by
    from bochiso.view.choose import compared_units
    from bochiso.view.console import show as show_grids
    from bochiso.view.explanations import explanation_grid, explanation_json
    from bochiso.workspace.computing import source_of
    from bochiso.workspace.opened import opened

    if sum((indicator is not None, axis is not None, total)) > 1:
        raise click.UsageError("chỉ chọn một trong --indicator, --axis, --total")
    with opened(workspace) as place:
        comparison = compare_snapshots(place.store.find(before), place.store.find(after), place.registry)
        named = place.registry.resolve(unit, comparison.after.as_of.day, within=place.settings.workspace.province)
        asked = named.code if named and comparison.unit(named.code) else unit or place.settings.workspace.province
        code = compared_units(comparison, asked)[0].code
        if axis is not None:
            check_item(comparison, axis)
        item = axis or TOTAL
        if indicator is not None:
            asked_indicator(comparison.edition, indicator)
            item = indicator
        question = Question(item, code, by or usual_by(item, comparison.edition))
        if needs_facts(question):
            with source_of(place) as source, progress() as step:
                step("Đang đếm lại hồ sơ …")
                made = explanation(comparison, question, source)
        else:
            made = explanation(comparison, question)
    if form == "json":
        print_json(explanation_json(made))
    else:
        show_grids([explanation_grid(made)])
