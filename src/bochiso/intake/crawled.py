"""Tables that crawlers of the portal write: a row a unit with a column a figure, or a row a component."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from bochiso.index.model import Edition
from bochiso.intake.cleaning import folded
from bochiso.intake.columns import is_personal
from bochiso.intake.context import Context
from bochiso.intake.counted import BY_AXIS, CountedItem, Given, added
from bochiso.intake.figures import figure_of
from bochiso.intake.gather import Reading
from bochiso.intake.naming import check_name
from bochiso.intake.notes import Notes, listed
from bochiso.intake.tables import Columns, Table
from bochiso.intake.typed import TypedRow
from bochiso.score.snapshot import Figure, Origin, SnapshotUnit
from bochiso.time import Instant

_UNIT_CODE = ("unit code", "department code", "ma don vi")
_UNIT_NAME = ("unit name", "department name", "ten don vi")
_LONG = {
    "component code": "item",
    "numerator": "numerator",
    "denominator": "denominator",
    "ratio": "rate",
    "score": "points",
    "max score": "max",
}
_PARTS = {
    "numerator": "numerator",
    "denominator": "denominator",
    "ratio": "rate",
    "score": "points",
    "maxscore": "max",
    "max score": "max",
}
_AXIS_PAGES = {"ONLINE": "CLGQ"}
_AXIS_PAGE = re.compile(r"([A-Z]+)_[A-Z][a-z]\w*")
_COUNTED = {
    f"{'+'.join(counted.numerator)}/{counted.denominator}": counted for items in BY_AXIS.values() for counted in items
}
_ALONE = {axis: items[0].item for axis, items in BY_AXIS.items() if len(items) == 1}


class Layout(Enum):
    WIDE = "crawled:wide"
    LONG = "crawled:long"


@dataclass(frozen=True)
class Crawled:
    """A recognised header: the layout, and the columns by the names used here."""

    layout: Layout
    columns: Columns


def crawled_columns(table: Table) -> Crawled | None:
    """The columns, where this row is the header of a crawler's table."""
    keys = [folded(title) for title in table.titles]
    places: dict[str, int] = {}
    for index, key in enumerate(keys):
        name = "unit" if key in _UNIT_CODE else "name" if key in _UNIT_NAME else _LONG.get(key)
        if name:
            places.setdefault(name, index)
    if "unit" not in places:
        return None
    if "item" in places:
        return Crawled(Layout.LONG, Columns(places, table.titles))
    figures = {title: index for index, title in enumerate(table.titles) if _is_figure(title)}
    named = {name: places[name] for name in ("unit", "name") if name in places}
    return Crawled(Layout.WIDE, Columns(named | figures, table.titles)) if figures else None


def read_crawled(
    table: Table, found: Crawled, instant: Instant, edition: Edition, context: Context, notes: Notes, sha256: str
) -> Reading:
    """The figures of a crawler's table. Problems are noted, by line and column."""
    units: dict[str, SnapshotUnit] = {}
    figures: list[Figure] = []
    extra: dict[str, str] = {}
    _report_dropped(table, found.columns, notes)
    for each in table.rows:
        row = TypedRow(each, found.columns, notes)
        unit = context.directory.coded(row.text("unit"), row.text("name"), instant.day, notes, row.at("unit"))
        if unit is None:
            continue
        units.setdefault(unit.code, unit)
        reader = _Row(row, unit, edition, extra)
        figures += reader.wide() if found.layout is Layout.WIDE else reader.long()
    if not figures and not notes.failed:
        notes.add("bảng không có số liệu nào", why="nạp một tệp rỗng dễ gây hiểu nhầm", remedy="kiểm tra lại tệp")
    origin = Origin(notes.place, sha256, found.layout.value, extra)
    return Reading(instant, tuple(units.values()), tuple(figures), origin)


