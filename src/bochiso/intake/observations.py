"""Published figures that somebody typed: the `observations` table, one row a figure, from CSV or XLSX."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches

from bochiso.index.model import Edition, Place, Show
from bochiso.intake.cleaning import folded, is_dash
from bochiso.intake.context import Context
from bochiso.intake.counted import Given
from bochiso.intake.gather import Reading
from bochiso.intake.notes import Notes
from bochiso.intake.observed import Observed, figure_of_rows
from bochiso.intake.tables import Columns, Table
from bochiso.intake.typed import TypedRow
from bochiso.score.snapshot import Figure, Origin, SnapshotUnit
from bochiso.time import Instant
from bochiso.wording import MISSING

_PERCENT = Decimal(100)
_VALUES = ("numerator", "denominator", "rate", "points", "max", "text")
_OTHER_NAMES = {
    "tong diem": "total",
    "tong hop": "total",
    "tong so diem": "total",
    "hang": "rank",
    "xep hang": "rank",
    "thu hang": "rank",
    "vi tri xep hang": "rank",
}


@dataclass
class ObservedFile:
    """The rows of one file, and texts of it that no figure takes up, by instant."""

    name: str
    sha256: str
    notes: Notes
    rows: list[Observed] = field(default_factory=list)
    extra: dict[Instant, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))


def read_observations(table: Table, columns: Columns, context: Context, notes: Notes, sha256: str) -> ObservedFile:
    """The rows of a table. Problems are noted, by line and column."""
    file = ObservedFile(notes.place, sha256, notes)
    for row in table.rows:
        observed = _observed(TypedRow(row, columns, notes), context)
        if observed is None:
            continue
        file.rows.append(observed)
        if observed.given.text and observed.given.numerator is not None and observed.given.denominator is not None:
            file.extra[observed.instant][columns.at(row, "text")] = observed.given.text
    if not table.rows:
        notes.add("bảng chỉ có dòng tiêu đề", why="không có số liệu để đọc", remedy="điền số liệu dưới dòng tiêu đề")
    return file


def readings_of(given: Sequence[ObservedFile]) -> Iterator[Reading]:
    """The rows of all files as figures: a share and its rest may stand in different files."""
    files = sorted(given, key=lambda file: (file.name, file.sha256))
    figures: dict[tuple[str, Instant], list[Figure]] = defaultdict(list)
    units: dict[tuple[str, Instant], dict[str, SnapshotUnit]] = defaultdict(dict)
    grouped: dict[tuple[Instant, str, str], list[Observed]] = defaultdict(list)
    owner = {id(row): file for file in files for row in file.rows}
    for row in (row for file in files for row in file.rows):
        grouped[row.instant, row.unit.code, row.place.item].append(row)
        units[owner[id(row)].sha256, row.instant].setdefault(row.unit.code, row.unit)
    for rows in grouped.values():
        figure = figure_of_rows(
            [row for row in rows if row.place.show is not Show.REST],
            [row for row in rows if row.place.show is Show.REST],
        )
        if figure is not None:
            figures[owner[id(rows[0])].sha256, rows[0].instant].append(figure)
    for file in files:
        for instant in dict.fromkeys(row.instant for row in file.rows):
            key = file.sha256, instant
            origin = Origin(file.name, file.sha256, "observations", dict(file.extra[instant]))
            yield Reading(instant, tuple(units[key].values()), tuple(figures[key]), origin)


def _observed(row: TypedRow, context: Context) -> Observed | None:
    notes = row.notes
    before = len(notes.problems.found)
    instant = _instant(row, context)
    edition = context.editions.at(instant) if instant else None
    unit_text, given = row.text("unit"), _given(row)
    unit = None
    if not unit_text:
        notes.add(
            "ô đơn vị để trống",
            at=row.at("unit"),
            why="không biết số liệu của đơn vị nào (ô bị trộn chỉ có giá trị ở dòng đầu)",
            remedy="ghi tên hoặc mã đơn vị ở từng dòng",
        )
    elif instant is not None:
        unit = context.directory.named(unit_text, instant.day, notes, row.at("unit"))
    place = _place(row, edition) if edition else None
    if not any(row.cell(name).text for name in _VALUES):
        notes.warn_alike("dòng không có giá trị nào, coi là chưa có số liệu", row.row.at)
    source = row.text("source")
    if instant is None or edition is None or unit is None or place is None or len(notes.problems.found) > before:
        return None
    where = f"{notes.place}, {row.row.at}"
    return Observed(instant, edition, unit, place, given, row.row.at, f"{source} ({where})" if source else where, notes)


def _instant(row: TypedRow, context: Context) -> Instant | None:
    before = len(row.notes.problems.found)
    own = row.instant("as_of")
    if own is not None and context.at is not None and own != context.at:
        row.notes.warn(f"các dòng đã ghi thời điểm riêng; dùng thời điểm của từng dòng, không dùng --at {context.at}")
    instant = own or context.at
    if instant is None and len(row.notes.problems.found) == before:
        row.notes.add(
            "không có thời điểm",
            at=row.at("as_of"),
            why="số liệu phải gắn với một ngày để so sánh được",
            remedy="điền cột «Thời điểm» (as_of) ở từng dòng, hoặc chạy lệnh với --at 2023-08-31",
        )
    return instant


def _given(row: TypedRow) -> Given:
    text = row.text("text")
    return Given(
        numerator=row.count("numerator"),
        denominator=row.count("denominator"),
        rate=row.decimal("rate", _PERCENT),
        points=row.decimal("points"),
        maximum=row.decimal("max"),
        text="" if is_dash(text) or text == MISSING else text,
    )


def _place(row: TypedRow, edition: Edition) -> Place | None:
    cell, text = row.cell("item"), row.text("item")
    if cell.instant is not None:
        row.notes.add(
            f"Excel đã đổi mục thành ngày ({cell.instant})",
            at=row.at("item"),
            why="«1.2» gõ vào ô kiểu General có thể bị hiểu là ngày 1 tháng 2",
            remedy="định dạng cột là Text rồi gõ lại mục",
        )
        return None
    axes = {folded(axis.title): axis.code for axis in edition.axes}
    key = folded(text)
    for name in (text, _tidied(text), _OTHER_NAMES.get(key), axes.get(key)):
        if name and (place := edition.place(name)):
            return place
    near = get_close_matches(text, edition.place_names, n=3, cutoff=0.4) if row.notes.patient else []
    row.notes.add(
        f"phiên bản {edition.id} không có mục «{text}»" if text else "ô mục để trống",
        at=row.at("item"),
        why="không biết số liệu của chỉ tiêu nào",
        remedy=(f"có phải: {', '.join(near)}? " if near else "")
        + f"Các mục dùng được: {', '.join(edition.place_names)}",
    )
    return None


def _tidied(text: str) -> str:
    """`1,2 a)` → `1.2a`: as papers print it → as the edition names it."""
    return "".join(text.replace(",", ".").split()).removesuffix(".").removesuffix(")")
