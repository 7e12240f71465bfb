"""The shipped units, resolving at a date, and tables with one mistake each."""

import time
from datetime import date
from pathlib import Path

import pytest

from bochiso.errors import BochisoError
from bochiso.units.registry import DATA, PROVINCES, THAI_NGUYEN_2023, Registry, default_registry, read_registry
from bochiso.units.table import parse_units
from bochiso.units.tree import Unit, UnitKind

AUGUST_2023 = date(2023, 8, 31)
OCTOBER_2026 = date(2026, 10, 10)
MERGER = date(2025, 7, 1)
HEADER = "code,name,kind,parent,valid_from,valid_to,aliases,successor\n"

# Báo cáo 2062/SNV-CCHC of Sở Nội vụ tỉnh Thái Nguyên, 5 September 2023: every spelling of its five tables.
PAPERS = {
    "so-lao-dong-thuong-binh-va-xa-hoi": ["Sở Lao động, Thương binh và Xã hội"],
    "so-tu-phap": ["Sở Tư pháp"],
    "so-tai-nguyen-va-moi-truong": ["Sở Tài nguyên và Môi trường", "Sở Tài Nguyên và Môi trường"],
    "so-xay-dung": ["Sở Xây dựng"],
    "so-nong-nghiep-va-phat-trien-nong-thon": [
        "Sở Nông nghiệp và Phát triển Nông thôn",
        "Sở Nông nghiệp và PTNT",
    ],
    "so-y-te": ["Sở Y tế"],
    "so-giao-thong-van-tai": ["Sở Giao thông Vận tải", "Sở Giao thông vận tải"],
    "ban-quan-ly-cac-khu-cong-nghiep": ["Ban quản lý các Khu công nghiệp"],
    "so-van-hoa-the-thao-va-du-lich": ["Sở Văn hóa, Thể thao và Du lịch"],
    "so-cong-thuong": ["Sở Công thương", "Sở Công Thương"],
    "so-thong-tin-va-truyen-thong": ["Sở Thông tin và Truyền thông"],
    "so-khoa-hoc-va-cong-nghe": ["Sở Khoa học và Công nghệ"],
    "so-giao-duc-va-dao-tao": ["Sở Giáo dục và Đào tạo"],
    "so-ngoai-vu": ["Sở Ngoại vụ"],
    "so-noi-vu": ["Sở Nội vụ"],
    "so-ke-hoach-va-dau-tu": ["Sở Kế hoạch và Đầu tư"],
    "so-tai-chinh": ["Sở Tài chính"],
    "ban-dan-toc": ["Ban Dân tộc"],
    "thanh-tra-tinh": ["Thanh tra tỉnh"],
    "huyen-dai-tu": ["UBND huyện Đại Từ"],
    "thanh-pho-thai-nguyen": ["UBND thành phố Thái Nguyên"],
    "huyen-phu-binh": ["UBND huyện Phú Bình"],
    "huyen-dong-hy": ["UBND huyện Đồng Hỷ"],
    "thanh-pho-pho-yen": ["UBND thành phố Phổ Yên"],
    "huyen-dinh-hoa": ["UBND huyện Định Hóa"],
    "huyen-phu-luong": ["UBND huyện Phú Lương"],
    "thanh-pho-song-cong": ["UBND thành phố Sông Công"],
    "huyen-vo-nhai": ["UBND huyện Võ Nhai"],
}
# Scores of provinces on the national public service portal, 10 October 2026.
PORTAL = {
    "H01": "UBND tỉnh An Giang",
    "H05": "UBND thành phố Bắc Ninh",
    "H12": "UBND tỉnh Cà Mau",
    "H13": "UBND Thành phố Cần Thơ",
    "H14": "UBND tỉnh Cao Bằng",
    "H15": "UBND tỉnh Đắk Lắk",
    "H17": "UBND Thành phố Đà Nẵng",
    "H18": "UBND tỉnh Điện Biên",
    "H19": "UBND Thành phố Đồng Nai",
    "H20": "UBND tỉnh Đồng Tháp",
    "H21": "UBND tỉnh Gia Lai",
    "H24": "UBND Thành phố Hải Phòng",
    "H26": "UBND Thành phố Hà Nội",
    "H27": "UBND tỉnh Hà Tĩnh",
    "H29": "UBND Thành phố Hồ Chí Minh",
    "H31": "UBND tỉnh Hưng Yên",
    "H32": "UBND tỉnh Khánh Hòa",
    "H35": "UBND tỉnh Lai Châu",
    "H36": "UBND tỉnh Lâm Đồng",
    "H37": "UBND tỉnh Lạng Sơn",
    "H38": "UBND tỉnh Lào Cai",
    "H41": "UBND tỉnh Nghệ An",
    "H42": "UBND tỉnh Ninh Bình",
    "H44": "UBND tỉnh Phú Thọ",
    "H48": "UBND tỉnh Quảng Ngãi",
    "H49": "UBND thành phố Quảng Ninh",
    "H50": "UBND tỉnh Quảng Trị",
    "H52": "UBND tỉnh Sơn La",
    "H53": "UBND tỉnh Tây Ninh",
    "H55": "UBND tỉnh Thái Nguyên",
    "H56": "UBND tỉnh Thanh Hóa",
    "H57": "UBND Thành phố Huế",
    "H60": "UBND tỉnh Tuyên Quang",
    "H61": "UBND tỉnh Vĩnh Long",
}


