"""The points of a trend and the rules beside it, as a page prints them."""

from dataclasses import dataclass

from bochiso.compare.law_changes import Proof
from bochiso.compare.quantity import Absent, Quantity
from bochiso.compare.trend import Trend
from bochiso.compare.trend_marks import Level, Mark, RuleChange, TakenIn
from bochiso.compare.trend_points import SourceKind, TrendPoint, said
from bochiso.index.model import Standing
from bochiso.report.trend_words import figure_text, level_words, unit_text
from bochiso.score.tally import POINT_DIGITS
from bochiso.web.words import Said, counts_said
from bochiso.wording import capital, decimal_text, period_text, short_date

_SOURCES = {SourceKind.PUBLISHED: "● công bố", SourceKind.COMPUTED: "◇ tính từ sổ hồ sơ"}
"""With the marks of the chart."""

_STANDINGS = {
    Standing.PUBLISHED: "văn bản công bố",
    Standing.PROVEN: "chứng minh từ số liệu",
    Standing.INFERRED: "suy luận",
}


@dataclass(frozen=True)
class PointRow:
    """One instant. `stop` says why no line leads here from the figure before, empty where one does."""

    instant: str
    snapshot: str
    basis: str
    source: str
    figure: Said
    counts: Said
    points: Said
    stop: str


@dataclass(frozen=True)
class Note:
    """A rule beside the figures: when and what, each with what it is known from."""

    title: str
    texts: tuple[str, ...]
    sources: tuple[str, ...]


def point_rows(trend: Trend) -> tuple[PointRow, ...]:
    """In order of time."""
    stops = {one.after: "; ".join(one.reasons) for one in trend.breaks}
    return tuple(_row(trend, point, stops.get(number, "")) for number, point in enumerate(trend.points))


def _row(trend: Trend, point: TrendPoint, stop: str) -> PointRow:
    return PointRow(
        instant=said(point.instant),
        snapshot=point.snapshot,
        basis=f"{period_text(point.period)}, {point.edition}",
        source=_SOURCES[point.source],
        figure=_figure(trend, point),
        counts=counts_said(point.value) if point.counts != (None, None) else Said("–", "none"),
        points=Said("–", "none") if point.points is None else Said(decimal_text(point.points, POINT_DIGITS)),
        stop=stop,
    )


def _figure(trend: Trend, point: TrendPoint) -> Said:
    match point.figure:
        case Quantity() as figure:
            return Said(f"{figure_text(trend.measure, point)} {unit_text(trend)}", "" if figure.printed else "zero")
        case Absent(applicable=True, reason=reason):
            return Said("không có số liệu", "none", reason)
        case Absent(reason=reason):
            return Said("không áp dụng", "na", reason)


def mark_notes(trend: Trend) -> tuple[Note, ...]:
    """Targets, maxima, changes of rule and mergers in words."""
    return tuple(_note(mark) for mark in trend.marks)


def _note(mark: Mark) -> Note:
    match mark:
        case Level():
            until = f" đến trước {short_date(mark.until)}" if mark.until else ""
            text = f"từ {short_date(mark.since)}{until}, phiên bản {', '.join(mark.editions)}"
            return Note(capital(" ".join(level_words(mark))), (text,), _proofs(mark.proofs))
        case RuleChange():
            title = f"Từ {short_date(mark.day)}: phiên bản {mark.after} thay {mark.before}"
            texts = tuple(one.text for one in mark.differences) or ("mục này không đổi",)
            proofs = tuple(proof for one in mark.differences for proof in one.proofs)
            return Note(title, texts, _proofs((*mark.proofs, *proofs)))
        case TakenIn():
            return Note(f"Từ {short_date(mark.day)}: sáp nhập", (f"gồm cả {', '.join(mark.names)}",), ())


def _proofs(proofs: tuple[Proof, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{proof.source} ({_STANDINGS[proof.standing]})" for proof in proofs))
