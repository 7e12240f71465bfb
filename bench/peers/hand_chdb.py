"""ClickHouse in the process (chdb) by hand, from the same Parquet files."""

from pathlib import Path

import pyarrow as pa
from chdb import session  # type: ignore[import-not-found]

from peers.question import Question
from peers.sqltext import statement


class Peer:
    """`leaves` is what is measured."""

    def __init__(self, question: Question) -> None:
        self._session = session.Session()
        self._rows("limits", "unit String, procedure String, number Int64, kind Int64", question.limits)
        self._rows("calendar", "day Int64, ordinal Int64, working Bool", question.calendar)
        folder = str(Path(question.files[0]).parent)
        names = ",".join(Path(path).name for path in question.files)
        files = f"file('{folder}/{{{names}}}', Parquet)"
        text = statement(
            question, files, lambda text: f"toInt64(countIf({text}))", lambda second: f"intDiv({second}, 86400)",
            "bench.limits", "bench.calendar",
        )  # fmt: skip
        self._statement = f"{text} SETTINGS join_use_nulls = 1"

    def _rows(self, name: str, columns: str, rows: tuple[tuple[object, ...], ...]) -> None:
        self._session.query("CREATE DATABASE IF NOT EXISTS bench")
        self._session.query(f"CREATE OR REPLACE TABLE bench.{name} ({columns}) ENGINE = Memory")
        values = ", ".join("(" + ", ".join(repr(value) for value in row) + ")" for row in rows)
        self._session.query(f"INSERT INTO bench.{name} VALUES {values}")

    def leaves(self) -> pa.Table:
        data = self._session.query(self._statement, "Arrow").bytes()
        table = pa.ipc.open_file(data).read_all()
        keys = {name: table[name].cast(pa.string()) for name in ("unit", "procedure")}
        return pa.table({name: keys.get(name, table[name]) for name in table.column_names})
