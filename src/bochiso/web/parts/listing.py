"""What stands behind a figure, one by one: the dossiers, procedures, petitions … that count, that do not, and why."""

from dataclasses import dataclass, replace
from functools import cached_property
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

from bochiso.errors import fail
from bochiso.index.model import Indicator, Tally
from bochiso.measure.deciding import Which
from bochiso.score.tally import ScoredUnit
from bochiso.web.answer import About
from bochiso.web.part import Json, Part
from bochiso.web.parts.awaited import unit_at
from bochiso.web.parts.indicator import indicator_named, path_of
from bochiso.web.picture import CHOICE, Picture, picture, unit_in
from bochiso.web.query import Query
from bochiso.web.render import address, render, segment
from bochiso.web.shapes_drill import ListingShape
from bochiso.web.workbench import Workbench
from bochiso.wording import capital, integer_text

if TYPE_CHECKING:
    from bochiso.measure.compute import Source
    from bochiso.measure.trace import Listing
    from bochiso.measure.trace_ask import Request
    from bochiso.measure.traced import Traced

ROWS = 50
"""Rows of a page."""

MOST_CSV, MOST_XLSX = 500_000, 100_000
"""Rows of a file: it is made whole before it is sent."""

RELOADED = "sổ hồ sơ đã nạp thêm sau khi tính bản chụp: danh sách theo sổ hiện có"
PUBLISHED = "số liệu này do nguồn công bố, không có từng hồ sơ đứng sau"
UNCOUNTED = "không loại dữ liệu nào mà bochiso nhận cho biết số này, nên không có gì để liệt kê"

_ANCHOR = "#ho-so-dung-sau"


@dataclass(frozen=True)
class Shown:
    """A page of the list."""

    listing: "Listing"
    rows: "tuple[Traced, ...]"


@dataclass(frozen=True)
class Behind:
    """`request` is None where nothing can be listed, and `reason` says why; then `giver` may be whose list to see.

    The list is read when a form of the answer needs it: a file reads all of it, a page no more than it shows.
    """

    now: Picture
    unit: ScoredUnit
    indicator: Indicator
    which: Which
    offset: int
    source: "Source"
    request: "Request | None"
    reason: str = ""
    giver: ScoredUnit | None = None

    @property
    def choices(self) -> tuple[Which, ...]:
        """What can be listed of this indicator; a tally has nothing that is missing."""
        return _choices(self.indicator)

    @cached_property
    def shown(self) -> Shown:
        """The rows of the page. To be read only where there is a request."""
        from bochiso.measure.trace import trace_page

        assert self.request is not None, "nothing can be listed"
        value = self.unit.indicator(self.indicator.id).value
        listing = trace_page(self.source, self.request, value, self.offset, ROWS)
        if listing.notes and self._reloaded(listing):
            listing = replace(listing, notes=(RELOADED,))
        return Shown(listing, tuple(listing.rows))

    def _reloaded(self, listing: "Listing") -> bool:
        """Whether the ledger tells of the instant otherwise than when the figure was computed."""
        from bochiso.measure.compute import compute

        request = listing.request
        edition = replace(request.edition, indicators=(request.indicator,))
        figure = compute(self.source, edition, [request.moment])[0].snapshot.figure(
            request.unit.code, request.indicator.id
        )
        return figure is None or figure.value != listing.value

    def everything(self, most: int, instead: str) -> "Listing":
        """The whole list for a file. Raises `BochisoError` where there is none, or it is longer than `most` rows."""
        from bochiso.measure.trace import trace

        where = f"danh sách của chỉ số {self.indicator.id}, {self.unit.unit.name}"
        if self.request is None:
            why = "chỉ số liệu tính từ dữ liệu đã nạp mới liệt kê được"
            raise fail(where, self.reason, why=why, remedy="chọn thời điểm, đơn vị hoặc chỉ số khác")
        listing = trace(self.source, self.request)
        if listing.count > most:
            number, limit = integer_text(listing.count), integer_text(most)
            command = f"bochiso dossiers {self.indicator.id} --which {self.which.value} --unit {self.unit.unit.code}"
            remedy = f"{instead}chọn một đơn vị bên dưới, hoặc chạy {command} --at {self.now.snapshot.as_of} --out TỆP"
            why = f"tệp tải từ trang chứa không quá {limit} dòng"
            raise fail(where, f"dài {number} dòng", why=why, remedy=remedy)
        return listing


