"""The dossiers themselves, in place of their number: the states known at a moment, each with the words it meets.

What was replaced by then is taken away exactly, row for row. The conditions are those of the counts, so a list has as
many rows as its figure says.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pyarrow as pa

from bochiso.facts.held import Role, Segment, paths
from bochiso.facts.schema import DOSSIERS
from bochiso.facts.statements import stored_rows
from bochiso.measure.catalogue import level_of
from bochiso.measure.compute import Known, Source, limits_of
from bochiso.measure.deciding import Requirement, Requirements, Which
from bochiso.measure.figures import marks_by_level
from bochiso.measure.plan import ALL_MARKS, MARKS
from bochiso.measure.source import limit_tables, undated
from bochiso.measure.terms import NEVER, condition
from bochiso.measure.traced import Dossier
from bochiso.measure.words import DOSSIER_WORDS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_AT_ONCE = 4096
"""Rows fetched at a time."""

_NARROW = ("INTEGER", "TINYINT")
_NAMES = ", ".join(DOSSIERS.names)
# Wide enough for every sum of instants, as the engines have it.
_WIDE = ", ".join(f"{c.name}::BIGINT AS {c.name}" if c.stored in _NARROW else c.name for c in DOSSIERS.columns)
_NOT_DUE = tuple(name for name in DOSSIERS.names if name != "due_at")


@dataclass(frozen=True, eq=False)
class Scope:
    """A unit with all that counts for it, as known at a moment."""

    source: Source
    known: Known
    unit: str

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """Every code, also of units that are gone, whose dossiers are the unit's."""
        codes = {unit.code for unit in self.source.registry.units}
        return tuple(sorted(code for code in codes if self.unit in self.known.tree.chain(code)))

    @cached_property
    def levels(self) -> Mapping[str, int]:
        """The level of procedures that each unit handles."""
        return {unit.code: level_of(unit.kind) for unit in self.source.registry.units}


class Dossiers:
    """The dossiers of a scope that stand at a place; to be read once, while the source is open."""

    def __init__(self, scope: Scope, requirements: Requirements, which: Which) -> None:
        self._requirements = requirements
        self._cursor = scope.source.connection.cursor()
        _register(self._cursor, scope, which)
        self._cursor.execute(f"CREATE TEMP TABLE found AS {_statement(self._cursor, scope, requirements, which)}")

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
        columns = len(DOSSIERS.names) + 2
        while chunk := self._cursor.fetchmany(_AT_ONCE):
            for row in chunk:
                yield Dossier(*row[:columns]), tuple(row[columns:])
        self._cursor.close()


def _register(cursor: "DuckDBPyConnection", scope: Scope, which: Which) -> None:
    """The small tables that the statement joins, seen by this cursor alone."""
    known = scope.known
    since = min((s.first_received for s in _segments(scope, which) if s.first_received is not None), default=None)
    for name, table in limit_tables(limits_of(known, since)).items():
        cursor.register(name, table)
    marks = marks_by_level(known.catalogue, known.moment)
    cursor.register("leaves", pa.table({"unit": pa.array(scope.leaves, pa.string())}))
    cursor.register("handled", pa.table({"unit": list(scope.levels), "level": list(scope.levels.values())}))
    kinds = {
        "procedure": pa.array([procedure for procedure, _ in marks], pa.string()),
        "level": pa.array([level for _, level in marks], pa.int64()),
        "marks": pa.array([ALL_MARKS.index(found) for found in marks.values()], pa.int64()),
    }
    cursor.register("marked", pa.table(kinds))


def _segments(scope: Scope, which: Which, *roles: Role) -> tuple[Segment, ...]:
    moment = scope.known.moment
    return tuple(
        segment
        for segment in scope.source.held.of(DOSSIERS, *roles)
        if segment.first_recorded is not None
        and segment.first_recorded <= moment.at
        and (which is Which.EXCLUDED or (segment.last_received or moment.start - 1) >= moment.start)
    )


def _statement(cursor: "DuckDBPyConnection", scope: Scope, requirements: Requirements, which: Which) -> str:
    """Every column of the states that stand there, `due_stated`, `catalogued`, and a flag for each requirement."""
    met = (f"{_met(each, scope)} AS met{number}" for number, each in enumerate(requirements.all))
    flags = ", ".join(("marks IS NOT NULL AS catalogued", *met))
    return f"""
        WITH {_states(cursor, scope, which)},
        dated AS (
            SELECT {_NAMES}, due_at IS NOT NULL AS due_stated FROM known WHERE due_at IS NOT NULL
            UNION ALL SELECT {_NAMES}, FALSE FROM ({undated("known", _NOT_DUE)}) AS limited
        ), judged AS (
            SELECT dated.*, {flags}
            FROM dated LEFT JOIN handled ON handled.unit = dated.unit
            LEFT JOIN marked ON marked.procedure = dated.procedure AND marked.level = handled.level
        )
        SELECT * REPLACE (NULLIF(due_at, {NEVER}) AS due_at) FROM judged
        WHERE {_stands(requirements, which)}"""


def _states(cursor: "DuckDBPyConnection", scope: Scope, which: Which) -> str:
    """`known`: the states in force at the moment. Only dossiers of which something was replaced are compared."""
    moment = scope.known.moment
    within = f"recorded_at <= {moment.at} AND unit IN (SELECT unit FROM leaves)"
    if which is not Which.EXCLUDED:
        within += f" AND received_at >= {moment.start} AND received_at <= {moment.at}"

    def rows(*roles: Role) -> str:
        stored = stored_rows(cursor, DOSSIERS, paths(_segments(scope, which, *roles)))
        return f"SELECT {_WIDE} FROM {stored} WHERE {within}"

    return f"""
        came AS ({rows(Role.ACCEPTED, Role.ADDED)}),
        gone AS MATERIALIZED ({rows(Role.REMOVED)}),
        known AS (
            SELECT {_NAMES} FROM came ANTI JOIN gone USING (code)
            UNION ALL SELECT {_NAMES} FROM (
                SELECT {_NAMES}, SUM(sign)::BIGINT AS net FROM (
                    SELECT {_NAMES}, 1 AS sign FROM came SEMI JOIN gone USING (code)
                    UNION ALL SELECT {_NAMES}, -1 FROM gone
                ) GROUP BY ALL
            ), range(net)
        )"""


def _met(requirement: Requirement, scope: Scope) -> str:
    """Whether a state meets the requirement, for whichever marks its procedure has."""
    term = DOSSIER_WORDS[requirement.word].term
    texts = [condition(term, scope.known.moment, dict(zip(MARKS, marks, strict=True))) for marks in ALL_MARKS]
    holds = texts[0]
    if len(set(texts)) > 1:
        cases = " ".join(f"WHEN {number} THEN ({text})" for number, text in enumerate(texts))
        holds = f"CASE COALESCE(marks, 0) {cases} END"
    return f"COALESCE({holds}, FALSE)" if requirement.wanted else f"NOT COALESCE({holds}, FALSE)"


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
