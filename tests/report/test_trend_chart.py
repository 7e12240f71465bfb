"""The chart of a trend: lines that stop where the trend does, marks beside them, words that do not meet."""

import json
from datetime import date, timedelta
from decimal import Decimal as D
from itertools import combinations

import pytest
from sample import HOSTILE

from bochiso.compare.trend import Trend, month_ends, trend
from bochiso.report.charts import svg
from bochiso.report.document import Chart
from bochiso.report.plot import POINTS
from bochiso.report.trend_chart import trend_chart
from bochiso.report.trend_flags import flags
from bochiso.report.trend_frame import Frame
from bochiso.score.snapshot import COMPUTED, Figure, Measured, NoData, Origin, Reported, Snapshot, SnapshotUnit
from bochiso.time import Instant, Period, day_number
from bochiso.units.tree import UnitKind

ORIGIN = Origin("sổ hồ sơ", "", COMPUTED)


def snap(instant: Instant, counted: int | None, *, computed: bool = False, name: str = "Tỉnh") -> Snapshot:
    item, edition = ("4.1", "766/portal-2022") if instant.day.year < 2026 else ("3.5a", "766/portal-2026")
    value = NoData("chưa nạp") if counted is None else Measured(counted, 10000)
    unit = SnapshotUnit("H55", name, UnitKind.PROVINCE, "VN")
    period, origins = Period.parse(str(instant.day.year)), (ORIGIN,) if computed else ()
    return Snapshot(instant, edition, period, "portal", (unit,), (Figure("H55", item, value),), origins)


def over(first: str, last: str) -> Trend:
    """Month after month from the ledger, the fourth missing, and two published figures."""
    months = month_ends(Instant.parse(first), Instant.parse(last))
    made = [snap(at, None if n == 3 else 3500 + 171 * n, computed=True) for n, at in enumerate(months)]
    made += [snap(Instant(at.day - timedelta(days=9)), 6000) for at in months[-2:]]
    return trend(made, "3.5a" if made[-1].as_of.day.year == 2026 else "4.1", "H55")


def drawn(found: Trend, *, narrow: bool = False) -> Chart:
    return trend_chart(found, "dien-bien", "Biểu đồ", narrow=narrow)


def layers(chart: Chart, mark: str) -> list[dict[str, dict[str, object]]]:
    return [one for one in json.loads(chart.specification)["layer"] if one["mark"]["type"] == mark]


def words(chart: Chart) -> set[str]:
    return {str(one["mark"]["text"]) for one in layers(chart, "text")}


def rows(layer: dict[str, dict[str, object]]) -> list[dict[str, float]]:
    values = layer["data"]["values"]
    assert isinstance(values, list)
    return values


def test_a_line_is_drawn_only_where_the_trend_has_one() -> None:
    found = over("2025-08-05", "2026-03-20")
    (line,) = layers(drawn(found), "line")
    long = {point.line for line in found.lines for point in line if len(line) > 1}
    assert {row["line"] for row in rows(line)} == long and len(long) > 2
    assert len(rows(line)) == sum(len(one) for one in found.lines if len(one) > 1)
    encoding = line["encoding"]["detail"]
    assert encoding == {"field": "line", "type": "nominal"}


def test_sources_differ_in_shape_and_words_and_the_missing_has_no_figure() -> None:
    chart = drawn(over("2025-08-05", "2026-03-20"))
    signs = {str(one["name"]): one for one in layers(chart, "point") if "name" in one}
    assert {name: sign["mark"]["shape"] for name, sign in signs.items() if name != "no_data"} == {
        "published": "circle",
        "computed": "diamond",
    }
    assert [row.keys() for row in rows(signs["no_data"])] == [{"day"}]
    assert all("figure" in row for name in ("published", "computed") for row in rows(signs[name]))
    assert {"số liệu công bố", "tính từ sổ hồ sơ", "không có số liệu"} <= words(chart)
    assert "không áp dụng" not in words(chart)


def test_the_target_holds_only_in_its_edition_and_the_change_of_rule_is_marked() -> None:
    chart = drawn(over("2025-08-05", "2026-03-20"))
    rules = layers(chart, "rule")
    (target,) = (rows(one)[0] for one in rules if "level" in rows(one)[0])
    assert (target["level"], target["since"]) == (80, day_number(date(2026, 1, 1)))
    assert [str(rows(one)[0]["date"]) for one in rules if "date" in rows(one)[0]] == ["2026-01-01"]
    assert {"mục tiêu 80 %", "đổi quy tắc 01/01/2026", "Tỷ lệ (%), trục không bắt đầu từ 0"} <= words(chart)
    assert {"mục tiêu", "80 %"} <= words(drawn(over("2025-08-05", "2026-03-20"), narrow=True))


