"""Small provinces, drawn dossier by dossier, so that their figures agree as real ones do."""

import random
from collections.abc import Sequence

from bochiso.index.model import Edition, Indicator, Share
from bochiso.opendata.table import Table, table
from bochiso.score.snapshot import Figure, Measured, NotApplicable, Reported, Snapshot, SnapshotUnit, Value
from bochiso.score.tally import score
from bochiso.time import Instant, Period
from bochiso.units.tree import UnitKind

Thing = frozenset[str]
"""One dossier or petition: the words that hold of it."""

DOSSIER_WORDS = (
    "on_time", "synchronised", "open", "filed_online", "electronic_where_paper_required", "paper_result_required", "result_file",
    "component_file", "fee_procedure", "fee_not_zero", "paid_online", "reused", "from_store", "population_data", "complained",
)  # fmt: skip
PETITION_WORDS = ("received", "handled_on_time", "late", "disliked", "repeated", "classified", "about_rules")

TREES = (
    ("P", "P.1", "P.2"),
    ("P", "P.1", "P.2", "P.3", "P.4"),
    ("P", "P.1", "P.1.1", "P.1.2", "P.2"),
    ("P", "P.1", "P.1.1", "P.1.2", "P.2", "P.2.1", "P.2.2"),
    ("P", "P.1", "P.1.1", "P.2", "P.3"),
)


def drawn(edition: Edition, seed: int, items: Sequence[str], view: str = "portal") -> Snapshot:
    """A province of two or three levels, with few things in every unit."""
    draw = random.Random(seed)
    codes = draw.choice(TREES)
    inner = {code.rpartition(".")[0] for code in codes}
    own: dict[str, tuple[list[Thing], list[Thing]]] = {}
    for code in codes:
        most = draw.choice((0, 0, 3, 9)) if code in inner else draw.choice((2, 6, 12, 12))
        chances = {word: draw.choice((0.1, 0.5, 0.9, 1)) for word in (*DOSSIER_WORDS, *PETITION_WORDS)}
        dossiers = [_thing(draw, chances, DOSSIER_WORDS, ("received",)) for _ in range(draw.randint(0, most))]
        petitions = [
            _thing(draw, chances, PETITION_WORDS, ("received_or_handled",)) for _ in range(draw.randint(0, most))
        ]
        own[code] = dossiers, petitions
    figures = []
    for code in codes:
        below = [each for each in codes if each == code or each.startswith(code + ".")]
        for indicator in edition.indicators:
            if indicator.id in items:
                counted = [_value(indicator, *own[each], view) for each in below]
                figures.append(Figure(code, indicator.id, _sum(indicator, counted)))
    units = tuple(unit(code) for code in codes)
    return Snapshot(Instant.parse("2026-10-10"), edition.id, Period.parse("2026"), view, units, tuple(figures), ())


def unit(code: str) -> SnapshotUnit:
    kind = (UnitKind.PROVINCE, UnitKind.DEPARTMENT, UnitKind.COMMUNE)[code.count(".")]
    return SnapshotUnit(code, f"Đơn vị {code}", kind, code.rpartition(".")[0] or None)


def open_table(snapshot: Snapshot, edition: Edition) -> Table:
    return table(snapshot, edition, score(snapshot, edition))


def _thing(draw: random.Random, chances: dict[str, float], words: Sequence[str], always: Sequence[str]) -> Thing:
    held = {word for word in words if draw.random() < chances[word]} | set(always)
    held.add("about_staff" if "about_rules" not in held else "about_rules")
    if "on_time" not in held:
        held.add("overdue")
    return frozenset(held)


def _value(indicator: Indicator, dossiers: list[Thing], petitions: list[Thing], view: str) -> tuple[int, int]:
    counting = indicator.counting
    assert counting is not None
    things = petitions if counting.of == "petitions" else dossiers
    if counting.of == "dossiers" and view == "portal":
        things = [thing for thing in things if "synchronised" in thing]
    base = [thing for thing in things if thing.issuperset(counting.among)]
    if not isinstance(counting, Share):
        return len(base), 0
    if counting.less:
        return max(0, len(base) - sum(word in thing for thing in base for word in counting.less)), len(base)
    good = [thing for thing in base if thing.issuperset(counting.that) and not thing & set(counting.excluding)]
    return len(good), len(base)


def _sum(indicator: Indicator, counted: Sequence[tuple[int, int]]) -> Value:
    numerator, denominator = sum(n for n, _ in counted), sum(d for _, d in counted)
    if not isinstance(indicator.counting, Share):
        return Reported(count=numerator)
    return Measured(numerator, denominator) if denominator else NotApplicable("0/0", counted=True)
