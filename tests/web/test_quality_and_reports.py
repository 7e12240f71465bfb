"""Contradictions, sources, codes nobody knows, reports and trends: what the parts find, say and hand to the API."""

import asyncio
import io
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document
from httpx import ASGITransport, AsyncClient
from published import CASES
from pydantic import ConfigDict, TypeAdapter

from bochiso.cli import main
from bochiso.web import downloads
from bochiso.web.answer import Answer, Ask
from bochiso.web.app import create_app
from bochiso.web.part import Part
from bochiso.web.parts import contradictions, report_file, reports, sources, trend, unmapped
from bochiso.web.query import Form, NotFound, Query
from bochiso.web.workbench import Workbench, workbench
from bochiso.web.worker import answered

PARTS = (
    contradictions.CONTRADICTIONS,
    sources.SOURCES,
    unmapped.UNMAPPED,
    reports.REPORTS,
    report_file.FILE,
    trend.TREND,
)
PAPERS = CASES / "thai-nguyen-2023-08"
JULY = "2023-07-31T16:30:00+07:00"


@pytest.fixture(scope="module")
def bench(sample_workspace: Path) -> Iterator[Workbench]:
    with workbench(sample_workspace) as opened:
        yield opened


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """Published figures alone, of two instants."""
    folder = tmp_path_factory.mktemp("cong-bo")
    run("init", folder, "--unit", "H55")
    run("import", PAPERS / "so-lieu.csv", "-w", folder)
    with workbench(folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def refusing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """A ledger without snapshots: its one load of dossiers refused a row, and took two of a procedure unknown."""
    folder = tmp_path_factory.mktemp("tu-choi")
    files = {
        "units": "code,name,kind,parent\nH55.12,Sở Tư pháp,department,H55\n",
        "dossiers": "code,procedure,unit,channel,received_at,due_at,status,recorded_at\n"
        "H55.12-260601-0001,1.000001,H55.12,1,2026-06-01 08:00,2026-06-10 08:00,4,2026-06-01 09:00\n"
        "H55.12-260801-0002,1.000001,H55.12,1,2026-08-01 08:00,2026-08-10 08:00,4,2026-08-01 09:00\n"
        "H55.12-260801-0003,1.000001,H55.12,1,Nguyễn Văn A,2026-08-10 08:00,4,2026-08-01 09:00\n",
    }
    run("init", folder, "--unit", "H55")
    for kind, text in files.items():
        path = folder / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        run("load", kind, path, "-w", folder)
    with workbench(folder) as opened:
        yield opened


def run(*words: object) -> None:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == 0, result.output


def query(**values: str) -> Query:
    return Query(()).with_(**values)


def ask(bench: Workbench, part: str, form: Form, **values: str) -> Answer:
    answer = answered(bench, Ask(part, query(**values), form))
    assert not answer.problems, answer.problems
    return answer


def html(bench: Workbench, part: str, **values: str) -> str:
    return ask(bench, part, Form.HTML, **values).body.decode()


def words(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup))


def _closed(shape: object, seen: set[int]) -> None:
    """No key may be there that the documentation leaves out."""
    for each in getattr(shape, "__args__", ()):
        _closed(each, seen)
    if hasattr(shape, "__total__") and id(shape) not in seen:
        seen.add(id(shape))
        shape.__pydantic_config__ = ConfigDict(extra="forbid", strict=True)  # type: ignore[attr-defined]
        for each in shape.__annotations__.values():
            _closed(each, seen)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: str(part.name))
def test_data_is_as_documented(part: Part[object], bench: Workbench, papers: Workbench, refusing: Workbench) -> None:
    _closed(part.shape, set())
    shape: TypeAdapter[object] = TypeAdapter(part.shape)
    heavy, without_before = part in (report_file.FILE, trend.TREND), part is not report_file.FILE
    places = [papers, *([] if heavy else [bench]), *([refusing] if without_before else [])]
    for place in places:
        shape.validate_json(ask(place, part.name, Form.JSON).body, strict=True)


