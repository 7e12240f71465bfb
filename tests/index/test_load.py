"""Editions: sound as shipped, and every mistake told with its line and its remedy."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from bochiso.errors import BochisoError
from bochiso.index.load import EDITIONS, edition_at, edition_named, editions, load_edition, parse_edition
from bochiso.index.model import AsReported, Target
from bochiso.time import Instant

TEXT = (EDITIONS / "766" / "portal-2026.yaml").read_text(encoding="utf-8")


def test_two_editions_ship() -> None:
    assert list(editions()) == ["766/portal-2022", "766/portal-2026"]
    for edition in editions().values():
        assert edition.maximum == 100
        assert [axis.code for axis in edition.axes] == ["CKMB", "TDGQ", "CLGQ", "TTTT", "MDHL", "MDSH"]
        assert [axis.maximum for axis in edition.axes] == [18, 20, 12, 10, 18, 22]
        assert len(edition.groups) == 5


def test_what_is_not_known_is_reported_and_says_so() -> None:
    edition = edition_named("766/portal-2022")
    unknown = [indicator for indicator in edition.indicators if isinstance(indicator.rule, AsReported)]
    assert unknown and all(indicator.maximum is None for indicator in unknown)
    assert all("chưa biết" in i.evidence[0].note or "không phải" in i.evidence[0].note for i in unknown)


def test_names_of_places() -> None:
    edition = edition_named("766/portal-2026")
    for name in ("1.1", "PUBLISH_ON_TIME", "publish_on_time", " 1.1 "):
        place = edition.place(name)
        assert place is not None and place.item == "1.1"
    assert edition.place("9.9") is None
    older = edition_named("766/portal-2022")
    assert older.place("1,2 a)") == older.place("1.2a") != older.place("1.2b")


def test_targets() -> None:
    edition = edition_named("766/portal-2026")
    rules = {i.id: i.rule.target for i in edition.indicators if isinstance(i.rule, Target)}
    eighty = Fraction(4, 5)
    assert rules == {
        "3.1": eighty, "3.3": Fraction(1, 2), "3.5a": eighty, "3.5b": eighty, "4.3": eighty, "5.4": Fraction(9, 10),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("day", "id"),
    [("2022-08-01", "766/portal-2022"), ("2025-12-31", "766/portal-2022"), ("2026-01-01", "766/portal-2026")],
)
def test_the_edition_of_a_day(day: str, id: str) -> None:
    assert edition_at(Instant.parse(day)).id == id


@pytest.mark.parametrize(
    ("day", "id"), [("2022-07-31", ""), ("2026-01-01", "766/portal-2022"), ("2023-08-31", "766/portal-2026")]
)
def test_outside_its_dates_is_an_error(day: str, id: str) -> None:
    with pytest.raises(BochisoError, match="từ 01/8/2022 đến trước 01/01/2026"):
        edition_at(Instant.parse(day), id)


MISTAKES = [
    ("valid_from: 2026-01-01", "valid_from: 01/2026", ["dòng 6", "không phải là ngày", "2022-08-01"]),
    ("valid_from: 2026-01-01", "valid_frm: 2026-01-01", ["thiếu khoá «valid_from»", "có phải «valid_from»"]),
    ("    maximum: 6\n    unit: TTHC", "    maximum: sáu\n    unit: TTHC", ["«sáu» không phải là số", "ví dụ: 6"]),
    ("    maximum: 6\n    unit: TTHC", "    maximum: 7\n    unit: TTHC", ["trục CKMB", "19, phải là 18"]),
    ("target: 80%", "target: 0.8", ["«0.8» không phải là tỷ lệ", "ví dụ: 80%"]),
    ("target: 80%", "target: 180%", ["không phải là tỷ lệ phần trăm"]),
    ("rule: linear", "rule: liner", ["không có cách tính «liner»", "linear, target, shown, reported"]),
    ("better: higher", "better: hihger", ["«hihger» không dùng được", "có phải «higher»"]),
    ("axis: CKMB", "axis: CKM", ["chỉ số 1.1", "trục «CKM» không có"]),
    ("    times: \"1.4\"", "    times: \"1.9\"", ["chỉ số 3.3, mục times", "«1.9» không có"]),
    ("has: [nation, ministry, province]\n    inherits: [department, commune]", "has: [nation, commune]\n    inherits: [department, commune]", ["«commune» vừa ở has vừa ở inherits"]),
    ("standing: proven}", "standing: sure}", ["«sure» không dùng được", "published, proven, inferred"]),
    ("{source: mo-ta, standing", "{source: mota, standing", ["nguồn «mota» không có"]),
    ("  - id: \"1.2\"", "  - id: \"1.1\"", ["chỉ số «1.1» khai báo hai lần"]),
    ("    portal_code: PROGRESS", "    portal_code: PUBLISH_ON_TIME", ["mã của Cổng «PUBLISH_ON_TIME» khai báo hai lần"]),
    ("title: TTHC công bố đúng hạn", "title: TTHC\n    title: công bố", ["khoá «title» có hai lần"]),
    ("evidence: [{source: mo-ta, standing: published}, {source: cong, standing: proven}]", "evidence: []", ["không có nguồn"]),
    ("  - {title: Tốt, from: 80", "  - {title: Tốt, from: 95", ["xếp loại không giảm dần"]),
    ("    digits: 2\n    tie: even", "    digits: two\n    tie: even", ["«two» không dùng được"]),
    ("detail_of: [CLGQ]", "detail_of: [XYZ]", ["dòng «XYZ» không có"]),
    ("groups:\n", "groups: none\nx:\n", ["«groups» phải là danh sách"]),
    ("sources:\n", "sources:\n\t- tab\n", ["không đọc được YAML"]),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "words"), MISTAKES, ids=[wrong[:40] for _, wrong, _ in MISTAKES])
def test_a_mistake_is_told(right: str, wrong: str, words: list[str]) -> None:
    assert right in TEXT
    with pytest.raises(BochisoError) as caught:
        parse_edition(TEXT.replace(right, wrong, 1), "sai.yaml")
    for word in words:
        assert word in str(caught.value)
    for problem in caught.value.problems:
        assert problem.where.startswith("sai.yaml") and problem.why and problem.remedy


def test_all_mistakes_at_once_with_their_lines() -> None:
    broken = TEXT.replace("target: 80%", "target: x").replace("better: neither", "better: nether")
    with pytest.raises(BochisoError) as caught:
        parse_edition(broken, "sai.yaml")
    lines = [n for n, line in enumerate(broken.splitlines(), 1) if "target: x" in line or "better: nether" in line]
    told = [problem.where for problem in caught.value.problems]
    assert len(told) == len(lines)
    assert sorted(int(where.split("dòng ")[1].split(",")[0]) for where in told) == lines


def test_checks_made_after_reading_still_know_the_line() -> None:
    broken = TEXT.replace("axis: CKMB", "axis: CKM", 1)
    line = next(n for n, text in enumerate(broken.splitlines(), 1) if 'id: "1.1"' in text)
    with pytest.raises(BochisoError, match=f"dòng {line}, chỉ số 1.1"):
        parse_edition(broken, "sai.yaml")


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "sai.yaml"
    path.write_bytes("title: Bộ chỉ số".encode("utf-16"))
    with pytest.raises(BochisoError, match="UTF-8"):
        load_edition(path)


def test_decomposed_letters_are_composed(tmp_path: Path) -> None:
    import unicodedata

    edition = parse_edition(unicodedata.normalize("NFD", TEXT), "nfd.yaml")
    assert edition == edition_named("766/portal-2026")
    assert edition.valid_from == date(2026, 1, 1) and edition.indicators[0].maximum == Decimal(6)
