"""The sample of Thái Nguyên in 2023: facts that count to what the province printed, as of 31/7 and as of 31/8.

Both dates come of the same facts, told apart by when they were known. The figures that cannot hold together, and what
the sample gives instead, are listed in `cases/thai-nguyen-2023-08/khong-cung-dung.csv`.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from itertools import accumulate
from pathlib import Path

import duckdb

from bochiso.facts.schema import CERTIFICATIONS, PETITIONS, PROCEDURES, SERVICES, UNITS
from bochiso.sample import case_catalogue, case_units
from bochiso.sample import case_targets as targets
from bochiso.sample.calendar import unix_day, working_days
from bochiso.sample.case_catalogue import Choices
from bochiso.sample.engine import drawing, keep, statement, write_parquet
from bochiso.sample.folder import DOSSIERS, prepare, write_table
from bochiso.sample.readme import write_readme

_DAY_SLOTS = 16_384
_UNIT_SLOTS = 65_536
_AUGUST_SYNCED = 21_000
"""Of the dossiers received in August; the rest of the newly synchronised were received before."""

_NEW_COMPLAINTS = 900
_STAYING = Fraction(3, 5)
"""How much of a unit's backlog is still open a month later, where there is room for it."""

_SEASON = (0.7, 1.05, 1.1, 0.95, 1.0, 1.05, 1.1, 1.0)
_DISTRICT_OFFICE = Fraction(1, 4)
"""The share of a district's dossiers that its own office receives; the rest go to its communes."""


def write_case(directory: Path, seed: int) -> tuple[Path, ...]:
    """Write the sample's files and return their paths. Raises `BochisoError` where the folder is not free."""
    catalogue = case_catalogue.entries()
    choices = case_catalogue.choices(catalogue)
    header, units = case_units.unit_rows()
    with drawing(seed, **_variables()) as connection:
        prepare(directory)
        _prepare_days(connection)
        _prepare_units(connection, choices)
        _prepare_procedures(connection, choices, case_catalogue.paper_results(catalogue))
        connection.execute(statement("case", **_electronic()))
        write_parquet(connection, statement("case_rows"), directory / DOSSIERS)
    files = (
        directory / DOSSIERS,
        write_table(directory, UNITS, units, header),
        write_table(directory, PROCEDURES, case_catalogue.rows(catalogue, choices.fee), case_catalogue.COLUMNS),
        write_table(directory, SERVICES, case_catalogue.services(catalogue), case_catalogue.SERVICE_COLUMNS),
        write_table(directory, PETITIONS, case_units.petitions(seed), case_units.PETITION_COLUMNS),
        write_table(directory, CERTIFICATIONS, case_units.certifications(seed), case_units.CERTIFICATION_COLUMNS),
    )
    return (*files, write_readme(directory, files, "766/portal-2022", ("2023-07-31T16:30", "2023-08-31T16:30")))


def _variables() -> dict[str, int]:
    """The counts and working days that the statement speaks of."""
    found: dict[str, int] = {
        "day_slots": _DAY_SLOTS,
        "unit_slots": _UNIT_SLOTS,
        "late_synced": targets.SYNCED[1] - targets.SYNCED[0] - _AUGUST_SYNCED,
        "august_synced": _AUGUST_SYNCED,
        "complained_new": _NEW_COMPLAINTS,
        "w1": _workday(targets.DATES[0]),
        "w2": _workday(targets.DATES[1]),
        "long_ago": _workday(date(2023, 6, 20)),
        "lately": _workday(date(2023, 6, 26)),
        "middle": _workday(date(2023, 8, 11)),
        "last_sent": _workday(targets.LAST_SENT),
        "last_sent_day": unix_day(targets.LAST_SENT),
        "withdrawn": _workday(targets.WITHDRAWN_ON),
    }
    for n in (0, 1):
        seen = targets.SYNCED[n]
        online = targets.printing(targets.ONLINE_RATE[n], seen)
        late = seen - targets.printing(targets.ON_TIME_RATE[n], seen)
        late_online = online - targets.printing(targets.ONLINE_ON_TIME_RATE[n], online)
        counts = {
            "day": unix_day(targets.DATES[n]),
            "received": targets.RECEIVED[n],
            "synced": seen,
            "online": online,
            "late_online": late_online,
            "late_direct": late - late_online,
            "complained": seen - late - targets.printing(targets.SATISFIED_RATE[n], seen),
            "digitised": targets.printing(targets.DIGITISED_RATE[n], seen),
            "reused": targets.REUSED[n],
        }
        found |= {f"{name}_{n + 1}": value for name, value in counts.items()}
    return found


def _electronic() -> dict[str, str]:
    """How many electronic results print the rate, whatever number of dossiers needs one; in whole numbers."""
    rates = [int(Fraction(rate) * 100) for rate in targets.ELECTRONIC_RATE]
    return {f"electronic_{n}": f"(papers_{n} * {rate} + 5000) // 10000" for n, rate in enumerate(rates, start=1)}


