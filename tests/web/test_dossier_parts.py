"""Lists to act upon and single dossiers: what plain loops find, whole in pages and files, reached by any code."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import openpyxl
import pytest
from asking import (
    AT,
    COMMUNE,
    GONE,
    LATE,
    LATER,
    LIMIT,
    MOMENT,
    OFFICE,
    PERSONAL,
    ROWS,
    UNITS,
    Row,
    asked,
    csv_of,
    data,
    html,
    links,
    opened_page,
    run,
    tags,
)
from published import CASES
from pydantic import TypeAdapter

from bochiso.errors import BochisoError
from bochiso.facts.schema import DOSSIERS as TABLE
from bochiso.facts.schema import STATUS_TITLES, Type
from bochiso.measure.awaiting import Kind
from bochiso.measure.worklist import all_entries
from bochiso.web.part import Part
from bochiso.web.parts import worklist_files, worklists
from bochiso.web.parts.dossier import DOSSIER
from bochiso.web.parts.dossier_words import CHOICE_TITLES, COLUMN_TITLES, value_said
from bochiso.web.parts.going_late import GOING_LATE
from bochiso.web.parts.listing import LISTING
from bochiso.web.parts.worklists import DOSSIERS
from bochiso.web.query import NoFigures, NotFound
from bochiso.web.render import segment
from bochiso.web.workbench import Workbench, workbench

KNOWN = (*ROWS, LATE[0])
"""What is known at the moment."""


@pytest.fixture(scope="module")
def small(small_ledger: Path) -> Iterator[Workbench]:
    with workbench(small_ledger) as found:
        yield found


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """Published figures, and no dossier."""
    folder = tmp_path_factory.mktemp("chi-cong-bo")
    run("init", folder, "--unit", "H55")
    run("import", CASES / "thai-nguyen-2023-08/so-lieu.csv", "-w", folder)
    with workbench(folder) as found:
        yield found


@pytest.mark.parametrize(
    ("part", "values"),
    [
        *((DOSSIERS, {"kind": kind.value}) for kind in Kind),
        (DOSSIERS, {"procedure": "1.000001.H55", "unit": COMMUNE, "offset": "2"}),
        (GOING_LATE, {}),
        *((DOSSIER, {"code": row.code}) for row in (ROWS[0], ROWS[5], ROWS[6], ROWS[7], ROWS[9], ROWS[11])),
    ],
    ids=lambda value: value.name if isinstance(value, Part) else ",".join(value.values()),
)
def test_data_has_exactly_the_documented_shape(part: Part[Any], values: dict[str, str], small: Workbench) -> None:
    made = data(part, small, at=MOMENT, **values)
    adapter: TypeAdapter[Any] = TypeAdapter(part.shape)
    assert adapter.dump_python(adapter.validate_python(made, strict=True)) == made


# The lists


def last_second(row: Row) -> datetime | None:
    """When its time is up: its own date, or the end of what the law gives it."""
    return row.due or (row.received and row.received + LIMIT)


def awaiting(row: Row, kind: Kind) -> bool:
    """By hand: nobody has acted, and the clock of a dossier that waits for the applicant stands still."""
    last = last_second(row)
    stopped = row.status == 5 and row.asked is not None and last is not None and row.asked <= last
    waits = row.received is not None and row.ended is None and not stopped and last is not None
    match kind:
        case Kind.OVERDUE:
            return waits and last is not None and last < AT
        case Kind.DUE_SOON:
            return waits and last is not None and AT <= last < AT + timedelta(days=3)
        case Kind.UNSYNCHRONISED:
            return row.received is not None and row.synced is None
        case Kind.UNDIGITISED:
            return row.received is not None and row.received.year == AT.year and row.synced is not None


def expected(kind: Kind, units: tuple[str, ...] = (OFFICE, COMMUNE, GONE)) -> list[str]:
    found = [row for row in KNOWN if row.unit in units and awaiting(row, kind)]
    by_due = kind in (Kind.OVERDUE, Kind.DUE_SOON)
    return [row.code for row in sorted(found, key=lambda row: (last_second(row) if by_due else row.received, row.code))]


@pytest.mark.parametrize("kind", Kind)
def test_a_list_holds_what_a_plain_loop_finds(kind: Kind, small: Workbench) -> None:
    made = data(DOSSIERS, small, at=MOMENT, kind=kind.value)
    codes = [each["code"] for each in made["dossiers"]]
    assert codes == expected(kind) and codes
    assert made["count"] == len(codes)
    assert {each["kind"]: each["number"] for each in made["lists"]} == {
        each.value: len(expected(each)) for each in Kind
    }
    for unit, name, *_ in UNITS[:2]:
        own = data(DOSSIERS, small, at=MOMENT, kind=kind.value, unit=unit)
        assert [each["code"] for each in own["dossiers"]] == expected(kind, (unit,))
        told = {each["code"]: each["number"] for each in made["units"]}
        assert told.get(unit, 0) == own["count"]
        assert own["unit"] == {"code": unit, "name": name}


def test_what_a_list_tells_of_a_dossier(small: Workbench) -> None:
    by_law = next(each for each in data(DOSSIERS, small, at=MOMENT)["dossiers"] if each["code"] == "KHÔNG-HẸN")
    assert by_law == {
        "code": "KHÔNG-HẸN", "unit": COMMUNE, "unit_name": UNITS[1][1], "procedure": "1.000001",
        "procedure_name": "Đăng ký khai sinh", "received_at": "2026-08-04T08:00:00+07:00",
        "due_at": "2026-08-14T08:00:00+07:00", "due_stated": False, "last_on_time": "2026-08-14T08:00:00+07:00",
        "ended_at": None, "status": 4, "channel": 1, "synced_at": "2026-08-03T08:00:00+07:00",
        "reason": "quá hạn 17 ngày 8 giờ, chưa giải quyết xong",
    }  # fmt: skip
    page = html(DOSSIERS, small, at=MOMENT)
    assert re.search(r'14/8/2026 <small class="note">08 giờ 00, theo thời hạn của TTHC</small>', page)
    assert '<td class="figure spare bad">17 ngày</td>' in page and ">Đã hết hạn</th>" in page
    soon = html(DOSSIERS, small, at=MOMENT, kind="due-soon")
    assert '<td class="figure spare ">0 giây</td>' in soon and ">Còn lại</th>" in soon
    assert "spare" not in html(DOSSIERS, small, at=MOMENT, kind="unsynchronised")


def test_pages_and_files_of_the_same_filters_are_one_list(small: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worklists, "A_PAGE", 2)
    filters = {"at": MOMENT, "unit": COMMUNE, "procedure": "1.000001", "kind": "overdue"}
    found = asked(DOSSIERS, small, **filters)
    where = found.awaited.asked
    whole = all_entries(where.source, where.edition, where.moment, COMMUNE, Kind.OVERDUE, procedure="1.000001")
    codes = [each.code for each in whole]
    table = list(csv.DictReader(io.StringIO(csv_of(DOSSIERS, small, **filters))))
    assert [row["Mã hồ sơ"] for row in table] == codes == expected(Kind.OVERDUE, (COMMUNE,))
    shown, turns = list[str](), list[dict[str, str]]()
    address = "/ho-so?" + urlencode(filters)
    while address:
        _, query = opened_page(address, DOSSIERS)
        made = DOSSIERS.find(small, query)
        shown += [entry.code for entry in made.page.rows] if made.page else []
        leads = {text: dict(parse_qsl(urlsplit(to).query)) for text, to in links(DOSSIERS.html(made)).items()}
        assert leads.get("Trang trước") == (turns[-1] if turns else None)
        assert [leads[f"Tải cả 5 hồ sơ ({form})"] for form in ("CSV", "XLSX")] == [filters, filters]
        turns.append(dict(query.values))
        address = links(DOSSIERS.html(made)).get("Trang sau", "")
    assert shown == codes and [turn.get("offset") for turn in turns] == [None, "2", "4"]


def test_the_workbook_has_the_rows_of_the_table(small: Workbench) -> None:
    assert DOSSIERS.xlsx is not None
    found = asked(DOSSIERS, small, at=MOMENT)
    sheet = openpyxl.load_workbook(io.BytesIO(DOSSIERS.xlsx(found))).active
    assert sheet is not None
    cells = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    table = list(csv.reader(io.StringIO(csv_of(DOSSIERS, small, at=MOMENT))))
    assert [row[0] for row in cells[cells.index(table[0]) :]] == [row[0] for row in table]
    assert cells[0][0] == (
        "Đã quá hạn: 6 hồ sơ; đơn vị: UBND tỉnh Thái Nguyên (H55); thời điểm: 16 giờ 30 phút ngày 31/8/2026; "
        "phiên bản: 766/portal-2026"
    )


def test_a_file_that_would_be_too_long_is_refused_in_words(small: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worklist_files, "IN_CSV", 5)
    with pytest.raises(BochisoError, match=r"có 6 hồ sơ, quá dài[\s\S]*nhiều nhất 5 hồ sơ[\s\S]*lọc theo đơn vị"):
        csv_of(DOSSIERS, small, at=MOMENT)


def test_a_procedure_is_meant_in_any_form_and_one_without_dossiers_has_none(small: Workbench) -> None:
    for text in ("1.000001", " 1.000001.h55 ", "1.000001.000.00.00.H55.02"):
        assert data(DOSSIERS, small, at=MOMENT, procedure=text.strip())["count"] == 6
    made = data(DOSSIERS, small, at=MOMENT, procedure="' OR 1=1 --")
    assert (made["count"], made["dossiers"], made["procedure"]) == (0, [], "' OR 1=1 --")
    page = html(DOSSIERS, small, at=MOMENT, procedure="<b>x")
    assert "Không có hồ sơ nào của thủ tục &lt;b&gt;x" in page and "✓" not in page and "b" not in tags(page)


def test_no_dossier_on_a_list_and_none_at_that_place_are_told_apart(small: Workbench) -> None:
    assert "✓ Không có hồ sơ nào" in html(DOSSIERS, small, at=MOMENT, unit=OFFICE)
    page = html(DOSSIERS, small, at=MOMENT, offset="50")
    assert "Danh sách có 6 hồ sơ, không có hồ sơ thứ 51." in page and "✓" not in page
    assert opened_page(links(page)["Trang đầu"], DOSSIERS)[1].values == (("at", MOMENT), ("kind", "overdue"))
    nothing = html(GOING_LATE, small, at="2026-08-10")
    assert "✓ Không có hồ sơ nào" in nothing and "Danh sách 2 hồ sơ đã quá hạn" in nothing


def test_a_list_is_filtered_by_the_units_of_the_day(small: Workbench) -> None:
    page = html(DOSSIERS, small, at=MOMENT, unit=COMMUNE)
    options = re.findall(r'<option value="([^"]+)"( selected)?>([^<]*)</option>', page)
    assert [(code, bool(chosen)) for code, chosen, _ in options] == [("H55", False), (COMMUNE, True)]
    assert options[0][2] == "UBND tỉnh Thái Nguyên (6)" and options[1][2].endswith(
        "&lt;b&gt;Một&lt;/b&gt; &amp; «Hai» (5)"
    )
    before = data(DOSSIERS, small, at="2025-06-25", unit=GONE)
    assert before["reason"] == "chưa biết hồ sơ nào đến thời điểm này" and before["count"] is None


def test_wrong_values_are_refused_in_words(small: Workbench) -> None:
    for values, words in (
        ({"kind": "late"}, r"tham số kind=«late»[\s\S]*một trong: overdue, due-soon, unsynchronised, undigitised"),
        ({"offset": "10000001"}, "tham số offset="),
        ({"at": "hôm qua"}, "không phải thời điểm"),
    ):
        with pytest.raises(BochisoError, match=words):
            asked(DOSSIERS, small, **values)
    for part in (DOSSIERS, GOING_LATE, DOSSIER):
        with pytest.raises(
            NotFound, match=r"đơn vị «Xã <i>Ba»: không có đơn vị này dưới H55 vào ngày 31/8/2026"
        ) as raised:
            asked(part, small, at=MOMENT, unit="Xã <i>Ba", code=ROWS[0].code)
        assert "--" not in str(raised.value)
    with pytest.raises(NotFound, match="không có đơn vị này"):
        asked(DOSSIERS, small, at=MOMENT, unit=GONE)


# What goes late


def test_what_goes_late_is_the_list_that_it_leads_to(small: Workbench) -> None:
    made = data(GOING_LATE, small, at=MOMENT)
    soon, late = expected(Kind.DUE_SOON), expected(Kind.OVERDUE)
    assert (made["number"], made["overdue"], made["within_days"]) == (len(soon), len(late), 3) == (3, 6, 3)
    units = Counter(row.unit for row in KNOWN if row.code in soon)
    assert (
        [(each["code"], each["number"]) for each in made["units"]] == units.most_common() == [(COMMUNE, 2), (OFFICE, 1)]
    )
    assert [each["overdue"] for each in made["units"]] == [5, 0]
    found = links(html(GOING_LATE, small, at=MOMENT))
    for text, codes in ((UNITS[1][1], expected(Kind.DUE_SOON, (COMMUNE,))), ("Danh sách 6 hồ sơ đã quá hạn", late)):
        _, query = opened_page(found[text], DOSSIERS)
        page = DOSSIERS.find(small, query).page
        assert page is not None and [each.code for each in page.rows] == codes
    assert '<td class="figure zero">0</td>' in html(GOING_LATE, small, at=MOMENT)


# Without a ledger


def test_without_dossiers_nothing_is_known_which_is_not_none(papers: Workbench) -> None:
    for made in (data(DOSSIERS, papers), data(GOING_LATE, papers)):
        assert made["reason"] == "chưa có hồ sơ nào trong sổ"
        assert (made.get("count"), made.get("number"), made["as_of"]) == (None, None, None)
    for part in (DOSSIERS, GOING_LATE):
        adapter: TypeAdapter[Any] = TypeAdapter(part.shape)
        adapter.validate_python(data(part, papers), strict=True)
        page = html(part, papers)
        assert 'class="none"' in page and "✓" not in page and " 0 hồ sơ" not in page
    with pytest.raises(BochisoError, match="chưa có dữ liệu không phải là không có hồ sơ nào"):
        csv_of(DOSSIERS, papers)
    with pytest.raises(NoFigures, match="chưa có hồ sơ nào trong sổ"):
        asked(DOSSIER, papers, code="H55.21-260803-0001")


# One dossier


@pytest.fixture(scope="module")
def addresses(small: Workbench) -> dict[str, str]:
    """Where each list leads from a code."""
    pages = (html(DOSSIERS, small, at=MOMENT, kind=kind.value) for kind in Kind)
    return {code: address for page in pages for code, address in links(page).items()}


@pytest.mark.parametrize("row", KNOWN, ids=lambda row: row.code)
def test_any_code_of_a_list_leads_to_its_dossier(row: Row, addresses: dict[str, str], small: Workbench) -> None:
    listed = any(awaiting(row, kind) for kind in Kind)
    assert listed == (row.code in addresses)
    address = addresses[row.code] if listed else f"/ho-so/{segment(row.code)}?at={MOMENT}"
    page, query = opened_page(address, DOSSIER)
    found = DOSSIER.find(small, query)
    assert (page.name, found.one.dossier.code) == ("dossier", row.code)
    assert not tags(DOSSIER.html(found)) & {"script", "b", "i"}
    assert DOSSIER.about(found).title == f"Hồ sơ {row.code}"
    if row.written:
        assert asked(DOSSIER, small, at=MOMENT, code=row.written).one == found.one, "as the file has it"


def test_a_dossier_tells_what_is_known_and_what_is_not(small: Workbench) -> None:
    def facts(code: str) -> dict[str, str]:
        pairs = re.findall(r"<dt>([^<]+)</dt><dd>(.*?)</dd>", html(DOSSIER, small, at=MOMENT, code=code), re.DOTALL)
        return {title: re.sub(r"<[^>]+>", "", text).strip() for title, text in reversed(pairs)}

    by_law, unreceived, ended = facts("KHÔNG-HẸN"), facts("CHƯA-TIẾP-NHẬN"), facts("XONG-1")
    assert by_law["Hạn trả"] == "08 giờ 00 phút ngày 14/8/2026 theo thời hạn của TTHC; hồ sơ không có ngày hẹn trả"
    assert unreceived["Hạn trả"] == "chưa biết hồ sơ không có ngày hẹn trả, không rõ ngày tiếp nhận"
    assert (unreceived["Tiếp nhận"], ended["Trạng thái"]) == ("chưa biết", "Đã xử lý xong")
    assert (by_law["Kết thúc xử lý"], by_law["Có tệp kết quả điện tử"]) == ("chưa ghi nhận", "chưa biết")
    assert by_law["Thủ tục"] == "1.000001 Đăng ký khai sinh"


def test_a_unit_that_is_gone_is_named_and_leads_nowhere(small: Workbench) -> None:
    page = html(DOSSIER, small, at=MOMENT, code="HUYỆN-CŨ")
    found = links(page)
    assert "UBND huyện Cũ" in page and "UBND huyện Cũ" not in found
    units = {
        dict(opened_page(address, LISTING)[1].values).get("unit") for address in found.values() if "chi-so" in address
    }
    assert units == {"H55"}, "its figures are in those of the province now"
    here = links(html(DOSSIER, small, at=MOMENT, code=ROWS[0].code))
    assert opened_page(here[UNITS[1][1]], DOSSIERS)[0].name == "overview"


def test_a_dossier_stands_where_the_list_behind_a_figure_has_it(small: Workbench) -> None:
    made = data(DOSSIER, small, at=MOMENT, code=ROWS[0].code)
    assert len(made["standings"]) > 9
    for standing in made["standings"][::4]:
        if standing["which"] is None:
            assert "nào đến thời điểm này" in standing["reason"]
            continue
        values = {"indicator": standing["indicator"], "which": standing["which"], "unit": COMMUNE}
        rows = data(LISTING, small, at=MOMENT, **values)["listing"]["rows"]
        assert [row[-1] for row in rows if row[0] == ROWS[0].code] == [standing["reason"]]


def test_a_dossier_known_only_later_and_one_that_nobody_knows(small: Workbench) -> None:
    later = LATE[1].code
    with pytest.raises(NotFound, match=r"chưa biết đến thời điểm[\s\S]*ngày 02/9/2026[\s\S]*chọn thời điểm muộn hơn"):
        asked(DOSSIER, small, at=MOMENT, code=later)
    assert data(DOSSIER, small, at=LATER, code=later)["state"]["code"] == later
    for code in ("", "H55.21-260803-9999", "<script>", "x" * 200):
        with pytest.raises(NotFound, match=r"không có trong sổ[\s\S]*kiểm tra lại mã hồ sơ") as raised:
            asked(DOSSIER, small, at=MOMENT, code=code)
        assert "--" not in str(raised.value)


def test_nothing_of_a_person_reaches_a_page_an_answer_or_a_file(small: Workbench) -> None:
    one = {"at": MOMENT, "code": ROWS[0].code}
    texts = [html(DOSSIER, small, **one), html(DOSSIERS, small, at=MOMENT), csv_of(DOSSIERS, small, at=MOMENT)]
    texts += [json.dumps(data(part, small, **one), ensure_ascii=False) for part in (DOSSIER, DOSSIERS)]
    for text in texts:
        assert "1.000001" in text
        assert not [each for each in (*PERSONAL, "Họ tên", "CCCD", "Điện thoại") if each in text]


def test_every_column_is_said_in_words(small: Workbench) -> None:
    assert COLUMN_TITLES.keys() == {column.name for column in TABLE.columns}
    assert CHOICE_TITLES.keys() == {column.name for column in TABLE.columns if column.type is Type.CHOICE}
    for column in TABLE.columns:
        assert value_said(column, None).kind == "none" and value_said(column, None).text
        if column.type is Type.CHOICE:
            assert CHOICE_TITLES[column.name].keys() == {number for _, number in column.choices}
            assert value_said(column, 99).text == "số 99"
    requests, file = TABLE.column("supplement_requests"), TABLE.column("result_file")
    zero, no, none = value_said(requests, 0), value_said(file, False), value_said(file, None)
    assert [(each.text, each.kind) for each in (zero, no, none)] == [
        ("0", "zero"),
        ("không", ""),
        ("chưa biết", "none"),
    ]
    assert value_said(TABLE.column("status"), 5).text == STATUS_TITLES[5]
    assert value_said(TABLE.column("supplement_seconds"), 90_000).text == "1 ngày 1 giờ"
