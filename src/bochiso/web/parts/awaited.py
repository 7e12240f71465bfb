"""The dossiers that somebody should act upon at an instant, counted once for all parts that tell of them."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bochiso.errors import BochisoError
from bochiso.units.tree import Unit
from bochiso.web.answer import About, Crumb
from bochiso.web.picture import CHOICE, HOME, VIEW_TITLES, moment_in
from bochiso.web.query import NotFound, Query
from bochiso.web.render import address
from bochiso.web.workbench import Workbench
from bochiso.wording import instant_text, period_text

if TYPE_CHECKING:
    from bochiso.index.model import Edition
    from bochiso.measure.awaiting import Kind
    from bochiso.measure.compute import Source
    from bochiso.measure.terms import Moment
    from bochiso.measure.worklist import Worklist
    from bochiso.units.registry import Registry

PATH = "/ho-so"
CHOSEN = (*CHOICE, "before", "unit")
"""The values that choose a moment and a unit, which links take along."""

NO_LEDGER = "chưa có hồ sơ nào trong sổ"


@dataclass(frozen=True)
class Asked:
    """A unit at a moment of the ledger; `chosen` is the query that leads here again."""

    source: "Source"
    moment: "Moment"
    edition: "Edition"
    unit: Unit
    registry: "Registry"
    chosen: Query

    @property
    def instant(self) -> str:
        """The moment in words."""
        return instant_text(self.moment.instant)

    def below(self, code: str) -> tuple[Unit, ...]:
        """The units right below one, in the order of official tables."""
        return tuple(sorted(self.registry.children(code, self.moment.instant.day), key=lambda unit: unit.kind.order))

    def way(self, path: str) -> tuple[Crumb, ...]:
        """The way down to the unit by the pages at this path, from the unit whose ledger this is."""
        day = self.moment.instant.day
        chain = self.registry.chain(self.unit.code, day)
        above = (self.registry.by_code(code, day) for code in chain[1 : chain.index(self.source.root) + 1])
        links = [Crumb(unit.name, address(path, self.chosen, unit=unit.code)) for unit in above if unit]
        return (HOME, *reversed(links))

    def about(self, title: str, crumbs: tuple[Crumb, ...] = (HOME,), *, period: bool = False) -> About:
        """What stands above; `period` where what is shown is of the period and the view."""
        return About(
            title=title,
            crumbs=crumbs,
            at=str(self.moment.instant),
            instant=self.instant,
            period=period_text(self.moment.period) if period else "",
            view=VIEW_TITLES[self.moment.view] if period else "",
            source="theo sổ hồ sơ",
            edition=self.edition.id,
        )


@dataclass(frozen=True)
class Awaited:
    """`lists` has the numbers of the whole ledger, by unit."""

    asked: Asked
    lists: "Worklist"

    def number(self, kind: "Kind", code: str = "") -> int | None:
        """How many of a kind the unit has, or one below it; None where nothing is known of the kind."""
        if kind in self.lists.lacking:
            return None
        return self.lists.by_unit[kind].get(code or self.asked.unit.code, 0)


def asked_of(bench: Workbench, query: Query) -> Asked | None:
    """What a query asks of the ledger; None where no dossier is in it. Raises `NotFound` for a unit that is none."""
    if not bench.has_dossiers:
        return None
    moment, edition = moment_in(bench, query)
    chosen = Query(tuple((name, value) for name, value in query.values if name in CHOSEN))
    source, registry = bench.source, bench.place.registry
    return Asked(source, moment, edition, unit_at(source, moment, query.text("unit")), registry, chosen)


def awaited(bench: Workbench, query: Query) -> Awaited | None:
    """The numbers of all lists; None where no dossier is in the ledger. Raises as `asked_of` does."""
    from bochiso.measure.worklist import worklist

    asked = asked_of(bench, query)
    if asked is None:
        return None
    source, moment, edition = asked.source, asked.moment, asked.edition
    key = "awaited", moment, edition.id, bench.known(moment.instant)
    return Awaited(asked, bench.kept(key, lambda: worklist(source, edition, moment, source.root)))


def unit_at(source: "Source", moment: "Moment", text: str) -> Unit:
    """The unit of the tree on the day, by code or name; the topmost for an empty text. Raises `NotFound`."""
    from bochiso.measure.trace_ask import unit_of

    try:
        return unit_of(source, moment.instant.day, text)
    except BochisoError as error:
        raise NotFound([replace(each, where=f"đơn vị «{text or source.root}»") for each in error.problems]) from None
