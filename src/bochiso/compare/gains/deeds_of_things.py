"""What can be done about procedures, petitions and communes: things that gain the same by the same deeds, together."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

from bochiso.compare.gains.effects import Adds
from bochiso.index.model import Indicator
from bochiso.measure.catalogue import PROCEDURE_WORDS, Procedure
from bochiso.measure.deciding import Which
from bochiso.measure.deeds import ANSWER, PROCEDURE_DEEDS, PROVIDE, ProcedureDeed, answered
from bochiso.measure.openings import Openings, code_of
from bochiso.measure.petitions import PETITION_WORDS, Petition
from bochiso.measure.traced import ListedProcedure, ListedUnit

Options = tuple[tuple[tuple[str, ...], tuple[tuple[str, tuple[int, int]], ...]], ...]
"""What can be done to one thing: the keys of the deeds, and what they add by indicator."""

Choices = Mapping[str, Mapping[tuple[str, ...], Adds]]
"""By code of a thing, and by the deeds chosen, what they add."""


@dataclass(frozen=True)
class Alike:
    """Things, by code, for each of which one of the same `options` can be chosen."""

    options: Options
    codes: tuple[str, ...]


def things_alike(openings: Openings) -> Iterator[Alike]:
    """Every thing but dossiers for which a deed does some good; a thing may stand in several lists that do not meet."""
    found = chain(_procedures(openings), [_petitions(openings), _communes(openings)])
    for options_of in found:
        by_options: dict[Options, list[str]] = defaultdict(list)
        for code, options in options_of.items():
            if useful := _useful(options):
                by_options[useful].append(code)
        for useful, codes in sorted(by_options.items()):
            yield Alike(useful, tuple(sorted(codes)))


def _useful(options: Mapping[tuple[str, ...], Adds]) -> Options:
    """Those that put something into a numerator, and do more than fewer deeds do."""
    kept = []
    for keys, adds in options.items():
        less = any(set(other) < set(keys) and options[other] == adds for other in options)
        if not less and any(n > 0 for n, _ in adds.values()):
            kept.append((keys, tuple(sorted(adds.items()))))
    return tuple(kept)


def _procedures(openings: Openings) -> Iterator[Choices]:
    indicators = _counting(openings, "procedures")
    rows: dict[str, tuple[Procedure, ...]] = {}
    before: dict[str, dict[str, Which]] = defaultdict(dict)
    having: dict[str, dict[str, Mapping[str, bool]]] = defaultdict(dict)
    for indicator in indicators:
        asked = openings.requirements(indicator).all
        for thing, met, _ in openings.told[indicator.id]:
            assert isinstance(thing, ListedProcedure)
            rows[thing.code] = thing.rows
            before[thing.code][indicator.id] = openings.placed(indicator, met)
            pairs = zip(asked, met, strict=True)
            having[thing.code][indicator.id] = {each.word: holds == each.wanted for each, holds in pairs}

    def adds(code: str, done: tuple[Procedure, ...]) -> Adds:
        found = {}
        for indicator in indicators:
            after = _placed(openings, indicator, done, having[code][indicator.id])
            if (moved := _moved(before[code][indicator.id], after)) != (0, 0):
                found[indicator.id] = moved
        return found

    for deeds in PROCEDURE_DEEDS:
        yield {
            code: {
                tuple(deed.key for deed in chosen): adds(code, _done(own, chosen, openings))
                for size in range(1, len(deeds) + 1)
                for chosen in combinations(deeds, size)
            }
            for code, own in rows.items()
        }


def _done(rows: tuple[Procedure, ...], deeds: Iterable[ProcedureDeed], openings: Openings) -> tuple[Procedure, ...]:
    for deed in deeds:
        rows = deed.done(rows, openings.moment)
    return rows


def _placed(openings: Openings, indicator: Indicator, rows: tuple[Procedure, ...], having: Mapping[str, bool]) -> Which:
    """Where a procedure with these rows would stand; what its dossiers say of it stays as it is in `having`."""
    asked = openings.requirements(indicator).all
    met = []
    for each in asked:
        word = PROCEDURE_WORDS.get(each.word)
        holds = having[each.word] if word is None else word.holds(rows, openings.moment)
        met.append(holds == each.wanted)
    return openings.placed(indicator, met)


def _petitions(openings: Openings) -> Choices:
    seen: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for indicator in _counting(openings, "petitions"):
        asked = openings.requirements(indicator).all
        for thing, met, _ in openings.told[indicator.id]:
            assert isinstance(thing, Petition)
            done = answered(thing, openings.moment)
            after = [PETITION_WORDS[each.word].holds(done, openings.moment) == each.wanted for each in asked]
            if (moved := _moved(openings.placed(indicator, met), openings.placed(indicator, after))) != (0, 0):
                seen[thing.code][indicator.id] = moved
    return {code: {(ANSWER,): adds} for code, adds in seen.items()}


def _communes(openings: Openings) -> Choices:
    found: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for indicator in _counting(openings, "communes"):
        for thing, met, _ in openings.told[indicator.id]:
            if openings.placed(indicator, met) is Which.MISSING:
                assert isinstance(thing, ListedUnit)
                found[code_of(thing)][indicator.id] = 1, 0
    return {code: {(PROVIDE,): adds} for code, adds in found.items()}


def _moved(before: Which, after: Which) -> tuple[int, int]:
    def counts(which: Which) -> tuple[int, int]:
        return int(which is Which.COUNTED), int(which is not Which.EXCLUDED)

    return counts(after)[0] - counts(before)[0], counts(after)[1] - counts(before)[1]


def _counting(openings: Openings, of: str) -> Sequence[Indicator]:
    return [each for each in openings.indicators if each.counting is not None and each.counting.of == of]
