"""Deeds done to the facts themselves, and what they come to: nothing of it is shared with `compare.gains`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from generated import Moment as Asked
from generated import World, asked_of
from oracle import Oracle, Row, latest
from questions import QUESTIONS
from records import Certification, Dossier, Facts, Procedure

from bochiso.index.model import Edition
from bochiso.measure.compute import moment_at
from bochiso.measure.figures import has_own
from bochiso.score.snapshot import Figure, Measured, NotApplicable, Origin, Snapshot, SnapshotUnit
from bochiso.score.tally import ScoredUnit, score
from bochiso.time import DAY_SECONDS
from bochiso.units.tree import UnitKind

Deed = tuple[str, str, str]
"""What is done, to which kind of thing, and its code."""

FULL, HANDLED, DUE, PAID = 2, 1, 2, 1

ON_DOSSIERS: Mapping[str, Callable[[Dossier, int], Dossier]] = {
    "synchronise": lambda d, at: replace(d, synced_at=at),
    "attach_result": lambda d, at: replace(d, result_file=True),
    "digitise": lambda d, at: replace(d, component_file=True),
    "to_store": lambda d, at: replace(d, from_store=True),
    "reuse": lambda d, at: replace(d, reused=True),
    "population": lambda d, at: replace(d, population_data=True),
    "pay_online": lambda d, at: replace(d, payment=PAID, paid_at=at),
}
ON_PROCEDURES: Mapping[str, Callable[[Procedure, int], Procedure]] = {
    "publish": lambda p, day: p if (p.published_on or day + 1) <= day else replace(p, published_on=day),
    "complete": lambda p, day: replace(p, complete=True),
    "offer_online": lambda p, day: p if p.online else replace(p, online=FULL),
}


@dataclass(frozen=True)
class Doing:
    """A world at a moment, seen from a unit."""

    world: World
    asked: Asked
    unit: str

    @property
    def at(self) -> int:
        return moment_at(*self.asked).at

    @property
    def oracle(self) -> Oracle:
        return Oracle(self.world.facts, self.world.registry, asked_of(*self.asked))

    def done(self, deeds: Iterable[Deed]) -> World:
        """The world in which these deeds were done at the moment."""
        facts = self.world.facts
        for deed, kind, code in deeds:
            facts = self._done(facts, deed, kind, code)
        return replace(self.world, facts=facts)

    def _done(self, facts: Facts, deed: str, kind: str, code: str) -> Facts:
        at = self.at
        match kind:
            case "dossier":
                (own,) = latest([d for d in facts.dossiers if d.code == code], at, lambda d: d.code)
                dossier = replace(ON_DOSSIERS[deed](own, at), recorded_at=at)
                return replace(facts, dossiers=(*_without(facts.dossiers, own, at), dossier))
            case "procedure":
                for row in Oracle(facts, self.world.registry, asked_of(*self.asked)).codes(self.unit, bool)[code]:
                    better = replace(ON_PROCEDURES[deed](row, at // DAY_SECONDS), recorded_at=at)
                    facts = replace(facts, procedures=(*_without(facts.procedures, row, at), better))
                return facts
            case "petition":
                (one,) = latest([p for p in facts.petitions if p.code == code], at, lambda p: p.code)
                handled = replace(one, outcome=HANDLED, outcome_at=at, recorded_at=at)
                return replace(facts, petitions=(*_without(facts.petitions, one, at), handled))
            case "commune":
                rows = [c for c in facts.certifications if c.unit != code or c.recorded_at != at]
                return replace(facts, certifications=(*rows, Certification(code, True, 0, at)))
        raise AssertionError(kind)

    def possible(self) -> list[Deed]:
        """Every single deed that can be done at the moment to anything of the unit's, good or not."""
        oracle = self.oracle
        kind = oracle.kind_of(self.unit)
        found = [(deed, "dossier", d.code) for d in oracle.held_of(self.unit) for deed in on_dossier(d, oracle)]
        if kind in (UnitKind.NATION, UnitKind.MINISTRY, UnitKind.PROVINCE):
            found += [(key, "procedure", code) for key in ON_PROCEDURES for code in oracle.codes(self.unit, bool)]
        open_ones = oracle.petitions_of(self.unit, lambda p: p.outcome in (None, 0))
        found += [("answer", "petition", petition.code) for petition in open_ones]
        units = {u.code for u in self.world.registry.units if u.exists(oracle.asked.day)}
        communes = (c for c in units if oracle.counts_for(self.unit, c) and oracle.kind_of(c) is UnitKind.COMMUNE)
        return found + [("provide_copies", "commune", code) for code in sorted(communes)]

    def scored(self, edition: Edition, deeds: Iterable[Deed] = ()) -> ScoredUnit:
        """The unit's points after the deeds, counted by plain loops."""
        world = self.done(deeds)
        oracle = Oracle(world.facts, world.registry, asked_of(*self.asked))
        instant, _, view = self.asked
        units, figures = [], []
        for code in world.registry.chain(self.unit, instant.day):
            unit = world.registry.by_code(code, instant.day)
            assert unit is not None
            units.append(SnapshotUnit(code, unit.name, unit.kind, unit.parent))
            for id, question in QUESTIONS[edition.id].items():
                indicator = edition.indicator(id)
                if (
                    indicator is not None
                    and has_own(indicator, unit.kind)
                    and isinstance(n := question(oracle, code), tuple)
                ):
                    value = Measured(*n) if n[1] else NotApplicable("0/0", counted=True)
                    figures.append(Figure(unit=code, item=id, value=value, source="oracle"))
        period = moment_at(*self.asked).period
        snapshot = Snapshot(
            as_of=instant, edition=edition.id, period=period, view=view, units=tuple(units), figures=tuple(figures),
            origins=(Origin(name="oracle", sha256="", kind="computed"),),
        )  # fmt: skip
        return next(each for each in score(snapshot, edition) if each.unit.code == self.unit)


def on_dossier(dossier: Dossier, oracle: Oracle, *, later: bool = False) -> Iterable[str]:
    """What can honestly be done about one dossier now; with `later`, also what waits for its end."""
    going_on = not oracle.is_past(dossier.ended_at)
    if not oracle.synced(dossier):
        yield "synchronise"
    if dossier.component_file is not True:
        yield "digitise"
    if (later or not going_on) and dossier.result_file is not True:
        yield "attach_result"
    if (later or not going_on) and dossier.from_store is not True:
        yield "to_store"
    if going_on and dossier.reused is not True:
        yield "reuse"
    if going_on and dossier.population_data is not True:
        yield "population"
    if going_on and dossier.fee == DUE and not dossier.payment and dossier.paid_at is None:
        yield "pay_online"


def _without(rows: Iterable[Row], own: Row, at: int) -> tuple:  # type: ignore[type-arg]
    """The rows but the thing's own state where it was recorded at this very instant: another takes its place."""
    return tuple(row for row in rows if not (row == own and own.recorded_at == at))
