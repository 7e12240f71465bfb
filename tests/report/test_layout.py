"""Measures, lists, merged cells and widths: what the writers share."""

from decimal import Decimal as D
from pathlib import Path

import pytest
from sample import summary

from bochiso.errors import BochisoError
from bochiso.report import layout, metrics
from bochiso.report.document import Align, Blank, Change, Column, Missing, Number, Row, RowKind, Table, Text


def test_text_is_as_wide_as_measured_in_word() -> None:
    upper, motto = layout.MOTTO
    assert [round(metrics.width(upper, size, bold=True), 1) for size in (12, 13)] == [88.3, 95.7]
    assert [round(metrics.width(motto, size, bold=True), 1) for size in (13, 14)] == [56.1, 60.5]


def test_a_centred_name_is_broken_in_the_middle() -> None:
    name = "SỞ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN"
    assert metrics.balanced(name, 68, 13, bold=True) == ("SỞ NÔNG NGHIỆP VÀ", "PHÁT TRIỂN NÔNG THÔN")
    assert metrics.balanced("", 68, 13) == ()


def test_a_missing_font_is_an_error_that_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(metrics, "FONT_DIRECTORY", tmp_path)
    with pytest.raises(BochisoError, match=r"LiberationSerif-Regular\.ttf") as caught:
        metrics.font_directory()
    assert caught.value.problems[0].remedy == "cài lại gói bochiso (phông chữ đi kèm gói cài đặt)"


def test_text_is_cleaned_for_every_format() -> None:
    assert layout.plain("a\x00\x0b\ud800\ufffe b\r\n\tc  d") == "a b c d"
    assert layout.plain("Tie\u0302\u0301n") == "Ti\u1ebfn"
    assert layout.plain("ngày\u00a0\u00a0tháng") == "ngày\u00a0\u00a0tháng"


def test_recipients_are_listed_as_the_decree_wants() -> None:
    assert layout.listed(("Như trên;", "- UBND tỉnh", "Lưu: VT, CCHC.")) == (
        "- Như trên;",
        "- UBND tỉnh;",
        "- Lưu: VT, CCHC.",
    )
    assert layout.address(("Bộ Nội vụ",)).centred
    several = layout.address(("Bộ Nội vụ", "Văn phòng Chính phủ"))
    assert several.lines == ("- Bộ Nội vụ;", "- Văn phòng Chính phủ.")
    long = layout.address(("Đồng chí Chủ tịch, các đồng chí Phó Chủ tịch Ủy ban nhân dân tỉnh Thái Nguyên",))
    assert (long.centred, long.same_line) == (False, True)


def test_groups_of_columns_and_headings_are_merged() -> None:
    table = summary()
    upper, lower = layout.heading_rows(table)
    assert [(cell.text, cell.column, cell.columns, cell.rows) for cell in upper] == [
        ("Số TT", 0, 1, 2),
        ("Nội dung", 1, 1, 2),
        ("31/7/2023", 2, 2, 1),
        ("31/8/2023", 4, 2, 1),
        ("Tăng (+)/Giảm (-)", 6, 1, 2),
    ]
    assert [(cell.text, cell.column) for cell in lower] == [
        ("Số liệu", 2),
        ("Tỷ lệ (%)", 3),
        ("Số liệu", 4),
        ("Tỷ lệ (%)", 5),
    ]
    assert [(cell.column, cell.columns) for cell in layout.body_cells(table.rows[0])] == [(0, 1), (1, 6)]
    assert layout.name_column(table) == 1


def test_every_missing_figure_has_its_reason_once() -> None:
    column = Column("a", D(20), Align.RIGHT)
    rows = tuple(Row((Missing(note),)) for note in ("không phát sinh", "không có số liệu", "không phát sinh"))
    table = Table("t", (column,), rows, notes=("(1) Đơn vị không phát sinh hồ sơ.",))
    assert layout.footnotes(table) == ("(1) Đơn vị không phát sinh hồ sơ.", "“–”: không có số liệu")


def test_figures_take_the_room_they_need_from_the_words() -> None:
    columns = (Column("Nội dung", D(120), Align.LEFT), Column("Tăng/giảm", D(20), Align.RIGHT))
    table = Table("t", columns, (Row((Text("x"), Change(D(50793), 0, "tài khoản"))),))
    fit = layout.fitted_table(table, D(165))
    assert (fit.size, fit.widths[1] > 33) == (12, True)
    assert abs(sum(fit.widths, D(0)) - 140) < D("0.02")
    narrow = layout.fitted_table(table, D(70))
    assert abs(sum(narrow.widths, D(0)) - 70) < D("0.02")


def test_a_crowded_table_is_set_smaller() -> None:
    days = tuple(Column("Ngày 31/8/2023", D(17), Align.RIGHT) for _ in range(6))
    table = Table("t", (Column("Địa phương", D(50), Align.LEFT), *days), ())
    assert layout.fitted_table(table, D(165)).size == 11


def test_a_row_has_one_cell_a_column() -> None:
    columns = (Column("a", D(20), Align.LEFT), Column("b", D(20), Align.RIGHT))
    with pytest.raises(ValueError, match=r"table t: rows of \[1\] cells under 2 columns"):
        Table("t", columns, (Row((Text("x"), Number(D(1), 0))), Row((Blank(),), RowKind.TOTAL)))
