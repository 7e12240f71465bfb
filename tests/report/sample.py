"""A hand-made document that holds every kind of cell and block, and every text that a format might mistake."""

from dataclasses import replace
from decimal import Decimal as D

from bochiso.compare.checks.findings import Finding, Severity
from bochiso.report.charts import AxisPoint, RankedUnit, axes_chart, ranking_chart
from bochiso.report.document import (
    Align,
    Annex,
    Blank,
    Block,
    Change,
    Column,
    Document,
    Fraction,
    Letter,
    Letterhead,
    Missing,
    Number,
    Paragraph,
    ParagraphKind,
    Row,
    RowKind,
    Signature,
    Span,
    Table,
    Text,
)

BEFORE, AFTER = "31/7/2023", "31/8/2023"
LONG_NAME = "Ban Quản lý các Khu công nghiệp tỉnh Thái Nguyên và các đơn vị trực thuộc có thu"
HOSTILE = (
    '=HYPERLINK("https://example.org","x")',
    "+1+1",
    "@SUM(A1)",
    "-2",
    "<script>alert(1)</script> & </td>",
    "#panic() #set text(red)",
    "$x^2$ *đậm* _nghiêng_ `mã`",
    "[a] {b} \\u{41} \\ ~ 'x' \"y\" // z /* w */",
    "= Không là đề mục",
    "{{ 7*7 }} {% raw %}",
    "https://example.org/?a=1&b=2",
    "ba\x0bnul\x00 xuống\ndòng",
)


def axes() -> list[AxisPoint]:
    """The six axes of Thái Nguyên, one of them without its earlier figure."""
    return [
        AxisPoint("Công khai, minh bạch", D(18), D("15.1"), D("14.6"), "15,1/18", "14,6/18"),
        AxisPoint("Tiến độ giải quyết", D(20), D("18.5"), D("18.6"), "18,5/20", "18,6/20"),
        AxisPoint("Dịch vụ công trực tuyến", D(12), D("7.1"), D("7.1"), "7,1/12", "7,1/12"),
        AxisPoint("Thanh toán trực tuyến", D(10), D("4.9"), D("5.3"), "4,9/10", "5,3/10"),
        AxisPoint("Mức độ hài lòng trong giải quyết thủ tục hành chính", D(18), None, D(18), "–", "18/18"),
        AxisPoint("Số hóa hồ sơ, kết quả giải quyết", D(22), D("11.5"), D("12.1"), "11,5/22", "12,1/22"),
    ]


def units(count: int) -> list[RankedUnit]:
    """`count` units with figures that scatter, some of them missing."""
    names = ("Sở Nông nghiệp và Phát triển nông thôn", "Sở Tư pháp", "Thanh tra tỉnh", "UBND huyện Đại Từ", LONG_NAME)
    return [
        RankedUnit(
            f"{names[i % 5]} {i}",
            None if i % 7 == 3 else D(i * 37 % 101),
            None if i % 11 == 5 else D(i * 53 % 101),
            "–" if i % 11 == 5 else f"{i * 53 % 101},00",
        )
        for i in range(count)
    ]


