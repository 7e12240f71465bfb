"""Whether an edition is sound: small rules, each reporting everything it finds."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import combinations

from bochiso.errors import Problems
from bochiso.index.model import AsReported, Edition, Evidence, Indicator, Linear, Show, Shown, Target


def check(edition: Edition, problems: Problems) -> None:
    """Note every unsoundness of the edition: repeated ids, dangling names, sums, sources."""
    _unique(edition, problems)
    _names(edition, problems)
    _sums(edition, problems)
    _rules(edition, problems)
    _evidence(edition, problems)
    _order(edition, problems)
    _tables(edition, problems)


def _unique(edition: Edition, problems: Problems) -> None:
    kinds: dict[str, Iterable[str]] = {
        "mã nhóm": (group.code for group in edition.groups),
        "mã trục": (axis.code for axis in edition.axes),
        "chỉ số": (indicator.id for indicator in edition.indicators),
        "mã của Cổng": (indicator.portal_code for indicator in edition.indicators if indicator.portal_code),
        "dòng in": (row.part for i in edition.indicators for row in i.rows if row.part and row.part != i.id),
    }
    for kind, names in kinds.items():
        seen: set[str] = set()
        for name in names:
            if name in seen:
                problems.add(
                    f"{kind} «{name}» khai báo hai lần", why="không biết dùng cái nào", remedy="xoá một trong hai"
                )
            seen.add(name)


def _names(edition: Edition, problems: Problems) -> None:
    groups = {group.code for group in edition.groups}
    for axis in edition.axes:
        if axis.group not in groups:
            _dangling(problems, f"trục {axis.code}", "nhóm", axis.group)
    for indicator in edition.indicators:
        if edition.axis(indicator.axis) is None:
            _dangling(problems, f"chỉ số {indicator.id}", "trục", indicator.axis)
        for field, name in (
            ("times", indicator.times),
            ("same_denominator", indicator.same_denominator),
            ("among_counted_by", indicator.among_counted_by),
            ("at_least", indicator.at_least),
        ):
            if name and edition.indicator(name) is None:
                _dangling(problems, f"chỉ số {indicator.id}, mục {field}", "chỉ số", name)


def _dangling(problems: Problems, at: str, kind: str, name: str) -> None:
    problems.add(
        f"{kind} «{name}» không có", at=at, why="tên được nhắc tới phải được khai báo", remedy="sửa tên hoặc khai báo"
    )


def _sums(edition: Edition, problems: Problems) -> None:
    for group in edition.groups:
        total = sum((axis.maximum for axis in edition.axes if axis.group == group.code), Decimal(0))
        if total != group.maximum:
            _unequal(problems, f"nhóm {group.code}", "các trục", total, group.maximum)
    for axis in edition.axes:
        parts = edition.of_axis(axis.code)
        total = sum((part.maximum or Decimal(0) for part in parts), Decimal(0))
        known = all(part.maximum is not None for part in parts)
        if total > axis.maximum or (known and total != axis.maximum):
            _unequal(problems, f"trục {axis.code}", "các chỉ số", total, axis.maximum)
    if edition.maximum != 100:
        _unequal(problems, "bộ chỉ số", "các trục", edition.maximum, Decimal(100))


def _unequal(problems: Problems, at: str, parts: str, total: Decimal, expected: Decimal) -> None:
    problems.add(
        f"điểm tối đa của {parts} cộng lại là {total}, phải là {expected}",
        at=at,
        why="điểm tối đa phải cộng đúng từ chỉ số lên trục, nhóm và 100",
        remedy="sửa maximum của một trong các mục",
    )


def _rules(edition: Edition, problems: Problems) -> None:
    for indicator in edition.indicators:
        at = f"chỉ số {indicator.id}"
        match indicator.rule:
            case Linear() | Target() if not indicator.maximum or indicator.maximum < 0:
                problems.add(
                    "có cách tính nhưng không có điểm tối đa", at=at, why="hai điều trái nhau", remedy="sửa maximum"
                )
            case Shown() if indicator.maximum != 0:
                problems.add("chỉ để xem nhưng có điểm", at=at, why="hai điều trái nhau", remedy="maximum: 0")
            case AsReported() if indicator.maximum == 0:
                problems.add(
                    "có điểm mà tối đa 0", at=at, why="hai điều trái nhau", remedy="maximum: unknown nếu chưa biết"
                )
        _kinds(indicator, at, problems)


def _kinds(indicator: Indicator, at: str, problems: Problems) -> None:
    for first, second in combinations(("has", "inherits", "forfeits", "lists"), 2):
        for kind in sorted(getattr(indicator, first) & getattr(indicator, second)):
            problems.add(
                f"loại đơn vị «{kind}» vừa ở {first} vừa ở {second}",
                at=at,
                why="một đơn vị hoặc có số liệu riêng, hoặc lấy của tỉnh, hoặc không được tính điểm",
                remedy="để loại đơn vị ở một chỗ",
            )


def _evidence(edition: Edition, problems: Problems) -> None:
    for at, evidence in _all_evidence(edition):
        if not evidence:
            problems.add("không có nguồn", at=at, why="mọi quy tắc phải có nguồn", remedy="thêm evidence")
        for entry in evidence:
            if entry.source not in edition.sources:
                _dangling(problems, at, "nguồn", entry.source)


def _all_evidence(edition: Edition) -> Iterable[tuple[str, tuple[Evidence, ...]]]:
    yield "thời gian áp dụng", edition.validity_evidence
    for group in edition.groups:
        yield f"nhóm {group.code}", group.evidence
    for axis in edition.axes:
        yield f"trục {axis.code}", axis.evidence
    for indicator in edition.indicators:
        yield f"chỉ số {indicator.id}", indicator.evidence
    for grade in edition.grades:
        yield f"xếp loại {grade.title}", grade.evidence
    rounding = edition.rounding
    for name in ("component", "axis", "total", "percent"):
        yield f"làm tròn {name}", getattr(rounding, name).evidence


def _order(edition: Edition, problems: Problems) -> None:
    floors = [grade.floor for grade in edition.grades]
    if floors != sorted(set(floors), reverse=True) or (floors and floors[-1] != 0):
        problems.add(
            "xếp loại không giảm dần đến 0",
            why="mỗi tổng điểm phải thuộc đúng một loại",
            remedy="xếp các loại từ điểm cao xuống thấp, loại cuối from: 0",
        )
    if edition.valid_to is not None and edition.valid_to <= edition.valid_from:
        problems.add("valid_to không sau valid_from", why="khoảng thời gian rỗng", remedy="sửa một trong hai ngày")
    if edition.rounding.percent.digits is None or edition.rounding.total.digits is None:
        problems.add("percent và total phải có số chữ số", why="hai số này luôn được in ra", remedy="ví dụ: digits: 2")


def _tables(edition: Edition, problems: Problems) -> None:
    rows = {row.number for i in edition.indicators for row in i.rows} | {axis.code for axis in edition.axes}
    for table in edition.tables:
        at = f"biểu {table.title}"
        for column in table.columns:
            if edition.place(column.item) is None:
                _dangling(problems, at, "mục", column.item)
        for name in table.detail_of:
            if name not in rows:
                _dangling(problems, at, "dòng", name)
    for indicator in edition.indicators:
        for row in indicator.rows:
            if row.show is Show.HEADING and row.part:
                problems.add(
                    f"dòng tiêu đề {row.number} không có số liệu",
                    at=f"chỉ số {indicator.id}",
                    why="part dành cho dòng có số",
                    remedy="bỏ part",
                )
