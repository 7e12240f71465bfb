"""The list of snapshots as JSON, CSV and a terminal table."""

import csv
import io
from collections.abc import Sequence

from bochiso.view.console import Grid
from bochiso.workspace.store import Entry

COLUMNS = ("id", "as_of", "edition", "period", "view", "units", "figures", "warnings")


def entries_json(entries: Sequence[Entry]) -> list[dict[str, object]]:
    """One object a snapshot; `warnings` are the sentences of the import."""
    return [
        {
            **{name: getattr(entry, name) for name in COLUMNS},
            "as_of": str(entry.as_of),
            "warnings": list(entry.warnings),
        }
        for entry in entries
    ]


def entries_csv(entries: Sequence[Entry]) -> str:
    """One row a snapshot; `warnings` is their number."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(entry) for entry in entries)
    return out.getvalue()


def entries_grid(entries: Sequence[Entry]) -> Grid:
    """For the terminal."""
    heading = ("Mã", "Thời điểm", "Phiên bản", "Kỳ", "Góc nhìn", "Đơn vị", "Số liệu", "Lưu ý")
    note = "" if entries else "Chưa có bản chụp nào; chạy bochiso import TỆP."
    return Grid("Các bản chụp", heading, tuple(_row(entry) for entry in entries), left=5, note=note)


def _row(entry: Entry) -> tuple[str, ...]:
    cells = (*(getattr(entry, name) for name in COLUMNS[:-1]), len(entry.warnings))
    return tuple(str(cell) for cell in cells)
