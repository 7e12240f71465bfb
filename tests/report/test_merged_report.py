"""The report of a province that took another one in: what it says where figures cannot be compared."""

from dataclasses import replace
from decimal import Decimal

from published import CASES

from bochiso.compare.merge import NO_POINTS
from bochiso.report.build import build_report, find_reasons
from bochiso.report.document import Blank, Change, Document, Number, Paragraph, Table, Text
from bochiso.score.snapshot import Figure, Measured, Reported, Snapshot, SnapshotUnit
from bochiso.time import Instant, Period
from bochiso.units.registry import default_registry
from bochiso.units.tree import UnitKind
from bochiso.workspace.settings import read_settings


def snapshot(day: str, counts: dict[str, Measured], total: str) -> Snapshot:
    units = tuple(SnapshotUnit(code, code, UnitKind.PROVINCE, "VN") for code in counts)
    figures = [Figure(code, "4.2", value) for code, value in counts.items()]
    figures.append(Figure("H55", "total", Reported(), Decimal(total)))
    return Snapshot(Instant.parse(day), "766/portal-2022", Period.parse("2025"), "portal", units, tuple(figures), ())


def report(*, own_only: bool = False) -> Document:
    before = snapshot("2025-05-31", {"H55": Measured(10, 40), "H03": Measured(20, 60)}, "75.10")
    if own_only:
        kept = tuple(figure for figure in before.figures if figure.unit == "H55")
        before = replace(before, units=before.units[1:], figures=kept)
    after = snapshot("2025-08-31", {"H55": Measured(45, 100)}, "75.69")
    settings = read_settings(CASES / "thai-nguyen-2023-08" / "bochiso.toml")
    reasons = find_reasons(before, after, settings, default_registry(), None)
    return build_report(before, after, settings, default_registry(), reasons)


def words(document: Document) -> str:
    paragraphs = (block for block in document.letter.blocks if isinstance(block, Paragraph))
    return "\n".join("".join(span.text for span in block.spans) for block in paragraphs)


def first_table(document: Document) -> Table:
    return next(block for block in document.annexes[0].blocks if isinstance(block, Table))


def test_counts_before_the_merger_are_added_up_and_told() -> None:
    document = report()
    assert ("1.7. Điểm tổng hợp đạt 75,69/100 điểm, không so sánh với ngày 31/5/2025 vì " + NO_POINTS + ".") in words(
        document
    )
    table = first_table(document)
    told = "số liệu ngày 31/5/2025 là số đếm cộng lại của UBND tỉnh Thái Nguyên, UBND tỉnh Bắc Kạn"
    assert told in table.notes[0]
    assert told in "\n".join(finding.figures for finding in document.review)
    paid = next(
        row.cells for row in table.rows if Text("Thanh toán trực tuyến") in row.cells and Blank() not in row.cells
    )
    assert paid[2:7] == (
        Number(Decimal(30), 0),
        Number(Decimal("30.00"), 2),
        Number(Decimal(45), 0),
        Number(Decimal("45.00"), 2),
        Change(Decimal(15), 0, "hồ sơ", good=True),
    )


def test_without_the_other_province_nothing_is_subtracted() -> None:
    document = report(own_only=True)
    reason = "số liệu ngày 31/8/2025 gồm cả UBND tỉnh Bắc Kạn; số liệu ngày 31/5/2025 không có UBND tỉnh Bắc Kạn"
    assert f"không so sánh với ngày 31/5/2025 vì {reason}." in words(document)
    assert any(reason in finding.figures for finding in document.review)
