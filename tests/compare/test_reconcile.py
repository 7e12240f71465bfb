"""A published snapshot beside the computed one: what was planted is found, exactly, and nothing else is."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest
from generated import World, seeded
from records import Certification, Dossier, Facts, Petition, Procedure, Service, Total
from segments import Counting, counting

from bochiso.compare.portal.ask import pair_of
from bochiso.compare.portal.causes import Cause, Explained
from bochiso.compare.portal.reconcile import Component, Reconciliation, listed, reconcile
from bochiso.errors import BochisoError
from bochiso.index.load import edition_at, edition_named
from bochiso.measure.compute import Source, compute, moment_at
from bochiso.measure.seen import Told
from bochiso.score.snapshot import Figure, Flag, Measured, Origin, Reported, Snapshot, SnapshotUnit
from bochiso.time import Instant, PeriodKind, second_of
from bochiso.units.registry import Registry
from bochiso.units.tree import Unit, UnitKind
from bochiso.view.reconcile import CAUSE_COLUMNS, cause_rows, reconciliation_grids, reconciliation_json

EDITION = edition_named("766/portal-2026")
AT = Instant(date(2026, 8, 31), time(16, 30))
UNITS = (
    Unit("H55", "UBND tỉnh A", UnitKind.PROVINCE),
    Unit("H55.01", "Sở Một", UnitKind.DEPARTMENT, "H55"),
    Unit("H55.21", "Xã Một", UnitKind.COMMUNE, "H55", aliases=("Phường Một",)),
)
CATALOGUE = (Procedure("1.000001", 3, has_fee=True, paper_result=True),)
TEMPORARY = Flag("TEMP_NATIONAL_REPORT_DENOMINATOR", "Mẫu số tạm.")


def second(month: int, day: int, hour: int = 8) -> int:
    return second_of(Instant(date(2026, month, day), time(hour)))


PLAIN = Dossier(
    "H55.21-260803-0001", "1.000001", "H55.21", channel=2, received_at=second(8, 3), due_at=second(8, 28, 17), status=10,
    ended_at=second(8, 20), synced_at=second(8, 3, 9), result_file=True, recorded_at=second(8, 3),
)  # fmt: skip


def dossier(number: int, **changes: object) -> Dossier:
    return Dossier(**(vars(PLAIN) | {"code": f"H55.21-260803-{number:04}"} | changes))


def world_of(dossiers: Sequence[Dossier], **others: Sequence[object]) -> World:
    facts = Facts(dossiers=tuple(dossiers), procedures=CATALOGUE, **others)  # type: ignore[arg-type]
    return World(facts, Registry(UNITS), "H55", (), 3)


def computed(source: Source, view: str = "portal", at: Instant = AT) -> Snapshot:
    return compute(source, edition_at(at), [moment_at(at, PeriodKind.YEAR, view)])[0].snapshot


def published(snapshot: Snapshot, **changes: Figure) -> Snapshot:
    """The same figures as if the portal had printed them; `changes` replace figures by unit and item."""
    figures = {(figure.unit, figure.item): figure for figure in snapshot.figures}
    figures |= {(figure.unit, figure.item): figure for figure in changes.values()}
    return replace(
        snapshot, figures=tuple(figures.values()), origins=(Origin("cong.json", "0", "portal"),), view="portal"
    )


@contextmanager
def ledger(world: World, folder: Path) -> Iterator[Counting]:
    with counting(world, folder) as count:
        yield count


def reconciled(count: Counting, one: Snapshot, other: Snapshot) -> Reconciliation:
    return reconcile(count.source, pair_of(count.source, one, other))


def component(found: Reconciliation, item: str, unit: str = "H55") -> Component:
    (of,) = (each for each in found.units if each.code == unit)
    (one,) = (each for each in of.components if each.indicator.id == item)
    return one


def counted(one: Component) -> dict[Cause, tuple[int, int, int | None]]:
    """The causes that add something."""
    return {c.cause: (c.numerator, c.denominator, c.dossiers) for c in one.causes if c.numerator or c.denominator}


def adds_up(found: Reconciliation) -> int:
    """How many components differ; the causes of each must sum up to its difference."""
    number = 0
    for unit in found.units:
        for one in unit.components:
            if one.difference is None:
                continue
            sums = sum(c.numerator for c in one.causes), sum(c.denominator for c in one.causes)
            assert sums == (one.difference.numerator, one.difference.denominator), (unit.code, one.indicator.id)
            number += sums != (0, 0)
    return number


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("view", ["portal", "province"])
def test_a_copy_of_the_computed_snapshot_differs_in_nothing(seed: int, view: str, tmp_path: Path) -> None:
    world = seeded(seed)
    at = max(instant for instant, _, _ in world.moments)
    with ledger(world, tmp_path) as count:
        ours = computed(count.source, view, at)
        assert any(isinstance(figure.value, Measured) for figure in ours.figures)
        found = reconciled(count, published(ours), ours)
    assert adds_up(found) == 0
    assert found.units and not found.only_computed and not found.only_published
    for unit in found.units:
        assert not any(one.differs or counted(one) for one in unit.components)


@pytest.mark.parametrize("seed", range(2, 4))
def test_what_the_portal_lacks_explains_the_two_views_wholly(seed: int, tmp_path: Path) -> None:
    """The portal's figures, were it to have just what the ledger says: nothing but unsynchronised dossiers is found."""
    world = seeded(seed)
    at = max(instant for instant, _, _ in world.moments)
    with ledger(world, tmp_path) as count:
        found = reconciled(
            count, published(computed(count.source, "portal", at)), computed(count.source, "province", at)
        )
    assert adds_up(found) > 5
    for unit in found.units:
        for one in unit.components:
            assert counted(one).keys() <= {Cause.UNSYNCED}
            for _, denominator, dossiers in counted(one).values():
                assert dossiers in (None, -denominator)


