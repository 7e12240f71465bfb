"""The command that computes snapshots from the ledger."""

from collections.abc import Callable
from pathlib import Path

import click

from bochiso.cli.group import (
    FORMATS,
    Arguments,
    instant_given,
    main,
    print_scores,
    print_warnings,
    progress,
    workspace_option,
)

PERIODS = click.Choice(["year", "quarter", "month"])
VIEWS = click.Choice(["portal", "province"])


def counting_options(command: Callable[Arguments, None]) -> Callable[Arguments, None]:
    """What every command that counts dossiers is asked: the period, the view, the edition."""
    period = click.option("--period", type=PERIODS, default="year", help="Kỳ tính đến thời điểm: năm, quý hay tháng.")
    view = click.option(
        "--view", type=VIEWS, default="portal", help="Hồ sơ Cổng thấy (đã đồng bộ), hay mọi hồ sơ của tỉnh."
    )
    edition = click.option("--edition", default="", metavar="MÃ", help="Phiên bản bộ chỉ số; mặc định theo thời điểm.")
    return period(view(edition(command)))


@main.command()
@click.option("--at", metavar="THỜI_ĐIỂM", help="Tính theo điều đã biết vào lúc này; mặc định: bây giờ.")
@counting_options
@click.option("--unit", default="", metavar="MÃ", help="Chỉ in một đơn vị; bản chụp vẫn có mọi đơn vị.")
@click.option("--format", "form", type=FORMATS, default="table", help="Dạng in ra.")
@workspace_option
def compute(at: str | None, period: str, view: str, edition: str, unit: str, form: str, workspace: Path) -> None:
    """Tính bộ chỉ số từ hồ sơ của mọi đơn vị tại một thời điểm, lưu thành bản chụp."""
    from bochiso.compare.change import truly_ranked
    from bochiso.index.load import edition_at
    from bochiso.measure.compute import compute as compute_snapshots
    from bochiso.measure.compute import moment_at
    from bochiso.score.tally import score as score_snapshot
    from bochiso.time import PeriodKind, now
    from bochiso.view.choose import scored_units
    from bochiso.workspace.computing import source_of
    from bochiso.workspace.opened import opened

    instant = instant_given(at) or now()
    with opened(workspace) as place, source_of(place) as source:
        rules = edition_at(instant, edition or place.settings.workspace.edition)
        moment = moment_at(instant, PeriodKind(period), view)
        with progress() as step:
            step("Đang đếm hồ sơ …")
            made = compute_snapshots(source, rules, [moment])[0]
        scored = (truly_ranked(found, made.snapshot, place.registry) for found in score_snapshot(made.snapshot, rules))
        units = scored_units(tuple(scored), unit)
        (new,) = place.store.add([made.snapshot], made.warnings)
    print_warnings(made.warnings)
    if form == "table":
        state = "" if new else " (đã có, không thay đổi gì)"
        click.echo(f"{made.snapshot.id}  {instant}  {rules.id}  kỳ {made.snapshot.period}  {view}{state}")
    print_scores(form, made.snapshot, rules, units)
