"""The figures that a text itself prints, as two snapshots, so that the checks of snapshots hold of it too.

A figure is taken only where the row's label is that of a row of the edition; what is not recognised stays out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from functools import lru_cache

from bochiso.compare.change import NATION, Comparison, compare
from bochiso.compare.checks.claims import Document, Reached
from bochiso.compare.checks.claims_tables import ReadTable, Said, TableRow
from bochiso.compare.checks.claims_text import plain, words
from bochiso.index.load import editions
from bochiso.index.model import Edition, Indicator, PrintedRow, Show, TableColumn, UnitTable
from bochiso.score.snapshot import Figure, Measured, NotApplicable, Reported, Snapshot, SnapshotUnit
from bochiso.time import Instant, Period, PeriodKind
from bochiso.units.names import name_key
from bochiso.units.registry import Registry
from bochiso.units.tree import UnitKind

UNNAMED = SnapshotUnit("tinh", "Tỉnh", UnitKind.PROVINCE)
_Share = tuple[int | None, Decimal | None, int | None]
_Rest = tuple[int | None, Decimal | None]
_DASHED = "văn bản in «–»"
_ALIKE = 0.82
_TOTAL = re.compile(r"diem tong hop|tong (?:so )?diem|diem so tong hop|tong cong")


@dataclass
class _Side:
    """One instant while it is gathered: counts, rests, rates and points by unit and item."""

    units: dict[str, SnapshotUnit] = field(default_factory=dict)
    shares: dict[tuple[str, str], _Share] = field(default_factory=dict)
    rests: dict[tuple[str, str], _Rest] = field(default_factory=dict)
    points: dict[tuple[str, str], tuple[Decimal, Decimal | None]] = field(default_factory=dict)
    dashed: set[tuple[str, str]] = field(default_factory=set)
    rank: tuple[int, int] | None = None


def province_of(texts: Sequence[str], registry: Registry, day: date) -> SnapshotUnit:
    """The province whose text it is: the one that it names most often, else one without a name."""
    keyed = name_key(" \n ".join(texts)[:200_000])
    provinces = [unit for unit in registry.children(NATION, day) if unit.kind is UnitKind.PROVINCE]
    named = {unit.code: keyed.count(name_key(unit.name)) for unit in provinces}
    best = max(provinces, key=lambda unit: named[unit.code], default=None)
    if best is None or not named[best.code]:
        return UNNAMED
    return SnapshotUnit(best.code, best.name, best.kind)


def own_comparison(
    document: Document, tables: Sequence[ReadTable], said: Sequence[Reached], registry: Registry
) -> Comparison | None:
    """The two snapshots that a document prints, side by side; None where it has not two days of one edition."""
    days = _days(document, tables, said)
    if days is None:
        return None
    edition = next((e for e in editions().values() if e.covers(days[0]) and e.covers(days[1])), None)
    if edition is None:
        return None
    province = province_of([*document.paragraphs, *(t.title for t in tables)], registry, days[1])
    sides = _Side(), _Side()
    for table in tables:
        if table.days == days:
            _take_rows(table, edition, province, sides)
            _take_units(table, edition, province, registry, days[1], sides)
    _take_points(said, edition, province, sides, days[0])
    snapshots = [_snapshot(side, province, edition, day) for side, day in zip(sides, days, strict=True)]
    if not all(snapshot.figures for snapshot in snapshots):
        return None
    return compare(snapshots[0], snapshots[1], registry)


def _days(document: Document, tables: Sequence[ReadTable], said: Sequence[Reached]) -> tuple[date, date] | None:
    found = [table.days for table in tables if table.days]
    if found:
        return max(set(found), key=found.count)
    before = next((one.former_day for one in said if one.former_day), None)
    return (before, document.day) if before and document.day and before < document.day else None


def _take_rows(table: ReadTable, edition: Edition, province: SnapshotUnit, sides: tuple[_Side, _Side]) -> None:
    parent = ""
    for row in table.rows:
        lettered = row.number[-2:-1].isalpha() or row.number[-1:].isalpha()
        parent = parent if lettered else row.label
        found = match_row(edition, row, parent if lettered else "") if row.pairs else None
        if found is None:
            if row.pairs and _TOTAL.search(plain(row.label)):
                for side, said in zip(sides, row.pairs[0][1:], strict=True):
                    if "điểm" in said.text or said.number <= 100:
                        side.points.setdefault((province.code, "total"), (said.number, Decimal(100)))
            continue
        indicator, printed = found
        key = province.code, indicator.id
        _put(sides[0], key, printed.show, [(pair.rate, before) for pair, before, _ in row.pairs])
        _put(sides[1], key, printed.show, [(pair.rate, after) for pair, _, after in row.pairs])


def _put(side: _Side, key: tuple[str, str], show: Show, cells: Sequence[tuple[bool, Said]]) -> None:
    count: int | None = None
    whole: int | None = None
    rate: Decimal | None = None
    for is_rate, said in cells:
        if show is Show.COUNT:
            count = int(said.number)
        elif said.whole is not None:
            count, whole = int(said.number), int(said.whole)
        elif is_rate:
            rate = min(said.numbers)
        elif said.number == int(said.number):
            count = int(said.number)
    if show is Show.REST:
        side.rests.setdefault(key, (count, rate))
    elif show is not Show.HEADING:
        side.shares.setdefault(key, (count, rate, whole))


def match_row(edition: Edition, row: TableRow, parent: str) -> tuple[Indicator, PrintedRow] | None:
    """The row of the edition that a printed row is: by its number and a like label, else by its label alone."""
    label, above = words(_bare(row.label)), words(_bare(parent))
    number = re.sub(r"[\s.,)(]", "", row.number)
    best: tuple[float, Indicator, PrintedRow] | None = None
    for indicator in edition.indicators:
        head = next((r.label for r in indicator.rows if r.show is Show.HEADING), "")
        for printed in indicator.rows:
            if printed.show is Show.HEADING:
                continue
            alike = _alike(label, words(printed.label))
            named = re.sub(r"[\s.,)(]", "", printed.part or printed.number)
            if above and head and printed is not indicator.rows[0]:
                alike = min(alike, 0.4 + _alike(above, words(head)) * 0.6)
            alike += 0.3 if named == number and alike > 0.5 else 0
            if alike >= _ALIKE and (best is None or alike > best[0]):
                best = alike, indicator, printed
    return best[1:] if best else None


def _bare(label: str) -> str:
    return re.sub(r"\([^)]*\)", " ", label)


@lru_cache(maxsize=65_536)
def _alike(one: str, other: str) -> float:
    return 1.0 if one == other else SequenceMatcher(None, one, other, autojunk=False).ratio()


def _take_units(
    table: ReadTable,
    edition: Edition,
    province: SnapshotUnit,
    registry: Registry,
    day: date,
    sides: tuple[_Side, _Side],
) -> None:
    if not table.units:
        return
    for pair_index, pair in enumerate(table.pairs):
        column = _column(edition, f"{table.title} {pair.head}", pair.head)
        if column is None or column.item in ("total", "rank") or edition.axis(column.item):
            continue
        rows = [(row, unit_named(row.label, province, registry, day)) for row in table.units]
        if table.total is not None:
            rows.append((table.total, province))
        for row, unit in rows:
            found = next((each for each in row.pairs if each[0] is table.pairs[pair_index]), None)
            for side, place in zip(sides, (1, 2), strict=True):
                if unit is not province:
                    side.units[unit.code] = unit
                if not found and row.dashed:
                    side.dashed.add((unit.code, column.item))
                if found:
                    cell = found[0].rate, found[1] if place == 1 else found[2]
                    _put(side, (unit.code, column.item), Show.SHARE, [cell])


def _column(edition: Edition, whole: str, head: str) -> TableColumn | None:
    """The column of an edition's table that a printed one is: every word of its label stands there."""
    there = set(words(whole).split())
    fit: list[tuple[int, UnitTable, TableColumn]] = []
    for table in edition.tables:
        for column in table.columns:
            label = set(words(_bare(column.label)).split())
            if label <= there and len(label & set(words(head).split())) * 2 >= len(label):
                fit.append((len(label) + len(there & set(words(table.title).split())), table, column))
    return max(fit, key=lambda each: each[0])[2] if fit else None


