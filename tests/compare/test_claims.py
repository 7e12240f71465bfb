"""Every rule over letters finds its case and leaves the near one alone."""

from collections import Counter

import pytest
from letter_support import DIRECTIVE, HEAD, REPORT, TABLE, ids, of_file, papers, told

from bochiso.compare.checks.findings import Severity

CLEAN = (
    HEAD
    + """V/v nâng cao Bộ chỉ số phục vụ người dân, doanh nghiệp

Căn cứ Quyết định số 766/QĐ-TTg ngày 23/6/2022; thực hiện Kế hoạch số 12/KH-UBND ngày 10/01/2025, trong đó yêu cầu báo cáo trước ngày 15/02/2025.

Tỷ lệ hồ sơ nộp trực tuyến tăng 2,5 điểm % so với tháng trước, tỷ lệ số hóa hồ sơ giảm nhẹ, tỷ lệ hồ sơ quá hạn giữ nguyên. Tổng điểm đạt 80,5/100 điểm, tăng 1,5 điểm so với ngày 31/01/2025 (79 điểm).
"""
    + TABLE
    + """
2. Nhiệm vụ

Đề nghị các địa phương phấn đấu giảm tỷ lệ hồ sơ quá hạn, tăng tỷ lệ số hóa hồ sơ; tăng cường số hóa; không để tỷ lệ hồ sơ nộp trực tuyến giảm. Tỷ lệ hồ sơ nộp trực tuyến của UBND huyện Lâm Hà giảm. Giảm 50% lệ phí khi nộp hồ sơ trực tuyến. Số liệu tính đến hết ngày 28/02/2025. Báo cáo kết quả về Sở trước ngày 21/3/2025 để tổng hợp./.
"""
)


def test_a_clean_letter_gives_nothing() -> None:
    assert told(CLEAN) == ()


@pytest.mark.parametrize(
    ("claim", "found"),
    [
        ("tỷ lệ hồ sơ nộp trực tuyến giảm", True),
        ("Tìm nguyên nhân tỉ lệ nộp hồ sơ trực tuyến sụt giảm so với tháng trước", True),
        ("Rà soát để tìm nguyên nhân làm giảm tỷ lệ hồ sơ nộp trực tuyến, tham mưu giải pháp", True),
        (
            "tỷ lệ hồ sơ nộp trực tuyến; tỷ lệ số hoá hồ sơ, kết quả giải quyết TTHC giảm và có giải pháp khắc phục",
            True,
        ),
        ("tỷ lệ hồ sơ nộp trực tuyến giữ nguyên", True),
        ("tỷ lệ số hóa hồ sơ tăng", True),
        ("Tỷ lệ hồ sơ quá hạn tăng cao so với ngày 31/01/2025", True),
        ("tỷ lệ hồ sơ nộp trực tuyến tăng", False),
        ("tỷ lệ số hóa hồ sơ, kết quả giảm", False),
        ("Tỷ lệ hồ sơ nộp trực tuyến giảm so với cùng kỳ năm trước", False),
        ("Tỷ lệ hồ sơ nộp trực tuyến giảm so với ngày 30/6/2024", False),
        ("phấn đấu giảm tỷ lệ hồ sơ nộp trực tuyến bị trả lại", False),
        ("Tránh tình trạng tỷ lệ hồ sơ nộp trực tuyến giảm", False),
        ("báo cáo tình hình tăng, giảm tỷ lệ hồ sơ nộp trực tuyến", False),
        ("Tỷ lệ hồ sơ nộp trực tuyến của Sở Tư pháp giảm", False),
        ("Sở Tư pháp có tỷ lệ hồ sơ nộp trực tuyến giảm", False),
        ("Đồng chí Giám đốc Sở chỉ đạo nâng tỷ lệ hồ sơ nộp trực tuyến, giám sát chặt chẽ", False),
        ("Tỷ lệ hồ sơ đồng bộ giảm", False),
    ],
)
def test_which_way_a_letter_says_figures_went(claim: str, found: bool) -> None:
    assert ("loi-van-nguoc-so-lieu" in ids(f"{HEAD}{claim}.\n{TABLE}")) is found


