"""Agency codes in the forms of QCVN 102:2016/BTTTT and of Decision 20/2020/QĐ-TTg."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bochiso.units.codes import canonical_agency_code, kind_of_code, parent_of_code
from bochiso.units.tree import UnitKind


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("000.00.00.H55", "H55"),
        ("000.00.12.H55", "H55.12"),
        ("000.03.12.H55", "H55.12.03"),
        ("000.00.00.G09", "G09"),
        ("H55", "H55"),
        ("H55.12", "H55.12"),
        ("H55.242", "H55.242"),
        ("H55.12.03", "H55.12.03"),
        (" h55.12 ", "H55.12"),
        ("000 . 00. 12 .h55", "H55.12"),
        # Heads of dossier codes that were really issued (Quảng Nam, Thanh Hóa, Quảng Ngãi, Huế, Đắk Lắk, Bộ Nội vụ).
        ("000.00.19.H47", "H47.19"),
        ("000.17.22.H56", "H56.22.17"),
        ("000.00.53.H48", "H48.53"),
        ("H57.132", "H57.132"),
        ("H15.50.05.13", "H15.50.05.13"),
        ("G09.20", "G09.20"),
        ("001.17.22.H56", "H56.22.17.001"),
    ],
)
def test_every_form_gives_the_later_one(written: str, canonical: str) -> None:
    assert canonical_agency_code(written) == canonical


@pytest.mark.parametrize(
    "written",
    [
        *("", "55", "X55", "H5", "H555", "H00", "H55.", "H55.1", "H55.1234", "H55.00", "H55.01.02.03.04", "000.12.H55"),
        *("000.17.00.H56", "H55:so-noi-vu", "2.000815", "VN", "Sở Nội vụ", "H55.12-240823-0001", "H٥٥"),
    ],
)
def test_what_is_no_agency_code(written: str) -> None:
    assert canonical_agency_code(written) is None
    assert kind_of_code(written) is None
    assert parent_of_code(written) is None


@pytest.mark.parametrize(
    ("code", "kind", "parent"),
    [
        ("H55", UnitKind.PROVINCE, None),
        ("G09", UnitKind.MINISTRY, None),
        ("H55.12", UnitKind.DEPARTMENT, "H55"),
        ("000.00.12.H55", UnitKind.DEPARTMENT, "H55"),
        ("H55.242", UnitKind.COMMUNE, "H55"),
        ("G09.20", UnitKind.DEPARTMENT, "G09"),
        ("G09.200", None, "G09"),
        ("H56.22.17", None, "H56.22"),
        ("K12", None, None),
    ],
)
def test_what_a_code_tells(code: str, kind: UnitKind | None, parent: str | None) -> None:
    assert kind_of_code(code) is kind
    assert parent_of_code(code) == parent


@given(st.text(alphabet="0123HhGK. ", max_size=14))
def test_canonical_form_is_stable(text: str) -> None:
    code = canonical_agency_code(text)
    assert code is None or canonical_agency_code(code) == code
