"""What tests of several rooms share."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from filelock import FileLock

if TYPE_CHECKING:
    from serving import Served

_SAIL = """
import sys
from pysail.spark import SparkConnectServer
server = SparkConnectServer(ip="127.0.0.1", port=0)
server.start(background=True)
print("sc://%s:%s" % server.listening_address, flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="session")
def sail_address() -> Iterator[str]:
    """A Spark Connect server, started by the first test that wants one.

    In a process of its own: a server in this one would take the Ctrl-C that a test sends to itself, and stop.
    """
    environment = os.environ | {"RUST_LOG": os.environ.get("RUST_LOG", "off")}
    command = [sys.executable, "-c", _SAIL]
    with subprocess.Popen(command, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.kill()


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample of Thái Nguyên in 2023, as it is written where nothing else is asked. To be read only."""
    from bochiso.sample.write import write_sample

    return _made_once(tmp_path_factory, "thai-nguyen", lambda path: write_sample(path, None, None, 766, 0))


@pytest.fixture(scope="session")
def sample_workspace(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with that sample loaded and both dates computed, by the commands alone. To be read only."""

    def make(path: Path) -> None:
        _run("init", path, "--unit", "H55")
        for kind in ("units", "procedures", "services", "dossiers", "petitions", "certifications"):
            (file,) = sample_folder.glob(f"{kind}.*")
            assert "từ chối 0" in _run("load", kind, file, "-w", path)
        for at in ("2023-07-31T16:30:00", "2023-08-31T16:30:00"):
            _run("compute", "--at", at, "-w", path)

    return _made_once(tmp_path_factory, "khong-gian", make)


@pytest.fixture(scope="session")
def small_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of a dozen dossiers with odd codes. To be read only."""
    from asking import make_ledger

    return _made_once(tmp_path_factory, "so-nho", make_ledger)


@pytest.fixture(scope="session")
def served(sample_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator["Served"]:
    """`bochiso serve` on a copy of the sample workspace, so that a test may load into it."""
    from serving import serving

    workspace = tmp_path_factory.mktemp("may-chu") / "khong-gian"
    shutil.copytree(sample_workspace, workspace)
    with serving(workspace) as running:
        yield running


def _made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that the processes of one run of the tests share: the first that wants it makes it."""
    base = factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    path, made = base / name, base / f"{name}.made"
    with FileLock(base / f"{name}.lock"):
        if not made.exists():
            shutil.rmtree(path, ignore_errors=True)
            make(path)
            made.touch()
    return path


def _run(*words: object) -> str:
    from bochiso.cli import main

    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result.stdout
