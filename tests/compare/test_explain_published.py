"""Published changes explained: the departments of Gia Lai in 2026, the papers of Thái Nguyên in 2023."""

from fractions import Fraction

import pytest
from explain_support import ZERO, asked, rests, totals
from published import snapshots

from bochiso.compare.change import Comparison, compare
from bochiso.compare.why.explain import COMPONENT, NO_COUNTS
from bochiso.compare.why.explain_points import ROUNDING, TOTAL
from bochiso.compare.why.parts import Presence
from bochiso.errors import BochisoError
from bochiso.units.registry import default_registry
from bochiso.units.tree import UnitKind


def gia_lai() -> Comparison:
    named = dict(snapshots("766/portal-2026"))
    before, after = (named[f"portal-2026/gia-lai-2026-10-{day}.csv"] for day in ("02", "10"))
    return compare(before, after, default_registry())


def test_every_department_of_gia_lai_is_split_exactly() -> None:
    """By component nothing is left but what the portal does not publish: the points of 3.2, 3.3 and 3.5a."""
    comparison = gia_lai()
    departments = [unit for unit in comparison.units if unit.kind is UnitKind.DEPARTMENT]
    assert len(departments) == 14
    silent = "trục Dịch vụ công trực tuyến: nguồn không công bố điểm của 3.2, 3.3"
    silent_fees = "trục Thanh toán trực tuyến: nguồn không công bố điểm của 3.5a"
    for unit in departments:
        total = asked(comparison, TOTAL, unit.code, COMPONENT)
        assert unit.before and unit.after and unit.before.total.reported is not None
        assert unit.after.total.reported is not None
        assert total.change == Fraction(unit.after.total.reported - unit.before.total.reported)
        assert set(rests(total)) <= {silent, silent_fees}, unit.name
        axes = [asked(comparison, axis.code, unit.code, COMPONENT) for axis in comparison.edition.axes]
        assert sum(axis.change or ZERO for axis in axes) == total.change
        assert {key: amount for axis in axes for key, amount in totals(axis).items()} == totals(total)
        assert {name: amount for axis in axes for name, amount in rests(axis).items()} == rests(total)


def test_the_jump_of_the_department_of_health_is_its_two_petitions_leaving() -> None:
    total = asked(gia_lai(), TOTAL, "H21.19", COMPONENT)
    assert total.change == Fraction("12.79")
    assert [(part.key, part.total, part.presence) for part in total.parts[:2]] == [
        ("5.2", Fraction(6), Presence.VANISHED),
        ("5.3", Fraction(6), Presence.VANISHED),
    ]
    for part in total.parts[:2]:
        assert part.note == "0/2 PAKN → 0/0 PAKN; không còn PAKN nào để tính, được đủ điểm"
    assert all(abs(part.total) < Fraction(1, 4) for part in total.parts[2:])
    axis = asked(gia_lai(), "MDHL", "H21.19", COMPONENT)
    assert (axis.change, totals(axis)) == (Fraction("12.05"), {"5.2": 6, "5.3": 6, "5.4": Fraction("0.05")})


PAPERS = {
    "CKMB": ("-0.5", {}, {"trục Công khai, minh bạch: nguồn không công bố điểm của 1.1, 1.2": "-0.5"}),
    "TDGQ": ("0.1", {}, {"trục Tiến độ giải quyết: nguồn không công bố điểm của 2.1": "0.1"}),
    "CLGQ": ("0", {}, {}),
    "TTTT": ("0.4", {"4.2": "0.35", "4.3": "0.02"}, {"trục Thanh toán trực tuyến: làm tròn điểm": "0.03"}),
    "MDHL": ("0", {}, {}),
    "MDSH": ("0.6", {}, {"trục Số hóa hồ sơ, kết quả TTHC: nguồn không công bố điểm của 6.1, 6.2, 6.4": "0.6"}),
}
"""Letter 2062/SNV-CCHC: the change of each axis as printed, the components that its counts explain, and the rest."""


def papers() -> Comparison:
    before, after = (found for _, found in snapshots("766/portal-2022"))
    return compare(before, after, default_registry())


def test_the_axes_and_the_total_of_thai_nguyen_as_far_as_its_figures_allow() -> None:
    comparison = papers()
    for code, (change, parts, left) in PAPERS.items():
        found = asked(comparison, code, by=COMPONENT)
        assert found.change == Fraction(change), code
        assert totals(found) == {key: Fraction(amount) for key, amount in parts.items()}
        assert rests(found) == {name: Fraction(amount) for name, amount in left.items()}
    total = asked(comparison, TOTAL, by=COMPONENT)
    assert total.change == Fraction("0.59")
    assert rests(total).pop(ROUNDING) == Fraction("-0.01")  # the axes as printed make +0,6
    assert totals(total) == {"4.2": Fraction("0.35"), "4.3": Fraction("0.02")}


COUNTED = {"2.3": -175, "6.6": 1366}
"""The two numbers of the annex that its lists give by unit."""


def test_every_indicator_of_the_annex_is_explained_or_said_not_to_be() -> None:
    comparison = papers()
    reasons = {NO_COUNTS, "không có số đếm của từng đơn vị"}
    for indicator in comparison.edition.indicators:
        found = asked(comparison, indicator.id)
        if indicator.id in COUNTED:
            assert found.change == COUNTED[indicator.id] and not found.remainders
            assert sum(totals(found).values()) == found.change
        elif found.change is None:
            assert found.notes and indicator.id in ("3.8", "5.4")
        else:
            assert not found.parts and set(rests(found)) <= reasons
            assert found.remainder == found.change
    backlog = asked(comparison, "2.3")
    assert [(part.key, part.total) for part in backlog.parts[:2]] == [
        ("H55:so-ke-hoach-va-dau-tu", Fraction(-120)),
        ("H55:thanh-pho-thai-nguyen", Fraction(-72)),
    ]


def test_what_must_not_be_subtracted_is_refused_with_the_reason() -> None:
    old, new = snapshots("766/portal-2022")[0][1], dict(snapshots("766/portal-2026"))["portal-2026/tinh-2026-10-10.csv"]
    with pytest.raises(BochisoError, match="hai phiên bản bộ chỉ số khác nhau"):
        asked(compare(old, new, default_registry()), TOTAL)
    with pytest.raises(BochisoError, match="không có đơn vị H99"):
        asked(gia_lai(), TOTAL, "H99")
    with pytest.raises(BochisoError, match="không có chỉ số này"):
        asked(gia_lai(), "9.9", "H21.19")
