"""A unit's dossiers counted by procedure and channel at two moments, by the very statement that counts its figures."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
from sqlglot import exp

from bochiso.facts.held import paths
from bochiso.index.model import Indicator
from bochiso.measure.compute import limits_of
from bochiso.measure.figures import marks_by_level
from bochiso.measure.judged import Scope
from bochiso.measure.pair import Pair, share_of
from bochiso.measure.plan import ALL_MARKS, Having, Marks, Part, Plan, plan
from bochiso.measure.source import (
    KEYS,
    STATES,
    UNDATED,
    Limits,
    limit_tables,
    needs_limits,
    statement,
    states_of,
)
from bochiso.measure.split import Counts
from bochiso.measure.words import HAVING

CHANNEL = "channel"
DIRECT = 1
"""The channel of a dossier that says none."""


@dataclass(frozen=True)
class Cell:
    """The dossiers of a procedure and channel, of units of one level; `counts` by column of the plan.

    The channel is 0 where it was not asked for.
    """

    procedure: str
    channel: int
    marks: Marks
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Cells:
    """All cells of a moment; `number` is its place in the plan."""

    plan: Plan
    number: int
    cells: tuple[Cell, ...]

    def of(self, indicator: Indicator) -> Iterator[tuple[Cell, Counts]]:
        """Each cell with what it adds to an indicator of dossiers.

        Where words are taken away one after the other, the numerator is what is left over, so it may be negative.
        """
        less = share_of(indicator).less
        for cell in self.cells:
            whole = self._count(cell, indicator, "denominator")
            taken = sum(self._count(cell, indicator, f"less:{word}") for word in less)
            yield cell, Counts(whole - taken if less else self._count(cell, indicator, "numerator"), whole)

    def having(self, indicator: Indicator) -> Mapping[str, Mapping[str, int]]:
        """For each word of an indicator that looks at dossiers: how many there are of each procedure."""
        found: dict[str, Mapping[str, int]] = {}
        for word in HAVING.keys() & set(share_of(indicator).words):
            sums: Counter[str] = Counter()
            for cell in self.cells:
                sums[cell.procedure] += cell.counts.get(self.plan.having[Having(self.number, word)], 0)
            found[word] = sums
        return found

    def _count(self, cell: Cell, indicator: Indicator, name: str) -> int:
        return cell.counts.get(self.plan.uses[Part(self.number, indicator.id, name)][cell.marks], 0)


def counted(pair: Pair, indicators: Sequence[Indicator], *, by_channel: bool = False) -> tuple[Cells, Cells]:
    """The dossiers that these indicators count or ask for, at both moments.

    In one pass over the dossiers unless the moments have different maxima where due dates are missing.
    """
    held = pair.before.source.held
    both = plan(indicators, [scope.known.moment for scope in pair.both])
    limits = [limits_of(scope.known) if needs_limits(states_of(held, both)) else None for scope in pair.both]
    if limits[0] == limits[1]:
        before, after = _pass(pair.both, indicators, limits[0], by_channel)
    else:
        (before,) = _pass([pair.before], indicators, limits[0], by_channel)
        (after,) = _pass([pair.after], indicators, limits[1], by_channel)
    return before, after


def _pass(
    scopes: Sequence[Scope], indicators: Sequence[Indicator], limits: Limits | None, by_channel: bool
) -> tuple[Cells, ...]:
    source = scopes[0].source
    wanted = plan(indicators, [scope.known.moment for scope in scopes])
    files = {name: paths(segments) for name, segments in states_of(source.held, wanted).items()}
    rows: list[dict[str, str | int]] = []
    if (wanted.uses or wanted.having) and files.keys() & {STATES, UNDATED}:
        tables = {"within": _within(scopes)}
        if limits is not None and needs_limits(files):
            tables |= limit_tables(limits)
        rows = source.engine.rows(_statement(wanted, files, by_channel), files, tables).to_pylist()
    return tuple(Cells(wanted, number, _cells(rows, number, scope)) for number, scope in enumerate(scopes))


def _statement(wanted: Plan, files: Mapping[str, Sequence[str]], by_channel: bool) -> exp.Expression:
    """Counts of the units within, by what tells units apart: at which moments they are the unit's, and their level."""
    keys = [f"found.{KEYS[1]}", "within.place", "within.level"]
    channel = f"COALESCE(found.{CHANNEL}, {DIRECT})"
    sums = [f"SUM(found.{name}) AS {name}" for name in wanted.columns]
    inner = statement(wanted, files, (*KEYS, CHANNEL) if by_channel else KEYS)
    return (
        exp.subquery(inner, "found")
        .select(*keys, *([f"{channel} AS {CHANNEL}"] if by_channel else []), *sums, dialect="duckdb")
        .join("within", on="within.unit = found.unit")
        .group_by(*keys, *([channel] if by_channel else []), dialect="duckdb")
    )


def _within(scopes: Sequence[Scope]) -> pa.Table:
    """Every unit that is the asked one's at a moment: `place` has a bit for each moment, the first the lowest."""
    places: Counter[str] = Counter()
    for number, scope in enumerate(scopes):
        places.update(dict.fromkeys(scope.leaves, 1 << number))
    levels = scopes[0].levels
    return pa.table(
        {
            "unit": pa.array(list(places), pa.string()),
            "place": pa.array(list(places.values()), pa.int64()),
            "level": pa.array([levels[code] for code in places], pa.int64()),
        }
    )


def _cells(rows: Sequence[Mapping[str, str | int]], number: int, scope: Scope) -> tuple[Cell, ...]:
    marks = marks_by_level(scope.known.catalogue, scope.known.moment)
    found = []
    for row in rows:
        if int(row["place"]) >> number & 1:
            procedure = str(row["procedure"])
            counts = {name: int(value) for name, value in row.items() if name not in _KEYS}
            known = marks.get((procedure, int(row["level"])), ALL_MARKS[0])
            found.append(Cell(procedure, int(row.get(CHANNEL, 0)), known, counts))
    return tuple(found)


_KEYS = {"procedure", "place", "level", CHANNEL}
