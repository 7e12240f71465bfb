"""The table people type: columns, values, halves and wholes, units and items."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from intake_support import AT_2023, AT_2026, figure, only, packed, read, refusal, table, workbook, write

from bochiso.intake.read import Intake
from bochiso.score.snapshot import Measured, NoData, NotApplicable, Reported, Value

CASES = Path(__file__).parents[2] / "cases"


def typed(folder: Path, *rows: str) -> Intake:
    """Rows of 31/8/2023 in Thái Nguyên."""
    return read(write(folder, "so-lieu.csv", table(*rows)), at=AT_2023)


def refused(folder: Path, *rows: str) -> str:
    return refusal(write(folder, "so-lieu.csv", table(*rows)), at=AT_2023)


class TestValues:
    @pytest.mark.parametrize(
        ("row", "value", "printed"),
        [
            ("H55,1.1,,1773,1773,100,,,,", Measured(1773, 1773), "100"),
            ('H55,1.1,,1.746,1746,"99,50",,,,', Measured(1746, 1746), "99.50"),
            ("H55,3.1,,0,0,,,,,", NotApplicable("không phát sinh (0/0)", counted=True), None),
            ('H55,5.2,,,,"92,94",,,,', Reported(rate=Decimal("92.94")), None),
            ("H55,6.3,,624193,,,,,,", Reported(count=624193), None),
            ("H55,6.4,,184314,,48.67,,,,", Reported(rate=Decimal("48.67"), count=184314), None),
            ("H55,3.7,,,,,,,Giữ nguyên,", Reported(text="Giữ nguyên"), None),
            ("H55,3.7,,,,,,,–,", NoData("nguồn không có số liệu"), None),
            ("H55,1.1,,,,,,,,", NoData("nguồn không có số liệu"), None),
            ("H55,CKMB,,,,,14.6,18,,", Reported(), None),
        ],
    )
    def test_value(self, tmp_path: Path, row: str, value: Value, printed: str | None) -> None:
        found = figure(typed(tmp_path, row), "H55", row.split(",")[1])
        assert found.value == value
        assert found.printed_rate == (None if printed is None else Decimal(printed))

    @pytest.mark.parametrize(
        ("row", "words"),
        [
            ("H55,1.1,,5,4,,,,,", "tử số 5 lớn hơn mẫu số 4"),
            ("H55,1.1,,,4,,,,,", "có mẫu số mà không có tử số"),
            ("H55,1.1,,4,0,,,,,", "tử số là 4 mà mẫu số là 0"),
            ("H55,1.1,,4.5,9,,,,,", "dòng 2, cột «numerator»: «4.5» không phải là số"),
            ("H55,1.1,,-4,9,,,,,", "«-4» không phải là số"),
            ("H55,1.1,,,,9497,,,,", "cột «rate»: 9497 ngoài khoảng từ 0 đến 100"),
            ("H55,1.1,,,,-3,,,,", "-3 ngoài khoảng"),
            ("H55,CKMB,,,,,146,,,", "146 điểm, trên mức tối đa 18"),
            ("H55,CKMB,,15,18,,,,,", "«CKMB» là điểm, không có tử số và mẫu số"),
            ("H55,1.1,32/8/2023,1,1,,,,,", "«32/8/2023» không phải là thời điểm"),
            (",1.1,,1,1,,,,,", "ô đơn vị để trống"),
            ("H55,,,1,1,,,,,", "ô mục để trống"),
            ("H55,1.9,,1,1,,,,,", "không có mục «1.9»"),
            ("Sở Tư phap,2.3,,1,,,,,,", "có phải: Sở Tư pháp (H55:so-tu-phap)"),
            ("H55,rank,,64,63,,,,,", "hạng «64/63» không dùng được"),
            ("H55,rank,,,,,,,đứng đầu,", "hạng «đứng đầu» không dùng được"),
        ],
    )
    def test_refused(self, tmp_path: Path, row: str, words: str) -> None:
        assert words in refused(tmp_path, row)

    def test_a_rate_that_its_counts_do_not_give_is_said(self, tmp_path: Path) -> None:
        assert any("không khớp 824/1773" in text for text in typed(tmp_path, "H55,3.2,,824,1773,64.47,,,,").warnings)
        assert not typed(tmp_path, "H55,3.2,,824,1773,46.47,,,,").warnings

    def test_words_beside_counts_are_kept_aside(self, tmp_path: Path) -> None:
        snapshot = only(typed(tmp_path, "H55,1.1,,1,2,,,,một nửa,"))
        assert snapshot.origins[0].extra == {"dòng 2, cột «text»": "một nửa"}


class TestRank:
    @pytest.mark.parametrize(
        ("row", "rank", "among"),
        [
            ("H55,rank,,9,63,,,,,", 9, 63),
            ("H55,rank,,,,,9,63,,", 9, 63),
            ('H55,rank,,,,,,,"09/63 tỉnh, thành phố",', 9, 63),
            ("H55,rank,,,,,,,hạng 9,", 9, None),
            ("H55,Xếp hạng,,9,,,,,,", 9, None),
        ],
    )
    def test_rank(self, tmp_path: Path, row: str, rank: int, among: int | None) -> None:
        found = figure(typed(tmp_path, row), "H55", "rank")
        assert (found.rank, found.among) == (rank, among)


class TestHalvesAndWholes:
    @pytest.mark.parametrize(
        ("rows", "value", "printed"),
        [
            (("1.2a,,378113,,90.19", "1.2b,,41141,,9.81"), Measured(378113, 419254), "90.19"),
            (("1.2b,,41141,,9.81", "1.2a,,378113,,90.19"), Measured(378113, 419254), "90.19"),
            (("1.2a,,378113,419254,", "1.2b,,41141,,"), Measured(378113, 419254), None),
            (("1.2a,,,,90.19", "1.2b,,41141,419254,"), Measured(378113, 419254), "90.19"),
            (("1.2b,,41141,419254,9.81",), Measured(378113, 419254), "90.19"),
            (("1.2b,,,,9.81",), Reported(rate=Decimal("90.19")), None),
            (("1.2a,,,,71.67", "1.2b,,,,28.33"), Reported(rate=Decimal("71.67")), None),
            (("1.2a,,1,32,3.13", "1.2b,,31,32,96.88"), Measured(1, 32), "3.13"),
            (("1.2b,,,,",), NoData("nguồn không có số liệu"), None),
        ],
    )
    def test_together(self, tmp_path: Path, rows: tuple[str, ...], value: Value, printed: str | None) -> None:
        found = figure(typed(tmp_path, *(f"H55,{row},,,," for row in rows)), "H55", "1.2")
        assert found.value == value
        assert found.printed_rate == (None if printed is None else Decimal(printed))

    @pytest.mark.parametrize(
        ("rows", "words"),
        [
            (("1.2a,,10,30,", "1.2b,,19,,"), "10 + 19 = 29, khác mẫu số 30"),
            (("1.2a,,10,30,", "1.2b,,20,31,"), "mẫu số của hai dòng khác nhau: 30 và 31"),
            (("1.2a,,,,90.19", "1.2b,,,,9.18"), "cộng lại là 99.37, không phải 100"),
            (("1.2b,,31,30,",), "phần còn lại (31) lớn hơn tổng số (30)"),
            (("1.2a,,,30,", "1.2b,,31,,"), "phần còn lại (31) lớn hơn tổng số (30)"),
            (("1.2b,,31,,",), "chỉ có số của phần còn lại"),
        ],
    )
    def test_contradictions(self, tmp_path: Path, rows: tuple[str, ...], words: str) -> None:
        assert words in refused(tmp_path, *(f"H55,{row},,,," for row in rows))

    def test_halves_in_two_files(self, tmp_path: Path) -> None:
        one = write(tmp_path, "a.csv", table("H55,1.2a,,378113,,,,,,Biểu I"))
        two = write(tmp_path, "b.csv", table("H55,1.2b,,41141,,,,,,Biểu I"))
        found = figure(read(two, one, at=AT_2023), "H55", "1.2")
        assert found.value == Measured(378113, 419254)
        assert found.source == "Biểu I (a.csv, dòng 2); Biểu I (b.csv, dòng 2)"


class TestDoubles:
    def test_the_same_row_twice_is_said(self, tmp_path: Path) -> None:
        intake = typed(tmp_path, "H55,1.1,,1,2,,,,,", "H55,1.1,,1,2,,,,,")
        assert any("1.1 của H55 (dòng 3)" in warning for warning in intake.warnings)

    def test_different_rows_name_both_places(self, tmp_path: Path) -> None:
        message = refused(tmp_path, "H55,1.1,,1,2,,,,,", "H55,1.1,,1,3,,,,,")
        assert "so-lieu.csv, dòng 3: 1.1 của H55 khác với so-lieu.csv, dòng 2" in message

    def test_one_unit_under_two_spellings(self, tmp_path: Path) -> None:
        message = refused(tmp_path, "Sở NN&PTNT,2.3,,1,,,,,,", "Sở Nông nghiệp và PTNT,2.3,,2,,,,,,")
        assert "2.3 của H55:so-nong-nghiep-va-phat-trien-nong-thon khác với" in message


class TestInstants:
    def test_a_snapshot_for_each_instant(self, tmp_path: Path) -> None:
        rows = ("H55,1.1,31/7/2023,1,2,,,,,", "H55,1.1,2023-08-31T16:30,1,2,,,,,", "H55,1.1,,1,2,,,,,")
        found = [str(snapshot.as_of) for snapshot in typed(tmp_path, *rows).snapshots]
        assert found == ["2023-07-31", "2023-08-31T16:30:00+07:00", "2023-08-31"]

    def test_every_row_needs_one(self, tmp_path: Path) -> None:
        message = refusal(write(tmp_path, "a.csv", table("H55,1.1,,1,2,,,,,")))
        assert "dòng 2, cột «as_of»: không có thời điểm" in message
        assert "--at 2023-08-31" in message

    def test_no_edition_at_that_time(self, tmp_path: Path) -> None:
        message = refused(tmp_path, "H55,1.1,2019-01-01,1,2,,,,,", "H55,1.2,2019-01-01,1,2,,,,,")
        assert message.count("không phiên bản nào áp dụng vào ngày này") == 1


class TestUnitsAndItems:
    @pytest.mark.parametrize("text", ["Sở Tư pháp", "sở tư pháp", "Sở Tư pháp tỉnh Thái Nguyên", "H55:so-tu-phap"])
    def test_units_by_name_and_code(self, tmp_path: Path, text: str) -> None:
        assert figure(typed(tmp_path, f"{text},2.3,,90,,,,,,"), "H55:so-tu-phap", "2.3").value == Reported(count=90)

    def test_an_unknown_code_is_taken_and_said(self, tmp_path: Path) -> None:
        intake = typed(tmp_path, "h55.242,2.3,,90,,,,,,")
        assert [unit.kind for unit in only(intake).units] == ["commune"]
        assert any("không có trong danh mục đơn vị" in warning and "H55.242" in warning for warning in intake.warnings)

    @pytest.mark.parametrize("text", ['"1,2"', "1.2", '"1,2 a)"', "1.2a"])
    def test_items_as_papers_print_them(self, tmp_path: Path, text: str) -> None:
        assert figure(typed(tmp_path, f"H55,{text},,1,2,,,,,"), "H55", "1.2").value == Measured(1, 2)

    @pytest.mark.parametrize(("text", "item"), [("Mức độ hài lòng", "MDHL"), ("Tổng hợp", "total"), ("ckmb", "CKMB")])
    def test_axes_by_title(self, tmp_path: Path, text: str, item: str) -> None:
        assert figure(typed(tmp_path, f"H55,{text},,,,,15,,,"), "H55", item).points == 15

    def test_portal_codes_in_2026(self, tmp_path: Path) -> None:
        path = write(tmp_path, "a.csv", table("H55,DOSSIER_SYNC,,1,2,,,,,"))
        assert figure(read(path, at=AT_2026), "H55", "1.4").value == Measured(1, 2)


class TestColumns:
    @pytest.mark.parametrize(
        "header",
        [
            "Đơn vị,Mục,Tử số,Mẫu số",
            "ĐƠN VỊ,Chỉ tiêu,TU SO,mau so",
            "don  vi;Số TT;Số liệu;Mẫu số",
            "Cơ quan\tMục\tTử số\tMẫu số",
        ],
    )
    def test_vietnamese_headers_and_delimiters(self, tmp_path: Path, header: str) -> None:
        mark = next(mark for mark in ",;\t" if mark in header)
        path = write(tmp_path, "a.csv", f"{header}\n{mark.join(('H55', '1.1', '1.746', '1746'))}\n")
        assert figure(read(path, at=AT_2023), "H55", "1.1").value == Measured(1746, 1746)

    def test_the_line_with_which_excel_names_the_delimiter(self, tmp_path: Path) -> None:
        path = write(tmp_path, "a.csv", "sep=;\r\nĐơn vị;Mục;Tỷ lệ\r\nH55;1.1;90,19\r\n")
        found = figure(read(path, at=AT_2023), "H55", "1.1")
        assert (found.value, found.source) == (Reported(rate=Decimal("90.19")), "a.csv, dòng 3")

    def test_unknown_columns_are_dropped_and_said(self, tmp_path: Path) -> None:
        path = write(tmp_path, "a.csv", "unit,item,rate,Ghi chú thêm\nH55,1.1,100,abc\n")
        intake = read(path, at=AT_2023)
        assert "a.csv: không biết cột «Ghi chú thêm»; đã bỏ qua" in intake.warnings
        assert "abc" not in only(intake).to_json()

    @pytest.mark.parametrize("title", ["Họ và tên", "Chủ hồ sơ", "Số CCCD", "Điện thoại", "Địa chỉ", "E-mail", "SĐT"])
    def test_personal_columns_are_always_dropped(self, tmp_path: Path, title: str) -> None:
        path = write(tmp_path, "a.csv", f"unit,item,rate,{title}\nH55,1.1,100,Nguyễn Văn A\n")
        intake = read(path, at=AT_2023)
        assert any(f"«{title}» chứa dữ liệu cá nhân" in warning for warning in intake.warnings)
        assert "Nguyễn Văn A" not in only(intake).to_json()

    def test_the_source_column_is_kept(self, tmp_path: Path) -> None:
        found = figure(typed(tmp_path, "H55,1.1,,1,2,,,,,Công văn 2062"), "H55", "1.1")
        assert found.source == "Công văn 2062 (so-lieu.csv, dòng 2)"


class TestCleaning:
    def test_invisible_characters_go_and_are_counted(self, tmp_path: Path) -> None:
        text = table("Sở\u200b Tư pháp\u200b\u202e,2.3,,90,,,,,,")
        intake = read(write(tmp_path, "a.csv", text), at=AT_2023)
        assert figure(intake, "H55:so-tu-phap", "2.3").value == Reported(count=90)
        assert "a.csv: có 2 chỗ ký tự không nhìn thấy; đã bỏ đi khi đọc" in intake.warnings
        assert "a.csv: có 1 chỗ ký tự đổi chiều viết; đã bỏ đi khi đọc" in intake.warnings

    def test_decomposed_letters_are_joined(self, tmp_path: Path) -> None:
        intake = read(write(tmp_path, "a.csv", table("So\u031b\u0309 Tư pháp,2.3,,90,,,,,,")), at=AT_2023)
        assert only(intake).unit("H55:so-tu-phap") is not None
        assert any("chữ tổ hợp" in warning for warning in intake.warnings)

    @pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd", "=HYPERLINK(1)"])
    def test_formulas_in_texts(self, tmp_path: Path, text: str) -> None:
        assert "có thể là công thức" in refused(tmp_path, f"H55,3.7,,,,,,,{text},")

    @pytest.mark.parametrize("text", ["+44.289 hồ sơ", "-0.38", "–", "-", "+0.13 %"])
    def test_signed_figures_are_no_formulas(self, tmp_path: Path, text: str) -> None:
        assert typed(tmp_path, f"H55,3.7,,,,,,,{text},").snapshots


class TestWorkbook:
    def test_typed_cells(self, tmp_path: Path) -> None:
        book = workbook(
            ["Số liệu tháng 8"],
            ["Đơn vị", "Mục", "Thời điểm", "Tử số", "Mẫu số", "Tỷ lệ (%)"],
            ["H55", "1.1", date(2023, 8, 31), 824, 1773, 46.47],
            ["H55", 1.2, "31/8/2023", "378.113", 419254, "90,19"],
        )
        intake = read(write(tmp_path, "a.xlsx", packed(book)))
        assert figure(intake, "H55", "1.1").printed_rate == Decimal("46.47")
        assert figure(intake, "H55", "1.2").value == Measured(378113, 419254)
        assert figure(intake, "H55", "1.1").source == "a.xlsx, trang «Số liệu», dòng 3"

    def test_percent_cells_mean_what_they_show(self, tmp_path: Path) -> None:
        book = workbook(["unit", "item", "rate"], ["H55", "5.2", 0.9294])
        book.worksheets[0]["C2"].number_format = "0.00%"
        found = figure(read(write(tmp_path, "a.xlsx", packed(book)), at=AT_2023), "H55", "5.2")
        assert found.value == Reported(rate=Decimal("92.94"))

    def test_the_first_sheet_with_the_header(self, tmp_path: Path) -> None:
        book = workbook(["Chỉ là lời giới thiệu"], title="Bìa")
        for row in (["unit", "item", "rate"], ["H55", "5.2", 92.94]):
            book.create_sheet("Bảng") if "Bảng" not in book.sheetnames else None
            book["Bảng"].append(row)
        assert figure(read(write(tmp_path, "a.xlsx", packed(book)), at=AT_2023), "H55", "5.2")

    def test_merged_titles_do_no_harm(self, tmp_path: Path) -> None:
        book = workbook(["Biểu số liệu", None, None], ["unit", "item", "rate"], ["H55", "5.2", 92.94])
        book.worksheets[0].merge_cells("A1:C1")
        assert figure(read(write(tmp_path, "a.xlsx", packed(book)), at=AT_2023), "H55", "5.2")


def test_the_figures_of_thai_nguyen() -> None:
    intake = read(CASES / "thai-nguyen-2023-08" / "so-lieu.csv")
    assert not intake.warnings
    assert [str(snapshot.as_of) for snapshot in intake.snapshots] == ["2023-07-31", "2023-08-31T16:30:00+07:00"]
    synced = intake.snapshots[1].figure("H55", "1.2")
    assert synced is not None
    assert synced.value == Measured(422402, 444772)


class TestWhatIsNotRead:
    def test_rows_with_their_own_instant_win_over_at_and_it_is_said_once(self, tmp_path: Path) -> None:
        rows = ("H55,1.1,2023-08-30,1,2,,,,,", "H55,1.2,2023-08-30,1,2,,,,,")
        intake = typed(tmp_path, *rows)
        assert str(only(intake).as_of) == "2023-08-30"
        assert len([warning for warning in intake.warnings if "không dùng --at 2023-08-31" in warning]) == 1

    def test_rows_without_any_value_are_said_once(self, tmp_path: Path) -> None:
        intake = typed(tmp_path, "H55,1.1,,1,2,,,,,", "H55,1.2,,,,,,,,nguồn", "H55,2.1,,,,,,,,", "H55,3.7,,,,,,,–,")
        (warning,) = (warning for warning in intake.warnings if "không có giá trị nào" in warning)
        assert warning.endswith(": dòng 3, dòng 4")

    def test_other_sheets_are_named(self, tmp_path: Path) -> None:
        book = workbook(["unit", "item", "numerator"], ["H55", "1.1", 5], title="Một")
        for title, state in (("Hai", "visible"), ("Ba", "hidden")):
            sheet = book.create_sheet(title)
            sheet.append(["unit", "item", "numerator"])
            sheet.append(["H55", "1.2", 6])
            sheet.sheet_state = state
        intake = read(write(tmp_path, "a.xlsx", packed(book)), at=AT_2023)
        assert [found.item for found in only(intake).figures] == ["1.1"]
        (warning,) = (warning for warning in intake.warnings if "cũng có bảng số liệu" in warning)
        assert "trang «Hai» cũng có bảng số liệu nhưng không được đọc" in warning

    def test_empty_columns_far_out_are_free(self, tmp_path: Path) -> None:
        csv = "unit,item,numerator" + "," * 2000 + "\nH55,1.1,5" + "," * 2000 + "\n"
        assert figure(read(write(tmp_path, "a.csv", csv), at=AT_2023), "H55", "1.1").value == Reported(count=5)
        book = workbook(["unit", "item", *[""] * 400, "numerator"], ["H55", "1.1", *[""] * 400, 5])
        found = figure(read(write(tmp_path, "a.xlsx", packed(book)), at=AT_2023), "H55", "1.1")
        assert found.value == Reported(count=5)
