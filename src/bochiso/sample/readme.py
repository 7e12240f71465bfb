"""The page that goes with a sample: what it is, and how to load and compute it."""

from collections.abc import Iterable
from pathlib import Path

from bochiso.sample.folder import README

_PAGE = """# Dữ liệu mẫu

Dữ liệu trong thư mục này do lệnh `bochiso sample` sinh ra từ một số gieo. Không có người, hồ sơ hay đơn vị cấp xã nào
là thật; mã thủ tục bắt đầu bằng 9 để không trùng với mã thật. Không dùng số liệu này để báo cáo.

| tệp | nội dung |
|---|---|
| `units.csv` | đơn vị |
| `procedures.csv` | thủ tục hành chính |
| `services.csv` | dịch vụ công trực tuyến |
| `dossiers*.parquet` | hồ sơ, mỗi dòng là một trạng thái của một hồ sơ, biết từ `recorded_at` |
| `petitions.csv` | phản ánh, kiến nghị |
| `certifications.csv` | chứng thực bản sao điện tử của các xã |
{more}
Nạp và tính từ thư mục này, với phiên bản {edition}:

    bochiso init ../tinh-mau --unit H55
{loads}
    bochiso compute --at {before} -w ../tinh-mau
    bochiso compute --at {after} -w ../tinh-mau
"""
_TOTALS = "| `totals.csv` | số hồ sơ tiếp nhận theo hệ thống báo cáo quốc gia |\n"


_ORDER = ("units", "procedures", "services", "dossiers", "petitions", "certifications", "totals")


def write_readme(directory: Path, files: Iterable[Path], edition: str, instants: tuple[str, str]) -> Path:
    """Write the page on these files; `instants` are two that are worth computing, the earlier first."""
    named = sorted((_ORDER.index(path.name.partition(".")[0].partition("-")[0]), path.name) for path in files)
    loads = "\n".join(f"    bochiso load {_ORDER[table]} {name} -w ../tinh-mau" for table, name in named)
    totals = _TOTALS if any(name == "totals.csv" for _, name in named) else ""
    path = directory / README
    before, after = instants
    page = _PAGE.format(more=totals, edition=edition, loads=loads, before=before, after=after)
    path.write_text(page, encoding="utf-8")
    return path
