"""A unit that takes its province's figure takes it however far below the province it stands."""

from datetime import date

import pytest

from bochiso.index.load import edition_named
from bochiso.score.snapshot import Figure, Measured, NoData, Snapshot, SnapshotUnit
from bochiso.score.tally import score
from bochiso.time import Instant, Period
from bochiso.units.tree import UnitKind

UNITS = (
    SnapshotUnit("H55", "Tỉnh", UnitKind.PROVINCE, "VN"),
    SnapshotUnit("H55.12", "Sở", UnitKind.DEPARTMENT, "H55"),
    SnapshotUnit("H55.12.01", "Chi cục", UnitKind.DEPARTMENT, "H55.12"),
    SnapshotUnit("H55.30", "Huyện", UnitKind.DISTRICT, "H55"),
    SnapshotUnit("H55.30.01", "Xã", UnitKind.COMMUNE, "H55.30"),
)


def snapshot(*figures: Figure) -> Snapshot:
    return Snapshot(Instant(date(2026, 10, 10)), "766/portal-2026", Period.parse("2026"), "portal", UNITS, figures, ())


@pytest.mark.parametrize("code", ["H55.12", "H55.12.01", "H55.30.01"])
def test_a_figure_comes_down_from_the_province(code: str) -> None:
    scored = score(snapshot(Figure("H55", "1.3", Measured(1, 2))), edition_named("766/portal-2026"))
    unit = next(each for each in scored if each.unit.code == code)
    assert unit.indicator("1.3").value == Measured(1, 2) and unit.indicator("1.3").inherited_from == "H55"


def test_nothing_comes_down_where_nothing_is(code: str = "H55.30.01") -> None:
    scored = score(snapshot(), edition_named("766/portal-2026"))
    unit = next(each for each in scored if each.unit.code == code)
    assert isinstance(unit.indicator("1.3").value, NoData) and unit.indicator("1.3").inherited_from == ""
