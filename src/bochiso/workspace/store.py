"""The database of a workspace: snapshots as they were accepted, and which files they came from.

A snapshot is written once, in one transaction, under the hash of its content; there is no statement here that changes
or deletes one. SQLite runs in WAL with synchronous FULL, so that what `import` has acknowledged survives a power cut.
"""

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    insert,
    select,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bochiso.errors import BochisoError, fail
from bochiso.score.snapshot import Snapshot, SnapshotUnit, unit_from_json, unit_to_json
from bochiso.time import Instant

SCHEMA = MetaData()
REVISION = "0002"
"""The newest migration; a database at another revision is migrated by `create`, or refused by `open_store`."""

snapshots = Table(
    "snapshot",
    SCHEMA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", String(16), nullable=False, unique=True),
    Column("as_of", String(32), nullable=False),
    Column("edition", String(64), nullable=False),
    Column("period", String(16), nullable=False),
    Column("view", String(16), nullable=False),
    Column("units", Integer, nullable=False),
    Column("figures", Integer, nullable=False),
    Column("warnings", Text, nullable=False),
    Column("known", Text, nullable=False),
    Column("body", Text, nullable=False),
)


@dataclass(frozen=True)
class Entry:
    """A stored snapshot without its figures. `number` counts imports from 1."""

    id: str
    number: int
    as_of: Instant
    edition: str
    period: str
    view: str
    units: int
    figures: int
    warnings: tuple[str, ...]


class Store:
    """Snapshots of one workspace."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def engine(self) -> Engine:
        """The database itself, for tables that are not about snapshots."""
        return self._engine

    def close(self) -> None:
        """Let go of the database; SQLite then folds its log into the one file."""
        self._engine.dispose()

    def add(self, taken: Sequence[Snapshot], warnings: tuple[str, ...] = ()) -> tuple[bool, ...]:
        """Store the snapshots of one import, all or none; for each, whether it is new. What is there stays."""
        with self.transaction(writes=True) as connection:
            ids = [snapshot.id for snapshot in taken]
            there = set(connection.execute(select(snapshots.c.id).where(snapshots.c.id.in_(ids))).scalars())
            new = {snapshot.id: snapshot for snapshot in taken if snapshot.id not in there}
            for snapshot in new.values():
                connection.execute(insert(snapshots).values(_row(snapshot, warnings)))
        return tuple(snapshot.id in new for snapshot in taken)

    def entries(self) -> tuple[Entry, ...]:
        """Every snapshot, by instant, then by order of import."""
        with self.transaction() as connection:
            rows = connection.execute(
                select(*(column for column in snapshots.c if column.name not in ("body", "known")))
            ).all()
        found = (
            Entry(
                id=row.id,
                number=row.number,
                as_of=Instant.parse(row.as_of),
                edition=row.edition,
                period=row.period,
                view=row.view,
                units=row.units,
                figures=row.figures,
                warnings=tuple(row.warnings.splitlines()),
            )
            for row in rows
        )
        return tuple(sorted(found, key=lambda entry: (entry.as_of, entry.number)))

    def get(self, id: str) -> Snapshot:
        """The snapshot with this id, which must be stored."""
        with self.transaction() as connection:
            body = connection.execute(select(snapshots.c.body).where(snapshots.c.id == id)).scalar_one()
        return Snapshot.from_json(body)

    def find(self, name: str) -> Snapshot:
        """The snapshot of the entry that `named` finds."""
        return self.get(self.named(name).id)

    def named(self, name: str) -> Entry:
        """A snapshot by its id, the beginning of its id, or its instant. A date finds the one snapshot of that day.

        Raises `BochisoError` when nothing or more than one thing answers.
        """
        found = [entry for entry in self.entries() if _answers(entry, name)]
        if len(found) == 1:
            return found[0]
        listing = "; ".join(
            f"{entry.id} ({entry.as_of}, kỳ {entry.period}, {entry.view})" for entry in (found or self.entries())
        )
        if found:
            raise fail(
                f"bản chụp «{name}»",
                f"có {len(found)} bản chụp trùng tên này",
                why="không biết dùng bản nào",
                remedy=f"ghi rõ mã: {listing}",
            )
        raise fail(
            f"bản chụp «{name}»",
            "không có trong không gian làm việc",
            why="phải nhập số liệu của thời điểm này trước",
            remedy=f"chạy bochiso import, hoặc dùng một bản đã có: {listing}" if listing else "chạy bochiso import TỆP",
        )

    def known_units(self) -> dict[str, SnapshotUnit]:
        """Units that the portal has named by its own id in any snapshot, the latest naming first in force."""
        known: dict[str, SnapshotUnit] = {}
        with self.transaction() as connection:
            rows = connection.execute(
                select(snapshots.c.known).order_by(snapshots.c.as_of, snapshots.c.number)
            ).scalars()
            for text in rows:
                known |= {unit[-1]: unit_from_json(unit) for unit in json.loads(text)}
        return known

    @contextmanager
    def transaction(self, *, writes: bool = False) -> Iterator[Connection]:
        """A transaction, committed at the end; one that `writes` waits for its turn at once. Refusals are in words."""
        try:
            with self._engine.execution_options(writes=writes).begin() as connection:
                yield connection
        except DBAPIError as error:
            place = f"cơ sở dữ liệu {self._engine.url.render_as_string(hide_password=True)}"
            raise _refused(place, str(error.orig)) from error


_DAMAGE = ("malformed", "not a database", "no such table", "no such column", "NOT NULL", "disk image")


def _refused(place: str, said: str) -> BochisoError:
    """The database's own words are kept, since whoever helps needs them; what they mean is said first."""
    if any(word in said for word in _DAMAGE):
        return fail(
            place,
            f"tệp hỏng, hoặc không phải dữ liệu của phiên bản bochiso này ({said})",
            why="không đọc được dữ liệu đã lưu",
            remedy="khôi phục từ bản sao lưu, hoặc đổi tên tệp này rồi chạy bochiso init và nhập lại",
        )
    return fail(
        place,
        f"không đọc ghi được: {said}",
        why="lệnh này chưa ghi gì; số liệu đã nhập vẫn nguyên",
        remedy="đóng chương trình khác đang mở tệp, kiểm tra quyền ghi và chỗ trống, rồi chạy lại",
    )


