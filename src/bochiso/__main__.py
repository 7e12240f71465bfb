"""`python -m bochiso`."""

from bochiso.cli import main

main(prog_name="bochiso")
