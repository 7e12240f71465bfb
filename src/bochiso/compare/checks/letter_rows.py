"""Checks of the tables of a text, row by row: changes as printed, equal values, places of figures, order, totals."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from bochiso.compare.checks.claims_figures import unit_named
from bochiso.compare.checks.claims_tables import ReadTable, TableRow
from bochiso.compare.checks.claims_text import plain
from bochiso.compare.checks.findings import Finding, Severity
from bochiso.compare.checks.letters import LetterCase, ReadDocument
from bochiso.compare.checks.texts import score_text
from bochiso.units.names import name_key
from bochiso.wording import signed_text

_SHOWN = 6
_LISTED = 6
"""Rows of a list from which on an order can be told from chance."""


def _tables(case: LetterCase) -> Iterator[tuple[ReadDocument, ReadTable]]:
    for document in case.letter.documents:
        yield from ((document, table) for table in document.tables)


def _row_name(row: TableRow) -> str:
    return f"dòng {f'{row.number} {row.label}'.strip()}"


def _listed(texts: Sequence[str]) -> str:
    more = f" và {len(texts) - _SHOWN} dòng khác" if len(texts) > _SHOWN else ""
    return "; ".join(texts[:_SHOWN]) + more


def _text(value: Decimal) -> str:
    return signed_text(value, max(0, -int(value.as_tuple().exponent)))


def changes(case: LetterCase) -> Iterator[Finding]:
    """A printed change that is not the difference of the two figures of its row."""
    for document, table in _tables(case):
        for row in table.rows:
            differences = row.differences
            for change in row.changes if differences else ():
                if not change.values or change.values & set(differences):
                    continue
                if not change.signed and {-value for value in change.values} & set(differences):
                    continue
                sides = "; ".join(f"{before.text} → {after.text}" for _, before, after in row.pairs)
                right = " hoặc ".join(dict.fromkeys(_text(value) for value in differences))
                yield Finding(
                    "chenh-lech-in-sai",
                    Severity.ERROR,
                    f"{document.name}, {table.name}: chênh lệch in ra không bằng hiệu hai số, {_row_name(row)}",
                    f"{sides}; cột tăng, giảm in «{change.text}»; hiệu là {right}",
                    "Cột tăng, giảm là số của ngày sau trừ số của ngày trước trong cùng một dòng.",
                    "Đối chiếu hai số với số liệu gốc rồi sửa cột tăng, giảm.",
                )


def unchanged_with_counts(case: LetterCase) -> Iterator[Finding]:
    """A row printed as unchanged although one of its counts moved."""
    for document, table in _tables(case):
        for row in table.rows:
            moved = [value for value in row.differences if value]
            if row.changes and moved and not row.shifted and all(change.zero for change in row.changes):
                if not set(row.differences) & {Decimal(0)}:
                    continue
                sides = "; ".join(f"{before.text} → {after.text}" for _, before, after in row.pairs)
                yield Finding(
                    "giu-nguyen-ma-so-dem-doi",
                    Severity.NOTE,
                    f"{document.name}, {table.name}: ghi «{row.changes[0].text}» mà số đếm thay đổi, {_row_name(row)}",
                    f"{sides}; số đếm {_text(moved[0])}",
                    "Tỷ lệ giữ nguyên không có nghĩa là số đếm giữ nguyên.",
                    "Ghi rõ cả thay đổi của số đếm, hoặc ghi «tỷ lệ giữ nguyên».",
                )


def unsigned(case: LetterCase) -> Iterator[Finding]:
    """A rise printed without its plus sign beside changes that have one."""
    for document, table in _tables(case):
        bare = [(row, change) for row in table.rows for change in row.changes if change.values and not change.signed]
        wrong = [f"{_row_name(row)}: «{change.text}»" for row, change in bare if row.pairs]
        signed = any(change.text[:1] in ("+", "-") for row in table.rows for change in row.changes)
        if wrong and signed:
            yield Finding(
                "chenh-lech-khong-dau",
                Severity.NOTE,
                f"{document.name}, {table.name}: chênh lệch in không có dấu",
                _listed(wrong),
                "Cột tăng (+), giảm (-) ghi dấu trước mọi số khác 0.",
                "Thêm dấu + hoặc -.",
            )


def equal_values(case: LetterCase) -> Iterator[Finding]:
    """Equal values whose change is printed in several ways: «Giữ nguyên», «0», a blank."""
    for document in case.letter.documents:
        ways: dict[str, list[str]] = {}
        for table in document.tables:
            for row in table.rows:
                if row.still and len(row.changes) == 1:
                    way = row.changes[0].text or "để trống"
                    ways.setdefault("0" if way.strip("+-0,.") == "" else way, []).append(row.label)
        if len(ways) > 1:
            shown = "; ".join(f"«{way}» ở {len(rows)} dòng (ví dụ {rows[0]})" for way, rows in ways.items())
            yield Finding(
                "giu-nguyen-nhieu-cach",
                Severity.NOTE,
                f"{document.name}: số không đổi được in theo {len(ways)} cách",
                shown,
                "Một ý in một cách: để trống dễ bị hiểu là không có số liệu.",
                "Dùng thống nhất «Giữ nguyên»; không so sánh được thì in «–» kèm chú thích.",
            )


def mixed_units(case: LetterCase) -> Iterator[Finding]:
    """One column of changes that holds differences of counts and of percentages, without saying which is which."""
    for document, table in _tables(case):
        if len(table.change_columns) != 1:
            continue
        counts, rates = [], 0
        for row in table.rows:
            change = row.changes[0]
            if not change.values or change.zero or row.shifted:
                continue
            of_rate = {b - a for p, x, y in row.pairs if p.rate for a in x.numbers for b in y.numbers}
            of_count = {b - a for p, x, y in row.pairs if not p.rate for a in x.numbers for b in y.numbers}
            rates += bool(change.values & of_rate)
            if change.values & of_count and not change.values & of_rate and not change.unit:
                counts.append(f"{_row_name(row)}: «{change.text}»")
        if counts and rates:
            yield Finding(
                "chenh-lech-khong-don-vi",
                Severity.NOTE,
                f"{document.name}, {table.name}: một cột vừa ghi chênh lệch số đếm vừa ghi chênh lệch tỷ lệ",
                f"{_listed(counts)}; {rates} dòng khác là chênh lệch tỷ lệ",
                "Số đếm và tỷ lệ có đơn vị khác nhau nên mỗi số phải rõ đơn vị.",
                "Ghi đơn vị sau số (hồ sơ, TTHC, điểm %), hoặc tách thành hai cột.",
            )


def percentage_points(case: LetterCase) -> Iterator[Finding]:
    """A column of differences of percentages that is headed «(%)»."""
    found: dict[str, list[str]] = {}
    for document, table in _tables(case):
        heads = [table.heads[n] for n in table.change_columns]
        if any("%" in head and "diem" not in plain(head) for head in heads) and any(p.rate for p in table.pairs):
            found.setdefault(document.name, []).append(table.name)
    for name, tables in found.items():
        yield Finding(
            "diem-phan-tram",
            Severity.NOTE,
            f"{name}: cột chênh lệch của tỷ lệ ghi đơn vị là (%)",
            _listed(tables),
            "Hiệu của hai tỷ lệ phần trăm tính bằng điểm phần trăm, không phải phần trăm.",
            "Ghi «điểm %» ở tên cột.",
        )


def shifted(case: LetterCase) -> Iterator[Finding]:
    """A figure that stands under another heading at one day than at the other."""
    for document, table in _tables(case):
        rows = [_row_name(row) for row in table.rows if row.shifted and not table.units]
        rows = [row for row in rows if "diem tong hop" not in plain(row)]
        if rows:
            yield Finding(
                "gia-tri-lech-cot",
                Severity.ASK,
                f"{document.name}, {table.name}: có số nằm lệch cột",
                _listed(rows),
                "Số của một dòng ở hai ngày nằm dưới cùng một tên cột.",
                "Chuyển số về đúng cột «Số liệu» hoặc «Tỷ lệ».",
            )


def totals(case: LetterCase) -> Iterator[Finding]:
    """A row of totals that is not the sum of the units listed above it."""
    for document, table in _tables(case):
        total, units = table.total, table.units
        if total is None or not units or any(row.label and row not in units for row in table.rows if row is not total):
            continue
        for pair, before, after in total.pairs:
            if pair.rate:
                continue
            parts = [found for row in units for found in row.pairs if found[0] is pair]
            for day, stated, added in (
                ("ngày trước", before, [found[1] for found in parts]),
                ("ngày sau", after, [found[2] for found in parts]),
            ):
                summed = sum((part.number for part in added), Decimal(0))
                if parts and summed != stated.number and not any(part.digits for part in added):
                    yield Finding(
                        "tong-cua-bieu",
                        Severity.ERROR,
                        f"{document.name}, {table.name}: dòng «{total.label}» không bằng tổng các dòng",
                        f"{table.heads[pair.before if day == 'ngày trước' else pair.after]}: in {stated.text}, "
                        f"tổng {len(added)} dòng là {score_text(summed)}",
                        "Dòng tổng là tổng của các dòng ở trên.",
                        "Kiểm tra dòng bị thiếu hoặc nhập sai rồi tính lại.",
                    )


def order(case: LetterCase) -> Iterator[Finding]:
    """Lists of units that are sorted by none of their columns, nor by name, nor alike in two tables."""
    for document in case.letter.documents:
        lists = [table for table in document.tables if len(table.units) >= _LISTED]
        sequences = [[name_key(row.label) for row in table.units] for table in lists]
        wrong = [
            f"{table.name}: {len(table.units)} dòng"
            for table, names in zip(lists, sequences, strict=True)
            if not _sorted(table, names) and not any(_alike(names, other) for other in sequences if other is not names)
        ]
        if wrong:
            yield Finding(
                "thu-tu-khong-ro",
                Severity.NOTE,
                f"{document.name}: {len(wrong)} biểu có các dòng không theo thứ tự nào nhận ra được",
                _listed(wrong),
                "Biểu liệt kê đơn vị xếp theo một thứ tự nêu được: theo số liệu, theo tên hoặc theo danh mục chung.",
                "Xếp lại theo cột số liệu của ngày sau, hoặc ghi rõ thứ tự đang dùng.",
            )


def _sorted(table: ReadTable, names: Sequence[str]) -> bool:
    columns: list[list[Decimal]] = []
    for pair in table.pairs:
        found = [(row.pairs[k][1], row.pairs[k][2]) for row in table.units for k in _place(row, pair)]
        columns += [[before.number for before, _ in found], [after.number for _, after in found]]
        columns.append([after.number - before.number for before, after in found])
    by_name = list(names) == sorted(names)
    kinds = [name.split()[0] for name in names]
    grouped = [key for kind in dict.fromkeys(kinds) for key in sorted(n for n in names if n.split()[0] == kind)]
    return by_name or list(names) == grouped or not columns or any(_monotone(column) for column in columns)


def _place(row: TableRow, pair: object) -> list[int]:
    return [k for k, each in enumerate(row.pairs) if each[0] is pair]


def _monotone(values: Sequence[Decimal]) -> bool:
    rising, falling = sorted(values), sorted(values, reverse=True)
    return len(set(values)) > 1 and list(values) in (rising, falling)


def _alike(names: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the units that both lists have stand in one order: a common list, not an accident."""
    shared = [name for name in names if name in set(other)]
    return len(shared) >= _LISTED and shared == [name for name in other if name in set(names)]


