"""The catalogue of the sample of Thái Nguyên: procedures of each office, and what changes of them in August 2023.

All districts have one list, of which each has taken up a part, so that their rates differ and the province still counts
a procedure once. Communes share a list as well. What the paper counts beyond them stands with the provincial office.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

from bochiso.sample.case_targets import (
    FULL,
    PARTIAL,
    PROCEDURES,
    WITHDRAWN_ON,
    Roles,
    UnitTargets,
    roles,
    unit_targets,
)
from bochiso.sample.folder import Cell

DISTRICT, COMMUNE = "district", "commune"
_REST_UNIT = "H55:van-phong-ubnd-tinh"
_COMMUNE_ONLINE, _COMMUNE_OFFLINE, _COMMUNE_NEW = 64, 114, 2
_COMMUNE_ARRIVING = 3
"""Of the communes' services: with a first dossier filed online in August."""

COLUMNS = (
    "code", "name", "authority", "unit", "online", "has_fee", "paper_result", "for_citizens", "limit", "limit_unit",
    "decided_on", "effective_on", "published_on", "complete", "valid_from", "valid_to", "recorded_at",
)  # fmt: skip
SERVICE_COLUMNS = ("code", "procedure", "unit", "status", "recorded_at")
_KNOWN, _CHANGED = "2022-12-30T16:00:00", "2023-08-14T15:00:00"
_BEGINS, _ENDS = "2023-08-15", WITHDRAWN_ON.isoformat()


@dataclass(frozen=True)
class Entry:
    """One procedure of one office (`unit` empty: of every commune); there from `begins` and until `ends` in August."""

    code: str
    pool: str
    unit: str
    online: bool
    begins: bool = False
    ends: bool = False
    decision: int = 1


@dataclass
class Choices:
    """The procedures among which a dossier's is drawn, by pool and kind; the first `cover` are drawn for sure."""

    lists: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    cover: dict[tuple[str, str], int] = field(default_factory=dict)
    fee: set[str] = field(default_factory=set)

    def put(self, pool: str, kind: str, must: tuple[str, ...], may: tuple[str, ...] = ()) -> None:
        self.lists[pool, kind] = (*must, *may)
        self.cover[pool, kind] = len(must)


def entries() -> tuple[Entry, ...]:
    """Every row of the catalogue but its changes."""
    numbers = (f"9.{number:06}" for number in count(1))
    offices = [unit for unit in unit_targets() if not unit.district]
    districts = [unit for unit in unit_targets() if unit.district]
    found = [entry for unit in offices for entry in _of_office(unit, numbers)]
    found += _of_districts(districts, numbers)
    found += [Entry(next(numbers), COMMUNE, "", n < _COMMUNE_ONLINE) for n in range(_COMMUNE_ONLINE + _COMMUNE_OFFLINE)]
    found.append(Entry(next(numbers), COMMUNE, "", True, ends=True))
    found += [Entry(next(numbers), COMMUNE, "", True, begins=True) for _ in range(_COMMUNE_NEW)]
    return (*found, *_the_rest(found, numbers))


def _of_office(unit: UnitTargets, numbers: Iterator[str]) -> Iterator[Entry]:
    before = unit.online_1, unit.procedures_1 - unit.online_1
    after = unit.online_2, unit.procedures_2 - unit.online_2
    for online, first, second in zip((True, False), before, after, strict=True):
        for n in range(max(first, second)):
            yield Entry(next(numbers), unit.unit, unit.unit, online, begins=n >= first, ends=n >= second)


def _of_districts(districts: list[UnitTargets], numbers: Iterator[str]) -> Iterator[Entry]:
    online = [next(numbers) for _ in range(max(max(unit.online_1, unit.online_2) for unit in districts))]
    offline = [next(numbers) for _ in range(max(unit.procedures_1 - unit.online_1 for unit in districts))]
    for decision, unit in enumerate(districts, start=2):
        for entry in _of_office(unit, iter([*online[: max(unit.online_1, unit.online_2)], *offline])):
            yield Entry(entry.code, DISTRICT, unit.unit, entry.online, entry.begins, entry.ends, decision)


def _the_rest(found: list[Entry], numbers: Iterator[str]) -> Iterator[Entry]:
    """What the province's totals need beyond the offices."""
    there = [[entry for entry in found if not entry.begins], [entry for entry in found if not entry.ends]]
    codes = [({entry.code for entry in rows if entry.online}, {entry.code for entry in rows}) for rows in there]
    online = [PARTIAL[n] + FULL[n] - len(codes[n][0]) for n in (0, 1)]
    offline = [PROCEDURES[n] - len(codes[n][1]) - online[n] for n in (0, 1)]
    for is_online, (first, second) in ((True, online), (False, offline)):
        assert first >= second >= 0, (first, second)
        yield from (Entry(next(numbers), _REST_UNIT, _REST_UNIT, is_online, ends=n >= second) for n in range(first))


