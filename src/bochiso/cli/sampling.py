"""The command that writes sample data: no person and no dossier in it is real."""

from pathlib import Path

import click

from bochiso.cli.group import FILE, main, progress


@main.command()
@click.argument("directory", type=FILE, metavar="THƯ_MỤC")
@click.option(
    "--dossiers", type=click.IntRange(1, 500_000_000), metavar="N", help="Số hồ sơ của một tỉnh mẫu năm 2026."
)
@click.option("--case", metavar="TÊN", help="Tỉnh mẫu cho đúng số liệu đã công bố: thai-nguyen-2023 (mặc định).")
@click.option("--seed", type=int, default=766, show_default=True, help="Số gieo: cùng số thì cùng từng byte.")
@click.option(
    "--twice", type=click.IntRange(0, 100), default=0, metavar="%", help="Bao nhiêu % hồ sơ có hai trạng thái."
)
def sample(directory: Path, dossiers: int | None, case: str | None, seed: int, twice: int) -> None:
    """Sinh dữ liệu mẫu của một tỉnh: đơn vị, TTHC, hồ sơ, PAKN; không hồ sơ nào có thật."""
    from bochiso.sample.write import write_sample

    with progress() as step:
        step("Đang sinh dữ liệu mẫu …")
        paths = write_sample(directory, dossiers, case, seed, twice)
    for path in paths:
        click.echo(str(path))
