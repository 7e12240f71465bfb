"""What would win points back, as JSON, CSV and terminal tables: what `gain` prints."""

import csv
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from typing import TextIO

from bochiso.compare.deeds_of import TITLES
from bochiso.compare.gain import Gain, IndicatorGain, Place
from bochiso.compare.gain_list import Task
from bochiso.compare.opportunities import Opportunity, Prospect
from bochiso.compare.shortest import Route
from bochiso.exact import Tie, exact_text, rounded
from bochiso.view.console import Grid
from bochiso.view.explanations import effect_text
from bochiso.view.scores import Json, points_text
from bochiso.wording import MISSING, decimal_text, integer_text, rank_text

PROSPECTS = {
    Prospect.NOW: "làm được ngay",
    Prospect.LATER: "làm được khi giải quyết xong",
    Prospect.NEW_DOSSIER: "cần hồ sơ mới",
    Prospect.NEVER: "không lấy lại được",
}


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
        "opportunities": [_opportunity_json(found) for found in each.opportunities],
    }


def _opportunity_json(found: Opportunity) -> Json:
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
        "proven": route.proven and not gain.deeds.simplified,
        "at_least": route.at_least,
        "steps": route.steps,
        "before": exact_text(route.before),
        "after": exact_text(route.after),
        "gain": exact_text(route.gain),
        "place": _place_json(gain.reached),
        "takes": [{"deeds": list(gain.deeds.deeds[act.key]), "number": number} for act, number in route.takes],
        "tasks": [
            {"kind": t.kind, "code": t.code, "unit": t.unit, "procedure": t.procedure, "deeds": list(t.deeds)}
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
        if each.lost is None or each.winnable is None:
            continue
        indicator, points = each.scored.indicator, each.scored.points.value
        reached = f"{MISSING if points is None else decimal_text(points, 2)}/{indicator.maximum}"
        gone = each.lost - each.winnable
        rows.append((f"{indicator.id} {indicator.title}", reached, *map(_lost_text, (each.lost, each.winnable, gone))))
    notes = [f"{s.indicator.id} {s.indicator.title}: {_given(s.inherited_from)}" for s in gain.given]
    if gain.unknown:
        notes.append(f"Chưa có điểm của {', '.join(gain.unknown)}: chưa nạp dữ liệu, hoặc phiên bản chưa rõ cách tính.")
    total = MISSING if gain.unit.total.value is None else decimal_text(gain.unit.total.value, 2)
    place = f"; hạng {rank_text(gain.place.rank, gain.place.among)}" if gain.place else ""
    title = f"{gain.unit.unit.name}: điểm tổng hợp {total}/{gain.edition.maximum}{place}"
    heading = ("Chỉ số", "Điểm", "Còn thiếu", "Lấy lại được", "Không lấy lại được")
    return Grid(title, heading, tuple(rows), note="\n".join(notes))


def _given(giver: str) -> str:
    return f"lấy theo {giver}" if giver else "đơn vị cấp này không được tính điểm"


def _lost_text(value: Fraction) -> str:
    return decimal_text(rounded(value, 2, Tie.UP), 2)


def _deeds_grid(gain: Gain) -> Grid:
    rows = []
    for each in gain.indicators:
        if each.lost == 0:
            continue
        rows += [
            (
                f"{each.scored.indicator.id} {each.scored.indicator.title}" if number == 0 else "",
                found.title,
                PROSPECTS[found.prospect],
                integer_text(found.number),
                MISSING if found.next is None else effect_text(found.next),
                MISSING if found.all is None else effect_text(found.all),
                ", ".join(found.moves),
            )
            for number, found in enumerate(each.opportunities)
        ]
    note = (
        "Điểm là điểm tổng hợp chưa làm tròn, tính mọi chỉ số mà việc đó động đến, đã kể ngưỡng; với việc cần hồ sơ "
        "mới chỉ tính riêng chỉ số đó."
    )
    heading = ("Chỉ số", "Việc", "Triển vọng", "Số lượng", "Việc tiếp theo được", "Làm hết được", "Động đến")
    return Grid("Việc cần làm", heading, tuple(rows), left=3, note=note)


def _route_grid(gain: Gain, route: Route) -> Grid:
    numbers: Counter[str] = Counter()
    moved: dict[str, dict[str, None]] = {}
    for act, number in route.takes:
        title = " + ".join(TITLES[deed] for deed in gain.deeds.deeds[act.key])
        numbers[title] += number
        moved.setdefault(title, {}).update(dict.fromkeys((*act.adds, *act.wins)))
    rows = [(title, integer_text(number), ", ".join(moved[title])) for title, number in numbers.items()]
    before, after, target = (decimal_text(rounded(v, 2, Tie.UP), 2) for v in (route.before, route.after, route.target))
    title = f"Mục tiêu {target} điểm: {integer_text(route.steps)} việc, {before} → {after} điểm"
    if not route.reached:
        missing = decimal_text(rounded(route.missing, 2, Tie.UP), 2)
        short = f"cao nhất {after}, còn thiếu {missing}"
        title = f"Mục tiêu {target} điểm: những việc làm được ngay chưa đủ; {short}"
    heading = ("Việc", "Số lượng", "Động đến")
    return Grid(title, heading, tuple(rows), note=" ".join(_route_notes(gain, route)))


def _route_notes(gain: Gain, route: Route) -> list[str]:
    notes = []
    if route.proven and not gain.deeds.simplified:
        notes.append("Không có danh sách nào ngắn hơn.")
    elif route.at_least is not None:
        notes.append(f"Danh sách ngắn nhất tìm được; không danh sách nào dưới {integer_text(route.at_least)} việc.")
    if gain.place and gain.reached:
        moved = rank_text(gain.place.rank, None), rank_text(gain.reached.rank, gain.reached.among)
        notes.append(f"Xếp hạng {moved[0]} → {moved[1]}, các đơn vị khác giữ nguyên.")
    return notes


TASK_COLUMNS = ("kind", "code", "unit", "procedure", "deeds", "text")


def write_tasks(tasks: Iterable[Task], out: TextIO) -> None:
    """The route's list as CSV."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(TASK_COLUMNS)
    for task in tasks:
        writer.writerow((task.kind, task.code, task.unit, task.procedure, "+".join(task.deeds), task.text))
