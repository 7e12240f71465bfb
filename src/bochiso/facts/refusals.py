"""Rows that were not kept, each with its reason, in a file that can be mended and loaded again."""

from pathlib import Path
from typing import TYPE_CHECKING

from bochiso.facts.schema import RECORDED_AT, Column, Table, Type
from bochiso.facts.statements import listed, literal, moment, parquet, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROW, REASON = "dòng", "lý do"
"""The two columns beside those of the table; a file that is loaded again may keep them."""

_FORMULA = r"^[=+\-@\t\r]"
_NUMBER = r"^[+-]?[0-9]+([.,][0-9]+)?$"
_MARK = "\ufeff"
"""Without it, spreadsheets take UTF-8 for something else."""


def write_refused(connection: "DuckDBPyConnection", table: Table, before: Path, ours: str, target: Path) -> None:
    """Write a CSV of what the reader refused (`before`) and what the ledger did (`ours`), by row of the file."""
    names = (*table.names, RECORDED_AT.name)
    typed = ", ".join(f"{_text(column)} AS {quoted(column.name)}" for column in (*table.columns, RECORDED_AT))
    shown = ", ".join(
        f"{_harmless(quoted(name))} AS {quoted((_MARK if place == 0 else '') + name)}"
        for place, name in enumerate(names)
    )
    connection.execute(f"""
        COPY (
            SELECT {shown}, row AS {quoted(ROW)}, {_harmless("reason")} AS {quoted(REASON)} FROM (
                SELECT {listed(names)}, row, reason FROM {parquet([str(before)])}
                UNION ALL SELECT {typed}, row, {_reason()} FROM {ours}
            ) ORDER BY row
        ) TO {literal(str(target))} (FORMAT csv, HEADER true)
    """)


def _harmless(expression: str) -> str:
    """A cell that a spreadsheet would run as a formula is made text by an apostrophe, as spreadsheets do."""
    risky = (
        f"regexp_matches({expression}, {literal(_FORMULA)}) AND NOT regexp_matches({expression}, {literal(_NUMBER)})"
    )
    return f"CASE WHEN {risky} THEN '''' || {expression} ELSE {expression} END"


def _text(column: Column) -> str:
    """A stored value as the canonical text that reads back as itself."""
    name = quoted(column.name)
    match column.type:
        case Type.INSTANT:
            return f"strftime(TIMESTAMP '2000-01-01' + to_seconds({name}), '%Y-%m-%dT%H:%M:%S')"
        case Type.DAY:
            return f"strftime(DATE '2000-01-01' + {name}, '%Y-%m-%d')"
        case Type.FLAG:
            return f"{name}::INTEGER::VARCHAR"
        case Type.CHOICE:
            numbers = dict.fromkeys(number for _, number in column.choices)
            words = " ".join(f"WHEN {number} THEN {literal(column.word(number))}" for number in numbers)
            return f"CASE {name} {words} END"
        case _:
            return f"{name}::VARCHAR"


def _reason() -> str:
    return f"""
        CASE kind
        WHEN 'future' THEN 'ghi nhận lúc ' || {moment("instant")} || ', sau thời điểm nạp: chưa thể biết trước;'
            || ' sửa thời điểm ghi nhận'
        ELSE 'ghi nhận lúc ' || {moment("instant")} || ', nhưng sổ đã có trạng thái ghi nhận lúc ' || {moment("newest")}
            || ' của mục này; nếu đúng là số liệu cũ được bổ sung thì nạp lại tệp này với --backfill' END"""
