"""What must hold of every count, whatever the facts."""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from comparing import plain_figures
from generated import Moment, World, asked_of, seeded
from oracle import Row, Share
from records import Dossier, Facts
from segments import counting

from bochiso.index.load import edition_named
from bochiso.score.snapshot import Snapshot
from bochiso.score.tally import score
from bochiso.time import Instant, PeriodKind

EDITION = edition_named("766/portal-2026")
ADDITIVE = ("2.1", "3.3", "3.4", "3.6", "4.1", "4.2", "4.3", "4.4", "4.5b", "4.6", "5.1a", "5.1b", "5.2", "5.3")
"""Counts of dossiers, petitions and communes; 5.4 is cut at 0, 1.4 may be reported from above."""

DISTINCT = ("3.2",)
"""Things that several units can share. One may be used only by what a sister has, so that the whole has more in use."""

IN_A_PERIOD = tuple(id for id in ADDITIVE if id not in ("4.6", "5.2"))
"""Those that a longer period can only have more of. (5.2 also counts what was answered in the period, so it is one; but
what an answer makes of it does not depend on the period, and it is tested with the others.)"""


def snapshots(world: World, folder: Path, moments: tuple[Moment, ...] = ()) -> list[Snapshot]:
    """One for each moment, all asked for at once."""
    with counting(world, folder) as count:
        return [computed.snapshot for computed in count(EDITION, moments or world.moments)]


def shares(snapshot: Snapshot) -> Mapping[tuple[str, str], Share]:
    return {place: value for place, value in plain_figures(snapshot).items() if isinstance(value, tuple)}


def mapped(facts: Facts, keep: Callable[[Row], bool]) -> Facts:
    """The facts with only the rows to keep."""
    return Facts(*(tuple(row for row in getattr(facts, field.name) if keep(row)) for field in fields(facts)))


def test_a_parent_has_what_its_leaves_have(tmp_path: Path) -> None:
    world = seeded(1)
    for snapshot in snapshots(only_leaves(world), tmp_path):
        counted, parents = shares(snapshot), {unit.parent for unit in snapshot.units}
        for parent in snapshot.units:
            below = [unit.code for unit in snapshot.units if unit.parent == parent.code]
            if parent.code not in parents:
                continue
            for id in ADDITIVE:
                if (parent.code, id) not in counted:  # a department has no communes to count
                    continue
                parts = [counted[code, id] for code in below if (code, id) in counted]
                assert counted[parent.code, id] == (sum(n for n, _ in parts), sum(d for _, d in parts)), (parent, id)
            for id in DISTINCT:
                parts = [counted[code, id] for code in below]
                assert max(n for n, _ in parts) <= counted[parent.code, id][0], (parent, id)
                assert max(d for _, d in parts) <= counted[parent.code, id][1] <= sum(d for _, d in parts), (parent, id)


def only_leaves(world: World) -> World:
    """The same, without what parents have themselves and without the district, whose things go to its parent."""
    parents = {unit.parent for unit in world.registry.units} | {"H55.10"}
    return replace(world, facts=mapped(world.facts, lambda row: getattr(row, "unit", None) not in parents))


def test_what_is_recorded_later_changes_nothing(tmp_path: Path) -> None:
    world = seeded(2)
    moment = min(world.moments, key=lambda moment: moment[0])
    at = asked_of(*moment).at
    known = replace(world, facts=mapped(world.facts, lambda row: row.recorded_at <= at))
    assert known.facts != world.facts
    assert snapshots(world, tmp_path / "all", (moment,)) == snapshots(known, tmp_path / "known", (moment,))


def test_many_moments_at_once_are_as_many_one_by_one(tmp_path: Path) -> None:
    world = seeded(10)
    with counting(world, tmp_path) as count:
        at_once = [computed.snapshot for computed in count(EDITION, world.moments)]
        assert at_once == [count(EDITION, [moment])[0].snapshot for moment in world.moments]


def test_how_rows_lie_in_segments_changes_nothing(tmp_path: Path) -> None:
    world = seeded(4)
    found = [snapshots(replace(world, written=n), tmp_path / str(n), world.moments[:2]) for n in range(3)]
    assert found[0] == found[1] == found[2]


def test_a_month_is_within_its_year(tmp_path: Path) -> None:
    world = seeded(5)
    instant, _, view = world.moments[0]
    kinds = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR)
    month, quarter, year = map(shares, snapshots(world, tmp_path, tuple((instant, kind, view) for kind in kinds)))
    for place in month:
        if place[1] in (*IN_A_PERIOD, "5.2"):
            assert all(a <= b <= c for a, b, c in zip(month[place], quarter[place], year[place], strict=True)), place


GROWING = seeded(7)
MOMENTS: tuple[Moment, ...] = ((Instant(date(2026, 12, 31)), PeriodKind.YEAR, "portal"),)
EARLY = 0
BETTER: Mapping[str, Callable[[Dossier], Dossier]] = {
    "in time": lambda d: replace(d, ended_at=d.received_at, due_at=d.received_at, supplement_requests=0),
    "online, with its result": lambda d: replace(d, channel=2, result_file=True),
    "with its files": lambda d: replace(d, component_file=True, result_file=True),
    "paid online": lambda d: replace(d, payment=1, paid_at=EARLY),
    "used again": lambda d: replace(d, reused=True, from_store=True),
    "with the data of the population": lambda d: replace(d, population_data=True),
    "nobody complains": lambda d: replace(d, complained=False),
}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return snapshots(GROWING, tmp_path_factory.mktemp("before"), MOMENTS)[0]


@pytest.mark.parametrize("how", BETTER)
def test_a_better_dossier_never_lowers_a_score(how: str, before: Snapshot, tmp_path: Path) -> None:
    """One in ten is made better in all its states: no component of any unit falls, and some rise."""
    better = tuple(
        BETTER[how](dossier) if dossier.code.endswith("7") else dossier for dossier in GROWING.facts.dossiers
    )
    world = replace(GROWING, facts=replace(GROWING.facts, dossiers=better))
    after = snapshots(world, tmp_path, MOMENTS)[0]
    gained = Fraction(0)
    for one, other in zip(score(before, EDITION), score(after, EDITION), strict=True):
        for id in one.items:
            low, high = one.indicator(id).points.exact or 0, other.indicator(id).points.exact or 0
            assert low <= high, (one.unit.code, id)
            gained += high - low
        assert (one.total.value or 0) <= (other.total.value or 0), one.unit.code
    assert gained > 0
