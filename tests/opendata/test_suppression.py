"""Nothing of fewer than five persons' matters is published, nor can be found out from what is."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from open_attacker import attack, of_people
from open_support import drawn, open_table, unit

from bochiso.index.load import edition_named
from bochiso.index.model import Edition
from bochiso.opendata import suppress
from bochiso.opendata.counted import Quantity, Tree
from bochiso.opendata.hiding import Hidden
from bochiso.opendata.linked import Links, links_of
from bochiso.opendata.table import Row
from bochiso.score.snapshot import Figure, Measured, NotApplicable, Reported, Snapshot, Value
from bochiso.time import Instant, Period
from bochiso.workspace.opened import opened

OLD, NEW = EDITIONS = [edition_named("766/portal-2022"), edition_named("766/portal-2026")]
KNOWN = {
    each.id: [item for item in of_people(each) if getattr(each.indicator(item), "counting", None)] for each in EDITIONS
}


def leaks(snapshot: Snapshot, edition: Edition) -> list[str]:
    return list(attack(open_table(snapshot, edition).rows, snapshot, edition).leaks())


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: str(edition.id))
@settings(deadline=None, max_examples=50)
@given(data=st.data())
def test_nothing_small_can_be_found_out(edition: Edition, data: st.DataObject) -> None:
    items = data.draw(st.lists(st.sampled_from(KNOWN[edition.id]), min_size=1, max_size=4, unique=True))
    view = data.draw(st.sampled_from(["portal", "province"]))
    assert leaks(drawn(edition, data.draw(st.integers(0, 10**6)), items, view), edition) == []


def test_nothing_small_can_be_found_out_from_the_sample(sample_workspace: Path) -> None:
    with opened(sample_workspace) as place:
        snapshot = place.store.find("2023-08-31")
    rows = open_table(snapshot, OLD).rows
    assert sum(row.state == "withheld" for row in rows) > 100
    assert [row.item for row in rows if row.unit == "H55" and row.state == "withheld"] == []
    for only in (["2.1", "2.3", "3.4", "3.5", "5.2"], ["4.2", "6.2", "5.1", "5.3", "5.4"]):
        assert list(attack(rows, snapshot, OLD, only=only).leaks(search=False)) == []


def nothing_more(hidden: Hidden, quantities: tuple[Quantity, ...], tree: Tree | None = None) -> None:
    """A step left out."""


def each_alone(edition: Edition, view: str) -> Links:
    """Nothing hangs together but the numerator, the denominator and the rest of one indicator."""
    found = links_of(edition, view)
    names = sorted({count.indicator for count in found.bundle})
    bundle = {count: 2 * names.index(count.indicator) + (count.role == "denominator") for count in found.bundle}
    return Links(bundle, (), {2 * n + 1: frozenset({2 * n, 2 * n + 1}) for n in range(len(names))})


def without_parts(edition: Edition, view: str) -> Links:
    return replace(links_of(edition, view), parts=())


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("hide_small", nothing_more),
        ("hide_complements", nothing_more),
        ("links_of", each_alone),
        ("links_of", without_parts),
    ],
    ids=["nothing", "no complements", "no links", "no differences"],
)
def test_the_attacker_finds_what_a_broken_rule_lets_through(
    name: str, broken: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each step is needed: without it, the same attack that finds nothing above succeeds."""
    monkeypatch.setattr(suppress, name, broken)
    found = (leaks(drawn(NEW, seed, ["2.1", "5.4", "3.6", "4.2"]), NEW) for seed in range(30))
    assert any(found)


