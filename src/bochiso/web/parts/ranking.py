"""The units of one kind below one parent, ranked: places, ties, classes, changes, and who has no place and why."""

import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from bochiso.compare.change import Change, Comparison
from bochiso.compare.quantity import Measure
from bochiso.errors import fail
from bochiso.index.model import Axis, Edition, Indicator
from bochiso.score.snapshot import Measured
from bochiso.score.tally import ScoredUnit
from bochiso.units.names import name_key
from bochiso.units.tree import UnitKind
from bochiso.view.scores import csv_text, points_text, rate_text
from bochiso.web.answer import About
from bochiso.web.part import Json, Part
from bochiso.web.picture import CHOICE, Picture, before, compared, picture
from bochiso.web.query import NotFound, Query
from bochiso.web.render import address, render
from bochiso.web.shapes_why import RankingShape
from bochiso.web.words import SMALL, Said, change_said, points_said, rate_said
from bochiso.web.workbench import Workbench
from bochiso.wording import instant_text, rank_text

PATH = "/xep-hang"

KINDS = {
    UnitKind.DEPARTMENT: "Sở, ban, ngành",
    UnitKind.DISTRICT: "Cấp huyện",
    UnitKind.COMMUNE: "Cấp xã",
    UnitKind.PROVINCE: "Tỉnh, thành phố",
    UnitKind.MINISTRY: "Bộ, ngành",
    UnitKind.NATION: "Cả nước",
}
"""In the order in which groups are offered."""

ORDERS = {"place": "Theo hạng", "name": "Theo tên", "change": "Theo mức thay đổi"}


@dataclass(frozen=True)
class Group:
    """Units of one kind right below one parent: those that are ranked with each other."""

    key: str
    kind: UnitKind
    parent: str | None
    title: str
    units: tuple[ScoredUnit, ...]

    @cached_property
    def ties(self) -> frozenset[int]:
        """Places that more than one unit has."""
        places = Counter(unit.rank for unit in self.units if unit.rank is not None)
        return frozenset(place for place, number in places.items() if number > 1)


@dataclass(frozen=True)
class Ranked:
    """`comparison` is with the figures before, None where there are none. `groups` has at least one."""

    now: Picture
    before: Picture | None
    comparison: Comparison | None
    groups: tuple[Group, ...]
    group: Group
    order: str

    def change(self, unit: ScoredUnit, item: str, measure: Measure) -> Change | None:
        """How a figure of a unit changed; None where there is nothing to compare with."""
        side = self.comparison.unit(unit.unit.code) if self.comparison else None
        return self.comparison.change(side, item, measure) if self.comparison and side else None

    @cached_property
    def totalled(self) -> tuple[ScoredUnit, ...]:
        """The units that have a total, in the order asked for."""
        return tuple(sorted((u for u in self.group.units if u.total.value is not None), key=self._key))

    @cached_property
    def others(self) -> tuple[ScoredUnit, ...]:
        """The units without a total, by name."""
        return tuple(sorted((u for u in self.group.units if u.total.value is None), key=_named))

    def _key(self, unit: ScoredUnit) -> tuple[int | Decimal, str, str]:
        if self.order == "change":
            change = self.change(unit, "total", Measure.POINTS)
            value = change.value if change else None
            return (Decimal(10**6) if value is None else -value, *_named(unit))
        return (10**6 if self.order == "name" or unit.rank is None else unit.rank, *_named(unit))


def _named(unit: ScoredUnit) -> tuple[str, str]:
    return name_key(unit.unit.name), unit.unit.code


def _find(bench: Workbench, query: Query) -> Ranked:
    now = picture(bench, query)
    earlier = before(bench, now, query)
    groups = _groups(now)
    order = query.one_of("order", ORDERS, next(iter(ORDERS)))
    comparison = compared(bench, earlier, now) if earlier else None
    return Ranked(now, earlier, comparison, groups, _group(groups, query.text("group")), order)


