"""By indicator: what can be done, how many things it is about, what the next one earns; and what is lost for good."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from bochiso.compare.deeds_of import TITLES, Deeds, Effect, Effects, less_of, now
from bochiso.compare.standing import Act, Scorer, Standing
from bochiso.index.model import Indicator
from bochiso.measure.deciding import Which
from bochiso.measure.deeds import DOSSIER_DEEDS, NEW_DOSSIER_TITLE, SYNCHRONISE, DossierDeed
from bochiso.measure.openings import Group, Openings, conditions, counts_after
from bochiso.measure.words import DOSSIER_WORDS
from bochiso.score.rules import exact_points
from bochiso.score.snapshot import Measured
from bochiso.score.tally import ScoredIndicator


class Prospect(StrEnum):
    """Whether something can be won back."""

    NOW = "now"
    LATER = "later"
    NEW_DOSSIER = "new_dossier"
    NEVER = "never"


@dataclass(frozen=True)
class Opportunity:
    """One deed, or one reason for which there is none, and how many things it is about.

    `next` is what the next one adds to the unrounded total at its best, `all` what they add together; for NEW_DOSSIER
    to this indicator alone, since a new dossier is counted elsewhere too. None where there is nothing to earn. `moves`
    are the indicators that one of them moves.
    """

    key: str
    title: str
    prospect: Prospect
    number: int
    next: Fraction | None = None
    all: Fraction | None = None
    moves: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prospects:
    """What is open for the indicators of one unit."""

    openings: Openings
    deeds: Deeds
    standing: Standing
    scorer: Scorer

    def of(self, indicator: Indicator) -> tuple[Opportunity, ...]:
        """Everything about one indicator, what can be done first."""
        if indicator.id not in self._told:
            self._told[indicator.id] = self._all_of(indicator)
        return self._told[indicator.id]

    @cached_property
    def _told(self) -> dict[str, tuple[Opportunity, ...]]:
        return {}

    def _all_of(self, indicator: Indicator) -> tuple[Opportunity, ...]:
        found = [*self._by_deeds(indicator), *self._by_things(indicator)]
        found += self._of_dossiers(indicator) if indicator in self.openings.of_dossiers else self._of_things(indicator)
        return tuple(found)

    def points_at_best(self, indicator: Indicator, scored: ScoredIndicator) -> Fraction:
        """The indicator's points once all was done that can be, now or later, the other indicators as they are."""
        n, d = self.standing.counts[indicator.id]
        exact = scored.points.exact or Fraction(0)
        if not d:
            return exact
        n += sum(each.number for each in self.of(indicator) if each.prospect is Prospect.NEW_DOSSIER)
        n += sum(each.number for each in self._by_things(indicator))
        n += sum(self._mended(group, indicator) * group.number for group in self.openings.groups)
        n = min(n, d)
        factor = Fraction(1)
        if indicator.times:
            other = self.standing.counts.get(indicator.times, (0, 0))
            factor = Fraction(*other) if other[1] else Fraction(0)
        return max(exact, exact_points(indicator, Measured(n, d), factor) or Fraction(0))

    def _mended(self, group: Group, indicator: Indicator) -> int:
        """What doing everything possible to a dossier that the indicator looks at adds to its numerator."""
        if indicator not in self.openings.of_dossiers:
            return 0
        requirements, less = self.openings.requirements(indicator), less_of(indicator)
        n0, d0 = counts_after(requirements, group.words, less)
        n1, _ = counts_after(requirements, self._at_best(group, indicator), less)
        return n1 - n0 if d0 else 0

    def _at_best(self, group: Group, indicator: Indicator) -> frozenset[str]:
        deeds = [*now(group, sees_all=self.openings.moment.sees_all), *_later(group)]
        return group.words.union(*(deed.sets for deed in deeds))

    # Deeds on dossiers

    @cached_property
    def _effects(self) -> Effects:
        return Effects(self.openings)

    @cached_property
    def _done(self) -> Mapping[tuple[DossierDeed, Prospect], Counter[tuple[object, ...]]]:
        """For each deed, now and later: how many dossiers gain what by it alone."""
        found: dict[tuple[DossierDeed, Prospect], Counter[tuple[object, ...]]] = {}
        for group in self.openings.groups:
            deeds = now(group, sees_all=self.openings.moment.sees_all)
            first = [SYNCHRONISE] if SYNCHRONISE in deeds else deeds
            pairs = [(deed, Prospect.NOW) for deed in first]
            pairs += [(deed, Prospect.LATER) for deed in _later(group)] if SYNCHRONISE not in deeds else []
            for pair in pairs:
                effect = self._effects.of(group, [pair[0]])
                if effect:
                    key = tuple(sorted(effect.adds.items())), tuple(sorted(effect.wins.items()))
                    found.setdefault(pair, Counter())[key] += group.number
        return found

    def _by_deeds(self, indicator: Indicator) -> Iterator[Opportunity]:
        for deed in DOSSIER_DEEDS:
            for prospect in (Prospect.NOW, Prospect.LATER):
                counted = self._done.get((deed, prospect), Counter())
                found = [(_effect(key), number) for key, number in counted.items()]
                found = [(effect, number) for effect, number in found if _earns(effect, indicator.id)]
                if found:
                    yield self._opportunity(deed.key, deed.title, prospect, found)

    def _by_things(self, indicator: Indicator) -> Iterator[Opportunity]:
        """Deeds on procedures, petitions and communes."""
        by_deed: dict[str, list[tuple[Effect, int]]] = {}
        for act in self.deeds.acts:
            if act.pool in self.deeds.things and act.adds.get(indicator.id, (0, 0))[0] > 0:
                (key,) = self.deeds.deeds[act.key]
                by_deed.setdefault(key, []).append((Effect(act.adds, act.wins), self.deeds.supplies[act.pool]))
        for key, found in by_deed.items():
            yield self._opportunity(key, TITLES[key], Prospect.NOW, found)

    def _opportunity(self, key: str, title: str, prospect: Prospect, found: list[tuple[Effect, int]]) -> Opportunity:
        after = self.standing
        for number, (effect, times) in enumerate(found):
            after = after.after(Act(str(number), "", effect.adds, effect.wins), times)
        best = max(self._added(self.standing.after(Act("next", "", effect.adds, effect.wins))) for effect, _ in found)
        moves = sorted({item for effect, _ in found for item in (*effect.adds, *effect.wins)}, key=self._order)
        number = sum(times for _, times in found)
        return Opportunity(key, title, prospect, number, best, self._added(after), tuple(moves))

    def _added(self, after: Standing) -> Fraction:
        return self.scorer.exact(after) - self.scorer.exact(self.standing)

    def _order(self, item: str) -> int:
        return [each.id for each in self.openings.indicators].index(item)

    # What no deed mends

    def _of_dossiers(self, indicator: Indicator) -> Iterator[Opportunity]:
        reasons: Counter[str] = Counter()
        for group in self.openings.groups:
            for reason in self._lost(group, indicator):
                reasons[reason] += group.number
        for reason, number in sorted(reasons.items(), key=lambda each: (-each[1], each[0])):
            yield Opportunity("", reason, Prospect.NEVER, number)

    def _lost(self, group: Group, indicator: Indicator) -> Iterator[str]:
        requirements, less = self.openings.requirements(indicator), less_of(indicator)
        at_best = self._at_best(group, indicator)
        if not counts_after(requirements, group.words, less)[1]:
            return
        if less:
            yield from (DOSSIER_WORDS[word].yes for word in less if word in at_best)
            return
        unmet = [each for each in requirements.merit if (each.word in at_best) != each.wanted]
        if unmet:
            yield DOSSIER_WORDS[unmet[0].word].no if unmet[0].wanted else DOSSIER_WORDS[unmet[0].word].yes

    def _of_things(self, indicator: Indicator) -> Iterator[Opportunity]:
        """Things that want a dossier, and those for which it is too late."""
        told = self.openings.told[indicator.id]
        missing = [each for each in told if self.openings.placed(indicator, each[1]) is Which.MISSING]
        if conditions(indicator, self.openings.moment):
            if missing:
                asked = DOSSIER_WORDS[conditions(indicator, self.openings.moment)[1]].yes
                title = f"{NEW_DOSSIER_TITLE} {asked} trong kỳ"
                one = Act("next", "", {indicator.id: (1, 0)})
                yield Opportunity(
                    "new_dossier", title, Prospect.NEW_DOSSIER, len(missing),
                    self._added(self.standing.after(one)),
                    self._added(self.standing.after(one, len(missing))), (indicator.id,),
                )  # fmt: skip
            return
        left = len(missing) - sum(each.number for each in self._by_things(indicator))
        reasons = Counter(self._reason(indicator, each[1], each[2]) for each in missing)
        if left > 0:
            yield Opportunity("", "; ".join(sorted(reasons)), Prospect.NEVER, left)

    def _reason(self, indicator: Indicator, met: Iterable[bool], said: Mapping[str, str]) -> str:
        requirements = self.openings.requirements(indicator)
        words = [each.word for each in requirements.telling(tuple(met))]
        return said[words[0]].partition(" (")[0]


def _later(group: Group) -> list[DossierDeed]:
    return [deed for deed in DOSSIER_DEEDS if deed.later(group.words)]


def _effect(key: tuple[object, ...]) -> Effect:
    adds, wins = key
    return Effect(dict(adds), dict(wins))  # type: ignore[call-overload]


def _earns(effect: Effect, item: str) -> bool:
    """Whether it adds to the numerator and not to the denominator, or wins a thing: what it is done for."""
    n, d = effect.adds.get(item, (0, 0))
    return (n > 0 and d == 0) or item in effect.wins
