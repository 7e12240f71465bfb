"""From counts to the figures of a snapshot, telling apart what is zero, what does not apply and what nobody loaded."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bochiso.facts.held import Held
from bochiso.facts.schema import CERTIFICATIONS, DOSSIERS, PETITIONS, PROCEDURES, SERVICES, Table
from bochiso.index.model import Counting, Edition, Indicator, Share, Tally
from bochiso.measure.catalogue import Catalogue
from bochiso.measure.certifications import Certification, standing
from bochiso.measure.count import Leaves, Things, UnitCounts, distinct
from bochiso.measure.petitions import PETITION_WORDS, Petition
from bochiso.measure.plan import HELD, MARKS, SEEN, Having, Part, terms_of
from bochiso.measure.scope import Own, Scopes
from bochiso.measure.terms import Moment, marks_of
from bochiso.measure.totals import Totals
from bochiso.measure.tree import Tree
from bochiso.measure.words import HAVING
from bochiso.score.snapshot import Figure, Measured, NoData, NotApplicable, Reported, Value
from bochiso.units.tree import UnitKind

SOURCE = "tính từ sổ hồ sơ"

NEEDS: Mapping[str, tuple[Table, ...]] = {
    SEEN: (DOSSIERS,),
    HELD: (DOSSIERS,),
    "procedures": (PROCEDURES,),
    "services": (SERVICES, DOSSIERS),
    "petitions": (PETITIONS,),
    "communes": (CERTIFICATIONS,),
}
"""Which facts must have been loaded before things of a kind can be counted: none loaded is no zero."""


@dataclass(frozen=True)
class Facts:
    """Everything known at a moment that figures are made of."""

    moment: Moment
    held: Held
    tree: Tree
    scopes: Scopes
    petitions: tuple[Petition, ...]
    certifications: tuple[Certification, ...]
    totals: Totals
    leaves: Leaves | None
    counts: UnitCounts


def figures(edition: Edition, number: int, facts: Facts) -> tuple[Figure, ...]:
    """A figure for every unit of the tree and every indicator that is the unit's own to have.

    `number` is the moment's place in the plan.
    """
    found: list[Figure] = []
    for indicator in edition.indicators:
        values = _Counting(indicator, number, facts).values()
        found += [Figure(unit=code, item=indicator.id, value=value, source=SOURCE) for code, value in values.items()]
    return tuple(found)


def has_own(indicator: Indicator, kind: UnitKind) -> bool:
    """Units of every kind show what they have; a catalogue's figures belong to those that the edition names."""
    if kind in indicator.inherits | indicator.forfeits:
        return False
    catalogued = indicator.counting is not None and indicator.counting.of in ("procedures", "communes")
    return not catalogued or kind in indicator.has | indicator.lists


def missing_facts(counting: Counting, held: Held, known_at: int) -> Table | None:
    """The first kind of facts that counting needs and nobody had loaded by the instant; None where all are there."""
    needs = list(NEEDS[counting.of])
    if counting.of in (SEEN, HELD) and any(marks_of(term) for _, term in terms_of(counting)):
        needs.append(PROCEDURES)
    if counting.of == "procedures" and HAVING.keys() & set(counting.words):
        needs.append(DOSSIERS)
    return next((table for table in needs if not held.has(table, known_at)), None)


