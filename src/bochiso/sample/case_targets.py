"""What the sample of Thái Nguyên has to count to, as of 16:30 on 31/7 and on 31/8/2023.

The province's figures are those printed in letter 2062/SNV-CCHC of 05/9/2023 (Sở Nội vụ, tỉnh Thái Nguyên) and its
annex. Where the paper prints a rate alone, the sample takes counts that print it: per unit those of `case-units.csv`,
which also add up to the province's totals. `case-procedures.csv` says how many procedures of each office have which
part in the payment figures, so that the distinct procedures come out as printed.
"""

import csv
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

from bochiso.exact import Tie, rounded

Pair = tuple[int, int]
"""A count at the first date and at the second."""

FIRST_DAY = date(2023, 1, 3)
DATES = date(2023, 7, 31), date(2023, 8, 31)
RECEIVED: Pair = (419_254, 444_772)
SYNCED: Pair = (378_113, 422_402)
REUSED: Pair = (184_314, 229_180)
PROCEDURES: Pair = (1_773, 1_746)
PARTIAL: Pair = (151, 151)
FULL: Pair = (824, 810)

ON_TIME_RATE = "95.41", "95.03"
ONLINE_RATE = "71.67", "72.91"
ONLINE_ON_TIME_RATE = "94.16", "94.31"
SATISFIED_RATE = "92.62", "92.94"
DIGITISED_RATE = "78.63", "79.77"
ELECTRONIC_RATE = "31.73", "35.95"

PETITIONS: Pair = (31, 40)
ABOUT_RULES: Pair = (15, 19)

STOPPED = "H55:huyen-dai-tu"
LAST_SENT = date(2023, 8, 15)
"""From the day after this one, the portal takes no dossier of the district `STOPPED` or of its communes."""

WITHDRAWN_ON = date(2023, 8, 15)
"""The day from which procedures that end in August are no longer in force; one of them has dossiers."""

_DATA = Path(__file__).with_name("data")


@dataclass(frozen=True)
class UnitTargets:
    """Of one department or district with all its communes; `share` is in ten thousand of all dossiers.

    `overdue` are open dossiers past due (the province's view), `fee` and `paid` dossiers that the portal holds.
    """

    unit: str
    share: int
    online_1: int
    procedures_1: int
    online_2: int
    procedures_2: int
    paid_1: int
    fee_1: int
    paid_2: int
    fee_2: int
    overdue_1: int
    overdue_2: int
    communes: int
    providing: int
    copies_1: int
    copies_2: int

    @property
    def district(self) -> bool:
        return self.communes > 0


@dataclass(frozen=True)
class Roles:
    """How many procedures of an office (or of all districts, all communes) have which part in the payment figures.

    Paid online at both dates, filed online or only at the counter; paid `later`, though with dossiers at the first
    date; `new`: begun and paid in August; never paid online; without dossiers (`idle`); free, but filed online.
    """

    pool: str
    paid_online: int
    paid_counter: int
    paid_later: int
    paid_new: int
    unpaid_online: int
    unpaid_counter: int
    idle_fee: int
    idle_new: int
    other_online: int


@cache
def unit_targets() -> tuple[UnitTargets, ...]:
    return tuple(UnitTargets(unit, *map(int, rest)) for unit, *rest in _rows("case-units.csv", UnitTargets))


@cache
def roles() -> tuple[Roles, ...]:
    return tuple(Roles(pool, *map(int, rest)) for pool, *rest in _rows("case-procedures.csv", Roles))


def printing(rate: str, denominator: int) -> int:
    """The count nearest to the rate that prints it over the denominator. Raises `ValueError` where none does."""
    printed = Decimal(rate)
    count = int(rounded(Fraction(printed) * denominator / 100, 0, Tie.UP))
    if rounded(Fraction(100 * count, denominator), 2, Tie.UP) != printed:
        raise ValueError(f"no count of {denominator} prints {rate} %")
    return count


def _rows(name: str, kind: type[UnitTargets] | type[Roles]) -> list[list[str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == [field.name for field in fields(kind)], name
    return rows
