"""Messages of the portal, of iGate and of the catalogue as facts: what each field becomes, in every envelope."""

import json
from pathlib import Path

import pytest
from facts_support import Row, accepted, at, json_of, only, reason, refusal, refused, staged
from intake_support import write

from bochiso.facts.schema import DOSSIERS, PETITIONS, PROCEDURES, PROGRESS, SYNCED, Table

WIRE: Row = {
    "MaHoSo": "000.00.12.H55-260105-0001", "MaTTHC": "2.000815", "TenTTHC": 'Thủ tục "},{" mẫu', "KenhThucHien": "2",
    "ChuHoSo": "Nguyễn Văn A", "SoDienThoai": "0912345678", "NgayTiepNhan": "20260105080000",
    "NgayHenTra": "20260115170000", "TrangThaiHoSo": "9", "NgayKetThucXuLy": "20260112090000", "DonViXuLy": "Sở Nội vụ",
}  # fmt: skip
PROGRESS_ITEM: Row = {
    "MaHoSo": "000.00.12.H55-260105-0001",
    "NguoiXuLy": "Trần B",
    "ThoiDiemXuLy": "20260112090000",
    "TrangThai": "9",
}
IGATE: Row = {
    "id": "65", "code": "local-1", "nationCode": "000.00.12.H55-260105-0009", "procedure": {"id": "1", "code": "2.000815.H55"},
    "agency": {"id": "x", "code": "000.00.12.H55", "name": [{"languageId": 228, "name": "Sở Nội vụ"}]},
    "applyMethod": {"id": 0, "name": "Nộp trực tuyến"}, "acceptedDate": "2026-01-05T08:00:00.000+0700",
    "appointmentDate": "2026-01-15T17:00:00.000+0700", "dueDate": "2026-01-16T17:00:00.000+0700",
    "completedDate": None, "dossierStatus": {"id": 5, "name": "Đã trả"}, "applicant": {"data": {"fullname": "Nguyễn Văn A"}},
    "paymentRequestData": {"paidDate": "2026-01-06T09:00:00.000+0700"},
}  # fmt: skip
PROCEDURE: Row = {
    "MATTHC": "2.000815", "TENTTHC": "Chứng thực", "CAPTHUCHIEN": [{"CAPTHUCHIEN": "1"}, {"CAPTHUCHIEN": "3"}],
    "LINHVUCTHUCHIEN": [{"MALINHVUC": "G15", "TENLINHVUC": "Chứng thực"}], "TRINHTUTHUCHIEN": [{"TRUONGHOP": "a"}],
    "CACHTHUCTHUCHIEN": [{"KENH": "1", "THOIGIAN": [
        {"THOIGIANGIAIQUYET": "10", "DONVITINH": "Ngày", "PHILEPHI": [{"SOTIEN": "0"}]},
        {"THOIGIANGIAIQUYET": "8", "DONVITINH": "Ngày làm việc", "PHILEPHI": [{"SOTIEN": "120.000"}]},
    ]}],
    "DOITUONGTHUCHIEN": [{"TENDOITUONG": "Công dân Việt Nam"}], "THANHPHANHOSO": [{"GIAYTO": []}],
    "CANCUPHAPLY": [{"NGAYHIEULUC": "01/02/2023"}, {"NGAYHIEULUC": "15/06/2024"}], "COQUANTHUCHIEN": [{"TENDONVI": "UBND xã"}],
}  # fmt: skip


def wire(**fields: object) -> Row:
    return {**WIRE, **fields}


def test_a_dossier_of_the_wire(tmp_path: Path) -> None:
    found = staged(json_of(tmp_path, [WIRE]))
    (row,) = accepted(found)
    assert {name: row[name] for name in ("code", "procedure", "unit", "channel", "status")} == {
        "code": "000.00.12.H55-260105-0001", "procedure": "2.000815", "unit": "H55.12", "channel": 2, "status": 9,
    }  # fmt: skip
    assert [at(row, name) for name in ("received_at", "due_at", "ended_at")] == [
        "2026-01-05T08:00:00", "2026-01-15T17:00:00", "2026-01-12T09:00:00",
    ]  # fmt: skip
    assert {"ChuHoSo", "SoDienThoai", "NguoiXuLy"} <= set(found.dropped)
    flags = {"fee", "payment", "component_file", "result_file", "reused", "from_store", "population_data"}
    assert not flags & row.keys()
    assert not {"supplement_requests", "supplement_seconds", "supplement_requested_at"} & row.keys()


