"""The tables of docs/reference/facts.md, written from the schema itself so that the two cannot differ."""

from collections.abc import Iterator

from bochiso.facts.schema import RECORDED_AT, TABLES, Column, Table, Type
from bochiso.intake.facts.checks import checks_of, warnings_of

_KINDS = {
    Type.TEXT: "text",
    Type.NAME: "Vietnamese text",
    Type.DOSSIER: "dossier code",
    Type.PROCEDURE: "procedure code",
    Type.UNIT: "unit: code or name",
    Type.INSTANT: "instant",
    Type.DAY: "day",
    Type.FLAG: "flag",
    Type.COUNT: "count",
    Type.CHOICE: "choice",
    Type.PERIOD: "period",
}

MARK = "<!-- Written by docs/facts_tables.py from here on; do not edit by hand. -->"


def with_tables(page: str) -> str:
    """The page with everything after the mark written anew."""
    return page.partition(MARK)[0] + f"{MARK}\n\n{facts_tables()}"


def facts_tables() -> str:
    """Every table that can be loaded, in Markdown: its columns, their kinds and headings, and what refuses a row."""
    return "\n".join(line for table in TABLES.values() for line in _table(table))


def _table(table: Table) -> Iterator[str]:
    yield f"### {table.name} ({table.title})\n"
    yield "| column | kind | headings |"
    yield "| --- | --- | --- |"
    for column in (*table.columns, RECORDED_AT):
        yield f"| `{column.name}`{' (required)' if column.required else ''} | {_kind(column)} | {_headings(column)} |"
    refused = [check.sentence for check in checks_of(table, 0)]
    told = [check.sentence for check in warnings_of(table)]
    if refused:
        yield "\nRefused: " + "; ".join(refused) + "."
    if told:
        yield "\nTaken with a warning: " + "; ".join(told) + "."
    yield ""


def _kind(column: Column) -> str:
    kind = _KINDS[column.type]
    if column.type is not Type.CHOICE:
        return kind
    words: dict[int, list[str]] = {}
    for word, number in column.choices:
        words.setdefault(number, []).append(f"`{word}`")
    return f"{kind}: " + ", ".join(" = ".join(each) for each in words.values())


def _headings(column: Column) -> str:
    return ", ".join(column.aliases)
