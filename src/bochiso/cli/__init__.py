"""The command line: parse, call, print. Importing a module of commands adds them to the group."""

from bochiso.cli import (
    checking,
    computing,
    explaining,
    forecasting,
    gaining,
    loading,
    published,
    reconciling,
    sampling,
    serving,
    tracing,
)
from bochiso.cli.group import main

__all__ = [
    "checking",
    "computing",
    "explaining",
    "forecasting",
    "gaining",
    "loading",
    "main",
    "published",
    "reconciling",
    "sampling",
    "serving",
    "tracing",
]