def summary() -> Table:
    """A table with grouped columns, headings within, and every kind of cell; wider than a portrait page."""
    columns = (
        Column("Số TT", D(14), Align.CENTER),
        Column("Nội dung", D(88), Align.LEFT),
        Column("Số liệu", D(32), Align.RIGHT, BEFORE),
        Column("Tỷ lệ (%)", D(22), Align.RIGHT, BEFORE),
        Column("Số liệu", D(32), Align.RIGHT, AFTER),
        Column("Tỷ lệ (%)", D(22), Align.RIGHT, AFTER),
        Column("Tăng (+)/Giảm (-)", D(40), Align.RIGHT),
    )
    none = Missing("Cổng Dịch vụ công quốc gia không công bố số liệu này.")
    procedures = Fraction(Number(D(1773), 0), Number(D(1773), 0))
    fewer = Fraction(Number(D(1746), 0), Number(D(1746), 0))
    score, later = (Fraction(Number(D(text), 2), Number(D(18), 0)) for text in ("15.10", "14.60"))
    heading = (Text("I"), Text("Công khai, minh bạch"), Blank(), Blank(), Blank(), Blank(), Blank())
    body = [
        Row(heading, RowKind.HEADING),
        Row(
            (
                Text("1.1"),
                Text("Số TTHC công khai trên Cổng DVC quốc gia/tổng số TTHC"),
                procedures,
                _rate("100"),
                fewer,
                _rate("100"),
                Change(D(0), 2),
            )
        ),
        Row(
            (
                Text("a)"),
                Text("Hồ sơ đã đồng bộ"),
                _count(378113),
                _rate("90.19"),
                _count(422402),
                _rate("94.97"),
                Change(D(44289), 0, "hồ sơ", good=True),
            )
        ),
        Row(
            (
                Text("b)"),
                Text("Hồ sơ chưa đồng bộ"),
                _count(41141),
                _rate("9.81"),
                _count(22370),
                _rate("5.03"),
                Change(D("-4.78"), 2, "điểm %", good=True),
            )
        ),
        Row((Text("1.3"), Text("Hồ sơ không có số liệu"), none, none, _count(0), _rate("0"), none)),
        Row(
            (
                Text("1.4"),
                Text("Điểm trục", bold=True),
                score,
                Blank(),
                later,
                Blank(),
                Change(D("-0.5"), 2, good=False),
            )
        ),
    ]
    body += [
        Row(
            (
                Text(str(i)),
                Text(text),
                _count(i),
                _rate("0.005"),
                _count(1000 * i),
                _rate("99.995"),
                Change(D("0.004"), 2),
            )
        )
        for i, text in enumerate(HOSTILE, 1)
    ]
    body.append(
        Row(
            (Blank(), Text("TỔNG SỐ"), _count(419254), _rate("100"), _count(444772), _rate("100"), Change(D(25518), 0)),
            RowKind.TOTAL,
        )
    )
    return Table(
        "tong-hop",
        columns,
        tuple(body),
        "Bảng 1. Tổng hợp",
        ("“–”: Cổng Dịch vụ công quốc gia không công bố số liệu này.", *HOSTILE[:2]),
    )


def ranking(count: int = 60) -> Table:
    """A long portrait table that runs over pages."""
    columns = (
        Column("Số TT", D(14), Align.CENTER),
        Column("Đơn vị", D(71), Align.LEFT),
        Column(f"Tỷ lệ (%) {BEFORE}", D(26), Align.RIGHT),
        Column(f"Tỷ lệ (%) {AFTER}", D(26), Align.RIGHT),
        Column("Tăng (+)/Giảm (-), điểm %", D(28), Align.RIGHT),
    )
    rows = tuple(
        Row((Text(str(i)), Text(unit.name), _maybe(unit.before), _maybe(unit.after), _difference(unit)))
        for i, unit in enumerate(units(count), 1)
    )
    return Table("xep-hang", columns, rows, notes=("Xếp theo số liệu ngày 31/8/2023.",))


