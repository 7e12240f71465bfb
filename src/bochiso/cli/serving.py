"""The command that serves the live pages."""

from pathlib import Path

import click

from bochiso.cli.group import main, workspace_option


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ĐỊA_CHỈ", help="Địa chỉ mạng để lắng nghe.")
@click.option("--port", default=7660, show_default=True, type=click.IntRange(0, 65535), help="Cổng; 0: cổng trống.")
@click.option(
    "--public-read-only", "public", is_flag=True, help="Chỉ phục vụ các trang công khai; mới mở được trên địa chỉ khác."
)
@workspace_option
def serve(host: str, port: int, public: bool, workspace: Path) -> None:
    """Mở các trang web và API của không gian làm việc trên máy này; dừng bằng Ctrl-C."""
    from bochiso.web.serve import run
    from bochiso.workspace.opened import opened

    with opened(workspace):
        pass  # a workspace that is none is refused before any port is taken
    run(workspace, host, port, public=public, ready=click.echo)
