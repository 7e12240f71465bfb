"""What tests of several rooms share."""

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session")
def sail_address() -> Iterator[str]:
    """A Spark Connect server in this process, started by the first test that wants one."""
    os.environ.setdefault("RUST_LOG", "off")
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer(ip="127.0.0.1", port=0)
    server.start(background=True)
    host, port = server.listening_address
    yield f"sc://{host}:{port}"
    server.stop()