@dataclass(frozen=True)
class _Row:
    row: TypedRow
    unit: SnapshotUnit
    edition: Edition
    extra: dict[str, str]

    @property
    def _has_counts(self) -> bool:
        """Whether the edition's numbers are those that the bare counts belong to."""
        return self.edition.place("PROGRESS") is not None

    def long(self) -> Iterator[Figure]:
        """One component: an axis, a metric, or bare counts."""
        code = self.row.text("item")
        given = Given(
            numerator=self.row.machine_count("numerator"),
            denominator=self.row.machine_count("denominator"),
            rate=self.row.decimal("rate"),
            points=self.row.decimal("points"),
            maximum=self.row.decimal("max"),
        )
        counted = _COUNTED.get(code) if self._has_counts else None
        if counted is not None:
            yield from self._figure(counted.item, given)
        elif (axis := self._axis(code)) is not None:
            scored = Given(rate=given.rate, points=given.points, maximum=given.maximum)
            yield from self._figure(axis, scored)
            if axis in _ALONE and self._has_counts:
                yield from self._figure(_ALONE[axis], given)
            else:
                self._keep("numerator", "denominator")
        elif place := self.edition.place(code):
            yield from self._figure(place.item, given)
        else:
            self.row.notes.warn(f"phiên bản {self.edition.id} không có chỉ tiêu «{code[:60]}»; giữ nguyên, không dùng")
            self._keep("numerator", "denominator", "rate", "points", "max")

    def wide(self) -> Iterator[Figure]:
        """Every figure of one unit, gathered from its columns."""
        parts: dict[str, dict[str, str]] = defaultdict(dict)
        counts: dict[str, str] = {}
        for title in self._figure_titles():
            prefix, _, part = title.rpartition(".")
            place = self.edition.place(prefix or title)
            if (
                self._has_counts
                and prefix in BY_AXIS
                and any(part in (*c.numerator, c.denominator) for c in BY_AXIS[prefix])
            ):
                counts[part] = title
            elif place is not None and (part.casefold() in _PARTS or not prefix):
                parts[place.item][_PARTS[part.casefold()] if prefix else "points"] = title
            else:
                self._keep(title)
        for item, titles in parts.items():
            yield from self._figure(item, self._given(titles))
        for axis, items in BY_AXIS.items() if self._has_counts else ():
            for counted in items:
                yield from self._counts(counted, counts, parts.get(axis, {}) if axis in _ALONE else {})

    def _counts(self, counted: CountedItem, counts: dict[str, str], scored: dict[str, str]) -> Iterator[Figure]:
        names = (*counted.numerator, counted.denominator)
        if any(name not in counts for name in names):
            self._keep(*(counts[name] for name in names if name in counts and not _used(name, counts)))
            return
        given = Given(
            numerator=added([self.row.machine_count(counts[name]) for name in counted.numerator]),
            denominator=self.row.machine_count(counts[counted.denominator]),
            points=self.row.decimal(scored["points"]) if "points" in scored else None,
        )
        yield from self._figure(counted.item, given)

    def _given(self, titles: dict[str, str]) -> Given:
        def count(part: str) -> int | None:
            return self.row.machine_count(titles[part]) if part in titles else None

        rate, points, maximum = (
            self.row.decimal(titles[part]) if part in titles else None for part in ("rate", "points", "max")
        )
        return Given(count("numerator"), count("denominator"), rate, points, maximum)

    def _figure(self, item: str, given: Given) -> Iterator[Figure]:
        row = self.row
        source = f"{row.notes.place}, {row.row.at}"
        figure = figure_of(given, self.unit.code, item, self.edition, row.notes, at=row.row.at, source=source)
        if figure is not None:
            yield figure

    def _figure_titles(self) -> list[str]:
        return [title for title in self.row.columns.places if title not in ("unit", "name")]

    def _axis(self, code: str) -> str | None:
        match = _AXIS_PAGE.fullmatch(code)
        name = _AXIS_PAGES.get(match[1], match[1]) if match else code
        return name if self.edition.axis(name) else None

    def _keep(self, *names: str) -> None:
        for name in names:
            if text := self.row.cell(name).text:
                check_name(text, self.row.notes, self.row.at(name))
                self.extra[self.row.at(name)] = text


def _used(name: str, counts: dict[str, str]) -> bool:
    """Whether another indicator, whose counts are all there, takes this one up."""
    every = ((*counted.numerator, counted.denominator) for items in BY_AXIS.values() for counted in items)
    return any(name in names and all(each in counts for each in names) for names in every)


def _is_figure(title: str) -> bool:
    if title in ("CKMB", "TDGQ", "CLGQ", "TTTT", "MDHL", "MDSH", "ONLINE_SERVICE", "total"):
        return True
    return re.fullmatch(r"[A-Z][A-Z_]*\.[A-Za-z_]+", title) is not None


def _report_dropped(table: Table, columns: Columns, notes: Notes) -> None:
    used = set(columns.places.values())
    spare = [title for index, title in enumerate(table.titles) if index not in used and title]
    personal = [f"«{title}»" for title in spare if is_personal(title)]
    unknown = [f"«{title}»" for title in spare if not is_personal(title)]
    if personal:
        notes.warn(f"cột {listed(personal)} chứa dữ liệu cá nhân; luôn bị bỏ, không lưu")
    if unknown:
        notes.warn(f"không biết cột {listed(unknown)}; đã bỏ qua")
    for title in {title for title in table.titles if title and table.titles.count(title) > 1}:
        notes.add(
            f"hai cột cùng tên «{title}»",
            at=table.header.at,
            why="không biết lấy số liệu ở cột nào",
            remedy="xoá một trong hai cột",
        )
