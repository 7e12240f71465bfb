"""From what a source gives of a figure to its value: the one place that tells 0, 0 of 0, unknown and words apart."""

from dataclasses import dataclass
from decimal import Decimal

from bochiso.score.snapshot import Measured, NoData, NotApplicable, Reported, Value

NOTHING_COUNTED = "không phát sinh (0/0)"
NOTHING_SAID = "nguồn không có số liệu"


@dataclass(frozen=True)
class Given:
    """What a source gives of one figure. None is unknown, never 0."""

    numerator: int | None = None
    denominator: int | None = None
    rate: Decimal | None = None
    points: Decimal | None = None
    maximum: Decimal | None = None
    text: str = ""


@dataclass(frozen=True)
class Fault:
    """Why what is given makes no figure."""

    what: str
    why: str
    remedy: str


def value_of(given: Given) -> Value | Fault:
    """The value; a numerator above its denominator is let through, since the caller knows who is to blame for it."""
    count, whole = given.numerator, given.denominator
    if whole is None:
        return _told(given) if count is None else Reported(rate=given.rate, count=count, text=given.text)
    if count is None:
        return Fault(
            "có mẫu số mà không có tử số",
            "không biết đếm được bao nhiêu; để trống không có nghĩa là 0",
            "điền tử số (0 nếu đúng là không có), hoặc bỏ mẫu số",
        )
    if whole > 0:
        return Measured(count, whole)
    if count == 0:
        return NotApplicable(NOTHING_COUNTED, counted=True)
    return Fault(
        f"tử số là {count} mà mẫu số là 0",
        "không thể đếm được trong một tập rỗng",
        "kiểm tra lại hai số này ở nguồn",
    )


def printed_rate(given: Given, value: Value) -> Decimal | None:
    """The percentage beside the counts; where there are no counts, it is the value itself."""
    return None if isinstance(value, Reported | NoData) else given.rate


def _told(given: Given) -> Value:
    if given.rate is None and given.points is None and not given.text:
        return NoData(NOTHING_SAID)
    return Reported(rate=given.rate, text=given.text)


@dataclass(frozen=True)
class CountedItem:
    """An indicator that the portal gives as bare counts, and the names of those counts."""

    item: str
    numerator: tuple[str, ...]
    denominator: str


PROGRESS = (CountedItem("2.1", ("totalOnTime",), "totalReceived"),)
ONLINE = (
    CountedItem("3.1", ("partialCount", "fullCount"), "authorityCount"),
    CountedItem("3.2", ("onlineDossierCount",), "onlineServiceTotal"),
    CountedItem("3.3", ("channelOnlineSum",), "channelTotalSum"),
    CountedItem("3.4", ("channelDirectSum", "channelPostalSum"), "channelTotalSum"),
)
PAYMENT = (
    CountedItem("3.6", ("totalDossierOnlinePaymentSuccess",), "totalDossierFinancialObligation"),
    CountedItem("3.5b", ("totalDossierOnlineFormalityPaymentSuccess",), "totalFeeFormality"),
    CountedItem("3.5a", ("totalFeeDossierFormality",), "totalFeeFormality"),
)
BY_AXIS = {"TDGQ": PROGRESS, "CLGQ": ONLINE, "TTTT": PAYMENT}
"""The portal's bare counts by the axis whose page shows them. Their ids are those of the edition portal-2026."""


def added(counts: list[int | None]) -> int | None:
    """The sum, unknown as soon as one part is."""
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None
