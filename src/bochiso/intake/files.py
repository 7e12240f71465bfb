"""Reading a file's bytes safely, and telling what kind of file it is by its content, never by its name alone."""

import errno
import hashlib
import io
import zipfile
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from bochiso.intake.notes import Notes

FILE_LIMIT = 64 * 2**20
UNPACKED_LIMIT = 256 * 2**20
_RATIO_LIMIT = 200
_RATIO_FLOOR = 16 * 2**20

SAVE_AS_UTF8 = "trong Excel chọn File → Save As → «CSV UTF-8 (Comma delimited)», rồi nạp lại tệp mới"
_ACCEPTED = "bochiso đọc được JSON của Cổng, CSV (UTF-8) và XLSX"
_FOREIGN = (
    (b"%PDF", "tệp PDF"),
    (b"\xd0\xcf\x11\xe0", "tệp .xls đời cũ, hoặc tệp Excel có mật khẩu"),
    (b"{\\rtf", "tệp RTF"),
    (b"\x1f\x8b", "tệp nén gzip"),
    (b"Rar!", "tệp nén RAR"),
    (b"7z\xbc\xaf", "tệp nén 7z"),
    (b"\x89PNG", "tệp ảnh"),
    (b"\xff\xd8\xff", "tệp ảnh"),
)


class Form(Enum):
    JSON = "json"
    TEXT = "text"
    WORKBOOK = "workbook"


@dataclass(frozen=True)
class Raw:
    """A file as it is, recognised but not yet read."""

    name: str
    sha256: str
    form: Form
    data: bytes


def read_raw(path: Path, notes: Notes) -> Raw | None:
    """The bytes of a file, or None with the problem noted."""
    data = _bytes(path, notes)
    if data is None:
        return None
    form = _form(path, data, notes)
    if form is None:
        return None
    return Raw(path.name, hashlib.sha256(data).hexdigest(), form, data)


def openable(path: Path, notes: Notes) -> bool:
    """Whether there is a file to open, with the problem noted where there is none."""
    why = "không có nội dung thì không có số liệu nào để đọc"
    try:
        if not path.exists():
            notes.add("không có tệp này", why=why, remedy=f"kiểm tra lại đường dẫn {path}")
        elif path.is_dir():
            notes.add(
                "đây là thư mục, không phải tệp", why=why, remedy=f"nêu từng tệp trong thư mục, ví dụ {path}/*.json"
            )
        elif not path.is_file():
            notes.add("không phải tệp thông thường", why=why, remedy="chép nội dung ra một tệp trên đĩa")
        else:
            with path.open("rb"):
                return True
    except (OSError, ValueError) as error:
        notes.add(f"không đọc được tệp ({_reason(error)})", why=why, remedy=f"kiểm tra đường dẫn {path} và quyền đọc")
    return False


def _bytes(path: Path, notes: Notes) -> bytes | None:
    if not openable(path, notes):
        return None
    with path.open("rb") as file:
        return _within_limits(file.read(FILE_LIMIT + 1), notes)


def _within_limits(data: bytes, notes: Notes) -> bytes | None:
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        notes.add(
            _emptiness(data),
            why="có thể lần tải hoặc chép tệp đã bị ngắt giữa chừng",
            remedy="tải hoặc chép lại tệp",
        )
        return None
    if len(data) > FILE_LIMIT:
        notes.add(
            f"tệp lớn hơn {FILE_LIMIT // 2**20} MB",
            why="bảng số liệu của bộ chỉ số không bao giờ lớn như vậy; có thể đã chọn nhầm tệp",
            remedy="chọn đúng tệp, hoặc chia thành nhiều tệp nhỏ hơn",
        )
        return None
    return data


def _emptiness(data: bytes) -> str:
    if not data:
        return "tệp rỗng"
    return "tệp chỉ có byte rỗng (NUL), không có chữ nào" if b"\0" in data else "tệp chỉ có khoảng trắng"


def _reason(error: OSError | ValueError) -> str:
    """Why a file cannot be opened, without the words of the system."""
    if isinstance(error, ValueError):
        return "đường dẫn có ký tự không dùng được"
    if isinstance(error, PermissionError):
        return "không có quyền đọc"
    return {
        errno.ENAMETOOLONG: "đường dẫn quá dài",
        errno.ELOOP: "đường dẫn đi vòng tròn",
    }.get(error.errno or 0, "hệ điều hành báo lỗi khi đọc")


