"""The canonical columns of every fact: their names, types, keys and the headings under which systems export them.

The only place that knows column names. Instants are stored as whole seconds since 2000-01-01 00:00 in Viet Nam and days
as whole days since 2000-01-01, so that one integer comparison means the same on every engine. An empty cell is NULL:
unknown, never 0.
"""

from dataclasses import dataclass
from enum import StrEnum


class Type(StrEnum):
    """What a column holds, and so how a text becomes its stored value."""

    TEXT = "text"
    NAME = "name"  # free text in Vietnamese
    DOSSIER = "dossier"  # a dossier code, stored in canonical form
    PROCEDURE = "procedure"  # a procedure code, stored as its national core 2.000815
    UNIT = "unit"  # an agency code or a name, stored as the code of the registry
    INSTANT = "instant"
    DAY = "day"
    FLAG = "flag"
    COUNT = "count"
    CHOICE = "choice"
    PERIOD = "period"  # 2023, 2023-Q3 or 2023-08


STORED = {
    Type.TEXT: "VARCHAR",
    Type.NAME: "VARCHAR",
    Type.DOSSIER: "VARCHAR",
    Type.PROCEDURE: "VARCHAR",
    Type.UNIT: "VARCHAR",
    Type.INSTANT: "INTEGER",
    Type.DAY: "INTEGER",
    Type.FLAG: "BOOLEAN",
    Type.COUNT: "BIGINT",
    Type.CHOICE: "TINYINT",
    Type.PERIOD: "VARCHAR",
}
"""The SQL type in which each kind of column is stored."""


@dataclass(frozen=True)
class Column:
    """`choices` maps each accepted text to the stored number; the first text of a number is its canonical one."""

    name: str
    type: Type
    aliases: tuple[str, ...] = ()
    required: bool = False
    choices: tuple[tuple[str, int], ...] = ()

    @property
    def stored(self) -> str:
        return STORED[self.type]

    def number(self, word: str) -> int:
        """The stored number of a choice."""
        return dict(self.choices)[word]

    def word(self, number: int) -> str:
        """The canonical text of a stored choice."""
        return next(text for text, value in self.choices if value == number)


def _numbered(*words: str) -> tuple[tuple[str, int], ...]:
    return tuple((word, index) for index, word in enumerate(words))


def _digits(first: int, last: int) -> tuple[tuple[str, int], ...]:
    return tuple((str(number), number) for number in range(first, last + 1))


class Known(StrEnum):
    """When a row that says nothing of it counts as known."""

    LOADED = "loaded"  # at the time of loading
    EVENT = "event"  # when the event itself happened: the portal's acknowledgement was known at once
    ALWAYS = "always"  # a first record describes what was in force all along; a later one holds from its loading


@dataclass(frozen=True)
class Table:
    """A kind of fact. `key` identifies one thing; a later row of the same key replaces the earlier from its instant.

    `recorded_at` is no listed column: every stored row has it, and every file may bring it.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    known: Known = Known.LOADED
    event: str = ""

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


RECORDED_AT = Column("recorded_at", Type.INSTANT, ("ghi nhận lúc", "thời điểm ghi nhận", "ngày ghi nhận"))
"""When a row was known. Stored in every table beside its columns."""

# fmt: off
_CODE = ("mã hồ sơ", "số hồ sơ", "MaHoSo", "ma_ho_so", "dossier_code", "dossierNo")
_UNIT = ("đơn vị", "mã đơn vị", "tên đơn vị", "cơ quan", "đơn vị xử lý", "đơn vị giải quyết", "đơn vị tiếp nhận",
         "DonViXuLy", "MADONVI", "MaDonVi", "unit_code", "agency")  # fmt: skip
_PROCEDURE = ("mã thủ tục", "mã tthc", "thủ tục", "MaTTHC", "MATTHC", "procedure_code", "mã thủ tục hành chính")
_VALID = (
    Column("valid_from", Type.DAY, ("hiệu lực từ", "từ ngày", "áp dụng từ")),
    Column("valid_to", Type.DAY, ("hết hiệu lực", "đến ngày", "áp dụng đến")),
)
_STATUS = _digits(1, 10)
STATUS_TITLES = {
    1: "Mới đăng ký", 2: "Được tiếp nhận", 3: "Không được tiếp nhận", 4: "Đang xử lý", 5: "Yêu cầu bổ sung giấy tờ",
    6: "Yêu cầu thực hiện nghĩa vụ tài chính", 7: "Công dân yêu cầu rút hồ sơ", 8: "Dừng xử lý", 9: "Đã xử lý xong",
    10: "Đã trả kết quả",
}  # fmt: skip
"""The portal's ten states of a dossier (TrangThaiHoSo)."""

