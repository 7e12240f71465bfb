"""What would win points back: what every indicator lost, which deeds earn it, and the shortest list to a target."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING

from bochiso.errors import fail
from bochiso.exact import parse_decimal
from bochiso.score.tally import ScoredUnit
from bochiso.web.answer import About, Crumb
from bochiso.web.part import Json, Part
from bochiso.web.parts.winning import LEDGER_NEEDED, gain_of
from bochiso.web.picture import CHOICE, Picture, picture, unit_in
from bochiso.web.query import Query, wrong
from bochiso.web.render import address, render, segment
from bochiso.web.shapes_why import GainPageShape
from bochiso.web.words import Said, points_said
from bochiso.web.workbench import Workbench
from bochiso.wording import MISSING, decimal_text, integer_text, rank_text

if TYPE_CHECKING:
    from bochiso.compare.gains.gain import Gain, IndicatorGain
    from bochiso.compare.gains.gain_list import Task
    from bochiso.compare.gains.opportunities import Opportunity

PATH = "/giai-phap"
SHOWN = 100
"""Tasks on the page; files have them all."""


@dataclass(frozen=True)
class Winning:
    """`gain` is None for figures that no ledger is behind."""

    now: Picture
    unit: ScoredUnit
    gain: "Gain | None"
    target: str

    @cached_property
    def first(self) -> "tuple[Task, ...]":
        """The tasks that the page shows."""
        from bochiso.compare.gains.gain_list import tasks

        return tuple(islice(tasks(self.gain), SHOWN)) if self.gain else ()


def _find(bench: Workbench, query: Query) -> Winning:
    now = picture(bench, query)
    unit, target = unit_in(now, query), query.text("target")
    wanted = _target(target)
    found = gain_of(bench, now, unit) if now.computed else None
    if wanted is None:
        return Winning(now, unit, found, "")
    if found is None:
        raise wrong("target", target, LEDGER_NEEDED, "bỏ điểm mục tiêu, hoặc chọn thời điểm tính từ sổ hồ sơ")
    return Winning(now, unit, _routed(found, wanted, target), target)


def _target(text: str) -> Fraction | None:
    value = parse_decimal(text) if text else None
    if text and (value is None or not 0 <= value <= 100):
        raise wrong("target", text, "không phải điểm từ 0 đến 100", "ghi như 80 hoặc 79,5")
    return None if value is None else Fraction(value)


def _routed(found: "Gain", wanted: Fraction, text: str) -> "Gain":
    from bochiso.compare.gains.gain import routed

    if why := _no_route(found):
        raise wrong("target", text, f"{found.unit.unit.name} {why}", "bỏ điểm mục tiêu; nạp dữ liệu còn thiếu")
    return routed(found, wanted)


def _no_route(found: "Gain") -> str:
    """Why no target can be set; empty where one can."""
    from bochiso.compare.gains.gain import why_no_total

    if found.unknown:
        return f"không có điểm tổng hợp: chưa biết điểm của {', '.join(found.unknown)}"
    why = why_no_total(found.unit)
    return f"không có điểm tổng hợp: {why}" if why else ""


def _about(found: Winning) -> About:
    way = found.now.way(found.unit.unit.parent or "")
    crumbs = (Crumb(unit.name, address(PATH, found.now.chosen, unit=unit.code)) for unit in way)
    more: tuple[str, ...] = ()
    if found.gain is not None and found.gain.snapshot.id != found.now.snapshot.id:
        more = ("sổ hồ sơ đã nạp thêm sau khi tính bản chụp: giải pháp tính theo sổ hiện có",)
    return found.now.about(f"Giải pháp: {found.unit.unit.name}", tuple(crumbs), more)


# The page


@dataclass(frozen=True)
class Lost:
    """An indicator's points as the page prints them."""

    title: str
    address: str
    points: str
    parts: tuple[Said, ...]


@dataclass(frozen=True)
class Deed:
    """What can be done for an indicator; `title` is empty where it is that of the row above."""

    title: str
    address: str
    deed: str
    prospect: str
    number: str
    next: str
    all: str
    moves: str


def _html(found: Winning) -> str:
    if found.gain is None:
        return render("parts/gain_none.html", found=found, needed=LEDGER_NEEDED)
    from bochiso.view.gains import gain_grids

    made = found.gain
    lost, deeds, *route = gain_grids(made)
    return render(
        "parts/gain.html",
        now=found.now,
        unit=found.unit.unit,
        total=points_said(made.unit.total, made.edition.maximum),
        place=rank_text(made.place.rank, made.place.among) if made.place else "",
        barred=_no_route(made),
        target=found.target,
        lost=_lost(found, made),
        lost_notes=lost.note.split("\n") if lost.note else [],
        deeds=_deeds(found, made),
        deeds_note=deeds.note,
        route=route[0] if route else None,
        steps=integer_text(made.route.steps) if made.route else "",
        many=made.route is not None and made.route.steps > SHOWN,
        tasks=[_task(found, task) for task in found.first],
        files=[(form.upper(), address(f"/tai/gain/{form}", found.now.chosen, target=found.target))
               for form in ("csv", "xlsx")],
    )  # fmt: skip


