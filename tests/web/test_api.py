"""The API: one shape of success, one of error, nothing lost that was acknowledged, nothing taken from elsewhere."""

import asyncio
import json
import re
import shutil
import signal
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import httpx
import jsonschema_rs
import pytest
from fastapi import FastAPI, Request
from serving import Served, serving
from starlette.datastructures import Headers

from bochiso.time import now
from bochiso.web import intake as intake_module
from bochiso.web.app import create_app
from bochiso.web.envelope import Refusal, error_response
from bochiso.web.etags import known
from bochiso.web.intake import MOST_WAITING, Intake
from bochiso.web.media import chosen
from bochiso.web.openapi import document, examples
from bochiso.web.parts import PARTS
from bochiso.web.query import Form
from bochiso.web.resources import resources
from bochiso.web.upload import LARGEST
from bochiso.web.writer import Sent, Taken
from bochiso.workspace.opened import opened

JSON_BODY = {"Content-Type": "application/json"}
EVERY = {"data", "meta"}


@pytest.fixture
def client(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.url + "/api/v1", timeout=40) as made:
        yield made


def dossier(number: object = None, **more: str) -> dict[str, str]:
    """A message that the ledger takes: new unless its number was used before."""
    code = f"000.00.16.H55-230901-{number or uuid4().int % 10**9}"
    usual = {
        "MaHoSo": code,
        "MaTTHC": "1.001193",
        "DonViXuLy": "Sở Tư pháp",
        "KenhThucHien": "2",
        "NgayTiepNhan": "20230830080000",
        "NgayHenTra": "20230915080000",
        "TrangThaiHoSo": "4",
    }
    return usual | more


def problems(response: httpx.Response, status: int) -> str:
    """All that an error says, once its shape was seen to be the one shape."""
    assert response.status_code == status, response.text[:500]
    assert response.headers["content-type"] == "application/json"
    told = response.json()
    assert set(told) == {"error"} and set(told["error"]) == {"status", "title", "problems"}
    assert told["error"]["status"] == status and told["error"]["title"]
    for problem in told["error"]["problems"]:
        assert list(problem) == ["where", "what", "why", "remedy"] and all(problem.values())
    return json.dumps(told["error"]["problems"], ensure_ascii=False)


# The description


def closed(schema: object) -> object:
    """The schema, with fields that it does not name forbidden."""
    match schema:
        case dict():
            kept = {key: closed(value) for key, value in schema.items()}
            return kept | ({"additionalProperties": False} if "properties" in schema else {})
        case list():
            return [closed(each) for each in schema]
        case _:
            return schema


def test_every_part_has_an_address_and_an_example_of_its_documented_form() -> None:
    described = document()
    components = closed({"components": described["components"]})
    assert isinstance(components, dict)
    paths = described["paths"]
    assert isinstance(paths, dict)
    operations = {operation["operationId"]: operation for path in paths.values() for operation in path.values()}
    assert {resource.part.name for resource in resources(PARTS)} == set(PARTS) < set(operations)
    assert set(examples()) == set(operations), "run: python docs/api_examples.py"
    for name, operation in operations.items():
        content = operation["responses"]["200"]["content"]["application/json"]
        schema = closed(content["schema"])
        assert isinstance(schema, dict)
        assert jsonschema_rs.is_valid(schema | components, content["example"]), name
        assert {"403", "405", "406", "422", "500", "503"} <= set(operation["responses"])


def test_a_parameter_says_what_it_may_be() -> None:
    paths = document()["paths"]
    assert isinstance(paths, dict)
    for path, methods in paths.items():
        for operation in methods.values():
            for parameter in operation["parameters"]:
                assert parameter["description"] and parameter["schema"], path
                if "example" in parameter:
                    jsonschema_rs.validate(parameter["schema"], parameter["example"])
        assert set(re.findall(r"{(\w+)}", path)) == {
            each["name"] for each in methods.get("get", {}).get("parameters", ()) if each["in"] == "path"
        }


def test_the_page_of_the_api_needs_no_script_and_no_other_host(client: httpx.Client) -> None:
    page = client.get("/docs").text
    for path in document()["paths"]:  # type: ignore[attr-defined]
        assert path in page
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", page)
    assert 'data-keys=""' in page, "a page that never changes asks for no events"


# Reading


