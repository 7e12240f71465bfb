"""Which heading of a file is which column of a table, and which hold personal data and are never read."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bochiso.facts.schema import RECORDED_AT, Column, Table
from bochiso.intake.cleaning import folded
from bochiso.intake.columns import is_personal
from bochiso.intake.notes import Notes, listed

_NEAR = 0.6
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_OF_REFUSED_ROWS = frozenset({"dong", "lydo"})
"""Two columns that bochiso itself adds to the file of refused rows; nobody needs to hear of them again."""

_PROCESSING = frozenset({"donvixuly", "donvigiaiquyet", "donvitiepnhan"})
"""Headings of the unit that only say who handles a dossier."""

_PERSONAL = frozenset(
    {
        "chuhoso", "sogiaytochuhoso", "dinhdanhchs", "dinhdanh", "sodinhdanh", "madoituong", "email", "fax",
        "sodienthoai", "thongtinkhac", "thongtintra", "nguoixuly", "nguoitiepnhan", "nguoitiepnhanbosung",
        "nguoiyeucaubosung", "canboxuly", "canbotiepnhan", "applicant", "accepter", "assignee", "eform", "fullname",
        "ownerfullname", "identitynumber", "hoten", "hovaten", "nguoinop", "tennguoinop", "chutaikhoan",
    }
)  # fmt: skip
"""Headings, squeezed, that name a person and that `is_personal` does not know: of the portal, of iGate."""


@dataclass(frozen=True)
class Headings:
    """`places` maps a column's name to the heading's number in the file; `dropped` are personal, `unknown` the rest.

    `issuer` where the unit's heading names whoever processes a dossier, and no unit outright.
    """

    places: Mapping[str, int]
    dropped: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    issuer: bool = False


def squeezed(title: str) -> str:
    """`Mã hồ sơ`, `MaHoSo`, `ma_ho_so` → `mahoso`: the form in which headings are equal."""
    return folded(title).replace(" ", "")


def columns_of(table: Table) -> tuple[Column, ...]:
    """Every column a file of this table may bring."""
    return (*table.columns, RECORDED_AT)


def meanings(table: Table) -> Mapping[str, str]:
    """The squeezed headings of a table and the columns they mean."""
    return {squeezed(text): column.name for column in columns_of(table) for text in (column.name, *column.aliases)}


def holds_personal_data(title: str) -> bool:
    """Whether what stands under this heading is about a person."""
    return is_personal(_HUMP.sub(" ", title)) or squeezed(title) in _PERSONAL


def matched(titles: Sequence[str], table: Table, notes: Notes, at: str = "") -> Headings:
    """The headings sorted out. Of two of one meaning the likelier counts; the same heading twice is a problem at `at`.

    Exports have both «Đơn vị tiếp nhận» and «Đơn vị xử lý»; the earlier of a column's aliases is the likelier.
    """
    titles = [notes.clean(title) for title in titles]
    known = meanings(table)
    places: dict[str, int] = {}
    dropped: list[str] = []
    unknown: list[str] = []
    for index, title in enumerate(titles):
        name = known.get(squeezed(title))
        if name is None:
            put_aside(title, dropped, unknown)
        elif name not in places or _likelier(title, titles[places[name]], name, table):
            if name in places:
                _say_ignored(titles[places[name]], title, notes)
            places[name] = index
        elif squeezed(title) != squeezed(titles[places[name]]):
            _say_ignored(title, titles[places[name]], notes)
        else:
            notes.add(
                f"hai cột cùng nghĩa: «{titles[places[name]][:40]}» và «{title[:40]}»",
                at=at,
                why="không biết lấy số liệu ở cột nào",
                remedy="xoá hoặc đổi tên một trong hai cột",
            )
    issuer = "unit" in places and squeezed(titles[places["unit"]]) in _PROCESSING
    return Headings(places, tuple(dict.fromkeys(dropped)), tuple(dict.fromkeys(unknown)), issuer)


def _likelier(title: str, other: str, name: str, table: Table) -> bool:
    """Whether a heading stands before another among the names of their column."""
    column = next(each for each in columns_of(table) if each.name == name)
    order = [squeezed(text) for text in (column.name, *column.aliases)]
    return order.index(squeezed(title)) < order.index(squeezed(other))


def _say_ignored(title: str, used: str, notes: Notes) -> None:
    notes.warn(f"hai cột cùng nghĩa: lấy «{used[:40]}», bỏ qua «{title[:40]}»")


def known_headings(titles: Iterable[str], table: Table) -> int:
    """How many columns of the table the titles name."""
    known = meanings(table)
    return len({known[key] for title in titles if (key := squeezed(title)) in known})


def note_missing(headings: Headings, titles: Sequence[str], table: Table, notes: Notes, at: str = "") -> None:
    """A problem for each required column that is not there, with the headings that look like it."""
    shown = [title for title in map(notes.clean, titles) if title and not holds_personal_data(title)]
    for column in table.columns:
        if not column.required or column.name in headings.places:
            continue
        near = _nearest(column, shown)
        names = " hoặc ".join(f"«{text}»" for text in (column.name, *column.aliases[:2]))
        notes.add(
            f"thiếu cột «{(*column.aliases, column.name)[0]}» ({column.name})",
            at=at,
            why=f"không có cột này thì không dùng được dòng nào của bảng {table.title}",
            remedy=(f"có phải là cột {', '.join(near)}? " if near else "")
            + f"Đặt tên cột là {names}; các cột đang có: {listed(_quoted(shown)) or 'không có'}",
        )


def put_aside(title: str, dropped: list[str], unknown: list[str]) -> None:
    """Note a heading of no column as personal or unknown."""
    if not title.strip() or squeezed(title) in _OF_REFUSED_ROWS:
        return
    (dropped if holds_personal_data(title) else unknown).append(title[:60])


def _nearest(column: Column, titles: list[str]) -> list[str]:
    """Up to two titles that look most like one of the names of the column."""
    names = [folded(text) for text in (column.name, *column.aliases)]
    likeness = {
        title: max(SequenceMatcher(None, folded(title[:60]), name).ratio() for name in names) for title in titles
    }
    near = sorted((title for title in likeness if likeness[title] >= _NEAR), key=lambda title: -likeness[title])
    return _quoted(near[:2])


def _quoted(titles: Iterable[str]) -> list[str]:
    return [f"«{title[:40]}»" for title in titles]
