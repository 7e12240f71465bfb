"""What of one item changed from an edition to the next, in words, each with what it is known from.

Editions number their indicators anew, and one number can stand for two things: 4.1 was a share of payments in
`766/portal-2022` and is one of electronic results in `766/portal-2026`. So an item is followed by what it counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import assert_never

from bochiso.exact import Tie
from bochiso.index.model import (
    AsReported,
    Axis,
    Counting,
    Edition,
    Empty,
    Evidence,
    Indicator,
    Linear,
    Rounding,
    Rule,
    Share,
    Shown,
    Standing,
    Target,
)
from bochiso.score.rules import percent
from bochiso.units.names import name_key
from bochiso.units.tree import UnitKind
from bochiso.wording import decimal_text

TOTAL = "total"
_TIES = {Tie.EVEN: "số ở giữa về số chẵn", Tie.UP: "số ở giữa lên"}
_EMPTY = {Empty.ZERO: "0 điểm", Empty.FULL: "đủ điểm"}


@dataclass(frozen=True)
class Proof:
    """The title of a source of an edition, how firmly it tells, and its note."""

    source: str
    standing: Standing
    note: str = ""


@dataclass(frozen=True)
class Difference:
    """One change of rule, as a sentence without its end, and what the rules of both editions are known from."""

    text: str
    proofs: tuple[Proof, ...]


def same_item(item: str, edition: Edition, other: Edition) -> str:
    """The id under which `other` has an item of `edition`; empty where it has none.

    An axis by its code. An indicator by its title, else by the words that it counts, if those of one only are the same.
    """
    indicator = edition.indicator(item)
    if indicator is None:
        return item if item == TOTAL or other.axis(item) is not None else ""
    titled = [one.id for one in other.indicators if name_key(one.title) == name_key(indicator.title)]
    counted = [one.id for one in other.indicators if one.counting and _core(one.counting) == _core(indicator.counting)]
    return next((found[0] for found in (titled, counted) if len(found) == 1), "")


def differences(item: str, before: Edition, after: Edition, kind: UnitKind) -> tuple[Difference, ...]:
    """What changed of an item of `after`, for a unit of this kind."""
    earlier = same_item(item, after, before)
    if not earlier:
        return (Difference("phiên bản trước không có mục này", _item_proofs(item, after)),)
    proofs = tuple(dict.fromkeys((*_item_proofs(earlier, before), *_item_proofs(item, after))))
    old, new = before.indicator(earlier), after.indicator(item)
    if old is not None and new is not None:
        found = _of_indicator(old, new, proofs, kind)
        return (*found, *_of_components(old, new, before, after)) if old.scored and new.scored else found
    found = _changed("điểm tối đa", _maximum(before, earlier), _maximum(after, item), proofs)
    if item == TOTAL:
        axes = tuple(one for axis in after.axes for one in _of_axis(axis, before, after, kind))
        return (*found, *axes, *_of_rounding("tổng điểm", before, after, before.rounding.total, after.rounding.total))
    parts = tuple(one for indicator in after.of_axis(item) for one in _of_part(indicator, before, after, kind))
    return (*found, *parts, *_of_rounding("điểm trục", before, after, before.rounding.axis, after.rounding.axis))


def proofs_of(edition: Edition, evidence: Iterable[Evidence]) -> tuple[Proof, ...]:
    """The evidence with the titles of its sources."""
    return tuple(Proof(edition.sources[one.source].title, one.standing, one.note) for one in evidence)


def rule_text(rule: Rule) -> str:
    """How points come of a rate."""
    match rule:
        case Linear():
            return "tỷ lệ thuận"
        case Target():
            return f"theo mục tiêu {target_text(rule)}"
        case Shown():
            return "chỉ hiển thị, không tính điểm"
        case AsReported():
            return "chưa biết, lấy điểm công bố"
        case _:
            assert_never(rule)


def target_text(rule: Target) -> str:
    """`80 %`."""
    shown = percent(rule.target, Rounding(2, Tie.UP, ()))
    return f"{decimal_text(shown, 2).rstrip('0').rstrip(',')} %"


def _core(counting: Counting | None) -> Counting | None:
    """What is counted, whatever total the denominator is raised to."""
    return replace(counting, at_least="") if isinstance(counting, Share) else counting


def _changed(what: str, before: str, after: str, proofs: tuple[Proof, ...]) -> tuple[Difference, ...]:
    return () if before == after else (Difference(f"{what}: {before} → {after}", proofs),)


def _of_indicator(old: Indicator, new: Indicator, proofs: tuple[Proof, ...], kind: UnitKind) -> tuple[Difference, ...]:
    pairs = (
        ("số hiệu", old.id, new.id),
        ("điểm tối đa", _most(old), _most(new)),
        ("cách tính điểm", rule_text(old.rule), rule_text(new.rule)),
        ("nhân thêm với tỷ lệ của chỉ số", old.times or "không", new.times or "không"),
        ("không có gì để đếm (0/0)", _EMPTY[old.empty], _EMPTY[new.empty]),
        ("đơn vị cấp này", _role(old, kind), _role(new, kind)),
    )
    found = [each for what, one, other in pairs for each in _changed(what, one, other, proofs)]
    if old.counting != new.counting:
        found += _changed("đếm", f"«{old.counted}» trên «{old.among}»", f"«{new.counted}» trên «{new.among}»", proofs)
    return tuple(found)


def _of_part(indicator: Indicator, before: Edition, after: Edition, kind: UnitKind) -> tuple[Difference, ...]:
    """What changed in how one indicator of an axis earns points, with its number."""
    if not indicator.scored:
        return ()
    old = before.indicator(same_item(indicator.id, after, before))
    if old is None:
        return (Difference(f"{indicator.id}: chỉ số mới", proofs_of(after, indicator.evidence)),)
    proofs = tuple(dict.fromkeys(proofs_of(before, old.evidence) + proofs_of(after, indicator.evidence)))
    pairs = (
        ("điểm tối đa", _most(old), _most(indicator)),
        ("cách tính điểm", rule_text(old.rule), rule_text(indicator.rule)),
        ("đơn vị cấp này", _role(old, kind), _role(indicator, kind)),
    )
    return tuple(each for what, one, other in pairs for each in _changed(f"{indicator.id}, {what}", one, other, proofs))


def _of_axis(axis: Axis, before: Edition, after: Edition, kind: UnitKind) -> tuple[Difference, ...]:
    """Which indicators of an axis earn points in another way, in one sentence."""
    parts = {one.id: _of_part(one, before, after, kind) for one in after.of_axis(axis.code)}
    changed = [id for id, found in parts.items() if found]
    if not changed:
        return ()
    proofs = tuple(dict.fromkeys(proof for found in parts.values() for each in found for proof in each.proofs))
    return (Difference(f"trục {axis.title}: chỉ số {', '.join(changed)} tính điểm theo cách khác", proofs),)


def _of_components(old: Indicator, new: Indicator, before: Edition, after: Edition) -> tuple[Difference, ...]:
    """An indicator's own way with ties stands before that of its edition."""
    own = replace(before.rounding.component, tie=old.tie or before.rounding.component.tie)
    later = replace(after.rounding.component, tie=new.tie or after.rounding.component.tie)
    return _of_rounding("điểm chỉ số", before, after, own, later)


