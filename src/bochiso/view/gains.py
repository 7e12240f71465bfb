"""What would win points back, as JSON, CSV and terminal tables: what `gain` prints."""

from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction

from bochiso.compare.gains.deeds_of import Kind
from bochiso.compare.gains.gain import Gain, IndicatorGain, Place
from bochiso.compare.gains.gain_list import Task
from bochiso.compare.gains.opportunities import Opportunity, Prospect, deeds_text
from bochiso.compare.search.shortest import Route
from bochiso.exact import Tie, exact_text, rounded
from bochiso.measure.deeds import SYNCHRONISE
from bochiso.measure.plan import HELD
from bochiso.view.console import Grid
from bochiso.view.explanations import effect_text
from bochiso.view.scores import Json, points_text
from bochiso.view.traces import ListColumn
from bochiso.wording import MISSING, decimal_text, integer_text, rank_text

PROSPECTS = {
    Prospect.NOW: "làm được ngay",
    Prospect.LATER: "làm được khi giải quyết xong",
    Prospect.NO_GAIN: "làm được, điểm tổng hợp không tăng",
    Prospect.NEW_DOSSIER: "cần hồ sơ mới",
    Prospect.NEVER: "không lấy lại được",
}

KINDS = {Kind.DOSSIER: "hồ sơ", Kind.PROCEDURE: "TTHC", Kind.PETITION: "PAKN", Kind.COMMUNE: "xã"}


def gain_json(gain: Gain, tasks: Iterable[Task]) -> Json:
    """The contract of `gain`: exact numbers in strings. `next` and `all` are unrounded points of the total.

    `tasks` is the route's list, one entry a thing to be done; empty without a target.
    """
    return {
        "unit": gain.unit.unit.code,
        "name": gain.unit.unit.name,
        "as_of": str(gain.snapshot.as_of),
        "edition": gain.edition.id,
        "period": str(gain.snapshot.period),
        "view": gain.snapshot.view,
        "total": points_text(gain.unit.total.value),
        "place": _place_json(gain.place),
        "unknown": list(gain.unknown),
        "given": [{"id": s.indicator.id, "points": points_text(s.points.value)} for s in gain.given],
        "indicators": [_indicator_json(each) for each in gain.indicators],
        "route": _route_json(gain, gain.route, tasks) if gain.route else None,
        "warnings": list(gain.warnings),
    }


def _place_json(place: Place | None) -> Json | None:
    return None if place is None else {"total": exact_text(place.total), "rank": place.rank, "among": place.among}


def _text(value: Fraction | None) -> str | None:
    return None if value is None else exact_text(value)


def _indicator_json(each: IndicatorGain) -> Json:
    indicator = each.scored.indicator
    return {
        "id": indicator.id,
        "title": indicator.title,
        "max": None if indicator.maximum is None else str(indicator.maximum),
        "points": points_text(each.scored.points.value),
        "lost": _text(each.lost),
        "winnable": _text(each.winnable),
        "awaiting": _text(each.awaiting),
        "opportunities": [opportunity_json(found) for found in each.opportunities],
    }


def opportunity_json(found: Opportunity) -> Json:
    """One of the `opportunities` of `gain_json`."""
    return {
        "deed": found.key or None,
        "title": found.title,
        "prospect": found.prospect.value,
        "number": found.number,
        "next": _text(found.next),
        "all": _text(found.all),
        "moves": list(found.moves),
    }


def _route_json(gain: Gain, route: Route, tasks: Iterable[Task]) -> Json:
    return {
        "target": exact_text(route.target),
        "reached": route.reached,
        "proven": gain.proven,
        "at_least": gain.at_least,
        "steps": route.steps,
        "before": exact_text(route.before),
        "after": exact_text(route.after),
        "gain": exact_text(route.gain),
        "place": _place_json(gain.reached),
        "takes": [{"deeds": list(gain.deeds.deeds[act.key]), "number": number} for act, number in route.takes],
        "tasks": [
            {"kind": t.kind.value, "code": t.code, "unit": t.unit, "procedure": t.procedure, "deeds": list(t.deeds)}
            for t in tasks
        ],
    }


def gain_grids(gain: Gain) -> list[Grid]:
    """What every indicator lost, what can be done about it, and the route to the target."""
    grids = [_lost_grid(gain), _deeds_grid(gain)]
    return grids + ([_route_grid(gain, gain.route)] if gain.route else [])


def _lost_grid(gain: Gain) -> Grid:
    rows = []
    for each in sorted(gain.indicators, key=lambda each: -(each.lost or Fraction(-1))):
        if each.lost is None or each.winnable is None or each.awaiting is None:
            continue
        indicator, points = each.scored.indicator, each.scored.points.value
        reached = f"{MISSING if points is None else decimal_text(points, 2)}/{indicator.maximum}"
        parts = (each.lost, each.winnable, each.awaiting, each.lost - each.winnable)
        rows.append((f"{indicator.id} {indicator.title}", reached, *map(_lost_text, parts)))
    notes = [f"{s.indicator.id} {s.indicator.title}: {_given(s.inherited_from)}" for s in gain.given]
    if gain.unknown:
        notes.append(f"Chưa có điểm của {', '.join(gain.unknown)}: chưa nạp dữ liệu, hoặc phiên bản chưa rõ cách tính.")
    total = MISSING if gain.unit.total.value is None else decimal_text(gain.unit.total.value, 2)
    place = f"; hạng {rank_text(gain.place.rank, gain.place.among)}" if gain.place else ""
    title = f"{gain.unit.unit.name}: điểm tổng hợp {total}/{gain.edition.maximum}{place}"
    heading = ("Chỉ số", "Điểm", "Còn thiếu", "Lấy lại được", "Trong đó cần hồ sơ mới", "Không lấy lại được")
    return Grid(title, heading, tuple(rows), note="\n".join(notes))