@pytest.mark.parametrize("seed", range(4, 7))
def test_causes_add_up_whatever_was_published(seed: int, tmp_path: Path) -> None:
    """Published at another instant, in the other view, of a ledger of which a part is wanting: every unit adds up."""
    world = seeded(seed)
    instants = sorted({second_of(instant): instant for instant, _, _ in world.moments}.items())
    (_, first), (_, last) = instants[0], instants[-1]
    if edition_at(first) != edition_at(last) or not any(
        d.recorded_at <= second_of(first) for d in world.facts.dossiers
    ):
        first = last
    other = replace(world, facts=replace(world.facts, dossiers=world.facts.dossiers[::2], petitions=()))
    with ledger(other, tmp_path / "portal") as count:
        theirs = published(computed(count.source, "portal", first))
    with ledger(world, tmp_path / "province") as count:
        found = reconciled(count, theirs, computed(count.source, "province", last))
    assert adds_up(found) > 5


def test_dossiers_that_the_portal_has_not(tmp_path: Path) -> None:
    dossiers = [dossier(n) for n in range(6)] + [dossier(n, synced_at=None) for n in (11, 12)]
    dossiers.append(dossier(13, synced_at=second(9, 2), unit="H55.01"))
    with ledger(world_of(dossiers), tmp_path) as count:
        seen, held = computed(count.source), computed(count.source, "province")
        found = reconciled(count, published(seen), held)
        pair = pair_of(count.source, published(seen), held)
        rows = list(listed(count.source, pair, Cause.UNSYNCED))
        fewer = list(listed(count.source, pair, Cause.UNSYNCED, "H55.21", EDITION.indicator("2.1")))
        informed = reconciled(count, replace(published(seen), figures=published(seen).figures[:-1]), seen)
    assert counted(component(found, "2.1")) == {Cause.UNSYNCED: (-3, -3, 3)}
    assert counted(component(found, "2.1", "H55.21")) == {Cause.UNSYNCED: (-2, -2, 2)}
    assert counted(component(found, "3.5a", "H55.21")) == {}
    assert [row.code[-2:] for row in rows] == ["13", "11", "12"] and [row.code[-2:] for row in fewer] == ["11", "12"]
    assert rows[0] == Told(
        "H55.21-260803-0013", "H55.01", "1.000001", second(8, 3), second(9, 2),
        "chưa đồng bộ lên Cổng (đồng bộ lúc 08 giờ 00 phút ngày 02/9/2026, sau thời điểm này)",
    )  # fmt: skip
    (cause,) = component(informed, "2.1").causes
    assert (cause.cause, cause.dossiers, cause.numerator) == (
        Cause.UNSYNCED,
        3,
        0,
    ) and "sổ có mà Cổng chưa có" in cause.note