def _of_rounding(what: str, before: Edition, after: Edition, old: Rounding, new: Rounding) -> tuple[Difference, ...]:
    proofs = (*proofs_of(before, old.evidence), *proofs_of(after, new.evidence))
    return _changed(f"làm tròn {what}", _rounding_text(old), _rounding_text(new), proofs)


def _rounding_text(rounding: Rounding) -> str:
    if rounding.digits is None:
        return "không làm tròn"
    return f"{rounding.digits} chữ số thập phân, {_TIES[rounding.tie]}"


def _item_proofs(item: str, edition: Edition) -> tuple[Proof, ...]:
    part = edition.indicator(item) or edition.axis(item)
    return proofs_of(edition, part.evidence if part is not None else edition.validity_evidence)


def _maximum(edition: Edition, item: str) -> str:
    axis = edition.axis(item)
    return str(axis.maximum if axis is not None else edition.maximum)


def _most(indicator: Indicator) -> str:
    return "chưa biết" if indicator.maximum is None else str(indicator.maximum).replace(".", ",")


def _role(indicator: Indicator, kind: UnitKind) -> str:
    if kind in indicator.has:
        return "được đo"
    if kind in indicator.inherits:
        return "lấy theo tỉnh"
    if kind in indicator.forfeits:
        return "không đo, 0 điểm"
    return "chỉ liệt kê" if kind in indicator.lists else "không áp dụng"
