"""The scorer of counts gives the points of the tally, and marginal points are differences of whole computations."""

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bochiso.compare.search.scorer import Mode, scorer
from bochiso.compare.search.standing import Act, Standing, marginal
from bochiso.errors import BochisoError
from bochiso.index.load import edition_named
from bochiso.index.model import Edition
from bochiso.score.rules import exact_points
from bochiso.score.snapshot import Figure, Measured, NotApplicable, Reported, Snapshot, SnapshotUnit
from bochiso.score.tally import ScoredUnit, score
from bochiso.time import Instant, Period
from bochiso.units.tree import UnitKind

NOW = edition_named("766/portal-2026")
THEN = edition_named("766/portal-2022")

KINDS = (UnitKind.PROVINCE, UnitKind.DEPARTMENT, UnitKind.COMMUNE)


def tally(edition: Edition, kind: UnitKind, figures: list[Figure]) -> ScoredUnit:
    unit = SnapshotUnit("H55", "H55", kind)
    period, view = Period.parse("2026"), "portal"
    return score(Snapshot(Instant.parse("2026-10-10"), edition.id, period, view, (unit,), tuple(figures), ()), edition)[
        0
    ]


@st.composite
def units(draw: st.DrawFn, edition: Edition) -> tuple[UnitKind, list[Figure], dict[str, Fraction], Standing]:
    """A unit with counts where the edition computes, points as reported where it does not, axes where it has none."""
    kind = draw(st.sampled_from(KINDS))
    figures, fixed, counts = [], {}, {}
    for part in edition.indicators:
        if not part.scored or kind in part.forfeits or kind not in part.has | part.inherits:
            continue
        if not part.recomputed or (part.id != "1.4" and draw(st.integers(0, 9)) == 0):
            points = draw(st.decimals(0, part.maximum or 3, places=2))
            figures.append(Figure("H55", part.id, Reported(), points))
            fixed[part.id] = Fraction(points)
            continue
        d = draw(st.one_of(st.integers(0, 60), st.integers(0, 10**6)))
        n = draw(st.integers(0, d + 2)) if d else 0
        if kind in part.inherits and d:
            fixed[part.id] = (exact_points(part, Measured(n, d))) or Fraction(0)
        else:
            counts[part.id] = n, d
        figures.append(Figure("H55", part.id, Measured(n, d) if d else NotApplicable("0/0", counted=True)))
    for axis in edition.axes:
        if not any(kind in part.has | part.inherits for part in edition.of_axis(axis.code) if part.scored):
            points = draw(st.decimals(0, axis.maximum, places=1))
            figures.append(Figure("H55", axis.code, Reported(), points))
            fixed[axis.code] = Fraction(points)
    return kind, figures, fixed, Standing(counts)


@settings(max_examples=150, deadline=None)
@given(units(NOW))
def test_points_are_those_of_the_tally_in_2026(
    case: tuple[UnitKind, list[Figure], dict[str, Fraction], Standing],
) -> None:
    agree(NOW, *case)


@settings(max_examples=60, deadline=None)
@given(units(THEN))
def test_points_are_those_of_the_tally_in_2022(
    case: tuple[UnitKind, list[Figure], dict[str, Fraction], Standing],
) -> None:
    agree(THEN, *case)


def agree(
    edition: Edition, kind: UnitKind, figures: list[Figure], fixed: dict[str, Fraction], standing: Standing
) -> None:
    found = tally(edition, kind, figures)
    rule = scorer(edition, kind, fixed)
    assert found.total.computed is not None and rule(standing) == Fraction(found.total.computed)
    unrounded = scorer(edition, kind, fixed, Mode.EXACT)
    assert unrounded(standing) == unrounded.exact(standing) == rule.exact(standing)
    for id, points in rule.points(standing).items():
        assert points == found.indicator(id).points.exact
    if found.total.exact is not None:
        assert rule.exact(standing) == found.total.exact


def test_a_component_has_its_own_way_with_ties() -> None:
    """2 × 8/32 ÷ 80 % = 0,625 is printed 0,63, and 6 × 1/48 = 0,125 is printed 0,12."""
    rule = scorer(NOW, UnitKind.PROVINCE, {})
    counts = dict.fromkeys(rule.items, (10, 10))
    assert rule(Standing(counts | {"3.5b": (8, 32)})) == Fraction("98.63")
    assert rule(Standing(counts | {"1.1": (1, 48)})) == Fraction("94.12")


def test_what_has_no_points_is_named_all_at_once() -> None:
    with pytest.raises(BochisoError) as caught:
        scorer(THEN, UnitKind.PROVINCE, {})
    text = str(caught.value)
    assert "chỉ số 1.1 «" in text and "chỉ số 6.4 «" in text
    assert "chưa biết cách tính điểm từ số đếm" in text and "Cách sửa: nạp số liệu có điểm" in text
    with pytest.raises(BochisoError, match="trục CKMB «Công khai, minh bạch»: không có chỉ số nào áp dụng"):
        scorer(THEN, UnitKind.DEPARTMENT, {})


SYNC = Act("đồng bộ", "hồ sơ", {"1.4": (1, 0), "2.1": (1, 1), "3.3": (1, 1)})


def province(**changed: tuple[int, int]) -> Standing:
    counts = {part.id: (10, 10) for part in NOW.indicators if part.scored}
    return Standing(counts | {name.removeprefix("i").replace("_", "."): pair for name, pair in changed.items()})


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=3, max_size=3), st.integers(0, 3))
def test_marginal_points_are_the_difference_of_two_full_computations(pairs: list[tuple[int, int]], times: int) -> None:
    ids = ["1.4", "2.1", "3.3"]
    standing = province().after(SYNC, times)
    standing = Standing({**standing.counts, **{id: (n, n + d) for id, (n, d) in zip(ids, pairs, strict=True)}})
    later = {id: (n + SYNC.adds[id][0], d + SYNC.adds[id][1]) for id, (n, d) in standing.counts.items() if id in ids}

    def total(counts: Mapping[str, tuple[int, int]]) -> Fraction:
        figures = [
            Figure("H55", id, Measured(n, d) if d else NotApplicable("0/0", counted=True))
            for id, (n, d) in counts.items()
        ]
        return tally(NOW, UnitKind.PROVINCE, figures).total.exact or Fraction(-1)

    gain = marginal(standing, SYNC, scorer(NOW, UnitKind.PROVINCE, {}))
    assert gain == total({**standing.counts, **later}) - total(standing.counts)


def test_one_dossier_moves_its_components_at_once() -> None:
    rule = scorer(NOW, UnitKind.PROVINCE, {})
    standing = province(i1_4=(5, 10), i2_1=(4, 8), i3_3=(2, 10))
    assert marginal(standing, SYNC, rule) == (
        6 * Fraction(1, 10)
        + 20 * (Fraction(5, 9) - Fraction(4, 8))
        + 12 * (Fraction(6, 10) * Fraction(3, 11) - Fraction(1, 10))
    )
    late = Act("trễ", "hồ sơ", {"2.1": (0, 1)})
    assert marginal(standing, late, rule) == 20 * (Fraction(4, 9) - Fraction(1, 2)) < 0