def test_points_of_an_axis_would_give_a_component_away(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = suppress._points
    monkeypatch.setattr(suppress, "_points", lambda points, _: shown(points, False))
    snapshot = province([Figure("P", "2.1", Measured(97, 100))])
    assert leaks(snapshot, NEW)
    monkeypatch.undo()
    assert leaks(snapshot, NEW) == []


def province(figures: list[Figure], view: str = "portal") -> Snapshot:
    units = tuple(unit(code) for code in sorted({figure.unit for figure in figures}))
    return Snapshot(Instant.parse("2026-10-10"), NEW.id, Period.parse("2026"), view, units, tuple(figures), ())


def row(snapshot: Snapshot, code: str, item: str) -> Row:
    return next(each for each in open_table(snapshot, NEW).rows if (each.unit, each.item) == (code, item))


def told(snapshot: Snapshot, code: str, item: str) -> tuple[int | None, int | None, str]:
    found = row(snapshot, code, item)
    return found.numerator, found.denominator, found.state


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Measured(0, 5), (0, 5, "measured")),
        (Measured(5, 10), (5, 10, "measured")),
        (Measured(5, 5), (5, 5, "measured")),
        (Measured(1, 9), (None, 9, "withheld")),
        (Measured(4, 9), (None, 9, "withheld")),
        (Measured(8, 9), (None, 9, "withheld")),
        (Measured(0, 4), (None, None, "withheld")),
        (NotApplicable("", counted=True), (0, 0, "not_applicable")),
        (NotApplicable(""), (None, None, "not_applicable")),
        (Reported(text="không"), (None, None, "reported")),
    ],
)
@pytest.mark.parametrize("item", ["3.6", "2.1"])
def test_small_numbers_and_rests_are_withheld_and_zeros_are_not(
    item: str, value: Value, expected: tuple[int | None, int | None, str]
) -> None:
    snapshot = province([Figure("P", item, value)])
    assert told(snapshot, "P", item) == expected
    found = row(snapshot, "P", item)
    if expected[2] == "withheld":
        assert found.rate is None and found.points is None
        assert {"numerator", "rate", "points"} <= set(found.withheld.split())
    else:
        assert found.withheld == ""


@pytest.mark.parametrize("item", ["1.1", "3.2", "3.5a", "4.6"])
def test_counts_of_procedures_services_and_communes_stay(item: str) -> None:
    assert told(province([Figure("P", item, Measured(1, 3))]), "P", item) == (1, 3, "measured")


def tree_of(item: str, **values: Value) -> Snapshot:
    return province([Figure(code.replace("_", "."), item, value) for code, value in values.items()])


def withheld(snapshot: Snapshot, item: str) -> list[str]:
    rows = open_table(snapshot, NEW).rows
    return [each.unit for each in rows if each.item == item and each.state == "withheld"]


def test_the_smallest_other_member_is_withheld_too() -> None:
    snapshot = tree_of("3.6", P=Measured(113, 400), P_1=Measured(3, 100), P_2=Measured(60, 150), P_3=Measured(50, 150))
    assert withheld(snapshot, "3.6") == ["P.1", "P.3"]


def test_of_equals_the_first_code_is_withheld() -> None:
    snapshot = tree_of("3.6", P=Measured(103, 400), P_1=Measured(3, 100), P_2=Measured(50, 150), P_3=Measured(50, 150))
    assert withheld(snapshot, "3.6") == ["P.1", "P.2"]


def test_two_that_are_few_together_need_a_third() -> None:
    snapshot = tree_of("3.6", P=Measured(53, 300), P_1=Measured(1, 100), P_2=Measured(2, 100), P_3=Measured(50, 100))
    assert withheld(snapshot, "3.6") == ["P.1", "P.2", "P.3"]


def test_where_nothing_else_can_be_withheld_the_sum_is() -> None:
    snapshot = tree_of("3.6", P=Measured(3, 200), P_1=Measured(3, 100), P_2=Measured(0, 100))
    assert withheld(snapshot, "3.6") == ["P", "P.1"]


def test_what_belongs_to_no_unit_below_is_one_more_hidden_member() -> None:
    snapshot = tree_of("3.6", P=Measured(83, 400), P_1=Measured(3, 100), P_2=Measured(60, 150))
    assert withheld(snapshot, "3.6") == ["P.1"]


def test_none_is_withheld_alone_where_all_of_the_sum_belongs_to_its_members() -> None:
    snapshot = tree_of("3.6", P=Measured(197, 210), P_1=Measured(97, 100), P_2=Measured(100, 100))
    assert withheld(snapshot, "3.6") == ["P.1", "P.2"]


def test_a_small_rest_of_the_sum_itself_is_not_given_away() -> None:
    snapshot = tree_of("3.6", P=Measured(113, 300), P_1=Measured(60, 150), P_2=Measured(50, 140))
    assert withheld(snapshot, "3.6") == ["P.2"]


def test_a_withheld_unit_is_not_told_by_its_own_units() -> None:
    snapshot = tree_of(
        "3.6",
        P=Measured(43, 300),
        P_1=Measured(3, 100),
        P_2=Measured(40, 200),
        P_2_1=Measured(10, 100),
        P_2_2=Measured(30, 100),
    )
    assert withheld(snapshot, "3.6") == ["P.1", "P.2", "P.2.1"]


