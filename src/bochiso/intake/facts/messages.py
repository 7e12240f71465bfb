"""JSON as rows: records taken out of their envelopes, told by the first of them, written batch by batch."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import msgspec

from bochiso.intake.facts.raw import Held, Raw, RawWriter, Value
from bochiso.intake.facts.records import ARRAYS, Batch, Broken, batches
from bochiso.intake.notes import Notes

Row = Sequence[Value]
Item = TypeVar("Item")
Scalar = str | int | float | bool | msgspec.UnsetType | None
"""A field that should be a text; systems write numbers and nulls as well. `UNSET` is a field that is not there."""

Listed = list[Item] | str | msgspec.UnsetType | None
"""A field that should be a list; systems write null or an empty text for an empty one."""

_FLAGS: dict[object, bool] = {
    "1": True,
    "0": False,
    "true": True,
    "false": False,
    "True": True,
    "False": False,
    1: True,
    0: False,
}
_keys = msgspec.json.Decoder(dict[str, msgspec.Raw])
_list = msgspec.json.Decoder(list[msgspec.Raw])
_DEEP = "bản ghi lồng quá nhiều lớp"


class Part(msgspec.Struct, gc=False):
    """A part of a message of which only the declared fields are decoded."""


class Unusable(ValueError):
    """A record that gives no row. The message is the reason, in Vietnamese."""


class Kind(ABC):
    """A kind of message: the columns that it fills, in the order of its rows.

    With `issuer` the unit is the one who processes, and the agency of the dossier's code comes before it. `dropped` are
    fields of personal data that the messages hold and that are never decoded.
    """

    columns: Mapping[str, Held]
    issuer = False
    dropped: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @abstractmethod
    def rows(self, record: msgspec.Raw) -> Iterable[Row]:
        """The rows of one record. Raises `Unusable` or what msgspec raises."""

    def warnings(self) -> Iterable[str]:
        """What was counted while reading."""
        return ()


Chooser = Callable[[frozenset[str]], Kind | None]
"""From the keys of the first record to its kind; None with the problem noted where there is none."""


def read_messages(path: Path, scratch: Path, notes: Notes, choose: Chooser) -> Raw | None:
    """The raw rows of a JSON file, or None with the problem noted."""
    target = scratch / f"{uuid4().hex}.raw.parquet"
    try:
        with path.open("rb") as file:
            return _written(_unwrapped(batches(file)), target, notes, choose)
    except Broken as error:
        notes.add(
            error.what,
            at=f"dòng {error.line}",
            why="một phần hỏng thì không biết chắc các phần còn lại",
            remedy="xuất lại trọn vẹn tệp từ hệ thống; không sửa tay tệp JSON",
        )
        return None


def text(value: Scalar) -> str | None:
    """A field as text; None where it is empty or not there."""
    if isinstance(value, str):  # nearly every one
        return value or None
    match value:
        case bool():
            return "1" if value else "0"
        case int():
            return str(value)
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case _:
            return None


def flag(value: Scalar) -> bool | None:
    """A field that says yes or no: `1`, `"0"`, `"True"`, `false`; None where it does not say."""
    return None if value is msgspec.UNSET else _FLAGS.get(value)


def either(*values: bool | None) -> bool | None:
    """Yes if any is, no if all that say anything say no, unknown where none says anything."""
    if True in values:
        return True
    return False if False in values else None


def listed(value: Listed[Item]) -> list[Item] | None:
    """The items; none of them where the list is null or an empty text; None where the message has no such field."""
    match value:
        case list():
            return value
        case msgspec.UnsetType():
            return None
        case None | "":
            return []
        case _:
            raise Unusable("bản ghi có danh sách không đúng dạng")


def keys_of(record: msgspec.Raw) -> frozenset[str]:
    """The keys of a record; none where it is no object."""
    try:
        return frozenset(_keys.decode(record))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return frozenset()


def _written(found: Iterator[Batch], target: Path, notes: Notes, choose: Chooser) -> Raw | None:
    first: Batch = next((batch for batch in found if batch), [])
    if first and not _starts(first[0], b"{"):
        raise Broken("bản ghi đầu tiên không phải đối tượng JSON", 1)
    kind = choose(keys_of(first[0]) if first else frozenset())
    if kind is None:
        return None
    number = 0
    with RawWriter(target, kind.columns) as writer:
        for batch in chain([first], found):
            writer.write(list(_numbered(batch, kind, number)))
            number += len(batch)
    for warning in kind.warnings():
        notes.warn(warning)
    return writer.raw(issuer=kind.issuer, dropped=kind.dropped, unknown=kind.unknown)


def _numbered(batch: Batch, kind: Kind, before: int) -> Iterator[tuple[Value, ...]]:
    """The rows of a batch with the number of their record in front and the reason why there is none behind."""
    empty = (None,) * len(kind.columns)
    for number, record in enumerate(batch, start=before + 1):
        try:
            for row in kind.rows(record):
                yield (number, *row, None)
        except Unusable as error:
            yield (number, *empty, str(error))
        except msgspec.ValidationError as error:
            yield (number, *empty, _in_words(error))
        except (msgspec.DecodeError, UnicodeDecodeError):
            yield (number, *empty, "bản ghi có chuỗi không đúng cú pháp JSON")
        except RecursionError:
            yield (number, *empty, _DEEP)


def _in_words(error: msgspec.ValidationError) -> str:
    place = str(error).partition("at `$")[2].strip("`.")[:60]
    return "bản ghi không đúng dạng" + (f" ở {place}" if place else "")


def _unwrapped(found: Iterator[Batch]) -> Iterator[Batch]:
    """The records themselves: pages and envelopes that stand in an array or one a line are opened."""
    wrapped: bool | None = None
    for batch in found:
        if wrapped is None and batch:
            wrapped = _opened(batch[0]) is not None
        if not wrapped:
            yield batch
            continue
        for record in batch:
            inner = _opened(record)
            yield [record] if inner is None else inner


def _opened(record: msgspec.Raw) -> Batch | None:
    """What an envelope holds; None for a record."""
    try:
        if _starts(record, b"["):
            return _list.decode(record)
        fields = _keys.decode(record)
        for key, value in fields.items():
            if key.lower() in ARRAYS and _starts(value, b"["):
                return _list.decode(value)
        if "configId" in fields and "dossier" in fields:
            return [fields["dossier"]]
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        pass
    return None


def _starts(value: msgspec.Raw, with_: bytes) -> bool:
    return bytes(memoryview(value)[:1]) == with_
