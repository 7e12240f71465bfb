"""Dossiers in, snapshots out: the index of every unit below a root, as of any instants, in one pass."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

import duckdb

from bochiso.facts.current import latest
from bochiso.facts.engine import Engine
from bochiso.facts.held import Held, paths
from bochiso.facts.schema import CERTIFICATIONS, DOSSIERS, PETITIONS, PROCEDURES, SERVICES, TABLES, TOTALS, Table
from bochiso.index.model import Edition
from bochiso.measure.catalogue import PROCEDURE_COLUMNS, SERVICE_COLUMNS, Catalogue, Procedure, Service, level_of
from bochiso.measure.certifications import Certification
from bochiso.measure.count import Leaves, UnitCounts, rolled_up
from bochiso.measure.figures import Facts, figures, marks_by_level
from bochiso.measure.petitions import PETITION_COLUMNS, Petition
from bochiso.measure.plan import Plan, plan
from bochiso.measure.scope import Scopes
from bochiso.measure.source import STATES, UNDATED, Limits, limit_tables, needs_limits, statement, states_of
from bochiso.measure.terms import Moment
from bochiso.measure.totals import Totals
from bochiso.measure.tree import Tree, tree_of
from bochiso.score.snapshot import COMPUTED, Origin, Snapshot, SnapshotUnit
from bochiso.time import DAY_SECONDS, Instant, Period, PeriodKind, moment_of, numbered_day, second_of
from bochiso.units.registry import Registry
from bochiso.units.standing import changes_of
from bochiso.wording import instant_text, integer_text
from bochiso.workdays import counted_up_to, covered

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ORIGIN = Origin(name="sổ hồ sơ", sha256="", kind=COMPUTED)
"""Where computed figures come from. It names no load, since facts recorded later must leave a snapshot what it was."""


@dataclass(frozen=True)
class Source:
    """A ledger as it was at one reading, and what can read it."""

    held: Held
    connection: "DuckDBPyConnection"
    engine: Engine
    registry: Registry
    root: str


@dataclass(frozen=True)
class Computed:
    """A snapshot, and what whoever signs it should know."""

    snapshot: Snapshot
    warnings: tuple[str, ...]


def moment_at(instant: Instant, kind: PeriodKind, view: str) -> Moment:
    """The period of this kind to date, at an instant. `view` is `portal` or `province`."""
    period = Period.containing(kind, instant.day)
    months = {PeriodKind.YEAR: 1, PeriodKind.QUARTER: 3 * period.part - 2, PeriodKind.MONTH: period.part}
    first = Instant(date(period.year, months[kind], 1), time(0, 0))
    return Moment(instant, period, second_of(instant), second_of(first), view == "province")


def moment_of_snapshot(snapshot: Snapshot) -> Moment:
    """The moment at which a snapshot was computed."""
    return moment_at(snapshot.as_of, snapshot.period.kind, snapshot.view)


def compute(source: Source, edition: Edition, moments: Sequence[Moment]) -> tuple[Computed, ...]:
    """A snapshot for each moment. Moments of one year and one catalogue of limits share a pass over the dossiers."""
    reader = _Reader(source)
    known = [reader.known(moment) for moment in moments]
    groups: dict[tuple[int, Limits | None], list[int]] = defaultdict(list)
    for number, each in enumerate(known):
        limits = limits_of(each) if _has_undated(source.held) else None
        groups[each.moment.period.year, limits].append(number)
    made: dict[int, Computed] = {}
    for (_, limits), numbers in groups.items():
        wanted = plan(edition.indicators, [known[number].moment for number in numbers])
        with duckdb.connect() as connection:
            leaves = _leaves(source, wanted, limits, connection)
            for place, number in enumerate(numbers):
                made[number] = _computed(source, edition, place, known[number], leaves)
    return tuple(made[number] for number in range(len(known)))


def _has_undated(held: Held) -> bool:
    return any(segment.without_due for segment in held.of(DOSSIERS))


@dataclass(frozen=True)
class Known:
    """The small tables as known at a moment, and the tree of its day."""

    moment: Moment
    tree: Tree
    catalogue: Catalogue
    scopes: Scopes
    petitions: tuple[Petition, ...]
    certifications: tuple[Certification, ...]
    totals: Totals


def known_at(source: Source, moment: Moment) -> Known:
    """Reads the small tables as they were known at the moment."""
    return _Reader(source).known(moment)


class _Reader:
    """Reads the small tables; moments that see the same rows share them and what was worked out from them."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._changes = changes_of(source.registry.units)
        self._rows: dict[tuple[str, int], list[tuple[object, ...]]] = {}
        self._trees: dict[int, Tree] = {}
        self._scopes: dict[tuple[Tree, int | None, int | None], tuple[Catalogue, Scopes]] = {}

    def known(self, moment: Moment) -> Known:
        """What is known at the moment."""
        at = moment.known
        tree = self._tree(moment.instant.day)
        totals = self._read(TOTALS, ("unit", "period", "received"), at)
        return Known(
            moment,
            tree,
            *self._catalogue(tree, at),
            tuple(Petition(*row) for row in self._read(PETITIONS, PETITION_COLUMNS, at)),  # type: ignore[arg-type]
            tuple(Certification(*row) for row in self._read(CERTIFICATIONS, ("unit", "provides", "copies"), at)),  # type: ignore[arg-type]
            Totals({(str(unit), str(period)): int(str(n)) for unit, period, n in totals}, tree, moment.period),
        )

    def _tree(self, day: date) -> Tree:
        number = bisect_right(self._changes, day)
        if number not in self._trees:
            self._trees[number] = tree_of(self._source.registry, self._source.root, day)
        return self._trees[number]

    def _catalogue(self, tree: Tree, at: int) -> tuple[Catalogue, Scopes]:
        key = tree, self._last(PROCEDURES, at), self._last(SERVICES, at)
        if key not in self._scopes:
            made = catalogue_of(
                self._read(PROCEDURES, PROCEDURE_COLUMNS, at), self._read(SERVICES, SERVICE_COLUMNS, at)
            )
            self._scopes[key] = made, Scopes(tree, made.procedures, made.services)
        return self._scopes[key]

    def _read(self, table: Table, columns: Sequence[str], at: int) -> list[tuple[object, ...]]:
        last = self._last(table, at)
        if last is None:
            return []
        if (table.name, last) not in self._rows:
            relation = latest(self._source.connection, self._source.held, table, last)
            self._rows[table.name, last] = relation.select(*columns).fetchall()
        return self._rows[table.name, last]

    def _last(self, table: Table, at: int) -> int | None:
        """A second up to which the same rows were known as up to `at`; None where there were none.

        It is the same for two instants between which nothing can have been recorded, going by what segments span.
        """
        spans = ((each.first_recorded, each.last_recorded) for each in self._source.held.of(table))
        known = (min(at, last) for first, last in spans if first is not None and last is not None and first <= at)
        return max(known, default=None)


