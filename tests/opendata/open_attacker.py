"""Somebody who has the published table and the tree, and wants to know what is withheld.

Written apart from the code that withholds: what the attacker knows of the editions is put down here by hand, and what
follows from it is found by solving the equations over whole numbers. The test lends it the truth, only to look for other
solutions near by first; where it finds none, it has gone through all of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from bochiso.index.model import Edition, Linear, Target
from bochiso.opendata.table import Row
from bochiso.score.snapshot import Measured, NotApplicable, Reported, Snapshot

Name = tuple[str, str, str]
"""Unit, indicator, and n, d or r (the rest); for a difference, the indicator is `whole>part`; `+unit` is its rest."""

EQUAL = {
    "766/portal-2026": [("3.3d", "2.1d"), ("3.4d", "2.1d"), ("5.4d", "2.1d"), ("4.2d", "2.1d"), ("4.3d", "4.2d"), ("4.4d", "4.2d"), ("4.5bd", "4.2d"), ("5.1bd", "5.1ad"), ("5.1bn", "5.1ar"), ("1.4n", "2.1d")],
    "766/portal-2022": [("1.2n", "2.1d"), ("3.4d", "2.1d"), ("5.2d", "2.1d"), ("6.1d", "2.1d"), ("6.4d", "1.2n"), ("3.5d", "3.4n")],
}  # fmt: skip
WITHIN = {
    "766/portal-2026": [("5.4n", "2.1n"), ("3.6d", "2.1d"), ("4.1d", "2.1d"), ("5.3d", "5.2d"), ("5.1ad", "5.3d"), ("3.3n", "3.4r")],
    "766/portal-2022": [("3.5n", "2.1n"), ("3.5r", "2.1r"), ("5.2n", "2.1n"), ("4.2d", "2.1d"), ("6.2d", "2.1d"), ("5.1d", "5.4d"), ("5.3d", "5.1d")],
}  # fmt: skip
"""Part and whole: the part cannot be more, and what the whole has beyond it is a count of persons' matters too."""

MOST = 5_000
"""Steps after which a search gives up: the attack has failed then."""


MOST_OF_ALL = 10**7


class GaveUp(Exception):
    """The search found no end."""


def of_people(edition: Edition) -> list[str]:
    return [each.id for each in edition.indicators if each.unit == "hồ sơ"]


@dataclass
class Equations:
    """Whole numbers from 0 up, and sums of them that are known."""

    names: list[Name] = field(default_factory=list)
    number: dict[Name, int] = field(default_factory=dict)
    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)
    sums: list[list[tuple[int, int]]] = field(default_factory=list)
    of: list[list[int]] = field(default_factory=list)

    def variable(self, name: Name) -> int:
        if name not in self.number:
            self.number[name] = len(self.names)
            self.names.append(name)
            self.low.append(0)
            self.high.append(MOST_OF_ALL)
            self.of.append([])
        return self.number[name]

    def zero(self, *terms: tuple[int, Name]) -> None:
        """The sum of the terms is 0."""
        made = [(factor, self.variable(name)) for factor, name in terms]
        for _, place in made:
            self.of[place].append(len(self.sums))
        self.sums.append(made)

    def between(self, name: Name, low: int, high: int) -> None:
        place = self.variable(name)
        self.low[place], self.high[place] = max(low, self.low[place]), min(high, self.high[place])

    def narrow(self, low: list[int], high: list[int], waiting: set[int]) -> bool:
        """Draw every bound as far as the sums allow; False where nothing is left."""
        while waiting:
            terms = self.sums[waiting.pop()]
            least = sum(f * (low[x] if f > 0 else high[x]) for f, x in terms)
            most = sum(f * (high[x] if f > 0 else low[x]) for f, x in terms)
            if least > 0 or most < 0:
                return False
            for f, x in terms:
                others_least = least - f * (low[x] if f > 0 else high[x])
                others_most = most - f * (high[x] if f > 0 else low[x])
                floor, ceiling = (-others_most, -others_least) if f > 0 else (others_least, others_most)
                if floor > low[x] or ceiling < high[x]:
                    before = low[x], high[x]
                    low[x], high[x] = max(low[x], floor), min(high[x], ceiling)
                    if low[x] > high[x]:
                        return False
                    least += f * (low[x] - before[0]) if f > 0 else f * (high[x] - before[1])
                    most += f * (high[x] - before[1]) if f > 0 else f * (low[x] - before[0])
                    waiting.update(self.of[x])
        return True

    def other_than(self, truth: Sequence[int], place: int) -> bool:
        """Whether a solution exists in which this number is another."""
        for low_bound, high_bound in ((0, truth[place] - 1), (truth[place] + 1, self.high[place])):
            low, high = list(self.low), list(self.high)
            low[place], high[place] = max(low[place], low_bound), min(high[place], high_bound)
            if low[place] <= high[place] and self.solvable(low, high, truth, set(self.of[place]), [0]):
                return True
        return False

    def solvable(self, low: list[int], high: list[int], truth: Sequence[int], new: set[int], steps: list[int]) -> bool:
        steps[0] += 1
        if steps[0] > MOST:
            raise GaveUp
        if not self.narrow(low, high, new):
            return False
        guess = [min(max(value, a), b) for value, a, b in zip(truth, low, high, strict=True)]
        wrong = next((terms for terms in self.sums if sum(f * guess[x] for f, x in terms)), None)
        if wrong is None:
            return True
        off = sum(f * guess[x] for f, x in wrong)
        free = [(f, x) for f, x in wrong if low[x] < high[x]]
        free.sort(key=lambda term: low[term[1]] > truth[term[1]] or high[term[1]] < truth[term[1]])
        factor, x = free[0]
        up = (off < 0) == (factor > 0)
        ways = [(guess[x] + 1, high[x]), (guess[x], guess[x]), (low[x], guess[x] - 1)]
        for a, b in ways if up else ways[::-1]:
            if a <= b:
                lower, upper = list(low), list(high)
                lower[x], upper[x] = a, b
                if self.solvable(lower, upper, truth, set(self.of[x]), steps):
                    return True
        return False


