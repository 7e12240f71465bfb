"""The pages as a person meets them: in a real browser, with and without a script, on a wide and a narrow screen."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from docx import Document
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from serving import STOPS_WITHIN, Served, serving

from bochiso.web.pages import PAGES

PENDING = "section.part > .pending"
FIRST_TIME = 30_000
"""Milliseconds in which whatever has never been counted before must be there on a busy machine."""

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
GIA_LAI = Path(__file__).parents[2] / "cases" / "portal-2026" / "gia-lai-2026-10-10.csv"
UNIT = "H55:huyen-dai-tu"
ADDRESSES = (
    "/", f"/truc/TDGQ?unit={UNIT}", "/chi-so/1.2", f"/chi-so/2.1?unit={UNIT}&which=missing", "/xep-hang", "/so-sanh",
    "/nguyen-nhan", f"/nguyen-nhan?item=1.2&by=time&unit={UNIT}", "/giai-phap", f"/dien-bien?item=2.1&unit={UNIT}",
    "/ho-so?kind=unsynchronised", "/chat-luong", "/bao-cao", "/cong-khai", "/giai-thich", "/truc/khong-co",
    "/khong-co-trang-nay", "/api/v1/docs",
)  # fmt: skip
"""One of every kind of page, also those that say why there is nothing."""


def _chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        if os.environ.get("BOCHISO_REQUIRE_TOOLS"):
            raise AssertionError("no Chromium on this machine, and BOCHISO_REQUIRE_TOOLS asks for one")
        pytest.skip("no Chromium on this machine")
    return found


@pytest.fixture(scope="module")
def served(sample_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of these tests' own: what others post would move the instant that its pages show."""
    workspace = tmp_path_factory.mktemp("trinh-duyet") / "khong-gian"
    shutil.copytree(sample_workspace, workspace)
    with serving(workspace) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = _chromium()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield launched
        launched.close()


def opened(browser: Browser, width: int = 1280, *, script: bool = True) -> BrowserContext:
    return browser.new_context(
        viewport={"width": width, "height": 900}, locale="vi-VN", java_script_enabled=script, reduced_motion="reduce"
    )


def go(page: Page, url: str) -> int:
    """Open an address and wait until it is complete; its status."""
    answer = page.goto(url)
    assert answer is not None
    expect(page.locator(PENDING)).to_have_count(0, timeout=FIRST_TIME)
    return answer.status


def go_without_script(page: Page, url: str) -> None:
    """As `go`; the emulation does not read what a page says for browsers without a script, so it is asked again."""
    for _ in range(15):
        page.goto(url)
        if page.locator(PENDING).count() == 0:
            return
        assert page.locator("head noscript").count() == 1, "nothing would fetch the page again"
        page.wait_for_timeout(2000)
    raise AssertionError("never complete")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_accessible_narrow_and_wide_and_asks_nobody_else(
    browser: Browser, served: Served, address: str
) -> None:
    with opened(browser) as context:
        page = context.new_page()
        asked: list[str] = []
        said: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        status = go(page, served.url + address)
        assert status == (404 if "khong-co" in address else 200)
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page scrolls sideways"
            found = Axe().run(page).response["violations"]
            assert not found, [(each["id"], each["nodes"][0]["html"][:200]) for each in found]
        assert asked, "nothing was asked for"
        assert all(url.startswith((served.url, "data:")) for url in asked), asked
        assert not [text for text in said if "404" not in text]


def test_every_page_is_walked(served: Served) -> None:
    """A page that is added without its address here would not be looked at; details come by links."""
    listed = {address.partition("?")[0] for address in ADDRESSES}
    assert {page.path for page in PAGES if page.menu} <= listed


@pytest.mark.parametrize("address", ["/", "/chi-so/1.2", "/nguyen-nhan", "/ho-so"])
def test_no_script_is_needed_to_read_a_figure(browser: Browser, served: Served, address: str) -> None:
    with opened(browser, script=False) as context:
        page = context.new_page()
        go_without_script(page, served.url + address)
        figures = re.findall(r"\d+,\d\d|\d+/\d+", page.locator("main").inner_text())
        assert len(figures) > 3
        expect(page.get_by_text("tắt JavaScript")).to_be_visible()


