"""Rows of the open table as pages print them: withheld, zero, not applicable and not known read differently."""

from dataclasses import dataclass
from decimal import Decimal

from bochiso.exact import digits_of
from bochiso.opendata.table import Row
from bochiso.score.tally import POINT_DIGITS
from bochiso.view.editions import number_text
from bochiso.web.words import Said
from bochiso.wording import MISSING, decimal_text, integer_text, rank_text

WITHHELD = Said("không công bố", "withheld")
"""Why is not said cell by cell: to tell a small count from one that only covers for it would give both away."""

_WHY = {
    "not_applicable": Said("không áp dụng", "na"),
    "no_data": Said("không có số liệu", "none"),
}
_LACKING = Said(MISSING)


@dataclass(frozen=True)
class PublicRow:
    """A row of the open table, said. `share` is the part of the maximum in percent, for a bar; None if not known."""

    row: Row
    counts: Said
    rate: Said
    points: Said
    text: Said
    rank: Said
    share: int | None


def public_row(row: Row) -> PublicRow:
    """Every figure of the row in words."""
    return PublicRow(
        row=row,
        counts=_counts(row),
        rate=_without(row, "rate") if row.rate is None else Said(f"{decimal_text(row.rate, 2)} %", _kind(row.rate)),
        points=_points(row),
        text=Said(row.text) if row.text else _without(row, "text"),
        rank=_without(row, "numerator") if row.numerator is None else Said(rank_text(row.numerator, row.denominator)),
        share=int(100 * row.points / row.maximum) if row.points is not None and row.maximum else None,
    )


def _counts(row: Row) -> Said:
    """`352/400`; of a withheld numerator its denominator may still be public."""
    numerator, denominator = row.numerator, row.denominator
    if numerator is None and denominator is None:
        return _without(row, "numerator")
    if numerator is None:
        said = _without(row, "numerator")
        return Said(f"{said.text} / {integer_text(denominator or 0)}", said.kind)
    if "denominator" in row.withheld.split():
        return Said(f"{integer_text(numerator)} / {WITHHELD.text}", WITHHELD.kind)
    if denominator is None:
        return Said(integer_text(numerator), _kind(numerator))
    kind = "na" if row.state == "not_applicable" else _kind(numerator)
    return Said(f"{integer_text(numerator)}/{integer_text(denominator)}", kind)


def _points(row: Row) -> Said:
    if row.points is None:
        scored = row.maximum is not None or row.state in _WHY
        return _without(row, "points") if scored or row.withheld else Said("không chấm điểm", "na")
    of = "" if row.maximum is None else f"/{number_text(row.maximum)}"
    return Said(decimal_text(row.points, max(POINT_DIGITS, digits_of(row.points))) + of, _kind(row.points))


def _kind(value: int | Decimal) -> str:
    return "" if value else "zero"


def _without(row: Row, column: str) -> Said:
    """Why a column has no figure."""
    return WITHHELD if column in row.withheld.split() else _WHY.get(row.state, _LACKING)
