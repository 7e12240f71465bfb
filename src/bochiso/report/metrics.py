"""How wide a text is in the report's font, and where to break a centred one.

Liberation Serif has the widths of Times New Roman, so what is measured here holds in Word as well: the line below the
motto is as long as the motto, and a long name is broken in the middle rather than before its last word.
"""

import struct
from functools import cache, lru_cache
from pathlib import Path

from bochiso.errors import fail

FONT_FAMILY = "Liberation Serif"
FONT_DIRECTORY = Path(__file__).parent / "fonts"
_FACES = ("Regular", "Bold", "Italic", "BoldItalic")
_MM_PER_POINT = 25.4 / 72


def font_directory() -> Path:
    """The folder of the four faces; an error when one is missing, since another font would print another page."""
    missing = [face for face in _FACES if not _file(face).is_file()]
    if missing:
        raise fail(
            str(FONT_DIRECTORY),
            f"thiếu tệp phông chữ {', '.join(_file(face).name for face in missing)}",
            why="không có phông này thì văn bản PDF sẽ bị thay phông, sai thể thức",
            remedy="cài lại gói bochiso (phông chữ đi kèm gói cài đặt)",
        )
    return FONT_DIRECTORY


@lru_cache(maxsize=4096)
def width(text: str, size: float, *, bold: bool = False, italic: bool = False) -> float:
    """Millimetres that `text` takes in one line at `size` points."""
    face = ("Bold" if bold else "") + ("Italic" if italic else "") or "Regular"
    advances, em = _advances(face)
    units = sum(advances.get(ord(letter), em // 2) for letter in text)
    return units / em * size * _MM_PER_POINT


def wrapped(text: str, limit: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """`text` in lines of at most `limit` millimetres; a single longer word keeps a line of its own."""
    lines: list[str] = []
    for word in filter(None, text.split(" ")):  # a no-break space stays within its word
        longer = f"{lines[-1]} {word}" if lines else ""
        if longer and width(longer, size, bold=bold) <= limit:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def balanced(text: str, limit: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """As `wrapped`, with no more lines but as even as can be: for what stands centred."""
    best = wrapped(text, limit, size, bold=bold)
    narrower = limit - 1
    while narrower > 0 and len(lines := wrapped(text, narrower, size, bold=bold)) <= len(best):
        best = lines
        narrower -= 1
    return best


def _file(face: str) -> Path:
    return FONT_DIRECTORY / f"LiberationSerif-{face}.ttf"


@cache
def _advances(face: str) -> tuple[dict[int, int], int]:
    """The advance of every character of the font, and the size of its em square, both in font units."""
    font_directory()
    data = _file(face).read_bytes()
    tables = _tables(data)
    (em,) = struct.unpack_from(">H", data, tables["head"] + 18)
    (count,) = struct.unpack_from(">H", data, tables["hhea"] + 34)
    widths = [struct.unpack_from(">H", data, tables["hmtx"] + 4 * glyph)[0] for glyph in range(count)]
    glyphs = _characters(data, tables["cmap"])
    return {code: widths[min(glyph, count - 1)] for code, glyph in glyphs.items()}, em


def _tables(data: bytes) -> dict[str, int]:
    (count,) = struct.unpack_from(">H", data, 4)
    entries = (struct.unpack_from(">4sLLL", data, 12 + 16 * index) for index in range(count))
    return {tag.decode("ascii"): offset for tag, _, offset, _ in entries}


def _characters(data: bytes, cmap: int) -> dict[int, int]:
    """Character to glyph, from the Unicode subtable of format 4 (the first 65,536 characters, ample for us)."""
    (count,) = struct.unpack_from(">H", data, cmap + 2)
    for index in range(count):
        platform, encoding, offset = struct.unpack_from(">HHL", data, cmap + 4 + 8 * index)
        if (platform, encoding) in ((3, 1), (0, 3)) and data[cmap + offset : cmap + offset + 2] == b"\0\4":
            return _segments(data, cmap + offset)
    return {}


def _segments(data: bytes, start: int) -> dict[int, int]:
    (double,) = struct.unpack_from(">H", data, start + 6)
    form = f">{double // 2}"
    ends = struct.unpack_from(f"{form}H", data, start + 14)
    starts = struct.unpack_from(f"{form}H", data, start + 16 + double)
    deltas = struct.unpack_from(f"{form}h", data, start + 16 + 2 * double)
    at = start + 16 + 3 * double
    glyphs: dict[int, int] = {}
    for index, (first, last, delta) in enumerate(zip(starts, ends, deltas, strict=True)):
        (distance,) = struct.unpack_from(">H", data, at + 2 * index)
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if distance:
                (glyph,) = struct.unpack_from(">H", data, at + 2 * index + distance + 2 * (code - first))
            if glyph:
                glyphs[code] = (glyph + delta) & 0xFFFF
    return glyphs
