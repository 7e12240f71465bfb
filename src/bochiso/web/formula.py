"""How the points of one figure come about, with its own numbers put in. The points are those that were scored."""

from decimal import Decimal
from fractions import Fraction

from bochiso.index.model import Indicator, Rounding, Target
from bochiso.score.rules import percent, rate_of
from bochiso.score.snapshot import Measured, NoData, NotApplicable, Reported, Value
from bochiso.score.tally import POINT_DIGITS, ScoredIndicator, ScoredUnit
from bochiso.view.editions import empty_text, number_text
from bochiso.web.drill import covers
from bochiso.wording import decimal_text, integer_text

_DIGITS = 4
"""Decimals of a product that goes on for longer."""


def worked(unit: ScoredUnit, scored: ScoredIndicator, percents: Rounding) -> str:
    """`6 × 352/400 = 5,28 điểm`, or why there is nothing to put in; a sentence without its end.

    `percents` is how the edition prints a percentage.
    """
    indicator, points = scored.indicator, scored.points
    if not indicator.scored:
        return "chỉ hiển thị, không tính điểm"
    if not covers(unit, indicator):
        return "không tính điểm cho đơn vị cấp này" + _published(scored)
    if unit.unit.kind in indicator.forfeits:
        return "đơn vị cấp này không được đo chỉ số này: 0 điểm"
    if not indicator.recomputed or indicator.maximum is None:
        return "chưa biết cách tính điểm từ số đếm" + _published(scored)
    if points.exact is None:
        return f"chưa tính được: {_missing(unit, scored)}" + _published(scored)
    if isinstance(scored.value, NotApplicable):
        return f"không có gì để đếm (0/0): {empty_text(indicator)}" + _published(scored)
    return f"{_product(unit, scored, percents)} = {_result(scored, points.exact)}" + _published(scored)


def _product(unit: ScoredUnit, scored: ScoredIndicator, percents: Rounding) -> str:
    indicator, rate, text = scored.indicator, rate_of(scored.value), _share(scored.value)
    assert rate is not None and indicator.maximum is not None, "there would be no points"
    if indicator.times:
        factor = unit.indicator(indicator.times).value
        text = f"{text} × {_share(factor)}"
        rate *= rate_of(factor) or Fraction(0)
    maximum = number_text(indicator.maximum)
    if isinstance(indicator.rule, Target):
        return f"{maximum} × min(1; ({text}) ÷ {number_text(percent(indicator.rule.target, percents))} %)"
    return f"{maximum} × {text}" if rate <= 1 else f"{maximum} × min(1; {text})"


def _share(value: Value) -> str:
    match value:
        case Measured(numerator=n, denominator=d):
            return f"{integer_text(n)}/{integer_text(d)}"
        case Reported(rate=rate) if rate is not None:
            return f"{number_text(rate)} %"
        case _:
            return "0 (0/0)"


def _result(scored: ScoredIndicator, exact: Fraction) -> str:
    computed = scored.points.computed
    assert computed is not None, "what is known exactly is known rounded"
    printed = f"{decimal_text(computed, POINT_DIGITS)} điểm"
    if Fraction(computed) == exact:
        return printed
    ten = 10**_DIGITS
    cut = Fraction(int(exact * ten), ten)
    return f"{decimal_text(Decimal(int(exact * ten)) / ten, _DIGITS)}{'' if cut == exact else '…'}, làm tròn {printed}"


def _missing(unit: ScoredUnit, scored: ScoredIndicator) -> str:
    """Which number is not there to put in."""
    match scored.value:
        case NoData(reason=reason):
            return reason
        case Reported(rate=None):
            return "nguồn không công bố tỷ lệ"
        case _:
            return f"chưa biết tỷ lệ của chỉ số {scored.indicator.times}"


def _published(scored: ScoredIndicator) -> str:
    """What the source says, where it is not what was computed."""
    reported = scored.points.reported
    if reported is None or scored.points.difference == 0:
        return ""
    return f"; nguồn công bố {decimal_text(reported, POINT_DIGITS)} điểm"


def rounding_of(indicator: Indicator, rounding: Rounding) -> Rounding:
    """How the points of this indicator are rounded, where the edition rounds each."""
    return Rounding(rounding.digits, indicator.tie or rounding.tie, rounding.evidence)