def sample() -> Document:
    """The whole document: a letter with a chart and a small table, a landscape annex and a portrait one."""
    small = Table(
        "diem",
        (
            Column("Trục", D(80), Align.LEFT),
            Column(BEFORE, D(25), Align.RIGHT),
            Column(AFTER, D(25), Align.RIGHT),
            Column("Tăng/giảm (điểm)", D(35), Align.RIGHT),
        ),
        tuple(
            Row(
                (
                    Text(axis.title),
                    _maybe(axis.before),
                    _maybe(axis.after),
                    Missing("Không so sánh được.")
                    if axis.before is None or axis.after is None
                    else Change(axis.after - axis.before, 2, good=axis.after > axis.before),
                )
            )
            for axis in axes()
        ),
        "Bảng 1. Điểm các trục",
    )
    blocks: tuple[Block, ...] = (
        _paragraph(
            "Thực hiện Quyết định số 766/QĐ-TTg ngày 23/6/2022 của Thủ tướng Chính phủ phê duyệt Bộ chỉ số chỉ đạo, điều hành và đánh giá chất lượng phục vụ người dân, doanh nghiệp trong thực hiện thủ tục hành chính, dịch vụ công theo thời gian thực trên môi trường điện tử, Sở Nội vụ báo cáo như sau:"
        ),
        Paragraph((Span("1. Điểm các trục"),), ParagraphKind.HEADING),
        Paragraph(
            (
                Span("1.1. Điểm số trục nội dung Công khai, minh bạch đạt "),
                Span("14,6/18 điểm, giảm 0,5 điểm so với ngày 31/7/2023 (15,1 điểm)", bold=True),
                Span(", xem "),
                Span("Phụ lục I", italic=True),
                Span("."),
            )
        ),
        small,
        axes_chart("truc", f"Biểu đồ 1. Điểm các trục tại ngày {BEFORE} và {AFTER}", axes(), BEFORE, AFTER),
        *(_paragraph(text) for text in HOSTILE),
        _paragraph("Sở Nội vụ báo cáo Chủ tịch UBND tỉnh xem xét, chỉ đạo./."),
    )
    head = Letterhead(
        "UBND TỈNH THÁI NGUYÊN",
        "SỞ NỘI VỤ",
        "Số: 2062/SNV-CCHC",
        "Thái Nguyên, ngày 05 tháng 9 năm 2023",
        "V/v báo cáo số liệu trên Cổng Dịch vụ công Quốc gia",
        ("Các sở, ban, ngành thuộc tỉnh", "UBND các huyện, thành phố"),
    )
    signature = Signature(
        ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"),
        "Nguyễn Thị Ánh Tuyết",
        ("Như trên", "Chủ tịch và các PCT UBND tỉnh", "Lãnh đạo VP UBND tỉnh", "Lưu: VT, CCHC"),
    )
    reference = "(Kèm theo Công văn số 2062/SNV-CCHC ngày 05 tháng 9 năm 2023 của Sở Nội vụ)"
    chart = ranking_chart(
        "xep-hang-bd", "Biểu đồ 2. Tỷ lệ của các đơn vị", units(60), BEFORE, AFTER, "Tỷ lệ (%)", D(100)
    )
    return Document(
        "bao-cao-mau",
        "Báo cáo kết quả Bộ chỉ số 766, tháng 8 năm 2023",
        Letter(head, blocks, signature),
        (
            Annex(
                "Phụ lục I",
                "TỔNG HỢP SỐ LIỆU TRÊN CỔNG DỊCH VỤ CÔNG QUỐC GIA CỦA TỈNH THÁI NGUYÊN",
                reference,
                (summary(),),
            ),
            Annex("Phụ lục II", "XẾP HẠNG CÁC ĐƠN VỊ", reference, (ranking(), chart)),
        ),
        (
            Finding(
                "R01",
                Severity.ERROR,
                "Trục 1 giảm mà chỉ số thành phần không giảm",
                "15,1 → 14,6; 90,19 → 94,97",
                "Điểm trục là tổng điểm các chỉ số thành phần (Quyết định 766/QĐ-TTg)",
                "Hỏi Cục Kiểm soát TTHC: chỉ số nào của trục 1 giảm điểm",
            ),
            Finding("R02", Severity.NOTE, HOSTILE[4], HOSTILE[0], HOSTILE[5], HOSTILE[7]),
        ),
        (
            "Số liệu: Cổng Dịch vụ công quốc gia, 16 giờ 30 phút ngày 31/8/2023.",
            "Quy tắc: Quyết định số 766/QĐ-TTg, https://dichvucong.gov.vn.",
        ),
    )


def one_addressee() -> Document:
    """As `sample`, to one recipient, from an office with a long name."""
    document = sample()
    head = replace(
        document.letter.head,
        governing_body="",
        issuing_body="SỞ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN",
        addressees=("Đồng chí Chủ tịch UBND tỉnh Thái Nguyên",),
    )
    return replace(document, letter=replace(document.letter, head=head), annexes=())


def _paragraph(text: str) -> Paragraph:
    return Paragraph((Span(text),))


def _count(value: int) -> Number:
    return Number(D(value), 0)


def _rate(text: str) -> Number:
    return Number(D(text), 2)


def _maybe(value: D | None) -> Number | Missing:
    return Missing("Đơn vị không phát sinh hồ sơ.") if value is None else Number(value, 2)


def _difference(unit: RankedUnit) -> Change | Missing:
    if unit.before is None or unit.after is None:
        return Missing("Không so sánh được.")
    return Change(unit.after - unit.before, 2, good=unit.after > unit.before)