def _groups(now: Picture) -> tuple[Group, ...]:
    """In the order of their kinds, then of their parents. A unit alone is no group, unless there is no other."""
    found: dict[tuple[UnitKind, str | None], list[ScoredUnit]] = {}
    for unit in now.units:
        found.setdefault((unit.unit.kind, unit.unit.parent), []).append(unit)
    several = {key: units for key, units in found.items() if len(units) > 1} or found
    kinds = Counter(kind for kind, _ in several)
    order = list(KINDS)
    keys = sorted(several, key=lambda key: (order.index(key[0]), _parent_name(now, key[1]), key[1] or ""))
    return tuple(_made(now, kind, parent, kinds[kind] > 1, several[kind, parent]) for kind, parent in keys)


def _made(now: Picture, kind: UnitKind, parent: str | None, several: bool, units: Iterable[ScoredUnit]) -> Group:
    """The group of a kind that has one parent only goes by its kind."""
    title = f"{KINDS[kind]}: {_parent_name(now, parent)}" if several else KINDS[kind]
    return Group(f"{kind.value}@{parent or ''}" if several else kind.value, kind, parent, title, tuple(units))


def _parent_name(now: Picture, code: str | None) -> str:
    unit = now.registry.by_code(code or "", now.snapshot.as_of.day)
    known = now.unit(code or "")
    return known.unit.name if known else unit.name if unit else code or "không rõ cấp trên"


def _group(groups: tuple[Group, ...], key: str) -> Group:
    alike = (group for group in groups if group.key == key or not key or group.kind.value == key)
    found = next(alike, None)
    if found is None:
        raise NotFound(
            fail(
                f"nhóm đơn vị «{key}»" if key else "bảng xếp hạng",
                "không có trong số liệu này",
                why="đơn vị được xếp hạng theo cấp và theo cấp trên",
                remedy=f"một trong: {', '.join(g.key for g in groups)}" if groups else "chọn thời điểm khác",
            ).problems
        )
    return found


def _about(found: Ranked) -> About:
    return found.now.about(f"Xếp hạng: {found.group.title}")


@dataclass(frozen=True)
class Row:
    """A unit as the page prints it; `figures` are its axes, or its rates where it has no total."""

    unit: ScoredUnit
    place: Said
    total: Said
    grade: str
    change: Said
    moved: Said
    figures: tuple[Said, ...]
    small: str
    why: str


def _html(found: Ranked) -> str:
    axes = _axes(found.others)
    rates = () if axes else _rates(found.now.edition, found.others)
    return render(
        "parts/ranking.html",
        found=found,
        axes=found.now.edition.axes,
        rows=[_row(found, unit, found.now.edition.axes) for unit in found.totalled],
        other_titles=[f"Trục {axis.title}" for axis in axes] + [f"{each.id} {each.title}" for each in rates],
        others=[_row(found, unit, axes, rates) for unit in found.others],
        earlier=instant_text(found.before.snapshot.as_of) if found.before else "",
        orders=[(title, address(PATH, found.now.chosen, group=found.group.key, order=name), name == found.order)
                for name, title in ORDERS.items()],
        unranked=_unranked(found),
        whys=list(dict.fromkeys(_why(unit) for unit in found.others)),
        file=address("/tai/ranking/csv", found.now.chosen, group=found.group.key, order=found.order),
        small=SMALL,
    )  # fmt: skip


def _unranked(found: Ranked) -> str:
    """Why units that have totals have no places."""
    missing = found.now.snapshot.missing_units
    if not found.totalled or any(unit.rank is not None for unit in found.totalled):
        return ""
    if missing:
        return f"Nguồn còn {missing} đơn vị chưa có trong số liệu này nên không xếp hạng."
    return "Không xếp hạng: số liệu này không có mọi đơn vị cùng cấp; đơn vị xếp theo tên."


def _axes(units: Iterable[ScoredUnit]) -> tuple[Axis, ...]:
    """The axes of which any of the units has points."""
    found = {each.axis.code: each.axis for unit in units for each in unit.axes if each.points.value is not None}
    return tuple(found.values())


def _rates(edition: Edition, units: Iterable[ScoredUnit]) -> tuple[Indicator, ...]:
    """The indicators of which any of the units has counts or a rate of its own."""
    found: dict[str, Indicator] = {}
    for each in (each for unit in units for each in unit.indicators):
        if not each.inherited_from and each.rate is not None:
            found[each.indicator.id] = each.indicator
    return tuple(found[item] for item in (each.id for each in edition.indicators) if item in found)


