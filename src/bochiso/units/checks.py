"""What must hold among the rows of `units` tables taken together."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from bochiso.errors import Problem
from bochiso.units.names import name_key
from bochiso.units.tree import Unit

_Step = Callable[[Unit], str | None]


@dataclass(frozen=True)
class Placed:
    """A unit and where it was read: «units.csv, dòng 5»."""

    unit: Unit
    where: str


def problems_among(rows: Sequence[Placed], also: Collection[str] = ()) -> list[Problem]:
    """Every problem of the rows as one registry: dates, codes, parents, successors, circles, names.

    `also` are codes that stand in rows which could not be read: nobody is told that they are missing.
    """
    by_code: dict[str, list[Placed]] = defaultdict(list)
    for row in rows:
        by_code[row.unit.code].append(row)
    return [
        *_dates(rows),
        *_overlaps(by_code),
        *_dangling(rows, {*by_code, *also}),
        *_circles(rows, by_code, "cấp trên", lambda unit: unit.parent),
        *_circles(rows, by_code, "đơn vị kế tiếp", lambda unit: unit.successor),
        *_shared_names(rows),
    ]


def _dates(rows: Sequence[Placed]) -> Iterator[Problem]:
    for row in rows:
        start, end = row.unit.valid_from, row.unit.valid_to
        if start is not None and end is not None and end <= start:
            yield Problem(
                row.where,
                f"đơn vị {row.unit.code} hết hiệu lực ({end}) không sau ngày có hiệu lực ({start})",
                "đơn vị như vậy không tồn tại ngày nào; «valid_to» là ngày đầu tiên đơn vị không còn",
                "sửa «valid_from» hoặc «valid_to», hoặc bỏ dòng này",
            )


def _overlaps(by_code: Mapping[str, Sequence[Placed]]) -> Iterator[Problem]:
    for code, rows in by_code.items():
        for first, second in combinations(rows, 2):
            if _meet(first.unit, second.unit):
                yield Problem(
                    second.where,
                    f"mã {code} đã có tại {first.where}, với thời gian hiệu lực trùng nhau",
                    "mỗi mã chỉ được chỉ một đơn vị tại một ngày",
                    "đóng dòng cũ bằng «valid_to» đúng ngày dòng mới bắt đầu, hoặc sửa mã",
                )


def _dangling(rows: Sequence[Placed], codes: Collection[str]) -> Iterator[Problem]:
    for row in rows:
        if row.unit.parent is not None and row.unit.parent not in codes:
            yield Problem(
                row.where,
                f"cấp trên {row.unit.parent} của đơn vị {row.unit.code} không có trong danh mục",
                "số liệu của đơn vị không cộng được vào cấp trên",
                "thêm dòng cho cấp trên, hoặc sửa ô «parent»",
            )
        if row.unit.successor is not None and row.unit.successor not in codes:
            yield Problem(
                row.where,
                f"đơn vị kế tiếp {row.unit.successor} của đơn vị {row.unit.code} không có trong danh mục",
                "hồ sơ của đơn vị cũ không chuyển tiếp được",
                "thêm dòng cho đơn vị kế tiếp, hoặc sửa ô «successor»",
            )


def _circles(
    rows: Sequence[Placed],
    by_code: Mapping[str, Sequence[Placed]],
    relation: str,
    step: _Step,
) -> Iterator[Problem]:
    """A circle is told once, at its row that comes first."""
    told: set[str] = set()
    for row in rows:
        circle = _circle(row.unit.code, by_code, step)
        if circle and told.isdisjoint(circle):
            told.update(circle)
            yield Problem(
                row.where,
                f"{relation} đi thành vòng: {' → '.join((*circle, circle[0]))}",
                "đi theo vòng thì không bao giờ tới nơi",
                "sửa một mắt của vòng",
            )


def _circle(start: str, by_code: Mapping[str, Sequence[Placed]], step: _Step) -> tuple[str, ...]:
    """The codes from `start` back to `start`, or nothing."""
    paths: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while paths:
        path = paths.pop()
        for row in by_code.get(path[-1], ()):
            following = step(row.unit)
            if following == start:
                return path
            if following is not None and following not in seen:
                seen.add(following)
                paths.append((*path, following))
    return ()


def _shared_names(rows: Sequence[Placed]) -> Iterator[Problem]:
    named: dict[tuple[str | None, str], dict[int, Placed]] = defaultdict(dict)
    for row in rows:
        for name in (row.unit.name, *row.unit.aliases):
            named[row.unit.parent, name_key(name)][id(row)] = row
    for (_, key), sharing in named.items():
        for first, second in combinations(sharing.values(), 2):
            if first.unit.code != second.unit.code and _meet(first.unit, second.unit):
                yield Problem(
                    second.where,
                    f"tên «{key}» của đơn vị {second.unit.code} cũng là của {first.unit.code} ({first.where})",
                    "gặp tên này trong văn bản sẽ không biết là đơn vị nào",
                    "bỏ tên ở một trong hai dòng, hoặc đóng hiệu lực dòng cũ",
                )


def _meet(one: Unit, other: Unit) -> bool:
    """Whether there is a day on which both exist."""
    starts = max(one.valid_from or date.min, other.valid_from or date.min)
    return starts < min(one.valid_to or date.max, other.valid_to or date.max)