SIGNED = "Số: 2062/SNV-CCHC\n\nThái Nguyên, ngày 05 tháng 9 năm 2023\n\n"


@pytest.mark.parametrize(
    ("claim", "found"),
    [
        ("Tỷ lệ hồ sơ chưa đồng bộ tăng", True),
        ("Số hồ sơ chưa đồng bộ tăng", True),
        ("Tỷ lệ hồ sơ không nộp trực tuyến tăng", True),
        ("Tỷ lệ hồ sơ đồng bộ không tăng", True),
        ("Tỷ lệ hồ sơ chưa đồng bộ không giảm", True),
        ("Tỷ lệ hồ sơ đồng bộ của tỉnh Thái Nguyên giảm", True),
        ("Theo Bộ chỉ số 766, tỷ lệ hồ sơ đồng bộ giảm", True),
        ("Tỷ lệ hồ sơ đồng bộ của Thái Nguyên giảm; của Bắc Kạn tăng", True),
        ("Trong tháng 8, tỷ lệ hồ sơ đồng bộ giảm so với tháng 7", True),
        ("Từ ngày 01/8/2023 đến ngày 31/8/2023, tỷ lệ hồ sơ đồng bộ giảm", True),
        ("Tìm nguyên nhân tỷ lệ hồ sơ đồng bộ giảm, yêu cầu khắc phục trong quý IV", True),
        ("Số hồ sơ chưa đồng bộ giảm", False),
        ("Tỷ lệ hồ sơ chưa đồng bộ giảm", False),
        ("Tỷ lệ hồ sơ không thanh toán trực tuyến giảm", False),
        ("Tỷ lệ hồ sơ đồng bộ không giảm", False),
        ("Tỷ lệ hồ sơ đồng bộ không tăng nhiều", False),
        ("Tỷ lệ hồ sơ đồng bộ không thể tăng", False),
        ("Tỷ lệ hồ sơ nộp trực tuyến chưa xử lý giảm", False),
        ("Tỷ lệ hồ sơ đồng bộ của tỉnh Bắc Kạn giảm", False),
        ("Tại Hà Nội, tỷ lệ hồ sơ đồng bộ giảm", False),
        ("Bắc Kạn: tỷ lệ số hóa hồ sơ giảm; tỷ lệ hồ sơ đồng bộ giảm", False),
        ("Tỷ lệ hồ sơ đồng bộ của Bộ Công an giảm", False),
        ("Tỷ lệ hồ sơ đồng bộ của cả nước giảm", False),
        ("So với cùng kỳ năm 2022, tỷ lệ hồ sơ đồng bộ giảm", False),
        ("Trong tháng 6, tỷ lệ hồ sơ đồng bộ giảm", False),
        ("Tỷ lệ hồ sơ đồng bộ giảm so với tháng 6", False),
        ("Từ ngày 01/6/2023 đến ngày 30/6/2023, tỷ lệ hồ sơ đồng bộ giảm", False),
        ("Năm 2022, tỷ lệ hồ sơ đồng bộ giảm", False),
        ("Nguy cơ tỷ lệ hồ sơ đồng bộ giảm trong quý IV", False),
        ("Dự kiến tháng sau tỷ lệ hồ sơ đồng bộ giảm", False),
        ("Nhận định tỷ lệ hồ sơ đồng bộ giảm là không đúng; số liệu cho thấy tăng", False),
        ("Nếu tỷ lệ hồ sơ đồng bộ giảm thì báo cáo ngay", False),
    ],
)
def test_what_is_left_denied_elsewhere_or_of_another_time(claim: str, found: bool) -> None:
    assert ("loi-van-nguoc-so-lieu" in ids(f"{SIGNED}{claim}.", given=[papers()])) is found


