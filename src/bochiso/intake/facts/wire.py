"""Messages that a province sends to the national portal: DongBoHoSoMC and CapNhatTienDoHoSoMC.

The fields are those of the portal's interface as public clients of it name them. Only what is needed is decoded: the
applicant's name, papers, telephone and the free texts are skipped over and never become a value. A field that a message
does not have says nothing: NULL, never 0.
"""

from collections.abc import Iterable, Sequence

import msgspec
from msgspec import UNSET

from bochiso.exact import parse_decimal
from bochiso.intake.facts.messages import Kind, Listed, Part, Row, Scalar, Unusable, either, flag, listed, text
from bochiso.intake.facts.raw import Held
from bochiso.time import Instant, second_of

POPULATION_DATABASE = "1"
"""The national population database in DSKetNoiCSDL.MaCSDL. One public system of a ministry sends this code; no public
list of the codes is known, so this is the least certain of the sources of `population_data`."""

PERSONAL_FIELDS = (
    "ChuHoSo", "SoGiayToChuHoSo", "DinhDanhCHS", "MaDoiTuong", "Email", "Fax", "SoDienThoai", "ThongTinKhac",
    "NguoiXuLy", "NguoiYeuCauBoSung", "NguoiTiepNhanBoSung", "ThongTinTra",
)  # fmt: skip


class _Component(
    Part,
    rename={"link": "DuongDanTaiTepTin", "deleted": "IsDeleted", "reused": "DuocSoHoa", "stored": "DuocLayTuKhoDMQG"},
):
    link: Scalar = UNSET
    deleted: Scalar = UNSET
    reused: Scalar = UNSET
    stored: Scalar = UNSET


class _Result(Part, rename={"link": "DuongDanTepTinKetQua", "code": "MaGiayToKetQua"}):
    link: Scalar = UNSET
    code: Scalar = UNSET


class _Fee(Part, rename={"price": "Gia"}):
    price: Scalar = UNSET


class _Supplement(Part, rename={"asked": "NgayBoSung", "answered": "NgayTiepNhanBoSung"}):
    asked: Scalar = UNSET
    answered: Scalar = UNSET


class _Connection(Part, rename={"database": "MaCSDL"}):
    database: Scalar = UNSET


_DOSSIER = {
    "code": "MaHoSo", "procedure": "MaTTHC", "unit": "DonViXuLy", "channel": "KenhThucHien",
    "received": "NgayTiepNhan", "due": "NgayHenTra", "status": "TrangThaiHoSo", "ended": "NgayKetThucXuLy",
    "payment": "DuocThanhToanTrucTuyen", "digitised": "HoSoCoThanhPhanSoHoa",
    "verified": "TaiKhoanDuocXacThucVoiVNeID", "components": "TaiLieuNop", "fees": "DanhSachLePhi",
    "supplements": "DanhSachHoSoBoSung", "results": "DanhSachGiayToKetQua", "connections": "DSKetNoiCSDL",
}  # fmt: skip


class _Dossier(Part, rename=_DOSSIER):
    """A list may be missing, null or an empty text."""

    code: Scalar = UNSET
    procedure: Scalar = UNSET
    unit: Scalar = UNSET
    channel: Scalar = UNSET
    received: Scalar = UNSET
    due: Scalar = UNSET
    status: Scalar = UNSET
    ended: Scalar = UNSET
    payment: Scalar = UNSET
    digitised: Scalar = UNSET
    verified: Scalar = UNSET
    components: Listed[_Component] = UNSET
    fees: Listed[_Fee] = UNSET
    supplements: Listed[_Supplement] = UNSET
    results: Listed[_Result] = UNSET
    connections: Listed[_Connection] = UNSET


class _Progress(Part, rename={"code": "MaHoSo", "status": "TrangThai", "at": "ThoiDiemXuLy"}):
    code: Scalar = UNSET
    status: Scalar = UNSET
    at: Scalar = UNSET


_dossier = msgspec.json.Decoder(_Dossier)
_progress = msgspec.json.Decoder(_Progress)


