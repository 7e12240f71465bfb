"""Every figure of every unit, as the product counts it and as plain loops do, over provinces made up at random.

`BOCHISO_SEEDS` says how many provinces; a few are enough to notice that something broke, a hundred to look for more.
"""

import os
from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from comparing import EDITIONS, differences
from generated import TWO_LEVELS, World, seeded, worlds
from hypothesis import HealthCheck, given, settings
from questions import QUESTIONS
from records import Certification, Dossier, Facts, Procedure, Total
from segments import counting

from bochiso.index.model import Edition
from bochiso.time import Instant, PeriodKind, second_of
from bochiso.units.registry import Registry
from bochiso.units.tree import Unit, UnitKind

SEEDS = int(os.environ.get("BOCHISO_SEEDS", "4"))
SHOWN = 20
UNANSWERED = {"766/portal-2026": {"2.2"}, "766/portal-2022": {"3.7", "6.3"}}
"""What the facts cannot tell."""

AUGUST = Instant(date(2026, 8, 31), time(16, 30))
OCTOBER = Instant(date(2026, 10, 10), time(16, 30))
UNITS = (
    Unit("VN", "Cả nước", UnitKind.NATION),
    Unit("H44", "UBND tỉnh B", UnitKind.PROVINCE, "VN"),
    Unit("H55", "UBND tỉnh A", UnitKind.PROVINCE, "VN"),
    Unit("H55.01", "Sở Một", UnitKind.DEPARTMENT, "H55"),
    Unit("H55.10", "UBND huyện Một", UnitKind.DISTRICT, "H55", valid_to=TWO_LEVELS),
    Unit("H55.23", "Xã Ba", UnitKind.COMMUNE, "H55"),
    Unit("H55.24", "Xã Bốn", UnitKind.COMMUNE, "H55", valid_to=TWO_LEVELS, successor="H55.23"),
)
LATER = second_of(AUGUST) + 1
DOSSIER = Dossier("000.00.01.H55-1", "1.000001", "H55.23", received_at=second_of(AUGUST) - 10 * 86_400)

CASES: Mapping[str, Facts] = {
    "what a commune that was merged certifies": Facts(certifications=(Certification("H55.24", True, 3),)),
    "what a merged commune and its heir certify": Facts(
        certifications=(Certification("H55.24", True, 3), Certification("H55.23", False, 4))
    ),
    "a total of a commune that was merged": Facts(dossiers=(DOSSIER,), totals=(Total("H55.24", "2026", 7),)),
    "a total of a district that is gone": Facts(dossiers=(DOSSIER,), totals=(Total("H55.10", "2026", 7),)),
    "last year's total of a district that is gone": Facts(
        dossiers=(Dossier("000.00.01.H44-1", "1.000001", "H44", received_at=LATER),),
        totals=(Total("H55.10", "2025", 7),),
    ),
    "a department of one of two provinces is named": Facts((Procedure("1.000001", 1, unit="H55.01", published_on=0),)),
    "a limit that is known only at the later instant": Facts(
        (Procedure("1.000001", 3, limit=1, limit_unit=1, recorded_at=LATER),), dossiers=(DOSSIER,)
    ),
    "a limit in force only at the earlier instant": Facts(
        (
            Procedure("1.000001", 3, limit=1, limit_unit=1, valid_to=second_of(OCTOBER) // 86_400),
            Procedure("1.000001", 3, valid_from=second_of(OCTOBER) // 86_400),
        ),
        dossiers=(DOSSIER,),
    ),
}
"""The least facts over which the two once differed."""


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: str(edition.id))
def test_the_oracle_answers_every_indicator(edition: Edition) -> None:
    assert QUESTIONS[edition.id].keys() | UNANSWERED[edition.id] == {indicator.id for indicator in edition.indicators}


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_province(seed: int, tmp_path: Path) -> None:
    world = seeded(seed)
    with counting(world, tmp_path) as count:
        found = differences(world, count)
    assert not found, "\n".join(found[:SHOWN])


@pytest.mark.parametrize("name", CASES)
def test_a_case(name: str, tmp_path: Path) -> None:
    moments = tuple((instant, PeriodKind.YEAR, "province") for instant in (AUGUST, OCTOBER))
    world = World(CASES[name], Registry(UNITS), "VN", moments, 0)
    with counting(world, tmp_path) as count:
        found = differences(world, count)
    assert not found, "\n".join(found[:SHOWN])


@given(worlds())
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_few_facts(world: World) -> None:
    with TemporaryDirectory() as folder, counting(world, Path(folder)) as count:
        found = differences(world, count)
    assert not found, "\n".join((*found[:SHOWN], str(world.facts)))
