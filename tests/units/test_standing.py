"""Who stands for a unit that is gone or not there yet, and a province's own table over the shipped one."""

from datetime import date

import pytest

from bochiso.errors import BochisoError
from bochiso.units.registry import Registry, default_registry
from bochiso.units.table import parse_units
from bochiso.units.tree import Unit, UnitKind

HEADER = "code,name,kind,parent,valid_from,valid_to,aliases,successor\n"
BEFORE, MERGER, LATER = date(2025, 6, 30), date(2025, 7, 1), date(2026, 10, 10)

ROWS = """
VN,Cả nước,nation,,,,,
H03,A,province,VN,,2025-07-01,,H55
H55,B,province,VN,,,,
H03.01,C,district,H03,,2025-07-01,,
H03.01.05,D,commune,H03.01,,2025-07-01,,H55.242
H03.01.06,E,commune,H03.01,,2025-07-01,,
H03.01.07,F,commune,H03.01,,,,
H03.12,G,department,H03,,,,
H55.242,H,commune,H55,2025-07-01,,,
H55.30,I,department,H55,,2024-03-01,,H55.31
H55.31,K,department,H55,2024-03-01,2025-07-01,,H55.32
H55.32,L,department,H55,2025-07-01,,,
""".lstrip()


def registry(rows: str = ROWS) -> Registry:
    return Registry(parse_units("units.csv", HEADER + rows))


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("H55", ("H55", "VN"), ("H55", "VN")),
        ("H03", ("H03", "VN"), ("H55", "VN")),
        ("H03.01.05", ("H03.01.05", "H03.01", "H03", "VN"), ("H55.242", "H55", "VN")),
        ("H03.01.06", ("H03.01.06", "H03.01", "H03", "VN"), ("H55", "VN")),  # no successor, and its district neither
        ("H03.01.07", ("H03.01.07", "H03.01", "H03", "VN"), ("H03.01.07", "H55", "VN")),  # outlives its district
        ("H03.12", ("H03.12", "H03", "VN"), ("H03.12", "H55", "VN")),
        ("H55.242", ("H55", "VN"), ("H55.242", "H55", "VN")),  # not there yet: its parent has its figures
        ("H55.30", ("H55.31", "H55", "VN"), ("H55.32", "H55", "VN")),
        ("H99", (), ()),
    ],
)
def test_the_chain_of_a_code(code: str, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    assert registry().chain(code, BEFORE) == before
    assert registry().chain(code, MERGER) == registry().chain(code, LATER) == after


def test_districts_of_2023_count_for_their_province_after_the_merger() -> None:
    shipped = default_registry()
    assert shipped.chain("H55:huyen-dai-tu", BEFORE) == ("H55:huyen-dai-tu", "H55", "VN")
    assert shipped.chain("H55:huyen-dai-tu", MERGER) == ("H55", "VN")
    assert shipped.chain("H03", MERGER) == ("H55", "VN")


def test_a_chain_is_the_unit_and_its_ancestors_wherever_it_exists() -> None:
    tree = registry()
    for day in (BEFORE, MERGER):
        for code, above in tree.closure(day).items():
            assert tree.chain(code, day) == (code, *above)


def test_circles_end() -> None:
    """Tables are refused for circles; units put together in code are not."""
    day = date(2026, 1, 1)
    gone = date(2025, 1, 1)
    one = Unit("a", "A", UnitKind.DEPARTMENT, "b", None, gone, (), "b")
    other = Unit("b", "B", UnitKind.DEPARTMENT, "a", None, gone, (), "a")
    assert Registry((one, other)).chain("a", day) == ()
    assert Registry((one, Unit("b", "B", UnitKind.DEPARTMENT, "a"))).chain("a", day) == ("b",)


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("H55.242", "H55.242"),
        ("000.03.30.H55", "H55.30"),
        ("H55.32.01.02", "H55.32"),
        ("h55.32", "H55.32"),
        ("H55", "H55"),
        ("000.00.00.H55", "H55"),
        ("H55.99", None),
        ("H55.99.01", None),
        ("H99", None),
        ("H99.01.01", None),
        ("H55:so-noi-vu", None),
    ],
)
def test_the_nearest_known_agency_is_never_the_bare_root(code: str, known: str | None) -> None:
    assert registry().nearest_known(code, LATER) == known


