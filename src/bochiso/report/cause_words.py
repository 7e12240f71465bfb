"""The sentences of the annex on causes: what accounts for a change and how much, never why people acted.

Amounts stand without signs behind «tăng» and «giảm»: a line may break behind a hyphen.
"""

from decimal import Decimal
from fractions import Fraction

from bochiso.compare.change import Change
from bochiso.compare.quantity import PERCENTAGE_POINT, POINT, Quantity
from bochiso.compare.why.explain import Explanation, Remainder
from bochiso.compare.why.explain_points import ROUNDING
from bochiso.compare.why.parts import Part, Presence
from bochiso.exact import Tie, rounded
from bochiso.index.model import Indicator
from bochiso.measure.split import Counts
from bochiso.report.amounts import Amount, amount_of, halves_of
from bochiso.wording import capital, decimal_text, integer_text

PERCENT_DIGITS = 2


def whole(text: str) -> str:
    """No line begins with «%»."""
    return text.replace(" %", "\u00a0%")


def verb(value: Decimal | Fraction) -> str:
    return "tăng" if value > 0 else "giảm"


def _to(value: Decimal | Fraction) -> str:
    return "lên" if value > 0 else "xuống"


def _number(value: Decimal, digits: int) -> str:
    return decimal_text(value, digits) if digits else integer_text(int(value))


def _size(amount: Amount, digits: int, unit: str) -> str:
    """`0,38 điểm %`; what is too small to be seen is not told as nothing."""
    if not amount.printed and amount.exact:
        return f"chưa đến {_number(Decimal(1).scaleb(-digits), digits)} {unit}"
    return f"{_number(abs(amount.printed), digits)} {unit}"


def _moved(amount: Amount, digits: int, unit: str) -> str:
    """`tăng 0,38 điểm %`."""
    return f"{verb(amount.exact)} {_size(amount, digits, unit)}" if amount.exact else "không đổi"


def moved_text(change: Change, digits: int) -> str:
    """`tăng 5,74 điểm %, từ 26,03 % lên 31,77 %`; `giữ nguyên 26,03 %` where nothing is seen to have moved."""
    assert isinstance(change.before, Quantity) and isinstance(change.after, Quantity) and change.value is not None
    shown = "%" if change.unit == PERCENTAGE_POINT else change.unit
    before, after = (f"{_number(side.printed, digits)} {shown}" for side in (change.before, change.after))
    if not change.value:
        return f"giữ nguyên {after}"
    size = f"{_number(abs(change.value), digits)} {change.unit}"
    return f"{verb(change.value)} {size}, từ {before} {_to(change.value)} {after}"


def total_text(total: Explanation, digits: int) -> str:
    """The change of the total, and how much of it is explained."""
    assert total.before is not None and total.after is not None and total.change is not None
    before, after = (decimal_text(rounded(side, digits, Tie.UP), digits) for side in (total.before, total.after))
    moved = f"giữ nguyên {after} điểm"
    if total.change:
        size = _moved(amount_of(total.change, digits), digits, POINT)
        moved = f"{size}, từ {before} {_to(total.change)} {after} điểm"
    rises = sum((part.total for part in total.parts if part.total > 0), Fraction(0))
    falls = sum((part.total for part in total.parts if part.total < 0), Fraction(0))
    said = [
        f"các chỉ số thành phần có điểm {verb(each)} làm {_moved(amount_of(each, digits), digits, POINT)}"
        for each in (rises, falls)
        if each
    ]
    rounded_off = [each for each in total.remainders if each.name.endswith(ROUNDING)]
    unknown = [each for each in total.remainders if each not in rounded_off]
    if unknown:
        rest = amount_of(sum((each.amount for each in unknown), Fraction(0)), digits)
        said.append(f"phần chưa giải thích được {f'là {_moved(rest, digits, POINT)}' if rest.exact else 'bù trừ hết'}")
    if slight := sum((each.amount for each in rounded_off), Fraction(0)):
        said.append(f"{ROUNDING} làm {_moved(amount_of(slight, digits), digits, POINT)}")
    return f"Điểm tổng hợp {moved}{': ' if said else ''}{'; '.join(said)}."


def remainder_text(remainder: Remainder, digits: int, unit: str) -> str:
    """`Phần giảm 0,50 điểm của trục Công khai, minh bạch chưa giải thích được: nguồn không công bố điểm của 1.1.`"""
    axis, colon, reason = remainder.name.partition(": ")
    of = f" của {axis}" if colon and axis.startswith("trục ") else ""
    reason = reason if of else remainder.name
    part = f"Phần {_moved(amount_of(remainder.amount, digits), digits, unit)}{of}"
    return f"{part} là chênh lệch do {reason}." if reason == ROUNDING else f"{part} chưa giải thích được: {reason}."