def test_figures_that_do_not_add_up_do_no_harm() -> None:
    snapshot = tree_of("3.6", P=Measured(90, 90), P_1=Measured(3, 100), P_2=Measured(60, 150), P_3=Measured(50, 150))
    assert withheld(snapshot, "3.6") == ["P.1", "P.3"]


def test_a_withheld_denominator_is_withheld_in_every_indicator_that_counts_the_same() -> None:
    figures = [Figure("P", item, Measured(0, 3)) for item in ("2.1", "3.3", "3.4", "4.2", "4.3", "5.4")]
    figures.append(Figure("P", "1.4", Measured(3, 90)))
    snapshot = province(figures)
    assert {told(snapshot, "P", each.item)[:2] for each in figures} == {(None, None)}


def test_what_two_rows_differ_by_is_a_count_too() -> None:
    """Late are 10; late or complained of 12, so that two dossiers were complained of."""
    snapshot = province([Figure("P", "2.1", Measured(90, 100)), Figure("P", "5.4", Measured(88, 100))])
    assert told(snapshot, "P", "2.1") == (90, 100, "measured")
    assert told(snapshot, "P", "5.4") == (None, 100, "withheld")


def test_few_dossiers_not_synchronised_cost_the_total_and_not_every_figure() -> None:
    snapshot = province([Figure("P", "1.4", Measured(98, 100)), Figure("P", "2.1", Measured(90, 98))])
    assert told(snapshot, "P", "1.4") == (98, None, "withheld")
    assert told(snapshot, "P", "2.1") == (90, 98, "measured")


def test_points_that_hold_a_withheld_rate_are_withheld() -> None:
    snapshot = province([Figure("P", "1.4", Measured(98, 100)), Figure("P", "3.3", Measured(20, 100))], "province")
    assert told(snapshot, "P", "3.3")[:2] == (20, 100)
    assert row(snapshot, "P", "3.3").withheld == "points"


def test_a_printed_rate_is_withheld_where_a_denominator_elsewhere_makes_a_count_of_it() -> None:
    rate = Figure("P", "4.3", Reported(rate=NEW.maximum / 50))
    alone = province([rate])
    assert row(alone, "P", "4.3").rate == 2
    beside = province([rate, Figure("P", "4.2", Measured(50, 100))])
    assert (row(beside, "P", "4.3").rate, row(beside, "P", "4.3").state) == (None, "withheld")


def complete(code: str, **changed: Value) -> list[Figure]:
    values: dict[str, Value] = {each.id: Measured(50, 100) for each in NEW.indicators if each.scored}
    values |= {"1.4": Measured(100, 100), "3.6": Measured(40, 80), "4.1": Measured(40, 80)}
    values |= {item.replace("_", ".").removeprefix("i"): value for item, value in changed.items()}
    return [Figure(code, item, value) for item, value in values.items()]


def test_axis_total_class_and_all_peers_ranks_go_with_a_withheld_component() -> None:
    snapshot = province([*complete("P.1", i3_6=Measured(3, 80)), *complete("P.2"), *complete("P.3")])
    states = {(each.unit, each.item): each.state for each in open_table(snapshot, NEW).rows}
    assert [states["P.1", item] for item in ("TTTT", "total", "class", "rank")] == ["withheld"] * 4
    assert [states["P.1", item] for item in ("CKMB", "MDSH", "TDGQ")] == ["measured"] * 3
    assert [states["P.2", item] for item in ("TTTT", "total", "class", "rank")] == ["measured"] * 3 + ["withheld"]


def test_ranks_are_published_where_no_total_is_withheld() -> None:
    snapshot = province([*complete("P.1"), *complete("P.2", i2_1=Measured(60, 100))])
    assert (row(snapshot, "P.2", "rank").numerator, row(snapshot, "P.2", "rank").denominator) == (1, 2)
    assert row(snapshot, "P.2", "class").text


def strings(table: object) -> Iterator[str]:
    yield from repr(table).split("'")


def test_the_hash_of_the_figures_is_not_published() -> None:
    snapshot = province(complete("P"))
    assert not any(snapshot.id in text for text in strings(open_table(snapshot, NEW)))


def test_petitions_stay_as_the_portal_publishes_them_one_by_one() -> None:
    snapshot = province([Figure("P", "5.2", Measured(1, 2))])
    assert told(snapshot, "P", "5.2") == (1, 2, "measured")
