"""Checks of what a letter says: which way figures went, what it relies on, what it says was reached."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bochiso.compare.change import Comparison, UnitComparison
from bochiso.compare.checks.claims import Citation, Reached, citations_in
from bochiso.compare.checks.claims_figures import axis_claims
from bochiso.compare.checks.claims_scope import Clause, is_elsewhere, is_of_days, is_said
from bochiso.compare.checks.claims_tables import ReadTable
from bochiso.compare.checks.claims_text import quoted
from bochiso.compare.checks.claims_trends import Trend, of_a_part
from bochiso.compare.checks.findings import Finding, Severity
from bochiso.compare.checks.letters import LetterCase, ReadDocument
from bochiso.compare.checks.texts import move_text, score_text
from bochiso.compare.quantity import Measure, Quantity
from bochiso.index.model import Show
from bochiso.units.tree import UnitKind
from bochiso.wording import decimal_text, integer_text, short_date, signed_text

FRESH = 31
"""Days after the later snapshot within which a letter that names no day is taken to speak of it."""

_BOUND = re.compile(r"tối đa|tối thiểu|cao nhất|thấp nhất|chuẩn|thang điểm|từ|trên|dưới|chênh", re.IGNORECASE)
_WAYS = {1: "tăng", -1: "giảm", 0: "giữ nguyên"}
_RELIES = re.compile(r"nhận được|kèm theo|đính kèm|gửi kèm|căn cứ|xét|trên cơ sở|theo|tại", re.IGNORECASE)
_ENCLOSES = re.compile(r"nhận được|kèm theo|đính kèm|gửi kèm", re.IGNORECASE)


@dataclass(frozen=True)
class _Moved:
    """A figure at two days, as told to the reader. `since` is the earlier day, where it is known."""

    change: Decimal
    since: date | None
    text: str


def directions(case: LetterCase) -> Iterator[Finding]:
    """A letter that says a figure fell (rose, stayed) where the attached tables or the snapshots say otherwise."""
    for document in case.letter.documents:
        told: set[tuple[str, int, bool, bool]] = set()
        for trend in document.trends:
            key = trend.topic.title, trend.way, trend.rest, trend.denied
            moved = None if key in told else _moved(case, document, trend)
            if moved is None or (_way(moved) == trend.way) != trend.denied:
                continue
            told.add(key)
            kind = "" if trend.topic.item else "số " if trend.counted else "tỷ lệ "
            kind += f"{trend.topic.title}{', phần còn lại,' if trend.rest else ''}"
            yield Finding(
                "loi-van-nguoc-so-lieu",
                Severity.ERROR,
                f"{document.name}: nêu {kind} {'không ' if trend.denied else ''}{_WAYS[trend.way]}, "
                f"số liệu kèm theo {_WAYS[_way(moved)]}",
                f"văn bản: {quoted(trend.sentence)}; số liệu: {moved.text}",
                "Nhận định tăng, giảm của văn bản phải cùng chiều với số liệu mà văn bản dựa vào.",
                "Kiểm tra kỳ số liệu mà văn bản dựa vào; sửa nhận định hoặc gửi kèm đúng số liệu.",
            )


def _way(moved: _Moved) -> int:
    return (moved.change > 0) - (moved.change < 0)


def _moved(case: LetterCase, document: ReadDocument, trend: Trend) -> _Moved | None:
    """The figure that the letter speaks of, from the nearest source that has it at two days."""
    if is_elsewhere(trend.clause, case.own_names(document), case.province_names):
        return None
    for table in case.attached_tables(document):
        found = _in_table(table, trend)
        if found and trend.since in (None, found.since) and is_of_days(trend.clause, table.days):
            return found
    for comparison in case.given:
        found = _in_comparison(case, comparison, trend)
        days = comparison.before.as_of.day, comparison.after.as_of.day
        if found and trend.since in (None, found.since) and is_of_days(trend.clause, days):
            return found
    return None


def _in_table(table: ReadTable, trend: Trend) -> _Moved | None:
    rows = [row for row in table.rows if row.pairs and not table.units]
    left = [row for row in rows if trend.rest and trend.topic.denies(row.label)]
    rows = left or [row for row in rows if trend.topic.labels(row.label)]
    if table.units and table.total and trend.topic.labels(f"{table.title} {' '.join(table.heads)}"):
        rows = [table.total]
    for row in rows:
        for pair, before, after in row.pairs:
            counted = not pair.rate and not before.digits and not after.digits
            if counted != trend.counted or (counted and trend.rest and not left):
                continue
            change = (min if pair.rate else max)(after.numbers) - (min if pair.rate else max)(before.numbers)
            days = f", ngày {short_date(table.days[0])} và {short_date(table.days[1])}" if table.days else ""
            label = f"{row.number} {row.label}".strip()
            text = f"{table.name}, dòng «{label}»: {before.text} → {after.text} ({_signed(change)}){days}"
            turned = -change if trend.rest and not left else change
            return _Moved(turned, table.days[0] if table.days else None, text)
    return None


def _signed(change: Decimal) -> str:
    digits = max(0, -int(change.as_tuple().exponent))
    return signed_text(change, digits)


_RESTS = {
    Measure.COUNT: Measure.REST_COUNT,
    Measure.RATE: Measure.REST_RATE,
    Measure.REST_COUNT: Measure.COUNT,
    Measure.REST_RATE: Measure.RATE,
}


def _in_comparison(case: LetterCase, comparison: Comparison, trend: Trend) -> _Moved | None:
    if comparison.edition.id != comparison.edition_before.id:
        return None
    unit = case.whole(comparison)
    if unit and trend.topic.item:
        return _in_points(comparison, unit, trend)
    for indicator in comparison.edition.indicators if unit else ():
        measure = Measure.COUNT if trend.counted else Measure.RATE
        fit = trend.topic.labels(indicator.title)
        for row in indicator.rows:
            if trend.topic.labels(row.label) and row.show is not Show.HEADING:
                fit = True
                if row.show is Show.REST:
                    measure = _RESTS[measure]
                break
        assert unit is not None
        change = comparison.change(unit, indicator.id, _RESTS[measure] if trend.rest else measure) if fit else None
        if change is None or change.value is None:
            continue
        assert isinstance(change.before, Quantity) and isinstance(change.after, Quantity)
        days = comparison.before.as_of.day, comparison.after.as_of.day
        sides = [decimal_text(side.printed, change.digits) for side in (change.before, change.after)]
        text = (
            f"{indicator.id} {indicator.title}{', phần còn lại' if trend.rest else ''}: {sides[0]} → {sides[1]} "
            f"({_signed(change.value)} {change.unit}), ngày {short_date(days[0])} và {short_date(days[1])}"
        )
        return _Moved(change.value, days[0], text)
    return None


def _in_points(comparison: Comparison, unit: UnitComparison, trend: Trend) -> _Moved | None:
    change = comparison.change(unit, trend.topic.item, Measure.POINTS)
    if comparison.barred or trend.rest or change.value is None:
        return None
    day = comparison.before.as_of.day
    days = f"ngày {short_date(day)} và {short_date(comparison.after.as_of.day)}"
    return _Moved(change.value, day, f"{trend.topic.title}: {move_text(change)}, {days}")


def relied_on(case: LetterCase) -> Iterator[Finding]:
    """A letter that relies on one report while another one is attached, or the figures come of another one."""
    for document in case.letter.documents:
        told: set[str] = set()
        for cited in document.cited:
            other = _instead(case, document, cited) if cited.name not in told else ""
            if not other:
                continue
            told.add(cited.name)
            yield Finding(
                "dan-chieu-van-ban-khac",
                Severity.ERROR,
                f"{document.name}: dẫn {cited.kind} số {cited.name}, văn bản kèm theo là {other}",
                f"văn bản dẫn {_cited_text(cited)}: {quoted(cited.sentence)}; kèm theo: {other}",
                "Văn bản được dẫn làm căn cứ và văn bản gửi kèm phải là một, cùng số và cùng ngày.",
                "Đối chiếu số, ngày của văn bản gửi kèm; gửi đúng văn bản hoặc sửa phần dẫn chiếu.",
            )


def _cited_text(cited: Citation) -> str:
    return f"{cited.kind} số {cited.name}" + (f" ngày {short_date(cited.day)}" if cited.day else "")


def _instead(case: LetterCase, document: ReadDocument, cited: Citation) -> str:
    """The document that lies there in place of the one cited; nothing where the cited one does, or none does."""
    if not _RELIES.search(cited.sentence) or cited.name == document.document.name:
        return ""
    others = [one.document for one in case.others(document) if one.document.name]
    same = [one for one in others if one.name == cited.name]
    if same:
        wrong = cited.day is not None and all(one.day not in (None, cited.day) for one in same)
        return _with_day(same[0].name, same[0].day) if wrong else ""
    report = cited.kind == "Báo cáo" and _ENCLOSES.search(cited.sentence)
    for one in others:
        if one.symbol == cited.symbol or (report and one.symbol != document.document.symbol):
            return _with_day(one.name, one.day)
    return _of_snapshots(case, cited)


def _with_day(name: str, day: date | None) -> str:
    return f"{name} ngày {short_date(day)}" if day else name


def _of_snapshots(case: LetterCase, cited: Citation) -> str:
    """The letter that the figures of the snapshots come of, where it is of the same body and not the one cited."""
    sources = {figure.source for one in case.given for side in (one.before, one.after) for figure in side.figures}
    found = {other.name: other for source in sources for other in citations_in(source)}
    alike = [other for other in found.values() if other.symbol == cited.symbol]
    if not alike or cited.name in found:
        return ""
    return f"{_with_day(alike[0].name, alike[0].day)} (nguồn của số liệu đã nhập)"


def annex_references(case: LetterCase) -> Iterator[Finding]:
    """An annex that says it belongs to another letter than the one it stands in."""
    for document in case.letter.documents:
        for cited in document.cited:
            own = document.document
            if not re.match(r"\(?\s*kèm theo", cited.sentence, re.IGNORECASE) or not own.name:
                continue
            if cited.name != own.name or (cited.day and own.day and cited.day != own.day):
                yield Finding(
                    "phu-luc-khac-van-ban",
                    Severity.ERROR,
                    f"{document.name}: phụ lục ghi kèm theo {cited.name}",
                    f"phụ lục: {quoted(cited.sentence)}; văn bản: {_with_day(own.name, own.day)}",
                    "Phụ lục ghi đúng số, ngày của văn bản mà nó kèm theo (Nghị định số 30/2020/NĐ-CP, Phụ lục I).",
                    "Sửa dòng «Kèm theo …» của phụ lục, hoặc thay bằng phụ lục của văn bản này.",
                )


def arithmetic(case: LetterCase) -> Iterator[Finding]:
    """Sentences whose own numbers do not agree: what was reached, by how much it moved, from where."""
    for document in case.letter.documents:
        for said in document.said:
            wrong = _wrong(said)
            if wrong:
                yield Finding(
                    "phep-tinh-trong-cau",
                    Severity.ERROR,
                    f"{document.name}: các số trong một câu không khớp nhau",
                    f"{quoted(f'{said.subject} {said.text}'.strip())}: {wrong}",
                    "Số đạt được trừ số của kỳ trước bằng số tăng, giảm nêu trong câu.",
                    "Đối chiếu ba số với số liệu gốc rồi sửa câu.",
                )


def _wrong(said: Reached) -> str:
    if said.maximum is not None and said.value > said.maximum:
        return f"{score_text(said.value)} lớn hơn điểm tối đa {score_text(said.maximum)}"
    if said.former is None or said.way is None:
        return ""
    change = said.value - said.former
    sum_text = f"{score_text(said.value)} - {score_text(said.former)} = {_signed(change)}"
    if (change > 0) - (change < 0) != said.way:
        return f"{sum_text}, câu ghi {_WAYS[said.way]}"
    if said.moved is not None and abs(change) != said.moved:
        return f"{sum_text}, câu ghi {_WAYS[said.way]} {score_text(said.moved)}"
    return ""


def stated_points(case: LetterCase) -> Iterator[Finding]:
    """Points that a sentence states and the snapshots of the same days give otherwise."""
    for document in case.letter.documents:
        for comparison in case.given:
            codes = [u.code for u in comparison.units if u.kind is UnitKind.PROVINCE]
            unit = comparison.unit(case.province or (codes[0] if len(codes) == 1 else ""))
            for item, said in axis_claims(document.said, comparison.edition) if unit else ():
                if said.former_day != comparison.before.as_of.day or comparison.barred:
                    continue
                assert unit is not None
                change = comparison.change(unit, item, Measure.POINTS)
                pairs = ((change.before, said.former), (change.after, said.value))
                wrong = [
                    f"văn bản {score_text(stated)}, số liệu {score_text(side.printed)}"
                    for side, stated in pairs
                    if isinstance(side, Quantity) and stated is not None and not _same(side.printed, stated)
                ]
                if wrong:
                    yield Finding(
                        "loi-van-khac-so-lieu",
                        Severity.ERROR,
                        f"{document.name}: điểm «{change.title}» khác số liệu",
                        f"{'; '.join(wrong)}: {quoted(said.text)}",
                        "Điểm nêu trong văn bản là điểm của bản số liệu cùng ngày.",
                        "Đối chiếu với bản số liệu; sửa văn bản hoặc nhập lại số liệu.",
                    )


def stated_now(case: LetterCase) -> Iterator[Finding]:
    """Points that a sentence gives without a day, in a letter of the month after the snapshots, that are in neither."""
    for document in case.letter.documents:
        for comparison in case.given:
            unit, signed = case.whole(comparison), document.document.day
            days = comparison.before.as_of.day, comparison.after.as_of.day
            if unit is None or comparison.barred or signed is None or not 0 <= (signed - days[1]).days <= FRESH:
                continue
            for item, said in axis_claims(document.said, comparison.edition):
                change = comparison.change(unit, item, Measure.POINTS)
                known = [side.printed for side in (change.before, change.after) if isinstance(side, Quantity)]
                if len(known) < 2 or any(_same(side, said.value) for side in known):
                    continue
                if _is_plain(case, document, said, days):
                    yield Finding(
                        "loi-van-khac-so-lieu",
                        Severity.ERROR,
                        f"{document.name}: điểm «{change.title}» khác số liệu",
                        f"văn bản {score_text(said.value)}, số liệu {move_text(change)}: "
                        f"{quoted(f'{said.subject} {said.text}'.strip())}",
                        "Điểm nêu trong văn bản là điểm của bản số liệu cùng ngày.",
                        "Đối chiếu với bản số liệu; sửa văn bản hoặc nhập lại số liệu.",
                    )


def _is_plain(case: LetterCase, document: ReadDocument, said: Reached, days: tuple[date, date]) -> bool:
    """Whether a sentence says what the province itself has reached at the days of the figures."""
    clause = Clause("", f"{said.subject} ", said.text, "")
    if said.former_day or said.former is not None or _BOUND.search(said.subject) or of_a_part(said.subject):
        return False
    if not is_said(clause, "") or not is_of_days(clause, days):
        return False
    return not is_elsewhere(clause, case.own_names(document), case.province_names)


def _same(figure: Decimal, stated: Decimal) -> bool:
    """Whether the stated number is the figure, or the figure with fewer digits."""
    digits = max(0, -int(stated.as_tuple().exponent))
    return abs(figure - stated) <= Decimal(5).scaleb(-(digits + 1)) if figure != stated else True


def ranks(case: LetterCase) -> Iterator[Finding]:
    """A rank in a sentence that lies beyond the number of those ranked."""
    for document in case.letter.documents:
        for said in document.said:
            if said.rank and not 1 <= said.rank[0] <= said.rank[1]:
                place = f"{integer_text(said.rank[0])}/{integer_text(said.rank[1])}"
                yield Finding(
                    "thu-hang-vo-ly",
                    Severity.ERROR,
                    f"{document.name}: thứ hạng {place} không có được",
                    f"{quoted(said.text)}; xếp hạng {place}",
                    "Thứ hạng nằm trong số các địa phương được xếp hạng.",
                    "Đối chiếu với bảng xếp hạng của Cổng.",
                )
