"""Figures as pages say them: a text, the class that colours it, and a note; never a colour without a word."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bochiso.compare.change import Change, Direction
from bochiso.exact import Tie, rounded
from bochiso.index.model import Edition
from bochiso.score.rules import percent
from bochiso.score.snapshot import Measured, NoData, NotApplicable, Reported, Value
from bochiso.score.tally import POINT_DIGITS, Points, ScoredIndicator
from bochiso.view.comparisons import change_text
from bochiso.wording import MISSING, UNCHANGED, decimal_text, integer_text

SMALL = 30
"""A denominator below this is marked: a single dossier moves the rate by more than three percentage points."""


@dataclass(frozen=True)
class Said:
    """`kind` is the class of the cell: good, bad, same, none (no data), na (not applicable), zero, small or empty."""

    text: str
    kind: str = ""
    note: str = ""


NO_DATA = Said("không có số liệu", "none")

_ARROWS = {
    Direction.GOOD: ("good", "tốt lên"),
    Direction.BAD: ("bad", "xấu đi"),
    Direction.NEUTRAL: ("", ""),
}


def points_said(points: Points, maximum: Decimal | None = None) -> Said:
    """`14,60` or `14,60/18`; what is not known says so, with the bounds that are."""
    if points.value is None:
        if points.high > points.low:
            low, high = (decimal_text(points_of(bound), POINT_DIGITS) for bound in (points.low, points.high))
            return Said("chưa đủ số liệu", "none", f"từ {low} đến {high} điểm, tuỳ phần chưa biết")
        return NO_DATA
    of = "" if maximum is None else f"/{_plain(maximum)}"
    note = "" if not points.difference else f"tính lại được {decimal_text(points.computed or Decimal(0), POINT_DIGITS)}"
    return Said(decimal_text(points.value, POINT_DIGITS) + of, "zero" if points.value == 0 else "", note)


def points_of(value: Fraction) -> Decimal:
    """An exact value at the digits of points."""
    return rounded(value, POINT_DIGITS, Tie.EVEN)


def counts_said(value: Value) -> Said:
    """`352/400`; a count alone; 0/0; or why there is nothing."""
    match value:
        case Measured(numerator=n, denominator=d):
            small = Said(_counts(n, d), "small", f"mẫu nhỏ (dưới {SMALL}): một trường hợp đổi tỷ lệ nhiều")
            return small if d < SMALL else Said(_counts(n, d), "zero" if n == 0 else "")
        case Reported(count=count, text=text):
            return Said(MISSING if count is None else integer_text(count), "", text)
        case NotApplicable(counted=True, reason=reason):
            return Said("0/0", "na", reason)
        case NotApplicable(reason=reason):
            return Said("không áp dụng", "na", reason)
        case NoData(reason=reason):
            return Said("không có số liệu", "none", reason)


def _counts(numerator: int, denominator: int) -> str:
    return f"{integer_text(numerator)}/{integer_text(denominator)}"


def rate_said(edition: Edition, scored: ScoredIndicator) -> Said:
    """`88,00 %`; nothing where there is no percentage."""
    match scored.value:
        case Measured() as value:
            return Said(decimal_text(percent(value.share, edition.rounding.percent), 2) + " %", counts_said(value).kind)
        case Reported(rate=rate) if rate is not None:
            return Said(decimal_text(rate, 2) + " %", "", "nguồn chỉ in tỷ lệ")
        case NotApplicable(reason=reason):
            return Said("không áp dụng", "na", reason)
        case NoData(reason=reason):
            return Said("không có số liệu", "none", reason)
        case _:
            return Said(MISSING, "", "chỉ có số đếm, không có tỷ lệ")


def change_said(change: Change | None) -> Said:
    """`▲ +0,59 điểm (tốt lên)`, `● Giữ nguyên`, or why nothing is subtracted."""
    if change is None:
        return Said("chưa có kỳ trước để so", "none")
    if change.value is None:
        return Said("không so được", "none", change.note)
    if change.value == 0:
        return Said(f"● {UNCHANGED}", "same")
    kind, word = _ARROWS.get(change.direction, ("", ""))
    arrow = "▲" if change.value > 0 else "▼"
    return Said(f"{arrow} {change_text(change)}" + (f" ({word})" if word else ""), kind)


def _plain(value: Decimal) -> str:
    """A maximum without needless zeros: `18`, `17,5`."""
    whole = value == value.to_integral_value()
    return integer_text(int(value)) if whole else decimal_text(value, 2).rstrip("0")
