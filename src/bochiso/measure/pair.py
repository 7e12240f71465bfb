"""A unit at two moments: what is known of it at each, and which of its figures were counted at both."""

from collections.abc import Sequence
from dataclasses import dataclass

from bochiso.index.model import Edition, Indicator, Share
from bochiso.measure.compute import Source, known_at
from bochiso.measure.figures import has_own, missing_facts
from bochiso.measure.judged import Scope
from bochiso.measure.terms import Moment


@dataclass(frozen=True, eq=False)
class Pair:
    """The unit as known at the two moments, in the order in which they were asked for."""

    before: Scope
    after: Scope

    @property
    def both(self) -> tuple[Scope, Scope]:
        return self.before, self.after

    @property
    def latest(self) -> Scope:
        """That of the later moment."""
        return max(self.both, key=lambda scope: scope.known.moment.at)

    @property
    def in_time(self) -> "Pair":
        """The earlier moment first; two views of one instant stay as they are."""
        return Pair(*sorted(self.both, key=lambda scope: scope.known.moment.at))

    def counted(self, edition: Edition, items: Sequence[str]) -> tuple[Indicator, ...]:
        """Those of the indicators asked for whose share the unit has of its own at both moments."""
        found = (each for each in edition.indicators if each.id in items)
        return tuple(each for each in found if all(_counted(each, scope) for scope in self.both))


def pair_of(source: Source, unit: str, moments: tuple[Moment, Moment]) -> Pair:
    """What is known of the unit at the two moments."""
    before, after = (Scope(source, known_at(source, moment), unit) for moment in moments)
    return Pair(before, after)


def share_of(indicator: Indicator) -> Share:
    """What the indicator counts; for indicators of `Pair.counted`."""
    assert isinstance(indicator.counting, Share)
    return indicator.counting


def _counted(indicator: Indicator, scope: Scope) -> bool:
    unit = scope.known.tree.units.get(scope.unit)
    if unit is None or not isinstance(indicator.counting, Share) or not has_own(indicator, unit.kind):
        return False
    return missing_facts(indicator.counting, scope.source.held, scope.known.moment.known) is None
