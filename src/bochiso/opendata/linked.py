"""Which counts of an edition say the same thing, and which count a part of what another counts.

Whoever reads a table may put its rows together: two indicators with one denominator give it away for each other, and
the difference between a whole and its part is a count too. What goes together is read from the words that indicators
count in, and from the links that the edition declares where words alone do not tell.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bochiso.index.model import Edition, Indicator, Share

Literal = tuple[str, bool]
"""A word, and whether it holds."""

PEOPLE = frozenset({"dossiers", "held_dossiers"})
"""Things that belong to single persons: each is somebody's application. Petitions are published one by one, with their
answers, by the portal itself."""

THINGS = frozenset({"TTHC", "DVC", "xã", "bản", "PAKN"})
"""Units of count that are nobody's, for indicators whose counting no facts can tell."""

_OPPOSITE = {"overdue": "on_time"}
"""Words that hold exactly where another does not: a dossier is late or on time."""


class Role(StrEnum):
    """What a count is in its indicator; the rest is what the denominator has beyond the numerator."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    REST = "rest"


@dataclass(frozen=True, order=True)
class Count:
    """One count of an indicator."""

    indicator: str
    role: Role


@dataclass(frozen=True)
class Links:
    """`bundle` numbers the counts; those of one number are published or withheld together.

    `parts` are pairs (part, whole) of different indicators. `along` says which bundles are withheld whenever a bundle
    is: a whole that nobody may know takes its parts along.
    """

    bundle: Mapping[Count, int]
    parts: tuple[tuple[Count, Count], ...]
    along: Mapping[int, frozenset[int]]

    def concealing(self, part: Count, whole: Count) -> tuple[int, int]:
        """The bundles of which one must be withheld to conceal what the whole has beyond its part, the better first."""
        small, large = self.bundle[part], self.bundle[whole]
        return (large, small) if large in self.along.get(small, ()) else (small, large)


def of_people(indicator: Indicator) -> bool:
    """Whether the indicator counts what belongs to single persons: dossiers, accounts."""
    if indicator.counting is not None:
        return indicator.counting.of in PEOPLE
    return indicator.unit not in THINGS


def links_of(edition: Edition, view: str) -> Links:
    """How the counts of dossiers hang together in a view (`portal`, `province`)."""
    indicators = [each for each in edition.indicators if of_people(each)]
    counts = [Count(each.id, role) for each in indicators for role in Role]
    sets = {Count(each.id, role): found for each in indicators for role, found in _described(each, view).items()}
    same = [*_declared(indicators), *_alike(sets)]
    bases = _bases(_bundles(counts, same))
    bundles = _bundles(counts, [*same, *_rests(indicators, bases)])
    parts = tuple(_parts(sets, bundles))
    return Links(bundles, parts, _along(_taking_along(indicators, bases, parts, bundles)))


def _bases(bundles: Mapping[Count, int]) -> frozenset[str]:
    """Indicators whose numerator is what others count among, and whose denominator is nobody else's.

    Of these the denominator is withheld to conceal the rest, and not the numerator, which all the others would follow.
    """
    found = set()
    for count, bundle in bundles.items():
        if count.role is Role.NUMERATOR:
            others = [other for other, number in bundles.items() if number == bundle and other != count]
            whole = bundles[Count(count.indicator, Role.DENOMINATOR)]
            alone = list(bundles.values()).count(whole) == 1
            if alone and any(other.role is Role.DENOMINATOR for other in others):
                found.add(count.indicator)
    return frozenset(found)


def _rests(indicators: list[Indicator], bases: frozenset[str]) -> Iterator[tuple[Count, Count]]:
    """The rest goes with the numerator; of a base, with the denominator."""
    for each in indicators:
        role = Role.DENOMINATOR if each.id in bases else Role.NUMERATOR
        yield Count(each.id, role), Count(each.id, Role.REST)


def _taking_along(
    indicators: list[Indicator],
    bases: frozenset[str],
    parts: Iterable[tuple[Count, Count]],
    bundles: Mapping[Count, int],
) -> Iterator[tuple[int, int]]:
    """Pairs of bundles: where the first is withheld, so is the second."""
    for each in indicators:
        pair = (bundles[Count(each.id, Role.DENOMINATOR)], bundles[Count(each.id, Role.NUMERATOR)])
        yield pair[::-1] if each.id in bases else pair
    based = {(bundles[Count(base, Role.NUMERATOR)], bundles[Count(base, Role.DENOMINATOR)]) for base in bases}
    for part, whole in parts:
        if (bundles[part], bundles[whole]) not in based:
            yield bundles[whole], bundles[part]


@dataclass(frozen=True)
class _Set:
    """The things `of` for which every literal holds. `exact` is False for what is only a bound of such a set."""

    of: str
    literals: frozenset[Literal]
    exact: bool = True


def _described(indicator: Indicator, view: str) -> dict[Role, _Set]:
    counting = indicator.counting
    if counting is None:
        return {}
    of, base = counting.of, _literals(counting.among, True)
    if of == "dossiers":  # what the view sees of the dossiers held
        of, base = "held_dossiers", base if view == "province" else base | {("synchronised", True)}
    if not isinstance(counting, Share):
        return {Role.NUMERATOR: _Set(of, base)}
    good = _literals(counting.that, True) | _literals(counting.excluding, False)
    if counting.less:
        good |= _literals(counting.less, False)
    found = {Role.NUMERATOR: _Set(of, base | good, exact=not counting.less)}
    found[Role.DENOMINATOR] = _Set(of, base)
    if len(good) == 1:
        ((word, holds),) = good
        found[Role.REST] = _Set(of, base | {(word, not holds)})
    return found


def _literals(words: Iterable[str], holds: bool) -> frozenset[Literal]:
    found = set()
    for word in words:
        opposite = _OPPOSITE.get(word)
        found.add((opposite, not holds) if opposite else (word, holds))
    return frozenset(found)


def _declared(indicators: list[Indicator]) -> Iterator[tuple[Count, Count]]:
    known = {each.id for each in indicators}
    for each in indicators:
        named = (
            (Role.DENOMINATOR, each.same_denominator, Role.DENOMINATOR),
            (Role.DENOMINATOR, each.among_counted_by, Role.NUMERATOR),
            (Role.NUMERATOR, each.at_least, Role.NUMERATOR),
        )
        for role, other, of_other in named:
            if other in known:
                yield Count(each.id, role), Count(other, of_other)


def _alike(sets: Mapping[Count, _Set]) -> Iterator[tuple[Count, Count]]:
    first: dict[_Set, Count] = {}
    for count, described in sets.items():
        if described.exact:
            yield first.setdefault(described, count), count


def _bundles(counts: list[Count], same: list[tuple[Count, Count]]) -> dict[Count, int]:
    number = {count: place for place, count in enumerate(counts)}
    for one, other in same:
        low, high = sorted((number[one], number[other]))
        number = {count: low if place == high else place for count, place in number.items()}
    return number


def _parts(sets: Mapping[Count, _Set], bundles: Mapping[Count, int]) -> Iterator[tuple[Count, Count]]:
    """Each set with the next larger ones."""
    for part, small in sets.items():
        wholes = {count: found for count, found in sets.items() if found.exact and _within(small, found)}
        for whole, large in wholes.items():
            nearest = not any(_within(between, large) for between in wholes.values())
            if nearest and bundles[part] != bundles[whole]:
                yield part, whole


def _within(small: _Set, large: _Set) -> bool:
    return small.of == large.of and small.literals > large.literals


def _along(pairs: Iterable[tuple[int, int]]) -> dict[int, frozenset[int]]:
    below: dict[int, set[int]] = {}
    for whole, part in pairs:
        below.setdefault(whole, set()).add(part)
    found = {}
    for bundle in below:
        reached, waiting = {bundle}, [bundle]
        while waiting:
            new = below.get(waiting.pop(), set()) - reached
            reached |= new
            waiting += new
        found[bundle] = frozenset(reached)
    return found
