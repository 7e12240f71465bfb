"""One dossier: what is known of it now, how it came to that, and where it stands in each indicator. Codes only."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from bochiso.errors import BochisoError, fail
from bochiso.facts.schema import DOSSIERS, STATUS_TITLES, Column, Type
from bochiso.index.model import Better, Tally
from bochiso.units.tree import Unit
from bochiso.web.answer import About, Crumb
from bochiso.web.part import Json, Part
from bochiso.web.parts.awaited import CHOSEN, NO_LEDGER, PATH, Asked, asked_of
from bochiso.web.parts.dossier_words import COLUMN_TITLES, value_said
from bochiso.web.parts.worklist_rows import iso
from bochiso.web.parts.worklists import TITLE
from bochiso.web.picture import HOME
from bochiso.web.query import NoFigures, NotFound, Query
from bochiso.web.render import address, render, segment
from bochiso.web.shapes_dossiers import DossierShape
from bochiso.web.words import Said
from bochiso.web.workbench import Workbench

if TYPE_CHECKING:
    from bochiso.measure.one_dossier import Change, OneDossier, Recorded, Standing, Stored

_SHOWN = tuple(column for column in DOSSIERS.columns if column.name not in ("code", "procedure", "unit", "due_at"))
"""The columns that the page prints as they are; of the others it has more to say."""


@dataclass(frozen=True)
class Found:
    """The dossier, and what was asked of the ledger."""

    asked: Asked
    one: "OneDossier"

    @cached_property
    def way(self) -> tuple[Unit, ...]:
        """The units whose figures count it, nearest first; none where it is not the province's."""
        asked, day = self.asked, self.asked.moment.instant.day
        chain = asked.registry.chain(self.one.dossier.unit or "", day)
        if asked.source.root not in chain:
            return ()
        units = (asked.registry.by_code(code, day) for code in chain[: chain.index(asked.source.root) + 1])
        return tuple(unit for unit in units if unit)


def _find(bench: Workbench, query: Query) -> Found:
    from bochiso.measure.one_dossier import dossier

    asked = asked_of(bench, query)
    if asked is None:
        raise NoFigures(
            fail(
                "hồ sơ",
                NO_LEDGER,
                why="số liệu đã công bố không kèm từng hồ sơ",
                remedy="nạp hồ sơ vào sổ; trang tự cập nhật",
            ).problems
        )
    try:
        return Found(asked, dossier(asked.source, asked.edition, asked.moment, query.text("code")))
    except BochisoError as error:
        remedy = "kiểm tra lại mã hồ sơ, hoặc chọn thời điểm muộn hơn"
        raise NotFound([replace(each, remedy=remedy) for each in error.problems]) from None


def _about(found: Found) -> About:
    crumbs = (HOME, Crumb(TITLE, address(PATH, found.asked.chosen)))
    return found.asked.about(f"Hồ sơ {found.one.dossier.code}", crumbs, period=True)


# The page


@dataclass(frozen=True)
class Row:
    """A thing known of the dossier; `address` leads to more, empty where nothing does."""

    title: str
    value: Said
    address: str = ""


@dataclass(frozen=True)
class StandingRow:
    """Where the dossier stands in an indicator, as the page prints it."""

    title: str
    address: str
    placed: Said
    reason: str


def _html(found: Found) -> str:
    one = found.one
    first, *later = one.history
    return render(
        "parts/dossier.html",
        timeliness=one.timeliness,
        instant=found.asked.instant,
        rows=_known(found),
        first=_recorded(first),
        later=[_recorded(each) for each in later],
        steps=_steps(one),
        standings=[_standing(found, each) for each in one.standings],
        edition=found.asked.edition.id,
    )


def _known(found: Found) -> list[Row]:
    """What is known now, the column of the law's due date among it."""
    state, chosen = found.one.dossier, found.asked.chosen
    procedure = f"{state.procedure} {found.one.procedure_name}".strip()
    rows = [Row("Thủ tục", Said(procedure), address(PATH, chosen, procedure=state.procedure))]
    rows.append(_handled_by(found))
    for column in _SHOWN:
        rows.append(Row(COLUMN_TITLES[column.name], value_said(column, getattr(state, column.name))))
        if column.name == "received_at":
            rows += _due(found.one)
    return rows


def _handled_by(found: Found) -> Row:
    """The unit; no page tells of one that is gone, or of another province's."""
    code = found.one.dossier.unit
    if not code:
        return Row("Đơn vị xử lý", Said("chưa biết", "none"))
    there = any(unit.code == code for unit in found.way)
    link = address("/", found.asked.chosen, unit=code) if there else ""
    return Row("Đơn vị xử lý", Said(found.one.unit_name or code), link)


