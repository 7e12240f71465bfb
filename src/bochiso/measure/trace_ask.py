"""What is asked for when a figure is traced: which indicator, whose, when; refused in words where there is no such."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from bochiso.errors import BochisoError, fail
from bochiso.index.model import Counting, Edition, Indicator, Show, Tally
from bochiso.measure.compute import Known, Source
from bochiso.measure.deciding import Which
from bochiso.measure.figures import has_own, missing_facts
from bochiso.measure.terms import Moment
from bochiso.units.tree import Unit
from bochiso.wording import short_date


@dataclass(frozen=True)
class Request:
    """What is to be listed, of which figure."""

    edition: Edition
    indicator: Indicator
    unit: Unit
    moment: Moment
    which: Which


def place_of(edition: Edition, name: str) -> tuple[Indicator, Which]:
    """The indicator of this name (id, portal code, printed row), and what its row prints: what counts, or the rest.

    Raises `BochisoError`, with the nearest names, for any other name, and for an indicator that no facts tell.
    """
    place = edition.place(name)
    indicator = edition.indicator(place.item) if place else None
    if place is None or indicator is None:
        raise _unknown(edition, name, known=place is not None)
    if indicator.counting is None:
        raise fail(
            f"chỉ số {indicator.id} ({indicator.title})",
            "không tính được từ hồ sơ, danh mục hay PAKN",
            why="không loại dữ liệu nào mà bochiso nhận cho biết số này, nên không có gì để liệt kê",
            remedy="chọn chỉ số khác",
        )
    return indicator, Which.MISSING if place.show is Show.REST else Which.COUNTED


def unit_of(source: Source, day: date, text: str) -> Unit:
    """The unit of the tree of that day, by code or name; the root for an empty text. Raises `BochisoError`."""
    unit = source.registry.resolve(text or source.root, day, within=source.root)
    if unit and source.root in source.registry.chain(unit.code, day):
        return unit
    near = [
        *source.registry.chain(text, day)[:1],
        *(each.code for each in source.registry.nearest(text, day, source.root)),
    ]
    names = (source.registry.by_code(code, day) for code in dict.fromkeys(near))
    asked = "; ".join(f"{each.name} ({each.code})" for each in names if each)
    raise fail(
        f"--unit {text}",
        f"không có đơn vị này dưới {source.root} vào ngày {short_date(day)}",
        why="đơn vị được tính theo cây đơn vị của ngày đó",
        remedy=f"có phải: {asked}?" if asked else "ghi mã đơn vị, ví dụ H55.12",
    )


def counting_of(request: Request) -> Counting:
    """What the indicator counts. Raises `BochisoError` where a tally is asked for what only a share has."""
    counting = request.indicator.counting
    assert counting is not None, "place_of refuses an indicator that cannot be counted"
    if isinstance(counting, Tally) and request.which is Which.MISSING:
        raise fail(
            f"chỉ số {request.indicator.id} ({request.indicator.title})",
            "là một số đếm, không có mẫu số",
            why="không có gì thuộc mẫu số mà không thuộc tử số",
            remedy="dùng --which counted hoặc --which excluded",
        )
    return counting


def check(source: Source, request: Request, known: Known) -> None:
    """Raise `BochisoError` where the unit has no such figure of its own, or nothing to count it was loaded."""
    indicator, unit = request.indicator, request.unit
    if not has_own(indicator, unit.kind):
        raise _not_own(request, known)
    if missing := missing_facts(counting_of(request), source.held, request.moment.known):
        raise fail(
            f"chỉ số {indicator.id}, thời điểm {request.moment.instant}",
            f"chưa biết {missing.title} nào đến thời điểm này",
            why="chưa có dữ liệu không phải là bằng 0",
            remedy=f"chạy bochiso load {missing.name} TỆP; nếu đã biết từ trước, thêm --recorded-at",
        )


def _not_own(request: Request, known: Known) -> BochisoError:
    indicator, unit = request.indicator, request.unit
    where = f"chỉ số {indicator.id} của {unit.name} ({unit.code})"
    if unit.kind in indicator.inherits:
        above = (known.tree.units[code] for code in known.tree.chain(unit.code)[1:])
        giver = next((each for each in above if has_own(indicator, each.kind)), None)
        return fail(
            where,
            "không có số liệu riêng" + (f": lấy theo {giver.name} ({giver.code})" if giver else ""),
            why="phiên bản bộ chỉ số quy định đơn vị loại này lấy số liệu của cấp trên",
            remedy=f"chạy lại với --unit {giver.code}" if giver else "chọn đơn vị cấp trên",
        )
    given_up = unit.kind in indicator.forfeits
    return fail(
        where,
        "không được đo, tính 0 điểm" if given_up else "không áp dụng cho đơn vị loại này",
        why="phiên bản bộ chỉ số không tính chỉ số này cho đơn vị loại này",
        remedy="chọn đơn vị hoặc chỉ số khác",
    )


def _unknown(edition: Edition, name: str, *, known: bool) -> BochisoError:
    counted = [each for each in edition.indicators if each.counting is not None]
    names: Mapping[str, str] = {
        text.casefold(): each.id for each in counted for text in (each.id, each.portal_code, each.title) if text
    }
    near = dict.fromkeys(names[text] for text in get_close_matches(name.casefold(), names, n=5, cutoff=0.5))
    shown = [f"{each} {found.title}" for each in near if (found := edition.indicator(each))]
    remedy = (
        f"có phải: {'; '.join(shown)}?" if shown and not known else f"một trong: {', '.join(e.id for e in counted)}"
    )
    return fail(
        f"chỉ số «{name}»",
        "là trục, nhóm hoặc tổng, không phải chỉ số" if known else f"không có trong phiên bản {edition.id}",
        why="chỉ từng chỉ số mới đếm hồ sơ, TTHC, DVC, PAKN hay xã",
        remedy=remedy,
    )
