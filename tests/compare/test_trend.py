"""The index over time: what is joined, where the line stops and why, and the rules that held."""

import csv
import io
import json
from datetime import date
from decimal import Decimal as D
from itertools import pairwise
from pathlib import Path

import pytest
from published import snapshots

from bochiso.compare.law_changes import differences, same_item
from bochiso.compare.quantity import Absent, Measure, Quantity
from bochiso.compare.trend import Trend, computed_points, ledger_span, month_ends, trend
from bochiso.compare.trend_marks import Level, LevelKind, RuleChange, TakenIn
from bochiso.errors import BochisoError
from bochiso.index.load import edition_at, edition_named, editions
from bochiso.score.snapshot import (
    COMPUTED,
    Figure,
    Measured,
    NotApplicable,
    Origin,
    Reported,
    Snapshot,
    SnapshotUnit,
    Value,
)
from bochiso.score.tally import score
from bochiso.time import Instant, Period, PeriodKind
from bochiso.units.tree import UnitKind
from bochiso.view.trends import trend_csv, trend_json

ORIGIN = Origin("sổ hồ sơ", "", COMPUTED)
OLD, NEW = "766/portal-2022", "766/portal-2026"


def snap(
    day: str,
    value: Value | None,
    item: str = "5.4",
    *,
    computed: bool = False,
    period: str = "",
    view: str = "portal",
    units: tuple[str, ...] = ("H55",),
) -> Snapshot:
    found = tuple(SnapshotUnit(code, f"Tỉnh {code}", UnitKind.PROVINCE, "VN") for code in units)
    figures = () if value is None else (Figure("H55", item, value),)
    origins = (ORIGIN,) if computed else ()
    edition = OLD if day < "2026" else NEW
    return Snapshot(Instant.parse(day), edition, Period.parse(period or day[:4]), view, found, figures, origins)


def papers() -> list[Snapshot]:
    return [snapshot for edition in (OLD, NEW) for _, snapshot in snapshots(edition)]


def lines(found: Trend) -> list[int | None]:
    return [point.line for point in found.points]


def reasons(found: Trend) -> list[str]:
    return [reason for one in found.breaks for reason in one.reasons]


def test_the_papers_over_two_editions() -> None:
    found = trend(papers(), "3.6", "H55")
    shown = [(p.item, p.counts, p.figure.printed if isinstance(p.figure, Quantity) else None) for p in found.points]
    assert shown == [
        ("4.2", (17958, 69000), D("26.03")),
        ("4.2", (27052, 85149), D("31.77")),
        ("3.6", (None, None), None),  # the list of 6 October has points of axes only
        ("3.6", (181383, 204116), D("88.86")),
    ]
    assert (found.measure, lines(found)) == (Measure.RATE, [0, 0, None, 1])
    (stop,) = found.breaks
    assert (stop.before, stop.after) == (1, 3)
    assert stop.reasons == (
        "phiên bản bộ chỉ số đổi: 766/portal-2022 → 766/portal-2026",
        "kỳ khác: năm 2023 → năm 2026, đếm lại từ đầu kỳ",
        "từ 01/7/2025 gồm cả UBND tỉnh Bắc Kạn",
        "không có số liệu ngày 06/10/2026: không có trong số liệu đã nhập",
    )


def test_a_unit_scored_alone_has_the_points_that_it_has_among_all() -> None:
    for snapshot in papers():
        edition = edition_named(snapshot.edition)
        for unit in score(snapshot, edition)[::30]:
            assert [p.points for p in trend([snapshot], "total", unit.unit.code).points] == [unit.total.value]
            for item in unit.items:
                (point,) = trend([snapshot], item, unit.unit.code, measure=Measure.RATE).points
                scored = unit.indicator(item)
                assert point.value == scored.value
                assert point.points == (scored.points.value if scored.indicator.scored else None)


def test_points_come_in_order_of_time_and_one_source_does_not_break_the_other() -> None:
    found = trend(
        [
            snap("2026-03-31", Measured(8, 10), computed=True),
            snap("2026-02-28T16:30", Measured(6, 10)),
            snap("2026-01-31", Measured(7, 10), computed=True),
            snap("2026-03-31T16:30", Measured(5, 10)),
        ],
        "5.4",
        "H55",
    )
    assert [str(point.instant)[:10] for point in found.points] == [
        "2026-01-31",
        "2026-02-28",
        "2026-03-31",
        "2026-03-31",
    ]
    assert lines(found) == [0, 1, 1, 0]
    assert reasons(found) == ["nguồn số liệu đổi: tính từ sổ hồ sơ → công bố"]


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        (snap("2024-12-31", Measured(1, 2), "5.2"), snap("2025-01-31", Measured(1, 2), "5.2"), "kỳ khác: năm 2024"),
        (snap("2026-01-31", Measured(1, 2)), snap("2026-02-28", Measured(1, 2), view="province"), "góc nhìn đổi"),
        (snap("2025-06-30", Measured(1, 2), "5.2"), snap("2025-07-31", Measured(1, 2), "5.2"), "từ 01/7/2025 gồm cả"),
        (
            snap("2026-01-15", Measured(1, 2), period="2026-01"),
            snap("2026-02-28", Measured(1, 2), period="2026-02"),
            "kỳ khác: tháng 1 năm 2026",
        ),
        (
            snap("2025-12-31", Measured(1, 2), "5.2", period="2025-12"),
            snap("2026-01-31", Measured(1, 2), period="2026-01"),
            "phiên bản bộ chỉ số đổi",
        ),
    ],
)
def test_what_must_not_be_subtracted_is_not_joined(first: Snapshot, second: Snapshot, reason: str) -> None:
    found = trend([first, second], "5.4" if second.edition == NEW else "5.2", "H55")
    assert lines(found) == [0, 1]
    assert len(reasons(found)) == 1 and reasons(found)[0].startswith(reason)