UNITS = Table(
    "units",
    "danh mục đơn vị",
    (
        Column("code", Type.TEXT, ("mã", "mã đơn vị", "MADONVI", "mã định danh"), required=True),
        Column("name", Type.NAME, ("tên", "tên đơn vị", "TENDONVI", "đơn vị"), required=True),
        Column(
            "kind",
            Type.CHOICE,
            ("loại", "loại đơn vị", "cấp"),
            required=True,
            choices=(
                *_numbered("nation", "ministry", "province", "department", "district", "commune"),
                ("bộ", 1), ("tỉnh", 2), ("thành phố", 2), ("sở", 3), ("huyện", 4), ("xã", 5), ("phường", 5),
                ("đặc khu", 5),
            ),
        ),
        Column("parent", Type.TEXT, ("cấp trên", "mã cấp trên", "đơn vị cấp trên")),
        *_VALID,
        Column("aliases", Type.NAME, ("tên khác",)),
        Column("successor", Type.TEXT, ("đơn vị kế tiếp", "mã kế tiếp")),
    ),
    ("code", "valid_from"),
    Known.ALWAYS,
)

PROCEDURES = Table(
    "procedures",
    "thủ tục hành chính",
    (
        Column("code", Type.PROCEDURE, ("mã", *_PROCEDURE), required=True),
        Column("name", Type.NAME, ("tên", "tên thủ tục", "tên tthc", "TENTTHC", "TenTTHC")),
        Column("field", Type.NAME, ("lĩnh vực", "mã lĩnh vực", "tên lĩnh vực", "MaLinhVuc", "MALINHVUC", "TenLinhVuc")),
        Column(
            "authority",
            Type.CHOICE,
            ("thẩm quyền", "cấp thực hiện", "CAPTHUCHIEN", "cấp"),
            required=True,
            choices=(
                *_numbered("ministry", "province", "district", "commune"),
                *_digits(0, 3),
                ("bộ", 0),
                ("trung ương", 0),
                ("cấp bộ", 0),
                ("tỉnh", 1),
                ("cấp tỉnh", 1),
                ("huyện", 2),
                ("cấp huyện", 2),
                ("xã", 3),
                ("cấp xã", 3),
            ),
        ),
        Column("unit", Type.UNIT, _UNIT),
        Column(
            "online",
            Type.CHOICE,
            ("dvc trực tuyến", "mức độ", "mức dvc", "MucDo"),
            choices=(
                *_numbered("none", "partial", "full"),
                ("2", 0),
                ("3", 1),
                ("4", 2),
                ("không", 0),
                ("một phần", 1),
                ("toàn trình", 2),
            ),
        ),
        Column("has_fee", Type.FLAG, ("có phí", "có nghĩa vụ tài chính", "nvtc", "có thu phí")),
        Column("paper_result", Type.FLAG, ("kết quả giấy", "trả kết quả giấy")),
        Column("for_citizens", Type.FLAG, ("công dân", "đối tượng công dân", "cho công dân")),
        Column("limit", Type.COUNT, ("thời hạn", "thời hạn giải quyết", "THOIGIANGIAIQUYET")),
        Column(
            "limit_unit",
            Type.CHOICE,
            ("đơn vị tính", "đơn vị thời hạn", "DONVITINH"),
            choices=(
                *_numbered("working_day", "day", "hour"),
                ("ngày làm việc", 0),
                ("ngày", 1),
                ("giờ", 2),
                ("giờ làm việc", 2),
            ),
        ),
        Column("decided_on", Type.DAY, ("ngày công bố", "ngày quyết định công bố")),
        Column("effective_on", Type.DAY, ("ngày hiệu lực", "ngày văn bản có hiệu lực", "NGAYHIEULUC")),
        Column("published_on", Type.DAY, ("ngày công khai", "ngày cập nhật công khai")),
        Column("complete", Type.FLAG, ("đủ nội dung", "đủ bộ phận", "công khai đủ")),
        *_VALID,
    ),
    ("code", "authority", "valid_from", "decided_on"),
    Known.ALWAYS,
)

