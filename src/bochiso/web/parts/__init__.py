"""Every part there is, by name: what pages are put together from, and what the API offers."""

from collections.abc import Mapping

from bochiso.web.part import Part
from bochiso.web.parts import overview

PARTS: Mapping[str, Part[object]] = {
    part.name: part  # type: ignore[misc]  # a part hands only its own findings to itself
    for part in (overview.SCORES,)
}
