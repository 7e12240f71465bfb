"""Tables of every format as facts: headings, values, and what is left out."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from facts_support import (
    CODE,
    KNOWN,
    ROW,
    accepted,
    at,
    columns_of,
    csv_of,
    json_of,
    only,
    parquet_of,
    reason,
    refusal,
    refused,
    second,
    staged,
)
from intake_support import packed, workbook, write

from bochiso.facts.schema import (
    CERTIFICATIONS,
    DOSSIERS,
    PETITIONS,
    PROCEDURES,
    PROGRESS,
    SERVICES,
    SYNCED,
    TABLES,
    TOTALS,
    UNITS,
    Table,
)
from bochiso.intake.facts.headings import columns_of as table_columns
from bochiso.intake.facts.headings import squeezed
from bochiso.intake.facts.read import read_facts
from bochiso.time import day_number, numbered_day

MINIMAL = {
    UNITS: {"code": "H55.77", "name": "Sở mới", "kind": "department"},
    PROCEDURES: {"code": "2.000815", "authority": "Cấp tỉnh"},
    SERVICES: {"code": "2.000815.000.00.00.H55.02", "procedure": "2.000815", "unit": "H55.12", "status": "Công khai"},
    DOSSIERS: {"code": CODE, "procedure": "2.000815"},
    PROGRESS: {"code": CODE, "status": "9", "at": "20260105080000"},
    SYNCED: {"code": CODE, "synced_at": "20260105080000"},
    PETITIONS: {"code": "PA1", "unit": "Sở Nội vụ", "received_at": "2026-01-05"},
    CERTIFICATIONS: {"unit": "xã La Bằng", "provides": "có", "copies": "1.024"},
    TOTALS: {"unit": "H55", "period": "Quý III/2026", "received": "378.113"},
}
DOSSIER_HEADER = "code,procedure,unit,received_at"


def test_no_heading_means_two_columns_of_a_table() -> None:
    for table in TABLES.values():
        meanings = {
            (squeezed(text), column.name) for column in table_columns(table) for text in (column.name, *column.aliases)
        }
        assert len(meanings) == len(dict(meanings)), table.name


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_the_required_columns_of_every_table_are_enough(tmp_path: Path, table: Table) -> None:
    found = staged(csv_of(tmp_path, MINIMAL[table]), table)
    assert refused(found) == []
    stored = [(column.name, column.stored) for column in table.columns]
    assert columns_of(found.accepted) == [*stored, ("recorded_at", "INTEGER"), ("row", "BIGINT")]
    texts = [(column.name, "VARCHAR") for column in table_columns(table)]
    assert columns_of(found.refused) == [*texts, ("row", "BIGINT"), ("reason", "VARCHAR")]


def test_values_are_stored_as_the_schema_says(tmp_path: Path) -> None:
    assert only(csv_of(tmp_path, MINIMAL[CERTIFICATIONS]), CERTIFICATIONS) == {
        "unit": "H55.242", "provides": True, "copies": 1024, "row": 1,
    }  # fmt: skip
    assert only(csv_of(tmp_path, MINIMAL[TOTALS]), TOTALS) == {
        "unit": "H55", "period": "2026-Q3", "received": 378113, "row": 1,
    }  # fmt: skip
    assert only(csv_of(tmp_path, MINIMAL[SERVICES]), SERVICES) == {
        "code": "2.000815.000.00.00.H55.02", "procedure": "2.000815", "unit": "H55.12", "status": 0, "row": 1,
    }  # fmt: skip
    units = {**MINIMAL[UNITS], "valid_from": "1/7/2025", "aliases": "Sở A|Sở B"}
    row = only(csv_of(tmp_path, units), UNITS)
    assert (row["kind"], row["aliases"], numbered_day(int(str(row["valid_from"]))).isoformat()) == (
        3,
        "Sở A|Sở B",
        "2025-07-01",
    )


def test_an_export_under_vietnamese_headings_loads_as_it_is(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "xuat.csv",
        "\ufeffsep=;\r\nSTT;MÃ HỒ SƠ;Ma TTHC;Đơn vị xử lý;Hình thức nộp;Ngày tiếp nhận;Hẹn trả;Trạng thái;Chủ hồ sơ;Địa chỉ;Nghĩa vụ tài chính\r\n"
        f"1; {CODE.lower()} ;2.000815.H55;Sở Nội Vụ;Trực tuyến;05/01/2026 08:00;15/1/2026;Đã trả kết quả;Nguyễn Văn A;x;có\r\n",
    )
    found = staged(path)
    (row,) = accepted(found)
    assert (row["code"], row["procedure"], row["unit"], row["channel"]) == (CODE, "2.000815", "H55.12", 2)
    assert (row["status"], row["fee"]) == (10, 2)
    assert (at(row, "received_at"), at(row, "due_at")) == ("2026-01-05T08:00:00", "2026-01-15T23:59:59")
    assert found.dropped == ("Chủ hồ sơ", "Địa chỉ")
    assert found.unknown == ("STT",)
    assert found.warnings == ("xuat.csv: 1 dòng: hồ sơ đã xử lý xong nhưng không có ngày kết thúc xử lý",)


INSTANTS = [
    ("2026-08-31", "2026-08-31T00:00:00"),
    ("2026-08-31T16:30", "2026-08-31T16:30:00"),
    ("2026-08-31 16:30:05", "2026-08-31T16:30:05"),
    ("2026-08-31T16:30:05.999", "2026-08-31T16:30:05"),
    ("2026-08-31T16:30:05.000+0700", "2026-08-31T16:30:05"),
    ("2026-08-31T09:30:05Z", "2026-08-31T16:30:05"),
    ("2026-08-31T18:30:05 +09:00", "2026-08-31T16:30:05"),
    ("20260831163005", "2026-08-31T16:30:05"),
    ("20260831", "2026-08-31T00:00:00"),
    ("31/8/2026", "2026-08-31T00:00:00"),
    ("31/08/2026 16:30", "2026-08-31T16:30:00"),
    ("31/8/2026 6:30:05", "2026-08-31T06:30:05"),
    ("1990-01-01", "1990-01-01T00:00:00"),
]


def test_instants_in_every_form(tmp_path: Path) -> None:
    rows = [{**ROW, "received_at": text} for text, _ in INSTANTS]
    found = staged(csv_of(tmp_path, *rows))
    assert [at(row, "received_at") for row in accepted(found)] == [meant for _, meant in INSTANTS]


NO_INSTANTS = [
    "hôm nay",
    "31/13/2026",
    "2026-02-30",
    "2026-8-31",
    "1989-12-31",
    "2061-01-01",
    "20261331000000",
    "1e9",
    "2026-08-31T25:00",
]


def test_what_is_no_instant_refuses_the_row(tmp_path: Path) -> None:
    found = staged(csv_of(tmp_path, *({**ROW, "ended_at": text} for text in NO_INSTANTS)))
    assert [row["row"] for row in refused(found)] == list(range(1, len(NO_INSTANTS) + 1))
    for row, text in zip(refused(found), NO_INSTANTS, strict=True):
        assert row["reason"] == f"ô ngày kết thúc xử lý (ended_at) ghi «{text}», không phải thời điểm từ 1990 đến 2060"


def test_a_day_lasts_to_its_end_only_where_something_is_due(tmp_path: Path) -> None:
    row = only(csv_of(tmp_path, {**ROW, "due_at": "2026-01-05", "ended_at": "2026-01-06", "recorded_at": "2026-01-07"}))
    assert at(row, "due_at") == "2026-01-05T23:59:59"
    assert at(row, "ended_at") == "2026-01-06T00:00:00"
    assert at(row, "recorded_at") == "2026-01-07T00:00:00"
    assert at(only(csv_of(tmp_path, {**ROW, "due_at": "2026-01-06T00:00"})), "due_at") == "2026-01-06T00:00:00"


def test_an_end_on_the_day_of_reception_is_not_before_it(tmp_path: Path) -> None:
    row = only(csv_of(tmp_path, {**ROW, "ended_at": "2026-01-05"}))
    assert at(row, "ended_at") == at(row, "received_at") == "2026-01-05T08:00:00"


def test_flags_and_counts(tmp_path: Path) -> None:
    words = ["1", "0", "TRUE", "false", "Có", "không", "X", ""]
    found = staged(csv_of(tmp_path, *({**ROW, "reused": word} for word in words)))
    assert [row.get("reused") for row in accepted(found)] == [True, False, True, False, True, False, True, None]
    numbers = ["0", "12", "1.024", "1 024", ""]
    found = staged(csv_of(tmp_path, *({**ROW, "supplement_requests": number} for number in numbers)))
    assert [row.get("supplement_requests") for row in accepted(found)] == [0, 12, 1024, 1024, None]
    wrong = ["-1", "1,5", "10.24", "1e309", "9" * 40, "một"]
    found = staged(csv_of(tmp_path, *({**ROW, "supplement_requests": number} for number in wrong)))
    assert [str(row["reason"]).endswith("không phải số đếm") for row in refused(found)] == [True] * len(wrong)
    assert "không phải 0 hoặc 1" in reason(csv_of(tmp_path, {**ROW, "reused": "2"}))


PERIODS = [("2026", "2026"), ("2026-Q3", "2026-Q3"), ("2026-08", "2026-08"), ("Quý III/2026", "2026-Q3"), ("quý 4 năm 2026", "2026-Q4"),
           ("Tháng 8/2026", "2026-08"), ("năm 2026", "2026"), ("08/2026", "2026-08")]  # fmt: skip


def test_periods(tmp_path: Path) -> None:
    rows = [{**MINIMAL[TOTALS], "period": text} for text, _ in PERIODS]
    assert [row["period"] for row in accepted(staged(csv_of(tmp_path, *rows), TOTALS))] == [
        meant for _, meant in PERIODS
    ]
    for text in ("tuần 3", "2026-13", "1950", "quý V/2026"):
        assert "không phải kỳ" in reason(csv_of(tmp_path, {**MINIMAL[TOTALS], "period": text}), TOTALS)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_ends_of_lines(tmp_path: Path, delimiter: str, end: str) -> None:
    lines = ["", delimiter.join(ROW), delimiter.join(ROW.values()), "", delimiter.join(ROW.values())]
    found = staged(write(tmp_path, "a.csv", end.join(lines).encode()))
    assert (found.rows_accepted, found.rows_refused) == (2, 0)


def test_mixed_ends_of_lines_and_names_with_wildcards(tmp_path: Path) -> None:
    line = ",".join(ROW.values())
    path = write(tmp_path, "hồ sơ [1] *.csv", f"{DOSSIER_HEADER}\r\n{line}\n{line}\r\n".encode())
    assert staged(path).rows_accepted == 2


def test_blank_rows_do_not_count_and_uneven_ones_are_refused_by_line(tmp_path: Path) -> None:
    line = ",".join(ROW.values())
    found = staged(write(tmp_path, "a.csv", f"{DOSSIER_HEADER}\n{line}\n,,,\n,,\n{line},x\nH55,\n{line}\n"))
    assert [row["row"] for row in accepted(found)] == [1, 3]
    assert [row["reason"] for row in refused(found)] == [
        f"dòng {number} của tệp có số ô khác số cột của dòng tiêu đề (4 cột)" for number in (5, 6)
    ]
    assert "a.csv: 1 dòng trống; đã bỏ qua" in found.warnings


def test_parquet_with_types_of_its_own(tmp_path: Path) -> None:
    path = parquet_of(
        tmp_path,
        f"""SELECT '{CODE}' AS code, '2.000815' AS procedure, 'H55.12' AS unit, 2::TINYINT AS channel,
            TIMESTAMP '2026-01-05 08:00:00' AS received_at, DATE '2026-01-15' AS due_at, 9.0::DOUBLE AS status,
            TIMESTAMPTZ '2026-01-12 02:00:00+00' AS ended_at, 3::SMALLINT AS supplement_requests,
            'nan'::DOUBLE AS supplement_seconds, 20260106080000 AS synced_at, true AS reused, 1::INTEGER AS from_store,
            'x' AS "Số CCCD" """,
    )
    found = staged(path)
    (row,) = accepted(found)
    assert (row["channel"], row["status"], row["supplement_requests"], row["reused"], row["from_store"]) == (
        2,
        9,
        3,
        True,
        True,
    )
    assert "supplement_seconds" not in row
    assert at(row, "due_at") == "2026-01-15T23:59:59"
    assert at(row, "ended_at") == "2026-01-12T09:00:00"
    assert at(row, "synced_at") == "2026-01-06T08:00:00"
    assert (found.dropped, row["row"]) == (("Số CCCD",), 1)


def test_parquet_faults(tmp_path: Path) -> None:
    assert "không phải số đếm" in reason(
        parquet_of(tmp_path, f"SELECT '{CODE}' AS code, '2.000815' AS procedure, -1 AS supplement_requests")
    )
    assert "có kiểu VARCHAR[]" in refusal(parquet_of(tmp_path, "SELECT ['x'] AS code, '2.000815' AS procedure"))
    assert "bị hỏng hoặc thiếu phần cuối" in refusal(write(tmp_path, "b.parquet", b"PAR1" + b"x" * 50 + b"PAR1"))
    assert "thiếu cột «mã» (code)" in refusal(parquet_of(tmp_path, "SELECT '2.000815' AS procedure"))


def test_a_workbook(tmp_path: Path) -> None:
    from datetime import date, datetime

    book = workbook(
        ["Danh sách hồ sơ năm 2026"], [], ["Mã hồ sơ", "Mã thủ tục", "Đơn vị", "Ngày nhận", "Hẹn trả", "Số lần bổ sung", "Chủ hồ sơ"],
        [CODE, "2.000815", "Sở Nội vụ", datetime(2026, 1, 5, 8, 0), date(2026, 1, 15), 2, "Nguyễn Văn A"], [],
        [CODE, "2.000815", "Sở lạ", datetime(2026, 1, 5, 8, 0), date(2026, 1, 15), 2.5, None],
    )  # fmt: skip
    book.create_sheet("Ghi chú").append(["không có gì"])
    found = staged(write(tmp_path, "a.xlsx", packed(book)))
    (row,) = accepted(found)
    assert (row["unit"], row["supplement_requests"], row["row"]) == ("H55.12", 2, 1)
    assert (at(row, "received_at"), at(row, "due_at")) == ("2026-01-05T08:00:00", "2026-01-15T23:59:59")
    (bad,) = refused(found)
    assert bad["row"] == 3
    assert "«2.5», không phải số đếm" in str(bad["reason"])
    assert "không tìm thấy đơn vị «Sở lạ»" in str(bad["reason"])
    assert found.dropped == ("Chủ hồ sơ",)


def test_workbooks_that_are_refused(tmp_path: Path) -> None:
    header: list[object] = [*ROW]
    formula = packed(workbook(header, [CODE, "2.000815", "=A1", None]))
    assert "có công thức ở ô C2" in refusal(write(tmp_path, "a.xlsx", formula))
    book = workbook(header, [CODE, "#N/A", "H55", None])
    assert "có giá trị lỗi (#N/A, #REF! …) ở ô B2" in refusal(write(tmp_path, "a.xlsx", packed(book)))
    stray = workbook(header)
    stray.worksheets[0]["XFD1048576"] = "x"
    assert "triệu ô" in refusal(write(tmp_path, "a.xlsx", packed(stray)))
    assert "thiếu cột «mã» (code)" in refusal(write(tmp_path, "a.xlsx", packed(workbook(["Mã thủ tục"]))))
    assert "không có dòng tiêu đề" in refusal(write(tmp_path, "a.xlsx", packed(workbook())))


def test_json_rows_under_column_names(tmp_path: Path) -> None:
    rows = [
        {**ROW, "reused": True, "supplement_requests": 2, "Số điện thoại": "09", "la": {"a": 1}},
        {**ROW, "status": 9.0},
    ]
    found = staged(json_of(tmp_path, rows))
    first, last = accepted(found)
    assert (first["reused"], first["supplement_requests"], last["status"]) == (True, 2, 9)
    assert (found.dropped, found.unknown) == (("Số điện thoại",), ("la",))
    lines = write(
        tmp_path, "a.jsonl", "\n".join(f'{{"mã hồ sơ": "{CODE}", "MaTTHC": "2.000815"}}' for _ in range(3)) + "\n\n"
    )
    assert [row["row"] for row in accepted(staged(lines))] == [1, 2, 3]
    assert "hai trường cùng nghĩa: «code» và «MaHoSo»" in reason(json_of(tmp_path, {**ROW, "MaHoSo": CODE}))
    assert reason(json_of(tmp_path, {**ROW, "unit": ["H55"]})) == "bản ghi không đúng dạng"
    for table, row in MINIMAL.items():
        assert only(json_of(tmp_path, row), table)["row"] == 1


def test_steps_add_up_to_all_rows(tmp_path: Path) -> None:
    steps: list[int] = []
    read_facts(DOSSIERS, csv_of(tmp_path, ROW, {**ROW, "status": "11"}), KNOWN, tmp_path, steps.append)
    assert steps == [1, 1]


def test_days_and_seconds_count_from_the_same_midnight(tmp_path: Path) -> None:
    row = only(
        csv_of(tmp_path, {**MINIMAL[PROCEDURES], "decided_on": "2026-01-05T23:00", "recorded_at": "2026-01-05T00:00"}),
        PROCEDURES,
    )
    assert row["decided_on"] == day_number(KNOWN.day.replace(month=1, day=5))
    assert row["recorded_at"] == second("2026-01-05T00:00") == int(str(row["decided_on"])) * 86_400


def test_whole_numbers_as_data_frames_write_them(tmp_path: Path) -> None:
    row = only(csv_of(tmp_path, {**ROW, "status": "9.0", "supplement_seconds": "86400.0", "reused": "1.0"}))
    assert (row["status"], row["supplement_seconds"], row["reused"]) == (9, 86_400, True)


def test_a_column_of_nothing_in_parquet_is_unknown(tmp_path: Path) -> None:
    path = tmp_path / "trong.parquet"
    columns = {name: pa.array([value]) for name, value in ROW.items()}
    pq.write_table(pa.table({**columns, "paid_at": pa.nulls(1)}), path)
    assert "paid_at" not in only(path)  # unknown values are left out


def test_of_two_headings_of_one_meaning_the_likelier_counts(tmp_path: Path) -> None:
    row = {**ROW, "Đơn vị tiếp nhận": "x", "unit": ROW["unit"]}
    found = staged(csv_of(tmp_path, row))
    assert accepted(found)[0]["unit"] == "H55.12"
    assert any("bỏ qua «Đơn vị tiếp nhận»" in warning for warning in found.warnings)


def test_what_a_merged_province_had_counts_for_it(tmp_path: Path) -> None:
    row = {**ROW, "code": "000.00.12.H03-250601-0001", "unit": ""}
    assert only(csv_of(tmp_path, row))["unit"] == "H03"


@pytest.mark.parametrize(
    ("column", "text", "said"),
    [
        ("ended_at", "2026-01-05T07:59:59", "kết thúc xử lý (ended_at) trước khi tiếp nhận (received_at)"),
        ("due_at", "2026-01-04", "hẹn trả (due_at) trước khi tiếp nhận (received_at)"),
    ],
)
def test_a_dossier_with_dates_out_of_order_is_one_all_the_same(
    tmp_path: Path, column: str, text: str, said: str
) -> None:
    found = staged(csv_of(tmp_path, {**ROW, column: text}))
    assert len(accepted(found)) == 1 and any(said in warning for warning in found.warnings)


@pytest.mark.parametrize("nothing", ["nan", "NaT", "None", "NULL", "<NA>"])
def test_nothing_as_data_frames_write_it_is_unknown(tmp_path: Path, nothing: str) -> None:
    row = only(
        csv_of(tmp_path, {**ROW, "due_at": nothing, "supplement_seconds": nothing, "reused": nothing, "fee": "none"})
    )
    assert row["fee"] == 0 and not {"due_at", "supplement_seconds", "reused"} & set(row)
