"""Which dossiers somebody should act upon, as SQL over what is known at a moment.

Counting is linear: the states put in for which something holds, less those taken away for which it holds, are the
states in force for which it does. So every row is judged alone, numbers need no look at which state is in force, and
DuckDB reads no more columns than the words ask for.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

import pyarrow as pa

from bochiso.facts.held import Role
from bochiso.facts.schema import DOSSIERS
from bochiso.facts.statements import literal
from bochiso.index.model import Edition, Indicator, Share
from bochiso.measure.compute import known_at, moment_at
from bochiso.measure.deciding import Requirement, Requirements, requirements_of
from bochiso.measure.judged import Scope, flag, judge, recorded
from bochiso.measure.plan import HELD, SEEN
from bochiso.measure.terms import Moment, condition
from bochiso.measure.words import LATEST_END, ON_TIME
from bochiso.time import moment_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SOON = timedelta(days=3)
"""How far ahead «sắp quá hạn» looks unless asked otherwise."""

DIGITISED_BY = frozenset({"component_file", "result_file"})
"""The words that say that a dossier itself was digitised; to use data that is there already is another matter."""


class Kind(StrEnum):
    """Why somebody should act upon a dossier."""

    OVERDUE = "overdue"
    DUE_SOON = "due-soon"
    UNSYNCHRONISED = "unsynchronised"
    UNDIGITISED = "undigitised"


TITLES: Mapping[Kind, str] = {
    Kind.OVERDUE: "Đã quá hạn",
    Kind.DUE_SOON: "Sắp quá hạn trong ba ngày",
    Kind.UNSYNCHRONISED: "Chưa đồng bộ",
    Kind.UNDIGITISED: "Chưa số hóa",
}
"""What each list is called where it looks three days ahead."""

BY_DUE = frozenset({Kind.OVERDUE, Kind.DUE_SOON})
"""Lists in the order of the last second on time; the others are in the order of reception."""


def digitisation(edition: Edition) -> tuple[Indicator, ...]:
    """The indicators of which a dossier fails because it, or its result, is not digitised."""
    return tuple(
        each
        for each in edition.indicators
        if isinstance(each.counting, Share)
        and each.counting.of in (SEEN, HELD)
        and DIGITISED_BY.intersection(each.counting.that)
    )


@dataclass(frozen=True, eq=False)
class Awaiting:
    """The dossiers of a scope that are known at its moment and received by then, whenever that was.

    `within` is how far ahead `DUE_SOON` looks.
    """

    scope: Scope
    edition: Edition
    within: timedelta

    @cached_property
    def digitised(self) -> tuple[Requirements, ...]:
        """What each indicator of digitisation asks."""
        found = (each.counting for each in digitisation(self.edition))
        return tuple(requirements_of(counting, self._now) for counting in found if counting is not None)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words by which all lists are told."""
        asked = (each.word for requirements in self.digitised for each in requirements.all)
        return tuple(dict.fromkeys(("on_time", "open", "synchronised", *asked)))

    def numbers(self, kinds: Sequence[Kind]) -> Mapping[Kind, Mapping[str, int]]:
        """How many there are of each of these kinds (at least one), by the unit that has them."""
        found: dict[Kind, Counter[str]] = defaultdict(Counter)
        conditions = (f"CAST(SUM(CASE WHEN {self._holds(kind)} THEN 1 ELSE 0 END) AS BIGINT)" for kind in kinds)
        sums = ", ".join(conditions)
        with self.scope.source.connection.cursor() as cursor:
            for sign, rows in self._rows(cursor):
                judged = judge(cursor, self.scope, self.words, states=rows)
                cursor.execute(f"SELECT unit, {sums} FROM ({judged}) AS judged GROUP BY unit")
                for unit, *numbers in cursor.fetchall():
                    for kind, number in zip(kinds, numbers, strict=True):
                        found[kind][unit] += sign * number
            if Kind.DUE_SOON in kinds and self._undated:
                self._find_turning(cursor)
                cursor.execute("SELECT unit, CAST(SUM(sign) AS BIGINT) FROM turning GROUP BY unit")
                found[Kind.DUE_SOON].update(dict(cursor.fetchall()))
        return {kind: {unit: number for unit, number in found[kind].items() if number} for kind in kinds}

    def found(self, cursor: "DuckDBPyConnection", kind: Kind, procedure: str = "") -> str:
        """A query for `cursor`: `code` and `key`, the second by which the list is ordered, of each dossier of a kind.

        Those of a procedure, or of all for an empty text. To be run before anything else is asked of the cursor.
        """
        parts = []
        if kind is Kind.DUE_SOON and self._undated:
            self._find_turning(cursor, procedure)
            parts.append("SELECT code, key, sign FROM turning")
        key = LATEST_END if kind in BY_DUE else "received_at"
        signed = tuple(self._rows(cursor, procedure))
        for sign, rows in signed:  # judged by the same small tables, so that both may stand in one query
            judged = judge(cursor, self.scope, self.words, states=rows)
            parts.append(
                f"SELECT code, {key} AS key, {sign} AS sign FROM ({judged}) AS judged WHERE {self._holds(kind)}"
            )
        union = " UNION ALL ".join(parts)
        if len(signed) == 1:
            return f"SELECT code, key FROM ({union}) AS found"
        return f"""
            SELECT code, CAST(SUM(sign * key) AS BIGINT) AS key FROM ({union}) AS signed
            GROUP BY code HAVING SUM(sign) > 0"""

    @property
    def _now(self) -> Moment:
        return self.scope.known.moment

    @cached_property
    def _then(self) -> Moment:
        """The later moment, of which nothing more is known than now."""
        now = self._now
        coming = moment_of(now.at + int(self.within.total_seconds()))
        return replace(moment_at(coming, now.period.kind, now.view), known_until=now.known)

    @property
    def _undated(self) -> bool:
        return any(segment.without_due for segment in self.scope.source.held.of(DOSSIERS))

    def _rows(self, cursor: "DuckDBPyConnection", procedure: str = "") -> Iterator[tuple[int, str]]:
        """The states put in, and those taken away where there are any, each with its sign."""
        cursor.register("below", pa.table({"unit": pa.array(self.scope.leaves, pa.string())}))
        wanted = f"unit IN (SELECT unit FROM below) AND received_at <= {self._now.at}"
        if procedure:
            wanted += f" AND procedure = {literal(procedure)}"
        for sign, roles in ((1, (Role.ACCEPTED, Role.ADDED)), (-1, (Role.REMOVED,))):
            if sign > 0 or self.scope.source.held.of(DOSSIERS, *roles):
                yield sign, f"SELECT * FROM ({recorded(cursor, self.scope, *roles)}) AS rows WHERE {wanted}"

    def _holds(self, kind: Kind) -> str:
        """Whether a judged state is of a kind. Not true where nothing says so."""
        match kind:
            case Kind.OVERDUE:
                # One asked for papers twice is «not on time» from then on; overdue it is when its time is up.
                return f"{flag('open')} AND NOT {flag('on_time')} AND {LATEST_END} < {self._now.at}"
            case Kind.DUE_SOON:
                # Without a date of its own the limit may be another one then; those are looked for one by one.
                still = condition(ON_TIME.term, self._then, {})
                return f"due_stated AND {flag('on_time')} AND NOT COALESCE({still}, FALSE)"
            case Kind.UNSYNCHRONISED:
                return f"NOT {flag('synchronised')}"
            case Kind.UNDIGITISED:
                return " OR ".join(f"({_missing(each)})" for each in self.digitised) or "FALSE"

    def _find_turning(self, cursor: "DuckDBPyConnection", procedure: str = "") -> None:
        """`turning`: the states without a date of their own that are on time now and late then, by the law of each."""
        then = self._then
        scope = replace(self.scope, known=known_at(self.scope.source, then))
        names = ", ".join("NULL::BIGINT AS due_at" if name == "due_at" else name for name in DOSSIERS.names)
        cursor.execute("CREATE OR REPLACE TEMP TABLE turning (code VARCHAR, unit VARCHAR, key BIGINT, sign INTEGER)")
        for sign, rows in self._rows(cursor, procedure):
            unended = f"due_at IS NULL AND (ended_at IS NULL OR ended_at > {self._now.at})"
            judged = judge(cursor, self.scope, ("on_time",), states=f"{rows} AND {unended}")
            cursor.execute(f"""
                CREATE OR REPLACE TEMP TABLE timely AS
                SELECT {names} FROM ({judged}) AS judged WHERE {flag("on_time")}""")
            judged = judge(cursor, scope, ("on_time",), states="SELECT * FROM timely")
            cursor.execute(f"""
                INSERT INTO turning SELECT code, unit, {LATEST_END}, {sign} FROM ({judged}) AS judged
                WHERE NOT {flag("on_time")}""")


def _missing(requirements: Requirements) -> str:
    """In the denominator and not in the numerator."""
    entry = " AND ".join(map(_met, requirements.entry)) or "TRUE"
    return f"{entry} AND NOT ({' AND '.join(map(_met, requirements.merit))})"


def _met(requirement: Requirement) -> str:
    return flag(requirement.word) if requirement.wanted else f"NOT {flag(requirement.word)}"
