"""What a table is made of, whatever file it came from."""

from dataclasses import dataclass
from decimal import Decimal

from bochiso.time import Instant


@dataclass(frozen=True)
class Cell:
    """A cell's cleaned text; `number` or `instant` where the file itself types it as one.

    `broken` tells that the text stood on several lines, which cleaning joins.
    """

    text: str = ""
    number: Decimal | None = None
    instant: Instant | None = None
    broken: bool = False


EMPTY = Cell()
COLUMN_LIMIT = 1_000


def broken(text: str) -> bool:
    """Whether a text goes on after a line break."""
    return len(text.splitlines()) > 1 and len(text.strip().splitlines()) > 1


@dataclass(frozen=True)
class Row:
    """A row and where it stands: «dòng 5», «trang «Số liệu», dòng 5»."""

    at: str
    number: int
    cells: tuple[Cell, ...]

    @property
    def blank(self) -> bool:
        return not any(cell.text for cell in self.cells)


@dataclass(frozen=True)
class Sheet:
    """A table before its header is known. `merged` are ranges whose lower cells only look filled (XLSX)."""

    name: str
    rows: tuple[Row, ...]
    formulas: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    hidden: bool = False
