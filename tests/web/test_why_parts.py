"""Comparing, ranking, explaining, winning back: what the parts hand over, in the documented shape, and adding up."""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from asking import asked, data, html
from pydantic import TypeAdapter

from bochiso.errors import BochisoError
from bochiso.score.tally import Points
from bochiso.web.part import Part
from bochiso.web.parts.comparison import COMPARISON
from bochiso.web.parts.explanation import EXPLANATION
from bochiso.web.parts.explanation_chart import charts
from bochiso.web.parts.gain import GAIN
from bochiso.web.parts.losses import LOSSES
from bochiso.web.parts.ranking import RANKING
from bochiso.web.query import NotFound
from bochiso.web.workbench import Workbench, workbench

Answer = Any

JULY, AUGUST = "2023-07-31T16:30", "2023-08-31T16:30"


@pytest.fixture(scope="module")
def bench(sample_workspace: Path) -> Iterator[Workbench]:
    with workbench(sample_workspace) as found:
        yield found


@pytest.mark.parametrize(
    ("part", "values"),
    [
        (COMPARISON, {}),
        (COMPARISON, {"unit": "H55:huyen-dai-tu", "figure": "1.2"}),
        (RANKING, {}),
        (RANKING, {"group": "commune"}),
        (EXPLANATION, {"item": "1.2"}),
        (EXPLANATION, {"item": "TTTT"}),
        (EXPLANATION, {"before": AUGUST, "at": JULY, "period": "year"}),
        (GAIN, {"unit": "H55:so-tu-phap"}),
        (LOSSES, {}),
    ],
    ids=lambda value: value.name if isinstance(value, Part) else ",".join(value.values()),
)
def test_data_has_exactly_the_documented_shape(part: Part[Any], values: dict[str, str], bench: Workbench) -> None:
    made = data(part, bench, **values)
    adapter: TypeAdapter[Any] = TypeAdapter(part.shape)
    assert adapter.dump_python(adapter.validate_python(made, strict=True)) == made


def test_a_comparison_has_the_unit_whole_and_those_below_by_one_figure(bench: Workbench) -> None:
    made = data(COMPARISON, bench)
    (unit,) = made["comparison"]["units"]
    assert (unit["code"], made["comparison"]["before"]["as_of"][:16]) == ("H55", JULY)
    assert len(made["below"]) == 29
    page = html(COMPARISON, bench, figure="2.1")
    assert page.count("unit=H55%3Ahuyen-dai-tu") == 1
    assert "Tỷ lệ 2.1 Hồ sơ giải quyết đúng hạn" in page


def test_a_change_tells_direction_in_words_and_nothing_is_no_zero(bench: Workbench) -> None:
    page = html(COMPARISON, bench)
    assert re.search(r'<td class="figure good">▲ \+[\d.,]+ điểm % \(tốt lên\)', page)
    assert "● Giữ nguyên" in page
    assert '<td class="figure na">không áp dụng' in html(COMPARISON, bench, figure="3.6")


def test_the_other_order_of_instants_turns_the_signs(bench: Workbench) -> None:
    def changes(**values: str) -> dict[tuple[str, str], str | None]:
        (unit,) = data(COMPARISON, bench, **values)["comparison"]["units"]
        return {(each["item"], each["measure"]): each["change"] for each in unit["changes"]}

    there, back = changes(), changes(at=JULY, before=AUGUST)
    assert any(there.values()) and there.keys() == back.keys()
    for key, change in there.items():
        assert (back[key] is None) if change is None else Decimal(back[key] or "x") == -Decimal(change)


def test_what_is_typed_goes_before_what_the_list_gives(bench: Workbench) -> None:
    found = asked(COMPARISON, bench, **{"at": AUGUST, "at-other": "31/7/2023", "before-other": AUGUST})
    assert str(found.sides.now.snapshot.as_of)[:16] == JULY
    assert 'value="31/7/2023"' in COMPARISON.html(found)
    with pytest.raises(BochisoError, match="không phải thời điểm"):
        asked(COMPARISON, bench, **{"at-other": "hôm qua"})


def test_csv_is_of_all_units_or_of_the_one_asked_for(bench: Workbench) -> None:
    def codes(**values: str) -> set[str]:
        assert COMPARISON.csv is not None
        rows = csv.DictReader(io.StringIO(COMPARISON.csv(asked(COMPARISON, bench, **values))))
        return {row["code"] for row in rows}

    assert codes(unit="H55") == {"H55"}
    assert len(codes()) > 200


def test_nobody_without_a_total_gets_a_rank(bench: Workbench) -> None:
    made = data(RANKING, bench)
    assert [group["key"] for group in made["groups"][:2]] == ["department", "district"]
    assert len(made["units"]) == 20
    for unit in made["units"]:
        assert (unit["rank"], unit["total"], unit["rank_change"]) == (None, None, None)
        assert unit["why_no_total"] == "bộ chỉ số không tính điểm cho đơn vị cấp này"
    page = html(RANKING, bench)
    assert "Chưa xếp hạng được nhóm này" in page and "đồng hạng" not in page
    assert [unit["name"] for unit in made["units"]] == re.findall(r'unit=[^"]+">([^<]+)</a>', page)


