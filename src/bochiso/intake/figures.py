"""From what is given to a figure, for sources that are systems: their oddities are kept and told, not refused."""

from decimal import Decimal

from bochiso.index.model import Edition
from bochiso.intake.counted import Fault, Given, printed_rate, value_of
from bochiso.intake.notes import Notes
from bochiso.score.snapshot import Figure


def figure_of(
    given: Given, unit: str, item: str, edition: Edition, notes: Notes, *, at: str, source: str
) -> Figure | None:
    """The figure, or None with the problem noted at `at`."""
    value = value_of(given)
    if isinstance(value, Fault):
        notes.add(f"{item}: {value.what}", at=at, why=value.why, remedy=value.remedy)
        return None
    if given.numerator is not None and given.denominator and given.numerator > given.denominator:
        notes.warn(
            f"{item}: tử số {given.numerator} lớn hơn mẫu số {given.denominator}; giữ nguyên như nguồn công bố", at=at
        )
    most = given.maximum if given.maximum is not None else maximum_of(item, edition)
    if given.points is not None and most is not None and given.points > most:
        notes.warn(f"{item}: {given.points} điểm, trên mức tối đa {most}; giữ nguyên như nguồn công bố", at=at)
    check_maximum(item, given.maximum, edition, notes)
    return Figure(
        unit=unit,
        item=item,
        value=value,
        points=given.points,
        maximum=given.maximum,
        printed_rate=printed_rate(given, value),
        source=source,
    )


def maximum_of(item: str, edition: Edition) -> Decimal | None:
    """The most points an item can have in the edition, where the edition says."""
    if item == "total":
        return edition.maximum
    part = edition.indicator(item) or edition.axis(item)
    group = next((group for group in edition.groups if group.code == item), None)
    if part is not None:
        return part.maximum
    return group.maximum if group else None


def check_maximum(item: str, maximum: Decimal | None, edition: Edition, notes: Notes) -> None:
    """Warn where a source's maximum is not the edition's: the way of scoring may have changed."""
    expected = maximum_of(item, edition)
    if expected is not None and maximum is not None and expected != maximum:
        notes.warn(
            f"{item}: điểm tối đa là {maximum}, phiên bản {edition.id} ghi {expected}; "
            "có thể cách tính điểm đã đổi, hoặc chọn nhầm phiên bản"
        )
