"""Checks of points: sums, axes against their indicators, points against the edition's own computation."""

from collections.abc import Iterator
from decimal import Decimal

from bochiso.compare.change import Change, Comparison, Direction, UnitComparison
from bochiso.compare.checks.findings import Finding, Severity
from bochiso.compare.checks.texts import PORTAL, move_text, score_text, sides
from bochiso.compare.quantity import Measure, Quantity
from bochiso.exact import digits_of
from bochiso.index.model import Indicator
from bochiso.wording import instant_text, signed_text


def total_sums(comparison: Comparison, _swing: Decimal) -> Iterator[Finding]:
    """Axes that do not add up to the published total."""
    for edition, snapshot, unit in sides(comparison):
        values = [axis.points.value for axis in unit.axes]
        reported = unit.total.reported
        if reported is None or None in values:
            continue
        total = sum((value for value in values if value is not None), Decimal(0))
        if total == reported:
            continue
        unrounded = edition.rounding.axis.digits
        slack = Decimal(len(values)) * Decimal(5).scaleb(-(unrounded + 1)) if unrounded == 1 else Decimal(0)
        within = abs(total - reported) <= slack
        parts = " + ".join(score_text(value) for value in values if value is not None)
        yield Finding(
            "tong-cac-truc",
            Severity.NOTE if within else Severity.ERROR,
            f"{unit.unit.name}: các trục cộng lại không bằng điểm tổng hợp, {instant_text(snapshot.as_of)}",
            f"{parts} = {score_text(total)}; điểm tổng hợp công bố {score_text(reported)}",
            "Điểm tổng hợp là tổng điểm các trục."
            + (" Điểm trục đã làm tròn 1 chữ số nên chênh này nằm trong phạm vi làm tròn." if within else ""),
            "Giữ nguyên số công bố; ghi chú khi có người cộng lại." if within else f"Hỏi {PORTAL}.",
        )


def change_sums(comparison: Comparison, _swing: Decimal) -> Iterator[Finding]:
    """Changes of axes that do not add up to the change of the total."""
    for unit in comparison.units:
        axes = [comparison.change(unit, axis.code, Measure.POINTS).value for axis in comparison.edition.axes]
        total = comparison.change(unit, "total", Measure.POINTS).value
        if total is None or None in axes:
            continue
        added = sum((value for value in axes if value is not None), Decimal(0))
        if added != total:
            yield Finding(
                "tong-chenh-lech",
                Severity.NOTE,
                f"{unit.name}: chênh lệch các trục cộng lại không bằng chênh lệch điểm tổng hợp",
                f"các trục {signed_text(added, digits_of(added))}; "
                f"điểm tổng hợp {signed_text(total, digits_of(total))}",
                "Chênh lệch của tổng là tổng các chênh lệch; lệch nhỏ là do điểm trục đã làm tròn.",
                "Dùng chênh lệch của điểm tổng hợp; không cộng chênh lệch các trục.",
            )


def axis_against_rows(comparison: Comparison, _swing: Decimal) -> Iterator[Finding]:
    """An axis that moves against all its printed indicators, or stands still while they move."""
    if comparison.edition.id != comparison.edition_before.id:
        return
    for unit in comparison.units:
        for axis in comparison.edition.axes:
            moved = comparison.change(unit, axis.code, Measure.POINTS)
            if moved.value is None or _explained(unit, axis.code):
                continue
            rows = [c for i in comparison.edition.of_axis(axis.code) if (c := _moved_rate(comparison, unit, i))]
            finding = _against(unit, moved, rows)
            if finding:
                yield finding


def _explained(unit: UnitComparison, axis: str) -> bool:
    """Whether the edition computes the axis as the source reports it, at both instants."""
    sides = [side.axis(axis).points for side in (unit.before, unit.after) if side]
    return all(points.computed is not None and points.reported in (None, points.computed) for points in sides)


def _moved_rate(comparison: Comparison, unit: UnitComparison, indicator: Indicator) -> Change | None:
    change = comparison.change(unit, indicator.id, Measure.RATE)
    known = change.direction not in (Direction.UNKNOWN, Direction.NEUTRAL)
    return change if indicator.scored and known else None


def _saturated(unit: UnitComparison, row: Change) -> bool:
    """Whether the rate moved without moving its points, as above its target."""
    sides = [side.indicator(row.item).points.computed for side in (unit.before, unit.after) if side]
    return len(sides) == 2 and sides[0] is not None and sides[0] == sides[1]


def _against(unit: UnitComparison, axis: Change, rows: list[Change]) -> Finding | None:
    if not rows or axis.value is None:
        return None
    ways = {row.direction for row in rows if not _saturated(unit, row)} - {Direction.UNCHANGED}
    if axis.direction is Direction.UNCHANGED:
        at_top = (
            isinstance(axis.after, Quantity)
            and unit.after
            and axis.after.printed == unit.after.axis(axis.item).axis.maximum
        )
        if not ways or at_top:
            return None
        title = f"{unit.name}: trục {axis.title} giữ nguyên trong khi các chỉ số in ra thay đổi"
    elif axis.direction in ways:
        return None
    else:
        verb = "tăng" if axis.value > 0 else "giảm"
        other = "không có chỉ số nào in ra tốt lên" if axis.value > 0 else "không có chỉ số nào in ra xấu đi"
        title = f"{unit.name}: trục {axis.title} {verb} trong khi {other}"
    figures = "; ".join(f"{row.item} {row.title}: {move_text(row)}" for row in rows)
    return Finding(
        "truc-nguoc-chi-so",
        Severity.ASK,
        title,
        f"trục {move_text(axis)}; {figures}",
        "Điểm trục tính từ các chỉ số của nó nên phải đi cùng chiều với ít nhất một chỉ số.",
        f"Hỏi {PORTAL} chỉ số nào không in ra đã làm điểm trục thay đổi; không tự suy ra nguyên nhân.",
    )


def points(comparison: Comparison, _swing: Decimal) -> Iterator[Finding]:
    """Reported points that the edition computes differently from the same counts."""
    for _edition, snapshot, unit in sides(comparison):
        named = [(s.indicator.id, s.indicator.title, s.points) for s in unit.indicators]
        named += [(s.axis.code, f"trục {s.axis.title}", s.points) for s in unit.axes]
        for item, title, points in named:
            if points.difference:
                assert points.reported is not None and points.computed is not None
                yield Finding(
                    "diem-lech",
                    Severity.NOTE if abs(points.difference) <= Decimal("0.01") else Severity.ERROR,
                    f"{unit.unit.name}: điểm {item} công bố khác điểm tính lại, {instant_text(snapshot.as_of)}",
                    f"{title}: công bố {score_text(points.reported)}; tính lại {score_text(points.computed)} "
                    f"({signed_text(points.difference, 2)})",
                    "Điểm tính lại đúng quy tắc của phiên bản từ số đếm mà nguồn công bố.",
                    f"Dùng điểm công bố; hỏi {PORTAL} nếu chênh quá 0,01.",
                )