@pytest.mark.parametrize("name", ["NgayKetThucXuLy", "NgayHenTra", "KenhThucHien"])
@pytest.mark.parametrize("value", ["", None])
def test_an_empty_field_is_unknown(tmp_path: Path, name: str, value: object) -> None:
    column = {"NgayKetThucXuLy": "ended_at", "NgayHenTra": "due_at", "KenhThucHien": "channel"}[name]
    assert column not in only(json_of(tmp_path, wire(**{name: value})))


FILES = [{"DuongDanTaiTepTin": "http://a/1", "IsDeleted": "False"}]
DERIVED = [
    ("fee", {"DanhSachLePhi": []}, 0),
    ("fee", {"DanhSachLePhi": None}, 0),
    ("fee", {"DanhSachLePhi": ""}, 0),
    ("fee", {"DanhSachLePhi": [{"Gia": "0"}, {"Gia": 0}]}, 1),
    ("fee", {"DanhSachLePhi": [{"Gia": "0"}, {"Gia": "20000"}]}, 2),
    ("fee", {"DanhSachLePhi": [{"Gia": ""}]}, None),
    ("payment", {"DuocThanhToanTrucTuyen": "0"}, 0),
    ("payment", {"DuocThanhToanTrucTuyen": 2}, 2),
    ("component_file", {"TaiLieuNop": []}, False),
    ("component_file", {"TaiLieuNop": FILES}, True),
    ("component_file", {"TaiLieuNop": [{"DuongDanTaiTepTin": "http://a/1", "IsDeleted": "True"}]}, False),
    ("component_file", {"TaiLieuNop": [{"TenTepDinhKem": "a", "DuongDanTaiTepTin": ""}]}, False),
    ("result_file", {"DanhSachGiayToKetQua": []}, False),
    ("result_file", {"DanhSachGiayToKetQua": [{"DuongDanTepTinKetQua": "http://a"}]}, True),
    ("result_file", {"DanhSachGiayToKetQua": [{"DuongDanTepTinKetQua": "http://a", "MaGiayToKetQua": ""}]}, False),
    ("result_file", {"DanhSachGiayToKetQua": [{"DuongDanTepTinKetQua": "http://a", "MaGiayToKetQua": "KQ.1"}]}, True),
    ("result_file", {"DanhSachGiayToKetQua": [{"DuongDanTepTinKetQua": "", "MaGiayToKetQua": "KQ.1"}]}, False),
    ("reused", {"HoSoCoThanhPhanSoHoa": "0"}, False),
    ("reused", {"HoSoCoThanhPhanSoHoa": "0", "TaiLieuNop": [{"DuocSoHoa": 1}]}, True),
    ("reused", {"HoSoCoThanhPhanSoHoa": "1", "TaiLieuNop": [{"DuocSoHoa": "0"}]}, True),
    ("reused", {"TaiLieuNop": FILES}, None),
    ("from_store", {"TaiLieuNop": [{"DuocLayTuKhoDMQG": "0"}, {"DuocLayTuKhoDMQG": "1"}]}, True),
    ("from_store", {"TaiLieuNop": [{"DuocLayTuKhoDMQG": "0"}, {}]}, False),
    ("from_store", {"TaiLieuNop": FILES}, None),
    ("population_data", {"TaiKhoanDuocXacThucVoiVNeID": "1"}, True),
    ("population_data", {"TaiKhoanDuocXacThucVoiVNeID": "0"}, False),
    ("population_data", {"TaiLieuNop": [{"DuocLayTuKhoDMQG": "1"}]}, True),
    ("population_data", {"DSKetNoiCSDL": [{"MaCSDL": "7"}]}, False),
    ("population_data", {"DSKetNoiCSDL": [{"MaCSDL": "7"}, {"MaCSDL": "1"}]}, True),
    ("supplement_requests", {"DanhSachHoSoBoSung": []}, 0),
    ("supplement_seconds", {"DanhSachHoSoBoSung": []}, 0),
]  # fmt: skip


