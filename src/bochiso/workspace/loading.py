"""Files of facts into the ledger of a workspace, one load a file."""

import getpass
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bochiso.facts.ledger import Receipt, Step
from bochiso.facts.schema import UNITS, Table
from bochiso.facts.staged import Staged
from bochiso.time import Instant, now, second_of
from bochiso.units.registry import Registry
from bochiso.workspace.opened import Opened
from bochiso.workspace.units import with_staged


@dataclass(frozen=True)
class Loaded:
    """What became of a file: how the reader found it, and what the ledger did with it."""

    file: Path
    staged: Staged
    receipt: Receipt

    @property
    def useless(self) -> bool:
        """Whether the file had rows and every one of them was refused."""
        return self.receipt.refused > 0 and not self.receipt.taken and not self.receipt.unchanged


def load_files(
    place: Opened,
    table: Table,
    files: Sequence[Path],
    *,
    recorded_at: Instant | None = None,
    backfill: bool = False,
    step: Step | None = None,
) -> Iterator[Loaded]:
    """Load files in turn, each durable when it is yielded. Raises `BochisoError` at the first that cannot be read.

    Units are checked together with those already known before any of a file is written.
    """
    say = step or (lambda _text: None)
    registry = place.registry
    for file in files:
        with place.ledger.scratch() as scratch:
            staged = _read(place, registry, table, file, scratch, say)
            if table is UNITS:
                registry = _sound(place, staged)
            receipt = place.ledger.append(
                staged,
                now=second_of(now()),
                who=_who(),
                recorded_at=None if recorded_at is None else second_of(recorded_at),
                backfill=backfill,
                step=lambda text, name=file.name: say(f"{name}: {text}"),  # type: ignore[misc]
            )
        yield Loaded(file, staged, receipt)


def _read(place: Opened, registry: Registry, table: Table, file: Path, scratch: Path, say: Step) -> Staged:
    from bochiso.intake.facts.known import KnownUnits
    from bochiso.intake.facts.read import read_facts

    known = KnownUnits(registry, place.settings.workspace.province, now().day)
    return read_facts(table, file, known, scratch, _counting(file.name, say))


def _counting(name: str, say: Step) -> Callable[[int], None]:
    done = 0

    def count(rows: int) -> None:
        nonlocal done
        done += rows
        say(f"{name}: đã đọc {done} dòng")

    count(0)
    return count


def _sound(place: Opened, staged: Staged) -> Registry:
    """The registry with the units of a file, if it is one."""
    return place.shipped.extended(with_staged(place.ledger, staged.accepted))


def _who() -> str:
    """The user of the operating system; services may have a number only."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"
