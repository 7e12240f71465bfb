"""A first set of checks over two snapshots: small rules, each telling everything it finds.

`contradictions` runs them all. The order is that of the rules, then of print; the reference page lists every id.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction

from bochiso.compare.change import Change, Comparison, Direction, Status, UnitComparison
from bochiso.compare.findings import Finding, Severity
from bochiso.compare.quantity import Measure, Quantity
from bochiso.exact import digits_of, rounded
from bochiso.index.model import ColumnShow, Edition, Indicator, UnitTable
from bochiso.score.rules import percent
from bochiso.score.snapshot import Figure, Measured, Reported, Snapshot
from bochiso.score.tally import ScoredUnit
from bochiso.wording import decimal_text, instant_text, integer_text, signed_text

PORTAL = "đơn vị vận hành Cổng Dịch vụ công quốc gia (Cục Kiểm soát TTHC, Văn phòng Chính phủ)"

Side = tuple[Edition, Snapshot, ScoredUnit]
Rule = Callable[[Comparison, Decimal], Iterator[Finding]]


def contradictions(comparison: Comparison, swing: Decimal) -> tuple[Finding, ...]:
    """Everything the rules find. `swing` is in percentage points: a larger change of a unit's rate is asked about."""
    return tuple(finding for rule in RULES for finding in rule(comparison, swing))


def _sides(comparison: Comparison) -> Iterator[Side]:
    for unit in comparison.units:
        if unit.before:
            yield comparison.edition_before, comparison.before, unit.before
        if unit.after:
            yield comparison.edition, comparison.after, unit.after


def _score_text(value: Decimal) -> str:
    return decimal_text(value, digits_of(value))


def _not_comparable(comparison: Comparison, _swing: Decimal) -> Iterator[Finding]:
    if comparison.barred:
        yield Finding(
            "khong-so-sanh-duoc",
            Severity.ERROR,
            "Hai bản số liệu không so sánh được",
            f"{comparison.before.id} và {comparison.after.id}: {comparison.barred}",
            "Điểm tính theo hai cách khác nhau thì không trừ cho nhau; bảng chỉ đặt cạnh nhau.",
            "Chọn hai thời điểm cùng phiên bản, cùng kỳ.",
        )
    for unit in comparison.units:
        if unit.barred or unit.status in (Status.APPEARED, Status.VANISHED):
            yield Finding(
                "don-vi-khong-so-sanh-duoc",
                Severity.ASK,
                f"{unit.name}: không so sánh được",
                unit.note,
                "Chỉ so sánh một đơn vị với chính nó ở cả hai thời điểm.",
                "Kiểm tra đơn vị được lập mới, giải thể, sáp nhập hay thiếu trong số liệu; hỏi người tổng hợp.",
            )


def _total_sums(comparison: Comparison, _swing: Decimal) -> Iterator[Finding]:
    for edition, snapshot, unit in _sides(comparison):
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
        parts = " + ".join(_score_text(value) for value in values if value is not None)
        yield Finding(
            "tong-cac-truc",
            Severity.NOTE if within else Severity.ERROR,
            f"{unit.unit.name}: các trục cộng lại không bằng điểm tổng hợp, {instant_text(snapshot.as_of)}",
            f"{parts} = {_score_text(total)}; điểm tổng hợp công bố {_score_text(reported)}",
            "Điểm tổng hợp là tổng điểm các trục."
            + (" Điểm trục đã làm tròn 1 chữ số nên chênh này nằm trong phạm vi làm tròn." if within else ""),
            "Giữ nguyên số công bố; ghi chú khi có người cộng lại." if within else f"Hỏi {PORTAL}.",
        )


def _change_sums(comparison: Comparison, _swing: Decimal) -> Iterator[Finding]:
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
                f"các trục {signed_text(added, digits_of(added))}; điểm tổng hợp {signed_text(total, digits_of(total))}",
                "Chênh lệch của tổng là tổng các chênh lệch; lệch nhỏ là do điểm trục đã làm tròn.",
                "Dùng chênh lệch của điểm tổng hợp; không cộng chênh lệch các trục.",
            )


def _axis_against_rows(comparison: Comparison, _swing: Decimal) -> Iterator[Finding]:
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


def _against(unit: UnitComparison, axis: Change, rows: list[Change]) -> Finding | None:
    if not rows or axis.value is None:
        return None
    ways = {row.direction for row in rows} - {Direction.UNCHANGED}
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
    figures = "; ".join(f"{row.item} {row.title}: {_move_text(row)}" for row in rows)
    return Finding(
        "truc-nguoc-chi-so",
        Severity.ASK,
        title,
        f"trục {_move_text(axis)}; {figures}",
        "Điểm trục tính từ các chỉ số của nó nên phải đi cùng chiều với ít nhất một chỉ số.",
        f"Hỏi {PORTAL} chỉ số nào không in ra đã làm điểm trục thay đổi; không tự suy ra nguyên nhân.",
    )