@pytest.mark.parametrize(("column", "fields", "value"), DERIVED, ids=[f"{c}-{json.dumps(f)}" for c, f, _ in DERIVED])
def test_what_is_derived_from_lists(tmp_path: Path, column: str, fields: Row, value: object) -> None:
    assert only(json_of(tmp_path, wire(**fields))).get(column) == value


def test_supplements(tmp_path: Path) -> None:
    entries = [
        {"NgayBoSung": "20260106080000", "NgayTiepNhanBoSung": "20260107080000", "NoiDungBoSung": "x"},
        {"NgayBoSung": "20260108080000", "NgayTiepNhanBoSung": "20260108090000"},
        {"NgayBoSung": "20260109080000", "NgayTiepNhanBoSung": ""},
    ]
    row = only(json_of(tmp_path, wire(DanhSachHoSoBoSung=entries)))
    assert (row["supplement_requests"], row["supplement_seconds"]) == (3, 86_400 + 3_600)
    assert at(row, "supplement_requested_at") == "2026-01-09T08:00:00"
    back = [{"NgayBoSung": "20260107080000", "NgayTiepNhanBoSung": "20260106080000"}]
    assert "trước khi yêu cầu" in reason(json_of(tmp_path, wire(DanhSachHoSoBoSung=back)))
    odd = [{"NgayBoSung": "hôm qua", "NgayTiepNhanBoSung": "20260106080000"}]
    assert "ngày bổ sung «hôm qua» không phải là thời điểm" in reason(json_of(tmp_path, wire(DanhSachHoSoBoSung=odd)))


def test_the_agency_of_the_code_comes_before_the_name_of_who_processes(tmp_path: Path) -> None:
    found = staged(
        json_of(
            tmp_path,
            [WIRE, wire(DonViXuLy="Phòng một cửa"), wire(DonViXuLy=""), wire(DonViXuLy="Phòng lạ", MaHoSo="x1")],
        )
    )
    assert [row["unit"] for row in accepted(found)] == ["H55.12"] * 3
    assert found.warnings == ()
    assert [row["reason"] for row in refused(found)] == ["không tìm thấy đơn vị «Phòng lạ»"]


@pytest.mark.parametrize(
    "fields", [{"TrangThaiHoSo": "11"}, {"TrangThaiHoSo": "0"}, {"MaTTHC": "TTHC-01"}, {"NgayTiepNhan": "x"}]
)
def test_fields_that_refuse_a_dossier(tmp_path: Path, fields: Row) -> None:
    assert "không phải" in reason(json_of(tmp_path, wire(**fields)))


def test_a_record_that_is_none_refuses_itself_alone(tmp_path: Path) -> None:
    text = json.dumps([WIRE, 1, wire(TaiLieuNop={"a": 1}), wire(TaiLieuNop=7), WIRE])[:-1]
    deep = '{"MaHoSo": "x", "sau": ' + "[" * 5_000 + "]" * 5_000 + "}"
    found = staged(write(tmp_path, "a.json", f'{text}, {{"MaHoSo": 1e309, "MaTTHC": "2.000815"}}]'))
    assert [row["row"] for row in accepted(found)] == [1, 5]
    assert [row["reason"] for row in refused(found)] == ["bản ghi không đúng dạng"] + [
        "bản ghi không đúng dạng ở TaiLieuNop"
    ] * 2 + ["bản ghi không đúng dạng ở MaHoSo"]
    assert "lồng quá nhiều lớp" in refusal(write(tmp_path, "b.json", f"{text}, {deep}]"))


