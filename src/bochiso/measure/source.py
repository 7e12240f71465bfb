"""The one statement: states of dossiers in, conditional counts by unit and procedure out.

Each state is in a file once, so a count needs no look at what followed it: what was replaced by then is subtracted.
Only dossiers without a due date meet the catalogue here, since the statutory maximum takes the place of the date.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import sqlglot
from sqlglot import exp

from bochiso.facts.held import Held, Role, Segment
from bochiso.facts.schema import DOSSIERS, PROCEDURES
from bochiso.measure.plan import Counted, Plan
from bochiso.measure.terms import NEVER
from bochiso.time import DAY_SECONDS

STATES = "states"
UNDATED = "undated"
REMOVED = "removed"
REMOVED_UNDATED = "removed_undated"

KEYS = ("unit", "procedure")
"""What counts are grouped by unless asked otherwise."""

_COLUMNS = tuple(
    column.name for column in DOSSIERS.columns if column.name not in ("code", "unit", "procedure", "due_at")
)
_WORKING_DAY, _DAY, _HOUR = (PROCEDURES.column("limit_unit").number(word) for word in ("working_day", "day", "hour"))


@dataclass(frozen=True)
class Limits:
    """What stands in for a due date: a procedure's statutory maximum, by code and level, and what it needs.

    `limits`: procedure, level, number, unit of the number. `levels`: unit, level. `calendar`: day, working days up
    to and with it, whether it is one.
    """

    limits: tuple[tuple[str, int, int, int], ...]
    levels: tuple[tuple[str, int], ...]
    calendar: tuple[tuple[int, int, bool], ...]


def states_of(held: Held, plan: Plan) -> Mapping[str, tuple[Segment, ...]]:
    """The segments that can hold a state that counts, by the name that the statement gives them."""
    return segments_known(held, max(m.known for m in plan.moments), min(m.start for m in plan.moments))


def segments_known(held: Held, latest: int, earliest: int | None = None) -> Mapping[str, tuple[Segment, ...]]:
    """The segments with a state known at `latest`; with `earliest`, of a dossier received then or later."""

    def counts(segment: Segment) -> bool:
        known = segment.first_recorded is not None and segment.first_recorded <= latest
        received = segment.last_received
        return known and (earliest is None or (received is not None and received >= earliest))

    found: dict[str, tuple[Segment, ...]] = {}
    for dated, undated, roles in (
        (STATES, UNDATED, (Role.ACCEPTED, Role.ADDED)),
        (REMOVED, REMOVED_UNDATED, (Role.REMOVED,)),
    ):
        segments = tuple(segment for segment in held.of(DOSSIERS, *roles) if counts(segment))
        found[dated] = tuple(segment for segment in segments if segment.without_due < segment.rows)
        found[undated] = tuple(segment for segment in segments if segment.without_due)
    return {name: segments for name, segments in found.items() if segments}


def needs_limits(names: Iterable[str]) -> bool:
    """Whether the statement over tables of these names joins `limit_tables`."""
    return not {UNDATED, REMOVED_UNDATED}.isdisjoint(names)


def statement(plan: Plan, names: Iterable[str], keys: Sequence[str] = KEYS) -> exp.Expression:
    """Select the keys, which are columns of dossiers, and every count of the plan by them.

    From the tables of these names, at least one.
    """
    there = set(names)
    by = ", ".join(keys)
    added = _signed(plan, [_rows(name, there) for name in (STATES, UNDATED) if name in there], by)
    removed = _signed(plan, [_rows(name, there) for name in (REMOVED, REMOVED_UNDATED) if name in there], by)
    groups = [group for group in (added, removed and _negative(plan, removed, by)) if group]
    body = groups[0]
    if len(groups) > 1:
        sums = ", ".join(f"SUM({name}) AS {name}" for name in plan.columns)
        both = " UNION ALL ".join(groups)
        body = f"SELECT {by}, {sums} FROM ({both}) AS signed GROUP BY {by}"
    return sqlglot.parse_one(body, dialect="duckdb", into=exp.Select)


def _signed(plan: Plan, rows: list[str], by: str) -> str:
    """The counts over these rows, grouped; nothing for no rows.

    What a dossier is mostly does not depend on the moment. So conditions are counted first, each once, for every
    combination of bases, and then summed over those combinations that lie in a count's base. A condition is counted as
    a sum of 0 and 1 in DOUBLE, which is exact up to 2^53 and, over flags that are there already, the fastest form.
    """
    if not rows:
        return ""
    numbers = {text: f"n{number}" for number, text in enumerate(plan.conditions)}
    seconds = "".join(f", {text} AS {name}" for name, text in plan.seconds.items())
    said = "".join(f", {text} AS {name}" for name, text in (*plan.bases.items(), *plan.flags.items()))
    counts = "".join(f", SUM(CAST({text} AS DOUBLE)) AS {name}" for text, name in numbers.items())
    keys = ", ".join((by, *plan.bases))
    timed = f"SELECT *{seconds} FROM ({' UNION ALL '.join(rows)}) AS found WHERE {' AND '.join(plan.within)}"
    marked = f"SELECT {by}{said} FROM ({timed}) AS timed"
    combined = f"SELECT {keys}, COUNT(*) AS n{counts} FROM ({marked}) AS marked GROUP BY {keys}"
    sums = ", ".join(f"{_summed(each, numbers)} AS {name}" for name, each in plan.counted.items())
    return f"SELECT {by}, {sums} FROM ({combined}) AS combined GROUP BY {by}"


def _summed(counted: Counted, numbers: Mapping[str, str]) -> str:
    count = numbers.get(counted.condition, "n")
    if counted.rest:
        count = f"n - {count}"
    return f"CAST(SUM(CASE WHEN {counted.base} THEN {count} ELSE 0 END) AS BIGINT)"


def _negative(plan: Plan, group: str, by: str) -> str:
    counts = ", ".join(f"-{name} AS {name}" for name in plan.columns)
    return f"SELECT {by}, {counts} FROM ({group}) AS gone"


def _rows(name: str, there: set[str]) -> str:
    columns = ", ".join(("unit", "procedure", *_COLUMNS, "recorded_at"))
    match name:
        case "states" | "removed":
            mixed = {STATES: UNDATED, REMOVED: REMOVED_UNDATED}[name] in there
            return f"SELECT {columns}, due_at FROM {name}" + (" WHERE due_at IS NOT NULL" if mixed else "")
        case _:
            return undated(name, ("unit", "procedure", *_COLUMNS, "recorded_at"))


def undated(name: str, columns: Sequence[str]) -> str:
    """Dossiers without a due date, with the instant at which their statutory maximum is used up.

    A maximum in working days ends on the n-th working day after reception, at the same time of day, as one in days ends
    n × 24 hours later: the rule compares a duration. Where the catalogue tells no maximum, nothing says that a dossier
    is late (`NEVER`). Selects these columns of the table and `due_at`; joins `limit_tables`.
    """
    return f"""
        SELECT {", ".join(f"{name}.{column}" for column in columns)}, COALESCE(CASE limits.kind
            WHEN {_HOUR} THEN {name}.received_at + limits.number * 3600
            WHEN {_DAY} THEN {name}.received_at + limits.number * {DAY_SECONDS}
            WHEN {_WORKING_DAY} THEN CASE WHEN limits.number = 0 THEN {name}.received_at
                ELSE ends.day * {DAY_SECONDS} + {name}.received_at % {DAY_SECONDS} END
        END, {NEVER}) AS due_at
        FROM {name}
        LEFT JOIN levels ON levels.unit = {name}.unit
        LEFT JOIN limits ON limits.procedure = {name}.procedure AND limits.level = levels.level
        LEFT JOIN calendar AS starts ON starts.day = CAST(FLOOR({name}.received_at / {DAY_SECONDS}) AS BIGINT)
        LEFT JOIN calendar AS ends ON ends.working AND ends.ordinal = starts.ordinal + limits.number
        WHERE {name}.due_at IS NULL"""


def limit_tables(limits: Limits) -> Mapping[str, pa.Table]:
    """The small tables that the statement joins where there are dossiers without a due date."""
    number, text = pa.int64(), pa.string()
    return {
        "limits": _table(limits.limits, procedure=text, level=number, number=number, kind=number),
        "levels": _table(limits.levels, unit=text, level=number),
        "calendar": _table(limits.calendar, day=number, ordinal=number, working=pa.bool_()),
    }


def _table(rows: Sequence[tuple[str | int | bool, ...]], **columns: pa.DataType) -> pa.Table:
    values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    arrays = [pa.array(column, kind) for column, kind in zip(values, columns.values(), strict=True)]
    return pa.table(arrays, names=list(columns))
