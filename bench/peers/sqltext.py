"""The same counts in the SQL that PostgreSQL and ClickHouse share, but for how each counts under a condition."""

from collections.abc import Callable

from peers.question import NEVER, Question

COLUMNS = (
    "unit", "procedure", "channel", "received_at", "due_at", "status", "ended_at", "supplement_requests",
    "supplement_requested_at", "supplement_seconds", "synced_at", "fee", "payment", "paid_at", "component_file",
    "result_file", "reused", "from_store", "population_data", "complained", "recorded_at",
)  # fmt: skip


def statement(
    question: Question,
    dossiers: str,
    count: Callable[[str], str],
    divided: Callable[[str], str],
    limits: str = "limits",
    calendar: str = "calendar",
) -> str:
    """`count` writes a conditional count; `divided` the day of a second."""
    first, second = question.at
    within = f"received_at >= {question.start} AND received_at <= {second} AND recorded_at <= {second}"
    columns = ", ".join(f"d.{name} AS {name}" for name in COLUMNS if name != "due_at")
    counts = ", ".join(
        f"{count(text)} AS {name}{number}"
        for number, at in enumerate((first, second))
        for name, text in _conditions(number, at).items()
    )
    return f"""
        SELECT unit, procedure, {counts} FROM (
            SELECT rows.*, {_seen(0, first)}, {_seen(1, second)},
                CASE WHEN supplement_requests > 1 THEN COALESCE(ended_at, {NEVER}) ELSE received_at END AS since,
                CASE WHEN COALESCE(ended_at, CASE WHEN status = 5 THEN supplement_requested_at END)
                    <= due + COALESCE(supplement_seconds, 0) THEN {NEVER}
                    ELSE due + COALESCE(supplement_seconds, 0) + 1 END AS until,
                CASE WHEN payment IN (1, 2) THEN COALESCE(paid_at, received_at) END AS paid_from
            FROM (
                SELECT {columns}, CAST(d.due_at AS BIGINT) AS due FROM {dossiers} d
                WHERE due_at IS NOT NULL AND {within}
                UNION ALL
                SELECT {columns}, CAST(COALESCE(CASE kind
                    WHEN 2 THEN d.received_at + number * 3600 WHEN 1 THEN d.received_at + number * 86400
                    WHEN 0 THEN ends.day * 86400 + d.received_at % 86400 END, {NEVER}) AS BIGINT) AS due
                FROM {dossiers} d
                LEFT JOIN {limits} l ON l.unit = d.unit AND l.procedure = d.procedure
                LEFT JOIN {calendar} starts ON starts.day = {divided("d.received_at")}
                LEFT JOIN (SELECT day, ordinal FROM {calendar} WHERE working) ends
                    ON ends.ordinal = starts.ordinal + l.number
                WHERE due_at IS NULL AND {within}
            ) rows
        ) timed GROUP BY unit, procedure
    """


def _seen(number: int, at: int) -> str:
    held = f"recorded_at <= {at} AND received_at <= {at}"
    return f"({held}) AS here{number}, COALESCE({held} AND synced_at <= {at}, FALSE) AS visible{number}"


def _conditions(number: int, at: int) -> dict[str, str]:
    seen = f"visible{number}"
    not_zero = "COALESCE(fee, -1) <> 1"
    found = {
        "on_time": f"since <= {at} AND until > {at}", "online": "channel = 2",
        "online_result": "channel = 2 AND result_file", "fee_due": "fee = 2", "not_zero": not_zero,
        "paid": f"paid_from <= {at}", "not_zero_paid": f"{not_zero} AND paid_from <= {at}", "complained": "complained",
        "result": "result_file", "component": "component_file", "component_result": "component_file AND result_file",
        "reused": "reused", "from_store": "from_store", "population": "population_data",
    }  # fmt: skip
    counted = {name: f"{seen} AND {text}" for name, text in found.items()}
    return {"held": f"here{number}", "seen": seen, **counted}
