"""From an edition to a scorer of counts: the same components, caps, factors and roundings as `score.tally`."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from bochiso.compare.search.standing import AxisSum, Cut, Scorer, Term, cut
from bochiso.errors import Problems
from bochiso.exact import Tie
from bochiso.index.model import Axis, Edition, Indicator, Linear, Rounding, Target
from bochiso.score.tally import POINT_DIGITS
from bochiso.units.tree import UnitKind


class Mode(StrEnum):
    """Whether totals are rounded as the edition says, which is what stands on paper, or not at all."""

    ROUNDED = "rounded"
    EXACT = "exact"


def scorer(edition: Edition, kind: UnitKind, fixed: Mapping[str, Fraction], mode: Mode = Mode.ROUNDED) -> Scorer:
    """The scorer of a unit of this kind.

    `fixed` gives points, by component, of what acts do not change: inherited figures (unrounded, or as reported),
    components that the edition does not recompute, ones known by their points alone. The code of an axis fixes the axis
    as a whole. Every other scored component that the kind has needs counts. BochisoError names each part whose points
    can come neither of counts nor of `fixed`.
    """
    problems = Problems(f"bộ chỉ số {edition.id}")
    built = [_Building(edition, kind, fixed, mode, problems).axis(axis) for axis in edition.axes]
    problems.stop_if_any()
    total = edition.rounding.total
    return Scorer(
        tuple(term for _, terms in built for term in terms),
        tuple(axis for axis, _ in built),
        _cuts(total, mode, total.tie, shown=total.tie),
    )


@dataclass(frozen=True)
class _Building:
    edition: Edition
    kind: UnitKind
    fixed: Mapping[str, Fraction]
    mode: Mode
    problems: Problems

    def axis(self, axis: Axis) -> tuple[AxisSum, list[Term]]:
        """The axis with the sum of its fixed components, and the components to compute."""
        if axis.code in self.fixed:
            return AxisSum(axis.code, self.fixed[axis.code], self.fixed[axis.code]), []
        parts = [part for part in self.edition.of_axis(axis.code) if part.scored]
        if not any(self.kind in part.has | part.inherits for part in parts):
            self._unknown(f"trục {axis.code} «{axis.title}»", "không có chỉ số nào áp dụng cho đơn vị cấp này")
        # Like the tally: an axis of which the unit lacks a part is the sum of what it has, unrounded.
        whole = all(self._covers(part) or part.id in self.fixed for part in parts)
        terms, exact, carried = [], Fraction(0), Fraction(0)
        for part in parts:
            cuts = self._component_cuts(part) if whole and part.recomputed else ()
            if self.kind in part.forfeits:
                continue
            if part.id in self.fixed:
                exact += self.fixed[part.id]
                carried += cut(self.fixed[part.id], cuts)
            elif self._covers(part):
                terms += self._term(part, cuts)
        rounding = self.edition.rounding.axis
        return AxisSum(axis.code, exact, carried, _cuts(rounding, self.mode, rounding.tie, shown=Tie.UP)), terms

    def _covers(self, part: Indicator) -> bool:
        return self.kind in part.has | part.inherits | part.forfeits

    def _component_cuts(self, part: Indicator) -> tuple[Cut, ...]:
        rounding = self.edition.rounding.component
        return _cuts(rounding, self.mode, part.tie or rounding.tie)

    def _term(self, part: Indicator, cuts: tuple[Cut, ...]) -> list[Term]:
        if part.maximum is None or not isinstance(part.rule, Linear | Target):
            self._unknown(f"chỉ số {part.id} «{part.title}»", "chưa biết cách tính điểm từ số đếm")
            return []
        target = part.rule.target if isinstance(part.rule, Target) else Fraction(1)
        return [Term(part.id, part.axis, Fraction(part.maximum), target, part.times, part.empty, cuts)]

    def _unknown(self, at: str, what: str) -> None:
        self.problems.add(
            what,
            at=at,
            why="thiếu phần điểm này thì không có tổng điểm để so với mức cần đạt",
            remedy="nạp số liệu có điểm của phần này, hoặc chọn đơn vị, thời điểm khác",
        )


def _cuts(rounding: Rounding, mode: Mode, tie: Tie, shown: Tie | None = None) -> tuple[Cut, ...]:
    """The roundings of one figure; with `shown`, the last one is to the digits that points are shown with."""
    if mode is Mode.EXACT:
        return ()
    own = () if rounding.digits is None else (Cut(rounding.digits, tie),)
    return own if shown is None else (*own, Cut(POINT_DIGITS, shown))
