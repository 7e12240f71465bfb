"""From what is open to acts of the search: what is done to things that gain the same by it is one act with a supply."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations

from bochiso.compare.standing import Act
from bochiso.index.model import Indicator, Share
from bochiso.measure.catalogue import PROCEDURE_WORDS, Procedure
from bochiso.measure.deciding import Which
from bochiso.measure.deeds import (
    ANSWER,
    ANSWER_TITLE,
    DOSSIER_DEEDS,
    PROCEDURE_DEEDS,
    PROVIDE,
    PROVIDE_TITLE,
    SYNCHRONISE,
    DossierDeed,
    answered,
)
from bochiso.measure.openings import Group, Openings, conditions, counts_after
from bochiso.measure.petitions import PETITION_WORDS, Petition
from bochiso.measure.traced import ListedProcedure, ListedUnit

Adds = Mapping[str, tuple[int, int]]
Wins = Mapping[str, frozenset[str]]
TITLES = {deed.key: deed.title for deed in (*DOSSIER_DEEDS, *PROCEDURE_DEEDS)} | {
    ANSWER: ANSWER_TITLE,
    PROVIDE: PROVIDE_TITLE,
}
"""What a deed is called, by its key."""

_COMPOSITES = 400
"""Acts from which on what takes several steps is offered as one deed and as all of them, and not in every choice."""


@dataclass(frozen=True)
class Effect:
    """What doing something to one thing adds to counts, and which distinct things it wins."""

    adds: Adds
    wins: Wins

    def __bool__(self) -> bool:
        return bool(self.adds or self.wins)


@dataclass
class Deeds:
    """`acts` over pools with `supplies`; `deeds` are the keys that an act is made of, `groups` and `things` what is in
    a pool: dossiers by what they are, or codes. `simplified` says that not every combination is among the acts.
    """

    acts: list[Act] = field(default_factory=list)
    supplies: dict[str, int] = field(default_factory=dict)
    deeds: dict[str, tuple[str, ...]] = field(default_factory=dict)
    groups: dict[str, list[tuple[frozenset[str], str]]] = field(default_factory=lambda: defaultdict(list))
    things: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    simplified: bool = False


@dataclass(frozen=True)
class Effects:
    """What deeds do to the dossiers of a unit; the same question is worked out once."""

    openings: Openings
    _known: dict[tuple[frozenset[str], frozenset[str]], Adds] = field(default_factory=dict)

    def of(self, group: Group, deeds: Iterable[DossierDeed]) -> Effect:
        after = group.words.union(*(deed.sets for deed in deeds))
        key = group.words, after
        if key not in self._known:
            self._known[key] = self._adds(*key)
        return Effect(self._known[key], self._wins(group, after))

    def _adds(self, before: frozenset[str], after: frozenset[str]) -> Adds:
        found = {}
        for indicator in self.openings.of_dossiers:
            requirements, less = self.openings.requirements(indicator), less_of(indicator)
            n0, d0 = counts_after(requirements, before, less)
            n1, d1 = counts_after(requirements, after, less)
            if (n0, d0) != (n1, d1):
                found[indicator.id] = n1 - n0, d1 - d0
        return found

    def _wins(self, group: Group, after: frozenset[str]) -> Wins:
        found = {}
        for indicator in self.openings.indicators:
            codes = self.openings.waiting.get(indicator.id, {}).get(group.procedure)
            if codes and set(conditions(indicator, self.openings.moment)) <= after:
                found[indicator.id] = frozenset(codes)
        return found


def less_of(indicator: Indicator) -> Sequence[str]:
    """The words whose dossiers an indicator takes off one after the other."""
    return indicator.counting.less if isinstance(indicator.counting, Share) else ()


def now(group: Group, *, sees_all: bool) -> tuple[DossierDeed, ...]:
    """What can be done now for the dossiers of a group."""
    return tuple(d for d in DOSSIER_DEEDS if d.possible(group.words) and not (sees_all and d is SYNCHRONISE))


def deeds_of(openings: Openings) -> Deeds:
    """Every act that gains or changes something."""
    effects, made = Effects(openings), Deeds()
    choices = [(group, list(_choices(group, openings))) for group in openings.groups]
    if sum(len(subsets) for group, found in choices for subsets in found) > _COMPOSITES:
        pools = {_signature(effects, group, subsets) for group, found in choices for subsets in found}
        made.simplified = sum(len(signature) for signature in pools) > _COMPOSITES
    names: dict[tuple[object, ...], str] = {}
    for group, found in choices:
        for subsets in found:
            _pool(made, names, effects, group, _fewer(subsets) if made.simplified else subsets)
    for key, effect, things in chain(_procedures(openings), _petitions(openings), _communes(openings)):
        _things(made, key, effect, things)
    return made


Subset = tuple[DossierDeed, ...]


def _choices(group: Group, openings: Openings) -> Iterator[list[Subset]]:
    """The sets of deeds of a dossier among which one is to be chosen: those that meet in an indicator stay together.

    Before it is synchronised nothing else counts, so that every other deed comes after that one.
    """
    deeds = now(group, sees_all=openings.moment.sees_all)
    if SYNCHRONISE in deeds:
        others = [deed for deed in deeds if deed is not SYNCHRONISE]
        yield [(SYNCHRONISE, *more) for more in _subsets(others)]
        return
    for cluster in _clusters(deeds, openings):
        yield [subset for subset in _subsets(cluster) if subset]


def _subsets(deeds: Sequence[DossierDeed]) -> Iterator[Subset]:
    return chain.from_iterable(combinations(deeds, size) for size in range(len(deeds) + 1))


def _fewer(subsets: list[Subset]) -> list[Subset]:
    """The single deeds and the one with most."""
    least, most = min(map(len, subsets)), max(map(len, subsets))
    return [subset for subset in subsets if len(subset) in (least, least + 1, most)]


def _clusters(deeds: Sequence[DossierDeed], openings: Openings) -> list[list[DossierDeed]]:
    """Deeds of which the words stand together in an indicator."""
    clusters = [[deed] for deed in deeds]
    for indicator in openings.of_dossiers:
        asked = {each.word for each in openings.requirements(indicator).all}
        met = [each for each in clusters if any(deed.sets & asked for deed in each)]
        if len(met) > 1:
            clusters = [each for each in clusters if each not in met] + [[deed for each in met for deed in each]]
    return clusters


def _signature(effects: Effects, group: Group, subsets: list[Subset]) -> tuple[object, ...]:
    found = ((subset, effects.of(group, subset)) for subset in subsets)
    return tuple(
        (tuple(deed.key for deed in subset), tuple(effect.adds.items()), tuple(effect.wins.items()))
        for subset, effect in found
        if effect
    )


def _pool(
    made: Deeds, names: dict[tuple[object, ...], str], effects: Effects, group: Group, subsets: list[Subset]
) -> None:
    signature = _signature(effects, group, subsets)
    if not signature:
        return
    if signature not in names:
        name = names[signature] = f"dossiers-{len(names):05}"
        for subset in subsets:
            if effect := effects.of(group, subset):
                keys = tuple(deed.key for deed in subset)
                act = Act(f"{'+'.join(keys)}@{name}", name, effect.adds, effect.wins, len(subset))
                made.acts.append(act)
                made.deeds[act.key] = keys
    name = names[signature]
    made.supplies[name] = made.supplies.get(name, 0) + group.number
    made.groups[name].append((group.words, group.procedure))


def _things(made: Deeds, key: str, effect: Effect, codes: list[str]) -> None:
    name = f"{key}-{'-'.join(f'{item}{n}{d}' for item, (n, d) in effect.adds.items())}"
    act = Act(f"{key}@{name}", name, effect.adds, effect.wins)
    made.acts.append(act)
    made.deeds[act.key] = (key,)
    made.supplies[name] = len(codes)
    made.things[name] = codes


Found = tuple[str, Effect, list[str]]


def _gathered(key: str, found: Iterable[tuple[str, dict[str, tuple[int, int]]]]) -> Iterator[Found]:
    """Things by what a deed adds for them; those for which it adds nothing good are left out."""
    by_effect: dict[tuple[tuple[str, tuple[int, int]], ...], list[str]] = defaultdict(list)
    for code, adds in found:
        if any(n > 0 for n, _ in adds.values()):
            by_effect[tuple(sorted(adds.items()))].append(code)
    for effect, codes in sorted(by_effect.items()):
        yield key, Effect(dict(effect), {}), sorted(codes)


def _moved(before: Which, after: Which) -> tuple[int, int]:
    def counts(which: Which) -> tuple[int, int]:
        return int(which is Which.COUNTED), int(which is not Which.EXCLUDED)

    return counts(after)[0] - counts(before)[0], counts(after)[1] - counts(before)[1]


def _procedures(openings: Openings) -> Iterator[Found]:
    indicators = [each for each in openings.indicators if _of(each) == "procedures"]
    rows: dict[str, tuple[Procedure, ...]] = {}
    held: dict[tuple[str, str], dict[str, bool]] = {}
    for indicator in indicators:
        for thing, met, _ in openings.told[indicator.id]:
            assert isinstance(thing, ListedProcedure)
            rows[thing.code] = thing.rows
            pairs = zip(openings.requirements(indicator).all, met, strict=True)
            held[indicator.id, thing.code] = {each.word: holds == each.wanted for each, holds in pairs}
    for deed in PROCEDURE_DEEDS:
        found = []
        for code, own in rows.items():
            done = deed.done(own, openings.moment)
            if done == own:
                continue
            adds = {}
            for indicator in indicators:
                words = held[indicator.id, code]
                new = {
                    word: PROCEDURE_WORDS[word].holds(done, openings.moment) if word in PROCEDURE_WORDS else holds
                    for word, holds in words.items()
                }
                moved = _moved(_place(openings, indicator, words), _place(openings, indicator, new))
                if moved != (0, 0):
                    adds[indicator.id] = moved
            found.append((code, adds))
        yield from _gathered(deed.key, found)


def _place(openings: Openings, indicator: Indicator, words: Mapping[str, bool]) -> Which:
    requirements = openings.requirements(indicator)
    return requirements.placed([words[each.word] == each.wanted for each in requirements.all])


def _petitions(openings: Openings) -> Iterator[Found]:
    indicators = [each for each in openings.indicators if _of(each) == "petitions"]
    seen: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for indicator in indicators:
        asked = [each.word for each in openings.requirements(indicator).all]
        for thing, _, _ in openings.told[indicator.id]:
            assert isinstance(thing, Petition)
            sides = [
                _place(openings, indicator, {w: PETITION_WORDS[w].holds(each, openings.moment) for w in asked})
                for each in (thing, answered(thing, openings.moment))
            ]
            if (moved := _moved(*sides)) != (0, 0):
                seen[thing.code][indicator.id] = moved
    return _gathered(ANSWER, seen.items())


def _communes(openings: Openings) -> Iterator[Found]:
    found: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for indicator in openings.indicators:
        if _of(indicator) == "communes":
            for thing, met, _ in openings.told[indicator.id]:
                if openings.placed(indicator, met) is Which.MISSING:
                    assert isinstance(thing, ListedUnit)
                    found[thing.unit][indicator.id] = 1, 0
    return _gathered(PROVIDE, found.items())


def _of(indicator: Indicator) -> str:
    assert indicator.counting is not None
    return indicator.counting.of
