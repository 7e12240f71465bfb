"""A figure from the rows that speak of it. People typed them, so whatever contradicts itself is refused."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from bochiso.exact import Tie, digits_of, rounded
from bochiso.index.model import Edition, Place
from bochiso.intake.counted import Fault, Given, printed_rate, value_of
from bochiso.intake.figures import check_maximum, maximum_of
from bochiso.intake.notes import Notes
from bochiso.intake.whole import whole
from bochiso.score.snapshot import Figure, NoData, Reported, SnapshotUnit
from bochiso.time import Instant
from bochiso.wording import rank_text

_RANK = re.compile(r"(?:hạng |thứ |xếp thứ )?(\d{1,4})(?:\s*/\s*(\d{1,4})\b.*)?", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Observed:
    """One row, read: what it says of which item of which unit when, and where it stands."""

    instant: Instant
    edition: Edition
    unit: SnapshotUnit
    place: Place
    given: Given
    at: str
    source: str
    notes: Notes


@dataclass(frozen=True)
class _Said:
    """One row's part, after doubles are out of the way."""

    given: Given
    row: Observed


def figure_of_rows(shares: Sequence[Observed], rests: Sequence[Observed]) -> Figure | None:
    """The figure that rows of the share and rows of the rest give together, or None with the problem noted."""
    share, rest = _single(shares), _single(rests)
    row = share.row if share else rests[0]
    given = whole(share.given if share else None, rest.given if rest else None)
    if isinstance(given, Fault):
        _note(rest.row if rest else row, given)
        return None
    source = row.source if not (share and rest) else f"{share.row.source}; {rest.row.source}"
    figure = _rank(row, given) if row.place.item == "rank" else _figure(row, given)
    return None if figure is None else replace(figure, source=source)


def _single(rows: Sequence[Observed]) -> _Said | None:
    """The one row, where several say the same."""
    if not rows:
        return None
    first = rows[0]
    for row in rows[1:]:
        if row.given == first.given:
            same = "lặp lại dòng đã có" if row.notes is first.notes else f"giống hệt số liệu của {first.notes.place}"
            row.notes.warn_alike(f"{same}, bỏ qua", f"{row.place.item} của {row.unit.code} ({row.at})")
            continue
        row.notes.add(
            f"{row.place.item} của {row.unit.code} khác với {first.source}",
            at=row.at,
            why="không biết số nào đúng; chọn hộ một số là làm sai báo cáo",
            remedy="bỏ dòng sai, hoặc sửa mục, đơn vị hay thời điểm của một trong hai dòng",
        )
    return _Said(first.given, first)


def _figure(row: Observed, given: Given) -> Figure | None:
    item, value = row.place.item, value_of(given)
    if isinstance(value, Fault):
        _note(row, value)
        return None
    if fault := _fault(row, given):
        _note(row, fault)
        return None
    _check_rate(row, given)
    check_maximum(item, given.maximum, row.edition, row.notes)
    return Figure(
        unit=row.unit.code,
        item=item,
        value=value,
        points=given.points,
        maximum=given.maximum,
        printed_rate=printed_rate(given, value),
    )


def _fault(row: Observed, given: Given) -> Fault | None:
    most = given.maximum if given.maximum is not None else maximum_of(row.place.item, row.edition)
    if row.edition.indicator(row.place.item) is None and not (given.numerator is given.denominator is None):
        return Fault(
            f"«{row.place.item}» là điểm, không có tử số và mẫu số",
            "điểm của trục và tổng điểm không phải là số đếm",
            "chuyển số này sang cột «Điểm» và «Điểm tối đa»",
        )
    if given.numerator is not None and given.denominator is not None and given.numerator > given.denominator:
        return Fault(
            f"tử số {given.numerator} lớn hơn mẫu số {given.denominator}",
            "tử số đếm một phần của mẫu số nên không thể lớn hơn",
            "kiểm tra lại hai số này ở nguồn; có thể đã gõ nhầm cột",
        )
    if given.points is not None and most is not None and given.points > most:
        return Fault(
            f"{given.points} điểm, trên mức tối đa {most}",
            "không chỉ tiêu nào được quá điểm tối đa của nó",
            "kiểm tra dấu phẩy thập phân, và cột «Điểm», «Điểm tối đa»",
        )
    return None


def _check_rate(row: Observed, given: Given) -> None:
    """Warn where the printed rate is further from the counts than rounding can explain."""
    if given.rate is None or given.numerator is None or not given.denominator:
        return
    exact = Fraction(100 * given.numerator, given.denominator)
    if abs(exact - Fraction(given.rate)) > Fraction(1, 10 ** digits_of(given.rate)):
        row.notes.warn(
            f"tỷ lệ in {given.rate} không khớp {given.numerator}/{given.denominator} "
            f"(= {rounded(exact, 2, Tie.UP)} %); giữ cả hai như nguồn",
            at=row.at,
        )


def _rank(row: Observed, given: Given) -> Figure | None:
    """The rank: from numerator and denominator, points and maximum, or words («09/63»)."""
    rank, among = given.numerator, given.denominator
    if rank is None and given.points is not None:
        rank, among = _whole(given.points), _whole(given.maximum)
    if rank is None and (match := _RANK.fullmatch(given.text)):
        rank, among = int(match[1]), int(match[2]) if match[2] else None
    if rank is None and given == Given():
        return Figure(row.unit.code, "rank", NoData("nguồn không có hạng"))
    if rank is None or rank < 1 or (among is not None and rank > among):
        _note(
            row,
            Fault(
                f"hạng «{given.text or content(given)}» không dùng được",
                "hạng phải từ 1 đến số đơn vị được xếp",
                "ghi hạng ở cột tử số và số đơn vị ở cột mẫu số, hoặc ghi «09/63» ở cột nguyên văn",
            ),
        )
        return None
    return Figure(row.unit.code, "rank", Reported(text=given.text or rank_text(rank, among)), rank=rank, among=among)


def content(given: Given) -> str:
    """`64/63`: what was given for a rank."""
    parts = [given.numerator, given.denominator] if given.numerator is not None else [given.points, given.maximum]
    return "/".join(str(part) for part in parts if part is not None) or "–"


def _whole(number: Decimal | None) -> int | None:
    return int(number) if number is not None and number == number.to_integral_value() else None


def _note(row: Observed, fault: Fault) -> None:
    row.notes.add(f"{row.place.item} của {row.unit.name}: {fault.what}", at=row.at, why=fault.why, remedy=fault.remedy)
