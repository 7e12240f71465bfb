"""How many dossiers go late within three days if nobody acts, and of which units: a part of the first page."""

from dataclasses import dataclass

from bochiso.units.names import name_key
from bochiso.units.tree import Unit
from bochiso.web.answer import About
from bochiso.web.part import Json, Part
from bochiso.web.parts.awaited import CHOSEN, NO_LEDGER, PATH, Awaited, awaited
from bochiso.web.query import Query
from bochiso.web.render import address, render
from bochiso.web.shapes_dossiers import GoingLateShape
from bochiso.web.workbench import Workbench

TITLE = "Sắp quá hạn trong ba ngày"
MOST = 5


@dataclass(frozen=True)
class LateUnit:
    """A unit right below the one asked for: what goes late there, and what is late."""

    unit: Unit
    number: int
    overdue: int


@dataclass(frozen=True)
class GoingLate:
    """`awaited` is None where no dossier is in the ledger."""

    awaited: Awaited | None

    @property
    def number(self) -> int | None:
        """Dossiers that go late; None where nothing is known."""
        from bochiso.measure.awaiting import Kind

        return self.awaited.number(Kind.DUE_SOON) if self.awaited else None

    @property
    def overdue(self) -> int | None:
        """Dossiers that are late; None where nothing is known."""
        from bochiso.measure.awaiting import Kind

        return self.awaited.number(Kind.OVERDUE) if self.awaited else None

    @property
    def reason(self) -> str:
        """Why nothing is known; empty where something is."""
        from bochiso.measure.awaiting import Kind

        return self.awaited.lists.lacking.get(Kind.DUE_SOON, "") if self.awaited else NO_LEDGER

    @property
    def units(self) -> tuple[LateUnit, ...]:
        """The units right below that have any, the most first."""
        from bochiso.measure.awaiting import Kind

        found = self.awaited
        if found is None or self.number is None:
            return ()
        every = (
            LateUnit(unit, found.number(Kind.DUE_SOON, unit.code) or 0, found.number(Kind.OVERDUE, unit.code) or 0)
            for unit in found.asked.below(found.asked.unit.code)
        )
        return tuple(sorted((each for each in every if each.number), key=_order))


def _order(each: LateUnit) -> tuple[int, str, str]:
    return -each.number, name_key(each.unit.name), each.unit.code


def _find(bench: Workbench, query: Query) -> GoingLate:
    return GoingLate(awaited(bench, query))


def _about(found: GoingLate) -> About:
    return found.awaited.asked.about(TITLE) if found.awaited else About(TITLE)


def _html(found: GoingLate) -> str:
    if found.awaited is None or found.number is None:
        return render("parts/going_late.html", title=TITLE, reason=found.reason, known=False)
    asked = found.awaited.asked
    return render(
        "parts/going_late.html",
        title=TITLE,
        known=True,
        instant=asked.instant,
        number=found.number,
        overdue=found.overdue,
        units=[(each, _address(found.awaited, "due-soon", each.unit.code)) for each in found.units[:MOST]],
        more=max(0, len(found.units) - MOST),
        soon=_address(found.awaited, "due-soon", asked.unit.code),
        late=_address(found.awaited, "overdue", asked.unit.code),
    )


def _address(found: Awaited, kind: str, unit: str) -> str:
    return address(PATH, found.asked.chosen, kind=kind, unit=unit)


def _data(found: GoingLate) -> Json:
    from bochiso.measure.awaiting import SOON

    asked = found.awaited.asked if found.awaited else None
    return {
        "as_of": str(asked.moment.instant) if asked else None,
        "unit": {"code": asked.unit.code, "name": asked.unit.name} if asked else None,
        "within_days": SOON.days,
        "number": found.number,
        "overdue": found.overdue,
        "reason": found.reason or None,
        "units": [
            {"code": each.unit.code, "name": each.unit.name, "number": each.number, "overdue": each.overdue}
            for each in found.units
        ],
    }


GOING_LATE = Part("going-late", CHOSEN, _find, _about, _html, _data, GoingLateShape, heavy=True)
