"""Which kind of JSON message a file holds, told by the keys of its first record."""

from bochiso.facts.schema import DOSSIERS, PROCEDURES, PROGRESS, Table
from bochiso.intake.facts.catalogue import CatalogueRecords
from bochiso.intake.facts.headings import known_headings, matched, note_missing
from bochiso.intake.facts.igate import IGateDossiers
from bochiso.intake.facts.messages import Kind
from bochiso.intake.facts.plain import PlainRows
from bochiso.intake.facts.wire import WireDossiers, WireProgress
from bochiso.intake.notes import Notes

_DOSSIER = frozenset({"MaTTHC", "TrangThaiHoSo", "NgayTiepNhan", "TenTTHC", "LoaiDoiTuong", "DonViXuLy"})
_PROGRESS = frozenset({"ThoiDiemXuLy", "NoiDungXuLy", "TrangThai"})
_IGATE = frozenset({"procedure", "dossierStatus", "applyMethod", "agency", "acceptedDate", "appointmentDate"})
_ENOUGH = 3
_TEST_SYNC = frozenset({"updated", "procedureNationCodeSync"})


def chosen(table: Table, keys: frozenset[str], notes: Notes) -> Kind | None:
    """The reader of the records that begin with these keys, or None with the problem noted; no keys, no records."""
    if _TEST_SYNC & keys:
        _note_test_sync(notes)
        return None
    found = _recognised(keys)
    if found is not None:
        title, of, kind = found
        if of is table:
            return kind
        notes.add(
            f"tệp chứa {title}, không phải bảng {table.title}",
            why=f"bản tin này nạp vào bảng {of.name}, không phải bảng {table.name}",
            remedy=f"nạp tệp bằng bochiso load {of.name}, hoặc chọn đúng tệp",
        )
        return None
    if keys and not known_headings(keys, table):
        titles = sorted(keys)
        note_missing(matched(titles, table, Notes("")), titles, table, notes, "bản ghi đầu tiên")
        return None
    return PlainRows(table)


def _recognised(keys: frozenset[str]) -> tuple[str, Table, Kind] | None:
    if "MaHoSo" in keys and keys & _DOSSIER:
        return "bản tin hồ sơ DongBoHoSoMC", DOSSIERS, WireDossiers()
    if "MaHoSo" in keys and keys & _PROGRESS:
        return "bản tin tiến độ CapNhatTienDoHoSoMC", PROGRESS, WireProgress()
    if "MATTHC" in keys and keys & {"TENTTHC", "CAPTHUCHIEN"}:
        return "bản ghi thủ tục LayThuTuc", PROCEDURES, CatalogueRecords()
    if len(keys & _IGATE) >= _ENOUGH:
        return "trang tra cứu hồ sơ iGate", DOSSIERS, IGateDossiers()
    return None


def _note_test_sync(notes: Notes) -> None:
    notes.add(
        "đây là lệnh đồng bộ thử của iGate (--test-sync), không có nội dung hồ sơ",
        why="lệnh này chỉ nêu mã hồ sơ cần đồng bộ",
        remedy="xuất bản tin DongBoHoSoMC hoặc trang tra cứu hồ sơ của iGate",
    )
