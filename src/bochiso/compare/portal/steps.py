"""From the computed counts of one component to the published ones, step by step, each step a named cause."""

from collections.abc import Iterable

from bochiso.compare.counted import counts_of
from bochiso.compare.portal.causes import Cause, Explained, Path
from bochiso.compare.portal.ledger import FromLedger
from bochiso.index.model import Indicator, Share
from bochiso.measure.plan import HELD, SEEN
from bochiso.measure.seen import Place, Shift
from bochiso.measure.split import Counts
from bochiso.score.snapshot import Flag, NoData, NotApplicable
from bochiso.wording import integer_text

PROVISIONAL = ("TEMP_NATIONAL_REPORT_DENOMINATOR", "NO_NATIONAL_REPORT_DATA")
"""Flags by which the portal says that it had no national total, so that it took its own dossiers for all there are."""

_CATALOGUES = {
    "procedures": "danh mục TTHC của Cổng và của sổ",
    "services": "danh mục dịch vụ công của Cổng và của sổ",
    "petitions": "PAKN trên Cổng và trong sổ",
    "communes": "số liệu chứng thực bản sao điện tử của Cổng và của sổ",
}


def steps(
    indicator: Indicator, unit: str, computed: Counts, published: Counts, flags: Iterable[Flag], known: FromLedger
) -> list[Explained]:
    """The causes of a difference; where there is none, only what is worth knowing."""
    path = Path(computed, published)
    if computed != published:
        if (why := _arithmetic(path, indicator, unit, known)) is not None:
            path.end(Cause.NO_DATA, why)
            return path.steps
        path.steps = [each for each in path.steps if (each.numerator, each.denominator) != (0, 0)]
    of = indicator.counting.of if indicator.counting else ""
    if of not in (SEEN, HELD):
        path.end(Cause.CATALOGUE, f"{_CATALOGUES.get(of, '')} khác nhau; không tách được")
        return path.steps
    _unsynced(path, indicator, unit, known, tuple(flags))
    _stale(path, indicator, unit, known)
    path.end(Cause.UNEXPLAINED, "hồ sơ Cổng có mà sổ không có, hoặc nguyên nhân không thấy được từ sổ")
    return path.steps


def _arithmetic(path: Path, indicator: Indicator, unit: str, known: FromLedger) -> str | None:
    """What follows from the ledger alone: what was loaded since, the other instant, the other view.

    Answers why, where the ledger has no such figure at one of the moments.
    """
    ways = ((known.again, Cause.RELOADED), (known.then, Cause.TIME), (known.seen, Cause.UNSYNCED))
    for units, cause in ways:
        if unit not in units:
            return "đơn vị không có vào ngày của số liệu công bố"
        value = units[unit].indicator(indicator.id).value
        counts = counts_of(indicator, value)
        if counts is None:
            return value.reason if isinstance(value, NoData | NotApplicable) else ""
        dossiers = known.unsynced.get((unit, indicator.id)) if cause is Cause.UNSYNCED else None
        path.step(cause, counts, dossiers)
    return None


def _unsynced(path: Path, indicator: Indicator, unit: str, known: FromLedger, flags: tuple[Flag, ...]) -> None:
    """Dossiers that the portal has not: bridged already where the view did; else what they do to a total, or known."""
    number = known.unsynced.get((unit, indicator.id), 0)
    if _raised(indicator):
        _total(path, number, known.totals.get(unit, 0), flags)
    elif number and not any(each.cause is Cause.UNSYNCED for each in path.steps):
        path.tell(
            Cause.UNSYNCED,
            number,
            f"{integer_text(number)} hồ sơ sổ có mà Cổng chưa có; không nằm trong số liệu của cả hai bên"
            if known.portal_view
            else f"{integer_text(number)} hồ sơ sổ có mà Cổng chưa có",
        )


def _raised(indicator: Indicator) -> bool:
    return isinstance(indicator.counting, Share) and bool(indicator.counting.at_least)


def _total(path: Path, number: int, total: int, flags: tuple[Flag, ...]) -> None:
    """The denominator of synchronisation: all that is held, or reported; the portal's only what it has, or reported."""
    have = path.at.numerator
    flag = next((each for each in flags if each.code in PROVISIONAL), None)
    if flag and path.to.numerator == path.to.denominator:
        said = f"Cổng ghi cờ {flag.code}" + (f" «{flag.message.strip().rstrip('.')}»" if flag.message else "")
        note = (
            f"{said}: mẫu số tạm lấy bằng số hồ sơ Cổng có; {integer_text(number)} hồ sơ chưa đồng bộ không vào mẫu số"
        )
        if path.at.denominator != have:
            path.step(Cause.DEFINITION, Counts(have, have), number, note)
        else:
            path.tell(Cause.DEFINITION, number, note)
        return
    bare = Counts(have, max(total, have))
    if number and path.nearer(bare):
        path.step(Cause.UNSYNCED, bare, number, "Cổng chưa có nên không vào mẫu số")
    elif number:
        path.tell(Cause.UNSYNCED, number, f"{integer_text(number)} hồ sơ sổ có mà Cổng chưa có")


def _stale(path: Path, indicator: Indicator, unit: str, known: FromLedger) -> None:
    """Dossiers that the portal has as they were: taken for a cause only where that explains some of what is left."""
    shift = known.stale.get((unit, indicator.id))
    if shift is None:
        return
    counts = _shifted(path, indicator, shift, known, (unit, indicator.id))
    if path.nearer(counts):
        note = "thay đổi ghi nhận sau lần đồng bộ gần nhất, chưa gửi lại"
        path.step(Cause.STALE, counts, shift.dossiers, note)
        return
    path.tell(
        Cause.STALE,
        shift.dossiers,
        f"{integer_text(shift.dossiers)} hồ sơ có thay đổi ghi nhận sau lần đồng bộ gần nhất; số liệu công bố không "
        "cho thấy Cổng còn giữ trạng thái cũ, nên không tính là nguyên nhân",
    )


def _shifted(path: Path, indicator: Indicator, shift: Shift, known: FromLedger, place: Place) -> Counts:
    at = path.at
    if _raised(indicator):
        have = at.numerator + shift.numerator
        if at.denominator == at.numerator:
            return Counts(have, have)
        bridged = at.denominator == max(known.totals.get(place[0], 0), at.numerator)
        return Counts(have, max(known.totals.get(place[0], 0), have) if bridged else at.denominator)
    less = isinstance(indicator.counting, Share) and bool(indicator.counting.less)
    numerator = known.uncut.get(place, at.numerator) + shift.numerator
    return Counts(max(0, numerator) if less else numerator, at.denominator + shift.denominator)