def choices(catalogue: tuple[Entry, ...]) -> Choices:
    """Who may have which procedure: the words of each kind are those of `case.sql`."""
    made = Choices()
    for role in roles():
        _choose(made, role, [entry for entry in catalogue if entry.pool == role.pool])
    return made


def _choose(made: Choices, role: Roles, rows: list[Entry]) -> None:
    ending = {row.code for row in rows if row.ends}
    stay = {row.code: row.online for row in rows if not row.begins and row.code not in ending}
    begun = sorted({row.code for row in rows if row.begins} - stay.keys(), key=lambda code: code)
    online = _Deck([code for code, is_online in stay.items() if is_online])
    paid_online, unpaid_online, other_online = (
        online.take(n) for n in (role.paid_online, role.unpaid_online, role.other_online)
    )
    arriving = online.take(_COMMUNE_ARRIVING) if role.pool == COMMUNE else ()
    counter = _Deck([*(code for code, is_online in stay.items() if not is_online), *online.left])
    paid_counter, later, unpaid_counter, idle = (
        counter.take(n) for n in (role.paid_counter, role.paid_later, role.unpaid_counter, role.idle_fee)
    )
    new, idle_new = tuple(begun[: role.paid_new]), tuple(begun[role.paid_new : role.paid_new + role.idle_new])
    assert len(new) == role.paid_new and len(idle_new) == role.idle_new, role.pool
    made.fee.update(paid_online, unpaid_online, paid_counter, later, unpaid_counter, idle, new, idle_new)
    made.put(role.pool, "paid-online", paid_online)
    made.put(role.pool, "paid-counter", paid_counter, paid_online)
    made.put(role.pool, "newly-counter", (*new, *later), paid_counter or paid_online)
    made.put(role.pool, "unpaid-online", unpaid_online, paid_online)
    made.put(role.pool, "unpaid-counter", (*later, *unpaid_counter), (*paid_counter, *unpaid_online, *paid_online))
    made.put(role.pool, "free-online", other_online)
    made.put(role.pool, "free-arriving", arriving, other_online)
    if role.pool == COMMUNE:
        made.put(role.pool, "free-withdrawn", tuple(sorted(ending)))
    made.put(role.pool, "free-counter", (), (*counter.left[:40], *other_online))


class _Deck:
    """Codes to deal from, each once."""

    def __init__(self, codes: list[str]) -> None:
        self.left = tuple(codes)

    def take(self, number: int) -> tuple[str, ...]:
        taken, self.left = self.left[:number], self.left[number:]
        assert len(taken) == number
        return taken


def paper_results(catalogue: tuple[Entry, ...]) -> Mapping[str, bool]:
    """Whether a result on paper is required: of one procedure in four."""
    codes = dict.fromkeys(entry.code for entry in catalogue)
    return {code: n % 4 == 1 for n, code in enumerate(codes)}


def rows(catalogue: tuple[Entry, ...], fee: set[str]) -> Iterator[tuple[Cell, ...]]:
    """The procedures table; a procedure that ends has a second row, known when the decision was taken."""
    paper = paper_results(catalogue)
    partial = set(
        sorted({entry.code for entry in catalogue if entry.online and not entry.ends and not entry.begins})[
            : PARTIAL[0]
        ]
    )
    for entry in catalogue:
        online = ("partial" if entry.code in partial else "full") if entry.online else "none"
        decided, effective, published = (
            ("2023-08-01", "2023-08-15", "2023-08-04")
            if entry.begins
            else (f"2021-12-{entry.decision:02}", "2022-01-05", "2021-12-28")
        )
        authority = entry.pool if entry.pool in (DISTRICT, COMMUNE) else "province"
        common = (
            entry.code, f"Thủ tục mẫu {entry.code[-4:]}", authority, entry.unit or None, online, int(entry.code in fee),
            int(paper[entry.code]), 1, 10, "working_day", decided, effective, published, 1,
            _BEGINS if entry.begins else "2022-01-05",
        )  # fmt: skip
        yield (*common, None, _CHANGED if entry.begins else _KNOWN)
        if entry.ends:
            yield (*common, _ENDS, _CHANGED)


def services(catalogue: tuple[Entry, ...]) -> Iterator[tuple[Cell, ...]]:
    """One service for each procedure offered online, at each office that offers it; hidden when the procedure ends."""
    for entry in catalogue:
        if not entry.online:
            continue
        service = f"DVC-{entry.code[2:]}", entry.code, entry.unit or "H55"
        yield (*service, "public", _CHANGED if entry.begins else _KNOWN)
        if entry.ends:
            yield (*service, "hidden", _CHANGED)
