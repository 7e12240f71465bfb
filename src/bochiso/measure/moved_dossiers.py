"""Dossiers that add to the change of a figure: compared by code, as known at two moments, each with its fate.

Those that count the same at both moments are set aside first. Of the others the states at both moments are looked up
wherever they are, so that a dossier that went to another unit is told apart from one that is gone.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bochiso.index.model import Indicator
from bochiso.measure.deciding import SYNCHRONISED, Requirement, requirements_of
from bochiso.measure.flow_names import Fate
from bochiso.measure.judged import COLUMNS, Scope, flag, judge
from bochiso.measure.pair import Pair, share_of
from bochiso.measure.split import Counts
from bochiso.measure.terms import Moment

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

BEFORE, AFTER = 0, 1
_TIMELY = "on_time"
_TIME_WORDS = {_TIMELY, "overdue"}
"""The words that time alone can turn to the worse."""

_SAME = " AND ".join(f"before.{name} IS NOT DISTINCT FROM later.{name}" for name in COLUMNS if name != "catalogued")
"""Nothing was recorded in between, and the due date did not change, be it stated or from the catalogue."""


@dataclass(frozen=True)
class Moved:
    """A thing that adds to a change. `unit` and `procedure` as last known of it; empty where a thing has none."""

    code: str
    unit: str
    procedure: str


@dataclass(frozen=True)
class Sum:
    """How many things share a fate, and the change of numerator and denominator that they make."""

    fate: Fate
    things: int
    change: Counts


@dataclass(frozen=True)
class MovedDossiers:
    """The dossiers that add to the change of some indicators; to be asked while its cursor is open."""

    pair: Pair
    indicators: Sequence[Indicator]
    cursor: "DuckDBPyConnection"

    def sums(self, indicator: Indicator) -> tuple[Sum, ...]:
        """By fate, for fates that there are."""
        i = self.indicators.index(indicator)
        changes = ", ".join(f"sum({side}{i}_{AFTER} - {side}{i}_{BEFORE})::BIGINT" for side in ("n", "d"))
        rows = self.cursor.execute(f"""
            SELECT fate{i}, count(*), {changes} FROM explained WHERE fate{i} IS NOT NULL GROUP BY fate{i}
        """).fetchall()
        return tuple(
            Sum(Fate(fate), things, Counts(numerator, denominator)) for fate, things, numerator, denominator in rows
        )

    def counted(self, indicator: Indicator, place: int) -> Counts:
        """Everything that the indicator counts at one of the moments, before totals and cuts."""
        i = self.indicators.index(indicator)
        sums = f"SELECT coalesce(sum(n{i}), 0)::BIGINT, coalesce(sum(d{i}), 0)::BIGINT FROM counted{place}"
        numerator, denominator = self.cursor.execute(sums).fetchone() or (0, 0)
        return Counts(int(numerator), int(denominator))

    def listed(self, indicator: Indicator, fate: Fate, limit: int | None) -> tuple[Moved, ...]:
        """Dossiers of a fate, by unit and code; at most `limit`."""
        i = self.indicators.index(indicator)
        rows = self.cursor.execute(
            f"SELECT code, unit, procedure FROM explained WHERE fate{i} = ? ORDER BY unit, code LIMIT ?",
            [fate.value, limit],
        ).fetchall()
        return tuple(Moved(code, unit or "", procedure) for code, unit, procedure in rows)


@contextmanager
def moved_dossiers(pair: Pair, indicators: Sequence[Indicator]) -> Iterator[MovedDossiers]:
    """Compare the dossiers of a pair whose earlier moment comes first, for indicators of dossiers."""
    with closing(pair.before.source.connection.cursor()) as cursor:
        for place, scope in enumerate(pair.both):
            _count(cursor, scope, indicators, place)
        _compare(cursor, len(indicators))
        for name, scope in (("before", pair.before), ("later", pair.after)):
            _look_up(cursor, scope, name)
        moments = pair.before.known.moment, pair.after.known.moment
        fates = ", ".join(f"{_fate(each, i, moments)} AS fate{i}" for i, each in enumerate(indicators))
        cursor.execute(f"""
            CREATE TEMP TABLE explained AS
            SELECT moved.*, CASE WHEN later.code IS NULL THEN before.unit ELSE later.unit END AS unit,
                coalesce(later.procedure, before.procedure) AS procedure, {fates}
            FROM moved LEFT JOIN before ON before.code = moved.code LEFT JOIN later ON later.code = moved.code
        """)
        yield MovedDossiers(pair, indicators, cursor)


def _count(cursor: "DuckDBPyConnection", scope: Scope, indicators: Sequence[Indicator], place: int) -> None:
    """`counted0`, `counted1`: the dossiers of a moment that any indicator counts: d (0, 1) and n of each."""
    moment = scope.known.moment
    words = [word for each in indicators for word in _words(each, moment)]
    standings = ", ".join(_standing(each, i, moment) for i, each in enumerate(indicators))
    some = " OR ".join(f"d{i} > 0" for i in range(len(indicators)))
    cursor.execute(f"""
        CREATE TEMP TABLE counted{place} AS
        SELECT * FROM (SELECT code, {standings} FROM ({judge(cursor, scope, words)}) AS judged) AS standing WHERE {some}
    """)


def _words(indicator: Indicator, moment: Moment) -> list[str]:
    return [each.word for each in requirements_of(share_of(indicator), moment).all]


def _standing(indicator: Indicator, i: int, moment: Moment) -> str:
    requirements = requirements_of(share_of(indicator), moment)
    entry = _all(requirements.entry)
    if less := share_of(indicator).less:
        taken = " - ".join(f"{flag(word)}::TINYINT" for word in less)
        counts = f"CASE WHEN {entry} THEN 1 - {taken} ELSE 0 END"
    else:
        counts = f"({_all((*requirements.entry, *requirements.merit))})"
    return f"({entry})::TINYINT AS d{i}, {counts}::TINYINT AS n{i}"


def _all(requirements: Sequence[Requirement]) -> str:
    return " AND ".join(flag(each.word) if each.wanted else f"NOT {flag(each.word)}" for each in requirements) or "TRUE"


def _compare(cursor: "DuckDBPyConnection", indicators: int) -> None:
    """`moved`: the dossiers that count otherwise at the two moments, with d and n of each indicator at both."""
    names = [f"{side}{i}" for i in range(indicators) for side in ("d", "n")]
    tables = (f"counted{BEFORE}", f"counted{AFTER}")
    columns = ", ".join(f"coalesce({t}.{n}, 0) AS {n}_{p}" for n in names for p, t in enumerate(tables))
    changed = " OR ".join(f"{tables[BEFORE]}.{n} IS DISTINCT FROM {tables[AFTER]}.{n}" for n in names)
    cursor.execute(f"""
        CREATE TEMP TABLE moved AS
        SELECT code, {columns} FROM {tables[BEFORE]} FULL JOIN {tables[AFTER]} USING (code) WHERE {changed}
    """)


def _look_up(cursor: "DuckDBPyConnection", scope: Scope, name: str) -> None:
    """The states of all that moved as known at a moment; `inside` says whether they are the unit's."""
    judged = judge(cursor, scope, (_TIMELY, SYNCHRONISED), codes="moved")
    cursor.execute(f"""
        CREATE TEMP TABLE {name} AS
        SELECT *, coalesce(unit IN (SELECT unit FROM leaves), FALSE) AS inside FROM ({judged}) AS judged
    """)


