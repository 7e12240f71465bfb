"""Units, and finding one by code, name or alias at a date.

The canonical columns of a unit are those of the `units` table (docs/reference/tables.md): code, name, kind, parent,
valid_from, valid_to (half open), aliases, successor.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class UnitKind(StrEnum):
    """In the order in which official tables list them."""

    NATION = "nation"
    MINISTRY = "ministry"
    PROVINCE = "province"
    DEPARTMENT = "department"
    DISTRICT = "district"
    COMMUNE = "commune"

    @property
    def order(self) -> int:
        """Its place among the kinds."""
        return tuple(UnitKind).index(self)


@dataclass(frozen=True)
class Unit:
    """An organisation over the time in which it had this name and place. `valid_to` is the first day it had not."""

    code: str
    name: str
    kind: UnitKind
    parent: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    aliases: tuple[str, ...] = ()
    successor: str | None = None

    def exists(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)