def code(text: str, day: date, within: str | None = None) -> str | None:
    unit = default_registry().resolve(text, day, within)
    return unit.code if unit else None


def test_every_spelling_of_the_papers_is_one_unit() -> None:
    for local, spellings in PAPERS.items():
        for spelling in spellings:
            assert code(spelling, AUGUST_2023, "H55") == f"H55:{local}", spelling
            assert code(spelling.upper(), AUGUST_2023, "H55") == f"H55:{local}", spelling


def test_the_papers_name_nineteen_departments_and_nine_districts() -> None:
    kinds = [unit.kind for local in PAPERS if (unit := default_registry().by_code(f"H55:{local}", AUGUST_2023))]
    assert (kinds.count(UnitKind.DEPARTMENT), kinds.count(UnitKind.DISTRICT)) == (19, 9)


def test_every_province_of_the_portal_by_code_and_by_name() -> None:
    registry = default_registry()
    today = [unit.code for unit in registry.children("VN", OCTOBER_2026) if unit.kind is UnitKind.PROVINCE]
    assert today == sorted(PORTAL)
    for expected, name in PORTAL.items():
        for text in (expected, f"000.00.00.{expected}", name, name.replace("UBND", "Ủy ban nhân dân")):
            assert code(text, OCTOBER_2026) == expected, text
            assert code(text, OCTOBER_2026, "VN") == expected, text


def test_the_portal_wrote_three_cities_as_provinces_before() -> None:
    for expected, name in [("H05", "Bắc Ninh"), ("H19", "Đồng Nai"), ("H49", "Quảng Ninh")]:
        for form in (f"UBND tỉnh {name}", f"UBND thành phố {name}", name):
            assert code(form, OCTOBER_2026) == expected
            assert code(form, AUGUST_2023) == expected


def test_sixty_three_provinces_until_the_merger_and_their_successors() -> None:
    registry = default_registry()
    before = [unit for unit in registry.children("VN", date(2025, 6, 30)) if unit.kind is UnitKind.PROVINCE]
    assert [unit.code for unit in before] == [f"H{number:02}" for number in range(1, 64)]
    assert {registry.successor(unit.code, MERGER).code for unit in before} == set(PORTAL)
    assert registry.successor("H03", date(2025, 6, 30)).code == "H03"
    assert registry.successor("H03", MERGER).code == "H55"
    assert code("UBND tỉnh Bắc Kạn", MERGER) is None


def test_a_city_is_not_its_province() -> None:
    assert code("UBND thành phố Thái Nguyên", AUGUST_2023, "H55") == "H55:thanh-pho-thai-nguyen"
    assert code("UBND thành phố Thái Nguyên", AUGUST_2023) == "H55:thanh-pho-thai-nguyen"
    assert code("UBND tỉnh Thái Nguyên", AUGUST_2023, "H55") == "H55"
    assert code("UBND thành phố Thái Nguyên", OCTOBER_2026, "H55") is None
    assert code("UBND thành phố Thái Nguyên", OCTOBER_2026) == "H55"
    assert code("UBND thành phố Bắc Ninh", AUGUST_2023, "H05") is None
    assert code("UBND thành phố Bắc Ninh", OCTOBER_2026, "H05") == "H05"


def test_hue_changed_its_name_and_kept_its_code() -> None:
    registry = default_registry()
    before, after = registry.by_code("H57", date(2024, 12, 31)), registry.by_code("H57", date(2025, 1, 1))
    assert before is not None
    assert after is not None
    assert (before.name, after.name) == ("UBND tỉnh Thừa Thiên Huế", "UBND thành phố Huế")
    assert registry.by_code("H57") == after
    assert code("UBND tỉnh Thừa Thiên - Huế", OCTOBER_2026) == "H57"
    assert code("UBND thành phố Huế", AUGUST_2023) is None


