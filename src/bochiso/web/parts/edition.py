"""The edition as a page: what the index is, every rule with what it is known from, and what changed since the last."""

from collections import Counter
from dataclasses import dataclass

from bochiso.compare.law_changes import TOTAL
from bochiso.index.load import editions, span_text
from bochiso.index.model import Edition, Evidence, Indicator, Rounding
from bochiso.view.editions import (
    STANDING_MEANINGS,
    STANDINGS,
    kinds_text,
    maximum_text,
    number_text,
    points_rule_text,
    rounding_text,
)
from bochiso.web.answer import About
from bochiso.web.part import Json, Part
from bochiso.web.publication import PUBLIC_HOME
from bochiso.web.query import Query
from bochiso.web.render import render
from bochiso.web.rules import (
    EDITION,
    Changed,
    Known,
    after_of,
    before_of,
    changes_json,
    changes_of,
    counterpart,
    edition_asked,
    evidence_json,
    indicator_json,
    known_from,
    standings_of,
)
from bochiso.web.shapes_rules import EditionShape
from bochiso.web.workbench import Workbench
from bochiso.wording import capital

_ROUNDED = {"component": "Điểm chỉ số", "axis": "Điểm trục", "total": "Điểm tổng hợp", "percent": "Tỷ lệ phần trăm"}


@dataclass(frozen=True)
class Found:
    """The edition and, where it follows another one, what changed of each of its indicators.

    `common` are changes of the total and of more than half of the indicators that it kept, which `changed` leaves out;
    `dropped` are those that it has no more.
    """

    edition: Edition
    before: Edition | None
    after: Edition | None
    common: tuple[Changed, ...]
    changed: tuple[tuple[Indicator, tuple[Changed, ...]], ...]
    dropped: tuple[Indicator, ...]


@dataclass(frozen=True)
class IndicatorRow:
    """One indicator in the table of its axis."""

    indicator: Indicator
    maximum: str
    rule: str
    kinds: str
    standings: str


@dataclass(frozen=True)
class Piece:
    """A group, an axis, a class or a way to round, with what it is known from."""

    title: str
    text: str
    known: tuple[Known, ...]


def _find(bench: Workbench, query: Query) -> Found:
    edition = edition_asked(bench, query)
    before = before_of(edition)
    if before is None:
        return Found(edition, None, after_of(edition), (), (), ())
    changed = {each: changes_of(each.id, before, edition) for each in edition.indicators}
    followed = [changes for each, changes in changed.items() if counterpart(each, edition, before) is not None]
    numbers = Counter(change.text for changes in followed for change in changes)
    many = {text for text, number in numbers.items() if 2 * number > len(followed)}
    shared = {change.text: change for changes in followed for change in changes if change.text in many}
    common = (*changes_of(TOTAL, before, edition), *shared.values())
    own = ((each, tuple(change for change in changes if change.text not in many)) for each, changes in changed.items())
    dropped = tuple(each for each in before.indicators if counterpart(each, before, edition) is None)
    return Found(edition, before, after_of(edition), common, tuple(pair for pair in own if pair[1]), dropped)


def _about(found: Found) -> About:
    return About(f"Giải thích chỉ số: {found.edition.title}", (PUBLIC_HOME,), edition=found.edition.id)


def _html(found: Found) -> str:
    edition = found.edition
    return render(
        "parts/edition.html",
        found=found,
        edition=edition,
        editions=list(editions().values()),
        span=span_text(edition),
        span_of={each.id: span_text(each) for each in editions().values()},
        validity=known_from(edition, edition.validity_evidence),
        standings=[(text, STANDING_MEANINGS[standing]) for standing, text in STANDINGS.items()],
        groups=[_piece(edition, each.title, number_text(each.maximum), each.evidence) for each in edition.groups],
        axes=[_piece(edition, each.title, number_text(each.maximum), each.evidence) for each in edition.axes],
        maximum=number_text(edition.maximum),
        tables=[(axis, [_row(each) for each in edition.of_axis(axis.code)]) for axis in edition.axes],
        grades=[_piece(edition, each.title, number_text(each.floor), each.evidence) for each in edition.grades],
        rounding=[_piece(edition, what, rounding_text(how), how.evidence) for what, how in _rounding(edition)],
    )


def _piece(edition: Edition, title: str, text: str, evidence: tuple[Evidence, ...]) -> Piece:
    return Piece(title, text, known_from(edition, evidence))


def _row(indicator: Indicator) -> IndicatorRow:
    roles = (
        ("", indicator.has),
        ("lấy theo tỉnh: ", indicator.inherits),
        ("0 điểm: ", indicator.forfeits),
        ("chỉ liệt kê: ", indicator.lists),
    )
    kinds = [role + kinds_text(held) for role, held in roles if held]
    standings = capital(", ".join(standings_of(indicator.evidence)))
    return IndicatorRow(
        indicator,
        maximum_text(indicator),
        capital(points_rule_text(indicator)),
        ". ".join(map(capital, kinds)),
        standings,
    )


def _rounding(edition: Edition) -> list[tuple[str, Rounding]]:
    rules = edition.rounding
    return list(zip(_ROUNDED.values(), (rules.component, rules.axis, rules.total, rules.percent), strict=True))


def _data(found: Found) -> Json:
    edition = found.edition
    return {
        "id": edition.id,
        "title": edition.title,
        "decision": edition.decision,
        "valid_from": edition.valid_from.isoformat(),
        "valid_to": edition.valid_to.isoformat() if edition.valid_to else None,
        "validity": evidence_json(edition, edition.validity_evidence),
        "follows": found.before.id if found.before else None,
        "followed_by": found.after.id if found.after else None,
        "sources": [source.title for source in edition.sources.values()],
        "groups": [_piece_json(edition, g.code, g.title, str(g.maximum), g.evidence) for g in edition.groups],
        "axes": [_piece_json(edition, a.code, a.title, str(a.maximum), a.evidence) for a in edition.axes],
        "grades": [_piece_json(edition, g.title, g.title, str(g.floor), g.evidence) for g in edition.grades],
        "rounding": [
            {
                "figure": figure,
                "digits": how.digits,
                "tie": how.tie.value,
                "known_from": evidence_json(edition, how.evidence),
            }
            for figure, (_, how) in zip(_ROUNDED, _rounding(edition), strict=True)
        ],
        "indicators": [indicator_json(edition, each) for each in edition.indicators],
        "changed_widely": changes_json(found.common),
        "changed": [
            {"id": each.id, "title": each.title, "changes": changes_json(changes)} for each, changes in found.changed
        ],
        "dropped": [each.id for each in found.dropped],
    }


def _piece_json(edition: Edition, code: str, title: str, points: str, evidence: tuple[Evidence, ...]) -> Json:
    return {"code": code, "title": title, "points": points, "known_from": evidence_json(edition, evidence)}


EDITION_PAGE = Part("edition", (EDITION,), _find, _about, _html, _data, EditionShape)
