"""How a component moved, in words: its counts, what is gone or new, a target that leaves a change without points."""

from fractions import Fraction

from bochiso.exact import Tie, rounded
from bochiso.index.model import Empty, Indicator, Target
from bochiso.score.rules import rate_of
from bochiso.score.snapshot import Measured, NotApplicable, Reported, Value
from bochiso.score.tally import ScoredUnit
from bochiso.wording import decimal_text, integer_text


def movement_text(indicator: Indicator, before: ScoredUnit, after: ScoredUnit) -> str:
    """`0/2 → 0/0 PAKN; không còn PAKN nào, được đủ điểm`; empty where nothing moved."""
    old, new = before.indicator(indicator.id).value, after.indicator(indicator.id).value
    said = [_texts(old, new, indicator.unit), _emptied(indicator, old, new)]
    if indicator.times:
        others = [side.indicator(indicator.times) for side in (before, after)]
        text = _texts(others[0].value, others[1].value, others[1].indicator.unit)
        said.append(f"nhân với tỷ lệ {indicator.times}: {text}" if text else "")
    said.append(target_text(indicator, before, after))
    return "; ".join(text for text in said if text)


def _texts(old: Value, new: Value, unit: str) -> str:
    texts = _text(old, unit), _text(new, unit)
    return f"{texts[0]} → {texts[1]}" if old != new and all(texts) else ""


def _text(value: Value, unit: str) -> str:
    match value:
        case Measured(numerator=n, denominator=d):
            return f"{integer_text(n)}/{integer_text(d)} {unit}"
        case NotApplicable(counted=True):
            return f"0/0 {unit}"
        case Reported(rate=None, count=int() as count):
            return f"{integer_text(count)} {unit}"
        case Reported(rate=rate) if rate is not None:
            return f"{decimal_text(rate, 2)} %"
        case _:
            return ""


def _emptied(indicator: Indicator, old: Value, new: Value) -> str:
    earns = "được đủ điểm" if indicator.empty is Empty.FULL else "không có điểm"
    match isinstance(old, NotApplicable), isinstance(new, NotApplicable):
        case False, True:
            return f"không còn {indicator.unit} nào để tính, {earns}"
        case True, False:
            return f"trước đó không có {indicator.unit} nào để tính, {earns}"
        case _:
            return ""


def target_text(indicator: Indicator, before: ScoredUnit, after: ScoredUnit) -> str:
    """What a target makes of the change of a rate: a rate that moves above it earns nothing. Empty where it is none."""
    old, new = _earning(indicator, before), _earning(indicator, after)
    if old is None or new is None or old == new or not isinstance(indicator.rule, Target):
        return ""
    reached = [rate >= indicator.rule.target for rate in (old, new)]
    target = _percent_text(indicator.rule.target)
    if all(reached):
        return f"cả hai thời điểm đều đạt ngưỡng {target}: tỷ lệ thay đổi nhưng điểm không đổi"
    return f"chỉ phần dưới ngưỡng {target} được tính điểm" if any(reached) else ""


def _earning(indicator: Indicator, side: ScoredUnit) -> Fraction | None:
    """The rate that points are given for: times another one's, which is 0 where there is nothing of that."""
    rate = rate_of(side.indicator(indicator.id).value)
    if rate is None or not indicator.times:
        return rate
    other = side.indicator(indicator.times).value
    factor = Fraction(0) if isinstance(other, NotApplicable) else rate_of(other)
    return None if factor is None else rate * factor


def _percent_text(rate: Fraction) -> str:
    percent = rate * 100
    digits = 0 if percent.denominator == 1 else 2
    return f"{decimal_text(rounded(percent, digits, Tie.UP), digits)} %"