def test_contradictions_are_those_of_the_unit_and_what_is_below(bench: Workbench) -> None:
    found = contradictions.CONTRADICTIONS.find(bench, query())
    district = contradictions.CONTRADICTIONS.find(bench, query(unit="H55:huyen-dai-tu"))
    assert found.unit == "H55" and str(found.earlier and found.earlier.snapshot.as_of) == JULY
    assert {finding.id for finding in found.findings} > {"bien-dong-lon", "khong-co-diem"}
    assert not set(found.findings) & set(district.findings)
    page = words(html(bench, "contradictions"))
    assert f"{len(found.findings)} mâu thuẫn cần rà soát" in page
    assert all(finding.title in page and finding.ask in page for finding in found.findings)
    rows = ask(bench, "contradictions", Form.CSV).body.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("mã,mức,") and len(rows) == 1 + len(found.findings)


def test_one_instant_alone_is_checked_too(papers: Workbench) -> None:
    first = papers.now.entries[0].id
    assert "chưa có thời điểm trước để đặt cạnh" in html(papers, "contradictions", at=first)


def test_sources_say_what_is_old_and_what_never_came(bench: Workbench) -> None:
    page = html(bench, "sources")
    assert "▼ cũ" in page and "● còn mới" in page and "chưa nạp lần nào" in page
    assert "Không có lần nạp nào có dòng bị từ chối" in page


def test_refused_rows_by_reason_and_no_word_of_a_row(refusing: Workbench) -> None:
    page = html(refusing, "sources")
    assert "ô ngày tiếp nhận (received_at) ghi «…»" in page
    assert "dòng 3 (H55.12-260801-0003)" in page
    assert "Nguyễn" not in page
    assert "Lý do từ chối của lần nạp 2 (dossiers.csv)" in page and "Lý do từ chối" in html(
        refusing, "sources", load="2"
    )
    with pytest.raises(NotFound, match="lần nạp 7"):
        sources.SOURCES.find(refusing, query(load="7"))


def test_codes_that_nobody_knows(bench: Workbench, refusing: Workbench) -> None:
    page = words(html(refusing, "unmapped"))
    assert "1 mã, 2 hồ sơ." in page and "1.000001" in page and "01/6/2026 – 01/8/2026" in page
    assert "✓ Không có mã nào." in words(html(bench, "unmapped"))


def test_a_report_is_reviewed_by_what_the_page_shows_beside_it(papers: Workbench) -> None:
    found = reports.REPORTS.find(papers, query())
    made = report_file.FILE.find(papers, found.document)
    assert found.findings == made.document.review and found.findings
    assert f"{len(found.findings)} điểm cần rà soát trước khi ký" in html(papers, "reports")


def test_pairs_are_of_stored_snapshots_and_addresses_name_them_for_good(bench: Workbench) -> None:
    found = reports.REPORTS.find(bench, query())
    stored = [entry.id for entry in bench.now.entries]
    assert [found.document.text(name) for name in ("before", "at")] == stored
    assert [[pair.before.id, pair.after.id] for pair in found.pairs] == [stored]


def test_a_report_of_an_instant_that_is_not_stored(refusing: Workbench) -> None:
    page = html(refusing, "reports", before="2026-06-15", at="2026-07-15")
    assert "at=2026-07-15" in page and "Báo cáo ngày 15/7/2026, so với ngày 15/6/2026" in page
    assert '<option value="2026-07-15" selected>' in page


def test_files_of_a_report(papers: Workbench) -> None:
    begins = {Form.PDF: b"%PDF-", Form.XLSX: b"PK", Form.DOCX: b"PK", Form.HTML: b"<!doctype html>"}
    for form, beginning in begins.items():
        answer = ask(papers, "report-file", form)
        assert answer.body.startswith(beginning) and answer.file_name == f"bao-cao-2023-08.{form.value}"
    page = ask(papers, "report-file", Form.HTML).body.decode()
    assert "<script" not in page and not re.search(r'(src|href)="(https?:)?//', page)
    opened = Document(io.BytesIO(ask(papers, "report-file", Form.DOCX).body))
    assert "Thái Nguyên" in "\n".join(paragraph.text for paragraph in opened.paragraphs)


