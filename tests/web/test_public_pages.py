"""What the public may see: one table a month, nothing that it withholds, and no way from there to anything else."""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pyarrow.parquet as pq
import pytest
from pydantic import TypeAdapter
from starlette.routing import Route

from bochiso.errors import BochisoError
from bochiso.index.load import editions
from bochiso.index.model import Edition
from bochiso.opendata.table import Row
from bochiso.score.snapshot import Measured
from bochiso.time import Instant
from bochiso.web.answer import Answer, Ask
from bochiso.web.app import create_app
from bochiso.web.pages import PAGES
from bochiso.web.parts import PARTS
from bochiso.web.public_words import public_row
from bochiso.web.publication import issues, publication
from bochiso.web.query import Form, NoFigures, NotFound, Query
from bochiso.web.rules import counterpart
from bochiso.web.shell import Frames
from bochiso.web.workbench import Workbench, workbench
from bochiso.web.worker import answered
from bochiso.wording import integer_text
from bochiso.workspace.store import Entry

PUBLIC = [page for page in PAGES if page.public]


@pytest.fixture(scope="module")
def bench(sample_workspace: Path) -> Iterator[Workbench]:
    with workbench(sample_workspace) as made:
        yield made


def query(**values: str) -> Query:
    return Query(()).with_(**values)


def told(bench: Workbench, part: str, form: Form = Form.HTML, **values: str) -> Answer:
    answer = answered(bench, Ask(part, query(**values), form))
    assert not answer.problems, answer.problems
    return answer


# Which instants


@dataclass
class Ledger:
    """As much of a workbench as tells which instants are public. Snapshots are of the year, for the portal."""

    entries: list[Entry] = field(default_factory=list)
    first: str = ""
    last: str = ""

    def stored(self, as_of: str, period: str = "", view: str = "portal") -> None:
        number = len(self.entries) + 1
        period = period or as_of[:4]
        entry = Entry(f"s-{number}", number, Instant.parse(as_of), "766/portal-2026", period, view, 1, 1, ())
        self.entries.append(entry)

    def days(self) -> list[str]:
        first, last = (Instant.parse(text) if text else None for text in (self.first, self.last))
        now = SimpleNamespace(entries=tuple(self.entries), first_recorded=first, last_recorded=last)
        settings = SimpleNamespace(workspace=SimpleNamespace(edition=""))
        made = SimpleNamespace(now=now, place=SimpleNamespace(settings=settings))
        return [issue.day for issue in issues(cast(Workbench, made))]


def test_a_ledger_is_public_once_a_month() -> None:
    ledger = Ledger(first="2026-01-05T08:00", last="2026-10-20T09:00")
    for day in ("2026-08-10T16:30", "2026-08-29T16:30", "2026-09-30T16:30", "2026-10-01T16:30", "2026-10-20T08:00"):
        ledger.stored(day)
    assert ledger.days() == ["2026-09-30", "2026-08-29"]
    ledger.last = "2026-11-02T09:00"
    assert ledger.days() == ["2026-10-20", "2026-09-30", "2026-08-29"]


def test_other_periods_and_views_of_a_day_stay_private() -> None:
    ledger = Ledger(first="2026-01-05T08:00", last="2026-09-30T23:00")
    ledger.stored("2026-08-31T16:30", view="province")
    ledger.stored("2026-08-31T16:30", period="2026-Q3")
    ledger.stored("2026-08-31T16:30", period="2026-08")
    ledger.stored("2026-08-30T16:30")
    assert ledger.days() == ["2026-08-30"]


def test_the_last_full_month_is_counted_where_nobody_stored_it() -> None:
    ledger = Ledger(first="2026-01-05T08:00", last="2026-10-20T09:00")
    assert ledger.days() == ["2026-09-30"]
    ledger.stored("2026-07-31T16:30")
    assert ledger.days() == ["2026-09-30", "2026-07-31"]
    assert Ledger(first="2026-10-02T08:00", last="2026-10-20T09:00").days() == []


def test_what_others_published_is_public_for_every_day() -> None:
    ledger = Ledger()
    for day in ("2026-10-02", "2026-10-10", "2026-10-10"):
        ledger.stored(day)
    assert ledger.days() == ["2026-10-10", "2026-10-02"]