def test_from_the_total_down_to_a_dossier(browser: Browser, served: Served) -> None:
    with opened(browser) as context:
        page = context.new_page()
        go(page, served.url + "/")
        page.get_by_role("link", name="Tiến độ giải quyết").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Tiến độ giải quyết")
        page.locator("main table a[href^='/chi-so/2.1']").first.click()
        expect(page.locator("main")).to_contain_text(re.compile(r"\d[\d.]*/\d[\d.]*"))
        page.locator("main a[href*='which=missing']").first.click()
        dossier = page.locator("main table a[href^='/ho-so/']").first
        dossier.wait_for(timeout=FIRST_TIME)
        code = dossier.inner_text()
        dossier.click()
        expect(page.locator("main")).to_contain_text(code, timeout=FIRST_TIME)
        expect(page.locator("main")).to_contain_text("quá hạn")


def test_a_report_is_downloaded_and_opens(browser: Browser, served: Served, tmp_path: Path) -> None:
    with opened(browser) as context:
        page = context.new_page()
        go(page, served.url + "/bao-cao")
        frame = page.frame_locator("iframe.preview")
        expect(frame.locator("body")).to_contain_text("Cổng Dịch vụ công quốc gia", timeout=FIRST_TIME)
        with page.expect_download(timeout=2 * FIRST_TIME) as downloading:
            page.locator("main a[href*='docx']").first.click()
        saved = tmp_path / downloading.value.suggested_filename
        downloading.value.save_as(saved)
        assert saved.suffix == ".docx"
        text = "\n".join(paragraph.text for paragraph in Document(str(saved)).paragraphs)
        assert "Thái Nguyên" in text


def test_a_load_in_another_process_shows_on_an_open_page(browser: Browser, served: Served, tmp_path: Path) -> None:
    """The newest instant of the ledger, and with it what every page says above it, moves while a page is open."""
    with opened(browser) as context:
        page = context.new_page()
        go(page, served.url + "/")
        line = page.locator("#ket-noi")
        expect(line).to_contain_text("Đã kết nối", timeout=FIRST_TIME)
        before = page.locator("main .about time").inner_text()
        new = tmp_path / "moi.csv"
        new.write_text(_new_dossiers(served.workspace), encoding="utf-8")
        assert "nhận 1" in bochiso("load", "dossiers", new, "-w", served.workspace)
        expect(page.locator("main .about time")).not_to_have_text(before, timeout=FIRST_TIME)
        expect(page.locator("main .about time")).to_contain_text("02/9/2023")
        expect(line).to_contain_text("Đã kết nối", timeout=FIRST_TIME)


def _new_dossiers(workspace: Path) -> str:
    """A dossier that nobody has sent yet, recorded two days after the newest."""
    import duckdb

    files = str(workspace / "so-ho-so" / "dossiers" / "*-accepted-*.parquet")
    with duckdb.connect() as connection:
        row = connection.execute("SELECT unit, procedure FROM read_parquet(?, union_by_name = true) LIMIT 1", [files])
        unit, procedure = row.fetchone() or ("", "")
    return (
        "code,procedure,unit,received_at,due_at,status,recorded_at\n"
        f"{unit}-230902-000001,{procedure},{unit},2023-09-02T08:00,2023-09-12T17:00,2,2023-09-02T09:00\n"
    )


def test_an_empty_workspace_fills_and_a_stopped_server_is_told(browser: Browser, tmp_path: Path) -> None:
    """Nothing yet, figures, a broken line: three things to see. And the server ends in time, with a stream open."""
    workspace = tmp_path / "gia-lai"
    bochiso("init", workspace, "--unit", "H21")
    with opened(browser) as context, serving(workspace) as running:
        page = context.new_page()
        assert go(page, running.url + "/") == 200
        line = page.locator("#ket-noi")
        expect(page.locator(".problem.empty").first).to_contain_text("chưa có số liệu nào")
        expect(line).to_contain_text("Đã kết nối", timeout=FIRST_TIME)
        bochiso("import", GIA_LAI, "-w", workspace)
        expect(page.locator(".large")).to_contain_text(re.compile(r"\d,\d\d/100"), timeout=FIRST_TIME)
        expect(page.locator(".about")).to_contain_text("ngày 10/10/2026")
        running.process.terminate()
        assert running.process.wait(STOPS_WITHIN) == 0
        expect(line).to_contain_text("Mất kết nối", timeout=FIRST_TIME)


def bochiso(*words: object) -> str:
    """A command in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bochiso", *map(str, words)], check=True, capture_output=True, text=True
    )
    return done.stdout
