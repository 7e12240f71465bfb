"""The vocabulary of dossiers: each word of the editions bound once to an expression over the canonical columns.

Rules: the portal's technical note «Mô tả công thức tính chỉ số 766», as far as it is known; what each standing is, the
editions say. Every word has what is said of a dossier for which it holds, and for which it does not.
"""

from dataclasses import dataclass

from bochiso.facts.schema import DOSSIERS
from bochiso.measure.terms import NEVER, AllOf, AnyOf, Flag, InPeriod, Not, OfProcedure, Since, Span, Term

_ZERO_FEE = DOSSIERS.column("fee").number("zero")
_FEE_DUE = DOSSIERS.column("fee").number("due")
ONLINE = DOSSIERS.column("channel").number("2")
ASKED_TO_COMPLETE = DOSSIERS.column("status").number("5")

SEVERAL_REQUESTS = "COALESCE(supplement_requests > 1, FALSE)"
LATEST_END = "due_at + COALESCE(supplement_seconds, 0)"
"""The time the applicant took is taken off the end; put on the due instant it says the same and stays one number."""

ASKED = f"CASE WHEN status = {ASKED_TO_COMPLETE} THEN supplement_requested_at END"
"""The one open request for completion, which stands for the end as long as there is none."""


@dataclass(frozen=True)
class Word:
    """`yes` and `no` complete the sentence «hồ sơ …»."""

    term: Term
    yes: str
    no: str


RECEIVED = Word(InPeriod("received_at"), "tiếp nhận trong kỳ", "không tiếp nhận trong kỳ, tính đến thời điểm này")
SYNCHRONISED = Word(Since("synced_at"), "đã đồng bộ lên Cổng", "chưa đồng bộ lên Cổng")
ON_TIME = Word(
    # On time from reception until the due instant, or for good once it ended in time; while it waits for an applicant
    # who was asked in time, until it ends. With several requests for completion nothing but the end itself counts.
    Span(
        f"CASE WHEN {SEVERAL_REQUESTS} THEN COALESCE(ended_at, {NEVER}) ELSE received_at END",
        f"CASE WHEN ended_at <= {LATEST_END} THEN {NEVER} "
        f"WHEN {ASKED} <= {LATEST_END} THEN COALESCE(ended_at, {NEVER}) ELSE {LATEST_END} + 1 END",
    ),
    "đúng hạn",
    "quá hạn",
)
FILED_ONLINE = Word(Flag(f"channel = {ONLINE}"), "nộp trực tuyến", "không nộp trực tuyến")
RESULT_FILE = Word(Flag("result_file"), "có tệp kết quả điện tử", "chưa có tệp kết quả điện tử")
PAPER_RESULT = Word(
    OfProcedure("paper_result"), "thuộc TTHC phải trả kết quả giấy", "thuộc TTHC không phải trả kết quả giấy"
)
PAID_ONLINE = Word(
    Since("CASE WHEN payment IN (1, 2) THEN COALESCE(paid_at, received_at) END"),
    "đã thanh toán trực tuyến",
    "chưa thanh toán trực tuyến",
)
POPULATION_DATA = Word(Flag("population_data"), "có dùng dữ liệu dân cư", "chưa dùng dữ liệu dân cư")

DOSSIER_WORDS = {
    "received": RECEIVED,
    "synchronised": SYNCHRONISED,
    "on_time": ON_TIME,
    "overdue": Word(Not(ON_TIME.term), "quá hạn", "không quá hạn"),
    "open": Word(Not(Since("ended_at")), "chưa giải quyết xong", "đã giải quyết xong"),
    "filed_online": FILED_ONLINE,
    "electronic_where_paper_required": Word(
        AnyOf((Not(PAPER_RESULT.term), RESULT_FILE.term)),
        "có tệp kết quả điện tử, hoặc không phải trả kết quả giấy",
        "thuộc TTHC phải trả kết quả giấy mà chưa có tệp kết quả điện tử",
    ),
    "paper_result_required": PAPER_RESULT,
    "result_file": RESULT_FILE,
    "component_file": Word(Flag("component_file"), "có tệp ở thành phần hồ sơ", "không có tệp nào ở thành phần hồ sơ"),
    "fee_procedure": Word(
        OfProcedure("has_fee"), "thuộc TTHC có nghĩa vụ tài chính", "thuộc TTHC không có nghĩa vụ tài chính"
    ),
    "fee_not_zero": Word(
        Flag(f"COALESCE(fee, -1) <> {_ZERO_FEE}"), "có khoản phải nộp", "mọi khoản phải nộp đều bằng 0"
    ),
    "fee_due": Word(Flag(f"fee = {_FEE_DUE}"), "có khoản phải nộp khác 0", "không có khoản phải nộp khác 0"),
    "paid_online": PAID_ONLINE,
    "reused": Word(Flag("reused"), "có dùng lại dữ liệu số hóa", "không dùng lại dữ liệu số hóa"),
    "from_store": Word(
        Flag("from_store"), "có lấy từ kho hoặc trả về kho dữ liệu", "không lấy từ kho, không trả về kho dữ liệu"
    ),
    "population_data": POPULATION_DATA,
    "complained": Word(
        Flag("complained"), "có phản ánh hoặc không hài lòng", "không có phản ánh, không bị đánh giá không hài lòng"
    ),
}
"""The words of dossiers, by the name under which editions use them."""

HAVING = {
    "with_fee_dossier": ("received", "fee_due"),
    "with_online_payment": ("received", "paid_online"),
    "with_population_data": ("received", "population_data"),
    "with_online_dossier": ("received", "filed_online"),
}
"""Words of procedures and services that hold where at least one dossier of theirs is all of these."""


def all_of(words: tuple[str, ...]) -> Term:
    """The conjunction of words of dossiers."""
    return AllOf(tuple(DOSSIER_WORDS[word].term for word in words))
