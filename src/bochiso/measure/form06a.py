"""The statutory form II.06a/VPCP/KSTT: dossiers received, resolved and in process over a span of days, unit by unit.

The text of the circular was not available; docs/reference/form-06a.md says how each column is read here. As known at
the end of the last day; all dossiers that the province holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, time

from sqlglot import exp

from bochiso.errors import fail
from bochiso.facts.held import Held, paths
from bochiso.facts.schema import DOSSIERS
from bochiso.measure.compute import Known, Source, known_at, limits_of
from bochiso.measure.plan import Counted, Plan
from bochiso.measure.source import STATES, UNDATED, limit_tables, needs_limits, segments_known, statement
from bochiso.measure.terms import NEVER, Moment, condition
from bochiso.measure.tree import Tree
from bochiso.measure.words import ON_TIME, ONLINE
from bochiso.time import DAY_SECONDS, Instant, Period, PeriodKind, second_of
from bochiso.units.tree import Unit, UnitKind
from bochiso.wording import integer_text, short_date


@dataclass(frozen=True)
class Counts:
    """The eight columns that are counted; the other three are their sums, so the form always adds up."""

    online: int = 0
    other: int = 0
    carried: int = 0
    early: int = 0
    on_time: int = 0
    late: int = 0
    in_time: int = 0
    overdue: int = 0

    @property
    def received(self) -> int:
        return self.online + self.other + self.carried

    @property
    def resolved(self) -> int:
        return self.early + self.on_time + self.late

    @property
    def pending(self) -> int:
        return self.in_time + self.overdue

    @property
    def printed(self) -> tuple[int, ...]:
        """Columns 3 to 13."""
        received = (self.received, self.online, self.other, self.carried)
        resolved = (self.resolved, self.early, self.on_time, self.late)
        return (*received, *resolved, self.pending, self.in_time, self.overdue)

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, name) + getattr(other, name) for name in COUNTED))


COUNTED = tuple(field.name for field in fields(Counts))


@dataclass(frozen=True)
class FormRow:
    """`level` is 0 for the unit that the form is of."""

    unit: Unit
    level: int
    counts: Counts


@dataclass(frozen=True)
class Form:
    """The form of `rows[0].unit`, from the first to the last day, both included."""

    first: date
    last: date
    rows: tuple[FormRow, ...]
    warnings: tuple[str, ...]


_ORDER = (
    UnitKind.NATION,
    UnitKind.MINISTRY,
    UnitKind.PROVINCE,
    UnitKind.DEPARTMENT,
    UnitKind.DISTRICT,
    UnitKind.COMMUNE,
)


def form06a(source: Source, unit: Unit, first: date, last: date) -> Form:
    """The form of a unit of the tree of the last day and of every unit below it. Raises `BochisoError`."""
    if last < first:
        raise fail(
            f"--from {first.isoformat()} --to {last.isoformat()}",
            "ngày cuối kỳ trước ngày đầu kỳ",
            why="kỳ báo cáo phải có ít nhất một ngày",
            remedy="đổi thứ tự hai ngày",
        )
    moment = _moment(source.held, last)
    if not source.held.has(DOSSIERS, moment.at):
        raise fail(
            f"biểu II.06a, hết ngày {short_date(last)}",
            "chưa nạp hồ sơ nào được biết đến lúc này",
            why="chưa có dữ liệu không phải là bằng 0",
            remedy="chạy bochiso load dossiers TỆP; nếu đã biết từ trước, thêm --recorded-at",
        )
    known = known_at(source, moment)
    sums: dict[str, Counts] = {}
    foreign = 0
    for leaf, counts in _by_leaf(source, known, second_of(Instant(first, time(0)))):
        chain = known.tree.chain(leaf)
        foreign += 0 if chain else counts.received
        for code in chain:
            sums[code] = sums.get(code, Counts()) + counts
    rows = tuple(FormRow(each, level, sums.get(each.code, Counts())) for each, level in _below(known.tree, unit, 0))
    told = f"{integer_text(foreign)} hồ sơ của đơn vị ngoài {source.root}; không tính vào đâu cả"
    return Form(first, last, rows, (told,) if foreign else ())


def _moment(held: Held, last: date) -> Moment:
    """The end of the last day. What was received earlier and is still open counts, so nothing is too old."""
    instant = Instant(last)
    at = second_of(instant)
    received = (segment.first_received for segment in held.of(DOSSIERS))
    start = min((second for second in received if second is not None), default=at)
    return Moment(instant, Period.containing(PeriodKind.YEAR, last), at, min(start, at), sees_all=True)


def _below(tree: Tree, unit: Unit, level: int) -> Iterator[tuple[Unit, int]]:
    """The unit and all below it, departments before districts before communes, each followed by its own."""
    yield unit, level
    below = (tree.units[code] for code in tree.children(unit.code))
    for child in sorted(below, key=lambda each: (_ORDER.index(each.kind), each.code)):
        yield from _below(tree, child, level + 1)


def _by_leaf(source: Source, known: Known, start: int) -> Iterator[tuple[str, Counts]]:
    """The counts of each unit's own dossiers. `start` is the first second of the span."""
    made = _plan(known.moment, start)
    files = {name: paths(found) for name, found in segments_known(source.held, known.moment.at).items()}
    if not files.keys() & {STATES, UNDATED}:
        return
    sums = (f"SUM({name}) AS {name}" for name in COUNTED)
    wanted = exp.subquery(statement(made, files), "found").select("unit", *sums).group_by("unit")
    tables = limit_tables(limits_of(known)) if needs_limits(files) else {}
    for row in source.engine.rows(wanted, files, tables).to_pylist():
        yield row["unit"], Counts(*(row[name] for name in COUNTED))


def _plan(moment: Moment, start: int) -> Plan:
    """The eight counts in the form of a plan, so that they go the way of every other count."""
    end = moment.at
    corrected = "(ended_at - COALESCE(supplement_seconds, 0))"
    sooner = f"FLOOR({corrected} / {DAY_SECONDS}) < FLOOR(due_at / {DAY_SECONDS})"
    bases = {
        "fresh": f"received_at >= {start}",
        "kept": f"received_at < {start} AND COALESCE(ended_at >= {start}, TRUE)",
        "web": f"COALESCE(channel = {ONLINE}, FALSE)",
        "done": f"COALESCE(ended_at <= {end}, FALSE)",
        "good": f"COALESCE({condition(ON_TIME.term, moment, {})}, FALSE)",
        "soon": f"COALESCE(due_at < {NEVER} AND {sooner}, FALSE)",
    }
    resolved = "(fresh OR kept) AND done"
    conditions = {
        "online": "fresh AND web",
        "other": "fresh AND NOT web",
        "carried": "kept",
        "early": f"{resolved} AND good AND soon",
        "on_time": f"{resolved} AND good AND NOT soon",
        "late": f"{resolved} AND NOT good",
        "in_time": "NOT done AND good",
        "overdue": "NOT done AND NOT good",
    }
    return Plan((moment,), {}, bases, {name: Counted(text) for name, text in conditions.items()}, {}, {})
