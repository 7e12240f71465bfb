"""A figure by its parts: each as plain loops over the part alone count it, and together the figure of the snapshot."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest
from comparing import EDITIONS, plain_figures
from generated import World, asked_of, seeded
from oracle import Asked, Oracle, Share
from questions import QUESTIONS
from records import Dossier, Facts, Procedure, Service
from segments import Counting, counting

from bochiso.index.load import edition_named
from bochiso.index.model import Edition, Indicator
from bochiso.index.model import Share as Counted
from bochiso.measure.breakdown import breakdown
from bochiso.measure.compute import moment_at
from bochiso.measure.split import Counts, Dimension, Split
from bochiso.measure.terms import Moment
from bochiso.score.snapshot import Snapshot
from bochiso.time import Instant, PeriodKind, second_of
from bochiso.units.registry import Registry
from bochiso.units.tree import Unit, UnitKind

DIMENSIONS = (Dimension.PROCEDURE, Dimension.FIELD, Dimension.CHANNEL)
THINGS = ("procedures", "services")
FIELDS = (None, "Hộ tịch", "Đất đai", "Đầu tư")


class PartOracle(Oracle):
    """The figures of what is of some procedures and channels alone."""

    def __init__(self, world: World, asked: Asked, keep: Callable[[str, int], bool]) -> None:
        super().__init__(world.facts, world.registry, asked)
        self.counted = [d for d in self.counted if keep(d.procedure, d.channel or 1)]
        self.held = [d for d in self.held if keep(d.procedure, d.channel or 1)]
        self.procedures = [p for p in self.procedures if keep(p.code, 0)]
        self.services = [s for s in self.services if keep(s.procedure, 0)]

    def satisfied(self, unit: str) -> Share:
        """Not cut at 0: a part may have more faults than dossiers."""
        mine = self.of(unit)
        return len(mine) - sum((d.code in self.late) + (d.complained is True) for d in mine), len(mine)


def with_fields(seed: int) -> World:
    """A world whose procedures have one field each, in every row, or none."""
    world = seeded(seed)
    rows = tuple(replace(row, field=FIELDS[int(row.code[-1]) % len(FIELDS)]) for row in world.facts.procedures)
    return replace(world, facts=replace(world.facts, procedures=rows))


def question(edition: Edition, item: str) -> Callable[[PartOracle, str], Share | int]:
    found = QUESTIONS[edition.id][item]
    if found is Oracle.synchronised_of_reported:
        return PartOracle.synchronised
    return PartOracle.satisfied if found is Oracle.satisfied else found


def shares(edition: Edition) -> list[str]:
    return [each.id for each in edition.indicators if isinstance(each.counting, Counted)]


def splits(count: Counting, edition: Edition, unit: str, asked: Sequence[Moment], by: Dimension) -> dict[str, Split]:
    before, after = asked
    return dict(breakdown(count.source, edition, shares(edition), unit, (before, after), by))


def total(parts: Sequence[Counts]) -> Share:
    return sum(each.numerator for each in parts), sum(each.denominator for each in parts)


def figure(snapshot: Snapshot, unit: str, indicator: Indicator, held: int) -> Share | int | None:
    """The figure without what no part has: the total from outside and the cut at 0."""
    found = plain_figures(snapshot).get((unit, indicator.id))
    counting = indicator.counting
    if isinstance(counting, Counted) and counting.at_least and isinstance(found, tuple):
        return found[0], held
    return found


def summed(split: Split, number: int, less: bool) -> Share:
    numerator, denominator = total(list((split.before, split.after)[number].values()))
    return (max(0, numerator) if less else numerator), denominator


@pytest.mark.parametrize("by", DIMENSIONS)
@pytest.mark.parametrize("seed", range(2))
def test_the_parts_add_up_to_the_figure(seed: int, by: Dimension, tmp_path: Path) -> None:
    world, edition = with_fields(seed), EDITIONS[seed % 2]
    pair = [moment_at(*moment) for moment in (world.moments[0], world.moments[-1])]
    with counting(world, tmp_path) as count:
        computed = [each.snapshot for each in count(edition, (world.moments[0], world.moments[-1]))]
        below = sorted(unit.code for unit in computed[1].units)
        seen = 0
        for unit in (world.root, *below[seed::4]):
            found = splits(count, edition, unit, pair, by)
            for id, split in found.items():
                indicator = edition.indicator(id)
                assert indicator is not None and isinstance(indicator.counting, Counted)
                for number, snapshot in enumerate(computed):
                    sums = summed(split, number, bool(indicator.counting.less))
                    assert sums == figure(snapshot, unit, indicator, sums[1]), (id, unit, number)
                    seen += sums[1] > 0
        assert seen


@pytest.mark.parametrize("by", DIMENSIONS)
@pytest.mark.parametrize("seed", range(3, 5))
def test_each_part_is_what_plain_loops_over_it_count(seed: int, by: Dimension, tmp_path: Path) -> None:
    world, edition = with_fields(seed), EDITIONS[seed % 2]
    moments = world.moments[0], world.moments[-1]
    latest = max(second_of(moment[0]) for moment in moments)
    field_of = {row.code: row.field for row in world.facts.procedures if row.recorded_at <= latest}
    codes = {row.code for row in world.facts.procedures}
    keeps: dict[Dimension, dict[str, Callable[[str, int], bool]]] = {
        Dimension.PROCEDURE: {
            code: lambda procedure, _, code=code: procedure == code  # type: ignore[misc]
            for code in (*codes, "9.999999")
        },
        Dimension.FIELD: {
            field or "": lambda procedure, _, field=field: field_of.get(procedure) == field  # type: ignore[misc]
            for field in FIELDS
        },
        Dimension.CHANNEL: {
            str(number): lambda _, channel, number=number: channel in (0, number)  # type: ignore[misc]
            for number in (1, 2, 3)
        },
    }
    with counting(world, tmp_path) as count:
        found = splits(count, edition, world.root, [moment_at(*moment) for moment in moments], by)
    assert len(found) > 8
    for number, moment in enumerate(moments):
        for part, keep in keeps[by].items():
            oracle = PartOracle(world, asked_of(*moment), keep)
            for id, split in found.items():
                counts = (split.before, split.after)[number].get(part, Counts())
                ours = question(edition, id)(oracle, world.root)
                assert (counts.numerator, counts.denominator) == ours, (id, part, number)
    assert {part for split in found.values() for part in split.names} <= keeps[by].keys()


def test_the_same_on_spark(tmp_path: Path, sail_address: str) -> None:
    world, edition = with_fields(5), EDITIONS[1]
    pair = [moment_at(*moment) for moment in (world.moments[0], world.moments[-1])]
    answers = []
    for engine in ("duckdb", sail_address):
        with counting(world, tmp_path / engine[:2], engine) as count:
            answers.append([splits(count, edition, world.root, pair, by) for by in DIMENSIONS])
    assert answers[0] == answers[1]
    assert all(any(split.after for split in found.values()) for found in answers[0])


EDITION = edition_named("766/portal-2026")
JULY, AUGUST = (Instant(date(2026, month, 31), time(16, 30)) for month in (7, 8))
UNITS = (
    Unit("H55", "UBND tỉnh A", UnitKind.PROVINCE),
    Unit("H55.01", "Sở Một", UnitKind.DEPARTMENT, "H55"),
    Unit("H55.21", "Xã Một", UnitKind.COMMUNE, "H55"),
)
FEBRUARY = second_of(Instant(date(2026, 2, 2), time(8)))
AFTER_JULY = second_of(JULY) + 1


def parts(tmp_path: Path, facts: Facts, item: str, by: Dimension, unit: str = "H55") -> Split | None:
    world = World(facts, Registry(UNITS), "H55", (), 3)
    with counting(world, tmp_path) as count:
        pair = [moment_at(at, PeriodKind.YEAR, "province") for at in (JULY, AUGUST)]
        backwards = splits(count, EDITION, unit, pair[::-1], by).get(item)
        found = splits(count, EDITION, unit, pair, by).get(item)
    if found is not None and backwards is not None:
        assert (backwards.before, backwards.after) == (found.after, found.before)
        assert backwards.names == found.names
    return found


def dossier(number: int, procedure: str, channel: int | None, **said: int | bool) -> Dossier:
    return replace(Dossier(f"H55.21-{number}", procedure, "H55.21", channel, FEBRUARY), **said)  # type: ignore[arg-type]


BIRTH = Procedure("1.000001", 3, name="Đăng ký khai sinh", field="Tư pháp", online=2)
LAND = Procedure("1.000002", 3, name="Cấp giấy chứng nhận", online=1)


def test_parts_are_called_as_readers_know_them(tmp_path: Path) -> None:
    dossiers = (dossier(1, "1.000001", None), dossier(2, "1.000002", 2), dossier(3, "9.999999", 3))
    facts = Facts((BIRTH, LAND), dossiers=dossiers)
    by_procedure = parts(tmp_path / "p", facts, "3.3", Dimension.PROCEDURE)
    by_field = parts(tmp_path / "f", facts, "3.3", Dimension.FIELD)
    by_channel = parts(tmp_path / "c", facts, "3.3", Dimension.CHANNEL)
    assert by_procedure and by_field and by_channel
    assert by_procedure.names == {
        "1.000001": "1.000001 Đăng ký khai sinh",
        "1.000002": "1.000002 Cấp giấy chứng nhận",
        "9.999999": "9.999999",
    }
    assert by_field.names == {"": "chưa rõ lĩnh vực", "Tư pháp": "Tư pháp"}
    assert by_field.before == by_field.after == {"": Counts(1, 2), "Tư pháp": Counts(0, 1)}
    assert by_channel.names == {
        "1": "trực tiếp (kể cả hồ sơ không ghi kênh)",
        "2": "trực tuyến",
        "3": "bưu chính công ích",
    }
    assert by_channel.after == {"1": Counts(0, 1), "2": Counts(1, 1), "3": Counts(0, 1)}


def test_a_procedure_is_in_the_field_of_the_later_moment_at_both(tmp_path: Path) -> None:
    moved = replace(BIRTH, field="Hộ tịch", name="Khai sinh", recorded_at=AFTER_JULY)
    facts = Facts((BIRTH, moved), dossiers=(dossier(1, "1.000001", 2),))
    found = parts(tmp_path / "f", facts, "3.3", Dimension.FIELD)
    named = parts(tmp_path / "p", facts, "3.3", Dimension.PROCEDURE)
    assert found and named
    assert found.before == found.after == {"Hộ tịch": Counts(1, 1)}
    assert named.names == {"1.000001": "1.000001 Khai sinh"}


def test_a_procedure_withdrawn_from_the_catalogue_vanishes(tmp_path: Path) -> None:
    ends = second_of(AUGUST) // 86_400 - 10
    facts = Facts((BIRTH, replace(LAND, valid_to=ends)), dossiers=(dossier(1, "1.000001", 2),))
    found = parts(tmp_path, facts, "3.1", Dimension.PROCEDURE)
    assert found
    assert found.before == {"1.000001": Counts(1, 1), "1.000002": Counts(1, 1)}
    assert found.after == {"1.000001": Counts(1, 1)}


def test_a_service_belongs_to_its_procedure(tmp_path: Path) -> None:
    services = (
        Service("DVC.1", "1.000001", "H55.21", 0),
        Service("DVC.2", "1.000001", "H55.21", 0),
        Service("DVC.3", "1.000002", "H55.21", 0),
    )
    facts = Facts(
        (BIRTH, LAND), services, (dossier(1, "1.000001", 2, recorded_at=AFTER_JULY), dossier(2, "1.000002", 1))
    )
    found = parts(tmp_path, facts, "3.2", Dimension.PROCEDURE)
    assert found
    assert found.before == {"1.000001": Counts(0, 2), "1.000002": Counts(0, 1)}
    assert found.after == {"1.000001": Counts(2, 2), "1.000002": Counts(0, 1)}


def test_a_part_may_have_more_faults_than_dossiers(tmp_path: Path) -> None:
    late = {"due_at": FEBRUARY + 1, "complained": True}
    facts = Facts((BIRTH, LAND), dossiers=(dossier(1, "1.000001", 1, **late), dossier(2, "1.000002", 1)))
    found = parts(tmp_path, facts, "5.4", Dimension.PROCEDURE)
    assert found
    assert found.after == {"1.000001": Counts(-1, 1), "1.000002": Counts(1, 1)}


def test_what_has_no_such_parts_is_left_out(tmp_path: Path) -> None:
    facts = Facts((BIRTH,), (Service("DVC.1", "1.000001", "H55.21", 0),), (dossier(1, "1.000001", 2),))
    world = World(facts, Registry(UNITS), "H55", (), 3)
    pair = [moment_at(at, PeriodKind.YEAR, "province") for at in (JULY, AUGUST)]
    with counting(world, tmp_path) as count:
        by = {each: splits(count, EDITION, "H55", pair, each).keys() for each in DIMENSIONS}
        assert "3.2" in by[Dimension.FIELD] and "3.2" not in by[Dimension.CHANNEL]
        assert "2.2" not in by[Dimension.PROCEDURE]  # nothing tells it
        assert not {"5.2", "4.6"} & by[Dimension.PROCEDURE]  # no procedure, and nothing loaded
        assert "3.1" not in splits(count, EDITION, "H55.21", pair, Dimension.PROCEDURE)  # the commune forfeits it
        assert splits(count, EDITION, "H55.99", pair, Dimension.PROCEDURE) == {}
        early = [moment_at(Instant(date(2026, 1, 5)), PeriodKind.YEAR, "province"), pair[1]]
        assert splits(count, EDITION, "H55", early, Dimension.CHANNEL)["2.1"].before == {}
        with pytest.raises(ValueError, match="unit"):
            splits(count, EDITION, "H55", pair, Dimension.UNIT)
