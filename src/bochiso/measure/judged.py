"""Dossiers one by one, as known at a moment, each with the words that hold of it: what lists and comparisons read.

What was replaced by then is taken away exactly, row for row. The conditions are those of the counts, so as many rows
meet them as a figure counts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pyarrow as pa

from bochiso.facts.held import Role, Segment, paths
from bochiso.facts.schema import DOSSIERS
from bochiso.facts.statements import stored_rows
from bochiso.measure.catalogue import level_of
from bochiso.measure.compute import Known, Source, limits_of
from bochiso.measure.figures import marks_by_level
from bochiso.measure.plan import ALL_MARKS, MARKS
from bochiso.measure.source import limit_tables, undated
from bochiso.measure.terms import NEVER, condition
from bochiso.measure.words import DOSSIER_WORDS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

COLUMNS = (*DOSSIERS.names, "due_stated", "catalogued")
"""What is known of a dossier: its own columns; whether the due date is its own; whether its procedure is catalogued."""

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


def flag(word: str) -> str:
    """The boolean column that says whether a word of `DOSSIER_WORDS` holds; never NULL."""
    return f"is_{word}"


def judge(
    cursor: "DuckDBPyConnection",
    scope: Scope,
    words: Iterable[str],
    *,
    everything: bool = False,
    codes: str = "",
    states: str = "",
) -> str:
    """A query for `cursor`: `COLUMNS` and the flag of each word, for each dossier of the scope known at the moment.

    Dossiers received in the period to date; with `everything`, all of them; with `codes`, a table of the cursor with a
    column `code`, those of these codes, whenever they were received and whosever they are. `states` is a query of
    other states to be judged in their place, with the columns of dossiers as `recorded` gives them. `due_at` is the
    dossier's own date, or where it has none the end of its statutory maximum; NULL where neither is known. Small tables
    are registered with the cursor under fixed names, so run the query before the next one is asked for.
    """
    everything = everything or bool(codes or states)
    _register(cursor, scope, everything)
    flags = "".join(f", {_holds(word, scope)} AS {flag(word)}" for word in dict.fromkeys(words))
    return f"""
        WITH {f"known AS ({states})" if states else _states(cursor, scope, everything, codes)},
        dated AS (
            SELECT {_NAMES}, due_at IS NOT NULL AS due_stated FROM known WHERE due_at IS NOT NULL
            UNION ALL SELECT {_NAMES}, FALSE FROM ({undated("known", _NOT_DUE)}) AS limited
        ), judged AS (
            SELECT dated.*, marks IS NOT NULL AS catalogued{flags}
            FROM dated LEFT JOIN handled ON handled.unit = dated.unit
            LEFT JOIN marked ON marked.procedure = dated.procedure AND marked.level = handled.level
        )
        SELECT * REPLACE (NULLIF(due_at, {NEVER}) AS due_at) FROM judged"""


def recorded(cursor: "DuckDBPyConnection", scope: Scope, *roles: Role) -> str:
    """A query for `cursor`: every row of these roles recorded by the moment, of whichever unit, with `recorded_at`."""
    stored = stored_rows(cursor, DOSSIERS, paths(_segments(scope, True, *roles)))
    return f"SELECT {_WIDE}, recorded_at FROM {stored} WHERE recorded_at <= {scope.known.moment.known}"


def _register(cursor: "DuckDBPyConnection", scope: Scope, everything: bool) -> None:
    """The small tables that the statement joins, seen by this cursor alone."""
    known = scope.known
    received = (s.first_received for s in _segments(scope, everything) if s.first_received is not None)
    for name, table in limit_tables(limits_of(known, min(received, default=None))).items():
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


def _segments(scope: Scope, everything: bool, *roles: Role) -> tuple[Segment, ...]:
    moment = scope.known.moment
    return tuple(
        segment
        for segment in scope.source.held.of(DOSSIERS, *roles)
        if segment.first_recorded is not None
        and segment.first_recorded <= moment.known
        and (everything or (segment.last_received or moment.start - 1) >= moment.start)
    )


def _states(cursor: "DuckDBPyConnection", scope: Scope, everything: bool, codes: str = "") -> str:
    """`known`: the states in force at the moment. Only dossiers of which something was replaced are compared."""
    moment = scope.known.moment
    wanted = f"code IN (SELECT code FROM {codes})" if codes else "unit IN (SELECT unit FROM leaves)"
    within = f"recorded_at <= {moment.known} AND {wanted}"
    if not everything:
        within += f" AND received_at >= {moment.start} AND received_at <= {moment.at}"

    def rows(*roles: Role) -> str:
        stored = stored_rows(cursor, DOSSIERS, paths(_segments(scope, everything, *roles)))
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


def _holds(word: str, scope: Scope) -> str:
    """Whether a word holds of a state, for whichever marks its procedure has."""
    term = DOSSIER_WORDS[word].term
    texts = [condition(term, scope.known.moment, dict(zip(MARKS, marks, strict=True))) for marks in ALL_MARKS]
    holds = texts[0]
    if len(set(texts)) > 1:
        cases = " ".join(f"WHEN {number} THEN ({text})" for number, text in enumerate(texts))
        holds = f"CASE COALESCE(marks, 0) {cases} END"
    return f"COALESCE({holds}, FALSE)"
