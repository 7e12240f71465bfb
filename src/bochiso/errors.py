"""What a user is told when something is wrong.

A problem always says four things: where it is, what is wrong, why it matters and what to do. Code collects problems
and raises them together, so that a clerk mends a file once and not line by line.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong, in Vietnamese, complete enough to act on without asking anybody."""

    where: str
    what: str
    why: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}\n    Vì sao: {self.why}\n    Cách sửa: {self.remedy}"


class BochisoError(Exception):
    """Input that cannot be used. Carries every problem found, in the order of the input."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass
class Problems:
    """Collects problems while a file is read; `stop_if_any` raises them all at once.

    `lines` maps the name of a part of the file ("chỉ số 1.1") to its line, so that a check made after reading can
    still say where in the file the part stands.
    """

    place: str
    found: list[Problem] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    def add(self, what: str, *, why: str, remedy: str, at: str = "") -> None:
        """Note a problem at `at` (a line, a cell, a field) of this place."""
        line = self.lines.get(at.partition(",")[0])
        parts = [self.place, f"dòng {line}" if line else "", at]
        self.found.append(Problem(", ".join(part for part in parts if part), what, why, remedy))

    def stop_if_any(self) -> None:
        """Raise `BochisoError` with everything found so far, if anything was."""
        if self.found:
            raise BochisoError(self.found)


def fail(where: str, what: str, *, why: str, remedy: str) -> BochisoError:
    """The error of a single problem, to be raised by the caller."""
    return BochisoError([Problem(where, what, why, remedy)])
