"""What the portal has of the province's dossiers, as the ledger tells: which it lacks, which it has as they once were.

The portal holds a dossier as it was when it was last synchronised: the last state recorded by then. What was recorded
afterwards it does not know, unless the ledger only fails to say that it was sent again.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bochiso.facts.held import Role, paths
from bochiso.facts.schema import DOSSIERS, SYNCED
from bochiso.facts.statements import stored_rows
from bochiso.index.model import Counting, Edition, Indicator, Share, Tally
from bochiso.measure.deciding import SYNCHRONISED, Requirement, requirements_of
from bochiso.measure.judged import Scope, flag, judge, recorded
from bochiso.measure.plan import HELD, SEEN
from bochiso.measure.trace_words import second_text
from bochiso.measure.words import DOSSIER_WORDS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Place = tuple[str, str]
"""A unit and an indicator."""

_NAMES = ", ".join(DOSSIERS.names)
_FORMER = ", ".join("sent AS synced_at" if name == "synced_at" else name for name in DOSSIERS.names)


@dataclass(frozen=True)
class Shift:
    """What replacing states does to the counts of a figure, and how many dossiers do it."""

    numerator: int = 0
    denominator: int = 0
    dossiers: int = 0


@dataclass(frozen=True)
class Told:
    """A dossier of a list. Instants are seconds since 2000: when its state was recorded, when it was synchronised."""

    code: str
    unit: str
    procedure: str
    recorded_at: int
    synced_at: int | None
    reason: str


def of_dossiers(edition: Edition) -> tuple[Indicator, ...]:
    """The indicators that count dossiers one by one."""
    found = (each for each in edition.indicators if each.counting and each.counting.of in (SEEN, HELD))
    return tuple(found)


def unsynced(scope: Scope, indicators: Sequence[Indicator]) -> Mapping[Place, int]:
    """By unit and indicator: dossiers not synchronised that would count for its denominator if they were.

    Those of the scope's unit and all below it. At least one indicator.
    """
    words = {SYNCHRONISED, *(word for each in indicators for word in _counting(each).among)}
    lacking = (
        f"CAST(SUM(CASE WHEN {_lacking(scope, _counting(each))} THEN 1 ELSE 0 END) AS BIGINT)" for each in indicators
    )
    with scope.source.connection.cursor() as cursor:
        judged = judge(cursor, scope, words)
        cursor.execute(f"SELECT unit, {', '.join(lacking)} FROM ({judged}) AS judged GROUP BY unit")
        found: Counter[Place] = Counter()
        for leaf, *numbers in cursor.fetchall():
            for unit in scope.known.tree.chain(leaf):
                found.update({(unit, each.id): number for each, number in zip(indicators, numbers, strict=True)})
    return found


def unsynced_rows(scope: Scope, indicator: Indicator | None) -> Iterator[Told]:
    """The dossiers themselves, of an indicator or of all; by unit and code."""
    words = {SYNCHRONISED, "received", *(_counting(indicator).among if indicator else ())}
    lacking = _lacking(scope, _counting(indicator) if indicator else Tally(SEEN, ("received",)))
    with scope.source.connection.cursor() as cursor:
        judged = judge(cursor, scope, words)
        cursor.execute(f"CREATE TEMP TABLE lacking AS SELECT * FROM ({judged}) AS judged WHERE {lacking}")
        rows = recorded(cursor, scope, Role.ACCEPTED, Role.ADDED)
        cursor.execute(f"""
            SELECT code, unit, procedure, since, synced_at FROM lacking JOIN (
                SELECT code, MAX(recorded_at) AS since FROM ({rows}) AS rows
                SEMI JOIN lacking USING (code) GROUP BY code
            ) AS known USING (code) ORDER BY unit, code""")
        for code, unit, procedure, since, synced in cursor.fetchall():
            later = "" if synced is None else f" (đồng bộ lúc {second_text(synced)}, sau thời điểm này)"
            yield Told(code, unit, procedure, since, synced, DOSSIER_WORDS[SYNCHRONISED].no + later)


def _lacking(scope: Scope, counting: Counting) -> str:
    among = (flag(word) for word in counting.among if word != SYNCHRONISED)
    return " AND ".join((*among, f"NOT {flag(SYNCHRONISED)}"))


def _counting(indicator: Indicator) -> Counting:
    assert indicator.counting is not None, "only indicators that count dossiers are asked about"
    return indicator.counting


def uncut(scope: Scope, indicator: Indicator) -> Mapping[str, int]:
    """By unit: the numerator of an indicator that subtracts words, before it is cut off at 0."""
    words = {each.word for each in requirements_of(_counting(indicator), scope.known.moment).all}
    (numerator, _) = _parts(scope, indicator)
    with scope.source.connection.cursor() as cursor:
        judged = judge(cursor, scope, words)
        (summed,) = _of("judged", (numerator,))
        cursor.execute(f"SELECT unit, CAST(SUM({summed}) AS BIGINT) FROM ({judged}) AS judged GROUP BY unit")
        found: Counter[str] = Counter()
        for leaf, number in cursor.fetchall():
            found.update(dict.fromkeys(scope.known.tree.chain(leaf), number))
    return found


class Stale:
    """The dossiers that the portal holds in a former state, each with its two states judged; open while it is read."""

    def __init__(self, scope: Scope, indicators: Sequence[Indicator]) -> None:
        self._scope = scope
        self._indicators = indicators
        self._cursor = scope.source.connection.cursor()
        _find(self._cursor, scope)
        words = sorted({each.word for each in self._requirements()})
        for name, states in (("former", _former()), ("latest", _latest(scope.known.moment.at))):
            judged = judge(self._cursor, scope, words, states=states)
            self._cursor.execute(f"CREATE TEMP TABLE {name} AS {judged}")

    def __enter__(self) -> "Stale":
        return self

    def __exit__(self, *_: object) -> None:
        self._cursor.close()

    def _requirements(self) -> Iterable[Requirement]:
        moment = self._scope.known.moment
        return (each for found in self._indicators for each in requirements_of(_counting(found), moment).all)

    def shifts(self) -> Mapping[Place, Shift]:
        """By unit and indicator: what the former states change of the counts, former less latest.

        Where an indicator subtracts words the numerator is what it is before it is cut off at 0.
        """
        parts = [part for each in self._indicators for part in _parts(self._scope, each)]
        columns = ", ".join(_of("former", parts) + _of("latest", parts))
        self._cursor.execute(f"""
            SELECT former.unit, latest.unit, COUNT(*), {columns}
            FROM former JOIN latest USING (code) GROUP BY ALL""")
        found: dict[Place, list[int]] = defaultdict(lambda: [0, 0, 0])
        for was, now, number, *values in self._cursor.fetchall():
            self._add(found, was, now, number, values)
        return {place: Shift(*sums) for place, sums in found.items()}

    def _add(self, found: dict[Place, list[int]], was: str, now: str, number: int, values: Sequence[int]) -> None:
        chain = self._scope.known.tree.chain
        here, there = set(chain(was)), set(chain(now))
        for place, indicator in enumerate(self._indicators):
            former = values[2 * place : 2 * place + 2]
            latest = values[len(values) // 2 + 2 * place :][:2]
            for unit in here | there:
                before = former if unit in here else (0, 0)
                after = latest if unit in there else (0, 0)
                change = [one - other for one, other in zip(before, after, strict=True)]
                if any(change):
                    sums = found[unit, indicator.id]
                    found[unit, indicator.id] = [a + number * b for a, b in zip(sums, (*change, 1), strict=True)]

    def rows(self, unit: str) -> Iterator[Told]:
        """The dossiers of which some count of the indicators changes, of a unit and all below it; by unit and code."""
        parts = [part for each in self._indicators for part in _parts(self._scope, each)]
        sides = zip(_of("former", parts), _of("latest", parts), strict=True)
        differs = " OR ".join(("former.unit <> latest.unit", *(f"({one}) <> ({other})" for one, other in sides)))
        words = self._telling()
        flags = ", ".join(f"former.{flag(word)}, latest.{flag(word)}" for word in words)
        self._cursor.execute(f"""
            SELECT code, former.unit, latest.unit, latest.procedure, sent, changed, {flags}
            FROM former JOIN latest USING (code) JOIN behind USING (code)
            WHERE {differs} ORDER BY latest.unit, code""")
        chain = self._scope.known.tree.chain
        for code, was, now, procedure, sent, changed, *held in self._cursor.fetchall():
            if unit in (*chain(was), *chain(now)):
                told = zip(words, held[::2], held[1::2], strict=True)
                turned = [(word, former, latest) for word, former, latest in told if former != latest]
                yield Told(code, now, procedure, changed, sent, _reason(turned, was, now, changed))

    def _telling(self) -> list[str]:
        """The words that say what changed: late and on time are one, and being synchronised is taken for granted."""
        words = dict.fromkeys(each.word for each in self._requirements())
        besides = {SYNCHRONISED} | ({"overdue"} if "on_time" in words else set())
        return [word for word in words if word not in besides]


def _reason(turned: Iterable[tuple[str, bool, bool]], was: str, now: str, changed: int) -> str:
    said = [f"lúc đồng bộ «{_said(word, before)}», nay «{_said(word, after)}»" for word, before, after in turned]
    if was != now:
        said.append(f"lúc đồng bộ ở đơn vị {was}, nay ở đơn vị {now}")
    return "; ".join((*said, f"thay đổi ghi nhận lúc {second_text(changed)}, sau lần đồng bộ gần nhất"))


def _said(word: str, holds: bool) -> str:
    return DOSSIER_WORDS[word].yes if holds else DOSSIER_WORDS[word].no


def _find(cursor: "DuckDBPyConnection", scope: Scope) -> None:
    """`moves`: every state of a dossier that changed, put in and taken away; `behind`: which changed after it was sent.

    `sent` is the last synchronisation known by the moment, by whatever row tells of it; `changed` the last change.
    """
    moment, held = scope.known.moment, scope.source.held
    came = recorded(cursor, scope, Role.ACCEPTED, Role.ADDED)
    gone = recorded(cursor, scope, Role.REMOVED)
    cursor.execute(f"CREATE TEMP TABLE gone AS {gone}")
    cursor.execute(f"""
        CREATE TEMP TABLE moves AS SELECT {_NAMES}, recorded_at, SUM(sign)::BIGINT AS net FROM (
            SELECT *, 1 AS sign FROM ({came}) AS came SEMI JOIN gone USING (code)
            UNION ALL SELECT *, -1 FROM gone
        ) AS signed GROUP BY ALL HAVING SUM(sign) <> 0""")
    synced = stored_rows(cursor, SYNCED, paths(held.of(SYNCED)))
    cursor.execute(f"""
        CREATE TEMP TABLE behind AS SELECT code, sent, changed FROM (
            SELECT code, MIN(recorded_at) AS first, MAX(recorded_at) AS changed FROM moves WHERE net > 0 GROUP BY code
        ) AS span JOIN (
            SELECT code, MAX(synced_at) AS sent FROM (
                SELECT code, synced_at FROM moves WHERE net > 0
                UNION ALL SELECT code, synced_at FROM {synced} AS rows WHERE recorded_at <= {moment.known}
            ) AS told WHERE synced_at <= {moment.at} GROUP BY code
        ) AS last USING (code) WHERE first <= sent AND sent < changed""")


def _former() -> str:
    """The states that the portal was sent last."""
    return f"""
        SELECT {_FORMER} FROM moves JOIN behind USING (code) WHERE recorded_at <= sent
        GROUP BY {", ".join(f"moves.{name}" for name in DOSSIERS.names)}, sent HAVING SUM(net) > 0"""


def _latest(at: int) -> str:
    """The states that the ledger holds, of dossiers that it holds to be synchronised."""
    return f"""
        SELECT {_NAMES} FROM moves SEMI JOIN behind USING (code) WHERE synced_at <= {at}
        GROUP BY {_NAMES} HAVING SUM(net) > 0"""


def _parts(scope: Scope, indicator: Indicator) -> tuple[str, str]:
    """What a dossier adds to the numerator and to the denominator, over the flags of a table named `{{}}`."""
    counting = _counting(indicator)
    found = requirements_of(counting, scope.known.moment)
    entry = " AND ".join(map(_met, found.entry)) or "TRUE"
    if isinstance(counting, Tally):
        return f"CASE WHEN {entry} THEN 1 ELSE 0 END", "0"
    merit = " AND ".join(map(_met, found.merit)) or "TRUE"
    numerator = f"CASE WHEN {entry} AND {merit} THEN 1 ELSE 0 END"
    if isinstance(counting, Share) and counting.less:
        faults = " + ".join(f"CASE WHEN {{}}.{flag(word)} THEN 1 ELSE 0 END" for word in counting.less)
        numerator = f"CASE WHEN {entry} THEN 1 - ({faults}) ELSE 0 END"
    return numerator, f"CASE WHEN {entry} THEN 1 ELSE 0 END"


def _met(requirement: Requirement) -> str:
    return f"{'' if requirement.wanted else 'NOT '}{{}}.{flag(requirement.word)}"


def _of(table: str, parts: Sequence[str]) -> list[str]:
    return [part.replace("{}", table) for part in parts]
