"""What leads nowhere: units that are in no tree of the province on the day, procedures that are in no catalogue.

Dossiers are those that a snapshot of the moment looks at, synchronised or not: received in the period to date and known
by then. So the numbers of the root are those of which a snapshot warns. They are read in one pass by the engine, which
gives no more than a row for each pair of what leads nowhere; what was replaced by then is subtracted.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import sqlglot
from sqlglot import exp

from bochiso.facts.held import paths
from bochiso.measure.compute import Source, known_at
from bochiso.measure.judged import Scope
from bochiso.measure.source import REMOVED, REMOVED_UNDATED, STATES, UNDATED, segments_known
from bochiso.measure.terms import Moment
from bochiso.time import DAY_SECONDS, numbered_day

MOST = 50
"""Codes listed of a kind unless told otherwise."""

CAME, GONE = "came", "gone"

_Seen = tuple[int, int | None, int | None]
"""How many things, and the numbers of their first and last days."""


@dataclass(frozen=True)
class Stray:
    """A code that leads nowhere, and how many things name it.

    `first` and `last` are the days on which the first and the last of them was received, None for things that are not
    received. `name` is what the registry calls a unit that it knows all the same (another province's, or one without a
    place in the tree of the day), else empty. The code is empty where a dossier names no unit.
    """

    code: str
    name: str
    number: int
    first: date | None
    last: date | None


@dataclass(frozen=True)
class Strays:
    """The codes with the most things, most first. `codes` and `things` count all of them, also those not listed."""

    listed: tuple[Stray, ...]
    codes: int
    things: int

    @property
    def more(self) -> int:
        """How many codes are not listed."""
        return self.codes - len(self.listed)


@dataclass(frozen=True)
class Unmapped:
    """Units by what names them, and procedures by the dossiers that name them."""

    units: Strays
    petition_units: Strays
    certification_units: Strays
    procedures: Strays


def unmapped(source: Source, moment: Moment, unit: str, *, most: int = MOST) -> Unmapped:
    """What leads nowhere, of a unit with all below it; `most` codes of a kind.

    All strange units are the root's. One below it is told those of which the code says that they would be its own
    (H55.12.03 of H55.12), and the procedures of dossiers that are its own.
    """
    scope = Scope(source, known_at(source, moment), unit)
    units, procedures = _of_dossiers(scope)
    petitions = (
        (each.unit, each.received_at // DAY_SECONDS)
        for each in scope.known.petitions
        if moment.start <= each.received_at <= moment.at
    )
    certifications = ((each.unit, None) for each in scope.known.certifications)
    return Unmapped(
        _of_units(scope, units, most),
        _of_units(scope, _strange(scope, petitions), most),
        _of_units(scope, _strange(scope, certifications), most),
        _strays(procedures, {}, most),
    )


def _strange(scope: Scope, named: Iterable[tuple[str, int | None]]) -> Mapping[str, Sequence[_Seen]]:
    found: dict[str, list[_Seen]] = defaultdict(list)
    for unit, day in named:
        if not scope.known.tree.chain(unit):
            found[unit].append((1, day, day))
    return found


def _of_units(scope: Scope, found: Mapping[str, Sequence[_Seen]], most: int) -> Strays:
    registry = scope.source.registry
    its = {code: seen for code, seen in found.items() if _would_be_its(scope, code)}
    known = ((code, registry.by_code(code)) for code in its)
    return _strays(its, {code: unit.name for code, unit in known if unit is not None}, most)


def _would_be_its(scope: Scope, code: str) -> bool:
    if scope.unit == scope.source.root:
        return True
    tree = scope.known.tree
    above = scope.source.registry.nearest_known(code, tree.day) if code else None
    return above is not None and scope.unit in tree.chain(above)


def _strays(found: Mapping[str, Sequence[_Seen]], names: Mapping[str, str], most: int) -> Strays:
    numbers = {code: sum(number for number, _, _ in seen) for code, seen in found.items()}
    ordered = sorted(numbers, key=lambda code: (-numbers[code], code))
    listed = (_stray(code, names.get(code, ""), numbers[code], found[code]) for code in ordered[:most])
    return Strays(tuple(listed), len(numbers), sum(numbers.values()))


def _stray(code: str, name: str, number: int, seen: Iterable[_Seen]) -> Stray:
    days = [day for _, *both in seen for day in both if day is not None]
    return Stray(code, name, number, *(numbered_day(end(days)) if days else None for end in (min, max)))


def _of_dossiers(scope: Scope) -> tuple[Mapping[str, Sequence[_Seen]], Mapping[str, Sequence[_Seen]]]:
    """The strange units and the unlisted procedures of dossiers."""
    units: dict[str, list[_Seen]] = defaultdict(list)
    procedures: dict[str, list[_Seen]] = defaultdict(list)
    files = _files(scope)
    if CAME in files:
        rows = scope.source.engine.rows(_statement(scope, files), files, _tables(scope)).to_pylist()
        for row in rows:
            seen = row["number"], row["first_day"], row["last_day"]
            for found, code in ((units, row["stray"]), (procedures, row["unlisted"])):
                if code is not None:
                    found[code].append(seen)
    return units, procedures


def _files(scope: Scope) -> Mapping[str, Sequence[str]]:
    moment = scope.known.moment
    there = segments_known(scope.source.held, moment.known, moment.start)
    parts = ((CAME, (STATES, UNDATED)), (GONE, (REMOVED, REMOVED_UNDATED)))
    found = {name: dict.fromkeys(path for each in of for path in paths(there.get(each, ()))) for name, of in parts}
    return {name: tuple(files) for name, files in found.items() if files}


def _tables(scope: Scope) -> Mapping[str, pa.Table]:
    """`placed`: every code that counts for a unit of the tree, and whether for the scope's; `listed`: the catalogue."""
    chains = {unit.code: scope.known.tree.chain(unit.code) for unit in scope.source.registry.units}
    placed = sorted(code for code, chain in chains.items() if chain)
    mine = pa.array([scope.unit in chains[code] for code in placed], pa.bool_())
    listed = sorted({row.code for row in scope.known.catalogue.procedures})
    return {
        "placed": pa.table({"unit": pa.array(placed, pa.string()), "mine": mine}),
        "listed": pa.table({"procedure": pa.array(listed, pa.string())}),
    }


