"""A whole from its printed parts: the share that is counted («1.2a») and the rest («1.2b»)."""

from dataclasses import replace
from decimal import Decimal

from bochiso.exact import digits_of
from bochiso.intake.counted import Fault, Given

_HUNDRED = Decimal(100)
_CHECK = "kiểm tra lại hai dòng ở nguồn"


def whole(share: Given | None, rest: Given | None) -> Given | Fault:
    """What both rows say together: n + rest = d, rate + rate of the rest = 100. Contradictions are faults."""
    if rest is None:
        return share or Given()
    if share is None:
        return _turned(rest)
    denominator = _denominator(share, rest)
    if fault := _contradiction(share, rest, denominator):
        return fault
    numerator = share.numerator
    if numerator is None and denominator is not None and rest.numerator is not None:
        numerator = denominator - rest.numerator
    complement = None if rest.rate is None else _HUNDRED - rest.rate
    return replace(
        share,
        numerator=numerator,
        denominator=denominator,
        rate=complement if share.rate is None else share.rate,
        points=rest.points if share.points is None else share.points,
        maximum=rest.maximum if share.maximum is None else share.maximum,
    )


def _turned(rest: Given) -> Given | Fault:
    """The share that a lone row of the rest leaves."""
    if rest.numerator is not None and rest.denominator is None:
        return Fault(
            "chỉ có số của phần còn lại, không có mẫu số và không có dòng của phần chính",
            "không biết phần chính là bao nhiêu",
            "thêm dòng của phần chính, hoặc điền mẫu số",
        )
    if rest.text and rest.rate is None and rest.numerator is None:
        return Fault(
            f"dòng của phần còn lại chỉ có chữ («{rest.text[:40]}»)",
            "không biết phần chính là bao nhiêu",
            "thêm dòng của phần chính, hoặc ghi số",
        )
    numerator = rest.numerator
    if numerator is not None and rest.denominator is not None:
        if numerator > rest.denominator:
            return _too_large(numerator, rest.denominator)
        numerator = rest.denominator - numerator
    return replace(rest, numerator=numerator, rate=None if rest.rate is None else _HUNDRED - rest.rate)


def _denominator(share: Given, rest: Given) -> int | None:
    for given in (share, rest):
        if given.denominator is not None:
            return given.denominator
    if share.numerator is None or rest.numerator is None:
        return None
    return share.numerator + rest.numerator


def _contradiction(share: Given, rest: Given, denominator: int | None) -> Fault | None:
    if None not in (share.denominator, rest.denominator) and share.denominator != rest.denominator:
        return Fault(
            f"mẫu số của hai dòng khác nhau: {share.denominator} và {rest.denominator}",
            "hai dòng là hai phần của cùng một tập",
            _CHECK,
        )
    if denominator is not None and rest.numerator is not None and rest.numerator > denominator:
        return _too_large(rest.numerator, denominator)
    if share.numerator is not None and rest.numerator is not None and share.numerator + rest.numerator != denominator:
        return Fault(
            f"{share.numerator} + {rest.numerator} = {share.numerator + rest.numerator}, khác mẫu số {denominator}",
            "hai dòng là hai phần của cùng một tập, cộng lại phải bằng mẫu số",
            _CHECK,
        )
    if share.rate is not None and rest.rate is not None and not _fills(share.rate, rest.rate):
        return Fault(
            f"tỷ lệ của hai dòng cộng lại là {share.rate + rest.rate}, không phải 100",
            "hai dòng là hai phần của cùng một tập",
            _CHECK,
        )
    if share.points is not None and rest.points is not None and share.points != rest.points:
        return Fault(
            f"điểm của hai dòng khác nhau: {share.points} và {rest.points}",
            "cả hai dòng thuộc một chỉ tiêu, chỉ có một điểm",
            _CHECK,
        )
    return None


def _too_large(rest: int, whole: int) -> Fault:
    return Fault(f"phần còn lại ({rest}) lớn hơn tổng số ({whole})", "một phần không thể lớn hơn cả tập", _CHECK)


def _fills(rate: Decimal, other: Decimal) -> bool:
    """Whether the rates make 100; two ties rounded up (3,125 and 96,875) may make one last digit more."""
    digits = min(digits_of(rate), digits_of(other))
    return rate + other in (_HUNDRED, _HUNDRED + Decimal(1).scaleb(-digits))
