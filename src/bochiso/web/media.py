"""Which form of an answer a client takes: the header Accept, read as RFC 9110 says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bochiso.web.query import Form

JSON = "application/json"
MEDIA: Mapping[Form, str] = {
    Form.JSON: JSON,
    Form.CSV: "text/csv",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Form.PDF: "application/pdf",
    Form.PARQUET: "application/vnd.apache.parquet",
}
"""The forms of the API by media type; what stands first is given where a client likes two as well."""

MOST_RANGES = 50


@dataclass(frozen=True)
class Range:
    """`text/*` with the weight that the client gives it; `exactness` is 0 for `*/*`, 1 for a type, 2 for a subtype."""

    kind: str
    weight: float

    @property
    def exactness(self) -> int:
        return 2 - self.kind.count("*")

    def takes(self, media: str) -> bool:
        return self.kind in ("*/*", media) or (
            self.kind.endswith("/*") and media.startswith(self.kind.removesuffix("*"))
        )


def chosen(accept: str, offered: Sequence[Form]) -> Form | None:
    """The form that the client likes best of those there are, None where it takes none of them."""
    ranges = _ranges(accept) if accept.strip() else [Range("*/*", 1.0)]
    weighted = [(_weight(MEDIA[form], ranges), form) for form in offered]
    weight, form = max(weighted, key=lambda each: each[0])
    return form if weight > 0 else None


def _weight(media: str, ranges: Sequence[Range]) -> float:
    """That of the most exact range that takes it."""
    taking = [each for each in ranges if each.takes(media)]
    return max(taking, key=lambda each: each.exactness).weight if taking else 0.0


def _ranges(accept: str) -> list[Range]:
    found = []
    for text in accept.lower().split(",")[:MOST_RANGES]:
        kind, *parameters = (part.strip() for part in text.split(";"))
        given = dict(part.partition("=")[::2] for part in parameters)
        if kind.count("/") == 1:
            found.append(Range(kind, _number(given.get("q", "1"))))
    return found


def _number(text: str) -> float:
    """A weight from 0 to 1; what is none counts as refused, so that nobody gets what he may not want."""
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if 0 <= value <= 1 else 0.0
