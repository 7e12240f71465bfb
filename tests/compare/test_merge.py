"""Comparisons across a merger: what is added up, what is not, and that a reader is told."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bochiso.compare.change import Comparison, Status, UnitComparison, compare
from bochiso.compare.checks.contradictions import contradictions
from bochiso.compare.merge import NO_POINTS, NO_RANK, NOT_SUMMED
from bochiso.compare.quantity import Absent, Measure, Quantity
from bochiso.index.load import edition_named
from bochiso.score.snapshot import (
    Figure,
    Flag,
    Measured,
    NoData,
    NotApplicable,
    Reported,
    Snapshot,
    SnapshotUnit,
    Value,
)
from bochiso.time import Instant, Period
from bochiso.units.registry import Registry, default_registry
from bochiso.units.tree import Unit, UnitKind
from bochiso.view.comparisons import comparison_csv, comparison_grids, comparison_json

EARLY, LATE = "2025-05-31", "2025-08-31"
MERGER = date(2025, 7, 1)
RATES = NotApplicable("không thu phí")
EMPTY = NotApplicable("0/0", counted=True)


def snapshot(day: str, figures: Mapping[tuple[str, str], Value], kind: UnitKind = UnitKind.PROVINCE) -> Snapshot:
    parent = "VN" if kind is UnitKind.PROVINCE else "H55"
    units = tuple(
        SnapshotUnit(code, f"UBND {code}", kind, parent) for code in dict.fromkeys(code for code, _ in figures)
    )
    found = tuple(Figure(code, item, value) for (code, item), value in figures.items())
    return Snapshot(Instant.parse(day), "766/portal-2022", Period.parse("2025"), "portal", units, found, ())


def provinces(*values: tuple[str, Value, Value, Value]) -> Comparison:
    """Indicators of Thái Nguyên and Bắc Kạn before, and of Thái Nguyên after the merger."""
    before = {("H55", item): own for item, own, _, _ in values} | {("H03", item): other for item, _, other, _ in values}
    after = {("H55", item): value for item, _, _, value in values}
    return compare(snapshot(EARLY, before), snapshot(LATE, after), default_registry())


def _thrice(value: Value) -> tuple[Value, Value, Value]:
    return value, value, value


def unit(comparison: Comparison, code: str = "H55") -> UnitComparison:
    found = comparison.unit(code)
    assert found is not None
    return found


def test_counts_are_added_up_and_rates_follow() -> None:
    comparison = provinces(("1.2", Measured(10, 20), Measured(31, 40), Measured(50, 60)))
    merged = unit(comparison)
    assert (merged.status, merged.barred, merged.parts) == (Status.BOTH, "", ("H55", "H03"))
    rate, count, among = (comparison.change(merged, "1.2", m) for m in (Measure.RATE, Measure.COUNT, Measure.AMONG))
    assert isinstance(rate.before, Quantity) and rate.before.exact == Fraction(4100, 60)
    assert (rate.value, rate.exact) == (Decimal("15.00"), Fraction(900, 60))
    assert [count.value, among.value] == [9, 0]
    gone = unit(comparison, "H03")
    assert (gone.status, gone.note) == (Status.MERGED, "đã nhập vào UBND tỉnh Thái Nguyên")
    assert comparison.change(gone, "1.2", Measure.RATE).value is None


SUMS: list[tuple[Value, Value, Value | None]] = [
    (Measured(1, 2), EMPTY, Measured(1, 2)),
    (EMPTY, EMPTY, EMPTY),
    (RATES, RATES, RATES),
    (Reported(count=3), Reported(count=4), Reported(count=7)),
    (Measured(1, 2), RATES, None),
    (Measured(1, 2), NoData("chưa công bố"), None),
    (Measured(1, 2), Reported(rate=Decimal(50)), None),
    (Reported(rate=Decimal(50)), Reported(rate=Decimal(50)), None),
    (Reported(rate=Decimal(50), count=1), Reported(rate=Decimal(50), count=1), None),
    (Reported(count=3), Measured(1, 2), None),
    (Reported(count=3), Reported(count=4, text="khoảng 4"), None),
]


@pytest.mark.parametrize(("own", "other", "expected"), SUMS)
def test_what_is_no_count_is_never_added_up(own: Value, other: Value, expected: Value | None) -> None:
    comparison = provinces(("1.2", own, other, Measured(1, 3)), ("4.1", Measured(1, 2), Measured(1, 2), Measured(1, 2)))
    merged = unit(comparison)
    assert merged.before is not None
    value = merged.before.indicator("1.2").value
    assert value == (NoData(NOT_SUMMED) if expected is None else expected)
    if expected is None:
        change = comparison.change(merged, "1.2", Measure.RATE)
        assert (change.value, change.note) == (None, NOT_SUMMED)
    assert comparison.change(merged, "4.1", Measure.RATE).value == 0


def test_points_only_where_every_count_is_there_and_never_a_rank() -> None:
    axis = "TTTT"
    codes = [i.id for i in edition_named("766/portal-2022").of_axis(axis) if i.scored]
    assert len(codes) == 3
    rows = [(code, Measured(1, 2), Measured(3, 6), Measured(1, 2)) for code in codes]
    whole, short = provinces(*rows), provinces(*rows[:-1], (codes[-1], Measured(1, 2), NoData("không"), Measured(1, 2)))
    assert whole.change(unit(whole), axis, Measure.POINTS).value == 0
    change = short.change(unit(short), axis, Measure.POINTS)
    assert (change.value, change.before, isinstance(change.after, Quantity)) == (None, Absent(NO_POINTS), True)
    assert whole.change(unit(whole), "total", Measure.POINTS).before == Absent(NO_POINTS)
    assert whole.change(unit(whole), "rank", Measure.RANK).before == Absent(NO_RANK)


def test_reported_points_and_ranks_of_one_part_do_not_stand_for_the_whole() -> None:
    before = snapshot(EARLY, {("H55", "1.2"): Measured(1, 2), ("H03", "1.2"): Measured(1, 2)})
    scores = tuple(Figure(c, "total", Reported(), Decimal(70)) for c in ("H55", "H03"))
    ranks = (Figure("H55", "rank", Reported(count=9), rank=9, among=63),)
    before = replace(before, figures=(*before.figures, *scores, *ranks))
    after = snapshot(LATE, {("H55", "1.2"): Measured(1, 2)})
    after = replace(after, figures=(*after.figures, Figure("H55", "total", Reported(), Decimal(71))))
    comparison = compare(before, after, default_registry())
    merged = unit(comparison)
    total = comparison.change(merged, "total", Measure.POINTS)
    assert (total.before, total.value) == (Absent(NO_POINTS), None)
    assert merged.before is not None and merged.before.rank is None
    given_before, given_after = comparison.as_given(merged)
    assert given_before is not None and given_before.total.value == 70 and given_before.rank == 9
    assert given_after is merged.after


def test_nothing_countable_bars_the_unit_and_leaves_its_own_figures() -> None:
    comparison = provinces(("1.2", *_thrice(Reported(rate=Decimal(50)))))
    merged = unit(comparison)
    assert merged.parts == () and merged.barred == merged.note
    assert merged.note == f"số liệu ngày 31/8/2025 gồm cả UBND tỉnh Bắc Kạn; {NOT_SUMMED}"
    assert isinstance(comparison.change(merged, "1.2", Measure.RATE).before, Quantity)


def test_a_part_that_is_missing_bars_the_unit() -> None:
    before, after = (
        snapshot(day, {("H44", "1.2"): Measured(1, 2), ("H62", "1.2"): Measured(1, 2)}) for day in (EARLY, LATE)
    )
    after = replace(after, units=after.units[:1], figures=after.figures[:1])
    comparison = compare(before, after, default_registry())
    phu_tho = unit(comparison, "H44")
    assert comparison.change(phu_tho, "1.2", Measure.RATE).value is None
    assert phu_tho.barred == (
        "số liệu ngày 31/8/2025 gồm cả UBND tỉnh Vĩnh Phúc, UBND tỉnh Hòa Bình; "
        "số liệu ngày 31/5/2025 không có UBND tỉnh Hòa Bình"
    )
    alone, later = (replace(each, units=each.units[:1], figures=each.figures[:1]) for each in (before, after))
    assert "UBND tỉnh Hòa Bình" in unit(compare(alone, later, default_registry()), "H44").barred


def tree(*rows: tuple[str, str, bool]) -> Registry:
    """H55 and communes: code, successor, and whether it ends (or else begins) with the merger."""
    units = [Unit("H55", "UBND tỉnh Thái Nguyên", UnitKind.PROVINCE)]
    for code, successor, ends in rows:
        start, end = (None, MERGER) if ends else (MERGER, None)
        units.append(Unit(code, f"UBND xã {code[-3:]}", UnitKind.COMMUNE, "H55", start, end, (), successor or None))
    return Registry(tuple(units))


def test_a_new_unit_of_several_old_ones() -> None:
    registry = tree(("H55.001", "H55.200", True), ("H55.002", "H55.200", True), ("H55.200", "", False))
    before = {("H55.001", "2.1"): Measured(1, 4), ("H55.002", "2.1"): Measured(2, 4)}
    after = {("H55.200", "2.1"): Measured(6, 8)}
    early, late = (snapshot(d, f, UnitKind.COMMUNE) for d, f in ((EARLY, before), (LATE, after)))
    comparison = compare(early, late, registry)
    found = {each.code: (each.status, each.parts) for each in comparison.units}
    assert found["H55.200"] == (Status.BOTH, ("H55.001", "H55.002"))
    assert found["H55.001"] == found["H55.002"] == (Status.MERGED, ())
    assert comparison.change(unit(comparison, "H55.200"), "2.1", Measure.COUNT).value == 3
    assert comparison.as_given(unit(comparison, "H55.200"))[0] is None


def test_a_unit_with_a_new_code_is_the_same_unit_with_all_its_figures() -> None:
    registry = tree(("H55.001", "H55.200", True), ("H55.200", "", False))
    early = snapshot(EARLY, {("H55.001", "2.1"): Reported(rate=Decimal("90.5"))}, UnitKind.COMMUNE)
    late = snapshot(LATE, {("H55.200", "2.1"): Reported(rate=Decimal("91.0"))}, UnitKind.COMMUNE)
    (only,) = compare(early, late, registry).units
    assert (only.code, only.status, only.note) == ("H55.200", Status.RENAMED, "trước là UBND H55.001, mã H55.001")
    assert compare(early, late, registry).change(only, "2.1", Measure.RATE).value == Decimal("0.5")


def test_a_district_without_successor_vanishes_as_before() -> None:
    early = snapshot(EARLY, {("H55:huyen-dai-tu", "2.1"): Measured(1, 2)}, UnitKind.DISTRICT)
    late = snapshot(LATE, {("H21.05", "2.1"): Measured(1, 2)}, UnitKind.DEPARTMENT)
    found = {each.code: each.status for each in compare(early, late, default_registry()).units}
    assert found == {"H55:huyen-dai-tu": Status.VANISHED, "H21.05": Status.APPEARED}


def test_every_reader_is_told() -> None:
    flag = Flag("TEMP", "tạm tính")
    comparison = provinces(("1.2", Measured(1, 2), Measured(1, 2), Measured(1, 2)), ("4.1", *_thrice(Measured(1, 2))))
    sentence = (
        "số liệu ngày 31/5/2025 là số đếm cộng lại của UBND tỉnh Thái Nguyên, UBND tỉnh Bắc Kạn, "
        "nay là một đơn vị; chỉ số nào không có đủ số đếm thì không so sánh"
    )
    entries = comparison_json(comparison, comparison.units)["units"]
    assert isinstance(entries, list) and sentence in [entry["note"] for entry in entries]
    chosen, others = (comparison_grids(comparison, comparison.units, code) for code in ("H55", ""))
    assert f"{sentence}." in chosen[0].note
    assert f"UBND H55: {sentence}." in others[0].note.splitlines()
    (finding,) = (f for f in contradictions(comparison, Decimal(20)) if sentence in f.figures)
    assert (finding.id, finding.title) == ("don-vi-khong-so-sanh-duoc", "UBND H55: so sánh qua sáp nhập")
    assert "H03,UBND H03,merged" in comparison_csv(comparison, comparison.units)
    flagged = snapshot(EARLY, {("H55", "1.2"): Measured(1, 2), ("H03", "1.2"): Measured(1, 2)})
    flagged = replace(flagged, figures=tuple(replace(f, flags=(flag,)) for f in flagged.figures))
    merged = unit(compare(flagged, comparison.after, default_registry()))
    assert merged.before is not None
    figure = merged.before.indicator("1.2").figure
    assert figure is not None and figure.flags == (flag,)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(50, 99)), min_size=3, max_size=3))
def test_swapping_the_dates_turns_every_sign(counts: list[tuple[int, int]]) -> None:
    own, other, later = (Measured(*pair) for pair in counts)
    early = snapshot(EARLY, {("H55", "4.1"): own, ("H03", "4.1"): other})
    late = snapshot(LATE, {("H55", "4.1"): later})
    forth, back = compare(early, late, default_registry()), compare(late, early, default_registry())
    assert {each.code: each.status for each in forth.units} == {each.code: each.status for each in back.units}
    assert len(forth.changes(unit(forth))) >= 3
    for there, again in zip(forth.changes(unit(forth)), back.changes(unit(back)), strict=True):
        assert there.value is not None and again.value is not None and there.value == -again.value
        assert (there.exact or Fraction(0)) == -(again.exact or Fraction(0))
    assert back.as_given(unit(back)) == forth.as_given(unit(forth))[::-1]


def test_mergers_outside_the_two_days_change_nothing() -> None:
    before = snapshot("2025-08-31", {("H55", "4.1"): Measured(1, 2)})
    after = snapshot("2025-09-30", {("H55", "4.1"): Measured(1, 2)})
    assert compare(before, after, default_registry()) == compare(before, after, Registry(()))