def spellings(case: LetterCase) -> Iterator[Finding]:
    """One unit whose name the tables of one document spell in several ways."""
    for document in case.letter.documents:
        if not document.tables:
            continue
        named: dict[str, dict[str, None]] = {}
        own = next((one.comparison for one in case.own if one.document is document), None)
        if own is not None:
            province, day = own.after.units, own.after.as_of.day
            whole = next(unit for unit in province if unit.parent is None)
            for table in document.tables:
                for row in table.units:
                    unit = unit_named(row.label, whole, case.registry, day)
                    named.setdefault(unit.code, {})[row.label] = None
        for table in document.tables if own is None else ():
            for row in table.units:
                named.setdefault(name_key(row.label), {})[row.label] = None
        variants = [spelled for spelled in map(_spelled, named.values()) if len(spelled) > 1]
        if variants:
            yield Finding(
                "ten-don-vi-nhieu-cach",
                Severity.NOTE,
                f"{document.name}: {len(variants)} đơn vị được viết tên theo nhiều cách",
                _listed([" / ".join(spelled) for spelled in variants]),
                "Trong một văn bản, một cơ quan được viết tên theo một cách.",
                "Viết theo tên trong quyết định thành lập, thống nhất ở mọi biểu.",
            )


def _spelled(names: dict[str, None]) -> list[str]:
    """The spellings, without those that differ only by being all in capitals."""
    return [
        name
        for name in names
        if not (name.isupper() and any(other.upper() == name for other in names if other != name))
    ]
