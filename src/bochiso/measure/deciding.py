"""What decides of one thing whether an indicator counts it: the edition's words, in the edition's order."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bochiso.index.model import Counting, Share
from bochiso.measure.plan import SEEN
from bochiso.measure.terms import Moment

SYNCHRONISED = "synchronised"


class Which(StrEnum):
    """Where a thing stands: in the numerator, in the denominator alone, in neither."""

    COUNTED = "counted"
    MISSING = "missing"
    EXCLUDED = "excluded"


@dataclass(frozen=True)
class Requirement:
    """A word that must hold, or must not."""

    word: str
    wanted: bool = True


@dataclass(frozen=True)
class Requirements:
    """`entry` puts a thing into the denominator, `merit` besides into the numerator. A tally has entry alone."""

    entry: tuple[Requirement, ...]
    merit: tuple[Requirement, ...]

    @property
    def all(self) -> tuple[Requirement, ...]:
        return self.entry + self.merit

    def placed(self, met: Sequence[bool]) -> Which:
        """Where a thing stands that meets these of `all`."""
        if not all(met[: len(self.entry)]):
            return Which.EXCLUDED
        return Which.COUNTED if all(met) else Which.MISSING

    def telling(self, met: Sequence[bool]) -> tuple[Requirement, ...]:
        """The requirements that say why: those not met; for what counts, what its merit is."""
        pairs = tuple(zip(self.all, met, strict=True))
        match self.placed(met):
            case Which.COUNTED:
                return self.merit or self.entry
            case Which.MISSING:
                return tuple(each for each, holds in pairs[len(self.entry) :] if not holds)
            case Which.EXCLUDED:
                return tuple(each for each, holds in pairs[: len(self.entry)] if not holds)


def requirements_of(counting: Counting, moment: Moment) -> Requirements:
    """The words of an indicator. Where only what the portal holds is looked at, being there is one of them."""
    among = counting.among
    if counting.of == SEEN and not moment.sees_all:
        among = (*among, SYNCHRONISED)
    entry = tuple(map(Requirement, dict.fromkeys(among)))
    if not isinstance(counting, Share):
        return Requirements(entry, ())
    unwanted = tuple(Requirement(word, wanted=False) for word in (*counting.excluding, *counting.less))
    return Requirements(entry, (*map(Requirement, counting.that), *unwanted))
