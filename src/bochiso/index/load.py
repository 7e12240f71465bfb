"""Editions from their files: typed, complete, or refused with every problem at once."""

import unicodedata
from collections.abc import Callable
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TypeVar

from bochiso.errors import BochisoError, Problems, fail
from bochiso.exact import Tie
from bochiso.index.check import check
from bochiso.index.model import (
    AsReported,
    Axis,
    Better,
    ColumnShow,
    Counting,
    Edition,
    Empty,
    Evidence,
    Grade,
    Group,
    Indicator,
    Linear,
    PrintedRow,
    Rounding,
    RoundingRules,
    Rule,
    Share,
    Show,
    Shown,
    Source,
    Standing,
    TableColumn,
    TablePart,
    Tally,
    Target,
    UnitTable,
    YesNo,
)
from bochiso.index.strict import Mapping, read
from bochiso.time import Instant
from bochiso.units.tree import UnitKind
from bochiso.wording import short_date

Part = TypeVar("Part")

EDITIONS = resources.files("bochiso") / "editions"


def parse_edition(text: str, place: str) -> Edition:
    """The edition that `text` (YAML) describes. Raises `BochisoError` with every problem, each with its line."""
    problems = Problems(place)
    top = read(unicodedata.normalize("NFC", text), problems)
    if top is None:
        problems.stop_if_any()
        raise AssertionError("an unreadable file has a problem")
    edition = _edition(top)
    if not problems.found:
        check(edition, problems)
    problems.stop_if_any()
    return edition


