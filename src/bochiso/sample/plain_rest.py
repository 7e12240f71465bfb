"""What stands beside the dossiers of the plain sample: totals, petitions, electronic certification."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import duckdb

from bochiso.sample.calendar import working_days
from bochiso.sample.folder import Cell
from bochiso.sample.plain_units import Office

FIRST, LAST = date(2026, 1, 5), date(2026, 9, 30)
"""The first and the last day of reception."""

HORIZON = date(2026, 10, 9)
"""Nothing that happened later is known."""

TOTAL_COLUMNS = ("unit", "period", "received", "recorded_at")


def totals(dossiers: Sequence[Path], seed: int, *, distinct: bool) -> Iterator[tuple[Cell, ...]]:
    """What the national reporting system says of each month, and of the year so far, on the fifth of the next.

    `distinct` where a dossier may have more than one row; all rows of one stand in one file.
    """
    count = "count(DISTINCT code)" if distinct else "count(*)"
    counted: Counter[tuple[str, int]] = Counter()
    with duckdb.connect(config={"threads": 2}) as connection:
        for path in dossiers:
            query = f"SELECT unit, month(received_at), {count} FROM read_parquet(?) GROUP BY ALL"
            counted.update({(unit, month): n for unit, month, n in connection.execute(query, [str(path)]).fetchall()})
    chance = Random(seed + 4)
    so_far: dict[str, int] = {}
    for (unit, month), held in sorted(counted.items()):
        received = held + held * chance.randrange(0, 4) // 100
        so_far[unit] = so_far.get(unit, 0) + received
        known = datetime(2026, month + 1, 5, 8).isoformat()
        yield unit, f"2026-{month:02}", received, known
        yield unit, "2026", so_far[unit], known


PETITION_COLUMNS = (
    "code", "unit", "about", "received_at", "forwarded_at", "outcome", "outcome_at", "published_at", "likes",
    "dislikes", "repeated", "recorded_at",
)  # fmt: skip


def petitions(units: tuple[Office, ...], seed: int) -> Iterator[tuple[Cell, ...]]:
    """Some three hundred petitions, each known when it had its outcome."""
    chance = Random(seed + 5)
    days = working_days(FIRST, LAST)
    for number in range(1, 301):
        received = datetime.combine(chance.choice(days), datetime.min.time()) + timedelta(hours=8 + chance.random() * 8)
        received = received.replace(microsecond=0)
        outcome = chance.choices(("handled", "refused", "returned", "completion", "open"), (80, 5, 4, 6, 5))[0]
        ended = None if outcome == "open" else received + timedelta(days=1 + chance.randrange(25), hours=1)
        published = ended + timedelta(days=chance.randrange(4)) if ended and outcome == "handled" else None
        known = published or ended or received
        if known.date() > HORIZON:
            outcome, ended, published, known = "open", None, None, received
        yield (
            f"PAKN-2026-{number:04}", chance.choice(units).code, chance.choice(("rules", "staff")),
            received.isoformat(), None, outcome, _text(ended), _text(published), chance.randrange(3),
            chance.choices((0, 1, 4), (90, 7, 3))[0], int(chance.random() < 0.02), known.isoformat(),
        )  # fmt: skip


CERTIFICATION_COLUMNS = ("unit", "provides", "copies", "recorded_at")


def certifications(units: tuple[Office, ...], seed: int) -> Iterator[tuple[Cell, ...]]:
    """Each commune, at the end of each month."""
    chance = Random(seed + 6)
    for unit in (unit for unit in units if not unit.department):
        starts, copies = chance.choices((1, 1, 4, 11), (80, 5, 10, 5))[0], 0
        for month in range(1, 10):
            copies += chance.randrange(60) if month >= starts else 0
            known = datetime(2026, month + 1, 1, 7, 30) - timedelta(hours=14)
            yield unit.code, int(month >= starts), copies, known.isoformat()


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
