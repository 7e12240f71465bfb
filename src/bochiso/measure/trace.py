"""From a figure to what it counts: the dossiers (procedures, services, petitions, communes), each with the reason.

The figure itself is computed by the very way a snapshot is; where the list must have another number of rows than the
figure says, a note says why.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from bochiso.index.model import Counting, Tally
from bochiso.measure.called import Names
from bochiso.measure.compute import Source, compute, known_at
from bochiso.measure.deciding import Requirements, Which, requirements_of
from bochiso.measure.judged import Scope
from bochiso.measure.plan import HELD, SEEN
from bochiso.measure.trace_ask import Request, check, counting_of
from bochiso.measure.trace_dossiers import Dossiers, page
from bochiso.measure.trace_things import Told, things
from bochiso.measure.trace_words import phrase
from bochiso.measure.traced import Dossier, ListedProcedure, ListedService, Thing, Traced
from bochiso.score.snapshot import Measured, NoData, NotApplicable, Reported, Value
from bochiso.wording import integer_text


@dataclass(frozen=True)
class Listing:
    """`value` is the figure as in a snapshot; `rows` are `count` things, to be read once, while the source is open."""

    request: Request
    value: Value
    count: int
    notes: tuple[str, ...]
    rows: Iterator[Traced]


def trace(source: Source, request: Request) -> Listing:
    """List one side of a figure. Raises `BochisoError` where the unit has no such figure or nothing was loaded."""
    known = known_at(source, request.moment)
    check(source, request, known)
    edition = replace(request.edition, indicators=(request.indicator,))
    computed = compute(source, edition, [request.moment])[0]
    figure = computed.snapshot.figure(request.unit.code, request.indicator.id)
    value = figure.value if figure else NoData("không có số liệu")
    count, rows = listed(Scope(source, known, request.unit.code), request)
    notes = _notes(request, counting_of(request), value, count)
    return Listing(request, value, count, (*notes, *computed.warnings), rows)


def trace_page(source: Source, request: Request, value: Value, offset: int, limit: int) -> Listing:
    """As `trace` of a figure that is known already, but only these rows of the list, of which no more is read."""
    known = known_at(source, request.moment)
    check(source, request, known)
    scope, counting = Scope(source, known, request.unit.code), counting_of(request)
    if counting.of in (SEEN, HELD):
        requirements = requirements_of(counting, request.moment)
        count, found = page(scope, requirements, request.which, offset, limit)
        rows = _dossier_rows(scope, requirements, found)
    else:
        count, everything = listed(scope, request)
        rows = islice(everything, offset, offset + limit)
    return Listing(request, value, count, _notes(request, counting, value, count), rows)


def listed(scope: Scope, request: Request) -> tuple[int, Iterator[Traced]]:
    """How many things are to be listed, and the things."""
    counting = counting_of(request)
    requirements = requirements_of(counting, request.moment)
    if counting.of in (SEEN, HELD):
        dossiers = Dossiers(scope, requirements, request.which)
        return dossiers.count(), _dossier_rows(scope, requirements, dossiers.rows())
    found = [told for told in things(scope, counting) if requirements.placed(told[1]) is request.which]
    names = Names(scope)
    return len(found), (_thing_row(scope, names, requirements, told) for told in found)


def _dossier_rows(
    scope: Scope, requirements: Requirements, dossiers: Iterable[tuple[Dossier, tuple[bool, ...]]]
) -> Iterator[Traced]:
    names = Names(scope)
    for dossier, met in dossiers:
        held = dict(zip(requirements.all, met, strict=True))
        telling = requirements.telling(met)
        said = (phrase(each.word, held[each] == each.wanted, dossier, scope.known.moment) for each in telling)
        yield _traced(scope, names, dossier, "; ".join(said))


def _thing_row(scope: Scope, names: Names, requirements: Requirements, told: Told) -> Traced:
    thing, met, said = told
    words = [each.word for each in requirements.telling(met)] or list(said)
    return _traced(scope, names, thing, "; ".join(said[word] for word in words))


def _traced(scope: Scope, names: Names, thing: Thing, reason: str) -> Traced:
    match thing:
        case Dossier(procedure=procedure, unit=unit):
            return Traced(thing, names.unit(unit), names.procedure(procedure, unit), reason)
        case ListedProcedure(code=code):
            return Traced(thing, "", names.procedure(code, scope.unit), reason)
        case ListedService(procedure=procedure, units=units):
            return Traced(thing, "", names.procedure(procedure, units[0]), reason)
        case _:
            return Traced(thing, names.unit(thing.unit), "", reason)


def _notes(request: Request, counting: Counting, value: Value, count: int) -> tuple[str, ...]:
    """Why the list has another number of rows than the figure says, where it must."""
    if isinstance(counting, Tally) or not isinstance(value, Measured) or request.which is Which.EXCLUDED:
        return ()
    missing = value.denominator - value.numerator
    more = count - (value.numerator if request.which is Which.COUNTED else missing)
    unit, difference = request.indicator.unit, integer_text(abs(more))
    if more == 0:
        return ()
    if counting.less:
        note = f"công thức trừ hai lần {unit} mắc cả hai lỗi, nên tử số ({integer_text(value.numerator)}) nhỏ hơn số"
        return (f"{note} {unit} không mắc lỗi nào {difference} {unit}; danh sách nêu mỗi {unit} một lần",)
    if counting.at_least:
        note = f"mẫu số ({integer_text(value.denominator)}) lấy theo tổng số báo cáo quốc gia; {difference} {unit}"
        return (f"{note} trong số đó không có trong sổ nên không liệt kê được",)
    return (f"danh sách lệch số liệu {difference} {unit}: xin báo người bảo trì phần mềm",)


def figure_text(value: Value) -> str:
    """A figure as one reads it: `352/400`, a number, or why there is none."""
    match value:
        case Measured(numerator=numerator, denominator=denominator):
            return f"{integer_text(numerator)}/{integer_text(denominator)}"
        case Reported(count=count):
            return integer_text(count or 0)
        case NotApplicable(reason=reason) | NoData(reason=reason):
            return reason