def _find(bench: Workbench, query: Query) -> Behind:
    from bochiso.measure.trace_ask import Request

    now = picture(bench, query)
    unit = unit_in(now, query)
    indicator = indicator_named(now.edition, query.text("indicator"))
    choices = {each.value: each for each in _choices(indicator)}
    which = query.choice("which", choices, next(iter(choices.values())))
    offset = query.offset
    source = bench.source
    if not now.computed:
        return Behind(now, unit, indicator, which, offset, source, None, PUBLISHED)
    reason, giver = _barred(source, now, unit, indicator)
    if reason:
        return Behind(now, unit, indicator, which, offset, source, None, reason, giver)
    counted = unit_at(source, now.moment, unit.unit.code)
    request = Request(now.edition, indicator, counted, now.moment, which)
    return Behind(now, unit, indicator, which, offset, source, request)


def _choices(indicator: Indicator) -> tuple[Which, ...]:
    """The usual one first: what is still missing is what somebody can act on."""
    if isinstance(indicator.counting, Tally):
        return (Which.COUNTED, Which.EXCLUDED)
    return (Which.MISSING, Which.COUNTED, Which.EXCLUDED)


def _barred(source: "Source", now: Picture, unit: ScoredUnit, indicator: Indicator) -> tuple[str, ScoredUnit | None]:
    """Why there is no list of computed figures, empty where there is one; and the unit whose figure this one takes."""
    from bochiso.measure.figures import has_own, missing_facts

    if indicator.counting is None:
        return UNCOUNTED, None
    kind = unit.unit.kind
    if not has_own(indicator, kind):
        giver = now.unit(unit.indicator(indicator.id).inherited_from)
        if giver is not None:
            return f"{unit.unit.name} không có số liệu riêng: lấy theo {giver.unit.name}", giver
        said = "không được đo, tính 0 điểm" if kind in indicator.forfeits else "không áp dụng cho đơn vị cấp này"
        return f"chỉ số này {said}", None
    missing = missing_facts(indicator.counting, source.held, now.moment.known)
    return f"chưa biết {missing.title} nào đến thời điểm này" if missing else "", None


def _about(found: Behind) -> About:
    return found.now.about(_title(found))


def _title(found: Behind) -> str:
    return f"{capital(_things(found.indicator))} đứng sau số liệu"


def _things(indicator: Indicator) -> str:
    """What is listed: of a sum, those that have a number to add, and not what the sum is of."""
    counting = indicator.counting
    return "xã" if isinstance(counting, Tally) and counting.adds else indicator.unit


# The page


@dataclass(frozen=True)
class Cell:
    """A cell with the name of what its code stands for; `address` leads to a dossier's own page."""

    text: str
    note: str = ""
    address: str = ""


def _html(found: Behind) -> str:
    listing = found.shown.listing if found.request else None
    columns, rows = _table(found) if found.request else ((), [])
    return render(
        "parts/listing.html",
        found=found,
        title=_title(found),
        reason=capital(found.reason),
        giver=(found.giver.unit.name, _address(found, unit=found.giver.unit.code)) if found.giver else None,
        listing=listing,
        said=_said(found) if listing else "",
        tabs=[(_tab(each), _address(found, which=each.value), each is found.which) for each in found.choices],
        columns=columns,
        rows=rows,
        turns=_turns(found, listing.count) if listing else (),
        files=_files(found, listing.count) if listing else (),
    )


def _tab(which: Which) -> str:
    from bochiso.view.traces import WHICH_TITLES

    return capital(WHICH_TITLES[which])


def _said(found: Behind) -> str:
    """`20.993 hồ sơ; đang hiện dòng 1 đến 50`."""
    shown = found.shown
    number = f"{integer_text(shown.listing.count)} {_things(found.indicator)}"
    if not shown.rows:
        return f"{number}; không có dòng nào từ dòng {integer_text(found.offset + 1)}" if found.offset else number
    first, last = integer_text(found.offset + 1), integer_text(found.offset + len(shown.rows))
    return number if shown.listing.count == len(shown.rows) else f"{number}; đang hiện dòng {first} đến {last}"


