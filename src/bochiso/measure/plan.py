"""From an edition and instants to one statement: which conditional counts of dossiers, and which figure uses which.

The statement groups by unit and procedure and does nothing else, so that any engine can run it: what it counts are
leaf rows; procedures' own marks (a fee, a paper result) are not joined to every dossier but settled in advance, one
count for each combination of marks that makes a difference.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from bochiso.index.model import Counting, Indicator, Share, Tally
from bochiso.measure.terms import (
    FALSE,
    TRUE,
    AllOf,
    AnyOf,
    Flag,
    Moment,
    Not,
    OfProcedure,
    Term,
    condition,
    marks_of,
    single,
)
from bochiso.measure.words import DOSSIER_WORDS, HAVING, SYNCHRONISED, all_of

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
class Counted:
    """The dossiers of a base for which a condition holds; `rest`: those of the base for which it does not.

    The base is said in the names of `Plan.bases`.
    """

    base: str
    condition: str = TRUE
    rest: bool = False


@dataclass(frozen=True)
class Plan:
    """`counted` are what to count, by column of the result; `uses` says which column a count is in, per marks.

    `seconds` are expressions of instants, by name, shared by all moments. `bases` are the conditions of a moment as a
    whole, by name, shared by all its counts. `flags` are what the conditions of counts are put together from, by name:
    each is true or not, never unknown.
    """

    moments: tuple[Moment, ...]
    seconds: Mapping[str, str]
    bases: Mapping[str, str]
    counted: Mapping[str, Counted]
    uses: Mapping[Part, Mapping[Marks, str]]
    having: Mapping[Having, str]
    flags: Mapping[str, str] = field(default_factory=dict)

    @property
    def within(self) -> tuple[str, ...]:
        """What holds for every dossier that can count at any of the moments."""
        return _in_time(self.moments)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.counted)

    def held(self, moment: int) -> str:
        """The column of all dossiers received in the period and known, synchronised or not."""
        return next(name for name, found in self.counted.items() if found == Counted(_base_name(moment, None)))

    @property
    def conditions(self) -> tuple[str, ...]:
        """Every condition once: what a dossier is does not depend on the moment, so several count by the same."""
        return tuple(dict.fromkeys(each.condition for each in self.counted.values() if each.condition != TRUE))


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


def _base_name(moment: int, view: Term | None) -> str:
    return f"{'held' if view is None else 'seen'}{moment}"


def _in_time(moments: Sequence[Moment]) -> tuple[str, ...]:
    """Received in the period to date of any of the moments, and known by then."""
    start, at = min(m.start for m in moments), max(m.at for m in moments)
    return f"received_at >= {start}", f"received_at <= {at}", f"recorded_at <= {max(m.known for m in moments)}"


class _Builder:
    def __init__(self, moments: Sequence[Moment]) -> None:
        self.moments = tuple(moments)
        self.within = _in_time(moments)
        self.seconds: dict[str, str] = {}
        self.flags: dict[str, str] = {}
        self.bases: dict[str, str] = {}
        self.counted: dict[str, Counted] = {}

    def column(self, moment: int, of: str, term: Term, marks: Mapping[str, bool]) -> str:
        """The column that counts this; the same is counted once. Empty where nothing can match."""
        at = self.moments[moment]
        term = self._flagged(single(term), at)
        text = condition(term, at, marks)
        if text == FALSE:
            return ""
        wanted = Counted(self._base(moment, of), text)
        if isinstance(term, Not) and text != TRUE:
            wanted = Counted(wanted.base, condition(term.term, at, marks), rest=True)
        names = {found: name for name, found in self.counted.items()}
        if wanted not in names:
            names[wanted] = f"c{len(names)}"
            self.counted[names[wanted]] = wanted
        return names[wanted]

    def _base(self, moment: int, of: str) -> str:
        """A boolean column: received in the period, known by then, and in the view."""
        at = self.moments[moment]
        view = view_of(of, at)
        name = _base_name(moment, view)
        if name not in self.bases:
            held = [text for text in _in_time([at]) if text not in self.within]
            seen = [f"COALESCE({condition(view, at, {})}, FALSE)"] if view else []
            self.bases[name] = " AND ".join(held + seen) or TRUE
        return name

    def _flagged(self, term: Term, at: Moment) -> Term:
        """The same term in the names of flags; what the catalogue says of the procedure is left as it is."""
        match term:
            case Not(inner):
                return Not(self._flagged(inner, at))
            case AnyOf(terms):
                return AnyOf(tuple(self._flagged(each, at) for each in terms))
            case AllOf(terms):
                return AllOf(tuple(self._flagged(each, at) for each in terms))
            case OfProcedure():
                return term
            case _:
                return Flag(self._flag(f"COALESCE({condition(term, at, {}, self._second)}, FALSE)"))

    def _flag(self, text: str) -> str:
        names = {found: name for name, found in self.flags.items()}
        if text not in names:
            names[text] = f"f{len(names)}"
            self.flags[names[text]] = text
        return names[text]

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
    return Plan(builder.moments, builder.seconds, builder.bases, builder.counted, uses, having, builder.flags)


def _by_marks(builder: _Builder, number: int, of: str, term: Term) -> Mapping[Marks, str]:
    asked = marks_of(term)
    found: dict[Marks, str] = {}
    for marks in ALL_MARKS:
        known = {mark: value for mark, value in zip(MARKS, marks, strict=True) if mark in asked}
        found[marks] = builder.column(number, of, term, known)
    return found
