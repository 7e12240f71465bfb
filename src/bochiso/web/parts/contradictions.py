"""What figures say against each other or themselves, of a unit and those right below it."""

from dataclasses import dataclass

from bochiso.compare.checks.contradictions import all_of_one, all_of_two
from bochiso.compare.checks.findings import Finding
from bochiso.view.findings import finding_json
from bochiso.web.answer import About
from bochiso.web.part import Json, Part
from bochiso.web.parts.findings import findings_csv, grouped, side_json
from bochiso.web.parts.stored import Choice
from bochiso.web.picture import CHOICE, Picture, before, compared, picture, unit_in
from bochiso.web.query import Query
from bochiso.web.render import render
from bochiso.web.shapes_quality import ContradictionsShape
from bochiso.web.workbench import Workbench
from bochiso.wording import instant_text


@dataclass(frozen=True)
class Contradictions:
    """`earlier` is None where one snapshot is checked against itself alone. `unit` is the code of the chosen unit."""

    now: Picture
    earlier: Picture | None
    unit: str
    findings: tuple[Finding, ...]

    @property
    def units(self) -> tuple[Choice, ...]:
        """The province and every unit that has others below it."""
        above = {scored.unit.parent for scored in self.now.units}
        return tuple(Choice(each.unit.code, each.unit.name) for each in self.now.units if each.unit.code in above)


def _find(bench: Workbench, query: Query) -> Contradictions:
    now = picture(bench, query)
    unit = unit_in(now, query).unit.code if query.text("unit") else bench.root
    swing = bench.place.settings.checks.swing
    earlier = before(bench, now, query)
    if earlier is None:
        return Contradictions(now, None, unit, all_of_one(now.snapshot, bench.place.registry, swing))
    comparison = compared(bench, earlier, now)
    # Published figures may leave the province itself out; then all that they have is looked at.
    scope = comparison.within(unit) if comparison.unit(unit) else comparison
    return Contradictions(now, earlier, unit, all_of_two(scope, swing))


def _about(found: Contradictions) -> About:
    return found.now.about("Chất lượng dữ liệu")


def _html(found: Contradictions) -> str:
    return render(
        "parts/contradictions.html",
        now=found.now,
        unit=found.unit,
        units=found.units,
        groups=grouped(found.findings),
        number=len(found.findings),
        earlier=instant_text(found.earlier.snapshot.as_of) if found.earlier else "",
        earlier_at=found.earlier.chosen.text("at") if found.earlier else "",
        later=instant_text(found.now.snapshot.as_of),
    )


def _data(found: Contradictions) -> Json:
    return {
        "before": side_json(found.earlier.snapshot) if found.earlier else None,
        "after": side_json(found.now.snapshot),
        "unit": found.unit,
        "findings": [finding_json(finding) for finding in found.findings],
    }


def _csv(found: Contradictions) -> str:
    return findings_csv(found.findings)


CONTRADICTIONS = Part(
    "contradictions", (*CHOICE, "before", "unit"), _find, _about, _html, _data, ContradictionsShape, _csv
)
