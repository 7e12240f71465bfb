"""Which two snapshots may be set side by side, and at which moments the ledger is asked for it."""

from dataclasses import dataclass

from bochiso.errors import BochisoError, Problem
from bochiso.facts.schema import DOSSIERS
from bochiso.index.load import edition_named
from bochiso.index.model import Edition
from bochiso.measure.compute import Source, moment_at
from bochiso.measure.terms import Moment
from bochiso.score.snapshot import Snapshot
from bochiso.time import Period, second_of
from bochiso.wording import instant_text, period_text


@dataclass(frozen=True)
class Pair:
    """Both snapshots, and the moments: the computed one's again, the published one's in its view, and the portal's."""

    published: Snapshot
    computed: Snapshot
    edition: Edition
    root: str
    again: Moment
    then: Moment
    seen: Moment

    @property
    def same_instant(self) -> bool:
        return self.again.at == self.then.at


def pair_of(source: Source, published: Snapshot, computed: Snapshot) -> Pair:
    """The two, ready to be reconciled. Raises `BochisoError` with everything that stands against it."""
    problems = [*_kinds(published, computed), *_alike(published, computed), *_instant(source, published, computed)]
    if problems:
        raise BochisoError(problems)
    kind = published.period.kind
    return Pair(
        published,
        computed,
        edition_named(published.edition),
        source.root,
        moment_at(computed.as_of, kind, computed.view),
        moment_at(published.as_of, kind, computed.view),
        moment_at(published.as_of, kind, "portal"),
    )


def _named(snapshot: Snapshot) -> str:
    return f"bản chụp {snapshot.id} ({instant_text(snapshot.as_of)})"


def _kinds(published: Snapshot, computed: Snapshot) -> list[Problem]:
    found = []
    if published.computed:
        found.append(
            Problem(
                _named(published),
                "là số liệu tính từ hồ sơ, không phải số liệu công bố",
                "đối chiếu đặt số liệu Cổng công bố cạnh số liệu tính từ sổ hồ sơ",
                "đổi chỗ hai bản chụp, hoặc so hai bản tính bằng bochiso compare",
            )
        )
    if not computed.computed:
        found.append(
            Problem(
                _named(computed),
                "là số liệu đã công bố, không tính từ hồ sơ",
                "không có hồ sơ đứng sau thì không tách được nguyên nhân",
                f"chạy bochiso compute --at {published.as_of}, rồi dùng mã bản chụp được in ra",
            )
        )
    return found


def _alike(published: Snapshot, computed: Snapshot) -> list[Problem]:
    where = f"{_named(published)} và {_named(computed)}"
    found = []
    if published.edition != computed.edition:
        found.append(
            Problem(
                where,
                f"theo hai phiên bản bộ chỉ số: {published.edition} và {computed.edition}",
                "hai phiên bản đếm và tính điểm khác nhau",
                f"chạy bochiso compute --at {published.as_of} --edition {published.edition}",
            )
        )
    if published.period.kind is not computed.period.kind:
        found.append(
            Problem(
                where,
                f"của hai loại kỳ: {period_text(published.period)} và {period_text(computed.period)}",
                "số đếm của năm, quý và tháng không đặt cạnh nhau được",
                f"chạy bochiso compute --at {published.as_of} --period {published.period.kind.value}",
            )
        )
    elif published.period != Period.containing(published.period.kind, published.as_of.day):
        found.append(
            Problem(
                _named(published),
                f"là số liệu của {period_text(published.period)} nhưng thời điểm nằm ngoài kỳ",
                "số liệu tính từ hồ sơ là của kỳ chứa thời điểm",
                "nhập lại với --at là một thời điểm trong kỳ",
            )
        )
    return found


def _instant(source: Source, published: Snapshot, computed: Snapshot) -> list[Problem]:
    if source.held.has(DOSSIERS, second_of(published.as_of)):
        return []
    return [
        Problem(
            _named(published),
            "sổ chưa ghi nhận hồ sơ nào vào lúc này",
            f"muốn tách nguyên nhân phải tính lại ở thời điểm công bố, khác {instant_text(computed.as_of)}"
            if second_of(published.as_of) != second_of(computed.as_of)
            else "không có hồ sơ thì không tách được nguyên nhân",
            "nạp hồ sơ đã biết vào lúc đó với --recorded-at, hoặc chọn bản công bố muộn hơn",
        )
    ]
