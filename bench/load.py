"""How fast facts are taken in, with what memory, and how large the ledger gets.

    python bench/load.py SAMPLE [--messages 300000]

SAMPLE is a folder written by `bochiso sample`. Its Parquet dossiers are loaded into a new workspace; then as many of
them as asked for are written as DongBoHoSoMC messages, a JSON array, and loaded into another.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

CATALOGUES = ("units", "procedures")
MESSAGE = """
    SELECT code AS "MaHoSo", procedure AS "MaTTHC", unit AS "MaDonVi", channel::VARCHAR AS "KenhThucHien",
        strftime(received_at, '%Y%m%d%H%M%S') AS "NgayTiepNhan", strftime(due_at, '%Y%m%d%H%M%S') AS "NgayHenTra",
        status::VARCHAR AS "TrangThaiHoSo", strftime(ended_at, '%Y%m%d%H%M%S') AS "NgayKetThucXuLy",
        'Nguyễn Văn Mẫu' AS "ChuHoSo", '1' AS "LoaiDoiTuong", 'Thủ tục mẫu' AS "TenTTHC",
        'Trích yếu của hồ sơ mẫu' AS "TrichYeuHoSo", 'Đơn vị mẫu' AS "DonViXuLy",
        reused::VARCHAR AS "HoSoCoThanhPhanSoHoa", from_store::VARCHAR AS "DuocLayTuKhoDMQG",
        population_data::VARCHAR AS "TaiKhoanDuocXacThucVoiVNeID", payment::VARCHAR AS "DuocThanhToanTrucTuyen"
    FROM read_parquet('{sample}/dossiers*.parquet') LIMIT {count}
"""
"""What a provincial system sends for a dossier; names of persons are made up and dropped while loading."""


def bochiso(*words: str) -> str:
    """Run a command to its end and return what it prints."""
    command = [sys.executable, "-m", "bochiso", *words]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr or done.stdout)
    return done.stdout


def workspace(folder: Path, sample: Path) -> list[str]:
    """The option that names a new workspace in which the sample's catalogues are loaded."""
    bochiso("init", str(folder), "--unit", "H55")
    for table in CATALOGUES:
        bochiso("load", table, str(sample / f"{table}.csv"), "--workspace", str(folder))
    return ["--workspace", str(folder)]


def timed(name: str, rows: int, files: list[Path], where: list[str]) -> None:
    """Load and print a line."""
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as told:
        command = [sys.executable, "-m", "bochiso", "load", "dossiers", *map(str, files), *where]
        process = subprocess.Popen(command, stdout=told, stderr=told)
        _, status, spent = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        told.seek(0)
        said = told.read()
    if process.returncode:
        raise SystemExit(said)
    wall, cpu = time.perf_counter() - start, spent.ru_utime + spent.ru_stime
    print(f"{name:8} {rows:>11,} {wall:7.1f} {rows / wall:>10,.0f} {cpu:7.1f} {spent.ru_maxrss / 1024:6.0f}")
    print(*(line for line in said.splitlines() if "nhận" in line), sep="\n")


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("sample", type=Path)
    given.add_argument("--messages", type=int, default=300_000)
    asked = given.parse_args()
    print(f"load average {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    print(f"{'file':8} {'rows':>11} {'wall s':>7} {'rows/s':>10} {'CPU s':>7} {'MiB':>6}")
    with tempfile.TemporaryDirectory(prefix="bochiso-load-") as name:
        folder = Path(name)
        messages = folder / "messages.json"
        query = MESSAGE.format(sample=asked.sample, count=asked.messages)
        duckdb.execute(f"COPY ({query}) TO '{messages}' (FORMAT json, ARRAY true)")
        timed("JSON", asked.messages, [messages], workspace(folder / "json", asked.sample))
        files = sorted(asked.sample.glob("dossiers*.parquet"))
        row = duckdb.execute("SELECT count(*) FROM read_parquet($1)", [list(map(str, files))]).fetchone()
        assert row is not None
        timed("Parquet", row[0], files, workspace(folder / "parquet", asked.sample))
        size = sum(path.stat().st_size for path in (folder / "parquet").rglob("*") if path.is_file())
        print(f"workspace {size / 2**20:.0f} MiB, {size / row[0]:.1f} bytes a dossier")


if __name__ == "__main__":
    main()
