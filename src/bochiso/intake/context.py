"""What every reader of one call shares: units, the asked instant, and the edition of each instant."""

from dataclasses import dataclass, field

from bochiso.errors import BochisoError, Problem
from bochiso.index.load import edition_at
from bochiso.index.model import Edition
from bochiso.intake.naming import Directory
from bochiso.time import Instant


@dataclass
class Editions:
    """The edition of each instant, asked once; what is wrong is kept and told once."""

    asked: str
    problems: dict[Problem, None] = field(default_factory=dict)
    _found: dict[Instant, Edition | None] = field(default_factory=dict)

    def at(self, instant: Instant) -> Edition | None:
        if instant not in self._found:
            try:
                self._found[instant] = edition_at(instant, self.asked)
            except BochisoError as error:
                self._found[instant] = None
                self.problems |= dict.fromkeys(error.problems)
        return self._found[instant]


@dataclass(frozen=True)
class Context:
    """`at` is the instant asked for; rows and files may have their own."""

    directory: Directory
    at: Instant | None
    editions: Editions