def test_whole_months_are_joined() -> None:
    months = [snap(f"2026-0{n}-28", Measured(n, 9), period=f"2026-0{n}") for n in (1, 2, 3)]
    ends = [snap(day, Measured(1, 9), period=day[:7]) for day in ("2026-03-31", "2026-04-30", "2026-05-31T23:59:59")]
    assert lines(trend(months, "5.4", "H55")) == [0, 1, 2]
    assert lines(trend(ends, "5.4", "H55")) == [0, 0, 0]


def test_zero_nothing_to_count_and_no_data_are_three_things() -> None:
    found = trend(
        [
            snap("2026-01-31", Measured(0, 9)),
            snap("2026-02-28", NotApplicable("0/0", counted=True)),
            snap("2026-03-31", Measured(0, 9)),
            snap("2026-04-30", None),
            snap("2026-05-31", Reported(rate=D("91.5"))),
        ],
        "5.4",
        "H55",
    )
    assert [point.state for point in found.points] == ["measured", "not_applicable", "measured", "no_data", "reported"]
    assert [point.counts for point in found.points] == [(0, 9), (0, 0), (0, 9), (None, None), (None, None)]
    assert lines(found) == [0, None, 1, None, 2]
    assert [reason.partition(":")[0] for reason in reasons(found)] == [
        "không áp dụng ngày 28/02/2026",
        "không có số liệu ngày 30/4/2026",
    ]


def test_a_snapshot_of_others_is_no_point_but_a_list_that_leaves_the_unit_out_is_one() -> None:
    figures = [snap("2026-01-31", Measured(1, 2)), snap("2026-04-30", Measured(1, 2))]
    assert lines(trend([*figures, snap("2026-02-28", None, units=("H44",))], "5.4", "H55")) == [0, 0]
    listed = trend([*figures, snap("2026-02-28", None, units=("H44", "H21"))], "5.4", "H55")
    assert lines(listed) == [0, None, 1]
    assert reasons(listed) == [
        "không có số liệu ngày 28/02/2026: đơn vị không có trong số liệu của thời điểm này",
    ]


def test_items_are_followed_by_what_they_count_both_ways() -> None:
    old, new = edition_named(OLD), edition_named(NEW)
    known = {"3.5a": "4.1", "3.5b": "4.3", "3.6": "4.2", "5.4": "5.2", "5.3": "5.1", "2.1": "2.1", "4.2": "6.1"}
    assert {item: same_item(item, new, old) for item in known} == known
    assert (same_item("1.1", new, old), same_item("TTTT", new, old), same_item("total", new, old)) == (
        "",
        "TTTT",
        "total",
    )
    for edition, other in ((old, new), (new, old)):
        for indicator in edition.indicators:
            there = same_item(indicator.id, edition, other)
            assert not there or same_item(there, other, edition) == indicator.id


def test_what_the_next_edition_changed_is_said_with_its_source() -> None:
    old, new = edition_named(OLD), edition_named(NEW)
    found = differences("3.5a", old, new, UnitKind.PROVINCE)
    assert [one.text for one in found] == [
        "số hiệu: 4.1 → 3.5a",
        "cách tính điểm: tỷ lệ thuận → theo mục tiêu 80 %",
        "làm tròn điểm chỉ số: không làm tròn → 2 chữ số thập phân, số ở giữa lên",
    ]
    assert any("76/NQ-CP" in proof.source for proof in found[1].proofs)
    assert "đơn vị cấp này: không áp dụng → được đo" in [
        one.text for one in differences("3.6", old, new, UnitKind.COMMUNE)
    ]
    assert differences("3.6", new, new, UnitKind.PROVINCE) == differences("total", new, new, UnitKind.PROVINCE) == ()


