"""What is known of units and what is not: nothing is spread, and nothing is invented."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from explain_support import NOTHING, REGISTRY, SILENT, ZERO, asked, compared, counted, effects, rests, snapshot, totals

from bochiso.compare.change import compare
from bochiso.compare.why.explain import NO_COUNTS, NO_RATE
from bochiso.compare.why.explain_points import TOTAL
from bochiso.compare.why.parts import Presence
from bochiso.errors import BochisoError
from bochiso.score.snapshot import Figure, Measured, NoData, Reported, SnapshotUnit, Value
from bochiso.units.registry import default_registry
from bochiso.units.tree import UnitKind


def test_units_that_appear_and_vanish_have_their_own_lines() -> None:
    old = counted("2.1", ("H55", 5, 20), ("H55.12", 5, 10), ("H55.301", 0, 10))
    new = counted("2.1", ("H55", 15, 20), ("H55.12", 5, 10), ("H55.303", 10, 10))
    parts = {
        part.key: (part.presence, part.rate_effect, part.mix_effect) for part in asked(compared(old, new), "2.1").parts
    }
    assert parts == {
        "H55.301": (Presence.VANISHED, ZERO, Fraction(25)),
        "H55.303": (Presence.APPEARED, ZERO, Fraction(25)),
    }


def test_a_merger_is_explained_by_the_sum_of_what_went_into_it() -> None:
    old = counted("2.1", ("H55.302", 1, 10), ("H55.303", 5, 10), ("H55.12", 10, 10), ("H55", 16, 30))
    new = {("H55.303", "2.1"): Measured(12, 20), ("H55.12", "2.1"): Measured(10, 10), ("H55", "2.1"): Measured(22, 30)}
    comparison = compare(snapshot("2026-10-02", old), snapshot("2026-10-10", new), REGISTRY)
    found = asked(comparison, "2.1")
    assert effects(found) == {"H55.303": (Fraction(20), ZERO)}
    assert asked(comparison, "2.1", "H55.303").change == Fraction(30)
    with pytest.raises(BochisoError, match="đã nhập vào"):
        asked(comparison, "2.1", "H55.302")


UNKNOWN: list[Value] = [NoData("chưa công bố"), Reported(rate=Decimal(50)), Reported(count=5), Reported(text="x")]


@pytest.mark.parametrize("value", UNKNOWN)
def test_a_unit_that_is_not_known_at_a_date_has_not_gone(value: Value) -> None:
    """What it had stays with the rest of the province, at both dates; nothing is said of it alone."""
    old = {("H55", "2.1"): Measured(20, 40), ("H55.12", "2.1"): Measured(10, 20), ("H55.19", "2.1"): Measured(10, 20)}
    new = old | {("H55", "2.1"): Measured(22, 40), ("H55.12", "2.1"): value, ("H55.19", "2.1"): Measured(11, 20)}
    for dates in ((old, new), (new, old)):
        found = asked(compared(*dates), "2.1")
        assert {key: abs(amount) for key, amount in totals(found).items()} == {
            "H55.19": Fraction(5, 2),
            "H55": Fraction(5, 2),
        }
        assert all(part.presence is Presence.BOTH for part in found.parts)
        (rest,) = (part for part in found.parts if part.key == "H55")
        assert rest.name == "Đơn vị H55 (số của chính đơn vị và của đơn vị thiếu số đếm)"


@pytest.mark.parametrize("value", [NOTHING, SILENT])
def test_a_unit_with_nothing_to_count_has_appeared_when_it_has(value: Value) -> None:
    old = {("H55", "2.1"): Measured(10, 20), ("H55.12", "2.1"): value, ("H55.19", "2.1"): Measured(10, 20)}
    new = old | {("H55", "2.1"): Measured(30, 40), ("H55.12", "2.1"): Measured(20, 20)}
    assert {part.key: part.presence for part in asked(compared(old, new), "2.1").parts} == {
        "H55.12": Presence.APPEARED,
        "H55.19": Presence.BOTH,
    }


def test_a_province_whose_units_are_not_counted_is_a_named_remainder() -> None:
    below: dict[tuple[str, str], Value] = {
        ("H55.12", "2.1"): Reported(rate=Decimal(50)),
        ("H55.301", "2.1"): NoData("chưa công bố"),
    }
    old, new = (counted("2.1", ("H55", n, d)) | below for n, d in ((1, 2), (3, 4)))
    found = asked(compared(old, new), "2.1")
    assert (found.parts, rests(found)) == ((), {"không có số đếm của từng đơn vị": Fraction(25)})


def test_rates_without_counts_are_a_named_remainder() -> None:
    rates = [Reported(rate=Decimal(rate)) for rate in (90, 95)]
    old, new = (counted("2.1", ("H55.12", 1, 2)) | {("H55", "2.1"): rate} for rate in rates)
    found = asked(compared(old, new), "2.1")
    assert not found.parts and rests(found) == {NO_COUNTS: Fraction(5)}


def test_units_that_are_more_than_the_whole_explain_nothing() -> None:
    old = {("H55", "2.1"): Measured(5, 10), ("H55.12", "2.1"): Measured(6, 12)}
    found = asked(compared(old, old | {("H55", "2.1"): Measured(6, 10)}), "2.1")
    assert (found.parts, rests(found)) == ((), {"số của các đơn vị không cộng thành số này": Fraction(10)})


@pytest.mark.parametrize("whole", [Measured(30, 40), Measured(3, 40)])
def test_a_rest_that_cannot_be_the_units_own_is_a_remainder(whole: Measured) -> None:
    """10/20 is of the one unit that is known; 20/20 may be the province's own, 20/10 or less than nothing may not."""
    old = {("H55", "2.1"): Measured(15, 30), ("H55.12", "2.1"): Measured(10, 20)}
    new = {("H55", "2.1"): whole, ("H55.12", "2.1"): Measured(10, 20)}
    parts = totals(asked(compared(old, new), "2.1"))
    odd = asked(compared(old, new | {("H55.12", "2.1"): Measured(9, 30)}), "2.1")
    assert ("H55" in parts) == (whole.numerator == 30)
    assert set(totals(odd)) == {"H55.12"}
    assert set(rests(odd)) == {"số của các đơn vị không cộng hết thành số này"}