@dataclass
class Attack:
    """The truth, to tell what is a success; and the equations of somebody who has only the table."""

    edition: Edition
    truth: Mapping[Name, int]
    equations: Equations

    def leaks(self, *, search: bool = True) -> Iterator[str]:
        """Every number of 1 to 4 that the table prints or gives away; without a search, what bounds alone tell."""
        equations = self.equations
        low, high = list(equations.low), list(equations.high)
        assert equations.narrow(low, high, set(range(len(equations.sums)))), "the table contradicts itself"
        equations.low, equations.high = low, high
        truth = [self.truth[name] for name in equations.names]
        for place, name in enumerate(equations.names):
            if 0 < truth[place] < 5 and (low[place] == high[place] or (search and self._pinned(truth, place))):
                yield f"{name} = {truth[place]}"

    def _pinned(self, truth: Sequence[int], place: int) -> bool:
        try:
            return not self.equations.other_than(truth, place)
        except GaveUp:
            return False


def attack(rows: Sequence[Row], snapshot: Snapshot, edition: Edition, *, only: Sequence[str] = ()) -> Attack:
    """Put down all that the table and the tree say, of the indicators `only` (all that count people's matters)."""
    truth = _truth(snapshot, [item for item in of_people(edition) if not only or item in only])
    equations = Equations()
    units = {unit.code for unit in snapshot.units}
    children = {code: [unit.code for unit in snapshot.units if unit.parent == code] for code in units}
    kinds = sorted({name[1:] for name in truth})
    for item, role in kinds:
        for unit in sorted(units):
            _sum_of(equations, truth, (unit, item, role), children[unit])
    for unit, item, role in list(truth):
        if role == "d" and (unit, item, "n") in truth:
            equations.zero((1, (unit, item, "d")), (-1, (unit, item, "n")), (-1, (unit, item, "r")))
        if ">" in item:
            whole, part = item.split(">")
            terms = (unit, whole[:-1], whole[-1]), (unit, part[:-1], part[-1])
            equations.zero((1, terms[0]), (-1, terms[1]), (-1, (unit, item, role)))
    for one, other in EQUAL[edition.id] if snapshot.view == "portal" else ():
        for unit in units:
            names = (unit, one[:-1], one[-1]), (unit, other[:-1], other[-1])
            if all(name in truth for name in names):
                equations.zero((1, names[0]), (-1, names[1]))
    for row in rows:
        _read(equations, truth, row)
    for unit in units:
        _read_points(equations, {row.item: row for row in rows if row.unit == unit}, edition, truth, unit)
    return Attack(edition, truth, equations)


