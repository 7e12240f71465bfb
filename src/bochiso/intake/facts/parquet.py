"""Parquet: the columns found, read in place by the engine's own reader."""

from pathlib import Path

import duckdb

from bochiso.facts.schema import Table
from bochiso.intake.facts.engine import connected, count, located
from bochiso.intake.facts.headings import matched, note_missing
from bochiso.intake.facts.raw import Raw
from bochiso.intake.facts.values import readable
from bochiso.intake.notes import Notes


def read_parquet(path: Path, table: Table, scratch: Path, notes: Notes) -> Raw | None:
    """The raw rows of a Parquet file, or None with the problem noted."""
    connection = connected(scratch)
    source = f"read_parquet({located(path)}, binary_as_string = true)"
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
        rows = count(connection, f"SELECT count(*) FROM {source}")
    except duckdb.Error:
        notes.add(
            "tệp Parquet bị hỏng hoặc thiếu phần cuối",
            why="có thể lần tải hoặc chép tệp đã bị ngắt giữa chừng",
            remedy="tải hoặc xuất lại tệp",
        )
        return None
    finally:
        connection.close()
    titles = [str(row[0]) for row in described]
    types = [str(row[1]) for row in described]
    headings = matched(titles, table, notes)
    note_missing(headings, titles, table, notes)
    for place in headings.places.values():
        if not readable(types[place]):
            notes.add(
                f"cột «{titles[place][:40]}» có kiểu {types[place][:40]}",
                why="cột này phải là chữ, số, ngày giờ hoặc đúng/sai",
                remedy="xuất lại tệp với kiểu dữ liệu đơn giản",
            )
    if notes.failed:
        return None
    columns = {name: (titles[place], types[place]) for name, place in headings.places.items()}
    return Raw(path, columns, rows, issuer=headings.issuer, dropped=headings.dropped, unknown=headings.unknown)