def figure(unit: str, item: str, numerator: int, denominator: int, **more: object) -> Figure:
    return Figure(unit, item, Measured(numerator, denominator), **more)  # type: ignore[arg-type]


def test_the_provisional_denominator_is_named(tmp_path: Path) -> None:
    dossiers = [dossier(n) for n in range(6)] + [dossier(n, synced_at=None) for n in (11, 12)]
    with ledger(world_of(dossiers), tmp_path) as count:
        ours = computed(count.source)
        flagged = published(ours, a=figure("H55", "1.4", 6, 6, flags=(TEMPORARY,), points=Decimal("6.00")))
        found = reconciled(count, flagged, ours)
        plain = reconciled(count, published(ours, a=figure("H55", "1.4", 6, 6)), ours)
        reported = reconciled(count, published(ours, a=figure("H55", "1.4", 5, 8)), ours)
    one = component(found, "1.4")
    assert counted(one) == {Cause.DEFINITION: (0, -2, 2)}
    assert "TEMP_NATIONAL_REPORT_DENOMINATOR «Mẫu số tạm»" in one.causes[0].note
    assert "2 hồ sơ chưa đồng bộ không vào mẫu số" in one.causes[0].note
    assert [(each.unit, each.item, each.flag.code) for each in found.flags] == [("H55", "1.4", TEMPORARY.code)]
    assert counted(component(plain, "1.4")) == {Cause.UNSYNCED: (0, -2, 2)}
    assert counted(component(reported, "1.4")) == {Cause.UNEXPLAINED: (-1, 0, None)}


def test_a_flag_on_a_figure_that_agrees_is_still_told(tmp_path: Path) -> None:
    with ledger(world_of([dossier(1)]), tmp_path) as count:
        ours = computed(count.source)
        found = reconciled(count, published(ours, a=figure("H55", "1.4", 1, 1, flags=(TEMPORARY,))), ours)
    assert not counted(component(found, "1.4"))
    assert [cause.cause for cause in component(found, "1.4").causes] == [Cause.DEFINITION]


def test_reported_totals_stay_in_the_denominator(tmp_path: Path) -> None:
    """The portal knows the national total too, so that only what goes beyond it is wanting."""
    dossiers = [dossier(n) for n in range(6)] + [dossier(n, synced_at=None) for n in (11, 12)]
    with ledger(world_of(dossiers, totals=(Total("H55", "2026", 7),)), tmp_path) as count:
        ours = computed(count.source)
        found = reconciled(count, published(ours, a=figure("H55", "1.4", 6, 7)), ours)
    assert counted(component(found, "1.4")) == {Cause.UNSYNCED: (0, -1, 2)}


STALE: list[tuple[dict[str, object], dict[str, object], str, tuple[int, int]]] = [
    ({"ended_at": None, "status": 4, "due_at": second(9, 9)}, {"ended_at": second(8, 30)}, "2.1", (1, 0)),
    ({"ended_at": None, "status": 4}, {}, "2.1", (-1, 0)),
    ({"result_file": None}, {}, "4.1", (-1, 0)),
    ({"channel": 1}, {}, "3.3", (-1, 0)),
    ({"fee": 1}, {"fee": 2}, "3.6", (0, -1)),
    ({"complained": True}, {"complained": False}, "5.4", (-1, 0)),
    ({"received_at": second(8, 3) - 300 * 86_400}, {}, "2.1", (-1, -1)),
]


