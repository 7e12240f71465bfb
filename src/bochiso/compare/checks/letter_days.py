"""Checks of the days that a letter names: those that no calendar has, and by when it wants something done."""

from collections.abc import Iterator
from datetime import date, timedelta

from bochiso.compare.checks.claims import Deadline
from bochiso.compare.checks.claims_text import excerpt, impossible_days, quoted
from bochiso.compare.checks.findings import Finding, Severity
from bochiso.compare.checks.letters import LetterCase, ReadDocument
from bochiso.letter import Paragraph
from bochiso.wording import short_date
from bochiso.workdays import between, covered, is_working

FEW = 3
"""Full working days below which a deadline is asked about: no rule of law, but the room that a report takes."""


def days_that_are_none(case: LetterCase) -> Iterator[Finding]:
    """A day that the calendar does not have: 30/02, 31/9."""
    for document in case.letter.documents:
        texts = [
            text
            for block in document.document.blocks
            for text in ([block.text] if isinstance(block, Paragraph) else [c for row in block.rows for c in row])
        ]
        told: set[str] = set()
        for text in texts:
            for day, start, end in impossible_days(text):
                if day in told:
                    continue
                told.add(day)
                yield Finding(
                    "ngay-khong-co-that",
                    Severity.ERROR,
                    f"{document.name}: không có ngày {day}",
                    quoted(excerpt(text, start, end)),
                    "Ngày nêu trong văn bản là ngày có trong lịch.",
                    "Kiểm tra ngày, tháng, năm ở văn bản gốc rồi sửa.",
                )


def rest_days(case: LetterCase) -> Iterator[Finding]:
    """A deadline on a Saturday, a Sunday or a public holiday."""
    for document, deadline in _deadlines(case):
        kind = _rest_day(deadline.day)
        if kind:
            yield Finding(
                "han-vao-ngay-nghi",
                Severity.ASK,
                f"{document.name}: hạn ngày {short_date(deadline.day)} là {kind}",
                f"{quoted(deadline.sentence)}; ngày {short_date(deadline.day)} là {kind}{_room(document, deadline)}",
                "Hạn nên là ngày làm việc để cơ quan nhận báo cáo tiếp nhận được ngay.",
                f"Cân nhắc chuyển hạn sang ngày làm việc, ví dụ {_working_near(deadline.day)}.",
            )


def short_deadlines(case: LetterCase) -> Iterator[Finding]:
    """A deadline with fewer than three full working days between the letter's own date and itself."""
    for document, deadline in _deadlines(case):
        days = _full_days(document, deadline)
        if days is not None and days < FEW and document.document.day is not None:
            signed = short_date(document.document.day)
            yield Finding(
                "han-qua-gan",
                Severity.ASK,
                f"{document.name}: từ ngày ký đến hạn chỉ có {days} ngày làm việc trọn vẹn",
                f"ngày ký {signed}; {quoted(deadline.words)}; {days} ngày làm việc trọn vẹn ở giữa",
                f"Dưới {FEW} ngày làm việc trọn vẹn thì khó kịp rà soát và báo cáo qua các cơ quan trung gian.",
                "Cân nhắc lùi hạn, hoặc nêu rõ việc nào cần làm trước.",
            )


def past_deadlines(case: LetterCase) -> Iterator[Finding]:
    """A deadline on or before the day on which the letter was signed."""
    for document, deadline in _deadlines(case):
        signed = document.document.day
        if signed is not None and (deadline.day < signed or (deadline.day == signed and not deadline.included)):
            yield Finding(
                "han-truoc-ngay-ky",
                Severity.ERROR,
                f"{document.name}: hạn ngày {short_date(deadline.day)} không sau ngày ký {short_date(signed)}",
                f"ngày ký {short_date(signed)}; {quoted(deadline.sentence)}",
                "Hạn thực hiện phải sau ngày ký văn bản.",
                "Kiểm tra ngày, tháng, năm của hạn và ngày ký.",
            )


def _deadlines(case: LetterCase) -> Iterator[tuple[ReadDocument, Deadline]]:
    for document in case.letter.documents:
        first = {deadline.day: deadline for deadline in reversed(document.deadlines)}
        yield from ((document, first[day]) for day in sorted(first))


def _rest_day(day: date) -> str:
    """`Chủ nhật`, `Thứ Bảy`, `ngày nghỉ lễ, Tết`; nothing for a working day, or where the calendar is not known."""
    weekday = {5: "Thứ Bảy", 6: "Chủ nhật"}.get(day.weekday(), "")
    if not covered(day):
        return weekday
    return "" if is_working(day) else weekday or "ngày nghỉ lễ, Tết"


def _full_days(document: ReadDocument, deadline: Deadline) -> int | None:
    signed = document.document.day
    if signed is None or not covered(signed) or not covered(deadline.day) or deadline.day <= signed:
        return None
    return max(0, between(signed, deadline.day if deadline.included else deadline.day - timedelta(days=1)))


def _room(document: ReadDocument, deadline: Deadline) -> str:
    days = _full_days(document, deadline)
    return "" if days is None else f"; từ ngày ký đến hạn có {days} ngày làm việc trọn vẹn"


def _working_near(day: date) -> str:
    later = day
    while _rest_day(later):
        later += timedelta(days=1)
    return f"ngày {short_date(later)}"
