"""The largest losses of points with what would win most of each back: a part of the first page."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from bochiso.exact import Tie, exact_text, rounded
from bochiso.index.model import Indicator
from bochiso.score.tally import ScoredIndicator, ScoredUnit
from bochiso.view.scores import points_text
from bochiso.web.answer import About
from bochiso.web.part import Json, Part
from bochiso.web.parts.winning import LEDGER_NEEDED, gain_of
from bochiso.web.picture import CHOICE, Picture, picture, unit_in
from bochiso.web.query import Query
from bochiso.web.render import address, render, segment
from bochiso.web.shapes_why import LossesShape
from bochiso.web.words import Said
from bochiso.web.workbench import Workbench
from bochiso.wording import MISSING, capital, decimal_text, integer_text

if TYPE_CHECKING:
    from bochiso.compare.gains.gain import Gain
    from bochiso.compare.gains.opportunities import Opportunity

MOST = 5


@dataclass(frozen=True)
class Loss:
    """Points short of the maximum. `winnable` and `best` are None where nobody knows, or there is nothing to win."""

    scored: ScoredIndicator
    lost: Fraction
    winnable: Fraction | None = None
    best: "Opportunity | None" = None

    @property
    def indicator(self) -> Indicator:
        return self.scored.indicator


@dataclass(frozen=True)
class Losses:
    """`computed` tells whether deeds are known: published figures have no dossiers behind them."""

    now: Picture
    unit: ScoredUnit
    losses: tuple[Loss, ...]
    unknown: tuple[str, ...]
    computed: bool


def _find(bench: Workbench, query: Query) -> Losses:
    now = picture(bench, query)
    unit = unit_in(now, query)
    if now.computed:
        made = gain_of(bench, now, unit)
        return Losses(now, unit, _largest(_won(made)), made.unknown, computed=True)
    return Losses(now, unit, _largest(_published(unit)), _unknown(unit), computed=False)


def _won(made: "Gain") -> Iterable[Loss]:
    from bochiso.view.gains import own_opportunities

    own: dict[str, list[Opportunity]] = {}
    for each, found in own_opportunities(made):
        own.setdefault(each.scored.indicator.id, []).append(found)
    for each in made.indicators:
        if each.lost:
            best = _best(own.get(each.scored.indicator.id, ())) or _best(each.opportunities)
            yield Loss(each.scored, each.lost, each.winnable, best)


def _best(opportunities: "Iterable[Opportunity]") -> "Opportunity | None":
    """The deed that earns most when all of it is done; None where none earns anything."""
    earning = [each for each in opportunities if each.all is not None and each.all > 0]
    return max(earning, key=lambda each: each.all or Fraction(0), default=None)


def _published(unit: ScoredUnit) -> Iterable[Loss]:
    for each in unit.indicators:
        points, maximum = each.points.value, each.indicator.maximum
        if each.indicator.scored and points is not None and maximum is not None and points < maximum:
            yield Loss(each, Fraction(maximum - points))


def _unknown(unit: ScoredUnit) -> tuple[str, ...]:
    kind = unit.unit.kind
    asked = (s for s in unit.indicators if s.indicator.scored and kind in s.indicator.has | s.indicator.inherits)
    return tuple(each.indicator.id for each in asked if each.points.value is None)


def _largest(losses: Iterable[Loss]) -> tuple[Loss, ...]:
    return tuple(sorted(losses, key=lambda each: -each.lost)[:MOST])


def _about(found: Losses) -> About:
    return found.now.about("Chỗ mất điểm nhiều nhất")


@dataclass(frozen=True)
class Row:
    """A loss as the page prints it."""

    title: str
    address: str
    points: str
    lost: str
    winnable: str
    deed: Said
    number: str
    all: str


def _html(found: Losses) -> str:
    return render(
        "parts/losses.html",
        found=found,
        most=MOST,
        rows=[_row(found, loss) for loss in found.losses],
        needed=LEDGER_NEEDED,
        more=address("/giai-phap", found.now.chosen, unit=found.unit.unit.code),
    )


def _row(found: Losses, loss: Loss) -> Row:
    from bochiso.view.explanations import effect_text

    indicator, points, best = loss.indicator, loss.scored.points.value, loss.best
    reached = f"{MISSING if points is None else decimal_text(points, 2)}/{indicator.maximum}"
    at = address(f"/chi-so/{segment(indicator.id)}", found.now.chosen, unit=found.unit.unit.code)
    lost, winnable = (
        MISSING if a is None else decimal_text(rounded(a, 2, Tie.UP), 2) for a in (loss.lost, loss.winnable)
    )
    title = f"{indicator.id} {indicator.title}"
    if best is None or best.all is None:
        why = "chưa tính được điểm của từng việc" if loss.winnable else "không lấy lại được trong kỳ"
        return Row(title, at, reached, lost, winnable, Said(why, "same"), "", "")
    return Row(
        title, at, reached, lost, winnable, Said(_deed_text(best)), integer_text(best.number), effect_text(best.all)
    )


def _deed_text(best: "Opportunity") -> str:
    from bochiso.compare.gains.opportunities import Prospect
    from bochiso.view.gains import PROSPECTS

    said = "" if best.prospect is Prospect.NOW else f" ({PROSPECTS[best.prospect]})"
    return f"{capital(best.title)}{said}"


def _data(found: Losses) -> Json:
    return {
        "losses": [_loss_json(loss) for loss in found.losses],
        "unknown": list(found.unknown),
        "reason": None if found.computed else LEDGER_NEEDED,
    }


def _loss_json(loss: Loss) -> dict[str, object]:
    from bochiso.view.gains import opportunity_json

    return {
        "id": loss.indicator.id,
        "title": loss.indicator.title,
        "max": str(loss.indicator.maximum),
        "points": points_text(loss.scored.points.value),
        "lost": exact_text(loss.lost),
        "winnable": None if loss.winnable is None else exact_text(loss.winnable),
        "best": None if loss.best is None else opportunity_json(loss.best),
    }


LOSSES = Part("losses", (*CHOICE, "unit"), _find, _about, _html, _data, LossesShape, heavy=True)
