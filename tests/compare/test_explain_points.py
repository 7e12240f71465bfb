"""Why points moved: targets, factors, what leaves, and remainders by their names."""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import pytest
from explain_support import NOTHING, REGISTRY, UNIT, ZERO, asked, compared, counted, effects, rests, snapshot, totals

from bochiso.compare.change import Comparison, compare
from bochiso.compare.why.explain import COMPONENT
from bochiso.compare.why.explain_points import DISAGREES, NOT_RECOMPUTED, ROUNDING, TOTAL
from bochiso.compare.why.parts import Presence
from bochiso.score.snapshot import Figure, Measured, NoData, Reported, Value


def satisfied(*rates: int) -> Comparison:
    """5.4 of a department without petitions, in percent at two dates: 6 points from 90 % on."""
    full = {("H55.12", item): NOTHING for item in ("5.2", "5.3")}
    old, new = (counted("5.4", ("H55.12", rate, 100)) | full for rate in rates)
    return compared(old, new)


AT_TARGET = "cả hai thời điểm đều đạt ngưỡng"
NO_POINTS = "tỷ lệ thay đổi nhưng điểm không đổi"


@dataclass(frozen=True)
class Capped:
    rates: tuple[int, int]
    straight: Fraction
    cap: Fraction


@pytest.mark.parametrize(
    "case",
    [
        Capped((45, 72), Fraction(9, 5), ZERO),
        Capped((81, 99), Fraction(6, 5), Fraction(-3, 5)),
        Capped((99, 81), Fraction(-6, 5), Fraction(3, 5)),
        Capped((81, 90), Fraction(3, 5), ZERO),
    ],
)
def test_only_what_is_below_the_target_earns(case: Capped) -> None:
    comparison = satisfied(*case.rates)
    found = asked(comparison, "MDHL", "H55.12")
    assert not found.remainders
    assert totals(found) == {
        key: amount for key, amount in {"H55.12": case.straight, "cap:5.4": case.cap}.items() if amount
    }
    (said,) = [part.note for part in asked(comparison, "MDHL", "H55.12", COMPONENT).parts]
    assert ("chỉ phần dưới ngưỡng 90 % được tính điểm" in said) == (max(case.rates) >= 90)


@pytest.mark.parametrize("rates", [(90, 95), (99, 91)])
@pytest.mark.parametrize("by", [UNIT, COMPONENT])
def test_a_move_above_the_target_earns_nothing_and_is_said(rates: tuple[int, int], by: str) -> None:
    found = asked(satisfied(*rates), "MDHL", "H55.12", by)
    assert found.change == 0 and not found.parts and not found.remainders
    assert list(found.notes) == [f"5.4 Hài lòng trong tiếp nhận, giải quyết TTHC: {AT_TARGET} 90 %: {NO_POINTS}"]


def filed(online: Measured, held: Measured) -> dict[tuple[str, str], Value]:
    return {("H55.12", "3.3"): online, ("H55.12", "1.4"): held, ("H55.12", "3.2"): Measured(1, 2)}


def test_a_rate_that_another_multiplies_moves_with_both() -> None:
    """3.3 × 1.4 to a target of 50 %, 12 points to a rate: 20 % × 50 % → 40 % × 100 %; halves of the mean of the other."""
    found = asked(
        compared(filed(Measured(2, 10), Measured(5, 10)), filed(Measured(4, 10), Measured(10, 10))), "CLGQ", "H55.12"
    )
    assert found.change == Fraction(36, 10)
    assert effects(found) == {
        "H55.12": (12 * (Fraction(2, 10) * Fraction(3, 4) + Fraction(1, 2) * Fraction(3, 10)), ZERO)
    }
    assert not found.remainders


def test_a_component_says_that_its_factor_moved() -> None:
    comparison = compared(filed(Measured(2, 10), Measured(5, 10)), filed(Measured(2, 10), Measured(10, 10)))
    (part,) = asked(comparison, "CLGQ", "H55.12", COMPONENT).parts
    assert (part.key, part.note) == ("3.3", "nhân với tỷ lệ 1.4: 5/10 hồ sơ → 10/10 hồ sơ")


def test_above_the_target_a_factor_earns_nothing_and_is_said() -> None:
    comparison = compared(filed(Measured(9, 10), Measured(8, 10)), filed(Measured(9, 10), Measured(10, 10)))
    for by in (UNIT, COMPONENT):
        found = asked(comparison, "CLGQ", "H55.12", by)
        assert found.change == 0 and not found.parts
        assert list(found.notes) == [f"3.3 Hồ sơ nộp trực tuyến: {AT_TARGET} 50 %: {NO_POINTS}"]


