"""Every figure of every unit, as the product counts it and as plain loops do, over provinces made up at random."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings

from comparing import EDITIONS, differences
from generated import World, seeded, worlds
from oracle import QUESTIONS
from segments import counting

UNANSWERED = {"766/portal-2026": {"2.2"}, "766/portal-2022": {"3.7", "6.3"}}
"""What the facts cannot tell."""


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.id)
def test_the_oracle_answers_every_indicator(edition: object) -> None:
    from bochiso.index.model import Edition

    assert isinstance(edition, Edition)
    assert QUESTIONS[edition.id].keys() | UNANSWERED[edition.id] == {indicator.id for indicator in edition.indicators}


@pytest.mark.parametrize("seed", range(40))
def test_a_province(seed: int, tmp_path: Path) -> None:
    world = seeded(seed)
    with counting(world, tmp_path) as count:
        assert differences(world, count) == []


@given(worlds())
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_few_facts(world: World) -> None:
    with TemporaryDirectory() as folder, counting(world, Path(folder)) as count:
        assert differences(world, count) == [], world.facts
