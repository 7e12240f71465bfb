"""One indicator in full: its rule in each edition, what it is known from, and what changed."""

from dataclasses import dataclass

from bochiso.errors import fail
from bochiso.index.load import editions, span_text
from bochiso.index.model import Edition, Indicator
from bochiso.web.answer import About, Crumb
from bochiso.web.part import Json, Part
from bochiso.web.publication import PUBLIC_HOME
from bochiso.web.query import NotFound, Query
from bochiso.web.render import address, render
from bochiso.web.rules import (
    EDITION,
    Changed,
    changes_json,
    changes_of,
    counterpart,
    edition_asked,
    facts_of,
    indicator_json,
    known_from,
)
from bochiso.web.shapes_rules import RuleShape
from bochiso.web.workbench import Workbench


@dataclass(frozen=True)
class Elsewhere:
    """The same indicator in another edition, None where it has none.

    `changes` are from the earlier to the later of the two; `taken` is another indicator with this one's number there.
    """

    edition: Edition
    indicator: Indicator | None
    changes: tuple[Changed, ...]
    taken: Indicator | None


@dataclass(frozen=True)
class Found:
    edition: Edition
    indicator: Indicator
    elsewhere: tuple[Elsewhere, ...]


def _find(bench: Workbench, query: Query) -> Found:
    edition = edition_asked(bench, query)
    id = query.text("indicator")
    indicator = edition.indicator(id)
    if indicator is None:
        raise NotFound(
            fail(
                f"chỉ số «{id}»",
                f"không có trong phiên bản {edition.id}",
                why="mỗi phiên bản đánh số chỉ số theo cách riêng",
                remedy=f"chọn chỉ số ở trang giải thích phiên bản {edition.id}",
            ).problems
        )
    others = (other for other in editions().values() if other.id != edition.id)
    return Found(edition, indicator, tuple(_elsewhere(indicator, edition, other) for other in others))


def _elsewhere(indicator: Indicator, edition: Edition, other: Edition) -> Elsewhere:
    there = counterpart(indicator, edition, other)
    numbered = other.indicator(indicator.id)
    taken = None if numbered is None or numbered == there else numbered
    if there is None:
        return Elsewhere(other, None, (), taken)
    later = edition.valid_from > other.valid_from
    changes = changes_of(indicator.id, other, edition) if later else changes_of(there.id, edition, other)
    return Elsewhere(other, there, changes, taken)


def _about(found: Found) -> About:
    edition = found.edition
    crumb = Crumb(f"Giải thích phiên bản {edition.id}", address("/giai-thich", edition=edition.id))
    return About(f"Chỉ số {found.indicator.id}: {found.indicator.title}", (PUBLIC_HOME, crumb), edition=edition.id)


def _html(found: Found) -> str:
    edition, indicator = found.edition, found.indicator
    return render(
        "parts/rule.html",
        found=found,
        edition=edition,
        axis=edition.axis(indicator.axis),
        span=span_text(edition),
        facts=facts_of(indicator),
        known=known_from(edition, indicator.evidence),
        others=[
            (
                other,
                span_text(other.edition),
                facts_of(other.indicator) if other.indicator else (),
                known_from(other.edition, other.indicator.evidence) if other.indicator else (),
            )
            for other in found.elsewhere
        ],
    )


def _data(found: Found) -> Json:
    return {
        "edition": found.edition.id,
        "indicator": indicator_json(found.edition, found.indicator),
        "elsewhere": [
            {
                "edition": other.edition.id,
                "indicator": indicator_json(other.edition, other.indicator) if other.indicator else None,
                "changes": changes_json(other.changes),
            }
            for other in found.elsewhere
        ],
    }


RULE = Part("rule", (EDITION, "indicator"), _find, _about, _html, _data, RuleShape)