SERVICES = Table(
    "services",
    "dịch vụ công trực tuyến",
    (
        Column("code", Type.TEXT, ("mã", "mã dvc", "mã dịch vụ công", "MADVC"), required=True),
        Column("procedure", Type.PROCEDURE, _PROCEDURE, required=True),
        Column("unit", Type.UNIT, _UNIT, required=True),
        Column(
            "status",
            Type.CHOICE,
            ("trạng thái", "tình trạng"),
            required=True,
            choices=(
                *_numbered("public", "withdrawing", "testing", "hidden"),
                ("công khai", 0),
                ("sắp gỡ", 1),
                ("thử nghiệm", 2),
                ("ẩn", 3),
            ),
        ),
    ),
    ("code", "unit"),
    Known.ALWAYS,
)

DOSSIERS = Table(
    "dossiers",
    "hồ sơ",
    (
        Column("code", Type.DOSSIER, ("mã", *_CODE), required=True),
        Column("procedure", Type.PROCEDURE, _PROCEDURE, required=True),
        Column("unit", Type.UNIT, _UNIT),
        Column(
            "channel",
            Type.CHOICE,
            ("kênh", "kênh thực hiện", "hình thức nộp", "hình thức tiếp nhận", "KenhThucHien"),
            choices=(
                *_digits(1, 3),
                ("trực tiếp", 1), ("trực tuyến", 2), ("nộp trực tiếp", 1),
                ("nộp trực tuyến", 2), ("bưu chính", 3), ("bưu chính công ích", 3),
                ("dịch vụ bưu chính công ích", 3), ("qua mạng", 2),
            ),
        ),
        Column("received_at", Type.INSTANT,
               ("ngày tiếp nhận", "ngày nhận", "thời điểm tiếp nhận", "NgayTiepNhan", "receiveDate", "acceptedDate")),
        Column("due_at", Type.INSTANT,
               ("ngày hẹn trả", "hẹn trả", "ngày hẹn", "hạn trả", "NgayHenTra", "dueDate", "appointmentDate")),
        Column(
            "status",
            Type.CHOICE,
            ("trạng thái", "trạng thái hồ sơ", "TrangThaiHoSo", "tình trạng"),
            choices=(*_STATUS, *((title.casefold(), number) for number, title in STATUS_TITLES.items())),
        ),
        Column("ended_at", Type.INSTANT,
               ("ngày kết thúc xử lý", "ngày kết thúc", "ngày có kết quả", "NgayKetThucXuLy", "releaseDate",
                "completedDate")),
        Column("supplement_requests", Type.COUNT, ("số lần bổ sung", "số lần yêu cầu bổ sung")),
        Column("supplement_requested_at", Type.INSTANT, ("ngày yêu cầu bổ sung", "NgayYeuCauBoSung")),
        Column("supplement_seconds", Type.COUNT, ("thời gian bổ sung (giây)", "số giây bổ sung")),
        Column("synced_at", Type.INSTANT, ("ngày đồng bộ", "thời điểm đồng bộ")),
        Column(
            "fee",
            Type.CHOICE,
            ("nghĩa vụ tài chính", "khoản phải nộp"),
            choices=(*_numbered("none", "zero", "due"), ("không", 0), ("bằng 0", 1), ("có", 2)),
        ),
        Column("payment", Type.CHOICE, ("thanh toán", "DuocThanhToanTrucTuyen", "hình thức thanh toán"),
               choices=_digits(0, 3)),
        Column("paid_at", Type.INSTANT, ("ngày thanh toán", "ngày thu")),
        Column("component_file", Type.FLAG, ("có tệp thành phần", "số hóa thành phần")),
        Column("result_file", Type.FLAG, ("có tệp kết quả", "kết quả điện tử")),
        Column("reused", Type.FLAG, ("tái sử dụng", "sử dụng lại", "HoSoCoThanhPhanSoHoa")),
        Column("from_store", Type.FLAG, ("lấy từ kho", "kho dữ liệu", "DuocLayTuKhoDMQG")),
        Column("population_data", Type.FLAG,
               ("dữ liệu dân cư", "csdl dân cư", "TaiKhoanDuocXacThucVoiVNeID")),
        Column("complained", Type.FLAG, ("có phản ánh", "không hài lòng")),
    ),
    ("code",),
)

