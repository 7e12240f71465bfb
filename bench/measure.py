"""The full pass, by bochiso and by peers, in interleaved rounds: every component, every unit, two instants.

    python bench/measure.py WORKSPACE [--rounds 5] [PEER …]

WORKSPACE is one into which a sample was loaded (bench/README.md). Each peer is a process of its own that is started,
warmed up once and then asked in turn with the others; a peer whose answer differs from bochiso's does not count, and
one whose library is missing is left out. The address of a Spark Connect server, sc://host:port, is bochiso counting on
that server; CPU and memory are then those of this side alone.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
PEERS = ("bochiso", "hand_duckdb", "hand_polars", "hand_chdb", "hand_postgres", "hand_pandas")
SLOW = {"hand_postgres", "hand_pandas"}
"""Asked in the first two rounds only."""


@dataclass
class Run:
    """One peer's process and what it measured."""

    name: str
    process: "subprocess.Popen[str]"
    started: float
    walls: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)
    hashes: set[str] = field(default_factory=set)
    peak: float = 0.0

    def told(self) -> dict[str, float | str]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        return json.loads(line) if line else {}

    def ask(self, *, keep: bool) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        answer = self.told()
        if not answer:
            raise SystemExit(f"{self.name} ended: see above")
        self.hashes.add(str(answer["hash"]))
        self.peak = float(answer["peak"])
        if keep:
            self.walls.append(float(answer["wall"]))
            self.cpus.append(float(answer["cpu"]))


def started(name: str, workspace: Path) -> Run | None:
    """The peer, ready and warm; None where its library is missing."""
    places = os.pathsep.join((str(HERE.parent / "src"), str(HERE)))
    begin = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, str(HERE / "worker.py"), name, str(workspace)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if name != "bochiso" else None, text=True, env={**os.environ, "PYTHONPATH": places},
    )  # fmt: skip
    run = Run(name, process, 0.0)
    if not run.told():
        _, said = process.communicate()
        last = (said or "").strip().rpartition("\n")[2]
        print(f"{name:14} skipped: {'not installed' if last.startswith('ModuleNotFoundError') else last}")
        return None
    run.started = time.perf_counter() - begin
    run.ask(keep=False)
    return run


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("workspace", type=Path)
    given.add_argument("peers", nargs="*", default=list(PEERS), metavar="PEER")
    given.add_argument("--rounds", type=int, default=5)
    asked = given.parse_args()
    runs = [run for name in asked.peers if (run := started(name, asked.workspace)) is not None]
    for number in range(asked.rounds):
        for run in runs:
            if number < 2 or run.name not in SLOW:
                run.ask(keep=True)
    for run in runs:
        run.process.kill() if run.name not in SLOW else run.process.communicate("")
    report(runs)


def report(runs: list[Run]) -> None:
    """A line a peer; ratios are to bochiso where it ran, so above 1 is slower than bochiso."""
    best = next((run for run in runs if run.name == "bochiso"), runs[0])
    wall, cpu = statistics.median(best.walls), statistics.median(best.cpus)
    print(f"load average {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores; ratios: peer / {best.name}")
    print(f"{'peer':14} {'wall s':>7} {'ratio':>6} {'CPU s':>7} {'ratio':>6} {'MiB':>6} {'ready s':>8}  hash")
    for run in runs:
        ours, spent = statistics.median(run.walls), statistics.median(run.cpus)
        right = "" if run.hashes == best.hashes else "  WRONG: does not count"
        print(
            f"{run.name:14} {ours:7.2f} {ours / wall:6.2f} {spent:7.2f} {spent / cpu:6.2f} {run.peak:6.0f} "
            f"{run.started:8.1f}  {' '.join(sorted(run.hashes))}{right}"
        )


if __name__ == "__main__":
    main()
