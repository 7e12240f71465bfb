"""The charts of changes: bars that meet, signs beside colours, and scales that hold every figure."""

import json
from decimal import Decimal as D
from itertools import pairwise

import pytest
from sample import HOSTILE, LONG_NAME

from bochiso.report.charts import svg
from bochiso.report.document import Chart
from bochiso.report.plot import evened
from bochiso.report.waterfall import Step, contributions, waterfall

STEPS = (
    Step("4.2 Thanh toán", D("0.35")),
    Step("5.2 Hài lòng", D("-0.20")),
    Step("làm tròn", D("0.44"), explained=False),
)


def drawn(*steps: Step, start: str = "75.10") -> Chart:
    return waterfall("thac-nuoc", "Biểu đồ", ("Ngày 31/7/2023", D(start)), steps, "Ngày 31/8/2023", 2)


def rows(chart: Chart) -> list[dict[str, float]]:
    """The numbers of the bars."""
    values: list[dict[str, float]] = json.loads(chart.specification)["data"]["values"]
    return values


def words(chart: Chart, field: str) -> list[str]:
    return [str(value[field]) for value in rows(chart) if field in value]


def test_every_bar_begins_where_the_one_before_it_ends() -> None:
    first, *bars, last = rows(drawn(*STEPS))
    assert (first["total"], last["total"]) == (75.1, 75.69)
    ends = [first["total"], *(end for bar in bars for end in (bar["from"], bar["to"])), last["total"]]
    assert all(ends[at] == ends[at + 1] for at in range(0, len(ends), 2))


def test_a_rise_a_fall_and_what_is_not_explained_look_and_read_differently() -> None:
    chart = drawn(*STEPS)
    assert words(chart, "way") == ["rise", "fall", "rest"]
    assert words(chart, "label")[1:-1] == ["▲ +0,35", "▼ -0,20", "▲ +0,44"]
    assert chart.alt == (
        "Biểu đồ. Ngày 31/7/2023: 75,10. 4.2 Thanh toán: +0,35; 5.2 Hài lòng: -0,20; làm tròn: +0,44. Ngày 31/8/2023: 75,69."
    )
    picture = svg(chart)
    for text in ("Tăng ▲", "Giảm ▼", "Chưa giải thích được", "Điểm (trục không bắt đầu từ 0)"):
        assert f">{text}<" in picture
    assert "Giảm ▼" not in svg(drawn(STEPS[0]))


def test_contributions_go_to_both_sides_of_zero() -> None:
    chart = contributions("dong-gop", "Biểu đồ", STEPS[:2], "Đóng góp (điểm %)", 2)
    assert [(bar["from"], bar["to"]) for bar in rows(chart)] == [(0, 0.35), (0, -0.2)]
    assert ">0<" in svg(chart) and ">-0,2<" in svg(chart)


@pytest.mark.parametrize("count", [1, 12, 40])
def test_a_waterfall_fits_on_a_page(count: int) -> None:
    chart = drawn(*(Step(f"{LONG_NAME} {n}", D("0.01")) for n in range(count)))
    assert (chart.width, chart.height <= 235) == (165, True)
    labels = json.loads(chart.specification)["params"][0]["value"]
    assert len(labels) == count + 2 and all(len(lines) > 1 for lines in labels[1:-1])


@pytest.mark.parametrize(
    ("least", "most"), [(-150.0, 68.0), (75.1, 75.69), (0.0, 0.0004), (-0.3, 0.0), (0.0, 0.0), (-7.0, 1300.0)]
)
def test_a_scale_holds_its_figures_on_round_numbers(least: float, most: float) -> None:
    bottom, top = evened(least, most)
    assert bottom <= least and most <= top and bottom < top
    assert (top - bottom) <= 2.5 * max(most - least, 0.0) or most == least
    if least < 0 < most:
        steps = contributions("x", "x", (Step("a", D(str(least))), Step("b", D(str(most)))), "x", 2)
        axes = [layer["encoding"]["x"].get("axis") for layer in json.loads(steps.specification)["layer"][:-4]]
        ticks = next(axis["values"] for axis in axes if axis)
        assert 0 in ticks and all(upper > lower for lower, upper in pairwise(ticks))


def test_a_drawing_is_safe() -> None:
    picture = svg(drawn(*(Step(text, D("-0.1")) for text in HOSTILE)))
    assert "<script" not in picture and "href=" not in picture