def catalogue_of(procedures: Iterable[tuple[object, ...]], services: Iterable[tuple[object, ...]]) -> Catalogue:
    """The catalogue of rows in the order of `PROCEDURE_COLUMNS` and `SERVICE_COLUMNS`."""
    return Catalogue(
        tuple(Procedure(*row) for row in procedures),  # type: ignore[arg-type]
        tuple(map(Service._make, services)),
    )


def _leaves(
    source: Source, wanted: Plan, limits: Limits | None, connection: duckdb.DuckDBPyConnection
) -> Leaves | None:
    """What the engine counts; None where no state can count at any of the moments."""
    files = {name: paths(segments) for name, segments in states_of(source.held, wanted).items()}
    if not files.keys() & {STATES, UNDATED}:
        return None
    tables = limit_tables(limits) if limits is not None and needs_limits(files) else {}
    return Leaves(wanted, source.engine.rows(statement(wanted, files), files, tables), connection)


def limits_of(known: Known, since: int | None = None) -> Limits:
    """The statutory maxima in force at a moment, and the calendar from the start of its year on.

    `since` is the first second from which dossiers are looked at, where that is earlier.
    """
    telling = known.catalogue.telling(known.moment.instant.day)
    limits = tuple(
        (procedure, level, row.limit, row.limit_unit)
        for (procedure, level), row in sorted(telling.items())
        if row.limit is not None and row.limit_unit is not None
    )
    kinds = {unit.code: unit.kind for unit in known.tree.registry.units}  # also of units that are gone by then
    kinds |= {code: unit.kind for code, unit in known.tree.units.items()}
    levels = tuple((code, level_of(kind)) for code, kind in sorted(kinds.items()))
    year = known.moment.period.year
    longest = max((limit for _, _, limit, _ in limits), default=0)
    last = date(year, 12, 31) + timedelta(days=min(2 * longest + 30, 3660))
    first = min(date(year, 1, 1), numbered_day((known.moment.start if since is None else since) // DAY_SECONDS))
    return Limits(limits, levels, counted_up_to(first, last))


def _computed(source: Source, edition: Edition, number: int, known: Known, leaves: Leaves | None) -> Computed:
    counts = UnitCounts({}, {}, 0, 0)
    if leaves is not None:
        levels = {unit.code: level_of(unit.kind) for unit in source.registry.units}
        counts = rolled_up(leaves, number, known.tree, marks_by_level(known.catalogue, known.moment), levels)
    facts = Facts(
        known.moment,
        source.held,
        known.tree,
        known.scopes,
        known.petitions,
        known.certifications,
        known.totals,
        leaves,
        counts,
    )
    snapshot = Snapshot(
        as_of=known.moment.instant,
        edition=edition.id,
        period=known.moment.period,
        view=known.moment.view,
        units=_units(known.tree),
        figures=figures(edition, number, facts),
        origins=(ORIGIN,),
    )
    return Computed(snapshot, _warnings(source, facts))


def _units(tree: Tree) -> tuple[SnapshotUnit, ...]:
    found = []
    for code, unit in tree.units.items():
        above = tree.chain(code)[1:]
        found.append(SnapshotUnit(code, unit.name, unit.kind, above[0] if above else unit.parent))
    return tuple(found)


def _warnings(source: Source, facts: Facts) -> tuple[str, ...]:
    found = [text for table in TABLES.values() if (text := _not_yet_known(source.held, table, facts.moment))]
    if facts.counts.unknown_procedures:
        found.append(
            f"{integer_text(facts.counts.unknown_procedures)} hồ sơ có mã TTHC không có trong danh mục đã nạp; coi như "
            "TTHC không có nghĩa vụ tài chính, không trả kết quả giấy"
        )
    if facts.counts.foreign:
        found.append(
            f"{integer_text(facts.counts.foreign)} hồ sơ của đơn vị ngoài {source.root}; không tính vào đâu cả"
        )
    if not covered(facts.moment.instant.day):
        found.append("ngày nghỉ lễ của năm này chưa có đủ trong lịch: hạn theo ngày làm việc chỉ trừ thứ bảy, chủ nhật")
    return tuple(found)


def _not_yet_known(held: Held, table: Table, moment: Moment) -> str:
    """Facts that are there, but were all recorded after the moment: whoever asks must learn why nothing is counted."""
    firsts = [segment.first_recorded for segment in held.of(table) if segment.first_recorded is not None]
    firsts += [second for name, second in held.said_none if name == table.name]
    if not firsts or held.has(table, moment.known):
        return ""
    return (
        f"{table.title}: mọi dòng trong sổ đều được ghi nhận sau thời điểm này (sớm nhất "
        f"{instant_text(moment_of(min(firsts)))}), mà số liệu là điều đã biết vào lúc đó; nếu đã biết trước đó, "
        "nạp với --recorded-at"
    )