def _statement(scope: Scope, names: Iterable[str]) -> exp.Expression:
    """By unit in no tree and procedure in no catalogue, NULL for one that is where it should be.

    Rows are subtracted day by day, so that the first day and the last are those of dossiers in force.
    """
    moment = scope.known.moment
    within = f"received_at >= {moment.start} AND received_at <= {moment.at} AND recorded_at <= {moment.known}"
    signed = " UNION ALL ".join(
        f"SELECT unit, procedure, received_at, {sign} AS sign FROM {name} WHERE {within}"
        for name, sign in ((CAME, 1), (GONE, -1))
        if name in names
    )
    unlisted = "listed.procedure IS NULL" + ("" if scope.unit == scope.source.root else " AND placed.mine")
    return sqlglot.parse_one(
        f"""
        SELECT stray, unlisted, CAST(SUM(n) AS BIGINT) AS number, MIN(day) AS first_day, MAX(day) AS last_day FROM (
            SELECT stray, unlisted, day, CAST(SUM(sign) AS BIGINT) AS n FROM (
                SELECT CASE WHEN placed.unit IS NULL THEN COALESCE(signed.unit, '') END AS stray,
                    CASE WHEN {unlisted} THEN signed.procedure END AS unlisted,
                    CAST(FLOOR(signed.received_at / {DAY_SECONDS}) AS BIGINT) AS day, signed.sign
                FROM ({signed}) AS signed
                LEFT JOIN placed ON placed.unit = signed.unit
                LEFT JOIN listed ON listed.procedure = signed.procedure
                WHERE placed.unit IS NULL OR ({unlisted})
            ) AS strange GROUP BY stray, unlisted, day HAVING SUM(sign) <> 0
        ) AS days GROUP BY stray, unlisted""",
        dialect="duckdb",
        into=exp.Select,
    )