def _fate(indicator: Indicator, i: int, moments: tuple[Moment, Moment]) -> str:
    """The fate of a row of `moved` as far as this indicator goes; NULL where nothing changed."""
    d0, n0, d1, n1 = (f"{side}{i}_{place}" for place in (BEFORE, AFTER) for side in ("d", "n"))
    words = {word for moment in moments for word in _words(indicator, moment)}
    time_tells = f"before.{flag(_TIMELY)} AND NOT later.{flag(_TIMELY)}" if words & _TIME_WORDS else "FALSE"
    stayed = [(Fate.REPAIRED, f"{n1} > {n0}"), (Fate.LATE, f"{time_tells} AND {_SAME}"), (Fate.SPOILED, "TRUE")]
    came, left = _came(indicator, moments[BEFORE]), _left(*moments)
    return f"""CASE
        WHEN {d0} = {d1} AND {n0} = {n1} THEN NULL
        WHEN {d0} = {d1} THEN {_first(stayed)}
        WHEN {d0} < {d1} THEN {_first(came)} ELSE {_first(left)} END"""


def _first(fates: Sequence[tuple[Fate, str]]) -> str:
    whens = " ".join(f"WHEN {condition} THEN '{fate.value}'" for fate, condition in fates)
    return f"CASE {whens} END"


def _came(indicator: Indicator, before: Moment) -> list[tuple[Fate, str]]:
    unreceived = f"before.code IS NULL OR before.received_at IS NULL OR before.received_at > {before.at}"
    looked_for = SYNCHRONISED in {each.word for each in requirements_of(share_of(indicator), before).entry}
    unseen = f"NOT before.{flag(SYNCHRONISED)}" if looked_for else "FALSE"
    first_seen = f"before.code IS NULL AND later.synced_at > {before.at}" if looked_for else "FALSE"
    return [
        (Fate.NEW, f"later.received_at > {before.at} AND ({unreceived})"),
        (Fate.SEEN, first_seen),
        (Fate.CORRECTED_IN, unreceived),
        (Fate.REASSIGNED_IN, "NOT before.inside"),
        (Fate.PERIOD, f"before.received_at < {before.start} AND later.received_at < {before.start}"),
        (Fate.CORRECTED_IN, f"before.received_at < {before.start} OR later.received_at > {before.at}"),
        (Fate.SEEN, unseen),
        (Fate.ENTERED, "TRUE"),
    ]


def _left(before: Moment, after: Moment) -> list[tuple[Fate, str]]:
    outside = f"later.received_at IS NULL OR later.received_at < {after.start} OR later.received_at > {after.at}"
    still = f"coalesce(later.received_at >= {after.start}, FALSE)"
    return [
        (Fate.PERIOD, f"before.received_at < {after.start} AND NOT {still}"),
        (Fate.GONE, "later.code IS NULL"),
        (Fate.REASSIGNED_OUT, "NOT later.inside"),
        (Fate.CORRECTED_OUT, outside),
        (Fate.LEFT, "TRUE"),
    ]
