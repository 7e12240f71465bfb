"""Procedures, services, petitions and communes in place of their number: small tables, so plain Python."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from bochiso.index.model import Counting, Tally
from bochiso.measure.catalogue import (
    ANNOUNCED_BEFORE,
    PROCEDURE_WORDS,
    PUBLISHED_WITHIN,
    SERVICE_WORDS,
    Procedure,
    Service,
    announced,
)
from bochiso.measure.certifications import standing
from bochiso.measure.deciding import Requirement, Requirements, requirements_of
from bochiso.measure.judged import Scope
from bochiso.measure.petitions import PETITION_WORDS
from bochiso.measure.plan import SEEN
from bochiso.measure.scope import Scopes
from bochiso.measure.terms import Moment
from bochiso.measure.trace_dossiers import by_procedure
from bochiso.measure.traced import ListedProcedure, ListedService, ListedUnit, Thing
from bochiso.measure.words import DOSSIER_WORDS, HAVING
from bochiso.time import numbered_day
from bochiso.units.tree import UnitKind
from bochiso.wording import integer_text, short_date
from bochiso.workdays import between

Told = tuple[Thing, tuple[bool, ...], Mapping[str, str]]
"""A thing, which requirements it meets, and what each of their words says of it."""


Having = Mapping[str, Mapping[str, int]]
"""For each word that looks at dossiers: how many the unit has of each procedure."""


def things(scope: Scope, counting: Counting, having: Having | None = None) -> Iterator[Told]:
    """Everything of this kind that is the unit's, whether it counts or not.

    `having`, of every word of `words.HAVING` that the counting asks for: counted here where None.
    """
    requirements = requirements_of(counting, scope.known.moment)
    match counting.of:
        case "procedures":
            return _procedures(scope, requirements, having_of(scope, [counting]) if having is None else having)
        case "services":
            return _services(scope, requirements, having_of(scope, [counting]) if having is None else having)
        case "petitions":
            return _petitions(scope, requirements)
        case "communes":
            return _communes(scope, counting)
        case of:
            raise ValueError(f"no facts of this kind: {of}")


def having_of(scope: Scope, countings: Iterable[Counting]) -> Having:
    """Every word of `words.HAVING` that these ask for, counted in one pass over the dossiers."""
    moment = scope.known.moment
    asked = {each.word for counting in countings for each in requirements_of(counting, moment).all}
    return by_procedure(
        scope, {word: requirements_of(Tally(SEEN, HAVING[word]), moment) for word in sorted(asked & HAVING.keys())}
    )


def _having_text(word: str, number: int) -> str:
    said = DOSSIER_WORDS[HAVING[word][-1]].yes
    some = f"có {integer_text(number)}" if number else "không có"
    return f"{some} hồ sơ{'' if number else ' nào'} {said} trong kỳ"


def _procedures(scope: Scope, requirements: Requirements, having: Having) -> Iterator[Told]:
    known = scope.known
    scopes = Scopes(known.tree, known.catalogue.procedures)
    for code, rows in sorted(scopes.rows(scopes.scope_of(known.tree.units[scope.unit])).items()):
        held: dict[str, bool] = {}
        said: dict[str, str] = {}
        for word in (each.word for each in requirements.all):
            if word in having:
                number = having[word].get(code, 0)
                held[word], said[word] = number > 0, _having_text(word, number)
            else:
                held[word] = PROCEDURE_WORDS[word].holds(rows, known.moment)
                said[word] = _procedure_text(word, held[word], rows, known.moment)
        yield ListedProcedure(code, rows), _met(requirements.all, held), said


def _procedure_text(word: str, holds: bool, rows: Sequence[Procedure], moment: Moment) -> str:
    bound = PROCEDURE_WORDS[word]
    if holds:
        return bound.yes
    if word not in ("announced_on_time", "published_on_time"):
        return bound.no
    late = [row for row in announced(rows, moment) if not bound.holds((row,), moment)]
    tell = _announced_late if word == "announced_on_time" else _published_late
    return f"{bound.no} ({'; '.join(map(tell, late))})"


def _announced_late(row: Procedure) -> str:
    apart = _apart(row.decided_on, row.effective_on)
    return f"ký {_day(row.decided_on)}, hiệu lực {apart}, cần ít nhất {ANNOUNCED_BEFORE[row.authority]}"


def _published_late(row: Procedure) -> str:
    apart = _apart(row.decided_on, row.published_on)
    return f"ký {_day(row.decided_on)}, công khai {apart}, tối đa {PUBLISHED_WITHIN[row.authority]}"


def _apart(first: int | None, second: int | None) -> str:
    if first is None or second is None:
        return "không rõ ngày"
    return f"{_day(second)}: cách {between(numbered_day(first), numbered_day(second))} ngày làm việc"


def _day(number: int | None) -> str:
    return "không rõ ngày" if number is None else short_date(numbered_day(number))


def _services(scope: Scope, requirements: Requirements, having: Having) -> Iterator[Told]:
    """A service of several units is one; it is offered where one of them offers it."""
    asked = [each.word for each in requirements.all if each.word in having]
    applied: dict[str, list[Service]] = defaultdict(list)
    for service in scope.known.catalogue.services:
        if scope.unit in scope.known.tree.chain(service.unit):
            applied[service.code].append(service)
    for code, rows in sorted(applied.items()):
        offered = [row for row in rows if row.offered]
        procedure = (offered or rows)[-1].procedure
        procedures = {row.procedure for row in offered or rows}
        numbers = {word: sum(having[word].get(each, 0) for each in procedures) for word in asked}
        held = {word: number > 0 for word, number in numbers.items()} | {"offered": bool(offered)}
        said = {word: _having_text(word, number) for word, number in numbers.items()}
        said["offered"] = SERVICE_WORDS["offered"][0 if offered else 1]
        units = tuple(sorted({row.unit for row in offered or rows}))
        yield ListedService(code, procedure, units, bool(offered)), _met(requirements.all, held), said


def _petitions(scope: Scope, requirements: Requirements) -> Iterator[Told]:
    moment = scope.known.moment
    for petition in sorted(scope.known.petitions, key=lambda each: (each.unit, each.received_at, each.code)):
        if scope.unit in scope.known.tree.chain(petition.unit):
            held = {each.word: PETITION_WORDS[each.word].holds(petition, moment) for each in requirements.all}
            said = {w: PETITION_WORDS[w].yes if holds else PETITION_WORDS[w].no for w, holds in held.items()}
            yield petition, _met(requirements.all, held), said


def _communes(scope: Scope, counting: Counting) -> Iterator[Told]:
    """Communes below the unit; where copies are added up, every unit that has any."""
    known = standing(scope.known.certifications, scope.known.tree)
    for code, unit in sorted(scope.known.tree.units.items()):
        row = known.get(code)
        thing = ListedUnit(code, row.provides if row else None, row.copies if row else None)
        if scope.unit not in scope.known.tree.chain(code):
            continue
        if isinstance(counting, Tally):
            if thing.copies:
                yield thing, (), {"": f"đã cấp {integer_text(thing.copies)} bản sao"}
        elif unit.kind is UnitKind.COMMUNE:
            yield thing, (bool(thing.provides),), dict.fromkeys(counting.that, _certifies(thing))


def _certifies(thing: ListedUnit) -> str:
    match thing.provides:
        case True:
            return "đã cung cấp chứng thực bản sao điện tử"
        case False:
            return "chưa cung cấp chứng thực bản sao điện tử"
        case None:
            return "không có dữ liệu về chứng thực bản sao điện tử"


def _met(requirements: Sequence[Requirement], held: Mapping[str, bool]) -> tuple[bool, ...]:
    return tuple(held[each.word] == each.wanted for each in requirements)
