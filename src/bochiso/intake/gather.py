"""What several files say, put together: one snapshot an instant, every figure once, contradictions named."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypeVar

from bochiso.errors import Problem
from bochiso.score.snapshot import (
    Figure,
    Measured,
    NoData,
    NotApplicable,
    Origin,
    Reported,
    SnapshotUnit,
    Value,
)
from bochiso.time import Instant

Part = TypeVar("Part", Decimal, int, str)

SUMMARY = "portal:service-results"
_SLACK = Decimal("0.01")


@dataclass(frozen=True)
class Reading:
    """What one file says of one instant."""

    instant: Instant
    units: tuple[SnapshotUnit, ...]
    figures: tuple[Figure, ...]
    origin: Origin


@dataclass
class Pile:
    """Everything said of one instant, as it is put together."""

    units: dict[str, SnapshotUnit] = field(default_factory=dict)
    figures: dict[tuple[str, str], "_Held"] = field(default_factory=dict)
    origins: list[Origin] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    _twice: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, reading: Reading) -> None:
        for unit in reading.units:
            self._add_unit(unit)
        for figure in reading.figures:
            self._add_figure(_Held(figure, reading.origin))
        self.origins.append(reading.origin)

    def all_warnings(self) -> list[str]:
        """The warnings, with figures that were given twice counted by pair of files."""
        return [
            *self.warnings,
            *(
                f"{one}: {len(found)} số liệu "
                + ("có hai lần, giống nhau" if one == other else f"cũng có trong {other}, giống nhau")
                + f"; chỉ giữ một bản (ví dụ {found[0]})"
                for (one, other), found in self._twice.items()
            ),
        ]

    def _add_unit(self, unit: SnapshotUnit) -> None:
        held = self.units.get(unit.code)
        if held is None:
            self.units[unit.code] = unit
            return
        name = unit.name if held.name == held.code else held.name
        self.units[unit.code] = replace(
            held, name=name, parent=held.parent or unit.parent, portal_id=held.portal_id or unit.portal_id
        )

    def _add_figure(self, new: "_Held") -> None:
        place = (new.figure.unit, new.figure.item)
        held = self.figures.get(place)
        if held is None:
            self.figures[place] = new
            return
        try:
            self.figures[place] = _Held(_joined(held.figure, new.figure), held.origin)
            self._twice[held.origin.name, new.origin.name].append(f"{place[1]} của {place[0]}")
        except _Contradiction:
            self._contradiction(place, held, new)

    def _contradiction(self, place: tuple[str, str], held: "_Held", new: "_Held") -> None:
        what = f"{place[1]} của {place[0]} có hai số liệu khác nhau"
        both = f"{content(held.figure)} ({held.figure.source}); {content(new.figure)} ({new.figure.source})"
        if _recomputed(held, new):
            self.figures[place] = new if held.origin.kind == SUMMARY else held
            self.warnings.append(f"{what}, lệch không quá 0,01 điểm: {both}; giữ số của trang chi tiết")
            return
        self.problems.append(
            Problem(
                new.figure.source,
                f"{what}: {both}",
                "không biết số nào đúng; chọn hộ một số là làm sai báo cáo",
                "bỏ tệp hoặc dòng sai; với câu trả lời của Cổng, lấy lại các tệp cùng một lúc",
            )
        )


@dataclass(frozen=True)
class _Held:
    figure: Figure
    origin: Origin


class _Contradiction(Exception):
    pass


def piles(readings: Iterable[Reading]) -> dict[Instant, Pile]:
    """The readings by instant, earliest first; within one, by file name, so that the order of files changes nothing."""
    found: dict[Instant, Pile] = {}
    for reading in sorted(readings, key=lambda each: (each.instant, each.origin.name, each.origin.sha256)):
        found.setdefault(reading.instant, Pile()).add(reading)
    return found


def content(figure: Figure) -> str:
    """What a figure says, short: `12/34, 6 điểm`."""
    parts = []
    match figure.value:
        case Measured(numerator, denominator):
            parts.append(f"{numerator}/{denominator}")
        case Reported(rate, count, text):
            parts += [f"{rate} %" if rate is not None else "", "" if count is None else str(count), text]
        case NotApplicable():
            parts.append("0/0")
        case NoData():
            pass
    parts += [f"{figure.printed_rate} %"] if figure.printed_rate is not None else []
    parts += [f"{figure.points} điểm"] if figure.points is not None else []
    return ", ".join(part for part in parts if part) or "không có số liệu"


def _recomputed(held: _Held, new: _Held) -> bool:
    """Whether the two differ as little as the portal's summary does from its own pages: by 0.01 point."""
    one, other = held.figure, new.figure
    if SUMMARY not in (held.origin.kind, new.origin.kind) or held.origin.kind == new.origin.kind:
        return False
    return one.points is not None and other.points is not None and abs(one.points - other.points) <= _SLACK


def _joined(one: Figure, other: Figure) -> Figure:
    """The figure that both say, each filling in what the other leaves out. Raises where they disagree."""
    value = _value(one.value, other.value)
    rate = _either(_rate(one), _rate(other))
    if isinstance(value, Reported):
        value = replace(value, rate=rate)
    joined = replace(
        one,
        value=value,
        points=_either(one.points, other.points),
        maximum=_either(one.maximum, other.maximum),
        printed_rate=None if isinstance(value, Reported | NoData) else rate,
        rank=_either(one.rank, other.rank),
        among=_either(one.among, other.among),
        flags=tuple(dict.fromkeys((*one.flags, *other.flags))),
    )
    if joined == one:
        return one
    if joined == replace(other, source=one.source):
        return other
    return replace(joined, source=f"{one.source}; {other.source}")


def _value(one: Value, other: Value) -> Value:
    match one, other:
        case _ if one == other:
            return one
        case (NoData(), value) | (value, NoData()):
            return value
        case Reported(), Reported():
            rate = one.rate if one.rate is not None else other.rate
            return Reported(rate, _either(one.count, other.count), _either(one.text or None, other.text or None) or "")
        case (Measured() as counted, Reported(_, count, "")) | (Reported(_, count, ""), Measured() as counted):
            if count in (None, counted.numerator):
                return counted
        case (NotApplicable() as empty, Reported(_, None, "")) | (Reported(_, None, ""), NotApplicable() as empty):
            return empty
        case _:
            pass
    raise _Contradiction


def _rate(figure: Figure) -> Decimal | None:
    return figure.value.rate if isinstance(figure.value, Reported) else figure.printed_rate


def _either(one: Part | None, other: Part | None) -> Part | None:
    if one is not None and other is not None and one != other:
        raise _Contradiction
    return other if one is None else one