def _indicator_address(found: Winning, item: str) -> str:
    return address(f"/chi-so/{segment(item)}", found.now.chosen, unit=found.unit.unit.code)


def _lost(found: Winning, made: "Gain") -> list[Lost]:
    """What is known, the largest loss first."""
    from bochiso.exact import Tie, rounded

    rows = []
    for each in sorted(made.indicators, key=lambda each: -(each.lost or Fraction(-1))):
        if each.lost is None or each.winnable is None or each.awaiting is None:
            continue
        indicator, points = each.scored.indicator, each.scored.points.value
        amounts = (each.lost, each.winnable, each.awaiting, each.lost - each.winnable)
        cells = tuple(Said(decimal_text(rounded(a, 2, Tie.UP), 2), "zero" if a == 0 else "") for a in amounts)
        reached = f"{MISSING if points is None else decimal_text(points, 2)}/{indicator.maximum}"
        title = f"{indicator.id} {indicator.title}"
        rows.append(Lost(title, _indicator_address(found, indicator.id), reached, cells))
    return rows


def _deeds(found: Winning, made: "Gain") -> list[Deed]:
    from bochiso.view.gains import own_opportunities

    rows: list[Deed] = []
    above: IndicatorGain | None = None
    for each, chance in own_opportunities(made):
        rows.append(_deed(found, each, chance, same=each is above))
        above = each
    return rows


def _deed(found: Winning, each: "IndicatorGain", chance: "Opportunity", *, same: bool) -> Deed:
    from bochiso.view.explanations import effect_text
    from bochiso.view.gains import PROSPECTS

    first, every = (MISSING if value is None else effect_text(value) for value in (chance.next, chance.all))
    indicator = each.scored.indicator
    title = "" if same else f"{indicator.id} {indicator.title}"
    at = _indicator_address(found, indicator.id)
    prospect, number = PROSPECTS[chance.prospect], integer_text(chance.number)
    return Deed(title, at, chance.title, prospect, number, first, every, ", ".join(chance.moves))


def _task(found: Winning, task: "Task") -> tuple[tuple[str, str], ...]:
    """Cells with their addresses; a dossier has a page of its own."""
    from bochiso.compare.gains.deeds_of import Kind
    from bochiso.view.gains import task_rows

    (cells,) = task_rows([task])
    at = address(f"/ho-so/{segment(task.code)}", found.now.chosen) if task.kind is Kind.DOSSIER else ""
    return tuple((cell, at if number == 1 else "") for number, cell in enumerate(cells))


# Other forms


def _data(found: Winning) -> Json:
    from bochiso.compare.gains.gain_list import tasks
    from bochiso.view.gains import gain_json

    if found.gain is None:
        return {"gain": None, "reason": LEDGER_NEEDED}
    return {"gain": gain_json(found.gain, tasks(found.gain)), "reason": None}


def _with_route(found: Winning) -> "Gain":
    if found.gain is None or found.gain.route is None:
        raise fail(
            "danh sách việc",
            "chưa đặt điểm mục tiêu",
            why="tệp ghi từng việc để đạt điểm mục tiêu",
            remedy="đặt điểm mục tiêu trên trang Giải pháp rồi tải lại",
        )
    return found.gain


def _csv(found: Winning) -> str:
    """The whole list to the target, a row a task."""
    from bochiso.compare.gains.gain_list import tasks
    from bochiso.view.gains import TASKS, task_rows
    from bochiso.view.rows import rows_csv

    return rows_csv(TASKS, task_rows(tasks(_with_route(found))))


def _xlsx(found: Winning) -> bytes:
    """The same as a workbook."""
    from bochiso.compare.gains.gain_list import tasks
    from bochiso.report.listing_xlsx import write_listing
    from bochiso.view.gains import TASKS, route_text, task_rows

    made, target = _with_route(found), BytesIO()
    columns = [(column.title, column.width) for column in TASKS]
    write_listing(target, route_text(made), made.warnings, columns, task_rows(tasks(made)))
    return target.getvalue()


GAIN = Part(
    "gain", (*CHOICE, "unit", "target"), _find, _about, _html, _data, GainPageShape,
    csv=_csv, xlsx=_xlsx, heavy=True,
)  # fmt: skip
