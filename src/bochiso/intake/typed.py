"""Cells as counts, decimals and instants: strictly, with what is wrong and where."""

import re
from decimal import Decimal
from typing import TypeVar

from bochiso.exact import parse_count, parse_decimal
from bochiso.intake.cells import Cell, Row
from bochiso.intake.naming import check_name
from bochiso.intake.notes import Notes
from bochiso.intake.tables import Columns
from bochiso.time import INSTANT_EXAMPLES, Instant

Number = TypeVar("Number", int, Decimal)

_LONGEST = 20
_MACHINE_COUNT = re.compile(r"(\d+)(?:\.0+)?", re.ASCII)
_WHY = "số sai ở đây sẽ đi thẳng vào báo cáo"


class TypedRow:
    """One row, asked for its cells by canonical name. A cell that is not what it should be is a noted problem."""

    def __init__(self, row: Row, columns: Columns, notes: Notes) -> None:
        self.row = row
        self.columns = columns
        self.notes = notes

    def at(self, name: str) -> str:
        return self.columns.at(self.row, name)

    def cell(self, name: str) -> Cell:
        return self.columns.cell(self.row, name)

    def text(self, name: str) -> str:
        """A text that no spreadsheet would run."""
        cell = self.cell(name)
        if cell.number is None:
            check_name(cell.text, self.notes, self.at(name))
        return cell.text

    def count(self, name: str) -> int | None:
        """A count as officials write it: `378.113`, `378113`. None where the cell is empty."""
        cell = self.cell(name)
        if cell.number is None:
            return self._required(name, parse_count(cell.text) if len(cell.text) <= _LONGEST else None, _COUNT)
        if cell.number >= 0 and cell.number == cell.number.to_integral_value() and not cell.text.endswith("%"):
            return int(cell.number)
        self.notes.add(
            f"{cell.text} không phải là số đếm",
            at=self.at(name),
            why="Excel có thể đã hiểu dấu chấm ngăn hàng nghìn là dấu thập phân",
            remedy="gõ lại số không có dấu ngăn (378113), hoặc định dạng ô là Text rồi gõ 378.113",
        )
        return None

    def machine_count(self, name: str) -> int | None:
        """A count as systems write it: digits, where a point never groups thousands."""
        match = _MACHINE_COUNT.fullmatch(self.cell(name).text)
        return self._required(name, int(match[1]) if match and len(match[1]) <= _LONGEST else None, _COUNT)

    def decimal(self, name: str, most: Decimal | None = None) -> Decimal | None:
        """A rate or score: `90,19`, `90.19 %`; from 0 to `most`. None where the cell is empty."""
        cell = self.cell(name)
        number = cell.number
        if number is None and len(cell.text) <= _LONGEST:
            number = parse_decimal(cell.text)
        number = self._required(name, number, _DECIMAL)
        if number is not None and (number < 0 or (most is not None and number > most)):
            bounds = f"từ 0 đến {most}" if most is not None else "từ 0 trở lên"
            self.notes.add(
                f"{cell.text} ngoài khoảng {bounds}", at=self.at(name), why=_WHY, remedy="kiểm tra lại số này"
            )
            return None
        return number

    def instant(self, name: str) -> Instant | None:
        """A day or a moment; None where the cell is empty."""
        cell = self.cell(name)
        if cell.instant is not None:
            return cell.instant
        if not cell.text:
            return None
        try:
            return Instant.parse(cell.text)
        except (ValueError, OverflowError):
            self.notes.add(
                f"«{cell.text[:40]}» không phải là thời điểm",
                at=self.at(name),
                why="số liệu phải gắn với một ngày có thật",
                remedy=f"ghi ví dụ {INSTANT_EXAMPLES}",
            )
            return None

    def _required(self, name: str, number: Number | None, example: str) -> Number | None:
        cell = self.cell(name)
        if number is None and cell.text:
            before = len(self.notes.problems.found)
            check_name(cell.text, self.notes, self.at(name))
            if len(self.notes.problems.found) == before:
                self.notes.add(
                    f"«{cell.text[:40]}» không phải là số",
                    at=self.at(name),
                    why=_WHY,
                    remedy=f"ghi {example}; chưa có số liệu thì để trống; chữ thì ghi ở cột «Nguyên văn»",
                )
        return number


_COUNT = "số đếm, ví dụ 378113 hoặc 378.113"
_DECIMAL = "một số, ví dụ 90,19"
