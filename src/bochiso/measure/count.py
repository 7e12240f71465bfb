"""Running the plan: leaf counts from the engine, rolled up the tree here, in whole numbers only.

Leaves are summed first and rolled up afterwards, so that nothing is counted twice. What an engine gives is small (a row
for a unit and a procedure); distinct procedures and services are counted from it, per unit of the tree.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import duckdb
import pyarrow as pa

from bochiso.measure.plan import ALL_MARKS, Having, Marks, Part, Plan
from bochiso.measure.tree import Tree


@dataclass(frozen=True, eq=False)
class Leaves:
    """The engine's answer: `unit`, `procedure` and one whole number for each column of the plan.

    `connection` is where it is summed up further; small tables are registered there as they are needed.
    """

    plan: Plan
    table: pa.Table
    connection: duckdb.DuckDBPyConnection

    @cached_property
    def _below(self) -> dict[Tree, str]:
        return {}

    def below(self, tree: Tree) -> str:
        """A table in `connection`: the units of the tree (`node`) with all procedures of dossiers there or below.

        Beside them the counts by which words of procedures and services are asked.
        """
        if tree not in self._below:
            units = self.table.column("unit").unique().to_pylist()
            self.connection.register("leaves", self.table)
            self.connection.register(
                "chains", _table(("unit", "node"), [(leaf, code) for leaf in units for code in tree.chain(leaf)])
            )
            name = self._below[tree] = f"below{len(self._below)}"
            sums = "".join(f", sum({column}) AS {column}" for column in sorted(set(self.plan.having.values())))
            self.connection.execute(f"""
                CREATE TABLE {name} AS
                SELECT node, procedure{sums} FROM leaves JOIN chains USING (unit) GROUP BY node, procedure
            """)
        return self._below[tree]


@dataclass(frozen=True)
class UnitCounts:
    """Of one moment: for every unit of the tree, each part of each indicator that counts dossiers."""

    parts: Mapping[str, Mapping[Part, int]]
    held: Mapping[str, int]
    unknown_procedures: int
    """Dossiers whose procedure is not in the catalogue."""

    foreign: int
    """Dossiers of units that are not below the root."""


def rolled_up(
    leaves: Leaves, moment: int, tree: Tree, marks_of: Mapping[tuple[str, int], Marks], level_of: Mapping[str, int]
) -> UnitCounts:
    """Every dossier count of one moment for every unit of the tree.

    `marks_of` gives the marks of a procedure at a level; `level_of` the level of procedures that a unit handles.
    """
    parts = [part for part in leaves.plan.uses if part.moment == moment]
    all_held = leaves.plan.held(moment)
    columns = sorted({name for part in parts for name in leaves.plan.uses[part].values() if name} | {all_held})
    totals: dict[str, Counter[Part]] = defaultdict(Counter)
    held: Counter[str] = Counter()
    unknown = foreign = 0
    for unit, marks, known, *values in _by_unit_and_marks(leaves, columns, marks_of, level_of):
        counted = dict(zip(columns, values, strict=True))
        here = counted[all_held]
        unknown += 0 if known else here
        chain = tree.chain(unit)
        foreign += 0 if chain else here
        row = {part: counted[name] for part in parts if (name := leaves.plan.uses[part][ALL_MARKS[marks]])}
        for code in chain:
            totals[code].update(row)
            held[code] += here
    return UnitCounts({code: totals[code] for code in tree.units}, held, unknown, foreign)


def _by_unit_and_marks(
    leaves: Leaves, columns: Sequence[str], marks_of: Mapping[tuple[str, int], Marks], level_of: Mapping[str, int]
) -> Iterable[tuple[str, int, bool, *tuple[int, ...]]]:
    """Sums by unit and combination of marks: unit, number of the combination, whether the procedure is known, sums."""
    connection = leaves.connection
    connection.register("leaves", leaves.table)
    connection.register("levels", _table(("unit", "level"), sorted(level_of.items())))
    marks = [(procedure, level, ALL_MARKS.index(found)) for (procedure, level), found in marks_of.items()]
    connection.register("marks", _table(("procedure", "level", "marks"), marks))
    sums = ", ".join(f"sum({column})::BIGINT" for column in columns)
    return connection.execute(f"""
        SELECT unit, coalesce(marks, 0), procedure IN (SELECT procedure FROM marks), {sums}
        FROM leaves LEFT JOIN levels USING (unit) LEFT JOIN marks USING (procedure, level)
        GROUP BY ALL
    """).fetchall()


@dataclass(frozen=True)
class Things:
    """Procedures or services of which some may have a dossier of a kind, and which units they are of.

    The first three are columns: whose scope a thing is in, the thing, and the procedure whose dossiers count for it.
    `scopes_of` pairs units with the scopes that are theirs.
    """

    scopes: Sequence[str]
    things: Sequence[str]
    procedures: Sequence[str]
    scopes_of: Sequence[tuple[str, str]]


def distinct(leaves: Leaves, tree: Tree, having: Having, things: Things) -> Mapping[str, int]:
    """By unit: how many of the unit's things have such a dossier among the unit's own."""
    connection = leaves.connection
    connection.register("scopes", _table(("node", "scope"), things.scopes_of))
    columns = [pa.array(column, pa.string()) for column in (things.scopes, things.things, things.procedures)]
    connection.register("things", pa.table(columns, names=["scope", "thing", "procedure"]))
    return dict(
        connection.execute(f"""
            SELECT node, count(DISTINCT thing)
            FROM {leaves.below(tree)} JOIN scopes USING (node) JOIN things USING (scope, procedure)
            WHERE {leaves.plan.having[having]} > 0
            GROUP BY node
        """).fetchall()
    )


def _table(names: Sequence[str], rows: Sequence[tuple[str | int, ...]]) -> pa.Table:
    """A small Arrow table; text where the name does not say that it is a number."""
    numbers = {"level", "marks"}
    columns = list(zip(*rows, strict=True)) if rows else [() for _ in names]
    arrays = [
        pa.array(column, pa.int64() if name in numbers else pa.string())
        for name, column in zip(names, columns, strict=True)
    ]
    return pa.table(dict(zip(names, arrays, strict=True)))
