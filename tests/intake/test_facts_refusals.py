"""What is refused, and in which words: whole files, and rows."""

import io
import os
import zipfile
from pathlib import Path

import pytest
from facts_support import CODE, KNOWN, ROW, TODAY, accepted, csv_of, reason, refusal, refused, staged
from intake_support import packed, workbook, write

from bochiso.facts.schema import DOSSIERS, PETITIONS, PROCEDURES, PROGRESS, UNITS, Table
from bochiso.intake.facts.known import KnownUnits

HEADER = ",".join(ROW)
GOOD = ",".join(ROW.values())
FILES: list[tuple[bytes, str]] = [
    (b"", "tệp rỗng"),
    (b" \r\n\t", "tệp chỉ có khoảng trắng"),
    (b"\xef\xbb\xbf  ", "tệp chỉ có khoảng trắng"),
    (f"{HEADER}\n{GOOD}\nSở Nội vụ,x,,\n".encode("utf-16"), "UTF-16"),
    (f"{HEADER}\n{GOOD}\n".encode() + b"S\xf4,x,,\n", "a.csv, dòng 3: tệp không ở bảng mã UTF-8"),
    (f"{HEADER}\n{GOOD}\n".encode() + "ở".encode()[:2], "không ở bảng mã UTF-8"),
    (f"{HEADER}\nx\0y,,,\n".encode(), "a.csv, dòng 2: tệp có byte rỗng (NUL)"),
    (f'{HEADER}\n{GOOD}\n{CODE},"2.000815,,\n'.encode(), "a.csv, dòng 3: không đúng cú pháp CSV"),
    (f'{HEADER}\n{CODE},"2.0"00815,,\n'.encode(), "a.csv, dòng 2: không đúng cú pháp CSV"),
    (f'"{HEADER}\n{GOOD}\n'.encode(), "không đúng cú pháp CSV"),
    (f"{HEADER}\n{GOOD},{'x' * 3_000_000}\n".encode(), "dòng dài quá 2 MB"),
    (",".join(f"c{n}" for n in range(10_000)).encode(), "bảng rộng quá 1000 cột"),
    (b"ma ho so,ma_ho_so,procedure\n", "hai cột cùng nghĩa: «ma ho so» và «ma_ho_so»"),
    (b"code,Ma thu tuk\n", "có phải là cột «Ma thu tuk»?"),
    (b"\xd0\xcf\x11\xe0 old excel", ".xls đời cũ, hoặc tệp Excel có mật khẩu"),
    (b"%PDF-1.7", "đây là tệp PDF"),
    (b"<html><table>", "đây là trang HTML"),
    (b"PK\x03\x04 cut", "tệp XLSX bị hỏng hoặc thiếu phần cuối"),
    (b"PAR1", "tệp Parquet bị hỏng"),
    (b'[{"code": "x"', "tệp JSON bị cắt cụt"),
    (b'[{"code": "x"} {"code": "y"}]', "không đúng cú pháp JSON"),
    (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, "lồng quá nhiều lớp"),
]


@pytest.mark.parametrize(("content", "said"), FILES, ids=[said for _, said in FILES])
def test_files_that_cannot_be_read(tmp_path: Path, content: bytes, said: str) -> None:
    assert said in refusal(write(tmp_path, "a.csv", content))


def test_paths_that_are_no_files(tmp_path: Path) -> None:
    assert "không có tệp này" in refusal(tmp_path / "a.csv")
    assert "đây là thư mục" in refusal(tmp_path)
    os.mkfifo(tmp_path / "ống")
    assert "không phải tệp thông thường" in refusal(tmp_path / "ống")


def test_packed_files_that_explode_or_are_something_else(tmp_path: Path) -> None:
    bomb = tmp_path / "a.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", b"0" * 40_000_000)
    assert "tệp nén bất thường" in refusal(bomb)
    with zipfile.ZipFile(bomb, "w") as file:
        file.writestr("word/document.xml", b"")
    assert "đây là tệp Word" in refusal(bomb)
    with zipfile.ZipFile(bomb, "w") as file:
        file.writestr("xl/workbook.xml", b"<workbook>")
    assert "không đọc được tệp XLSX" in refusal(bomb)
    with zipfile.ZipFile(io.BytesIO(packed(workbook(list(ROW))))) as whole, zipfile.ZipFile(bomb, "w") as file:
        for name in whole.namelist():
            cut = whole.read(name)[:300] if "sheet1" in name else whole.read(name)
            file.writestr(name, cut)
    assert "không đọc được tệp XLSX" in refusal(bomb)


