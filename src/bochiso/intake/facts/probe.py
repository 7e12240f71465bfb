"""What a file is, told by its content, and whether it can be text at all; one pass over the bytes, however many."""

import codecs
import hashlib
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from bochiso.intake.files import SAVE_AS_UTF8, foreign_kind, openable, packed_kind
from bochiso.intake.notes import Notes

_CHUNK = 4 * 2**20
_BOM = b"\xef\xbb\xbf"
_END = b"\n"
_ACCEPTED = "bochiso đọc được CSV (UTF-8), Parquet, XLSX và JSON"
_AGAIN = "xuất lại tệp từ nơi lấy số liệu"


class Form(Enum):
    PARQUET = "parquet"
    JSON = "json"
    TEXT = "text"
    WORKBOOK = "workbook"


@dataclass(frozen=True)
class Probe:
    """`mixed_ends` tells that lines end in more than one way."""

    path: Path
    form: Form
    sha256: str
    mixed_ends: bool = False


def probed(path: Path, notes: Notes) -> Probe | None:
    """What the file is, or None with the problem noted."""
    if not openable(path, notes):
        return None
    try:
        with path.open("rb") as file:
            form = _form(path, file.read(4096), notes)
        return None if form is None else _read(path, form, notes)
    except OSError:
        notes.add(
            "không đọc được tệp (hệ điều hành báo lỗi khi đọc)",
            why="không có nội dung thì không có số liệu nào để đọc",
            remedy=f"kiểm tra đường dẫn {path}, ổ đĩa và quyền đọc",
        )
        return None


def _form(path: Path, start: bytes, notes: Notes) -> Form | None:
    if start.startswith(b"PAR1"):
        return Form.PARQUET
    foreign = foreign_kind(start)
    if not foreign and start.startswith(b"PK"):
        foreign = packed_kind(path, notes)
        if foreign == "xlsx":
            return Form.WORKBOOK
        if not foreign:
            return None
    if foreign:
        notes.add(
            f"đây là {foreign}",
            why=f"{_ACCEPTED}; loại tệp này không đọc được chính xác",
            remedy="mở tệp bằng Excel rồi lưu dạng .xlsx hoặc CSV UTF-8, hoặc xuất lại từ nơi lấy số liệu",
        )
        return None
    json = start.removeprefix(_BOM).lstrip()[:1] in (b"{", b"[") or path.suffix.lower() in (
        ".json",
        ".jsonl",
        ".ndjson",
    )
    return Form.JSON if json else Form.TEXT


def _read(path: Path, form: Form, notes: Notes) -> Probe | None:
    """Digest the file; where it is text, see that it is UTF-8 without NUL."""
    digest = hashlib.sha256()
    text = _Text(notes) if form in (Form.JSON, Form.TEXT) else None
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            if text is not None and not text.take(chunk):
                return None
    if text is not None and not text.finish():
        return None
    return Probe(path, form, digest.hexdigest(), text is not None and text.mixed_ends)


class _Text:
    """The checks of a text file, chunk by chunk."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._lines = 0
        self._pairs = 0
        self._returns = 0
        self._last = b""
        self._first = True
        self._blank = True

    @property
    def mixed_ends(self) -> bool:
        """More than one of CR LF, LF and CR."""
        return sum((self._pairs > 0, self._lines > self._pairs, self._returns > self._pairs)) > 1

    def take(self, chunk: bytes) -> bool:
        if self._first and chunk.startswith((b"\xff\xfe", b"\xfe\xff")):
            self.notes.add(
                "tệp ở bảng mã UTF-16 («Unicode Text» của Excel), không phải UTF-8",
                why="bochiso chỉ đọc UTF-8, để tiếng Việt không bao giờ bị đoán sai",
                remedy=SAVE_AS_UTF8,
            )
            return False
        if b"\0" in chunk:
            self._refuse_nul(chunk)
            return False
        try:
            self._decoder.decode(chunk)
        except UnicodeDecodeError as error:
            self._refuse_letters(chunk, error.start)
            return False
        self._blank = self._blank and not chunk.removeprefix(_BOM if self._first else b"").strip()
        self._first = False
        self._lines += chunk.count(b"\n")
        self._returns += chunk.count(b"\r")
        self._pairs += chunk.count(b"\r\n") + (self._last == b"\r" and chunk[:1] == b"\n")
        self._last = chunk[-1:]
        return True

    def finish(self) -> bool:
        if self._blank:
            self.notes.add(
                "tệp rỗng" if self._first else "tệp chỉ có khoảng trắng",
                why="có thể lần tải hoặc chép tệp đã bị ngắt giữa chừng",
                remedy="tải hoặc chép lại tệp",
            )
            return False
        try:
            self._decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            self._refuse_letters(b"", 0)
            return False
        return True

    def _refuse_nul(self, chunk: bytes) -> None:
        self.notes.add(
            "tệp có byte rỗng (NUL)",
            at=self._line(chunk, chunk.index(b"\0")),
            why="tệp văn bản không bao giờ có byte này; tệp có thể bị hỏng hoặc là loại tệp khác",
            remedy=_AGAIN,
        )

    def _refuse_letters(self, chunk: bytes, start: int) -> None:
        self.notes.add(
            "tệp không ở bảng mã UTF-8",
            at=self._line(chunk, start),
            why="tên tiếng Việt sẽ bị đọc sai; có thể tệp dùng TCVN3, VNI hoặc Windows-1258, hoặc đã bị hỏng",
            remedy=SAVE_AS_UTF8,
        )

    def _line(self, chunk: bytes, start: int) -> str:
        return f"dòng {self._lines + chunk[:start].count(_END) + 1}"
