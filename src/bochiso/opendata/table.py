"""The open table: a row for every unit and item, flat, and what each column and state means.

A row has no figure where its state, or the column `withheld`, says why; an empty field means nothing by itself. The id
of the snapshot is left out on purpose: it is a hash of every figure, and the few values that a withheld count can have
are soon tried.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar, assert_never

from bochiso.exact import Tie, digits_of, rounded
from bochiso.index.model import Edition
from bochiso.opendata.suppress import WITHHELD, Cell, PublicIndicator, PublicUnit, Published, Withheld, suppressed
from bochiso.score.snapshot import NoData, NotApplicable, Snapshot
from bochiso.score.tally import ScoredUnit

TOTAL, CLASS, RANK = "Điểm tổng hợp", "Xếp loại", "Thứ hạng"

DIGITS = 6
"""Decimals that rates and points have at most; the portal prints two."""

T = TypeVar("T")


@dataclass(frozen=True)
class Row:
    """One item of one unit. Fields that are None: see `state` and `withheld`, which names the columns withheld."""

    unit: str
    name: str
    kind: str
    parent: str
    item: str
    title: str
    numerator: int | None
    denominator: int | None
    rate: Decimal | None
    points: Decimal | None
    maximum: Decimal | None
    text: str
    state: str
    withheld: str
    edition: str
    as_of: str
    period: str
    view: str
    source: str


@dataclass(frozen=True)
class Meta:
    """What holds of the whole table. `source` says where the figures come from, in words."""

    source: str
    edition: str
    edition_title: str
    as_of: str
    period: str
    view: str


@dataclass(frozen=True)
class Table:
    meta: Meta
    rows: tuple[Row, ...]


def table(snapshot: Snapshot, edition: Edition, units: tuple[ScoredUnit, ...]) -> Table:
    """The scored units of the snapshot as a table that may be published, small cells withheld."""
    names = sorted({origin.name for origin in snapshot.origins if origin.name})
    source = "tính từ sổ hồ sơ của tỉnh" if snapshot.computed else "; ".join(names)
    meta = Meta(source, edition.id, edition.title, str(snapshot.as_of), str(snapshot.period), snapshot.view)
    return Table(meta, tuple(rows(suppressed(snapshot, edition, units), edition, meta)))


def rows(units: tuple[PublicUnit, ...], edition: Edition, meta: Meta) -> Iterator[Row]:
    """Unit by unit: its indicators and axes in the order of the edition, then total, class and rank."""
    for unit in units:
        for indicator in unit.indicators:
            yield _indicator(unit, indicator, meta)
        for axis in unit.axes:
            title, maximum = axis.axis.title, axis.axis.maximum
            yield _scored(unit, meta, axis.axis.code, title, axis.points, maximum, reported=axis.reported)
        yield _scored(unit, meta, "total", TOTAL, unit.total, edition.maximum, reported=unit.reported)
        yield _class(unit, meta)
        yield _rank(unit, meta)


def _indicator(unit: PublicUnit, shown: PublicIndicator, meta: Meta) -> Row:
    cells: dict[str, Cell[int] | Cell[Decimal]] = {
        "numerator": shown.numerator,
        "denominator": shown.denominator,
        "rate": shown.rate,
        "points": shown.points,
    }
    indicator = shown.indicator
    return replace(
        _row(unit, meta, indicator.id, indicator.title, shown.state),
        numerator=_value(shown.numerator),
        denominator=_value(shown.denominator),
        rate=_decimal(shown.rate),
        points=_decimal(shown.points),
        maximum=indicator.maximum if indicator.scored else None,
        withheld=" ".join(name for name, cell in cells.items() if isinstance(cell, Withheld)),
        source=shown.source,
    )


def _scored(
    unit: PublicUnit, meta: Meta, item: str, title: str, points: Cell[Decimal], maximum: Decimal, *, reported: bool
) -> Row:
    row = _row(unit, meta, item, title, _state(points, reported))
    withheld = "points" if isinstance(points, Withheld) else ""
    return replace(row, points=_decimal(points), maximum=maximum, withheld=withheld)


def _class(unit: PublicUnit, meta: Meta) -> Row:
    row = _row(unit, meta, "class", CLASS, _state(unit.grade, False))
    withheld = "text" if isinstance(unit.grade, Withheld) else ""
    return replace(row, text=_value(unit.grade) or "", withheld=withheld)


def _rank(unit: PublicUnit, meta: Meta) -> Row:
    row = _row(unit, meta, "rank", RANK, _state(unit.rank, unit.rank_reported))
    match unit.rank:
        case Published(value=place):
            return replace(row, numerator=place.rank, denominator=place.among)
        case Withheld():
            return replace(row, withheld="numerator denominator")
        case _:
            return row


def _row(unit: PublicUnit, meta: Meta, item: str, title: str, state: str) -> Row:
    return Row(
        unit=unit.unit.code,
        name=unit.unit.name,
        kind=unit.unit.kind.value,
        parent=unit.unit.parent or "",
        item=item,
        title=title,
        numerator=None,
        denominator=None,
        rate=None,
        points=None,
        maximum=None,
        text="",
        state=state,
        withheld="",
        edition=meta.edition,
        as_of=meta.as_of,
        period=meta.period,
        view=meta.view,
        source="",
    )


def _state(cell: Cell[T], reported: bool) -> str:
    match cell:
        case Published():
            return "reported" if reported else "measured"
        case Withheld():
            return WITHHELD
        case NotApplicable():
            return "not_applicable"
        case NoData():
            return "no_data"
        case _:
            assert_never(cell)


def _value(cell: Cell[T]) -> T | None:
    return cell.value if isinstance(cell, Published) else None


def _decimal(cell: Cell[Decimal]) -> Decimal | None:
    value = _value(cell)
    return None if value is None else rounded(value, min(DIGITS, digits_of(value)), Tie.EVEN)
