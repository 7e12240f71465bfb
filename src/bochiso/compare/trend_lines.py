"""Which points of a trend stand on one line: only figures that could be subtracted are joined.

They are of one kind of source, one view, one edition, one period and one territory, with nothing missing between.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time, timedelta

from bochiso.compare.quantity import Absent
from bochiso.compare.trend_marks import taken_in
from bochiso.compare.trend_points import SourceKind, TrendPoint, said
from bochiso.time import Period, PeriodKind
from bochiso.units.registry import Registry
from bochiso.wording import period_text, short_date

_LAST_SECOND = time(23, 59, 59)
_SOURCES = {SourceKind.PUBLISHED: "công bố", SourceKind.COMPUTED: "tính từ sổ hồ sơ"}
_VIEWS = {"portal": "hồ sơ Cổng thấy", "province": "mọi hồ sơ của tỉnh"}


@dataclass(frozen=True)
class Break:
    """No line from the point `before` to the point `after` (indices of points that have figures), and why."""

    before: int
    after: int
    reasons: tuple[str, ...]


def joined(
    points: Sequence[TrendPoint], unit: str, registry: Registry
) -> tuple[tuple[TrendPoint, ...], tuple[Break, ...]]:
    """The points on their lines, and the breaks.

    Each follows the last one of its own source and view, so that computed figures do not break a published line that
    they stand between; the first of a source follows whatever came before it, and is never joined to that.
    """
    made: list[TrendPoint] = []
    breaks: list[Break] = []
    for number, point in enumerate(points):
        if isinstance(point.figure, Absent):
            made.append(point)
            continue
        before = _followed(made, point)
        reasons = () if before is None else _reasons(made, before, point, unit, registry)
        if before is not None and reasons:
            breaks.append(Break(before, number, reasons))
        if before is None or reasons:
            made.append(replace(point, line=1 + max((one.line for one in made if one.line is not None), default=-1)))
        else:
            made.append(replace(point, line=made[before].line))
    return tuple(made), tuple(breaks)


def _alike(one: TrendPoint, other: TrendPoint) -> bool:
    return (one.source, one.view) == (other.source, other.view)


def _followed(earlier: Sequence[TrendPoint], point: TrendPoint) -> int | None:
    known = [number for number, one in enumerate(earlier) if one.line is not None]
    own = [number for number in known if _alike(earlier[number], point)]
    return next(reversed(own or known), None)


def _reasons(
    earlier: Sequence[TrendPoint], number: int, point: TrendPoint, unit: str, registry: Registry
) -> tuple[str, ...]:
    """Why the point is not joined to the one before it; none where it is."""
    before = earlier[number]
    found = []
    if before.source is not point.source:
        found.append(f"nguồn số liệu đổi: {_SOURCES[before.source]} → {_SOURCES[point.source]}")
    if before.view != point.view:
        found.append(f"góc nhìn đổi: {_view(before)} → {_view(point)}")
    if before.edition != point.edition:
        found.append(f"phiên bản bộ chỉ số đổi: {before.edition} → {point.edition}")
    if before.period != point.period and not (_whole_part(before) and _whole_part(point)):
        found.append(f"kỳ khác: {period_text(before.period)} → {period_text(point.period)}, đếm lại từ đầu kỳ")
    first, last = before.instant.day, point.instant.day
    found += [
        f"từ {short_date(one.day)} gồm cả {', '.join(one.names)}" for one in taken_in(unit, first, last, registry)
    ]
    found += [
        f"{_nothing(one.figure)} {said(one.instant)}: {one.figure.reason}"
        for one in earlier[number + 1 :]
        if isinstance(one.figure, Absent) and _alike(one, point)
    ]
    return tuple(found)


def _view(point: TrendPoint) -> str:
    return _VIEWS.get(point.view, point.view)


def _nothing(figure: Absent) -> str:
    return "không có số liệu" if figure.applicable else "không áp dụng"


def _whole_part(point: TrendPoint) -> bool:
    """Whether a month or a quarter was over: whole ones can be held against each other, unlike the year to date."""
    day = point.instant.day
    over = point.instant.at is None or point.instant.at >= _LAST_SECOND
    part = point.period.kind is not PeriodKind.YEAR
    return part and over and Period.containing(point.period.kind, day + timedelta(days=1)) != point.period
