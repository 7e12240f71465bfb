"""How long pages take for concurrent readers, while nothing and then while dossiers arrive, in one run.

    python bench/pages.py WORKSPACE [--seconds 60] [--readers 20] [--rate 1000] [--think 0]

WORKSPACE holds a ledger (bench/README.md). It is copied (files of the ledger, which never change, as links), served,
and every page is opened until it is complete. Then readers open pages in turn, each the next as soon as the last is
there (or after `--think` seconds), first in quiet, then while `--rate` new dossiers a second are posted in messages
of two seconds each. A page counts as it is: complete or still being counted, of the newest state or of an older one.
"""

import argparse
import asyncio
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

PAGES = (
    "/", "/truc/CKMB", "/chi-so/2.1", "/xep-hang", "/so-sanh", "/nguyen-nhan", "/giai-phap", "/dien-bien", "/ho-so",
    "/ho-so?kind=unsynchronised", "/chat-luong", "/bao-cao", "/cong-khai", "/giai-thich",
)  # fmt: skip
EACH = 2.0
"""Seconds between two messages."""

PENDING = b'class="pending"'


@dataclass
class Seen:
    """What readers met: seconds by page, statuses, how many were not complete."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: Counter[int] = field(default_factory=Counter)
    pending: int = 0


class Line:
    """One kept-alive HTTP/1.1 connection, as bare as can be, so that the reader takes little of the machine."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """Status and body of the answer."""
        if self._writer is None or self._reader is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 24)
        verb = "POST" if body else "GET"
        head = f"{verb} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n"
        if body:
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        self._writer.write(head.encode() + b"\r\n" + body)
        await self._writer.drain()
        answer = (await self._reader.readuntil(b"\r\n\r\n")).decode()
        size = re.search(r"content-length: (\d+)", answer, re.IGNORECASE)
        content = await self._reader.readexactly(int(size.group(1))) if size else b""
        return int(answer.split()[1]), content


async def read(port: int, until: float, think: float, seen: Seen, seed: int) -> None:
    """One reader: pages in an order of its own, again and again."""
    line, order = Line(port), random.Random(seed)
    while time.monotonic() < until:
        for page in order.sample(PAGES, len(PAGES)):
            start = time.perf_counter()
            status, content = await line.ask(page)
            seen.seconds[page].append(time.perf_counter() - start)
            seen.statuses[status] += 1
            seen.pending += PENDING in content
            await asyncio.sleep(think)
            if time.monotonic() >= until:
                return


@dataclass
class Arrived:
    """What was posted: dossiers acknowledged, the seconds each message took, refusals by status."""

    rows: int = 0
    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)


async def arrive(port: int, until: float, rate: int, message: Callable[[int, int], bytes], done: Arrived) -> None:
    """`rate` dossiers each second, whether or not those before are acknowledged: a message each `EACH` seconds."""

    async def send(number: int) -> None:
        start = time.perf_counter()
        status, content = await Line(port).ask("/api/v1/dossiers", message(number, int(rate * EACH)))
        done.seconds.append(time.perf_counter() - start)
        done.statuses[status] += 1
        if status == 200:
            done.rows += json.loads(content)["data"]["taken"]

    sent: list[asyncio.Task[None]] = []
    begun = time.monotonic()
    while time.monotonic() < until - EACH:
        sent.append(asyncio.create_task(send(len(sent))))
        await asyncio.sleep(max(0.0, begun + EACH * len(sent) - time.monotonic()))
    await asyncio.gather(*sent)


def messages(workspace: Path) -> Callable[[int, int], bytes]:
    """Makes messages DongBoHoSoMC of new dossiers for units and procedures that the ledger knows."""
    files = str(workspace / "so-ho-so" / "dossiers" / "*-accepted-*.parquet")
    with duckdb.connect() as connection:
        known = connection.execute(
            "SELECT unit, procedure, count(*) FROM read_parquet(?, union_by_name = true) WHERE code IS NOT NULL "
            "GROUP BY ALL ORDER BY 3 DESC LIMIT 500",
            [files],
        ).fetchall()
        (last,) = connection.execute(
            "SELECT max(recorded_at) FROM read_parquet(?, union_by_name = true)", [files]
        ).fetchone() or (0,)
    begun, name = datetime(2000, 1, 1) + timedelta(seconds=last), os.getpid()

    def message(number: int, rows: int) -> bytes:
        received = begun + timedelta(seconds=number)
        items = []
        for row in range(rows):
            unit, procedure, _ = known[(number * rows + row) % len(known)]
            items.append(
                {
                    "MaHoSo": f"{re.split('[.:]', unit)[0]}-{received:%y%m%d}-{name % 10_000:04}{number:05}{row:05}",
                    "MaTTHC": procedure,
                    "DonViXuLy": unit,
                    "KenhThucHien": "2",
                    "NgayTiepNhan": f"{received:%Y%m%d%H%M%S}",
                    "NgayHenTra": f"{received + timedelta(days=5):%Y%m%d%H%M%S}",
                    "TrangThaiHoSo": "2",
                }
            )
        return json.dumps(items).encode()

    return message


def memory(root: int) -> float:
    """MiB of main memory of a process and all below it."""
    listing = subprocess.run(["ps", "-eo", "pid,ppid,rss"], check=True, capture_output=True, text=True).stdout
    rows = [tuple(map(int, line.split())) for line in listing.splitlines()[1:]]
    family, grown = {root}, True
    while grown:
        more = {pid for pid, parent, _ in rows if parent in family} - family
        family, grown = family | more, bool(more)
    return sum(rss for pid, _, rss in rows if pid in family) / 1024


async def phase(
    port: int, options: argparse.Namespace, server: int, message: Callable[[int, int], bytes] | None
) -> tuple[Seen, Arrived, list[float]]:
    """Readers for some seconds, with dossiers arriving if there is a `message`; memory is looked at all along."""
    seen, done, sizes = Seen(), Arrived(), list[float]()
    until = time.monotonic() + options.seconds
    tasks = [read(port, until, options.think, seen, seed) for seed in range(options.readers)]
    if message is not None:
        tasks.append(arrive(port, until, options.rate, message, done))

    async def look() -> None:
        while time.monotonic() < until:
            sizes.append(await asyncio.to_thread(memory, server))
            await asyncio.sleep(max(1.0, options.seconds / 30))

    await asyncio.gather(*tasks, look())
    return seen, done, sizes


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of them lies, in milliseconds."""
    ordered = sorted(values)
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def printed(quiet: Seen, busy: Seen) -> None:
    side = f"{'n':>7} {'p50 ms':>8} {'p95 ms':>8} {'max':>8}"
    print(f"{'page':28} {side} | {side} | p95 ratio")
    for page in PAGES:
        cells = []
        for seen in (quiet, busy):
            each = seen.seconds[page] or [0.0]
            cells.append((len(each), percentile(each, 0.5), percentile(each, 0.95), 1000 * max(each)))
        left, right = (f"{n:7} {a:8.1f} {b:8.1f} {c:8.1f}" for n, a, b, c in cells)
        print(f"{page:28} {left} | {right} | {cells[1][2] / max(cells[0][2], 0.1):5.1f}")
    for name, seen in (("quiet", quiet), ("arriving", busy)):
        number = sum(map(len, seen.seconds.values()))
        print(f"{name}: {number} pages, statuses {dict(seen.statuses)}, not complete {seen.pending}")


