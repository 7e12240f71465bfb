"""The causes by which a published figure and a computed one differ, each with what it does to the counts.

Going from the computed figure to the published one, each cause is a step of whole numbers, so the steps add up to the
difference by construction; what no step explains is a cause of its own and is never spread over the others.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from bochiso.measure.split import NOTHING, Counts


class Cause(StrEnum):
    """Why a published count is another than the computed one."""

    RELOADED = "reloaded"
    TIME = "time"
    UNSYNCED = "unsynced"
    STALE = "stale"
    DEFINITION = "definition"
    CATALOGUE = "catalogue"
    NO_COUNTS = "no_counts"
    NO_DATA = "no_data"
    UNEXPLAINED = "unexplained"


TITLES = {
    Cause.RELOADED: "sổ hồ sơ nạp thêm sau khi lập bản chụp",
    Cause.TIME: "thời điểm khác nhau",
    Cause.UNSYNCED: "hồ sơ Cổng chưa có",
    Cause.STALE: "hồ sơ Cổng có ở trạng thái cũ",
    Cause.DEFINITION: "định nghĩa khác nhau",
    Cause.CATALOGUE: "danh mục, PAKN khác nhau",
    Cause.NO_COUNTS: "nguồn không công bố số đếm",
    Cause.NO_DATA: "sổ không có dữ liệu để tính",
    Cause.UNEXPLAINED: "chưa giải thích được",
}

LISTED = (Cause.UNSYNCED, Cause.STALE)
"""Causes of which the dossiers can be listed one by one."""


@dataclass(frozen=True)
class Explained:
    """What a cause adds to the computed counts on the way to the published ones.

    One that adds 0 to both is there for information. `dossiers` is how many dossiers it is of, None where it is of none
    in particular.
    """

    cause: Cause
    numerator: int = 0
    denominator: int = 0
    dossiers: int | None = None
    note: str = ""


@dataclass
class Path:
    """The way from the computed counts to the published ones, step by step."""

    at: Counts
    to: Counts
    steps: list[Explained] = field(default_factory=list)

    @property
    def left(self) -> Counts:
        """What is still to be explained."""
        return Counts(self.to.numerator - self.at.numerator, self.to.denominator - self.at.denominator)

    def step(self, cause: Cause, counts: Counts, dossiers: int | None = None, note: str = "") -> None:
        """Go to these counts. No way and no dossiers is no step."""
        change = Counts(counts.numerator - self.at.numerator, counts.denominator - self.at.denominator)
        if change != NOTHING or dossiers:
            self.steps.append(Explained(cause, change.numerator, change.denominator, dossiers, note))
        self.at = counts

    def tell(self, cause: Cause, dossiers: int | None, note: str) -> None:
        """Say what is there without going anywhere."""
        self.steps.append(Explained(cause, 0, 0, dossiers, note))

    def nearer(self, counts: Counts) -> bool:
        """Whether these counts are nearer to the published ones than where the path has come to."""
        return _far(counts, self.to) < _far(self.at, self.to)

    def end(self, cause: Cause, note: str = "") -> None:
        """The rest, under this name."""
        if self.left != NOTHING:
            self.step(cause, self.to, note=note)


def _far(one: Counts, other: Counts) -> int:
    return abs(one.numerator - other.numerator) + abs(one.denominator - other.denominator)
