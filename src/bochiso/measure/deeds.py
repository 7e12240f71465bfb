"""What can still be done about one dossier, procedure, petition or commune, and which words it makes true.

Which deeds there are, and when each is still an honest one, is ours (docs/explanation/gain.md): a file can be attached
and a state sent at any time, data can be reused only while a dossier is being handled; what is late stays late.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bochiso.facts.schema import PROCEDURES
from bochiso.measure.catalogue import Procedure
from bochiso.measure.petitions import HANDLED, OPEN, Petition
from bochiso.measure.terms import Moment
from bochiso.time import DAY_SECONDS

UNPAID = "unpaid"
"""Beside the words of dossiers: a fee is due and nothing was paid yet."""

_FULL = PROCEDURES.column("online").number("full")


class When(StrEnum):
    """In which state of a dossier a deed can be done."""

    ALWAYS = "always"
    OPEN = "open"
    ENDED = "ended"
    UNPAID = "unpaid"


@dataclass(frozen=True)
class DossierDeed:
    """`sets` are the words that it makes true. `waits`: what cannot be done yet can be once the dossier has ended."""

    key: str
    title: str
    sets: frozenset[str]
    when: When
    waits: bool = False

    def possible(self, words: frozenset[str]) -> bool:
        """Whether it can be done now for a dossier of which these words hold, and changes any."""
        if self.sets <= words:
            return False
        match self.when:
            case When.ALWAYS:
                return True
            case When.OPEN:
                return "open" in words
            case When.ENDED:
                return "open" not in words
            case When.UNPAID:
                return "open" in words and UNPAID in words

    def later(self, words: frozenset[str]) -> bool:
        """Whether it can be done once the dossier has ended, though not now."""
        return self.waits and not self.sets <= words and "open" in words


SYNCHRONISE = DossierDeed("synchronise", "đồng bộ hồ sơ lên Cổng", frozenset({"synchronised"}), When.ALWAYS)

DOSSIER_DEEDS = (
    SYNCHRONISE,
    DossierDeed(
        "attach_result",
        "đính kèm tệp kết quả điện tử",
        frozenset({"result_file", "electronic_where_paper_required"}),
        When.ENDED,
        waits=True,
    ),
    DossierDeed("digitise", "số hóa thành phần hồ sơ", frozenset({"component_file"}), When.ALWAYS),
    DossierDeed("to_store", "trả kết quả về kho dữ liệu của người dân", frozenset({"from_store"}), When.ENDED, True),
    DossierDeed("reuse", "khai thác, dùng lại dữ liệu đã số hóa", frozenset({"reused"}), When.OPEN),
    DossierDeed("population", "tra cứu, dùng dữ liệu dân cư", frozenset({"population_data"}), When.OPEN),
    DossierDeed("pay_online", "thanh toán trực tuyến khoản chưa nộp", frozenset({"paid_online"}), When.UNPAID),
)


@dataclass(frozen=True)
class ProcedureDeed:
    """`done` gives the rows of one procedure as they would be; the same rows where there is nothing to do."""

    key: str
    title: str
    done: Callable[[Sequence[Procedure], Moment], tuple[Procedure, ...]]


def _published(rows: Sequence[Procedure], moment: Moment) -> tuple[Procedure, ...]:
    today = moment.at // DAY_SECONDS
    told = (row.published_on is not None and row.published_on <= today for row in rows)
    return tuple(row if is_told else replace(row, published_on=today) for row, is_told in zip(rows, told, strict=True))


def _completed(rows: Sequence[Procedure], _moment: Moment) -> tuple[Procedure, ...]:
    return tuple(replace(row, complete=True) for row in rows)


def _offered(rows: Sequence[Procedure], _moment: Moment) -> tuple[Procedure, ...]:
    return tuple(row if row.online else replace(row, online=_FULL) for row in rows)


PROCEDURE_DEEDS = (
    (
        ProcedureDeed("publish", "công khai TTHC trên Cơ sở dữ liệu quốc gia", _published),
        ProcedureDeed("complete", "bổ sung đủ bảy bộ phận của TTHC", _completed),
    ),
    (ProcedureDeed("offer_online", "cung cấp TTHC trực tuyến", _offered),),
)
"""Those that meet in an indicator stand together: what is complete counts only once it is published."""

ANSWER = "answer"
ANSWER_TITLE = "xử lý PAKN còn trong hạn"
PROVIDE = "provide_copies"
PROVIDE_TITLE = "cung cấp chứng thực bản sao điện tử"
NEW_DOSSIER_TITLE = "phát sinh hồ sơ đầu tiên"


def answered(petition: Petition, moment: Moment) -> Petition:
    """The petition as it would be, were it handled at the moment; itself where it is not open."""
    if petition.outcome not in (None, OPEN):
        return petition
    return replace(petition, outcome=HANDLED, outcome_at=moment.at)
