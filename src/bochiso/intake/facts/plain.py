"""JSON rows under the names of the columns: `{"code": …, "received_at": …}`, by alias too."""

from collections.abc import Iterable

import msgspec

from bochiso.facts.schema import Table
from bochiso.intake.cleaning import Cleaning
from bochiso.intake.facts.headings import columns_of, meanings, put_aside, squeezed
from bochiso.intake.facts.messages import Kind, Row, Unusable, text
from bochiso.intake.facts.raw import Held

_fields = msgspec.json.Decoder(dict[str, msgspec.Raw])
_scalar: msgspec.json.Decoder[str | int | float | bool | None] = msgspec.json.Decoder(str | int | float | bool | None)
_MANY = 1000


class PlainRows(Kind):
    """Rows of one table. What stands under a heading of personal data or of no column is not decoded."""

    def __init__(self, table: Table) -> None:
        self.columns = {column.name: Held.TEXT for column in columns_of(table)}
        self._known = meanings(table)
        self._places = {name: index for index, name in enumerate(self.columns)}
        self._met: dict[str, int | None] = {}
        self._cleaning = Cleaning()
        self._dropped: list[str] = []
        self._unknown: list[str] = []

    def rows(self, record: msgspec.Raw) -> Iterable[Row]:
        row: list[str | None] = [None] * len(self.columns)
        taken: dict[int, str] = {}
        for key, raw in _fields.decode(record).items():
            place = self._place(key)
            if place is None:
                continue
            if place in taken:
                raise Unusable(f"hai trường cùng nghĩa: «{taken[place][:40]}» và «{key[:40]}»")
            taken[place] = key
            row[place] = text(_scalar.decode(raw))
        yield row

    def _place(self, key: str) -> int | None:
        """The column of a key; each key is looked at once, a file of endless keys no further than a thousand."""
        if key in self._met or len(self._met) >= _MANY:
            return self._met.get(key)
        name = self._known.get(squeezed(key))
        self._met[key] = None if name is None else self._places[name]
        if name is None:
            put_aside(self._cleaning.clean(key), self._dropped, self._unknown)
            self.dropped, self.unknown = tuple(self._dropped), tuple(self._unknown)
        return self._met[key]
