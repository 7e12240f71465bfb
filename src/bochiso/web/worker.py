"""The process that answers: it has the workspace open, takes one question at a time, and outlives no server.

What is found is kept by question, so that a second form of the same answer costs only its writing.
"""

import gc
import json
import signal
import sys
import time
import traceback
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from bochiso.errors import BochisoError, Problem
from bochiso.web.answer import About, Answer, Ask
from bochiso.web.child import Child, Gone
from bochiso.web.query import Form, NoFigures, NotFound

if TYPE_CHECKING:
    from bochiso.web.part import Part
    from bochiso.web.workbench import Workbench

LARGEST = 1_600_000_000
"""Bytes of memory beyond which a worker is replaced by a new one after its answer."""

OURS = Problem(
    "máy chủ",
    "có lỗi của phần mềm khi trả lời câu hỏi này",
    "lỗi đã được ghi vào nhật ký của máy chủ; số liệu không hề gì",
    "thử lại; nếu vẫn lỗi, gửi địa chỉ trang và nhật ký cho người bảo trì",
)
BUSY = Problem(
    "máy chủ",
    "tiến trình tính toán dừng giữa chừng",
    "máy thiếu bộ nhớ, hoặc máy chủ đang tắt",
    "thử lại sau vài giây",
)


class Worker:
    """One process, started when it is first asked. `answer` blocks; call it from a thread of its own."""

    def __init__(self, folder: Path, nice: int, threads: int) -> None:
        self._child = Child(serve, folder, nice, threads)

    def answer(self, ask: Ask) -> Answer:
        """The answer of the process; one that says so in words where the process died of the question."""
        try:
            told = self._child.call(ask)
        except Gone:
            return Answer(b"", About("Máy chủ bận"), (BUSY,), 503)
        assert isinstance(told, Told)
        if told.memory > LARGEST:
            self._child.stop()
        return told.answer

    def close(self) -> None:
        """End the process at once, whatever it is doing."""
        self._child.close()


@dataclass(frozen=True)
class Told:
    """What the process says: an answer, and the bytes of memory that it occupies now."""

    answer: Answer
    memory: int


def serve(line: Connection, folder: Path, nice: int, threads: int) -> None:
    """What the process does until the server hangs up."""
    import os

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then ends its workers
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.nice(nice)
    gc.set_threshold(100_000, 10, 10)  # a count holds many small things at once: looking for rings costs a third
    from bochiso.web.workbench import workbench

    try:
        with workbench(folder) as bench:
            bench.limit(threads)
            while True:
                line.send(Told(answered(bench, line.recv()), memory()))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def answered(bench: "Workbench", ask: Ask) -> Answer:
    """The answer to a question. Every error becomes an answer: problems in words, and a status."""
    answer = _answered(bench, ask)
    bench.took(answer.cost)
    return replace(answer, state=bench.now.state)


def _answered(bench: "Workbench", ask: Ask) -> Answer:
    from bochiso.web.parts import PARTS

    start = time.perf_counter()
    try:
        bench.refresh()
        part = PARTS[ask.part]
        found = bench.kept_now((ask.part, ask.query), lambda: part.find(bench, ask.query))
        body, about = _written(part, found, ask.form), part.about(found)
        return Answer(body, about, cost=time.perf_counter() - start, file_name=_file_name(part, found, ask, about))
    except BochisoError as error:
        about = About(title=_TITLES.get(type(error), "Không trả lời được"))
        empty = isinstance(error, NoFigures)
        return Answer(b"", about, error.problems, _status(error), time.perf_counter() - start, empty=empty)
    except Exception:
        traceback.print_exc(file=sys.stderr)
        return Answer(b"", About("Có lỗi"), (OURS,), 500, time.perf_counter() - start)


_TITLES = {NotFound: "Không có trang này", NoFigures: "Chưa có số liệu"}


def _status(error: BochisoError) -> int:
    return 404 if isinstance(error, NotFound | NoFigures) else 422


def _written(part: "Part[object]", found: object, form: Form) -> bytes:
    match form:
        case Form.HTML:
            return part.html(found).encode()
        case Form.JSON:
            return json.dumps(part.data(found), ensure_ascii=False, separators=(",", ":")).encode()
        case Form.CSV:
            assert part.csv is not None, "the server asks only for the forms that a part has"
            return part.csv(found).encode("utf-8-sig")
        case Form.XLSX:
            assert part.xlsx is not None, "the server asks only for the forms that a part has"
            return part.xlsx(found)
        case Form.DOCX | Form.PDF | Form.PARQUET:
            return part.files[form](found)


def _file_name(part: "Part[object]", found: object, ask: Ask, about: About) -> str:
    if part.file_name is not None:
        return f"{part.file_name(found)}.{ask.form.value}"
    if ask.form not in (Form.CSV, Form.XLSX):
        return ""
    return "-".join(text for text in ("bochiso", ask.part, about.at[:10]) if text) + f".{ask.form.value}"


def memory() -> int:
    """Bytes of main memory that this process occupies; 0 where the system does not tell."""
    import os

    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