def test_every_missing_column_is_told_at_once(tmp_path: Path) -> None:
    said = refusal(write(tmp_path, "a.csv", "Họ tên,ngày,trạng thái hồ sơ cũ\n"), PROGRESS)
    assert all(f"thiếu cột «{name}»" in said for name in ("mã", "trạng thái", "thời điểm"))
    assert "Họ tên" not in said


ROWS: list[tuple[Table, dict[str, str], str]] = [
    (DOSSIERS, {**ROW, "code": ""}, "thiếu mã (code)"),
    (DOSSIERS, {**ROW, "procedure": ""}, "thiếu mã thủ tục (procedure)"),
    (DOSSIERS, {**ROW, "procedure": "TTHC-12"}, "ô mã thủ tục (procedure) ghi «TTHC-12», không phải mã thủ tục quốc gia (ví dụ 2.000815)"),
    (DOSSIERS, {**ROW, "status": "11"}, "ô trạng thái (status) ghi «11»"),
    (DOSSIERS, {**ROW, "status": "0"}, "ô trạng thái (status) ghi «0»"),
    (DOSSIERS, {**ROW, "received_at": "2026-11-23"}, "tiếp nhận (received_at) ở tương lai"),
    (DOSSIERS, {**ROW, "supplement_requests": "-1"}, "không phải số đếm"),
    (DOSSIERS, {**ROW, "unit": "", "code": "HS-1"}, "không biết hồ sơ của đơn vị nào"),
    (DOSSIERS, {**ROW, "unit": "Sở Lạ Lùng"}, "không tìm thấy đơn vị «Sở Lạ Lùng»"),
    (DOSSIERS, {**ROW, "unit": "Sở Nội Vu"}, "có phải: Sở Nội vụ (H55.12)"),
    (DOSSIERS, {**ROW, "unit": "H21.12"}, "đơn vị «H21.12» không thuộc H55"),
    (DOSSIERS, {**ROW, "unit": "", "code": "H21.12-260105-0001"}, "đơn vị «H21.12» không thuộc H55"),
    (DOSSIERS, {**ROW, "unit": "VN"}, "đơn vị «VN» không thuộc H55"),
    (DOSSIERS, {**ROW, "code": "=cmd|' /C calc'!A0"}, "bắt đầu bằng «=», có thể là công thức"),
    (PROCEDURES, {"code": "2.000815", "authority": "1", "name": "@SUM(A1)"}, "bắt đầu bằng «@»"),
    (PROCEDURES, {"code": "2.000815", "authority": "1", "name": "-2+3+cmd|' /C calc'!A0"}, "bắt đầu bằng «-»"),
    (PROCEDURES, {"code": "2.000815", "authority": "1", "name": "x" * 2_001}, "ô tên (name) dài quá 2000 ký tự"),
    (PROCEDURES, {"code": "2.000815", "authority": "1", "valid_from": "2026-01-02", "valid_to": "2026-01-02"}, "hết hiệu lực (valid_to)"),
    (UNITS, {"code": "H55.1", "name": "Vụ", "kind": "vụ"}, "không phải một trong: nation, ministry"),
    (PETITIONS, {"code": "1", "unit": "H55", "received_at": "2026-01-05", "outcome_at": "2026-01-04"}, "có kết quả (outcome_at) trước khi tiếp nhận"),
    (PETITIONS, {"code": "1", "unit": "", "received_at": "2026-01-05"}, "thiếu đơn vị (unit)"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "row", "said"), ROWS, ids=[f"{row.get('name', '')[:9]}{said}" for _, row, said in ROWS]
)
def test_rows_that_are_refused(tmp_path: Path, table: Table, row: dict[str, str], said: str) -> None:
    assert said in reason(csv_of(tmp_path, row), table)


