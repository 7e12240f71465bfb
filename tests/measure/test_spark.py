"""The same provinces counted by a Spark Connect server: not one figure differs."""

from pathlib import Path

import pytest
from comparing import EDITIONS, plain_figures
from generated import seeded
from segments import counting


@pytest.mark.parametrize("seed", range(2))
def test_the_same_on_spark(seed: int, tmp_path: Path, sail_address: str) -> None:
    world = seeded(seed)
    edition = EDITIONS[seed % len(EDITIONS)]
    figures = {}
    for engine in ("duckdb", sail_address):
        with counting(world, tmp_path / engine[:2], engine) as count:
            figures[engine] = [plain_figures(computed.snapshot) for computed in count(edition, world.moments[:2])]
    assert figures[sail_address] == figures["duckdb"]
    assert any(value not in (None, 0, (0, 0)) for each in figures["duckdb"] for value in each.values())
