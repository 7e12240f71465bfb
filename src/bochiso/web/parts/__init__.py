"""Every part there is, by name: what pages are put together from, and what the API offers."""

from collections.abc import Mapping

from bochiso.web.part import Part
from bochiso.web.parts import (
    axis,
    comparison,
    contradictions,
    dossier,
    edition,
    explanation,
    gain,
    going_late,
    indicator,
    listing,
    losses,
    open_data,
    overview,
    public,
    ranking,
    report_file,
    reports,
    rule,
    snapshots,
    sources,
    trend,
    units,
    unmapped,
    worklists,
)

PARTS: Mapping[str, Part[object]] = {
    part.name: part  # type: ignore[misc]  # a part hands only its own findings to itself
    for part in (
        overview.SCORES,
        losses.LOSSES,
        going_late.GOING_LATE,
        worklists.DOSSIERS,
        dossier.DOSSIER,
        axis.AXIS,
        indicator.INDICATOR,
        listing.LISTING,
        comparison.COMPARISON,
        ranking.RANKING,
        explanation.EXPLANATION,
        gain.GAIN,
        trend.TREND,
        contradictions.CONTRADICTIONS,
        sources.SOURCES,
        unmapped.UNMAPPED,
        reports.REPORTS,
        report_file.FILE,
        snapshots.SNAPSHOTS,
        units.UNITS,
        public.PUBLIC,
        open_data.OPEN_DATA,
        edition.EDITION_PAGE,
        rule.RULE,
    )
}