def unit_named(label: str, province: SnapshotUnit, registry: Registry, day: date) -> SnapshotUnit:
    """The unit of a row: the registry's, else one by its own name."""
    within = province.code if province is not UNNAMED else None
    unit = registry.resolve(label, day, within)
    if unit is not None and unit.kind in (UnitKind.DEPARTMENT, UnitKind.DISTRICT, UnitKind.COMMUNE):
        return SnapshotUnit(unit.code, unit.name, unit.kind, province.code)
    key = words(label).removeprefix("uy ban nhan dan ").removeprefix("ubnd ")
    kind = UnitKind.DEPARTMENT
    if key.startswith(("huyen", "thanh pho", "thi xa", "quan", "tp ")):
        kind = UnitKind.DISTRICT
    elif key.startswith(("xa", "phuong", "thi tran", "dac khu")):
        kind = UnitKind.COMMUNE
    return SnapshotUnit(f"{province.code}:{name_key(label)}", label, kind, province.code)


def _take_points(
    said: Sequence[Reached], edition: Edition, province: SnapshotUnit, sides: tuple[_Side, _Side], before: date
) -> None:
    for one in said:
        item = item_of(one, edition)
        if not item or one.former_day not in (None, before):
            continue
        sides[1].points[province.code, item] = one.value, one.maximum
        if one.former is not None:
            sides[0].points[province.code, item] = one.former, one.maximum
        if one.rank:
            sides[1].rank = one.rank


