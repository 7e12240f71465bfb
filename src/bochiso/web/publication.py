"""What the public may see: the open table of one instant a month, and nothing else of the workspace.

A table withholds small counts within itself; two tables of close instants would give them away, since the difference of
two counts is a count too. So figures that come of dossiers are public once for each month, at its end, and a month
that is not over has none. A workspace without dossiers holds only what others have published: there every day counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from bochiso.errors import fail
from bochiso.index.load import editions
from bochiso.index.model import Edition
from bochiso.opendata.table import Row, Table, table
from bochiso.time import Instant, Period, PeriodKind
from bochiso.web.answer import About, Crumb
from bochiso.web.picture import VIEW_TITLES, VIEWS, Picture, at_instant, picture
from bochiso.web.query import NoFigures, NotFound, Query
from bochiso.web.workbench import Workbench
from bochiso.wording import instant_text, period_text, short_date

if TYPE_CHECKING:
    from bochiso.workspace.store import Entry

AT = "at"
"""The one value that chooses a publication: its day, as `2026-09-30`."""

PUBLIC_HOME = Crumb("Công khai", "/cong-khai")


@dataclass(frozen=True)
class Issue:
    """One publication. `entry` is the stored snapshot that it is of; None where the ledger tells its instant."""

    instant: Instant
    entry: "Entry | None"

    @property
    def day(self) -> str:
        return self.instant.day.isoformat()


@dataclass(frozen=True)
class Publication:
    """An open table and what is said with it. `issues` are all that may be chosen, the newest first.

    `root` and `province` are the code and the name of the unit whose workspace it is, which the table may lack.
    `monthly` says that there are dossiers, so that publications are a month apart.
    """

    table: Table
    edition: Edition
    root: str
    province: str
    issue: Issue
    issues: tuple[Issue, ...]
    monthly: bool

    @property
    def chosen(self) -> Query:
        """The query that leads here again; empty for the newest, which its address always shows."""
        return Query(()).with_(at="" if self.issue == self.issues[0] else self.issue.day)

    def rows(self, unit: str) -> dict[str, Row]:
        """The rows of a unit by item."""
        return {row.item: row for row in self.table.rows if row.unit == unit}

    def about(self, title: str, crumbs: tuple[Crumb, ...] = ()) -> About:
        """What a public page says above its figures. Warnings are left out: they may count what the table withholds."""
        meta = self.table.meta
        return About(
            title=title,
            crumbs=crumbs,
            at=meta.as_of,
            instant=instant_text(self.issue.instant),
            period=period_text(Period.parse(meta.period)),
            view=VIEW_TITLES.get(meta.view, meta.view),
            source=meta.source or "nguồn không ghi tên",
            edition=meta.edition,
        )


def publication(bench: Workbench, query: Query) -> Publication:
    """The publication of the day that the query names, the newest where it names none.

    Raises `NotFound` for a day that none is of, `NoFigures` where nothing is public yet.
    """
    known = issues(bench)
    if not known:
        raise NoFigures(
            fail(
                "trang công khai",
                "chưa có số liệu nào được công khai",
                why="số liệu tính từ hồ sơ được công khai khi tháng của nó đã hết",
                remedy="xem lại vào đầu tháng sau",
            ).problems
        )
    wanted = query.instant(AT)
    issue = known[0] if wanted is None else _of_day(known, wanted)
    made, edition = _opened(bench, issue)
    unit = bench.place.registry.by_code(bench.root)
    return Publication(made, edition, bench.root, unit.name if unit else bench.root, issue, known, bench.has_dossiers)


def issues(bench: Workbench) -> tuple[Issue, ...]:
    """Every publication there is, the newest first: of the year to date, as the portal sees it."""
    entries = sorted(filter(_is_public, bench.now.entries), key=lambda entry: (entry.as_of, entry.number))
    recorded = bench.now.last_recorded
    if recorded is None:
        return _newest_first({entry.as_of.day: Issue(entry.as_of, entry) for entry in entries}.values())
    last = max((recorded.day, *(entry.as_of.day for entry in entries)))
    months = {_month(entry.as_of.day): Issue(entry.as_of, entry) for entry in entries if _is_over(entry, last)}
    end = Instant(recorded.day.replace(day=1) - timedelta(days=1), time(23, 59, 59))
    first = bench.now.first_recorded
    told = first is not None and first <= end and _has_edition(bench, end.day)
    if told and not any(_month(end.day) <= month for month in months):
        months[_month(end.day)] = Issue(end, None)
    return _newest_first(months.values())


def _has_edition(bench: Workbench, day: date) -> bool:
    wanted = bench.place.settings.workspace.edition
    return any(edition.covers(day) for edition in editions().values() if wanted in ("", edition.id))


def _is_public(entry: "Entry") -> bool:
    """One period and one view only: others of the same day would tell what is withheld in this one."""
    year = Period.parse(entry.period).kind is PeriodKind.YEAR
    return year and (entry.view == VIEWS[0] or entry.view not in VIEWS)


def _is_over(entry: "Entry", last: date) -> bool:
    """Whether no later state of the same month is to come: it is of the last day, or something of later is known."""
    day = entry.as_of.day
    return _month(day) < _month(last) or (day + timedelta(days=1)).day == 1


def _month(day: date) -> date:
    return day.replace(day=1)


def _newest_first(found: Iterable[Issue]) -> tuple[Issue, ...]:
    return tuple(sorted(found, key=lambda issue: issue.instant, reverse=True))


def _of_day(known: tuple[Issue, ...], wanted: Instant) -> Issue:
    found = [issue for issue in known if issue.instant.day == wanted.day]
    if found and wanted.at in (None, found[0].instant.at):
        return found[0]
    there = ", ".join(short_date(issue.instant.day) for issue in known[:6])
    raise NotFound(
        fail(
            f"số liệu công khai {instant_text(wanted)}",
            "không có",
            why="số liệu được công khai theo từng kỳ; hai thời điểm gần nhau có thể làm lộ từng hồ sơ",
            remedy=f"chọn một trong: {there}",
        ).problems
    )


def _opened(bench: Workbench, issue: Issue) -> tuple[Table, Edition]:
    def make() -> tuple[Table, Edition]:
        found = _picture(bench, issue)
        return table(found.snapshot, found.edition, found.units), found.edition

    key = "open", issue.entry.id if issue.entry else (issue.instant, bench.known(issue.instant))
    return bench.kept(key, make)


def _picture(bench: Workbench, issue: Issue) -> Picture:
    if issue.entry is None:
        return at_instant(bench, issue.instant, Query(()))
    return picture(bench, Query(()).with_(at=issue.entry.id))
