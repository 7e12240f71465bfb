"""What a word says of a dossier, and the condition under which it holds at an instant.

A word is bound to the time over which it is true: always or never (`Flag`), from an instant on (`Since`), between two
(`Span`, half open). "Holds as of T" is then a plain comparison of integers, the same on every engine, and the moment at
which time itself will change a count can be read off the same definition. Conditions are written in the common part
of the engines' SQL; instants are whole seconds, so nothing depends on an engine's idea of time.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bochiso.time import Instant, Period

NEVER = 2**40
"""A second that no instant reaches: what never begins, or never ends. Far inside 64 bits, so sums stay exact."""

TRUE, FALSE = "TRUE", "FALSE"


@dataclass(frozen=True)
class Moment:
    """An instant asked for: `at` and the first second of its period, as seconds since 2000.

    `sees_all` is False where only what the portal holds is looked at (dossiers synchronised by then). What is known is
    what was recorded by `known_until`; by `at` where that is None, earlier where a coming instant is asked for.
    """

    instant: Instant
    period: Period
    at: int
    start: int
    sees_all: bool
    known_until: int | None = None

    @property
    def known(self) -> int:
        return self.at if self.known_until is None else self.known_until

    @property
    def view(self) -> str:
        """`province` or `portal`."""
        return "province" if self.sees_all else "portal"


@dataclass(frozen=True)
class Flag:
    """True as long as the state lasts, where the condition is."""

    condition: str


@dataclass(frozen=True)
class InPeriod:
    """True where the instant in this column lies in the period asked for, and not after the moment."""

    column: str


@dataclass(frozen=True)
class Since:
    """True from the second that the expression gives on; never where it gives none."""

    second: str


@dataclass(frozen=True)
class Span:
    """True from `since` until before `until`."""

    since: str
    until: str


@dataclass(frozen=True)
class OfProcedure:
    """True where the catalogue says so of the dossier's procedure."""

    mark: str


@dataclass(frozen=True)
class Not:
    term: "Term"


@dataclass(frozen=True)
class AnyOf:
    terms: tuple["Term", ...]


@dataclass(frozen=True)
class AllOf:
    terms: tuple["Term", ...]


Term = Flag | InPeriod | Since | Span | OfProcedure | Not | AnyOf | AllOf


def condition(
    term: Term, moment: Moment, marks: Mapping[str, bool], named: Callable[[str], str] = lambda second: second
) -> str:
    """SQL that is true where the term holds at the moment, for dossiers whose procedure has these marks.

    Simplified as far as the marks decide it: `TRUE` or `FALSE` alone where they settle it. Never NULL where it matters:
    a comparison with an unknown value counts as not true, also below a negation. `named` may give an expression of a
    second a name of its own, under which the statement computes it once for all moments.
    """

    def nested(inner: Term) -> str:
        return condition(inner, moment, marks, named)

    match term:
        case Flag(text):
            return text
        case InPeriod(column):
            return f"{column} >= {moment.start} AND {column} <= {moment.at}"
        case Since(second):
            return f"{named(second)} <= {moment.at}"
        case Span(since, until):
            return f"{named(since)} <= {moment.at} AND {named(until)} > {moment.at}"
        case OfProcedure(mark):
            return TRUE if marks[mark] else FALSE
        case Not(inner):
            text = nested(inner)
            return {TRUE: FALSE, FALSE: TRUE}.get(text, f"NOT COALESCE({text}, FALSE)")
        case AnyOf(terms):
            return _joined([nested(each) for each in terms], " OR ", TRUE, FALSE)
        case AllOf(terms):
            return _joined([nested(each) for each in terms], " AND ", FALSE, TRUE)


def _joined(parts: list[str], by: str, decides: str, neutral: str) -> str:
    if decides in parts:
        return decides
    kept = list(dict.fromkeys(part for part in parts if part != neutral))
    if not kept:
        return neutral
    return kept[0] if len(kept) == 1 else by.join(f"({part})" for part in kept)


def single(term: Term) -> Term:
    """The same term; the one that a conjunction comes down to, where it does."""
    if not isinstance(term, AllOf):
        return term
    kept = tuple(each for each in map(single, term.terms) if each != AllOf(()))
    return kept[0] if len(kept) == 1 else AllOf(kept)


def marks_of(term: Term) -> frozenset[str]:
    """The marks of procedures that a term asks for."""
    match term:
        case OfProcedure(mark):
            return frozenset({mark})
        case Not(inner):
            return marks_of(inner)
        case AnyOf(terms) | AllOf(terms):
            return frozenset().union(*map(marks_of, terms))
        case _:
            return frozenset()
