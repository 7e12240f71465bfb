"""The two instants that a page sets side by side, and what its form offers to choose them from."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bochiso.compare.change import Comparison, UnitComparison
from bochiso.time import INSTANT_EXAMPLES, Period
from bochiso.web.answer import Crumb
from bochiso.web.picture import CHOICE, VIEW_TITLES, Picture, before, compared, picture, unit_in
from bochiso.web.query import Query
from bochiso.web.render import address
from bochiso.web.workbench import Workbench
from bochiso.wording import instant_text, period_text

if TYPE_CHECKING:
    from bochiso.workspace.store import Entry

SIDES = (*CHOICE, "at-other", "before", "before-other", "unit")
"""The values that choose both instants and the unit. What is typed into «…-other» goes before what a list gives."""

_LISTED = 200


@dataclass(frozen=True)
class Choice:
    """An entry of a list to choose from."""

    value: str
    title: str
    chosen: bool


@dataclass(frozen=True)
class Sides:
    """`before` and `comparison` are None where there is nothing earlier. `asked` has what was chosen, in its two names.

    `unit` is the unit at both instants; None where the figures leave the province out and no unit was asked for, or
    there is no comparison.
    """

    now: Picture
    before: Picture | None
    comparison: Comparison | None
    unit: UnitComparison | None
    asked: Query
    entries: "tuple[Entry, ...]"

    @property
    def below(self) -> tuple[UnitComparison, ...]:
        """The units right below the unit; without a unit, those that have nothing above them. In the order of official
        tables."""
        if self.comparison is None:
            return ()
        if self.unit is not None:
            found = (unit for unit in self.comparison.units if unit.parent == self.unit.code)
        else:
            found = (unit for unit in self.comparison.units if self.comparison.unit(unit.parent or "") is None)
        return tuple(sorted(found, key=lambda unit: unit.kind.order))

    @cached_property
    def links(self) -> Query:
        """What links to other pages of these two instants carry: both instants, also where nobody named them."""
        if self.before is None:
            return self.now.chosen
        return self.now.chosen.with_(
            before=self.asked.text("before") or self.before.chosen.text("at"),
            unit=self.unit.code if self.unit else "",
        )

    @property
    def dates(self) -> tuple[str, str]:
        """Both instants in words."""
        earlier = instant_text(self.before.snapshot.as_of) if self.before else ""
        return earlier, instant_text(self.now.snapshot.as_of)

    def crumbs(self, path: str) -> tuple[Crumb, ...]:
        """The way to the unit's page at this path from those of the units above it."""
        if self.unit is None:
            return ()
        return tuple(
            Crumb(unit.name, address(path, self.links, unit=unit.code)) for unit in self.now.way(self.unit.parent or "")
        )

    # What the form offers

    @property
    def accepted(self) -> str:
        """Which instants can be typed."""
        return f"Thời điểm ghi như {INSTANT_EXAMPLES}; để trống thì theo danh sách."

    def choices(self, name: str) -> tuple[Choice, ...]:
        """The stored snapshots, the newest first."""
        asked = self.asked.text(name)
        editions, views = {e.edition for e in self.entries}, {e.view for e in self.entries}
        telling = len(editions) > 1, len(views) > 1
        return tuple(Choice(entry.id, _entry_title(entry, *telling), entry.id == asked) for entry in self.entries)

    def typed(self, name: str) -> str:
        """The instant that was chosen and is no stored snapshot."""
        asked = self.asked.text(name)
        return "" if any(entry.id == asked for entry in self.entries) else asked

    @property
    def units(self) -> tuple[Choice, ...]:
        """The unit, those above it and those right below it."""
        above = self.now.way(self.unit.parent or "") if self.unit else ()
        found = [(unit.code, unit.name) for unit in above]
        found += [(self.unit.code, self.unit.name)] if self.unit else []
        found += [(unit.code, f"– {unit.name}") for unit in self.below]
        return tuple(Choice(code, name, self.unit is not None and code == self.unit.code) for code, name in found)

    @property
    def kept(self) -> tuple[tuple[str, str], ...]:
        """What the form carries along unseen."""
        return tuple((name, self.asked.text(name)) for name in ("period", "view", "edition") if self.asked.text(name))


def sides(bench: Workbench, query: Query) -> Sides:
    """Both instants as the query asks for them. Raises as `picture` does, and `NotFound` for an unknown unit."""
    chosen = {name: query.text(f"{name}-other") or query.text(name) for name in ("at", "before")}
    asked = query.with_(**chosen, **{"at-other": "", "before-other": ""})
    now = picture(bench, asked)
    earlier = before(bench, now, asked)
    comparison = compared(bench, earlier, now) if earlier else None
    entries = sorted(bench.now.entries, key=lambda each: (each.as_of, each.number), reverse=True)[:_LISTED]
    return Sides(now, earlier, comparison, _unit(now, comparison, asked), asked, tuple(entries))


def _unit(now: Picture, comparison: Comparison | None, asked: Query) -> UnitComparison | None:
    """A unit that is gone at the later instant can still be looked at."""
    text = asked.text("unit")
    if comparison is None:
        unit_in(now, asked)
        return None
    if not text and now.unit(now.root) is None:
        return None
    return comparison.unit(text or now.root) or comparison.unit(unit_in(now, asked).unit.code)


def _entry_title(entry: "Entry", edition: bool, view: bool) -> str:
    """Edition and view only where the stored snapshots have several."""
    told = [instant_text(entry.as_of), period_text(Period.parse(entry.period))]
    told += [VIEW_TITLES.get(entry.view, entry.view)] if view else []
    told += [entry.edition] if edition else []
    return " · ".join([*told, entry.id])
