"""Scoring: exact points, the four kinds of nothing, sums, classes and ranks."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bochiso.index.load import edition_named
from bochiso.score.rules import exact_points, percent
from bochiso.score.snapshot import (
    Figure,
    Flag,
    Measured,
    NoData,
    NotApplicable,
    Origin,
    Reported,
    Snapshot,
    SnapshotUnit,
    Value,
)
from bochiso.score.tally import ScoredUnit, score
from bochiso.time import Instant, Period
from bochiso.units.tree import UnitKind

EDITION = edition_named("766/portal-2026")
NOTHING = NotApplicable("0/0")


def unit(code: str, kind: UnitKind = UnitKind.PROVINCE, parent: str | None = None) -> SnapshotUnit:
    return SnapshotUnit(code, code, kind, parent)


def snapshot(*figures: Figure, units: tuple[SnapshotUnit, ...] = (unit("H55"),)) -> Snapshot:
    return Snapshot(Instant.parse("2026-10-10"), EDITION.id, Period.parse("2026"), "portal", units, figures, ())


def scored(*figures: Figure, units: tuple[SnapshotUnit, ...] = (unit("H55"),)) -> ScoredUnit:
    return next(iter(score(snapshot(*figures, units=units), EDITION)))


def full(code: str = "H55", **changed: Value) -> list[Figure]:
    """Every scored indicator at 100 %, but for those given by id with `_` for the point."""
    values: dict[str, Value] = {i.id: Measured(10, 10) for i in EDITION.indicators if i.scored}
    values |= {name.removeprefix("i").replace("_", "."): value for name, value in changed.items()}
    return [Figure(code, item, value) for item, value in values.items()]


def points(item: str, value: Value) -> Fraction | None:
    indicator = EDITION.indicator(item)
    assert indicator is not None
    return exact_points(indicator, value)


@pytest.mark.parametrize(
    ("item", "value", "expected"),
    [
        ("1.4", Measured(1, 4), Fraction(3, 2)),
        ("3.1", Measured(4, 10), Fraction(1)),  # half of the target of 80 %
        ("3.1", Measured(9, 10), Fraction(2)),  # above the target
        ("5.4", Measured(9, 10), Fraction(6)),
        ("2.1", Measured(7, 5), Fraction(20)),  # a damaged source earns no more than the maximum
        ("5.2", NOTHING, Fraction(6)),
        ("1.4", NOTHING, Fraction(0)),
        ("1.4", NoData("?"), None),
        ("1.4", Reported(count=5), None),
        ("4.6", Reported(rate=Decimal(100)), Fraction(2)),
        ("3.4", Measured(1, 2), None),  # shown only
    ],
)
def test_points(item: str, value: Value, expected: Fraction | None) -> None:
    assert points(item, value) == expected


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.sampled_from([i for i in EDITION.indicators if i.recomputed]))
def test_one_more_good_dossier_never_lowers_points(numerator: int, denominator: int, indicator: object) -> None:
    numerator = min(numerator, denominator - 1)
    item = indicator.id  # type: ignore[attr-defined]
    before, after = (points(item, Measured(n, denominator)) for n in (numerator, numerator + 1))
    assert before is not None and after is not None and 0 <= before <= after


def test_a_full_unit_has_a_hundred_points() -> None:
    found = scored(*full())
    assert str(found.total.computed) == "100.00"
    assert found.grade is not None and found.grade.title == "Xuất sắc"


def test_the_two_ties_that_were_published() -> None:
    found = scored(*full(i1_1=Measured(1, 48), i3_5b=Measured(8, 32)))
    assert str(found.indicator("1.1").points.computed) == "0.12"
    assert str(found.indicator("3.5b").points.computed) == "0.63"


def test_online_dossiers_are_multiplied_by_the_rate_of_synchronisation() -> None:
    found = scored(*full(i1_4=Measured(1, 2), i3_3=Measured(3, 10)))
    assert found.indicator("3.3").points.exact == Fraction(6) * Fraction(3, 10) * Fraction(1, 2) / Fraction(1, 2)
    unknown = scored(*full(i1_4=NoData("?"), i3_3=Measured(3, 10)))
    assert unknown.indicator("3.3").points.exact is None


def test_an_axis_with_a_part_that_is_not_known_has_bounds_and_no_points() -> None:
    found = scored(*full(i5_3=NoData("?")))
    axis = found.axis("MDHL").points
    assert (axis.computed, axis.low, axis.high) == (None, Fraction(12), Fraction(18))
    assert found.total.value is None and found.grade is None and found.rank is None


def test_nothing_counted_is_not_nothing_known() -> None:
    found = scored(*full(i1_1=NOTHING))
    assert str(found.axis("CKMB").points.computed) == "12.00"
    assert found.indicator("1.1").rate is None


def test_nothing_received_is_a_rate_of_zero_where_rates_are_multiplied() -> None:
    found = scored(*full(i1_4=NOTHING, i3_3=Measured(1, 2)))
    assert found.indicator("3.3").points.exact == 0


def test_what_is_forfeited_earns_nothing_even_when_counted() -> None:
    units = (unit("H55.103", UnitKind.COMMUNE, "H55"),)
    found = scored(*full("H55.103"), units=units)
    assert found.indicator("3.1").points.exact == 0


def test_no_ranks_among_some_of_the_units() -> None:
    units = (unit("H55.01", UnitKind.DEPARTMENT, "H55"), unit("H55.02", UnitKind.DEPARTMENT, "H55"))
    part = replace(snapshot(*full("H55.01"), *full("H55.02"), units=units), missing_units=3)
    assert [s.rank for s in score(part, EDITION)] == [None, None]
    assert Snapshot.from_json(part.to_json()) == part


def test_learning_a_code_does_not_make_another_snapshot() -> None:
    early = (SnapshotUnit("019d", "Sở Y tế", UnitKind.DEPARTMENT, None, "019d"),)
    late = (SnapshotUnit("H55.19", "Sở Y tế", UnitKind.DEPARTMENT, "H55", "019d"),)
    one = snapshot(Figure("019d", "1.4", Measured(1, 2)), units=early)
    assert one.id == snapshot(Figure("H55.19", "1.4", Measured(1, 2)), units=late).id
    assert one.id != snapshot(Figure("H55.19", "1.4", Measured(1, 3)), units=late).id


def test_departments_inherit_and_forfeit() -> None:
    units = (unit("H55", UnitKind.PROVINCE), unit("H55.01", UnitKind.DEPARTMENT, "H55"))
    own = [f for f in full("H55.01") if f.item not in ("1.1", "1.2", "1.3", "3.1")]
    _, department = score(snapshot(*full("H55", i1_1=Measured(1, 2)), *own, units=units), EDITION)
    assert department.indicator("1.1").inherited_from == "H55"
    assert str(department.axis("CKMB").points.computed) == "15.00"
    assert str(department.axis("CLGQ").points.computed) == "10.00"
    assert isinstance(department.indicator("3.1").value, NotApplicable)


def test_reported_and_computed_stand_side_by_side() -> None:
    figures = [replace(f, points=Decimal("5.90")) if f.item == "1.4" else f for f in full()]
    found = scored(*figures, Figure("H55", "CKMB", Reported(), points=Decimal("17.9")))
    sync = found.indicator("1.4").points
    assert (sync.value, sync.computed, sync.difference) == (Decimal("5.90"), Decimal("6.00"), Decimal("-0.10"))
    assert found.axis("CKMB").points.difference == Decimal("-0.1")
    assert found.total.computed == Decimal("99.90")


def test_ranks_come_from_unrounded_totals_and_ties_share() -> None:
    units = tuple(unit(code) for code in ("A", "B", "C", "D"))
    share = {"A": (50001, 100000), "B": (50002, 100000), "C": (50001, 100000), "D": (1, 10)}
    figures = [f for code, counts in share.items() for f in full(code, i4_2=Measured(*counts))]
    found = {s.unit.code: s for s in score(snapshot(*figures, units=units), EDITION)}
    assert len({found[code].total.value for code in "ABC"}) == 1  # equal when rounded
    assert [found[code].rank for code in "ABCD"] == [2, 1, 2, 4]
    assert {s.among for s in found.values()} == {4}


@given(st.permutations(["A", "B", "C", "D", "E"]))
def test_ranks_ignore_the_order_of_input(order: list[str]) -> None:
    units = tuple(unit(code) for code in order)
    figures = [f for code in order for f in full(code, i4_2=Measured(ord(code) - 64, 10))]
    found = {s.unit.code: s.rank for s in score(snapshot(*figures, units=units), EDITION)}
    assert found == {"A": 5, "B": 4, "C": 3, "D": 2, "E": 1}


def test_departments_are_not_ranked_with_provinces() -> None:
    units = (unit("H55"), unit("H44"), unit("H55.01", UnitKind.DEPARTMENT, "H55"))
    figures = [f for code in ("H55", "H44", "H55.01") for f in full(code)]
    ranks = {s.unit.code: (s.rank, s.among) for s in score(snapshot(*figures, units=units), EDITION)}
    assert ranks == {"H44": (1, 2), "H55": (1, 2), "H55.01": (None, None)}


def test_percentages_round_half_up() -> None:
    assert str(percent(Fraction(1, 8000), EDITION.rounding.percent)) == "0.01"
    assert str(percent(Fraction(1, 1), EDITION.rounding.percent)) == "100.00"


def test_a_snapshot_reads_back_and_its_id_is_its_content() -> None:
    values: list[Value] = [Measured(1, 2), Reported(Decimal("75.10"), 3, "chữ"), NOTHING, NoData("không có")]
    items = ("1.1", "1.2", "1.3", "1.4")
    figures = tuple(
        Figure("H55", item, value, Decimal("1.20"), Decimal(6), Decimal("50.00"), 9, 63, (Flag("A", "b"),), "nguồn")
        for item, value in zip(items, values, strict=True)
    )
    one = replace(snapshot(*figures), origins=(Origin("a.json", "0" * 64, "portal", {"/x": "1"}),))
    assert Snapshot.from_json(one.to_json()) == one
    assert Snapshot.from_json(one.to_json()).id == one.id
    assert replace(one, figures=tuple(reversed(figures))).id == one.id
    assert replace(one, as_of=Instant.parse("2026-10-11")).id != one.id
    assert replace(one, origins=(Origin("b.json", "0" * 64, "portal", {"/x": "1"}),)).id == one.id
    assert replace(one, origins=(Origin("a.json", "1" * 64, "portal", {"/x": "1"}),)).id != one.id


def test_two_figures_in_one_place_are_refused() -> None:
    with pytest.raises(ValueError):
        snapshot(Figure("H55", "1.1", NOTHING), Figure("H55", "1.1", Measured(1, 2)))
