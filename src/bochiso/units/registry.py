"""Finding units at a date: by code, by name as papers and the portal write it, upwards, downwards and onwards."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache, cached_property
from pathlib import Path

from bochiso.errors import fail
from bochiso.units.codes import canonical_agency_code, parent_of_code
from bochiso.units.loaded import extended
from bochiso.units.names import bare_province, name_key, readings, without_marks
from bochiso.units.standing import Standing, changes_of
from bochiso.units.table import read_units
from bochiso.units.tree import Unit, UnitKind

DATA = Path(__file__).with_name("data")
PROVINCES = DATA / "provinces.csv"
THAI_NGUYEN_2023 = DATA / "thai-nguyen-2023.csv"
PORTAL_2026 = DATA / "portal-2026.csv"

_UNIQUE_KINDS = frozenset({UnitKind.NATION, UnitKind.MINISTRY, UnitKind.PROVINCE})
_NEAR = 0.6


@dataclass(frozen=True, eq=False)
class Registry:
    """Units over time. Immutable; the same code may stand in several rows whose dates do not overlap."""

    units: tuple[Unit, ...]

    def by_code(self, code: str, day: date | None = None) -> Unit | None:
        """The unit that has exactly this code on the day; without a day, the latest that had it."""
        rows = self._rows.get(code, ())
        if day is None:
            return max(rows, key=lambda unit: unit.valid_from or date.min, default=None)
        return next((unit for unit in rows if unit.exists(day)), None)

    def resolve(self, text: str, day: date, within: str | None = None) -> Unit | None:
        """The unit meant by a code (old or new form) or a name in force on the day, or None where that is not sure.

        `within` is the code of the unit whose papers are read. Names of departments, districts and communes repeat
        from province to province, so with `within` only those below it match, its own children first; without it,
        such a name must be the only one in the registry. A place named in the text itself («Sở Công Thương - tỉnh
        Gia Lai») takes the place of `within`.

        «tỉnh X» and «thành phố X» are one province, except inside a province: there «thành phố X» is its city.
        """
        if canonical := canonical_agency_code(text):
            return self.by_code(canonical, day)
        if unit := self.by_code(text.strip(), day):
            return unit
        for reading in readings(text):
            context = within
            if reading.place is not None:
                place = self._named(reading.place, day, within)
                if place is None:
                    continue
                context = place.code
            if unit := self._named(reading.key, day, context):
                return unit
        return None

    def nearest(self, text: str, day: date, within: str | None = None) -> list[Unit]:
        """Up to three units whose names look like the text, for a message that no unit was found. Never a match."""
        names: dict[str, Unit] = {}
        for unit in self.units:
            if unit.exists(day) and self._in_scope(unit, day, within):
                names |= {without_marks(key): unit for key in _keys(unit)}
        close = get_close_matches(without_marks(name_key(text)), names, n=9, cutoff=_NEAR)
        return list(dict.fromkeys(names[name] for name in close))[:3]

    def successor(self, code: str, day: date) -> Unit:
        """The unit itself where it exists on the day, else the one that its successors lead to on that day.

        Raises `BochisoError` where the code is unknown or no successor is recorded.
        """
        if unit := self.heir(code, day):
            return unit
        raise fail(
            f"Danh mục đơn vị, mã {code}",
            f"không có đơn vị này, cũng không có đơn vị kế tiếp, vào ngày {day.isoformat()}",
            why="số liệu ngày đó không gắn được vào đơn vị nào",
            remedy=f"kiểm tra mã, hoặc thêm vào bảng units một dòng cho {code} có «valid_to» và «successor»",
        )

    def heir(self, code: str, day: date) -> Unit | None:
        """As `successor`, but None where there is none."""
        return self._standing(day).successor(code)

    def children(self, code: str, day: date) -> tuple[Unit, ...]:
        """The units directly below this one on the day, by code."""
        return self._standing(day).children.get(code, ())

    def ancestors(self, code: str, day: date) -> tuple[str, ...]:
        """The codes above this unit on the day, nearest first; nothing for a unit that does not exist on the day.

        A parent that is gone is represented by its successor, and one that ended without any by what stood above it.
        """
        return self._standing(day).ancestors(code)

    def chain(self, code: str, day: date) -> tuple[str, ...]:
        """Where a figure of this code counts on the day: the unit that stands for it, then all above, nearest first.

        A unit stands for itself while it exists; once it is gone, its successor does. Where none is recorded (a
        district after 1 July 2025), and before it begins, whatever stands for its parent does. Nothing for an unknown
        code.
        """
        return self._standing(day).chain(code)

    def nearest_known(self, code: str, day: date) -> str | None:
        """The code itself where it is known, else the nearest agency above it that the code names: H55.12.03 → H55.12.

        Known is whatever `chain` has an answer for. Never the bare root for a code with groups: that would be a guess.
        """
        known = canonical_agency_code(code) or code.strip()
        while not self.chain(known, day):
            above = parent_of_code(known)
            if above is None or parent_of_code(above) is None:
                return None
            known = above
        return known

    def mergers(self, before: date, after: date) -> Mapping[str, tuple[str, ...]]:
        """The units of the one day that are gone on the other, by the unit that succeeds them there, in order of code.

        Units without a successor (districts in 2025) are in none.
        """
        here, there = self._standing(before), self._standing(after)
        gone = sorted(here.units.keys() - there.units.keys())
        found: dict[str, list[str]] = defaultdict(list)
        for code in gone:
            if heir := there.successor(code):
                found[heir.code].append(code)
        return {heir: tuple(codes) for heir, codes in found.items()}

    def closure(self, day: date) -> Mapping[str, tuple[str, ...]]:
        """Every unit of the day with all units above it, nearest first."""
        standing = self._standing(day)
        return {code: standing.ancestors(code) for code in standing.units}

    def extended(self, units: Sequence[Unit]) -> "Registry":
        """This registry with a province's own table on top of it.

        A row of the table replaces every row of the same code. Where any of its units is below a province or ministry,
        the units known below that one are left out: a province that brings its own list does not also get ours. A row
        without a parent keeps the parent that is known. Raises `BochisoError` with all problems of the outcome, each at
        the code of its unit.
        """
        return Registry(extended(self.units, units))

    def _standing(self, day: date) -> Standing:
        period = bisect_right(self._changes, day)
        if period not in self._standings:
            self._standings[period] = Standing(self._rows, day)
        return self._standings[period]

    @cached_property
    def _changes(self) -> list[date]:
        return changes_of(self.units)

    @cached_property
    def _standings(self) -> dict[int, Standing]:
        return {}

    @cached_property
    def _rows(self) -> Mapping[str, tuple[Unit, ...]]:
        return _grouped((unit.code, unit) for unit in self.units)

    @cached_property
    def _exact(self) -> Mapping[str, tuple[Unit, ...]]:
        return _grouped((key, unit) for unit in self.units for key in self._index_keys(unit))

    @cached_property
    def _bare(self) -> Mapping[str, tuple[Unit, ...]]:
        provinces = [unit for unit in self.units if unit.kind is UnitKind.PROVINCE]
        return _grouped((key, unit) for unit in provinces for key in {bare_province(key) for key in _keys(unit)})

    def _index_keys(self, unit: Unit) -> set[str]:
        """The keys of its names; also without the name of its own parent behind them."""
        keys = _keys(unit)
        parents = {key for row in self._rows.get(unit.parent or "", ()) for key in _keys(row)}
        parents |= {bare_province(key) for key in parents}
        for name in (unit.name, *unit.aliases):
            keys |= {reading.key for reading in readings(name) if reading.place in parents}
        return keys

    def _named(self, key: str, day: date, within: str | None) -> Unit | None:
        return self._only(self._exact.get(key, ()), day, within) or self._province(key, day, within)

    def _only(self, units: Iterable[Unit], day: date, within: str | None) -> Unit | None:
        found = [unit for unit in units if unit.exists(day) and self._in_scope(unit, day, within)]
        if len(found) > 1:
            found = [unit for unit in found if unit.parent == within]
        return found[0] if len(found) == 1 else None

    def _province(self, key: str, day: date, within: str | None) -> Unit | None:
        if key.startswith("thành phố ") and not self._national(within, day):
            return None
        return self._only(self._bare.get(bare_province(key), ()), day, within)

    def _national(self, within: str | None, day: date) -> bool:
        if within is None:
            return True
        context = self.by_code(within, day)
        return context is not None and context.kind is UnitKind.NATION

    def _in_scope(self, unit: Unit, day: date, within: str | None) -> bool:
        if within is None or unit.kind in _UNIQUE_KINDS or unit.code == within:
            return True
        return within in self._standing(day).ancestors(unit.code)


def read_registry(*paths: Path) -> Registry:
    """The registry of `units` tables, all problems of all files reported together.

    A province that has its own table reads it with `PROVINCES` and leaves `THAI_NGUYEN_2023` out.
    """
    return Registry(read_units(*paths))


@cache
def default_registry() -> Registry:
    """The units shipped with bochiso: nation, ministries, provinces, Thái Nguyên as its papers of 2023 name it, and the
    departments and communes of Gia Lai and Phú Thọ that the published cases of 2026 speak of.
    """
    return read_registry(PROVINCES, THAI_NGUYEN_2023, PORTAL_2026)


def _keys(unit: Unit) -> set[str]:
    return {name_key(name) for name in (unit.name, *unit.aliases)}


def _grouped(pairs: Iterable[tuple[str, Unit]]) -> dict[str, tuple[Unit, ...]]:
    groups: dict[str, list[Unit]] = defaultdict(list)
    for key, unit in pairs:
        groups[key].append(unit)
    return {key: tuple(units) for key, units in groups.items()}
