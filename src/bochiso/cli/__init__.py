"""The command line: parse, call, print. Importing a module of commands adds them to the group."""

from bochiso.cli import published
from bochiso.cli.group import main

__all__ = ["main", "published"]
