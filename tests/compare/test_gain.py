"""What deeds are said to earn, against the facts in which they were done; and the shortest list, against all others."""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, time
from fractions import Fraction
from itertools import combinations, product
from math import prod
from pathlib import Path

import pytest
from gain_deeds import Deed, Doing, on_dossier
from generated import Moment, Sizes, World, seeded
from records import Dossier
from segments import counting

from bochiso.compare.gains.deeds_of import KINDS
from bochiso.compare.gains.gain import Gain, gain
from bochiso.compare.gains.gain_list import Task, tasks
from bochiso.compare.gains.opportunities import Prospect
from bochiso.compare.search.standing import Act, marginal
from bochiso.index.load import edition_named
from bochiso.measure.compute import compute, moment_at
from bochiso.score.snapshot import Measured
from bochiso.score.tally import ScoredUnit, score
from bochiso.time import DAY_SECONDS, Instant, PeriodKind

EDITION = edition_named("766/portal-2026")
SEEDS = int(os.environ.get("BOCHISO_SEEDS", "2"))
UNITS = ("H55", "H55.01", "H55.22")
SMALL = Sizes(procedures=6, dossiers=60, petitions=12, services=8, totals=4, moments=2)

TINY = Sizes(procedures=2, dossiers=14, petitions=2, services=2, totals=2, moments=1)


@contextmanager
def gained(world: World, asked: Moment, unit: str, folder: Path, target: Fraction | None = None) -> Iterator[Gain]:
    """What the product says; dossiers can be listed as long as the context lasts."""
    with counting(world, folder) as count:
        yield gain(count.source, EDITION, moment_at(*asked), unit, target)


def computed(world: World, asked: Moment, unit: str, folder: Path) -> ScoredUnit:
    with counting(world, folder) as count:
        snapshot = compute(count.source, EDITION, [moment_at(*asked)])[0].snapshot
    return next(each for each in score(snapshot, EDITION) if each.unit.code == unit)


def exact(unit: ScoredUnit) -> Fraction:
    """The unrounded points of all that is known."""
    return sum((each.points.exact or Fraction(0) for each in unit.indicators), Fraction(0))


def first_of(found: Gain, act: Act) -> str:
    """One thing to which the act can be done."""
    if act.pool in found.deeds.things:
        return found.deeds.things[act.pool][0]
    return next(each.code for each in found.openings.dossiers() if each.group in found.deeds.groups[act.pool])


def deeds_of(found: Gain, act: Act, code: str) -> list[Deed]:
    keys = found.deeds.deeds[act.key]
    return [(key, KINDS[key].value, code) for key in keys]


def deeds_in(listed: list[Task]) -> list[Deed]:
    return [(key, task.kind.value, task.code) for task in listed for key in task.deeds]


def added(doing: Doing, deeds: list[Deed]) -> Fraction:
    return exact(doing.scored(EDITION, deeds)) - exact(doing.scored(EDITION))


@pytest.mark.parametrize("seed", range(SEEDS))
def test_an_act_earns_what_two_computations_differ_by(seed: int, tmp_path: Path) -> None:
    """Every act against plain loops over the changed facts; some against the product's own figures of them."""
    world = seeded(seed, SMALL)
    seen: Counter[tuple[str, ...]] = Counter()
    for asked in world.moments:
        for number, unit in enumerate(UNITS):
            doing = Doing(world, asked, unit)
            with gained(world, asked, unit, tmp_path / f"{asked[1]}{asked[2]}{number}") as found:
                possible = set(doing.possible())
                assert exact(found.unit) == exact(doing.scored(EDITION))
                for act in found.deeds.acts:
                    deeds = deeds_of(found, act, first_of(found, act))
                    assert set(deeds) <= possible, "not to be done now"
                    earned = marginal(found.standing, act, found.scorer)
                    assert earned == added(doing, deeds), (unit, asked, deeds)
                    keys = found.deeds.deeds[act.key]
                    assert earned >= 0 or {"synchronise", "publish"} & set(keys)
                    seen[keys] += 1
                    if seen[keys] == 1 and seed == 0:
                        after = computed(doing.done(deeds), asked, unit, tmp_path / f"after{len(seen)}")
                        assert exact(after) - exact(found.unit) == earned
    assert any(len(keys) > 1 for keys in seen) and len(seen) > 4


