"""Which column is what: headers match without case, spaces, diacritics and punctuation, by Vietnamese alias too."""

from collections.abc import Callable, Mapping
from difflib import SequenceMatcher

from bochiso.intake.cleaning import folded
from bochiso.intake.notes import Notes, listed
from bochiso.intake.tables import Columns, Table

OBSERVATION_ALIASES: Mapping[str, tuple[str, ...]] = {
    "unit": ("unit", "đơn vị", "tên đơn vị", "mã đơn vị", "cơ quan", "cơ quan, đơn vị"),
    "item": ("item", "mục", "chỉ tiêu", "số tt", "mã chỉ tiêu", "mã mục"),
    "as_of": ("as_of", "ngày", "thời điểm", "ngày số liệu", "thời điểm số liệu"),
    "numerator": ("numerator", "tử số", "số liệu", "số lượng"),
    "denominator": ("denominator", "mẫu số", "tổng số"),
    "rate": ("rate", "tỷ lệ", "tỉ lệ", "tỷ lệ %", "tỉ lệ %"),
    "points": ("points", "điểm", "score"),
    "max": ("max", "điểm tối đa", "max_score"),
    "text": ("text", "nguyên văn", "nội dung in"),
    "source": ("source", "nguồn"),
}
REQUIRED = ("unit", "item")
_NEAR = 0.6
_PERSONAL = (
    "họ tên", "họ và tên", "chủ hồ sơ", "người nộp", "người yêu cầu", "cccd", "cmnd", "căn cước", "số định danh",
    "điện thoại", "sđt", "địa chỉ", "email", "e mail", "thư điện tử", "ngày sinh", "owner", "phone", "address",
    "identity", "citizen id", "full name", "birthday",
)  # fmt: skip

_CANONICAL = {folded(alias): name for name, aliases in OBSERVATION_ALIASES.items() for alias in aliases}
_PERSONAL_FOLDED = tuple(f" {folded(word)} " for word in _PERSONAL)


def canonical(title: str) -> str | None:
    """The column of the observations table that a title means."""
    return _CANONICAL.get(folded(title))


def is_personal(title: str) -> bool:
    """Whether a column of this title holds personal data."""
    return any(word in f" {folded(title)} " for word in _PERSONAL_FOLDED)


def observation_columns(table: Table) -> Columns | None:
    """The columns, where this row is the header of an observations table."""
    places: dict[str, int] = {}
    for index, title in enumerate(table.titles):
        if (name := canonical(title)) is not None:
            places.setdefault(name, index)
    return Columns(places, table.titles) if all(name in places for name in REQUIRED) else None


def report_dropped(
    table: Table, columns: Columns, notes: Notes, meaning_of: Callable[[str], str | None] = canonical
) -> None:
    """Say which columns are not read and why; two columns that mean the same are a problem."""
    taken = {columns.titles[place]: name for name, place in columns.places.items()}
    used = set(columns.places.values())
    spare = [title for index, title in enumerate(table.titles) if index not in used and title]
    personal = [title for title in spare if is_personal(title)]
    double = [title for title in spare if title not in personal and meaning_of(title)]
    unknown = [title for title in spare if title not in personal and title not in double]
    if personal:
        notes.warn(f"cột {listed(_quoted(personal))} chứa dữ liệu cá nhân; luôn bị bỏ, không lưu")
    if unknown:
        notes.warn(f"không biết cột {listed(_quoted(unknown))}; đã bỏ qua")
    for title in double:
        name = meaning_of(title)
        other = next(held for held, meaning in taken.items() if meaning == name)
        notes.add(
            f"hai cột cùng nghĩa: «{other}» và «{title}»",
            at=table.header.at,
            why="không biết lấy số liệu ở cột nào",
            remedy="xoá hoặc đổi tên một trong hai cột",
        )


def report_missing(tables: tuple[Table, ...], notes: Notes) -> None:
    """The problem of a file in which no row is a header that anybody knows."""
    best = max(tables, key=lambda table: sum(canonical(title) is not None for title in table.titles), default=None)
    if best is None:
        notes.add("bảng không có dòng nào", why="không có số liệu để đọc", remedy="kiểm tra lại tệp")
        return
    found = {canonical(title) for title in best.titles}
    titles = [title for title in best.titles if title and not is_personal(title)]
    for name in (name for name in REQUIRED if name not in found):
        near = _nearest(name, titles)
        notes.add(
            f"thiếu cột «{OBSERVATION_ALIASES[name][1]}» ({name})",
            at=best.header.at,
            why="mỗi dòng phải cho biết số liệu của đơn vị nào, mục nào",
            remedy=(f"có phải là cột {', '.join(_quoted(near))}? " if near else "")
            + f"Đặt tên cột là {' hoặc '.join(_quoted(OBSERVATION_ALIASES[name][1:4]))}; "
            + f"các cột đang có: {listed(_quoted(titles)) or 'không có'}",
        )


def _nearest(name: str, titles: list[str]) -> list[str]:
    """Up to two titles that look most like one of the names of a column."""
    aliases = [folded(alias) for alias in OBSERVATION_ALIASES[name]]
    likeness = {
        title: max(SequenceMatcher(None, folded(title), alias).ratio() for alias in aliases) for title in titles
    }
    near = sorted((title for title in likeness if likeness[title] >= _NEAR), key=lambda title: -likeness[title])
    return near[:2]


def _quoted(titles: list[str] | tuple[str, ...]) -> list[str]:
    return [f"«{title[:40]}»" for title in titles]