def test_an_answer_has_its_instant_its_source_and_a_strong_etag(client: httpx.Client) -> None:
    answer = client.get("/overview", params={"at": "2023-08-31T16:30:00"})
    assert answer.status_code == 200 and set(answer.json()) == EVERY
    meta = answer.json()["meta"]
    assert meta["at"] == "2023-08-31T16:30:00+07:00" and meta["edition"] == "766/portal-2022"
    assert meta["instant"] and meta["period"] and meta["view"] and meta["source"]
    assert meta["state"].keys() == {"snapshot", "load"} and isinstance(meta["stale"], bool)
    etag = answer.headers["etag"]
    assert etag.startswith('"') and answer.headers["cache-control"] == "no-cache"
    known = client.get("/overview", params={"at": "2023-08-31T16:30:00"}, headers={"If-None-Match": f'"x", {etag}'})
    assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", etag)
    head = client.head("/overview", params={"at": "2023-08-31T16:30:00"})
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", etag)
    assert head.headers["content-length"] == str(len(answer.content))


def test_an_etag_is_compared_as_a_whole() -> None:
    def has(given: str) -> bool:
        return known(Headers({"If-None-Match": given}), '"a"')

    assert has('W/"a", "b"') and has("*") and has('"a"')
    assert not has('"ab"') and not has("") and not known(Headers({}), '"a"')


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", Form.JSON),
        ("*/*", Form.JSON),
        ("text/csv", Form.CSV),
        ("TEXT/*", Form.CSV),
        ("text/csv;q=0.5, application/json;q=0.4", Form.CSV),
        ("text/csv;q=0.5, application/json", Form.JSON),
        ("*/*, application/json;q=0", Form.CSV),
        ("text/csv;q=0", None),
        ("image/png", None),
        ("text/csv;q=nan", None),
        ("text/csv;q=x", None),
        ("nonsense", None),
    ],
)
def test_the_form_is_the_one_the_client_likes_best(accept: str, expected: Form | None) -> None:
    assert chosen(accept, (Form.JSON, Form.CSV)) is expected


def test_a_table_comes_as_csv_where_csv_is_asked_for(client: httpx.Client) -> None:
    answer = client.get("/snapshots", headers={"Accept": "text/csv"})
    assert answer.headers["content-type"].startswith("text/csv; charset=utf-8")
    assert answer.headers["content-disposition"] == 'attachment; filename="bochiso-snapshots.csv"'
    assert answer.headers["vary"] == "Accept" and answer.content.startswith("\ufeffid,as_of".encode())
    assert "application/json" in problems(client.get("/overview", headers={"Accept": "text/csv"}), 406)


def test_what_cannot_be_asked_is_told_in_words(client: httpx.Client) -> None:
    assert "không có trong API này" in problems(client.get("/khong-co"), 404)
    wrong = client.put("/overview")
    assert "GET" in problems(wrong, 405) and "GET" in wrong.headers["allow"]
    assert "at, period, view" in problems(client.get("/overview", params={"at_": "2023"}), 422)
    assert "không có giá trị" in problems(client.get("/overview", params={"unit": ""}), 422)
    assert "hai giá trị" in problems(client.get("/overview?unit=a&unit=b"), 422)
    assert "ngày giờ" in problems(client.get("/overview", params={"at": "hôm qua"}), 422)
    assert "không có trong số liệu" in problems(client.get("/overview", params={"unit": "Sở Không Có"}), 404)


HOSTILE = [
    "\0",
    "\u202eH55",
    "<script>alert(1)</script>",
    "a" * 9000,
    "%",
    "H55'; DROP TABLE load;--",
    "{{7*7}}",
    "\ue000",
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:20])
def test_hostile_texts_are_harmless(client: httpx.Client, served: Served, text: str) -> None:
    for name in ("unit", "at", "view"):
        unknown = name == "unit" and len(text) < 200 and text.isprintable()
        told = problems(client.get("/overview", params={name: text}), 404 if unknown else 422)
        assert "\0" not in told and "\u202e" not in told
        page = httpx.get(served.url + "/", params={name: text}, timeout=40)
        assert page.status_code in (200, 404, 422) and "<script>alert" not in page.text and "\u202e" not in page.text


def test_a_name_in_decomposed_letters_is_the_same_name(client: httpx.Client) -> None:
    name = "So\u031b\u0309 Tu\u031b pha\u0301p"
    assert client.get("/overview", params={"unit": name}).json()["data"]["now"]["units"][0]["name"] == "Sở Tư pháp"


def test_a_query_of_ten_megabytes_is_refused_and_nobody_else_feels_it(client: httpx.Client, served: Served) -> None:
    host, _, port = served.url.removeprefix("http://").partition(":")
    asked = b"GET /api/v1/overview?unit=" + b"a" * 10_000_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"
    # The server hangs up on it, be it before it was read.
    with socket.create_connection((host, int(port)), timeout=20) as line, suppress(ConnectionError):
        line.sendall(asked)
        assert line.recv(12) == b"HTTP/1.1 400"
    assert client.get("/snapshots").status_code == 200


