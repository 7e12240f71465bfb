"""Checks of rates against the counts that they come of, at two instants."""

from collections.abc import Iterator
from decimal import Decimal

from bochiso.compare.change import Comparison
from bochiso.compare.checks.findings import Finding, Severity
from bochiso.compare.quantity import Measure, Quantity
from bochiso.wording import integer_text, signed_text


def unchanged_with_counts(comparison: Comparison, _swing: Decimal) -> Iterator[Finding]:
    """A rate that is printed as unchanged although the things counted are more or fewer."""
    if comparison.edition.id != comparison.edition_before.id:
        return
    for unit in comparison.units:
        for indicator in comparison.edition.indicators:
            rate = comparison.change(unit, indicator.id, Measure.RATE)
            count = comparison.change(unit, indicator.id, Measure.COUNT)
            if rate.value == 0 and count.value:
                sides = [side for side in (count.before, count.after) if isinstance(side, Quantity)]
                figures = " → ".join(integer_text(int(side.printed)) for side in sides)
                yield Finding(
                    "ty-le-giu-nguyen-so-dem-doi",
                    Severity.NOTE,
                    f"{unit.name}: {indicator.title} giữ nguyên tỷ lệ mà số đếm thay đổi",
                    f"{indicator.id}: {figures} ({signed_text(count.value, 0)} {count.unit})",
                    "Tỷ lệ giữ nguyên không có nghĩa là số đếm giữ nguyên.",
                    "Khi viết «giữ nguyên», nêu rõ là tỷ lệ và ghi kèm thay đổi của số đếm.",
                )
