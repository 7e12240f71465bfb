"""The monthly report: the letter with its numbered sentences, the annexes, the charts and the review.

Wording follows letter 2062/SNV-CCHC of 05/9/2023 (Thái Nguyên); layout follows Decree 30/2020/NĐ-CP, Appendices I, III.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bochiso.compare.change import Change, Comparison, UnitComparison
from bochiso.compare.checks.findings import Finding
from bochiso.compare.quantity import Measure, Quantity
from bochiso.errors import fail
from bochiso.index.model import ColumnShow, Standing, UnitTable
from bochiso.report.causes import TITLE, causes
from bochiso.report.cells import digits_of_column
from bochiso.report.charts import AxisPoint, RankedUnit, axes_chart, ranking_charts
from bochiso.report.document import (
    Annex,
    Block,
    Chart,
    Document,
    Letter,
    Letterhead,
    Paragraph,
    ParagraphKind,
    Signature,
    Span,
)
from bochiso.report.provenance import details_at, remark, source_line, where
from bochiso.report.province_table import province_table
from bochiso.report.reasons import Reasons
from bochiso.report.unit_tables import MEASURES, Listing, display_name, listings, lowered
from bochiso.score.snapshot import Snapshot
from bochiso.units.registry import Registry
from bochiso.wording import capital, decimal_text, instant_text, long_date, rank_text, roman, short_date
from bochiso.workspace.settings import LetterSettings, Settings

INDEX_NAME = (
    "Bộ chỉ số chỉ đạo, điều hành và đánh giá chất lượng phục vụ người dân, doanh nghiệp trong thực hiện "
    "thủ tục hành chính, dịch vụ công theo thời gian thực trên môi trường điện tử"
)
BLANK = "\u00a0" * 6


def monthly_report(
    comparison: Comparison,
    settings: Settings,
    registry: Registry,
    findings: Sequence[Finding],
    reasons: Reasons | None,
) -> Document:
    """The whole report of the workspace's province. Raises `BochisoError` when the two dates cannot be compared.

    Without `reasons` there is no annex on causes.
    """
    if comparison.barred:
        raise fail(
            f"báo cáo {comparison.before.id} và {comparison.after.id}",
            f"không lập được báo cáo: {comparison.barred}",
            why="báo cáo trừ điểm của hai thời điểm cho nhau",
            remedy="chọn hai thời điểm cùng phiên bản; dùng bochiso compare để đặt hai bản cạnh nhau",
        )
    unit = comparison.unit(settings.workspace.province)
    if unit is None or unit.after is None:
        there = ", ".join(unit.code for unit in comparison.units[:5])
        raise fail(
            f"báo cáo {comparison.after.id}",
            f"không có số liệu của {settings.workspace.province} ở thời điểm sau",
            why="báo cáo là của tỉnh ghi trong bochiso.toml, mục [workspace] province",
            remedy=f"nhập số liệu của tỉnh, hoặc sửa province; bản chụp này có: {there}",
        )
    return _Report(comparison, unit, settings, registry, findings, reasons).document()


class _Report:
    def __init__(
        self,
        comparison: Comparison,
        unit: UnitComparison,
        settings: Settings,
        registry: Registry,
        findings: Sequence[Finding],
        reasons: Reasons | None,
    ) -> None:
        self.comparison = comparison
        self.unit = unit
        self.letter = _with_blanks(settings.letter)
        self.registry = registry
        self.findings = findings
        self.reasons = reasons
        self.province = display_name(unit, comparison, registry).removeprefix("UBND ")
        after = comparison.after.as_of.day
        self.where = where(comparison.before, comparison.after)
        self.month = f"tháng {after.month} năm {after.year}"
        self.before_day = short_date(comparison.before.as_of.day)
        self.after_day = short_date(after)

    def document(self) -> Document:
        annexes = self._annexes()
        title = f"{self.letter.issuing_body_title}: {self.letter.subject}, {self.province}, {self.month}"
        name = f"bao-cao-{self.comparison.after.as_of.day:%Y-%m}"
        return Document(name, title, self._letter(annexes), annexes, tuple(self.findings), self._sources())

    # The letter

    def _letter(self, annexes: Sequence[Annex]) -> Letter:
        s = self.letter
        head = Letterhead(
            governing_body=s.governing_body,
            issuing_body=s.issuing_body,
            number=f"Số: {number_text(s)}",
            place_and_date=f"{s.place}, {self._date()}",
            subject=f"V/v {s.subject}",
            addressees=s.addressees,
        )
        return Letter(head, self._body(annexes), Signature(s.authority, s.signatory, s.copies))

    def _date(self) -> str:
        if self.letter.date:
            return long_date(self.letter.date)
        return f"ngày{BLANK}tháng{BLANK}năm {self.comparison.after.as_of.day.year}"

    def _body(self, annexes: Sequence[Annex]) -> tuple[Block, ...]:
        body, decision = self.letter.issuing_body_title, self.comparison.edition.decision
        addressee = self.letter.addressees[0] if len(self.letter.addressees) == 1 else ""
        to = f" {addressee}" if addressee else ""
        names = ", ".join(annex.number.removeprefix("Phụ lục ") for annex in annexes)
        short = "Bộ chỉ số theo Quyết định số 766/QĐ-TTg"
        return (
            _plain(
                f"Thực hiện {decision} phê duyệt {INDEX_NAME}, {body} phối hợp với các cơ quan liên quan thống kê "
                f"số liệu Bộ chỉ số của {self.province} {self.where} {self.month} và báo cáo{to} như sau:"
            ),
            _heading(f"1. Điểm số các trục nội dung Bộ chỉ số {self.where}"),
            *self._axis_sentences(),
            self._total_sentence(len(self.comparison.edition.axes) + 1),
            _heading(f"2. Tổng hợp chi tiết số liệu của {self.province}"),
            _plain(details_at(self.letter.portal_address, names, *self._sides())),
            *([_plain(self.reasons.nothing)] if self.reasons and self.reasons.nothing else []),
            Paragraph((Span("Ghi chú: ", bold=True, italic=True), Span(self._remark(), italic=True))),
            _plain(
                f"Trên đây là báo cáo thống kê số liệu {short} của {self.province} {self.month} {self.where}. "
                f"{body} trân trọng báo cáo{to}./."
            ),
        )

    def _axis_sentences(self) -> list[Paragraph]:
        axes = self.comparison.edition.axes
        changes = [self.comparison.change(self.unit, axis.code, Measure.POINTS) for axis in axes]
        digits = digits_of_column(changes)
        return [
            self._sentence(f"1.{n}. Điểm số trục nội dung {axis.title} ", change, axis.maximum, digits)
            for n, (axis, change) in enumerate(zip(axes, changes, strict=True), 1)
        ]

    def _sentence(self, opening: str, change: Change, maximum: Decimal, digits: int) -> Paragraph:
        if not isinstance(change.after, Quantity):
            return Paragraph((Span(opening), Span(f"chưa có số liệu ngày {self.after_day}.", bold=True)))
        reached = f"{decimal_text(change.after.printed, digits)}/{decimal_text(maximum, 0)} điểm"
        return Paragraph((Span(f"{opening}đạt "), Span(f"{reached}, {self._moved(change, digits)}.", bold=True)))

    def _moved(self, change: Change, digits: int) -> str:
        if change.value is None and (change.barred or self.unit.parts):
            return f"không so sánh với ngày {self.before_day} vì {change.note}"
        if change.value is None or not isinstance(change.before, Quantity):
            return f"chưa có số liệu ngày {self.before_day} để so sánh"
        since = f"so với ngày {self.before_day} ({decimal_text(change.before.printed, digits)} điểm)"
        if change.value == 0:
            return f"giữ nguyên {since}"
        return f"{_verb(change.value)} {decimal_text(abs(change.value), digits)} điểm {since}"

    def _total_sentence(self, number: int) -> Paragraph:
        total = self.comparison.change(self.unit, "total", Measure.POINTS)
        rank = self.comparison.change(self.unit, "rank", Measure.RANK)
        digits = max(2, digits_of_column([total]))
        opening = f"1.{number}. Điểm tổng hợp "
        scored = self.unit.after
        if not isinstance(total.after, Quantity) or scored is None or scored.rank is None:
            return self._sentence(opening, total, Decimal(100), digits)
        place = rank_text(scored.rank, scored.among)
        reached = f"{decimal_text(total.after.printed, digits)}/100 điểm; xếp hạng {place} {self.letter.peers}."
        moved = self._moved(total, digits)
        if rank.value is not None and total.value is not None:
            points, since = moved.split(" so với ", 1)
            moved = f"{points} và {_rank_move(int(rank.value))} trên bảng xếp hạng so với {since}"
        return Paragraph((Span(f"{opening}đạt "), Span(f"{reached} {capital(moved)}.", bold=True)))

    def _remark(self) -> str:
        newer = self.comparison.after
        after = newer.as_of
        said = (
            f"Số liệu tổng hợp hoàn thành lúc {instant_text(after)}." if after.at else f"Số liệu {instant_text(after)}."
        )
        digits = self.comparison.edition.rounding.axis.digits
        if digits == 1 and not newer.computed:
            said += (
                f" Điểm trục được nguồn làm tròn {digits} chữ số thập phân nên tổng các trục có thể "
                "lệch nhẹ so với điểm tổng hợp."
            )
        return said + remark(*self._sides())

    def _sides(self) -> tuple[Snapshot, Snapshot]:
        return self.comparison.before, self.comparison.after

    # The annexes

    def _annexes(self) -> tuple[Annex, ...]:
        lists = self._lists()
        details = {
            name: f"Phụ lục {roman(number)}" for number, (table, _) in enumerate(lists, 2) for name in table.detail_of
        }
        first = Annex(
            "Phụ lục I",
            f"Biểu tổng hợp số liệu {INDEX_NAME} của {self.province} {self.month}".upper(),
            self._reference(),
            (province_table(self.comparison, self.unit, details), self._axes_chart()),
        )
        charted = next((number for number, (table, _) in enumerate(lists) if _chartable(table)), None)
        units = (
            self._unit_annex(number, table, found, charted=number - 2 == charted)
            for number, (table, found) in enumerate(lists, 2)
        )
        return first, *units, *self._causes(len(lists) + 2)

    def _causes(self, number: int) -> tuple[Annex, ...]:
        if self.reasons is None or self.reasons.nothing:
            return ()
        blocks = causes(self.comparison, self.unit, self.registry, self.reasons)
        return (Annex(f"Phụ lục {roman(number)}", TITLE.upper(), self._reference(), blocks),)

    def _lists(self) -> list[tuple[UnitTable, tuple[Listing, ...]]]:
        tables = self.comparison.edition.tables
        found = [
            (table, listings(self.comparison, table, f"bieu-{n}", self.registry)) for n, table in enumerate(tables, 2)
        ]
        return [(table, lists) for table, lists in found if lists]

    def _unit_annex(self, number: int, table: UnitTable, found: Sequence[Listing], *, charted: bool) -> Annex:
        blocks: list[Block] = []
        for listing in found:
            blocks.append(listing.table)
            if charted:
                blocks += self._ranking_charts(table, listing)
        return Annex(f"Phụ lục {roman(number)}", table.title.upper(), self._reference(), tuple(blocks))

    def _reference(self) -> str:
        s = self.letter
        return f"(Kèm theo Công văn số {number_text(s)} {self._date()} của {s.issuing_body_title})"

    # The charts

    def _axes_chart(self) -> Chart:
        rows = []
        axes = self.comparison.edition.axes
        changes = [self.comparison.change(self.unit, axis.code, Measure.POINTS) for axis in axes]
        digits = digits_of_column(changes)
        for axis, change in zip(axes, changes, strict=True):
            before, after = (
                side.printed if isinstance(side, Quantity) else None for side in (change.before, change.after)
            )
            labels = ["–" if v is None else f"{decimal_text(v, digits)}/{axis.maximum}" for v in (before, after)]
            rows.append(AxisPoint(axis.title, axis.maximum, before, after, *labels))
        caption = f"Biểu đồ: điểm sáu trục nội dung của {self.province}, so với điểm tối đa"
        return axes_chart("bieu-do-truc", caption, rows, f"Ngày {self.before_day}", f"Ngày {self.after_day}")

    def _ranking_charts(self, table: UnitTable, listing: Listing) -> tuple[Chart, ...]:
        column = next(column for column in table.columns if column.show in (ColumnShow.SHARE, ColumnShow.POINTS))
        changes = {u.code: self.comparison.change(u, column.item, MEASURES[column.show]) for u in listing.units}
        digits = digits_of_column(changes.values())
        rows = []
        for unit in listing.units:
            change = changes[unit.code]
            before, after = (
                side.printed if isinstance(side, Quantity) else None for side in (change.before, change.after)
            )
            label = "–" if after is None else decimal_text(after, digits)
            rows.append(RankedUnit(display_name(unit, self.comparison, self.registry), before, after, label))
        kind = lowered(listing.part.title)
        return ranking_charts(
            f"bieu-do-{listing.table.name}",
            f"Biểu đồ: {lowered(column.label.removesuffix(' (%)'))}, {kind}",
            rows,
            f"Ngày {self.before_day}",
            f"Ngày {self.after_day}",
            column.label,
            Decimal(100) if column.show is ColumnShow.SHARE else None,
        )

    # The sources

    def _sources(self) -> tuple[str, ...]:
        edition = self.comparison.edition
        lines = [source_line(snapshot) for snapshot in self._sides()]
        lines.append(f"Cách tính: phiên bản {edition.id} ({edition.title}).")
        standings = {
            Standing.PUBLISHED: "văn bản công bố",
            Standing.PROVEN: "chứng minh từ số liệu",
            Standing.INFERRED: "suy luận",
        }
        used = {(e.source, e.standing) for i in edition.indicators for e in i.evidence}
        for source in edition.sources.values():
            kinds = ", ".join(text for standing, text in standings.items() if (source.id, standing) in used)
            lines.append(f"Nguồn của quy tắc: {source.title}" + (f" ({kinds})." if kinds else "."))
        return tuple(lines)


def _with_blanks(letter: LetterSettings) -> LetterSettings:
    """Dots to write on where a sentence needs words that the settings do not give."""
    dots = "……………"
    return replace(
        letter,
        issuing_body=letter.issuing_body or dots,
        issuing_body_title=letter.issuing_body_title or dots,
        place=letter.place or dots,
        subject=letter.subject or dots,
        symbol=letter.symbol or dots,
        portal_address=letter.portal_address or dots,
        peers=letter.peers or dots,
        addressees=letter.addressees or (dots,),
        copies=letter.copies or (dots,),
    )


def number_text(letter: LetterSettings) -> str:
    """`2062/SNV-CCHC`, numbers below 10 with a leading zero; blanks where the number is not given yet."""
    number = letter.number.zfill(2) if letter.number else BLANK
    return f"{number}/{letter.symbol}"


def _chartable(table: UnitTable) -> bool:
    return any(column.show in (ColumnShow.SHARE, ColumnShow.POINTS) for column in table.columns)


def _verb(value: Decimal) -> str:
    return "tăng" if value > 0 else "giảm"


def _rank_move(places: int) -> str:
    if places == 0:
        return "giữ nguyên thứ bậc"
    return f"{_verb(Decimal(places))} {abs(places)} bậc"


def _plain(text: str) -> Paragraph:
    return Paragraph((Span(text),))


def _heading(text: str) -> Paragraph:
    return Paragraph((Span(text, bold=True),), ParagraphKind.HEADING)
