"""Every address of the API: one for each part, in the order in which people go down to a dossier."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bochiso.web.pages import PAGES
from bochiso.web.part import Part
from bochiso.web.query import Form

PREFIX = "/api/v1"

_PATHS: Mapping[str, tuple[str, str]] = {
    "overview": ("/overview", "Điểm, xếp loại, xếp hạng và sáu trục của một đơn vị, cùng thay đổi so với kỳ trước"),
    "losses": ("/losses", "Năm phần mất điểm nhiều nhất và việc giành lại"),
    "going-late": ("/going-late", "Hồ sơ sẽ quá hạn trong ba ngày nếu không ai xử lý"),
    "axis": ("/axes/{axis}", "Một trục: điểm, các chỉ số, các đơn vị bên dưới"),
    "indicator": ("/indicators/{indicator}", "Một chỉ số: tử số, mẫu số, công thức, nguồn, các đơn vị bên dưới"),
    "indicator-dossiers": ("/indicators/{indicator}/dossiers", "Các hồ sơ đứng sau một chỉ số (chỉ mã hồ sơ)"),
    "ranking": ("/ranking", "Xếp hạng sở, ngành, huyện, xã"),
    "comparison": ("/comparison", "So sánh hai thời điểm, mọi đơn vị, mọi số liệu"),
    "explanation": ("/explanation", "Nguyên nhân một số liệu thay đổi, từng phần cộng lại đúng bằng thay đổi"),
    "gain": ("/gain", "Việc nên làm và số điểm giành được, cho tới một mục tiêu"),
    "trend": ("/trend", "Diễn biến một số liệu theo thời gian, cùng mục tiêu và thay đổi quy định"),
    "dossiers": ("/dossiers", "Hồ sơ cần xử lý: quá hạn, sắp quá hạn, chưa đồng bộ, chưa số hoá"),
    "dossier": ("/dossiers/{code:path}", "Một hồ sơ: trạng thái, lịch sử, được tính vào chỉ số nào và vì sao"),
    "contradictions": ("/contradictions", "Số liệu mâu thuẫn cần rà soát trước khi ký báo cáo"),
    "sources": ("/sources", "Nguồn số liệu: lần nạp cuối, độ cũ, dòng bị từ chối"),
    "unmapped": ("/unmapped", "Đơn vị và thủ tục trong hồ sơ mà danh mục không có"),
    "reports": ("/reports", "Báo cáo có thể lập và các điểm cần rà soát trước khi ký"),
    "report-file": ("/reports/file", "Báo cáo giữa hai thời điểm: nội dung, và các tệp Word, PDF, Excel"),
    "open-data": ("/open-data", "Dữ liệu mở: toàn bộ bảng công khai kèm định nghĩa"),
    "public": ("/public", "Số liệu công khai, ô dưới 5 hồ sơ được che"),
    "edition": ("/edition", "Một phiên bản bộ chỉ số: mọi quy tắc, nguồn và căn cứ"),
    "rule": ("/editions/{edition:path}/indicators/{indicator}", "Quy tắc đầy đủ của một chỉ số trong từng phiên bản"),
    "snapshots": ("/snapshots", "Các bản chụp đã lưu"),
    "units": ("/units", "Danh mục đơn vị của tỉnh vào một ngày"),
}
"""Path and summary by the name of the part. A part that does not stand here gets its name as path."""

_STEP = re.compile(r"{(\w+)(?::path)?}")


@dataclass(frozen=True)
class Resource:
    """A part at its address. `route` is the path as the router takes it, `path` as it is documented."""

    part: Part[object]
    route: str
    summary: str

    @property
    def path(self) -> str:
        return _STEP.sub(r"{\1}", self.route)

    @property
    def in_path(self) -> tuple[str, ...]:
        """The names whose values stand in the path."""
        return tuple(_STEP.findall(self.route))

    @property
    def in_query(self) -> tuple[str, ...]:
        return tuple(name for name in self.part.names if name not in self.in_path)

    @property
    def forms(self) -> tuple[Form, ...]:
        """What the content can be had as, the usual form first."""
        tables = {Form.CSV: self.part.csv, Form.XLSX: self.part.xlsx}
        return (Form.JSON, *(form for form, write in tables.items() if write is not None), *self.part.files)


def resources(parts: Mapping[str, Part[object]]) -> tuple[Resource, ...]:
    """One for each part, those of the table first and in its order."""
    return tuple(_listed(parts))


def _listed(parts: Mapping[str, Part[object]]) -> Iterator[Resource]:
    for name in (*(name for name in _PATHS if name in parts), *(name for name in parts if name not in _PATHS)):
        path, summary = _PATHS.get(name) or (f"/{name}", _title(name))
        yield Resource(parts[name], PREFIX + path, summary)


def _title(name: str) -> str:
    return next((page.title for page in PAGES if name in page.parts), name)
