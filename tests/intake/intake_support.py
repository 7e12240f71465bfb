"""What the tests of intake share: files on disk, and what reading them says."""

import io
from pathlib import Path

import openpyxl

from bochiso.errors import BochisoError
from bochiso.intake.read import Intake, read_published
from bochiso.score.snapshot import Figure, Snapshot
from bochiso.time import Instant

PORTAL = Path(__file__).parents[1] / "cases" / "portal"
AT_2023 = Instant.parse("2023-08-31")
AT_2026 = Instant.parse("2026-09-26")
COLUMNS = "unit,item,as_of,numerator,denominator,rate,points,max,text,source"


def write(folder: Path, name: str, content: str | bytes) -> Path:
    """A file of this name and content."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def table(*rows: str) -> str:
    """An observations table: the header and rows in its order."""
    return "\n".join((COLUMNS, *rows, ""))


def workbook(*rows: list[object], title: str = "Số liệu") -> openpyxl.Workbook:
    """A workbook of one sheet."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return book


def packed(book: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read(*paths: Path, at: Instant | None = None, province: str = "H55") -> Intake:
    """Files of a workspace of Thái Nguyên."""
    return read_published(paths, at=at, province=province)


def only(intake: Intake) -> Snapshot:
    """The one snapshot there is."""
    (snapshot,) = intake.snapshots
    return snapshot


def figure(intake: Intake, unit: str, item: str) -> Figure:
    """The figure of a unit and item."""
    found = only(intake).figure(unit, item)
    assert found is not None, f"no figure {unit} {item}"
    return found


def refusal(*paths: Path, at: Instant | None = None, province: str = "H55") -> str:
    """Everything that is said when files are refused."""
    try:
        read(*paths, at=at, province=province)
    except BochisoError as error:
        return str(error)
    raise AssertionError("nothing was refused")