@pytest.mark.parametrize(
    ("claim", "found"),
    [
        ("Tỷ lệ hồ sơ chưa nộp trực tuyến tăng", True),
        ("Tỷ lệ hồ sơ chưa nộp trực tuyến giảm", False),
        ("Số hồ sơ chưa nộp trực tuyến tăng", False),
        ("Tỷ lệ hồ sơ chưa đồng bộ tăng", True),
        ("Tỷ lệ hồ sơ chưa đồng bộ giảm", False),
        ("Tỷ lệ hồ sơ đồng bộ giảm", False),
    ],
)
def test_what_is_left_in_a_table(claim: str, found: bool) -> None:
    table = TABLE + "4\tTỷ lệ hồ sơ chưa đồng bộ (%)\t9,81\t5,03\t-4,78\n"
    assert ("loi-van-nguoc-so-lieu" in ids(f"{HEAD}{claim}.\n{table}")) is found


def test_each_figure_that_went_the_other_way_is_told_once() -> None:
    said = "Tỷ lệ hồ sơ nộp trực tuyến giảm.\n\nTỷ lệ hồ sơ nộp trực tuyến giảm. Tỷ lệ số hóa hồ sơ tăng."
    titles = [f.title for f in told(HEAD + said + "\n" + TABLE) if f.id == "loi-van-nguoc-so-lieu"]
    assert len(titles) == 2 and "nộp trực tuyến giảm, số liệu kèm theo tăng" in titles[0]


@pytest.mark.parametrize(
    ("by", "rule"),
    [
        ("trước ngày 22/3/2025", "han-vao-ngay-nghi"),
        ("chậm nhất ngày 23 tháng 3 năm 2025", "han-vao-ngay-nghi"),
        ("trước 16 giờ 00 phút ngày 07/4/2025", "han-vao-ngay-nghi"),
        ("trước ngày 30/4", "han-vao-ngay-nghi"),
        ("xong trước ngày 06/3/2025", "han-qua-gan"),
        ("trong ngày 05/3/2025", "han-qua-gan"),
        ("trước ngày 28/02/2025", "han-truoc-ngay-ky"),
        ("trước ngày 03/3/2025", "han-truoc-ngay-ky"),
        ("trước ngày 21/3/2025", ""),
        ("chậm nhất ngày 06/3/2025", ""),
        ("trước ngày 15 hằng tháng", ""),
    ],
)
def test_deadlines(by: str, rule: str) -> None:
    found = {id for id in ids(f"{HEAD}Các đơn vị báo cáo kết quả về Sở {by}.") if id.startswith("han-")}
    assert found == ({rule} if rule else set())


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("Hồ sơ gửi về Sở Nội vụ trước ngày 10/9/2023.", "han-vao-ngay-nghi"),
        ("Hạn chậm nhất ngày 01/9/2023.", "han-truoc-ngay-ky"),
        ("Hạn chót: 01/9/2023.", "han-truoc-ngay-ky"),
        ("Thời hạn hoàn thành: 10/9/2023.", "han-vao-ngay-nghi"),
        ("Hồ sơ nộp trước ngày 10/9/2023 được miễn phí.", ""),
        ("Hồ sơ nộp trước ngày 10/9/2023 áp dụng mức phí cũ.", ""),
        ("Đối với hồ sơ gửi trước ngày 10/9/2023, thực hiện theo quy định cũ.", ""),
        ("Giải quyết trước hạn 10/9 hồ sơ, đề nghị các sở rà soát.", ""),
    ],
)
def test_what_is_a_deadline_for_the_addressee(sentence: str, rule: str) -> None:
    found = {id for id in ids(SIGNED + sentence) if id.startswith("han-")}
    assert rule in found if rule else not found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Báo cáo trước ngày 30/02/2024.", True),
        ("Số liệu đến 31/9/2023.", True),
        ("Số liệu ngày 31 tháng 9 năm 2023.", True),
        ("Chỉ số\tNgày 29/02/2023\tNgày 31/8/2023\nA\t1\t2", True),
        ("Họp ngày 29/02/2024; báo cáo ngày 29/02, ngày 30/9.", False),
        ("Trong ngày 10/20 hồ sơ, mỗi ngày 31/9 hồ sơ.", False),
        ("Đạt 31/9 hồ sơ, theo văn bản số 31/9/2023-QH.", False),
    ],
)
def test_days_that_no_calendar_has(sentence: str, found: bool) -> None:
    assert ("ngay-khong-co-that" in ids(SIGNED + sentence)) is found


