"""The public page: what the open table says of one unit, and of the units below it. It sees nothing but that table."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from decimal import Decimal

from bochiso.errors import fail
from bochiso.opendata.table import Row
from bochiso.units.names import name_key, without_marks
from bochiso.units.tree import UnitKind
from bochiso.web.answer import About
from bochiso.web.part import Json, Part
from bochiso.web.public_words import PublicRow, public_row
from bochiso.web.publication import AT, PUBLIC_HOME, Publication, publication
from bochiso.web.query import NotFound, Query
from bochiso.web.render import address, render
from bochiso.web.shapes_public import PublicShape
from bochiso.web.workbench import Workbench

TOTAL, CLASS, RANK = "total", "class", "rank"

_LISTS = {
    UnitKind.DEPARTMENT: "Sở, ban, ngành",
    UnitKind.DISTRICT: "Huyện, thành phố thuộc tỉnh",
    UnitKind.COMMUNE: "Xã, phường, đặc khu",
}


@dataclass(frozen=True)
class UnitList:
    """Units of one kind, by name: of each the row of the chosen item, and those of class and rank."""

    title: str
    rows: tuple[tuple[PublicRow, PublicRow, PublicRow], ...]


@dataclass(frozen=True)
class Found:
    """`unit` is empty where the figures leave the whole province out; `rows` are then empty too."""

    publication: Publication
    unit: str
    item: str
    rows: dict[str, Row]
    below: tuple[Row, ...]

    @property
    def is_root(self) -> bool:
        return self.unit in ("", self.publication.root)

    @property
    def name(self) -> str:
        return next(iter(self.rows.values())).name if self.rows else self.publication.province


def _find(bench: Workbench, query: Query) -> Found:
    made = publication(bench, query)
    rows = made.rows(query.text("unit") or made.root)
    if query.text("unit") and not rows:
        raise NotFound(
            fail(
                f"đơn vị «{query.text('unit')}»",
                "không có trong số liệu công khai này",
                why="chỉ đơn vị mà nguồn số liệu có mới hiện được",
                remedy="chọn đơn vị trong danh sách ở trang Công khai, hoặc chọn kỳ công khai khác",
            ).problems
        )
    unit = next(iter(rows.values())).unit if rows else ""
    below = tuple(_below(made, unit))
    items = [item for item, _ in _items(made)]
    usual = next((item for item in items if _tells(below, item)), TOTAL)
    item = query.one_of("item", items, usual)
    return Found(made, unit, item, rows, below)


def _items(made: Publication) -> list[tuple[str, str]]:
    """What a list of units can show, with titles: the total, the axes, the indicators."""
    axes = [(axis.code, axis.title) for axis in made.edition.axes]
    return [(TOTAL, "Điểm tổng hợp"), *axes, *((each.id, each.title) for each in made.edition.indicators)]


def _below(made: Publication, unit: str) -> Iterator[Row]:
    """Rows of the units below; below the province stand all there are."""
    everything = unit in ("", made.root)
    for row in made.table.rows:
        if row.unit != unit and (everything or row.parent == unit):
            yield row


def _tells(rows: tuple[Row, ...], item: str) -> bool:
    return any(row.item == item and row.state in ("measured", "reported") for row in rows)


def _about(found: Found) -> About:
    made = found.publication
    if found.is_root:
        return made.about(f"Số liệu công khai: {found.name}")
    home = replace(PUBLIC_HOME, address=address(PUBLIC_HOME.address, made.chosen))
    return made.about(f"Số liệu công khai: {found.name}", (home,))


def _html(found: Found) -> str:
    made, edition = found.publication, found.publication.edition
    rows = {item: public_row(row) for item, row in found.rows.items()}
    indicators = ((axis, [rows[each.id] for each in edition.of_axis(axis.code)]) for axis in edition.axes)
    items = _items(made)
    return render(
        "parts/public.html",
        found=found,
        chosen=made.chosen,
        edition=edition,
        total=rows.get(TOTAL),
        grade=rows.get(CLASS),
        rank=rows.get(RANK),
        axes=[rows[axis.code] for axis in edition.axes] if rows else [],
        indicators=list(indicators) if rows else [],
        items=items,
        item_title=dict(items)[found.item],
        is_indicator=edition.indicator(found.item) is not None,
        lists=list(_lists(found)),
    )


def _lists(found: Found) -> Iterator[UnitList]:
    by_unit: dict[str, dict[str, Row]] = {}
    for row in found.below:
        by_unit.setdefault(row.unit, {})[row.item] = row
    for kind, title in _LISTS.items():
        units = [rows for rows in by_unit.values() if rows[TOTAL].kind == kind.value]
        units.sort(key=lambda rows: (without_marks(name_key(rows[TOTAL].name)), rows[TOTAL].unit))
        if units:
            lines = ((public_row(rows[found.item]), public_row(rows[CLASS]), public_row(rows[RANK])) for rows in units)
            yield UnitList(title, tuple(lines))


def _data(found: Found) -> Json:
    made = found.publication
    return {
        "days": [issue.day for issue in made.issues],
        "meta": asdict(made.table.meta),
        "unit": found.unit or None,
        "item": found.item,
        "rows": [row_json(row) for row in found.rows.values()],
        "below": [row_json(row) for row in found.below if row.item == found.item],
    }


def row_json(row: Row) -> dict[str, str | int | None]:
    """The row as the JSON file of the open data has it."""
    return {name: f"{value:f}" if isinstance(value, Decimal) else value for name, value in asdict(row).items()}


PUBLIC = Part("public", (AT, "unit", "item"), _find, _about, _html, _data, PublicShape)
