"""Checks of units: not comparable, missing, swinging, not adding up to their province."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from bochiso.compare.change import Comparison, Status, UnitComparison, of_kinds
from bochiso.compare.checks.findings import Finding, Severity
from bochiso.compare.checks.texts import move_text, score_text, sides, snapshots_of
from bochiso.compare.quantity import Measure
from bochiso.index.model import ColumnShow, Indicator, UnitTable
from bochiso.score.snapshot import Measured, NoData, Reported, Snapshot
from bochiso.score.tally import ScoredUnit
from bochiso.units.tree import UnitKind
from bochiso.wording import instant_text, integer_text, signed_text


def not_comparable(comparison: Comparison, _swing: Decimal) -> Iterator[Finding]:
    """Snapshots and units whose figures must not be subtracted, or only so far as those before a merger add up."""
    if comparison.barred:
        yield Finding(
            "khong-so-sanh-duoc",
            Severity.ERROR,
            "Hai bản số liệu không so sánh được",
            f"{comparison.before.id} và {comparison.after.id}: {comparison.barred}",
            "Điểm tính theo hai cách khác nhau thì không trừ cho nhau; bảng chỉ đặt cạnh nhau.",
            "Chọn hai thời điểm cùng phiên bản, cùng kỳ.",
        )
    groups: dict[tuple[str, str], list[str]] = {}
    for unit in comparison.units:
        if unit.barred or unit.parts or unit.status in (Status.APPEARED, Status.VANISHED):
            how = "so sánh qua sáp nhập" if unit.parts else "không so sánh được"
            groups.setdefault((unit.note, how), []).append(unit.name)
    for (note, how), names in groups.items():
        yield Finding(
            "don-vi-khong-so-sanh-duoc",
            Severity.ASK,
            f"{names[0]}: {how}" if len(names) == 1 else f"{len(names)} đơn vị {how}",
            f"{note}: {'; '.join(names)}",
            "Chỉ so sánh một đơn vị với chính nó ở cả hai thời điểm.",
            "Kiểm tra đơn vị được lập mới, giải thể, sáp nhập hay thiếu trong số liệu; hỏi người tổng hợp.",
        )


def incomplete(comparison: Comparison, _swing: Decimal) -> Iterator[Finding]:
    """Snapshots that lack units their source has, or a province without any points."""
    for snapshot in snapshots_of(comparison):
        if snapshot.missing_units:
            yield Finding(
                "nguon-thieu-don-vi",
                Severity.ASK,
                f"Số liệu {instant_text(snapshot.as_of)} chưa đủ đơn vị",
                f"nguồn cho biết còn {snapshot.missing_units} đơn vị không có trong các tệp đã nạp",
                "Chưa đủ đơn vị thì không xếp hạng và không cộng các đơn vị.",
                "Lấy đủ các trang của Cổng rồi nhập lại cùng một lần.",
            )
    for _, snapshot, unit in sides(comparison):
        whole = unit.unit.kind in (UnitKind.PROVINCE, UnitKind.MINISTRY)
        if whole and unit.total.value is None:
            yield Finding(
                "khong-co-diem",
                Severity.ASK,
                f"{unit.unit.name}: không có điểm tổng hợp, {instant_text(snapshot.as_of)}",
                f"có điểm của {sum(axis.points.value is not None for axis in unit.axes)}/{len(unit.axes)} trục",
                "Công văn báo cáo điểm của từng trục và điểm tổng hợp.",
                "Nhập thêm số liệu điểm của tỉnh ở thời điểm này trước khi lập báo cáo.",
            )


def swings(comparison: Comparison, swing: Decimal) -> Iterator[Finding]:
    """Rates that change by the set size or more."""
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
                    f"{indicator.id}: {move_text(change)}{_counts_text(unit, indicator)}",
                    f"Thay đổi từ {score_text(swing)} điểm % trở lên thường do nhập sai hoặc do số đếm quá nhỏ.",
                    f"Hỏi {unit.name} số liệu gốc ở hai thời điểm; nhập sai thì sửa ở nguồn rồi nhập lại.",
                )


def _counts_text(unit: UnitComparison, indicator: Indicator) -> str:
    values = [side.indicator(indicator.id).value for side in (unit.before, unit.after) if side]
    counts = [f"{integer_text(v.numerator)}/{integer_text(v.denominator)}" for v in values if isinstance(v, Measured)]
    return f"; số đếm {' → '.join(counts)} {indicator.unit}" if counts else "; nguồn không cho số đếm"


def missing_units(comparison: Comparison, _swing: Decimal) -> Iterator[Finding]:
    """Units that are in one table and not in another. 0 of 0 is an answer; a list that nobody stands in is no list."""
    for table in comparison.edition.tables:
        for column in table.columns:
            missing = [
                unit.name
                for part in table.parts
                for unit in _missing(of_kinds(comparison.units, part.kinds), column.item, column.show)
            ]
            if missing:
                yield Finding(
                    "thieu-don-vi",
                    Severity.ASK,
                    f"Biểu «{table.title}», cột «{column.label}» thiếu {len(missing)} đơn vị",
                    "không có số liệu: " + "; ".join(missing),
                    "Một đơn vị có trong biểu này mà không có trong biểu khác thì phải biết vì sao.",
                    "Hỏi người tổng hợp: đơn vị không phát sinh (0/0) hay bị bỏ sót.",
                )


def _missing(units: Sequence[UnitComparison], item: str, show: ColumnShow) -> list[UnitComparison]:
    there = [unit for unit in units if any(side and _has(side, item, show) for side in (unit.before, unit.after))]
    return [unit for unit in units if unit not in there] if there else []


def _has(unit: ScoredUnit, item: str, show: ColumnShow) -> bool:
    if show is ColumnShow.RANK:
        return unit.rank is not None
    if item in unit.items:
        return not isinstance(unit.indicator(item).value, NoData)
    return (unit.total if item == "total" else unit.axis(item).points).value is not None


def unit_sums(comparison: Comparison, _swing: Decimal) -> Iterator[Finding]:
    """A province's own printed figure against the sum of its units, for the columns of tables that have a total.

    Computed figures count the dossiers recorded under the province's own code too, so that it may have more.
    """
    for edition, snapshot, whole in sides(comparison):
        for table in edition.tables if not snapshot.missing_units else ():
            for column in table.columns if table.total else ():
                parts = _parts(snapshot, whole, table, column.item)
                own = whole.indicator(column.item).value if edition.indicator(column.item) else None
                counted = _counted(own, column.show)
                added = sum(_counted(part, column.show) or 0 for part in parts)
                own_cases = snapshot.computed and counted is not None and counted > added
                if parts and counted is not None and added != counted and not own_cases:
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


def rate_against_backlog(comparison: Comparison, _swing: Decimal) -> Iterator[Finding]:
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
                        f"{row.number}: {move_text(rate)}; {table.title}: {move_text(count)}",
                        f"Biểu «{table.title}» được dẫn là chi tiết của dòng {row.number}.",
                        "Hỏi người tổng hợp: biểu là tồn đọng tại thời điểm thống kê hay là tử số của tỷ lệ.",
                    )
