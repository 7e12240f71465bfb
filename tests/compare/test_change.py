"""Comparison: an outer join of units, changes with units and directions, and what must not be subtracted."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from published import snapshots

from bochiso.compare.change import Comparison, Direction, Status, compare
from bochiso.compare.quantity import Absent, Measure
from bochiso.score.snapshot import Figure, Measured, NotApplicable, Reported, Snapshot, SnapshotUnit, Value
from bochiso.time import Instant, Period
from bochiso.units.registry import default_registry
from bochiso.units.tree import UnitKind
from bochiso.view.comparisons import change_text, comparison_csv, comparison_json

REGISTRY = default_registry()


def papers() -> Comparison:
    before, after = (snapshot for _, snapshot in snapshots("766/portal-2022"))
    return compare(before, after, REGISTRY)


def snapshot(day: str, *values: tuple[str, str, Value], names: dict[str, str] | None = None) -> Snapshot:
    codes = dict.fromkeys(code for code, _, _ in values)
    units = tuple(SnapshotUnit(code, (names or {}).get(code, code), UnitKind.PROVINCE, "VN") for code in codes)
    figures = tuple(Figure(code, item, value) for code, item, value in values)
    edition = "766/portal-2022" if day < "2026" else "766/portal-2026"
    return Snapshot(Instant.parse(day), edition, Period.parse(day[:4]), "portal", units, figures, ())


def text(comparison: Comparison, item: str, measure: Measure, code: str = "H55") -> str:
    unit = comparison.unit(code)
    assert unit is not None
    return change_text(comparison.change(unit, item, measure))


def test_the_changes_that_the_papers_print() -> None:
    comparison = papers()
    expected = {
        ("1.2", Measure.COUNT): "+44.289 hồ sơ",
        ("1.2", Measure.REST_COUNT): "-18.771 hồ sơ",
        ("1.2", Measure.RATE): "+4,78 điểm %",
        ("2.1", Measure.RATE): "-0,38 điểm %",
        ("2.1", Measure.REST_RATE): "+0,38 điểm %",
        ("3.1", Measure.RATE): "+0,13 điểm %",
        ("3.1", Measure.COUNT): "Giữ nguyên",
        ("3.2", Measure.RATE): "-0,08 điểm %",
        ("3.3", Measure.COUNT): "-13 TTHC",
        ("4.1", Measure.COUNT): "+10 TTHC",
        ("4.2", Measure.RATE): "+5,74 điểm %",
        ("6.3", Measure.COUNT): "+50.793 tài khoản",
        ("total", Measure.POINTS): "+0,59 điểm",
        ("CLGQ", Measure.POINTS): "Giữ nguyên",
        ("rank", Measure.RANK): "Giữ nguyên",
    }
    assert {key: text(comparison, *key) for key in expected} == expected


def test_directions_come_from_the_edition() -> None:
    comparison = papers()
    unit = comparison.unit("H55")
    assert unit is not None
    ways = {
        ("1.2", Measure.RATE): Direction.GOOD,
        ("1.2", Measure.REST_COUNT): Direction.GOOD,  # fewer that are not synchronised
        ("2.1", Measure.REST_RATE): Direction.BAD,
        ("2.3", Measure.COUNT): Direction.GOOD,  # a smaller backlog
        ("5.3", Measure.RATE): Direction.NEUTRAL,
        ("CKMB", Measure.POINTS): Direction.BAD,
        ("MDHL", Measure.POINTS): Direction.UNCHANGED,
    }
    assert {key: comparison.change(unit, *key).direction for key in ways} == ways


def test_a_rank_that_falls_in_number_is_a_gain() -> None:
    before, after = (
        replace(s, figures=(Figure("H55", "rank", Reported(count=r), rank=r, among=63),))
        for s, r in zip((s for _, s in snapshots("766/portal-2022")), (12, 9), strict=True)
    )
    assert text(compare(before, after, REGISTRY), "rank", Measure.RANK) == "+3 bậc"


def test_missing_not_applicable_zero_and_unchanged_are_four_things() -> None:
    before = snapshot(
        "2026-10-01",
        ("H55", "1.1", Measured(0, 5)),
        ("H55", "1.2", Measured(0, 5)),
        ("H55", "1.3", Measured(1, 5)),
        ("H55", "1.4", Measured(1, 5)),
    )
    after = snapshot(
        "2026-10-10",
        ("H55", "1.1", Measured(0, 9)),
        ("H55", "1.2", NotApplicable("0/0")),
        ("H55", "1.4", Measured(0, 5)),
    )
    comparison = compare(before, after, REGISTRY)
    assert [text(comparison, item, Measure.RATE) for item in ("1.1", "1.2", "1.3", "1.4")] == [
        "Giữ nguyên",
        "–",
        "–",
        "-20,00 điểm %",
    ]
    unit = comparison.unit("H55")
    assert unit is not None
    gone, absent = (comparison.change(unit, item, Measure.RATE).after for item in ("1.2", "1.3"))
    assert isinstance(gone, Absent) and not gone.applicable
    assert isinstance(absent, Absent) and absent.applicable


def test_units_that_appear_vanish_are_renamed_and_merge() -> None:
    value = Reported(rate=Decimal(50))
    before = snapshot(
        "2025-06-01", *((c, "1.2", value) for c in ("H55", "H03", "H35", "H02")), names={"H35": "UBND tỉnh Lai Châu"}
    )
    after = snapshot("2025-08-01", *((c, "1.2", value) for c in ("H55", "H35", "H44")), names={"H35": "UBND tỉnh Khác"})
    comparison = compare(before, after, REGISTRY)
    found = {unit.code: (unit.status, bool(unit.barred)) for unit in comparison.units}
    assert found == {
        "H55": (Status.BOTH, True),  # took in H03: its figures are of another territory
        "H03": (Status.MERGED, True),
        "H02": (Status.VANISHED, False),
        "H35": (Status.RENAMED, False),
        "H44": (Status.APPEARED, False),
    }
    merged = comparison.unit("H03")
    assert merged is not None and "Thái Nguyên" in merged.note
    assert text(comparison, "1.2", Measure.RATE) == "–"
    assert text(comparison, "1.2", Measure.RATE, "H35") == "Giữ nguyên"


def test_the_portals_own_id_joins_a_unit_whose_code_was_learned_later() -> None:
    value = (Figure("x", "1.4", Measured(1, 2)),)
    early = SnapshotUnit("019d", "Sở Y tế", UnitKind.DEPARTMENT, "H55", "019d")
    late = SnapshotUnit("H55.19", "Sở Y tế", UnitKind.DEPARTMENT, "H55", "019d")
    base = snapshot("2026-10-01", ("H55", "1.4", Measured(1, 2)))
    one = replace(base, units=(early,), figures=(replace(value[0], unit="019d"),))
    other = replace(base, as_of=Instant.parse("2026-10-10"), units=(late,), figures=(replace(value[0], unit="H55.19"),))
    (unit,) = compare(one, other, REGISTRY).units
    assert (unit.code, unit.status) == ("H55.19", Status.BOTH)


def test_scores_of_two_editions_stand_side_by_side_and_are_never_subtracted() -> None:
    points = (Figure("H55", "total", Reported(), Decimal("75.69")),)
    before = replace(snapshot("2023-08-31", ("H55", "1.2", Measured(1, 2))), figures=points)
    after = replace(snapshot("2026-10-10", ("H55", "1.4", Measured(1, 2))), figures=points)
    comparison = compare(before, after, REGISTRY)
    unit = comparison.unit("H55")
    assert unit is not None
    (change,) = comparison.changes(unit)
    assert (change.item, change.value, change.exact) == ("total", None, None)
    content = comparison_json(comparison, comparison.units)
    assert content["comparable"] is False and "766/portal-2022" in str(content["reason"])
    assert '"75.69"' in str(content).replace("'", '"')


def test_periods_and_views_must_agree() -> None:
    one = snapshot("2026-10-01", ("H55", "1.4", Measured(1, 2)))
    other = replace(one, as_of=Instant.parse("2026-10-10"))
    assert not compare(one, other, REGISTRY).barred
    assert compare(one, replace(other, period=Period.parse("2026-10")), REGISTRY).barred
    assert compare(one, replace(other, view="province"), REGISTRY).barred


def test_a_place_among_some_provinces_is_no_rank() -> None:
    some = [(code, "1.4", Measured(1, 2)) for code in ("H55", "H44")]
    one, other = (
        replace(
            snapshot(day, *some),
            figures=tuple(Figure(c, "total", Reported(), Decimal(p)) for c, p in (("H55", 60), ("H44", 61))),
        )
        for day in ("2026-10-01", "2026-10-10")
    )
    unit = compare(one, other, REGISTRY).unit("H55")
    assert unit is not None and unit.after is not None and unit.after.rank is None


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(50, 99)), min_size=2, max_size=2))
def test_swapping_the_dates_turns_every_sign(counts: list[tuple[int, int]]) -> None:
    one, other = (snapshot("2026-10-01", ("H55", "1.4", Measured(*pair))) for pair in counts)
    forth, back = compare(one, other, REGISTRY), compare(other, one, REGISTRY)
    for there, again in zip(forth.changes(forth.units[0]), back.changes(back.units[0]), strict=True):
        assert there.value is not None and again.value is not None and there.value == -again.value
        assert (there.exact or Fraction(0)) == -(again.exact or Fraction(0))


def test_a_snapshot_has_not_changed_from_itself() -> None:
    _, after = snapshots("766/portal-2022")[1]
    comparison = compare(after, after, REGISTRY)
    assert {c.direction for u in comparison.units for c in comparison.changes(u)} == {Direction.UNCHANGED}


def test_csv_has_a_row_for_every_change() -> None:
    comparison = papers()
    rows = comparison_csv(comparison, comparison.units).splitlines()
    assert len(rows) == 1 + sum(len(comparison.changes(unit)) for unit in comparison.units)
    assert "H55,UBND tỉnh Thái Nguyên,both,total,Điểm tổng hợp,points,75.10,75.69,0.59,điểm,good," in rows
