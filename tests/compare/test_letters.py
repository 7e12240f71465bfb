"""Letters from files: what is read is what stands there, and nothing that is thrown at it breaks it."""

import random
import unicodedata
import zipfile
from pathlib import Path

import pytest
from docx import Document
from letter_support import REPORT, TABLE, of_file

from bochiso.compare.checks.claims import documents
from bochiso.compare.checks.letters import read
from bochiso.errors import BochisoError
from bochiso.intake.letters import read_letter
from bochiso.letter import Letter, Paragraph, Table


def written(path: Path, text: str) -> Letter:
    path.write_text(text, encoding="utf-8")
    return read_letter(path)


def texts(letter: Letter) -> list[str]:
    return [block.text for block in letter.blocks if isinstance(block, Paragraph)]


def test_lines_become_paragraphs_and_rows(tmp_path: Path) -> None:
    letter = written(
        tmp_path / "a.md",
        "## Mục\n\nSố: **6274** /UBND-VP\nV/v báo cáo\n\nTỷ lệ hồ sơ nộp trực tuyến của toàn tỉnh trong tháng qua đã\n"
        "giảm so với ngày 31/7/2023.\n\n* **Ghi chú:** (xem <https://dichvucong.gov.vn/>)\n\n"
        "| STT | Tên |\n|---|---|\n| 1 | **A** |\n\nX\tY\tZ\n1\t\t3\n",
    )
    assert texts(letter)[:4] == [
        "Mục",
        "Số: 6274 /UBND-VP",
        "V/v báo cáo",
        "Tỷ lệ hồ sơ nộp trực tuyến của toàn tỉnh trong tháng qua đã giảm so với ngày 31/7/2023.",
    ]
    assert texts(letter)[4] == "* Ghi chú: (xem https://dichvucong.gov.vn/)"
    rows = [row for block in letter.blocks if isinstance(block, Table) for row in block.rows]
    assert rows == [("STT", "Tên"), ("1", "A"), ("X", "Y", "Z"), ("1", "", "3")]


def test_a_word_file_is_read_like_its_text(tmp_path: Path) -> None:
    document = Document()
    head = document.add_table(rows=1, cols=2)
    head.cell(0, 0).text = "SỞ NỘI VỤ\nSố: 2062/SNV-CCHC"
    head.cell(0, 1).text = "Thái Nguyên, ngày 05 tháng 9 năm 2023"
    document.add_paragraph("Tỷ lệ hồ sơ nộp trực tuyến giảm.")
    table = document.add_table(rows=2, cols=5)
    table.cell(0, 2).merge(table.cell(0, 3)).text = "Số liệu (%)"
    table.cell(0, 4).merge(table.cell(1, 4)).text = "Tăng/giảm"
    for n, text in enumerate(("STT", "Chỉ số", "31/7/2023", "31/8/2023")):
        table.cell(1, n).text = text
    for n, text in enumerate(("1", "Tỷ lệ hồ sơ nộp trực tuyến", "71,67", "72,91", "+1,25")):
        (table.add_row().cells if n == 0 else table.rows[-1].cells)[n].text = text
    document.save(str(tmp_path / "a.docx"))
    (found,) = documents(read_letter(tmp_path / "a.docx"))
    assert found.name == "2062/SNV-CCHC" and found.day is not None and found.day.isoformat() == "2023-09-05"
    ids = {finding.id for finding in of_file(tmp_path / "a.docx")}
    assert {"loi-van-nguoc-so-lieu", "chenh-lech-in-sai"} <= ids


def test_a_page_is_read_like_its_text(tmp_path: Path) -> None:
    rows = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in line.split("\t")) + "</tr>"
        for line in TABLE.splitlines()
        if "\t" in line
    )
    page = (
        "<!doctype html><html><head><title>Tỷ lệ hồ sơ quá hạn giảm</title></head><body><script>x</script>"
        f"<p>Tỷ lệ hồ sơ nộp trực tuyến <b>giảm</b>.</p><table>{rows}</table>"
        '<section id="ra-soat"><p>Tỷ lệ số hóa hồ sơ tăng.</p></section></body></html>'
    )
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    told = [f for f in of_file(tmp_path / "a.html") if f.id == "loi-van-nguoc-so-lieu"]
    assert len(told) == 1 and "nộp trực tuyến" in told[0].title


def test_cells_that_reach_over_columns_and_rows(tmp_path: Path) -> None:
    page = "<table><tr><th rowspan=2>A</th><th colspan=2>B</th></tr><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>"
    (block,) = written(tmp_path / "a.html", page).blocks
    assert isinstance(block, Table) and block.rows == (("A", "B", ""), ("", "1", "2"), ("3",))


def test_letters_apart_and_invisible_change_nothing(tmp_path: Path) -> None:
    text = REPORT.read_text(encoding="utf-8")
    plain = of_file(REPORT)
    assert plain
    for n, other in enumerate(
        (unicodedata.normalize("NFD", text), "\u202e" + text, text.replace("hồ sơ", "hồ\u200b sơ"), "\ufeff" + text)
    ):
        (tmp_path / f"{n}.txt").write_text(other, encoding="utf-8")
        assert of_file(tmp_path / f"{n}.txt") == plain


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.txt", b"", "không có chữ nào"),
        ("a.txt", b"a\0b", "NUL"),
        ("a.txt", b"\xff\xfea\0", "UTF-16"),
        ("a.txt", random.Random(1).randbytes(4000), "UTF-8"),
        ("a.pdf", b"%PDF-1.7\n", "đây là tệp PDF"),
        ("a.doc", b"\xd0\xcf\x11\xe0abc", "Word đời cũ"),
        ("a.rtf", b"{\\rtf1 a}", "tệp RTF"),
        ("a.docx", b"PK\x03\x04rubbish", "Word (.docx) bị hỏng"),
        ("a.docx", b"plain", "không phải của Word"),
    ],
)
def test_what_cannot_be_read_is_a_problem_that_says_what_to_do(
    tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(BochisoError) as raised:
        read_letter(tmp_path / name)
    (problem,) = raised.value.problems
    assert words in problem.what and problem.why and problem.remedy


def test_packed_files_that_are_no_letters(tmp_path: Path) -> None:
    for name, part in (("a.docx", "xl/workbook.xml"), ("b.docx", "word/document.xml")):
        with zipfile.ZipFile(tmp_path / name, "w") as packed:
            packed.writestr(part, "<broken")
        with pytest.raises(BochisoError):
            read_letter(tmp_path / name)


@pytest.mark.parametrize(
    "text",
    [
        "không có ngày nào",
        "ngày 31/02/2023, trước ngày 99/99/9999, ngày 0 tháng 13 năm 2023. Báo cáo trước ngày 31/02/2024.",
        "\t\t\t\n" * 50,
        "a\t1\t2\n" * 20_000,
        "1/2/3,4.5 " * 60_000,
        "tỷ lệ hồ sơ số hóa giảm, đồng bộ " * 10_000,
        "Phụ lục " * 20_000,
        "so với " * 30_000 + "(",
        "Số: /\nSố: 1/A\nSố:",
        "|" * 10_000 + "\n" + "| - |\n" * 100,
        "đạt 1/0 điểm; xếp hạng 0/0; đạt 99999999999999999999 điểm",
    ],
)
def test_strange_texts_do_no_harm(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    try:
        letter = read_letter(tmp_path / "a.txt")
    except BochisoError as error:
        assert error.problems
        return
    assert read(letter).documents
    of_file(tmp_path / "a.txt")
