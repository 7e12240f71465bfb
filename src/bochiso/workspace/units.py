"""The units that a workspace has loaded, as the registry takes them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bochiso.facts.ledger import Ledger
from bochiso.facts.schema import UNITS
from bochiso.facts.statements import listed, parquet
from bochiso.time import numbered_day
from bochiso.units.tree import Unit, UnitKind

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_ALL = 2**31 - 1


def loaded_units(ledger: Ledger) -> tuple[Unit, ...]:
    """Every unit in the ledger as it was last loaded; the engine is only started where there are any."""
    held = ledger.held()
    if not held.of(UNITS):
        return ()
    from bochiso.facts.current import latest

    with ledger.connect() as connection:
        rows = latest(connection, held, UNITS, _ALL).project(listed(UNITS.names)).fetchall()
    return tuple(sorted(map(_unit, rows), key=lambda unit: unit.code))


def with_staged(ledger: Ledger, accepted: Path) -> tuple[Unit, ...]:
    """The units as they would be with those of a file that a reader has accepted."""
    units = {(unit.code, unit.valid_from): unit for unit in loaded_units(ledger)}
    with ledger.connect() as connection:
        found = _staged(connection, accepted)
    return tuple((units | {(unit.code, unit.valid_from): unit for unit in found}).values())


def _staged(connection: "DuckDBPyConnection", accepted: Path) -> list[Unit]:
    query = f"SELECT {listed(UNITS.names)} FROM {parquet([str(accepted)])} ORDER BY recorded_at NULLS LAST, row"
    return [_unit(row) for row in connection.execute(query).fetchall()]


def _unit(row: Sequence[object]) -> Unit:
    cells = dict(zip(UNITS.names, row, strict=True))
    kind = UNITS.column("kind").word(int(str(cells["kind"])))
    valid_from, valid_to = (None if cells[name] is None else numbered_day(int(str(cells[name]))) for name in _VALID)
    return Unit(
        code=str(cells["code"]),
        name=" ".join(str(cells["name"]).split()),
        kind=UnitKind(kind),
        parent=_text(cells["parent"]),
        valid_from=valid_from,
        valid_to=valid_to,
        aliases=tuple(" ".join(alias.split()) for alias in (_text(cells["aliases"]) or "").split("|") if alias.strip()),
        successor=_text(cells["successor"]),
    )


_VALID = ("valid_from", "valid_to")


def _text(cell: object) -> str | None:
    return str(cell) if cell else None
