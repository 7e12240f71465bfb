"""The dossiers of a list as its page and the API say them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bochiso.facts.schema import STATUS_TITLES
from bochiso.time import DAY_SECONDS, moment_of
from bochiso.web.parts.awaited import PATH
from bochiso.web.render import address, segment
from bochiso.web.words import Said
from bochiso.wording import integer_text, period_text, short_date

if TYPE_CHECKING:
    from bochiso.measure.awaiting import Kind
    from bochiso.measure.worklist import Entry
    from bochiso.web.parts.awaited import Asked


@dataclass(frozen=True)
class Row:
    """A dossier as the page prints it. `spare` is how long ago its time was up, or how long it still has."""

    code: str
    address: str
    procedure: str
    procedure_name: str
    unit: str
    received: Said
    due: Said
    spare: Said
    status: Said
    reason: str


def what_of(asked: "Asked", kind: "Kind") -> str:
    """What the list holds, and in which order."""
    from bochiso.measure.awaiting import Kind, digitisation

    match kind:
        case Kind.OVERDUE:
            return (
                "Hồ sơ chưa giải quyết xong và đã quá hạn, kể cả hồ sơ tiếp nhận từ kỳ trước và hồ sơ chưa đồng bộ; "
                "hết hạn lâu nhất đứng trước."
            )
        case Kind.DUE_SOON:
            return (
                "Hồ sơ đang trong hạn sẽ quá hạn trong ba ngày nếu chưa giải quyết xong, kể cả hồ sơ chưa đồng bộ; "
                "hết hạn sớm nhất đứng trước."
            )
        case Kind.UNSYNCHRONISED:
            return (
                "Hồ sơ đã tiếp nhận mà chưa đồng bộ lên Cổng, kể cả hồ sơ tiếp nhận từ kỳ trước; "
                "tiếp nhận sớm nhất đứng trước."
            )
        case Kind.UNDIGITISED:
            items = ", ".join(each.id for each in digitisation(asked.edition))
            return (
                f"Hồ sơ tiếp nhận trong {period_text(asked.moment.period)} thuộc mẫu số mà không thuộc tử số của "
                f"chỉ số {items}; tiếp nhận sớm nhất đứng trước."
            )


def row_of(asked: "Asked", kind: "Kind", entry: "Entry") -> Row:
    """A dossier of a list in words."""
    basis = "" if entry.due_stated or entry.due_at is None else "theo thời hạn của TTHC"
    unknown = Said("chưa biết", "none")
    return Row(
        entry.code,
        address(f"{PATH}/{segment(entry.code)}", asked.chosen),
        entry.procedure,
        entry.procedure_name,
        entry.unit_name or entry.unit,
        _when(entry.received_at),
        _when(entry.due_at, basis),
        _spare(asked, kind, entry.last),
        Said(STATUS_TITLES[entry.status]) if entry.status in STATUS_TITLES else unknown,
        entry.reason,
    )


def _when(second: int | None, more: str = "") -> Said:
    """The day, and below it the time of day."""
    if second is None:
        return Said("chưa biết", "none")
    moment = moment_of(second)
    clock = "" if moment.at is None else f"{moment.at.hour:02} giờ {moment.at.minute:02}"
    return Said(short_date(moment.day), "", ", ".join(text for text in (clock, more) if text))


def _spare(asked: "Asked", kind: "Kind", last: int | None) -> Said:
    from bochiso.measure.awaiting import Kind

    if last is None or kind not in (Kind.OVERDUE, Kind.DUE_SOON):
        return Said("chưa biết", "none")
    late = asked.moment.at - last
    return Said(_length(late), "bad") if kind is Kind.OVERDUE else Said(_length(-late))


def _length(seconds: int) -> str:
    """Whole days; within a day hours and minutes."""
    from bochiso.measure.trace_words import duration_text

    return f"{integer_text(seconds // DAY_SECONDS)} ngày" if seconds >= DAY_SECONDS else duration_text(seconds)


def entry_json(entry: "Entry") -> dict[str, object]:
    """A dossier of a list as the API says it."""
    return {
        "code": entry.code,
        "unit": entry.unit,
        "unit_name": entry.unit_name,
        "procedure": entry.procedure,
        "procedure_name": entry.procedure_name,
        "received_at": iso(entry.received_at),
        "due_at": iso(entry.due_at),
        "due_stated": entry.due_stated,
        "last_on_time": iso(entry.last),
        "ended_at": iso(entry.ended_at),
        "status": entry.status,
        "channel": entry.channel,
        "synced_at": iso(entry.synced_at),
        "reason": entry.reason,
    }


def iso(second: int | None) -> str | None:
    """An instant as the API says it; None where it is unknown."""
    return None if second is None else str(moment_of(second))
