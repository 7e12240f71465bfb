"""Tables of units with one mistake each, and the words that the message about it must contain."""

from pathlib import Path

import pytest

from bochiso.errors import BochisoError
from bochiso.units.registry import read_registry
from bochiso.units.table import parse_units

HEADER = "code,name,kind,parent,valid_from,valid_to,aliases,successor\n"

BROKEN = {
    "unknown kind": ("H55,A,sở,,,,,", ["dòng 2", "loại đơn vị «sở»", "department"]),
    "bad date": ("H55,A,province,,31/12/2024,,,", ["dòng 2", "valid_from", "«31/12/2024»", "2025-07-01"]),
    "empty code": (",A,province,,,,,", ["dòng 2", "ô «code» để trống"]),
    "empty name": ("H55,,province,,,,,", ["dòng 2", "ô «name» để trống"]),
    "too many cells": ("H55,Sở Văn hóa, Thể thao,province,,,,,,", ["dòng 2", "nhiều ô hơn", "ngoặc kép"]),
    "same code": ("H55,A,province,,,,,\nH55,B,province,,,,,", ["dòng 3", "mã H55 đã có tại units.csv, dòng 2"]),
    "codes overlap by a day": (
        "H55,A,province,,,2025-07-02,,\nH55,B,province,,2025-07-01,,,",
        ["dòng 3", "trùng nhau", "«valid_to» đúng ngày"],
    ),
    "no parent": ("H55.12,A,department,H55,,,,", ["dòng 2", "cấp trên H55", "không có trong danh mục"]),
    "no successor": ("H03,A,province,,,2025-07-01,,H55", ["dòng 2", "đơn vị kế tiếp H55", "successor"]),
    "ends before it starts": ("H55,A,province,,2025-07-01,2025-06-30,,", ["dòng 2", "2025-06-30", "2025-07-01"]),
    "ends as it starts": ("H55,A,province,,2025-07-01,2025-07-01,,", ["dòng 2", "không tồn tại ngày nào"]),
    "parent of itself": ("H55,A,province,H55,,,,", ["dòng 2", "cấp trên đi thành vòng: H55 → H55"]),
    "circle of parents": (
        "H55,A,province,H56,,,,\nH56,B,province,H55,,,,",
        ["dòng 2", "cấp trên đi thành vòng: H55 → H56 → H55"],
    ),
    "circle of successors": (
        "H55,A,province,,,2025-07-01,,H56\nH56,B,province,,,2025-07-01,,H55",
        ["dòng 2", "đơn vị kế tiếp đi thành vòng: H55 → H56 → H55"],
    ),
    "one name for two": (
        "H55,A,province,,,,,\nH55.01,Sở Y tế,department,H55,,,,\nH55.02,B,department,H55,,,SỞ Y TẾ,",
        ["dòng 4", "«sở y tế»", "H55.01"],
    ),
}


@pytest.mark.parametrize(("rows", "words"), BROKEN.values(), ids=BROKEN)
def test_broken_table(rows: str, words: list[str]) -> None:
    with pytest.raises(BochisoError) as caught:
        parse_units("units.csv", HEADER + rows + "\n")
    assert len(caught.value.problems) == 1
    message = str(caught.value)
    for word in ["units.csv", "Vì sao", "Cách sửa", *words]:
        assert word in message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"code,name\nH55,A\n", ["dòng 1", "thiếu cột «kind»"]),
        (b"", ["thiếu cột «code»"]),
        ((HEADER.strip() + ",ghichu\n").encode(), ["dòng 1", "cột «ghichu»", "aliases"]),
        ("code,name,kind\nH55,Tỉnh,province\n".encode("utf-16"), ["UTF-8"]),
        (None, ["không đọc được tệp", "kiểm tra đường dẫn"]),
    ],
)
def test_broken_file(tmp_path: Path, content: bytes | None, words: list[str]) -> None:
    path = tmp_path / "units.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BochisoError) as caught:
        read_registry(path)
    for word in ["units.csv", *words]:
        assert word in str(caught.value)


def test_all_problems_of_all_files_at_once(tmp_path: Path) -> None:
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    one.write_text(HEADER + "H55,A,tỉnh,,,,,\nH55.01,B,department,H55,,,,\n", encoding="utf-8")
    other.write_text(HEADER + "\nH55.02,C,department,H56,x,,,\nH55.03,D,department,H99,,,,\n", encoding="utf-8")
    with pytest.raises(BochisoError) as caught:
        read_registry(one, other)
    assert [problem.where for problem in caught.value.problems] == [
        "one.csv, dòng 2",
        "other.csv, dòng 3",
        "other.csv, dòng 4",
    ]
