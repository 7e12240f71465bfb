"""The report of August 2023: every figure that the papers print, in all four formats, without the papers' flaws."""

import csv
import re
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest
from published import CASES, snapshots
from reading import read_docx, read_html, read_pdf, read_xlsx, squashed

from bochiso.report.build import build_report, find_reasons
from bochiso.report.document import Change, Document, Missing, Number, RowKind, Table, Text
from bochiso.report.docx import write_docx
from bochiso.report.html import write_html
from bochiso.report.pdf import write_pdf
from bochiso.report.xlsx import write_xlsx
from bochiso.time import Instant
from bochiso.units.registry import default_registry
from bochiso.workspace.settings import read_settings

REGISTRY = default_registry()
AUGUST = Instant.parse("2023-08-31").day
FORMATS = ("docx", "pdf", "xlsx", "html")

SENTENCES = """
1.1. Điểm số trục nội dung Công khai, minh bạch đạt 14,6/18 điểm, giảm 0,5 điểm so với ngày 31/7/2023 (15,1 điểm).
1.2. Điểm số trục nội dung Tiến độ giải quyết đạt 18,6/20 điểm, tăng 0,1 điểm so với ngày 31/7/2023 (18,5 điểm).
1.3. Điểm số trục nội dung Dịch vụ công trực tuyến đạt 7,1/12 điểm, giữ nguyên so với ngày 31/7/2023 (7,1 điểm).
1.4. Điểm số trục nội dung Thanh toán trực tuyến đạt 5,3/10 điểm, tăng 0,4 điểm so với ngày 31/7/2023 (4,9 điểm).
1.5. Điểm số trục nội dung Mức độ hài lòng đạt 18,0/18 điểm, giữ nguyên so với ngày 31/7/2023 (18,0 điểm).
1.6. Điểm số trục nội dung Số hóa hồ sơ, kết quả TTHC đạt 12,1/22 điểm, tăng 0,6 điểm so với ngày 31/7/2023 (11,5 điểm).
1.7. Điểm tổng hợp đạt 75,69/100 điểm; xếp hạng 09/63 tỉnh, thành phố. Tăng 0,59 điểm và giữ nguyên thứ bậc trên bảng xếp hạng so với ngày 31/7/2023 (75,10 điểm).
""".strip().splitlines()

# Số TT, 31/7: số liệu, tỷ lệ, 31/8: số liệu, tỷ lệ, thay đổi: số liệu, tỷ lệ. Source: letter 2062/SNV-CCHC, annex, table I.
TABLE_I = """
1.1|1.773/1.773|100,00|1.746/1.746|100,00|-27 TTHC|Giữ nguyên
1.2 a)|378.113|90,19|422.402|94,97|+44.289 hồ sơ|+4,78
1.2 b)|41.141|9,81|22.370|5,03|-18.771 hồ sơ|-4,78
2.1|–|95,41|–|95,03|–|-0,38
2.2|–|4,59|–|4,97|–|+0,38
3.1|151|8,52|151|8,65|Giữ nguyên|+0,13
3.2|824|46,47|810|46,39|-14 TTHC|-0,08
3.3|798|45,01|785|44,96|-13 TTHC|-0,05
3.4 a)|–|71,67|–|72,91|–|+1,24
3.4 b)|–|28,33|–|27,09|–|-1,24
3.5 a)|–|94,16|–|94,31|–|+0,15
3.5 b)|–|5,84|–|5,69|–|-0,15
3.6|–|14,70|–|15,10|–|+0,40
3.7|0||0||Giữ nguyên|
4.1 a)|163|100,00|173|100,00|+10 TTHC|Giữ nguyên
4.1 b)|0|0,00|0|0,00|Giữ nguyên|Giữ nguyên
4.2 a)|17.958|26,03|27.052|31,77|+9.094 hồ sơ|+5,74
4.2 b)|51.042|73,97|58.097|68,23|+7.055 hồ sơ|-5,74
4.3 a)|130|67,36|145|68,40|+15 TTHC|+1,04
4.3 b)|63|32,64|67|31,60|+4 TTHC|-1,04
5.1|–|100,00|–|100,00|–|Giữ nguyên
5.2|–|92,62|–|92,94|–|+0,32
5.3 a)|–|48,39|–|47,50|–|-0,89
5.3 b)|–|51,61|–|52,50|–|+0,89
6.1|–|78,63|–|79,77|–|+1,14
6.2|–|31,73|–|35,95|–|+4,22
6.3|624.193||674.986||+50.793 tài khoản|
6.4|184.314|48,67|229.180|54,16|+44.866 hồ sơ|+5,49
7.1|75,10||75,69||+0,59 điểm|
7.2|09/63||09/63||Giữ nguyên|
""".strip().splitlines()

