"""The index at a coming instant if nobody acts: only time passes, so that open dossiers and petitions go late.

It is arithmetic on what is known at the first instant; what besides must be assumed is said with the figures.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bochiso.compare.ahead.going_late import GoingLate, going_late
from bochiso.compare.change import Comparison, UnitComparison, compare
from bochiso.errors import fail
from bochiso.index.model import Edition, Indicator
from bochiso.measure.compute import Source, compute, known_at, moment_at
from bochiso.measure.terms import Moment
from bochiso.score.snapshot import Value
from bochiso.score.tally import Points, ScoredIndicator
from bochiso.time import Instant, Period, PeriodKind, second_of
from bochiso.wording import instant_text, integer_text, period_text, short_date
from bochiso.workdays import KNOWN_TO, covered


@dataclass(frozen=True)
class Moved:
    """An indicator of a unit whose counts or points are others at the coming instant."""

    indicator: Indicator
    before: ScoredIndicator
    after: ScoredIndicator


@dataclass(frozen=True)
class Forecast:
    """The figures at both instants, what goes late between them, what was assumed, and what is to be known besides.

    `units` are those asked for; `late` is of the unit asked for, or of all there are.
    """

    comparison: Comparison
    units: tuple[UnitComparison, ...]
    late: GoingLate
    assumptions: tuple[str, ...]
    warnings: tuple[str, ...]


def moments_of(at: Instant, until: Instant, kind: PeriodKind, view: str) -> tuple[Moment, Moment]:
    """The instant from which, and the coming one as known then. Raises `BochisoError` if they are not of one period."""
    before, after = moment_at(at, kind, view), moment_at(until, kind, view)
    if second_of(at) >= second_of(until):
        raise fail(
            f"--at {at}, --until {until}",
            "thời điểm dự báo không sau thời điểm đã biết",
            why="dự báo là số liệu của một thời điểm sẽ đến, tính từ điều đã biết trước đó",
            remedy="chọn --until sau --at; số liệu của một thời điểm đã qua: bochiso compute --at",
        )
    if before.period != after.period:
        raise fail(
            f"--at {at}, --until {until}",
            f"hai thời điểm thuộc hai kỳ: {period_text(before.period)} và {period_text(after.period)}",
            why="sang kỳ mới, chỉ số đếm lại từ đầu trên hồ sơ chưa ai biết",
            remedy=f"chọn --until trong {period_text(before.period)}" + _wider(before, after),
        )
    return before, replace(after, known_until=before.at)


def _wider(before: Moment, after: Moment) -> str:
    same_year = before.instant.day.year == after.instant.day.year
    return ", hoặc --period year" if same_year and before.period.kind is not PeriodKind.YEAR else ""


def forecast(source: Source, edition: Edition, before: Moment, after: Moment, unit: str = "") -> Forecast:
    """The figures of both moments from `moments_of`, in one pass; those of a unit of the later day, or of all."""
    first, then = compute(source, edition, (before, after))
    comparison = compare(first.snapshot, then.snapshot, source.registry)
    late = going_late(source, known_at(source, before), known_at(source, after), unit or source.root)
    return Forecast(
        comparison,
        tuple(each for each in comparison.units if not unit or each.code == unit),
        late,
        _assumptions(before, after, late),
        tuple(dict.fromkeys((*first.warnings, *then.warnings, *_besides(after, late)))),
    )


def moved(forecast: Forecast, unit: UnitComparison) -> Iterator[Moved]:
    """The indicators of a unit that change, in the edition's order."""
    if unit.before is None or unit.after is None:
        return
    for indicator in forecast.comparison.edition.indicators:
        before, after = unit.before.indicator(indicator.id), unit.after.indicator(indicator.id)
        if _shown(before.value, before.points) != _shown(after.value, after.points):
            yield Moved(indicator, before, after)


def _shown(value: Value, points: Points) -> tuple[object, ...]:
    return value, points.exact, points.value


def _assumptions(before: Moment, after: Moment, late: GoingLate) -> tuple[str, ...]:
    at, until = instant_text(before.instant), instant_text(after.instant)
    found = [
        f"Sau {at} không hồ sơ nào được tiếp nhận, giải quyết xong, đồng bộ, thanh toán hay sửa đổi thêm.",
        "Không PAKN nào được tiếp nhận hay xử lý thêm; chỉ thời gian trôi.",
        f"Việc sổ đã ghi đến {at} nhưng mang ngày sau đó thì có hiệu lực từ ngày ấy.",
        f"Danh mục TTHC, dịch vụ công như đã biết đến {at}, thay đổi có ghi ngày thì theo ngày.",
        f"Đơn vị theo cây đơn vị của ngày {short_date(after.instant.day)}.",
        "Hạn là ngày hẹn trả cộng thời gian người nộp đã dùng để bổ sung.",
        "Hồ sơ không có ngày hẹn trả thì hạn là hết thời hạn giải quyết của TTHC trong danh mục.",
    ]
    if covered(after.instant.day) and all(covered(each.last) for each in late.petitions):
        found.append(f"Ngày làm việc tính theo lịch nghỉ đã công bố đến hết năm {KNOWN_TO.year}.")
    else:
        found.append(
            f"Lịch nghỉ chưa công bố đủ cho mọi ngày đến {until}: ở ngày ngoài lịch, hạn theo ngày làm việc chỉ trừ "
            "thứ bảy, chủ nhật và ngày lễ đã định trong luật, nên có thể sớm hơn thực tế."
        )
    return tuple(found)


def _besides(after: Moment, late: GoingLate) -> Iterator[str]:
    """What goes late and is in no figure."""
    if late.unseen:
        yield (
            f"ngoài danh sách còn {integer_text(late.unseen)} hồ sơ chưa đồng bộ cũng sẽ quá hạn; Cổng chưa thấy nên "
            "không tính vào số liệu: thêm --view province để xem"
        )
    if late.earlier:
        yield (
            f"ngoài danh sách còn {integer_text(late.earlier)} hồ sơ tiếp nhận trước {period_text(after.period)} cũng "
            "sẽ quá hạn; không tính vào kỳ này" + _longer(after.period)
        )
    if late.earlier_petitions:
        yield (
            f"ngoài danh sách còn {integer_text(late.earlier_petitions)} PAKN của kỳ trước cũng sẽ quá hạn; không tính "
            "vào kỳ này"
        )


def _longer(period: Period) -> str:
    return "" if period.kind is PeriodKind.YEAR else ": thêm --period year để xem hồ sơ từ đầu năm"
