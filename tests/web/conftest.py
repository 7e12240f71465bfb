"""A running server on the sample, for all tests that need one."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import Served, serving

__all__ = ["Served", "serving"]


@pytest.fixture(scope="session")
def served(sample_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The server on a copy of the sample workspace."""
    workspace = tmp_path_factory.mktemp("may-chu") / "khong-gian"
    shutil.copytree(sample_workspace, workspace)
    with serving(workspace) as running:
        yield running
