"""What every peer is asked: the counts of all components of an edition, for every unit, at two instants.

A peer gives leaves: for each unit and procedure and each instant the `COUNTS`. They are small, and what is done with
them is the same for all but bochiso itself, which does its own: marks of procedures, the tree, distinct procedures and
services. The answer is a sorted list of whole numbers; two answers are equal when their hashes are.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bochiso.facts.held import paths
from bochiso.index.load import edition_at
from bochiso.index.model import Edition
from bochiso.measure.compute import Computed, Known, Source, known_at, limits_of, moment_at
from bochiso.measure.plan import plan
from bochiso.measure.source import Limits, states_of
from bochiso.measure.terms import Moment
from bochiso.measure.words import HAVING
from bochiso.score.snapshot import Measured
from bochiso.time import Instant, PeriodKind
from bochiso.workspace.computing import source_of
from bochiso.workspace.opened import opened

INSTANTS = ("2026-08-31", "2026-09-30")
EDITION = "766/portal-2026"
NEVER = 2**40
COUNTS = (
    "held", "seen", "on_time", "online", "online_result", "fee_due", "not_zero", "paid", "not_zero_paid",
    "complained", "result", "component", "component_result", "reused", "from_store", "population",
)  # fmt: skip
"""What leaves count at an instant: dossiers held; and, of those the portal sees, those that are so.

Overdue is seen less on time, not online is seen less online; synchronised of 1.4 is seen.
"""

COLUMNS = tuple(f"{name}{number}" for number in range(len(INSTANTS)) for name in COUNTS)
"""The columns of leaves, beside unit and procedure."""


@dataclass(frozen=True)
class Question:
    """Where the dossiers are, what is known beside them, and when. Small tables are rows, for any engine to take.

    `limits`: unit, procedure, number, its unit (0 working days, 1 days, 2 hours). `calendar`: day, working days up to
    it, whether it is one.
    """

    files: tuple[str, ...]
    moments: tuple[Moment, ...]
    known: tuple[Known, ...]
    edition: Edition
    limits: tuple[tuple[str, str, int, int], ...]
    calendar: tuple[tuple[int, int, bool], ...]

    @property
    def start(self) -> int:
        return self.moments[0].start

    @property
    def at(self) -> tuple[int, int]:
        return self.moments[0].at, self.moments[1].at


@contextmanager
def ledger(workspace: Path) -> Iterator[Source]:
    """The ledger of a workspace, as the command `compute` opens it."""
    with opened(workspace) as place, source_of(place) as source:
        yield source


def moments() -> tuple[Moment, ...]:
    return tuple(moment_at(Instant.parse(text), PeriodKind.YEAR, "portal") for text in INSTANTS)


def asked(source: Source) -> Question:
    """The question about a ledger in which every dossier has one state, as the sample has it."""
    edition = edition_at(Instant.parse(INSTANTS[-1]), EDITION)
    known = tuple(known_at(source, moment) for moment in moments())
    states = states_of(source.held, plan(edition.indicators, moments()))
    if states.keys() - {"states", "undated"}:
        raise ValueError("a dossier has several states: the peers do not count that")
    limits = limits_of(known[-1])
    files = paths(dict.fromkeys(segment for found in states.values() for segment in found))
    return Question(files, moments(), known, edition, _by_unit(limits), limits.calendar)


def _by_unit(limits: Limits) -> tuple[tuple[str, str, int, int], ...]:
    levels: dict[int, list[str]] = {}
    for unit, level in limits.levels:
        levels.setdefault(level, []).append(unit)
    return tuple(
        (unit, procedure, number, kind)
        for procedure, level, number, kind in limits.limits
        for unit in levels.get(level, ())
    )


Row = tuple[int, str, str, int, int]
"""Instant, unit, item, numerator, denominator (0 where it is the catalogue's alone)."""


def hash_of(rows: Iterable[Row]) -> str:
    text = "\n".join(",".join(map(str, row)) for row in sorted(rows))
    return hashlib.sha1(text.encode()).hexdigest()[:12]


def counted(question: Question) -> tuple[str, ...]:
    """The items that dossiers are counted for: directly, or to see which procedures or services have any."""
    found = [each for each in question.edition.indicators if each.counting is not None]
    return tuple(
        each.id
        for each in found
        if each.counting is not None
        and (each.counting.of in ("dossiers", "held_dossiers", "services") or HAVING.keys() & set(each.counting.words))
    )


def of_snapshots(question: Question, computed: Sequence[Computed]) -> Iterator[Row]:
    """What bochiso answers, read off its snapshots."""
    items = set(counted(question))
    for number, each in enumerate(computed):
        for figure in each.snapshot.figures:
            if figure.item in items and isinstance(figure.value, Measured):
                value = figure.value
                yield number, figure.unit, figure.item, int(value.numerator), int(value.denominator)
