"""What every reader hands over: a Parquet file of the columns found, as the source wrote them.

The only module of intake that knows Arrow.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

Value = str | int | bool | None

ROW = "row"
REASON = "reason"
"""Columns of a raw file beside those of the table: the row of the source, and why a reader could not take it."""


class Held(StrEnum):
    """The SQL type in which a reader of messages hands a column over."""

    TEXT = "VARCHAR"
    WHOLE = "BIGINT"
    FLAG = "BOOLEAN"


@dataclass(frozen=True)
class Raw:
    """`columns` maps a column's name to (the name in the file, its SQL type). With `numbered` the file has `row` and
    `reason`; otherwise its rows count as they stand. `issuer` says that the unit is named as whoever processes
    the dossier, so that the agency in the dossier's code comes before it.
    """

    path: Path
    columns: Mapping[str, tuple[str, str]]
    rows: int
    numbered: bool = False
    issuer: bool = False
    dropped: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


_ARROW = {Held.TEXT: pa.string(), Held.WHOLE: pa.int64(), Held.FLAG: pa.bool_()}


class RawWriter:
    """Writes rows in batches to a numbered raw file."""

    def __init__(self, path: Path, columns: Mapping[str, Held]) -> None:
        self.path = path
        self.columns = columns
        self.rows = 0
        self._filled: set[str] = set()
        types = {ROW: Held.WHOLE, **columns, REASON: Held.TEXT}
        self._schema = pa.schema([(name, _ARROW[held]) for name, held in types.items()])
        self._writer = pq.ParquetWriter(path, self._schema, compression="lz4")

    def write(self, rows: Iterable[Sequence[Value]]) -> None:
        """Rows of (row, each column in order, reason)."""
        columns = list(zip(*rows, strict=True))
        if columns:
            arrays = [pa.array(values, each.type) for values, each in zip(columns, self._schema, strict=True)]
            self._filled |= {
                each.name for each, array in zip(self._schema, arrays, strict=True) if array.null_count < len(array)
            }
            self._writer.write_batch(pa.record_batch(arrays, schema=self._schema))
            self.rows += len(columns[0])

    def __enter__(self) -> "RawWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()

    def raw(self, *, issuer: bool = False, dropped: tuple[str, ...] = (), unknown: tuple[str, ...] = ()) -> Raw:
        """The file that was written; columns without any value are left out, as if the source had none of them."""
        columns = {name: (name, held.value) for name, held in self.columns.items() if name in self._filled}
        return Raw(self.path, columns, self.rows, True, issuer, dropped, unknown)
