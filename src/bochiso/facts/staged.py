"""What stands between reading a file and keeping it: rows typed and checked, not yet in the ledger."""

from dataclasses import dataclass
from pathlib import Path

from bochiso.facts.schema import Table


@dataclass(frozen=True)
class Staged:
    """The rows of one file, in two Parquet files that whoever made them removes afterwards.

    `accepted` holds the table's columns as they are stored, `recorded_at` (INTEGER, NULL where the file does not say)
    and `row` (BIGINT, the row of the file from 1, header not counted; for JSON the number of the record). `refused`
    holds the same columns as the file's own text (VARCHAR), `row`, and `reason` (VARCHAR, Vietnamese). `dropped` are
    headings of personal data, `unknown` headings of no known column.
    """

    table: Table
    name: str
    sha256: str
    accepted: Path
    refused: Path
    rows_accepted: int
    rows_refused: int
    dropped: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
