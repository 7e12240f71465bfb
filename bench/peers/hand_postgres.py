"""PostgreSQL by hand: the dossiers copied into one table, no index, the statement asked of a warm server.

Starts a server of its own in a temporary folder, on the loopback address; it ends with the process.
"""

import atexit
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg  # type: ignore[import-not-found]
import pyarrow as pa
import pyarrow.parquet as pq

from peers.question import Question
from peers.sqltext import COLUMNS, statement

BINARIES = Path(os.environ.get("POSTGRES_BIN", "/usr/lib/postgresql/15/bin"))
PORT = 15466
_BOOLEAN = {"component_file", "result_file", "reused", "from_store", "population_data", "complained"}


class Peer:
    """`leaves` is what is measured."""

    def __init__(self, question: Question) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="bochiso-postgres-"))
        _start(self._folder)
        self._connection = psycopg.connect(f"host=127.0.0.1 port={PORT} user=postgres dbname=postgres", autocommit=True)
        self._load(question)
        self._statement = statement(
            question, "dossiers", lambda text: f"count(*) FILTER (WHERE {text})", lambda second: f"{second} / 86400"
        )

    def _load(self, question: Question) -> None:
        typed = ", ".join(f"{name} {_type(name)}" for name in COLUMNS)
        self._connection.execute(f"CREATE TABLE dossiers ({typed})")
        self._connection.execute("CREATE TABLE limits (unit text, procedure text, number bigint, kind bigint)")
        self._connection.execute("CREATE TABLE calendar (day bigint, ordinal bigint, working boolean)")
        cursor = self._connection.cursor()
        cursor.executemany("INSERT INTO limits VALUES (%s, %s, %s, %s)", question.limits)
        cursor.executemany("INSERT INTO calendar VALUES (%s, %s, %s)", question.calendar)
        with cursor.copy(f"COPY dossiers ({', '.join(COLUMNS)}) FROM STDIN (FORMAT csv)") as copy:
            for path in question.files:
                for batch in pq.ParquetFile(path).iter_batches(columns=list(COLUMNS)):
                    copy.write(_csv(batch.select(list(COLUMNS))))
        self._connection.execute("VACUUM ANALYZE")

    def leaves(self) -> pa.Table:
        cursor = self._connection.execute(self._statement)
        columns = list(zip(*cursor.fetchall(), strict=True))
        names = [each.name for each in cursor.description or ()]
        return pa.table([pa.array(column) for column in columns], names=names)

    def cpu(self) -> float:
        """CPU seconds of the server so far, its ended workers included."""
        master = int((self._folder / "data" / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        own = [_ticks(pid, 4) for pid in (str(master), *children)]
        return sum(own) / os.sysconf("SC_CLK_TCK")


def _ticks(pid: str, fields: int) -> int:
    """User and system time of a process and of the children that it has seen end."""
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, told[11 : 11 + fields]))


def _type(name: str) -> str:
    if name in ("unit", "procedure"):
        return "text"
    return "boolean" if name in _BOOLEAN else "bigint" if name.startswith("supplement_") else "integer"


def _csv(batch: pa.RecordBatch) -> bytes:
    from pyarrow import csv

    sink = pa.BufferOutputStream()
    csv.write_csv(batch, sink, csv.WriteOptions(include_header=False))
    written: bytes = sink.getvalue().to_pybytes()
    return written


def _start(folder: Path) -> None:
    """The server refuses to run as root, so root hands it to the user that the package brings along."""
    become = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if become:
        shutil.chown(folder, "postgres")
    data = str(folder / "data")
    settings = f"-p {PORT} -h 127.0.0.1 -k {folder} -c shared_buffers=2GB -c work_mem=256MB -c max_parallel_workers=2"
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": "/"}
    subprocess.run([*become, str(BINARIES / "initdb"), "-D", data, "-U", "postgres", "-A", "trust"], **quiet)  # type: ignore[call-overload]
    subprocess.run(
        [*become, str(BINARIES / "pg_ctl"), "-D", data, "-w", "-l", str(folder / "log"), "-o", settings, "start"],
        **quiet,
    )  # type: ignore[call-overload]
    atexit.register(_stop, [*become, str(BINARIES / "pg_ctl"), "-D", data, "-m", "immediate", "stop"], folder)


def _stop(command: list[str], folder: Path) -> None:
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, cwd="/")
    shutil.rmtree(folder, ignore_errors=True)
