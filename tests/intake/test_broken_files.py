"""One broken file per mistake, and the words its message must contain."""

import io
import json
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from intake_support import AT_2023, AT_2026, PORTAL, packed, refusal, table, workbook, write

from bochiso.intake import files

NATIONAL = (PORTAL / "service-results.national.2026-09-17.json").read_bytes()
FORMALITIES = (PORTAL / "formalities.code-2.000815.json").read_bytes()
ROW = "H55,1.1,,1773,1773,100,,,,\n"
HEADER = "unit,item,as_of,numerator,denominator,rate,points,max,text,source\n"
OVERVIEW = '{"departmentName": "UBND tỉnh Thái Nguyên", "departmentCode": "H55"'


def zipped(**parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return buffer.getvalue()


def bomb() -> bytes:
    return zipped(xl__workbook_xml="", xl__worksheets__sheet1_xml=" " * (files.UNPACKED_LIMIT // 8))


def entities() -> bytes:
    """A workbook whose first sheet declares a document type."""
    source, buffer = zipfile.ZipFile(io.BytesIO(packed(workbook(["unit", "item"])))), io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sheet1.xml"):
                content = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + content
            archive.writestr(name, content)
    return buffer.getvalue()


def changed(part: str, content: bytes) -> bytes:
    """A workbook with one part replaced."""
    source, buffer = zipfile.ZipFile(io.BytesIO(packed(workbook(["unit", "item"])))), io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in source.namelist():
            archive.writestr(name, content if name == part else source.read(name))
    return buffer.getvalue()


def torn() -> bytes:
    """A workbook with one byte changed inside a part, so that its checksum is wrong."""
    return changed("xl/workbook.xml", b"<workbook>abc</workbook>").replace(b">abc<", b">abd<")


def locked() -> bytes:
    """A workbook whose entries are marked as encrypted."""
    data = bytearray(packed(workbook(["unit", "item"])))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(magic)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(magic, at + 4)
    return bytes(data)


def formula() -> bytes:
    return packed(workbook(["unit", "item", "numerator"], ["H55", "1.1", "=1+1"], ["H55", "1.2", "=A1"]))


def merged() -> bytes:
    book = workbook(["unit", "item", "numerator"], ["H55", "1.1", 1], ["", "1.2", 2])
    book.worksheets[0].merge_cells("A2:A3")
    return packed(book)


def error_value() -> bytes:
    return packed(workbook(["unit", "item", "numerator"], ["H55", "1.1", "#N/A"]))


def thousands() -> bytes:
    return packed(workbook(["unit", "item", "numerator"], ["H55", "6.3", 624.193]))


def item_as_date() -> bytes:
    from datetime import date

    return packed(workbook(["unit", "item", "numerator"], ["H55", date(2023, 2, 1), 5]))


def metrics(entry: str, extra: str = "") -> str:
    return f'{{"code": "OK", "data": {{"overview": {OVERVIEW}, "metrics": [{entry}]}}{extra}}}, "message": "OK"}}'


TABLES: list[tuple[str, str | bytes | Callable[[], bytes], tuple[str, ...]]] = [
    ("empty.csv", b"", ("tệp rỗng",)),
    ("blank.csv", " \n\n", ("chỉ có khoảng trắng",)),
    ("zeros.csv", b"\0" * 100, ("chỉ có byte rỗng (NUL)",)),
    ("latin.csv", HEADER.encode() + "Sở Nội vụ,1.1".encode("utf-16-le"), ("UTF-8", "Save As")),
    ("windows.csv", HEADER.encode() + b"S\xf0 N\xf4i v\xf8,1.1,,,,,,,,\n", ("dòng 2", "UTF-8", "CSV UTF-8")),
    ("utf16.csv", (HEADER + ROW).encode("utf-16"), ("UTF-16", "CSV UTF-8")),
    ("nul.csv", HEADER + "H55,1.1\0,,,,,,,,\n", ("dòng 2", "byte rỗng (NUL)")),
    ("ragged.csv", HEADER + "H55,1.1,,90,19,100,,,,,9\n", ("dòng 2", "số ô khác số cột")),
    ("short.csv", HEADER + "H55,1.1\n", ("dòng 2", "số ô khác số cột")),
    ("quote.csv", HEADER + 'H55,1.1,,,,,,,"abc,\n' + ROW, ("dòng 2", "dấu ngoặc kép")),
    ("inner.csv", HEADER + 'H55,1.1,,,,,,,"a"b,\n', ("dòng 2", "cú pháp CSV")),
    ("header.csv", HEADER, ("chỉ có dòng tiêu đề",)),
    ("unit.csv", "donvi_ten,Mục,rate\nH55,1.1,100\n", ("thiếu cột «đơn vị» (unit)", "«donvi_ten»")),
    ("item.csv", "Đơn vị,Mục số,rate\nH55,1.1,100\n", ("thiếu cột «mục» (item)", "có phải là cột «Mục số»?")),
    ("noheader.csv", ROW, ("thiếu cột «đơn vị»", "thiếu cột «mục»")),
    ("twice.csv", "Đơn vị,Cơ quan,Mục\nH55,H55,1.1\n", ("hai cột cùng nghĩa", "«Cơ quan»")),
    ("quarter.pdf", b"%PDF-1.7\n...", ("đây là tệp PDF",)),
    ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, (".xls đời cũ", "lưu dạng .xlsx")),
    ("web.xls", "<html><table><tr><td>unit</td></tr></table></html>", ("trang HTML", "đăng nhập")),
    ("data.xml", "<?xml version='1.0'?><a/>", ("đây là tệp XML",)),
    ("photo.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 20, ("đây là tệp ảnh",)),
    ("letter.docx", zipped(word__document_xml="<w/>"), ("đây là tệp Word",)),
    ("sheet.ods", zipped(content_xml="<w/>"), ("LibreOffice",)),
    ("any.zip", zipped(a_txt="x"), ("tệp nén ZIP",)),
    ("cut.xlsx", lambda: packed(workbook(["unit", "item"]))[:-400], ("bị hỏng hoặc thiếu phần cuối",)),
    ("bad.xlsx", zipped(xl__workbook_xml="<broken"), ("không đọc được tệp XLSX (thiếu một phần bên trong)",)),
    ("syntax.xlsx", lambda: changed("xl/workbook.xml", b"<broken"), ("(một phần bên trong không đúng cú pháp XML)",)),
    ("torn.xlsx", torn, ("(nội dung nén bị hỏng)",)),
    ("locked.xlsx", locked, ("(tệp có mật khẩu)",)),
    ("wide.csv", "unit,item" + ",x" * 1000 + "\n", ("dòng 1", "rộng quá 1000 cột")),
    ("wide.xlsx", lambda: packed(workbook(["unit", "item", *["x"] * 1000])), ("trang «Số liệu» rộng quá 1000 cột",)),
    ("bomb.xlsx", bomb, ("tệp nén bất thường",)),
    ("entity.xlsx", entities, ("DOCTYPE",)),
    ("formula.xlsx", formula, ("trang «Số liệu»", "công thức ở ô C2, C3", "dán giá trị")),
    ("merged.xlsx", merged, ("ô bị trộn (merge) trong bảng: A2:A3", "bỏ trộn")),
    ("error.xlsx", error_value, ("giá trị lỗi", "ô C2")),
    ("thousand.xlsx", thousands, ("624.193 không phải là số đếm", "dấu chấm ngăn hàng nghìn")),
    ("date.xlsx", item_as_date, ("Excel đã đổi mục thành ngày", "Text")),
]

ANSWERS: list[tuple[str, str | bytes, tuple[str, ...]]] = [
    ("cut.json", NATIONAL[: len(NATIONAL) // 2], ("cắt cụt", "tải lại")),
    ("comma.json", '{"code": "OK",, "data": {}}', ("dòng 1, cột 15", "cú pháp JSON")),
    ("text.json", "không phải JSON", ("cú pháp JSON",)),
    ("scalar.json", "42", ("không phải câu trả lời của Cổng",)),
    ("list.json", "[1, 2]", ("không phải câu trả lời của Cổng",)),
    ("nothing.json", "[]", ("danh sách rỗng",)),
    ("error.json", '{"code": "ERR_500", "data": null, "message": "Hệ thống bận"}', ("Cổng trả lời lỗi: Hệ thống bận",)),
    ("login.json", '{"statusCode": 401, "message": "Unauthorized"}', ("Cổng trả lời lỗi: Unauthorized",)),
    ("null.json", '{"code": "OK", "data": null, "message": "OK"}', ("không có dữ liệu",)),
    ("formalities.json", FORMALITIES, ("danh mục thủ tục hành chính (formalities), không phải số liệu",)),
    ("shape.json", '{"code": "OK", "data": {"evaluation": [{"x": 1}]}}', ("không nhận ra loại câu trả lời",)),
    ("rows.json", '{"code": "OK", "data": {"evaluation": [1], "radar": []}}', ("/data/evaluation", "danh sách")),
    ("hollow.json", '{"code": "OK", "data": {"evaluation": [], "radar": []}}', ("không có số liệu nào",)),
    ("twice.json", '{"code": "OK", "data": {"radar": [], "radar": []}}', ("khoá «radar» có hai lần",)),
    ("nan.json", metrics('{"code": "1.1", "ratio": NaN}'), ("«NaN»",)),
    ("infinity.json", metrics('{"code": "1.1", "ratio": -Infinity}'), ("«-Infinity»",)),
    ("huge.json", metrics('{"code": "1.1", "numerator": 1e400}'), ("luỹ thừa",)),
    ("long.json", metrics('{"code": "1.1", "numerator": ' + "9" * 5000 + "}"), ("quá dài",)),
    ("deep.json", "[" * 100_000 + "]" * 100_000, ("lồng nhau",)),
    ("nested.json", '{"a":' * 40 + "1" + "}" * 40, ("lồng nhau quá 32 tầng",)),
    (
        "half.json",
        metrics('{"code": "PUBLISH_ON_TIME", "numerator": 1.5}'),
        ("/metrics/0/numerator", "không phải là số đếm"),
    ),
    ("minus.json", metrics('{"code": "PUBLISH_ON_TIME", "denominator": -5}'), ("/metrics/0/denominator", "số âm (-5)")),
    ("extra.json", "{} {}", ("không đúng cú pháp JSON (còn chữ thừa",)),
    ("nocode.json", metrics('{"ratio": 1}'), ("(không có mã nào)",)),
    ("noyear.json", '{"timeType": "year", "year": null}', ("kỳ «year» năm «»",)),
    ("void.json", metrics('{"code": "PUBLISH_ON_TIME", "numerator": 5, "denominator": 0}'), ("mẫu số là 0",)),
    ("truth.json", metrics('{"code": "PUBLISH_ON_TIME", "numerator": true}'), ("phải là số, không phải true",)),
    ("words.json", metrics('{"code": "PUBLISH_ON_TIME", "ratio": "nhiều"}'), ("phải là số, không phải nhiều",)),
    ("codes.json", metrics('{"code": "XYZ", "ratio": 1}'), ("không nhận ra trang của Cổng", "XYZ")),
    (
        "name.json",
        metrics('{"code": "PUBLISH_ON_TIME", "ratio": 1}').replace("UBND", "=UBND"),
        ("có thể là công thức",),
    ),
    ("nobody.json", '{"code": "OK", "data": {"radar": [], "overview": {"totalScore": 1}}}', ("không biết đơn vị nào",)),
    ("period.json", '{"timeType": "week", "year": 2026}', ("không hiểu kỳ «week»",)),
    ("month.json", '{"timeType": "month", "year": 2026, "month": 13}', ("month phải từ 1 đến 12",)),
    ("request.json", '{"timeType": "year", "year": 2026}', ("không có số liệu nào",)),
]


@pytest.mark.parametrize(("name", "content", "words"), TABLES, ids=[case[0] for case in TABLES])
def test_tables(tmp_path: Path, name: str, content: str | bytes | Callable[[], bytes], words: tuple[str, ...]) -> None:
    path = write(tmp_path, name, content() if callable(content) else content)
    message = refusal(path, at=AT_2023)
    assert message.startswith(name)
    for word in words:
        assert word in message
    assert message.count("Vì sao: ") == message.count("Cách sửa: ") >= 1


@pytest.mark.parametrize(("name", "content", "words"), ANSWERS, ids=[case[0] for case in ANSWERS])
def test_answers(tmp_path: Path, name: str, content: str | bytes, words: tuple[str, ...]) -> None:
    message = refusal(write(tmp_path, name, content), at=AT_2026)
    assert message.startswith(name)
    for word in words:
        assert word in message


def test_missing_and_directory(tmp_path: Path) -> None:
    message = refusal(tmp_path / "không có.csv", tmp_path, at=AT_2023)
    assert "không có tệp này" in message
    assert "đây là thư mục" in message


def test_no_file_at_all() -> None:
    assert "chưa nêu tệp nào" in refusal()


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bochiso.intake.files.FILE_LIMIT", 100)
    assert "tệp lớn hơn" in refusal(write(tmp_path, "a.csv", table(ROW.strip() * 10)), at=AT_2023)


def test_every_problem_of_a_table_at_once(tmp_path: Path) -> None:
    rows = ("H55,1.1,,x,1,,,,,", "Sở Gì Đó,1.1,,1,1,,,,,", "H55,9.9,,1,1,,,,,", "H55,1.2,nay,1,1,,,,,")
    message = refusal(write(tmp_path, "a.csv", table(*rows)), at=AT_2023)
    for words in ("dòng 2, cột «numerator»", "dòng 3, cột «unit»", "dòng 4, cột «item»", "dòng 5, cột «as_of»"):
        assert words in message


def test_nothing_is_read_in_part(tmp_path: Path) -> None:
    good = write(tmp_path, "good.csv", table(ROW.strip()))
    assert "bad.csv" in refusal(good, write(tmp_path, "bad.csv", b"%PDF"), at=AT_2023)


def test_the_names_of_two_files_that_are_alike(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    paths = [write(tmp_path / folder, "x.json", json.dumps({"code": folder})) for folder in ("a", "b")]
    message = refusal(*paths, at=AT_2026)
    assert all(str(path) in message for path in paths)


@pytest.mark.parametrize("numerator", ["-1", '"abc"', "1.5"])
def test_a_bad_numerator_is_one_problem(tmp_path: Path, numerator: str) -> None:
    entry = f'{{"code": "PUBLISH_ON_TIME", "numerator": {numerator}, "denominator": 5}}'
    assert refusal(write(tmp_path, "a.json", metrics(entry)), at=AT_2026).count("Vì sao: ") == 1


def test_a_million_columns_are_refused_at_once(tmp_path: Path) -> None:
    cells = b'<c t="n"><v>1</v></c>' * 1_000_000
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row>'
    book = changed("xl/worksheets/sheet1.xml", sheet + cells + b"</row></sheetData></worksheet>")
    for name, content in (("a.xlsx", book), ("a.csv", b"unit,item" + b",x" * 1_000_000)):
        start = time.monotonic()
        assert "rộng quá 1000 cột" in refusal(write(tmp_path, name, content), at=AT_2023)
        assert time.monotonic() - start < 2