def test_a_deadline_says_how_many_working_days_are_left() -> None:
    text = "Số: 6274/UBND-TTPVHCC\nThái Nguyên, ngày 06 tháng 12 năm 2023\n\nBáo cáo kết quả trước ngày 10/12/2023."
    told_by = {finding.id: finding.figures for finding in told(text)}
    assert "là Chủ nhật; từ ngày ký đến hạn có 2 ngày làm việc trọn vẹn" in told_by["han-vao-ngay-nghi"]
    assert "2 ngày làm việc trọn vẹn" in told_by["han-qua-gan"]


def test_a_deadline_in_a_cited_letter_is_not_this_letters() -> None:
    cited = "Thực hiện Công văn số 12/UBND-VP ngày 02/01/2025 yêu cầu báo cáo trước ngày 15/02/2025, các sở rà soát."
    assert ids(HEAD + cited) == set()


ATTACHED = "\n\nSố: 2062/SNV-CCHC\n\nLâm Đồng, ngày 05 tháng 02 năm 2025\n\nSở Nội vụ báo cáo.\n"


@pytest.mark.parametrize(
    ("cited", "found"),
    [
        ("UBND tỉnh nhận được Báo cáo số 2874/SNV-CCHC ngày 01/12/2023 (có Báo cáo gửi kèm theo).", True),
        ("Căn cứ Báo cáo số 2062/SNV-CCHC ngày 06/02/2025 của Sở Nội vụ.", True),
        ("Xét Báo cáo số 99/BC-STC ngày 05/02/2025 gửi kèm theo.", True),
        ("UBND tỉnh nhận được Báo cáo số 2062/SNV-CCHC ngày 05/02/2025 (gửi kèm theo).", False),
        ("Thực hiện Công văn số 5053/UBND-TTPVHCC ngày 05/10/2023 (có bản photo kèm theo).", False),
        ("Theo Quyết định số 766/QĐ-TTg ngày 23/6/2022.", False),
    ],
)
def test_the_report_that_a_letter_relies_on(cited: str, found: bool) -> None:
    assert ("dan-chieu-van-ban-khac" in ids(HEAD + cited + ATTACHED)) is found
    assert ("dan-chieu-van-ban-khac" in ids(HEAD + cited, ATTACHED)) is found


def test_an_annex_of_another_letter() -> None:
    annex = "Phụ lục I\n\n(Kèm theo Công văn số {}/SKHCN-BCVT ngày {} của Sở)\n"
    assert "phu-luc-khac-van-ban" in ids(HEAD + annex.format(144, "03/3/2025"))
    assert "phu-luc-khac-van-ban" in ids(HEAD + annex.format(145, "04/3/2025"))
    assert "phu-luc-khac-van-ban" not in ids(HEAD + annex.format(145, "03 /03/2025"))


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Trục A đạt 14,6/18 điểm, giảm 0,4 điểm so với ngày 31/7/2023 (15,1 điểm).", True),
        ("Trục A đạt 14,6/18 điểm, tăng 0,5 điểm so với ngày 31/7/2023 (15,1 điểm).", True),
        ("Trục A đạt 14,6/18 điểm, giữ nguyên so với ngày 31/7/2023 (15,1 điểm).", True),
        ("Trục A đạt 18,6/18 điểm.", True),
        ("Tỷ lệ A tăng 3 điểm % từ 50 % lên 52 %.", True),
        ("Tỷ lệ A giảm từ 50 % xuống 52 %.", True),
        ("Trục A đạt 14,6/18 điểm, giảm 0,5 điểm so với ngày 31/7/2023 (15,1 điểm).", False),
        (
            "Đạt 75,69/100 điểm; xếp hạng 09/63. Tăng 0,59 điểm và giữ nguyên thứ bậc so với ngày 31/7/2023 (75,1 điểm).",
            False,
        ),
        ("Tỷ lệ A tăng 2 điểm %, từ 50 % lên 52 %.", False),
        ("Đạt 52 %, tăng 4 % so với cùng kỳ (50 %).", True),
        ("Đạt 52 %, tăng 2 điểm so với tháng trước (48 điểm).", False),
    ],
)
def test_arithmetic_of_a_sentence(sentence: str, found: bool) -> None:
    assert ("phep-tinh-trong-cau" in ids(sentence)) is found


