"""The API as OpenAPI 3.1, made of what the server itself goes by: parts, their shapes, parameters, envelopes."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import TypeAdapter

from bochiso import __version__
from bochiso.web.envelope import TITLES, error_json
from bochiso.web.media import JSON, MEDIA
from bochiso.web.messages import TITLES as SENT_TITLES
from bochiso.web.messages import body_example, body_schema
from bochiso.web.parameters import parameter
from bochiso.web.parts import PARTS
from bochiso.web.query import Form
from bochiso.web.resources import Resource, resources
from bochiso.web.sending import NAMES, SENDABLE
from bochiso.web.shapes_api import ErrorShape, MetaShape, TakenShape

Schema = dict[str, object]

READ_ERRORS = (403, 404, 405, 406, 422, 500, 503)
SEND_ERRORS = (400, 403, 405, 406, 408, 413, 415, 422, 429, 500, 503)

ABOUT = (
    "Mọi số liệu trên các trang của bochiso, dạng JSON. Mỗi câu trả lời có data và meta (số liệu của lúc nào, nguồn "
    "nào, phiên bản nào); mọi lỗi có error với từng vấn đề: ở đâu, điều gì, vì sao, cách xử lý. Số thập phân và phân "
    "số chính xác ghi trong chuỗi; null là không có. GET nhận cả HEAD và If-None-Match; Cache-Control: no-cache thì "
    "chờ số liệu mới nhất. Địa chỉ nào có bảng thì Accept: text/csv cho tệp CSV."
)
_TAKEN = "taken"
_MODE: Literal["validation"] = "validation"


@cache
def document() -> Schema:
    """The whole description."""
    components, refs = _schemas()
    paths: dict[str, Schema] = {}
    for resource in resources(PARTS):
        paths.setdefault(resource.path, {})["get"] = _reading(resource, refs[resource.part.name])
    for path, table in SENDABLE.items():
        paths.setdefault(path, {})["post"] = _sending(table, refs[_TAKEN])
    return {
        "openapi": "3.1.0",
        "info": {"title": "bochiso", "version": __version__, "summary": "API của Bộ chỉ số 766", "description": ABOUT},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": components, "responses": {str(s): _error(s) for s in sorted(TITLES)}},
    }


@cache
def examples() -> Mapping[str, Mapping[str, object]]:
    """An example for each part, made of the sample: `query` and the `answer` to it, long lists cut."""
    text = files("bochiso.web").joinpath("examples.json").read_text(encoding="utf-8")
    found: Mapping[str, Mapping[str, object]] = json.loads(text)
    return found


def _schemas() -> tuple[dict[str, object], dict[str, Schema]]:
    """All named schemas, and the schema of each part's data."""
    shapes: dict[str, type] = {name: part.shape for name, part in PARTS.items()}
    shapes |= {_TAKEN: TakenShape, "meta": MetaShape, "error": ErrorShape}
    given = [(name, _MODE, TypeAdapter[object](shape)) for name, shape in shapes.items()]
    found, shared = TypeAdapter.json_schemas(given, ref_template="#/components/schemas/{model}")
    refs = {name: _untitled(schema) for (name, _), schema in found.items()}
    return {name: _untitled(schema) for name, schema in shared.get("$defs", {}).items()}, refs


def _untitled(schema: Mapping[str, object]) -> Schema:
    """Without the titles that say no more than the names."""
    kept: Schema = {}
    for key, value in schema.items():
        match value:
            case dict() if key == "properties":
                kept[key] = {name: _untitled(inner) for name, inner in value.items()}
            case dict():
                kept[key] = _untitled(value)
            case list():
                kept[key] = [_untitled(each) if isinstance(each, dict) else each for each in value]
            case _ if key != "title":
                kept[key] = value
    return kept


def envelope_schema(data: Schema) -> Schema:
    """The success shape around data of a schema."""
    properties = {"data": data, "meta": {"$ref": "#/components/schemas/MetaShape"}}
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _reading(resource: Resource, data: Schema) -> Schema:
    name = resource.part.name
    example = examples().get(name, {})
    content: Schema = {JSON: {"schema": envelope_schema(data), **_example(example.get("answer"))}}
    content |= {MEDIA[form]: {"schema": {"type": "string"}} for form in resource.forms if form is Form.CSV}
    content |= {MEDIA[form]: {} for form in resource.forms if form not in (Form.JSON, Form.CSV)}
    answer = {"description": "Số liệu và thông tin về số liệu", "headers": _ETAG, "content": content}
    return {
        "operationId": name,
        "summary": resource.summary,
        "parameters": _parameters(resource, example.get("query")),
        "responses": {"200": answer, "304": {"description": "Không đổi so với ETag đã có"}, **_refs(READ_ERRORS)},
    }


_ETAG = {"ETag": {"description": "Dấu của đúng nội dung này", "schema": {"type": "string"}}}


def _sending(table: str, data: Schema) -> Schema:
    body = {"schema": body_schema(table), "example": body_example(table)}
    answer = {
        "description": "Đã ghi bền vào sổ; gửi lại đúng nội dung này thì không đổi gì",
        "content": {
            JSON: {"schema": envelope_schema(data), **_example(examples().get(f"post-{table}", {}).get("answer"))}
        },
    }
    return {
        "operationId": f"post-{table}",
        "summary": SENT_TITLES[table],
        "parameters": [_parameter(name, "query", None) for name in NAMES],
        "requestBody": {"required": True, "content": {JSON: body}},
        "responses": {"200": answer, **_refs(SEND_ERRORS)},
    }


def _example(answer: object) -> Schema:
    return {} if answer is None else {"example": answer}


def _parameters(resource: Resource, query: object) -> list[Schema]:
    asked = query if isinstance(query, dict) else {}
    found = [_parameter(name, "path", asked.get(name)) for name in resource.in_path]
    return found + [_parameter(name, "query", asked.get(name)) for name in resource.in_query]


def _parameter(name: str, place: str, example: object) -> Schema:
    known = parameter(name)
    told: Schema = {
        "name": name,
        "in": place,
        "required": place == "path",
        "description": known.description,
        "schema": dict(known.schema),
    }
    return told if example is None else told | {"example": int(str(example)) if known.most is not None else example}


def _refs(statuses: Sequence[int]) -> Schema:
    return {str(status): {"$ref": f"#/components/responses/{status}"} for status in statuses}


def _error(status: int) -> Schema:
    content: Schema = {"schema": {"$ref": "#/components/schemas/ErrorShape"}, "example": error_json(status, [])}
    retry = {"Retry-After": {"description": "Số giây", "schema": {"type": "string"}}} if status in (429, 503) else {}
    return {"description": TITLES[status], "headers": retry, "content": {JSON: content}}