def _due(one: "OneDossier") -> list[Row]:
    """The due instant with its basis, and the last second on time where that is another."""
    from bochiso.measure.trace_words import second_text

    state = one.dossier
    if state.due_at is None:
        without = "không rõ ngày tiếp nhận" if state.received_at is None else "danh mục thủ tục không có thời hạn"
        why = f"hồ sơ không có ngày hẹn trả, {without}"
        return [Row("Hạn trả", Said("chưa biết", "none", why))]
    basis = "ngày hẹn trả của hồ sơ" if state.due_stated else "thời hạn của TTHC; hồ sơ không có ngày hẹn trả"
    rows = [Row("Hạn trả", Said(second_text(state.due_at), "", f"theo {basis}"))]
    if one.last is not None and one.last != state.due_at:
        rows.append(Row("Đúng hạn đến", Said(second_text(one.last), "", "hạn trả cộng thời gian đã chờ bổ sung")))
    return rows


def _recorded(step: "Recorded") -> tuple[str, list[tuple[str, Said, Said]]]:
    """When something became known, and each column before and after."""
    from bochiso.measure.trace_words import second_text

    return second_text(step.recorded_at), [_change(each) for each in step.changes]


def _change(change: "Change") -> tuple[str, Said, Said]:
    column = change.column
    return COLUMN_TITLES[column.name], value_said(column, change.before), value_said(column, change.after)


def _steps(one: "OneDossier") -> list[tuple[str, str, str]]:
    """Its handling and what the portal acknowledged, in order of time: when, what, known since when."""
    from bochiso.measure.trace_words import second_text

    steps = [(each.at, STATUS_TITLES.get(each.status, f"số {each.status}"), each.recorded_at) for each in one.progress]
    steps += [(each.synced_at, "Cổng xác nhận đã nhận hồ sơ", each.recorded_at) for each in one.acknowledged]
    return [(second_text(at), what, second_text(recorded)) for at, what, recorded in sorted(steps)]


def _standing(found: Found, standing: "Standing") -> StandingRow:
    item = standing.indicator
    link = address(f"/chi-so/{segment(item.id)}", found.asked.chosen, unit=_owner(found, standing))
    return StandingRow(f"{item.id} {item.title}", link, _placed(standing), standing.reason)


def _placed(standing: "Standing") -> Said:
    """Counted is no praise where less is better."""
    from bochiso.measure.deciding import Which

    tally = isinstance(standing.indicator.counting, Tally)
    match standing.which:
        case Which.COUNTED:
            kind = {Better.HIGHER: "good", Better.LOWER: "bad"}.get(standing.indicator.better, "")
            return Said("được đếm" if tally else "được tính (tử số)", kind)
        case Which.MISSING:
            kind = {Better.HIGHER: "bad", Better.LOWER: "good"}.get(standing.indicator.better, "")
            return Said("thuộc mẫu số, không thuộc tử số", kind)
        case Which.EXCLUDED:
            return Said("không được đếm" if tally else "không thuộc mẫu số", "na")
        case None:
            return Said("chưa có số liệu", "none")


def _owner(found: Found, standing: "Standing") -> str:
    """The nearest unit from the dossier's own upwards that has a figure of its own; the topmost where none has."""
    from bochiso.measure.figures import has_own

    own = (unit.code for unit in found.way if has_own(standing.indicator, unit.kind))
    return next(own, found.asked.source.root)


# The API


def _data(found: Found) -> Json:
    one, moment = found.one, found.asked.moment
    state = one.dossier
    columns = {column.name: _plain(column, getattr(state, column.name)) for column in DOSSIERS.columns}
    more = {
        "procedure_name": one.procedure_name,
        "unit_name": one.unit_name,
        "due_stated": state.due_stated,
        "last_on_time": iso(one.last),
        "status_title": STATUS_TITLES.get(state.status or 0),
    }
    return {
        "as_of": str(moment.instant),
        "edition": found.asked.edition.id,
        "period": str(moment.period),
        "view": moment.view,
        "state": columns | more,
        "timeliness": one.timeliness,
        "history": [
            {"recorded_at": iso(step.recorded_at), "changes": [_change_json(each) for each in step.changes]}
            for step in one.history
        ],
        "progress": [
            {"at": iso(each.at), "status": each.status, "recorded_at": iso(each.recorded_at)} for each in one.progress
        ],
        "acknowledged": [
            {"synced_at": iso(each.synced_at), "recorded_at": iso(each.recorded_at)} for each in one.acknowledged
        ],
        "standings": [
            {
                "indicator": each.indicator.id,
                "title": each.indicator.title,
                "which": each.which.value if each.which else None,
                "reason": each.reason,
            }
            for each in one.standings
        ],
    }


def _change_json(change: "Change") -> dict[str, object]:
    column = change.column
    return {
        "column": column.name,
        "title": COLUMN_TITLES[column.name],
        "before": _plain(column, change.before),
        "after": _plain(column, change.after),
    }


def _plain(column: Column, value: "Stored") -> "Stored":
    """A stored value as the API says it: instants in ISO 8601."""
    return iso(value) if column.type is Type.INSTANT and isinstance(value, int) else value


DOSSIER = Part("dossier", (*CHOSEN, "code"), _find, _about, _html, _data, DossierShape)