def test_a_report_needs_something_before(papers: Workbench) -> None:
    first = papers.now.entries[0].id
    assert "chưa có số liệu của thời điểm nào trước" in html(papers, "reports", at=first)
    alone = answered(papers, Ask("report-file", query(at=first), Form.PDF))
    assert (alone.status, alone.problems[0].what) == (404, "không có số liệu của thời điểm nào trước đó")
    turned = answered(papers, Ask("report-file", query(before="2023-08-31", at="2023-07-31"), Form.PDF))
    assert turned.status == 422 and "không trước thời điểm sau" in turned.problems[0].what


@asynccontextmanager
async def asking(folder: Path, *, public: bool = False) -> AsyncIterator[AsyncClient]:
    app = create_app(folder, public=public)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app=app), base_url="http://127.0.0.1", timeout=60) as client,
    ):
        yield client


def test_addresses_of_a_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("init", tmp_path, "--unit", "H55")
    run("import", PAPERS / "so-lieu.csv", "-w", tmp_path)

    async def visit() -> None:
        async with asking(tmp_path) as client:
            monkeypatch.setattr(downloads, "PATIENCE", 0.0)
            busy = await client.get("/bao-cao/tai/docx")
            assert (busy.status_code, busy.headers["retry-after"]) == (503, "10") and "chưa lập xong" in busy.text
            monkeypatch.undo()
            made = await client.get("/bao-cao/tai/docx")
            assert made.headers["content-disposition"] == 'attachment; filename="bao-cao-2023-08.docx"'
            assert made.content[:2] == b"PK"
            again = await client.get("/bao-cao/tai/docx", headers={"If-None-Match": made.headers["etag"]})
            assert (again.status_code, again.content) == (304, b"")
            shown = await client.get("/bao-cao/xem")
            assert shown.headers["content-security-policy"] == downloads.ALONE
            assert (await client.get("/bao-cao/tai/zip")).status_code == 404
            wrong = await client.get("/bao-cao/tai/pdf", params={"at": "hôm qua"})
            assert wrong.status_code == 422 and "không phải thời điểm" in wrong.text
        async with asking(tmp_path, public=True) as client:
            for path in ("/bao-cao/xem", "/bao-cao/tai/pdf"):
                assert (await client.get(path)).status_code == 404

    asyncio.run(visit())


def test_a_trend_goes_through_ends_of_months_and_the_latest(refusing: Workbench) -> None:
    found = trend.TREND.find(refusing, query(item="1.4"))
    instants = ["2026-06-30T23:59:59+07:00", "2026-07-31T23:59:59+07:00", "2026-08-01T09:00:00+07:00"]
    assert [(str(point.instant), point.counts) for point in found.trend.points] == list(
        zip(instants, ((0, 1), (0, 1), (0, 2)), strict=True)
    )
    page = words(html(refusing, "trend", item="1.4"))
    assert "cuối ngày 30/6/2026" in page and "◇ tính từ sổ hồ sơ" in page and "0/2" in page
    earlier = trend.TREND.find(refusing, query(item="1.4", at=instants[1]))
    assert earlier.trend.points == found.trend.points[:-1]


def test_a_trend_of_published_figures(papers: Workbench) -> None:
    page = html(papers, "trend", item="TTTT")
    drawn = re.findall(r'<svg role="img" aria-labelledby="(\S+) (\S+)"', page)
    assert len(drawn) == 2 and len({name for pair in drawn for name in pair}) == 4
    assert all(page.count(f'id="{name}"') == 1 for pair in drawn for name in pair)
    assert page.count("● công bố") == len(papers.now.entries) and "tính lại từ sổ" not in page


def test_a_trend_of_nothing_has_no_chart(refusing: Workbench) -> None:
    page = html(refusing, "trend", item="total")
    assert "nên không có biểu đồ" in page and "<svg" not in page and "không có số liệu" in page
    with pytest.raises(NotFound, match=re.escape("mục «9.9»")):
        trend.TREND.find(refusing, query(item="9.9"))
