"""Units, petitions and electronic certification of the sample of Thái Nguyên."""

import csv
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random

from bochiso.sample.calendar import working_days
from bochiso.sample.case_targets import ABOUT_RULES, DATES, PETITIONS, UnitTargets, unit_targets
from bochiso.sample.folder import Cell
from bochiso.units.registry import THAI_NGUYEN_2023

PETITION_COLUMNS = ("code", "unit", "about", "received_at", "outcome", "outcome_at", "published_at", "recorded_at")
CERTIFICATION_COLUMNS = ("unit", "provides", "copies", "recorded_at")


def communes(unit: UnitTargets) -> tuple[str, ...]:
    """The codes of a district's communes; all of them invented."""
    return tuple(f"{unit.unit}:xa-{number:02}" for number in range(1, unit.communes + 1))


def unit_rows() -> tuple[tuple[str, ...], list[tuple[Cell, ...]]]:
    """The heading and the rows: departments and districts as bochiso knows them, and the communes below."""
    with THAI_NGUYEN_2023.open(encoding="utf-8", newline="") as file:
        header, *known = csv.reader(file)
    names = {row[0]: row[1].removeprefix("UBND ") for row in known}
    rows: list[tuple[Cell, ...]] = [tuple(row) for row in known]
    for unit in unit_targets():
        for number, code in enumerate(communes(unit), start=1):
            name = f"Xã mẫu {number:02} ({names[unit.unit]})"
            rows.append((code, name, "commune", unit.unit, None, "2025-07-01", None, None))
    return tuple(header), rows


def petitions(seed: int) -> Iterator[tuple[Cell, ...]]:
    """Each when it came, and when it was handled: all in time, none disliked."""
    chance = Random(seed)
    receivers = [unit.unit for unit in unit_targets() if unit.share]
    starts = date(2023, 1, 9), DATES[0] + timedelta(days=1)
    ends = DATES[0] - timedelta(days=14), DATES[1] - timedelta(days=10)
    for period in (0, 1):
        known = (PETITIONS[0], ABOUT_RULES[0]) if period else (0, 0)
        amount, rules = PETITIONS[period] - known[0], ABOUT_RULES[period] - known[1]
        about = ["rules"] * rules + ["staff"] * (amount - rules)
        chance.shuffle(about)
        days = working_days(starts[period], ends[period])
        times = sorted(_moment(chance, chance.choice(days)) for _ in range(amount))
        for number, (subject, came) in enumerate(zip(about, times, strict=True), start=known[0] + 1):
            code, unit, received = f"PAKN-2023-{number:03}", chance.choice(receivers), came.isoformat()
            done = (came + timedelta(days=3 + chance.randrange(5))).isoformat()
            yield code, unit, subject, received, "open", None, None, received
            yield code, unit, subject, received, "handled", done, done, done


def _moment(chance: Random, day: date) -> datetime:
    return datetime.fromisoformat(f"{day}T08:00:00") + timedelta(seconds=chance.randrange(28_000))


def certifications(seed: int) -> Iterator[tuple[Cell, ...]]:
    """Each commune on the evening before either date; the copies of a district are shared out among its communes."""
    for unit in unit_targets():
        chance = Random(f"{seed} {unit.unit}")
        weights = [chance.random() ** 2 + 0.02 for _ in range(unit.providing)]
        first = _shared(unit.copies_1, weights)
        more = _shared(unit.copies_2 - unit.copies_1, weights)
        for n, code in enumerate(communes(unit)):
            there = n < unit.providing
            for day, copies in zip(DATES, ((first[n], first[n] + more[n]) if there else (0, 0)), strict=True):
                yield code, int(there), copies, f"{day}T16:00:00"


def _shared(total: int, weights: list[float]) -> list[int]:
    """Whole parts in proportion to the weights that add up to the total."""
    bounds = [round(total * sum(weights[:n]) / sum(weights)) for n in range(len(weights) + 1)] if weights else [0]
    return [high - low for low, high in pairwise(bounds)]