def test_equal_totals_share_a_place_and_places_come_before_names(bench: Workbench) -> None:
    found = asked(RANKING, bench)
    totals = ((3, "70.1"), (1, "80.5"), (1, "80.5"))
    units = tuple(
        replace(unit, rank=rank, among=3, total=Points(Decimal(total), None, None, Fraction(0), Fraction(0)))
        for unit, (rank, total) in zip(found.group.units, totals, strict=False)
    )
    group = replace(found.group, units=units)
    page = RANKING.html(replace(found, group=group, groups=(group,)))
    assert re.findall(r'<td class="place ">(\d+/\d+)', page) == ["01/3", "01/3", "03/3"]
    assert page.count("đồng hạng</small>") == 2
    made: Answer = RANKING.data(replace(found, group=group))
    assert [unit["tied"] for unit in made["units"]] == [True, True, False]


def test_small_denominators_are_named(bench: Workbench) -> None:
    (unit,) = (each for each in data(RANKING, bench)["units"] if each["code"] == "H55:so-tu-phap")
    assert unit["small"] == ["5.1", "5.4"]
    assert "mẫu nhỏ: 5.1, 5.4" in html(RANKING, bench)


def test_a_kind_with_several_parents_is_ranked_below_each(bench: Workbench) -> None:
    made = data(RANKING, bench, group="commune@H55:huyen-dai-tu")
    assert {unit["code"].rpartition(":")[0] for unit in made["units"]} and len(made["units"]) == 31
    with pytest.raises(NotFound, match="nhóm đơn vị «x»"):
        asked(RANKING, bench, group="x")


@pytest.mark.parametrize("values", [{"item": "1.2"}, {"item": "2.1", "by": "channel"}, {"item": "TTTT", "by": "unit"}])
def test_parts_and_remainders_add_up_to_the_change(values: dict[str, str], bench: Workbench) -> None:
    made = data(EXPLANATION, bench, **values)["explanation"]
    parts = sum(Fraction(part["total"]) for part in made["parts"])
    assert made["parts"] and made["change"] != "0"
    assert parts + Fraction(made["remainder"]) == Fraction(made["change"])


def test_the_bars_of_a_waterfall_end_at_the_later_total(bench: Workbench) -> None:
    found = asked(EXPLANATION, bench, item="TTTT", by="unit")
    assert [chart.width for _, chart in charts(found.made, ("trước", "sau"))] == [165, 120]
    for _, chart in charts(found.made, ("trước", "sau")):
        first, *bars, last = json.loads(chart.specification)["data"]["values"]
        assert (first["total"], last["total"]) == pytest.approx((float(found.made.before), float(found.made.after)))
        assert sum(bar["to"] - bar["from"] for bar in bars) == pytest.approx(float(found.made.change))


def test_a_part_leads_to_the_same_question_one_level_down(bench: Workbench) -> None:
    by_unit = html(EXPLANATION, bench, item="1.2")
    assert re.search(
        r'<a href="/nguyen-nhan\?[^"]*unit=H55%3Ahuyen-dai-tu&amp;item=1\.2">UBND huyện Đại Từ</a>', by_unit
    )
    assert re.search(r'<a href="/nguyen-nhan\?[^"]*item=4\.2">4\.2 ', html(EXPLANATION, bench, item="TTTT"))


def test_a_drawing_has_words_and_no_part_of_it_a_role_of_its_own(bench: Workbench) -> None:
    page = html(EXPLANATION, bench, item="1.2")
    assert page.count('<svg role="img"') == 2 and page.count(" role=") == 3  # the third is the table's region
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_an_unknown_total_is_said_and_something_known_is_explained_instead(bench: Workbench) -> None:
    assert data(EXPLANATION, bench)["explanation"]["item"] == "TTTT"
    assert "Điểm tổng hợp không có ở cả hai thời điểm" in html(EXPLANATION, bench)
    made = data(EXPLANATION, bench, item="total")["explanation"]
    assert (made["item"], made["change"]) == ("total", None) and made["notes"]


def test_an_explanation_of_nothing_names_what_there_is(bench: Workbench) -> None:
    with pytest.raises(NotFound, match=r"một trong: total, CKMB, .*6\.4"):
        asked(EXPLANATION, bench, item="9.9")
    with pytest.raises(BochisoError, match="chỉ điểm mới tách được"):
        asked(EXPLANATION, bench, item="1.2", by="component")


def test_losses_and_gain_are_one_finding(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    made = data(LOSSES, bench)
    monkeypatch.setattr("bochiso.compare.gains.gain.gain", None)
    gained = data(GAIN, bench)["gain"]
    lost = sorted((Fraction(each["lost"] or 0) for each in gained["indicators"]), reverse=True)
    assert [Fraction(each["lost"]) for each in made["losses"]] == [each for each in lost if each][:5]
    best = {each["id"]: each["best"] for each in made["losses"]}
    assert best["4.2"]["title"] == "thanh toán trực tuyến khoản chưa nộp" and best["4.2"]["number"] == 533
    assert made["unknown"] == gained["unknown"] and made["reason"] is None


def test_no_target_without_a_total(bench: Workbench) -> None:
    with pytest.raises(BochisoError, match=r"không có điểm tổng hợp: chưa biết điểm của 1\.1"):
        asked(GAIN, bench, target="80")
    with pytest.raises(BochisoError, match="không phải điểm từ 0 đến 100"):
        asked(GAIN, bench, target="101")
    page = html(GAIN, bench)
    assert "Chưa đặt được điểm mục tiêu" in page and 'name="target"' not in page
    assert GAIN.csv is not None
    with pytest.raises(BochisoError, match="chưa đặt điểm mục tiêu"):
        GAIN.csv(asked(GAIN, bench))