def test_units_that_make_up_for_each_other_are_both_named() -> None:
    """The points of the province did not move at all; two of its units did."""
    old = {("H55", "2.1"): Measured(10, 20), ("H55.12", "2.1"): Measured(2, 10), ("H55.19", "2.1"): Measured(8, 10)}
    new = old | {("H55.12", "2.1"): Measured(5, 10), ("H55.19", "2.1"): Measured(5, 10)}
    found = asked(compared(old, new), "TDGQ")
    assert found.change == 0 and totals(found) == {"H55.12": Fraction(3), "H55.19": Fraction(-3)}
    assert not found.remainders


def test_what_appeared_or_vanished_moves_points_as_a_mix() -> None:
    old = {("H55.12", "5.2"): Measured(0, 2), ("H55.12", "5.3"): Measured(1, 2), ("H55.12", "5.4"): Measured(9, 10)}
    new = old | {("H55.12", "5.2"): NOTHING, ("H55.12", "5.3"): NOTHING}
    for by, key in ((COMPONENT, "{}"), (UNIT, "empty:{}")):
        parts = {part.key: part for part in asked(compared(old, new), "MDHL", "H55.12", by).parts}
        assert {name: (part.presence, part.rate_effect, part.mix_effect) for name, part in parts.items()} == {
            key.format("5.2"): (Presence.VANISHED, ZERO, Fraction(6)),
            key.format("5.3"): (Presence.VANISHED, ZERO, Fraction(3)),
        }
        five = parts[key.format("5.2")]
        assert "0/2 PAKN → 0/0 PAKN; không còn PAKN nào để tính, được đủ điểm" in five.name + five.note


def test_a_remainder_is_rounding_only_where_rounding_can_make_it() -> None:
    old = snapshot("2026-09-01", {("H55.12", "2.1"): Measured(1, 3)})
    new = snapshot("2026-10-01", {("H55.12", "2.1"): Measured(2, 3)})
    found = asked(compare(old, new, REGISTRY), "TDGQ", "H55.12")
    assert (found.change, rests(found)) == (Fraction("6.66"), {ROUNDING: Fraction("6.66") - Fraction(20, 3)})
    wrong = replace(new, figures=(replace(new.figures[0], points=Decimal("19.33")),))
    found = asked(compare(old, wrong, REGISTRY), "TDGQ", "H55.12")
    assert rests(found) == {  # the axis is computed from the counts, whatever was printed for its component
        f"2.1 Hồ sơ xử lý trước hạn, đúng hạn: {DISAGREES}": Fraction("12.66") - Fraction(20, 3),
        f"trục Tiến độ giải quyết: {DISAGREES}": Fraction(-6),
    }
    wrong = replace(new, figures=(*new.figures, Figure("H55.12", "TDGQ", Reported(), Decimal(15))))
    found = asked(compare(old, wrong, REGISTRY), "TDGQ", "H55.12", COMPONENT)
    assert rests(found) == {f"trục Tiến độ giải quyết: {DISAGREES}": Fraction("1.67")}


def test_axes_that_are_not_published_are_not_called_rounding() -> None:
    old, new = (
        snapshot(day, {("H55", "2.1"): Measured(1, 2)}, Figure("H55", TOTAL, Reported(), Decimal(points)))
        for day, points in (("2026-09-01", 60), ("2026-10-01", 61))
    )
    found = asked(compare(old, new, REGISTRY), TOTAL, by=COMPONENT)
    assert rests(found) == {"nguồn không công bố điểm trục CKMB, CLGQ, TTTT, MDHL, MDSH": Fraction(1)}


def test_points_that_are_only_printed_are_not_computed_again() -> None:
    old, new = (
        replace(each, figures=(replace(each.figures[0], points=Decimal(points)),))
        for each, points in (
            (snapshot("2026-09-01", {("H55", "2.1"): NoData("chưa công bố")}), 15),
            (snapshot("2026-10-01", {("H55", "2.1"): NoData("chưa công bố")}), 16),
        )
    )
    found = asked(compare(old, new, REGISTRY), "TDGQ")
    assert rests(found) == {f"2.1 Hồ sơ xử lý trước hạn, đúng hạn: {NOT_RECOMPUTED}": Fraction(1)}


def test_a_factor_of_which_there_is_nothing_is_none_of_the_rate() -> None:
    comparison = compared(
        filed(Measured(9, 10), Measured(1, 2)) | {("H55.12", "1.4"): NOTHING}, filed(Measured(9, 10), Measured(2, 2))
    )
    (part,) = asked(comparison, "CLGQ", "H55.12", COMPONENT).parts
    assert (part.key, part.total) == ("3.3", Fraction(6))
    assert part.note == "nhân với tỷ lệ 1.4: 0/0 hồ sơ → 2/2 hồ sơ; chỉ phần dưới ngưỡng 50 % được tính điểm"
