"""What is noted of a file while it is read: problems, which stop everything, and warnings, which do not."""

from collections.abc import Sequence

from bochiso.errors import Problems
from bochiso.intake.cleaning import Cleaning

_PATIENCE = 50


class Notes:
    """Problems, warnings and cleaned characters of one file."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.problems = Problems(place)
        self.cleaning = Cleaning()
        self._warnings: dict[str, None] = {}
        self._alike: dict[str, dict[str, None]] = {}

    def add(self, what: str, *, why: str, remedy: str, at: str = "") -> None:
        """Note a problem."""
        self.problems.add(what, why=why, remedy=remedy, at=at)

    def warn(self, text: str, *, at: str = "") -> None:
        """Note a warning; the same one twice is noted once."""
        self._warnings[f"{self.place}, {at}: {text}" if at else f"{self.place}: {text}"] = None

    def warn_alike(self, text: str, example: str) -> None:
        """Note one case of a warning that many may share; they are told together: «text: H21.167, H21.109 …»."""
        self._alike.setdefault(text, {})[example] = None

    def clean(self, text: str) -> str:
        return self.cleaning.clean(text)

    @property
    def failed(self) -> bool:
        return bool(self.problems.found)

    @property
    def patient(self) -> bool:
        """Whether a problem may still take time to explain well; past some dozens nobody reads on."""
        return len(self.problems.found) < _PATIENCE

    @property
    def warnings(self) -> tuple[str, ...]:
        alike = (f"{text}: {listed(list(examples))}" for text, examples in self._alike.items())
        return (*self._warnings, *(f"{self.place}: {text}" for text in (*alike, *self.cleaning.warnings())))


def listed(texts: Sequence[str], most: int = 8) -> str:
    """`A, B, C và 12 chỗ khác`: the first few of a list that may be long."""
    shown = ", ".join(texts[:most])
    return shown if len(texts) <= most else f"{shown} và {len(texts) - most} chỗ khác"
