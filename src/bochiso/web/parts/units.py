"""The units of the province on a day, for who asks by program which codes there are."""

from collections.abc import Sequence
from dataclasses import dataclass

from typing_extensions import TypedDict

from bochiso.errors import fail
from bochiso.time import now
from bochiso.units.tree import Unit
from bochiso.web.answer import About
from bochiso.web.part import Json, Part
from bochiso.web.query import NotFound, Query
from bochiso.web.workbench import Workbench


class UnitShape(TypedDict):
    """A unit with the days of its existence: `valid_to` is the first day that it was no more, null while it is."""

    code: str
    name: str
    kind: str
    parent: str | None
    valid_from: str | None
    valid_to: str | None
    aliases: list[str]
    successor: str | None


@dataclass(frozen=True)
class Units:
    """The unit asked for and all below it, in the order of the catalogue."""

    units: Sequence[Unit]


def _find(bench: Workbench, query: Query) -> Units:
    instant = query.instant("day")
    day = instant.day if instant else now().day
    registry, text = bench.place.registry, query.text("unit", bench.root)
    top = registry.resolve(text, day, within=bench.root)
    if top is None:
        raise NotFound(
            fail(
                f"đơn vị «{text}»",
                f"không có trong danh mục ngày {day:%d/%m/%Y}",
                why="danh mục đơn vị thay đổi theo thời gian",
                remedy="chọn ngày khác, hoặc bỏ tham số unit để lấy mọi đơn vị của tỉnh",
            ).problems
        )
    return Units([unit for unit in registry.units if unit.exists(day) and top.code in registry.chain(unit.code, day)])


def _about(found: Units) -> About:
    return About("Danh mục đơn vị")


def _data(found: Units) -> Json:
    return [
        {
            "code": unit.code,
            "name": unit.name,
            "kind": unit.kind.value,
            "parent": unit.parent,
            "valid_from": str(unit.valid_from) if unit.valid_from else None,
            "valid_to": str(unit.valid_to) if unit.valid_to else None,
            "aliases": list(unit.aliases),
            "successor": unit.successor,
        }
        for unit in found.units
    ]


def _html(found: Units) -> str:
    return ""  # pages show units where their figures are


UNITS = Part("units", ("day", "unit"), _find, _about, _html, _data, list[UnitShape])
