"""Asking a part as a worker does, and a small ledger whose codes and names try to be more than text."""

import csv
import json
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from click.testing import CliRunner
from starlette.routing import compile_path

from bochiso.cli import main
from bochiso.web.pages import PAGES, Page
from bochiso.web.part import Part
from bochiso.web.query import Query, cleaned
from bochiso.web.workbench import Workbench

Answer = Any


def asked(part: Part[Any], bench: Workbench, **values: str) -> Any:  # noqa: ANN401
    return part.find(bench, Query(()).with_(**values))


def data(part: Part[Any], bench: Workbench, **values: str) -> Answer:
    return json.loads(json.dumps(part.data(asked(part, bench, **values))))


def html(part: Part[Any], bench: Workbench, **values: str) -> str:
    return part.html(asked(part, bench, **values))


def csv_of(part: Part[Any], bench: Workbench, **values: str) -> str:
    assert part.csv is not None
    return part.csv(asked(part, bench, **values))


def run(*words: object) -> str:
    """What a command prints. It must succeed."""
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result.stdout


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.tags: set[str] = set()
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "a":
            self._open = True
            self.found.append((dict(attrs).get("href") or "", ""))

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and tag != "a"

    def handle_data(self, data: str) -> None:
        if self._open:
            address, text = self.found[-1]
            self.found[-1] = (address, text + data)


def links(page: str) -> dict[str, str]:
    """The addresses of a page by the text of the link, as a browser reads both."""
    parser = _Links()
    parser.feed(page)
    return {text: address for address, text in parser.found}


def tags(page: str) -> set[str]:
    """The elements that a browser finds in a page."""
    parser = _Links()
    parser.feed(page)
    return parser.tags


def opened_page(address: str, part: Part[Any]) -> tuple[Page, Query]:
    """The page at an address, and what its part is asked there: as the router and the door read it."""
    split = urlsplit(address)
    for page in PAGES:
        pattern, _, _ = compile_path(page.path)
        if found := pattern.match(unquote(split.path)):
            given = [*parse_qsl(split.query), *found.groupdict().items()]
            return page, cleaned(given, part.names)
    raise AssertionError(f"no page at {address}")


# A small ledger

AT = datetime(2026, 8, 31, 16, 30)
MOMENT, LATER = "2026-08-31T16:30", "2026-09-02T08:00"
LIMIT = timedelta(days=10)
OFFICE, COMMUNE, GONE = "H55.12", "H55.021", "H55.31"
UNITS = (
    (OFFICE, "Sở Tư pháp", "department", ""),
    (COMMUNE, "Xã <b>Một</b> & «Hai»", "commune", ""),
    (GONE, "UBND huyện Cũ", "district", "2025-06-30"),
)
PERSONAL = ("Trần Thị Riêng Tư", "019203004567", "0912345678")
"""What a file says of the applicant."""


def on(month: int, day: int, hour: int = 17, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour)


RECEIVED = on(8, 3, 8)


@dataclass(frozen=True)
class Row:
    """A dossier as it is kept; a file may have its code `written` otherwise. Instants are those of our clocks."""

    code: str
    due: datetime | None
    received: datetime | None = RECEIVED
    unit: str = COMMUNE
    status: int = 4
    ended: datetime | None = None
    asked: datetime | None = None
    synced: datetime | None = RECEIVED
    written: str = ""
    recorded: datetime = RECEIVED


ROWS = (
    Row("A/B?C#D%25", on(8, 28)),
    Row("<SCRIPT>ALERT(1)</SCRIPT>", on(8, 27), written="<script>alert(1)</script>"),
    Row("MÃ-SỐ-Ế", AT, written=unicodedata.normalize("NFD", "mã-số-ế")),
    Row("'NGOẶC\"KÉP'", AT + timedelta(days=3)),
    Row("%2F", AT + timedelta(days=3, seconds=-1)),
    Row("ﬁ&A=B;Ŋ", on(8, 29), status=5, asked=on(8, 28), written="ﬁ&a=b;ŋ"),
    Row("XONG-1", on(8, 20), status=9, ended=on(8, 19)),
    Row("KHÔNG-HẸN", None, received=on(8, 4, 8)),
    Row("NĂM-TRƯỚC", on(1, 10), received=on(12, 20, 8, 2025), synced=None),
    Row("CHƯA-TIẾP-NHẬN", None, received=None),
    Row("//GẠCH", on(9, 2), unit=OFFICE, synced=None),
    Row("HUYỆN-CŨ", on(6, 20, year=2025), received=on(5, 3, 8, 2025), unit=GONE),
)
LATE = (Row("NẠP-SAU", on(8, 26)), Row("BIẾT-SAU", on(8, 26), recorded=on(9, 2, 8)))
"""Loaded after the snapshot: one was known before it, the other was not."""


def make_ledger(folder: Path) -> None:
    """A workspace with the dossiers above, and the snapshot of `MOMENT` as computed without those of `LATE`."""
    run("init", folder, "--unit", "H55")
    units = [["code", "name", "kind", "parent", "valid_to"], *([*unit[:3], "H55", unit[3]] for unit in UNITS)]
    procedure = ["1.000001", "Đăng ký khai sinh", "commune", "1", "1", str(LIMIT.days), "day", "2020-01-01"]
    heading = ["code", "name", "authority", "has_fee", "paper_result", "limit", "limit_unit", "published_on"]
    _load(folder, "units", units)
    _load(folder, "procedures", [heading, procedure])
    _load(folder, "dossiers", [_HEADING, *map(_cells, ROWS)])
    run("compute", "--at", MOMENT, "-w", folder)
    _load(folder, "dossiers", [_HEADING, *map(_cells, LATE)])


_HEADING = [
    "code", "procedure", "unit", "channel", "received_at", "due_at", "status", "ended_at", "supplement_requested_at",
    "synced_at", "recorded_at", "Họ tên người nộp", "Số CCCD", "Điện thoại",
]  # fmt: skip


def _cells(row: Row) -> list[str]:
    instants = (row.received, row.due), (row.ended, row.asked, row.synced, row.recorded)
    first, rest = ([f"{each:%Y-%m-%d %H:%M:%S}" if each else "" for each in some] for some in instants)
    return [row.written or row.code, "1.000001", row.unit, "1", *first, str(row.status), *rest, *PERSONAL]


def _load(folder: Path, kind: str, rows: list[list[str]]) -> None:
    path = folder / f"{kind}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    assert "từ chối 0" in run("load", kind, path, "-w", folder)
