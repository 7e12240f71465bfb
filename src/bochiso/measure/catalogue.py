"""The catalogue at an instant: procedures and services, the words that editions use of them, and whose they are.

Small tables, so plain Python. A procedure that stands in several rows (several levels, several decisions) is counted
once; a word is asked of all its rows together.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from bochiso.facts.schema import PROCEDURES, SERVICES
from bochiso.measure.terms import Moment
from bochiso.time import DAY_SECONDS, day_number, numbered_day
from bochiso.units.tree import UnitKind
from bochiso.workdays import between

MINISTRY, PROVINCE, DISTRICT, COMMUNE = (
    PROCEDURES.column("authority").number(word) for word in ("ministry", "province", "district", "commune")
)
_PARTIAL, _FULL = (PROCEDURES.column("online").number(word) for word in ("partial", "full"))
_HIDDEN = SERVICES.column("status").number("hidden")

LEVELS: Mapping[UnitKind, tuple[int, ...]] = {
    UnitKind.NATION: (MINISTRY, PROVINCE, DISTRICT, COMMUNE),
    UnitKind.MINISTRY: (MINISTRY,),
    UnitKind.PROVINCE: (PROVINCE, DISTRICT, COMMUNE),
    UnitKind.DEPARTMENT: (PROVINCE,),
    UnitKind.DISTRICT: (DISTRICT,),
    UnitKind.COMMUNE: (COMMUNE,),
}
"""Who decides: the levels of procedures that are a unit's by its kind; a province has those of all its levels."""

ANNOUNCED_BEFORE = {MINISTRY: 20, PROVINCE: 5, DISTRICT: 5, COMMUNE: 5}
"""Working days from the announcing decision to the day its legal basis takes effect (1.1), by who decides."""

PUBLISHED_WITHIN = {MINISTRY: 10, PROVINCE: 5, DISTRICT: 5, COMMUNE: 5}
"""Working days from the announcing decision to publication in the national database (1.2)."""


@dataclass(frozen=True)
class Procedure:
    """One row of the catalogue. Days are numbers since 2000; None is unknown."""

    code: str
    name: str | None
    authority: int
    unit: str | None
    online: int | None
    has_fee: bool | None
    paper_result: bool | None
    for_citizens: bool | None
    limit: int | None
    limit_unit: int | None
    decided_on: int | None
    effective_on: int | None
    published_on: int | None
    complete: bool | None
    valid_from: int | None
    valid_to: int | None
    field: str | None

    def in_force(self, day: int) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


PROCEDURE_COLUMNS = tuple(Procedure.__dataclass_fields__)
"""What to select from the catalogue, in the order of the fields."""


class Service(NamedTuple):
    """A public service as one unit applies it. There are tens of thousands, hence no dataclass."""

    code: str
    procedure: str
    unit: str
    status: int

    @property
    def offered(self) -> bool:
        """Public, about to be withdrawn, or in test."""
        return self.status != _HIDDEN


SERVICE_COLUMNS = Service._fields


def announced(rows: Iterable[Procedure], moment: Moment) -> list[Procedure]:
    """The rows whose announcing decision lies in the period."""
    first, last = moment.start // DAY_SECONDS, moment.at // DAY_SECONDS
    return [row for row in rows if row.decided_on is not None and first <= row.decided_on <= last]


