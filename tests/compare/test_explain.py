"""Explanations of generated snapshots: exact to the last fraction, turning with the dates, blind to order."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from explain_support import BELOW, NOTHING, REGISTRY, SILENT, UNIT, ZERO, asked, compared, effects, rests, snapshot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bochiso.compare.change import Comparison, Status, compare
from bochiso.compare.why.explain import COMPONENT
from bochiso.compare.why.explain_points import TOTAL
from bochiso.compare.why.question import Question, explanation
from bochiso.index.model import Edition
from bochiso.score.snapshot import Figure, Measured, NoData, Reported, Snapshot, Value
from bochiso.score.tally import score

ITEMS = {
    "2023": ("1.1", "1.2", "2.3", "4.1", "4.2", "4.3", "5.1", "5.2", "5.4", "6.6"),
    "2026": ("1.1", "1.4", "2.1", "3.1", "3.3", "3.5b", "3.6", "5.2", "5.3", "5.4", "4.6"),
}
DAYS = {"2023": ("2023-07-31", "2023-08-31"), "2026": ("2026-10-02", "2026-10-10")}
"""The merger lies between the latter two."""

MEASURED = st.integers(1, 40).flatmap(lambda d: st.builds(Measured, st.integers(0, d), st.just(d)))
RATES = st.builds(Reported, rate=st.decimals(0, 100, places=2))
NUMBERS = st.builds(Reported, count=st.integers(0, 50))
OTHER: st.SearchStrategy[Value] = st.one_of(
    RATES, NUMBERS, st.just(NOTHING), st.just(SILENT), st.just(NoData("chưa công bố")), st.just(Reported(text="x"))
)
VALUES: st.SearchStrategy[Value] = st.one_of(MEASURED, MEASURED, MEASURED, OTHER)
POINTS = st.decimals(0, 20, places=2)


def pairs(value: Value) -> tuple[int, int]:
    return (value.numerator, value.denominator) if isinstance(value, Measured) else (0, 0)


@st.composite
def sides(draw: st.DrawFn, year: str, day: str) -> Snapshot:
    """Any figures below; above them their sum, their sum and something of the province's own, or anything else."""
    figures: dict[tuple[str, str], Value] = {}
    codes = draw(st.lists(st.sampled_from(BELOW), unique=True, max_size=5))
    for item in ITEMS[year]:
        below = {code: draw(VALUES) for code in codes if draw(st.integers(0, 4))}
        figures |= {(code, item): value for code, value in below.items()}
        n, d = (sum(column) for column in zip((0, 0), *map(pairs, below.values()), strict=True))
        more = draw(st.sampled_from([Measured(0, 0), Measured(2, 3)]))
        whole = Measured(n + more.numerator, d + more.denominator)
        figures["H55", item] = draw(VALUES) if not draw(st.integers(0, 3)) or not whole.denominator else whole
    printed = [Figure("H55", code, Reported(), draw(POINTS)) for code in ("CKMB", TOTAL) if draw(st.booleans())]
    if year == "2023":
        printed += [Figure("H55", code, Reported(), draw(POINTS)) for code in ("TDGQ", "CLGQ", "MDSH")]
    return snapshot(day, figures, *printed)


@st.composite
def two_dates(draw: st.DrawFn) -> tuple[Snapshot, Snapshot]:
    year = draw(st.sampled_from(sorted(DAYS)))
    first, last = DAYS[year]
    return draw(sides(year, first)), draw(sides(year, last))


TWO_DATES = two_dates()
SLOW = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def questions(comparison: Comparison) -> Iterator[Question]:
    """Everything that can be asked of these two snapshots without a ledger."""
    edition = comparison.edition
    for unit in comparison.units:
        if not unit.barred:
            for item in (TOTAL, *(axis.code for axis in edition.axes)):
                yield Question(item, unit.code, COMPONENT)
                yield Question(item, unit.code, UNIT)
            for indicator in edition.indicators:
                yield Question(indicator.id, unit.code, UNIT)


