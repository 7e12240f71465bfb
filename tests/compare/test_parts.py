"""How a change is shared out: exact sums, signs that turn, and the formulas of Kitagawa computed again by loops."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bochiso.compare.why.parts import Part, Presence, counted_up, flowed, largest_first, shared_out, together
from bochiso.measure.split import Counts, Flow, Split

ZERO = Fraction(0)
Sides = dict[str, tuple[Counts | None, Counts | None]]


def counts(least: int = 0) -> st.SearchStrategy[Counts]:
    return st.integers(least, 60).flatmap(lambda d: st.integers(0, d).map(lambda n: Counts(n, d)))


LEFT_OVER = st.builds(Counts, st.integers(-5, 20), st.integers(0, 20))
"""What is left over has a numerator of any size."""

PARTS: st.SearchStrategy[Sides] = st.dictionaries(
    st.sampled_from("abcdefg"), st.tuples(st.none() | counts() | LEFT_OVER, st.none() | counts() | LEFT_OVER)
)
STEADY: st.SearchStrategy[Sides] = st.dictionaries(
    st.sampled_from("abcdefg"), st.tuples(counts(1), counts(1)), min_size=1
)
"""Parts that have something to count at both dates."""


def split_of(sides: Sides) -> Split:
    before = {key: old for key, (old, _) in sides.items() if old is not None}
    after = {key: new for key, (_, new) in sides.items() if new is not None}
    return Split(before, after, {key: key.upper() for key in sides})


def summed(parts: Mapping[str, Counts]) -> Counts:
    return Counts(sum(p.numerator for p in parts.values()), sum(p.denominator for p in parts.values()))


def wholes(sides: Sides) -> tuple[Counts, Counts]:
    split = split_of(sides)
    return summed(split.before), summed(split.after)


def change_of(before: Counts, after: Counts) -> Fraction:
    return Fraction(after.numerator, after.denominator) - Fraction(before.numerator, before.denominator)


def effects(parts: tuple[Part, ...]) -> dict[str, tuple[Fraction, Fraction]]:
    return {part.key: (part.rate_effect, part.mix_effect) for part in parts}


def turned(parts: tuple[Part, ...]) -> dict[str, tuple[Fraction, Fraction]]:
    return {key: (-rate, -mix) for key, (rate, mix) in effects(parts).items()}


def total(parts: tuple[Part, ...]) -> Fraction:
    return sum((part.total for part in parts), ZERO)


# ---------------------------------------------------------------- over the parts of a whole


@given(PARTS)
def test_parts_add_up_to_the_change(sides: Sides) -> None:
    before, after = wholes(sides)
    if before.denominator and after.denominator:
        assert total(shared_out(split_of(sides), before, after)) == change_of(before, after)


@given(PARTS, counts(1), counts(1))
def test_what_the_parts_leave_of_the_whole_is_all_that_is_left(sides: Sides, old: Counts, new: Counts) -> None:
    """Nothing of an unknown part is spread: each known part is what it is with the unknown one beside it."""
    known = split_of(sides)
    whole = [
        Counts(each.numerator + more.numerator, each.denominator + more.denominator)
        for each, more in zip((summed(known.before), summed(known.after)), (old, new), strict=True)
    ]
    full = shared_out(split_of(sides | {"unknown": (old, new)}), *whole)
    found = shared_out(known, *whole)
    assert effects(found) == {key: value for key, value in effects(full).items() if key != "unknown"}
    assert change_of(*whole) - total(found) == sum(effects(full).get("unknown", (ZERO, ZERO)), ZERO)


@given(PARTS, counts(1), counts(1))
def test_swapping_the_dates_turns_every_sign(sides: Sides, old: Counts, new: Counts) -> None:
    back = split_of({key: (after, before) for key, (before, after) in sides.items()})
    forth, again = shared_out(split_of(sides), old, new), shared_out(back, new, old)
    assert effects(again) == turned(forth)
    other = {Presence.APPEARED: Presence.VANISHED, Presence.VANISHED: Presence.APPEARED, Presence.BOTH: Presence.BOTH}
    assert {part.key: part.presence for part in again} == {part.key: other[part.presence] for part in forth}
    assert {part.key: (part.before, part.after) for part in again} == {p.key: (p.after, p.before) for p in forth}


@given(st.dictionaries(st.sampled_from("abcdefg"), counts()), counts(1))
def test_equal_dates_have_no_parts(parts: dict[str, Counts], whole: Counts) -> None:
    assert shared_out(Split(parts, parts), whole, whole) == ()
    assert counted_up(Split(parts, parts)) == ()


@given(STEADY)
def test_the_formulas_of_kitagawa_by_loops(sides: Sides) -> None:
    """Rate effects are hers part by part; mix effects are hers in sum, and here part by part round the whole's rate."""
    before, after = wholes(sides)
    whole_before, whole_after = 0, 0
    for old, new in sides.values():
        assert old and new
        whole_before, whole_after = whole_before + old.denominator, whole_after + new.denominator
    rate_sum = mix_sum = ZERO
    rates: dict[str, Fraction] = {}
    for key, (old, new) in sides.items():
        assert old and new
        share_before = Fraction(old.denominator, whole_before)
        share_after = Fraction(new.denominator, whole_after)
        rate_before, rate_after = Fraction(old.numerator, old.denominator), Fraction(new.numerator, new.denominator)
        rates[key] = (share_before + share_after) / 2 * (rate_after - rate_before)
        rate_sum += rates[key]
        mix_sum += (rate_before + rate_after) / 2 * (share_after - share_before)
    found = effects(shared_out(split_of(sides), before, after))
    assert {key: rate for key, (rate, _) in found.items() if rate} == {key: rate for key, rate in rates.items() if rate}
    assert sum((mix for _, mix in found.values()), ZERO) == mix_sum
    assert rate_sum + mix_sum == change_of(before, after)


