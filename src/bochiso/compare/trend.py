"""One item of one unit over time: its figures, what must not be joined to what, and the rules that held.

The points are snapshots, published ones and computed ones in one row.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from bochiso.compare.law_changes import TOTAL, same_item
from bochiso.compare.quantity import Measure, Quantity
from bochiso.compare.trend_lines import Break, joined
from bochiso.compare.trend_marks import Mark, levels, rule_changes, taken_in
from bochiso.compare.trend_points import Reading, TrendPoint, reading, speaks_of
from bochiso.errors import BochisoError, Problem, fail
from bochiso.facts.held import Held
from bochiso.facts.schema import DOSSIERS
from bochiso.index.load import edition_named, editions
from bochiso.index.model import Edition
from bochiso.score.snapshot import Snapshot, SnapshotUnit
from bochiso.time import Instant, PeriodKind, moment_of
from bochiso.units.registry import Registry, default_registry

if TYPE_CHECKING:
    from bochiso.measure.compute import Source

MOST_INSTANTS = 36
_LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True)
class Trend:
    """`item` and `title` as in the edition of the last point; `unit` is a code; `points` are in order of time.

    `measure` is RATE (percent), COUNT (of `counted`: hồ sơ, TTHC …) or POINTS.
    """

    item: str
    title: str
    measure: Measure
    counted: str
    unit: str
    unit_name: str
    points: tuple[TrendPoint, ...]
    breaks: tuple[Break, ...]
    marks: tuple[Mark, ...]

    @property
    def lines(self) -> tuple[tuple[TrendPoint, ...], ...]:
        """The points of each unbroken line, in order of time; a lone point is a line too."""
        count = 1 + max((point.line for point in self.points if point.line is not None), default=-1)
        return tuple(tuple(point for point in self.points if point.line == number) for number in range(count))


def trend(
    points: Iterable[Snapshot],
    item: str,
    unit: str,
    *,
    measure: Measure | None = None,
    registry: Registry | None = None,
) -> Trend:
    """An indicator, an axis or the total of a unit over these snapshots, whatever their order.

    `item` is a name in the edition of the last snapshot («3.6», «TTTT», «total»; what `Edition.place` knows); in other
    editions it is found by what it counts, under whatever number. A snapshot that leaves the unit out although it
    lists others like it is a point without data; one that does not speak of such units is no point. Without `measure`
    it is the rate of an indicator that has one at any point, else its count, else its points. `registry` tells of
    mergers; the units that ship where None. Raises `BochisoError` without snapshots, for an item that the edition does
    not have, and for a unit that no snapshot has.
    """
    ordered = sorted(points, key=lambda snapshot: (snapshot.as_of, snapshot.computed))
    known = _unit(ordered, unit)
    spoken = [snapshot for snapshot in ordered if speaks_of(snapshot, known)]
    edition = edition_named(spoken[-1].edition)
    name, title = _item(edition, item)
    read = [_read(snapshot, edition, name, known) for snapshot in spoken]
    indicator = edition.indicator(name)
    shown = measure or (Measure.POINTS if indicator is None else _measure(read))
    units = default_registry() if registry is None else registry
    made, breaks = joined([one.point(shown) for one in read], known.code, units)
    first, last = made[0].instant.day, made[-1].instant.day
    laws = tuple(law for law in editions().values() if _overlaps(law, first, last))
    marks: tuple[Mark, ...] = (
        *levels(name, edition, laws),
        *rule_changes(name, edition, laws, known.kind),
        *taken_in(known.code, first, last, units),
    )
    counted = indicator.unit if indicator and shown is Measure.COUNT else ""
    return Trend(name, title, shown, counted, known.code, known.name, made, breaks, marks)


def _overlaps(law: Edition, first: date, last: date) -> bool:
    return law.valid_from <= last and (law.valid_to is None or first < law.valid_to)


def _unit(snapshots: Sequence[Snapshot], code: str) -> SnapshotUnit:
    """As the last snapshot that has it names it."""
    if not snapshots:
        raise fail(
            "diễn biến",
            "chưa có bản chụp nào",
            why="diễn biến nối các bản chụp theo thời gian",
            remedy="chạy bochiso import để nhập số liệu công bố, hoặc bochiso compute để tính từ sổ hồ sơ",
        )
    found = next((unit for snapshot in reversed(snapshots) if (unit := snapshot.unit(code))), None)
    if found is None:
        there = [one.code for one in snapshots[-1].units]
        raise fail(
            f"đơn vị «{code}»",
            "không có trong bản chụp nào",
            why="diễn biến chỉ có ở đơn vị có số liệu",
            remedy=f"dùng một trong: {', '.join(there[:8])}{' …' if len(there) > 8 else ''}",
        )
    return found


def _item(edition: Edition, name: str) -> tuple[str, str]:
    """The id and the title."""
    place = edition.place(name)
    id = place.item if place else ""
    if part := edition.indicator(id) or edition.axis(id):
        return id, part.title
    if id == TOTAL:
        return id, "Điểm tổng hợp"
    items = (*(one.id for one in edition.indicators), *(axis.code for axis in edition.axes), TOTAL)
    raise fail(
        f"chỉ số «{name}»",
        f"không có diễn biến trong phiên bản {edition.id}",
        why="diễn biến chỉ có ở chỉ số, trục và điểm tổng hợp",
        remedy=f"dùng một trong: {', '.join(items)}",
    )


def _read(snapshot: Snapshot, of: Edition, item: str, unit: SnapshotUnit) -> Reading:
    edition = edition_named(snapshot.edition)
    return reading(snapshot, edition, same_item(item, of, edition), unit)


def _measure(read: Sequence[Reading]) -> Measure:
    wanted = (Measure.RATE, Measure.COUNT, Measure.POINTS)
    having = (each for each in wanted if any(isinstance(one.figure(each), Quantity) for one in read))
    return next(having, Measure.RATE)


def month_ends(first: Instant, last: Instant, most: int = MOST_INSTANTS) -> tuple[Instant, ...]:
    """The last second of every month that ends from `first` to before `last`, and `last`; the latest `most` of them.

    Nothing where `last` is before `first`.
    """
    if last < first:
        return ()
    found = [last]
    end = _month_end(last.day)
    while len(found) < most:
        if first <= end < last:
            found.append(end)
        if end.day.replace(day=1) <= first.day.replace(day=1):
            break
        end = Instant(end.day.replace(day=1) - timedelta(days=1), _LAST_SECOND)
    return tuple(reversed(found))


def _month_end(day: date) -> Instant:
    following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return Instant(following - timedelta(days=1), _LAST_SECOND)


def ledger_span(held: Held) -> tuple[Instant, Instant] | None:
    """From when to when a ledger can tell anything; None where it has no dossier.

    From the first reception, or the first recording where that is later: figures are what was known at their instant.
    To the last recording of anything.
    """
    dossiers = held.of(DOSSIERS)
    received = [second for one in dossiers if (second := one.first_received) is not None]
    recorded = [second for one in dossiers if (second := one.first_recorded) is not None]
    latest = [second for one in held.segments if (second := one.last_recorded) is not None]
    if not received or not recorded or not latest:
        return None
    first = max(min(received), min(recorded))
    return moment_of(first), moment_of(max(first, *latest))


def computed_points(
    source: "Source",
    edition_of: Callable[[Instant], Edition],
    instants: Sequence[Instant],
    kind: PeriodKind,
    view: str,
) -> tuple[Snapshot, ...]:
    """A snapshot for each instant, each under its edition, in the order given; one computation for each edition.

    `view` is `portal` or `province`. Raises `BochisoError` with every instant for which `edition_of` raises.
    """
    from bochiso.measure.compute import compute, moment_at  # only who computes waits for the engine to be imported

    laws: list[Edition] = []
    problems: list[Problem] = []
    for instant in instants:
        try:
            laws.append(edition_of(instant))
        except BochisoError as error:
            problems += error.problems
    if problems:
        raise BochisoError(problems)
    made: dict[int, Snapshot] = {}
    for law in {law.id: law for law in laws}.values():
        numbers = [number for number, one in enumerate(laws) if one.id == law.id]
        found = compute(source, law, [moment_at(instants[number], kind, view) for number in numbers])
        made |= {number: one.snapshot for number, one in zip(numbers, found, strict=True)}
    return tuple(made[number] for number in range(len(instants)))
