"""From an edition and instants to one statement: which conditional counts of dossiers, and which figure uses which.

The statement groups by unit and procedure and does nothing else, so that any engine can run it: what it counts are
leaf rows; procedures' own marks (a fee, a paper result) are not joined to every dossier but settled in advance, one
count for each combination of marks that makes a difference.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from bochiso.index.model import Counting, Indicator, Share, Tally
from bochiso.measure.terms import FALSE, TRUE, AllOf, Moment, Not, Term, condition, marks_of
from bochiso.measure.words import DOSSIER_WORDS, HAVING, RECEIVED, SYNCHRONISED, all_of

HELD = "held_dossiers"
SEEN = "dossiers"
"""Dossiers are those that the view sees; held dossiers all that the province has."""

MARKS = ("paper_result", "has_fee")
"""The marks of a procedure that words of dossiers ask for."""

Marks = tuple[bool, ...]
ALL_MARKS: tuple[Marks, ...] = tuple(product((False, True), repeat=len(MARKS)))


@dataclass(frozen=True)
class Part:
    """One count that a figure is made of: `denominator`, `numerator`, or `less:…` for each word taken away."""

    moment: int
    indicator: str
    name: str


@dataclass(frozen=True)
class Having:
    """Whether a procedure has a dossier that counts for a word of procedures or services."""

    moment: int
    word: str


@dataclass(frozen=True)
class Plan:
    """`conditions` are what to count, by column of the result; `uses` says which column a count is in, per marks.

    A condition starts with the base of its moment: `bases` holds it by name, shared by all counts of the moment.
    `seconds` are expressions of instants, by name, shared by all moments.
    """

    moments: tuple[Moment, ...]
    seconds: Mapping[str, str]
    bases: Mapping[str, str]
    conditions: Mapping[str, str]
    uses: Mapping[Part, Mapping[Marks, str]]
    having: Mapping[Having, str]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.conditions)


def terms_of(counting: Counting) -> Iterator[tuple[str, Term]]:
    """The counts of a figure, each with what it counts beyond the view."""
    among = all_of(counting.among)
    match counting:
        case Tally():
            yield "numerator", among
        case Share():
            yield "denominator", among
            if counting.less:
                for word in counting.less:
                    yield f"less:{word}", AllOf((among, DOSSIER_WORDS[word].term))
            else:
                unwanted = tuple(Not(DOSSIER_WORDS[word].term) for word in counting.excluding)
                yield "numerator", AllOf((among, all_of(counting.that), *unwanted))


def view_of(of: str, moment: Moment) -> Term | None:
    """What the view asks of a dossier: nothing, or that the portal has it."""
    return None if of == HELD or moment.sees_all else SYNCHRONISED.term


class _Builder:
    def __init__(self, moments: Sequence[Moment]) -> None:
        self.moments = tuple(moments)
        self.seconds: dict[str, str] = {}
        self.bases: dict[str, str] = {}
        self.conditions: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def column(self, moment: int, of: str, term: Term, marks: Mapping[str, bool]) -> str:
        """The column that counts this; the same condition is counted once. Empty where nothing can match."""
        text = condition(term, self.moments[moment], marks, self._second)
        if text == FALSE:
            return ""
        base = self._base(moment, of)
        wanted = base if text == TRUE else f"{base} AND ({text})"
        if wanted not in self._names:
            self._names[wanted] = f"c{len(self._names)}"
            self.conditions[self._names[wanted]] = wanted
        return self._names[wanted]

    def _base(self, moment: int, of: str) -> str:
        """A boolean column: received in the period, known by then, and in the view."""
        at = self.moments[moment]
        view = view_of(of, at)
        name = f"seen{moment}" if view else f"held{moment}"
        if name not in self.bases:
            whole = AllOf((RECEIVED.term, view)) if view else RECEIVED.term
            self.bases[name] = f"recorded_at <= {at.at} AND {condition(whole, at, {})}"
        return name

    def _second(self, expression: str) -> str:
        """The name of an expression of an instant; a bare column keeps its own."""
        if expression.isidentifier():
            return expression
        names = {text: name for name, text in self.seconds.items()}
        if expression not in names:
            names[expression] = f"s{len(names)}"
            self.seconds[names[expression]] = expression
        return names[expression]


def _without_base(counting: Counting) -> Counting:
    """The words without «received», which the base of every count already says. Raises `ValueError` where it is not."""
    if "received" not in counting.among:
        raise ValueError(f"dossiers are counted within a period: «received» is missing from {counting.among}")
    kept = tuple(word for word in counting.among if word != "received")
    match counting:
        case Tally():
            return Tally(counting.of, kept, counting.adds)
        case Share():
            return Share(counting.of, kept, counting.that, counting.excluding, counting.less, counting.at_least)


def plan(indicators: Iterable[Indicator], moments: Sequence[Moment]) -> Plan:
    """Everything to be counted of dossiers for these indicators at these moments."""
    builder = _Builder(moments)
    uses: dict[Part, Mapping[Marks, str]] = {}
    having: dict[Having, str] = {}
    wanted = tuple(indicator for indicator in indicators if indicator.counting is not None)
    for number in range(len(builder.moments)):
        for indicator in wanted:
            counting = indicator.counting
            assert counting is not None
            if counting.of in (HELD, SEEN):
                for name, term in terms_of(_without_base(counting)):
                    uses[Part(number, indicator.id, name)] = _by_marks(builder, number, counting.of, term)
            for word in HAVING.keys() & set(counting.words):
                term = all_of(HAVING[word][1:])
                having[Having(number, word)] = builder.column(number, SEEN, term, {})
        builder.column(number, HELD, AllOf(()), {})  # what is held at all, for totals and warnings
    return Plan(builder.moments, builder.seconds, builder.bases, builder.conditions, uses, having)


def _by_marks(builder: _Builder, number: int, of: str, term: Term) -> Mapping[Marks, str]:
    asked = marks_of(term)
    found: dict[Marks, str] = {}
    for marks in ALL_MARKS:
        known = {mark: value for mark, value in zip(MARKS, marks, strict=True) if mark in asked}
        found[marks] = builder.column(number, of, term, known)
    return found
