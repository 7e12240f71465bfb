"""Records of LayThuTuc, the portal's catalogue of procedures: one row for each level that handles the procedure.

What a record does not say stays unknown. A procedure is complete where all seven parts of khoản 2 Điều 8 Nghị định
63/2010/NĐ-CP have something in them: name, steps, manner, papers, time limit, applicants, agency.
"""

from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, Decimal

import msgspec
from msgspec import UNSET, UnsetType

from bochiso.exact import parse_decimal
from bochiso.intake.cleaning import folded
from bochiso.intake.facts.messages import Kind, Listed, Part, Row, Scalar, Unusable, listed, text
from bochiso.intake.facts.raw import Held
from bochiso.time import Instant

_CITIZENS = ("cong dan", "ca nhan", "nguoi dan")
_HOURS = {"working_day": Decimal(8), "day": Decimal(24), "hour": Decimal(1)}
_WEIGHT = {"working_day": Decimal("33.6"), "day": Decimal(24), "hour": Decimal("4.2")}
"""Hours on the clock that a unit takes on average, with five working days of eight hours a week."""


class _Level(Part, rename={"level": "CAPTHUCHIEN"}):
    level: Scalar = UNSET


class _Field(Part, rename={"name": "TENLINHVUC"}):
    name: Scalar = UNSET


class _Charge(Part, rename={"amount": "SOTIEN"}):
    amount: Scalar = UNSET


class _Time(Part, rename={"limit": "THOIGIANGIAIQUYET", "unit": "DONVITINH", "charges": "PHILEPHI"}):
    limit: Scalar = UNSET
    unit: Scalar = UNSET
    charges: Listed[_Charge] = UNSET


class _Manner(Part, rename={"times": "THOIGIAN"}):
    times: Listed[_Time] = UNSET


class _Applicant(Part, rename={"name": "TENDOITUONG"}):
    name: Scalar = UNSET


class _Basis(Part, rename={"effective": "NGAYHIEULUC"}):
    effective: Scalar = UNSET


_Part = msgspec.Raw | UnsetType
_RECORD = {
    "code": "MATTHC", "name": "TENTTHC", "levels": "CAPTHUCHIEN", "fields": "LINHVUCTHUCHIEN",
    "manners": "CACHTHUCTHUCHIEN", "applicants": "DOITUONGTHUCHIEN", "bases": "CANCUPHAPLY",
    "steps": "TRINHTUTHUCHIEN", "papers": "THANHPHANHOSO", "agencies": "COQUANTHUCHIEN",
}  # fmt: skip


class _Procedure(Part, rename=_RECORD):
    code: Scalar = UNSET
    name: Scalar = UNSET
    levels: list[_Level] | Scalar = UNSET
    fields: Listed[_Field] = UNSET
    manners: Listed[_Manner] = UNSET
    applicants: Listed[_Applicant] = UNSET
    bases: Listed[_Basis] = UNSET
    steps: _Part = UNSET
    papers: _Part = UNSET
    agencies: _Part = UNSET


_procedure = msgspec.json.Decoder(_Procedure)


_COLUMNS = {
    "code": Held.TEXT, "name": Held.TEXT, "field": Held.TEXT, "authority": Held.TEXT, "has_fee": Held.FLAG,
    "for_citizens": Held.FLAG, "limit": Held.TEXT, "limit_unit": Held.TEXT, "effective_on": Held.TEXT,
    "complete": Held.FLAG,
}  # fmt: skip


class CatalogueRecords(Kind):
    """The records of LayThuTuc."""

    columns = _COLUMNS

    def rows(self, record: msgspec.Raw) -> Iterable[Row]:
        p = _procedure.decode(record)
        manners = listed(p.manners)
        times = [time for manner in manners or () for time in listed(manner.times) or ()]
        limit, unit = _longest(times)
        field = next((name for each in listed(p.fields) or () if (name := text(each.name))), None)
        for level in _levels(p.levels):
            yield (
                text(p.code), text(p.name), field, level, _has_fee(manners, times), _for_citizens(listed(p.applicants)),
                limit, unit, _effective(listed(p.bases)), _complete(p, times),
            )  # fmt: skip


def _levels(levels: list[_Level] | Scalar) -> list[str | None]:
    """Each level once; one unknown where the record names none."""
    found = [text(each.level) for each in levels] if isinstance(levels, list) else [text(levels)]
    return list(dict.fromkeys(found)) or [None]


def _has_fee(manners: Sequence[_Manner] | None, times: Sequence[_Time]) -> bool | None:
    """Whether any amount is above 0; unknown where the record has no manner at all or an amount is not a number."""
    if not manners:
        return None
    charges = [charge for time in times for charge in listed(time.charges) or ()]
    amounts = [_amount(text(charge.amount)) for charge in charges]
    if any(amount for amount in amounts):
        return True
    return None if None in amounts else False


def _amount(written: str | None) -> Decimal | None:
    """An amount of money: points and spaces group thousands (`120.000`), a comma may only begin `,00`."""
    if written is None:
        return None
    return parse_decimal(written.removesuffix(",00").replace(".", "").replace(" ", ""))


def _for_citizens(applicants: Sequence[_Applicant] | None) -> bool | None:
    """Whether a kind of applicant is a citizen («Công dân Việt Nam», «Cá nhân», «Người dân …»)."""
    names = [folded(name) for each in applicants or () if (name := text(each.name))]
    if not names:
        return None
    return any(word in name for name in names for word in _CITIZENS)


def _longest(times: Sequence[_Time]) -> tuple[str | None, str | None]:
    """The longest limit in whole units: a part of a day becomes hours."""
    found = [limit for time in times if (limit := _limit(time)) is not None]
    if not found:
        return None, None
    number, unit = max(found, key=lambda limit: limit[0] * _WEIGHT[limit[1]])
    if number != number.to_integral_value():
        number, unit = number * _HOURS[unit], "hour"
    return str(number.to_integral_value(ROUND_CEILING)), unit


def _limit(time: _Time) -> tuple[Decimal, str] | None:
    number = parse_decimal(text(time.limit) or "")
    if number is None or number <= 0:
        return None
    unit = folded(text(time.unit) or "")
    if "gio" in unit:
        return number, "hour"
    return number, "working_day" if "lam viec" in unit else "day"


def _effective(bases: Sequence[_Basis] | None) -> str | None:
    """The latest day on which a legal basis took effect."""
    days = []
    for each in bases or ():
        if written := text(each.effective):
            try:
                days.append(Instant.parse(written))
            except (ValueError, OverflowError):
                raise Unusable(f"ngày hiệu lực «{written[:40]}» không phải là ngày") from None
    return max(days).day.isoformat() if days else None


def _complete(procedure: _Procedure, times: Sequence[_Time]) -> bool | None:
    """Whether all seven parts have something in them; unknown where one is not in the record and none is empty."""
    limit = None if procedure.manners is UNSET else any(text(time.limit) for time in times)
    parts = (
        _filled(procedure.name), _filled(procedure.steps), _filled(procedure.manners), _filled(procedure.papers), limit,
        _filled(procedure.applicants), _filled(procedure.agencies),
    )  # fmt: skip
    if False in parts:
        return False
    return None if None in parts else True


def _filled(part: object) -> bool | None:
    if part is UNSET:
        return None
    if isinstance(part, msgspec.Raw):
        part = msgspec.json.decode(part)
    return bool(part)
