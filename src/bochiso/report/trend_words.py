"""What is said beside and instead of the chart of a trend."""

from collections.abc import Sequence
from decimal import Decimal
from typing import assert_never

from bochiso.compare.quantity import Measure, Quantity
from bochiso.compare.trend import Trend
from bochiso.compare.trend_marks import Level, LevelKind, RuleChange, TakenIn
from bochiso.compare.trend_points import SourceKind, TrendPoint, said
from bochiso.wording import capital, decimal_text, integer_text, short_date

_ALL = 12  # up to so many points the description names each
_SOURCES = {SourceKind.PUBLISHED: "công bố", SourceKind.COMPUTED: "tính từ sổ hồ sơ"}


def figure_text(measure: Measure, point: TrendPoint) -> str:
    """`26,03`, a count as `31.232`, or the dash where there is no figure."""
    if not isinstance(point.figure, Quantity):
        return "–"
    if measure is Measure.COUNT:
        return integer_text(int(point.figure.printed))
    return decimal_text(point.figure.printed, max(2, point.figure.digits))


def unit_text(trend: Trend) -> str:
    """What a figure of the trend is in: `%`, `điểm`, `hồ sơ`."""
    match trend.measure:
        case Measure.RATE:
            return "%"
        case Measure.COUNT:
            return trend.counted
        case _:
            return "điểm"


def measure_title(trend: Trend, *, from_zero: bool) -> str:
    """Heads the vertical scale: `Tỷ lệ (%)`, `Điểm (tối đa 18)`."""
    match trend.measure:
        case Measure.RATE:
            title = "Tỷ lệ (%)"
        case Measure.COUNT:
            title = f"Số lượng ({trend.counted})"
        case _:
            most = [m.value for m in trend.marks if isinstance(m, Level) and m.kind is LevelKind.MAXIMUM]
            title = f"Điểm (tối đa {trimmed(most[-1])})" if most else "Điểm"
    return title if from_zero else f"{title}, trục không bắt đầu từ 0"


def level_words(level: Level) -> tuple[str, str]:
    """`mục tiêu`, `80 %`; `tối đa`, `18`."""
    match level.kind:
        case LevelKind.TARGET:
            return "mục tiêu", f"{trimmed(level.value)} %"
        case LevelKind.MAXIMUM:
            return "tối đa", trimmed(level.value)
        case _:
            assert_never(level.kind)


def change_text(mark: RuleChange | TakenIn) -> str:
    """A few words with the day."""
    words = "đổi quy tắc" if isinstance(mark, RuleChange) else "sáp nhập"
    return f"{words} {short_date(mark.day)}"


def trimmed(value: Decimal) -> str:
    """Without zeros at the end: `80`, `12,5`."""
    text = decimal_text(value, 2)
    return text.rstrip("0").rstrip(",")


def description(trend: Trend, caption: str) -> str:
    """The chart in words: its figures, what they are held against, where the line stops and why."""
    parts = [caption.rstrip("."), f"{trend.title}, {trend.unit_name}"]
    parts += _figures(trend) or ["Không có số liệu"]
    levels = [mark for mark in trend.marks if isinstance(mark, Level) and _held(trend, mark)]
    parts += [f"{capital(' '.join(level_words(level)))} {_span(level)}" for level in levels]
    parts += [_stops(trend, one.before, one.after, one.reasons) for one in trend.breaks]
    for mark in trend.marks:
        if isinstance(mark, RuleChange):
            changes = "; ".join(one.text for one in mark.differences) or "mục này không đổi"
            parts.append(f"Từ {short_date(mark.day)} áp dụng phiên bản {mark.after}: {changes}")
        elif isinstance(mark, TakenIn):
            parts.append(f"Từ {short_date(mark.day)} gồm cả {', '.join(mark.names)}")
    return ". ".join(parts) + "."


def _held(trend: Trend, level: Level) -> bool:
    return (level.kind is LevelKind.TARGET) == (trend.measure is Measure.RATE) and trend.measure is not Measure.COUNT


def _span(level: Level) -> str:
    since = f"từ {short_date(level.since)}"
    return since if level.until is None else f"{since} đến trước {short_date(level.until)}"


def _figures(trend: Trend) -> list[str]:
    known = [point for point in trend.points if isinstance(point.figure, Quantity)]
    missing = len(trend.points) - len(known)
    told = [f"Không có số liệu hoặc không áp dụng: {missing} thời điểm"] if missing else []
    if len(known) <= _ALL:
        return [_named(trend, known), *told] if known else told
    low, high = (pick(known, key=_printed) for pick in (min, max))
    ends = (("Đầu", known[0]), ("Cuối", known[-1]), ("Thấp nhất", low), ("Cao nhất", high))
    return [f"{len(known)} số liệu", *(f"{words}: {_named(trend, [point])}" for words, point in ends), *told]


def _printed(point: TrendPoint) -> Decimal:
    assert isinstance(point.figure, Quantity)
    return point.figure.printed


def _named(trend: Trend, points: Sequence[TrendPoint]) -> str:
    unit = unit_text(trend)
    told = (
        f"{said(point.instant)}: {figure_text(trend.measure, point)} {unit} ({_SOURCES[point.source]})"
        for point in points
    )
    return "; ".join(told)


def _stops(trend: Trend, before: int, after: int, reasons: Sequence[str]) -> str:
    first, last = (trend.points[number].instant for number in (before, after))
    return f"Không nối {said(first)} với {said(last)}: {'; '.join(reasons)}"
