"""The dossiers themselves, in place of their number: those that stand at a place, each with the words it meets."""

from collections.abc import Iterator, Mapping

import pyarrow as pa

from bochiso.measure.deciding import Requirement, Requirements, Which
from bochiso.measure.judged import COLUMNS, Scope, flag, judge
from bochiso.measure.traced import Dossier

_AT_ONCE = 4096
"""Rows fetched at a time."""

_ORDER = "unit, due_at NULLS LAST, code"


class Dossiers:
    """The dossiers of a scope that stand at a place; to be read once, while the source is open."""

    def __init__(self, scope: Scope, requirements: Requirements, which: Which) -> None:
        self._cursor = scope.source.connection.cursor()
        judged = judge(self._cursor, scope, _words(requirements), everything=which is Which.EXCLUDED)
        self._cursor.execute(f"""
            CREATE TEMP TABLE found AS SELECT * FROM (
                SELECT {", ".join(COLUMNS)}, {_all_met(requirements)} FROM ({judged}) AS judged
            ) AS told WHERE {_stands(requirements, which)}""")

    def count(self) -> int:
        (found,) = self._cursor.execute("SELECT count(*) FROM found").fetchone() or (0,)
        return int(found)

    def rows(self) -> Iterator[tuple[Dossier, tuple[bool, ...]]]:
        """Each dossier and which requirements it meets, by unit, due date (unknown ones last) and code."""
        self._cursor.execute(f"SELECT * FROM found ORDER BY {_ORDER}")
        columns = len(COLUMNS)
        while chunk := self._cursor.fetchmany(_AT_ONCE):
            for row in chunk:
                yield Dossier(*row[:columns]), tuple(row[columns:])
        self._cursor.close()


def by_procedure(scope: Scope, asked: Mapping[str, Requirements]) -> Mapping[str, Mapping[str, int]]:
    """For each name how many dossiers that meet all of its requirements each procedure has, where it has any."""
    if not asked:
        return {}
    words = dict.fromkeys(word for each in asked.values() for word in _words(each))
    meeting = (" AND ".join(map(_met, each.all)) for each in asked.values())
    numbers = ", ".join(f"count(*) FILTER (WHERE {condition})" for condition in meeting)
    with scope.source.connection.cursor() as cursor:
        judged = judge(cursor, scope, words)
        rows = cursor.execute(f"SELECT procedure, {numbers} FROM ({judged}) AS judged GROUP BY procedure").fetchall()
    return {name: {str(row[0]): int(row[at]) for row in rows if row[at]} for at, name in enumerate(asked, 1)}


def page(
    scope: Scope, requirements: Requirements, which: Which, offset: int, limit: int
) -> tuple[int, list[tuple[Dossier, tuple[bool, ...]]]]:
    """How many dossiers stand at a place, and some of them as `Dossiers.rows` gives them.

    Only what orders them is read of all; the rest of those shown alone.
    """
    with scope.source.connection.cursor() as cursor:
        judged = judge(cursor, scope, _words(requirements), everything=which is Which.EXCLUDED)
        cursor.execute(f"""
            WITH found AS MATERIALIZED (
                SELECT code, unit, due_at FROM (
                    SELECT code, unit, due_at, {_all_met(requirements)} FROM ({judged}) AS judged
                ) AS told WHERE {_stands(requirements, which)}
            )
            SELECT number, code FROM (SELECT COUNT(*) AS number FROM found) AS counted
            LEFT JOIN (SELECT code FROM found ORDER BY {_ORDER} LIMIT {limit:d} OFFSET {offset:d}) AS page ON TRUE""")
        (count, _), *_ = rows = cursor.fetchall()
        codes = [code for _, code in rows if code is not None]
        if not codes:
            return count, []
        cursor.register("page", pa.table({"code": pa.array(codes, pa.string())}))
        judged = judge(cursor, scope, _words(requirements), codes="page")
        columns = f"{', '.join(COLUMNS)}, {_all_met(requirements)}"
        cursor.execute(f"SELECT {columns} FROM ({judged}) AS judged ORDER BY {_ORDER}")
        shown = len(COLUMNS)
        return count, [(Dossier(*row[:shown]), tuple(row[shown:])) for row in cursor.fetchall()]


def _words(requirements: Requirements) -> tuple[str, ...]:
    return tuple(each.word for each in requirements.all)


def _all_met(requirements: Requirements) -> str:
    """`met0`, `met1` …: whether each of the requirements is met."""
    return ", ".join(f"{_met(each)} AS met{number}" for number, each in enumerate(requirements.all))


def _met(requirement: Requirement) -> str:
    return flag(requirement.word) if requirement.wanted else f"NOT {flag(requirement.word)}"


def _stands(requirements: Requirements, which: Which) -> str:
    def every(first: int, last: int) -> str:
        return " AND ".join(f"met{number}" for number in range(first, last)) or "TRUE"

    middle, end = len(requirements.entry), len(requirements.all)
    entry, merit = every(0, middle), every(middle, end)
    match which:
        case Which.COUNTED:
            return f"({entry}) AND ({merit})"
        case Which.MISSING:
            return f"({entry}) AND NOT ({merit})"
        case Which.EXCLUDED:
            return f"NOT ({entry})"