def test_targets_hold_in_their_edition_and_equal_neighbours_are_one() -> None:
    both = [snap("2025-12-31", Measured(1, 2), "4.1"), snap("2026-01-31", Measured(1, 2), "3.5a")]
    marks = trend(both, "3.5a", "H55").marks
    (target,) = (m for m in marks if isinstance(m, Level) and m.kind is LevelKind.TARGET)
    assert (target.value, target.since, target.until) == (D(80), date(2026, 1, 1), None)
    (change,) = (mark for mark in marks if isinstance(mark, RuleChange))
    assert (change.day, change.after) == (date(2026, 1, 1), NEW) and change.proofs[0].note.startswith("Cổng cũ")
    same = trend([snap("2025-12-31", Measured(1, 2), "5.2"), both[1]], "5.4", "H55").marks
    (kept,) = (m for m in same if isinstance(m, Level) and m.kind is LevelKind.TARGET)
    assert (kept.value, kept.editions) == (D(90), (OLD, NEW))
    assert not [mark for mark in same if isinstance(mark, TakenIn)]
    within = trend([snap("2026-01-31", Measured(1, 2))], "5.4", "H55").marks
    assert not [mark for mark in within if isinstance(mark, RuleChange)]


def test_measures() -> None:
    both = papers()[:2]
    count = trend(both, "6.3", "H55")
    assert (count.measure, count.counted) == (Measure.COUNT, "tài khoản")
    assert [p.figure.printed for p in count.points if isinstance(p.figure, Quantity)] == [624193, 674986]
    points = trend(both, "4.2", "H55", measure=Measure.POINTS)
    assert [p.figure.printed for p in points.points if isinstance(p.figure, Quantity)] == [D("1.56"), D("1.91")]
    assert {p.state for p in trend(both, "total", "H55").points} == {"reported"}
    only = trend(both, "6.3", "H55", measure=Measure.POINTS).points[0].figure
    assert isinstance(only, Absent) and not only.applicable


@pytest.mark.parametrize(
    ("given", "item", "unit", "words"),
    [
        ([], "total", "H55", "chưa có bản chụp nào"),
        (papers()[:1], "rank", "H55", "diễn biến chỉ có ở chỉ số, trục và điểm tổng hợp"),
        (papers()[:1], "9.9", "H55", "dùng một trong: 1.1"),
        (papers()[:1], "total", "H99", "không có trong bản chụp nào"),
    ],
)
def test_what_cannot_be_shown_is_said(given: list[Snapshot], item: str, unit: str, words: str) -> None:
    with pytest.raises(BochisoError) as caught:
        trend(given, item, unit)
    assert words in str(caught.value)


def test_month_ends() -> None:
    first, last = Instant.parse("2023-11-05T08:00"), Instant.parse("2024-03-10T09:30")
    assert [str(one)[:16] for one in month_ends(first, last)] == [
        "2023-11-30T23:59",
        "2023-12-31T23:59",
        "2024-01-31T23:59",
        "2024-02-29T23:59",
        "2024-03-10T09:30",
    ]
    assert month_ends(first, first) == (first,) and month_ends(last, first) == ()
    whole = month_ends(Instant.parse("2010-01-01"), Instant.parse("2024-02-29T23:59:59"))
    assert (len(whole), str(whole[0])[:10]) == (36, "2021-03-31")
    assert all(one < other for one, other in pairwise(whole))


def test_json_and_csv_say_the_same() -> None:
    found = trend(papers(), "3.6", "H55")
    content = trend_json(found)
    again = json.loads(json.dumps(content))
    assert [point["value"] for point in again["points"]] == ["26.03", "31.77", None, "88.86"]
    assert [point["state"] for point in again["points"]] == ["measured", "measured", "no_data", "measured"]
    assert [mark["mark"] for mark in again["marks"]] == ["maximum", "rule_change", "merger"]
    rows = list(csv.DictReader(io.StringIO(trend_csv(found))))
    assert [row["value"] for row in rows] == ["26.03", "31.77", "", "88.86"]
    assert rows[3]["break"].startswith("phiên bản bộ chỉ số đổi") and not rows[1]["break"]
    assert rows[2]["reason"] and rows[0]["numerator"] == "17958"


def test_points_from_a_ledger(sample_workspace: Path) -> None:
    from bochiso.workspace.computing import source_of
    from bochiso.workspace.opened import opened

    with opened(sample_workspace) as place, source_of(place) as source:
        span = ledger_span(source.held)
        assert span is not None
        instants = (*month_ends(*span)[-2:], Instant.parse("2023-08-31T16:30:00"))
        made = computed_points(source, edition_at, instants, PeriodKind.YEAR, "portal")
        stored = place.store.find("2023-08-31T16:30")
        with pytest.raises(BochisoError) as caught:
            early = [Instant.parse(day) for day in ("2021-01-01", "2021-02-01")]
            computed_points(source, edition_at, early, PeriodKind.YEAR, "portal")
    assert [one.as_of for one in made] == list(instants)
    assert made[-1].id == stored.id
    assert len(caught.value.problems) == 2
    found = trend(made, "2.1", "H55", registry=place.registry)
    assert set(lines(found)) == {0} and {point.source.value for point in found.points} == {"computed"}


def test_every_edition_names_the_items_of_every_other_without_error() -> None:
    for before, after in pairwise(editions().values()):
        for kind in UnitKind:
            for indicator in after.indicators:
                assert all(one.text and one.proofs for one in differences(indicator.id, before, after, kind))
