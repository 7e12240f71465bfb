"""How long the commands take, each in turn with bare Python in one run, as a ratio and in seconds.

Run it with `make bench`. It is no test: a machine's speed is no property of the code.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CASE = Path(__file__).parents[1] / "cases" / "thai-nguyen-2023-08"
RUNS = 7
BARE = [sys.executable, "-c", "pass"]
BOCHISO = [sys.executable, "-m", "bochiso"]


def seconds(command: list[str]) -> float:
    """One run of a whole process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def compared(command: list[str]) -> tuple[float, float, float]:
    """Median seconds of the command, of bare Python, and the median of their ratios, run in turn after a warm-up."""
    pairs = [(seconds(command), seconds(BARE)) for _ in range(RUNS + 1)][1:]
    ours, bare = zip(*pairs, strict=True)
    return statistics.median(ours), statistics.median(bare), statistics.median(a / b for a, b in pairs)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "w"
        subprocess.run([*BOCHISO, "init", str(workspace), "--unit", "H55"], check=True, capture_output=True)
        shutil.copy(CASE / "bochiso.toml", workspace)
        at = ["--workspace", str(workspace)]
        commands = {
            "--help": [*BOCHISO, "--help"],
            "import (274 rows)": [*BOCHISO, "import", str(CASE / "so-lieu.csv"), *at],
            "show": [*BOCHISO, "show", "2023-08-31", "--unit", "H55", *at],
            "compare": [*BOCHISO, "compare", "2023-07-31", "2023-08-31", *at],
            "report (four formats)": [*BOCHISO, "report", "2023-07-31", "2023-08-31", "--out", folder, *at],
        }
        print(f"{'command':24} {'seconds':>8} {'bare':>8} {'ratio':>7}   median of {RUNS}")
        for name, command in commands.items():
            ours, bare, ratio = compared(command)
            print(f"{name:24} {ours:8.2f} {bare:8.3f} {ratio:7.1f}")


if __name__ == "__main__":
    main()
