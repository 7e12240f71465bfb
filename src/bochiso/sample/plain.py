"""The plain sample: a province of any size in 2026, drawn row by row so that ten rows and a hundred million cost alike.

Received from 5 January to 30 September 2026 and known until 9 October, so that a question as of any instant between
has an answer of its own. A dossier has one row, recorded after its last event; on demand some have an earlier one too.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from pathlib import Path

import duckdb

from bochiso.facts.schema import CERTIFICATIONS, PETITIONS, PROCEDURES, SERVICES, TOTALS, UNITS
from bochiso.sample import plain_catalogue, plain_rest, plain_units
from bochiso.sample.calendar import unix_day, working_days
from bochiso.sample.engine import drawing, keep, statement, write_parquet
from bochiso.sample.folder import part_names, prepare, write_table
from bochiso.sample.plain_catalogue import Procedure
from bochiso.sample.plain_rest import FIRST, HORIZON, LAST
from bochiso.sample.plain_units import Office
from bochiso.sample.readme import write_readme

_FAR = date(2027, 6, 30)
_SEASON = (0.75, 0.55, 1.1, 1.05, 1.0, 1.05, 1.1, 1.2, 1.15)
"""How busy each month is, January to September: quiet before Tết, busy before the school year."""

PART = 5_000_000
"""Dossiers in one file. Above that a sample has several, drawn on as many cores as there are workers."""

_DAY_SLOTS = 65_536
_UNIT_SLOTS = 8_192


def write_plain(directory: Path, dossiers: int, seed: int, *, twice: int = 0, workers: int = 2) -> tuple[Path, ...]:
    """Write the sample's files and return their paths; `twice` in a hundred dossiers have two states.

    The same arguments give the same bytes, however many `workers` draw it. Raises
    `BochisoError` where the folder is not free.
    """
    units = plain_units.offices(seed)
    catalogue = plain_catalogue.procedures(seed, units)
    prepare(directory)
    paths = _draw(directory, _Plan(dossiers, seed, twice, units, catalogue), workers)
    rest = (
        write_table(directory, UNITS, plain_units.rows(units), plain_units.COLUMNS),
        write_table(directory, PROCEDURES, plain_catalogue.rows(catalogue, seed), plain_catalogue.COLUMNS),
        write_table(
            directory, SERVICES, plain_catalogue.services(catalogue, units, seed), plain_catalogue.SERVICE_COLUMNS
        ),
        write_table(directory, PETITIONS, plain_rest.petitions(units, seed), plain_rest.PETITION_COLUMNS),
        write_table(
            directory, CERTIFICATIONS, plain_rest.certifications(units, seed), plain_rest.CERTIFICATION_COLUMNS
        ),
        write_table(directory, TOTALS, plain_rest.totals(paths, seed, distinct=twice > 0), plain_rest.TOTAL_COLUMNS),
    )
    page = write_readme(directory, (*rest, *paths), "766/portal-2026", ("2026-08-31T16:30", "2026-09-30T16:30"))
    return (*paths, *rest, page)


@dataclass(frozen=True)
class _Plan:
    """What the dossiers are drawn from."""

    dossiers: int
    seed: int
    twice: int
    units: tuple[Office, ...]
    catalogue: tuple[Procedure, ...]


def _draw(directory: Path, plan: _Plan, workers: int) -> tuple[Path, ...]:
    starts = range(0, plan.dossiers, PART)
    paths = tuple(directory / name for name in part_names(len(starts)))
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(lambda start, path: _draw_part(plan, start, path), starts, paths))
    return paths


def _draw_part(plan: _Plan, start: int, path: Path) -> None:
    variables = {
        "dossiers": plan.dossiers, "first": start, "until": min(start + PART, plan.dossiers), "twice": plan.twice,
        "horizon": unix_day(HORIZON), "day_slots": _DAY_SLOTS, "unit_slots": _UNIT_SLOTS,
    }  # fmt: skip
    with drawing(plan.seed, **variables) as connection:
        _prepare_tables(connection, plan.dossiers, plan.units, plan.catalogue)
        write_parquet(connection, statement("plain"), path)


def _prepare_tables(
    connection: duckdb.DuckDBPyConnection, dossiers: int, units: tuple[Office, ...], catalogue: tuple[Procedure, ...]
) -> None:
    span = working_days(FIRST, LAST)
    ends = _slots([_SEASON[day.month - 1] for day in span], _DAY_SLOTS)
    starts = (0, *ends[:-1])
    rows = [
        (number, unix_day(day), -(-start * dossiers // _DAY_SLOTS), slot)
        for number, (day, start, end) in enumerate(zip(span, starts, ends, strict=True))
        for slot in range(start, end)
    ]
    keep(connection, "days", {"workday": "INTEGER", "day": "BIGINT", "first": "BIGINT", "slot": "BIGINT"}, rows)
    far = [(number, unix_day(day)) for number, day in enumerate(working_days(FIRST, _FAR))]
    keep(connection, "workdays", {"workday": "INTEGER", "day": "BIGINT"}, far)
    _prepare_offices(connection, units, catalogue)
    keep(
        connection,
        "procedures",
        {"number": "INTEGER", "procedure": "VARCHAR", "span": "INTEGER", "days_given": "INTEGER",
         "calendar": "BOOLEAN", "offered": "BOOLEAN", "fee_asked": "BOOLEAN"},
        [
            (number, one.code, one.limit * 5 // 7 if one.calendar else one.limit, one.limit, one.calendar,
             one.online != "none", one.fee)
            for number, one in enumerate(_by_pool(catalogue))
        ],
    )  # fmt: skip


def _prepare_offices(
    connection: duckdb.DuckDBPyConnection, units: tuple[Office, ...], catalogue: tuple[Procedure, ...]
) -> None:
    """Each unit with its pool: the run of procedures that it applies."""
    owners = [one.unit for one in _by_pool(catalogue)]
    pools = [unit.code if unit.department else "" for unit in units]
    keep(
        connection,
        "offices",
        {"office": "INTEGER", "office_code": "VARCHAR", "pool_first": "INTEGER", "pool_size": "INTEGER",
         "late": "DOUBLE", "online": "DOUBLE", "paid_online": "DOUBLE", "digital": "DOUBLE"},
        [
            (n, unit.code, owners.index(pool), owners.count(pool), unit.late, unit.online, unit.paid, unit.digital)
            for n, (unit, pool) in enumerate(zip(units, pools, strict=True))
        ],
    )  # fmt: skip
    ends = _slots([unit.weight for unit in units], _UNIT_SLOTS)
    shares = [(n, slot) for n, (a, b) in enumerate(zip((0, *ends[:-1]), ends, strict=True)) for slot in range(a, b)]
    keep(connection, "shares", {"office": "INTEGER", "slot": "INTEGER"}, shares)


def _by_pool(catalogue: tuple[Procedure, ...]) -> tuple[Procedure, ...]:
    return tuple(sorted(catalogue, key=lambda one: (one.unit, one.code)))


def _slots(weights: list[float], count: int) -> list[int]:
    """Where each share of `count` slots ends, in proportion to the weights."""
    total = sum(weights)
    return [round(count * so_far / total) for so_far in accumulate(weights)]