def _move_text(change: Change) -> str:
    assert isinstance(change.before, Quantity) and isinstance(change.after, Quantity) and change.value is not None
    before = decimal_text(change.before.printed, change.digits)
    after = decimal_text(change.after.printed, change.digits)
    return f"{before} → {after} ({signed_text(change.value, change.digits)} {change.unit})"


def _shared_denominators(comparison: Comparison, _swing: Decimal) -> Iterator[Finding]:
    for edition, snapshot, unit in _sides(comparison):
        for indicator in edition.indicators:
            figures = _denominator_conflict(edition, unit, indicator)
            if figures:
                yield Finding(
                    "mau-so-khac-nhau",
                    Severity.ASK,
                    f"{unit.unit.name}: mẫu số của {indicator.id} không khớp, {instant_text(snapshot.as_of)}",
                    figures,
                    f"{indicator.id} ({indicator.title}) và chỉ số đi cùng đếm trên cùng một tập {indicator.unit}.",
                    f"Hỏi {PORTAL} hai mẫu số lấy từ đâu, tại thời điểm nào.",
                )


def _denominator_conflict(edition: Edition, unit: ScoredUnit, indicator: Indicator) -> str:
    name = indicator.same_denominator or indicator.among_counted_by
    other = unit.indicator(name).value if edition.indicator(name) else None
    if not isinstance(other, Measured):
        return ""
    expected = other.denominator if indicator.same_denominator else other.numerator
    word = "mẫu số" if indicator.same_denominator else "tử số"
    match unit.indicator(indicator.id).value:
        case Measured(denominator=found) if found != expected:
            return f"mẫu số của {indicator.id} là {integer_text(found)}; {word} của {name} là {integer_text(expected)}"
        case Reported(rate=Decimal() as rate, count=int() as count) if rate > 0:
            low, high = _implied(count, rate)
            if not low <= expected <= high:
                return (
                    f"{integer_text(count)} bằng {_score_text(rate)} % thì mẫu số từ {integer_text(low)} đến "
                    f"{integer_text(high)}; {word} của {name} là {integer_text(expected)}"
                )
    return ""


