"""The bodies that the API takes, as JSON Schema: the fields of the portal's messages that are read."""

from collections.abc import Mapping

Schema = Mapping[str, object]

_TEXT: Schema = {"type": ["string", "number", "boolean", "null"]}
_MOMENT = "yyyyMMddHHmmss, giờ Việt Nam"
_YES_NO = "0 hoặc 1"

_DOSSIER: Mapping[str, str] = {
    "MaHoSo": "mã hồ sơ",
    "MaTTHC": "mã thủ tục",
    "DonViXuLy": "đơn vị xử lý",
    "KenhThucHien": "1 trực tiếp, 2 trực tuyến, 3 bưu chính",
    "NgayTiepNhan": _MOMENT,
    "NgayHenTra": _MOMENT,
    "TrangThaiHoSo": "1 đến 10",
    "NgayKetThucXuLy": _MOMENT,
    "DuocThanhToanTrucTuyen": "0 đến 3",
    "HoSoCoThanhPhanSoHoa": _YES_NO,
    "TaiKhoanDuocXacThucVoiVNeID": _YES_NO,
}
_LISTS: Mapping[str, Mapping[str, str]] = {
    "TaiLieuNop": {
        "DuongDanTaiTepTin": "địa chỉ tệp",
        "IsDeleted": "True hoặc False",
        "DuocSoHoa": _YES_NO,
        "DuocLayTuKhoDMQG": _YES_NO,
    },
    "DanhSachGiayToKetQua": {"DuongDanTepTinKetQua": "địa chỉ tệp", "MaGiayToKetQua": "mã kết quả"},
    "DanhSachLePhi": {"Gia": "số tiền"},
    "DanhSachHoSoBoSung": {"NgayBoSung": _MOMENT, "NgayTiepNhanBoSung": _MOMENT},
    "DSKetNoiCSDL": {"MaCSDL": "mã cơ sở dữ liệu"},
}
_PROGRESS: Mapping[str, str] = {"MaHoSo": "mã hồ sơ", "TrangThai": "1 đến 10", "ThoiDiemXuLy": _MOMENT}

_EXAMPLES: Mapping[str, object] = {
    "dossiers": [
        {
            "MaHoSo": "000.00.16.H55-230831-0001",
            "MaTTHC": "2.000815",
            "DonViXuLy": "Sở Tư pháp",
            "KenhThucHien": "2",
            "NgayTiepNhan": "20230831080000",
            "NgayHenTra": "20230901080000",
            "TrangThaiHoSo": "4",
        }
    ],
    "progress": [{"MaHoSo": "000.00.16.H55-230831-0001", "TrangThai": "9", "ThoiDiemXuLy": "20230831153000"}],
}
TITLES: Mapping[str, str] = {
    "dossiers": "Gửi hồ sơ vào sổ: bản tin DongBoHoSoMC, mảng hoặc cả phong bì",
    "progress": "Gửi tiến độ vào sổ: bản tin CapNhatTienDoHoSoMC, mảng hoặc cả phong bì",
}


def body_schema(table: str) -> Schema:
    """An array of messages, or the envelope that has it under `data`. Other fields may be there and are not read."""
    fields: dict[str, object] = dict(map(_field, (_DOSSIER if table == "dossiers" else _PROGRESS).items()))
    if table == "dossiers":
        fields |= {name: _listed(inner) for name, inner in _LISTS.items()}
    messages = {
        "type": "array",
        "minItems": 1,
        "items": {"type": "object", "properties": fields, "required": ["MaHoSo"]},
    }
    envelope = {"type": "object", "properties": {"data": messages}, "required": ["data"]}
    return {"oneOf": [messages, envelope]}


def body_example(table: str) -> object:
    """A body that says the least there is to say."""
    return _EXAMPLES[table]


def _field(named: tuple[str, str]) -> tuple[str, Schema]:
    return named[0], {**_TEXT, "description": named[1]}


def _listed(inner: Mapping[str, str]) -> Schema:
    items = {"type": "object", "properties": dict(map(_field, inner.items()))}
    return {"type": ["array", "null"], "items": items}
