"""What is wrong with the data, as JSON: how old sources are, what loads refused, which codes lead nowhere."""

from bochiso.facts.manifest import Load
from bochiso.measure.unmapped import Strays, Unmapped
from bochiso.time import Instant, moment_of, second_of
from bochiso.workspace.refused import Gone, Refused, ToldLoads
from bochiso.workspace.sources import Absent, Feed

Json = dict[str, object]


def quality_json(at: Instant, feeds: tuple[Feed, ...], told: ToldLoads, unmapped: Unmapped | None) -> Json:
    """The state of the data at an instant; `unmapped` is null where nothing was counted."""
    return {
        "as_of": str(at),
        "sources": [feed_json(feed, at) for feed in feeds],
        "loads": [load_json(load) for load in told.listed],
        "loads_more": told.more,
        "unmapped": None if unmapped is None else unmapped_json(unmapped),
    }


def feed_json(feed: Feed, at: Instant) -> Json:
    """`state` is `absent`, `fresh` or `stale`; of what is absent everything else is null."""
    head: Json = {"kind": feed.kind, "title": feed.title}
    if isinstance(feed, Absent):
        return head | {"state": "absent"} | dict.fromkeys(_FED)
    second = second_of(at)
    said = (
        feed.rows,
        _iso(feed.newest),
        feed.age(second),
        feed.rule.days,
        feed.rule.reason,
        feed.number,
        feed.file,
        _iso(feed.loaded_at),
    )
    return head | {"state": "stale" if feed.stale(second) else "fresh"} | dict(zip(_FED, said, strict=True))


_FED = ("rows", "newest", "age_seconds", "stale_after_days", "stale_reason", "number", "file", "loaded_at")


def load_json(load: Load) -> Json:
    """One load: what it took, and what was said of it."""
    return {
        "number": load.number,
        "kind": load.kind,
        "file": load.file_name,
        "loaded_at": _iso(load.loaded_at),
        "recorded_at": _iso(load.recorded_at),
        "taken": load.rows_taken,
        "unchanged": load.rows_unchanged,
        "refused": load.rows_refused,
        "dropped_columns": list(load.dropped),
        "unknown_columns": list(load.unknown),
        "warnings": list(load.warnings),
    }


def refused_json(refused: Refused | Gone) -> Json:
    """The reasons of one load; they are null where the file of refused rows is gone."""
    head = load_json(refused.load)
    if isinstance(refused, Gone):
        return head | {"reasons": None, "reasons_more": None, "rows_read": None, "rows_unread": None}
    return head | {
        "reasons": [
            {
                "reason": reason.text,
                "rows": reason.rows,
                "examples": [
                    {"row": each.row, "codes": _coded(refused.columns, each.codes)} for each in reason.examples
                ],
            }
            for reason in refused.reasons
        ],
        "reasons_more": refused.reasons_found - len(refused.reasons),
        "rows_read": refused.read,
        "rows_unread": refused.unread,
    }


def _coded(columns: tuple[str, ...], codes: tuple[str, ...]) -> Json:
    return {name: code or None for name, code in zip(columns, codes, strict=True)}


def unmapped_json(found: Unmapped) -> Json:
    """Codes that lead nowhere, by what names them."""
    return {
        "units": _strays_json(found.units),
        "petition_units": _strays_json(found.petition_units),
        "certification_units": _strays_json(found.certification_units),
        "procedures": _strays_json(found.procedures),
    }


def _strays_json(found: Strays) -> Json:
    listed = [
        {
            "code": each.code,
            "name": each.name or None,
            "number": each.number,
            "first": each.first and each.first.isoformat(),
            "last": each.last and each.last.isoformat(),
        }
        for each in found.listed
    ]
    return {"codes": found.codes, "number": found.things, "listed": listed, "more": found.more}


def _iso(second: int | None) -> str | None:
    return None if second is None else str(moment_of(second))
