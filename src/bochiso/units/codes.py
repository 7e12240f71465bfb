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

_ROOT = r"[GHABCDEK](?!00)\d\d"
_OLD = re.compile(rf"(\d{{3}})\.(\d\d)\.(\d\d)\.({_ROOT})", re.ASCII)
_NEW = re.compile(rf"{_ROOT}(\.\d{{2,3}}){{0,3}}", re.ASCII)


def canonical_agency_code(text: str) -> str | None:
    """`000.00.12.h55`, ` H55.12 ` → `H55.12`; `000.17.22.H56` → `H56.22.17`; None where it is no agency code.

    Accepts lower case and spaces. A group of the fourth level keeps the three digits of the old form.
    """
    code = "".join(text.split()).upper()
    if old := _OLD.fullmatch(code):
        lowest, third, second, root = old.groups()
        return _joined(root, (second, third, lowest))
    if _NEW.fullmatch(code) and not any(map(_empty, code.split(".")[1:])):
        return code
    return None


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


def _joined(root: str, groups: tuple[str, ...]) -> str | None:
    while groups and _empty(groups[-1]):
        groups = groups[:-1]
    return None if any(map(_empty, groups)) else ".".join((root, *groups))


def _empty(group: str) -> bool:
    return not group.strip("0")