def test_a_place_in_the_name_takes_the_place_of_the_context() -> None:
    assert code("Sở Nội vụ - Tỉnh Thái Nguyên", AUGUST_2023, "H21") == "H55:so-noi-vu"
    assert code("Sở LĐ-TB&XH tỉnh Thái Nguyên", AUGUST_2023) == "H55:so-lao-dong-thuong-binh-va-xa-hoi"
    assert code("Thanh tra tỉnh Thái Nguyên", AUGUST_2023) == "H55:thanh-tra-tinh"
    assert code("Văn phòng UBND Tỉnh - Tỉnh Thái Nguyên", AUGUST_2023) == "H55:van-phong-ubnd-tinh"
    assert code("Sở Công Thương - tỉnh Gia Lai", OCTOBER_2026, "H55") == "H21.05"
    assert code("Sở Công Thương - tỉnh Lào Cai", OCTOBER_2026, "H55") is None
    assert code("Sở Công Thương", OCTOBER_2026, "H38") is None


def test_units_named_with_their_province_are_found_without_it() -> None:
    province = "H21,UBND tỉnh Gia Lai,province,,,,,\n"
    below = (
        "H21.05,Sở Công Thương - tỉnh Gia Lai,department,H21,,,,\nH21.163,UBND xã Kông Bơ La - Gia Lai,commune,H21,,,,"
    )
    units = parse_units("units.csv", HEADER + province + below)
    registry = Registry(units)
    for text, expected in [
        ("Sở Công Thương", "H21.05"),
        ("Sở Công thương tỉnh Gia Lai", "H21.05"),
        ("xã Kông Bơ La", "H21.163"),
        ("UBND xã Kông Bơ La, tỉnh Gia Lai", "H21.163"),
        ("000.00.05.H21", "H21.05"),
    ]:
        unit = registry.resolve(text, OCTOBER_2026, "H21")
        assert unit is not None, text
        assert unit.code == expected


def test_one_name_in_two_places_is_never_guessed() -> None:
    rows = "H55,A,province,,,,,\nH21,B,province,,,,,\nH55.200,UBND xã Tân Hòa,commune,H55,,,,\n"
    registry = Registry(parse_units("units.csv", HEADER + rows + "H21.200,UBND xã Tân Hoà,commune,H21,,,,\n"))
    assert registry.resolve("xã Tân Hòa", OCTOBER_2026) is None
    found = registry.resolve("xã Tân Hòa", OCTOBER_2026, "H21")
    assert found is not None
    assert found.code == "H21.200"


def test_near_misses() -> None:
    near = [unit.name for unit in default_registry().nearest("So Noi vu tinh", AUGUST_2023, "H55")]
    assert near[0] == "Sở Nội vụ"
    assert len(near) <= 3
    assert code("So Noi vu", AUGUST_2023, "H55") is None
    assert default_registry().nearest("qqqq", AUGUST_2023) == []


def test_the_tree_of_a_day() -> None:
    registry = default_registry()
    assert registry.closure(AUGUST_2023)["H55:huyen-dai-tu"] == ("H55", "VN")
    assert registry.closure(AUGUST_2023)["VN"] == ()
    assert "H55:huyen-dai-tu" not in registry.closure(MERGER)
    assert len(registry.children("H55", AUGUST_2023)) == 29
    assert registry.children("H03", OCTOBER_2026) == ()


def test_a_unit_whose_parent_merged_stands_below_the_successor() -> None:
    rows = "H03,A,province,,,2025-07-01,,H55\nH55,B,province,,,,,\nH03.12,C,department,H03,,,,\n"
    registry = Registry(parse_units("units.csv", HEADER + rows))
    assert registry.ancestors("H03.12", date(2025, 6, 30)) == ("H03",)
    assert registry.ancestors("H03.12", MERGER) == ("H55",)
    assert [unit.code for unit in registry.children("H55", MERGER)] == ["H03.12"]


def test_no_successor_is_told() -> None:
    with pytest.raises(BochisoError, match=r"H55:huyen-dai-tu(?s:.*)2025-07-01(?s:.*)successor"):
        default_registry().successor("H55:huyen-dai-tu", MERGER)


def test_a_province_reads_its_own_table(tmp_path: Path) -> None:
    own = tmp_path / "units.csv"
    own.write_text("\ufeff" + HEADER.replace(",", ";") + "H55.12;Sở Nội vụ;department;H55;;;;\n", encoding="utf-8")
    unit = read_registry(PROVINCES, own).resolve("Sở Nội vụ", OCTOBER_2026, "H55")
    assert unit == Unit("H55.12", "Sở Nội vụ", UnitKind.DEPARTMENT, "H55")


def test_shipped_data_loads_quickly_and_says_where_it_is_from() -> None:
    fastest = min(_seconds_to_load() for _ in range(5))
    assert fastest < 0.03
    sources = (DATA / "SOURCES.md").read_text(encoding="utf-8")
    assert all(path.name in sources for path in DATA.glob("*.csv"))


def _seconds_to_load() -> float:
    start = time.perf_counter()
    read_registry(PROVINCES, THAI_NGUYEN_2023)
    return time.perf_counter() - start
