"""Real answers of the portal, trimmed, and what becomes of each part of them."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from intake_support import AT_2023, AT_2026, PORTAL, figure, only, read, refusal, write

from bochiso.intake.read import read_published
from bochiso.score.snapshot import Flag, Measured, NoData, NotApplicable, Reported, Snapshot, SnapshotUnit
from bochiso.units.tree import UnitKind

SERVICES = (
    "transparency",
    "dossier-digitized",
    "handling-satisfaction",
    "dvc-progress-tree",
    "provide-online-tree",
    "formality-online-payment-tree",
)
PHU_THO = tuple(PORTAL / f"{service}.phu-tho.2026-09-26.json" for service in SERVICES)
NATIONAL = PORTAL / "service-results.national.2026-09-17.json"
REQUEST = PORTAL / "service-results.national.2026-09-17.request.json"


def answer(data: object, code: str = "OK", message: str = "OK") -> str:
    return json.dumps({"code": code, "data": data, "message": message})


def metrics(*entries: dict[str, object]) -> str:
    """A transparency answer of Thái Nguyên with these metrics."""
    overview = {"departmentId": "id-55", "departmentName": "UBND tỉnh Thái Nguyên", "departmentCode": "H55"}
    return answer({"overview": overview | {"metrics": list(entries)}, "evaluation": []})


def metric(**parts: object) -> dict[str, object]:
    return {"code": "PUBLISH_ON_TIME", "name": "…", "maxScore": 6} | parts


class TestAllSevenEndpoints:
    def test_six_pages_make_one_snapshot(self) -> None:
        snapshot = only(read(*PHU_THO, at=AT_2026))
        assert [unit.code for unit in snapshot.units] == ["H44", "H44.01", "H44.07", "H44.100"]
        assert (snapshot.edition, str(snapshot.period), snapshot.view) == ("766/portal-2026", "2026", "portal")
        assert {origin.kind for origin in snapshot.origins} == {f"portal:{service}" for service in SERVICES}

    @pytest.mark.parametrize(
        ("item", "value", "points", "maximum", "rate"),
        [
            ("1.3", Measured(87, 89), "1.96", "2", "97.75"),
            ("1.4", Measured(475053, 475053), "6", "6", "100"),
            ("2.1", Measured(528684, 597918), "17.68", "20", "88.42"),
            ("3.1", Measured(31 + 21, 89), None, None, None),
            ("3.2", Measured(516, 1884), None, None, None),
            ("3.3", Measured(589496, 597894), None, None, None),
            ("2.2", Reported(text="4,1 ngày"), None, None, None),
            ("3.4", Measured(8398, 597894), None, None, None),
            ("3.5a", Measured(68, 313), None, None, None),
            ("3.5b", Measured(119, 313), None, None, None),
            ("3.6", Measured(309542, 358625), None, None, None),
            ("4.5a", Measured(396, 1300), "0.61", "2", "30.46"),
            ("4.6", Reported(rate=Decimal(100)), "2", "2", None),
            ("5.1a", Measured(413, 570), None, "0", "72.46"),
            ("5.4", Measured(528464, 597918), "5.89", "6", "88.38"),
            ("CKMB", Reported(rate=Decimal("44.22")), "7.96", "18", None),
            ("TDGQ", Reported(rate=Decimal("88.42")), "17.68", "20", None),
            ("CLGQ", Reported(rate=Decimal("71.33")), "8.56", "12", None),
            ("TTTT", Reported(rate=Decimal("66.7")), "6.67", "10", None),
            ("MDHL", Reported(rate=Decimal("63.5")), "11.43", "18", None),
            ("MDSH", Reported(rate=Decimal("43.59")), "9.59", "22", None),
        ],
    )
    def test_province(
        self, item: str, value: object, points: str | None, maximum: str | None, rate: str | None
    ) -> None:
        found = figure(read(*PHU_THO, at=AT_2026), "H44", item)
        assert found.value == value
        printed = (found.points, found.maximum, found.printed_rate)
        assert [part if part is None else str(part) for part in printed] == [points, maximum, rate]

    def test_codes_missing_in_two_pages_come_from_the_others(self) -> None:
        intake = read(*PHU_THO, at=AT_2026)
        assert figure(intake, "H44.100", "1.4").source.startswith("transparency.phu-tho.2026-09-26.json#/data/evalu")
        assert not any("departmentId" in warning for warning in intake.warnings)

    def test_nothing_of_a_kind_is_not_applicable_and_keeps_its_points(self) -> None:
        found = figure(read(*PHU_THO, at=AT_2026), "H44.01", "5.2")
        assert isinstance(found.value, NotApplicable)
        assert (found.points, found.printed_rate) == (Decimal(6), Decimal(0))

    def test_flags_are_verbatim(self) -> None:
        assert figure(read(*PHU_THO, at=AT_2026), "H44", "1.4").flags == (
            Flag(
                "TEMP_NATIONAL_REPORT_DENOMINATOR",
                "Mẫu số BCQG/GRIS đang dùng số tạm, cần thay bằng dữ liệu crawl hệ thống cũ.",
            ),
        )

    def test_kinds_and_parents(self) -> None:
        units = {unit.code: unit for unit in only(read(*PHU_THO, at=AT_2026)).units}
        assert [(units[code].kind, units[code].parent) for code in ("H44", "H44.07", "H44.100")] == [
            (UnitKind.PROVINCE, "VN"),
            (UnitKind.DEPARTMENT, "H44"),
            (UnitKind.COMMUNE, "H44"),
        ]

    def test_what_no_figure_takes_up_is_kept(self) -> None:
        extra = {origin.kind: origin.extra for origin in only(read(*PHU_THO, at=AT_2026)).origins}
        assert extra["portal:provide-online-tree"]["/data/parent/onlineOnTimeSum"] == "522087"
        assert "/data/parent/channelPostalSum" not in extra["portal:provide-online-tree"]
        assert extra["portal:provide-online-tree"]["/data/children/0/scoreDelta"] == "null"
        assert extra["portal:dvc-progress-tree"]["/data/parent/totalCompleted"] == "490441"
        assert "/data/parent/avgProcessingDays" not in extra["portal:dvc-progress-tree"]
        assert not any("numerator" in pointer for each in extra.values() for pointer in each)

    def test_the_summary_of_the_nation(self) -> None:
        intake = read(NATIONAL, REQUEST)
        assert str(only(intake).as_of) == "2026-09-17"
        assert figure(intake, "VN", "total").points == Decimal("56.56")
        assert figure(intake, "VN", "ONLINE_SERVICE").maximum == 22
        assert figure(intake, "H55", "CKMB").points == Decimal("8.1")
        assert figure(intake, "H55", "total").value == Reported(rate=Decimal("61.48"))
        nation = only(intake).unit("VN")
        assert nation is not None
        assert nation.kind is UnitKind.NATION

    def test_no_ranks_from_row_numbers(self) -> None:
        for paths in (PHU_THO, (NATIONAL,)):
            assert not any(found.item == "rank" for found in only(read(*paths, at=AT_2026)).figures)

    def test_the_order_of_files_changes_nothing(self) -> None:
        one, other = read(*PHU_THO, at=AT_2026), read(*reversed(PHU_THO), at=AT_2026)
        assert only(one) == only(other)
        assert Snapshot.from_json(only(one).to_json()).id == only(one).id

    def test_names_of_files_do_not_matter(self, tmp_path: Path) -> None:
        copies = [write(tmp_path, f"{index}.json", path.read_bytes()) for index, path in enumerate(PHU_THO)]
        assert len(only(read(*copies, at=AT_2026)).figures) == len(only(read(*PHU_THO, at=AT_2026)).figures)


class TestInstantAndPeriod:
    def test_a_date_in_every_name_is_taken_and_said(self) -> None:
        intake = read(*PHU_THO)
        assert str(only(intake).as_of) == "2026-09-26"
        assert any("lấy ngày 26/9/2026 theo tên tệp" in warning for warning in intake.warnings)

    def test_at_wins_over_names_and_says_so(self) -> None:
        intake = read(NATIONAL, at=AT_2026)
        assert str(only(intake).as_of) == "2026-09-26"
        assert any("tên tệp ghi ngày 17/9/2026" in warning for warning in intake.warnings)

    def test_without_a_date_at_is_asked_for(self, tmp_path: Path) -> None:
        assert "--at 2026-09-26T16:30" in refusal(write(tmp_path, "a.json", PHU_THO[0].read_bytes()))

    def test_names_with_different_dates_are_refused(self) -> None:
        assert "ngày trong tên các tệp khác nhau" in refusal(NATIONAL, *PHU_THO)

    def test_the_request_sets_the_period(self, tmp_path: Path) -> None:
        request = write(tmp_path, "hoi.json", '{"timeType": "quarter", "year": 2026, "quarter": 3}')
        assert str(only(read(*PHU_THO, request)).period) == "2026-Q3"

    def test_a_period_that_has_not_begun(self, tmp_path: Path) -> None:
        request = write(tmp_path, "hoi.json", '{"timeType": "month", "year": 2026, "month": 11}')
        assert "trước khi kỳ 2026-11" in refusal(*PHU_THO, request)

    def test_two_periods(self, tmp_path: Path) -> None:
        one = write(tmp_path, "1.json", '{"timeType": "month", "year": 2026, "month": 8}')
        assert "nhiều kỳ khác nhau" in refusal(*PHU_THO, one, REQUEST)

    def test_a_request_for_one_procedure(self, tmp_path: Path) -> None:
        request = write(tmp_path, "hoi.json", '{"timeType": "year", "year": 2026, "formalityId": "x"}')
        assert "chỉ hỏi một thủ tục" in refusal(*PHU_THO, request)

    def test_an_instant_of_another_edition(self, tmp_path: Path) -> None:
        path = write(tmp_path, "a.json", PHU_THO[0].read_bytes())
        assert "không có các chỉ tiêu của Cổng hiện nay" in refusal(path, at=AT_2023)


class TestValues:
    @pytest.mark.parametrize(
        ("parts", "value"),
        [
            ({"numerator": 1, "denominator": 4, "ratio": 25, "score": 1.5}, Measured(1, 4)),
            ({"numerator": 0, "denominator": 4, "ratio": 0, "score": 0}, Measured(0, 4)),
            (
                {"numerator": 0, "denominator": 0, "ratio": 0, "score": None},
                NotApplicable("không phát sinh (0/0)", counted=True),
            ),
            ({"numerator": None, "denominator": None, "ratio": 99.5}, Reported(rate=Decimal("99.5"))),
            ({"numerator": None, "denominator": None, "ratio": None, "score": 2}, Reported()),
            ({"numerator": None, "denominator": None, "ratio": None}, NoData("nguồn không có số liệu")),
            ({"numerator": 7, "denominator": None}, Reported(count=7)),
            ({"numerator": None, "denominator": 4}, NoData("nguồn không có số liệu")),
            ({"numerator": None, "denominator": 4, "ratio": 50, "score": 2}, Reported(rate=Decimal(50))),
        ],
    )
    def test_null_is_never_zero(self, tmp_path: Path, parts: dict[str, object], value: object) -> None:
        path = write(tmp_path, "a.json", metrics(metric(**parts)))
        assert figure(read(path, at=AT_2026), "H55", "1.1").value == value

    def test_numbers_are_exact(self, tmp_path: Path) -> None:
        text = metrics(metric(numerator=1, denominator=3)).replace('"numerator"', '"ratio": 33.330, "numerator"')
        found = figure(read(write(tmp_path, "a.json", text), at=AT_2026), "H55", "1.1")
        assert str(found.printed_rate) == "33.330"

    def test_more_than_all_is_kept_and_said(self, tmp_path: Path) -> None:
        path = write(tmp_path, "a.json", metrics(metric(numerator=5, denominator=4)))
        intake = read(path, at=AT_2026)
        assert figure(intake, "H55", "1.1").value == Measured(5, 4)
        assert any("tử số 5 lớn hơn mẫu số 4" in warning for warning in intake.warnings)

    def test_an_unknown_metric_is_kept_aside(self, tmp_path: Path) -> None:
        path = write(tmp_path, "a.json", metrics(metric(numerator=1, denominator=4), metric(code="NEW_ONE", score=3)))
        intake = read(path, at=AT_2026)
        assert any("NEW_ONE" in warning for warning in intake.warnings)
        assert only(intake).origins[0].extra["/data/overview/metrics/1/score"] == "3"

    def test_a_numerator_left_out_is_said_and_its_denominator_is_kept_aside(self, tmp_path: Path) -> None:
        path = write(tmp_path, "a.json", metrics(metric(numerator=None, denominator=4, ratio=50, score=2)))
        intake = read(path, at=AT_2026)
        assert figure(intake, "H55", "1.1").points == 2
        assert any("/data/overview/metrics/0/numerator: 1.1: Cổng không cho tử số" in w for w in intake.warnings)
        assert only(intake).origins[0].extra["/data/overview/metrics/0/denominator"] == "4"

    def test_points_above_the_maximum_are_said(self, tmp_path: Path) -> None:
        intake = read(write(tmp_path, "a.json", metrics(metric(numerator=1, denominator=4, score=7))), at=AT_2026)
        assert figure(intake, "H55", "1.1").points == 7
        assert any("/data/overview/metrics/0: 1.1: 7 điểm, trên mức tối đa 6" in w for w in intake.warnings)
        assert not any("trên mức tối đa" in warning for warning in read(*PHU_THO).warnings)

    def test_a_metric_without_code(self, tmp_path: Path) -> None:
        nameless: dict[str, object] = {"score": 1}
        intake = read(write(tmp_path, "a.json", metrics(metric(numerator=1, denominator=4), nameless)), at=AT_2026)
        assert any("metrics/1: có chỉ tiêu không ghi mã" in warning for warning in intake.warnings)
        assert not any("None" in warning for warning in intake.warnings)

    def test_another_maximum_is_said(self, tmp_path: Path) -> None:
        path = write(tmp_path, "a.json", metrics(metric(numerator=1, denominator=4, maxScore=8)))
        assert any("điểm tối đa là 8" in warning for warning in read(path, at=AT_2026).warnings)


class TestUnits:
    def test_known_units_join_by_id(self) -> None:
        id = json.loads(PHU_THO[0].read_text())["data"]["evaluation"][0]["departmentId"]
        known = {id: SnapshotUnit("H44.01", "Văn phòng UBND tỉnh", UnitKind.DEPARTMENT, "H44", id)}
        snapshot = only(read_published(PHU_THO[:1], at=AT_2026, known=known))
        assert snapshot.unit("H44.01") is not None

    def test_a_province_goes_by_its_name(self) -> None:
        assert only(read(PHU_THO[0], at=AT_2026)).unit("H44") is not None

    def test_others_go_by_their_id_and_the_remedy_is_named(self) -> None:
        intake = read(PHU_THO[0], at=AT_2026)
        lone = [unit for unit in only(intake).units if unit.code == unit.portal_id]
        assert {unit.parent for unit in lone} == {"H44"}
        assert any("3 dòng không có mã" in warning and "dvc-progress-tree" in warning for warning in intake.warnings)

    def test_old_codes_become_new_ones(self, tmp_path: Path) -> None:
        text = metrics(metric(numerator=1, denominator=4)).replace('"H55"', '"000.00.00.H55"')
        assert only(read(write(tmp_path, "a.json", text), at=AT_2026)).unit("H55") is not None

    def test_one_id_with_two_codes(self, tmp_path: Path) -> None:
        text = PHU_THO[3].read_text().replace('"H44.07"', '"H44.70"')
        other = write(tmp_path, "b.json", text)
        assert "có hai mã: H44.07 và H44.70" in refusal(PHU_THO[1], other, at=AT_2026)


class TestTogether:
    def test_the_same_file_twice(self, tmp_path: Path) -> None:
        copy = write(tmp_path, "copy.json", NATIONAL.read_bytes())
        intake = read(NATIONAL, copy, at=AT_2026)
        assert any("copy.json: nội dung giống hệt" in warning for warning in intake.warnings)
        assert only(intake).figures == only(read(NATIONAL, at=AT_2026)).figures

    def test_the_same_figures_twice(self, tmp_path: Path) -> None:
        again = write(tmp_path, "again.json", NATIONAL.read_text() + "\n")
        intake = read(NATIONAL, again, at=AT_2026)
        assert any("giống nhau; chỉ giữ một bản" in warning for warning in intake.warnings)

    def test_figures_that_disagree_name_both_places(self, tmp_path: Path) -> None:
        other = write(tmp_path, "other.json", NATIONAL.read_text().replace("61.48", "61.49"))
        message = refusal(NATIONAL, other, at=AT_2026)
        assert "total của H55 có hai số liệu khác nhau" in message
        assert NATIONAL.name in message
        assert "other.json#/data/evaluation/" in message

    def test_summary_and_page_fill_each_other_in(self, tmp_path: Path) -> None:
        phu_tho = json.loads(NATIONAL.read_text())
        row = next(row for row in phu_tho["data"]["evaluation"] if row["departmentCode"] == "H44")
        row["groupScores"]["CKMB"] = 7.96
        same = write(tmp_path, "same.json", json.dumps(phu_tho))
        found = figure(read(same, PHU_THO[0], at=AT_2026), "H44", "CKMB")
        assert (found.points, found.maximum) == (Decimal("7.96"), Decimal(18))
        row["groupScores"]["CKMB"] = 7.97
        near = write(tmp_path, "near.json", json.dumps(phu_tho))
        intake = read(near, PHU_THO[0], at=AT_2026)
        assert figure(intake, "H44", "CKMB").points == Decimal("7.96")
        assert any("lệch không quá 0,01 điểm" in warning for warning in intake.warnings)

    def test_missing_pages_are_said_and_counted(self, tmp_path: Path) -> None:
        intake = read(*PHU_THO)
        assert any("còn thiếu trang" in warning for warning in intake.warnings)
        totals = [json.loads(path.read_text())["data"].get("pagination", {}).get("total", 3) for path in PHU_THO]
        assert only(intake).missing_units == max(totals) - 3 > 0
        assert only(read(PHU_THO[3])).missing_units == 0

    def test_every_problem_of_every_file_at_once(self, tmp_path: Path) -> None:
        one = write(
            tmp_path, "one.json", metrics(metric(numerator=-1, denominator=4), metric(code="1.2", numerator="x"))
        )
        two = write(tmp_path, "two.json", "{")
        message = refusal(one, two, tmp_path / "gone.json", at=AT_2026)
        for words in ("số âm (-1)", "phải là số, không phải x", "two.json", "gone.json: không có tệp này"):
            assert words in message