def _truth(snapshot: Snapshot, items: Sequence[str]) -> dict[Name, int]:
    truth: dict[Name, int] = {}
    for figure in snapshot.figures:
        if figure.item in items:
            match figure.value:
                case Measured(n, d):
                    pass
                case NotApplicable(counted=True):
                    n = d = 0
                case Reported(count=int(count)):
                    truth[figure.unit, figure.item, "n"] = count
                    continue
                case _:
                    continue
            truth |= {(figure.unit, figure.item, role): value for role, value in (("n", n), ("d", d), ("r", d - n))}
    for part, whole in WITHIN[snapshot.edition]:
        for unit in snapshot.units:
            small = truth.get((unit.code, part[:-1], part[-1]))
            large = truth.get((unit.code, whole[:-1], whole[-1]))
            if small is not None and large is not None:
                truth[unit.code, f"{whole}>{part}", "r"] = large - small
    return truth


def _sum_of(equations: Equations, truth: dict[Name, int], name: Name, children: Sequence[str]) -> None:
    """The unit is its units and a rest; the attacker is told of units that have nothing of their own at all."""
    unit, *kind = name
    below = [(child, *kind) for child in children if (child, *kind) in truth]
    if name not in truth or not below:
        return
    rest = ("+" + unit, kind[0], kind[1])
    truth[rest] = truth[name] - sum(truth[child[0], child[1], child[2]] for child in below)
    equations.zero((1, name), (-1, rest), *((-1, (child[0], child[1], child[2])) for child in below))
    if name[2] == "d" and truth[rest] == 0:
        equations.between(rest, 0, 0)


def _read(equations: Equations, truth: Mapping[Name, int], row: Row) -> None:
    for role, value in (("n", row.numerator), ("d", row.denominator)):
        name = (row.unit, row.item, role)
        if name in truth and value is not None:
            assert value == truth[name]
            equations.between(name, value, value)
    if row.rate is not None and row.denominator is None and (row.unit, row.item, "d") in truth:
        raise AssertionError("a rate beside a withheld denominator")


def _read_points(
    equations: Equations, rows: Mapping[str, Row], edition: Edition, truth: Mapping[Name, int], unit: str
) -> None:
    """Points that are printed, or left over of an axis, are those of few numerators, where the denominator is known."""
    axes = {axis.code: rows[axis.code].points for axis in edition.axes if axis.code in rows}
    total = rows["total"].points if "total" in rows else None
    unknown = [code for code, value in axes.items() if value is None]
    if total is not None and len(unknown) == 1:
        axes[unknown[0]] = total - sum(value for value in axes.values() if value is not None)
    for code, points in axes.items():
        parts = {each.id: rows[each.id].points for each in edition.of_axis(code) if each.scored and each.maximum}
        missing = [item for item, value in parts.items() if value is None]
        if points is not None and len(missing) == 1:
            parts[missing[0]] = points - sum(value for value in parts.values() if value is not None)
        for item, value in parts.items():
            indicator = edition.indicator(item)
            assert indicator is not None and indicator.maximum is not None
            whole, factor = _known(equations, (unit, item, "d")), Fraction(1)
            if indicator.times:
                numerator, denominator = (_known(equations, (unit, indicator.times, role)) for role in "nd")
                factor = Fraction(numerator, denominator) if numerator and denominator else Fraction(0)
            known = (unit, item, "n") not in truth or _known(equations, (unit, item, "n")) is not None
            if value is None or not whole or known or not factor:
                continue
            target = indicator.rule.target if isinstance(indicator.rule, Target) else Fraction(1)
            assert isinstance(indicator.rule, Linear | Target)
            exact = [
                Fraction(indicator.maximum) * min(Fraction(1), Fraction(n, whole) * factor / target)
                for n in range(whole + 1)
            ]
            fitting = [n for n, each in enumerate(exact) if abs(each - Fraction(value)) <= Fraction(6, 1000)]
            if fitting:
                equations.between((unit, item, "n"), min(fitting), max(fitting))


def _known(equations: Equations, name: Name) -> int | None:
    place = equations.number.get(name)
    return equations.low[place] if place is not None and equations.low[place] == equations.high[place] else None