def test_satisfaction_takes_away_and_may_leave_less_than_nothing() -> None:
    old = {("H55", "5.4"): Measured(0, 10), ("H55.12", "5.4"): Measured(2, 5)}
    found = asked(compared(old, old | {("H55", "5.4"): Measured(1, 10)}), "5.4")
    assert totals(found) == {"H55": Fraction(10)} and not found.remainders


def test_procedures_of_several_units_are_not_added_up() -> None:
    old = {("H55", "3.5b"): Measured(5, 10), ("H55.12", "3.5b"): Measured(4, 6), ("H55.19", "3.5b"): Measured(2, 6)}
    found = asked(compared(old, old | {("H55", "3.5b"): Measured(6, 10)}), "3.5b")
    assert (found.parts, set(rests(found))) == ((), {"số của các đơn vị không cộng thành số này"})


def test_a_figure_taken_from_above_is_said_to_be() -> None:
    old = {("H55", "1.1"): Measured(1, 4), ("H55.12", "2.1"): Measured(1, 2)}
    new = old | {("H55", "1.1"): Measured(2, 4)}
    found = asked(compared(old, new), "1.1", "H55.12")
    assert (found.parts, rests(found)) == ((), {"lấy theo số của H55": Fraction(25)})
    points = asked(compared(old, new), TOTAL, "H55.12")
    assert points.change is None and points.notes


def test_a_number_is_explained_in_what_it_counts() -> None:
    days = "2023-07-31", "2023-08-31"
    old: dict[tuple[str, str], Value] = {("H55", "2.3"): Reported(count=30), ("H55.12", "2.3"): Reported(count=10)}
    new: dict[tuple[str, str], Value] = {("H55", "2.3"): Reported(count=25), ("H55.12", "2.3"): Reported(count=12)}
    found = asked(compare(snapshot(days[0], old), snapshot(days[1], new), REGISTRY), "2.3")
    assert (found.measured_in, found.change) == ("hồ sơ", Fraction(-5))
    assert effects(found) == {"H55": (ZERO, Fraction(-7)), "H55.12": (ZERO, Fraction(2))}
    gone: dict[tuple[str, str], Value] = {("H55", "2.3"): NoData("không in"), ("H55.12", "2.3"): Reported(count=12)}
    found = asked(compare(snapshot(days[0], old), snapshot(days[1], gone), REGISTRY), "2.3")
    assert (found.before, found.after, found.change) == (Fraction(30), None, None)
    assert list(found.notes) == ["không in"]
    assert found.measured_in == "hồ sơ"


