"""The four writers: the same texts in all, the decree's format, the same bytes every time, and nothing executed."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import docx
import openpyxl
import pypdf
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Length
from pypdf.generic import DictionaryObject
from reading import body, first_lost, frame, html_tags, read_docx, read_html, read_pdf, read_xlsx, review, shown
from sample import HOSTILE, one_addressee, sample

from bochiso.report.document import Document
from bochiso.report.docx import write_docx
from bochiso.report.html import write_html
from bochiso.report.pdf import write_pdf
from bochiso.report.xlsx import write_xlsx

Reading = Callable[[bytes], str]

WRITERS = {"docx": write_docx, "pdf": write_pdf, "xlsx": write_xlsx, "html": write_html}


@cache
def document() -> Document:
    return sample()


@cache
def written(form: str) -> bytes:
    return WRITERS[form](document())


# The same texts


@pytest.mark.parametrize(
    "read", [("docx", read_docx), ("pdf", read_pdf), ("html", read_html)], ids=lambda pair: pair[0]
)
def test_every_text_follows_the_other(read: tuple[str, Reading]) -> None:
    form, reader = read
    found = reader(written(form))
    assert first_lost(body(document()), found) is None
    assert [text for text in frame(document()) if text not in found] == []


def test_a_workbook_shows_every_text_with_the_same_digits() -> None:
    sheets = read_xlsx(written("xlsx"))
    assert list(sheets) == ["Công văn", "Phụ lục I", "Phụ lục II", "Biểu đồ", "Rà soát"]
    found = "".join(sheets.values())
    assert first_lost(body(document(), captions=False), found) is None
    assert [text for text in frame(document()) if text not in found] == []
    assert first_lost(review(document()), sheets["Rà soát"]) is None


def test_the_review_stands_in_the_page_and_not_in_the_letter() -> None:
    assert first_lost(review(document()), read_html(written("html"))) is None
    title = review(document())[0]
    assert title not in read_docx(written("docx"))
    assert title not in read_pdf(written("pdf"))


def test_one_addressee_stands_behind_the_words() -> None:
    to = "Kínhgửi:ĐồngchíChủtịchUBNDtỉnhTháiNguyên"
    letter = one_addressee()
    for form, read in (("docx", read_docx), ("pdf", read_pdf), ("html", read_html)):
        assert to in read(WRITERS[form](letter)), form
    assert to in read_xlsx(write_xlsx(letter))["Công văn"]


def test_all_text_is_composed() -> None:
    for text in (read_docx(written("docx")), read_html(written("html")), *read_xlsx(written("xlsx")).values()):
        assert unicodedata.is_normalized("NFC", text)


# The same bytes


def test_bytes_are_the_same_in_this_process_and_in_another() -> None:
    ours = {form: hashlib.sha256(written(form)).hexdigest() for form in WRITERS}
    again = {form: hashlib.sha256(write(document())).hexdigest() for form, write in WRITERS.items()}
    assert again == ours
    script = (
        "import hashlib, importlib, sample\n"
        f"for form in {list(WRITERS)}:\n"
        "    write = getattr(importlib.import_module(f'bochiso.report.{form}'), f'write_{form}')\n"
        "    print(form, hashlib.sha256(write(sample.sample())).hexdigest())\n"
    )
    source = Path(__file__).parents[2] / "src"
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(source), str(Path(__file__).parent)]),
        "PYTHONHASHSEED": "7",
        "TZ": "America/New_York",
    }
    run = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert dict(line.split() for line in run.stdout.splitlines()) == ours


# DOCX


def test_docx_pages_follow_the_decree() -> None:
    sections = docx.Document(BytesIO(written("docx"))).sections
    assert [section.orientation for section in sections] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
        WD_ORIENT.PORTRAIT,
    ]
    for section in sections:
        assert {_millimetres(section.page_width), _millimetres(section.page_height)} == {210, 297}
        sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [_millimetres(side) for side in sides] == [20, 20, 30, 15]
        assert section.different_first_page_header_footer
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
        assert " PAGE " in [field.text for field in section.header._element.iter(qn("w:instrText"))]
        assert not list(section.first_page_header._element.iter(qn("w:instrText")))


def _millimetres(length: Length | None) -> int:
    assert length is not None
    return round(float(length.mm))


def test_docx_has_one_font_repeated_headings_and_described_pictures() -> None:
    word = docx.Document(BytesIO(written("docx")))
    fonts = {name for part in (word.element, word.styles.element) for name in _fonts(part) if "Theme" not in name}
    assert "Times New Roman" in fonts
    data_tables = [table for table in word.tables if len(table.columns) > 2]
    assert [len(list(table._tbl.iter(qn("w:tblHeader")))) for table in data_tables] == [1, 2, 1]
    for table in data_tables:
        assert len(list(table._tbl.iter(qn("w:cantSplit")))) == len(table.rows)
    pictures = list(word.element.iter(qn("wp:docPr")))
    assert [bool(picture.get("descr")) for picture in pictures] == [True, True]
    assert len({picture.get("id") for picture in pictures}) == 2


def _fonts(part: ElementTree.Element) -> set[str]:
    return {name for fonts in part.iter(qn("w:rFonts")) for name in [fonts.get(qn("w:ascii"))] if name}


def test_libreoffice_opens_the_docx(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        if os.environ.get("BOCHISO_REQUIRE_TOOLS") == "1":
            pytest.fail("soffice is not installed and BOCHISO_REQUIRE_TOOLS=1")
        pytest.skip("soffice is not installed: the DOCX is not opened by a second program")
    (tmp_path / "a.docx").write_bytes(written("docx"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "a.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    pages = pypdf.PdfReader(tmp_path / "a.pdf").pages
    assert _page_numbers([page.extract_text() for page in pages]) == _restarted(pages)


# PDF


def test_pdf_numbers_its_pages_and_says_what_it_is() -> None:
    reader = pypdf.PdfReader(BytesIO(written("pdf")))
    assert _page_numbers([page.extract_text() for page in reader.pages]) == _restarted(reader.pages)
    assert reader.metadata is not None
    assert reader.metadata.title == document().title
    assert reader.metadata.creation_date is None
    assert str(reader.root_object["/Lang"]).startswith("vi")
    assert "/StructTreeRoot" in reader.root_object  # tagged
    sizes = {(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in reader.pages}
    assert sizes == {(595, 842), (842, 595)}


def _page_numbers(pages: list[str]) -> list[int]:
    """The number at the head of every page; 1 where there is none."""
    found = (re.match(r"\s*(\d+)\s*\n", page) for page in pages)
    return [int(number.group(1)) if number else 1 for number in found]


def _restarted(pages: Sequence[pypdf.PageObject]) -> list[int]:
    """1, 2, … for the letter and anew for each annex, which is known by the words at the head of its first page."""
    numbers: list[int] = []
    for page in pages:
        starts = not numbers or re.match(r"\s*Phụ lục [IVX]+\s", page.extract_text())
        numbers.append(1 if starts else numbers[-1] + 1)
    assert numbers.count(1) == 3
    return numbers


def test_pdf_holds_liberation_serif_and_no_other_font() -> None:
    reader = pypdf.PdfReader(BytesIO(written("pdf")))
    # Every object, since the charts hold their fonts apart from the pages.
    objects = [reader.get_object(number) for number in range(1, int(str(reader.trailer["/Size"])))]
    described = [it for it in objects if isinstance(it, DictionaryObject) and it.get("/Type") == "/FontDescriptor"]
    assert all("/FontFile2" in font for font in described)
    names = {str(font["/FontName"]).partition("+")[2] for font in described}
    assert names == {f"LiberationSerif{face}" for face in ("", "-Bold", "-Italic", "-BoldItalic")}


# XLSX


def test_xlsx_numbers_are_numbers_and_texts_never_formulas() -> None:
    content = written("xlsx")
    book = openpyxl.load_workbook(BytesIO(content), rich_text=False)
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f" or getattr(cell, "hyperlink", None)] == []
    with zipfile.ZipFile(BytesIO(content)) as package:
        sheets = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not [sheet for sheet in sheets if b"<f>" in sheet or b"hyperlink" in sheet]
    assert [text for text in HOSTILE[:4] if text not in {cell.value for cell in cells}] == []
    annex = book["Phụ lục I"]
    by_text = {shown(cell): cell for row in annex.iter_rows() for cell in row}
    assert by_text["378.113"].value == 378113
    assert by_text["94,97"].value == 94.97
    assert by_text["+44.289 hồ sơ"].value == 44289
    assert by_text["-4,78 điểm %"].value == -4.78
    assert by_text["Giữ nguyên"].value == 0
    assert by_text["1.773/1.773"].value == "1.773/1.773"


def test_xlsx_is_set_up_for_paper_and_screen() -> None:
    book = openpyxl.load_workbook(BytesIO(written("xlsx")))
    wide, tall = book["Phụ lục I"], book["Phụ lục II"]
    assert (wide.page_setup.orientation, tall.page_setup.orientation) == ("landscape", "portrait")
    assert {sheet.page_setup.paperSize for sheet in book.worksheets} == {9}
    assert wide.freeze_panes == "A8"
    assert wide.print_title_rows == "$6:$7"
    assert tall.print_title_rows == "$5:$5"
    assert "B8:G8" in {str(merged) for merged in wide.merged_cells.ranges}


# HTML


def test_html_needs_nothing_from_elsewhere() -> None:
    page = written("html").decode()
    tags = html_tags(written("html"))
    assert not {tag for tag, _ in tags} & {"script", "iframe", "object", "embed", "img", "link", "base", "form"}
    addresses = [attributes[name] or "" for _, attributes in tags for name in ("href", "src") if name in attributes]
    assert addresses and all(address.startswith("#") for address in addresses)
    assert not [attributes for _, attributes in tags if any(name.startswith("on") for name in attributes)]
    assert not re.search(r"url\((?!['\"]?#)|@import", page)


def test_html_can_be_read_without_seeing() -> None:
    tags = html_tags(written("html"))
    names = [tag for tag, _ in tags]
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert ("html", {"lang": "vi"}) in tags
    assert len(ids) == len(set(ids))
    assert {attributes["href"] for tag, attributes in tags if tag == "a"} <= {f"#{id}" for id in ids}
    assert {"main", "nav", "header", "h1"} <= set(names) and "ra-soat" in ids
    assert names.count("table") == names.count("caption") == names.count("thead") == 3
    assert {attributes.get("scope") for tag, attributes in tags if tag == "th"} == {
        "col",
        "colgroup",
        "row",
        "rowgroup",
    }
    regions = [attributes for _, attributes in tags if attributes.get("role") == "group"]
    assert len(regions) == 5
    assert all(region.get("tabindex") == "0" and region.get("aria-label") for region in regions)
    drawings = [attributes for tag, attributes in tags if tag == "svg"]
    assert [drawing.get("role") for drawing in drawings] == ["img", "img"]
    assert all(set((drawing["aria-labelledby"] or "").split()) <= set(ids) for drawing in drawings)
