"""The page of reports: which two instants, what is to be asked before signing, the preview and the four files."""

from dataclasses import dataclass

from bochiso.compare.change import Comparison
from bochiso.compare.checks.contradictions import contradictions
from bochiso.compare.checks.findings import Finding
from bochiso.view.findings import finding_json
from bochiso.web.answer import About
from bochiso.web.part import Json, Part
from bochiso.web.parts.findings import grouped, side_json
from bochiso.web.parts.stored import Choices, Pair, choices, named, pairs
from bochiso.web.picture import CHOICE, Picture, before, compared, picture
from bochiso.web.query import Query
from bochiso.web.render import render
from bochiso.web.shapes_quality import ReportsShape
from bochiso.web.workbench import Workbench
from bochiso.wording import instant_text

PAIRS = 12
"""Pairs of snapshots that the page proposes."""

KINDS = {"docx": "Word", "pdf": "PDF", "xlsx": "Excel", "html": "HTML"}


@dataclass(frozen=True)
class Reports:
    """`earlier` is None where nothing stands before the figures. `document` holds the values that name the report."""

    now: Picture
    earlier: Picture | None
    findings: tuple[Finding, ...]
    choices: Choices
    pairs: tuple[Pair, ...]
    document: Query


def _find(bench: Workbench, query: Query) -> Reports:
    now = picture(bench, query)
    earlier = before(bench, now, query)
    findings = reviewed(bench, earlier, now) if earlier else ()
    # The instants are named for good, so that the preview and the files stay the same while dossiers arrive.
    document = now.chosen.with_(at=named(bench, now), before=named(bench, earlier) if earlier else "")
    return Reports(now, earlier, findings, choices(bench), pairs(bench, PAIRS), document)


def reviewed(bench: Workbench, earlier: Picture, now: Picture) -> tuple[Finding, ...]:
    """What a report of the two is reviewed by."""
    comparison: Comparison = compared(bench, earlier, now).within(bench.root)
    return contradictions(comparison, bench.place.settings.checks.swing)


def _html(found: Reports) -> str:
    before_value = found.document.text("before")
    at_value = found.document.text("at")
    return render(
        "parts/reports.html",
        now=found.now,
        document=found.document,
        before_value=before_value,
        at_value=at_value,
        others=found.choices.others(before_value, at_value),
        choices=found.choices,
        pairs=found.pairs,
        kinds=KINDS,
        groups=grouped(found.findings),
        number=len(found.findings),
        earlier=instant_text(found.earlier.snapshot.as_of) if found.earlier else "",
        later=instant_text(found.now.snapshot.as_of),
    )


def _data(found: Reports) -> Json:
    return {
        "before": side_json(found.earlier.snapshot) if found.earlier else None,
        "after": side_json(found.now.snapshot),
        "pairs": [{"before": pair.before.id, "after": pair.after.id} for pair in found.pairs],
        "findings": [finding_json(finding) for finding in found.findings],
    }


def _about(found: Reports) -> About:
    return found.now.about("Báo cáo")


REPORTS = Part("reports", (*CHOICE, "before"), _find, _about, _html, _data, ReportsShape)
