"""The counts of persons' matters in a scored snapshot, by unit, and the tree that they add up along."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from bochiso.exact import Tie, rounded
from bochiso.index.model import Linear, Target
from bochiso.opendata.linked import Count, Links, Role, of_people
from bochiso.score.rules import rate_of
from bochiso.score.snapshot import Measured, NotApplicable, Reported, SnapshotUnit
from bochiso.score.tally import ScoredIndicator, ScoredUnit

ByUnit = dict[str, int]


@dataclass(frozen=True)
class Quantity:
    """A number of things in every unit that tells it: a count, or what a whole has beyond its part.

    It is withheld in a unit where any of the bundles `within` is; `lever` is the bundle to withhold to that end.
    """

    values: Mapping[str, int]
    within: tuple[int, ...]
    lever: int


def quantities(units: tuple[ScoredUnit, ...], links: Links) -> tuple[Quantity, ...]:
    """Every count, and every difference between a whole and its part, that the figures tell; alike ones once."""
    counts = _counts(units, links)
    found = [_quantity(values, (links.bundle[count],)) for count, values in counts.items()]
    for part, whole in links.parts:
        small, large = counts.get(part, {}), counts.get(whole, {})
        beyond = {unit: large[unit] - small[unit] for unit in small if unit in large and large[unit] >= small[unit]}
        if beyond:
            found.append(_quantity(beyond, links.concealing(part, whole)))
    return tuple({(tuple(each.values.items()), each.within): each for each in found}.values())


def _quantity(values: ByUnit, within: tuple[int, ...]) -> Quantity:
    return Quantity(dict(sorted(values.items())), within, within[0])


def _counts(units: tuple[ScoredUnit, ...], links: Links) -> dict[Count, ByUnit]:
    counts: dict[Count, ByUnit] = {count: {} for count in sorted(links.bundle)}
    own = [
        (unit.unit.code, scored)
        for unit in units
        for scored in unit.indicators
        if of_people(scored.indicator) and scored.figure is not None and not scored.inherited_from
    ]
    for unit, scored in own:
        for role, number in _printed(scored).items():
            counts[Count(scored.indicator.id, role)][unit] = number
    known = {(links.bundle[count], unit): number for count, values in counts.items() for unit, number in values.items()}
    for unit, scored in own:
        whole = known.get((links.bundle[Count(scored.indicator.id, Role.DENOMINATOR)], unit))
        for role, number in _worked_out(scored, whole).items():
            counts[Count(scored.indicator.id, role)].setdefault(unit, number)
    return {count: values for count, values in counts.items() if values}


def _printed(scored: ScoredIndicator) -> dict[Role, int]:
    match scored.value:
        case Measured(numerator=numerator, denominator=denominator):
            return _share(numerator, denominator)
        case NotApplicable(counted=True):
            return _share(0, 0)
        case Reported(count=int(count)):
            return {Role.NUMERATOR: count}
        case _:
            return {}


def _worked_out(scored: ScoredIndicator, whole: int | None) -> dict[Role, int]:
    """What anyone can reckon from a printed rate or points, with the numerator or with a denominator told elsewhere."""
    rate = _told_rate(scored)
    if not isinstance(scored.value, Reported) or rate is None:
        return {}
    if scored.value.count is not None:
        whole = _nearest(scored.value.count / rate) if rate else None
        return {} if whole is None else _share(scored.value.count, max(whole, scored.value.count))
    return {} if whole is None else _share(min(whole, _nearest(whole * rate)), whole)


def _told_rate(scored: ScoredIndicator) -> Fraction | None:
    rate, points, maximum = rate_of(scored.value), scored.points.value, scored.indicator.maximum
    if rate is not None or points is None or not maximum:
        return rate
    match scored.indicator.rule:
        case Linear():
            return Fraction(points) / Fraction(maximum)
        case Target(target=target):
            return Fraction(points) / Fraction(maximum) * target
        case _:
            return None


def _share(numerator: int, denominator: int) -> dict[Role, int]:
    found = {Role.NUMERATOR: numerator, Role.DENOMINATOR: denominator}
    return found | {Role.REST: denominator - numerator} if numerator <= denominator else found


def _nearest(value: Fraction) -> int:
    return int(rounded(value, 0, Tie.EVEN))


@dataclass(frozen=True)
class Tree:
    """Who stands directly below whom, among the units of the snapshot."""

    below: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, units: tuple[SnapshotUnit, ...]) -> "Tree":
        parents = {unit.code: unit.parent for unit in units}
        below: dict[str, list[str]] = {}
        for code in sorted(parents):
            if (above := _above(code, parents)) is not None:
                below.setdefault(above, []).append(code)
        return cls({code: tuple(children) for code, children in below.items()})


def _above(code: str, parents: Mapping[str, str | None]) -> str | None:
    """The nearest unit above that the snapshot has; one that it lacks is climbed over by its code's points.

    None for a unit that is, by a fault of the source, above itself.
    """
    above = parents[code] or code.rpartition(".")[0]
    while above and above not in parents:
        above = above.rpartition(".")[0]
    seen, climbed = {code}, above
    while climbed:
        if climbed in seen:
            return None
        seen.add(climbed)
        climbed = parents.get(climbed) or climbed.rpartition(".")[0]
    return above or None