def test_no_other_instant_can_be_asked_for(bench: Workbench) -> None:
    assert [issue.day for issue in issues(bench)] == ["2023-08-31", "2023-07-31"]
    assert publication(bench, query(at="2023-07-31")).table.meta.as_of == "2023-07-31T16:30:00+07:00"
    assert publication(bench, query(at="31/7/2023")).issue.day == "2023-07-31"
    for at in ("2023-08-30", "2023-08-31T16:29", "2023-08-31T16:31:00"):
        with pytest.raises(NotFound, match="chọn một trong: 31/8/2023, 31/7/2023"):
            publication(bench, query(at=at))
    for at in ("now", bench.now.entries[0].id):
        with pytest.raises(BochisoError, match="không phải thời điểm"):
            publication(bench, query(at=at))


def test_before_the_first_month_ends_nothing_is_public(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bochiso.web.publication.issues", lambda bench: ())
    with pytest.raises(NoFigures, match="chưa có số liệu nào được công khai"):
        publication(bench, query())


# What is shown


def test_a_withheld_count_stands_nowhere(bench: Workbench) -> None:
    """The true counts behind the withheld cells of a unit are looked for in its page, its JSON and its open rows."""
    made = publication(bench, query())
    snapshot = bench.snapshot(next(entry.id for entry in bench.now.entries if entry.as_of == made.issue.instant))
    hidden = [row for row in made.table.rows if "numerator" in row.withheld and row.item != "rank"]
    assert hidden
    seen = 0
    for unit in list(dict.fromkeys(row.unit for row in hidden))[:5]:
        html = told(bench, "public", unit=unit).body.decode()
        for row in (row for row in hidden if row.unit == unit):
            figure = snapshot.figure(unit, row.item)
            line = re.search(rf"<tr>(?:(?!<tr>).)*/chi-so/{re.escape(row.item)}\".*?</tr>", html, re.DOTALL)
            assert line is not None
            shown = re.findall(r"<td[^>]*>(.*?)</td>", line.group(), re.DOTALL)
            assert shown[0].startswith("không công bố"), shown
            if figure is not None and isinstance(figure.value, Measured) and row.denominator is None:
                assert integer_text(figure.value.denominator) not in "".join(shown)
                seen += 1
    assert seen


@pytest.mark.parametrize(
    ("changes", "counts", "points"),
    [
        ({"numerator": 0, "denominator": 7, "points": 0}, ("0/7", "zero"), ("0,00/6", "zero")),
        ({"numerator": 0, "denominator": 0, "state": "not_applicable"}, ("0/0", "na"), ("không áp dụng", "na")),
        ({"state": "not_applicable"}, ("không áp dụng", "na"), ("không áp dụng", "na")),
        ({"state": "no_data"}, ("không có số liệu", "none"), ("không có số liệu", "none")),
        (
            {"denominator": 1200, "state": "withheld", "withheld": "numerator rate points"},
            ("không công bố / 1.200", "withheld"),
            ("không công bố", "withheld"),
        ),
        (
            {"state": "withheld", "withheld": "numerator denominator rate points"},
            ("không công bố", "withheld"),
            ("không công bố", "withheld"),
        ),
    ],
)
def test_four_kinds_of_nothing_read_differently(
    changes: dict[str, object], counts: tuple[str, str], points: tuple[str, str]
) -> None:
    row = Row("H1", "Sở A", "department", "", "2.1", "Hồ sơ", None, None, None, None, Decimal(6), "",
              "measured", "", "766/portal-2026", "2026-10-10", "2026", "portal", "")  # fmt: skip
    said = public_row(replace(row, **{k: Decimal(0) if k == "points" else v for k, v in changes.items()}))  # type: ignore[arg-type]
    assert (said.counts.text, said.counts.kind) == counts
    assert (said.points.text, said.points.kind) == points


def test_the_three_files_hold_the_same_rows(bench: Workbench) -> None:
    lines = csv.DictReader(io.StringIO(told(bench, "open-data", Form.CSV).body.decode("utf-8-sig")))
    from_csv = [(line["unit"], line["item"], line["state"], line["numerator"]) for line in lines]
    content = json.loads(told(bench, "open-data", Form.JSON).body)
    from_json = [(r["unit"], r["item"], r["state"], _text(r["numerator"])) for r in content["rows"]]
    parquet = told(bench, "open-data", Form.PARQUET)
    columns = pq.read_table(io.BytesIO(parquet.body)).to_pylist()
    from_parquet = [(r["unit"], r["item"], r["state"], _text(r["numerator"])) for r in columns]
    assert from_csv == from_json == from_parquet
    assert len(from_csv) == len(publication(bench, query()).table.rows) > 7_000
    assert parquet.file_name == "bo-chi-so-766-H55-2023-08-31.parquet"


def _text(value: int | None) -> str:
    return "" if value is None else str(value)


# The rules


@pytest.mark.parametrize("made", editions().values(), ids=list(editions()))
def test_every_indicator_has_a_page_with_its_standing(bench: Workbench, made: Edition) -> None:
    page = told(bench, "edition", edition=made.id).body.decode()
    assert "Không dòng nào ở đây là lời văn của Quyết định." in page
    for indicator in made.indicators:
        assert f'href="/giai-thich/{made.id}/chi-so/{indicator.id}"' in page
        rule = told(bench, "rule", edition=made.id, indicator=indicator.id).body.decode()
        assert "không phải lời văn của Quyết định" in rule
        assert re.search(r"<strong>(công bố|chứng minh từ số liệu đã công bố|suy ra)</strong>", rule)


def test_a_number_that_moved_is_followed_and_said(bench: Workbench) -> None:
    """4.1 was a share of procedures with payment, and is one of electronic results."""
    rule = told(bench, "rule", edition="766/portal-2026", indicator="4.1").body.decode()
    assert "số hiệu: 6.2 → 4.1" in rule
    assert "số hiệu 4.1 là một chỉ số khác" in rule
    old, new = editions().values()
    indicator = old.indicator("4.2")
    assert indicator is not None
    found = counterpart(indicator, old, new)
    assert found is not None
    assert found.id == "3.6"


@pytest.mark.parametrize(("part", "values"), [("edition", {"edition": "766/x"}), ("rule", {"indicator": "9.9"})])
def test_what_is_not_there_is_said_so(bench: Workbench, part: str, values: dict[str, str]) -> None:
    answer = answered(bench, Ask(part, query(**values), Form.HTML))
    assert answer.status == 404
    assert answer.problems[0].remedy.startswith("chọn")


# The shapes


@pytest.mark.parametrize(
    ("part", "values"),
    [
        ("public", {}),
        ("public", {"unit": "H55.1", "item": "2.1"}),
        ("open-data", {}),
        ("edition", {"edition": "766/portal-2022"}),
        ("edition", {"edition": "766/portal-2026"}),
        ("rule", {"edition": "766/portal-2026", "indicator": "3.3"}),
        ("rule", {"edition": "766/portal-2022", "indicator": "3.7"}),
    ],
)
def test_data_has_the_shape_it_documents(bench: Workbench, part: str, values: dict[str, str]) -> None:
    if "unit" in values:
        rows = publication(bench, query()).table.rows
        values = values | {"unit": next(row.unit for row in rows if row.kind == "district")}
    adapter: TypeAdapter[object] = TypeAdapter(PARTS[part].shape)
    body = told(bench, part, Form.JSON, **values).body
    assert adapter.validate_json(body, strict=True) == json.loads(body)  # what no shape names is dropped


# The public server


def test_a_public_server_has_no_other_address(sample_workspace: Path) -> None:
    app = create_app(sample_workspace, public=True)
    routes = [route for route in app.routes if isinstance(route, Route)]
    assert {route.path for route in routes} == {
        "/static/{name}",
        "/live",
        "/cong-khai",
        "/cong-khai/du-lieu.csv",
        "/cong-khai/du-lieu.json",
        "/cong-khai/du-lieu.parquet",
        "/giai-thich",
        "/giai-thich/{edition:path}/chi-so/{indicator}",
    }
    assert len(routes) == len(app.routes)
    assert {method for route in routes for method in route.methods or ()} == {"GET", "HEAD"}


def test_public_pages_lead_nowhere_else_and_name_no_dossier(bench: Workbench) -> None:
    frames = Frames("Tỉnh Thái Nguyên", public=True)
    district = next(row.unit for row in publication(bench, query()).table.rows if row.kind == "district")
    asked = {
        "public": [{}, {"unit": district}, {"at": "2023-07-31", "item": "3.4"}, {"unit": "không có"}, {"at": "now"}],
        "edition": [{"edition": name} for name in editions()],
        "rule": [{"edition": "766/portal-2026", "indicator": "1.4"}, {"edition": "x", "indicator": "y"}],
    }
    for page in PUBLIC:
        for values in asked[page.name]:
            asks = [Ask(name, _only(name, values), Form.HTML) for name in page.parts]
            html = frames.page(page, asks, [answered(bench, ask) for ask in asks])[0].decode()
            links = set(re.findall(r'(?:href|action|src)="([^"]*)"', html))
            assert [link for link in links if not re.match(r"#|/(cong-khai|giai-thich|static)(?=[/?#.]|$)", link)] == []
            assert re.search(r"H\d+(\.\d+)*-\d{6}-\d+", html) is None
            assert not any(entry.id in html for entry in bench.now.entries)
            assert len(html) < 400_000


def _only(part: str, values: dict[str, str]) -> Query:
    return query(**{name: value for name, value in values.items() if name in PARTS[part].names})
