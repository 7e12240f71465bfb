"""What happened between two moments: every thing once, and together the change of the snapshot's counts."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest
from comparing import EDITIONS, plain_figures
from generated import Moment as Asking
from generated import World, asked_of, seeded
from oracle import Oracle
from records import Dossier
from segments import counting

from bochiso.index.load import edition_named
from bochiso.index.model import Edition, Share
from bochiso.measure.compute import moment_at
from bochiso.measure.flows import flow_dossiers, flows
from bochiso.measure.split import Flow
from bochiso.time import Instant, second_of


def shares(edition: Edition) -> list[str]:
    return [each.id for each in edition.indicators if isinstance(each.counting, Share)]


def flipped(found: Sequence[Flow]) -> list[Flow]:
    return [replace(each, numerator=-each.numerator, denominator=-each.denominator) for each in found]


@pytest.mark.parametrize("seed", range(2))
def test_the_changes_add_up_to_the_change_of_the_figure(seed: int, tmp_path: Path) -> None:
    world, edition = seeded(seed), EDITIONS[seed % 2]
    asked = world.moments[seed % 2], world.moments[-1]
    pair = moment_at(*asked[0]), moment_at(*asked[1])
    seen: set[str] = set()
    with counting(world, tmp_path) as count:
        one, other = (plain_figures(each.snapshot) for each in count(edition, asked))
        below = sorted({unit for unit, _ in one} & {unit for unit, _ in other})
        for unit in (world.root, below[seed % len(below)]):
            found = flows(count.source, edition, shares(edition), unit, pair)
            known = {id for id in shares(edition) if isinstance(one.get((unit, id)), tuple)}
            assert found.keys() == {id for id in known if isinstance(other.get((unit, id)), tuple)}
            for id, made in found.items():
                was, now = one[unit, id], other[unit, id]
                assert isinstance(was, tuple) and isinstance(now, tuple)
                change = sum(each.numerator for each in made), sum(each.denominator for each in made)
                assert change == (now[0] - was[0], now[1] - was[1]), (id, unit, made)
                assert len({each.key for each in made}) == len(made)
                seen |= {each.key for each in made}
            backwards = flows(count.source, edition, shares(edition), unit, pair[::-1])
            if pair[0].at != pair[1].at:
                assert {id: list(made) for id, made in backwards.items()} == {id: flipped(m) for id, m in found.items()}
        assert not any(flows(count.source, edition, shares(edition), world.root, (pair[0], pair[0])).values())
    assert seen


Standing = Callable[[Oracle, Dossier], tuple[int, int]]
"""Numerator and denominator that one dossier of the unit is."""


def among(held: bool, counts: Callable[[Oracle, Dossier], int]) -> Standing:
    def standing(oracle: Oracle, dossier: Dossier) -> tuple[int, int]:
        there = dossier in (oracle.held if held else oracle.counted)
        return (int(counts(oracle, dossier)), 1) if there else (0, 0)

    return standing


STANDINGS: dict[str, Standing] = {
    "1.4": among(True, Oracle.synced),
    "2.1": among(False, lambda o, d: d.code not in o.late),
    "3.4": among(False, lambda o, d: d.channel != 2),
    "4.2": among(False, lambda o, d: d.component_file is True and o.is_electronic(d)),
    "5.4": among(False, lambda o, d: 1 - (d.code in o.late) - (d.complained is True)),
}
EDITION = edition_named("766/portal-2026")


class Plain:
    """The fate of every dossier of a unit, by plain loops."""

    def __init__(self, world: World, moments: tuple[Asking, Asking], unit: str) -> None:
        self.unit = unit
        self.oracles = tuple(Oracle(world.facts, world.registry, asked_of(*moment)) for moment in moments)
        self.states = tuple({d.code: d for d in oracle.known_dossiers} for oracle in self.oracles)
        self.starts = tuple(second_of(Instant(oracle.asked.start, time(0))) for oracle in self.oracles)

    def inside(self, place: int, dossier: Dossier | None) -> bool:
        return dossier is not None and self.oracles[place].counts_for(self.unit, dossier.unit)

    def fates(self, item: str) -> dict[str, tuple[str, int, int]]:
        found = {}
        for code in self.states[0].keys() | self.states[1].keys():
            states = [self.states[place].get(code) for place in (0, 1)]
            (n0, d0), (n1, d1) = (
                STANDINGS[item](self.oracles[place], state) if state and self.inside(place, state) else (0, 0)
                for place, state in enumerate(states)
            )
            if (n0, d0) != (n1, d1):
                key = self.stayed(item, n1 > n0, *states) if d0 == d1 else self.went(item, d1 > d0, *states)
                found[code] = key, n1 - n0, d1 - d0
        return found

    def stayed(self, item: str, better: bool, before: Dossier | None, after: Dossier | None) -> str:
        assert before and after
        if better:
            return "repaired"
        told = replace(before, recorded_at=0) == replace(after, recorded_at=0)
        same = told and self.oracles[0].due(before) == self.oracles[1].due(after)
        late = [dossier.code in oracle.late for oracle, dossier in zip(self.oracles, (before, after), strict=True)]
        return "late" if item in ("2.1", "5.4") and same and late == [False, True] else "spoiled"

    def went(self, item: str, came: bool, before: Dossier | None, after: Dossier | None) -> str:
        at = self.oracles[0].asked.at
        was = before.received_at if before else None
        now = after.received_at if after else None
        if came:
            assert now is not None
            portal = self.oracles[0].asked.portal and item != "1.4"
            if was is None or was > at:
                first = portal and before is None and after is not None and (after.synced_at or 0) > at
                return "new" if now > at else "seen" if first else "corrected_in"
            if not self.inside(0, before):
                return "reassigned_in"
            if was < self.starts[0]:
                return "period" if now < self.starts[0] else "corrected_in"
            if now > at:
                return "corrected_in"
            return "seen" if before and portal and not self.oracles[0].synced(before) else "entered"
        assert was is not None
        if was < self.starts[1] and (now is None or now < self.starts[1]):
            return "period"
        if after is None:
            return "gone"
        if not self.inside(1, after):
            return "reassigned_out"
        return "left" if now is not None and self.starts[1] <= now <= self.oracles[1].asked.at else "corrected_out"


@pytest.mark.parametrize("seed", range(6, 8))
def test_every_dossier_has_the_fate_that_plain_loops_give_it(seed: int, tmp_path: Path) -> None:
    world = seeded(seed)
    first, last = sorted((world.moments[0], world.moments[-1]), key=lambda each: second_of(each[0]))
    pair = moment_at(*first), moment_at(*last)
    facts = replace(world.facts, totals=(), dossiers=without_unknown(world.facts.dossiers))
    world = replace(world, facts=facts)
    with counting(world, tmp_path) as count:
        for unit in (world.root, "H55.21"):
            found = flows(count.source, EDITION, list(STANDINGS), unit, pair)
            plain = Plain(world, (first, last), unit)
            for item, made in found.items():
                fates = plain.fates(item)
                number = Counter(key for key, _, _ in fates.values())
                worth = dict.fromkeys(number, (0, 0))
                for key, n, d in fates.values():
                    worth[key] = worth[key][0] + n, worth[key][1] + d
                made = tuple(each for each in made if each.key != "floor")
                assert {each.key: each.number for each in made} == number, (item, unit)
                assert {each.key: (each.numerator, each.denominator) for each in made} == worth, (item, unit)
                for each in made[:2]:
                    listed = flow_dossiers(count.source, EDITION, item, unit, pair, each.key)
                    assert {one.code for one in listed} == {c for c, fate in fates.items() if fate[0] == each.key}


def without_unknown(dossiers: Sequence[Dossier]) -> tuple[Dossier, ...]:
    return tuple(dossier for dossier in dossiers if dossier.unit is not None)