def test_a_rank_beyond_those_ranked() -> None:
    assert "thu-hang-vo-ly" in ids("Điểm tổng hợp đạt 75,69/100 điểm; xếp hạng 64/63.")
    assert "thu-hang-vo-ly" not in ids("Điểm tổng hợp đạt 75,69/100 điểm; xếp hạng 63/63.")


def test_points_that_are_not_those_of_the_snapshots() -> None:
    text = "Điểm số trục nội dung Tiến độ giải quyết đạt {}/20 điểm, tăng 0,1 điểm so với ngày 31/7/2023 (18,5 điểm)."
    assert "loi-van-khac-so-lieu" in ids(text.format("18,7"), given=[papers()])
    assert "loi-van-khac-so-lieu" not in ids(text.format("18,6"), given=[papers()])


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("Điểm tổng hợp của tỉnh đạt 76,69 điểm.", "loi-van-khac-so-lieu"),
        ("Trục thanh toán trực tuyến đạt 5,4/10 điểm.", "loi-van-khac-so-lieu"),
        ("Điểm trục công khai, minh bạch tăng.", "loi-van-nguoc-so-lieu"),
        ("Điểm tổng hợp giảm 0,59 điểm so với ngày 31/7/2023.", "loi-van-nguoc-so-lieu"),
        ("Điểm tổng hợp của tỉnh đạt 75,7 điểm.", ""),
        ("Điểm tổng hợp của tỉnh Bắc Kạn đạt 76,69 điểm.", ""),
        ("Điểm tổng hợp của Sở Tư pháp đạt 76,69 điểm.", ""),
        ("Phấn đấu điểm tổng hợp của tỉnh đạt 80 điểm.", ""),
        ("Trong tháng 6, điểm tổng hợp đạt 70 điểm.", ""),
        ("Điểm trục công khai, minh bạch giảm.", ""),
        ("Nhiều đơn vị có điểm tổng hợp giảm.", ""),
        ("Điểm tổng hợp giảm so với cùng kỳ.", ""),
    ],
)
def test_points_that_a_fresh_letter_names_without_a_day(sentence: str, rule: str) -> None:
    assert ids(SIGNED + sentence, given=[papers()]) == ({rule} if rule else set())


def test_a_letter_of_another_season_speaks_of_other_points() -> None:
    later = SIGNED.replace("tháng 9", "tháng 12") + "Điểm tổng hợp của tỉnh đạt 76,69 điểm."
    assert ids(later, given=[papers()]) == set()


def test_the_directive_against_the_published_figures() -> None:
    found = Counter(finding.id for finding in of_file(DIRECTIVE, [papers()]))
    assert found == {"loi-van-nguoc-so-lieu": 3, "dan-chieu-van-ban-khac": 1, "han-vao-ngay-nghi": 1, "han-qua-gan": 1}


def test_the_report_of_the_papers_by_itself() -> None:
    everything = "\n".join(map(str, of_file(REPORT)))
    for words in (
        "trục Công khai, minh bạch giảm trong khi không có chỉ số nào in ra xấu đi",
        "trục Tiến độ giải quyết tăng trong khi không có chỉ số nào in ra tốt lên",
        "1.277 → 1.102 (-175 hồ sơ)",
        "trục Dịch vụ công trực tuyến giữ nguyên trong khi các chỉ số in ra thay đổi",
        "14,6 + 18,6 + 7,1 + 5,3 + 18 + 12,1 = 75,7; điểm tổng hợp công bố 75,69",
        "các trục +0,6; điểm tổng hợp +0,59",
        "mẫu số của 4.3 là 212; mẫu số của 4.1 là 173",
        "mẫu số từ 423.115 đến 423.192; tử số của 1.2 là 422.402",
        "1.773/1.773 → 1.746/1.746; 100 → 100; số đếm -27",
    ):
        assert words in everything


def test_every_finding_is_complete() -> None:
    for finding in (*of_file(REPORT), *of_file(DIRECTIVE, [papers()])):
        assert all((finding.title, finding.figures, finding.rule, finding.ask)) and finding.severity in Severity
