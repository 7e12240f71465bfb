"""Instants to choose from: stored snapshots, ends of months that the ledger tells of, and pairs to set side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bochiso.compare.trend import ledger_span, month_ends
from bochiso.time import Instant, Period
from bochiso.web.picture import VIEW_TITLES, Picture
from bochiso.web.workbench import Workbench
from bochiso.wording import instant_text, period_text
from bochiso.workspace.store import Entry

MONTHS = 24
"""Ends of months that are offered."""


@dataclass(frozen=True)
class Choice:
    """One instant that can be chosen: what the address calls it, what a reader calls it."""

    value: str
    title: str


@dataclass(frozen=True)
class Choices:
    """Newest first. `months` are computed when they are asked for."""

    stored: tuple[Choice, ...]
    months: tuple[Choice, ...]

    def others(self, *values: str) -> tuple[Choice, ...]:
        """Those of the values that are among neither, to be shown as chosen all the same."""
        known = {each.value for each in (*self.stored, *self.months)}
        wanted = dict.fromkeys(value for value in values if value and value not in known)
        return tuple(Choice(value, _instant(value)) for value in wanted)


@dataclass(frozen=True)
class Pair:
    """Two stored snapshots that may be subtracted, the earlier first."""

    before: Entry
    after: Entry

    @property
    def title(self) -> str:
        first, last = instant_text(self.before.as_of), instant_text(self.after.as_of)
        return f"{first} → {last}"

    @property
    def basis(self) -> str:
        """What both are of."""
        return _basis(self.after)


def choices(bench: Workbench) -> Choices:
    """Every instant that a form offers."""
    entries = tuple(reversed(bench.now.entries))
    stored = tuple(Choice(entry.id, f"{instant_text(entry.as_of)} – {_basis(entry)} ({entry.id})") for entry in entries)
    span = ledger_span(bench.now.held)
    ends = month_ends(*span, MONTHS) if span else ()
    return Choices(stored, tuple(Choice(str(end), instant_text(end)) for end in reversed(ends)))


def pairs(bench: Workbench, most: int) -> tuple[Pair, ...]:
    """Each stored snapshot with the one before it of another day under the same rules, newest first."""
    found = sorted(_pairs(bench), key=lambda pair: (pair.after.as_of, pair.after.number), reverse=True)
    return tuple(found[:most])


def _pairs(bench: Workbench) -> Iterator[Pair]:
    alike: dict[tuple[str, str, str], list[Entry]] = {}
    for entry in bench.now.entries:
        same = alike.setdefault((entry.edition, entry.view, Period.parse(entry.period).kind.value), [])
        if same and same[-1].as_of.day == entry.as_of.day:
            same.pop()  # of one day the last one stands
        same.append(entry)
    for entries in alike.values():
        yield from (Pair(before, after) for before, after in pairwise(entries))


def named(bench: Workbench, picture: Picture) -> str:
    """What an address calls these figures for good: the stored snapshot, or the instant that they are of."""
    id = picture.snapshot.id
    return id if any(entry.id == id for entry in bench.now.entries) else str(picture.snapshot.as_of)


def _basis(entry: Entry) -> str:
    return f"{period_text(Period.parse(entry.period))}, {VIEW_TITLES.get(entry.view, entry.view)}, {entry.edition}"


def _instant(value: str) -> str:
    try:
        return instant_text(Instant.parse(value))
    except (ValueError, OverflowError):
        return value
