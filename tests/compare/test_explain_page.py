"""The worked tables of docs/explanation/why-it-moved.md, read from the page and computed again."""

import re
from fractions import Fraction
from pathlib import Path

from bochiso.compare.why.explain import NO_COUNTS
from bochiso.compare.why.explain_points import DISAGREES, NOT_RECOMPUTED, ROUNDING
from bochiso.compare.why.parts import Part, Presence, flowed, shared_out
from bochiso.exact import Tie, rounded
from bochiso.index.load import edition_named
from bochiso.measure.split import Counts, Flow, Split
from bochiso.score.rules import exact_points
from bochiso.score.snapshot import Measured

ROOT = Path(__file__).parents[2]
DATES = ("before", "after")
PAGE = (ROOT / "docs" / "explanation" / "why-it-moved.md").read_text(encoding="utf-8")


def table(heading: str, title: str) -> dict[str, dict[str, str]]:
    """The rows of the first table below a heading whose first column has this title, by their first cell."""
    lines = [line for line in PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0].splitlines() if line.startswith("|")]
    start = next(at for at, line in enumerate(lines) if line.startswith(f"| {title} |"))
    columns, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[start:]]
    return {row[0]: dict(zip(columns, row, strict=True)) for row in rows}


def counts(cell: str) -> Counts | None:
    return None if cell == "–" else Counts(*map(int, cell.split("/")))


def number(cell: str) -> Fraction:
    """`-5,25`, `50 %`; a dash is nothing."""
    return Fraction(0) if cell == "–" else Fraction(cell.removesuffix("%").strip().replace(",", "."))


def effects(row: dict[str, str]) -> list[Fraction]:
    return [number(row[column]) for column in ("do tỷ lệ", "do cơ cấu", "cộng")]


def computed(part: Part) -> list[Fraction]:
    return [100 * each for each in (part.rate_effect, part.mix_effect, part.total)]


def summed(rows: list[dict[str, str]]) -> list[Fraction]:
    return [sum(column, Fraction(0)) for column in zip(*map(effects, rows), strict=True)]


def test_the_table_of_parts_adds_up_and_is_what_is_computed() -> None:
    rows = table("A table to add up again", "commune")
    whole = rows.pop("all")
    before, after = ({key: found for key, row in rows.items() if (found := counts(row[side]))} for side in DATES)
    sums = [
        Counts(sum(c.numerator for c in s.values()), sum(c.denominator for c in s.values())) for s in (before, after)
    ]
    assert sums == [counts(whole[side]) for side in DATES]
    parts = shared_out(Split(before, after), *sums)
    assert {part.key: computed(part) for part in parts} == {key: effects(row) for key, row in rows.items()}
    assert summed(list(rows.values())) == effects(whole)
    assert {part.key for part in parts if part.presence is not Presence.BOTH} == {"C", "D"}
    for side, counted, total in zip(DATES, (before, after), sums, strict=True):
        assert number(whole[f"*r* {side}"]) == Fraction(100 * total.numerator, total.denominator)
        for key, row in rows.items():
            part = counted.get(key, Counts())
            assert number(row[f"*w* {side}"]) == Fraction(100 * part.denominator, total.denominator)
            assert not part.denominator or number(row[f"*r* {side}"]) == Fraction(
                100 * part.numerator, part.denominator
            )


def test_the_sentences_below_the_table_are_of_it() -> None:
    rows = table("A table to add up again", "commune")
    whole = rows.pop("all")
    terms = []
    for row in rows.values():
        heavier = number(row["*w* after"]) - number(row["*w* before"])
        rates = [number(row[f"*r* {side}"]) for side in DATES if counts(row[side])]
        terms.append(heavier * sum(rates, Fraction(0)) / len(rates) / 100)
    said = re.search(r"own terms of the mix are (\S+), (\S+), (\S+) and (\S+); they add up to the same (\S+)\.", PAGE)
    assert said is not None
    *each, total = (number(text.replace("−", "-")) for text in said.groups())
    assert each == terms and total == sum(terms) == effects(whole)[1]


def test_the_table_of_flows_adds_up_and_is_what_is_computed() -> None:
    rows = table("Over time", "what happened")
    whole = rows.pop("all")
    said = re.search(
        r"^(\d+/\d+) → (\d+/\d+), which is (\d+) % → (\d+) %; \*R̄\* = (\d+) %, \*d̄\* = (\d+)\.$", PAGE, re.M
    )
    assert said is not None
    before, after = counts(said[1]), counts(said[2])
    assert before and after
    rates = [Fraction(100 * side.numerator, side.denominator) for side in (before, after)]
    assert [*rates, sum(rates) / 2] == [int(said[n]) for n in (3, 4, 5)]
    assert 2 * int(said[6]) == before.denominator + after.denominator
    flows = [
        Flow(key, key, row["do cơ cấu"] == "0", int(row["number"]), int(row["Δn"]), int(row["Δd"]))
        for key, row in rows.items()
    ]
    parts = flowed(flows, before, after)
    assert {part.key: computed(part) for part in parts} == {key: effects(row) for key, row in rows.items()}
    assert summed(list(rows.values())) == effects(whole)
    moved = [sum(int(row[column]) for row in rows.values()) for column in ("number", "Δn", "Δd")]
    assert moved == [int(whole[column]) for column in ("number", "Δn", "Δd")]
    assert moved[1:] == [after.numerator - before.numerator, after.denominator - before.denominator]


def test_the_table_of_points_is_what_the_edition_gives() -> None:
    rows = {name: number(row["points"]) for name, row in table("Points", "rate").items()}
    straight, beyond, earned = rows.values()
    assert straight + beyond == earned
    indicator = edition_named("766/portal-2026").indicator("5.4")
    assert indicator is not None
    points = [exact_points(indicator, Measured(rate, 100)) for rate in (81, 99)]
    assert points[0] is not None and points[1] is not None
    assert points[1] - points[0] == earned
    shown = [f"{rounded(each, 2, Tie.UP)}".replace(".", ",") for each in points if each is not None]
    assert list(rows)[2] == f"earned: {shown[0]} → {shown[1]}"
    assert straight == Fraction(6) / Fraction(90, 100) * Fraction(18, 100)


def test_every_remainder_on_the_page_is_one_of_the_product_and_the_other_way_round() -> None:
    source = "".join(
        (ROOT / "src" / "bochiso" / "compare" / "why" / f"{name}.py").read_text(encoding="utf-8")
        for name in ("explain", "explain_points", "over_units", "over_facts")
    )
    named = [row.removesuffix(" …") for row in table("Remainders", "remainder")]
    assert named and all(name in source for name in named)
    reasons = set(re.findall(r'(?:Unsplit\(|reason = )f?"([^"{]+)', source)) | {
        NO_COUNTS,
        ROUNDING,
        DISAGREES,
        NOT_RECOMPUTED,
    }
    for reason in reasons:
        assert f"\n| {reason.strip()}" in PAGE, reason
