"""When published figures are of: the portal's answers do not say, so the caller or the file names must."""

import re
from collections.abc import Sequence
from datetime import date

from bochiso.errors import Problem
from bochiso.intake.shapes import Request
from bochiso.time import Instant, Period, PeriodKind
from bochiso.wording import short_date

_DATE = re.compile(r"(?<!\d)(20\d\d)-(\d\d)-(\d\d)(?!\d)", re.ASCII)


def date_in(name: str) -> date | None:
    """`transparency.2026-09-26.json` → 26/9/2026; None where there is none, or more than one."""
    found = set(_DATE.findall(name))
    if len(found) != 1:
        return None
    try:
        return date(*map(int, found.pop()))
    except ValueError:
        return None


def shared_instant(at: Instant | None, names: Sequence[str], warnings: list[str]) -> Instant | Problem:
    """The instant of the files that hold none: the one asked for, else the one date that stands in every name."""
    dates = {name: date_in(name) for name in names}
    if at is not None:
        for name, day in dates.items():
            if day is not None and day != at.day:
                warnings.append(
                    f"{name}: tên tệp ghi ngày {short_date(day)}, thời điểm được chọn là {short_date(at.day)}"
                )
        return at
    days = set(dates.values())
    day = days.pop() if len(days) == 1 else None
    if day is not None:
        warnings.append(f"không có --at; lấy ngày {short_date(day)} theo tên tệp làm thời điểm của số liệu")
        return Instant(day)
    known = "; ".join(f"{name}: {short_date(day) if day else 'không có ngày'}" for name, day in dates.items())
    return Problem(
        names[0] if len(names) == 1 else f"{len(names)} tệp của Cổng",
        "không biết số liệu của thời điểm nào"
        + (" (ngày trong tên các tệp khác nhau)" if len({day for day in dates.values() if day}) > 1 else ""),
        f"câu trả lời của Cổng không ghi thời điểm, mà số liệu thay đổi từng ngày ({known})",
        "chạy lại với thời điểm lấy số liệu, ví dụ --at 2026-09-26T16:30",
    )


def asked_period(requests: Sequence[Request]) -> Period | Problem | None:
    """The period that the request files of the call ask for; two different ones are a problem."""
    periods = {request.period: request for request in requests if request.period is not None}
    if len(periods) < 2:
        return next(iter(periods), None)
    return Problem(
        requests[0].notes.place,
        "các tệp yêu cầu hỏi nhiều kỳ khác nhau: "
        + "; ".join(f"{period} ({request.notes.place})" for period, request in periods.items()),
        "số liệu của một lần nạp phải cùng một kỳ",
        "nạp riêng câu trả lời của từng kỳ",
    )


def period_of(asked: Period | None, instant: Instant) -> Period | Problem:
    """The period of a snapshot: the one asked for, else the year of its instant."""
    if asked is None:
        return Period(PeriodKind.YEAR, instant.day.year)
    current = Period.containing(asked.kind, instant.day)
    if (asked.year, asked.part) <= (current.year, current.part):
        return asked
    return Problem(
        f"thời điểm {short_date(instant.day)}",
        f"trước khi kỳ {asked} của tệp yêu cầu bắt đầu",
        "số liệu của một kỳ không thể có trước kỳ đó",
        "kiểm tra lại --at, hoặc bỏ tệp yêu cầu của kỳ khác",
    )
