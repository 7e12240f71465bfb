"""Letters, reports and directives from files: plain paragraphs and tables, whatever the file is."""

import re
from pathlib import Path

from bochiso.errors import fail
from bochiso.intake.files import Form, Raw, decoded, foreign_kind, openable
from bochiso.intake.letter_lines import blocks_of_lines
from bochiso.intake.notes import Notes
from bochiso.letter import Block, Letter

TEXTS = frozenset({".txt", ".md", ".docx", ".pdf", ".html", ".htm", ".doc", ".odt", ".rtf"})
"""Endings of files that are letters; those of them that cannot be read are problems that say what to do."""

LETTER_LIMIT = 32 * 2**20
_REMEDY = "mở tệp rồi lưu dạng .docx hoặc .txt (UTF-8), và kiểm tra tệp mới"


def read_letter(path: Path) -> Letter:
    """The text of a file. Raises `BochisoError` where it cannot be read without guessing."""
    notes = Notes(str(path))
    blocks: tuple[Block, ...] = ()
    if openable(path, notes):
        blocks = _blocks(path, path.read_bytes(), notes)
    notes.problems.stop_if_any()
    if not blocks:
        raise fail(str(path), "tệp không có chữ nào", why="không có nội dung để kiểm tra", remedy=_REMEDY)
    return Letter(str(path), blocks)


def _blocks(path: Path, data: bytes, notes: Notes) -> tuple[Block, ...]:
    kind = _unreadable(path, data)
    if kind:
        notes.add(
            f"đây là {kind}",
            why="chữ và bảng trong loại tệp này không đọc được chính xác; bochiso không đoán",
            remedy=_REMEDY,
        )
        return ()
    if data.startswith(b"PK"):
        from bochiso.intake.files import packed_kind
        from bochiso.intake.letter_docx import blocks_of_docx

        packed = Notes(notes.place)
        kind = packed_kind(path, packed)
        for problem in packed.problems.found:
            notes.add(problem.what.replace("XLSX", "Word (.docx)"), why=problem.why, remedy=_REMEDY)
        return blocks_of_docx(data, notes) if not notes.failed and _is_word(notes, kind) else ()
    text = decoded(Raw(path.name, "", Form.TEXT, data), notes)
    if text is None:
        return ()
    if re.match(r"\s*<(?:!doctype html|html|head|body|table|div|p\b)", text[:512], re.IGNORECASE):
        from bochiso.intake.letter_html import blocks_of_html

        return blocks_of_html(text, notes.cleaning)
    return blocks_of_lines(text, notes.cleaning)


def _unreadable(path: Path, data: bytes) -> str:
    if len(data) > LETTER_LIMIT:
        return f"tệp quá lớn ({len(data) // 2**20} MB, công văn dài nhất cũng dưới {LETTER_LIMIT // 2**20} MB)"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "tệp Word đời cũ (.doc), hoặc tệp Word có mật khẩu"
    foreign = foreign_kind(data[:512])
    if foreign and not foreign.startswith("trang HTML"):
        return foreign
    return (
        "tệp .docx hỏng: nội dung không phải của Word" if path.suffix.lower() == ".docx" and data[:2] != b"PK" else ""
    )


def _is_word(notes: Notes, kind: str) -> bool:
    if kind == "tệp Word":
        return True
    if kind:
        notes.add(f"đây là {kind}", why="chỉ đọc được văn bản Word dạng .docx", remedy=_REMEDY)
    return False