def printed(each: Snapshot, edition: Edition) -> dict[tuple[str, str], Fraction | None]:
    """The points of totals and axes, and the rates in percent or the bare numbers of indicators, by unit and item."""
    found: dict[tuple[str, str], Fraction | None] = {}
    for unit in score(each, edition):
        points = {TOTAL: unit.total.value} | {axis.axis.code: axis.points.value for axis in unit.axes}
        found |= {(unit.unit.code, item): None if value is None else Fraction(value) for item, value in points.items()}
        for scored in unit.indicators:
            match scored.value:
                case Measured(numerator=n, denominator=d):
                    number: Fraction | None = Fraction(100 * n, d)
                case Reported(rate=Decimal() as rate):
                    number = Fraction(rate)
                case Reported(count=int() as count):
                    number = Fraction(count)
                case _:
                    number = None
            found[unit.unit.code, scored.indicator.id] = number
    return found


@SLOW
@given(TWO_DATES)
def test_parts_and_remainders_are_the_change(both: tuple[Snapshot, Snapshot]) -> None:
    comparison = compare(*both, REGISTRY)
    old, new = (printed(each, comparison.edition) for each in both)
    for question in questions(comparison):
        found = explanation(comparison, question)
        if found.change is None:
            assert not found.parts and not found.remainders and found.notes
            continue
        assert found.after is not None and found.before is not None
        amounts = [part.rate_effect + part.mix_effect for part in found.parts] + list(rests(found).values())
        assert sum(amounts, ZERO) == found.after - found.before == found.change
        assert all(rests(found).values()) and all(part.rate_effect or part.mix_effect for part in found.parts)
        unit, key = comparison.unit(question.unit), (question.unit, question.item)
        if unit and unit.status is Status.BOTH and not unit.parts:
            assert (found.before, found.after) == (old[key], new[key])


@SLOW
@given(TWO_DATES)
def test_swapping_the_dates_turns_every_sign(both: tuple[Snapshot, Snapshot]) -> None:
    forth, back = compare(*both, REGISTRY), compare(both[1], both[0], REGISTRY)
    assert list(questions(forth)) and {q.unit for q in questions(forth)} == {q.unit for q in questions(back)}
    for question in questions(forth):
        there, again = explanation(forth, question), explanation(back, question)
        assert effects(again) == {key: (-rate, -mix) for key, (rate, mix) in effects(there).items()}, question
        assert rests(again) == {name: -amount for name, amount in rests(there).items()}, question
        assert again.change == (None if there.change is None else -there.change)


@SLOW
@given(TWO_DATES)
def test_a_snapshot_has_nothing_to_explain_of_itself(both: tuple[Snapshot, Snapshot]) -> None:
    for each in both:
        comparison = compare(each, each, REGISTRY)
        for question in questions(comparison):
            found = explanation(comparison, question)
            assert not found.parts and not found.remainders and found.remainder == 0, question
            assert found.change in (0, None)


@SLOW
@given(TWO_DATES, st.randoms(use_true_random=False))
def test_the_order_of_units_does_not_matter(both: tuple[Snapshot, Snapshot], random: object) -> None:
    assert hasattr(random, "shuffle")
    comparison = compare(*both, REGISTRY)
    shuffled = list(comparison.units)
    random.shuffle(shuffled)
    other = replace(comparison, units=tuple(shuffled))
    for question in questions(comparison):
        found, again = explanation(comparison, question), explanation(other, question)
        assert (found.parts, found.remainders, found.notes) == (again.parts, again.remainders, again.notes)


HALVES = ("H55.304", "H55.306")
SUMMED = ("1.4", "2.1", "3.3", "3.6", "5.2", "5.4", "4.2")


