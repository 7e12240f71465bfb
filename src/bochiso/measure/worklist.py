"""Lists of dossiers to act upon, as known at a moment: overdue, due soon, not synchronised, not digitised.

Overdue, due soon and not synchronised are all dossiers received by the moment, of whichever period and whether the
portal sees them or not: whoever works them off asks for nothing else. Not digitised are those in the denominator of an
indicator of digitisation and not in its numerator, so those of the period and of the view.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pyarrow as pa

from bochiso.errors import fail
from bochiso.facts.schema import DOSSIERS
from bochiso.index.model import Edition
from bochiso.measure.awaiting import BY_DUE, SOON, TITLES, Awaiting, Kind, digitisation
from bochiso.measure.called import Names
from bochiso.measure.compute import Source, known_at
from bochiso.measure.deciding import Requirements, Which
from bochiso.measure.figures import missing_facts
from bochiso.measure.judged import COLUMNS, Scope, flag, judge
from bochiso.measure.terms import Moment
from bochiso.measure.trace_ask import unit_of
from bochiso.measure.trace_words import phrase
from bochiso.measure.traced import Dossier
from bochiso.measure.tree import Tree

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_AT_ONCE = 4096
"""Rows fetched at a time."""


@dataclass(frozen=True)
class Worklist:
    """How many dossiers of a unit and all below it are on each list.

    `by_unit` has the same for the unit and each unit below it that has any. A kind of which nothing is known is in
    neither; `lacking` says why.
    """

    numbers: Mapping[Kind, int]
    by_unit: Mapping[Kind, Mapping[str, int]]
    lacking: Mapping[Kind, str]


@dataclass(frozen=True)
class Entry:
    """A dossier of a list; instants are seconds since 2000, None is unknown.

    `due_at` is its own date, or where it has none (`due_stated` false) the end of its statutory maximum. `last` is the
    last second on time: `due_at` and what the applicant took to complete it.
    """

    code: str
    unit: str
    unit_name: str
    procedure: str
    procedure_name: str
    received_at: int | None
    due_at: int | None
    due_stated: bool
    last: int | None
    ended_at: int | None
    status: int | None
    channel: int | None
    synced_at: int | None
    reason: str


@dataclass(frozen=True)
class Entries:
    """A page of a list; `count` is how long the whole list is."""

    count: int
    rows: tuple[Entry, ...]


def worklist(source: Source, edition: Edition, moment: Moment, unit: str, *, within: timedelta = SOON) -> Worklist:
    """The numbers of all lists in one pass. `within` is how far ahead due soon looks.

    Raises `BochisoError` for a unit that is not in the tree on the day.
    """
    scope = _scope(source, moment, unit)
    lacking = lacks(source, edition, moment)
    kinds = [kind for kind in Kind if kind not in lacking]
    leaves = Awaiting(scope, edition, within).numbers(kinds) if kinds else {}
    by_unit = {kind: _rolled_up(scope.known.tree, scope.unit, leaves[kind]) for kind in kinds}
    numbers = {kind: found.get(scope.unit, 0) for kind, found in by_unit.items()}
    return Worklist(numbers, by_unit, lacking)


def lacks(source: Source, edition: Edition, moment: Moment) -> Mapping[Kind, str]:
    """Why nothing can be said of a kind, for those where that is so: which is not the same as there being none."""
    if not source.held.has(DOSSIERS, moment.known):
        return dict.fromkeys(Kind, _unknown(DOSSIERS.title))
    indicators = digitisation(edition)
    if not indicators:
        return {Kind.UNDIGITISED: f"phiên bản {edition.id} không có chỉ số nào đo số hóa hồ sơ"}
    for each in indicators:
        if each.counting and (missing := missing_facts(each.counting, source.held, moment.known)):
            return {Kind.UNDIGITISED: _unknown(missing.title)}
    return {}


def entries(
    source: Source,
    edition: Edition,
    moment: Moment,
    unit: str,
    kind: Kind,
    *,
    procedure: str = "",
    offset: int = 0,
    limit: int = 50,
    within: timedelta = SOON,
) -> Entries:
    """A page of a list: overdue and due soon by the last second on time, the others by reception, then by code.

    Of one procedure, or of all for an empty text. Raises `BochisoError` for a unit that is not in the tree on the day,
    and where nothing is known of the kind.
    """
    awaiting = _awaiting(source, edition, moment, unit, kind, within)
    with source.connection.cursor() as cursor:
        cursor.execute(f"""
            WITH found AS MATERIALIZED ({awaiting.found(cursor, kind, procedure)})
            SELECT number, code, key FROM (SELECT COUNT(*) AS number FROM found) AS counted
            LEFT JOIN (SELECT code, key FROM found ORDER BY key, code LIMIT {limit:d} OFFSET {offset:d}) AS page
            ON TRUE""")
        page = cursor.fetchall()
        count = page[0][0]
        keys = [(code, key) for _, code, key in page if code is not None]
        if not keys:
            return Entries(count, ())
        codes, seconds = zip(*keys, strict=True)
        cursor.register("page", pa.table({"code": pa.array(codes, pa.string()), "key": pa.array(seconds, pa.int64())}))
        return Entries(count, tuple(_told(cursor, awaiting, kind)))


def all_entries(
    source: Source,
    edition: Edition,
    moment: Moment,
    unit: str,
    kind: Kind,
    *,
    procedure: str = "",
    within: timedelta = SOON,
) -> Iterator[Entry]:
    """The whole list in the order of `entries`, made row by row as it is read; the source must stay open meanwhile."""
    awaiting = _awaiting(source, edition, moment, unit, kind, within)
    return _all(awaiting, kind, procedure)


def _all(awaiting: Awaiting, kind: Kind, procedure: str) -> Iterator[Entry]:
    with awaiting.scope.source.connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE page AS {awaiting.found(cursor, kind, procedure)}")
        yield from _told(cursor, awaiting, kind)


def _scope(source: Source, moment: Moment, unit: str) -> Scope:
    return Scope(source, known_at(source, moment), unit_of(source, moment.instant.day, unit).code)


def _awaiting(source: Source, edition: Edition, moment: Moment, unit: str, kind: Kind, within: timedelta) -> Awaiting:
    if reason := lacks(source, edition, moment).get(kind):
        raise fail(
            f"danh sách «{TITLES[kind]}», thời điểm {moment.instant}",
            reason,
            why="chưa có dữ liệu không phải là không có hồ sơ nào",
            remedy="nạp dữ liệu còn thiếu bằng bochiso load; nếu đã biết từ trước, thêm --recorded-at",
        )
    return Awaiting(_scope(source, moment, unit), edition, within)


def _unknown(title: str) -> str:
    return f"chưa biết {title} nào đến thời điểm này"


def _rolled_up(tree: Tree, top: str, leaves: Mapping[str, int]) -> Mapping[str, int]:
    """For a unit and those below it: the sums of the leaves that count for them."""
    found: Counter[str] = Counter()
    for leaf, number in leaves.items():
        chain = tree.chain(leaf)
        found.update(dict.fromkeys(chain[: chain.index(top) + 1], number))
    return found


def _told(cursor: "DuckDBPyConnection", awaiting: Awaiting, kind: Kind) -> Iterator[Entry]:
    """The dossiers of the table `page` of the cursor, in its order."""
    scope, words = awaiting.scope, awaiting.words
    names = Names(scope)
    judged = judge(cursor, scope, words, codes="page")
    columns = ", ".join((*COLUMNS, *map(flag, words), "key"))
    cursor.execute(f"SELECT {columns} FROM ({judged}) AS judged JOIN page USING (code) ORDER BY key, code")
    while chunk := cursor.fetchmany(_AT_ONCE):
        for row in chunk:
            dossier = Dossier(*row[: len(COLUMNS)])
            held = dict(zip(words, row[len(COLUMNS) : -1], strict=True))
            last = row[-1] if kind in BY_DUE else last_on_time(dossier)
            yield _entry(dossier, last, names, _reason(awaiting, kind, dossier, held))


def last_on_time(dossier: Dossier) -> int | None:
    """The last second at which a dossier that did not end is on time; None where nothing tells."""
    return None if dossier.due_at is None else dossier.due_at + (dossier.supplement_seconds or 0)


def _entry(dossier: Dossier, last: int | None, names: Names, reason: str) -> Entry:
    return Entry(
        dossier.code,
        dossier.unit,
        names.unit(dossier.unit),
        dossier.procedure,
        names.procedure(dossier.procedure, dossier.unit),
        dossier.received_at,
        dossier.due_at,
        dossier.due_stated,
        last,
        dossier.ended_at,
        dossier.status,
        dossier.channel,
        dossier.synced_at,
        reason,
    )


def _reason(awaiting: Awaiting, kind: Kind, dossier: Dossier, held: Mapping[str, bool]) -> str:
    moment = awaiting.scope.known.moment
    match kind:
        case Kind.OVERDUE | Kind.DUE_SOON:
            return phrase("on_time", held["on_time"], dossier, moment)
        case Kind.UNSYNCHRONISED:
            return phrase("synchronised", False, dossier, moment)
        case Kind.UNDIGITISED:
            words = dict.fromkeys(word for each in awaiting.digitised for word in _failing(each, held))
            said = [phrase(word, held[word], dossier, moment) for word in words]
            return "; ".join(text for text in said if not any(text != other and text in other for other in said))


def _failing(requirements: Requirements, held: Mapping[str, bool]) -> tuple[str, ...]:
    """The words for which a dossier is in the denominator and not in the numerator; none where it is not so."""
    met = [held[each.word] == each.wanted for each in requirements.all]
    if requirements.placed(met) is not Which.MISSING:
        return ()
    return tuple(each.word for each in requirements.telling(met))