@pytest.mark.parametrize("seed", range(SEEDS))
def test_all_together_earn_what_two_computations_differ_by(seed: int, tmp_path: Path) -> None:
    """One act for every thing there is: what they win together, and what they move together, is counted once."""
    world = seeded(seed, SMALL)
    for number, asked in enumerate(world.moments):
        doing = Doing(world, asked, "H55")
        with gained(world, asked, "H55", tmp_path / str(number)) as found:
            last = {act.pool: act for act in found.deeds.acts}
            after, deeds = found.standing, list[Deed]()
            for pool, act in last.items():
                codes = found.deeds.things.get(pool) or [
                    d.code for d in found.openings.dossiers() if d.group in found.deeds.groups[pool]
                ]
                assert len(codes) == found.deeds.supplies[pool]
                after = after.after(act, len(codes))
                deeds += [deed for code in codes for deed in deeds_of(found, act, code)]
            assert found.scorer.exact(after) - found.scorer.exact(found.standing) == added(doing, deeds)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_rows_of_an_indicator(seed: int, tmp_path: Path) -> None:
    """Which dossiers a row is about, what the next and all of them earn: found again dossier by dossier."""
    world = seeded(seed, SMALL)
    asked, unit = world.moments[-1], "H55"
    doing = Doing(world, asked, unit)
    now = doing.scored(EDITION)
    oracle = doing.oracle
    able = {
        Prospect.NOW: {d.code: set(on_dossier(d, oracle)) for d in oracle.held_of(unit)},
        Prospect.NO_GAIN: {d.code: set(on_dossier(d, oracle, later=True)) for d in oracle.held_of(unit)},
    }
    with gained(world, asked, unit, tmp_path) as found:
        for each in found.indicators:
            id = each.scored.indicator.id
            assert bool(each.opportunities) <= (each.lost != 0)
            for row in each.opportunities:
                keys = row.key.split("+")
                if row.prospect not in able or KINDS[keys[0]].value != "dossier":
                    continue
                earned = {}
                for code, possible in able[row.prospect].items():
                    chain = [(key, "dossier", code) for key in keys]
                    if (
                        possible.issuperset(keys)
                        and wins(doing, now, id, chain)
                        and not any(
                            wins(doing, now, id, list(part))
                            for size in range(len(chain))
                            for part in combinations(chain, size)
                        )
                    ):
                        earned[code] = added(doing, chain)
                mine = [c for c, points in earned.items() if (points > 0) == (row.prospect is Prospect.NOW)]
                assert row.number == len(mine), (id, row)
                assert row.next == max(earned[code] for code in mine)
                assert row.all == added(doing, [(key, "dossier", code) for code in mine for key in keys])


def wins(doing: Doing, now: ScoredUnit, id: str, deeds: list[Deed]) -> bool:
    """Whether the deeds put something into the numerator."""
    return numerator(doing.scored(EDITION, deeds), id) > numerator(now, id)


def numerator(unit: ScoredUnit, id: str) -> int:
    value = unit.indicator(id).value
    return value.numerator if isinstance(value, Measured) else 0


@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_route_leads_where_it_says(seed: int, tmp_path: Path) -> None:
    """The facts in which the whole list was done have the total, and the unit the rank, that were promised."""
    world = seeded(seed + 20, SMALL)
    for number, (asked, unit) in enumerate(product(world.moments[-1:], UNITS)):
        with gained(world, asked, unit, tmp_path / f"{number}") as found:
            wanted = Fraction(found.unit.total.value or 0) + 4 * (number + 1)
        with gained(world, asked, unit, tmp_path / f"{number}r", wanted) as found:
            listed, again = list(tasks(found)), list(tasks(found))
        route = found.route
        assert route is not None and listed == again
        assert len(listed) == sum(times for _, times in route.takes)
        assert sum(len(task.deeds) for task in listed) == route.steps
        assert max(Counter((task.code, deed) for task in listed for deed in task.deeds).values(), default=1) == 1
        assert set(deeds_in(listed)) <= set(Doing(world, asked, unit).possible())
        after = computed(Doing(world, asked, unit).done(deeds_in(listed)), asked, unit, tmp_path / f"{number}after")
        assert Fraction(after.total.value or 0) == route.after and route.reached == (route.after >= wanted)
        assert (after.total.exact or 0) - (found.unit.total.exact or 0) == route.gain
        place = found.reached
        assert (after.rank, after.among) == ((place.rank, place.among) if place else (None, None))