def test_a_new_year_is_marked_where_the_rules_stay() -> None:
    chart = drawn(over("2023-10-05", "2024-03-20"))
    days = [str(rows(one)[0]["date"]) for one in layers(chart, "rule") if "date" in rows(one)[0]]
    assert days == ["2024-01-01"] and "kỳ mới, đếm lại từ đầu" in words(chart)


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("first", ["2026-06-25", "2026-03-05", "2025-06-05", "2023-08-05"])
def test_no_words_meet_or_leave_the_drawing(first: str, narrow: bool) -> None:
    chart = drawn(over(first, "2026-07-20"), narrow=narrow)
    specification = json.loads(chart.specification)
    pad, width = specification["padding"], specification["width"]
    assert abs(pad["left"] + width + pad["right"] - chart.width * POINTS) < 0.01
    size = 12.0 if narrow else 9.5
    frame = Frame(narrow, 0, 1, 0, 1, 0, 0, 0)
    boxes = []
    for one in layers(chart, "text")[1::2]:  # every text has its white ground before it
        mark, place = one["mark"], one["encoding"]
        assert mark["fontSize"] == size
        x, y = (place[channel]["value"] for channel in "xy")  # type: ignore[index]
        wide = frame.box(str(mark["text"]), 100, y).right * 2 - 200
        left = x - wide / 2 if mark["align"] == "center" else x if mark["align"] == "left" else x - wide
        boxes.append(type(frame.box("x", 0, y))(left, left + wide, y, size * 0.8))
        assert -pad["left"] <= left and left + wide <= width + pad["right"] + 0.01
        assert -pad["top"] <= y <= specification["height"] + pad["bottom"]
    assert len(boxes) > 6
    assert not [pair for pair in combinations(boxes, 2) if pair[0].meets(pair[1])]


def test_flags_are_not_crossed_by_the_lines_of_others() -> None:
    frame = Frame(True, 9000, 9600, 0, 100, 0, 60, 0)
    days = [(date(2000, 1, 1) + timedelta(days=n), "đổi quy tắc 01/01/2026") for n in (9300, 9400, 9420)]
    found = flags(frame, days)
    assert len({(flag.row, flag.box.left) for flag in found}) == 3
    for one, other in combinations(found, 2):
        for low, high in ((one, other), (other, one)):
            assert high.row < low.row or not low.box.left < high.x < low.box.right


def test_figures_are_vietnamese_and_the_description_says_all() -> None:
    months = [Instant.parse(day) for day in ("2026-01-31", "2026-02-28T23:59:59", "2026-03-31")]
    chart = drawn(trend([snap(at, n) for at, n in zip(months, (8125, None, 9250), strict=True)], "3.5a", "H55"))
    assert {"81,25", "92,50", "31/01/2026", "28/02/2026", "31/3/2026"} <= words(chart)
    assert chart.alt == (
        "Biểu đồ. TTHC có nghĩa vụ tài chính được tích hợp thanh toán trực tuyến, Tỉnh. "
        "ngày 31/01/2026: 81,25 % (công bố); ngày 31/3/2026: 92,50 % (công bố). "
        "Không có số liệu hoặc không áp dụng: 1 thời điểm. Mục tiêu 80 % từ 01/01/2026. "
        "Không nối ngày 31/01/2026 với ngày 31/3/2026: không có số liệu cuối ngày 28/02/2026: chưa nạp."
    )
    picture = svg(chart)
    assert ">81,25<" in picture and ">85<" in picture


def test_no_figure_at_all_still_draws() -> None:
    chart = drawn(trend([snap(Instant.parse("2026-01-31"), None)], "3.5a", "H55"), narrow=True)
    assert "Không có số liệu" in chart.alt and svg(chart).startswith("<svg")


def test_points_are_held_against_their_maximum() -> None:
    unit = SnapshotUnit("H55", "Tỉnh", UnitKind.PROVINCE, "VN")
    made = [
        Snapshot(
            Instant.parse(day), "766/portal-2026", Period.parse("2026"), "portal", (unit,),
            (Figure("H55", "TTTT", Reported(), D(points)),), (),
        )
        for day, points in (("2026-05-31", "9.2"), ("2026-06-30", "10"))
    ]  # fmt: skip
    chart = drawn(trend(made, "TTTT", "H55"))
    assert {"Điểm (tối đa 10), trục không bắt đầu từ 0", "tối đa 10", "9,20", "10,00"} <= words(chart)
    assert "Tối đa 10 từ 01/01/2026" in chart.alt


def test_a_drawing_is_safe() -> None:
    found = trend([snap(Instant.parse("2026-01-31"), 1, name=text) for text in HOSTILE[4:5]], "3.5a", "H55")
    picture = svg(trend_chart(found, "x", HOSTILE[4]))
    assert "<script" not in picture and "href=" not in picture
