"""JSON of any size as batches of records, in bounded memory.

A file is a sequence of values: arrays of records, objects that hold such an array (the portal's envelopes), records one
a line. It is read some MB at a time and cut between two records. Where a cut is right is not guessed: a piece is taken
only if it decodes as a whole array, and a piece cut inside a record, a nested list or a string never does.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

CHUNK = 4 * 2**20
LIMIT = 64 * 2**20
ARRAYS = frozenset({"data", "content", "result"})
"""The keys of the envelopes under which the records stand."""

_TRIES = 64
_BYTE = re.compile(r"\(byte (\d+)\)")
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|["{}\[\],:]', re.DOTALL)
_KEY = re.compile(rb'\s*\{\s*("[^"\\]*")')
_BEFORE_RECORD = re.compile(rb"\}\s*(,)\s*\{\s*\Z")
_BEFORE_BRACE = re.compile(rb"\}\s*(,)\s*\Z")
_BOM = b"\xef\xbb\xbf"
_TOKEN_END = 16
"""Bytes within which a number or a word that is only cut short looks malformed."""

_SPACE = b" \t\r\n"

Batch = list[msgspec.Raw]
_raws = msgspec.json.Decoder(Batch)
_raw = msgspec.json.Decoder(msgspec.Raw)


class Broken(Exception):
    """The file is no JSON from `line` on. `what` says why, in Vietnamese."""

    def __init__(self, what: str, line: int) -> None:
        super().__init__(what)
        self.what = what
        self.line = line


CUT = "tệp JSON bị cắt cụt hoặc thiếu dấu đóng ngoặc"
_SYNTAX = "không đúng cú pháp JSON"
_DEEP = "JSON lồng quá nhiều lớp"


def batches(file: BinaryIO, chunk: int = CHUNK, limit: int = LIMIT) -> Iterator[Batch]:
    """The records of a file, in order, some MB at a time. Raises `Broken`."""
    window = _Window(file, chunk, limit)
    while window.skip_space():
        first = window.data[:1]
        if first == b"[":
            window.drop(1)
            yield from _items(window)
        elif first == b"{" and _is_line(window):
            yield from _lines(window)
        elif first == b"{":
            yield from _object(window)
        else:
            raise Broken(_SYNTAX, window.line)


class _Window:
    """The part of the file that is in memory; `line` is the number of its first line."""

    def __init__(self, file: BinaryIO, chunk: int, limit: int) -> None:
        self.file = file
        self.chunk = chunk
        self.limit = limit
        start = file.read(max(chunk, len(_BOM)))
        self.data = start.removeprefix(_BOM)
        self.ended = not start
        self.line = 1

    def fill(self) -> None:
        """Read on. A record that does not end within the limit is none."""
        if len(self.data) > self.limit:
            raise Broken(f"một bản ghi dài quá {self.limit // 2**20} MB, hoặc có chuỗi không đóng", self.line)
        more = self.file.read(max(self.chunk, len(self.data)))
        self.ended = not more
        self.data += more

    def drop(self, size: int) -> None:
        self.line += self.data.count(b"\n", 0, size)
        self.data = self.data[size:]

    def skip_space(self) -> bool:
        """Go to the next letter that counts; whether there is one."""
        while True:
            self.drop(len(self.data) - len(self.data.lstrip(_SPACE)))
            if self.data or self.ended:
                return bool(self.data)
            self.fill()

    def broken(self, error: Exception, at: int | None = None) -> Broken:
        """What a decoder said, in words."""
        if isinstance(error, RecursionError):
            return Broken(_DEEP, self.line)
        if at is None:
            return Broken(CUT, self.line + self.data.count(b"\n"))
        return Broken(_SYNTAX, self.line + self.data.count(b"\n", 0, max(at, 0)))


def _position(error: msgspec.DecodeError) -> int | None:
    """The byte at which decoding stopped; None where the text ended too early."""
    found = _BYTE.search(str(error))
    return int(found[1]) if found else None


def _items(window: _Window) -> Iterator[Batch]:
    """The records of an array whose opening bracket is behind us, to its closing one."""
    while True:
        found = _cut(window)
        if found is None:
            window.fill()
            continue
        batch, used, closed = found
        yield batch
        window.drop(used)
        if closed:
            return


def _cut(window: _Window) -> tuple[Batch, int, bool] | None:
    """As many whole records as the window has: they, the bytes used, whether the array ended; None for none yet."""
    data = window.data
    for cut in () if window.ended else _cuts(data):
        try:
            return _raws.decode(b"[" + data[:cut] + b"]"), cut + 1, False
        except RecursionError as error:
            raise window.broken(error) from None
        except msgspec.DecodeError as error:
            stopped = _position(error)
            if stopped is not None and stopped <= cut:
                return _closed(window, error)
    try:
        return _raws.decode(b"[" + data), len(data), True
    except RecursionError as error:
        raise window.broken(error) from None
    except msgspec.DecodeError as error:
        stopped = _position(error)
        if stopped is not None and (window.ended or stopped < len(data) - _TOKEN_END):
            return _closed(window, error)
        if window.ended:
            raise window.broken(error) from None
        return None


def _closed(window: _Window, error: msgspec.DecodeError) -> tuple[Batch, int, bool]:
    """The array ended before the cut, if that is what the decoder stopped at; else the text is wrong there."""
    stopped = _position(error)
    assert stopped is not None
    if "trailing characters" not in str(error):
        raise window.broken(error, stopped - 1) from None
    text = b"[" + window.data[:stopped]
    for before in (stopped - 1, stopped):  # msgspec counts the letter behind the array in
        used = text.rfind(b"]", 0, before)
        try:
            return _raws.decode(text[: used + 1]), used, True
        except msgspec.DecodeError:
            continue
    raise window.broken(error, stopped - 1) from None


def _cuts(data: bytes) -> Iterator[int]:
    """Commas that may stand between two records, from the last: first those before the key that records begin with."""
    found = _KEY.match(data)
    markers = ((found[1], _BEFORE_RECORD),) if found else ()
    for marker, before in (*markers, (b"{", _BEFORE_BRACE)):
        end = len(data)
        for _ in range(_TRIES):
            end = data.rfind(marker, 0, end)
            if end < 0:
                break
            start = max(0, end - 256)
            if match := before.search(data, start, end):
                yield match.start(1)


def _is_line(window: _Window) -> bool:
    """Whether the next line is a whole value, so that the file has one a line."""
    end = window.data.find(b"\n")
    if end < 0 and not window.ended and len(window.data) < window.chunk:
        window.fill()
        end = window.data.find(b"\n")
    try:
        _raw.decode(window.data[: end if end >= 0 else len(window.data)])
    except (msgspec.DecodeError, RecursionError):
        return False
    return True


def _lines(window: _Window) -> Iterator[Batch]:
    """One value a line, to the end of the file."""
    while window.data or not window.ended:
        end = len(window.data) if window.ended else window.data.rfind(b"\n") + 1
        if end <= 0:
            window.fill()
            continue
        try:
            yield _raw.decode_lines(window.data[:end])
        except (msgspec.DecodeError, RecursionError):
            raise _bad_line(window, end) from None
        window.drop(end)
        if not window.data:
            window.fill()


def _bad_line(window: _Window, end: int) -> Broken:
    for number, line in enumerate(window.data[:end].split(b"\n")):
        try:
            if line.strip():
                _raw.decode(line)
        except RecursionError:
            return Broken(_DEEP, window.line + number)
        except msgspec.DecodeError:
            return Broken(_SYNTAX, window.line + number)
    return Broken(_SYNTAX, window.line)


def _object(window: _Window) -> Iterator[Batch]:
    """An object over several lines: the records of its array, or the object itself where it has none."""
    while True:
        scan = _Scan()
        end = scan.run(window.data, 0)
        if scan.array:
            break
        if end is not None:
            yield _whole(window, window.data[:end])
            window.drop(end)
            return
        if window.ended:
            raise Broken(CUT, window.line + window.data.count(b"\n"))
        window.fill()
    head = window.data[: scan.array]
    window.drop(scan.array)
    yield from _items(window)
    _finish(window, head)


def _finish(window: _Window, head: bytes) -> None:
    """Go behind the rest of an envelope after its records: nothing to read, but it must be there and be JSON."""
    while True:
        end = _Scan(depth=1, seek=False).run(window.data, 0)
        if end is not None:
            break
        if window.ended:
            raise Broken(CUT, window.line + window.data.count(b"\n"))
        window.fill()
    _whole(window, head + b"]" + window.data[:end])
    window.drop(end)


def _whole(window: _Window, text: bytes) -> Batch:
    try:
        return [_raw.decode(text)]
    except RecursionError as error:
        raise window.broken(error) from None
    except msgspec.DecodeError as error:
        raise window.broken(error, 0) from None


class _Scan:
    """Walks the brackets of an object until it closes, or until the array of its records opens."""

    def __init__(self, depth: int = 0, seek: bool = True) -> None:
        self.depth = depth
        self.seek = seek
        self.array = 0
        self._last = b""
        self._key = b""

    def run(self, data: bytes, start: int) -> int | None:
        """The place behind the closing brace; None where the data ends first or the array was found."""
        for token in _TOKEN.finditer(data, start):
            text = token[0]
            match text:
                case b'"':
                    return None  # a string that the data does not hold to its end
                case b"{" | b"[":
                    if text == b"[" and self.depth == 1 and self.seek and self._names_records():
                        self.array = token.end()
                        return None
                    self.depth += 1
                case b"}" | b"]":
                    self.depth -= 1
                    if self.depth <= 0:
                        return token.end()
                case b":":
                    self._key = self._last
            self._last = text
        return None

    def _names_records(self) -> bool:
        return self._last == b":" and self._key[1:-1].decode("utf-8", "replace").lower() in ARRAYS
