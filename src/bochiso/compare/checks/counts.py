"""Checks of counts and rates within one snapshot: denominators, percentages, zeros, the source's own remarks."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from bochiso.compare.change import Comparison
from bochiso.compare.checks.findings import Finding, Severity
from bochiso.compare.checks.texts import PORTAL, score_text, sides
from bochiso.exact import digits_of, rounded
from bochiso.index.model import Edition, Indicator
from bochiso.score.rules import percent
from bochiso.score.snapshot import Figure, Measured, Reported, Snapshot
from bochiso.score.tally import ScoredUnit
from bochiso.wording import instant_text, integer_text


def shared_denominators(comparison: Comparison, _swing: Decimal) -> Iterator[Finding]:
    """Denominators that should count the same things and do not."""
    for edition, snapshot, unit in sides(comparison):
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
                    f"{integer_text(count)} bằng {score_text(rate)} % thì mẫu số từ {integer_text(low)} đến "
                    f"{integer_text(high)}; {word} của {name} là {integer_text(expected)}"
                )
    return ""


def _implied(count: int, rate: Decimal) -> tuple[int, int]:
    """The whole denominators for which `count` is printed as `rate` percent."""
    half = Fraction(1, 2 * 10 ** digits_of(rate))
    low, high = Fraction(count * 100) / (Fraction(rate) + half), Fraction(count * 100) / (Fraction(rate) - half)
    return -(-low.numerator // low.denominator), high.numerator // high.denominator


def rates(comparison: Comparison, _swing: Decimal) -> Iterator[Finding]:
    """Printed percentages that are not their counts' ratio; numerators above their denominators."""
    for edition, snapshot, unit in sides(comparison):
        for scored in unit.indicators:
            figure = scored.figure
            if figure is None or scored.inherited_from or not isinstance(figure.value, Measured):
                continue
            n, d = figure.value.numerator, figure.value.denominator
            counts = f"{integer_text(n)}/{integer_text(d)}"
            if n > d:
                rule = "Số được đếm là một phần của mẫu số."
                yield _figure_finding("tu-so-lon-hon-mau-so", unit, snapshot, figure, counts, rule)
            printed = figure.printed_rate
            if printed is None:
                continue
            ours = rounded(figure.value.share * 100, digits_of(printed), edition.rounding.percent.tie)
            if printed not in (ours, percent(figure.value.share, edition.rounding.percent)):
                figures = f"{counts} = {score_text(ours)} %; nguồn in {score_text(printed)} %"
                rule = "Tỷ lệ là tử số chia mẫu số, làm tròn theo quy tắc của phiên bản."
                yield _figure_finding("ty-le-lech", unit, snapshot, figure, figures, rule)


def _figure_finding(id: str, unit: ScoredUnit, snapshot: Snapshot, figure: Figure, figures: str, rule: str) -> Finding:
    title = f"{unit.unit.name}: số liệu {figure.item} không khớp, {instant_text(snapshot.as_of)}"
    return Finding(id, Severity.ERROR, title, figures, rule, f"Đối chiếu với nguồn ({figure.source}); hỏi {PORTAL}.")


def zero_without_counts(comparison: Comparison, _swing: Decimal) -> Iterator[Finding]:
    """0 % printed without counts, which may be 0 of 0."""
    found: dict[tuple[str, str], list[str]] = {}
    for _edition, snapshot, unit in sides(comparison):
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


def flags(comparison: Comparison, _swing: Decimal) -> Iterator[Finding]:
    """What the source itself says of the quality of its figures."""
    found: dict[tuple[str, str, str, str], list[str]] = {}
    for _edition, snapshot, unit in sides(comparison):
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