_COLUMNS = {
    "code": Held.TEXT, "procedure": Held.TEXT, "unit": Held.TEXT, "channel": Held.TEXT, "received_at": Held.TEXT,
    "due_at": Held.TEXT, "status": Held.TEXT, "ended_at": Held.TEXT, "supplement_requests": Held.WHOLE,
    "supplement_requested_at": Held.TEXT, "supplement_seconds": Held.WHOLE, "fee": Held.TEXT,
    "payment": Held.TEXT, "component_file": Held.FLAG, "result_file": Held.FLAG, "reused": Held.FLAG,
    "from_store": Held.FLAG, "population_data": Held.FLAG,
}  # fmt: skip
_PROGRESS_COLUMNS = dict.fromkeys(("code", "status", "at"), Held.TEXT)


class WireDossiers(Kind):
    """The items of DongBoHoSoMC."""

    columns = _COLUMNS
    issuer = True
    dropped = PERSONAL_FIELDS

    def rows(self, record: msgspec.Raw) -> Iterable[Row]:
        d = _dossier.decode(record)
        components = listed(d.components)
        stored = _stored(components)
        yield (
            text(d.code), text(d.procedure), text(d.unit), text(d.channel), text(d.received),
            text(d.due), text(d.status), text(d.ended), *_supplements(listed(d.supplements)),
            _fee(listed(d.fees)), text(d.payment), _component_file(components), _result_file(listed(d.results)),
            _reused(flag(d.digitised), components), stored,
            either(flag(d.verified), stored, _population(listed(d.connections))),
        )  # fmt: skip


class WireProgress(Kind):
    """The items of CapNhatTienDoHoSoMC."""

    columns = _PROGRESS_COLUMNS
    dropped = ("NguoiXuLy",)

    def rows(self, record: msgspec.Raw) -> Iterable[Row]:
        row = _progress.decode(record)
        yield text(row.code), text(row.status), text(row.at)


def _component_file(components: Sequence[_Component] | None) -> bool | None:
    if components is None:
        return None
    return any(text(each.link) and not flag(each.deleted) for each in components)


def _result_file(results: Sequence[_Result] | None) -> bool | None:
    """A link, and the code of the result as well where the sender knows that field."""
    if results is None:
        return None
    return any(text(each.link) and (each.code is UNSET or text(each.code)) for each in results)


def _stored(components: Sequence[_Component] | None) -> bool | None:
    if not components:
        return None if components is None else False
    return either(*(flag(each.stored) for each in components))


def _reused(digitised: bool | None, components: Sequence[_Component] | None) -> bool | None:
    return either(digitised, *(flag(each.reused) for each in components or ()))


def _population(connections: Sequence[_Connection] | None) -> bool | None:
    if connections is None:
        return None
    return any(text(each.database) == POPULATION_DATABASE for each in connections)


def _fee(fees: Sequence[_Fee] | None) -> str | None:
    """`due` where any line has a price, `zero` where all have the price 0; unknown where a price is not told."""
    if not fees:
        return None if fees is None else "none"
    prices = [parse_decimal(text(each.price) or "") for each in fees]
    if any(price for price in prices):
        return "due"
    return "zero" if None not in prices else None


def _supplements(entries: Sequence[_Supplement] | None) -> tuple[int | None, str | None, int | None]:
    """How many requests there were, since when one is open, and the seconds that the answered ones took."""
    if entries is None:
        return None, None, None
    seconds, open_since = 0, None
    for each in entries:
        asked, answered = text(each.asked), text(each.answered)
        if answered is None:
            open_since = asked
        elif asked is not None:
            taken = _second(answered) - _second(asked)
            if taken < 0:
                raise Unusable("tiếp nhận bổ sung (NgayTiepNhanBoSung) trước khi yêu cầu (NgayBoSung)")
            seconds += taken
        else:
            raise Unusable("lần bổ sung đã tiếp nhận không có ngày yêu cầu (NgayBoSung)")
    return len(entries), open_since, seconds


def _second(moment: str) -> int:
    try:
        return second_of(Instant.parse(moment))
    except (ValueError, OverflowError):
        raise Unusable(f"ngày bổ sung «{moment[:40]}» không phải là thời điểm") from None