def load_edition(path: Path) -> Edition:
    """The edition in a file. Raises `BochisoError`."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise fail(
            str(path),
            f"không phải UTF-8 (byte thứ {error.start + 1})",
            why="chữ tiếng Việt sẽ đọc sai",
            remedy="lưu lại tệp với bảng mã UTF-8",
        ) from None
    return parse_edition(text, str(path))


@cache
def editions() -> dict[str, Edition]:
    """The editions that ship with bochiso, by id, oldest first."""
    found = []
    for law in (entry for entry in EDITIONS.iterdir() if entry.is_dir()):
        for file in law.iterdir():
            if file.name.endswith(".yaml"):
                found.append(parse_edition(file.read_text(encoding="utf-8"), f"{law.name}/{file.name}"))
    return {edition.id: edition for edition in sorted(found, key=lambda edition: edition.valid_from)}


def edition_named(id: str) -> Edition:
    """The edition with this id. Raises `BochisoError` that names those there are."""
    found = editions().get(id)
    if found is None:
        raise fail(
            f"phiên bản «{id}»",
            "không có phiên bản bộ chỉ số này",
            why="mọi số liệu phải gắn với một phiên bản đã khai báo",
            remedy=f"dùng một trong: {', '.join(editions())}",
        )
    return found


def edition_at(instant: Instant, id: str = "") -> Edition:
    """The edition in force at an instant; with `id`, that one, provided the instant lies within its dates.

    Raises `BochisoError` otherwise: the nearest edition is never taken in silence.
    """
    if id:
        edition = edition_named(id)
        if edition.covers(instant.day):
            return edition
        wanted = f"phiên bản {id}"
    else:
        for edition in editions().values():
            if edition.covers(instant.day):
                return edition
        wanted = "không phiên bản nào"
    spans = "; ".join(f"{edition.id} {span_text(edition)}" for edition in editions().values())
    raise fail(
        f"thời điểm {short_date(instant.day)}",
        f"{wanted} " + ("không áp dụng vào ngày này" if id else "áp dụng vào ngày này"),
        why="điểm của phiên bản khác được tính theo cách khác, không dùng thay được",
        remedy=f"kiểm tra lại ngày, hoặc chọn phiên bản theo thời gian áp dụng: {spans}",
    )


def span_text(edition: Edition) -> str:
    """`từ 01/8/2022 đến trước 01/01/2026`."""
    start = f"từ {short_date(edition.valid_from)}"
    return f"{start} đến trước {short_date(edition.valid_to)}" if edition.valid_to else f"{start} đến nay"


def _all(top: Mapping, key: str, make: Callable[[Mapping], Part], *, required: bool = True) -> tuple[Part, ...]:
    parts = []
    for entry in top.mappings(key, required=required):
        parts.append(make(entry))
        entry.finish()
    return tuple(parts)


def _edition(top: Mapping) -> Edition:
    valid_from = top.day("valid_from")
    edition = Edition(
        id=top.text("edition"),
        title=top.text("title"),
        valid_from=valid_from or Instant.parse("1900-01-01").day,
        valid_to=top.day("valid_to", required=False),
        validity_evidence=_evidence(top, "validity"),
        decision=top.text("decision"),
        sources={source.id: source for source in _all(top, "sources", _source)},
        groups=_all(top, "groups", _group),
        axes=_all(top, "axes", _axis),
        indicators=_all(top, "indicators", _indicator),
        grades=_all(top, "grades", _grade),
        rounding=_rounding_rules(top),
        tables=_all(top, "unit_tables", _table, required=False),
    )
    top.finish()
    return edition


def _evidence(entry: Mapping, key: str = "evidence") -> tuple[Evidence, ...]:
    def one(item: Mapping) -> Evidence:
        return Evidence(item.text("source"), item.choice("standing", Standing), item.text("note", ""))

    return _all(entry, key, one)


def _source(entry: Mapping) -> Source:
    return Source(entry.text("id"), entry.text("title"))


def _named(entry: Mapping, kind: str, key: str) -> str:
    """The name of a part, remembered with its line for the checks that run when everything is read."""
    name = entry.text(key)
    entry.problems.lines.setdefault(f"{kind} {name}", entry.line)
    return name


def _group(entry: Mapping) -> Group:
    return Group(_named(entry, "nhóm", "code"), entry.text("title"), entry.decimal("maximum"), _evidence(entry))


def _axis(entry: Mapping) -> Axis:
    return Axis(
        code=_named(entry, "trục", "code"),
        title=entry.text("title"),
        table_label=entry.text("table_label"),
        maximum=entry.decimal("maximum"),
        group=entry.text("group"),
        evidence=_evidence(entry),
    )


def _grade(entry: Mapping) -> Grade:
    return Grade(_named(entry, "xếp loại", "title"), entry.decimal("from"), _evidence(entry))


def _rule(entry: Mapping) -> Rule:
    word = entry.text("rule")
    match word:
        case "linear":
            return Linear()
        case "target":
            return Target(entry.share("target"))
        case "shown":
            return Shown()
        case "reported":
            return AsReported()
        case _:
            if word:
                entry.problem(
                    f"không có cách tính «{word}»",
                    key="rule",
                    why="cách tính điểm chỉ có: linear, target, shown, reported",
                    remedy="chọn một trong bốn từ đó; chưa biết cách tính thì ghi reported",
                )
            return AsReported()


def _indicator(entry: Mapping) -> Indicator:
    return Indicator(
        id=_named(entry, "chỉ số", "id"),
        portal_code=entry.text("portal_code", ""),
        title=entry.text("title"),
        axis=entry.text("axis"),
        maximum=None if entry.text("maximum") == "unknown" else entry.decimal("maximum"),
        unit=entry.text("unit"),
        counted=entry.text("counted"),
        among=entry.text("among"),
        counting=_counting(entry),
        times=entry.text("times", ""),
        rule=_rule(entry),
        tie=entry.choice("tie", Tie) if entry.has("tie") else None,
        empty=entry.choice("empty", Empty, Empty.ZERO),
        better=entry.choice("better", Better),
        has=entry.choices("has", UnitKind),
        inherits=entry.choices("inherits", UnitKind),
        forfeits=entry.choices("forfeits", UnitKind),
        lists=entry.choices("lists", UnitKind),
        rows=_all(entry, "rows", _row, required=False),
        same_denominator=entry.text("same_denominator", ""),
        among_counted_by=entry.text("among_counted_by", ""),
        at_least=entry.text("at_least", ""),
        evidence=_evidence(entry),
    )


def _counting(entry: Mapping) -> Counting | None:
    share, tally = entry.mapping("share", required=False), entry.mapping("tally", required=False)
    found: Counting | None = None
    if share is not None:
        found = Share(
            of=share.text("of"),
            among=share.texts("among"),
            that=share.texts("that"),
            excluding=share.texts("except"),
            less=share.texts("less"),
            at_least=share.text("at_least", ""),
        )
        if sum(map(bool, (found.that or found.excluding, found.less))) != 1:
            share.problem(
                "tử số phải khai báo bằng «that», «except» hoặc bằng «less»",
                why="thiếu thì tử số bằng mẫu số; có cả hai thì không biết phép nào trước",
                remedy="ghi các từ của tử số vào that/except, hoặc chỉ dùng less",
            )
        share.finish()
    if tally is not None:
        found = Tally(tally.text("of"), tally.texts("among"), tally.text("adds", ""))
        tally.finish()
    if share is not None and tally is not None:
        entry.problem("vừa có share vừa có tally", key="tally", why="hai cách đếm khác nhau", remedy="bỏ một trong hai")
    return found


def _row(entry: Mapping) -> PrintedRow:
    return PrintedRow(entry.text("number"), entry.text("label"), entry.choice("show", Show), entry.text("part", ""))


def _rounding_rules(top: Mapping) -> RoundingRules:
    rules = top.mapping("rounding")
    missing = Rounding(None, Tie.UP, ())
    if rules is None:
        return RoundingRules(missing, missing, missing, missing)
    names = ("component", "axis", "total", "percent")
    found = {name: _rounding(rules, name) or missing for name in names}
    rules.finish()
    return RoundingRules(**found)


def _rounding(rules: Mapping, name: str) -> Rounding | None:
    entry = rules.mapping(name)
    if entry is None:
        return None
    text = entry.text("digits")
    if text not in {"none", "0", "1", "2", "3", "4"}:
        entry.problem(f"«{text}» không dùng được", key="digits", why="số chữ số thập phân", remedy="none, hoặc 0 đến 4")
    digits = int(text) if text.isdigit() else None
    rounding = Rounding(digits, entry.choice("tie", Tie), _evidence(entry))
    entry.finish()
    return rounding


def _table(entry: Mapping) -> UnitTable:
    return UnitTable(
        title=_named(entry, "biểu", "title"),
        unit_label=entry.text("unit_label"),
        parts=_all(entry, "parts", lambda part: TablePart(part.text("title", ""), part.choices("kinds", UnitKind))),
        columns=_all(entry, "columns", _column),
        total=entry.choice("total", YesNo, YesNo.NO) is YesNo.YES,
        detail_of=entry.texts("detail_of"),
    )


def _column(entry: Mapping) -> TableColumn:
    return TableColumn(entry.text("item"), entry.choice("show", ColumnShow), entry.text("label"))


__all__ = ["BochisoError", "edition_at", "edition_named", "editions", "load_edition", "parse_edition", "span_text"]
