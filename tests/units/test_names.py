"""Which spellings are one name, and which are not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bochiso.units.names import Reading, name_key, readings, without_marks

SAME = [
    ("Sở Nông nghiệp và PTNT", "Sở Nông nghiệp và Phát triển Nông thôn"),
    ("Sở NN&PTNT", "Sở Nông nghiệp và Phát triển nông thôn"),
    ("Sở NN và PTNT", "Sở Nông nghiệp và Phát triển nông thôn"),
    ("Sở NNPTNT", "Sở Nông nghiệp & PTNT"),
    ("Sở GTVT", "Sở Giao thông Vận tải"),
    ("Sở KH&ĐT", "Sở Kế hoạch và Đầu tư"),
    ("Sở KHĐT", "Sở KH & ĐT"),
    ("Sở TN&MT", "Sở Tài Nguyên và Môi trường"),
    ("Sở LĐTBXH", "Sở Lao động - Thương binh và Xã hội"),
    ("Sở LĐ-TB&XH", "Sở Lao động, Thương binh và Xã hội"),
    ("Sở LĐ-TB và XH", "Sở Lao động – Thương binh & Xã hội"),
    ("Sở TTTT", "Sở Thông tin và Truyền thông"),
    ("Sở TT&TT", "Sở Thông tin & Truyền thông"),
    ("Sở VHTTDL", "Sở Văn hóa, Thể thao và Du lịch"),
    ("Sở VH,TT&DL", "Sở Văn hoá, Thể thao và Du lịch"),
    ("Sở GD&ĐT", "Sở Giáo dục và Đào tạo"),
    ("Sở KH&CN", "Sở Khoa học và Công nghệ"),
    ("Sở NN&MT", "Sở Nông nghiệp và Môi trường"),
    ("Sở DT&TG", "Sở Dân tộc và Tôn giáo"),
    ("BQL các KCN", "Ban Quản lý các khu công nghiệp"),
    ("VP UBND tỉnh", "Văn phòng Uỷ ban nhân dân tỉnh"),
    ("Ủy ban nhân dân huyện Đại Từ", "UBND huyện Đại Từ"),
    ("Uỷ ban nhân dân huyện Định Hoá", "UBND huyện Định Hóa"),
    ("UBND TP Thái Nguyên", "UBND thành phố Thái Nguyên"),
    ("UBND TP. Phổ Yên", "UBND Thành phố Phổ Yên"),
    ("huyện Võ Nhai", "UBND huyện Võ Nhai"),
    ("UBND tỉnh Hoà Bình", "UBND tỉnh Hòa Bình"),
    ("xã Bình Thuỷ", "xã Bình Thủy"),
    ("  SỞ   Y\u00a0TẾ ", "Sở Y tế"),
    ("Sở Nội vụ\u200b", "Sở Nội vụ"),
    ("Ð\u1ea1i T\u1eeb", "Đại Từ"),
]
DIFFERENT = [
    ("UBND huyện Phú Bình", "Sở Phú Bình"),
    ("UBND tỉnh Thái Nguyên", "UBND thành phố Thái Nguyên"),
    ("UBND xã Tân Hòa", "UBND phường Tân Hòa"),
    ("Sở Nội vụ", "Sở Ngoại vụ"),
    ("Sở Nội vụ", "So Noi vu"),
    ("UBND huyện Đồng Hỷ", "UBND huyện Đồng Hý"),
    ("Thanh tra tỉnh", "Thanh tra"),
]
WORDS = ["ủy", "ban", "nhân", "dân", "UBND", "tp", "nn", "tt", "ptnt", "kh", "đt", "tb", "xh", "và", "&", "-", "hoá"]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_same_name(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)
    assert name_key(unicodedata.normalize("NFD", one)) == name_key(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_name(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@given(
    st.one_of(st.text(), st.lists(st.sampled_from(WORDS)).map(" ".join), st.lists(st.sampled_from(WORDS)).map("".join))
)
def test_key_of_a_key_is_the_key(text: str) -> None:
    key = name_key(text)
    assert name_key(key) == key
    assert unicodedata.is_normalized("NFC", key)


def test_places_named_behind_a_unit() -> None:
    portal = list(readings("Sở Công Thương - tỉnh Gia Lai"))
    assert portal[0] == Reading("sở công thương tỉnh gia lai")
    assert Reading("sở công thương", "tỉnh gia lai") in portal
    assert Reading("xã kông bơ la", "gia lai") in readings("UBND xã Kông Bơ La - Gia Lai")
    assert Reading("thanh tra tỉnh", "tỉnh thái nguyên") in readings("Thanh tra tỉnh Thái Nguyên")


def test_marks_fall_only_for_near_misses() -> None:
    assert without_marks(name_key("UBND huyện Đại Từ")) == "huyen dai tu"