def _in_force(rows: Iterable[Procedure], moment: Moment) -> list[Procedure]:
    return [row for row in rows if row.in_force(moment.at // DAY_SECONDS)]


def _announced_on_time(row: Procedure) -> bool:
    if row.decided_on is None or row.effective_on is None:
        return False
    return _working_days(row.decided_on, row.effective_on) >= ANNOUNCED_BEFORE[row.authority]


def _published_on_time(row: Procedure, moment: Moment) -> bool:
    if row.decided_on is None or row.published_on is None or row.published_on > moment.at // DAY_SECONDS:
        return False
    return _working_days(row.decided_on, row.published_on) <= PUBLISHED_WITHIN[row.authority]


def _working_days(first: int, last: int) -> int:
    return between(numbered_day(first), numbered_day(last)) if last > first else 0


def _published(row: Procedure, moment: Moment) -> bool:
    return row.published_on is not None and row.published_on <= moment.at // DAY_SECONDS


def _online(rows: Iterable[Procedure], moment: Moment) -> int:
    return max((row.online or 0 for row in _in_force(rows, moment)), default=0)


@dataclass(frozen=True)
class ProcedureWord:
    """`holds` is asked of all the rows of one procedure that are the unit's."""

    holds: Callable[[tuple[Procedure, ...], Moment], bool]
    yes: str
    no: str


PROCEDURE_WORDS: Mapping[str, ProcedureWord] = {
    "in_force": ProcedureWord(
        lambda rows, m: bool(_in_force(rows, m)), "đang có hiệu lực", "không còn hoặc chưa có hiệu lực"
    ),
    "announced_in_period": ProcedureWord(
        lambda rows, m: bool(announced(rows, m)), "công bố trong kỳ", "không công bố trong kỳ"
    ),
    # A procedure in several decisions counts once; late once in the period, and it is late.
    "announced_on_time": ProcedureWord(
        lambda rows, m: all(map(_announced_on_time, announced(rows, m))), "công bố đúng hạn", "công bố chậm"
    ),
    "published_on_time": ProcedureWord(
        lambda rows, m: all(_published_on_time(row, m) for row in announced(rows, m)),
        "công khai đúng hạn",
        "công khai chậm hoặc chưa công khai",
    ),
    "published": ProcedureWord(
        lambda rows, m: any(_published(row, m) for row in _in_force(rows, m)), "đã công khai", "chưa công khai"
    ),
    "complete": ProcedureWord(
        lambda rows, m: all(bool(row.complete) for row in _in_force(rows, m) if _published(row, m)),
        "đủ bảy bộ phận",
        "chưa đủ bảy bộ phận",
    ),
    "offered_online": ProcedureWord(
        lambda rows, m: _online(rows, m) in (_PARTIAL, _FULL), "cung cấp trực tuyến", "chưa cung cấp trực tuyến"
    ),
    "offered_partially": ProcedureWord(
        lambda rows, m: _online(rows, m) == _PARTIAL, "cung cấp trực tuyến một phần", "không cung cấp một phần"
    ),
    "offered_fully": ProcedureWord(
        lambda rows, m: _online(rows, m) == _FULL, "cung cấp trực tuyến toàn trình", "chưa cung cấp toàn trình"
    ),
    "with_fee": ProcedureWord(
        lambda rows, m: any(row.has_fee for row in _in_force(rows, m)),
        "có nghĩa vụ tài chính",
        "không có nghĩa vụ tài chính",
    ),
    "for_citizens": ProcedureWord(
        lambda rows, m: any(row.for_citizens for row in _in_force(rows, m)),
        "có đối tượng là công dân",
        "không có đối tượng là công dân",
    ),
}
"""The words of procedures, beside those that look at their dossiers (`words.HAVING`)."""

SERVICE_WORDS = {"offered": ("đang cung cấp", "đã ẩn")}


@dataclass(frozen=True)
class Catalogue:
    """Procedures and services known at an instant."""

    procedures: tuple[Procedure, ...]
    services: tuple[Service, ...]

    def telling(self, day: date) -> Mapping[tuple[str, int], Procedure]:
        """The row that tells of a dossier's procedure, by code and level of the dossier's unit.

        It is the row of that level, else of the highest level there is; of several in time, the one in force on the
        day, the newest first.
        """
        today = day_number(day)
        groups: dict[str, list[Procedure]] = defaultdict(list)
        for row in self.procedures:
            groups[row.code].append(row)
        chosen: dict[tuple[str, int], Procedure] = {}
        for code, rows in groups.items():
            by_level = {row.authority: row for row in sorted(rows, key=lambda row: _newness(row, today))}
            for level in (MINISTRY, PROVINCE, DISTRICT, COMMUNE):
                chosen[code, level] = by_level.get(level) or by_level[min(by_level)]
        return chosen

    def names(self, day: date) -> Mapping[str, str]:
        """What each procedure is called, by code, as the newest row with a name says; one in force goes first."""
        return {row.code: row.name for row in self._by_newness(day) if row.name}

    def fields(self, day: date) -> Mapping[str, str]:
        """The field (lĩnh vực) of each procedure that has one, chosen as its name is."""
        return {row.code: row.field for row in self._by_newness(day) if row.field}

    def _by_newness(self, day: date) -> list[Procedure]:
        """All rows, the most telling last; of several alike the one that stands highest."""
        today = day_number(day)
        return sorted(self.procedures, key=lambda row: (*_newness(row, today), -row.authority))


_OLDEST = -(10**6)
"""Before any day: an unknown start counts as the oldest."""


def _newness(row: Procedure, today: int) -> tuple[bool, int, int]:
    return row.in_force(today), row.valid_from or _OLDEST, row.decided_on or _OLDEST


def level_of(kind: UnitKind) -> int:
    """The level of procedures that a unit of this kind handles."""
    return LEVELS[kind][0]