# Writing


def test_a_body_is_taken_once(client: httpx.Client, served: Served) -> None:
    body = json.dumps([dossier(), dossier()])
    first = client.post("/dossiers", content=body, headers=JSON_BODY)
    assert first.status_code == 200, first.text
    taken = first.json()["data"]
    assert (taken["taken"], taken["unchanged"], taken["refused"], taken["earlier_load"]) == (2, 0, 0, None)
    assert "ChuHoSo" in taken["personal_fields_not_read"]
    again = client.post("/dossiers", content=body, headers=JSON_BODY).json()["data"]
    assert (again["taken"], again["unchanged"], again["earlier_load"]) == (0, 2, taken["load"])
    with opened(served.workspace) as place:
        load = place.ledger.load(taken["load"])
        assert load is not None and (load.kind, load.rows_taken) == ("dossiers", 2)


def test_what_was_sent_again_after_newer_word_says_how_to_send_news(client: httpx.Client) -> None:
    old = dossier()
    new = old | {"TrangThaiHoSo": "2"}
    sent = [client.post("/dossiers", json=[body]).json()["data"] for body in (old, new, old, new, old)]
    assert [each["taken"] for each in sent] == [1, 1, 0, 0, 0]
    assert "recorded_at" in sent[-1]["warnings"][0]
    news = client.post("/dossiers", json=[old], params={"recorded_at": str(now())}).json()["data"]
    assert news["taken"] == 1


def test_the_envelope_of_the_portal_is_taken(client: httpx.Client) -> None:
    envelope = {"session": "s", "madonvi": "H55", "service": "DongBoHoSoMC", "isUpdating": "False", "data": [dossier()]}
    assert client.post("/dossiers", json=envelope).json()["data"]["taken"] == 1
    progress = [{"MaHoSo": dossier(7)["MaHoSo"], "TrangThai": "4", "ThoiDiemXuLy": "20230901080000"}]
    assert client.post("/progress", json=progress).json()["data"]["taken"] == 1


def test_refused_rows_are_told_with_their_reasons(client: httpx.Client) -> None:
    bad = dossier(TrangThaiHoSo="99")
    some = client.post("/dossiers", json=[dossier(), bad])
    assert some.status_code == 200
    data = some.json()["data"]
    assert (data["taken"], data["refused"]) == (1, 1)
    (row,) = data["refused_rows"]
    assert row["row"] == 2 and "99" in row["reason"]
    many = client.post("/dossiers", json=[bad] * 150).json()
    assert len(many["error"]["problems"]) == 100
    assert "bản ghi 1" in problems(client.post("/dossiers", json=[bad]), 422)


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"", "không có gì"),
        (b"[]", "không có bản ghi nào"),
        (b'{"data": []}', "không có bản ghi nào"),
        (b"ma_ho_so,ma_tthc\n", "không bắt đầu bằng"),
        (b"PAR1", "không bắt đầu bằng"),
        (b'{"data": [', "cắt cụt"),
        (b"[" * 200_000, "quá nhiều lớp"),
        (b'[{"a":' * 100_000, "nội dung gửi lên"),
        (b'[{"MaHoSo": "\xff"}]', "UTF-8"),
        (b'[{"MaHoSo": "a\0"}]', "NUL"),
        (b'[{"MaHoSo": "1", "ThoiDiemXuLy": "", "NoiDungXuLy": ""}]', "bản tin tiến độ"),
    ],
    ids=[
        "none",
        "empty",
        "empty-envelope",
        "csv",
        "parquet",
        "cut",
        "deep",
        "deep-objects",
        "bytes",
        "nul",
        "progress",
    ],
)
def test_a_body_that_cannot_be_read_is_told_why(client: httpx.Client, body: bytes, word: str) -> None:
    told = problems(client.post("/dossiers", content=body, headers=JSON_BODY), 422)
    assert word in told and "api-dossiers" not in told


