"""The annex «Nguyên nhân và giải pháp»: the total by component, the indicators that moved most, what would win points.

It says which units and procedures account for a change and how much, from counts alone; what cannot be explained is
said with its reason. Every figure can be followed by the command in the note below it.
"""

from decimal import Decimal

from bochiso.compare.change import Comparison, UnitComparison
from bochiso.compare.quantity import POINT, Measure
from bochiso.compare.why.explain import Explanation
from bochiso.compare.why.moved import movement_text
from bochiso.exact import Tie, rounded
from bochiso.index.model import Indicator
from bochiso.report import cause_words as words
from bochiso.report.cause_indicator import IndicatorBlocks
from bochiso.report.cause_tables import Component, components_table, points_digits, remedies_table
from bochiso.report.cause_trace import Trace
from bochiso.report.cause_words import whole
from bochiso.report.document import Block, Paragraph, ParagraphKind, Span
from bochiso.report.reasons import Reasons
from bochiso.report.waterfall import Step, waterfall
from bochiso.units.registry import Registry
from bochiso.wording import short_date

TITLE = "Nguyên nhân và giải pháp"

_LETTERS = "abcdđeghiklmnopqrstuvxy"
_TABLES, _CHARTS = 3, 2
"""How many of the indicators that can be split over units have them."""


_HALVES = (
    "«Do tỷ lệ»: phần của thay đổi vì tỷ lệ của chính đơn vị, thủ tục ấy cao hơn hoặc thấp hơn trước. «Do cơ cấu»: phần"
    " vì đơn vị, thủ tục ấy chiếm nhiều hơn hoặc ít hơn trong tổng số. Các phần cộng lại đúng bằng thay đổi chung."
)


def causes(comparison: Comparison, unit: UnitComparison, registry: Registry, reasons: Reasons) -> tuple[Block, ...]:
    """What stands in the annex. `reasons` has something to explain."""
    return tuple(_Causes(comparison, unit, registry, reasons).blocks())


class _Causes:
    def __init__(self, comparison: Comparison, unit: UnitComparison, registry: Registry, reasons: Reasons) -> None:
        self.comparison = comparison
        self.unit = unit
        self.registry = registry
        self.reasons = reasons
        self.trace = Trace(comparison, unit.code)
        self.days = [f"Ngày {short_date(side.as_of.day)}" for side in (comparison.before, comparison.after)]

    def blocks(self) -> list[Block]:
        found = self._total()
        if self.reasons.indicators:
            found.append(_heading("2. Nguyên nhân theo từng chỉ số"))
            if any(part.rate_effect for reason in self.reasons.indicators for part in reason.by_unit.parts):
                found.append(_note(_HALVES))
            found += self._indicators()
        if self.reasons.remedies:
            number = 3 if self.reasons.indicators else 2
            found += [_heading(f"{number}. Giải pháp"), remedies_table(self.reasons.remedies)]
        return found

    # The total

    def _total(self) -> list[Block]:
        total = self.reasons.total
        assert total is not None
        components = self._components()
        digits = points_digits(components, total)
        table = components_table(components, total, digits, (self.days[0], self.days[1]))
        blocks: list[Block] = [_heading("1. Điểm tổng hợp theo chỉ số thành phần")]
        if total.before is None or total.after is None:
            blocks.append(_plain(f"Chưa tách được thay đổi của điểm tổng hợp: {'; '.join(total.notes)}."))
            blocks += [table] if components else []
        else:
            blocks.append(_plain(words.total_text(total, digits)))
            blocks += [*self._waterfall(components, total, digits), table]
            told = [words.remainder_text(each, digits, POINT) for each in total.remainders]
            told += [f"Chỉ số {note}." for note in total.notes]
            blocks += [_plain(" ".join(told))] if told else []
        return [*blocks, *map(_note, self.trace.total())]

    def _components(self) -> list[Component]:
        """Those whose points moved, the largest first: the parts of the total, where there is one."""
        before, after = self.unit.before, self.unit.after
        if before is None or after is None:
            return []
        found = []
        for indicator in self.comparison.edition.indicators:
            change = self.comparison.change(self.unit, indicator.id, Measure.POINTS)
            if indicator.scored and change.value:
                found.append(Component(indicator, change, movement_text(indicator, before, after)))
        return sorted(found, key=lambda each: -abs(each.change.value or Decimal(0)))

    def _waterfall(self, components: list[Component], total: Explanation, digits: int) -> list[Block]:
        assert total.before is not None
        steps = [Step(f"{e.indicator.id} {e.indicator.title}", e.change.value) for e in components if e.change.value]
        steps += [Step(e.name, rounded(e.amount, digits, Tie.UP), explained=False) for e in total.remainders]
        start = self.days[0], rounded(total.before, digits, Tie.UP)
        caption = "Biểu đồ: từ điểm tổng hợp thời điểm trước đến thời điểm sau, theo chỉ số thành phần"
        return [waterfall("thac-nuoc", caption, start, steps, self.days[1], digits)] if steps else []

    # The indicators

    def _indicators(self) -> list[Block]:
        found: list[Block] = []
        split = 0
        for letter, reason in zip(_LETTERS, self.reasons.indicators, strict=False):
            maker = IndicatorBlocks(self.comparison, self.unit, self.registry, reason)
            split += maker.splits
            found.append(_heading(f"{letter}) Chỉ số {_titled(reason.indicator)}"))
            found += maker.blocks(tabled=split <= _TABLES, charted=split <= _CHARTS)
            found += map(_note, maker.trace(self.trace))
        return found


def _titled(indicator: Indicator) -> str:
    """With the row of the province's table where that has another number."""
    row = next((row.number for row in indicator.rows), indicator.id)
    return f"{indicator.id}: {indicator.title}" + (f" (dòng {row} Phụ lục I)" if row != indicator.id else "")


def _plain(text: str) -> Paragraph:
    return Paragraph((Span(whole(text)),))


def _heading(text: str) -> Paragraph:
    return Paragraph((Span(text, bold=True),), ParagraphKind.HEADING)


def _note(text: str) -> Paragraph:
    return Paragraph((Span(text),), ParagraphKind.NOTE)
