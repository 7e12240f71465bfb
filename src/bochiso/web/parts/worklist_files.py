"""A list of dossiers to act upon as a file, whole, with the filters of its page."""

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from bochiso.errors import fail
from bochiso.wording import integer_text

if TYPE_CHECKING:
    from bochiso.measure.awaiting import Kind
    from bochiso.measure.worklist import Entry
    from bochiso.view.traces import ListColumn
    from bochiso.web.parts.awaited import Asked

IN_CSV, IN_XLSX = 500_000, 100_000
"""Dossiers that one file holds: what a worker has room to write, and what a spreadsheet is still read in."""


def as_csv(asked: "Asked", kind: "Kind", procedure: str, count: int) -> str:
    """A heading and a dossier a line. Raises `BochisoError` where the list is too long."""
    from bochiso.view.rows import rows_csv

    _check(kind, count, IN_CSV, "lọc theo đơn vị hoặc thủ tục rồi tải từng phần")
    return rows_csv(_columns(), _rows(asked, kind, procedure))


def as_xlsx(asked: "Asked", kind: "Kind", procedure: str, count: int) -> bytes:
    """The same as a workbook, below a sentence that says what it is. Raises as `as_csv` does, sooner."""
    from bochiso.report.listing_xlsx import write_listing

    _check(kind, count, IN_XLSX, "tải tệp CSV, hoặc lọc theo đơn vị hoặc thủ tục")
    target = BytesIO()
    columns = [(column.title, column.width) for column in _columns()]
    write_listing(target, _about(asked, kind, procedure, count), (), columns, _rows(asked, kind, procedure))
    return target.getvalue()


def _check(kind: "Kind", count: int, room: int, remedy: str) -> None:
    from bochiso.measure.awaiting import TITLES

    if count > room:
        raise fail(
            f"danh sách «{TITLES[kind]}»",
            f"có {integer_text(count)} hồ sơ, quá dài cho một tệp",
            why=f"tệp này chứa nhiều nhất {integer_text(room)} hồ sơ",
            remedy=remedy,
        )


def _about(asked: "Asked", kind: "Kind", procedure: str, count: int) -> str:
    from bochiso.measure.awaiting import TITLES

    of = f"; TTHC: {procedure}" if procedure else ""
    return (
        f"{TITLES[kind]}: {integer_text(count)} hồ sơ; đơn vị: {asked.unit.name} ({asked.unit.code}){of}; "
        f"thời điểm: {asked.instant}; phiên bản: {asked.edition.id}"
    )


def _columns() -> "tuple[ListColumn, ...]":
    from bochiso.view.traces import ListColumn

    widths = {
        "Mã hồ sơ": 30, "Mã TTHC": 12, "Tên TTHC": 50, "Mã đơn vị": 14, "Tên đơn vị": 34, "Tiếp nhận": 20,
        "Hạn trả": 20, "Căn cứ hạn": 22, "Giây cuối đúng hạn": 20, "Kết thúc": 20, "Trạng thái": 24, "Kênh": 18,
        "Đồng bộ": 20, "Lý do": 70,
    }  # fmt: skip
    return tuple(ListColumn(title, width) for title, width in widths.items())


def _rows(asked: "Asked", kind: "Kind", procedure: str) -> Iterator[tuple[str, ...]]:
    from bochiso.measure.worklist import all_entries

    every = all_entries(asked.source, asked.edition, asked.moment, asked.unit.code, kind, procedure=procedure)
    return (_cells(entry) for entry in every)


def _cells(entry: "Entry") -> tuple[str, ...]:
    """In the order of the columns. An empty cell is unknown."""
    from bochiso.facts.schema import STATUS_TITLES
    from bochiso.view.rows import cell_instant
    from bochiso.view.traces import CHANNELS

    stated = "hồ sơ" if entry.due_stated else "thời hạn của TTHC"
    return (
        entry.code,
        entry.procedure,
        entry.procedure_name,
        entry.unit,
        entry.unit_name,
        cell_instant(entry.received_at),
        cell_instant(entry.due_at),
        "" if entry.due_at is None else stated,
        cell_instant(entry.last),
        cell_instant(entry.ended_at),
        STATUS_TITLES.get(entry.status or 0, ""),
        CHANNELS.get(entry.channel or 0, ""),
        cell_instant(entry.synced_at),
        entry.reason,
    )