PROGRESS = Table(
    "progress",
    "tiến trình xử lý",
    (
        Column("code", Type.DOSSIER, ("mã", *_CODE), required=True),
        Column("status", Type.CHOICE, ("trạng thái", "TrangThai"), required=True, choices=_STATUS),
        Column("at", Type.INSTANT, ("thời điểm", "thời điểm xử lý", "ThoiDiemXuLy", "lúc"), required=True),
    ),
    ("code", "status", "at"),
)

SYNCED = Table(
    "synced",
    "hồ sơ Cổng đã nhận",
    (
        Column("code", Type.DOSSIER, ("mã", *_CODE), required=True),
        Column("synced_at", Type.INSTANT, ("ngày đồng bộ", "thời điểm đồng bộ"), required=True),
    ),
    ("code",),
    Known.EVENT,
    "synced_at",
)

PETITIONS = Table(
    "petitions",
    "phản ánh, kiến nghị",
    (
        Column("code", Type.TEXT, ("mã", "mã pakn", "mã phản ánh"), required=True),
        Column("unit", Type.UNIT, _UNIT, required=True),
        Column("about", Type.CHOICE, ("về", "phân loại", "loại"),
               choices=(*_numbered("rules", "staff"), ("quy định", 0), ("cán bộ", 1))),
        Column("received_at", Type.INSTANT, ("ngày tiếp nhận", "ngày nhận", "ngày gửi", "NgayGui"), required=True),
        Column("forwarded_at", Type.INSTANT, ("ngày chuyển", "ngày chuyển tiếp")),
        Column(
            "outcome",
            Type.CHOICE,
            ("kết quả", "kết quả xử lý", "trạng thái"),
            choices=(
                *_numbered("open", "handled", "refused", "returned", "completion"),
                ("đang xử lý", 0), ("đã xử lý", 1), ("từ chối", 2), ("trả lại", 3), ("yêu cầu bổ sung", 4),
            ),
        ),
        Column("outcome_at", Type.INSTANT, ("ngày xử lý", "ngày có kết quả", "ngày trả lời")),
        Column("published_at", Type.INSTANT, ("ngày công khai",)),
        Column("likes", Type.COUNT, ("thích", "lượt thích", "hài lòng")),
        Column("dislikes", Type.COUNT, ("không thích", "lượt không thích", "không hài lòng")),
        Column("repeated", Type.FLAG, ("gửi lại", "lặp lại")),
    ),
    ("code",),
)  # fmt: skip

CERTIFICATIONS = Table(
    "certifications",
    "chứng thực bản sao điện tử",
    (
        Column("unit", Type.UNIT, _UNIT, required=True),
        Column("provides", Type.FLAG, ("cung cấp", "đã triển khai", "triển khai"), required=True),
        Column("copies", Type.COUNT, ("số bản sao", "bản sao", "số lượng")),
    ),
    ("unit",),
)

TOTALS = Table(
    "totals",
    "tổng số hồ sơ tiếp nhận theo hệ thống báo cáo quốc gia",
    (
        Column("unit", Type.UNIT, _UNIT, required=True),
        Column("period", Type.PERIOD, ("kỳ", "kỳ báo cáo"), required=True),
        Column("received", Type.COUNT, ("tiếp nhận", "số hồ sơ tiếp nhận", "tổng số"), required=True),
    ),
    ("unit", "period"),
)

# fmt: on
TABLES = {
    table.name: table
    for table in (UNITS, PROCEDURES, SERVICES, DOSSIERS, PROGRESS, SYNCED, PETITIONS, CERTIFICATIONS, TOTALS)
}
"""Every kind of fact by name, in the order in which a province loads them."""
