"""The charts: every figure where it is, none where there is none, and nothing of the machine in the drawing."""

import json
from decimal import Decimal as D
from itertools import pairwise

import pytest
from sample import AFTER, BEFORE, HOSTILE, LONG_NAME, axes, units

from bochiso.report.charts import AxisPoint, RankedUnit, axes_chart, png, ranking_chart, ranking_charts, svg
from bochiso.report.document import Chart


def test_axes_are_shares_of_their_maximum_and_a_missing_one_has_no_bar() -> None:
    chart = axes_chart("truc", "Điểm các trục", axes(), BEFORE, AFTER)
    values = json.loads(chart.specification)["data"]["values"]
    assert len(values) == 12
    assert values[1]["share"] == pytest.approx(100 * 14.6 / 18)
    assert values[8] == {"row": 4, "date": "a", "share": None, "label": "–"}
    assert "Công khai, minh bạch: 31/7/2023 15,1/18, 31/8/2023 14,6/18" in chart.alt


def test_units_are_ranked_by_the_later_figure_and_the_missing_come_last() -> None:
    chart = ranking_chart("xh", "Xếp hạng", units(20), BEFORE, AFTER, "Tỷ lệ (%)", D(100))
    later = [value["value"] for value in json.loads(chart.specification)["data"]["values"] if value["date"] == "b"]
    known = [value for value in later if value is not None]
    assert later == [*known, None, None]
    assert all(upper >= lower for upper, lower in pairwise(known))
    assert chart.alt.endswith("Không có số liệu: 2 đơn vị.")


@pytest.mark.parametrize("count", [1, 28, 60])
def test_a_ranking_fits_on_a_page(count: int) -> None:
    chart = ranking_chart("xh", "Xếp hạng", units(count), BEFORE, AFTER, "Tỷ lệ (%)")
    assert (chart.width, chart.height <= 235) == (165, True)
    assert json.loads(chart.specification)["layer"][0]["encoding"]["y"]["axis"]["labelFontSize"] >= 6


def test_many_units_make_several_charts_of_one_scale() -> None:
    charts = ranking_charts("xh", "Xếp hạng", units(130), BEFORE, AFTER, "Hồ sơ")
    assert [chart.name for chart in charts] == ["xh-1", "xh-2", "xh-3"]
    assert charts[2].caption == "Xếp hạng (phần 3/3)"
    ticks = {json.dumps(json.loads(c.specification)["layer"][1]["encoding"]["x"]["axis"]["values"]) for c in charts}
    assert len(ticks) == 1


def test_no_name_runs_out_of_the_drawing() -> None:
    name = f"{LONG_NAME}, {LONG_NAME.lower()}"
    chart = ranking_chart("xh", "Xếp hạng", [RankedUnit(name, D(1), D(2), "2")], BEFORE, AFTER, "Hồ sơ")
    specification = json.loads(chart.specification)
    names = specification["params"][0]["value"]
    assert " ".join(names[0]) == name and len(names[0]) > 1
    assert specification["width"] > 150


def test_no_figures_at_all_still_draw() -> None:
    empty = ranking_chart("xh", "Xếp hạng", [], BEFORE, AFTER, "Hồ sơ")
    missing = ranking_chart("xh", "Xếp hạng", [RankedUnit("Sở Tư pháp", None, None, "–")], BEFORE, AFTER, "Hồ sơ")
    zero = axes_chart("truc", "Trục", [AxisPoint("x", D(0), D(0), D(0), "0/0", "0/0")], BEFORE, AFTER)
    for chart in (empty, missing, zero):
        assert svg(chart).startswith("<svg")
    assert missing.alt == "Xếp hạng. Không có số liệu."


def test_a_drawing_is_safe_and_names_only_our_font() -> None:
    rows = [RankedUnit(text, D(1), D(index), str(index)) for index, text in enumerate(HOSTILE)]
    drawn = svg(ranking_chart("xh", HOSTILE[4], rows, HOSTILE[4], HOSTILE[8], HOSTILE[4]))
    assert "<script" not in drawn and "&lt;script&gt;" in drawn
    assert "href=" not in drawn
    assert set(_families(drawn)) == {"Liberation Serif, Times New Roman, serif"}


def _families(drawn: str) -> list[str]:
    return [part.partition('"')[0] for part in drawn.split('font-family="')[1:]]


def test_thousands_and_decimals_are_vietnamese() -> None:
    drawn = svg(ranking_chart("xh", "x", [RankedUnit("a", D(1), D(31232), "31.232")], BEFORE, AFTER, "Bản sao"))
    assert ">10.000<" in drawn
    drawn = svg(ranking_chart("xh", "x", [RankedUnit("a", D(0), D("0.9"), "0,9")], BEFORE, AFTER, "Điểm"))
    assert ">0,2<" in drawn


def test_an_image_has_the_size_it_says() -> None:
    chart: Chart = ranking_chart("xh", "x", units(3), BEFORE, AFTER, "Hồ sơ")
    image = png(chart, 2)
    wide = int.from_bytes(image[16:20])
    assert abs(wide - chart.width / 25.4 * 72 * 2) <= 1
