"""By indicator: what can be done, how many things it is about, what the next one earns; and what is lost for good."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from bochiso.compare.gains.deeds_of import TITLES, Deeds
from bochiso.compare.gains.effects import Effect, Effects
from bochiso.compare.gains.winnable import Best
from bochiso.compare.search.standing import Act, Scorer, Standing
from bochiso.index.model import Indicator
from bochiso.measure.deciding import Requirement, Which
from bochiso.measure.deeds import NEW_DOSSIER_TITLE
from bochiso.measure.openings import Group, Openings, code_of, conditions, counts_after, less_of
from bochiso.measure.words import DOSSIER_WORDS
from bochiso.score.snapshot import NotApplicable
from bochiso.score.tally import ScoredIndicator


class Prospect(StrEnum):
    """Whether something can be won back. NO_GAIN: it can be done, and the total does not rise by it."""

    NOW = "now"
    LATER = "later"
    NO_GAIN = "no_gain"
    NEW_DOSSIER = "new_dossier"
    NEVER = "never"


@dataclass(frozen=True)
class Opportunity:
    """Deeds on one thing, or a reason for which there are none, and how many things it is about.

    `key` joins the deeds by «+». `next` is what the next one adds to the unrounded total at its best, `all` what they
    add together; for NEW_DOSSIER to this indicator alone, since a new dossier is counted elsewhere too. Both are None
    where there is nothing to earn, or where the points of something that it moves do not come of counts. `moves` are
    the indicators that one of them moves.
    """

    key: str
    title: str
    prospect: Prospect
    number: int
    next: Fraction | None = None
    all: Fraction | None = None
    moves: tuple[str, ...] = ()


Found = Counter[tuple[object, ...]]


@dataclass(frozen=True)
class Prospects:
    """What is open for the indicators of one unit."""

    openings: Openings
    effects: Effects
    deeds: Deeds
    standing: Standing
    scorer: Scorer

    @cached_property
    def best(self) -> Best:
        return Best(self.openings, self.effects, self.deeds, self.standing)

    def of(self, indicator: Indicator, scored: ScoredIndicator) -> tuple[Opportunity, ...]:
        """Everything about one indicator, what can be done first; nothing where it has its maximum already."""
        if scored.points.exact is not None and scored.points.exact == indicator.maximum:
            return ()
        of_dossiers = indicator in self.openings.of_dossiers
        found = [*self._by_dossiers(indicator), *self._by_things(indicator)]
        found += self._by_new(indicator)
        found += self._lost_dossiers(indicator) if of_dossiers else self._lost_things(indicator)
        if not found and isinstance(scored.value, NotApplicable):
            found = [Opportunity("", scored.value.reason, Prospect.NEVER, 0)]
        return tuple(found)

    # What can be done

    def _by_dossiers(self, indicator: Indicator) -> Iterator[Opportunity]:
        found: dict[tuple[str, ...], dict[Prospect, Found]] = {}
        for group in self.openings.groups:
            chain = self.effects.chain(group, indicator)
            if not chain:
                continue
            effect = self._remembered(self.effects.of(group, chain))
            waits = any(deed.later(group.words) for deed in chain)
            prospect = Prospect.NO_GAIN if self._pays_nothing(effect) else Prospect.LATER if waits else Prospect.NOW
            keys = tuple(deed.key for deed in chain)
            found.setdefault(keys, {}).setdefault(prospect, Counter())[effect] += group.number
        yield from self._rows(found)

    def _by_things(self, indicator: Indicator) -> Iterator[Opportunity]:
        """Of what can be done to a procedure, petition or commune, the least that puts it into the numerator."""
        found: dict[tuple[str, ...], dict[Prospect, Found]] = {}
        for pool in self.deeds.things:
            acts = [act for act in self.deeds.acts if act.pool == pool and act.adds.get(indicator.id, (0, 0))[0] > 0]
            if acts:
                act = min(acts, key=lambda each: (each.steps, each.key))
                effect = self._remembered(Effect(act.adds, act.wins))
                prospect = Prospect.NO_GAIN if self._pays_nothing(effect) else Prospect.NOW
                own = found.setdefault(self.deeds.deeds[act.key], {}).setdefault(prospect, Counter())
                own[effect] += self.deeds.supplies[pool]
        yield from self._rows(found)

    def _rows(self, found: Mapping[tuple[str, ...], Mapping[Prospect, Found]]) -> Iterator[Opportunity]:
        order = list(TITLES)
        for keys in sorted(found, key=lambda each: (len(each), [order.index(key) for key in each])):
            for prospect in sorted(found[keys], key=list(Prospect).index):
                yield self._row(keys, prospect, found[keys][prospect])

    def _row(self, keys: tuple[str, ...], prospect: Prospect, found: Found) -> Opportunity:
        effects = [(self._effects[key], times) for key, times in found.items()]
        moved = {item for effect, _ in effects for item in effect.moves}
        moves = tuple(each.id for each in self.openings.indicators if each.id in moved)
        number, after = found.total(), self.standing
        for effect, times in effects:
            after = after.after(_act(effect), times)
        known = self._knows(moves)
        return Opportunity(
            "+".join(keys), deeds_text(keys), prospect, number,
            max(self._next[key] for key in found) if known else None, self._added(after) if known else None, moves,
        )  # fmt: skip

    def _by_new(self, indicator: Indicator) -> Iterator[Opportunity]:
        """Procedures and services that only a dossier to come can win."""
        asked = conditions(indicator, self.openings.moment)
        if not asked or not (missing := self.best.missing(indicator) - self.best.won[indicator.id]):
            return
        word = next(word for word in asked if word not in ("received", "synchronised"))
        title = f"{NEW_DOSSIER_TITLE} {DOSSIER_WORDS[word].yes} trong kỳ"
        one = Act("next", "", {indicator.id: (1, 0)})
        adds = [self._added(self.standing.after(one, times)) for times in (1, len(missing))]
        first, every = adds if self._knows((indicator.id,)) else (None, None)
        yield Opportunity("new_dossier", title, Prospect.NEW_DOSSIER, len(missing), first, every, (indicator.id,))

    # What it earns

    @cached_property
    def _effects(self) -> dict[tuple[object, ...], Effect]:
        return {}

    @cached_property
    def _next(self) -> dict[tuple[object, ...], Fraction]:
        return {}

    def _remembered(self, effect: Effect) -> tuple[object, ...]:
        """The key of an effect, of which is known from now on what the next one earns."""
        if effect.key not in self._effects:
            self._effects[effect.key] = effect
            self._next[effect.key] = self._added(self.standing.after(_act(effect)))
        return effect.key

    def _pays_nothing(self, effect: tuple[object, ...]) -> bool:
        return self._next[effect] <= 0 and self._knows(self._effects[effect].moves)

    def _added(self, after: Standing) -> Fraction:
        return self.scorer.exact(after) - self._exact

    @cached_property
    def _exact(self) -> Fraction:
        return self.scorer.exact(self.standing)

    def _knows(self, moves: Iterable[str]) -> bool:
        """Whether the edition says how points come of all these counts."""
        return self._known.issuperset(moves)

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(each.id for each in self.openings.indicators if each.recomputed)

    # What no deed mends

    def _lost_dossiers(self, indicator: Indicator) -> Iterator[Opportunity]:
        reasons: Counter[str] = Counter()
        for group in self.openings.groups:
            if self._counts_in_vain(group, indicator):
                for reason in self._reasons(group, indicator):
                    reasons[reason] += group.number
        yield from _never(reasons)

    def _counts_in_vain(self, group: Group, indicator: Indicator) -> bool:
        """Whether it is in the denominator, not (wholly) in the numerator, and nothing can be done about it."""
        counted = counts_after(self.openings.requirements(indicator), group.words, less_of(indicator))[1]
        return bool(counted) and self.effects.chain(group, indicator) is None

    def _reasons(self, group: Group, indicator: Indicator) -> Iterator[str]:
        """The first word that cannot be mended; where each costs a dossier of its own, every such word."""
        unmet = [each for each in self.openings.requirements(indicator).merit if not _met(each, group.words)]
        able = self.effects.within_reach(group)
        lost = [each for each in unmet if not each.wanted or each.word not in able]
        for each in lost if less_of(indicator) else lost[:1]:
            yield DOSSIER_WORDS[each.word].no if each.wanted else DOSSIER_WORDS[each.word].yes

    def _lost_things(self, indicator: Indicator) -> Iterator[Opportunity]:
        """Procedures, petitions and communes for which it is too late."""
        if conditions(indicator, self.openings.moment):
            return
        mended = {
            code
            for pool, codes in self.deeds.things.items()
            if any(act.pool == pool and act.adds.get(indicator.id, (0, 0))[0] > 0 for act in self.deeds.acts)
            for code in codes
        }
        reasons: Counter[str] = Counter()
        for thing, met, said in self.openings.told[indicator.id]:
            if self.openings.placed(indicator, met) is Which.MISSING and code_of(thing) not in mended:
                word = self.openings.requirements(indicator).telling(met)[0].word
                reasons[said[word].partition(" (")[0]] += 1
        yield from _never(reasons)


def deeds_text(keys: Iterable[str]) -> str:
    """Deeds on one thing in words, in their order."""
    return ", rồi ".join(TITLES[key] for key in keys)


def _act(effect: Effect) -> Act:
    return Act("next", "", effect.adds, effect.wins)


def _met(requirement: Requirement, words: frozenset[str]) -> bool:
    return (requirement.word in words) == requirement.wanted


def _never(reasons: Counter[str]) -> Iterator[Opportunity]:
    for reason, number in sorted(reasons.items(), key=lambda each: (-each[1], each[0])):
        yield Opportunity("", reason, Prospect.NEVER, number)