def _row(snapshot: Snapshot, warnings: tuple[str, ...]) -> dict[str, object]:
    return {
        "id": snapshot.id,
        "as_of": str(snapshot.as_of),
        "edition": snapshot.edition,
        "period": str(snapshot.period),
        "view": snapshot.view,
        "units": len(snapshot.units),
        "figures": len(snapshot.figures),
        "warnings": "\n".join(warnings),
        "known": json.dumps(
            [unit_to_json(unit) for unit in snapshot.units if unit.portal_id and unit.code != unit.portal_id],
            ensure_ascii=False,
        ),
        "body": snapshot.to_json(),
    }


def _answers(entry: Entry, name: str) -> bool:
    if entry.id == name or (len(name) >= 4 and entry.id.startswith(name)):
        return True
    try:
        instant = Instant.parse(name)
    except ValueError:
        return False
    return entry.as_of == instant or (instant.at is None and entry.as_of.day == instant.day)


def create_store(database: str, folder: Path) -> Store:
    """Open the database, making or migrating it first."""
    from alembic import command
    from alembic.config import Config

    engine = _engine(database, folder)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.set_main_option("path_separator", "os")
    with engine.execution_options(writes=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return Store(engine)


def open_store(database: str, folder: Path) -> Store:
    """Open an existing database. Raises `BochisoError` when it is not there or made by another version."""
    engine = _engine(database, folder)
    url = engine.url
    if "://" not in database and not (folder / database).exists():
        raise fail(
            str(folder / database),
            "không có tệp dữ liệu",
            why="không gian làm việc chưa được tạo, hoặc tệp đã bị dời đi",
            remedy="chạy bochiso init, hoặc sửa «database» trong bochiso.toml",
        )
    store = Store(engine)
    with store.transaction() as connection:
        revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if revision != REVISION:
        raise fail(
            url.render_as_string(hide_password=True),
            f"dữ liệu ở phiên bản {revision}, chương trình cần {REVISION}",
            why="cấu trúc dữ liệu đã đổi giữa hai bản phần mềm",
            remedy="chạy bochiso init lại trong thư mục này để nâng cấp; dữ liệu được giữ nguyên",
        )
    return store


def _engine(database: str, folder: Path) -> Engine:
    path = folder / database
    address = database if "://" in database else f"sqlite:///{path}"
    if "://" not in database and path.exists() and not os.access(folder, os.W_OK):
        # SQLite keeps its log beside the file; where it cannot, it can still read a file that nobody can be writing.
        address = f"sqlite:///file:{path}?immutable=1&uri=true"
    try:
        engine = create_engine(make_url(address))
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        raise fail(
            "bochiso.toml, [workspace] database",
            f"không mở được cơ sở dữ liệu {_masked(address)}: {error}",
            why="địa chỉ sai, hoặc chưa cài trình điều khiển của máy chủ (ví dụ psycopg cho PostgreSQL)",
            remedy='cài trình điều khiển, hoặc dùng một tệp: database = "bochiso.db"',
        ) from None
    if engine.url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _durable)
        event.listen(engine, "begin", _begin)
    return engine


def _masked(address: str) -> str:
    """The address without its password."""
    try:
        return make_url(address).render_as_string(hide_password=True)
    except SQLAlchemyError:
        return "(địa chỉ không đọc được)"


def _durable(connection: Any, _record: object) -> None:  # noqa: ANN401  (the driver's own connection)
    connection.isolation_level = None  # the driver begins no transaction of its own; `_begin` does
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=30000")
    cursor.execute("PRAGMA synchronous=FULL")
    with suppress(sqlite3.OperationalError):  # a database that can only be read keeps the mode it has
        cursor.execute("PRAGMA journal_mode=WAL")
    cursor.close()


def _begin(connection: Connection) -> None:
    """A writer takes the lock at once and waits for it; one that reads first and writes later would be turned away."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")
