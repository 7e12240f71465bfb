"""From what is open to acts of the search: what is done to things that gain the same by it is one act with a supply."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain, combinations

from bochiso.compare.gains.deeds_of_things import things_alike
from bochiso.compare.gains.effects import Chain, Effect, Effects, now
from bochiso.compare.search.standing import Act
from bochiso.measure.deeds import (
    ANSWER,
    ANSWER_TITLE,
    DOSSIER_DEEDS,
    PROCEDURE_DEEDS,
    PROVIDE,
    PROVIDE_TITLE,
    SYNCHRONISE,
    DossierDeed,
)
from bochiso.measure.openings import Group, Openings, conditions

TITLES = (
    {deed.key: deed.title for deed in DOSSIER_DEEDS}
    | {deed.key: deed.title for deeds in PROCEDURE_DEEDS for deed in deeds}
    | {ANSWER: ANSWER_TITLE, PROVIDE: PROVIDE_TITLE}
)
"""What a deed is called, by its key."""


class Kind(StrEnum):
    """What a deed is done to."""

    DOSSIER = "dossier"
    PROCEDURE = "procedure"
    PETITION = "petition"
    COMMUNE = "commune"


KINDS = (
    {deed.key: Kind.DOSSIER for deed in DOSSIER_DEEDS}
    | {deed.key: Kind.PROCEDURE for deeds in PROCEDURE_DEEDS for deed in deeds}
    | {ANSWER: Kind.PETITION, PROVIDE: Kind.COMMUNE}
)
"""What each deed is done to, by its key."""

_COMPOSITES = 400
"""Acts from which on not every choice of deeds is offered: the fewest, one more, and all of them."""


@dataclass
class Deeds:
    """`acts` over pools with `supplies`; `deeds` are the keys that an act is made of, `groups` and `things` what is in
    a pool: dossiers by what they are, or codes. `simplified` says that not every combination is among the acts.
    """

    acts: list[Act] = field(default_factory=list)
    supplies: dict[str, int] = field(default_factory=dict)
    deeds: dict[str, tuple[str, ...]] = field(default_factory=dict)
    groups: dict[str, list[tuple[frozenset[str], str]]] = field(default_factory=lambda: defaultdict(list))
    things: dict[str, tuple[str, ...]] = field(default_factory=dict)
    simplified: bool = False


def deeds_of(openings: Openings, effects: Effects) -> Deeds:
    """Every act that changes something."""
    made, pools = Deeds(), _pools(openings, effects)
    made.simplified = sum(len(pool.options) for pool in pools) > _COMPOSITES
    made.simplified = made.simplified and any(len(_fewer(pool.options)) < len(pool.options) for pool in pools)
    for number, pool in enumerate(pools):
        name = f"dossiers-{number:05}"
        for option in _fewer(pool.options) if made.simplified else pool.options:
            _act(made, name, *option)
        made.supplies[name] = sum(group.number for group in pool.groups)
        made.groups[name] = [(group.words, group.procedure) for group in pool.groups]
    for number, alike in enumerate(things_alike(openings)):
        name = f"things-{number:05}"
        for keys, adds in alike.options:
            _act(made, name, keys, Effect(dict(adds), {}))
        made.supplies[name] = len(alike.codes)
        made.things[name] = alike.codes
    return made


def _act(made: Deeds, pool: str, keys: tuple[str, ...], effect: Effect) -> None:
    act = Act(f"{'+'.join(keys)}@{pool}", pool, effect.adds, effect.wins, len(keys))
    made.acts.append(act)
    made.deeds[act.key] = keys


Option = tuple[tuple[str, ...], Effect]
"""The keys of deeds that can be chosen together for a dossier, and what they do."""


@dataclass(frozen=True)
class _Pool:
    """Groups of dossiers for which one of the same options can be chosen, with the same effects."""

    options: tuple[Option, ...]
    groups: list[Group]


def _pools(openings: Openings, effects: Effects) -> list[_Pool]:
    found: dict[tuple[object, ...], _Pool] = {}
    choices: dict[frozenset[str], list[list[Chain]]] = {}
    for group in openings.groups:
        if group.words not in choices:
            choices[group.words] = list(_choices(group.words, openings))
        for subsets in choices[group.words]:
            if options := _options(effects, group, subsets):
                key = tuple((keys, effect.key) for keys, effect in options)
                found.setdefault(key, _Pool(options, [])).groups.append(group)
    return list(found.values())


def _options(effects: Effects, group: Group, subsets: Iterable[Chain]) -> tuple[Option, ...]:
    """Each set of deeds that does more than any part of it."""
    done = {frozenset(chain): effects.of(group, chain) for chain in ((), *subsets)}
    return tuple(
        (tuple(deed.key for deed in chosen), done[frozenset(chosen)])
        for chosen in subsets
        if not any(part < set(chosen) and done[part] == done[frozenset(chosen)] for part in done)
    )


def _choices(words: frozenset[str], openings: Openings) -> Iterator[list[Chain]]:
    """The sets of deeds of a dossier of which these words hold, of each of which one is to be chosen.

    Deeds that meet in an indicator stay together. Where only what the portal holds is looked at, nothing else counts
    before a dossier is synchronised.
    """
    deeds = now(words)
    if SYNCHRONISE in deeds and not openings.moment.sees_all:
        yield [(SYNCHRONISE, *more) for more in _subsets([deed for deed in deeds if deed is not SYNCHRONISE])]
        return
    for cluster in _clusters(deeds, openings):
        yield [subset for subset in _subsets(cluster) if subset]


def _subsets(deeds: Sequence[DossierDeed]) -> Iterator[Chain]:
    return chain.from_iterable(combinations(deeds, size) for size in range(len(deeds) + 1))


def _fewer(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """Those of the fewest deeds, of one more, and of the most."""
    sizes = [len(keys) for keys, _ in options]
    return tuple(option for option in options if len(option[0]) in (min(sizes), min(sizes) + 1, max(sizes)))


def _clusters(deeds: Sequence[DossierDeed], openings: Openings) -> list[list[DossierDeed]]:
    """Deeds of which the words stand together in an indicator."""
    clusters = [[deed] for deed in deeds]
    for indicator in openings.indicators:
        asked = {each.word for each in openings.requirements(indicator).all} | set(
            conditions(indicator, openings.moment)
        )
        met = [each for each in clusters if any(deed.sets & asked for deed in each)]
        if len(met) > 1:
            clusters = [each for each in clusters if each not in met] + [[deed for each in met for deed in each]]
    return clusters