def item_of(one: Reached, edition: Edition) -> str:
    """The axis that a sentence is about, `total`, or nothing."""
    if "%" in one.unit or one.unit == "điểm phần trăm":
        return ""
    subject = words(one.subject)[-160:]
    if _TOTAL.search(subject):
        return "total"
    fit = [axis for axis in edition.axes if words(axis.title) in subject and one.maximum in (None, axis.maximum)]
    return max(fit, key=lambda axis: len(axis.title)).code if fit and "diem" in f"{subject} diem" else ""


def _snapshot(side: _Side, province: SnapshotUnit, edition: Edition, day: date) -> Snapshot:
    figures = {key: _figure(key, share, side.rests.get(key)) for key, share in side.shares.items()}
    for key, (_, rate) in side.rests.items():
        if key not in figures and rate is not None:
            figures[key] = Figure(*key, Reported(rate=100 - rate, count=None))
    for key in side.dashed:
        figures.setdefault(key, Figure(*key, NotApplicable(_DASHED)))
    for key, (points, maximum) in side.points.items():
        figures[key] = Figure(*key, Reported(), points=points, maximum=maximum)
    if side.rank:
        figures[province.code, "rank"] = Figure(
            province.code, "rank", Reported(), rank=side.rank[0], among=side.rank[1]
        )
    period = Period.containing(PeriodKind.YEAR, day)
    units = (province, *side.units.values())
    known = {unit.code for unit in units}
    kept = tuple(figure for figure in figures.values() if figure.unit in known)
    return Snapshot(Instant(day), edition.id, period, "văn bản", units, kept, ())


def _figure(key: tuple[str, str], share: _Share, rest: _Rest | None) -> Figure:
    count, rate, whole = share
    if count is not None and whole is None and rest and rest[0] is not None:
        whole = count + rest[0]
    if count is not None and whole:
        return Figure(*key, Measured(count, whole), printed_rate=rate)
    return Figure(*key, Reported(rate=rate, count=count))


def axis_claims(said: Sequence[Reached], edition: Edition) -> Iterator[tuple[str, Reached]]:
    """What sentences say of axes and of the total, by the item."""
    for one in said:
        if item := item_of(one, edition):
            yield item, one