ENVELOPE = {"session": "s", "madonvi": "000.00.00.H21", "service": "DongBoHoSoMC", "isUpdating": "True"}
SHAPES = {
    "array": json.dumps([WIRE, WIRE]),
    "object": json.dumps(WIRE, indent=2),
    "lines": json.dumps(WIRE) + "\n" + json.dumps(WIRE) + "\n",
    "envelope": json.dumps({**ENVELOPE, "data": [WIRE, WIRE]}),
    "envelope over lines": json.dumps({**ENVELOPE, "data": [WIRE], "them": []}, indent=1),
    "envelope a line": "\n".join(json.dumps({**ENVELOPE, "data": [WIRE, WIRE]}) for _ in range(3)),
    "array of envelopes": json.dumps([{**ENVELOPE, "data": [WIRE]}, {**ENVELOPE, "data": []}, {**ENVELOPE, "data": [WIRE]}]),
    "an array a line": json.dumps([WIRE]) + "\n" + json.dumps([WIRE]),
    "igate test-sync with a payload": json.dumps({"configId": "1", "type": 1, "dossier": WIRE}),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_every_envelope(tmp_path: Path, shape: str) -> None:
    found = staged(write(tmp_path, "a.txt", SHAPES[shape]))
    assert found.rows_refused == 0
    assert found.rows_accepted == SHAPES[shape].count("MaHoSo")
    assert {row["unit"] for row in accepted(found)} == {"H55.12"}
    assert [row["row"] for row in accepted(found)] == list(range(1, found.rows_accepted + 1))


@pytest.mark.parametrize("text", ["[]", '{"data": []}', '{"content": [], "totalPages": 0}', "[[]]"])
def test_no_records_are_no_rows(tmp_path: Path, text: str) -> None:
    found = staged(write(tmp_path, "a.json", text))
    assert (found.rows_accepted, found.rows_refused) == (0, 0)
    assert found.warnings == ("a.json: tệp không có dòng số liệu nào",)


def test_progress(tmp_path: Path) -> None:
    found = staged(
        json_of(tmp_path, {**ENVELOPE, "data": [PROGRESS_ITEM, {**PROGRESS_ITEM, "TrangThai": "0"}]}), PROGRESS
    )
    (row,) = accepted(found)
    assert (row["code"], row["status"], at(row, "at")) == ("000.00.12.H55-260105-0001", 9, "2026-01-12T09:00:00")
    assert found.dropped == ("NguoiXuLy",)
    assert found.rows_refused == 1


WRONG = [
    (WIRE, PROGRESS, "tệp chứa bản tin hồ sơ DongBoHoSoMC, không phải bảng tiến trình xử lý"),
    (PROGRESS_ITEM, DOSSIERS, "tệp chứa bản tin tiến độ CapNhatTienDoHoSoMC, không phải bảng hồ sơ"),
    (PROCEDURE, DOSSIERS, "tệp chứa bản ghi thủ tục LayThuTuc"),
    (IGATE, PETITIONS, "tệp chứa trang tra cứu hồ sơ iGate"),
    ({"configId": "1", "type": 1, "dossier": {"id": "1", "code": "x", "updated": True}}, DOSSIERS, "(--test-sync), không"),
    ({"configId": "1", "type": 1, "dossier": {"id": "1", "nationCode": "x", "updated": True}}, DOSSIERS, "(--test-sync), không có nội dung hồ sơ"),
    ({"error_code": -1, "message": "hết phiên"}, DOSSIERS, "thiếu cột «mã» (code)"),
    ({"Ma_hoso_cu": "1"}, SYNCED, "có phải là cột «Ma_hoso_cu»?"),
    ([1, 2], DOSSIERS, "bản ghi đầu tiên không phải đối tượng"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "table", "said"), WRONG, ids=[said for _, _, said in WRONG])
def test_messages_of_another_kind(tmp_path: Path, content: object, table: Table, said: str) -> None:
    assert said in refusal(json_of(tmp_path, content), table)


def test_igate_pages(tmp_path: Path) -> None:
    found = staged(json_of(tmp_path, {"content": [IGATE], "totalElements": 1}))
    (row,) = accepted(found)
    assert (row["code"], row["procedure"], row["unit"], row["channel"], row["status"]) == (
        "000.00.12.H55-260105-0009",
        "2.000815",
        "H55.12",
        2,
        10,
    )
    assert [at(row, name) for name in ("received_at", "due_at", "paid_at")] == [
        "2026-01-05T08:00:00", "2026-01-15T17:00:00", "2026-01-06T09:00:00",
    ]  # fmt: skip
    assert "ended_at" not in row
    assert "applicant" in found.dropped


def test_what_igate_leaves_unsure_stays_unknown(tmp_path: Path) -> None:
    unsure = {**IGATE, "dossierStatus": {"id": 4, "name": "Có kết quả"}, "applyMethod": {"name": "Khác"}}
    by_name = {
        **IGATE,
        "dossierStatus": {"id": 2, "name": [{"languageId": 228, "name": "Đang xử lý"}]},
        "nationCode": "",
        "agency": {"code": "AG-1", "name": "Sở Tư pháp"},
        "applyMethod": {"name": "Bưu chính công ích"},
        "appointmentDate": "",
    }
    found = staged(json_of(tmp_path, [{"content": [unsure]}, {"content": [by_name]}]))
    first, last = accepted(found)
    assert not {"status", "channel"} & first.keys()
    assert (last["code"], last["unit"], last["status"], last["channel"]) == ("LOCAL-1", "H55.05", 4, 3)
    assert at(last, "due_at") == "2026-01-16T17:00:00"
    assert [warning.split(": ", 2)[1] for warning in found.warnings[:2]] == ["1 dòng", "1 dòng"]
    assert "trạng thái của iGate không rõ nghĩa" in " ".join(found.warnings)
    assert "hình thức nộp của iGate không rõ" in " ".join(found.warnings)


def test_the_catalogue(tmp_path: Path) -> None:
    first, last = accepted(staged(json_of(tmp_path, {"result": [PROCEDURE]}), PROCEDURES))
    assert (first["authority"], last["authority"], first["row"], last["row"]) == (1, 3, 1, 1)
    assert {name: first[name] for name in ("code", "name", "field", "has_fee", "for_citizens", "limit", "limit_unit", "complete")} == {
        "code": "2.000815", "name": "Chứng thực", "field": "Chứng thực", "has_fee": True, "for_citizens": True, "limit": 8,
        "limit_unit": 0, "complete": True,
    }  # fmt: skip
    assert first["effective_on"] == 8932


CATALOGUE = [
    ({"CACHTHUCTHUCHIEN": []}, "complete", False),
    ({"THANHPHANHOSO": None}, "complete", False),
    ({"COQUANTHUCHIEN": ...}, "complete", None),
    ({"TENTTHC": "", "COQUANTHUCHIEN": ...}, "complete", False),
    ({"CACHTHUCTHUCHIEN": ...}, "has_fee", None),
    ({"CACHTHUCTHUCHIEN": [{"THOIGIAN": [{"THOIGIANGIAIQUYET": "1", "PHILEPHI": []}]}]}, "has_fee", False),
    ({"CACHTHUCTHUCHIEN": [{"THOIGIAN": [{"PHILEPHI": [{"SOTIEN": "theo quy định"}]}]}]}, "has_fee", None),
    ({"CACHTHUCTHUCHIEN": [{"THOIGIAN": [{"THOIGIANGIAIQUYET": "0,5", "DONVITINH": "Ngày làm việc"}]}]}, "limit", 4),
    ({"CACHTHUCTHUCHIEN": [{"THOIGIAN": [{"THOIGIANGIAIQUYET": "0,5", "DONVITINH": "Ngày làm việc"}]}]}, "limit_unit", 2),
    ({"CACHTHUCTHUCHIEN": [{"THOIGIAN": [{"THOIGIANGIAIQUYET": ""}]}]}, "limit", None),
    ({"DOITUONGTHUCHIEN": [{"TENDOITUONG": "Doanh nghiệp"}]}, "for_citizens", False),
    ({"DOITUONGTHUCHIEN": []}, "for_citizens", None),
    ({"CANCUPHAPLY": ""}, "effective_on", None),
    ({"CAPTHUCHIEN": "0"}, "authority", 0),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "column", "value"), CATALOGUE, ids=[f"{c}-{f}" for f, c, _ in CATALOGUE])
def test_what_the_catalogue_says_and_does_not(tmp_path: Path, fields: Row, column: str, value: object) -> None:
    content = {key: field for key, field in {**PROCEDURE, **fields}.items() if field is not ...}
    rows = accepted(staged(json_of(tmp_path, content), PROCEDURES))
    assert (
        {row.get(column) for row in rows} == {value}
        if column != "authority"
        else [row[column] for row in rows] == [value]
    )


def test_no_personal_data_leaves_the_file(tmp_path: Path) -> None:
    private = "Người Rất Riêng"
    record = wire(
        ChuHoSo=private, TrichYeuHoSo=private, GhiChu=private, DinhDanhCHS=[{"SoDinhDanh": private}], NguoiXuLy=private
    )
    found = staged(json_of(tmp_path, [record, {**record, "TrangThaiHoSo": "99"}]))
    assert (found.rows_accepted, found.rows_refused) == (1, 1)
    for path in (found.accepted, found.refused):
        assert private.encode() not in path.read_bytes()
    assert private not in repr(accepted(found)) + repr(refused(found)) + repr(found)
