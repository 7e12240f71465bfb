"""Codes that dossiers, petitions and certifications name and nobody knows: units in no tree, unlisted procedures."""

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bochiso.view.loads import unmapped_json
from bochiso.view.scores import csv_text
from bochiso.web.answer import About
from bochiso.web.part import Json, Part
from bochiso.web.picture import CHOICE, VIEWS, Picture, picture, unit_in
from bochiso.web.query import Query
from bochiso.web.render import render
from bochiso.web.shapes_quality import UnmappedShape
from bochiso.web.workbench import Workbench
from bochiso.wording import short_date

if TYPE_CHECKING:
    from bochiso.measure.unmapped import Stray, Strays, Unmapped


@dataclass(frozen=True)
class Strange:
    """`codes` is None where the ledger has no dossier to look at."""

    now: Picture
    unit: str
    codes: "Unmapped | None"


@dataclass(frozen=True)
class Kind:
    """One kind of code that leads nowhere: what it is, what names it, and what to do about it."""

    name: str
    title: str
    things: str
    remedy: str
    strays: "Strays"


def _find(bench: Workbench, query: Query) -> Strange:
    now = picture(bench, query)
    unit = unit_in(now, query).unit.code if query.text("unit") else bench.root
    if not bench.has_dossiers:
        return Strange(now, unit, None)
    from bochiso.measure.compute import moment_at
    from bochiso.measure.unmapped import unmapped

    snapshot = now.snapshot
    view = snapshot.view if snapshot.view in VIEWS else VIEWS[0]
    moment = moment_at(snapshot.as_of, snapshot.period.kind, view)
    key = "unmapped", moment, unit, bench.known(snapshot.as_of)
    return Strange(now, unit, bench.kept(key, lambda: unmapped(bench.source, moment, unit)))


def _kinds(found: Strange) -> tuple[Kind, ...]:
    if found.codes is None:
        return ()
    units = "bổ sung đơn vị vào danh mục rồi nạp lại (bochiso load units), hoặc sửa mã ở phần mềm một cửa"
    listing = "nạp danh mục thủ tục mới nhất (bochiso load procedures), hoặc sửa mã ở phần mềm một cửa"
    codes, nowhere = found.codes, "không có trong cây đơn vị"
    return (
        Kind("don-vi", f"Đơn vị của hồ sơ {nowhere}", "hồ sơ", units, codes.units),
        Kind("thu-tuc", "Thủ tục của hồ sơ không có trong danh mục", "hồ sơ", listing, codes.procedures),
        Kind("kien-nghi", f"Đơn vị của phản ánh, kiến nghị {nowhere}", "phản ánh", units, codes.petition_units),
        Kind("chung-thuc", f"Đơn vị của chứng thực điện tử {nowhere}", "lượt", units, codes.certification_units),
    )


def days_text(stray: "Stray") -> str:
    """From the first to the last day on which something came with the code."""
    if stray.first is None or stray.last is None:
        return ""
    first, last = short_date(stray.first), short_date(stray.last)
    return first if first == last else f"{first} – {last}"


def _about(found: Strange) -> About:
    return found.now.about("Mã không có trong danh mục")


def _html(found: Strange) -> str:
    return render(
        "parts/unmapped.html",
        known=found.codes is not None,
        kinds=_kinds(found),
        days_text=days_text,
    )


def _data(found: Strange) -> Json:
    return {
        "as_of": str(found.now.snapshot.as_of),
        "unit": found.unit,
        "codes": None if found.codes is None else unmapped_json(found.codes),
    }


def _csv(found: Strange) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("loại", "mã", "tên", "số lượng", "ngày đầu", "ngày cuối"))
    for kind in _kinds(found):
        for each in kind.strays.listed:
            cells = kind.title, each.code, each.name, each.number, each.first, each.last
            writer.writerow([csv_text(cell) for cell in cells])
    return out.getvalue()


UNMAPPED = Part("unmapped", (*CHOICE, "unit"), _find, _about, _html, _data, UnmappedShape, _csv, heavy=True)
