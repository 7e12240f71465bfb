"""The unit of everything shown: a part of a page, which is also a resource of the API.

A part finds something with what the rooms below offer, and says it in three forms. It computes nothing of its own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from bochiso.web.answer import About
from bochiso.web.query import Form, Query

if TYPE_CHECKING:
    from bochiso.web.workbench import Workbench

Found = TypeVar("Found")
Json = Mapping[str, object] | Sequence[object] | str | int | bool | None


@dataclass(frozen=True)
class Part(Generic[Found]):
    """`names` are the values that a query may have; a `heavy` part has a worker that may be slow.

    `find` raises `BochisoError` in words a reader can act on: `NotFound` where the address names nothing, `NoFigures`
    where the workspace is empty. `html` is a fragment whose headings begin at h2; `data` has exact numbers in strings,
    as the commands print JSON, and `shape` is a TypedDict that says its form; `csv` and `xlsx` are there where the
    content is one table. `files` are forms of a document, whose `file_name` is without its ending; where there is
    none, a file is named after the part.
    """

    name: str
    names: tuple[str, ...]
    find: "Callable[[Workbench, Query], Found]"
    about: Callable[[Found], About]
    html: Callable[[Found], str]
    data: Callable[[Found], Json]
    shape: type
    csv: Callable[[Found], str] | None = None
    xlsx: Callable[[Found], bytes] | None = None
    heavy: bool = False
    files: Mapping[Form, Callable[[Found], bytes]] = field(default_factory=dict)
    file_name: Callable[[Found], str] | None = None