def test_where_there_is_no_change_the_reason_is_said() -> None:
    old: dict[tuple[str, str], Value] = {("H55", "2.1"): Measured(1, 2)}
    for value, reason in ((NOTHING, "0/0"), (NoData("chưa công bố"), "chưa công bố"), (Reported(text="x"), NO_RATE)):
        found = asked(compared(old, {("H55", "2.1"): value}), "2.1")
        assert (found.change, found.parts, found.remainders, found.notes) == (None, (), (), (reason,))


def test_a_unit_that_moved_to_another_stays_where_it_was_before() -> None:
    """A commune that another province has at the later date has vanished here, not grown there."""
    old = snapshot("2026-09-01", counted("2.1", ("H55", 6, 20), ("H55.12", 5, 10), ("H55.301", 1, 10)))
    new = snapshot("2026-10-01", counted("2.1", ("H55", 5, 10), ("H55.12", 5, 10), ("H55.301", 1, 10)))
    moved = tuple(replace(unit, parent="H44") if unit.code == "H55.301" else unit for unit in new.units)
    other = SnapshotUnit("H44", "Tỉnh khác", UnitKind.PROVINCE, "VN")
    new = replace(new, units=(*moved, other), figures=(*new.figures, Figure("H44", "2.1", Measured(1, 10))))
    for dates, presence in (((old, new), Presence.VANISHED), ((new, old), Presence.APPEARED)):
        parts = {part.key: part.presence for part in asked(compare(*dates, default_registry()), "2.1").parts}
        assert parts["H55.301"] is presence and set(parts) == {"H55.301", "H55.12"}


def test_a_unit_whose_code_was_learned_later_turns_with_the_dates() -> None:
    old = snapshot("2026-09-01", counted("2.1", ("H55", 5, 10), ("H55.12", 5, 10)))
    new = snapshot("2026-10-01", counted("2.1", ("H55", 8, 10), ("H55.12", 8, 10)))
    early = replace(old.units[1], code="019d", portal_id="019d")
    figures = (old.figures[0], replace(old.figures[1], unit="019d"))
    old = replace(old, units=(old.units[0], early), figures=figures)
    new = replace(new, units=(new.units[0], replace(new.units[1], portal_id="019d")))
    for dates, sign in (((old, new), 1), ((new, old), -1)):
        found = asked(compare(*dates, REGISTRY), "2.1")
        assert effects(found) == {"H55.12": (Fraction(sign * 30), ZERO)}


def test_a_figure_taken_from_above_at_one_date_turns_with_the_dates() -> None:
    """1.1 of a department: its own at one date, the province's at the other."""
    whole = counted("1.1", ("H55", 1, 4)) | counted("2.1", ("H55.12", 1, 2))
    axis = [Figure("H55.12", "CKMB", Reported(), Decimal(points)) for points in (3, 5)]
    own = snapshot("2026-09-01", whole | counted("1.1", ("H55.12", 1, 2)), axis[0])
    taken = snapshot("2026-10-01", whole, axis[1])
    forth, back = (asked(compare(*dates, REGISTRY), "CKMB", "H55.12") for dates in ((own, taken), (taken, own)))
    assert totals(forth) == {"inherited:1.1": Fraction("-1.5")}
    assert totals(back) == {"inherited:1.1": Fraction("1.5")}
    assert rests(back) == {name: -amount for name, amount in rests(forth).items()}


def test_the_counts_of_a_share_are_no_bare_number() -> None:
    """A unit that gives 5 of 9 where the province gives a number is left with the rest."""
    old: dict[tuple[str, str], Value] = {("H55", "2.3"): Reported(count=30), ("H55.12", "2.3"): Reported(count=10)}
    new = old | {("H55", "2.3"): Reported(count=36), ("H55.12", "2.3"): Measured(5, 9)}
    more = {("H55.19", "2.3"): Reported(count=1)}
    comparison = compare(snapshot("2023-07-31", old | more), snapshot("2023-08-31", new | more), REGISTRY)
    assert totals(asked(comparison, "2.3")) == {"H55": Fraction(6)}
