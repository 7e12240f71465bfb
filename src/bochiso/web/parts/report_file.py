"""The report itself, as `bochiso report` makes it: a page of its own and three files."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bochiso.errors import fail
from bochiso.facts.schema import DOSSIERS
from bochiso.view.findings import finding_json
from bochiso.web.answer import About
from bochiso.web.part import Json, Part
from bochiso.web.parts.findings import side_json
from bochiso.web.picture import CHOICE, Picture, before, picture
from bochiso.web.query import Form, NoFigures, Query
from bochiso.web.shapes_quality import ReportShape
from bochiso.web.workbench import Workbench
from bochiso.wording import instant_text

if TYPE_CHECKING:
    from bochiso.report.document import Document


@dataclass(frozen=True)
class Report:
    """The two instants, and what is printed of them."""

    earlier: Picture
    now: Picture
    document: "Document"


def _find(bench: Workbench, query: Query) -> Report:
    now = picture(bench, query)
    earlier = before(bench, now, query)
    if earlier is None:
        raise NoFigures(
            fail(
                f"báo cáo {instant_text(now.snapshot.as_of)}",
                "không có số liệu của thời điểm nào trước đó",
                why="báo cáo nói tăng, giảm so với thời điểm trước",
                remedy="chọn thời điểm sau khác ở trang Báo cáo, hoặc nhập số liệu của kỳ trước",
            ).problems
        )
    # What the ledger knew of an instant never changes, so that a document holds while dossiers arrive.
    known = bench.known(now.snapshot.as_of) if now.computed else None
    key = "report", earlier.snapshot.id, now.snapshot.id, known
    return Report(earlier, now, bench.kept(key, lambda: _document(bench, earlier, now)))


def _document(bench: Workbench, earlier: Picture, now: Picture) -> "Document":
    from bochiso.report.build import build_report, find_reasons

    counted = earlier.computed and now.computed and bool(bench.now.held.of(DOSSIERS))
    given = earlier.snapshot, now.snapshot, bench.place.settings, bench.place.registry
    if not earlier.snapshot.as_of < now.snapshot.as_of:
        return build_report(*given, None)  # which says why not, before anything is counted
    return build_report(*given, find_reasons(*given, bench.source if counted else None))


def _about(found: Report) -> About:
    return found.now.about(found.document.title)


def _html(found: Report) -> str:
    from bochiso.report.html import write_html

    return write_html(found.document).decode()


def _docx(found: Report) -> bytes:
    from bochiso.report.docx import write_docx

    return write_docx(found.document)


def _pdf(found: Report) -> bytes:
    from bochiso.report.pdf import write_pdf

    return write_pdf(found.document)


def _xlsx(found: Report) -> bytes:
    from bochiso.report.xlsx import write_xlsx

    return write_xlsx(found.document)


def _data(found: Report) -> Json:
    return {
        "name": found.document.name,
        "title": found.document.title,
        "before": side_json(found.earlier.snapshot),
        "after": side_json(found.now.snapshot),
        "findings": [finding_json(finding) for finding in found.document.review],
        "sources": list(found.document.sources),
    }


FILE = Part(
    "report-file",
    (*CHOICE, "before"),
    _find,
    _about,
    _html,
    _data,
    ReportShape,
    xlsx=_xlsx,
    heavy=True,
    files={Form.DOCX: _docx, Form.PDF: _pdf},
    file_name=lambda found: found.document.name,
)
"""Its HTML is a whole page, made to stand alone, and no fragment of ours."""
