"""What the annex on causes says of one indicator: how it moved, what its points did, and who accounts for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bochiso.compare.change import Change, Comparison, UnitComparison
from bochiso.compare.quantity import PERCENTAGE_POINT, Measure, Quantity
from bochiso.compare.why.explain import Explanation
from bochiso.compare.why.moved import target_text
from bochiso.compare.why.parts import Part
from bochiso.report import cause_words as words
from bochiso.report.cause_tables import shares_table
from bochiso.report.cause_trace import Trace
from bochiso.report.document import Block, Chart, Paragraph, Span, Table
from bochiso.report.reasons import Reason
from bochiso.report.shares import Line, LineKind, digits_for, lines_of
from bochiso.report.unit_tables import display_name, lowered
from bochiso.report.waterfall import Step, contributions
from bochiso.units.registry import Registry
from bochiso.wording import capital, integer_text

_TOLD, _TOLD_PROCEDURES = 3, 2
"""Parts that are told in sentences."""

_UNITS, _PROCEDURES = 10, 5
"""Lines of the tables."""


@dataclass(frozen=True)
class IndicatorBlocks:
    """Makes the blocks of one reason, of `unit`."""

    comparison: Comparison
    unit: UnitComparison
    registry: Registry
    reason: Reason

    @property
    def splits(self) -> bool:
        """Whether the change can be told by unit: a figure that is all the unit's own is no split."""
        return any(part.key != self.unit.code for part in self.reason.by_unit.parts)

    @property
    def _change(self) -> Change:
        """As it is printed elsewhere: the rate's, or the number's where it has no rate."""
        rates = self.reason.by_unit.measured_in == PERCENTAGE_POINT
        return self._of(Measure.RATE if rates else Measure.COUNT)

    def _of(self, measure: Measure) -> Change:
        return self.comparison.change(self.unit, self.reason.indicator.id, measure)

    def blocks(self, *, tabled: bool, charted: bool) -> list[Block]:
        """A paragraph; tables and a chart where they are wanted and can be made; the note with the commands."""
        change = self._change
        found: list[Block] = [_plain(" ".join(text for text in self._sentences(change) if text))]
        if change.value is not None and self.reason.by_unit.change is not None:
            found += [_plain(text) for text in self._told(change.value, brief=tabled)]
        if self.splits and change.value is not None and tabled:
            found += self._pictures(change.value, charted=charted)
        return found

    def trace(self, trace: Trace) -> tuple[str, ...]:
        """The commands behind the paragraph, beginning with the unit that accounts for most."""
        parts, by_procedure = self.reason.by_unit.parts, self.reason.by_procedure
        procedures = by_procedure is not None and bool(by_procedure.parts)
        return trace.indicator(self.reason.indicator, parts[0].key if parts else "", procedures=procedures)

    def _sentences(self, change: Change) -> list[str]:
        indicator, by_unit = self.reason.indicator, self.reason.by_unit
        computed = self.comparison.after.computed
        points = words.points_text(self._of(Measure.POINTS), indicator, computed=computed)
        if change.value is None or by_unit.change is None:
            return [points, f"Không so sánh được số liệu của hai thời điểm: {change.note}."]
        rates = change.measure is Measure.RATE
        subject, places = ("Tỷ lệ", words.PERCENT_DIGITS) if rates else ("Số liệu", 0)
        moved = f"{subject} {words.moved_text(change, places)}{self._fractions()}."
        return [moved, points, self._target()]

    def _fractions(self) -> str:
        """`, tương ứng 17.958/69.000 hồ sơ và 27.052/85.149 hồ sơ` where both dates were counted."""
        among = self._of(Measure.AMONG)
        count = self._of(Measure.COUNT)
        texts = [
            f"{integer_text(int(n.printed))}/{integer_text(int(d.printed))} {self.reason.indicator.unit}"
            for n, d in ((count.before, among.before), (count.after, among.after))
            if isinstance(n, Quantity) and isinstance(d, Quantity)
        ]
        return f", tương ứng {texts[0]} và {texts[1]}" if len(texts) == 2 else ""

    def _target(self) -> str:
        before, after = self.unit.before, self.unit.after
        text = target_text(self.reason.indicator, before, after) if before and after else ""
        return f"{capital(text)}." if text else ""

    def _told(self, change: Decimal, *, brief: bool) -> list[str]:
        """A line for each unit and procedure that accounts for most, and for what is not explained."""
        by_unit, by_procedure = self.reason.by_unit, self.reason.by_procedure
        digits, unit = digits_for(by_unit, change), by_unit.measured_in
        told = [words.unsplit_text(by_unit, "đơn vị")] if by_unit.change else []
        if self.splits:
            shown = [(part, self._unit_name(part)) for part in by_unit.parts[:_TOLD]]
            told = [f"- {words.share_text(part, name, change, digits, unit, brief=brief)}" for part, name in shown]
            told += [words.remainder_text(each, digits, unit) for each in by_unit.remainders]
        if by_procedure is not None:
            shown = [(part, f"Thủ tục {_procedure_name(part)}") for part in by_procedure.parts[:_TOLD_PROCEDURES]]
            brief = brief and self.splits
            told += [f"- {words.share_text(part, name, change, digits, unit, brief=brief)}" for part, name in shown]
        return told

    def _unit_name(self, part: Part) -> str:
        unit = self.comparison.unit(part.key)
        return part.name if unit is None or unit is self.unit else display_name(unit, self.comparison, self.registry)

    # Tables and charts

    def _pictures(self, change: Decimal, *, charted: bool) -> list[Block]:
        by_unit, by_procedure = self.reason.by_unit, self.reason.by_procedure
        item = self.reason.indicator.id
        lines = lines_of(by_unit, change, _UNITS, self._unit_name, "đơn vị")
        title = f"Đóng góp của từng đơn vị vào thay đổi của chỉ số {item}"
        found: list[Block] = [self._table("don-vi", title, "Đơn vị", by_unit, lines)]
        if charted:
            found.append(self._chart(f"Biểu đồ: {lowered(title)}", by_unit, lines))
        if by_procedure is not None and by_procedure.parts:
            lines = lines_of(by_procedure, change, _PROCEDURES, _procedure_name, "thủ tục")
            title = f"Đóng góp của từng thủ tục vào thay đổi của chỉ số {item}"
            found.append(self._table("thu-tuc", title, "Thủ tục", by_procedure, lines))
        return found

    def _table(self, name: str, title: str, heading: str, explanation: Explanation, lines: Sequence[Line]) -> Table:
        digits = digits_for(explanation, lines[-1].total.printed)
        return shares_table(f"{name}-{self._anchor}", title, heading, lines, digits, explanation.measured_in)

    def _chart(self, caption: str, explanation: Explanation, lines: Sequence[Line]) -> Chart:
        unit = explanation.measured_in
        steps = [
            Step(line.name, line.total.printed, explained=line.kind is not LineKind.REST)
            for line in lines
            if line.total.printed and line.kind in (LineKind.PART, LineKind.OTHERS, LineKind.REST)
        ]
        digits = digits_for(explanation, lines[-1].total.printed)
        return contributions(f"dong-gop-{self._anchor}", caption, steps, f"Đóng góp ({unit})", digits)

    @property
    def _anchor(self) -> str:
        return self.reason.indicator.id.replace(".", "-")


def _plain(text: str) -> Paragraph:
    return Paragraph((Span(words.whole(text)),))


def _procedure_name(part: Part) -> str:
    return part.name if part.key in part.name else f"{part.key} {part.name}"
