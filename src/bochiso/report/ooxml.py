"""The few things of WordprocessingML that python-docx has no word for: fields, page numbers, borders, repeated rows."""

from datetime import datetime

from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

FONT = "Times New Roman"
_NO_CLOCK = datetime(2000, 1, 1)


def element(name: str, **attributes: str) -> BaseOxmlElement:
    """`element("w:jc", val="left")` → `<w:jc w:val="left"/>`."""
    made: BaseOxmlElement = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def set_fonts(document: Word, size: float) -> None:
    """One font for every script, and Vietnamese as the language, in place of the template's theme fonts."""
    normal = document.styles["Normal"]
    normal.font.size = Pt(size)
    normal.font.name = FONT
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for properties in (normal.element.get_or_add_rPr(), defaults):
        for tag in ("w:rFonts", "w:lang"):
            for old in properties.findall(qn(tag)):
                properties.remove(old)
        properties.insert(0, element("w:rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=FONT))
        properties.append(element("w:lang", val="vi-VN", eastAsia="vi-VN", bidi="vi-VN"))


def set_properties(document: Word, title: str, author: str) -> None:
    """The document's own title and author, and no trace of the template, the clock or the thumbnail it came with."""
    core = document.core_properties
    core.title, core.author, core.language = title[:255], author[:255], "vi-VN"
    core.comments = core.keywords = core.subject = core.last_modified_by = ""
    core.created = core.modified = _NO_CLOCK
    relations = document.part.package.rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        del relations[key]


def number_pages(section: Section, size: float) -> None:
    """The page number centred in the top margin, from 1 in every section, not on its first page."""
    section.different_first_page_header_footer = True
    for old in section._sectPr.findall(qn("w:pgNumType")):
        section._sectPr.remove(old)
    columns = section._sectPr.find(qn("w:cols"))
    number = element("w:pgNumType", start="1")
    if columns is None:
        section._sectPr.append(number)
    else:
        columns.addprevious(number)  # the schema has an order
    section.header.is_linked_to_previous = False
    section.first_page_header.is_linked_to_previous = False
    paragraph = section.header.paragraphs[0]
    paragraph.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(0)
    for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("", "2"), ("end", "")):
        run = paragraph.add_run()
        run.font.size = Pt(size)
        if kind:
            run._r.append(element("w:fldChar", fldCharType=kind))
        elif text == "PAGE":
            instruction = element("w:instrText")
            instruction.text = " PAGE "
            run._r.append(instruction)
        else:
            run.text = text


def set_borders(table: Table, *, visible: bool) -> None:
    """Thin lines around every cell, or none."""
    borders = element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = {"val": "single", "sz": "4", "space": "0", "color": "000000"} if visible else {"val": "nil"}
        borders.append(element(f"w:{side}", **line))
    _table_property(table, borders)


def set_margins(table: Table, millimetres: float) -> None:
    """The room left and right of the text in every cell."""
    margins = element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", w=str(round(millimetres * 1440 / 25.4)), type="dxa"))
    _table_property(table, margins)


def _table_property(table: Table, made: BaseOxmlElement) -> None:
    """Put a property where the schema wants it: all we set stand before `tblLook`."""
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is None:
        properties.append(made)
    else:
        look.addprevious(made)


def set_widths(table: Table, millimetres: list[float]) -> None:
    """Fixed widths, said for the grid and for every cell, since Word and LibreOffice look in different places."""
    table.autofit = False
    for column, wide in zip(table.columns, millimetres, strict=True):
        column.width = Mm(wide)
    for row in table.rows:
        for cell, wide in zip(row._tr.tc_lst, millimetres, strict=True):
            cell.width = Mm(wide)


def keep_whole(row: _Row) -> None:
    """The row does not break across pages."""
    row._tr.get_or_add_trPr().append(element("w:cantSplit"))


def repeat_as_heading(row: _Row) -> None:
    """The row is repeated at the top of every page."""
    row._tr.get_or_add_trPr().append(element("w:tblHeader"))


def rule(place: _Cell | Word, length: float, wide: float) -> None:
    """A line of `length` millimetres in the middle of a place that is `wide`: a low, empty paragraph with a border."""
    paragraph = place.add_paragraph()
    side = Mm(max(0.0, (wide - length) / 2))
    line_below(paragraph)
    style = paragraph.paragraph_format
    style.left_indent = style.right_indent = side
    style.space_before = style.space_after = Pt(0)
    style.line_spacing = Pt(2)


def line_below(paragraph: Paragraph) -> None:
    """A border under the paragraph."""
    borders = element("w:pBdr")
    borders.append(element("w:bottom", val="single", sz="6", space="1", color="000000"))
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr"
    )


def set_mark_size(paragraph: Paragraph, size: float) -> None:
    """The size of the paragraph's own mark, which is what makes an empty line as high as it is."""
    properties = element("w:rPr")
    properties.append(element("w:sz", val=str(round(2 * size))))
    paragraph._p.get_or_add_pPr().insert_element_before(properties, "w:sectPr", "w:pPrChange")


def set_level(paragraph: Paragraph, level: int) -> None:
    """Make the paragraph a heading of the navigation pane, with no change to its looks."""
    paragraph._p.get_or_add_pPr().insert_element_before(element("w:outlineLvl", val=str(level)), "w:rPr")


def describe_picture(run: Run, alt: str, identifier: int) -> None:
    """Say in words what the picture of this run shows."""
    for properties in run._r.iter(qn("wp:docPr")):
        properties.set("id", str(identifier))
        properties.set("descr", alt)
