"""Running a server for tests."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

STOPS_WITHIN = 5
"""Seconds that the server may take to end once it is told to."""


@dataclass(frozen=True)
class Served:
    """`url` has no slash at its end; `workspace` is the server's own, so that a test may load into it."""

    url: str
    workspace: Path
    process: subprocess.Popen[str]


@contextmanager
def serving(workspace: Path, *options: str) -> Iterator[Served]:
    """`bochiso serve` on a port that is free, told to stop afterwards."""
    command = [sys.executable, "-m", "bochiso", "serve", "-w", str(workspace), "--port", "0", *options]
    environment = os.environ | {"PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"}
    log = workspace.with_name(workspace.name + ".log")
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(command, env=environment, text=True, stdout=subprocess.PIPE, stderr=errors)
        try:
            yield Served(_address(process, log), workspace, process)
        finally:
            _stop(process)


def _address(process: subprocess.Popen[str], log: Path) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"http://\S+?(?=/ )", line):
            # What it prints later is read and dropped, so that a full pipe never stops it.
            threading.Thread(target=_drain, args=(process.stdout,), daemon=True).start()
            return found.group()
    raise AssertionError(f"the server did not start: {log.read_text(encoding='utf-8')}")


def _drain(pipe: TextIO) -> None:
    with pipe, suppress(ValueError):
        pipe.read()


def _stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise
