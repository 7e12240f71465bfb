"""The snapshot: every figure of a set of units at an instant, under an edition, from a source.

Whether the portal published the figures, somebody typed them from a letter, or they were computed from dossiers: from
here on nobody needs to know. A snapshot never changes; its id is the hash of its content.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import assert_never

from bochiso.time import Instant, Period
from bochiso.units.tree import UnitKind


@dataclass(frozen=True)
class Measured:
    """`numerator` of `denominator` things, both counted; the denominator is above zero."""

    numerator: int
    denominator: int

    @property
    def share(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)


@dataclass(frozen=True)
class Reported:
    """What a source prints without all its counts: a rate, a count, words, or points alone."""

    rate: Decimal | None = None
    count: int | None = None
    text: str = ""


@dataclass(frozen=True)
class NotApplicable:
    """The unit has nothing of the kind, or the rule does not cover it. Never a zero.

    `counted` is True where the source did count, and found 0 of 0.
    """

    reason: str
    counted: bool = False


@dataclass(frozen=True)
class NoData:
    """The source says nothing."""

    reason: str


Value = Measured | Reported | NotApplicable | NoData


def state_of(value: Value) -> str:
    """`measured`, `reported`, `not_applicable` or `no_data`."""
    match value:
        case Measured():
            return "measured"
        case Reported():
            return "reported"
        case NotApplicable():
            return "not_applicable"
        case NoData():
            return "no_data"
        case _:
            assert_never(value)


@dataclass(frozen=True)
class Flag:
    """What the source itself says of the quality of a figure, verbatim."""

    code: str
    message: str


@dataclass(frozen=True)
class Figure:
    """One figure of one unit.

    `item` is an id of the edition: an indicator ("1.4"), an axis ("CKMB"), a group, "total" or "rank". `printed_rate`
    is the percentage that the source printed beside its counts. `rank` is only for the item "rank".
    """

    unit: str
    item: str
    value: Value
    points: Decimal | None = None
    maximum: Decimal | None = None
    printed_rate: Decimal | None = None
    rank: int | None = None
    among: int | None = None
    flags: tuple[Flag, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class SnapshotUnit:
    """A unit as the source named it. `parent` is None where the source does not tell and the code does not show."""

    code: str
    name: str
    kind: UnitKind
    parent: str | None = None
    portal_id: str = ""


def unit_to_json(unit: SnapshotUnit) -> list[str]:
    """Code, name, kind, parent and the portal's id."""
    return [unit.code, unit.name, unit.kind.value, unit.parent or "", unit.portal_id]


def unit_from_json(content: list[str]) -> SnapshotUnit:
    """The unit that `unit_to_json` wrote."""
    code, name, kind, parent, portal_id = content
    return SnapshotUnit(code, name, UnitKind(kind), parent or None, portal_id)


COMPUTED = "computed"
"""The kind of an origin that is a ledger of dossiers and no file of figures."""


