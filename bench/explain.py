"""How long explanations take, each command in turn with `compare` of the same two snapshots, in one run.

    python bench/explain.py WORKSPACE [UNIT]

The workspace holds two computed snapshots and the ledger that they came from (bench/README.md). By unit, the counts are
in the snapshots; by procedure, channel and time they are counted again.
"""

import statistics
import subprocess
import sys
import time

RUNS = 3
BOCHISO = [sys.executable, "-m", "bochiso"]


def seconds(command: list[str]) -> float:
    """One run of a whole process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    workspace, *unit = sys.argv[1:]
    at = ["--workspace", workspace, *(["--unit", unit[0]] if unit else [])]
    listing = [*BOCHISO, "snapshots", "--format", "csv", "-w", workspace]
    listed = subprocess.run(listing, check=True, capture_output=True).stdout.decode()
    pair = [line.split(",")[0] for line in listed.splitlines()[1:3]]
    edition = "1.4" if "portal-2026" in listed else "1.2"
    shared = [*BOCHISO, "compare", *pair, *at, "--format", "json"]
    commands = {
        "total by component": ["--total"],
        "total by unit": ["--total", "--by", "unit"],
        "2.1 by unit": ["--indicator", "2.1"],
        f"{edition} by unit": ["--indicator", edition],
        "2.1 by procedure": ["--indicator", "2.1", "--by", "procedure"],
        "2.1 by channel": ["--indicator", "2.1", "--by", "channel"],
        "2.1 by time": ["--indicator", "2.1", "--by", "time"],
    }
    print(f"{'explain':22} {'seconds':>8} {'compare':>8} {'ratio':>7}   median of {RUNS}")
    for name, asked in commands.items():
        command = [*BOCHISO, "explain", *pair, *asked, *at, "--format", "json"]
        pairs = [(seconds(command), seconds(shared)) for _ in range(RUNS + 1)][1:]
        ours, theirs = zip(*pairs, strict=True)
        ratio = statistics.median(a / b for a, b in pairs)
        print(f"{name:22} {statistics.median(ours):8.2f} {statistics.median(theirs):8.2f} {ratio:7.2f}")


if __name__ == "__main__":
    main()
