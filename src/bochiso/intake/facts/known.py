"""Which unit a text means, and at which time: every distinct text of a file is resolved once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from bochiso.time import Instant, second_of
from bochiso.units.codes import canonical_agency_code
from bochiso.units.registry import Registry
from bochiso.units.tree import Unit, UnitKind

BETWEEN = " – "
"""What stands between the code and the name of a unit where both are given."""

_PATIENCE = 30
_EPOCHS = 24


@dataclass(frozen=True, eq=False)
class KnownUnits:
    """The units a file may speak of. `province` is the code of the workspace, empty for one without any.

    `day` is today: names are resolved as of the day of the row where it has one, else of this day, and rows received
    after it are refused.
    """

    registry: Registry
    province: str
    day: date

    @property
    def latest(self) -> int:
        """The last second at which anything may have been received: a day of grace for clocks that run ahead."""
        return second_of(Instant(self.day + timedelta(days=1)))

    @cached_property
    def epochs(self) -> tuple[date, ...]:
        """The days on which units changed, earliest first: between two of them a name means one unit."""
        days = {day for unit in self.registry.units for day in (unit.valid_from, unit.valid_to) if day is not None}
        return tuple(sorted(days))[-_EPOCHS:]

    def day_of(self, epoch: int) -> date:
        """A day within the epoch of this number: 0 lies before the first change; -1 stands for today."""
        if epoch < 0:
            return self.day
        if epoch < len(self.epochs):
            return self.epochs[epoch] - timedelta(days=1)
        return max(self.day, self.epochs[-1]) if self.epochs else self.day

    def found(self, text: str, day: date) -> Unit | None:
        """The unit of a code or name on the day, else today, else as it was last called so."""
        within = self.province or None
        for each in dict.fromkeys((day, self.day, *(each - timedelta(days=1) for each in reversed(self.epochs)))):
            if unit := self.registry.resolve(text, each, within):
                return unit
        code = canonical_agency_code(text)
        return self.registry.by_code(code) if code else None

    def belongs(self, unit: Unit) -> bool:
        """Whether the unit is of the workspace's province, or of one that was merged into it."""
        home = self.registry.by_code(self.province) if self.province else None
        if home is None or home.kind is UnitKind.NATION:
            return True
        alive = unit.valid_to - timedelta(days=1) if unit.valid_to else max(self.day, unit.valid_from or self.day)
        chains = (self.registry.chain(unit.code, day) for day in (alive, self.day))
        return any(self.province in chain for chain in chains)


@dataclass(frozen=True)
class Asked:
    """A distinct unit of a file: its text, the agency of the dossier's code, and the epoch of its rows."""

    text: str
    agency: str
    epoch: int


@dataclass(frozen=True)
class Resolved:
    """What became of it: the registry's code, or why there is none. `note` is a warning shared by many."""

    code: str | None
    reason: str = ""
    note: str = ""


class Resolver:
    """Resolves the units of one file.

    With `by_issuer` the file names who processes a dossier, and the agency in the dossier's code comes first: the name
    is asked where the code tells no more than the province, or nothing known.
    """

    def __init__(self, known: KnownUnits, by_issuer: bool) -> None:
        self.known = known
        self.by_issuer = by_issuer
        self._explained = 0

    def resolve(self, asked: Asked) -> Resolved:
        if not asked.text:
            return self._one(asked.agency, asked.epoch) if asked.agency else Resolved(None)
        by_issuer = self.by_issuer and bool(asked.agency) and canonical_agency_code(asked.text) is None
        if by_issuer and "." in (canonical_agency_code(asked.agency) or ""):
            issued = self._one(asked.agency, asked.epoch)
            if issued.code is not None and issued.code != self.known.province:
                return issued
        named = self._named(asked.text, asked.epoch)
        if named.code is not None or not (self.by_issuer and asked.agency):
            return named
        issued = self._one(asked.agency, asked.epoch)
        if issued.code is None:
            return named
        return Resolved(issued.code, note="không biết tên đơn vị, lấy cơ quan trong mã hồ sơ")

    def _named(self, text: str, epoch: int) -> Resolved:
        """`H55.12 – Sở Nội vụ`, as lists of units are printed, is tried as a whole, by its code, then by its name."""
        found = self._one(text, epoch)
        if found.code is not None or BETWEEN not in text:
            return found
        parts = (self._one(part, epoch) for part in text.split(BETWEEN, 1))
        return next((part for part in parts if part.code is not None), found)

    def _one(self, text: str, epoch: int) -> Resolved:
        day = self.known.day_of(epoch)
        note = ""
        unit = self.known.found(text, day)
        if unit is None and (code := canonical_agency_code(text)):
            above = self.known.registry.nearest_known(code, day)
            unit = self.known.registry.by_code(above) if above else None
            note = "mã đơn vị cấp dưới không có trong danh mục, tính cho đơn vị cấp trên gần nhất"
            if unit is None and (merged := self._merged(code)):
                unit, note = merged, "đơn vị của tỉnh đã sáp nhập không có trong danh mục, tính cho tỉnh"
        if unit is None:
            return Resolved(None, self._unknown(text, day))
        if not self.known.belongs(unit):
            return Resolved(None, f"đơn vị «{text[:60]}» không thuộc {self.known.province}")
        return Resolved(unit.code, note=note)

    def _merged(self, code: str) -> Unit | None:
        """The province of the code where it is one that went into the workspace's: whatever it had counts there."""
        root = code.partition(".")[0]
        unit = self.known.registry.by_code(root)
        return unit if unit is not None and root != self.known.province and self.known.belongs(unit) else None

    def _unknown(self, text: str, day: date) -> str:
        near: Sequence[Unit] = ()
        if self._explained < _PATIENCE and len(text) < 200:
            self._explained += 1
            near = self.known.registry.nearest(text, day, self.known.province or None)
        names = "; ".join(f"{unit.name} ({unit.code})" for unit in near)
        return f"không tìm thấy đơn vị «{text[:60]}»" + (f" (có phải: {names}?)" if names else "")