def _form(path: Path, data: bytes, notes: Notes) -> Form | None:
    foreign = foreign_kind(data[:512])
    if not foreign and data.startswith(b"PK"):
        foreign = packed_kind(io.BytesIO(data), notes)
        if foreign == "xlsx":
            return Form.WORKBOOK
        if not foreign:
            return None
    if foreign:
        notes.add(
            f"đây là {foreign}",
            why=f"{_ACCEPTED}; loại tệp này không đọc được chính xác",
            remedy="mở tệp bằng Excel rồi lưu dạng .xlsx, hoặc xuất lại từ nơi lấy số liệu",
        )
        return None
    json = data[:512].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[") or path.suffix.lower() == ".json"
    return Form.JSON if json else Form.TEXT


def foreign_kind(start: bytes) -> str:
    """What a file that begins so is called, where it is none that tables come in; else nothing."""
    if foreign := next((name for magic, name in _FOREIGN if start.startswith(magic)), ""):
        return foreign
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not text.startswith(b"<"):
        return ""
    html = b"<html" in text or b"<table" in text or b"<!doctype html" in text
    return "trang HTML (có thể đặt đuôi .xls, hoặc là trang báo lỗi, trang đăng nhập)" if html else "tệp XML"


def packed_kind(source: Path | io.BytesIO, notes: Notes, limit: int = UNPACKED_LIMIT) -> str:
    """`xlsx`, the name of another kind of packed file, or nothing with the problem noted."""
    try:
        with zipfile.ZipFile(source) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
        notes.add(
            "tệp XLSX bị hỏng hoặc thiếu phần cuối",
            why="có thể lần tải hoặc chép tệp đã bị ngắt giữa chừng",
            remedy="tải lại tệp, hoặc mở bằng Excel rồi lưu lại",
        )
        return ""
    names = {entry.filename for entry in entries}
    size = source.stat().st_size if isinstance(source, Path) else source.getbuffer().nbytes
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limit or (unpacked > _RATIO_FLOOR and unpacked > _RATIO_LIMIT * size):
        notes.add(
            f"tệp nén bất thường: {size:,} byte bung ra thành {unpacked:,} byte".replace(",", "."),
            why="tệp như vậy làm cạn bộ nhớ máy và không thể là bảng số liệu thật",
            remedy="không mở tệp này; xin lại tệp từ nơi gửi",
        )
        return ""
    kinds = {
        "xl/workbook.xml": "xlsx",
        "xl/workbook.bin": "tệp Excel nhị phân (.xlsb)",
        "word/document.xml": "tệp Word",
        "ppt/presentation.xml": "tệp PowerPoint",
        "content.xml": "tệp LibreOffice (.ods hoặc .odt)",
    }
    return next((kind for part, kind in kinds.items() if part in names), "tệp nén ZIP")


def decoded(raw: Raw, notes: Notes) -> str | None:
    """The text of a file in UTF-8, or None with the problem noted."""
    if raw.data.startswith((b"\xff\xfe", b"\xfe\xff")):
        notes.add(
            "tệp ở bảng mã UTF-16 («Unicode Text» của Excel), không phải UTF-8",
            why="bochiso chỉ đọc UTF-8, để tiếng Việt không bao giờ bị đoán sai",
            remedy=SAVE_AS_UTF8,
        )
        return None
    try:
        text = raw.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.data.count(b"\n", 0, error.start) + 1
        notes.add(
            f"tệp không ở bảng mã UTF-8 (byte thứ {error.start + 1})",
            at=f"dòng {line}",
            why="tên tiếng Việt sẽ bị đọc sai; có thể tệp dùng TCVN3, VNI hoặc Windows-1258, hoặc đã bị hỏng",
            remedy=SAVE_AS_UTF8,
        )
        return None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        notes.add(
            "tệp có byte rỗng (NUL)",
            at=f"dòng {line}",
            why="tệp văn bản không bao giờ có byte này; tệp có thể bị hỏng hoặc là loại tệp khác",
            remedy="xuất lại tệp từ nơi lấy số liệu",
        )
        return None
    return text
