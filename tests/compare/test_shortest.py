"""The shortest list of acts: against every list there is, where they can be counted, and in bulk where they cannot."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bochiso.compare.search.board import Board
from bochiso.compare.search.ceiling import Bounds
from bochiso.compare.search.closing import Effort, Search, Shorter
from bochiso.compare.search.greedy import climb
from bochiso.compare.search.scorer import scorer
from bochiso.compare.search.shortest import Route, shortest
from bochiso.compare.search.standing import Act, AxisSum, Cut, Scorer, Standing, Term, marginal
from bochiso.exact import Tie
from bochiso.index.load import edition_named
from bochiso.index.model import Empty
from bochiso.units.tree import UnitKind

NOW = edition_named("766/portal-2026")
HUNDREDTHS = (Cut(2, Tie.EVEN),)
TENTHS = (Cut(1, Tie.UP), Cut(2, Tie.UP))


def simple(*terms: Term, cuts: tuple[Cut, ...] = HUNDREDTHS) -> Scorer:
    codes = sorted({term.axis for term in terms})
    return Scorer(terms, tuple(AxisSum(code, cuts=cuts) for code in codes), HUNDREDTHS if cuts else ())


def term(
    id: str, maximum: int, target: Fraction = Fraction(1), times: str = "", cuts: tuple[Cut, ...] = HUNDREDTHS
) -> Term:
    return Term(id, "X", Fraction(maximum), target, times, Empty.ZERO, cuts)


# ---------------------------------------------------------------- every list there is


def lists(acts: list[Act], supplies: Mapping[str, int]) -> Iterator[tuple[int, ...]]:
    """How often each act is taken, in every way that the supplies allow."""
    for taken in product(*(range(supplies[act.pool] + 1) for act in acts)):
        used: dict[str, int] = {}
        for act, times in zip(acts, taken, strict=True):
            used[act.pool] = used.get(act.pool, 0) + times
        if all(count <= supplies[pool] for pool, count in used.items()):
            yield taken


def brute(
    standing: Standing, acts: list[Act], supplies: Mapping[str, int], target: Fraction, rule: Scorer
) -> tuple[bool, int, Fraction, int, tuple[int, ...]]:
    """Reached or not, then the best list by its steps, exact points, different acts and keys."""
    acts = sorted(acts, key=lambda act: act.key)
    found = []
    for taken in lists(acts, supplies):
        after = standing
        for act, times in zip(acts, taken, strict=True):
            after = after.after(act, times)
        steps = sum(act.steps * times for act, times in zip(acts, taken, strict=True))
        order = (-steps, rule.exact(after), -sum(times > 0 for times in taken), taken)
        found.append((min(rule(after), target), order))
    best, (less, exact, fewer, taken) = max(found)
    return best >= target, -less, exact, -fewer, taken


def summary(route: Route, standing: Standing, acts: list[Act], rule: Scorer) -> tuple[object, ...]:
    times = {act.key: taken for act, taken in route.takes}
    taken = tuple(times.get(act.key, 0) for act in sorted(acts, key=lambda act: act.key))
    return route.reached, route.steps, route.gain + rule.exact(standing), len(route.takes), taken


@st.composite
def cases(draw: st.DrawFn) -> tuple[Standing, list[Act], dict[str, int], Fraction, Scorer]:
    """Small standings with caps, a factor, things, shared pools, acts that cost points."""
    cuts = draw(st.sampled_from([HUNDREDTHS, (), TENTHS]))
    own = cuts if cuts == HUNDREDTHS else ()
    rule = simple(
        term("a", draw(st.integers(1, 20)), cuts=own),
        term(
            "b",
            draw(st.integers(1, 20)),
            draw(st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(9, 10)])),
            cuts=own,
        ),
        term("c", draw(st.integers(1, 20)), Fraction(4, 5), "a", cuts=own),
        Term("e", "Y", Fraction(6), Fraction(1), "", draw(st.sampled_from(Empty)), own),
        cuts=cuts,
    )
    counts = {}
    for item in rule.items:
        d = draw(st.sampled_from([0, *range(9, 24)]) if item == "e" else st.integers(0, 15))
        counts[item] = draw(st.integers(0, d)), d
    if draw(st.booleans()):  # else what can be lost may be more than there is, which is refused
        counts |= {item: (n + 9, d + 18) for item, (n, d) in counts.items()}
    gains = st.sampled_from([(1, 0), (1, 1), (0, 1), (1, 0), (2, 2), (1, 2), (0, -1), (-1, 0)])
    acts = []
    for number in range(draw(st.integers(0, 5))):
        adds = draw(st.dictionaries(st.sampled_from("abc"), gains, max_size=3))
        wins = {"e": draw(st.frozensets(st.sampled_from("pqrs"), max_size=2))}
        acts.append(Act(f"k{number}", draw(st.sampled_from("PQR")), adds, wins, draw(st.integers(1, 3))))
    acts = draw(st.permutations(acts))
    standing = Standing(counts, {"e": draw(st.frozensets(st.sampled_from("pq"), max_size=1))})
    supplies = {pool: draw(st.integers(0, 3)) for pool in "PQR"}
    for item in "abc":  # a numerator may fall below 0, where it earns what 0 earns
        lost = sum(
            supplies[pool] * min([0, *(act.adds.get(item, (0, 0))[1] for act in acts if act.pool == pool)])
            for pool in supplies
        )
        assume(counts[item][1] + lost >= 0)
    target = rule(standing) + Fraction(draw(st.integers(-100, 1500)), 100)
    return standing, acts, supplies, target, rule


@settings(max_examples=400, deadline=None)
@given(cases())
def test_no_list_is_better(case: tuple[Standing, list[Act], dict[str, int], Fraction, Scorer]) -> None:
    standing, acts, _, _, rule = case
    route = shortest(*case)
    assert route.proven
    assert summary(route, standing, acts, rule) == brute(*case)
    after = standing
    for act, times in route.takes:
        after = after.after(act, times)
    assert route.after == rule(after) and route.before == rule(standing)
    assert route.at_least == (route.steps if route.reached else None)


@settings(max_examples=60, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(
    case: tuple[Standing, list[Act], dict[str, int], Fraction, Scorer], shuffle: object
) -> None:
    standing, acts, supplies, target, rule = case
    mixed = list(acts)
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]
    again = Standing(dict(reversed(list(standing.counts.items()))), standing.things)
    assert shortest(again, mixed, dict(reversed(list(supplies.items()))), target, rule) == shortest(*case)


@settings(max_examples=150, deadline=None)
@given(cases(), st.integers(0, 8))
def test_a_ceiling_is_above_every_list(
    case: tuple[Standing, list[Act], dict[str, int], Fraction, Scorer], steps: int
) -> None:
    standing, acts, supplies, _, rule = case
    board = Board(standing, acts, supplies, rule)
    bounds = Bounds(board)
    bounds.tune(range(len(acts)), steps)
    ceiling = bounds.ceiling(range(len(acts)), steps)
    for taken in lists(list(board.acts), supplies):
        if sum(act.steps * times for act, times in zip(board.acts, taken, strict=True)) <= steps:
            board.put(taken)
            assert ceiling.published >= board.published and ceiling.exact >= board.exact


@settings(max_examples=80, deadline=None)
@given(cases())
def test_branch_and_bound_needs_no_first_list(
    case: tuple[Standing, list[Act], dict[str, int], Fraction, Scorer],
) -> None:
    standing, acts, supplies, target, rule = case
    reached, steps, *_ = brute(*case)
    board = Board(standing, acts, supplies, rule)
    goal = Shorter(target, 99)
    assert Search(board, Bounds(board), range(len(acts)), Effort(10**7)).run(goal)
    assert (goal.found is not None) == reached
    if goal.found is not None:
        board.put(goal.found)
        assert board.steps == steps and board.published >= target


def test_of_lists_alike_the_one_with_fewer_acts_then_the_earlier_keys() -> None:
    rule = simple(term("x", 10))
    acts = [Act(key, key, {"x": (1, 0)}) for key in "abc"]
    fewer = shortest(Standing({"x": (0, 10)}), acts, {"a": 1, "b": 2, "c": 2}, Fraction(2), rule)
    earlier = shortest(Standing({"x": (0, 10)}), acts, {"a": 1, "b": 2, "c": 2}, Fraction(3), rule)
    assert [(act.key, times) for act, times in fewer.takes] == [("b", 2)]
    assert [(act.key, times) for act, times in earlier.takes] == [("a", 1), ("b", 2)]


# ---------------------------------------------------------------- caps, factors, things


def province(**changed: tuple[int, int]) -> Standing:
    counts = {part.id: (10, 10) for part in NOW.indicators if part.scored}
    return Standing(counts | {name.removeprefix("i").replace("_", "."): pair for name, pair in changed.items()})


def test_above_the_cap_nothing_is_earned() -> None:
    rule = simple(term("x", 2, Fraction(4, 5)))
    act = Act("x", "x", {"x": (1, 0)})
    assert marginal(Standing({"x": (7, 10)}), act, rule) == Fraction(1, 4)
    assert marginal(Standing({"x": (8, 10)}), act, rule) == 0
    route = shortest(Standing({"x": (5, 10)}), [act], {"x": 5}, Fraction(2), rule)
    assert route.takes == ((act, 3),) and route.after == 2 and route.proven


def test_a_thing_is_won_once() -> None:
    rule = simple(term("3.2", 4))
    standing = Standing({"3.2": (1, 4)}, {"3.2": frozenset("p")})
    acts = [Act(f"nộp {code}", code, {}, {"3.2": frozenset(code)}) for code in "pqrs"]
    assert [marginal(standing, act, rule) for act in acts] == [0, 1, 1, 1]
    assert marginal(standing.after(acts[1]), acts[1], rule) == 0
    route = shortest(standing, acts, dict.fromkeys("pqrs", 9), Fraction(3), rule)
    assert [(act.key, times) for act, times in route.takes] == [("nộp q", 1), ("nộp r", 1)]
    assert route.proven


# ---------------------------------------------------------------- whole lists


def test_already_reached_takes_nothing() -> None:
    rule = simple(term("x", 10))
    route = shortest(Standing({"x": (8, 10)}), [Act("x", "x", {"x": (1, 0)})], {"x": 2}, Fraction(8), rule)
    assert not route.takes and route.steps == 0 and route.before == route.after == 8
    assert route.reached and route.proven and route.at_least == 0 and route.missing == 0


def test_out_of_reach_says_the_best_and_what_is_missing() -> None:
    rule = simple(term("x", 10), term("y", 10))
    acts = [Act("x", "x", {"x": (1, 0)}), Act("y", "y", {"y": (0, 1)})]
    route = shortest(Standing({"x": (5, 10), "y": (5, 10)}), acts, {"x": 3, "y": 9}, Fraction(15), rule)
    assert [(act.key, times) for act, times in route.takes] == [("x", 3)]
    assert not route.reached and route.proven and route.at_least is None
    assert route.after == 13 and route.missing == 2


def test_the_printed_total_is_what_must_reach_the_target() -> None:
    """79,996 is printed 80,00: that is 80 points."""
    acts = [Act("x", "x", {"x": (1, 0)})]
    standing = Standing({"x": (79_990, 100_000)})
    printed = shortest(standing, acts, {"x": 100}, Fraction(80), simple(term("x", 100)))
    unrounded = shortest(standing, acts, {"x": 100}, Fraction(80), simple(term("x", 100, cuts=()), cuts=()))
    assert (printed.steps, printed.gain, printed.proven) == (5, Fraction(5, 1000), True)  # 79,995 is a tie: to even
    assert (unrounded.steps, unrounded.proven) == (10, True)


def test_acts_that_cost_points_serve_within_acts_that_earn_more() -> None:
    """To synchronise a late dossier costs points in 2.1; with its result file it pays in 4.1."""
    rule = simple(term("2.1", 20), term("4.1", 6))
    late = Act("đồng bộ", "trễ", {"2.1": (0, 1), "4.1": (0, 1)})
    filed = Act("đồng bộ và đính kèm", "trễ", {"2.1": (0, 1), "4.1": (1, 1)}, steps=2)
    standing = Standing({"2.1": (90, 100), "4.1": (0, 10)})
    assert marginal(standing, late, rule) < 0 < marginal(standing, filed, rule)
    route = shortest(standing, [late, filed], {"trễ": 3}, rule(standing) + Fraction(1, 2), rule)
    assert [(act.key, times) for act, times in route.takes] == [("đồng bộ và đính kèm", 2)]
    assert route.steps == 4 and route.proven


def test_dossiers_of_one_pool_are_raised_further_when_it_is_empty() -> None:
    rule = simple(term("a", 10), term("b", 5))
    half = Act("a", "p", {"a": (1, 0)})
    whole = Act("ab", "p", {"a": (1, 0), "b": (1, 0)}, steps=2)
    route = shortest(Standing({"a": (0, 10), "b": (0, 10)}), [half, whole], {"p": 4}, Fraction(5), rule)
    assert [(act.key, times) for act, times in route.takes] == [("a", 2), ("ab", 2)]
    assert route.steps == 6 and route.proven


def test_a_rate_of_zero_hides_what_it_multiplies() -> None:
    """3.3 earns nothing until 1.4 does: two acts that are worth nothing apart can be worth it together."""
    rule = simple(term("3.3", 6, Fraction(1, 2), "1.4"))
    standing = Standing({"1.4": (0, 2), "3.3": (0, 2)})
    acts = [Act("s", "s", {"1.4": (1, 0)}), Act("t", "t", {"3.3": (1, 0)})]
    assert [marginal(standing, act, rule) for act in acts] == [0, 0]
    route = shortest(standing, acts, {"s": 2, "t": 2}, Fraction(3), rule)
    assert (route.steps, route.reached, route.proven) == (2, True, True)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_eight_acts_and_twelve_steps_are_always_closed(data: st.DataObject) -> None:
    rule = scorer(NOW, UnitKind.PROVINCE, {})
    ids = ["1.4", "2.1", "3.3", "4.1", "4.2", "4.3", "4.4", "4.5b", "5.4", "3.6"]
    standing = province(**{f"i{id.replace('.', '_')}": (data.draw(st.integers(10, 60)), 60) for id in ids})
    gains = st.sampled_from([(1, 0), (1, 1), (0, 1)])
    acts = [
        Act(f"k{i}", f"p{i // 2}", data.draw(st.dictionaries(st.sampled_from(ids), gains, min_size=1, max_size=6)))
        for i in range(8)
    ]
    taken = data.draw(st.lists(st.integers(0, 3), min_size=4, max_size=4))
    aim = standing
    for act, times in zip(acts[::2], taken, strict=True):
        aim = aim.after(act, times)
    route = shortest(standing, acts, dict.fromkeys([f"p{i}" for i in range(4)], 12), rule(aim), rule)
    assert route.reached and route.proven and route.steps <= max(sum(taken), 0)


# ---------------------------------------------------------------- in bulk


def one_by_one(
    standing: Standing, acts: list[Act], supplies: Mapping[str, int], target: Fraction, rule: Scorer
) -> dict[str, int]:
    """The same greed, a take at a time."""
    left, taken = dict(supplies), dict.fromkeys((act.key for act in acts), 0)
    while rule(standing) < target:
        able = [act for act in sorted(acts, key=lambda act: act.key) if left[act.pool]]
        gains = [marginal(standing, act, rule) / act.steps for act in able]
        if not gains or max(gains) <= 0:
            break
        act = able[gains.index(max(gains))]
        standing, left[act.pool], taken[act.key] = standing.after(act), left[act.pool] - 1, taken[act.key] + 1
    return taken


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_bulk_is_one_by_one(data: st.DataObject) -> None:
    rule = simple(
        term("a", 6),
        term("b", 4, Fraction(4, 5)),
        term("c", 6, Fraction(1, 2)),
        term("e", 3),
        cuts=data.draw(st.sampled_from([HUNDREDTHS, ()])),
    )
    counts = {item: (data.draw(st.integers(0, 100)), data.draw(st.integers(100, 140))) for item in "abce"}
    gain = st.tuples(st.integers(1, 2), st.just(0))
    acts = [
        Act(
            f"k{i}",
            f"p{i}",
            data.draw(st.dictionaries(st.sampled_from("abc"), gain, min_size=1, max_size=3)),
            {"e": data.draw(st.frozensets(st.sampled_from("pqr"), max_size=1))},
            data.draw(st.integers(1, 2)),
        )
        for i in range(data.draw(st.integers(1, 5)))
    ]
    supplies = {f"p{i}": data.draw(st.integers(0, 60)) for i in range(5)}
    standing = Standing(counts)
    target = rule(standing) + Fraction(data.draw(st.integers(1, 400)), 100)
    board = Board(standing, acts, supplies, rule)
    climb(board, target)
    expected = one_by_one(standing, acts, supplies, target, rule)
    assert {act.key: times for act, times in zip(board.acts, board.taken, strict=True)} == expected


def test_a_province_of_half_a_million_dossiers() -> None:
    """Two hundred acts with tens of thousands of dossiers: a list within the supplies, and not far from its bound."""
    rule = scorer(NOW, UnitKind.PROVINCE, {})
    ids = ["4.1", "4.2", "4.3", "4.4", "4.5b", "3.6", "2.1"]
    standing = Standing(
        {item: (300_000 + 7_919 * place, 500_000) for place, item in enumerate(rule.items)}  # all below their caps
    )
    acts, supplies = [], {}
    for i in range(100):
        first, second = ids[i % 7], ids[(i * 3 + 1) % 7]
        acts.append(Act(f"a{i:02}", f"p{i}", {first: (1, 0)}))
        acts.append(Act(f"b{i:02}", f"p{i}", {first: (1, 0), **({second: (1, 0)} if second != first else {})}, steps=2))
        supplies[f"p{i}"] = 97 * i + 5
    target = rule(standing) + 2
    route = shortest(standing, acts, supplies, target, rule)
    after, used = standing, dict.fromkeys(supplies, 0)
    for act, times in route.takes:
        after, used[act.pool] = after.after(act, times), used[act.pool] + times
    assert route.reached and route.after == rule(after) >= target
    assert all(used[pool] <= supplies[pool] for pool in supplies)
    assert route.at_least is not None and route.at_least <= route.steps < 1.05 * route.at_least
    assert route.steps == sum(act.steps * times for act, times in route.takes) > 10_000


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("acts", "supplies", "counts", "message"),
    [
        ([Act("x", "p")], {}, {"x": (1, 2)}, "no supply of p"),
        ([Act("x", "p"), Act("x", "q")], {"p": 1, "q": 1}, {"x": (1, 2)}, "two acts of one key"),
        ([], {}, {}, "no counts of x"),
        ([], {}, {"x": (1, -2)}, "below 0"),
        ([Act("x", "p")], {"p": -1}, {"x": (1, 2)}, "supply below 0"),
        ([Act("x", "p", {"x": (0, -1)})], {"p": 3}, {"x": (1, 2)}, "take away more than was counted"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    acts: list[Act], supplies: dict[str, int], counts: dict[str, tuple[int, int]], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        shortest(Standing(counts), acts, supplies, Fraction(1), simple(term("x", 10)))


def test_an_act_takes_a_step() -> None:
    with pytest.raises(ValueError, match="at least one step"):
        Act("x", "p", steps=0)