@pytest.mark.parametrize(
    ("former", "latest", "item", "change"), STALE, ids=[f"{s[2]}-{next(iter(s[0]))}" for s in STALE]
)
def test_dossiers_that_the_portal_has_as_they_were(
    former: dict[str, object], latest: dict[str, object], item: str, change: tuple[int, int], tmp_path: Path
) -> None:
    """Three of ten changed after they were sent and were not sent again; what is published knows only the former."""
    fresh = [dossier(n) for n in range(7)]
    old = [dossier(n, **former) for n in (7, 8, 9)]
    new = [dossier(n, **latest, recorded_at=second(8, 30)) for n in (7, 8, 9)]
    with ledger(world_of([*fresh, *old]), tmp_path / "portal") as count:
        theirs = published(computed(count.source))
    with ledger(world_of([*fresh, *old, *new]), tmp_path / "province") as count:
        ours = computed(count.source)
        found = reconciled(count, theirs, ours)
        rows = list(listed(count.source, pair_of(count.source, theirs, ours), Cause.STALE))
    adds_up(found)
    expected = {Cause.STALE: (3 * change[0], 3 * change[1], 3)}
    for unit in ("H55", "H55.21"):
        assert counted(component(found, item, unit)) == expected
        assert not any(
            Cause.UNEXPLAINED in counted(one) for one in next(u for u in found.units if u.code == unit).components
        )
    assert [row.code[-1] for row in rows] == ["7", "8", "9"]
    assert all(row.recorded_at == second(8, 30) and row.synced_at == second(8, 3, 9) for row in rows)


def test_a_dossier_that_was_sent_again_or_is_not_known_before_is_not_stale(tmp_path: Path) -> None:
    resent = [dossier(1, ended_at=None), dossier(1, synced_at=second(8, 30), recorded_at=second(8, 30))]
    known_later = [dossier(2, recorded_at=second(8, 4)), dossier(2, ended_at=None, recorded_at=second(8, 5))]
    with ledger(world_of([*resent, *known_later]), tmp_path) as count:
        ours = computed(count.source)
        pair = pair_of(count.source, published(ours), ours)
        assert not list(listed(count.source, pair, Cause.STALE))


def test_the_state_recorded_with_the_synchronisation_is_what_was_sent(tmp_path: Path) -> None:
    sent = second(8, 10)
    states = [
        dossier(1, channel=1, synced_at=None),
        dossier(1, channel=1, ended_at=None, synced_at=sent, recorded_at=sent),
        dossier(1, channel=1, synced_at=sent, recorded_at=sent + 1),
    ]
    with ledger(world_of(states[:2]), tmp_path / "portal") as count:
        theirs = published(computed(count.source))
    with ledger(world_of(states), tmp_path / "province") as count:
        found = reconciled(count, theirs, computed(count.source))
    assert counted(component(found, "2.1")) == {Cause.STALE: (-1, 0, 1)}
    adds_up(found)


def test_what_was_sent_is_the_state_of_then_though_that_it_was_sent_is_recorded_later(tmp_path: Path) -> None:
    old = dossier(1, ended_at=None, synced_at=None)
    new = dossier(1, synced_at=second(8, 10), recorded_at=second(8, 30))
    with ledger(world_of([replace(old, synced_at=second(8, 10))]), tmp_path / "portal") as count:
        theirs = published(computed(count.source))
    with ledger(world_of([old, new]), tmp_path / "province") as count:
        found = reconciled(count, theirs, computed(count.source))
    assert counted(component(found, "2.1")) == {Cause.STALE: (-1, 0, 1)}


def test_a_moved_dossier_is_stale_for_both_units(tmp_path: Path) -> None:
    old, new = dossier(1), dossier(1, unit="H55.01", recorded_at=second(8, 30))
    with ledger(world_of([old, dossier(2)]), tmp_path / "portal") as count:
        theirs = published(computed(count.source))
    with ledger(world_of([old, new, dossier(2)]), tmp_path / "province") as count:
        ours = computed(count.source)
        found = reconciled(count, theirs, ours)
        (row,) = listed(count.source, pair_of(count.source, theirs, ours), Cause.STALE, "H55.21")
    assert counted(component(found, "2.1", "H55.21")) == {Cause.STALE: (1, 1, 1)}
    assert Cause.STALE in {cause.cause for cause in component(found, "2.1", "H55.01").causes}
    assert not counted(component(found, "2.1"))
    assert "lúc đồng bộ ở đơn vị H55.21, nay ở đơn vị H55.01" in row.reason
    adds_up(found)