def _row(found: Ranked, unit: ScoredUnit, axes: Iterable[Axis], rates: Iterable[Indicator] = ()) -> Row:
    edition = found.now.edition
    points = [points_said(unit.axis(axis.code).points) for axis in axes]
    figures = [replace(rate_said(edition, unit.indicator(each.id)), note="") for each in rates]
    small = _small(unit)
    return Row(
        unit,
        _place(found, unit),
        points_said(unit.total),
        unit.grade.title if unit.grade else "",
        change_said(found.change(unit, "total", Measure.POINTS)),
        change_said(found.change(unit, "rank", Measure.RANK)),
        (*points, *figures),
        f"mẫu nhỏ: {', '.join(small)}" if small else "",
        _why(unit),
    )


def _place(found: Ranked, unit: ScoredUnit) -> Said:
    if unit.rank is None:
        return Said("không xếp", "na")
    tied = "đồng hạng" if unit.rank in found.group.ties else ""
    source = "nguồn công bố" if unit.rank_reported else ""
    return Said(rank_text(unit.rank, unit.among), "", ", ".join(text for text in (tied, source) if text))


def _small(unit: ScoredUnit) -> list[str]:
    """The scored indicators of the unit's own whose denominator is too small for their rate to say much."""
    return [
        each.indicator.id
        for each in unit.indicators
        if each.indicator.scored and not each.inherited_from
        and isinstance(each.value, Measured) and each.value.denominator < SMALL
    ]  # fmt: skip


def _why(unit: ScoredUnit) -> str:
    from bochiso.compare.gains.gain import why_no_total

    return why_no_total(unit)


def _data(found: Ranked) -> Json:
    return {
        "edition": found.now.edition.id,
        "as_of": str(found.now.snapshot.as_of),
        "snapshot": found.now.snapshot.id,
        "before": str(found.before.snapshot.as_of) if found.before else None,
        "group": found.group.key,
        "groups": [
            {"key": each.key, "kind": each.kind.value, "parent": each.parent, "title": each.title,
             "units": len(each.units)} for each in found.groups
        ],
        "small_below": SMALL,
        "units": [_unit_json(found, unit) for unit in (*found.totalled, *found.others)],
    }  # fmt: skip


def _unit_json(found: Ranked, unit: ScoredUnit) -> dict[str, object]:
    total = found.change(unit, "total", Measure.POINTS)
    moved = found.change(unit, "rank", Measure.RANK)
    rates = ((each.indicator.id, rate_text(found.now.edition, each)) for each in unit.indicators)
    return {
        "code": unit.unit.code,
        "name": unit.unit.name,
        "rank": unit.rank,
        "ranked_among": unit.among,
        "rank_reported": unit.rank_reported,
        "tied": unit.rank in found.group.ties,
        "total": points_text(unit.total.value),
        "class": unit.grade.title if unit.grade else None,
        "total_change": points_text(total.value) if total else None,
        "rank_change": str(moved.value) if moved and moved.value is not None else None,
        "axes": {axis.axis.code: points_text(axis.points.value) for axis in unit.axes},
        "rates": {item: rate for item, rate in rates if rate is not None},
        "small": _small(unit),
        "why_no_total": _why(unit) or None,
    }


def _csv(found: Ranked) -> str:
    """A row a unit; points of each axis in a column of its own."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    keys = ("rank", "ranked_among", "tied", "code", "name", "total", "class", "total_change", "rank_change")
    codes = [axis.code for axis in found.now.edition.axes]
    writer.writerow((*keys, *codes, "small", "why_no_total"))
    for unit in (*found.totalled, *found.others):
        entry = _unit_json(found, unit)
        points = (points_text(axis.points.value) for axis in unit.axes)
        cells = (*(entry[key] for key in keys), *points, " ".join(_small(unit)), entry["why_no_total"])
        writer.writerow([csv_text(cell) for cell in cells])
    return out.getvalue()


RANKING = Part(
    "ranking", (*CHOICE, "before", "unit", "group", "order"), _find, _about, _html, _data, RankingShape, csv=_csv
)