def test_no_page_from_elsewhere_can_write(client: httpx.Client) -> None:
    body = json.dumps([dossier()])
    refused: list[Mapping[str, str]] = [
        {"Origin": "http://trang-khac.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Host": "trang-khac.example"},
    ]
    for headers in refused:
        problems(client.post("/dossiers", content=body, headers={**JSON_BODY, **headers}), 403)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        problems(client.post("/dossiers", content=body, headers={"Content-Type": kind}), 415)
    problems(client.post("/dossiers", content=body, headers=JSON_BODY | {"Content-Encoding": "gzip"}), 415)
    problems(client.get("/snapshots", headers={"Host": "trang-khac.example:80"}), 403)
    own = str(client.base_url.copy_with(path="")).rstrip("/")
    same = JSON_BODY | {"Origin": own, "Sec-Fetch-Site": "same-origin"}
    assert client.post("/dossiers", content=body, headers=same).json()["data"]["taken"] == 1, "and nothing came of them"


def test_what_was_recorded_later_than_now_is_refused(client: httpx.Client) -> None:
    query = {"recorded_at": "2098-01-01"}
    assert "sau lúc này" in problems(client.post("/dossiers", json=[dossier()], params=query), 422)
    problems(client.post("/dossiers", json=[dossier()], params={"recorded": "2023"}), 422)


def test_a_body_beyond_the_bound_is_refused_also_in_pieces(client: httpx.Client) -> None:
    big = b"[" + b" " * LARGEST
    problems(client.post("/dossiers", content=big, headers=JSON_BODY), 413)
    pieces = (big[at : at + 2**20] for at in range(0, len(big), 2**20))
    problems(client.post("/dossiers", content=pieces, headers=JSON_BODY), 413)


def test_who_writes_reads_it(client: httpx.Client) -> None:
    load = client.post("/dossiers", json=[dossier()]).json()["data"]["load"]
    seen = client.get("/snapshots", headers={"Cache-Control": "no-cache"}).json()["meta"]
    assert seen["state"]["load"] >= load and not seen["stale"]


class Slow:
    """A writer that begins nothing until it is let go."""

    go = threading.Event()

    def __init__(self, *_given: object) -> None:
        pass

    def call(self, question: object) -> object:
        self.go.wait(10)
        assert isinstance(question, Sent) and question.file.exists()
        return Taken(1, 1, 0, 0, (), None, (), (), ())

    def close(self) -> None:
        pass


def test_bodies_wait_in_a_bounded_line(sample_workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake_module, "Child", Slow)
    statuses = asyncio.run(_line(sample_workspace))
    assert statuses == [200] * MOST_WAITING + [429] * 3


async def _line(workspace: Path) -> list[int]:
    with opened(workspace) as place:
        app, intake = FastAPI(), Intake(workspace, place.ledger)

        @app.post("/")
        async def take(request: Request) -> object:
            try:
                await intake.take(request, "dossiers", None)
            except Refusal as refusal:
                assert refusal.retry > 0
                return error_response(refusal.status, refusal.problems, refusal.retry)
            return None

        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
            waiting = [asyncio.create_task(client.post("/", json=[dossier()])) for _ in range(MOST_WAITING)]
            await asyncio.sleep(0.3)
            turned_away = [await client.post("/", json=[dossier()]) for _ in range(3)]
            Slow.go.set()
            answers = [*(await asyncio.gather(*waiting)), *turned_away]
        intake.close()
        return [answer.status_code for answer in answers]


def test_what_was_acknowledged_outlives_the_server(sample_workspace: Path, tmp_path: Path) -> None:
    workspace = tmp_path / "khong-gian"
    shutil.copytree(sample_workspace, workspace)
    with serving(workspace) as running, httpx.Client(base_url=running.url + "/api/v1", timeout=40) as client:
        last = client.post("/dossiers", json=[dossier()]).json()["data"]["load"]
        lost = threading.Thread(target=_ignoring, args=(running.url,))
        lost.start()
        acknowledged = client.post("/dossiers", json=[dossier() for _ in range(50)]).json()["data"]
        running.process.send_signal(signal.SIGKILL)
        running.process.wait()
        lost.join()
    with opened(workspace) as place:
        found = place.ledger.load(acknowledged["load"])
        assert found is not None and found.rows_taken == 50 and found.number > last
        assert len({load.number for load in place.ledger.loads()}) == len(place.ledger.loads())


def _ignoring(url: str) -> None:
    """Send until the server is gone."""
    with suppress(httpx.TransportError):
        while True:
            httpx.post(url + "/api/v1/dossiers", json=[dossier()], timeout=40)


def test_the_public_server_has_no_api(sample_workspace: Path) -> None:
    assert not [path for path in _paths(create_app(sample_workspace, public=True)) if path.startswith("/api")]
    assert [path for path in _paths(create_app(sample_workspace)) if path.startswith("/api")]


def _paths(app: FastAPI) -> list[str]:
    return [str(getattr(route, "path", "")) for route in app.routes]