def test_a_row_is_told_everything_and_keeps_its_own_text(tmp_path: Path) -> None:
    bad = {**ROW, "status": "99", "unit": "Sở lạ", "due_at": "mai", "received_at": " 5/1/2026"}
    found = staged(csv_of(tmp_path, ROW, {**bad, "Họ tên": "Nguyễn Văn A"}, ROW))
    (row,) = refused(found)
    assert str(row["reason"]).count("; ") == 2
    assert {name: row[name] for name in bad} == bad
    assert (row["row"], "Nguyễn Văn A" in repr(row)) == (2, False)
    assert [row["row"] for row in accepted(found)] == [1, 3]


def test_what_is_only_odd_is_taken_with_a_warning(tmp_path: Path) -> None:
    rows = [{**ROW, "status": "9"}, {**ROW, "status": "10"}, {**ROW, "received_at": ""}, ROW]
    found = staged(csv_of(tmp_path, *rows))
    assert found.rows_accepted == 4
    assert found.warnings == (
        "a.csv: 2 dòng: hồ sơ đã xử lý xong nhưng không có ngày kết thúc xử lý",
        "a.csv: 1 dòng: hồ sơ chưa có ngày tiếp nhận; chưa được tính",
    )


def test_texts_are_made_harmless(tmp_path: Path) -> None:
    name = "  Thu\u0309 tu\u0323c \u202eđăng\u200b ký\x07\u00a0 hộ  tịch "
    (row,) = accepted(staged(csv_of(tmp_path, {"code": "2.000815", "authority": "1", "name": name}), PROCEDURES))
    assert row["name"] == "Thủ tục đăng ký hộ tịch"
    signed = {"code": "2.000815", "authority": "1", "name": "- 12 hồ sơ"}
    assert "công thức" in reason(csv_of(tmp_path, signed), PROCEDURES)
    (row,) = accepted(staged(csv_of(tmp_path, {**signed, "name": "–"}), PROCEDURES))
    assert row["name"] == "–"


def test_a_dossier_code_of_no_form_needs_a_unit(tmp_path: Path) -> None:
    (row,) = accepted(staged(csv_of(tmp_path, {**ROW, "code": " hs 01/2026 "})))
    assert (row["code"], row["unit"]) == ("HS01/2026", "H55.12")


UNITS_TOLD = [
    ("Sở Nội vụ", "2026-01-05", "H55.12"),
    ("SỞ NỘI VỤ", "2026-01-05", "H55.12"),
    ("Sở Nội vụ và Tổ chức", "2026-01-05", "H55.12"),
    ("000.00.12.h55", "2026-01-05", "H55.12"),
    ("UBND xã La Bằng", "2025-06-30", "H55.33.07"),
    ("UBND xã La Bằng", "2025-07-01", "H55.242"),
    ("UBND xã La Bằng", "", "H55.242"),
    ("UBND huyện Đại Từ", "2024-01-05", "H55.33"),
    ("UBND huyện Đại Từ", "2026-01-05", "H55.33"),
    ("H03.05", "2024-01-05", "H03.05"),
    ("H03", "2024-01-05", "H03"),
    ("H55.242 – UBND xã La Bằng", "2026-01-05", "H55.242"),
]


def test_units_are_those_of_the_day_of_reception(tmp_path: Path) -> None:
    rows = [{**ROW, "unit": text, "received_at": day} for text, day, _ in UNITS_TOLD]
    found = staged(csv_of(tmp_path, *rows))
    assert [row["reason"] for row in refused(found)] == []
    assert [row["unit"] for row in accepted(found)] == [code for _, _, code in UNITS_TOLD]


def test_the_nearest_agency_above_stands_for_one_nobody_knows(tmp_path: Path) -> None:
    rows = [
        {**ROW, "unit": "H55.12.03"},
        {**ROW, "unit": "", "code": "H55.12.03.01-260105-0001"},
        {**ROW, "unit": "H55.99"},
    ]
    found = staged(csv_of(tmp_path, *rows))
    assert [row["unit"] for row in accepted(found)] == ["H55.12", "H55.12"]
    assert [row["reason"] for row in refused(found)] == ["không tìm thấy đơn vị «H55.99»"]
    assert any(
        warning.startswith("a.csv: 2 dòng: mã đơn vị cấp dưới không có trong danh mục") for warning in found.warnings
    )


def test_a_workspace_without_a_province_takes_every_unit(tmp_path: Path) -> None:
    known = KnownUnits(KNOWN.registry, "", TODAY)
    assert staged(csv_of(tmp_path, {**ROW, "unit": "H21.12"}), known=known).rows_accepted == 1
