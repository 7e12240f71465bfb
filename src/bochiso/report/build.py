"""The report of two snapshots, from figures to four files."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bochiso.compare.change import compare
from bochiso.compare.checks.contradictions import contradictions
from bochiso.errors import fail
from bochiso.measure.compute import Source
from bochiso.report.document import Document
from bochiso.report.monthly import monthly_report
from bochiso.report.reasons import Reasons, reasons_of
from bochiso.report.remedies import remedies_of
from bochiso.score.snapshot import Snapshot
from bochiso.units.registry import Registry
from bochiso.workspace.settings import Settings


def find_reasons(
    before: Snapshot, after: Snapshot, settings: Settings, registry: Registry, source: Source | None
) -> Reasons | None:
    """Why the figures moved, for `build_report`; None where the settings want none of it.

    `source` is the ledger that both were computed from, None where they were not or it is empty.
    """
    if not settings.report.causes:
        return None
    province = settings.workspace.province
    comparison = compare(before, after, registry).within(province)
    found = reasons_of(comparison, province, source)
    if source is None or found.nothing:
        return found
    return replace(found, remedies=remedies_of(source, comparison.edition, after, province))


def build_report(
    before: Snapshot, after: Snapshot, settings: Settings, registry: Registry, reasons: Reasons | None
) -> Document:
    """The monthly report with its review; with `reasons`, it has the annex on causes.

    Raises `BochisoError` when the two cannot be reported together.
    """
    if not before.as_of < after.as_of:
        raise fail(
            f"báo cáo {before.id} và {after.id}",
            f"thời điểm đầu ({before.as_of}) không trước thời điểm sau ({after.as_of})",
            why="báo cáo nói tăng, giảm so với thời điểm trước",
            remedy="đổi thứ tự hai bản chụp",
        )
    comparison = compare(before, after, registry).within(settings.workspace.province)
    findings = contradictions(comparison, settings.checks.swing)
    return monthly_report(comparison, settings, registry, findings, reasons)


def write_report(document: Document, out: Path, step: Callable[[str], None]) -> tuple[Path, ...]:
    """Write the four files of a document into `out`; nothing is written unless all four could be made."""
    from bochiso.report.docx import write_docx
    from bochiso.report.html import write_html
    from bochiso.report.pdf import write_pdf
    from bochiso.report.xlsx import write_xlsx

    writers = {"docx": write_docx, "pdf": write_pdf, "xlsx": write_xlsx, "html": write_html}
    made = {}
    for suffix, write in writers.items():
        step(f"Đang lập {suffix.upper()} …")
        made[out / f"{document.name}.{suffix}"] = write(document)
    if out.exists() and not out.is_dir():
        raise fail(str(out), "đã có tệp trùng tên", why="cần một thư mục", remedy="chọn thư mục khác cho --out")
    out.mkdir(parents=True, exist_ok=True)
    for path, content in made.items():
        path.write_bytes(content)
    return tuple(made)