def _implied(count: int, rate: Decimal) -> tuple[int, int]:
    """The whole denominators for which `count` is printed as `rate` percent."""
    half = Fraction(1, 2 * 10 ** digits_of(rate))
    low, high = Fraction(count * 100) / (Fraction(rate) + half), Fraction(count * 100) / (Fraction(rate) - half)
    return -(-low.numerator // low.denominator), high.numerator // high.denominator


def _swings(comparison: Comparison, swing: Decimal) -> Iterator[Finding]:
    for unit in comparison.units:
        if comparison.edition.id != comparison.edition_before.id:
            return
        for indicator in comparison.edition.indicators:
            change = comparison.change(unit, indicator.id, Measure.RATE)
            if change.value is not None and abs(change.value) >= swing:
                yield Finding(
                    "bien-dong-lon",
                    Severity.ASK,
                    f"{unit.name}: {indicator.title} thay đổi {signed_text(change.value, change.digits)} điểm %",
                    f"{indicator.id}: {_move_text(change)}{_counts_text(unit, indicator)}",
                    f"Thay đổi từ {_score_text(swing)} điểm % trở lên thường do nhập sai hoặc do số đếm quá nhỏ.",
                    f"Hỏi {unit.name} số liệu gốc ở hai thời điểm; nhập sai thì sửa ở nguồn rồi nhập lại.",
                )


def _counts_text(unit: UnitComparison, indicator: Indicator) -> str:
    values = [side.indicator(indicator.id).value for side in (unit.before, unit.after) if side]
    counts = [f"{integer_text(v.numerator)}/{integer_text(v.denominator)}" for v in values if isinstance(v, Measured)]
    return f"; số đếm {' → '.join(counts)} {indicator.unit}" if counts else "; nguồn không cho số đếm"


def _missing_units(comparison: Comparison, _swing: Decimal) -> Iterator[Finding]:
    for table in comparison.edition.tables:
        for column in table.columns:
            kinds = frozenset(kind for part in table.parts for kind in part.kinds)
            units = [unit for unit in comparison.units if unit.kind in kinds]
            there = [u for u in units if any(s and _has(s, column.item, column.show) for s in (u.before, u.after))]
            missing = [unit for unit in units if unit not in there]
            if there and missing:
                yield Finding(
                    "thieu-don-vi",
                    Severity.ASK,
                    f"Biểu «{table.title}» thiếu {len(missing)} đơn vị",
                    "không có số liệu: " + "; ".join(unit.name for unit in missing),
                    "Một đơn vị có trong biểu này mà không có trong biểu khác thì phải biết vì sao.",
                    "Hỏi người tổng hợp: đơn vị không phát sinh (0/0) hay bị bỏ sót.",
                )


def _has(unit: ScoredUnit, item: str, show: ColumnShow) -> bool:
    if show is ColumnShow.RANK:
        return unit.rank is not None
    if item in {scored.indicator.id for scored in unit.indicators}:
        return isinstance(unit.indicator(item).value, Measured | Reported)
    return (unit.total if item == "total" else unit.axis(item).points).value is not None


def _unit_sums(comparison: Comparison, _swing: Decimal) -> Iterator[Finding]:
    """A province's own printed figure against the sum of its units, for the columns of tables that have a total."""
    for edition, snapshot, whole in _sides(comparison):
        for table in edition.tables:
            for column in table.columns if table.total else ():
                parts = _parts(snapshot, whole, table, column.item)
                own = whole.indicator(column.item).value if edition.indicator(column.item) else None
                counted = _counted(own, column.show)
                added = sum(_counted(part, column.show) or 0 for part in parts)
                if parts and counted is not None and added != counted:
                    yield Finding(
                        "tong-don-vi",
                        Severity.ERROR,
                        f"{whole.unit.name}: số của tỉnh không bằng tổng các đơn vị, {instant_text(snapshot.as_of)}",
                        f"{column.label}: tỉnh {integer_text(counted)}; tổng {len(parts)} đơn vị {integer_text(added)}",
                        "Dòng tổng số là tổng các dòng của biểu.",
                        "Kiểm tra đơn vị bị thiếu hoặc nhập sai; hỏi người tổng hợp.",
                    )


def _parts(snapshot: Snapshot, whole: ScoredUnit, table: UnitTable, item: str) -> list[Measured | Reported]:
    kinds = {kind for part in table.parts for kind in part.kinds}
    figures = [snapshot.figure(u.code, item) for u in snapshot.units if u.kind in kinds and u.parent == whole.unit.code]
    return [f.value for f in figures if f is not None and isinstance(f.value, Measured | Reported)]


def _counted(value: object, show: ColumnShow) -> int | None:
    match value:
        case Measured(numerator=n, denominator=d):
            return d - n if show is ColumnShow.REST else n
        case Reported(count=count) if show is not ColumnShow.REST:
            return count
        case _:
            return None


def _rates(comparison: Comparison, _swing: Decimal) -> Iterator[Finding]:
    for edition, snapshot, unit in _sides(comparison):
        for scored in unit.indicators:
            figure = scored.figure
            if figure is None or scored.inherited_from or not isinstance(figure.value, Measured):
                continue
            n, d = figure.value.numerator, figure.value.denominator
            if n > d:
                yield _figure_finding(
                    "tu-so-lon-hon-mau-so", Severity.ERROR, unit, snapshot, figure, f"{integer_text(n)}/{integer_text(d)}",
                    "Số được đếm là một phần của mẫu số.",
                )  # fmt: skip
            if figure.printed_rate is None:
                continue
            ours = rounded(figure.value.share * 100, digits_of(figure.printed_rate), edition.rounding.percent.tie)
            if (
                ours != figure.printed_rate
                and percent(figure.value.share, edition.rounding.percent) != figure.printed_rate
            ):
                yield _figure_finding(
                    "ty-le-lech", Severity.ERROR, unit, snapshot, figure,
                    f"{integer_text(n)}/{integer_text(d)} = {_score_text(ours)} %; nguồn in {_score_text(figure.printed_rate)} %",
                    "Tỷ lệ là tử số chia mẫu số, làm tròn theo quy tắc của phiên bản.",
                )  # fmt: skip


def _figure_finding(
    id: str, severity: Severity, unit: ScoredUnit, snapshot: Snapshot, figure: Figure, figures: str, rule: str
) -> Finding:
    title = f"{unit.unit.name}: số liệu {figure.item} không khớp, {instant_text(snapshot.as_of)}"
    return Finding(id, severity, title, figures, rule, f"Đối chiếu với nguồn ({figure.source}); hỏi {PORTAL}.")


def _points(comparison: Comparison, _swing: Decimal) -> Iterator[Finding]:
    for _edition, snapshot, unit in _sides(comparison):
        named = [(s.indicator.id, s.indicator.title, s.points) for s in unit.indicators]
        named += [(s.axis.code, f"trục {s.axis.title}", s.points) for s in unit.axes]
        for item, title, points in named:
            if points.difference:
                assert points.reported is not None and points.computed is not None
                yield Finding(
                    "diem-lech",
                    Severity.NOTE if abs(points.difference) <= Decimal("0.01") else Severity.ERROR,
                    f"{unit.unit.name}: điểm {item} công bố khác điểm tính lại, {instant_text(snapshot.as_of)}",
                    f"{title}: công bố {_score_text(points.reported)}; tính lại {_score_text(points.computed)} "
                    f"({signed_text(points.difference, 2)})",
                    "Điểm tính lại đúng quy tắc của phiên bản từ số đếm mà nguồn công bố.",
                    f"Dùng điểm công bố; hỏi {PORTAL} nếu chênh quá 0,01.",
                )


def _flags(comparison: Comparison, _swing: Decimal) -> Iterator[Finding]:
    found: dict[tuple[str, str, str, str], list[str]] = {}
    for _edition, snapshot, unit in _sides(comparison):
        for scored in unit.indicators:
            for flag in scored.figure.flags if scored.figure and not scored.inherited_from else ():
                key = (scored.indicator.id, flag.code, flag.message, instant_text(snapshot.as_of))
                found.setdefault(key, []).append(unit.unit.name)
    for (item, code, message, instant), names in found.items():
        more = f" và {len(names) - 3} đơn vị khác" if len(names) > 3 else ""
        yield Finding(
            "nguon-danh-dau",
            Severity.NOTE,
            f"Nguồn đánh dấu chất lượng số liệu {item}, {instant}",
            f"{code}: {message} Đơn vị: {'; '.join(names[:3])}{more}.",
            "Nguồn tự cho biết số liệu này chưa chắc chắn.",
            "Nêu rõ khi trích dẫn; xem lại khi nguồn bỏ đánh dấu.",
        )


def _zero_without_counts(comparison: Comparison, _swing: Decimal) -> Iterator[Finding]:
    found: dict[tuple[str, str], list[str]] = {}
    for _edition, snapshot, unit in _sides(comparison):
        for scored in unit.indicators:
            match scored.value:
                case Reported(rate=Decimal() as rate, count=None) if rate == 0:
                    key = (f"{scored.indicator.id} ({scored.indicator.title})", instant_text(snapshot.as_of))
                    found.setdefault(key, []).append(unit.unit.name)
    for (item, instant), names in found.items():
        yield Finding(
            "khong-phan-tram-khong-so-dem",
            Severity.ASK,
            f"Chỉ số {item}: nguồn in 0 % mà không kèm số đếm, {instant}",
            "; ".join(names),
            "0 trong số 0 là «không áp dụng», khác với 0 %; chỉ có số đếm mới phân biệt được.",
            "Hỏi từng đơn vị có phát sinh hồ sơ, TTHC loại này không; không có thì ghi 0/0 để in «–».",
        )


def _rate_against_backlog(comparison: Comparison, _swing: Decimal) -> Iterator[Finding]:
    """A table that is cited as the detail of a rate, and whose total moves the other way."""
    if comparison.edition.id != comparison.edition_before.id:
        return
    for table in comparison.edition.tables:
        for indicator in comparison.edition.indicators:
            row = next((r for r in indicator.rows if r.number in table.detail_of), None)
            column = table.columns[0]
            if row is None or column.item == indicator.id:
                continue
            for unit in comparison.units:
                rate = comparison.change(unit, indicator.id, Measure.REST_RATE)
                count = comparison.change(unit, column.item, Measure.COUNT)
                if rate.value and count.value and (rate.value > 0) != (count.value > 0):
                    yield Finding(
                        "ty-le-nguoc-chi-tiet",
                        Severity.ASK,
                        f"{unit.name}: {row.label} và biểu chi tiết đi ngược chiều",
                        f"{row.number}: {_move_text(rate)}; {table.title}: {_move_text(count)}",
                        f"Biểu «{table.title}» được dẫn là chi tiết của dòng {row.number}.",
                        "Hỏi người tổng hợp: biểu là tồn đọng tại thời điểm thống kê hay là tử số của tỷ lệ.",
                    )


RULES: tuple[Rule, ...] = (
    _not_comparable,
    _total_sums,
    _change_sums,
    _axis_against_rows,
    _rate_against_backlog,
    _shared_denominators,
    _swings,
    _missing_units,
    _unit_sums,
    _rates,
    _points,
    _zero_without_counts,
    _flags,
)
