"""The checks find what is wrong in the papers of 2023, and nothing in figures that agree."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

from published import snapshots

from bochiso.compare.change import compare
from bochiso.compare.checks.contradictions import contradictions
from bochiso.compare.checks.findings import Finding, Severity
from bochiso.score.snapshot import COMPUTED, Flag, Measured, Origin, Reported, Snapshot
from bochiso.units.registry import default_registry

SWING = Decimal(20)


def found(before: Snapshot, after: Snapshot, swing: Decimal = SWING) -> tuple[Finding, ...]:
    return contradictions(compare(before, after, default_registry()), swing)


def papers() -> tuple[Snapshot, Snapshot]:
    before, after = (snapshot for _, snapshot in snapshots("766/portal-2022"))
    return before, after


def changed(snapshot: Snapshot, unit: str, item: str, **fields: object) -> Snapshot:
    figures = tuple(replace(f, **fields) if (f.unit, f.item) == (unit, item) else f for f in snapshot.figures)  # type: ignore[arg-type]
    assert figures != snapshot.figures
    return replace(snapshot, figures=figures)


def test_the_contradictions_of_the_papers() -> None:
    told = found(*papers())
    assert Counter(finding.id for finding in told) == {
        "tong-cac-truc": 1,
        "tong-chenh-lech": 1,
        "truc-nguoc-chi-so": 3,
        "ty-le-nguoc-chi-tiet": 1,
        "mau-so-khac-nhau": 4,
        "bien-dong-lon": 1,
        "thieu-don-vi": 2,
        "khong-phan-tram-khong-so-dem": 4,
    }
    everything = "\n".join(map(str, told))
    for words in (
        "trục Công khai, minh bạch giảm trong khi không có chỉ số nào in ra xấu đi",
        "trục Tiến độ giải quyết tăng trong khi không có chỉ số nào in ra tốt lên",
        "trục Dịch vụ công trực tuyến giữ nguyên trong khi các chỉ số in ra thay đổi",
        "14,6 + 18,6 + 7,1 + 5,3 + 18 + 12,1 = 75,7; điểm tổng hợp công bố 75,69",
        "các trục +0,6; điểm tổng hợp +0,59",
        "1.277 → 1.102 (-175 hồ sơ)",
        "mẫu số của 4.3 là 212; mẫu số của 4.1 là 173",
        "mẫu số từ 378.663 đến 378.740; tử số của 1.2 là 378.113",
        "mẫu số từ 423.115 đến 423.192; tử số của 1.2 là 422.402",
        "Sở Kế hoạch và Đầu tư",
        "96,6 → 56,6 (-40,0 điểm %)",
        "Ban Dân tộc; Sở Tài chính; Thanh tra tỉnh",
    ):
        assert words in everything


def test_the_swing_is_a_setting() -> None:
    ids = [finding.id for finding in found(*papers(), swing=Decimal("19.68"))]
    assert ids.count("bien-dong-lon") == 2
    assert "bien-dong-lon" not in [finding.id for finding in found(*papers(), swing=Decimal("40.01"))]


def test_a_total_of_units_that_is_not_the_province() -> None:
    before, after = papers()
    after = changed(after, "H55", "2.3", value=Reported(count=1103))
    (finding,) = [f for f in found(before, after) if f.id == "tong-don-vi"]
    assert finding.severity is Severity.ERROR and "tỉnh 1.103; tổng 25 đơn vị 1.102" in finding.figures


def test_a_computed_province_may_have_dossiers_of_its_own() -> None:
    before, after = papers()
    after = replace(after, origins=(Origin("sổ hồ sơ", "0" * 64, COMPUTED),))
    surplus = changed(after, "H55", "2.3", value=Reported(count=1103))
    assert "tong-don-vi" not in {f.id for f in found(before, surplus)}
    fewer = changed(after, "H55", "2.3", value=Reported(count=1101))
    assert "tong-don-vi" in {f.id for f in found(before, fewer)}


def test_a_printed_percentage_that_is_not_its_counts() -> None:
    before, after = papers()
    after = changed(after, "H55", "1.2", printed_rate=Decimal("94.98"))
    (finding,) = [f for f in found(before, after) if f.id == "ty-le-lech"]
    assert "422.402/444.772 = 94,97 %; nguồn in 94,98 %" in finding.figures


def test_points_that_are_not_what_the_edition_computes() -> None:
    before, after = papers()
    after = changed(after, "H55", "TTTT", points=Decimal("5.6"))
    (finding,) = [f for f in found(before, after) if f.id == "diem-lech"]
    assert "công bố 5,6; tính lại 5,30" in finding.figures


def test_a_numerator_above_its_denominator() -> None:
    before, after = papers()
    after = changed(after, "H55", "4.3", value=Measured(250, 212), printed_rate=None)
    assert "tu-so-lon-hon-mau-so" in {f.id for f in found(before, after)}


def test_units_of_one_date_only() -> None:
    before, after = papers()
    gone = after.units[0]
    rest = tuple(f for f in after.figures if f.unit != gone.code)
    fewer = replace(after, units=after.units[1:], figures=rest)
    assert "don-vi-khong-so-sanh-duoc" in {f.id for f in found(before, fewer)}


def test_the_portals_own_remark_is_told() -> None:
    before, after = papers()
    flag = Flag("TEMP_NATIONAL_REPORT_DENOMINATOR", "Mẫu số tạm.")
    told = found(before, changed(after, "H55", "1.2", flags=(flag,)))
    assert [f for f in told if f.id == "nguon-danh-dau" and flag.code in f.figures and flag.message in f.figures]


def test_figures_that_agree_are_left_alone() -> None:
    before, after = (s for name, s in snapshots("766/portal-2026") if "gia-lai" in name)
    told = {finding.id for finding in found(before, after, swing=Decimal(1000))}
    assert told <= {"don-vi-khong-so-sanh-duoc", "thieu-don-vi"}


def test_missing_units_are_told_and_not_added_up() -> None:
    before, after = papers()
    after = replace(changed(after, "H55", "2.3", value=Reported(count=1103)), missing_units=5)
    ids = [f.id for f in found(before, after)]
    assert "nguon-thieu-don-vi" in ids and "tong-don-vi" not in ids


def test_a_province_without_points_is_told() -> None:
    before, after = papers()
    bare = replace(after, figures=tuple(f for f in after.figures if f.points is None))
    assert "khong-co-diem" in {f.id for f in found(before, bare)}


def test_every_finding_says_what_to_ask_of_whom() -> None:
    for finding in found(*papers()):
        assert all((finding.title, finding.figures, finding.rule, finding.ask))


def test_figures_of_another_edition_are_not_compared() -> None:
    before, _ = papers()
    after = next(s for name, s in snapshots("766/portal-2026") if "tinh-2026-10-10" in name)
    ids = {finding.id for finding in found(before, after)}
    assert "khong-so-sanh-duoc" in ids and not ids & {"truc-nguoc-chi-so", "bien-dong-lon"}