# The column of each listed item and the digits that its most precise figure is printed with.
LISTED = {"2.3": 0, "3.8": 1, "4.2": 2, "6.6": 0}


@cache
def report() -> Document:
    before, after = (snapshot for _, snapshot in snapshots("766/portal-2022"))
    settings = read_settings(CASES / "thai-nguyen-2023-08" / "bochiso.toml")
    reasons = find_reasons(before, after, settings, REGISTRY, None)
    return build_report(before, after, settings, REGISTRY, reasons)


@cache
def texts() -> dict[str, str]:
    document = report()
    sheets = read_xlsx(write_xlsx(document))
    return {
        "docx": squashed(read_docx(write_docx(document))),
        "pdf": squashed(read_pdf(write_pdf(document))),
        "xlsx": squashed("".join(sheets.values())),
        "html": squashed(read_html(write_html(document))),
    }


def tables(number: int) -> list[Table]:
    return [block for block in report().annexes[number - 1].blocks if isinstance(block, Table)]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("sentence", SENTENCES, ids=[sentence[:4] for sentence in SENTENCES])
def test_the_seven_sentences(form: str, sentence: str) -> None:
    assert squashed(sentence) in texts()[form]


def test_every_cell_of_table_one() -> None:
    found, heading = [], ""
    for row in tables(1)[0].rows:
        cells = [cell.text for cell in row.cells]
        if row.kind is RowKind.HEADING or not any(cells[2:]):
            heading = cells[0]
            continue
        number = f"{heading} {cells[0]}" if cells[0].endswith(")") else cells[0]
        found.append("|".join((number, *cells[2:])))
    assert found == TABLE_I


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("line", TABLE_I, ids=[line.split("|")[0] for line in TABLE_I])
def test_every_figure_of_table_one_in_every_format(form: str, line: str) -> None:
    assert squashed("".join(line.split("|")[1:])) in texts()[form]