@pytest.mark.parametrize("seed", range(2 * SEEDS))
def test_no_shorter_list_of_deeds_reaches_the_target(seed: int, tmp_path: Path) -> None:
    """Every set of fewer deeds that could be done to anything, in any order, stays below."""
    world = seeded(seed + 50, TINY)
    asked, unit = world.moments[0], UNITS[seed % 3]
    doing = Doing(world, asked, unit)
    with gained(world, asked, unit, tmp_path / "now") as found:
        start = Fraction(found.unit.total.value or 0)
    if found.unknown:
        pytest.skip("no total without petitions")
    with gained(world, asked, unit, tmp_path / "far", Fraction(100)) as found:
        assert found.route is not None
        most = found.route.after
    with gained(world, asked, unit, tmp_path / "near", start + min(most - start, Fraction(6))) as found:
        route = found.route
    assert route is not None and found.proven and route.reached
    for size in range(min(route.steps, 4)):
        for deeds in combinations(doing.possible(), size):
            assert Fraction(doing.scored(EDITION, deeds).total.value or 0) < route.target, deeds


@pytest.mark.parametrize("seed", range(4 * SEEDS))
def test_what_is_winnable_is_the_most_there_is(seed: int, tmp_path: Path) -> None:
    """Lost is winnable and not winnable; what deeds alone can win is the best of all that could be done."""
    world = seeded(seed + 80, TINY)
    asked, unit = world.moments[0], UNITS[seed % 3]
    doing = Doing(world, asked, unit)
    dossiers = []
    for dossier in doing.oracle.held_of(unit):
        own = [(deed, "dossier", dossier.code) for deed in on_dossier(dossier, doing.oracle, later=True)]
        dossiers.append([[], [d for d in own if d[0] == "synchronise"], [d for d in own if d[0] != "synchronise"], own])
    dossiers = [[each for number, each in enumerate(choices) if each not in choices[:number]] for choices in dossiers]
    others = [[[], [deed]] for deed in doing.possible() if deed[1] != "dossier"]
    if prod(map(len, dossiers)) + 2 ** len(others) > 300:
        pytest.skip("too many to try them all")
    now = doing.scored(EDITION)
    best = {id: each.points.exact or Fraction(0) for id, each in zip(now.items, now.indicators, strict=True)}
    for choices in (dossiers, others):
        for chosen in product(*choices):
            after = doing.scored(EDITION, [deed for deeds in chosen for deed in deeds])
            best = {id: max(points, after.indicator(id).points.exact or Fraction(0)) for id, points in best.items()}
    with gained(world, asked, unit, tmp_path) as found:
        for each in found.indicators:
            assert each.lost is not None and each.winnable is not None and each.awaiting is not None
            assert each.lost >= each.winnable >= each.awaiting >= 0
            points = now.indicator(each.scored.indicator.id).points.exact or Fraction(0)
            assert points + each.winnable - each.awaiting == best[each.scored.indicator.id], each


def test_what_was_taken_off_twice_is_won_back_only_once_it_is_made_up_for(tmp_path: Path) -> None:
    """One dossier, late and complained about, leaves 5.4 at -1, shown as 0: a good one beside it makes 0 of 2, not 1."""
    world = seeded(0, TINY)
    asked = (Instant(date(2026, 10, 10), time(12)), PeriodKind.YEAR, "portal")
    at = moment_at(*asked).at
    bad = Dossier(
        "A", "1.000000", "H55.22", received_at=at - 9 * DAY_SECONDS, due_at=at - 5 * DAY_SECONDS, complained=True,
        synced_at=at - DAY_SECONDS, recorded_at=at - DAY_SECONDS,
    )  # fmt: skip
    good = replace(bad, code="B", due_at=at + DAY_SECONDS, complained=False, synced_at=None)
    world = replace(world, facts=replace(world.facts, dossiers=(bad, good)))
    doing = Doing(world, asked, "H55.22")
    with gained(world, asked, "H55.22", tmp_path) as found:
        assert found.standing.counts["5.4"] == (-1, 1)
        act = next(act for act in found.deeds.acts if found.deeds.deeds[act.key] == ("synchronise",))
        assert found.scorer.points(found.standing.after(act))["5.4"] == 0
        assert marginal(found.standing, act, found.scorer) == added(doing, [("synchronise", "dossier", "B")])
