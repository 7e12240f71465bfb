"""From an axis to an indicator to what it counts: the numbers of the commands, a formula that comes out, whole lists."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from asking import (
    COMMUNE,
    LATE,
    MOMENT,
    OFFICE,
    PERSONAL,
    ROWS,
    asked,
    csv_of,
    data,
    html,
    links,
    opened_page,
    run,
    tags,
)
from published import CASES, snapshots
from pydantic import TypeAdapter

from bochiso.errors import BochisoError
from bochiso.index.load import editions
from bochiso.measure.deciding import Which
from bochiso.measure.trace import trace
from bochiso.score.snapshot import Measured, Reported
from bochiso.score.tally import ScoredUnit, score
from bochiso.view.traces import cells_of
from bochiso.web.formula import worked
from bochiso.web.part import Part
from bochiso.web.parts import listing
from bochiso.web.parts.axis import AXIS
from bochiso.web.parts.dossier import DOSSIER
from bochiso.web.parts.indicator import INDICATOR
from bochiso.web.parts.listing import LISTING
from bochiso.web.query import NotFound
from bochiso.web.workbench import Workbench, workbench

DISTRICT = "H55:huyen-dai-tu"
AUGUST = "2023-08-31T16:30"


@pytest.fixture(scope="module")
def bench(sample_workspace: Path) -> Iterator[Workbench]:
    with workbench(sample_workspace) as found:
        yield found


@pytest.fixture(scope="module")
def small(small_ledger: Path) -> Iterator[Workbench]:
    with workbench(small_ledger) as found:
        yield found


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """Published figures alone, in which units below have figures and points of every kind."""
    folder = tmp_path_factory.mktemp("cong-bo-2026")
    run("init", folder, "--unit", "H21")
    run("import", CASES / "portal-2026/gia-lai-2026-10-10.csv", "-w", folder)
    with workbench(folder) as found:
        yield found


@pytest.mark.parametrize(
    ("part", "values"),
    [
        (AXIS, {"axis": "TTTT"}),
        (AXIS, {"axis": "CLGQ", "unit": DISTRICT}),
        (INDICATOR, {"indicator": "5.2"}),
        (INDICATOR, {"indicator": "2.3", "unit": DISTRICT}),
        (LISTING, {"indicator": "2.3", "which": "excluded", "unit": DISTRICT}),
        (LISTING, {"indicator": "3.6", "offset": "50"}),
        (LISTING, {"indicator": "5.1", "which": "counted"}),
        (LISTING, {"indicator": "6.6"}),
        (LISTING, {"indicator": "3.7"}),
    ],
    ids=lambda value: value.name if isinstance(value, Part) else ",".join(value.values()),
)
def test_data_has_exactly_the_documented_shape(part: Part[Any], values: dict[str, str], bench: Workbench) -> None:
    made = data(part, bench, **values)
    adapter: TypeAdapter[Any] = TypeAdapter(part.shape)
    assert adapter.dump_python(adapter.validate_python(made, strict=True)) == made


@pytest.fixture(scope="module")
def shown(sample_workspace: Path) -> dict[str, Any]:
    """What `bochiso show` prints of each unit."""
    made = json.loads(run("show", "2023-08-31T16:30", "--format", "json", "-w", sample_workspace))
    return {unit["code"]: unit for unit in made["units"]}


@pytest.mark.parametrize("unit", ["", DISTRICT])
def test_figures_are_those_of_show_of_the_unit_and_those_right_below(
    unit: str, bench: Workbench, shown: dict[str, Any]
) -> None:
    below = {
        each.unit.code
        for each in asked(AXIS, bench, axis="CKMB").drill.now.units
        if each.unit.parent == (unit or "H55")
    }
    for made, items, axes in (
        (data(AXIS, bench, axis="TTTT", unit=unit), {"4.1", "4.2", "4.3"}, {"TTTT"}),
        (data(INDICATOR, bench, indicator="2.3", unit=unit), {"2.3"}, set()),
    ):
        first, *others = made["scores"]["units"]
        assert first["code"] == made["unit"] == (unit or "H55")
        assert {each["code"] for each in others} == below and len(below) > 20
        for each in (first, *others):
            whole = shown[each["code"]]
            assert each["indicators"] == [figure for figure in whole["indicators"] if figure["id"] in items]
            assert each["axes"] == {code: points for code, points in whole["axes"].items() if code in axes}
            assert (each["total"], each["rank"]) == (whole["total"], whole["rank"])


def test_changes_are_those_of_compare(bench: Workbench, sample_workspace: Path) -> None:
    printed = json.loads(
        run(
            "compare",
            "2023-07-31T16:30",
            "2023-08-31T16:30",
            "--unit",
            "H55",
            "--format",
            "json",
            "-w",
            sample_workspace,
        )
    )
    (whole,) = printed["units"]
    made = data(AXIS, bench, axis="TTTT")["comparison"]
    items = ("TTTT", "4.1", "4.2", "4.3")
    assert made["units"][0]["changes"] == [each for each in whole["changes"] if each["item"] in items] != []
    assert len(made["units"]) == len(data(AXIS, bench, axis="TTTT")["scores"]["units"])


def test_an_axis_leads_to_each_of_its_indicators_and_to_the_units_below(bench: Workbench) -> None:
    found = links(html(AXIS, bench, axis="TTTT", unit=DISTRICT))
    ways = [address for text, address in found.items() if re.match(r"4\.[123] ", text)]
    assert len(ways) == 3
    for address in ways:
        page, query = opened_page(address, INDICATOR)
        made = INDICATOR.find(bench, query)
        assert (page.name, made.drill.unit.unit.code, made.indicator.axis) == ("indicator", DISTRICT, "TTTT")
    above = AXIS.about(asked(AXIS, bench, axis="TTTT", unit=DISTRICT)).crumbs[-1]
    assert opened_page(above.address, AXIS)[1].values == (("axis", "TTTT"), ("unit", "H55"))


# The formula

_NUMBER = re.compile(r"([0-9][0-9.]*(?:,[0-9]+)?)(\s*%)?")


def value_of(text: str) -> Fraction:
    """A formula as it is printed: `6 × min(1; (352/400) ÷ 90 %)`."""

    def number(found: re.Match[str]) -> str:
        plain = found[1].replace(".", "").replace(",", ".")
        return f"F('{plain}')/100" if found[2] else f"F('{plain}')"

    text = text.replace("0 (0/0)", "0")
    code = _NUMBER.sub(number, text).replace(";", ",").replace("×", "*")
    code = re.sub(r"÷ (F\('[^']+'\)/100)", r"/ (\1)", code)
    assert re.fullmatch(r"(F\('[0-9.]+'\)|min|[()*/, ]|100)+", code), code
    made = eval(code, {"__builtins__": {}, "F": Fraction, "min": min})
    assert isinstance(made, Fraction)
    return made


def scored_units(bench: Workbench) -> Iterator[tuple[ScoredUnit, str]]:
    for edition in editions().values():
        for _, snapshot in snapshots(edition.id):
            for unit in score(snapshot, edition):
                yield unit, edition.id
    now = asked(AXIS, bench, axis="TTTT").drill.now
    yield from ((unit, now.edition.id) for unit in now.units)


def test_the_formula_with_the_numbers_in_it_comes_out_at_the_printed_points(bench: Workbench) -> None:
    forms: Counter[str] = Counter()
    for unit, name in scored_units(bench):
        for scored in unit.indicators:
            text = worked(unit, scored, editions()[name].rounding.percent)
            if " = " not in text:
                assert scored.points.exact is None or re.search(r"0/0|không được đo|chỉ hiển thị", text), text
                continue
            formula, _, result = text.partition(" = ")
            exact, cut, printed = re.fullmatch(
                r"(?:([0-9.]+,[0-9]{4})(…?), làm tròn )?([0-9]+,[0-9]{2}) điểm(?:; nguồn công bố .*)?", result
            ).groups()  # type: ignore[union-attr]
            made = value_of(formula)
            assert made == scored.points.exact, text
            assert Decimal(printed.replace(",", ".")) == scored.points.computed
            if exact:
                shown = Fraction(exact.replace(",", "."))
                assert (shown < made) == bool(cut) and made - shown < Fraction(1, 10_000), text
            else:
                assert made == scored.points.computed
            forms[re.sub(r"[0-9.,]+", "n", formula)] += 1
    assert {"n × n/n", "n × min(n; (n/n) ÷ n %)", "n × min(n; (n/n × n/n) ÷ n %)"} <= forms.keys()
    assert sum(forms.values()) > 500


def test_a_rate_above_one_or_printed_alone_stays_a_formula(papers: Workbench) -> None:
    found = asked(INDICATOR, papers, indicator="1.2", unit="H21.01")
    rounding = found.drill.now.edition.rounding.percent
    points = replace(found.scored.points, exact=Fraction(4), computed=Decimal("4.00"), reported=None)
    over = replace(found.scored, value=Measured(11, 10), points=points)
    assert worked(found.drill.unit, over, rounding) == "4 × min(1; 11/10) = 4,00 điểm"
    unknown = replace(over, value=Reported(None, 7), points=replace(points, exact=None, computed=None))
    assert worked(found.drill.unit, unknown, rounding) == "chưa tính được: nguồn không công bố tỷ lệ"
    said = replace(points, reported=Decimal("3.9"))
    assert worked(found.drill.unit, replace(over, points=said), rounding).endswith("; nguồn công bố 3,90 điểm")


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("2.2", "Chỉ hiển thị, không tính điểm"),
        ("4.6", "2 × 100 % = 2,00 điểm"),
        ("5.2", "Không có gì để đếm (0/0): được điểm tối đa"),
        ("3.2", "Chưa tính được: không có trong số liệu đã nhập"),
        ("3.1", "Đơn vị cấp này không được đo chỉ số này: 0 điểm"),
    ],
)
def test_without_a_formula_the_words_say_why(item: str, text: str, papers: Workbench) -> None:
    assert f"<dt>Với số liệu này</dt><dd>{text}</dd>" in html(INDICATOR, papers, indicator=item, unit="H21.01")


# What is not there


def test_no_data_not_applicable_zero_and_unchanged_read_and_look_different(papers: Workbench, bench: Workbench) -> None:
    page = html(INDICATOR, papers, indicator="3.2", unit="H21.01")
    assert '<p class="large none">không có số liệu</p>' in page and "zero" not in page
    assert '<p class="large na">không áp dụng</p>' in html(INDICATOR, papers, indicator="3.6", unit="H21.01")
    zero = html(AXIS, papers, axis="CLGQ", unit="H21.01")
    assert '<td class="figure zero">0,00/2</td>' in zero and '<td class="figure na">không chấm điểm</td>' in zero
    assert re.search(r'<td class="figure none">không có số liệu', zero)
    assert re.search(r'<td class="figure same">● Giữ nguyên</td>', html(AXIS, bench, axis="CKMB", before=AUGUST))
    assert "chưa có kỳ trước để so" in html(INDICATOR, papers, indicator="1.1", unit="H21.01")


def test_a_count_without_a_rate_is_told_as_a_count(bench: Workbench) -> None:
    page = html(INDICATOR, bench, indicator="2.3")
    assert '<p class="large ">1.102 hồ sơ</p>' in page and "%" not in page.partition('<h2 id="chi-so-cach-tinh"')[0]
    assert re.search(r'<span class="said (good|bad)">[▲▼] [+−-][\d.]+ hồ sơ \((tốt lên|xấu đi)\)', page)


def test_small_denominators_are_marked_and_named(bench: Workbench) -> None:
    made = data(INDICATOR, bench, indicator="5.4", unit="H55:so-tu-phap")
    (figure,) = made["scores"]["units"][0]["indicators"]
    assert made["small"] == ["H55:so-tu-phap"] and 0 < figure["denominator"] < made["small_below"] == 30
    assert "mẫu nhỏ (dưới 30)" in html(INDICATOR, bench, indicator="5.4", unit="H55:so-tu-phap")
    assert "H55:so-tu-phap" in data(INDICATOR, bench, indicator="5.4")["small"]


def test_a_unit_that_takes_a_figure_over_names_the_giver_and_lists_nothing(small: Workbench) -> None:
    values = {"at": MOMENT, "unit": OFFICE, "indicator": "4.6"}
    made = data(LISTING, small, **values)
    assert (made["listing"], made["reason"]) == (
        None,
        "Sở Tư pháp không có số liệu riêng: lấy theo UBND tỉnh Thái Nguyên",
    )
    page = html(INDICATOR, small, **values)
    giver = links(page)["UBND tỉnh Thái Nguyên"]
    assert "Số liệu lấy theo <a" in page
    assert opened_page(giver, INDICATOR)[1].values == (("at", MOMENT), ("indicator", "4.6"), ("unit", "H55"))
    found = links(html(LISTING, small, **values))
    _, query = opened_page(found["Xem danh sách của UBND tỉnh Thái Nguyên"], LISTING)
    assert LISTING.find(small, query).unit.unit.code == "H55"
    assert data(LISTING, small, **(values | {"indicator": "3.1"}))["reason"] == "chỉ số này không được đo, tính 0 điểm"
    assert "lấy theo UBND tỉnh" in html(INDICATOR, small, at=MOMENT, indicator="4.6")
    with pytest.raises(BochisoError, match="không có số liệu riêng"):
        csv_of(LISTING, small, **values)


def test_what_is_not_there_is_not_found_in_words_that_help(bench: Workbench, papers: Workbench) -> None:
    cases: list[tuple[Part[Any], dict[str, str], str]] = [
        (AXIS, {"axis": "XYZ"}, r"trục «XYZ»[\s\S]*một trong: CKMB \(Công khai, minh bạch\), "),
        (AXIS, {"axis": "2.1"}, "trục «2.1»"),
        (AXIS, {}, "trục «»"),
        (AXIS, {"axis": "TTTT", "unit": "H99.<b>"}, r"đơn vị «H99\.<b>»[\s\S]*bảng xếp hạng"),
        (INDICATOR, {"indicator": "9.9"}, r"chỉ số «9\.9»[\s\S]*chọn một trong: .*\d\.\d"),
        (INDICATOR, {"indicator": "TTTT"}, r"là trục[\s\S]*mở trang trục Thanh toán trực tuyến \(/truc/TTTT\)"),
        (LISTING, {"indicator": "total"}, "là trục, nhóm hoặc tổng"),
    ]
    for part, values, words in cases:
        with pytest.raises(NotFound, match=words) as raised:
            asked(part, bench, **values)
        assert "--" not in str(raised.value), "a page knows no options of a command"
    for name, wrong in (("which", "missing"), ("offset", "-1"), ("offset", "1e3")):
        with pytest.raises(BochisoError, match=f"tham số {name}=") as refused:
            asked(LISTING, bench, indicator="2.3", **{name: wrong})
        assert not isinstance(refused.value, NotFound)
    with pytest.raises(NotFound, match="không có trong số liệu này"):
        asked(INDICATOR, papers, indicator="1.1", unit="H55")


# What stands behind a figure


@pytest.mark.parametrize(
    ("item", "which"),
    [
        ("2.1", Which.EXCLUDED),  # dossiers
        ("6.6", Which.COUNTED),  # communes, of a figure that is a sum
    ],
)
def test_pages_of_a_list_are_the_whole_of_it(
    item: str, which: Which, bench: Workbench, small: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, values = (small, {"at": MOMENT}) if item == "2.1" else (bench, {})
    monkeypatch.setattr(listing, "ROWS", 2)
    values |= {"indicator": item, "which": which.value}
    whole = trace(place.source, asked(LISTING, place, **values).request)
    rows = [[cell or None for cell in cells_of(each)] for each in whole.rows]
    pages = [data(LISTING, place, **values, offset=str(offset))["listing"] for offset in (0, 2, len(rows))]
    assert len(rows) == whole.count >= 4
    assert [row for page in pages for row in page["rows"]] == rows[:4]
    assert {page["count"] for page in pages} == {whole.count} and not pages[2]["rows"]
    turn = links(html(LISTING, place, **values))["Trang sau (từ dòng 3)"]
    assert LISTING.find(place, opened_page(turn, LISTING)[1]).offset == 2
    back = links(html(LISTING, place, **values, offset="2"))["Trang trước (từ dòng 1)"]
    assert LISTING.find(place, opened_page(back, LISTING)[1]).offset == 0


@pytest.mark.parametrize(("item", "which"), [("2.1", "missing"), ("6.5", "missing")])
def test_the_files_are_those_of_the_command(
    item: str, which: str, bench: Workbench, small: Workbench, small_ledger: Path, sample_workspace: Path
) -> None:
    place, folder, at = (small, small_ledger, MOMENT) if item == "2.1" else (bench, sample_workspace, AUGUST)
    printed = run("dossiers", item, "--at", at, "--which", which, "--format", "csv", "-w", folder)
    found = asked(LISTING, place, at=at, indicator=item, which=which)
    assert LISTING.csv is not None and LISTING.xlsx is not None
    text = LISTING.csv(found)
    assert text == printed and text.count("\n") > 4
    sheet = openpyxl.load_workbook(io.BytesIO(LISTING.xlsx(found))).active
    assert sheet is not None
    cells = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    table = list(csv.reader(io.StringIO(text)))
    assert [row[0] for row in cells[cells.index(table[0]) :]] == [row[0] for row in table]


def test_a_file_that_would_be_too_long_is_refused_and_not_offered(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {"indicator": "6.5", "which": "counted"}
    offered = [text for text in links(html(LISTING, bench, **values)) if text.startswith("Tải")]
    assert [text.rpartition(" ")[2] for text in offered] == ["(CSV)", "(XLSX)"]
    monkeypatch.setattr(listing, "MOST_CSV", 3)
    assert not [text for text in links(html(LISTING, bench, **values)) if "(CSV)" in text]
    with pytest.raises(BochisoError, match=r"không quá 3 dòng[\s\S]*bochiso dossiers 6\.5 --which counted --unit H55"):
        csv_of(LISTING, bench, **values)


def test_a_list_names_what_it_lists_and_not_what_the_figure_adds_up(bench: Workbench) -> None:
    page = html(LISTING, bench, indicator="6.6")
    assert "<p>180 xã; đang hiện dòng 1 đến 50.</p>" in page and ">Xã đứng sau số liệu</h2>" in page
    assert "<p>1.102 hồ sơ; đang hiện" in html(LISTING, bench, indicator="2.3")


def test_published_figures_have_nothing_behind_them(papers: Workbench) -> None:
    made = data(LISTING, papers, indicator="1.1", unit="H21.01")
    assert (made["listing"], made["reason"]) == (None, "số liệu này do nguồn công bố, không có từng hồ sơ đứng sau")
    assert "<p>Số liệu này do nguồn công bố" in html(LISTING, papers, indicator="1.1", unit="H21.01")
    for write in (LISTING.csv, LISTING.xlsx):
        assert write is not None
        with pytest.raises(BochisoError, match="do nguồn công bố"):
            write(asked(LISTING, papers, indicator="1.1", unit="H21.01"))


def test_a_list_of_a_ledger_that_grew_since_says_so(small: Workbench) -> None:
    made = data(LISTING, small, at=MOMENT, indicator="2.1")["listing"]
    assert made["notes"] == ["sổ hồ sơ đã nạp thêm sau khi tính bản chụp: danh sách theo sổ hiện có"]
    codes = [row[0] for row in made["rows"]]
    assert codes.count(LATE[0].code) == 1 and LATE[1].code not in codes
    counted = data(LISTING, small, at=MOMENT, indicator="2.1", which="counted")["listing"]
    assert counted["count"] == 5 and not counted["notes"]


def test_each_dossier_of_a_list_is_reached_by_its_link_whatever_its_code(small: Workbench) -> None:
    page = html(LISTING, small, at=MOMENT, indicator="1.4", which="excluded") + html(
        LISTING, small, at=MOMENT, indicator="2.1"
    )
    listed = {text: address for text, address in links(page).items() if address.startswith("/ho-so/")}
    assert {"A/B?C#D%25", "<SCRIPT>ALERT(1)</SCRIPT>", "NĂM-TRƯỚC"} <= listed.keys()
    for code, address in listed.items():
        found, query = opened_page(address, DOSSIER)
        assert (found.name, query.values) == ("dossier", (("at", MOMENT), ("code", code)))
    assert not tags(page) & {"script", "b"} and "Xã &lt;b&gt;Một&lt;/b&gt; &amp; «Hai»" in page


def test_nothing_of_a_person_reaches_a_page_an_answer_or_a_file(small: Workbench) -> None:
    values = {"at": MOMENT, "indicator": "2.1", "which": "missing", "unit": COMMUNE}
    texts = [html(part, small, **values) for part in (INDICATOR, LISTING)]
    texts += [json.dumps(data(LISTING, small, **values), ensure_ascii=False), csv_of(LISTING, small, **values)]
    for text in texts:
        assert ROWS[0].code in text or "Cách tính" in text
        assert not [each for each in (*PERSONAL, "Họ tên", "CCCD", "Điện thoại") if each in text]
