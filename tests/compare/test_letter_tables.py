"""The tables of a letter: every rule finds its row and leaves the near one alone."""

import pytest
from letter_support import HEAD, ids, told

HEADS = "STT\tĐơn vị\tTỷ lệ ngày 31/7/2023 (%)\tTỷ lệ ngày 31/8/2023 (%)\tTăng (+)/Giảm (-){}\n"
NAMES = ("Sở Y tế", "Sở Tư pháp", "Sở Nội vụ", "Sở Tài chính", "Sở Xây dựng", "Sở Công Thương")
TWO_LEVELS = (
    "STT\tNội dung\tNgày 31/7/2023\t\tNgày 31/8/2023\t\tTăng (+)/Giảm (-)\n"
    "\t\tSố liệu\tTỷ lệ (%)\tSố liệu\tTỷ lệ (%)\t\n"
)


def listed(values: str, unit: str = " (điểm %)", names: tuple[str, ...] = NAMES) -> str:
    """A list of six units: `60>61:+1 …`."""
    rows = []
    for n, (name, value) in enumerate(zip(names, values.split(), strict=True), 1):
        sides, _, change = value.partition(":")
        rows.append(f"{n}\t{name}\t" + "\t".join(sides.split(">")) + f"\t{change.replace('=', 'Giữ nguyên')}")
    return HEAD + "I. Biểu một\n\n" + HEADS.format(unit) + "\n".join(rows) + "\n"


SORTED = "90>95:+5 80>81:+1 70>71:+1 60>61:+1 50>50:= 40>39:-1"


@pytest.mark.parametrize(
    ("values", "rule", "found"),
    [
        (SORTED, "chenh-lech-in-sai", False),
        (SORTED.replace("+5", "+4"), "chenh-lech-in-sai", True),
        (SORTED.replace("-1", "+1"), "chenh-lech-in-sai", True),
        (SORTED.replace("+5", "5"), "chenh-lech-khong-dau", True),
        (SORTED, "chenh-lech-khong-dau", False),
        (SORTED.replace("60>61:+1", "50>50:0"), "giu-nguyen-nhieu-cach", True),
        (SORTED.replace("60>61:+1", "50>50:"), "giu-nguyen-nhieu-cach", True),
        (SORTED.replace("60>61:+1", "50>50:="), "giu-nguyen-nhieu-cach", False),
        (SORTED, "thu-tu-khong-ro", False),
        ("40>30:-10 80>81:+1 70>60:-10 60>61:+1 50>50:= 90>99:+9", "thu-tu-khong-ro", True),
    ],
)
def test_rows(values: str, rule: str, found: bool) -> None:
    assert (rule in ids(listed(values))) is found


def test_lists_in_one_common_order_are_in_order() -> None:
    mixed = listed("40>30:-10 80>81:+1 70>60:-10 60>61:+1 50>50:= 90>99:+9")
    assert "thu-tu-khong-ro" not in ids(mixed + "\nII. Biểu hai\n\n" + mixed.partition("I. Biểu một\n\n")[2])
    alphabetical = tuple(sorted(NAMES, key=lambda name: name.casefold()))
    assert "thu-tu-khong-ro" in ids(mixed) and "thu-tu-khong-ro" not in ids(
        listed("40>30:-10 80>81:+1 70>60:-10 60>61:+1 50>50:= 90>99:+9", names=alphabetical)
    )


def test_the_unit_of_a_difference_of_percentages() -> None:
    assert "diem-phan-tram" in ids(listed(SORTED, unit=" (%)"))
    assert "diem-phan-tram" not in ids(listed(SORTED))


def test_one_unit_spelled_twice() -> None:
    other = listed(SORTED, names=("Sở y tế", *NAMES[1:])).partition(HEAD)[2].replace("Biểu một", "Biểu hai")
    (finding,) = [f for f in told(listed(SORTED) + "\n" + other) if f.id == "ten-don-vi-nhieu-cach"]
    assert "Sở Y tế / Sở y tế" in finding.figures
    assert "ten-don-vi-nhieu-cach" not in ids(listed(SORTED) + "\n" + listed(SORTED).partition(HEAD)[2])


@pytest.mark.parametrize(("total", "found"), [("900", False), ("901", True)])
def test_the_row_of_totals(total: str, found: bool) -> None:
    head = "STT\tĐơn vị\tSố hồ sơ ngày 31/7/2023\tSố hồ sơ ngày 31/8/2023\tTăng (+)/Giảm (-)\n"
    rows = "".join(
        f"{n}\t{name}\t300\t{n}00\t{f'{n - 3}00' if n < 3 else '0'}\n" for n, name in enumerate(NAMES[:3], 1)
    )
    text = HEAD + "I. Biểu\n\n" + head + rows + f"\tTỔNG SỐ\t{total}\t600\t{600 - int(total)}\n"
    assert ("tong-cua-bieu" in ids(text)) is found


