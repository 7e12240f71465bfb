"""The figures of an instant, scored: a stored snapshot, or one computed from the ledger and kept while it holds."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from bochiso.compare.change import Comparison, compare, truly_ranked
from bochiso.errors import fail
from bochiso.index.load import edition_at, edition_named
from bochiso.index.model import Edition
from bochiso.score.snapshot import Snapshot, SnapshotUnit
from bochiso.score.tally import ScoredUnit, score
from bochiso.time import Instant, Period, PeriodKind, now
from bochiso.web.answer import About, Crumb
from bochiso.web.query import NoFigures, NotFound, Query
from bochiso.web.workbench import Workbench
from bochiso.wording import instant_text, period_text, short_date

if TYPE_CHECKING:
    from bochiso.measure.terms import Moment
    from bochiso.units.registry import Registry
    from bochiso.workspace.store import Entry

CHOICE = ("at", "period", "view", "edition")
"""The values that choose the figures of an instant."""

_AHEAD = "thời điểm này chưa đến: đây là số liệu nếu từ nay không ai làm gì thêm, chỉ thời gian trôi"

_CARRIED = (*CHOICE, "before", "unit")
"""The values that links to other pages take along."""

VIEWS = ("portal", "province")
VIEW_TITLES = {"portal": "hồ sơ Cổng thấy", "province": "mọi hồ sơ của tỉnh"}
NOW = "now"
HOME = Crumb("Tổng quan", "/")


@dataclass(frozen=True)
class Picture:
    """`units` are scored and ranked as all commands do it; `chosen` is the query that leads here again."""

    snapshot: Snapshot
    edition: Edition
    units: tuple[ScoredUnit, ...]
    root: str
    registry: "Registry"
    warnings: tuple[str, ...]
    chosen: Query

    @cached_property
    def _units(self) -> dict[str, ScoredUnit]:
        return {scored.unit.code: scored for scored in self.units}

    def unit(self, code: str) -> ScoredUnit | None:
        return self._units.get(code)

    @property
    def computed(self) -> bool:
        return self.snapshot.computed

    @property
    def moment(self) -> "Moment":
        """The moment of a computed picture, to count with."""
        from bochiso.measure.compute import moment_of_snapshot

        return moment_of_snapshot(self.snapshot)

    def below(self, code: str) -> tuple[ScoredUnit, ...]:
        """The units right below one, departments before districts and communes, else in the order of the figures."""
        found = (scored for scored in self.units if scored.unit.parent == code)
        return tuple(sorted(found, key=lambda scored: scored.unit.kind.order))

    def way(self, code: str) -> tuple[SnapshotUnit, ...]:
        """From the topmost unit in the figures down to this one."""
        found: list[SnapshotUnit] = []
        scored = self.unit(code)
        while scored is not None and scored.unit not in found:
            found.insert(0, scored.unit)
            scored = self.unit(scored.unit.parent or "")
        return tuple(found)

    def about(self, title: str, crumbs: tuple[Crumb, ...] = (), more: tuple[str, ...] = ()) -> About:
        """What a page about these figures says above them."""
        return About(
            title=title,
            crumbs=(HOME, *crumbs),
            at=str(self.snapshot.as_of),
            instant=instant_text(self.snapshot.as_of),
            period=period_text(self.snapshot.period),
            view=VIEW_TITLES.get(self.snapshot.view, self.snapshot.view),
            source=source_text(self.snapshot),
            edition=self.edition.id,
            warnings=(*more, *self.warnings),
        )


def source_text(snapshot: Snapshot) -> str:
    """Where figures come from, in a few words."""
    if snapshot.computed:
        return "tính từ sổ hồ sơ"
    names = ", ".join(dict.fromkeys(origin.name for origin in snapshot.origins))
    return f"số liệu đã công bố ({names})" if names else "số liệu đã công bố"


def picture(bench: Workbench, query: Query, name: str = "at") -> Picture:
    """The figures that the query asks for; the newest there are where it names no instant.

    An instant is a snapshot's id, a date, a date and time, or `now`. Raises `NoFigures` in an empty workspace and
    `BochisoError` where nothing is known of the instant.
    """
    wanted = query.text(name)
    chosen = Query(tuple((key, value) for key, value in query.values if key in _CARRIED)).with_(at=wanted)
    entry = _stored(bench, chosen, wanted)
    if entry is not None:
        return _of_entry(bench, entry, chosen)
    instant = _instant(bench, query, name, wanted)
    return at_instant(bench, instant, chosen)


def before(bench: Workbench, after: Picture, query: Query) -> Picture | None:
    """The figures that those of `picture` are compared with: as asked for by `before`, or else the ones before them.

    Without being asked: the latest stored snapshot of an earlier day that may be subtracted; of computed figures also
    those of the end of the month before, if the ledger tells of it and they are later. None where there are none.
    """
    if query.text("before"):
        return picture(bench, query.with_(period=_kind(after).value, view=after.snapshot.view), "before")
    day = after.snapshot.as_of.day
    alike = [
        entry
        for entry in bench.now.entries
        if entry.as_of.day < day and (entry.edition, entry.view) == (after.edition.id, after.snapshot.view)
        and _kind_of(entry) is _kind(after)
    ]  # fmt: skip
    entry = max(alike, key=lambda each: (each.as_of, each.number), default=None)
    end = Instant(day.replace(day=1) - timedelta(days=1), time(23, 59, 59))
    first = bench.now.first_recorded
    if after.computed and first is not None and first <= end and (entry is None or entry.as_of.day < end.day):
        return at_instant(bench, end, _alike(after, str(end)))
    return None if entry is None else _of_entry(bench, entry, Query(()).with_(at=entry.id))


def moment_in(bench: Workbench, query: Query) -> "tuple[Moment, Edition]":
    """The moment of the figures that `picture` gives, and their edition, found without counting anything.

    Where no instant is asked for and the newest figures are published ones, the newest of the ledger: no published
    figure has dossiers behind it. Raises as `picture` does.
    """
    from bochiso.measure.compute import moment_at

    wanted = query.text("at")
    entry = _stored(bench, query, wanted)
    if entry is not None and (wanted or bench.snapshot(entry.id).computed):
        view = entry.view if entry.view in VIEWS else VIEWS[0]
        return moment_at(entry.as_of, _kind_of(entry), view), edition_named(entry.edition)
    instant = _instant(bench, query, "at", wanted)
    edition = edition_at(instant, query.text("edition") or bench.place.settings.workspace.edition)
    kind, view = query.choice("period", PeriodKind, PeriodKind.YEAR), query.one_of("view", VIEWS, VIEWS[0])
    return moment_at(instant, kind, view), edition


def compared(bench: Workbench, earlier: Picture, later: Picture) -> Comparison:
    """The two side by side."""
    known = bench.known(later.snapshot.as_of) if later.computed else None
    key = "comparison", earlier.snapshot.id, later.snapshot.id, known
    return bench.kept(key, lambda: compare(earlier.snapshot, later.snapshot, bench.place.registry))


def unit_in(picture: Picture, query: Query, name: str = "unit") -> ScoredUnit:
    """The unit that the query names by code or name, the whole province where it names none. Raises `NotFound`."""
    text = query.text(name) or picture.root
    found = picture.unit(text)
    if found is None:
        unit = picture.registry.resolve(text, picture.snapshot.as_of.day, within=picture.root)
        found = picture.unit(unit.code) if unit else None
    if found is not None:
        return found
    if not query.text(name) and picture.units:
        # A workspace may hold figures that leave its own province out: then the topmost unit stands for them.
        return next((each for each in picture.units if picture.unit(each.unit.parent or "") is None), picture.units[0])
    raise NotFound(
        fail(
            f"đơn vị «{text}»",
            "không có trong số liệu này",
            why="chỉ đơn vị mà nguồn số liệu có mới hiện được",
            remedy="chọn đơn vị trong bảng xếp hạng, hoặc chọn thời điểm khác",
        ).problems
    )


def at_instant(bench: Workbench, instant: Instant, chosen: Query) -> Picture:
    """The figures of an instant, computed from the ledger."""
    kind = chosen.choice("period", PeriodKind, PeriodKind.YEAR)
    view = chosen.one_of("view", VIEWS, VIEWS[0])
    edition = edition_at(instant, chosen.text("edition") or bench.place.settings.workspace.edition)
    if not bench.has_dossiers:
        raise _nothing(bench, str(instant))
    key = "computed", instant, kind, view, edition.id, bench.known(instant)

    def make() -> Picture:
        from bochiso.measure.compute import compute, moment_at

        made = compute(bench.source, edition, [moment_at(instant, kind, view)])[0]
        return _scored(bench, made.snapshot, edition, made.warnings, chosen)

    found: Picture = replace(bench.kept(key, make), chosen=chosen)
    return replace(found, warnings=(_AHEAD, *found.warnings)) if now() < instant else found


def _scored(bench: Workbench, snapshot: Snapshot, edition: Edition, said: tuple[str, ...], chosen: Query) -> Picture:
    registry = bench.place.registry
    units = tuple(truly_ranked(found, snapshot, registry) for found in score(snapshot, edition))
    return Picture(snapshot, edition, units, bench.root, registry, said, chosen)


def _of_entry(bench: Workbench, entry: "Entry", chosen: Query) -> Picture:
    def make() -> Picture:
        snapshot = bench.snapshot(entry.id)
        return _scored(bench, snapshot, edition_named(snapshot.edition), entry.warnings, chosen)

    found: Picture = bench.kept(("stored", entry.id), make)
    return replace(found, chosen=chosen)


def _stored(bench: Workbench, query: Query, wanted: str) -> "Entry | None":
    """The stored snapshot that is meant; None where the ledger is to tell."""
    entries = list(_suiting(bench, query))
    if not wanted:
        newest = max(entries, key=lambda each: (each.as_of, each.number), default=None)
        recorded = bench.now.last_recorded
        if newest is None or (recorded is not None and newest.as_of < recorded):
            return None
        return newest
    if wanted.startswith("s-"):
        return bench.place.store.named(wanted)  # in words where there is none or more than one
    if wanted == NOW:
        return None
    instant = query.instant("at")
    assert instant is not None
    same = [entry for entry in entries if entry.as_of == instant or (not instant.at and entry.as_of.day == instant.day)]
    return max(same, key=lambda each: (each.as_of, each.number), default=None)


def _suiting(bench: Workbench, query: Query) -> Iterator["Entry"]:
    """The stored snapshots of the period, view and edition asked for."""
    kind = query.choice("period", PeriodKind, PeriodKind.YEAR)
    view, edition = query.one_of("view", VIEWS, VIEWS[0]), query.text("edition")
    for entry in bench.now.entries:
        own = entry.view == view or (not query.text("view") and entry.view not in VIEWS)
        if own and _kind_of(entry) is kind and edition in ("", entry.edition):
            yield entry


def _instant(bench: Workbench, query: Query, name: str, wanted: str) -> Instant:
    """The instant that the ledger is asked about."""
    recorded = bench.now.last_recorded
    if wanted == NOW:
        return now()
    if not wanted:
        if recorded is None:
            raise _nothing(bench, "")
        return recorded
    instant = query.instant(name)
    assert instant is not None
    return instant


def _nothing(bench: Workbench, wanted: str) -> Exception:
    if not bench.now.entries and not bench.has_dossiers:
        return NoFigures(
            fail(
                "không gian làm việc",
                "chưa có số liệu nào",
                why="trang này hiện số liệu đã nhập hoặc tính từ hồ sơ đã nạp",
                remedy="chạy bochiso import TỆP, hoặc bochiso load dossiers TỆP; trang tự cập nhật",
            ).problems
        )
    there = ", ".join(f"{short_date(entry.as_of.day)} ({entry.id})" for entry in bench.now.entries[-6:])
    return NotFound(
        fail(
            f"thời điểm {wanted}" if wanted else "kỳ, góc nhìn hoặc phiên bản này",
            "không có bản chụp nào, và sổ không có hồ sơ để tính",
            why="số liệu phải được nhập, hoặc tính từ hồ sơ",
            remedy=f"dùng một trong: {there}" if there else "nhập số liệu của thời điểm này",
        ).problems
    )


def _kind(picture: Picture) -> PeriodKind:
    return picture.snapshot.period.kind


def _kind_of(entry: "Entry") -> PeriodKind:
    return Period.parse(entry.period).kind


def computed_anew(bench: Workbench, picture: Picture) -> Picture:
    """The figures of the same moment as the ledger tells of it now: a stored snapshot stays what it was."""
    at = picture.snapshot.as_of
    return at_instant(bench, at, _alike(picture, str(at)))


def _alike(after: Picture, at: str) -> Query:
    """The figures of another instant, of the same kind of period, view and edition."""
    snapshot = after.snapshot
    return Query(()).with_(at=at, period=snapshot.period.kind.value, view=snapshot.view, edition=snapshot.edition)