def _given(giver: str) -> str:
    return f"lấy theo {giver}" if giver else "đơn vị cấp này không được tính điểm"


def _lost_text(value: Fraction) -> str:
    return decimal_text(rounded(value, 2, Tie.UP), 2)


def _deeds_grid(gain: Gain) -> Grid:
    rows: list[tuple[str, ...]] = []
    above = None
    shown = list(own_opportunities(gain))
    for each, found in shown:
        name = "" if each is above else f"{each.scored.indicator.id} {each.scored.indicator.title}"
        rows.append((name, *_opportunity_cells(found)))
        above = each
    note = (
        "Điểm là điểm tổng hợp chưa làm tròn, tính mọi chỉ số mà việc đó động đến, đã kể ngưỡng; với việc cần hồ sơ "
        "mới chỉ tính riêng chỉ số đó. Đồng bộ chỉ nêu ở chỉ số đồng bộ; chỉ số đã đạt điểm tối đa không có trong bảng."
    )
    if any(found.prospect is Prospect.NO_GAIN for _, found in shown):
        note += (
            " Việc không làm tăng điểm tổng hợp, như đồng bộ hồ sơ đã quá hạn, vẫn phải làm nếu quy định yêu cầu: danh "
            "sách này chỉ nói về điểm."
        )
    heading = ("Chỉ số", "Việc", "Triển vọng", "Số lượng", "Việc tiếp theo được", "Làm hết được", "Động đến")
    return Grid("Việc cần làm", heading, tuple(rows), left=3, note=note)


def own_opportunities(gain: Gain) -> Iterator[tuple[IndicatorGain, Opportunity]]:
    """What tables show of each indicator: the deeds of its own, and once those that do not raise the total."""
    costly: set[str] = set()
    for each in gain.indicators:
        for found in each.opportunities:
            if not _of_its_own(each, found):
                continue
            if found.prospect is Prospect.NO_GAIN:
                if found.key in costly:
                    continue
                costly.add(found.key)
            yield each, found


def _of_its_own(each: IndicatorGain, found: Opportunity) -> bool:
    """Whether a deed is this indicator's: synchronising moves nearly all of them, and stands where it is the point."""
    counting = each.scored.indicator.counting
    return not found.key.startswith(SYNCHRONISE.key) or (counting is not None and counting.of == HELD)


def _opportunity_cells(found: Opportunity) -> tuple[str, ...]:
    points = (MISSING if value is None else effect_text(value) for value in (found.next, found.all))
    return found.title, PROSPECTS[found.prospect], integer_text(found.number), *points, ", ".join(found.moves)


def _route_grid(gain: Gain, route: Route) -> Grid:
    numbers: Counter[str] = Counter()
    moved: dict[str, dict[str, None]] = {}
    for act, number in route.takes:
        title = deeds_text(gain.deeds.deeds[act.key])
        numbers[title] += number
        moved.setdefault(title, {}).update(dict.fromkeys((*act.adds, *act.wins)))
    order = [each.id for each in gain.edition.indicators]
    rows = [
        (title, integer_text(number), ", ".join(sorted(moved[title], key=order.index)))
        for title, number in numbers.items()
    ]
    before, after, target = (decimal_text(rounded(v, 2, Tie.UP), 2) for v in (route.before, route.after, route.target))
    title = f"Mục tiêu {target} điểm: {integer_text(route.steps)} việc, {before} → {after} điểm"
    if route.before >= route.target:
        title = f"Mục tiêu {target} điểm: đã đạt, hiện được {before} điểm"
    elif not route.reached:
        missing = decimal_text(rounded(route.missing, 2, Tie.UP), 2)
        short = f"cao nhất {'' if gain.proven else 'tìm được '}{after}, còn thiếu {missing}"
        title = f"Mục tiêu {target} điểm: những việc làm được ngay chưa đủ; {short}"
    heading = ("Việc", "Số lượng", "Động đến")
    return Grid(title, heading, tuple(rows), note=" ".join(_route_notes(gain, route)))


def _route_notes(gain: Gain, route: Route) -> list[str]:
    notes = []
    if route.steps and gain.proven:
        notes.append("Không có danh sách nào ngắn hơn.")
    elif route.steps and gain.at_least is not None:
        least = integer_text(gain.at_least)
        notes.append(f"Danh sách ngắn nhất tìm được; không danh sách nào dưới {least} việc.")
    elif route.steps:
        notes.append("Danh sách ngắn nhất tìm được; chưa chứng minh được là ngắn nhất.")
    if gain.place and gain.reached:
        moved = rank_text(gain.place.rank, None), rank_text(gain.reached.rank, gain.reached.among)
        notes.append(f"Xếp hạng {moved[0]} → {moved[1]}, các đơn vị khác giữ nguyên.")
    return notes


TASKS = (
    ListColumn("Loại", 8),
    ListColumn("Mã", 30),
    ListColumn("Mã đơn vị", 14),
    ListColumn("Mã TTHC", 12),
    ListColumn("Việc cần làm", 70),
)
"""The columns of the route's list; `task_rows` gives the rows."""


def task_rows(tasks: Iterable[Task]) -> Iterator[tuple[str, ...]]:
    """The route's list, a row a thing."""
    for task in tasks:
        yield KINDS[task.kind], task.code, task.unit, task.procedure, task.text


def route_text(gain: Gain) -> str:
    """The sentence above the route's list; empty without a route."""
    return _route_grid(gain, gain.route).title if gain.route else ""
