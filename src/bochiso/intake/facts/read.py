"""Facts from a file: told by its content, read whole columns at a time, handed over as `Staged`."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from bochiso.facts.schema import Table
from bochiso.facts.staged import Staged
from bochiso.intake.facts.delimited import read_delimited
from bochiso.intake.facts.engine import out_of_space
from bochiso.intake.facts.kinds import chosen
from bochiso.intake.facts.known import KnownUnits
from bochiso.intake.facts.messages import read_messages
from bochiso.intake.facts.parquet import read_parquet
from bochiso.intake.facts.probe import Form, Probe, probed
from bochiso.intake.facts.raw import Raw
from bochiso.intake.facts.spreadsheet import read_spreadsheet
from bochiso.intake.facts.stage import staged, unreadable
from bochiso.intake.notes import Notes


def read_facts(
    table: Table, path: Path, known: KnownUnits, scratch: Path, step: Callable[[int], None] | None = None
) -> Staged:
    """The rows of a file as facts of `table`, typed and checked; what is wrong with a row refuses that row alone.

    Takes CSV, Parquet, XLSX and JSON: tables under canonical or Vietnamese headings, messages of the portal
    (DongBoHoSoMC, CapNhatTienDoHoSoMC, LayThuTuc) in any envelope, search pages of iGate. `scratch` is a folder for
    the two files of the result and for what does not fit in memory; `step` is told how many rows were just finished.
    Raises `BochisoError` with every problem where the file cannot be read at all; then nothing is left in `scratch`.
    """
    notes = Notes(path.name)
    with TemporaryDirectory(dir=scratch) as folder:
        probe = probed(path, notes)
        try:
            raw = _raw(table, probe, Path(folder), notes) if probe is not None else None
        except duckdb.Error as error:
            if not out_of_space(error):
                raise
            raise unreadable(path, error) from None
        notes.problems.stop_if_any()
        assert probe is not None and raw is not None, "a file that gives no rows has a problem"
        return staged(table, probe, raw, known, scratch, notes, step or (lambda rows: None))


def _raw(table: Table, probe: Probe, scratch: Path, notes: Notes) -> Raw | None:
    match probe.form:
        case Form.PARQUET:
            return read_parquet(probe.path, table, scratch, notes)
        case Form.TEXT:
            return read_delimited(probe, table, scratch, notes)
        case Form.JSON:
            return read_messages(probe.path, scratch, notes, lambda keys: chosen(table, keys, notes))
        case Form.WORKBOOK:
            return read_spreadsheet(probe.path, table, scratch, notes)
