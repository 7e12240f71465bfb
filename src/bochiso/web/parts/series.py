"""The snapshots that a trend goes through: stored ones, ends of months computed from the ledger, and the latest."""

from bochiso.compare.trend import MOST_INSTANTS, computed_points, ledger_span, month_ends
from bochiso.compare.trend_points import speaks_of
from bochiso.index.load import edition_at
from bochiso.score.snapshot import Snapshot
from bochiso.time import Instant, Period
from bochiso.web.picture import VIEWS, Picture
from bochiso.web.workbench import Workbench
from bochiso.workspace.store import Entry


def series(bench: Workbench, now: Picture, unit: str) -> tuple[Snapshot, ...]:
    """Of the period and view of `now`, up to it, in no order; none twice, no day both stored and computed."""
    entries = tuple(entry for entry in bench.now.entries if _suits(entry, now))[-MOST_INSTANTS:]
    stored = bench.kept(("stored series", entries), lambda: tuple(bench.place.store.get(entry.id) for entry in entries))
    found = {snapshot.id: snapshot for snapshot in (*stored, now.snapshot)}
    taken = {snapshot.as_of.day for snapshot in found.values() if snapshot.computed}
    ends = tuple(end for end in _month_ends(bench, now) if end.day not in taken)
    found |= {snapshot.id: snapshot for snapshot in _computed(bench, now, ends)}
    known = now.unit(unit)
    assert known is not None, "the unit was found in these figures"
    return tuple(snapshot for snapshot in found.values() if speaks_of(snapshot, known.unit))


def _suits(entry: Entry, now: Picture) -> bool:
    snapshot = now.snapshot
    kind = Period.parse(entry.period).kind
    own = entry.view == snapshot.view or not {entry.view, snapshot.view} <= set(VIEWS)
    return own and kind is snapshot.period.kind and not snapshot.as_of < entry.as_of


def _month_ends(bench: Workbench, now: Picture) -> tuple[Instant, ...]:
    """The ends of months that the ledger tells of, before the instant of `now`."""
    span = ledger_span(bench.now.held)
    if span is None:
        return ()
    first, last = span
    as_of = now.snapshot.as_of
    return tuple(end for end in month_ends(first, last if last < as_of else as_of)[:-1] if end < as_of)


def _computed(bench: Workbench, now: Picture, ends: tuple[Instant, ...]) -> tuple[Snapshot, ...]:
    """All of them in one computation, which later loads leave valid."""
    if not ends:
        return ()
    kind = now.snapshot.period.kind
    view = now.snapshot.view if now.snapshot.view in VIEWS else VIEWS[0]
    fixed = now.chosen.text("edition") or bench.place.settings.workspace.edition
    key = "computed series", ends, kind, view, fixed, bench.known(ends[-1])
    return bench.kept(
        key, lambda: computed_points(bench.source, lambda instant: edition_at(instant, fixed), ends, kind, view)
    )
