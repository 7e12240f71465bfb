"""Why a dossier counts or does not, in words: what its word says, with the numbers that decide it."""

from collections.abc import Callable, Mapping
from itertools import pairwise

from bochiso.measure.terms import Moment
from bochiso.measure.traced import Dossier
from bochiso.measure.words import ASKED_TO_COMPLETE, DOSSIER_WORDS
from bochiso.time import DAY_SECONDS, moment_of
from bochiso.wording import instant_text, integer_text


def phrase(word: str, holds: bool, dossier: Dossier, moment: Moment) -> str:
    """What the word says of the dossier, completing «hồ sơ …»."""
    said = DOSSIER_WORDS[word].yes if holds else DOSSIER_WORDS[word].no
    return said + _DETAILS[word](dossier, holds, moment)


def duration_text(seconds: int) -> str:
    """`277200` → `3 ngày 5 giờ`: the two largest units of clock time, the second left out where it is 0."""
    parts = ((DAY_SECONDS, "ngày"), (3600, "giờ"), (60, "phút"), (1, "giây"))
    for (size, name), (smaller, next_name) in pairwise(parts):
        if seconds >= size:
            rest = seconds % size // smaller
            return f"{integer_text(seconds // size)} {name}" + (f" {rest} {next_name}" if rest else "")
    return f"{seconds} giây"


def second_text(second: int) -> str:
    """An instant within a sentence."""
    return instant_text(moment_of(second))


def _received(dossier: Dossier, holds: bool, moment: Moment) -> str:
    if dossier.received_at is None:
        return " (không có ngày tiếp nhận)"
    if holds:
        return f" ({second_text(dossier.received_at)})"
    when = "trước kỳ" if dossier.received_at < moment.start else "sau thời điểm này"
    return f" (tiếp nhận {second_text(dossier.received_at)}, {when})"


def _synchronised(dossier: Dossier, holds: bool, _moment: Moment) -> str:
    if dossier.synced_at is None:
        return ""
    later = "" if holds else ", sau thời điểm này"
    return f" (đồng bộ lúc {second_text(dossier.synced_at)}{later})"


def _timely(dossier: Dossier, on_time: bool, moment: Moment) -> str:
    """How long it is late or early, by the very instants that the rule compares."""
    if dossier.received_at is None:
        return ""
    ended = dossier.ended_at is not None and dossier.ended_at <= moment.at
    requests = dossier.supplement_requests or 0
    if not ended and requests > 1:
        return f" (yêu cầu bổ sung {requests} lần, chưa xong)"
    if dossier.due_at is None:
        return " (không có ngày hẹn trả, danh mục không có thời hạn để so)"
    asked = dossier.supplement_requested_at if dossier.status == ASKED_TO_COMPLETE and not ended else None
    waiting = asked is not None and asked <= moment.at
    stop = dossier.ended_at if ended else asked if waiting else moment.at
    assert stop is not None
    spare = dossier.due_at + (dossier.supplement_seconds or 0) - stop
    if not on_time:
        so_far = "khi yêu cầu bổ sung" if waiting else "" if ended else "chưa giải quyết xong"
        return f" {duration_text(-spare)}" + (f", {so_far}" if so_far else "") + _taken_off(dossier)
    if waiting:
        return f" (đang chờ bổ sung từ {second_text(stop)})"
    if ended:
        return f" (xong trước hạn {duration_text(spare)})" if spare else " (xong đúng lúc hẹn)"
    return f" (chưa giải quyết xong, còn {duration_text(spare)})" if spare >= 0 else ""


def _taken_off(dossier: Dossier) -> str:
    seconds = dossier.supplement_seconds or 0
    return f" (đã trừ {duration_text(seconds)} bổ sung)" if seconds else ""


def _overdue(dossier: Dossier, holds: bool, moment: Moment) -> str:
    return _timely(dossier, not holds, moment)


def _open(dossier: Dossier, holds: bool, _moment: Moment) -> str:
    return "" if holds or dossier.ended_at is None else f" ({second_text(dossier.ended_at)})"


_WAYS = {0: "chưa thanh toán", 1: "trên Cổng quốc gia", 2: "qua cổng của bộ, tỉnh", 3: "bằng hình thức khác"}


def _paid(dossier: Dossier, holds: bool, _moment: Moment) -> str:
    if dossier.payment is None:
        return " (không có dữ liệu thanh toán)"
    if not holds and dossier.payment == 0:
        return ""
    when = "" if dossier.paid_at is None else f" lúc {second_text(dossier.paid_at)}"
    later = "" if holds or dossier.payment not in (1, 2) else ", sau thời điểm này"
    return f" ({_WAYS.get(dossier.payment, '')}{when}{later})"


def _unknown(column: str, said: str) -> Callable[[Dossier, bool, Moment], str]:
    """Says so where nothing is known: unknown counts as not, but it is not the same."""

    def detail(dossier: Dossier, _holds: bool, _moment: Moment) -> str:
        return said if getattr(dossier, column) is None else ""

    return detail


def _of_procedure(dossier: Dossier, _holds: bool, _moment: Moment) -> str:
    return "" if dossier.catalogued else " (mã TTHC không có trong danh mục)"


_NO_DATA = " (không có dữ liệu)"
_FLAGS = ("result_file", "component_file", "reused", "from_store", "population_data", "complained")

_DETAILS: Mapping[str, Callable[[Dossier, bool, Moment], str]] = {
    "received": _received,
    "synchronised": _synchronised,
    "on_time": _timely,
    "overdue": _overdue,
    "open": _open,
    "filed_online": _unknown("channel", " (không rõ kênh nộp, tính là trực tiếp)"),
    "electronic_where_paper_required": _of_procedure,
    "paper_result_required": _of_procedure,
    "fee_procedure": _of_procedure,
    "fee_not_zero": _unknown("fee", " (không rõ có khoản thu hay không)"),
    "fee_due": _unknown("fee", _NO_DATA),
    "paid_online": _paid,
    **{name: _unknown(name, _NO_DATA) for name in _FLAGS},
}
