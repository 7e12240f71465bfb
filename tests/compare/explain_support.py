"""A small province with communes that merge, and short ways to ask why its figures moved."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from bochiso.compare.change import Comparison, compare
from bochiso.compare.why.explain import Explanation
from bochiso.compare.why.question import Question, explanation
from bochiso.score.snapshot import Figure, Measured, NotApplicable, Snapshot, SnapshotUnit, Value
from bochiso.time import Instant, Period
from bochiso.units.registry import Registry
from bochiso.units.tree import Unit, UnitKind

UNIT = "unit"
ZERO = Fraction(0)
NOTHING = NotApplicable("0/0", counted=True)
SILENT = NotApplicable("không thu phí")
MERGER = date(2026, 10, 5)

KINDS = {
    "H55": UnitKind.PROVINCE,
    "H55.12": UnitKind.DEPARTMENT,
    "H55.19": UnitKind.DEPARTMENT,
    "H55.301": UnitKind.COMMUNE,
    "H55.302": UnitKind.COMMUNE,  # goes into H55.303 on the day of the merger
    "H55.303": UnitKind.COMMUNE,
    "H55.304": UnitKind.COMMUNE,  # becomes H55.305 together with H55.306
    "H55.305": UnitKind.COMMUNE,
    "H55.306": UnitKind.COMMUNE,
}
SUCCESSORS = {"H55.302": "H55.303", "H55.304": "H55.305", "H55.306": "H55.305"}
BELOW = [code for code in KINDS if code != "H55"]


def registry() -> Registry:
    units = []
    for code, kind in KINDS.items():
        start = MERGER if code == "H55.305" else None
        end = MERGER if code in SUCCESSORS else None
        above = None if code == "H55" else "H55"
        units.append(Unit(code, f"Đơn vị {code}", kind, above, start, end, (), SUCCESSORS.get(code)))
    return Registry(tuple(units))


REGISTRY = registry()


def unit_of(code: str) -> SnapshotUnit:
    return SnapshotUnit(code, f"Đơn vị {code}", KINDS[code], None if code == "H55" else "H55")


def snapshot(day: str, figures: Mapping[tuple[str, str], Value], *printed: Figure) -> Snapshot:
    codes = sorted({code for code, _ in figures})
    found = tuple(Figure(code, item, value) for (code, item), value in figures.items())
    edition = "766/portal-2022" if day < "2026" else "766/portal-2026"
    units = tuple(unit_of(code) for code in codes)
    return Snapshot(Instant.parse(day), edition, Period.parse(day[:4]), "portal", units, (*found, *printed), ())


def counted(item: str, *rows: tuple[str, int, int]) -> dict[tuple[str, str], Value]:
    return {(code, item): Measured(n, d) for code, n, d in rows}


def compared(old: Mapping[tuple[str, str], Value], new: Mapping[tuple[str, str], Value]) -> Comparison:
    """Two dates before the merger."""
    return compare(snapshot("2026-09-01", old), snapshot("2026-10-01", new), REGISTRY)


def asked(comparison: Comparison, item: str, code: str = "H55", by: str = UNIT) -> Explanation:
    return explanation(comparison, Question(item, code, by))


def effects(found: Explanation) -> dict[str, tuple[Fraction, Fraction]]:
    return {part.key: (part.rate_effect, part.mix_effect) for part in found.parts}


def totals(found: Explanation) -> dict[str, Fraction]:
    return {part.key: part.total for part in found.parts}


def rests(found: Explanation) -> dict[str, Fraction]:
    return {rest.name: rest.amount for rest in found.remainders}
