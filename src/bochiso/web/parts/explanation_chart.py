"""The drawing of an explanation: from one total to the next, or what each part adds to a rate; broad and narrow."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from markupsafe import Markup

from bochiso.compare.quantity import PERCENTAGE_POINT, POINT
from bochiso.compare.why.explain import Explanation
from bochiso.compare.why.explain_points import ROUNDING
from bochiso.exact import Tie, rounded
from bochiso.report.document import Chart
from bochiso.report.waterfall import Step, contributions, waterfall
from bochiso.view.explanations import BY_TITLES
from bochiso.wording import capital

PARTS = 12
"""Parts that have a bar of their own; the others share one."""

_FINEST = 4
_REST = "Chưa giải thích được"


def drawings(made: Explanation, dates: tuple[str, str]) -> tuple[tuple[str, Markup], ...]:
    """A drawing for a broad and one for a narrow screen, each with its class; none where nothing changed."""
    from bochiso.report.inline import inline_svg

    return tuple((size, inline_svg(chart)) for size, chart in charts(made, dates))


def charts(made: Explanation, dates: tuple[str, str]) -> tuple[tuple[str, Chart], ...]:
    """The charts with their classes. Bars of points start at the earlier total and end at the later one."""
    digits = _digits(made)
    steps = [step for step in _steps(made, digits) if step.amount]
    if made.before is None or made.after is None or not steps:
        return ()
    start = dates[0], rounded(made.before, digits, Tie.UP)
    caption = f"{made.unit.name}: {made.title}, đóng góp theo {BY_TITLES[made.by]}"
    found = []
    for size, narrow in (("broad", False), ("narrow", True)):
        name = f"nguyen-nhan-{size}"
        if made.measured_in == POINT:
            chart = waterfall(name, caption, start, steps, dates[1], digits, narrow=narrow)
        else:
            title = f"Đóng góp ({made.measured_in})"
            chart = contributions(name, caption, steps, title, digits, narrow=narrow)
        found.append((size, chart))
    return tuple(found)


def _digits(made: Explanation) -> int:
    """No more decimals than the bars need: none for counts, two where that is exact, else four."""
    if made.measured_in not in (POINT, PERCENTAGE_POINT):
        return 0
    amounts = [*(part.total for part in made.parts), *(each.amount for each in made.remainders)]
    return 2 if all(amount * 100 % 1 == 0 for amount in amounts) else _FINEST


def _steps(made: Explanation, digits: int) -> Iterator[Step]:
    """The largest parts, the others in one, what is not explained, and what rounding makes: the change in all."""
    change = rounded(made.change or Fraction(0), digits, Tie.UP)
    rest = sum((each.amount for each in made.remainders if not each.name.endswith(ROUNDING)), Fraction(0))
    shown = len(made.parts) if len(made.parts) <= PARTS + 1 else PARTS
    others = made.parts[shown:]
    steps = [Step(part.name, rounded(part.total, digits, Tie.UP)) for part in made.parts[:shown]]
    if others:
        amount = sum((part.total for part in others), Fraction(0))
        steps.append(Step(f"Các {BY_TITLES[made.by]} còn lại ({len(others)})", rounded(amount, digits, Tie.UP)))
    steps.append(Step(_REST, rounded(rest, digits, Tie.UP), explained=False))
    left = change - sum((step.amount for step in steps), Decimal(0))
    yield from steps
    yield Step(capital(ROUNDING) if made.measured_in == POINT else "Làm tròn", left, explained=False)
