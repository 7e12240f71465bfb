"""The editions reproduce what was published, to the printed digit, but for a list that may only shrink."""

import csv
from fractions import Fraction

import pytest
from published import CASES, reproduced, snapshots

from bochiso.index.load import edition_named
from bochiso.score.snapshot import Measured
from bochiso.score.tally import score

COVERED = {"766/portal-2022": 34, "766/portal-2026": 3950}
"""How many published figures each edition computes; a rule that stops computing would lower it."""


def unexplained(edition: str) -> set[str]:
    with (CASES / "khong-giai-thich-duoc.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["edition"] == edition]
    assert all(row["reason"] for row in rows)
    return {row["figure"] for row in rows}


@pytest.mark.parametrize("id", COVERED)
def test_published_figures_are_reproduced(id: str) -> None:
    found = reproduced(edition_named(id))
    assert {figure for figure, agrees in found.items() if not agrees} == unexplained(id)
    assert len(found) == COVERED[id]


@pytest.mark.parametrize(
    "name", [name for names in ("766/portal-2022", "766/portal-2026") for name, _ in snapshots(names)]
)
def test_every_figure_has_a_source(name: str) -> None:
    with (CASES / name).open(encoding="utf-8", newline="") as lines:
        assert all(row["source"] for row in csv.DictReader(lines))


def test_every_component_with_counts_is_computed() -> None:
    """No published point of a component stands beside counts without being recomputed."""
    edition = edition_named("766/portal-2026")
    for _, snapshot in snapshots(edition.id):
        for unit in score(snapshot, edition):
            for scored in unit.indicators:
                if scored.points.reported is not None and isinstance(scored.value, Measured):
                    assert scored.points.computed is not None or not scored.indicator.scored


def test_the_payment_and_satisfaction_axes_of_2023() -> None:
    edition = edition_named("766/portal-2022")
    axes = []
    for _, snapshot in snapshots(edition.id):
        unit = next(unit for unit in score(snapshot, edition) if unit.unit.code == "H55")
        payment, satisfaction = unit.axis("TTTT").points, unit.axis("MDHL").points
        axes.append((str(payment.reported), str(payment.computed), str(satisfaction.reported)))
        # The third part is not printed, but cannot be below the first, which is full.
        assert unit.indicator("5.4").points.value is None
        assert (satisfaction.low, satisfaction.high) == (Fraction(18), Fraction(18))
        assert str(satisfaction.computed) == "18.00"
        assert [str(unit.indicator(id).points.computed) for id in ("5.1", "5.2")] == ["6.00", "6.00"]
    assert sorted(axes) == [("4.9", "4.90", "18"), ("5.3", "5.30", "18")]
