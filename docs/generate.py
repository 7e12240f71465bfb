"""Writes the pages of docs/reference that say what the code says: commands, editions, checks, facts.

`python docs/generate.py` writes them; tests/test_docs.py fails where one is not current.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click
from facts_tables import with_tables
from rules import Check, checks

from bochiso.cli import main
from bochiso.compare.checks.findings import Severity
from bochiso.index.load import EDITIONS, editions
from bochiso.index.model import (
    AsReported,
    Edition,
    Evidence,
    Indicator,
    Linear,
    Rounding,
    Rule,
    Share,
    Shown,
    Standing,
    Tally,
    Target,
    UnitTable,
)

REFERENCE = Path(__file__).with_name("reference")
GENERATED = "<!-- Written by docs/generate.py; do not edit by hand. -->"


def pages() -> dict[str, str]:
    """The text of every generated page, by file name."""
    facts = (REFERENCE / "facts.md").read_text(encoding="utf-8")
    return {
        "cli.md": cli_page(),
        "editions.md": editions_page(),
        "checks.md": checks_page(),
        "facts.md": with_tables(facts),
    }


def _table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") or " " for cell in line) + " |" for line in lines)


def _page(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"


# Commands

EXIT_CODES = {
    0: "The command did what it was asked. Warnings (`lưu ý: …`) do not change this.",
    1: "The input could not be used. Every problem is on standard error, each with its place, reason and remedy, then "
    "their number. Nothing was changed. (Ctrl-C also ends with 1, after `Aborted!`.)",
    2: "The command line itself is wrong: an unknown command or option, a missing argument, an instant that is none.",
}


def cli_page() -> str:
    commands = sorted(main.commands.items())
    return _page(
        "# Commands",
        GENERATED,
        "Figures and tables go to standard output, warnings and problems to standard error, always in UTF-8. Where "
        "standard output is no terminal, tables are drawn 160 characters wide. Messages are in Vietnamese.",
        "## Exit codes",
        _table(("code", "meaning"), ((str(code), text) for code, text in EXIT_CODES.items())),
        "## Names of snapshots",
        "`A`, `B` and `BẢN_CHỤP|THỜI_ĐIỂM` name a snapshot of the workspace by its id (`s-176bbb3f6130`), by the "
        "beginning of its id (four characters or more), by its instant (`2023-08-31T16:30`) or by its day "
        "(`2023-08-31`, `31/8/2023`). A name that nothing or more than one snapshot answers to is a problem.",
        f"## bochiso\n\n{main.help}",
        _options(main),
        *(_command(name, command) for name, command in commands),
    )


def _command(name: str, command: click.Command) -> str:
    arguments = [p for p in command.params if isinstance(p, click.Argument)]
    usage = " ".join(["bochiso", name, "[OPTIONS]", *(_metavar(argument) for argument in arguments)])
    return _page(f"## bochiso {name}", f"```\n{usage}\n```", command.help or "", _options(command)).rstrip()


def _options(command: click.Command) -> str:
    options = [option for option in command.params if isinstance(option, click.Option)]
    rows = [(_names(option), option.help or "", _default(option)) for option in options]
    rows.append(("`-h`, `--help`", "Show this message and exit.", ""))
    return _table(("option", "meaning", "default"), rows)


def _names(option: click.Option) -> str:
    value = "" if option.is_flag else f" {_metavar(option)}"
    return ", ".join(f"`{name}{value}`" for name in option.opts)


def _metavar(parameter: click.Parameter) -> str:
    if isinstance(parameter.type, click.Choice):
        return "|".join(parameter.type.choices)
    return parameter.metavar or parameter.type.name.upper()


def _default(option: click.Option) -> str:
    if option.required:
        return "required"
    return f"`{option.default}`" if isinstance(option.default, str | Path) and str(option.default) else ""


# Editions

STANDINGS = {
    Standing.PUBLISHED: "a published text says it",
    Standing.PROVEN: "reproduced from published figures",
    Standing.INFERRED: "our reasoning",
}


FILE_KEYS = (
    ("top", "edition title decision", "id, title and the decision that the index is of"),
    ("top", "valid_from valid_to validity", "first day; first day no more (empty: open); the evidence of both"),
    ("top", "sources", "list of `{id, title}`"),
    ("top", "groups", "list of `{code, title, maximum, evidence}`: the groups of the decision"),
    ("top", "axes", "list of `{code, title, table_label, maximum, group, evidence}`: the axes of the portal"),
    (
        "top",
        "rounding",
        "`component`, `axis`, `total`, `percent`, each with `digits` (0 to 4, or `none`), `tie` and `evidence`",
    ),
    ("top", "grades", "list of `{title, from, evidence}`, from the highest to 0"),
    ("top", "indicators", "list of indicators"),
    ("top", "unit_tables", "list of the annexes that list units"),
    (
        "evidence",
        "source standing note",
        "id of a source; `published`, `proven` or `inferred`; what is to be said of it",
    ),
    ("indicator", "id portal_code title axis unit", "names; the code of its axis; what is counted (hồ sơ, TTHC …)"),
    ("indicator", "maximum", "points, or `unknown`"),
    ("indicator", "counted among", "what the numerator and the denominator count, as people read it"),
    (
        "indicator",
        "share",
        "the same in the words of [facts](facts.md): `{of, among, that, except}`, or `less` in place of the last two",
    ),
    ("share", "of among", "the things counted; the words that all of the denominator are"),
    ("share", "that except", "the words that those of the numerator are besides, and are not"),
    ("share", "less", "words whose counts are taken away from the denominator one after the other, never below 0"),
    ("share", "at_least", "`reported_total`: the denominator is at least what was reported nationally"),
    ("indicator", "tally", "a number without a denominator: `{of, among}`, and `adds` for a sum of a column"),
    ("tally", "adds", "the column that is summed, in place of counting"),
    ("indicator", "rule target", "`linear`, `target` (with a `target` such as `80%`), `shown` or `reported`"),
    ("indicator", "times", "the indicator whose rate multiplies this one before points are given"),
    ("indicator", "tie", "`even` or `up`, where it is not the edition's"),
    ("indicator", "empty", "what 0 of 0 earns: `zero` (the default) or `full`"),
    ("indicator", "better", "`higher`, `lower` or `neither`"),
    ("indicator", "has inherits forfeits lists", "kinds of unit; none in two"),
    (
        "indicator",
        "same_denominator among_counted_by",
        "the indicator whose denominator, or numerator, counts the same things",
    ),
    (
        "indicator",
        "at_least",
        "the indicator whose rate this one's cannot be below; bounds it where it is not published",
    ),
    (
        "indicator",
        "rows",
        "rows of Annex I: `{number, label, show, part}`; `show` is `heading`, `fraction`, `share`, `rest` or `count`",
    ),
    (
        "unit table",
        "title unit_label total detail_of",
        '`total: "yes"` adds a row of totals; `detail_of` names rows or axes',
    ),
    (
        "unit table",
        "parts columns",
        "`{title, kinds}`; `{item, show, label}`, `show` one of `share`, `rest`, `count`, `fraction`, `points`, `rank`",
    ),
)


def _sample() -> str:
    """The first indicator of the newest edition with a target, as its file has it."""
    text = (EDITIONS / "766" / "portal-2026.yaml").read_text(encoding="utf-8")
    return next(block for block in text.split("\n\n") if "rule: target" in block)


def _code(words: str) -> str:
    return ", ".join(f"`{word}`" for word in words.split())


def editions_page() -> str:
    return _page(
        "# Editions",
        GENERATED,
        "The editions that ship with bochiso, as their files in `src/bochiso/editions/` have them. The annex of "
        "Decision 766/QĐ-TTg itself was not available to the authors: **nothing on this page is the wording of the "
        "decision**. Every rule stands with the source that it is known from and with its standing:",
        _table(("standing", "meaning"), ((s.value, text) for s, text in STANDINGS.items())),
        "How a file is written and why: [the explanation](../explanation/editions.md).",
        "## The file",
        "UTF-8, YAML; every scalar is text until it is asked for, so `1.10` stays `1.10`. A repeated or unknown key, a "
        "sum that does not fit and a rule without a source are problems, told with their lines by `bochiso check`. A "
        "row's `part` is its name at import. An indicator, as it stands in a file:",
        f"```yaml\n{_sample()}\n```",
        _table(("part", "keys", "meaning"), ((part, _code(keys), text) for part, keys, text in FILE_KEYS)),
        *(_edition(edition) for edition in editions().values()),
    )


def _edition(edition: Edition) -> str:
    end = f"until, not including, {edition.valid_to}" if edition.valid_to else "no end recorded"
    return _page(
        f"## {edition.id}",
        edition.title + ".",
        f"- Decision: {edition.decision}\n- In force: from {edition.valid_from}, {end}. "
        + _evidence(edition, edition.validity_evidence),
        "### Sources",
        _table(("id", "title"), ((source.id, source.title) for source in edition.sources.values())),
        "### Groups of the decision",
        _table(
            ("code", "title", "maximum", "known from"),
            ((g.code, g.title, str(g.maximum), _evidence(edition, g.evidence)) for g in edition.groups),
        ),
        "### Axes of the portal",
        _table(
            ("code", "title", "maximum", "group", "known from"),
            ((a.code, a.title, str(a.maximum), a.group, _evidence(edition, a.evidence)) for a in edition.axes),
        ),
        "### Rounding",
        _table(("figure", "decimals", "ties", "known from"), _rounding(edition)),
        "### Classes",
        _table(
            ("class", "from (inclusive)", "known from"),
            ((g.title, str(g.floor), _evidence(edition, g.evidence)) for g in edition.grades),
        ),
        *(_axis(edition, axis.code, axis.title) for axis in edition.axes),
        "### Annexes that list units",
        *(_unit_table(table) for table in edition.tables),
    ).rstrip()


def _rounding(edition: Edition) -> Iterator[tuple[str, str, str, str]]:
    for name in ("component", "axis", "total", "percent"):
        rule: Rounding = getattr(edition.rounding, name)
        digits = "not rounded" if rule.digits is None else str(rule.digits)
        yield name, digits, rule.tie.value, _evidence(edition, rule.evidence)


def _axis(edition: Edition, code: str, title: str) -> str:
    return _page(f"### {code}: {title}", *(_indicator(edition, i) for i in edition.of_axis(code))).rstrip()


def _indicator(edition: Edition, indicator: Indicator) -> str:
    entries = {
        "portal code": f"`{indicator.portal_code}`" if indicator.portal_code else "",
        "maximum": "unknown" if indicator.maximum is None else str(indicator.maximum),
        "rule": _rule(indicator.rule, indicator),
        "ties": f"{indicator.tie.value} (this indicator's own)" if indicator.tie else "",
        "counted": f"{indicator.counted} ({indicator.unit})",
        "among": indicator.among,
        "in words": _counting(indicator),
        "0 of 0 earns": ("the maximum" if indicator.empty == "full" else "0 points") if indicator.recomputed else "",
        "better": indicator.better.value,
        "has": _kinds(indicator.has),
        "takes from the province": _kinds(indicator.inherits),
        "0 points, never measured": _kinds(indicator.forfeits),
        "listed without points": _kinds(indicator.lists),
        "denominator shared with": indicator.same_denominator,
        "counted among the numerator of": indicator.among_counted_by,
        "rate never below that of": indicator.at_least,
        "printed rows": "; ".join(f"{r.number} {r.label} (`{r.part or r.show.value}`)" for r in indicator.rows),
        "known from": _evidence(edition, indicator.evidence),
    }
    rows = ((name, text) for name, text in entries.items() if text)
    return _page(f"#### {indicator.id} {indicator.title}", _table(("", ""), rows)).rstrip()


def _counting(indicator: Indicator) -> str:
    match indicator.counting:
        case Share(of=of, among=among, that=that, excluding=excluding, less=less, at_least=at_least):
            parts = {"among": among, "that": that, "except": excluding, "less": less, "at_least": (at_least,)}
            words = (f"{name} {', '.join(words)}" for name, words in parts.items() if any(words))
            return f"`{'; '.join((of, *words))}`"
        case Tally(of=of, among=among, adds=adds):
            return f"`{'; '.join(filter(None, (of, ', '.join(among), adds and f'adds {adds}')))}`"
        case None:
            return "not computed from facts"


def _rule(rule: Rule, indicator: Indicator) -> str:
    rate = f"rate × rate of {indicator.times}" if indicator.times else "rate"
    match rule:
        case Linear():
            return f"linear: maximum × {rate}"
        case Target(target=target):
            return f"target: maximum × min(1, {rate} ÷ {target.numerator * 100 // target.denominator} %)"
        case Shown():
            return "shown: no points"
        case AsReported():
            return "reported: how points come of the counts is not known; the source's points are taken as they are"


def _kinds(kinds: Iterable[str]) -> str:
    return ", ".join(sorted(kinds))


def _evidence(edition: Edition, evidence: Sequence[Evidence]) -> str:
    return "; ".join(
        f"**{entry.standing.value}** ({entry.source})" + (f": {entry.note}" if entry.note else "") for entry in evidence
    )


def _unit_table(table: UnitTable) -> str:
    columns = "; ".join(f"{column.label} (`{column.item}`, {column.show.value})" for column in table.columns)
    parts = "; ".join(f"{part.title or 'one list'} ({_kinds(part.kinds)})" for part in table.parts)
    total = " With a row of totals." if table.total else ""
    details = f" Detail of {', '.join(table.detail_of)}." if table.detail_of else ""
    return f"- **{table.title}.** Columns: {columns}. Lists: {parts}.{total}{details}"


# Checks

SEVERITIES = {
    Severity.ERROR: "figures that cannot both be right",
    Severity.ASK: "possible, but somebody must say why before the letter is signed",
    Severity.NOTE: "explained by rounding, or the source's own remark",
}


def checks_page() -> str:
    return _page(
        "# Checks",
        GENERATED,
        "What `bochiso check` looks for in snapshots and in the texts of letters, in this order. A report is reviewed "
        "by those of two snapshots, all but `ty-le-giu-nguyen-so-dem-doi`. The figures that a letter itself prints "
        "at two days are read as two snapshots and checked in the same way. A finding gives the figures, the rule they "
        "break and what to ask of whom. Nothing is ever mended, and no finding stops a report. "
        "What to do with each: [how-to](../how-to/review.md). `…` stands for a figure or a name.",
        _table(("severity", "meaning"), ((s.value, text) for s, text in SEVERITIES.items())),
        *(_check(check) for check in checks()),
    )


def _check(check: Check) -> str:
    rows = [
        ("severity", ", ".join(severity.value for severity in check.severities)),
        ("looks for", check.what),
        ("Quy tắc", check.rule),
        ("Cần làm", check.ask),
    ]
    return _page(f"## {check.id}", _table(("", ""), [row for row in rows if row[1]])).rstrip()


if __name__ == "__main__":
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8")