def remainder_name(remainder: Remainder) -> str:
    """The same for a row of a table."""
    if remainder.name.endswith(ROUNDING):
        return capital(remainder.name)
    return f"Chưa giải thích được: {remainder.name}"


def share_text(part: Part, name: str, change: Decimal, digits: int, unit: str, *, brief: bool) -> str:
    """What one part accounts for of a change, in one sentence; `brief` leaves out what a table below gives."""
    rate, mix = halves_of(part, digits)
    share = rate + mix
    size = f"{_number(abs(change), digits)} {unit}"
    same = bool(change) and (share.exact > 0) == (change > 0)
    if same and abs(share.printed) <= abs(change):
        said = f"{name} chiếm {_size(share, digits, unit)} trong mức {verb(change)} {size}"
    elif same:
        said = f"{name} làm {_moved(share, digits, unit)}, nhiều hơn mức {verb(change)} chung {size}"
    elif change:
        said = f"{name} làm {_moved(share, digits, unit)}, ngược chiều với mức {verb(change)} chung {size}"
    else:
        said = f"{name} làm {_moved(share, digits, unit)}"
    detail = _rates(part) if unit == PERCENTAGE_POINT else _numbers(part, unit)
    own = not mix.printed or (brief and abs(mix.exact) <= abs(rate.exact))  # its own rate alone tells why
    both = part.presence is Presence.BOTH and unit == PERCENTAGE_POINT and not own
    halves = f"; phần do tỷ lệ {_moved(rate, digits, unit)}, phần do cơ cấu {_moved(mix, digits, unit)}" if both else ""
    return f"{said}{detail}{halves}."


def _numbers(part: Part, unit: str) -> str:
    before, after = (integer_text(side.numerator if side else 0) for side in (part.before, part.after))
    return f" (trước {before}, sau {after} {unit})"


def _rates(part: Part) -> str:
    """What became of the part's own rate."""
    if part.presence is Presence.APPEARED and part.after:
        return f": chỉ có ở thời điểm sau, {_fraction(part.after)}"
    if part.presence is Presence.VANISHED and part.before:
        return f": chỉ có ở thời điểm trước, {_fraction(part.before)}"
    if not part.before or not part.after or not part.before.denominator or not part.after.denominator:
        return ""
    old, new = (Fraction(side.numerator, side.denominator) for side in (part.before, part.after))
    before, after = (f"{_percent(each)} ({_fraction(side)})" for each, side in ((old, part.before), (new, part.after)))
    if old == new:
        return f": tỷ lệ giữ nguyên {_percent(new)} (trước {_fraction(part.before)}, sau {_fraction(part.after)})"
    return f": tỷ lệ {verb(new - old)} từ {before} {_to(new - old)} {after}"


def _fraction(counts: Counts) -> str:
    return f"{integer_text(counts.numerator)}/{integer_text(counts.denominator)}"


def _percent(rate: Fraction) -> str:
    return f"{decimal_text(rounded(rate * 100, PERCENT_DIGITS, Tie.UP), PERCENT_DIGITS)} %"


def unsplit_text(explanation: Explanation, by: str) -> str:
    """That and why a change could not be split at all."""
    if explanation.parts:
        return f"Không có {by} bên dưới trong số liệu để tách."
    reasons = "; ".join(dict.fromkeys(each.name for each in explanation.remainders)) or "không có số đếm của từng phần"
    return f"Chưa tách được theo {by}: {reasons}."


def points_text(change: Change, indicator: Indicator, *, computed: bool) -> str:
    """What the change of an indicator did to its points, or why that is not known."""
    if not indicator.scored:
        return "Số liệu này không tính điểm."
    if change.value is None:
        why = "Cách tính điểm của chỉ số này chưa được công bố"
        why = why if computed else "Nguồn không công bố điểm của chỉ số này"
        return f"{why} nên không biết thay đổi làm tăng hay giảm bao nhiêu điểm."
    times = f", tính theo tỷ lệ này nhân với tỷ lệ của chỉ số {indicator.times}" if indicator.times else ""
    of = f" (tối đa {decimal_text(indicator.maximum, 0)} điểm)" if indicator.maximum is not None else ""
    return f"Điểm của chỉ số {moved_text(change, max(2, change.digits))}{of}{times}."
