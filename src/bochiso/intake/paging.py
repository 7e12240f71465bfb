"""Answers come in pages; a snapshot of some of them must not pass for all."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bochiso.intake.shapes import Answer


@dataclass(frozen=True)
class Missing:
    """How many units the portal has that the files of one kind of answer do not hold."""

    place: str
    total: int
    held: int

    @property
    def units(self) -> int:
        return self.total - self.held

    def __str__(self) -> str:
        return f"{self.place}: Cổng có {self.total} đơn vị, các tệp đã nạp chỉ có {self.held}; còn thiếu trang"


def missing_pages(answers: Sequence[Answer]) -> list[Missing]:
    """What is missing of every kind of answer that names more rows than the files of the call hold."""
    totals: dict[str, int] = {}
    rows: dict[str, set[str]] = defaultdict(set)
    places: dict[str, str] = {}
    for answer in answers:
        kind = _kind(answer)
        rows[kind] |= {str(row.raw("departmentId") or row.pointer) for row in answer.rows}
        places.setdefault(kind, answer.notes.place)
        paging = answer.data.node("pagination")
        total = paging.raw("total") if paging else None
        if isinstance(total, int) and not isinstance(total, bool):
            totals[kind] = max(total, totals.get(kind, 0))
    return [Missing(places[kind], total, len(rows[kind])) for kind, total in totals.items() if total > len(rows[kind])]


def _kind(answer: Answer) -> str:
    """The shape, and for pages with metrics the first code, which tells the pages apart."""
    metrics = next((found for row in answer.rows if (found := row.nodes("metrics"))), [])
    codes = sorted(str(metric.raw("code")) for metric in metrics)
    return f"{answer.shape.value} {codes[:1]}"
