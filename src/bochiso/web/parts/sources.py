"""How old what the workspace holds is, and what loads refused. Of the present day, whatever instant a page is of."""

from dataclasses import dataclass

from bochiso.errors import fail
from bochiso.facts.manifest import Load
from bochiso.facts.schema import TABLES
from bochiso.time import DAY_SECONDS, Instant, moment_of, now, second_of
from bochiso.view.loads import feed_json, load_json, refused_json
from bochiso.web.answer import About
from bochiso.web.part import Json, Part
from bochiso.web.query import NotFound, Query
from bochiso.web.render import render
from bochiso.web.shapes_quality import SourcesShape
from bochiso.web.words import Said
from bochiso.web.workbench import Workbench
from bochiso.wording import instant_text, integer_text
from bochiso.workspace.refused import Example, Gone, Refused, ToldLoads, refused_rows, told_loads
from bochiso.workspace.sources import Absent, Feed, feeds

_MOST = 2**31 - 1


@dataclass(frozen=True)
class Sources:
    """`refused` is of the load that was chosen, or else of the newest that refused a row; None where none did."""

    at: Instant
    feeds: tuple[Feed, ...]
    told: ToldLoads
    refused: Refused | Gone | None


@dataclass(frozen=True)
class Row:
    """One kind of fact as the page prints it."""

    title: str
    state: Said
    newest: Said
    limit: str
    rows: Said
    load: str


@dataclass(frozen=True)
class LoadRow:
    """One load as the page prints it."""

    load: Load
    kind: str
    when: str
    here: bool


def _find(bench: Workbench, query: Query) -> Sources:
    ledger = bench.place.ledger
    told = told_loads(ledger)
    wanted = query.whole("load", 0, _MOST)
    load = next((each for each in told.listed if each.rows_refused and wanted in (0, each.number)), None)
    if wanted and load is None:
        raise NotFound(
            fail(
                f"lần nạp {wanted}",
                "không có dòng nào bị từ chối, hoặc không phải lần nạp gần đây",
                why="chỉ các lần nạp gần đây nhất có dòng bị từ chối mới xem được ở đây",
                remedy="chọn một lần nạp trong bảng ở trang Chất lượng dữ liệu",
            ).problems
        )
    refused = bench.kept(("refused", load.number), lambda: refused_rows(ledger, load)) if load else None
    return Sources(now(), feeds(ledger, bench.place.store), told, refused)


def _about(found: Sources) -> About:
    return About("Nguồn số liệu và các lần nạp")


def _row(feed: Feed, at: Instant) -> Row:
    if isinstance(feed, Absent):
        return Row(feed.title, Said("chưa nạp lần nào", "none"), Said("–", "none"), "", Said("–", "none"), "")
    days = feed.age(second_of(at)) // DAY_SECONDS
    rule = feed.rule
    if feed.stale(second_of(at)):
        state = Said(f"▼ cũ {integer_text(days)} ngày", "bad", rule.reason)
    else:
        state = Said("● còn mới", "good")
    newest = Said("không ghi thời điểm", "na") if feed.newest is None else Said(_when(feed.newest))
    when = "" if feed.loaded_at is None else f", {_when(feed.loaded_at)}"
    rows = Said(integer_text(feed.rows), "" if feed.rows else "zero")
    limit = f"{rule.days}\N{NO-BREAK SPACE}ngày"
    return Row(feed.title, state, newest, limit, rows, f"lần {feed.number}: {feed.file}{when}")


def _when(second: int) -> str:
    return instant_text(moment_of(second))


def _loads(found: Sources) -> tuple[LoadRow, ...]:
    chosen = found.refused.load.number if found.refused else 0
    return tuple(
        LoadRow(load, TABLES[load.kind].title, _when(load.loaded_at), load.number == chosen)
        for load in found.told.listed
    )


def example_text(example: Example) -> str:
    """`dòng 12 (H55.12, 000.00.12.H55-230101-0001)`."""
    row = "dòng không rõ" if example.row is None else f"dòng {integer_text(example.row)}"
    codes = ", ".join(code for code in example.codes if code)
    return f"{row} ({codes})" if codes else row


def _html(found: Sources) -> str:
    return render(
        "parts/sources.html",
        at=instant_text(found.at),
        rows=[_row(feed, found.at) for feed in found.feeds],
        loads=_loads(found),
        more=found.told.more,
        refused=found.refused if isinstance(found.refused, Refused) else None,
        gone=found.refused if isinstance(found.refused, Gone) else None,
        example_text=example_text,
    )


def _data(found: Sources) -> Json:
    return {
        "as_of": str(found.at),
        "sources": [feed_json(feed, found.at) for feed in found.feeds],
        "loads": [load_json(load) for load in found.told.listed],
        "loads_more": found.told.more,
        "refused": None if found.refused is None else refused_json(found.refused),
    }


SOURCES = Part("sources", ("load",), _find, _about, _html, _data, SourcesShape)