def _table(found: Behind) -> tuple[tuple[str, ...], list[tuple[Cell, ...]]]:
    """Columns and rows as a screen has room for them: a name stands below its code, what is for files is left out."""
    from bochiso.view.traces import cells_of, columns_of

    columns = columns_of(found.shown.listing)
    kept = [number for number, column in enumerate(columns) if not column.in_files]
    named = {number - 1 for number, column in enumerate(columns) if column.in_files and column.title.startswith("Tên")}
    rows = []
    for traced in found.shown.rows:
        cells = cells_of(traced)
        at = _dossier_address(found, traced)
        made = (Cell(cells[n], cells[n + 1] if n in named else "", at if n == 0 else "") for n in kept)
        rows.append(tuple(made))
    return tuple(columns[number].title for number in kept), rows


def _dossier_address(found: Behind, traced: "Traced") -> str:
    from bochiso.measure.traced import Dossier

    if not isinstance(traced.thing, Dossier):
        return ""
    return address(f"/ho-so/{segment(traced.thing.code)}", found.now.chosen, before="", unit="")


def _address(found: Behind, **values: str) -> str:
    given = {"which": found.which.value} | values
    links = found.now.chosen.with_(unit=found.unit.unit.code)
    return address(path_of(found.indicator), links, **given) + _ANCHOR


def _turns(found: Behind, count: int) -> tuple[tuple[str, str], ...]:
    """Links to the rows before and after."""
    turns = []
    if found.offset:
        before = min(max(0, found.offset - ROWS), max(0, (count - 1) // ROWS * ROWS))
        turns.append((f"Trang trước (từ dòng {integer_text(before + 1)})", before))
    after = found.offset + ROWS
    if after < count:
        turns.append((f"Trang sau (từ dòng {integer_text(after + 1)})", after))
    return tuple((title, _address(found, offset=str(at) if at else "")) for title, at in turns)


def _files(found: Behind, count: int) -> tuple[tuple[str, str], ...]:
    links = found.now.chosen.with_(unit=found.unit.unit.code, indicator=found.indicator.id, which=found.which.value)
    forms = [form for form, most in (("csv", MOST_CSV), ("xlsx", MOST_XLSX)) if 0 < count <= most]
    whole = f"{integer_text(count)} dòng"
    return tuple((f"Tải {whole} ({form.upper()})", address(f"/tai/{PART}/{form}", links)) for form in forms)


# Other forms


def _data(found: Behind) -> Json:
    made = {"indicator": found.indicator.id, "unit": found.unit.unit.code}
    if found.request is None:
        return made | {"listing": None, "reason": found.reason}
    return made | {"listing": _listing_json(found), "reason": None}


def _listing_json(found: Behind) -> dict[str, object]:
    from bochiso.view.traces import cells_of, columns_of, summary

    listing, rows = found.shown.listing, found.shown.rows
    return {
        "which": found.which.value,
        "summary": summary(listing),
        "count": listing.count,
        "offset": found.offset,
        "columns": [column.title for column in columns_of(listing)],
        "rows": [[cell or None for cell in cells_of(traced)] for traced in rows],
        "notes": list(listing.notes),
    }


def _csv(found: Behind) -> str:
    """The whole list, as `bochiso dossiers` writes it."""
    from bochiso.view.traces import write_csv

    out = StringIO()
    write_csv(found.everything(MOST_CSV, ""), out)
    return out.getvalue()


def _xlsx(found: Behind) -> bytes:
    """The same as a workbook."""
    from bochiso.report.listing_xlsx import write_listing
    from bochiso.view.traces import cells_of, columns_of, summary

    listing, target = found.everything(MOST_XLSX, "tải tệp CSV, "), BytesIO()
    columns = [(column.title, column.width) for column in columns_of(listing)]
    write_listing(target, summary(listing), listing.notes, columns, map(cells_of, listing.rows))
    return target.getvalue()


PART = "indicator-dossiers"

LISTING = Part(
    PART, (*CHOICE, "before", "unit", "indicator", "which", "offset"), _find, _about, _html, _data, ListingShape,
    csv=_csv, xlsx=_xlsx, heavy=True,
)  # fmt: skip
