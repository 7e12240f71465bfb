"""Codes of agencies: one canonical form for every form in which they are written.

Two regulations give the forms. QCVN 102:2016/BTTTT writes four groups from the lowest level to the highest,
`000.ZZ.YY.Hnn`, zeros where a level is empty. Decision 20/2020/QĐ-TTg (amended by 09/2025/QĐ-TTg) writes from the
highest to the lowest, without zeros: `Hnn.YY[.ZZ[.VV]]`. Ours is the later one. The communes of 1 July 2025 carry
three digits (H55.242).

A code that bochiso gave itself for want of a published one has a colon (`H55:so-noi-vu`); it is nobody's official
code, and nothing here takes it for one.
"""

import re

from bochiso.units.tree import UnitKind

CODE_SPACES = "[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]"
"""What `compact` drops, for Python and for RE2 alike: every kind of space, and letters of no width."""

_TWO = "(?:0[1-9]|[1-9][0-9])"
_THREE = "(?:00[1-9]|0[1-9][0-9]|[1-9][0-9][0-9])"
_ROOT = f"[GHABCDEK]{_TWO}"
_OLD_FORM = rf"(?:000\.(?:00\.(?:00|{_TWO})|{_TWO}\.{_TWO})|{_THREE}\.{_TWO}\.{_TWO})\.{_ROOT}"
_NEW_FORM = rf"{_ROOT}(?:\.(?:{_THREE}|{_TWO})){{0,3}}"
AGENCY_FORMS = f"(?:{_OLD_FORM}|{_NEW_FORM})"
"""A compacted agency code in either form, in a syntax that Python and RE2 (DuckDB) share; without groups."""

_AGENCY = re.compile(AGENCY_FORMS)


def compact(text: str) -> str:
    """A code as codes are compared: in capitals, without spaces.

    In SQL: `regexp_replace(upper(text), CODE_SPACES, '', 'g')`.
    """
    return re.sub(CODE_SPACES, "", text).upper()


def canonical_agency_code(text: str) -> str | None:
    """`000.00.12.h55`, ` H55.12 ` → `H55.12`; `000.17.22.H56` → `H56.22.17`; None where it is no agency code.

    Accepts lower case and spaces. A group of the fourth level keeps the three digits of the old form.
    """
    code = compact(text)
    if not _AGENCY.fullmatch(code):
        return None
    groups = code.split(".")
    if groups[0].isdigit():
        groups.reverse()
    return ".".join(group for group in groups if group.strip("0"))


def kind_of_code(code: str) -> UnitKind | None:
    """What the form of a code tells about its unit; None where the form alone does not decide.

    `H55` is a province, `G09` a ministry, three digits are a commune. Two digits are called a department, but until
    1 July 2025 districts had two digits as well, and only the registry can tell the one from the other. Below that
    (`H56.22.17`: a commune of a district, or an office of a department) only the registry knows.
    """
    canonical = canonical_agency_code(code)
    if canonical is None or canonical[0] not in "GH":
        return None
    match [len(group) for group in canonical.split(".")[1:]]:
        case []:
            return UnitKind.PROVINCE if canonical[0] == "H" else UnitKind.MINISTRY
        case [2]:
            return UnitKind.DEPARTMENT
        case [3] if canonical[0] == "H":
            return UnitKind.COMMUNE
        case _:
            return None


def parent_of_code(code: str) -> str | None:
    """`H55.12.03` → `H55.12` → `H55` → None: the agency above, as far as the code itself names it."""
    canonical = canonical_agency_code(code)
    if canonical is None or "." not in canonical:
        return None
    return canonical.rpartition(".")[0]
