"""The codes that stand in a dossier: its own, and that of its procedure.

Both patterns take a compacted code (`codes.compact`) and are written in the syntax that Python and RE2 share, so that
a table of millions is read by `regexp_extract` with the same result. The calendar is part of the pattern: a code with
an impossible day does not match.
"""

import re
from dataclasses import dataclass
from datetime import date

from bochiso.units.codes import AGENCY_FORMS, canonical_agency_code, compact

PROCEDURE_PATTERN = rf"^([0-9]\.[0-9]{{6}})(?:\.{AGENCY_FORMS})?(?:\.[0-9]{{2}})?$"
"""A procedure, also localised, or one of its online services. Group 1 is the national core, `2.000815`."""

_LONG_MONTH = "(?:0[13578]|1[02])(?:0[1-9]|[12][0-9]|3[01])"
_SHORT_MONTH = "(?:0[469]|11)(?:0[1-9]|[12][0-9]|30)"
_FEBRUARY = "02(?:0[1-9]|1[0-9]|2[0-8])"
_LEAP_DAY = "(?:[02468][048]|[13579][26])0229"
_DAY = f"(?:20)?(?:[0-9][0-9](?:{_LONG_MONTH}|{_SHORT_MONTH}|{_FEBRUARY})|{_LEAP_DAY})"

DOSSIER_PATTERN = rf"^({AGENCY_FORMS})-({_DAY})-([0-9]{{4,7}})$"
"""A dossier. Groups: the agency as written, the day (`yymmdd` or `yyyymmdd`, of this century), the sequence."""

_PROCEDURE = re.compile(PROCEDURE_PATTERN)
_DOSSIER = re.compile(DOSSIER_PATTERN)


@dataclass(frozen=True)
class DossierCode:
    """`agency` is the canonical code of who issued it; `canonical` keeps the agency in the form it was written in.

    The two forms of one agency number their dossiers separately, so they stay two codes.
    """

    agency: str
    day: date
    sequence: str
    canonical: str


def procedure_core(text: str) -> str | None:
    """`2.000815`, ` 1.012784.h21`, `2.000815.000.00.00.H55.02` → the national core of eight characters.

    None where the text is no code of a procedure.
    """
    found = _PROCEDURE.fullmatch(compact(text))
    return found[1] if found else None


def parse_dossier_code(text: str) -> DossierCode | None:
    """`000.00.19.h47-260105-0001`, `H15.50.05.13-261008-0975`, `G09.20-20260609-0092637`; None for anything else.

    Lower case and spaces are accepted. A code whose day is in no calendar is None.
    """
    code = compact(text)
    found = _DOSSIER.fullmatch(code)
    if found is None:
        return None
    agency, day, sequence = found.groups()
    canonical = canonical_agency_code(agency)
    assert canonical is not None  # the pattern holds the agency's own
    return DossierCode(canonical, date.fromisoformat(f"20{day[-6:]}"), sequence, code)
