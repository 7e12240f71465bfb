"""Lists of what a figure counts: their columns, their cells and the sentence above them; as CSV and on the terminal."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TextIO, TypeVar

from bochiso.facts.schema import STATUS_TITLES
from bochiso.measure.deciding import Which
from bochiso.measure.petitions import Petition
from bochiso.measure.trace import Listing, figure_text
from bochiso.measure.traced import Dossier, ListedProcedure, ListedService, ListedUnit, Traced
from bochiso.time import moment_of, numbered_day
from bochiso.view.console import Grid
from bochiso.view.scores import csv_text
from bochiso.wording import instant_text, integer_text, period_text

Shown = TypeVar("Shown")

ON_TERMINAL = 200
"""Rows of a list that a terminal shows; the rest is for a file."""

WHICH_TITLES = {
    Which.COUNTED: "được tính (tử số)",
    Which.MISSING: "không đạt (thuộc mẫu số, không thuộc tử số)",
    Which.EXCLUDED: "không thuộc mẫu số",
}
VIEW_TITLES = {"portal": "hồ sơ Cổng thấy", "province": "mọi hồ sơ của tỉnh"}
CHANNELS = {1: "Trực tiếp", 2: "Trực tuyến", 3: "Bưu chính công ích"}
_LEVELS = ("Bộ", "Tỉnh", "Huyện", "Xã")
_ONLINE = ("Không", "Một phần", "Toàn trình")
_ABOUT = ("Quy định hành chính", "Cán bộ, công chức")
_OUTCOMES = ("Đang xử lý", "Đã xử lý", "Từ chối", "Trả lại", "Yêu cầu bổ sung")


@dataclass(frozen=True)
class ListColumn:
    """`width` is in letters, for a sheet; a terminal has no room for what is only `in_files`."""

    title: str
    width: int
    in_files: bool = False


_REASON = ListColumn("Lý do", 70)
_PROCEDURE = (ListColumn("Mã TTHC", 12), ListColumn("Tên TTHC", 50, in_files=True))
_UNIT = (ListColumn("Mã đơn vị", 14), ListColumn("Tên đơn vị", 34, in_files=True))


def _instants(*titles: str) -> tuple[ListColumn, ...]:
    return tuple(ListColumn(title, 20) for title in titles)


_DOSSIERS = (
    ListColumn("Mã hồ sơ", 30),
    *_PROCEDURE,
    *_UNIT,
    *_instants("Tiếp nhận", "Hạn trả"),
    ListColumn("Căn cứ hạn", 22, in_files=True),
    *_instants("Kết thúc"),
    ListColumn("Trạng thái", 24),
    ListColumn("Kênh", 18, in_files=True),
    _REASON,
)
_COLUMNS: Mapping[str, tuple[ListColumn, ...]] = {
    "dossiers": _DOSSIERS,
    "held_dossiers": _DOSSIERS,
    "procedures": (
        *_PROCEDURE,
        ListColumn("Cấp", 12),
        ListColumn("Đơn vị phụ trách", 18, in_files=True),
        ListColumn("Trực tuyến", 14),
        *_instants("Công bố", "Hiệu lực", "Công khai"),
        _REASON,
    ),
    "services": (
        ListColumn("Mã DVC", 34),
        *_PROCEDURE,
        ListColumn("Đơn vị áp dụng", 24),
        ListColumn("Tình trạng", 16),
        _REASON,
    ),
    "petitions": (
        ListColumn("Mã PAKN", 20),
        *_UNIT,
        ListColumn("Về", 22),
        *_instants("Tiếp nhận", "Chuyển"),
        ListColumn("Kết quả", 18),
        *_instants("Ngày có kết quả", "Công khai"),
        ListColumn("Thích", 8, in_files=True),
        ListColumn("Không thích", 12, in_files=True),
        _REASON,
    ),
    "communes": (
        _UNIT[0],
        ListColumn("Tên đơn vị", 34),
        ListColumn("Cung cấp", 10),
        ListColumn("Số bản sao", 12),
        _REASON,
    ),
}


def columns_of(listing: Listing) -> tuple[ListColumn, ...]:
    """The columns that suit the things listed."""
    counting = listing.request.indicator.counting
    assert counting is not None
    return _COLUMNS[counting.of]


def cells_of(traced: Traced) -> tuple[str, ...]:
    """A row, in the order of `columns_of`. An empty cell is unknown."""
    thing = traced.thing
    match thing:
        case Dossier():
            cells = _dossier(thing, traced)
        case ListedProcedure():
            cells = _procedure(thing, traced)
        case ListedService(code=code, procedure=procedure, units=units, offered=offered):
            state = "Đang cung cấp" if offered else "Đã ẩn"
            cells = (code, procedure, traced.procedure_name, ", ".join(units), state)
        case Petition():
            cells = _petition(thing, traced)
        case ListedUnit(unit=unit, provides=provides, copies=copies):
            cells = (unit, traced.unit_name, _yes_no(provides), _number(copies))
    return (*cells, traced.reason)


def _dossier(thing: Dossier, traced: Traced) -> tuple[str, ...]:
    stated = "hồ sơ" if thing.due_stated else "thời hạn của TTHC"
    return (
        thing.code,
        thing.procedure,
        traced.procedure_name,
        thing.unit,
        traced.unit_name,
        _instant(thing.received_at),
        _instant(thing.due_at),
        "" if thing.due_at is None else stated,
        _instant(thing.ended_at),
        STATUS_TITLES.get(thing.status or 0, ""),
        CHANNELS.get(thing.channel or 0, ""),
    )


def _procedure(thing: ListedProcedure, traced: Traced) -> tuple[str, ...]:
    rows = thing.rows

    def joined(values: Iterator[str]) -> str:
        return "; ".join(value for value in dict.fromkeys(values) if value)

    return (
        thing.code,
        traced.procedure_name or joined(row.name or "" for row in rows),
        joined(_LEVELS[row.authority] for row in rows),
        joined(row.unit or "" for row in rows),
        joined(_ONLINE[row.online] if row.online is not None else "" for row in rows),
        joined(_day(row.decided_on) for row in rows),
        joined(_day(row.effective_on) for row in rows),
        joined(_day(row.published_on) for row in rows),
    )


def _petition(thing: Petition, traced: Traced) -> tuple[str, ...]:
    return (
        thing.code,
        thing.unit,
        traced.unit_name,
        "" if thing.about is None else _ABOUT[thing.about],
        _instant(thing.received_at),
        _instant(thing.forwarded_at),
        "" if thing.outcome is None else _OUTCOMES[thing.outcome],
        _instant(thing.outcome_at),
        _instant(thing.published_at),
        _number(thing.likes),
        _number(thing.dislikes),
    )


def _instant(second: int | None) -> str:
    """`31/08/2023 16:30:00`, which `bochiso load` reads back."""
    if second is None:
        return ""
    moment = moment_of(second)
    return f"{moment.day:%d/%m/%Y} {moment.at:%H:%M:%S}"


def _day(number: int | None) -> str:
    return "" if number is None else f"{numbered_day(number):%d/%m/%Y}"


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _yes_no(value: bool | None) -> str:
    return {True: "Có", False: "Chưa", None: ""}[value]


def summary(listing: Listing) -> str:
    """What is listed, in one sentence: the figure, the unit, the instant, the view, the edition, the number."""
    request = listing.request
    indicator, unit, moment = request.indicator, request.unit, request.moment
    return (
        f"{integer_text(listing.count)} {indicator.unit} {WHICH_TITLES[request.which]} của chỉ số {indicator.id} "
        f"«{indicator.title}» ({figure_text(listing.value)}); đơn vị: {unit.name} ({unit.code}); "
        f"thời điểm: {instant_text(moment.instant)}; kỳ: {period_text(moment.period)}; "
        f"góc nhìn: {VIEW_TITLES[moment.view]}; phiên bản: {request.edition.id}"
    )


def write_csv(listing: Listing, out: TextIO) -> None:
    """One row a thing, written as it comes."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.title for column in columns_of(listing)])
    for traced in listing.rows:
        writer.writerow([csv_text(cell) for cell in cells_of(traced)])


def listing_grid(listing: Listing) -> Grid:
    """For the terminal: the first rows, and how many more there are. Some columns are for files alone."""
    columns = columns_of(listing)

    def shown(cells: Iterable[Shown]) -> tuple[Shown, ...]:
        return tuple(cell for cell, column in zip(cells, columns, strict=True) if not column.in_files)

    heading = tuple(column.title for column in shown(columns))
    rows = tuple(shown(cells_of(traced)) for traced in islice(listing.rows, ON_TERMINAL))
    more = listing.count - len(rows)
    note = f"Còn {integer_text(more)} dòng; xem đủ: --format csv hoặc --out TỆP.xlsx" if more else ""
    return Grid("", heading, rows, left=len(heading), note=note)