@pytest.mark.parametrize(
    ("row", "rule", "found"),
    [
        ("1.1\tTTHC công khai\t1.773/1.773\t100\t1.746/1.746\t100\tGiữ nguyên", "giu-nguyen-ma-so-dem-doi", True),
        ("1.1\tTTHC công khai\t1.773/1.773\t100\t1.773/1.773\t100\tGiữ nguyên", "giu-nguyen-ma-so-dem-doi", False),
        ("2.1\tTỷ lệ đúng hạn\t\t95,41\t95,03\t\t-0,38", "gia-tri-lech-cot", True),
        ("2.1\tTỷ lệ đúng hạn\t\t95,41\t\t95,03\t-0,38", "gia-tri-lech-cot", False),
        ("1.2\tHồ sơ đã đồng bộ\t378.113\t90,19\t422.402\t94,97\tTăng 44.289 hồ sơ", "chenh-lech-in-sai", False),
        ("1.2\tHồ sơ đã đồng bộ\t378.113\t90,19\t422.402\t94,97\tTăng 44.298 hồ sơ", "chenh-lech-in-sai", True),
        ("1.2\tHồ sơ đã đồng bộ\t378.113\t90,19\t422.402\t94,97\t+44.289", "chenh-lech-khong-don-vi", True),
        ("1.2\tHồ sơ đã đồng bộ\t378.113\t90,19\t422.402\t94,97\t+44.289 hồ sơ", "chenh-lech-khong-don-vi", False),
    ],
)
def test_counts_and_rates_side_by_side(row: str, rule: str, found: bool) -> None:
    other = "3.1\tTTHC một phần\t151\t8,52\t151\t8,65\t+0,13"
    assert (rule in ids(f"{HEAD}Biểu\n\n{TWO_LEVELS}{row}\n{other}\n")) is found


@pytest.mark.parametrize(
    ("text", "rule", "found"),
    [
        ("I. MỘT\n\nII. HAI\n\nII. BA\n", "so-muc-trung", True),
        ("I. MỘT\n\n1. Việc một\n\nII. HAI\n\n1. Việc hai\n", "so-muc-trung", False),
        ("1. Một\n\n1.1. Hai\n\n1.1. Ba\n", "so-muc-trung", True),
        (
            "(Chi tiết tại Phụ lục III kèm theo)\n\nPhụ lục I\n\nBIỂU MỘT\n\nPhụ lục II\n\nBIỂU HAI\n",
            "phu-luc-khong-co",
            True,
        ),
        (
            "(Chi tiết tại Phụ lục I, II kèm theo)\n\nPhụ lục I\n\nBIỂU MỘT\n\nPhụ lục II\n\nBIỂU HAI\n",
            "phu-luc-khong-co",
            False,
        ),
        ("Chi tiết tại Phụ lục số VI.\n\nPHỤ LỤC\n\nI. BIỂU MỘT\n\nII. BIỂU HAI\n", "phu-luc-khong-co", True),
        ("Chi tiết tại Phụ lục số II.\n\nPHỤ LỤC\n\nI. BIỂU MỘT\n\nII. BIỂU HAI\n", "phu-luc-khong-co", False),
        ("Theo Phụ lục III Nghị định số 30/2020/NĐ-CP.\n\nPhụ lục I\n\nBIỂU\n", "phu-luc-khong-co", False),
        ("Trên Cổng Dịch vụ công quốc gia và Công DVC quốc gia.", "ten-cong-nhieu-cach", True),
        ("Trên Cổng Dịch vụ công quốc gia; dịch vụ công dịch vụ công.", "ten-cong-nhieu-cach", False),
    ],
)
def test_the_form_of_a_letter(text: str, rule: str, found: bool) -> None:
    assert (rule in ids(HEAD + text)) is found


@pytest.mark.parametrize(
    "head",
    [
        "TT\tChỉ tiêu\tKỳ trước\tKỳ này\tChênh lệch",
        "TT\tChỉ tiêu\tTháng 7/2023\tTháng 8/2023\tBiến động",
        "TT\tChỉ tiêu\tTháng 8 năm 2023\tTháng 7 năm 2023\tTăng/giảm",
    ],
)
def test_other_ways_to_head_a_table(head: str) -> None:
    sides = ("60,5\t63,0", "63,0\t60,5")["8 năm" in head]
    text = HEAD + f"Tỷ lệ hồ sơ nộp trực tuyến giảm.\n\nBiểu\n\n{head}\n1\tTỷ lệ hồ sơ nộp trực tuyến\t{sides}\t+2,4\n"
    assert {"loi-van-nguoc-so-lieu", "chenh-lech-in-sai"} <= ids(text)