@dataclass(frozen=True)
class Origin:
    """Where figures came from: a file by name and SHA-256, how it was read, and what in it no figure took up.

    `extra` maps a path inside the file (JSON pointer, or a cell) to the value there, as text.
    """

    name: str
    sha256: str
    kind: str
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Snapshot:
    """Immutable. At most one figure for a unit and an item; `units` and `figures` are in canonical order.

    `missing_units` is how many more units the source itself says it has: with some missing there is no ranking of units
    and no sum of them.
    """

    as_of: Instant
    edition: str
    period: Period
    view: str
    units: tuple[SnapshotUnit, ...]
    figures: tuple[Figure, ...]
    origins: tuple[Origin, ...]
    missing_units: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "units", tuple(sorted(self.units, key=lambda unit: unit.code)))
        object.__setattr__(self, "figures", tuple(sorted(self.figures, key=lambda f: (f.unit, f.item))))
        if len(self._by_place) != len(self.figures):
            raise ValueError("two figures for one unit and item")

    @cached_property
    def _by_place(self) -> dict[tuple[str, str], Figure]:
        return {(figure.unit, figure.item): figure for figure in self.figures}

    @cached_property
    def _units(self) -> dict[str, SnapshotUnit]:
        return {unit.code: unit for unit in self.units}

    @property
    def computed(self) -> bool:
        """Whether the figures were computed from dossiers here, and not published by somebody."""
        return any(origin.kind == COMPUTED for origin in self.origins)

    @cached_property
    def id(self) -> str:
        """`s-` and twelve hexadecimal digits of a SHA-256: of the figures, and of the bytes they were read from.

        File names are left out, so that a copy of a file under another name is still the same snapshot; and units that
        the portal names by its own id count under that id, so that learning their codes later changes nothing.
        """
        content = self._content()
        keys = {unit.code: unit.portal_id or unit.code for unit in self.units}
        figures = [figure | {"unit": keys.get(str(figure["unit"]), "")} for figure in self._figures_json()]
        content["units"] = sorted([keys[unit.code], unit.name] for unit in self.units)
        content["figures"] = sorted(
            [[key, str(value)] for key, value in sorted(figure.items()) if key != "source"] for figure in figures
        )
        content["origins"] = sorted([origin.sha256, origin.kind] for origin in self.origins)
        return "s-" + hashlib.sha256(_canonical(content).encode()).hexdigest()[:12]

    def figure(self, unit: str, item: str) -> Figure | None:
        return self._by_place.get((unit, item))

    def unit(self, code: str) -> SnapshotUnit | None:
        return self._units.get(code)

    def to_json(self) -> str:
        """Canonical JSON: the same snapshot always gives the same bytes."""
        return _canonical(self._content())

    def _figures_json(self) -> list[dict[str, object]]:
        return [_figure_to_json(figure) for figure in self.figures]

    def _content(self) -> dict[str, object]:
        return {
            "as_of": str(self.as_of),
            "edition": self.edition,
            "period": str(self.period),
            "view": self.view,
            "units": [unit_to_json(unit) for unit in self.units],
            "figures": self._figures_json(),
            "origins": [
                {"name": o.name, "sha256": o.sha256, "kind": o.kind, "extra": dict(sorted(o.extra.items()))}
                for o in self.origins
            ],
        } | ({"missing_units": self.missing_units} if self.missing_units else {})

    @classmethod
    def from_json(cls, text: str) -> "Snapshot":
        """The snapshot that `to_json` wrote."""
        content = json.loads(text)
        return cls(
            as_of=Instant.parse(content["as_of"]),
            edition=content["edition"],
            period=Period.parse(content["period"]),
            view=content["view"],
            units=tuple(unit_from_json(unit) for unit in content["units"]),
            figures=tuple(_figure_from_json(figure) for figure in content["figures"]),
            origins=tuple(Origin(**origin) for origin in content["origins"]),
            missing_units=content.get("missing_units", 0),
        )


def _canonical(content: dict[str, object]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _figure_to_json(figure: Figure) -> dict[str, object]:
    value = figure.value
    content: dict[str, object] = {"unit": figure.unit, "item": figure.item, "state": state_of(value)}
    match value:
        case Measured():
            content |= {"n": value.numerator, "d": value.denominator}
        case Reported():
            content |= {"rate": _text(value.rate), "count": value.count, "text": value.text}
        case NotApplicable():
            content |= {"reason": value.reason} | ({"counted": True} if value.counted else {})
        case NoData():
            content |= {"reason": value.reason}
    content |= {
        "points": _text(figure.points),
        "max": _text(figure.maximum),
        "printed": _text(figure.printed_rate),
        "rank": figure.rank,
        "among": figure.among,
        "flags": [[flag.code, flag.message] for flag in figure.flags],
        "source": figure.source,
    }
    return {key: entry for key, entry in content.items() if entry not in (None, "", [])}


def _figure_from_json(content: dict[str, object]) -> Figure:
    get = content.get
    value: Value
    match content["state"]:
        case "measured":
            value = Measured(_whole(get("n", 0)), _whole(content["d"]))
        case "reported":
            count = get("count")
            value = Reported(_decimal(get("rate")), None if count is None else _whole(count), str(get("text", "")))
        case "not_applicable":
            value = NotApplicable(str(get("reason", "")), bool(get("counted", False)))
        case _:
            value = NoData(str(get("reason", "")))
    rank, among, flags = get("rank"), get("among"), get("flags", [])
    assert isinstance(flags, list)
    return Figure(
        unit=str(content["unit"]),
        item=str(content["item"]),
        value=value,
        points=_decimal(get("points")),
        maximum=_decimal(get("max")),
        printed_rate=_decimal(get("printed")),
        rank=None if rank is None else _whole(rank),
        among=None if among is None else _whole(among),
        flags=tuple(Flag(code, message) for code, message in flags),
        source=str(get("source", "")),
    )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _decimal(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _whole(value: object) -> int:
    assert isinstance(value, int)
    return value
