"""One dossier: its state as known at a moment, how it came to it, and where it stands in each indicator.

Codes only; the ledger holds no personal data.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from bochiso.errors import BochisoError, fail
from bochiso.facts.held import Role, paths
from bochiso.facts.schema import DOSSIERS, PROGRESS, SYNCED, Column, Table
from bochiso.facts.statements import listed, stored_rows
from bochiso.index.model import Counting, Edition, Indicator
from bochiso.measure.called import Names
from bochiso.measure.compute import Source, known_at
from bochiso.measure.deciding import Requirements, Which, requirements_of
from bochiso.measure.figures import missing_facts
from bochiso.measure.judged import COLUMNS, Scope, flag, judge, recorded
from bochiso.measure.seen import of_dossiers
from bochiso.measure.terms import Moment
from bochiso.measure.trace_words import phrase
from bochiso.measure.traced import Dossier
from bochiso.time import moment_of
from bochiso.units.codes import CODE_SPACES
from bochiso.wording import instant_text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Stored = str | int | bool | None
"""A value as the ledger has it: instants are seconds since 2000, choices their numbers, None is unknown."""

_NAMES = listed(DOSSIERS.names)
_QUOTED = 60
"""Letters of a code that nobody knows which an error repeats."""


@dataclass(frozen=True)
class Change:
    """A column whose value became another."""

    column: Column
    before: Stored
    after: Stored


@dataclass(frozen=True)
class Recorded:
    """What became known at an instant. The first says everything known of the dossier then, from nothing known."""

    recorded_at: int
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Progress:
    """A step of its handling, as progress was loaded: `status` from `at` on, known from `recorded_at` on."""

    at: int
    status: int
    recorded_at: int


@dataclass(frozen=True)
class Acknowledged:
    """A synchronisation, as what the portal acknowledged was loaded."""

    synced_at: int
    recorded_at: int


@dataclass(frozen=True)
class Standing:
    """Where the dossier stands in an indicator, and why. `which` is None where the figure itself has no data."""

    indicator: Indicator
    which: Which | None
    reason: str


@dataclass(frozen=True)
class OneDossier:
    """`timeliness` says whether it is on time at the moment. History and the two lists below it are in order of time.

    `last` is the last second on time as long as it does not end, None where nothing tells.
    """

    dossier: Dossier
    unit_name: str
    procedure_name: str
    last: int | None
    timeliness: str
    history: tuple[Recorded, ...]
    progress: tuple[Progress, ...]
    acknowledged: tuple[Acknowledged, ...]
    standings: tuple[Standing, ...]


def dossier(source: Source, edition: Edition, moment: Moment, code: str) -> OneDossier:
    """All that is known of a dossier. Raises `BochisoError` where its code is unknown at the moment."""
    scope = Scope(source, known_at(source, moment), source.root)
    with source.connection.cursor() as cursor:
        wanted = _squeezed(cursor, code)
        history = tuple(_history(cursor, scope, wanted))
        if not history:
            raise _not_known(cursor, source, moment, wanted)
        counted = tuple((each, each.counting) for each in of_dossiers(edition) if each.counting is not None)
        asked = [(each, counting, requirements_of(counting, moment)) for each, counting in counted]
        words = tuple(dict.fromkeys(("on_time", *(need.word for *_, found in asked for need in found.all))))
        state, held = _judged(cursor, scope, words)
        names = Names(scope)
        standings = (
            _standing(scope, indicator, counting, requirements, state, held)
            for indicator, counting, requirements in asked
        )
        return OneDossier(
            state,
            names.unit(state.unit),
            names.procedure(state.procedure, state.unit),
            None if state.due_at is None else state.due_at + (state.supplement_seconds or 0),
            phrase("on_time", held["on_time"], state, moment),
            history,
            tuple(Progress(*row) for row in _rows(cursor, scope, PROGRESS, ("at", "status"), wanted)),
            tuple(Acknowledged(*row) for row in _rows(cursor, scope, SYNCED, ("synced_at",), wanted)),
            tuple(standings),
        )


def _squeezed(cursor: "DuckDBPyConnection", code: str) -> str:
    """A code as codes are loaded. By the same function: Python has other capitals for some letters, such as `ŉ`."""
    plain = "SELECT regexp_replace(upper(nfc_normalize($1)), $2, '', 'g')"
    found = cursor.execute(plain, [code, CODE_SPACES]).fetchone()
    return str(found[0]) if found else ""


def _history(cursor: "DuckDBPyConnection", scope: Scope, code: str) -> Iterator[Recorded]:
    """Every instant at which its state became another. Leaves `moves`, what was put in and taken away, behind."""
    came = recorded(cursor, scope, Role.ACCEPTED, Role.ADDED)
    gone = recorded(cursor, scope, Role.REMOVED)
    cursor.execute(
        f"""
        CREATE TEMP TABLE moves AS
        SELECT recorded_at, 1 AS sign, {_NAMES} FROM ({came}) AS came WHERE code = $code
        UNION ALL SELECT recorded_at, -1, {_NAMES} FROM ({gone}) AS gone WHERE code = $code""",
        {"code": code},
    )
    moves = cursor.execute("SELECT * FROM moves ORDER BY recorded_at").fetchall()
    held: Counter[tuple[Stored, ...]] = Counter()
    before: Sequence[Stored] = (None,) * len(DOSSIERS.names)
    for second, rows in groupby(moves, lambda row: int(row[0])):
        for _, sign, *state in rows:
            held[tuple(state)] += sign
        (after,) = +held
        if changes := tuple(_changes(before, after)):
            yield Recorded(second, changes)
        before = after


def _changes(before: Iterable[Stored], after: Iterable[Stored]) -> Iterator[Change]:
    for column, former, latter in zip(DOSSIERS.columns, before, after, strict=True):
        if former != latter:
            yield Change(column, former, latter)


def _judged(cursor: "DuckDBPyConnection", scope: Scope, words: Sequence[str]) -> tuple[Dossier, dict[str, bool]]:
    """The state in force, and which of the words hold of it."""
    state = f"SELECT {_NAMES} FROM moves GROUP BY {_NAMES} HAVING SUM(sign) > 0"
    columns = ", ".join((*COLUMNS, *map(flag, words)))
    row = cursor.execute(f"SELECT {columns} FROM ({judge(cursor, scope, words, states=state)}) AS judged").fetchone()
    assert row is not None, "a dossier with a history has a state"
    return Dossier(*row[: len(COLUMNS)]), dict(zip(words, row[len(COLUMNS) :], strict=True))


def _standing(
    scope: Scope,
    indicator: Indicator,
    counting: Counting,
    requirements: Requirements,
    state: Dossier,
    held: dict[str, bool],
) -> Standing:
    moment = scope.known.moment
    if missing := missing_facts(counting, scope.source.held, moment.known):
        return Standing(indicator, None, f"chưa biết {missing.title} nào đến thời điểm này")
    if not (state.unit and scope.known.tree.chain(state.unit)):
        which = "của đơn vị ngoài" if state.unit else "không rõ của đơn vị nào thuộc"
        return Standing(indicator, Which.EXCLUDED, f"{which} {scope.source.root}, không tính vào đâu cả")
    met = [held[each.word] == each.wanted for each in requirements.all]
    said = (phrase(each.word, held[each.word], state, moment) for each in requirements.telling(met))
    return Standing(indicator, requirements.placed(met), "; ".join(said))


def _rows(
    cursor: "DuckDBPyConnection", scope: Scope, table: Table, columns: Sequence[str], code: str
) -> list[tuple[int, ...]]:
    """The rows of another table that speak of the dossier, as known at the moment."""
    names = f"{listed(columns)}, recorded_at"
    stored = stored_rows(cursor, table, paths(scope.source.held.of(table)))
    cursor.execute(
        f"SELECT DISTINCT {names} FROM {stored} AS rows WHERE code = $code AND recorded_at <= $known ORDER BY {names}",
        {"code": code, "known": scope.known.moment.known},
    )
    return cursor.fetchall()


def _not_known(cursor: "DuckDBPyConnection", source: Source, moment: Moment, code: str) -> BochisoError:
    """Why there is nothing to tell: not yet known at the moment, or not known at all."""
    stored = stored_rows(cursor, DOSSIERS, paths(source.held.of(DOSSIERS, Role.ACCEPTED)))
    cursor.execute(f"SELECT MIN(recorded_at) FROM {stored} AS rows WHERE code = $code", {"code": code})
    (first,) = cursor.fetchone() or (None,)
    shown = code if len(code) <= _QUOTED else code[:_QUOTED] + "…"
    if first is not None:
        return fail(
            f"hồ sơ {shown}",
            f"chưa biết đến thời điểm {instant_text(moment.instant)}",
            why=f"dòng đầu tiên của hồ sơ này được ghi nhận {instant_text(moment_of(first))}",
            remedy="chọn thời điểm sau đó; nếu đã biết từ trước, nạp với --recorded-at",
        )
    return fail(
        f"hồ sơ «{shown}»",
        "không có trong sổ",
        why="chưa tệp nào nạp vào sổ có mã này",
        remedy="kiểm tra lại mã, ví dụ H55.21-260803-0001; hoặc nạp tệp có hồ sơ này bằng bochiso load dossiers",
    )