def test_a_former_state_that_explains_nothing_is_told_and_not_counted(tmp_path: Path) -> None:
    old, new = dossier(1, ended_at=None), dossier(1, recorded_at=second(8, 30))
    with ledger(world_of([old, new, dossier(2)]), tmp_path) as count:
        ours = computed(count.source)
        found = reconciled(count, published(ours, a=figure("H55", "2.1", 4, 4)), ours)
    one = component(found, "2.1")
    assert counted(one) == {Cause.UNEXPLAINED: (2, 2, None)}
    (told,) = (cause for cause in one.causes if cause.cause is Cause.STALE)
    assert told.dossiers == 1 and "không tính là nguyên nhân" in told.note


def test_a_numerator_cut_off_at_nothing_is_put_together_again(tmp_path: Path) -> None:
    """Both of two dossiers are late and complained of: 2 − 4 is 0, and one complaint less leaves it there."""
    bad: Mapping[str, object] = {"ended_at": second(8, 30), "complained": True}
    old, new = dossier(1, **{**bad, "complained": False}), dossier(1, **bad, recorded_at=second(8, 31))
    older = dossier(2, **{**bad, "complained": False, "ended_at": second(8, 20)})
    with ledger(world_of([old, older]), tmp_path / "portal") as count:
        theirs = published(computed(count.source))
    with ledger(
        world_of([old, new, older, dossier(2, **bad, recorded_at=second(8, 31))]), tmp_path / "province"
    ) as count:
        found = reconciled(count, theirs, computed(count.source))
    assert counted(component(found, "5.4")) == {Cause.STALE: (1, 0, 2)}


def test_another_instant_and_later_loads(tmp_path: Path) -> None:
    early = Instant(date(2026, 8, 15))
    dossiers = [dossier(n) for n in range(3)]
    later = [dossier(n, received_at=second(8, 20), synced_at=second(8, 20), recorded_at=second(8, 20)) for n in (5, 6)]
    with ledger(world_of(dossiers), tmp_path / "before") as count:
        theirs, first = published(computed(count.source, at=early)), computed(count.source)
    with ledger(world_of([*dossiers, *later]), tmp_path / "after") as count:
        found = reconciled(count, theirs, first)
    assert counted(component(found, "2.1")) == {}  # not loaded then, and not there at the published instant
    with ledger(world_of([*dossiers, *later]), tmp_path / "both") as count:
        found = reconciled(count, theirs, computed(count.source))
        assert counted(component(found, "2.1")) == {Cause.TIME: (-2, -2, None)}
        backfilled = reconciled(count, published(computed(count.source)), first)
    assert counted(component(backfilled, "2.1")) == {Cause.RELOADED: (2, 2, None)}


def test_what_is_not_of_dossiers_is_named_and_not_split(tmp_path: Path) -> None:
    facts: dict[str, Sequence[object]] = {
        "petitions": (Petition("PA-1", "H55.21", 1, second(8, 3)),),
        "services": (Service("1.000001.01", "1.000001", "H55.21", 0),),
        "certifications": (Certification("H55.21", True),),
    }
    with ledger(world_of([dossier(1), dossier(2, synced_at=None, procedure="1.000009")], **facts), tmp_path) as count:
        ours = computed(count.source)
        changed = published(
            ours, a=figure("H55", "5.2", 3, 4), b=figure("H55", "3.2", 1, 9), c=figure("H55", "1.3", 2, 2),
            d=Figure("H55", "3.6", Reported(rate=Decimal("12.50"))),
        )  # fmt: skip
        found = reconciled(count, changed, ours)
    (petitions,) = component(found, "5.2").causes
    assert petitions == Explained(Cause.CATALOGUE, 3, 3, None, "PAKN trên Cổng và trong sổ khác nhau; không tách được")
    assert counted(component(found, "3.2")) == {Cause.CATALOGUE: (0, 8, None)}
    (rate,) = component(found, "3.6").causes
    assert rate.cause is Cause.NO_COUNTS and component(found, "3.6").difference is None


