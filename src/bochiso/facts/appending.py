"""One load made ready: rows judged, chains corrected, files written aside. Nothing counts until acknowledged."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bochiso.facts.chain import FAMILY, correct, correction_rows
from bochiso.facts.held import Held, Role, paths
from bochiso.facts.manifest import Load, Numbered
from bochiso.facts.refusals import write_refused
from bochiso.facts.rows import Sorted, Terms, refused_rows, sort_out, taken_rows
from bochiso.facts.schema import DOSSIERS
from bochiso.facts.staged import Staged
from bochiso.facts.statements import stored_rows
from bochiso.facts.storage import ASIDE, Storage, durable
from bochiso.facts.writing import Written
from bochiso.time import moment_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["Prepared", "Terms", "prepare"]

_LONGEST_NAME = 100


@dataclass(frozen=True)
class Prepared:
    """`refused` is where refused rows will stand; `rejected` counts them, those of the reader included."""

    written: Written
    sorted: Sorted
    refused: Path
    rejected: int

    def publish(self) -> None:
        """Make every file durable under its name."""
        if self.rejected:
            durable(_aside(self.refused), self.refused)
        self.written.publish()

    def discard(self) -> None:
        """Take every file back."""
        self.written.discard()
        _aside(self.refused).unlink(missing_ok=True)
        self.refused.unlink(missing_ok=True)

    def load(self, staged: Staged, terms: Terms, who: str, repeats: Load | None) -> Load:
        """What the manifest records of this load."""
        return Load(
            number=terms.number,
            kind=staged.table.name,
            file_name=staged.name,
            sha256=staged.sha256,
            who=who,
            loaded_at=terms.now,
            recorded_at=terms.recorded_at,
            backfill=terms.backfill,
            rows_taken=self.sorted.taken,
            rows_unchanged=self.sorted.unchanged + self.sorted.replaced,
            rows_refused=self.rejected,
            refused_file=self.refused.name if self.rejected else "",
            dropped=staged.dropped,
            unknown=staged.unknown,
            warnings=(*staged.warnings, *_warnings(self.sorted, repeats)),
        )


def prepare(
    connection: "DuckDBPyConnection",
    storage: Storage,
    staged: Staged,
    terms: Terms,
    numbered: Sequence[Numbered],
    say: Callable[[str], None],
) -> Prepared:
    """Write aside everything that a load adds to what is held."""
    table = staged.table
    held = Held(terms.number - 1, tuple(each.placed(storage.shelf.path) for each in numbered))
    say("đang so với sổ")
    of_table = stored_rows(connection, table, paths(held.of(table, Role.ACCEPTED)))
    outcome = sort_out(connection, table, staged.accepted, of_table, terms)
    written = Written(connection, storage.shelf, terms.number)
    refused = storage.refused / f"{terms.number}-{_plain(staged.name)}.csv"
    rejected = staged.rows_refused + outcome.late + outcome.future
    prepared = Prepared(written, outcome, refused, rejected)
    try:
        if outcome.taken:
            say("đang ghi vào sổ")
            _write(connection, staged, held, numbered, written)
        if rejected:
            storage.refused.mkdir(parents=True, exist_ok=True)
            write_refused(connection, table, staged.refused, refused_rows(table), _aside(refused))
    except BaseException:
        prepared.discard()
        raise
    return prepared


def _write(
    connection: "DuckDBPyConnection", staged: Staged, held: Held, numbered: Sequence[Numbered], written: Written
) -> None:
    table = staged.table
    written.add(table, Role.ACCEPTED, taken_rows(table))
    written.merge(table, Role.ACCEPTED, numbered)
    if table in FAMILY and correct(connection, table, held, written.load):
        for role in (Role.ADDED, Role.REMOVED):
            written.add(DOSSIERS, role, correction_rows(role))
            written.merge(DOSSIERS, role, numbered)


def _aside(path: Path) -> Path:
    return path.with_name(path.name + ASIDE)


def _plain(name: str) -> str:
    """The name of a file without its folder, its ending and whatever a file system may not like."""
    kept = "".join(letter if letter.isalnum() or letter in " ._()-" else "_" for letter in Path(name).stem)
    return kept[:_LONGEST_NAME].strip() or "tep"


_NOTHING_NEW = (
    "lần này không có gì thay đổi; nếu là tin mới, như hồ sơ trở lại tình trạng cũ, nạp kèm thời điểm ghi nhận "
    "(recorded_at)"
)


def _warnings(outcome: Sorted, repeats: Load | None) -> tuple[str, ...]:
    found = []
    if repeats is not None:
        again = "" if outcome.taken else f"; {_NOTHING_NEW}"
        found.append(f"tệp này đã được nạp ở lần nạp {repeats.number} ({moment_of(repeats.loaded_at)}){again}")
    if outcome.replaced:
        found.append(
            f"{outcome.replaced} dòng cùng mã và cùng thời điểm ghi nhận với một dòng sau trong tệp: lấy dòng sau"
        )
    return tuple(found)
