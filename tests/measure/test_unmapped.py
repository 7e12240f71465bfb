"""Units in no tree and procedures in no catalogue: counted as a snapshot warns of them, listed, bounded."""

import re
from collections import Counter, defaultdict
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest
from generated import World, seeded
from records import Certification, Dossier, Facts, Petition, Procedure
from segments import Counting, counting

from bochiso.index.load import edition_named
from bochiso.measure.compute import moment_at
from bochiso.measure.unmapped import Stray, Unmapped, unmapped
from bochiso.time import DAY_SECONDS, Instant, PeriodKind, numbered_day, second_of
from bochiso.units.registry import Registry
from bochiso.units.tree import Unit, UnitKind

EDITION = edition_named("766/portal-2026")
UNITS = (
    Unit("H44", "UBND tỉnh B", UnitKind.PROVINCE),
    Unit("H55", "UBND tỉnh A", UnitKind.PROVINCE),
    Unit("H55.12", "Sở Một", UnitKind.DEPARTMENT, "H55"),
    Unit("H55.21", "Xã Một", UnitKind.COMMUNE, "H55"),
    Unit("H55.22", "Xã Hai", UnitKind.COMMUNE, "H55", valid_to=date(2026, 8, 1), successor="H55.21"),
)
AT = Instant(date(2026, 8, 31), time(16, 30))


def second(month: int, day: int) -> int:
    return second_of(Instant(date(2026, month, day), time(8)))


def dossier(code: str, procedure: str, unit: str | None, day: tuple[int, int] = (2, 2)) -> Dossier:
    return Dossier(code, procedure, unit, received_at=second(*day), recorded_at=second(*day))


FACTS = Facts(
    (Procedure("1.000001", 3),),
    dossiers=(
        dossier("A", "1.000001", "H55.22"),  # of a commune that was merged: counts for its heir
        dossier("B", "1.000001", "H55.12.03", (3, 1)),
        dossier("C", "1.000009", "H55.12.03", (5, 1)),
        dossier("D", "1.000001", "H44", (4, 1)),
        dossier("E", "1.000009", "H55.21", (1, 5)),
        dossier("F", "1.000008", "H55.12", (6, 1)),
        dossier("G", "1.000001", None, (7, 1)),
        dossier("H", "1.000007", "H66", (9, 1)),  # after the moment
        replace(dossier("I", "1.000007", "H66"), received_at=None),
        replace(dossier("J", "1.000007", "H66"), recorded_at=second(9, 1)),
    ),
    petitions=(
        Petition("P", "H66.01", None, second(2, 3), recorded_at=second(2, 3)),
        Petition("Q", "H66.01", None, second(2, 1), recorded_at=second(2, 3)),
        Petition("R", "H66.01", None, second(2, 3) - 366 * DAY_SECONDS, recorded_at=second(2, 3)),
        Petition("S", "H55.21", None, second(2, 3), recorded_at=second(2, 3)),
    ),
    certifications=(Certification("H66.02", True, 3), Certification("H55.22", True, 3)),
)  # fmt: skip


def counting_of(facts: Facts, tmp_path: Path, written: int = 3) -> AbstractContextManager[Counting]:
    return counting(World(facts, Registry(UNITS), "H55", (), written), tmp_path)


def found_in(tmp_path: Path, unit: str = "H55", facts: Facts = FACTS, most: int = 50, at: Instant = AT) -> Unmapped:
    with counting_of(facts, tmp_path) as count:
        return unmapped(count.source, moment_at(at, PeriodKind.YEAR, "portal"), unit, most=most)


def test_what_leads_nowhere_of_the_root(tmp_path: Path) -> None:
    found = found_in(tmp_path)
    assert found.units.listed == (
        Stray("H55.12.03", "", 2, date(2026, 3, 1), date(2026, 5, 1)),
        Stray("", "", 1, date(2026, 7, 1), date(2026, 7, 1)),
        Stray("H44", "UBND tỉnh B", 1, date(2026, 4, 1), date(2026, 4, 1)),
    )
    assert found.procedures.listed == (
        Stray("1.000009", "", 2, date(2026, 1, 5), date(2026, 5, 1)),
        Stray("1.000008", "", 1, date(2026, 6, 1), date(2026, 6, 1)),
    )
    assert found.petition_units.listed == (Stray("H66.01", "", 2, date(2026, 2, 1), date(2026, 2, 3)),)
    assert found.certification_units.listed == (Stray("H66.02", "", 1, None, None),)


def test_of_a_unit_what_would_be_its_own(tmp_path: Path) -> None:
    found = found_in(tmp_path, "H55.12")
    assert [each.code for each in found.units.listed] == ["H55.12.03"]
    assert [(each.code, each.number) for each in found.procedures.listed] == [("1.000008", 1)]
    assert not found.petition_units.listed and not found.certification_units.listed


def test_the_list_is_bounded_and_says_so(tmp_path: Path) -> None:
    found = found_in(tmp_path, most=1)
    assert [each.code for each in found.units.listed] == ["H55.12.03"]
    assert (found.units.codes, found.units.things, found.units.more) == (3, 4, 2)
    assert (found.procedures.codes, found.procedures.things, found.procedures.more) == (2, 3, 1)


