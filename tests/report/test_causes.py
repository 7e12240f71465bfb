"""The annex on causes: what it says of the papers and of made figures, and that its tables re-add to the last digit."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from published import CASES, snapshots

from bochiso.cli import main
from bochiso.errors import BochisoError
from bochiso.report.build import build_report, find_reasons
from bochiso.report.causes import TITLE
from bochiso.report.document import Blank, Change, Chart, Document, Number, Paragraph, ParagraphKind, RowKind, Table
from bochiso.report.reasons import Reasons, Remedy
from bochiso.score.snapshot import Figure, Measured, NotApplicable, Snapshot, SnapshotUnit, Value
from bochiso.time import Instant, Period
from bochiso.units.registry import default_registry
from bochiso.units.tree import UnitKind
from bochiso.workspace.computing import source_of
from bochiso.workspace.opened import opened
from bochiso.workspace.settings import ReportSettings, Settings, Workspace, read_settings

REGISTRY = default_registry()
PAPERS = read_settings(CASES / "thai-nguyen-2023-08" / "bochiso.toml")
GIA_LAI = Settings(Workspace("H21"))


def made(before: Snapshot, after: Snapshot, settings: Settings) -> Document:
    return build_report(before, after, settings, REGISTRY, find_reasons(before, after, settings, REGISTRY, None))


@cache
def papers() -> Document:
    before, after = (snapshot for _, snapshot in snapshots("766/portal-2022"))
    return made(before, after, PAPERS)


def paragraphs(document: Document, kind: ParagraphKind | None = None) -> list[str]:
    blocks = document.annexes[-1].blocks
    found = [block for block in blocks if isinstance(block, Paragraph) and kind in (None, block.kind)]
    return [block.text.replace("\u00a0", " ") for block in found]


def told(document: Document) -> str:
    assert document.annexes[-1].title == TITLE.upper()
    return "\n".join(paragraphs(document))


def tables(document: Document) -> list[Table]:
    return [block for block in document.annexes[-1].blocks if isinstance(block, Table)]


def charts(document: Document) -> list[Chart]:
    return [block for block in document.annexes[-1].blocks if isinstance(block, Chart)]


# The papers of Thái Nguyên


def test_the_total_is_explained_as_far_as_the_papers_allow() -> None:
    text = told(papers())
    assert (
        "Điểm tổng hợp tăng 0,59 điểm, từ 75,10 lên 75,69 điểm: các chỉ số thành phần có điểm tăng làm tăng 0,37 điểm; "
        "phần chưa giải thích được là tăng 0,20 điểm; làm tròn điểm làm tăng 0,02 điểm."
    ) in text
    assert (
        "Phần giảm 0,50 điểm của trục Công khai, minh bạch chưa giải thích được: nguồn không công bố điểm của 1.1, 1.2."
    ) in text
    assert "Phần tăng 0,03 điểm của trục Thanh toán trực tuyến là chênh lệch do làm tròn điểm." in text
    assert (
        "Chỉ số 5.2 Hài lòng trong tiếp nhận, giải quyết TTHC: cả hai thời điểm đều đạt ngưỡng 90 %: "
        "tỷ lệ thay đổi nhưng điểm không đổi."
    ) in text


TOTAL_OF_THE_PAPERS = """
4.2 Hồ sơ thanh toán trực tuyến|1,56|1,91|+0,35|17.958/69.000 hồ sơ → 27.052/85.149 hồ sơ
4.3 TTHC có giao dịch thanh toán trực tuyến|1,35|1,37|+0,02|130/193 TTHC → 145/212 TTHC
Chưa giải thích được: trục Công khai, minh bạch: nguồn không công bố điểm của 1.1, 1.2|||-0,50|
Chưa giải thích được: trục Tiến độ giải quyết: nguồn không công bố điểm của 2.1|||+0,10|
Trục Thanh toán trực tuyến: làm tròn điểm|||+0,03|
Chưa giải thích được: trục Số hóa hồ sơ, kết quả TTHC: nguồn không công bố điểm của 6.1, 6.2, 6.4|||+0,60|
Làm tròn điểm|||-0,01|
Điểm tổng hợp|75,10|75,69|+0,59|
""".strip().splitlines()


def test_the_table_of_the_total() -> None:
    table = tables(papers())[0]
    assert ["|".join(cell.text for cell in row.cells) for row in table.rows] == TOTAL_OF_THE_PAPERS


def test_an_indicator_says_what_is_known_of_it_and_no_more() -> None:
    text = told(papers())
    assert (
        "Tỷ lệ tăng 5,74 điểm %, từ 26,03 % lên 31,77 %, tương ứng 17.958/69.000 hồ sơ và 27.052/85.149 hồ sơ. "
        "Điểm của chỉ số tăng 0,35 điểm, từ 1,56 điểm lên 1,91 điểm (tối đa 6 điểm)."
    ) in text
    assert "Chưa tách được theo đơn vị: không có số đếm của từng đơn vị." in text
    assert "Nguồn không công bố điểm của chỉ số này nên không biết thay đổi làm tăng hay giảm bao nhiêu điểm." in text


def test_units_are_told_with_their_share_of_the_change() -> None:
    text = told(papers())
    assert "Số liệu giảm 175 hồ sơ, từ 1.277 hồ sơ xuống 1.102 hồ sơ. Số liệu này không tính điểm." in text
    assert "- Sở Kế hoạch và Đầu tư chiếm 120 hồ sơ trong mức giảm 175 hồ sơ (trước 189, sau 69 hồ sơ)." in text
    assert (
        "- UBND huyện Đại Từ làm tăng 68 hồ sơ, ngược chiều với mức giảm chung 175 hồ sơ (trước 120, sau 188 hồ sơ)."
    ) in text
    table = next(table for table in tables(papers()) if table.name == "don-vi-2-3")
    assert [cell.text for cell in table.rows[0].cells] == ["Sở Kế hoạch và Đầu tư", "189", "69", "-120"]
    assert [cell.text for cell in table.rows[10].cells] == ["Các đơn vị còn lại (13)", "305", "280", "-25"]
    assert [cell.text for cell in table.rows[11].cells] == ["Thay đổi", "", "", "-175"]


def test_charts_tell_in_words_what_they_show() -> None:
    waterfall, first, second = charts(papers())
    assert waterfall.alt.startswith(
        f"{waterfall.caption}. Ngày 31/7/2023: 75,10. 4.2 Hồ sơ thanh toán trực tuyến: +0,35"
    )
    assert waterfall.alt.endswith("Ngày 31/8/2023: 75,69.")
    assert "Sở Kế hoạch và Đầu tư: -120" in first.alt and "UBND huyện Võ Nhai: +728" in second.alt


# Without the annex


def without_causes(document: Document) -> list[str]:
    letter = [block.text for block in document.letter.blocks if isinstance(block, Paragraph)]
    return [text for text in letter if "Phụ lục" not in text]


def test_the_switch_gives_the_document_as_it_is_without() -> None:
    before, after = (snapshot for _, snapshot in snapshots("766/portal-2022"))
    off = replace(PAPERS, report=ReportSettings(causes=False))
    document = made(before, after, off)
    assert document.annexes == papers().annexes[:-1]
    assert without_causes(document) == without_causes(papers())
    assert "Phụ lục I, II, III, IV, V kèm theo" in "".join(
        block.text for block in document.letter.blocks if isinstance(block, Paragraph)
    )
    assert document == build_report(before, after, PAPERS, REGISTRY, None)


def test_the_switch_is_true_or_false(tmp_path: Path) -> None:
    path = tmp_path / "bochiso.toml"
    path.write_text('[workspace]\nprovince = "H55"\n[report]\ncauses = false\n', encoding="utf-8")
    assert not read_settings(path).report.causes
    path.write_text('[workspace]\nprovince = "H55"\n[report]\ncauses = "không"\n', encoding="utf-8")
    with pytest.raises(BochisoError, match="«causes» phải là true hoặc false"):
        read_settings(path)


def test_the_option_leaves_the_annex_out(tmp_path: Path) -> None:
    run("init", tmp_path, "--unit", "H55")
    run("import", CASES / "thai-nguyen-2023-08" / "so-lieu.csv", "-w", tmp_path)
    run("report", "2023-07-31", "2023-08-31", "--no-causes", "--out", tmp_path / "o", "-w", tmp_path)
    assert TITLE.upper() not in (tmp_path / "o" / "bao-cao-2023-08.html").read_text(encoding="utf-8")


def test_nothing_moved_is_one_sentence_and_no_annex() -> None:
    before, _ = (snapshot for _, snapshot in snapshots("766/portal-2022"))
    document = made(before, replace(before, as_of=Instant.parse("2023-08-31")), PAPERS)
    assert [annex.title for annex in document.annexes if annex.title == TITLE.upper()] == []
    texts = [block.text for block in document.letter.blocks if isinstance(block, Paragraph)]
    assert "Các số liệu có ở cả hai thời điểm như nhau: không có thay đổi nào cần giải thích." in texts


def test_no_figure_at_both_dates_is_not_called_unchanged() -> None:
    before, after = small([{"1.4": (1, 2)}]), small([{"2.1": (1, 2)}], "2026-10-10")
    reasons = find_reasons(before, after, GIA_LAI, REGISTRY, None)
    assert reasons is not None
    assert reasons.nothing == "Không có số liệu nào ở cả hai thời điểm để giải thích thay đổi."


# Gia Lai's departments, and small made provinces


def small(units: Sequence[dict[str, tuple[int, int]]], day: str = "2026-10-02") -> Snapshot:
    """A province and its departments with these counts; the province has their sums."""
    codes = [f"H21.{number:02}" for number in range(1, len(units) + 1)]
    known = [SnapshotUnit("H21", "UBND tỉnh Gia Lai", UnitKind.PROVINCE, "VN")]
    known += [SnapshotUnit(code, f"Sở {code}", UnitKind.DEPARTMENT, "H21") for code in codes]
    figures = [
        Figure(code, item, value(counts))
        for code, found in zip(codes, units, strict=True)
        for item, counts in found.items()
    ]
    items = dict.fromkeys(item for found in units for item in found)
    figures += [Figure("H21", item, value(summed(units, item))) for item in items]
    return Snapshot(
        Instant.parse(day), "766/portal-2026", Period.parse("2026"), "portal", tuple(known), tuple(figures), ()
    )


def summed(units: Sequence[dict[str, tuple[int, int]]], item: str) -> tuple[int, int]:
    found = [counts[item] for counts in units if item in counts]
    return sum(n for n, _ in found), sum(d for _, d in found)


def value(counts: tuple[int, int]) -> Value:
    return Measured(*counts) if counts[1] else NotApplicable("không phát sinh", counted=True)


@cache
def gia_lai() -> Document:
    """The published departments, under a province that has the sums of their counts."""
    found = [
        snapshot
        for name, snapshot in snapshots("766/portal-2026")
        if "gia-lai" in name and any(figure.item == "2.1" for figure in snapshot.figures)
    ]
    before, after = (provincial(snapshot) for snapshot in found)
    return made(before, after, GIA_LAI)


def provincial(snapshot: Snapshot) -> Snapshot:
    of = {unit.code for unit in snapshot.units if unit.kind is UnitKind.DEPARTMENT}
    counted: dict[str, list[Measured]] = {}
    for figure in snapshot.figures:
        if figure.unit in of and isinstance(figure.value, Measured) and figure.item not in ("1.1", "1.2", "1.3"):
            counted.setdefault(figure.item, []).append(figure.value)
    units = tuple(unit for unit in snapshot.units if unit.code in of)
    figures = [figure for figure in snapshot.figures if figure.unit in of]
    for item, values in counted.items():
        whole = sum(each.numerator for each in values), sum(each.denominator for each in values)
        figures.append(Figure("H21", item, Measured(*whole)))
    province = SnapshotUnit("H21", "UBND tỉnh Gia Lai", UnitKind.PROVINCE, "VN")
    return replace(snapshot, units=(*units, province), figures=tuple(figures))


def test_the_department_whose_petitions_left_is_named() -> None:
    text = told(gia_lai())
    assert re.search(r"- Sở Y tế (chiếm|làm tăng) [\d,]+ điểm %.*: chỉ có ở thời điểm trước, 0/2\.", text)


def test_the_row_of_the_first_annex_is_named_where_its_number_differs() -> None:
    headings = paragraphs(gia_lai(), ParagraphKind.HEADING)
    assert any(re.fullmatch(r". *\) Chỉ số 4\.\d[ab]?: .* \(dòng 6\.\d Phụ lục I\)", text) for text in headings)


def test_a_share_that_is_mostly_a_mix_says_so() -> None:
    before = small([{"2.1": (90, 100)}, {"2.1": (10, 100)}])
    after = small([{"2.1": (178, 200)}, {"2.1": (5, 50)}], "2026-10-10")
    text = told(made(before, after, GIA_LAI))
    assert "tỷ lệ giảm từ 90,00 % (90/100) xuống 89,00 % (178/200); phần do tỷ lệ giảm 0,65 điểm %, " in text


def test_rates_that_the_chairman_watches_are_told_wherever_they_fell() -> None:
    moving = ("2.1", "3.6", "5.2", "5.3", "4.1", "4.2", "4.3")
    before = small([dict.fromkeys(moving, (500, 1000)) | {"1.4": (900, 1000), "3.3": (600, 1000)}])
    after = small([dict.fromkeys(moving, (700, 1000)) | {"1.4": (899, 1000), "3.3": (601, 1000)}], "2026-10-10")
    headings = " ".join(paragraphs(made(before, after, GIA_LAI), ParagraphKind.HEADING))
    assert "Chỉ số 1.4:" in headings and "Chỉ số 3.3:" not in headings


def test_a_rate_that_passes_its_target_earns_up_to_it_and_that_is_said() -> None:
    before = small([{"5.4": (85, 100)}, {"5.4": (85, 100)}])
    after = small([{"5.4": (99, 100)}, {"5.4": (85, 100)}], "2026-10-10")
    text = told(made(before, after, GIA_LAI))
    assert "Chỉ phần dưới ngưỡng 90 % được tính điểm." in text
    assert "- Sở H21.01 chiếm 7,00 điểm % trong mức tăng 7,00 điểm %: tỷ lệ tăng từ 85,00 % (85/100) lên" in text


def test_points_that_another_rate_moved_are_not_laid_on_this_one() -> None:
    same = {"3.3": (40, 100)}
    before, after = small([{"1.4": (50, 100), **same}]), small([{"1.4": (90, 100), **same}], "2026-10-10")
    text = told(made(before, after, GIA_LAI))
    assert "Tỷ lệ giữ nguyên 40,00 %, tương ứng 40/100 hồ sơ và 40/100 hồ sơ. Điểm của chỉ số tăng" in text
    assert "tính theo tỷ lệ này nhân với tỷ lệ của chỉ số 1.4." in text


# Tables re-add


def amounts(table: Table, column: int) -> tuple[list[Decimal], Decimal]:
    """What a column prints above its last row, and in it; a text such as `+0,00…` prints as nothing."""
    cells = [row.cells[column] for row in table.rows]
    found = [Decimal(0) if not isinstance(cell, Change | Number) else cell.value for cell in cells]
    digits = [cell.digits for cell in cells if isinstance(cell, Change | Number)]
    assert len(set(digits)) <= 1, "one number of decimals for a column"
    assert all(figure == round(figure, each) for figure in found for each in digits[:1])
    return found[:-1], found[-1]


def readds(document: Document) -> Iterator[str]:
    for table in tables(document):
        if table.name == "giai-phap" or table.rows[-1].kind is not RowKind.TOTAL:
            continue
        changes = 3 if table.name == "nguyen-nhan-diem" else len(table.columns) - 1
        parts, total = amounts(table, changes)
        assert sum(parts) == total, table.name
        if len(table.columns) == 6:
            halves = [amounts(table, column) for column in (3, 4)]
            for rate, mix, whole, row in zip(halves[0][0], halves[1][0], parts, table.rows, strict=False):
                assert isinstance(row.cells[3], Blank) or rate + mix == whole
            assert [sum(column) for column, _ in halves] == [last for _, last in halves]
        yield table.name


def test_the_tables_of_the_papers_and_of_gia_lai_re_add() -> None:
    assert list(readds(papers())) == ["nguyen-nhan-diem", "don-vi-2-3", "don-vi-6-6"]
    assert len(list(readds(gia_lai()))) >= 2


COUNTS = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: (min(pair), max(pair)))
UNITS = st.lists(st.dictionaries(st.sampled_from(["1.4", "2.1", "3.3", "3.6", "5.2"]), COUNTS), min_size=1, max_size=16)


@settings(max_examples=40, deadline=None)
@given(before=UNITS, after=UNITS)
def test_the_tables_of_any_province_re_add(
    before: list[dict[str, tuple[int, int]]], after: list[dict[str, tuple[int, int]]]
) -> None:
    old, new = small(before), small(after, "2026-10-10")
    reasons = find_reasons(old, new, GIA_LAI, REGISTRY, None)
    document = build_report(old, new, GIA_LAI, REGISTRY, reasons)
    assert reasons is not None
    if not reasons.nothing:
        list(readds(document))
        names = [table.name for table in tables(document)] + [chart.name for chart in charts(document)]
        assert len(set(names)) == len(names)


# Remedies


def with_remedies(remedies: tuple[Remedy, ...]) -> Document:
    before, after = (snapshot for _, snapshot in snapshots("766/portal-2022"))
    reasons = find_reasons(before, after, PAPERS, REGISTRY, None)
    assert reasons is not None
    return build_report(before, after, PAPERS, REGISTRY, replace(reasons, remedies=remedies))


def test_remedies_have_a_table_and_none_have_no_heading() -> None:
    document = with_remedies((Remedy("1.2", "Đồng bộ hồ sơ chưa có trên Cổng", 22370, Fraction(31, 10)),))
    assert "3. Giải pháp" in paragraphs(document, ParagraphKind.HEADING)
    assert [cell.text for cell in tables(document)[-1].rows[0].cells] == [
        "Đồng bộ hồ sơ chưa có trên Cổng",
        "1.2",
        "22.370",
        "+3,10",
    ]
    assert not any("Giải pháp" in text for text in paragraphs(papers(), ParagraphKind.HEADING))


# The ledger, and the commands in the notes


def run(*words: object) -> str:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result.stdout


def commands(document: Document) -> list[str]:
    return [text.removeprefix("Truy vết: bochiso ") for text in paragraphs(document) if text.startswith("Truy vết: ")]


@cache
def from_ledger(workspace: Path) -> tuple[Document, Reasons]:
    with opened(workspace) as place, source_of(place) as source:
        before, after = (place.store.find(day) for day in ("2023-07-31", "2023-08-31"))
        reasons = find_reasons(before, after, place.settings, place.registry, source)
        assert reasons is not None
        return build_report(before, after, place.settings, place.registry, reasons), reasons


def test_a_ledger_tells_procedures_too(sample_workspace: Path) -> None:
    document, _ = from_ledger(sample_workspace)
    text = told(document)
    assert "Chưa tách được thay đổi của điểm tổng hợp: không có điểm ở cả hai thời điểm để trừ cho nhau." in text
    assert "Cách tính điểm của chỉ số này chưa được công bố" in text and "Nguồn không công bố" not in text
    assert re.search(r"- Thủ tục 9\.\d+ .* (chiếm|làm) ", text)
    names = [table.name for table in tables(document)]
    assert {"don-vi-4-2", "thu-tuc-4-2"} <= set(names)
    assert "thac-nuoc" not in {chart.name for chart in charts(document)}
    assert len(list(readds(document))) >= 4


def test_every_command_of_the_notes_can_be_run(sample_workspace: Path) -> None:
    found = commands(from_ledger(sample_workspace)[0])
    kinds = {"--total", "--by procedure", "--which missing"}
    assert {kind for kind in kinds if any(kind in command for command in found)} == kinds
    for kind in kinds:
        command = next(command for command in found if kind in command)
        run(*command.split(), "-w", sample_workspace)


def test_published_figures_have_no_commands_for_dossiers() -> None:
    assert commands(papers()) and not any(command.startswith("dossiers") for command in commands(papers()))