def test_points_that_the_counts_do_not_account_for(tmp_path: Path) -> None:
    with ledger(world_of([dossier(1), dossier(2), dossier(3, ended_at=second(8, 30))]), tmp_path) as count:
        ours = computed(count.source)
        same = published(ours, a=figure("H55", "2.1", 2, 3, points=Decimal("13.34")))
        found = reconciled(count, same, ours)
    one = component(found, "2.1")
    (cause,) = one.causes
    assert cause.cause is Cause.DEFINITION and one.points == Decimal("0.01") and one.differs
    assert "13.34" in cause.note and "chứng minh từ số liệu (cong)" in cause.note


def test_units_by_another_code_and_units_that_only_one_side_has(tmp_path: Path) -> None:
    with ledger(world_of([dossier(1)]), tmp_path) as count:
        ours = computed(count.source)
        figures = tuple(replace(f, unit="019d-xa") if f.unit == "H55.21" else f for f in ours.figures)
        units = tuple(
            SnapshotUnit("019d-xa", "Phường Một", UnitKind.COMMUNE) if u.code == "H55.21" else u
            for u in ours.units if u.code != "H55.01"
        )  # fmt: skip
        theirs = published(replace(ours, units=units, figures=tuple(f for f in figures if f.unit != "H55.01")))
        found = reconciled(count, theirs, ours)
    assert {unit.code for unit in found.units} == {"H55", "H55.21"}
    assert found.only_computed == (("H55.01", "Sở Một"),) and not found.only_published
    assert adds_up(found) == 0


def test_what_cannot_be_reconciled_is_refused_in_words(tmp_path: Path) -> None:
    with ledger(world_of([dossier(1)]), tmp_path) as count:
        ours = computed(count.source)
        theirs = published(ours)

        def said(one: Snapshot, other: Snapshot) -> str:
            with pytest.raises(BochisoError) as raised:
                pair_of(count.source, one, other)
            return str(raised.value)

        swapped = said(ours, theirs)
        assert "là số liệu tính từ hồ sơ, không phải số liệu công bố" in swapped
        assert "là số liệu đã công bố, không tính từ hồ sơ" in swapped
        assert "hai phiên bản" in said(replace(theirs, edition="766/portal-2022"), ours)
        month = moment_at(AT, PeriodKind.MONTH, "portal").period
        assert "hai loại kỳ: tháng 8 năm 2026 và năm 2026" in said(replace(theirs, period=month), ours)
        early = replace(theirs, as_of=Instant(date(2026, 1, 31)))
        assert "chưa ghi nhận hồ sơ nào vào lúc này" in said(early, ours)
        with pytest.raises(BochisoError, match="không đếm từng hồ sơ"):
            list(listed(count.source, pair_of(count.source, theirs, ours), Cause.STALE, "", EDITION.indicator("5.2")))


def test_the_contract_of_the_json_and_the_tables(tmp_path: Path) -> None:
    with ledger(world_of([dossier(1), dossier(2, synced_at=None)]), tmp_path) as count:
        seen, held = computed(count.source), computed(count.source, "province")
        found = reconciled(count, published(seen), held)
    content = reconciliation_json(found)
    units = content["units"]
    assert isinstance(units, list) and {"published", "computed", "units", "flags"} <= content.keys()
    (one,) = (each for each in units[0]["components"] if each["id"] == "2.1")
    assert one["published"] | {"state": ""} == {
        "numerator": 1,
        "denominator": 1,
        "rate": "100.00",
        "points": "20.00",
        "state": "",
    }
    assert one["difference"] == {"numerator": -1, "denominator": -1, "rate": "0.0000", "points": "0.00"}
    assert one["causes"] == [
        {
            "cause": "unsynced",
            "title": "hồ sơ Cổng chưa có",
            "numerator": -1,
            "denominator": -1,
            "dossiers": 1,
            "note": None,
        }
    ]
    assert all(len(row) == len(CAUSE_COLUMNS) for row in cause_rows(found))
    grids = reconciliation_grids(found, "H55")
    assert [grid.title for grid in grids] == ["Đối chiếu của UBND tỉnh A", "Các đơn vị"]
    assert any("hồ sơ Cổng chưa có" in row[1] and row[4] == "-1/-1" for row in grids[0].rows)