def _workday(day: date) -> int:
    return len(working_days(targets.FIRST_DAY, day)) - 1


def _prepare_days(connection: duckdb.DuckDBPyConnection) -> None:
    first, second = targets.DATES
    spans = working_days(targets.FIRST_DAY, first), working_days(first + timedelta(days=1), second)
    amounts = 0, *targets.RECEIVED
    rows: list[tuple[object, ...]] = []
    for n, span in enumerate(spans):
        ends = _slots([Fraction(_SEASON[day.month - 1]) for day in span], _DAY_SLOTS)
        for day, start, end in zip(span, (0, *ends), ends, strict=False):
            first_row = amounts[n] - (-start * (amounts[n + 1] - amounts[n]) // _DAY_SLOTS)
            number = _workday(day)
            rows += [(number, unix_day(day), first_row, n * _DAY_SLOTS + s) for s in range(start, end)]
    keep(connection, "days", {"workday": "INTEGER", "day": "BIGINT", "first": "BIGINT", "slot": "BIGINT"}, rows)
    far = [(n, unix_day(day)) for n, day in enumerate(working_days(targets.FIRST_DAY, date(2023, 12, 31)))]
    keep(connection, "workdays", {"workday": "INTEGER", "day": "BIGINT"}, far)


_LEAF = {
    "leaf": "INTEGER", "unit_code": "VARCHAR", "top": "VARCHAR", "pool": "VARCHAR", "stopped": "BOOLEAN",
    "online_possible": "BOOLEAN", "tilt": "DOUBLE", "lateness": "DOUBLE",
    "overdue_1": "INTEGER", "overdue_2": "INTEGER", "stay": "INTEGER",
    "fee_1": "INTEGER", "fee_2": "INTEGER", "paid_1_wanted": "INTEGER", "paid_2_wanted": "INTEGER",
}  # fmt: skip


def _prepare_units(connection: duckdb.DuckDBPyConnection, choices: Choices) -> None:
    """Where dossiers are received: departments, offices of districts, communes, with the targets of the unit above."""
    rows: list[tuple[object, ...]] = []
    weights: list[Fraction] = []
    for n, unit in enumerate(each for each in targets.unit_targets() if each.share):
        stay = min(int(unit.overdue_1 * _STAYING), unit.overdue_2)
        for code, pool, weight in _leaves(unit):
            possible = bool(choices.lists[pool, "free-online"])
            habits = unit.unit == targets.STOPPED, possible, n % 5 / 20, n % 7 / 15
            counts = unit.overdue_1, unit.overdue_2, stay, unit.fee_1, unit.fee_2, unit.paid_1, unit.paid_2
            rows.append((len(rows), code, unit.unit, pool, *habits, *counts))
            weights.append(weight)
    keep(connection, "leaves", _LEAF, rows)
    ends = _slots(weights, _UNIT_SLOTS)
    shares = [(leaf, s) for leaf, (a, b) in enumerate(zip((0, *ends), ends, strict=False)) for s in range(a, b)]
    keep(connection, "shares", {"leaf": "INTEGER", "slot": "INTEGER"}, shares)


def _leaves(unit: targets.UnitTargets) -> Iterator[tuple[str, str, Fraction]]:
    if not unit.district:
        yield unit.unit, unit.unit, Fraction(unit.share)
        return
    yield unit.unit, case_catalogue.DISTRICT, unit.share * _DISTRICT_OFFICE
    communes = case_units.communes(unit)
    sizes = [Fraction(3 + n % 5) for n in range(len(communes))]
    for code, size in zip(communes, sizes, strict=True):
        yield code, case_catalogue.COMMUNE, unit.share * (1 - _DISTRICT_OFFICE) * size / sum(sizes)


def _slots(weights: list[Fraction], count: int) -> list[int]:
    """Where each share of `count` slots ends, in proportion to the weights."""
    total = sum(weights)
    return [round(count * so_far / total) for so_far in accumulate(weights)]


def _prepare_procedures(connection: duckdb.DuckDBPyConnection, choices: Choices, paper: Mapping[str, bool]) -> None:
    kinds = [(pool, kind, choices.cover[pool, kind], len(codes)) for (pool, kind), codes in choices.lists.items()]
    types = {"pool": "VARCHAR", "kind": "VARCHAR"}
    keep(connection, "kinds", types | {"cover": "INTEGER", "size": "INTEGER"}, kinds)
    rows = [
        (pool, kind, position, code, paper[code])
        for (pool, kind), codes in choices.lists.items()
        for position, code in enumerate(codes, start=1)
    ]
    keep(connection, "procedures", types | {"position": "INTEGER", "procedure": "VARCHAR", "paper": "BOOLEAN"}, rows)