def test_codes_of_our_own_are_known_as_they_are() -> None:
    assert default_registry().nearest_known(" H55:so-noi-vu ", LATER) == "H55:so-noi-vu"


OWN = """
H55,UBND tỉnh Thái Nguyên,province,,,,,
H55.12,Sở Nội vụ,department,H55,,,,
H55:huyen-dai-tu,UBND huyện Đại Từ,district,H55,,2025-07-01,,H55.242
H55.242,UBND xã Đại Từ,commune,H55,2025-07-01,,,
""".lstrip()


def own(rows: str = OWN) -> tuple[Unit, ...]:
    return parse_units("units.csv", HEADER + rows)


def test_a_table_replaces_its_codes_and_clears_its_province_only() -> None:
    shipped = default_registry()
    tree = shipped.extended(own())
    assert {unit.code for unit in tree.units if unit.code.startswith("H55")} == {unit.code for unit in own()}
    assert tree.chain("H55:huyen-dai-tu", LATER) == ("H55.242", "H55", "VN")
    elsewhere = [unit for unit in shipped.units if not unit.code.startswith("H55")]
    assert [unit for unit in tree.units if not unit.code.startswith("H55")] == elsewhere
    assert tree.children("H21", LATER) == shipped.children("H21", LATER) != ()
    assert tree.chain("H03", LATER) == ("H55", "VN")


def test_a_root_without_a_parent_keeps_the_known_one() -> None:
    tree = default_registry().extended(own())
    assert tree.ancestors("H55", LATER) == ("VN",)
    found = tree.resolve("Sở Nội vụ", LATER, "H55")
    assert found is not None and found.code == "H55.12"


def test_a_root_alone_leaves_its_units() -> None:
    tree = default_registry().extended(own("H55,UBND tỉnh Thái Nguyên,province,,,,Tỉnh Thái,\n"))
    assert len(tree.children("H55", date(2023, 8, 31))) == 29
    found = tree.resolve("Tỉnh Thái", LATER)
    assert found is not None and found.code == "H55"


def test_units_below_units_clear_the_province_too() -> None:
    rows = "H55,UBND tỉnh Thái Nguyên,province,,,,,\nH55.12,Sở Nội vụ,department,H55,,,,\nH55.12.03,Chi cục,department,H55.12,,,,\n"
    tree = default_registry().extended(own(rows))
    assert [unit.code for unit in tree.children("H55", date(2023, 8, 31))] == ["H55.12"]
    assert tree.ancestors("H55.12.03", LATER) == ("H55.12", "H55", "VN")


def test_nothing_loaded_changes_nothing() -> None:
    assert default_registry().extended(()).units == default_registry().units


def test_every_problem_of_the_outcome_is_told_at_the_code_of_its_unit() -> None:
    loaded = [Unit("H55.12", "A", UnitKind.DEPARTMENT, "H55.11")]
    loaded += [Unit("H55.13", "B", UnitKind.DEPARTMENT, "H55", date(2025, 1, 1), date(2024, 1, 1), (), "H55.77")]
    loaded += [Unit("H55.14", "C", UnitKind.DEPARTMENT, "H55"), Unit("H55.14", "D", UnitKind.DEPARTMENT, "H55")]
    with pytest.raises(BochisoError) as caught:
        default_registry().extended(loaded)
    told = [(problem.where, problem.what) for problem in caught.value.problems]
    assert [where for where, _ in told] == ["H55.13", "H55.14", "H55.12", "H55.13"]
    assert "cấp trên H55.11" in told[2][1] and "kế tiếp H55.77" in told[3][1]


def test_a_shipped_unit_that_led_to_one_left_out_is_told() -> None:
    shipped = registry(
        "H55,A,province,,,,,\nH55.12,B,department,H55,,,,\nH21,C,province,,,,,\nH21.12,D,department,H21,,2025-01-01,,H55.12\n"
    )
    with pytest.raises(BochisoError, match=r"H21\.12(?s:.*)H55\.12"):
        shipped.extended([Unit("H55.13", "E", UnitKind.DEPARTMENT, "H55")])
