"""The command line: parse, call, print. Importing a module of commands adds them to the group."""

from bochiso.cli import computing, loading, published, sampling, tracing
from bochiso.cli.group import main

__all__ = ["computing", "loading", "main", "published", "sampling", "tracing"]
