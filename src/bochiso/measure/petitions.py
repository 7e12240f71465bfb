"""Petitions (PAKN): the words that editions use of them.

Limits in working days, of the portal's technical note: 15 to handle, 2 to refuse or to forward, 5 to ask for
completion, 2 to publish. A petition that was forwarded is handled from then on, so its clock starts there; forwarding
it late makes it late.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bochiso.facts.schema import PETITIONS
from bochiso.measure.terms import Moment
from bochiso.time import DAY_SECONDS, day_number, numbered_day
from bochiso.workdays import nth_after

_OUTCOME = PETITIONS.column("outcome")
OPEN, HANDLED, REFUSED, RETURNED, COMPLETION = (
    _OUTCOME.number(word) for word in ("open", "handled", "refused", "returned", "completion")
)
_RULES, _STAFF = (PETITIONS.column("about").number(word) for word in ("rules", "staff"))

LIMITS = {HANDLED: 15, REFUSED: 2, RETURNED: 2, COMPLETION: 5}
TO_FORWARD = 2
TO_PUBLISH = 2


@dataclass(frozen=True)
class Petition:
    """One petition as known at an instant. Instants are seconds since 2000; None is unknown."""

    code: str
    unit: str
    about: int | None
    received_at: int
    forwarded_at: int | None
    outcome: int | None
    outcome_at: int | None
    published_at: int | None
    likes: int | None
    dislikes: int | None
    repeated: bool | None


PETITION_COLUMNS = tuple(Petition.__dataclass_fields__)


def _happened(second: int | None, moment: Moment) -> bool:
    return second is not None and second <= moment.at


def _late(start: int, limit: int, done: int | None, moment: Moment) -> bool:
    """Whether more than `limit` working days went by from the day of `start`, up to the deed or else the moment."""
    end = done if done is not None and done <= moment.at else moment.at
    return end // DAY_SECONDS > _last_day(start, limit)


def _last_day(start: int, limit: int) -> int:
    return day_number(nth_after(numbered_day(start // DAY_SECONDS), limit))


def _ended(petition: Petition, moment: Moment) -> bool:
    return petition.outcome in LIMITS and _happened(petition.outcome_at, moment)


def late(petition: Petition, moment: Moment) -> bool:
    """Forwarded, ended or published after its limit, or still waiting past it."""
    forwarded = petition.forwarded_at if _happened(petition.forwarded_at, moment) else None
    if forwarded is not None and _late(petition.received_at, TO_FORWARD, forwarded, moment):
        return True
    start = petition.received_at if forwarded is None else forwarded
    if not _ended(petition, moment):
        return _late(start, LIMITS[HANDLED], None, moment)
    assert petition.outcome is not None and petition.outcome_at is not None
    if _late(start, LIMITS[petition.outcome], petition.outcome_at, moment):
        return True
    published = petition.published_at
    return _happened(published, moment) and _late(petition.outcome_at, TO_PUBLISH, published, moment)


def _in_period(second: int | None, moment: Moment) -> bool:
    return second is not None and moment.start <= second <= moment.at


@dataclass(frozen=True)
class PetitionWord:
    """`yes` and `no` complete the sentence «PAKN …»."""

    holds: Callable[[Petition, Moment], bool]
    yes: str
    no: str


PETITION_WORDS: Mapping[str, PetitionWord] = {
    "received": PetitionWord(
        lambda p, m: _in_period(p.received_at, m), "tiếp nhận trong kỳ", "không tiếp nhận trong kỳ"
    ),
    "received_or_handled": PetitionWord(
        lambda p, m: _in_period(p.received_at, m) or (p.outcome in LIMITS and _in_period(p.outcome_at, m)),
        "tiếp nhận hoặc xử lý trong kỳ",
        "không tiếp nhận, không xử lý trong kỳ",
    ),
    "handled_on_time": PetitionWord(
        lambda p, m: _ended(p, m) and not late(p, m), "xử lý đúng hạn", "xử lý chậm hoặc chưa xử lý"
    ),
    "late": PetitionWord(late, "quá hạn", "không quá hạn"),
    "disliked": PetitionWord(
        lambda p, m: (p.dislikes or 0) > (p.likes or 0),
        "có lượt không thích nhiều hơn thích",
        "không có lượt không thích nhiều hơn thích",
    ),
    "repeated": PetitionWord(lambda p, m: bool(p.repeated), "bị gửi lại", "không bị gửi lại"),
    "classified": PetitionWord(lambda p, m: p.about is not None, "đã phân loại", "chưa phân loại"),
    "about_rules": PetitionWord(
        lambda p, m: p.about == _RULES, "về quy định hành chính", "không về quy định hành chính"
    ),
    "about_staff": PetitionWord(lambda p, m: p.about == _STAFF, "về cán bộ, công chức", "không về cán bộ, công chức"),
}
"""The words of petitions, by the name under which editions use them."""
