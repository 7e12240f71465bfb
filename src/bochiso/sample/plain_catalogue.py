"""What the offices of the plain sample offer: procedures, and the online services that apply them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from bochiso.sample.folder import Cell
from bochiso.sample.plain_units import Office

_PROCEDURES = 1_700
_OF_COMMUNES = 400
_LIMITS = (0, 1, 1, 2, 3, 3, 5, 5, 7, 10, 15, 20, 30)
_FIELDS = ("Đất đai", "Hộ tịch", "Chứng thực", "Bảo trợ xã hội", "Đăng ký kinh doanh", "Xây dựng", "Giao thông vận tải")
COLUMNS = (
    "code", "name", "field", "authority", "unit", "online", "has_fee", "paper_result", "for_citizens", "limit",
    "limit_unit", "decided_on", "effective_on", "published_on", "complete", "valid_from",
)  # fmt: skip
SERVICE_COLUMNS = ("code", "procedure", "unit", "status")


@dataclass(frozen=True)
class Procedure:
    """`unit` is empty where every commune applies it; `limit` counts working days, or days where `calendar`."""

    code: str
    name: str
    field: str
    unit: str
    online: str
    fee: bool
    paper: bool
    citizens: bool
    limit: int
    calendar: bool
    decided: date


def procedures(seed: int, units: tuple[Office, ...]) -> tuple[Procedure, ...]:
    """Those of the communes first, then the departments' in turn; their codes begin with 9, as no real one does."""
    chance = Random(seed + 1)
    departments = [unit.code for unit in units if unit.department]
    owners = [*([""] * _OF_COMMUNES), *(departments[n % len(departments)] for n in range(_PROCEDURES - _OF_COMMUNES))]
    return tuple(_procedure(chance, number, owner) for number, owner in enumerate(owners, start=1))


def rows(catalogue: tuple[Procedure, ...], seed: int) -> Iterator[tuple[Cell, ...]]:
    """The procedures table; some were announced or published late, some lack a part."""
    chance = Random(seed + 2)
    for one in catalogue:
        effective = one.decided + timedelta(days=chance.choice((3, 10, 14, 20, 30, 45)))
        published = one.decided + timedelta(days=chance.choice((1, 2, 3, 5, 6, 12)))
        authority = "province" if one.unit else "commune"
        yield (
            one.code, one.name, one.field, authority, one.unit or None, one.online, int(one.fee), int(one.paper),
            int(one.citizens), one.limit, "day" if one.calendar else "working_day", one.decided.isoformat(),
            effective.isoformat(), published.isoformat(), int(chance.random() < 0.97), "2025-07-01",
        )  # fmt: skip


def services(catalogue: tuple[Procedure, ...], units: tuple[Office, ...], seed: int) -> Iterator[tuple[Cell, ...]]:
    """One service a procedure offered online, at each unit that applies it."""
    chance = Random(seed + 3)
    communes = [unit.code for unit in units if not unit.department]
    for one in catalogue:
        if one.online == "none":
            continue
        status = chance.choices(("public", "withdrawing", "testing", "hidden"), (94, 2, 2, 2))[0]
        for unit in [one.unit] if one.unit else communes:
            yield f"DVC-{one.code[2:]}", one.code, unit, status


def _procedure(chance: Random, number: int, owner: str) -> Procedure:
    limit = chance.choice(_LIMITS)
    return Procedure(
        code=f"9.{number:06}",
        name=f"Thủ tục mẫu {number:04}",
        field=chance.choice(_FIELDS),
        unit=owner,
        online=chance.choices(("none", "partial", "full"), (18, 40, 42))[0],
        fee=chance.random() < 0.3,
        paper=chance.random() < 0.7,
        citizens=chance.random() < 0.6,
        limit=limit,
        calendar=limit >= 15 and chance.random() < 0.3,
        decided=date(2025, 12, 1) + timedelta(days=chance.randrange(300)),
    )