def test_a_state_that_was_replaced_moves_neither_number_nor_days(tmp_path: Path) -> None:
    """The first reception was a slip of the pen and is corrected; the last dossier finds its way to its unit."""
    first, last = dossier("B", "1.000001", "H66", (1, 2)), dossier("C", "1.000001", "H66", (8, 2))
    facts = Facts(
        (Procedure("1.000001", 3),),
        dossiers=(
            first, replace(first, received_at=second(3, 3), recorded_at=second(3, 4)),
            dossier("X", "1.000001", "H66", (4, 4)),
            last, replace(last, unit="H55.21", recorded_at=second(8, 3)),
        ),
    )  # fmt: skip
    assert found_in(tmp_path / "after", facts=facts).units.listed == (
        Stray("H66", "", 2, date(2026, 3, 3), date(2026, 4, 4)),
    )
    before = Instant(date(2026, 3, 3))
    assert found_in(tmp_path / "before", facts=facts, at=before).units.listed == (
        Stray("H66", "", 1, date(2026, 1, 2), date(2026, 1, 2)),
    )


def test_nothing_loaded_leads_nowhere(tmp_path: Path) -> None:
    found = found_in(tmp_path, facts=Facts())
    assert (found.units.codes, found.procedures.codes, found.petition_units.codes) == (0, 0, 0)


def warned(warnings: tuple[str, ...], word: str) -> int:
    """The number of dossiers in the warning of a snapshot that has this word."""
    numbers = (re.match(r"([\d.]+) hồ sơ", text) for text in warnings if word in text)
    return next((int(match[1].replace(".", "")) for match in numbers if match), 0)


def spoilt(world: World) -> World:
    """The world with half of its procedures gone from the catalogue and a commune gone to another province."""
    lost = {row.code for row in world.facts.procedures[::2]}
    procedures = tuple(row for row in world.facts.procedures if row.code not in lost)
    units = {(unit.code, unit.valid_from): unit for unit in (UNITS[0], *world.registry.units)}
    units["H55.22", None] = replace(units["H55.22", None], parent="H44")
    registry = Registry(tuple(units.values()))
    return replace(world, facts=replace(world.facts, procedures=procedures), registry=registry, root="H55")


@pytest.mark.parametrize("seed", range(4))
def test_as_many_as_a_snapshot_warns_of_and_plain_loops_find(seed: int, tmp_path: Path) -> None:
    world = spoilt(seeded(seed))
    with counting(world, tmp_path) as count:
        for moment in (moment_at(*each) for each in world.moments):
            found = unmapped(count.source, moment, world.root)
            ((computed,)) = count(EDITION, [(moment.instant, moment.period.kind, moment.view)])
            assert found.units.things == warned(computed.warnings, "của đơn vị ngoài")
            assert found.procedures.things == warned(computed.warnings, "có mã TTHC không có trong danh mục")
            expected = by_hand(world, moment.instant, moment.start)
            for strays, hand in zip((found.units, found.procedures), expected, strict=True):
                days = {each.code: (each.number, each.first, each.last) for each in strays.listed}
                assert days == hand and strays.codes == len(hand)


Hand = dict[str, tuple[int, date, date]]


def by_hand(world: World, instant: Instant, start: int) -> tuple[Hand, Hand]:
    at = second_of(instant)
    latest: dict[str, Dossier] = {}
    for row in sorted(world.facts.dossiers, key=lambda row: row.recorded_at):
        if row.recorded_at <= at:
            latest[row.code] = row
    listed = {row.code for row in world.facts.procedures if row.recorded_at <= at}
    units: dict[str, list[int]] = defaultdict(list)
    procedures: dict[str, list[int]] = defaultdict(list)
    for row in latest.values():
        if row.received_at is None or not start <= row.received_at <= at:
            continue
        if world.root not in world.registry.chain(row.unit or "", instant.day):
            units[row.unit or ""].append(row.received_at)
        if row.procedure not in listed:
            procedures[row.procedure].append(row.received_at)
    return summed(units), summed(procedures)


def summed(found: dict[str, list[int]]) -> Hand:
    def day(each: int) -> date:
        return numbered_day(each // DAY_SECONDS)

    return {code: (len(seen), day(min(seen)), day(max(seen))) for code, seen in found.items()}


def test_the_worlds_have_something_that_leads_nowhere(tmp_path: Path) -> None:
    number: Counter[str] = Counter()
    for seed in range(4):
        world = spoilt(seeded(seed))
        for instant, kind, view in world.moments:
            units, procedures = by_hand(world, instant, moment_at(instant, kind, view).start)
            number.update(units=len(units), procedures=len(procedures))
    assert min(number["units"], number["procedures"]) > 10


def test_the_same_on_spark(tmp_path: Path, sail_address: str) -> None:
    world = replace(spoilt(seeded(1)), moments=seeded(1).moments[:1])
    (moment,) = (moment_at(*each) for each in world.moments)
    found = []
    for engine in ("duckdb", sail_address):
        with counting(world, tmp_path / engine[:2], engine) as count:
            found.append([unmapped(count.source, moment, unit) for unit in ("H55", "H55.21")])
    assert found[0] == found[1]
    assert found[0][0].procedures.things > found[0][1].procedures.things > 0