@given(STEADY)
def test_a_part_that_weighs_more_pulls_towards_its_own_rate(sides: Sides) -> None:
    before, after = wholes(sides)
    mean = (Fraction(before.numerator, before.denominator) + Fraction(after.numerator, after.denominator)) / 2
    for part in shared_out(split_of(sides), before, after):
        assert part.before and part.after
        heavier = Fraction(part.after.denominator, after.denominator) > Fraction(
            part.before.denominator, before.denominator
        )
        own = sum(Fraction(side.numerator, side.denominator) for side in (part.before, part.after)) / 2
        if part.mix_effect:
            assert (part.mix_effect > 0) == (heavier == (own > mean))


@given(PARTS, counts(1), counts(1), st.integers(1, 5), st.integers(1, 5))
def test_splitting_a_part_with_the_same_rates_changes_no_other(
    sides: Sides, old: Counts, new: Counts, left: int, right: int
) -> None:
    def grown(part: Counts, factor: int) -> Counts:
        return Counts(part.numerator * factor, part.denominator * factor)

    one = sides | {"one": (grown(old, left + right), grown(new, left + right))}
    two = sides | {"left": (grown(old, left), grown(new, left)), "right": (grown(old, right), grown(new, right))}
    before, after = wholes(one)
    assert (before, after) == wholes(two)
    whole, halves = (effects(shared_out(split_of(each), before, after)) for each in (one, two))
    both = [halves.pop(key, (ZERO, ZERO)) for key in ("left", "right")]
    assert whole.pop("one", (ZERO, ZERO)) == (both[0][0] + both[1][0], both[0][1] + both[1][1])
    assert whole == halves


@given(PARTS, counts(1), counts(1), st.permutations("abcdefg"))
def test_the_order_of_the_parts_does_not_matter(sides: Sides, old: Counts, new: Counts, keys: list[str]) -> None:
    mixed = split_of({key: sides[key] for key in keys if key in sides})
    assert largest_first(shared_out(mixed, old, new)) == largest_first(shared_out(split_of(sides), old, new))


def test_a_part_that_is_there_once_has_a_line_of_its_own_and_is_all_mix() -> None:
    split = Split({"a": Counts(5, 10), "gone": Counts(0, 10)}, {"a": Counts(5, 10), "new": Counts(10, 10)})
    parts = {part.key: part for part in shared_out(split, Counts(5, 20), Counts(15, 20))}
    assert {key: (part.presence, part.rate_effect, part.mix_effect) for key, part in parts.items()} == {
        "gone": (Presence.VANISHED, ZERO, Fraction(1, 4)),  # half the whole, half below the mean of 1/2
        "new": (Presence.APPEARED, ZERO, Fraction(1, 4)),
    }
    assert parts["gone"].after is None and parts["new"].before is None


