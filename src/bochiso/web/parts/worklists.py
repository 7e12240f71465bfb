"""The lists of dossiers to act upon: overdue, due soon, not synchronised, not digitised; by unit and procedure."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bochiso.errors import fail
from bochiso.units.dossier_codes import procedure_core
from bochiso.units.tree import Unit
from bochiso.web.answer import About
from bochiso.web.part import Json, Part
from bochiso.web.parts.awaited import CHOSEN, NO_LEDGER, PATH, Asked, Awaited, awaited
from bochiso.web.parts.worklist_files import IN_CSV, IN_XLSX, as_csv, as_xlsx
from bochiso.web.parts.worklist_rows import entry_json, row_of, what_of
from bochiso.web.picture import HOME
from bochiso.web.query import Query
from bochiso.web.render import address, render
from bochiso.web.shapes_dossiers import DossiersShape
from bochiso.web.workbench import Workbench
from bochiso.wording import integer_text

if TYPE_CHECKING:
    from bochiso.measure.awaiting import Kind
    from bochiso.measure.worklist import Entries

TITLE = "Hồ sơ cần xử lý"
A_PAGE = 50


@dataclass(frozen=True)
class Listed:
    """A page of one list. Without dossiers in the ledger `awaited` is None; where nothing is known, `page` is."""

    awaited: Awaited | None
    kind: "Kind"
    procedure: str
    offset: int
    page: "Entries | None"

    @property
    def reason(self) -> str:
        """Why nothing is known; empty where something is."""
        return self.awaited.lists.lacking.get(self.kind, "") if self.awaited else NO_LEDGER

    @cached_property
    def units(self) -> tuple[tuple[int, Unit, int], ...]:
        """The units with any, and the one asked for: how deep below the topmost, the unit, its number."""
        return tuple(self._below(self.awaited.asked.source.root, 0)) if self.awaited else ()

    def _below(self, code: str, depth: int) -> Iterator[tuple[int, Unit, int]]:
        assert self.awaited is not None
        asked = self.awaited.asked
        unit, number = asked.registry.by_code(code, asked.moment.instant.day), self.awaited.number(self.kind, code) or 0
        if unit and (number or depth == 0 or code == asked.unit.code):
            yield depth, unit, number
        for each in asked.below(code):
            yield from self._below(each.code, depth + 1)


def _find(bench: Workbench, query: Query) -> Listed:
    from bochiso.measure.awaiting import Kind
    from bochiso.measure.worklist import entries

    kind = query.choice("kind", Kind, Kind.OVERDUE)
    offset, procedure = query.offset, query.text("procedure")
    procedure = procedure_core(procedure) or procedure
    found = awaited(bench, query)
    if found is None or kind in found.lists.lacking:
        return Listed(found, kind, procedure, offset, None)
    asked = found.asked
    page = entries(
        asked.source, asked.edition, asked.moment, asked.unit.code, kind,
        procedure=procedure, offset=offset, limit=A_PAGE,
    )  # fmt: skip
    return Listed(found, kind, procedure, offset, page)


def _about(found: Listed) -> About:
    from bochiso.measure.awaiting import Kind

    if found.awaited is None:
        return About(TITLE, (HOME,))
    asked = found.awaited.asked
    return asked.about(f"{TITLE}: {asked.unit.name}", asked.way(PATH), period=found.kind is Kind.UNDIGITISED)


# The page


def _html(found: Listed) -> str:
    from bochiso.measure.awaiting import BY_DUE, TITLES, Kind

    if found.awaited is None:
        return render("parts/worklists_none.html", reason=NO_LEDGER)
    asked, page = found.awaited.asked, found.page
    count = page.count if page else 0
    return render(
        "parts/worklists.html",
        tabs=[_tab(found.awaited, kind, kind is found.kind, found.procedure) for kind in Kind],
        kept=[(name, value) for name, value in asked.chosen.values if name != "unit"],
        kind=found.kind.value,
        title=TITLES[found.kind],
        unit=asked.unit,
        units=[
            (f"{'– ' * depth}{unit.name} ({integer_text(number)})", unit.code) for depth, unit, number in found.units
        ],
        procedure=found.procedure,
        known=page is not None,
        reason=found.reason,
        what=what_of(asked, found.kind),
        by_due=found.kind in BY_DUE,
        spare={Kind.OVERDUE: "Đã hết hạn", Kind.DUE_SOON: "Còn lại"}.get(found.kind, ""),
        count=count,
        rows=[row_of(asked, found.kind, entry) for entry in page.rows] if page else [],
        first=found.offset + 1,
        pages=_pages(found, count),
        files=_files(found, count),
        too_many=integer_text(IN_CSV) if count > IN_CSV else "",
    )


def _tab(found: Awaited, kind: "Kind", here: bool, procedure: str) -> tuple[str, str, bool]:
    from bochiso.measure.awaiting import TITLES

    number = found.number(kind)
    told = "chưa biết" if number is None else integer_text(number)
    return f"{TITLES[kind]} ({told})", address(PATH, found.asked.chosen, kind=kind.value, procedure=procedure), here


def _pages(found: Listed, count: int) -> list[tuple[str, str]]:
    """The pages before and after; the first one from beyond the end."""

    def link(offset: int) -> str:
        return _address(PATH, found, offset=str(offset) if offset else "")

    if found.offset >= count:
        return [("Trang đầu", link(0))] if found.offset else []
    back = [("Trang trước", link(max(0, found.offset - A_PAGE)))] if found.offset else []
    return [*back, ("Trang sau", link(found.offset + A_PAGE))] if found.offset + A_PAGE < count else back


def _files(found: Listed, count: int) -> list[tuple[str, str]]:
    """The files that hold the whole list."""
    rooms = {"csv": IN_CSV, "xlsx": IN_XLSX}
    return [
        (form.upper(), _address(f"/tai/dossiers/{form}", found)) for form, room in rooms.items() if 0 < count <= room
    ]


def _address(path: str, found: Listed, **values: str) -> str:
    assert found.awaited is not None
    chosen = found.awaited.asked.chosen
    return address(path, chosen, kind=found.kind.value, procedure=found.procedure, **values)


# Other forms


def _data(found: Listed) -> Json:
    from bochiso.measure.awaiting import TITLES, Kind

    asked = found.awaited.asked if found.awaited else None
    lacking = found.awaited.lists.lacking if found.awaited else dict.fromkeys(Kind, NO_LEDGER)
    return {
        "as_of": str(asked.moment.instant) if asked else None,
        "edition": asked.edition.id if asked else None,
        "period": str(asked.moment.period) if asked else None,
        "view": asked.moment.view if asked else None,
        "unit": {"code": asked.unit.code, "name": asked.unit.name} if asked else None,
        "kind": found.kind.value,
        "procedure": found.procedure or None,
        "reason": found.reason or None,
        "lists": [
            {
                "kind": kind.value,
                "title": TITLES[kind],
                "number": found.awaited.number(kind) if found.awaited else None,
                "reason": lacking.get(kind),
            }
            for kind in Kind
        ],
        "units": [
            {"code": unit.code, "name": unit.name, "number": number} for _, unit, number in found.units if number
        ],
        "count": found.page.count if found.page else None,
        "offset": found.offset,
        "dossiers": [entry_json(entry) for entry in found.page.rows] if found.page else [],
    }


def _whole(found: Listed) -> tuple[Asked, int]:
    """What a file is of, and how many dossiers it has. Raises `BochisoError` where nothing is known."""
    if found.awaited is None or found.page is None:
        raise fail(
            "danh sách hồ sơ",
            found.reason,
            why="chưa có dữ liệu không phải là không có hồ sơ nào",
            remedy="chọn thời điểm khác, hoặc đợi đến khi dữ liệu được nạp",
        )
    return found.awaited.asked, found.page.count


def _csv(found: Listed) -> str:
    asked, count = _whole(found)
    return as_csv(asked, found.kind, found.procedure, count)


def _xlsx(found: Listed) -> bytes:
    asked, count = _whole(found)
    return as_xlsx(asked, found.kind, found.procedure, count)


DOSSIERS = Part(
    "dossiers", (*CHOSEN, "kind", "procedure", "offset"), _find, _about, _html, _data, DossiersShape,
    csv=_csv, xlsx=_xlsx, heavy=True,
)  # fmt: skip
