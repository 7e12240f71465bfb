"""Explanations as JSON and terminal tables: what `explain` prints."""

from decimal import Decimal
from fractions import Fraction

from bochiso.compare.quantity import PERCENTAGE_POINT, POINT
from bochiso.compare.why.explain import COMPONENT, Explanation
from bochiso.compare.why.explain_points import CAP
from bochiso.compare.why.parts import Part, Presence
from bochiso.exact import Tie, exact_text, rounded
from bochiso.measure.split import Counts, Dimension
from bochiso.view.console import Grid
from bochiso.view.scores import Json
from bochiso.wording import MISSING, decimal_text, integer_text, signed_text

BY_TITLES = {
    COMPONENT: "chỉ số thành phần",
    Dimension.UNIT.value: "đơn vị",
    Dimension.PROCEDURE.value: "thủ tục",
    Dimension.FIELD.value: "lĩnh vực",
    Dimension.CHANNEL.value: "kênh nộp",
    Dimension.TIME.value: "thời gian",
}
_PRESENCE = {Presence.BOTH: "", Presence.APPEARED: "mới có", Presence.VANISHED: "không còn"}
_DIGITS = 4
"""Of the effects in tables; JSON has them whole."""


def explanation_json(explanation: Explanation) -> Json:
    """The contract of `explain`: exact numbers in strings, decimals where they end and fractions where they do not.

    Rates are in percentage points. `remainder` is the sum of `remainders`; parts and remainder add up to `change`.
    """
    return {
        "item": explanation.item,
        "title": explanation.title,
        "unit": explanation.unit.code,
        "unit_name": explanation.unit.name,
        "by": explanation.by,
        "measured_in": explanation.measured_in,
        "before": _exact(explanation.before),
        "after": _exact(explanation.after),
        "change": _exact(explanation.change),
        "parts": [_part_json(part) for part in explanation.parts],
        "remainder": exact_text(explanation.remainder),
        "remainders": [{"name": each.name, "total": exact_text(each.amount)} for each in explanation.remainders],
        "notes": list(explanation.notes),
    }


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else exact_text(value)


def _part_json(part: Part) -> Json:
    return {
        "key": part.key,
        "name": part.name,
        "presence": part.presence.value,
        "rate_effect": exact_text(part.rate_effect),
        "mix_effect": exact_text(part.mix_effect),
        "total": exact_text(part.total),
        "before": _counts_json(part.before),
        "after": _counts_json(part.after),
        "note": part.note or None,
    }


def _counts_json(counts: Counts | None) -> Json | None:
    return None if counts is None else {"numerator": counts.numerator, "denominator": counts.denominator}


def explanation_grid(explanation: Explanation) -> Grid:
    """A row a part, the largest first, then the remainders, then the change."""
    whole = explanation.by == COMPONENT or explanation.measured_in not in (POINT, PERCENTAGE_POINT)
    counted = any(part.before or part.after for part in explanation.parts)
    heading = [BY_TITLES[explanation.by].capitalize()]
    heading += ["Trước", "Sau"] if counted else []
    heading += [] if whole else ["Do tỷ lệ", "Do cơ cấu"]
    heading += [f"Cộng ({explanation.measured_in})"]
    noted = any(_note(part) for part in explanation.parts)
    heading += ["Ghi chú"] if noted else []
    rows = [_row(part, counted, whole, noted) for part in explanation.parts]
    blanks = len(heading) - 2 - noted
    for name, amount in [(f"Chưa giải thích được: {each.name}", each.amount) for each in explanation.remainders]:
        rows.append((name, *("",) * blanks, effect_text(amount), *("",) * noted))
    if explanation.change is not None:
        rows.append(("Thay đổi", *("",) * blanks, effect_text(explanation.change), *("",) * noted))
    return Grid(
        _title(explanation), tuple(heading), tuple(rows), note="\n".join((*_pulls(explanation), *explanation.notes))
    )


def _pulls(explanation: Explanation) -> list[str]:
    """Who pulled it down most and who up, where there are both: the largest part alone may hide the other side."""
    if not explanation.change and not explanation.parts and not explanation.remainders:
        return ["Không có thay đổi nào."] if explanation.change == 0 else []
    parts = [part for part in explanation.parts if not part.key.startswith(CAP)]
    down, up = [part for part in parts if part.total < 0], [part for part in parts if part.total > 0]
    if not down or not up:
        return []
    return [f"Làm giảm nhiều nhất: {_named(down)}.", f"Làm tăng nhiều nhất: {_named(up)}."]


def _named(parts: list[Part]) -> str:
    return "; ".join(f"{part.name} ({effect_text(part.total)})" for part in parts[:3])


def _title(explanation: Explanation) -> str:
    moved = f"{_side(explanation, explanation.before)} → {_side(explanation, explanation.after)}"
    level = "%" if explanation.measured_in == PERCENTAGE_POINT else explanation.measured_in
    return (
        f"{explanation.unit.name}: {explanation.item} {explanation.title}, {moved} {level}; "
        f"theo {BY_TITLES[explanation.by]}"
    ).replace("total ", "")


def _side(explanation: Explanation, value: Fraction | None) -> str:
    if value is None:
        return MISSING
    digits = 2 if explanation.measured_in in (POINT, PERCENTAGE_POINT) else 0
    return decimal_text(rounded(value, digits, Tie.UP), digits) if digits else integer_text(int(value))


def _row(part: Part, counted: bool, whole: bool, noted: bool) -> tuple[str, ...]:
    cells = [part.name]
    cells += [_counts_text(side, whole) for side in (part.before, part.after)] if counted else []
    cells += [] if whole else [effect_text(part.rate_effect), effect_text(part.mix_effect)]
    return (*cells, effect_text(part.total), *((_note(part),) if noted else ()))


def _counts_text(counts: Counts | None, whole: bool) -> str:
    if counts is None:
        return MISSING
    n = integer_text(counts.numerator)
    return f"{n}/{integer_text(counts.denominator)}" if counts.denominator or not whole else n


def _note(part: Part) -> str:
    return part.note or _PRESENCE[part.presence]


def effect_text(value: Fraction) -> str:
    """`+0,1234`, `+0,12`: no more digits than there are. What is too small to be seen is not shown as nothing."""
    if value.denominator == 1:
        return signed_text(Decimal(value.numerator), 0)
    digits = next((digits for digits in (2, 3) if value * 10**digits % 1 == 0), _DIGITS)
    shown = rounded(value, digits, Tie.UP)
    if not shown:
        return "+0,0000…" if value > 0 else "-0,0000…"
    return signed_text(shown, digits)
