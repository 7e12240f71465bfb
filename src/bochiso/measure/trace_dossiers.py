"""The dossiers themselves, in place of their number: those that stand at a place, each with the words it meets."""

from collections.abc import Iterator, Mapping

from bochiso.measure.deciding import Requirement, Requirements, Which
from bochiso.measure.judged import COLUMNS, Scope, flag, judge
from bochiso.measure.traced import Dossier

_AT_ONCE = 4096
"""Rows fetched at a time."""


class Dossiers:
    """The dossiers of a scope that stand at a place; to be read once, while the source is open."""

    def __init__(self, scope: Scope, requirements: Requirements, which: Which) -> None:
        self._requirements = requirements
        self._cursor = scope.source.connection.cursor()
        met = ", ".join(f"{_met(each)} AS met{number}" for number, each in enumerate(requirements.all))
        words = (each.word for each in requirements.all)
        judged = judge(self._cursor, scope, words, everything=which is Which.EXCLUDED)
        self._cursor.execute(f"""
            CREATE TEMP TABLE found AS SELECT * FROM (
                SELECT {", ".join(COLUMNS)}, {met} FROM ({judged}) AS judged
            ) AS told WHERE {_stands(requirements, which)}""")

    def count(self) -> int:
        (found,) = self._cursor.execute("SELECT count(*) FROM found").fetchone() or (0,)
        return int(found)

    def by_procedure(self) -> Mapping[str, int]:
        """How many there are of each procedure that has any."""
        rows = self._cursor.execute("SELECT procedure, count(*) FROM found GROUP BY procedure").fetchall()
        return {str(procedure): int(found) for procedure, found in rows}

    def rows(self) -> Iterator[tuple[Dossier, tuple[bool, ...]]]:
        """Each dossier and which requirements it meets, by unit, due date (unknown ones last) and code."""
        self._cursor.execute("SELECT * FROM found ORDER BY unit, due_at NULLS LAST, code")
        columns = len(COLUMNS)
        while chunk := self._cursor.fetchmany(_AT_ONCE):
            for row in chunk:
                yield Dossier(*row[:columns]), tuple(row[columns:])
        self._cursor.close()


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