async def warm(port: int) -> None:
    """Open every page until it is complete."""
    line = Line(port)
    for page in PAGES:
        start = time.perf_counter()
        while True:
            status, content = await line.ask(page)
            if PENDING not in content:
                break
            await asyncio.sleep(0.5)
        print(f"first complete {page:28} {time.perf_counter() - start:6.1f} s  status {status}, {len(content)} bytes")


def copied(workspace: Path, folder: Path) -> Path:
    """The workspace for a run of its own."""
    target = folder / "w"
    shutil.copytree(workspace, target, copy_function=_copy)
    return target


def _copy(source: str, target: str) -> str:
    if source.endswith(".parquet"):
        os.link(source, target)
        return target
    return str(shutil.copy2(source, target))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("workspace", type=Path)
    for name, usual in (("--seconds", 60.0), ("--readers", 20), ("--rate", 1000), ("--think", 0.0)):
        parser.add_argument(name, type=type(usual), default=usual)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.workspace.parent) as folder:
        workspace = copied(options.workspace, Path(folder))
        command = [sys.executable, "-m", "bochiso", "serve", "--port", "0", "-w", str(workspace)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            said = server.stdout.readline()
            port = int(re.search(r":(\d+)/", said).group(1))  # type: ignore[union-attr]
            try:
                asyncio.run(measured(port, options, server.pid, messages(workspace)))
            finally:
                server.terminate()


async def measured(port: int, options: argparse.Namespace, server: int, message: Callable[[int, int], bytes]) -> None:
    await warm(port)
    quiet, _, before = await phase(port, options, server, None)
    busy, done, sizes = await phase(port, options, server, message)
    printed(quiet, busy)
    taken: Mapping[str, object] = {
        "dossiers acknowledged": done.rows,
        "a second": round(done.rows / (EACH * len(done.seconds) or 1)),
        "median s a message": round(statistics.median(done.seconds or [0]), 2),
        "statuses": dict(done.statuses),
    }
    print("arrived:", ", ".join(f"{name} {value}" for name, value in taken.items()))
    for name, each in (("quiet", before), ("arriving", sizes)):
        thirds = [statistics.mean(each[i * len(each) // 3 : (i + 1) * len(each) // 3] or [0]) for i in range(3)]
        print(f"memory, MiB, {name}: " + ", ".join(f"{value:.0f}" for value in thirds) + f"; most {max(each):.0f}")


if __name__ == "__main__":
    main()