@st.composite
def one_and_two(draw: st.DrawFn) -> tuple[Comparison, Comparison]:
    """The same province twice: with one commune, and with two of the same rates in its place."""
    left, right = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    made = []
    for _ in range(2):
        one: dict[tuple[str, str], Value] = {}
        two: dict[tuple[str, str], Value] = {}
        for item in SUMMED:
            small = draw(MEASURED)
            others = {(code, item): draw(MEASURED) for code in ("H55.12", "H55.301")}
            figures = [*others.values(), Measured(small.numerator * (left + right), small.denominator * (left + right))]
            whole = Measured(sum(f.numerator for f in figures), sum(f.denominator for f in figures))
            one |= {**others, ("H55", item): whole, (HALVES[0], item): figures[-1]}
            two |= {**others, ("H55", item): whole}
            for code, factor in zip(HALVES, (left, right), strict=True):
                two[code, item] = Measured(small.numerator * factor, small.denominator * factor)
        made.append((one, two))
    (old_one, old_two), (new_one, new_two) = made
    return compared(old_one, new_one), compared(old_two, new_two)


@SLOW
@given(one_and_two())
def test_splitting_a_unit_with_the_same_rates_changes_no_other_part(both: tuple[Comparison, Comparison]) -> None:
    for item in (*SUMMED, "CKMB", "CLGQ", "MDHL", TOTAL):
        one, two = (asked(each, item) for each in both)
        whole, halves = effects(one), effects(two)
        rate, mix = whole.pop(HALVES[0], (ZERO, ZERO))
        found = [halves.pop(code, (ZERO, ZERO)) for code in HALVES]
        assert (rate, mix) == (sum(r for r, _ in found), sum(m for _, m in found)), item
        assert whole == halves, item
        assert rests(one) == rests(two)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(MEASURED, MEASURED), min_size=4, max_size=4), MEASURED, MEASURED)
def test_rate_and_mix_computed_again_by_loops(
    values: list[tuple[Measured, Measured]], a: Measured, b: Measured
) -> None:
    """In percentage points, over four units and what the province has itself."""
    codes = ["H55.12", "H55.19", "H55.301", "H55.303"]
    table = dict(zip(codes, values, strict=True)) | {"H55": (a, b)}
    sums = [[0, 0], [0, 0]]
    for pair in table.values():
        for side, value in enumerate(pair):
            sums[side][0] += value.numerator
            sums[side][1] += value.denominator
    rates = [Fraction(n, d) for n, d in sums]
    expected = {}
    for code, (old, new) in table.items():
        w0, w1 = Fraction(old.denominator, sums[0][1]), Fraction(new.denominator, sums[1][1])
        r0, r1 = Fraction(old.numerator, old.denominator), Fraction(new.numerator, new.denominator)
        rate = 100 * (w0 + w1) / 2 * (r1 - r0)
        mix = 100 * (w1 - w0) * ((r0 + r1) / 2 - (rates[0] + rates[1]) / 2)
        if rate or mix:
            expected[code] = rate, mix
    old_side, new_side = (
        {(code, "2.1"): pair[side] for code, pair in table.items() if code != "H55"}
        | {("H55", "2.1"): Measured(sums[side][0], sums[side][1])}
        for side in (0, 1)
    )
    found = asked(compared(old_side, new_side), "2.1")
    assert effects(found) == expected and not found.remainders
    assert found.change == 100 * (rates[1] - rates[0])


def test_the_largest_part_comes_first() -> None:
    old = {
        ("H55", "2.1"): Measured(30, 60),
        **{(code, "2.1"): Measured(10, 20) for code in ("H55.12", "H55.19", "H55.301")},
    }
    new = old | {
        ("H55", "2.1"): Measured(29, 60),
        ("H55.19", "2.1"): Measured(16, 20),
        ("H55.301", "2.1"): Measured(3, 20),
    }
    assert [part.key for part in asked(compared(old, new), "2.1").parts] == ["H55.301", "H55.19"]