def test_a_part_with_nothing_to_count_at_a_date_is_as_if_absent() -> None:
    absent = Split({"a": Counts(1, 2)}, {"a": Counts(1, 2), "b": Counts(2, 2)})
    empty = replace(absent, before={"a": Counts(1, 2), "b": Counts(0, 0)})
    found = [shared_out(each, Counts(1, 2), Counts(3, 4)) for each in (absent, empty)]
    assert effects(found[0]) == effects(found[1])
    assert [part.presence for part in found[0]] == [part.presence for part in found[1]]


# ---------------------------------------------------------------- over time

FLOWS = st.lists(
    st.builds(
        Flow,
        st.uuids().map(str),
        st.just("x"),
        st.booleans(),
        st.integers(0, 9),
        st.integers(-20, 20),
        st.integers(-9, 20),
    ),
    max_size=6,
)


@given(FLOWS, counts(1))
def test_flows_add_up_to_the_change_and_turn_with_the_dates(flows: list[Flow], before: Counts) -> None:
    after = Counts(
        before.numerator + sum(flow.numerator for flow in flows),
        before.denominator + sum(flow.denominator for flow in flows),
    )
    if after.denominator <= 0:
        return
    forth = flowed(flows, before, after)
    assert total(forth) == change_of(before, after)
    undone = [replace(flow, numerator=-flow.numerator, denominator=-flow.denominator) for flow in flows]
    assert effects(flowed(undone, after, before)) == turned(forth)
    worked = {flow.key for flow in flows if flow.worked}
    assert all((part.mix_effect if part.key in worked else part.rate_effect) == 0 for part in forth)


@given(counts(1), st.integers(0, 9))
def test_what_nothing_happened_to_contributes_nothing(whole: Counts, number: int) -> None:
    assert flowed([Flow("still", "x", True, number, 0, 0)], whole, whole) == ()


def test_the_identity_of_flows_by_hand() -> None:
    """90/100 → 114/120: 20 came, 18 of them in time; 6 old ones were put right. R = 37/40, D = 110."""
    flows = [Flow("new", "mới", False, 20, 18, 20), Flow("mended", "sửa", True, 6, 6, 0)]
    parts = effects(flowed(flows, Counts(90, 100), Counts(114, 120)))
    assert parts == {"new": (ZERO, Fraction(-1, 220)), "mended": (Fraction(6, 110), ZERO)}
    assert Fraction(-1, 220) + Fraction(6, 110) == Fraction(114, 120) - Fraction(90, 100)


# ---------------------------------------------------------------- numbers, factors, sums


@given(PARTS)
def test_a_bare_number_moves_by_what_each_part_has_more(sides: Sides) -> None:
    before, after = wholes(sides)
    parts = counted_up(split_of(sides))
    assert total(parts) == after.numerator - before.numerator
    assert all(part.rate_effect == 0 and part.mix_effect for part in parts)
    back = counted_up(split_of({key: (new, old) for key, (old, new) in sides.items()}))
    assert effects(back) == turned(parts)


@given(STEADY, st.fractions(-9, 9))
def test_a_factor_stretches_both_effects(sides: Sides, factor: Fraction) -> None:
    parts = shared_out(split_of(sides), *wholes(sides))
    stretched = effects(tuple(part.times(factor) for part in parts))
    assert stretched == {key: (rate * factor, mix * factor) for key, (rate, mix) in effects(parts).items()}


@given(st.lists(STEADY, max_size=4))
def test_parts_of_one_key_are_added_up(groups: list[Sides]) -> None:
    found = [shared_out(split_of(sides), *wholes(sides)) for sides in groups]
    expected: dict[str, tuple[Fraction, Fraction]] = {}
    for group in found:
        for part in group:
            rate, mix = expected.get(part.key, (ZERO, ZERO))
            expected[part.key] = rate + part.rate_effect, mix + part.mix_effect
    assert effects(together(found)) == expected


@pytest.mark.parametrize(
    ("presences", "expected"),
    [
        ((Presence.APPEARED, Presence.APPEARED), Presence.APPEARED),
        ((Presence.APPEARED, Presence.VANISHED), Presence.BOTH),
        ((Presence.VANISHED, Presence.BOTH), Presence.BOTH),
    ],
)
def test_a_sum_is_there_once_only_if_all_of_it_is(presences: tuple[Presence, Presence], expected: Presence) -> None:
    parts = [Part("a", "A", presence, ZERO, Fraction(1), Counts(1, 2), None, presence.value) for presence in presences]
    (part,) = together([parts])
    assert (part.presence, part.before) == (expected, None)
    assert part.note == "; ".join(dict.fromkeys(presences))