def units() -> dict[str, dict[str, list[dict[str, str]]]]:
    """The rows of the case by unit and item, earlier date first."""
    found: dict[str, dict[str, list[dict[str, str]]]] = defaultdict(lambda: defaultdict(list))
    with (CASES / "thai-nguyen-2023-08" / "so-lieu.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["unit"] != "H55":
                unit = REGISTRY.resolve(row["unit"], AUGUST, "H55")
                assert unit is not None
                found[unit.name][row["item"]].append(row)
    return found


def vietnamese(value: Decimal, digits: int) -> str:
    """Formatted here by other means than the product's."""
    whole, _, part = f"{value:.{digits}f}".partition(".")
    grouped = re.sub(r"(?<=\d)(?=(\d{3})+$)", ".", whole)
    return f"{grouped},{part}" if part else grouped


def expected(name: str, item: str, rows: list[dict[str, str]]) -> str:
    before, after = (Decimal(row["numerator"] or row["rate"]) for row in rows)
    digits, change = LISTED[item], after - before
    moved = "Giữ nguyên" if change == 0 else ("+" if change > 0 else "") + vietnamese(change, digits)
    return squashed(vietnamese(before, digits) + vietnamese(after, digits) + moved)


@pytest.mark.parametrize("form", FORMATS)
def test_every_figure_of_every_unit_in_every_format(form: str) -> None:
    text = texts()[form]
    checked = 0
    for name, items in units().items():
        for item, rows in items.items():
            if item == "6.5":
                fractions = [f"{row['numerator']}/{row['denominator']}" for row in rows]
                copies = expected(name, "6.6", items["6.6"])
                line = squashed(name + fractions[0] + fractions[1] + "Giữ nguyên") + copies
            elif item == "6.6":
                continue
            else:
                line = squashed(name) + expected(name, item, rows)
            assert line in text, (name, item)
            checked += 1
    assert checked == 25 + 28 + 27 + 9


@pytest.mark.parametrize("form", FORMATS)
def test_totals_are_added_up_by_code(form: str) -> None:
    assert squashed("Tổng số 1.277 1.102 -175") in texts()[form]
    assert squashed("Tổng số 181/187 181/187 Giữ nguyên 29.866 31.232 +1.366") in texts()[form]


def test_units_stand_in_the_stated_order() -> None:
    for number in (2, 3, 4):
        for table in tables(number):
            values = [row.cells[3] for row in table.rows if row.kind is RowKind.BODY]
            figures = [cell.value for cell in values if isinstance(cell, Number)]
            assert figures == sorted(figures, reverse=True)
            assert all(isinstance(cell, Missing) for cell in values[len(figures) :])
            assert "từ cao xuống thấp" in table.notes[0]


def test_units_without_a_figure_are_listed_with_a_reason() -> None:
    rows = {row.cells[1].text: row for row in tables(2)[0].rows}
    for name in ("Sở Tài chính", "Ban Dân tộc", "Thanh tra tỉnh"):
        assert [cell.text for cell in rows[name].cells[2:]] == ["–", "–", "–"]
    assert any("Ban Dân tộc, Sở Tài chính, Thanh tra tỉnh" in note for note in tables(2)[0].notes)


def test_a_list_of_some_units_says_so_and_calls_nothing_a_total() -> None:
    before, after = (snapshot for _, snapshot in snapshots("766/portal-2022"))
    settings = read_settings(CASES / "thai-nguyen-2023-08" / "bochiso.toml")
    part = build_report(before, replace(after, missing_units=7), settings, REGISTRY, None)
    (table, *_) = [block for block in part.annexes[1].blocks if isinstance(block, Table)]
    assert table.rows[-1].cells[1].text == "Tổng các đơn vị trong biểu"
    assert any("nguồn còn 7 đơn vị" in note for note in table.notes)


def test_the_flaws_of_the_papers_are_not_ours() -> None:
    document = report()
    assert [annex.number for annex in document.annexes] == [f"Phụ lục {n}" for n in ("I", "II", "III", "IV", "V", "VI")]
    headings = [row.cells[0].text for row in tables(1)[0].rows if row.kind is RowKind.HEADING]
    assert headings == ["I", "II", "III", "IV", "V", "VI", "VII"]
    cells = [cell for n in range(1, 7) for table in tables(n) for row in table.rows for cell in row.cells]
    changes = [cell.text for cell in cells if isinstance(cell, Change)]
    assert all(text == "Giữ nguyên" or re.fullmatch(r"[+-][\d.]+(,\d+)?( [^\d]+)?", text) for text in changes)
    labels = " ".join(cell.text for cell in cells if isinstance(cell, Text))
    cited = re.findall(r"chi tiết tại (Phụ lục [IVX]+)", labels)
    assert cited == ["Phụ lục II", "Phụ lục III", "Phụ lục IV"]
    assert "Công DVC" not in labels and "công DVC" not in labels
    for table in (table for n in range(1, 7) for table in tables(n)):
        for row in table.rows:
            assert len(row.cells) == len(table.columns)


def test_the_letter_names_every_annex_and_cites_the_decision_once_in_full() -> None:
    letter = "\n".join(block.text for block in report().letter.blocks if hasattr(block, "text"))
    assert "Phụ lục I, II, III, IV, V, VI kèm theo" in letter
    assert letter.count("phê duyệt Bộ chỉ số") == 1
    assert "16 giờ 30 phút ngày 31/8/2023" in letter
    assert letter.rstrip().endswith("./.")
    head = report().letter.head
    assert (head.number, head.place_and_date) == ("Số: 2062/SNV-CCHC", "Thái Nguyên, ngày 05 tháng 9 năm 2023")
    assert "(Kèm theo Công văn số 2062/SNV-CCHC ngày 05 tháng 9 năm 2023 của Sở Nội vụ)" in {
        a.reference for a in report().annexes
    }


@pytest.mark.parametrize("form", ("xlsx", "html"))
def test_the_review_stands_beside_the_report(form: str) -> None:
    assert len(report().review) == 17
    for finding in report().review:
        assert squashed(finding.title) in texts()[form] and squashed(finding.ask) in texts()[form]


@pytest.mark.parametrize("form", ("docx", "pdf"))
def test_the_review_is_no_part_of_the_letter(form: str) -> None:
    assert squashed(report().review[0].title) not in texts()[form]


def test_the_same_bytes_every_time() -> None:
    for write in (write_docx, write_pdf, write_xlsx, write_html):
        assert write(report()) == write(report())
