"""How figures, dates and changes are written in Vietnamese: the one formatter of pages, tables and terminal.

Source of the forms: Decree 30/2020/NĐ-CP, Appendix I (dates, numbers of letters), and the usage of the letter
2062/SNV-CCHC of Thái Nguyên (thousands with a point, decimals with a comma).
"""

from datetime import date
from decimal import Decimal

from bochiso.exact import Tie, rounded
from bochiso.time import Instant, Period, PeriodKind

_SWAP = str.maketrans(",.", ".,")
MISSING = "–"
UNCHANGED = "Giữ nguyên"


def integer_text(value: int) -> str:
    """`378113` → `378.113`; a minus is the ASCII hyphen, which spreadsheets can read back."""
    return f"{value:,}".replace(",", ".")


def decimal_text(value: Decimal, digits: int) -> str:
    """`Decimal("1773.5")` with two digits → `1.773,50`. Trailing zeros are kept."""
    text = f"{rounded(value, digits, Tie.UP):,.{digits}f}"
    return text.translate(_SWAP)


def signed_text(value: Decimal, digits: int) -> str:
    """As `decimal_text`, always with its sign: `+44.289`, `-0,38`."""
    text = decimal_text(value, digits) if digits else integer_text(int(value))
    return text if value <= 0 else f"+{text}"


def short_date(day: date) -> str:
    """`31/7/2023`, `05/10/2023`: the day always two digits, the month only when it is January or February."""
    return f"{day.day:02}/{_month(day)}/{day.year}"


def long_date(day: date) -> str:
    """`ngày 05 tháng 9 năm 2023` (Decree 30/2020/NĐ-CP, Appendix I, II.4)."""
    return f"ngày {day.day:02} tháng {_month(day)} năm {day.year}"


def _month(day: date) -> str:
    return f"{day.month:02}" if day.month <= 2 else str(day.month)


def capital(text: str) -> str:
    """The text with its first letter as a sentence begins."""
    return text[:1].upper() + text[1:]


def instant_text(instant: Instant) -> str:
    """`16 giờ 30 phút ngày 31/8/2023`, or the date alone where the source gives no time."""
    if instant.at is None:
        return f"ngày {short_date(instant.day)}"
    return f"{instant.at.hour:02} giờ {instant.at.minute:02} phút ngày {short_date(instant.day)}"


def period_text(period: Period) -> str:
    """`năm 2023`, `quý III năm 2023`, `tháng 8 năm 2023`."""
    match period.kind:
        case PeriodKind.YEAR:
            return f"năm {period.year}"
        case PeriodKind.QUARTER:
            return f"quý {roman(period.part)} năm {period.year}"
        case PeriodKind.MONTH:
            return f"tháng {period.part} năm {period.year}"


def roman(number: int) -> str:
    """`4` → `IV`, for annexes and quarters; 1 to 39."""
    tens, ones = divmod(number, 10)
    return "X" * tens + ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][ones]


def rank_text(rank: int, among: int | None) -> str:
    """`09/63`; the rank has at least two digits, as the papers print it."""
    return f"{rank:02}" if among is None else f"{rank:02}/{among}"