class _Counting:
    """One indicator at one moment."""

    def __init__(self, indicator: Indicator, number: int, facts: Facts) -> None:
        self.indicator = indicator
        self.number = number
        self.facts = facts

    def values(self) -> Mapping[str, Value]:
        """The value of every unit that has one of its own; those that inherit or forfeit have none."""
        counting = self.indicator.counting
        codes = [unit.code for unit in self.facts.tree.units.values() if has_own(self.indicator, unit.kind)]
        if counting is None:
            return {code: NoData("sổ hồ sơ không cho biết số liệu này") for code in codes}
        if missing := missing_facts(counting, self.facts.held, self.facts.moment.known):
            return {code: NoData(f"chưa biết {missing.title} nào đến thời điểm này") for code in codes}
        match counting.of:
            case "dossiers" | "held_dossiers":
                return {code: self._of_dossiers(code) for code in codes}
            case "procedures":
                return self._of_procedures(codes)
            case "services":
                return self._of_services(codes)
            case "petitions":
                return self._of_petitions(codes)
            case "communes":
                return self._of_communes(codes)
            case of:
                raise ValueError(f"no facts of this kind: {of}")

    def _share(self, numerator: int, denominator: int) -> Value:
        if denominator == 0:
            return NotApplicable(f"không có {self.indicator.unit} nào để tính: {self.indicator.among}", counted=True)
        return Measured(numerator, denominator)

    def _of_dossiers(self, code: str) -> Value:
        counted = self.facts.counts.parts.get(code, {})
        counting = self.indicator.counting

        def part(name: str) -> int:
            return counted.get(Part(self.number, self.indicator.id, name), 0)

        match counting:
            case Tally():
                return Reported(count=part("numerator"))
            case Share(less=()):
                pass
            case Share(less=words):
                whole = part("denominator")
                return self._share(max(0, whole - sum(part(f"less:{word}") for word in words)), whole)
        assert isinstance(counting, Share)
        if counting.at_least:
            return self._of_total(code, part("numerator"), part("denominator"))
        return self._share(part("numerator"), part("denominator"))

    def _of_total(self, code: str, numerator: int, held: int) -> Value:
        """Synchronised dossiers of the larger of what was reported nationally and what is held.

        Where both are nothing, last year's total shared out over the period stands in; it makes the rate 0.
        """
        whole = max(held, self.facts.totals.of(code) or 0)
        return self._share(numerator, whole or self.facts.totals.stand_in(code))

    def _of_procedures(self, codes: Iterable[str]) -> Mapping[str, Value]:
        counting = self.indicator.counting
        assert isinstance(counting, Share)
        scopes = self.facts.scopes
        scope_of = {code: scopes.scope_of(self.facts.tree.units[code]) for code in codes}
        among = {scope: self._holding(counting.among, scopes.owned(scope)) for scope in set(scope_of.values())}
        good = {scope: self._holding(counting.that, found) for scope, found in among.items()}
        for word in counting.excluding:
            good = {scope: found - scopes.holding(word, self.facts.moment, found) for scope, found in good.items()}
        numerators: Mapping[str, int] = {code: len(good[scope]) for code, scope in scope_of.items()}
        if having := next((word for word in counting.that if word in HAVING), None):
            found = [(scope, own.code) for scope, owned in good.items() for own in owned]
            codes = [code for _, code in found]
            things = Things([scope for scope, _ in found], codes, codes, tuple(scope_of.items()))
            numerators = self._distinct(having, things)
        return {code: self._share(numerators.get(code, 0), len(among[scope])) for code, scope in scope_of.items()}

    def _holding(self, words: Iterable[str], among: frozenset[Own]) -> frozenset[Own]:
        for word in words:
            if word not in HAVING:
                among = self.facts.scopes.holding(word, self.facts.moment, among)
        return among

    def _distinct(self, word: str, things: Things) -> Mapping[str, int]:
        if self.facts.leaves is None:
            return {}
        return distinct(self.facts.leaves, self.facts.tree, Having(self.number, word), things)

    def _of_services(self, codes: Iterable[str]) -> Mapping[str, Value]:
        """Services that the unit or one below it applies; a service of several units is one."""
        counting = self.indicator.counting
        assert isinstance(counting, Share)
        services, tree = self.facts.scopes.offered, self.facts.tree
        units = [service.unit for service in services]
        below = tuple((code, unit) for unit in sorted(set(units)) for code in tree.chain(unit))
        things = Things(units, [each.code for each in services], [each.procedure for each in services], below)
        used = self._distinct(counting.that[0], things)
        offered = self.facts.scopes.offered_by
        return {code: self._share(used.get(code, 0), len(offered.get(code, ()))) for code in codes}

    def _of_petitions(self, codes: Iterable[str]) -> Mapping[str, Value]:
        counting = self.indicator.counting
        assert isinstance(counting, Share)
        moment = self.facts.moment
        among: Counter[str] = Counter()
        good: Counter[str] = Counter()
        for petition in self.facts.petitions:
            if all(PETITION_WORDS[word].holds(petition, moment) for word in counting.among):
                chain = self.facts.tree.chain(petition.unit)
                among.update(chain)
                kept = all(PETITION_WORDS[word].holds(petition, moment) for word in counting.that)
                if kept and not any(PETITION_WORDS[word].holds(petition, moment) for word in counting.excluding):
                    good.update(chain)
        return {code: self._share(good[code], among[code]) for code in codes}

    def _of_communes(self, codes: Iterable[str]) -> Mapping[str, Value]:
        tree = self.facts.tree
        there: Counter[str] = Counter()
        providing: Counter[str] = Counter()
        copies: Counter[str] = Counter()
        known = standing(self.facts.certifications, tree)
        for unit in tree.units.values():
            row = known.get(unit.code)
            for code in tree.chain(unit.code):
                copies[code] += (row.copies or 0) if row else 0
                if unit.kind is UnitKind.COMMUNE:
                    there[code] += 1
                    providing[code] += bool(row and row.provides)
        if isinstance(self.indicator.counting, Tally):
            return {code: Reported(count=copies[code]) for code in codes}
        return {code: self._share(providing[code], there[code]) for code in codes}


def marks_by_level(catalogue: Catalogue, moment: Moment) -> Mapping[tuple[str, int], tuple[bool, ...]]:
    """The marks that words of dossiers ask for, by procedure and level; unknown counts as not."""
    telling = catalogue.telling(moment.instant.day)
    return {key: tuple(bool(getattr(row, mark)) for mark in MARKS) for key, row in telling.items()}
