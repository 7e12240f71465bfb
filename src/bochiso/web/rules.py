"""Editions and their indicators as pages say them: every rule with what it is known from, and how firmly."""

from dataclasses import dataclass

from bochiso.compare.law_changes import differences, proofs_of, same_item
from bochiso.errors import fail
from bochiso.index.load import editions
from bochiso.index.model import AsReported, Better, Edition, Evidence, Indicator, Linear, Shown, Target
from bochiso.score.rules import percent
from bochiso.units.tree import UnitKind
from bochiso.view.editions import (
    STANDINGS,
    TIES,
    counting_texts,
    empty_text,
    kinds_text,
    maximum_text,
    points_rule_text,
)
from bochiso.web.part import Json
from bochiso.web.query import NotFound, Query
from bochiso.web.workbench import Workbench
from bochiso.wording import capital

EDITION = "edition"

_RULES = {Linear: "linear", Target: "target", Shown: "shown", AsReported: "reported"}
_BETTER = {Better.HIGHER: "càng cao càng tốt", Better.LOWER: "càng thấp càng tốt", Better.NEITHER: "không có chiều tốt"}


@dataclass(frozen=True)
class Known:
    """What a rule is known from: how firmly in words, the title of the source, a note."""

    standing: str
    source: str
    note: str


@dataclass(frozen=True)
class Changed:
    """One difference to the edition before, and the words for how firmly the rules of both sides are known."""

    text: str
    standings: tuple[str, ...]


def edition_asked(bench: Workbench, query: Query) -> Edition:
    """The edition that the query names; without a name that of the workspace, of its newest figures, or the newest.

    Raises `NotFound`.
    """
    newest = bench.now.entries[-1].edition if bench.now.entries else ""
    usual = bench.place.settings.workspace.edition or newest or list(editions())[-1]
    name = query.text(EDITION, usual)
    found = editions().get(name)
    if found is None:
        raise NotFound(
            fail(
                f"phiên bản «{name}»",
                "không có phiên bản bộ chỉ số này",
                why="chỉ giải thích được phiên bản đã khai báo",
                remedy=f"chọn một trong: {', '.join(editions())}",
            ).problems
        )
    return found


def before_of(edition: Edition) -> Edition | None:
    """The edition that this one follows."""
    known = list(editions().values())
    place = known.index(edition)
    return known[place - 1] if place else None


def after_of(edition: Edition) -> Edition | None:
    """The edition that follows this one."""
    known = list(editions().values())
    place = known.index(edition) + 1
    return known[place] if place < len(known) else None


def known_from(edition: Edition, evidence: tuple[Evidence, ...]) -> tuple[Known, ...]:
    """The evidence in words."""
    return tuple(Known(STANDINGS[one.standing], one.source, one.note) for one in proofs_of(edition, evidence))


def standings_of(evidence: tuple[Evidence, ...]) -> tuple[str, ...]:
    """How firmly a rule is known, each way once."""
    return tuple(dict.fromkeys(STANDINGS[one.standing] for one in evidence))


def changes_of(item: str, before: Edition, after: Edition) -> tuple[Changed, ...]:
    """What changed of an item of `after`, as it concerns a province."""
    return tuple(
        Changed(one.text, tuple(dict.fromkeys(STANDINGS[proof.standing] for proof in one.proofs)))
        for one in differences(item, before, after, UnitKind.PROVINCE)
    )


def counterpart(indicator: Indicator, edition: Edition, other: Edition) -> Indicator | None:
    """The same indicator in another edition, whatever its number there."""
    return other.indicator(same_item(indicator.id, edition, other))


def facts_of(indicator: Indicator) -> tuple[tuple[str, str], ...]:
    """Everything that the edition says of an indicator, as pairs of words; what it does not say is left out."""
    pairs = (
        ("Mã trên Cổng", indicator.portal_code),
        ("Điểm tối đa", maximum_text(indicator)),
        ("Cách tính điểm", capital(points_rule_text(indicator))),
        ("Tử số", indicator.counted),
        ("Mẫu số", indicator.among),
        ("Đơn vị tính", indicator.unit),
        *((f"{what} trong sổ hồ sơ", text) for what, text in counting_texts(indicator)),
        ("Khi không có gì để đếm (0/0)", empty_text(indicator)),
        ("Số ở giữa khi làm tròn điểm", TIES[indicator.tie] if indicator.tie else ""),
        ("Chiều", _BETTER[indicator.better]),
        ("Được đo ở", kinds_text(indicator.has)),
        ("Lấy theo tỉnh", kinds_text(indicator.inherits)),
        ("Không đo, 0 điểm", kinds_text(indicator.forfeits)),
        ("Chỉ liệt kê, không tính điểm", kinds_text(indicator.lists)),
        ("Chung mẫu số với chỉ số", indicator.same_denominator),
        ("Mẫu số là tử số của chỉ số", indicator.among_counted_by),
        ("Tỷ lệ không thấp hơn của chỉ số", indicator.at_least),
    )
    return tuple((what, text) for what, text in pairs if text)


def indicator_json(edition: Edition, indicator: Indicator) -> dict[str, Json]:
    """The rule as `IndicatorRuleShape` has it."""
    rule = indicator.rule
    return {
        "id": indicator.id,
        "portal_code": indicator.portal_code or None,
        "title": indicator.title,
        "axis": indicator.axis,
        "maximum": None if indicator.maximum is None else str(indicator.maximum),
        "rule": _RULES[type(rule)],
        "target": str(percent(rule.target, edition.rounding.percent)) if isinstance(rule, Target) else None,
        "times": indicator.times or None,
        "unit": indicator.unit,
        "numerator": indicator.counted,
        "denominator": indicator.among,
        "empty": indicator.empty.value,
        "better": indicator.better.value,
        "has": _kinds(indicator.has),
        "inherits": _kinds(indicator.inherits),
        "forfeits": _kinds(indicator.forfeits),
        "lists": _kinds(indicator.lists),
        "words": [{"what": what, "text": text} for what, text in facts_of(indicator)],
        "known_from": evidence_json(edition, indicator.evidence),
    }


def evidence_json(edition: Edition, evidence: tuple[Evidence, ...]) -> list[Json]:
    """The evidence as `EvidenceShape` has it."""
    return [
        {"standing": one.standing.value, "source": edition.sources[one.source].title, "note": one.note}
        for one in evidence
    ]


def changes_json(changes: tuple[Changed, ...]) -> list[Json]:
    """The changes as `ChangeOfRuleShape` has them."""
    return [{"text": one.text, "standings": list(one.standings)} for one in changes]


def _kinds(kinds: frozenset[UnitKind]) -> list[Json]:
    return [kind.value for kind in UnitKind if kind in kinds]
