"""One statement for a whole file: every column typed, every unit joined, every fault told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bochiso.facts.schema import Column, Table, Type
from bochiso.intake.facts.checks import Check, checks_of
from bochiso.intake.facts.engine import identifier, literal, located
from bochiso.intake.facts.headings import columns_of
from bochiso.intake.facts.raw import REASON, ROW, Raw
from bochiso.intake.facts.values import Typed, agency, given, named, typed
from bochiso.time import DAY_SECONDS

UNITS_FOUND = "units_found"
PERIODS_FOUND = "periods_found"
_RECEIVED = "received_at"
_LATER = ("ended_at", "outcome_at", "forwarded_at", "published_at")
"""Instants that follow reception; given as the day of the reception itself, they cannot lie before its hour."""


@dataclass(frozen=True)
class Compiled:
    """Statements over one raw file, each a nest of three steps: as given, as stored, with units and periods.

    `epochs` are the seconds at which units changed, `latest` the last one at which anything can have been received.
    """

    table: Table
    raw: Raw
    columns: Mapping[str, Typed]
    epochs: tuple[int, ...]
    latest: int

    def asked_units(self) -> str:
        """The distinct units of the file: text, agency, epoch and rows."""
        text, issuer, epoch = self._unit_key()
        keys = f"SELECT {text} AS t, {issuer} AS i, {epoch} AS e FROM ({self._valued()})"
        return f"SELECT t, i, e, count(*) FROM ({keys}) GROUP BY ALL"

    def asked_periods(self) -> str:
        """The distinct periods of the file."""
        (period,) = self._of(Type.PERIOD)
        return f"SELECT DISTINCT {given(period.column)} AS p FROM ({self._given()}) WHERE p IS NOT NULL"

    def accepted(self) -> str:
        """The rows as the ledger stores them."""
        names = ", ".join(identifier(column.name) for column in columns_of(self.table))
        return f"SELECT {names}, row_ AS row FROM ({self._resolved()}) WHERE NOT ({_any(self._faults())})"

    def refused(self) -> str:
        """The other rows, in the file's own text, with every reason."""
        texts = ", ".join(f"{self._raw(column)} AS {identifier(column.name)}" for column in columns_of(self.table))
        faults = self._faults()
        reasons = ", ".join(f"CASE WHEN {condition} THEN {sentence} END" for condition, sentence in faults)
        rows = f"SELECT {texts}, row_ AS row, concat_ws('; ', {reasons}) AS reason FROM ({self._resolved()})"
        return f"{rows} WHERE {_any(faults)} ORDER BY row"

    def none_refused(self) -> str:
        """The columns of `refused` without a row."""
        texts = ", ".join(f"NULL::VARCHAR AS {identifier(column.name)}" for column in columns_of(self.table))
        return f"SELECT {texts}, 0::BIGINT AS row, NULL::VARCHAR AS reason WHERE false"

    def counted(self) -> str:
        """How many rows are not blank."""
        return f"SELECT count(*) FROM ({self._given()})"

    @property
    def has_units(self) -> bool:
        """Whether the table has a unit; the file may leave it to the code of the dossier."""
        return any(column.type is Type.UNIT for column in self.table.columns)

    @property
    def has_periods(self) -> bool:
        return bool(self._of(Type.PERIOD))

    def _of(self, kind: Type) -> list[Typed]:
        return [each for each in self.columns.values() if each.column.type is kind]

    def _raw(self, column: Column) -> str:
        return identifier(f"raw {column.name}") if column.name in self.columns else "NULL::VARCHAR"

    def _given(self) -> str:
        """The first step: the file's rows that are not blank, each column as shown and as given."""
        ordered = sorted(self.columns.values(), key=lambda each: not each.column.required)
        kept = [each.present for each in ordered]
        row, option, reason = "file_row_number + 1", ", file_row_number = true", "NULL::VARCHAR"
        if self.raw.numbered:
            row, option, reason = ROW, "", REASON
            kept.append(f"{REASON} IS NOT NULL")
        columns = "".join(
            f", {each.shown} AS {self._raw(each.column)}, {each.given} AS {given(each.column)}" for each in ordered
        )
        keep = " OR ".join(kept)
        source = f"read_parquet({located(self.raw.path)}, binary_as_string = true{option})"
        return f"SELECT {row} AS row_, {reason} AS reader_reason{columns} FROM {source} WHERE {keep}"

    def _valued(self) -> str:
        """The second step: every column as it is stored, but for units and periods."""
        values = ", ".join(
            f"{each.value if (each := self.columns.get(column.name)) else f'NULL::{column.stored}'} "
            f"AS {identifier(column.name)}"
            for column in columns_of(self.table)
        )
        return f"SELECT *, {values} FROM ({self._given()})"

    def _resolved(self) -> str:
        """The third step: units and periods joined, and days of the reception itself set to its hour."""
        replaced, joins = [], ""
        if self.has_units:
            text, issuer, epoch = self._unit_key()
            replaced.append("unit_code AS unit")
            joins = (
                f" LEFT JOIN {UNITS_FOUND} ON unit_text = {text} AND unit_issuer = {issuer} AND unit_epoch = {epoch}"
            )
        for each in self._of(Type.PERIOD):
            replaced.append(f"period_found AS {identifier(each.column.name)}")
            joins += f" LEFT JOIN {PERIODS_FOUND} ON period_text = {given(each.column)}"
        if _RECEIVED in self.columns:
            later = (self.columns[name] for name in _LATER if name in self.columns)
            replaced += [_not_before(each) for each in later if each.day != "false"]
        replace = f" REPLACE ({', '.join(replaced)})" if replaced else ""
        return f"SELECT *{replace} FROM ({self._valued()}){joins}"

    def _unit_key(self) -> tuple[str, str, str]:
        """Text, agency of the dossier's code where it may matter, and epoch: over the second step."""
        named_units = [given(each.column) for each in self._of(Type.UNIT)]
        text = f"coalesce({named_units[0]}, '')" if named_units else "''"
        issuer = "''"
        for each in self._of(Type.DOSSIER):
            issuer = f"coalesce({agency(given(each.column))}, '')"
            if named_units and not self.raw.issuer:
                issuer = f"CASE WHEN {named_units[0]} IS NULL THEN {issuer} ELSE '' END"
        epoch = "-1"
        if _RECEIVED in self.columns and self.epochs:
            passed = " + ".join(f"CAST({_RECEIVED} >= {second} AS INTEGER)" for second in self.epochs)
            epoch = f"coalesce({passed}, -1)"
        return text, issuer, epoch

    def _faults(self) -> list[tuple[str, str]]:
        """Conditions over the third step, each with the SQL of its sentence."""
        found = [(each.fault, each.reason) for each in self.columns.values() if each.fault != "false"]
        found += [
            (f"{given(column)} IS NULL" if column.name in self.columns else "true", literal(f"thiếu {named(column)}"))
            for column in self.table.columns
            if column.required
        ]
        if self.has_units and not self._of(Type.UNIT):
            found.append(("unit_reason <> ''", "unit_reason"))
        found += [(check.condition, literal(check.sentence)) for check in checks_of(self.table, self.latest)]
        if self.raw.numbered:  # a record that could not be read at all has nothing else to be told
            found = [(f"reader_reason IS NULL AND ({condition})", sentence) for condition, sentence in found]
            found.append(("reader_reason IS NOT NULL", "reader_reason"))
        return found


def compiled(table: Table, raw: Raw, epochs: tuple[int, ...], latest: int) -> Compiled:
    """The statements that read `raw` as rows of `table`."""
    columns = {
        column.name: typed(column, *raw.columns[column.name])
        for column in columns_of(table)
        if column.name in raw.columns
    }
    return Compiled(table, raw, columns, epochs, latest)


def warning_query(checks: Iterable[Check], path: Path) -> str:
    """How many accepted rows each check holds of."""
    counts = ", ".join(f"count(CASE WHEN {check.condition} THEN 1 END)" for check in checks)
    return f"SELECT {counts} FROM read_parquet({located(path)})"


def _any(faults: Iterable[tuple[str, str]]) -> str:
    return " OR ".join(f"coalesce({condition}, false)" for condition, _ in faults)


def _not_before(each: Typed) -> str:
    name = identifier(each.column.name)
    same = f"{each.day} AND {_RECEIVED} BETWEEN {name} AND {name} + {DAY_SECONDS - 1}"
    return f"CASE WHEN {same} THEN {_RECEIVED} ELSE {name} END AS {name}"
