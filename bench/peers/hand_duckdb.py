"""DuckDB by hand: the fastest statement found for it.

What a dossier is does not depend on the instant, so every condition is summed once over groups of the instants that it
is seen at. Conditions are 0 or 1 as DOUBLE, two to a sum: exact while a group has fewer than 2^26 dossiers.
"""

import duckdb
import pyarrow as pa

from peers.question import COUNTS, NEVER, Question

SHIFT = 2**26
ALWAYS = {
    "online": "online", "online_result": "online * result", "fee_due": "fee_due", "not_zero": "not_zero",
    "complained": "complained", "result": "result", "component": "component", "component_result": "component * result",
    "reused": "reused", "from_store": "from_store", "population": "population",
}  # fmt: skip
LATER = {"on_time": "on_time{0}", "paid": "paid{0}", "not_zero_paid": "not_zero * paid{0}"}


class Peer:
    """`leaves` is what is measured."""

    def __init__(self, question: Question) -> None:
        self._connection = duckdb.connect()
        for setting in ("memory_limit = '1200MB'", "preserve_insertion_order = false"):
            self._connection.execute(f"SET {setting}")
        limits, calendar = (list(zip(*rows, strict=True)) for rows in (question.limits, question.calendar))
        self._keep("limits", pa.table([pa.array(c) for c in limits], names=["unit", "procedure", "number", "kind"]))
        self._keep("calendar", pa.table([pa.array(c) for c in calendar], names=["day", "ordinal", "working"]))
        self._statement = statement(question)

    def _keep(self, name: str, table: pa.Table) -> None:
        self._connection.register("given", table)
        self._connection.execute(f"CREATE TABLE {name} AS SELECT * FROM given")

    def leaves(self) -> pa.Table:
        return self._connection.sql(self._statement).to_arrow_table()


def statement(question: Question) -> str:
    """Unit, procedure and the counts of both instants."""
    first, second = question.at
    files = ", ".join(f"'{path}'" for path in question.files)
    within = f"received_at BETWEEN {question.start} AND {second} AND recorded_at <= {second}"
    terms = {**ALWAYS, **{f"{name}{n}": text.format(n) for n in (0, 1) for name, text in LATER.items()}}
    pairs = [list(terms.items())[i : i + 2] for i in range(0, len(terms), 2)]
    sums = ", ".join("sum(" + f" + {SHIFT}e0 * ".join(t for _, t in p) + f") AS p{i}" for i, p in enumerate(pairs))
    unpacked = ", ".join(_unpacked(i, [name for name, _ in pair]) for i, pair in enumerate(pairs))
    counts = ", ".join(f"{_count(name, n)}::BIGINT AS {name}{n}" for n in (0, 1) for name in COUNTS)
    return f"""
        WITH dossiers AS (
            SELECT * FROM read_parquet([{files}]) WHERE due_at IS NOT NULL AND {within}
            UNION ALL BY NAME
            SELECT d.* REPLACE (coalesce(CASE kind
                WHEN 2 THEN d.received_at + number * 3600 WHEN 1 THEN d.received_at + number * 86400
                WHEN 0 THEN ends.day * 86400 + d.received_at % 86400 END, {NEVER}) AS due_at)
            FROM read_parquet([{files}]) d
            LEFT JOIN limits USING (unit, procedure)
            LEFT JOIN calendar starts ON starts.day = d.received_at // 86400
            LEFT JOIN calendar ends ON ends.working AND ends.ordinal = starts.ordinal + number
            WHERE due_at IS NULL AND {within}
        ), timed AS (
            SELECT *,
                CASE WHEN supplement_requests > 1 THEN coalesce(ended_at, {NEVER}) ELSE received_at END AS since,
                due_at + coalesce(supplement_seconds, 0) AS latest,
                coalesce(ended_at, CASE WHEN status = 5 THEN supplement_requested_at END) AS stopped,
                CASE WHEN payment IN (1, 2) THEN coalesce(paid_at, received_at) END AS paid_from
            FROM dossiers
        ), marked AS (
            SELECT unit, procedure,
                coalesce(recorded_at <= {first} AND received_at <= {first}, false) AS here0, true AS here1,
                coalesce(here0 AND synced_at <= {first}, false) AS visible0,
                coalesce(synced_at <= {second}, false) AS visible1,
                {", ".join(f"{_number(text)} AS {name}" for name, text in _flags(first, second).items())}
            FROM timed
        ), grouped AS (
            SELECT unit, procedure, here0, here1, visible0, visible1, count(*) AS n, {sums} FROM marked GROUP BY ALL
        ), counted AS (SELECT *, {unpacked} FROM grouped)
        SELECT unit, procedure, {counts} FROM counted GROUP BY ALL
    """


def _flags(first: int, second: int) -> dict[str, str]:
    flags = {
        "online": "channel = 2", "result": "result_file", "fee_due": "fee = 2",
        "not_zero": "fee IS DISTINCT FROM 1", "complained": "complained", "component": "component_file",
        "reused": "reused", "from_store": "from_store", "population": "population_data",
    }  # fmt: skip
    for number, at in enumerate((first, second)):
        flags[f"paid{number}"] = f"paid_from <= {at}"
        late = f"CASE WHEN stopped <= latest THEN {NEVER} ELSE latest + 1 END"
        flags[f"on_time{number}"] = f"since <= {at} AND {late} > {at}"
    return flags


def _number(condition: str) -> str:
    return f"coalesce({condition}, false)::DOUBLE"


def _unpacked(number: int, names: list[str]) -> str:
    packed = f"p{number}::BIGINT"
    if len(names) == 1:
        return f"{packed} AS n_{names[0]}"
    return f"{packed} % {SHIFT} AS n_{names[0]}, {packed} // {SHIFT} AS n_{names[1]}"


def _count(name: str, number: int) -> str:
    if name == "held":
        return f"sum(CASE WHEN here{number} THEN n ELSE 0 END)"
    if name == "seen":
        return f"sum(CASE WHEN visible{number} THEN n ELSE 0 END)"
    column = f"n_{name}{number if name in LATER else ''}"
    return f"sum(CASE WHEN visible{number} THEN {column} ELSE 0 END)"
