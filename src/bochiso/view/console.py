"""The terminal: grids drawn by rich, at a fixed width where output is not a terminal, so that pipes see whole lines."""

import sys
from dataclasses import dataclass

PIPE_WIDTH = 160
LEAST_WIDTH = 100
"""A narrower terminal wraps whole lines, which can still be read; a narrower table loses its columns."""


@dataclass(frozen=True)
class Grid:
    """A table for the terminal. The first `left` columns are words, the others figures, the last words again."""

    title: str
    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left: int = 1
    note: str = ""


def show(grids: list[Grid]) -> None:
    """Print grids to standard output."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    terminal = sys.stdout is not None and sys.stdout.isatty()
    width = max(Console().width, LEAST_WIDTH) if terminal else PIPE_WIDTH
    console = Console(width=width, highlight=False, emoji=False, markup=False)
    for grid in grids:
        table = Table(title=grid.title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold")
        for position, heading in enumerate(grid.heading):
            words = position < grid.left or (position == len(grid.heading) - 1 and heading in ("Ghi chú", "Loại"))
            table.add_column(heading, justify="left" if words else "right", overflow="fold")
        for row in grid.rows:
            table.add_row(*(Text(cell) for cell in row))
        console.print(table)
        if grid.note:
            console.print(Text(grid.note))
