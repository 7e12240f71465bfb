"""JSON cut into batches: whatever the size of the pieces, every record comes out whole, once and in order."""

import io
import json

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bochiso.intake.facts.records import Broken, batches

RECORD = {
    "MaHoSo": "H55-1",
    "ten": 'có "},{" và \\ ở trong, rồi ]}',
    "rong": [],
    "list": [{"MaHoSo": "trong", "x": "}"}, {"y": [{"z": 1}, {"z": 2}]}],
    "sau": {"a": {"b": [1, 2, {"c": "}, {"}]}},
}
CHUNKS = [1, 7, 40, 131, 1000, 10**6]
VALUES = st.recursive(
    st.none() | st.integers(-5, 5) | st.text(st.sampled_from('ab"\\{}[],: \n'), max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab{", max_size=2), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.lists(st.dictionaries(st.sampled_from(["MaHoSo", "a", "}"]), VALUES, max_size=3), max_size=12)


def records(text: str, chunk: int, limit: int = 10**6) -> list[object]:
    found = batches(io.BytesIO(text.encode()), chunk, limit)
    return [msgspec.json.decode(raw) for batch in found for raw in batch]


@pytest.mark.parametrize("chunk", CHUNKS)
@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("number", [0, 1, 2, 9])
def test_arrays(chunk: int, indent: int | None, number: int) -> None:
    content = [{**RECORD, "so": index} for index in range(number)]
    assert records(json.dumps(content, indent=indent), chunk) == content
    assert records("\ufeff \n" + json.dumps(content, indent=indent) + "\n ", chunk) == content


@pytest.mark.parametrize("chunk", CHUNKS)
@pytest.mark.parametrize("key", ["data", "content", "result", "Data"])
def test_envelopes_over_several_lines(chunk: int, key: str) -> None:
    content = [{**RECORD, "so": index} for index in range(5)]
    envelope = {"session": 'a"],[{', "phu": {"data": [1]}, key: content, "sau": [{"x": [1]}, 2], "cuoi": "]}"}
    assert records(json.dumps(envelope, indent=1), chunk) == content
    twice = json.dumps(envelope, indent=1) + "\n" + json.dumps(envelope, indent=1)
    assert records(twice, chunk) == content * 2


@pytest.mark.parametrize("chunk", CHUNKS)
def test_a_line_each(chunk: int) -> None:
    content = [{**RECORD, "so": index} for index in range(6)]
    lines = "\n".join(map(json.dumps, content))
    assert records(lines, max(chunk, 600)) == content
    assert records(lines + "\r\n\r\n", max(chunk, 600)) == content


@pytest.mark.parametrize("chunk", CHUNKS)
def test_one_object(chunk: int) -> None:
    assert records(json.dumps(RECORD), chunk) == [RECORD]
    assert records(json.dumps(RECORD, indent=3), chunk) == [RECORD]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(OBJECTS, st.integers(5, 90), st.sampled_from([None, 1]))
def test_any_objects_in_pieces_of_any_size(content: list[object], chunk: int, indent: int | None) -> None:
    assert records(json.dumps(content, indent=indent), chunk) == content
    assert records(json.dumps({"a": 1, "data": content, "b": [{}]}, indent=1), chunk) == content


def test_memory_is_bounded_by_the_piece() -> None:
    text = json.dumps([{"MaHoSo": str(index), "chu": "x" * 80} for index in range(2_000)])
    sizes = [sum(len(memoryview(raw)) for raw in batch) for batch in batches(io.BytesIO(text.encode()), 4_000)]
    assert len(sizes) > 30
    assert max(sizes) <= 4_000 * 2


BROKEN = [
    ('[{"a": 1}', "bị cắt cụt", 1),
    ('[{"a": 1},\n{"b": 2', "bị cắt cụt", 2),
    ('[{"a": 1}\n\n{"b": 2}]', "không đúng cú pháp", 3),
    ('[{"a": 1},]', "không đúng cú pháp", 1),
    ('[{"a": tru}]', "không đúng cú pháp", 1),
    ('{"data": [{"a": 1}], "b": ', "bị cắt cụt", 1),
    ('{\n"data": [{"a": 1}],\n"b" 2}', "không đúng cú pháp", 2),
    ('{"a": 1}\n{"a": }\n', "không đúng cú pháp", 2),
    ('{"a": 1}\nx', "không đúng cú pháp", 2),
    ("[] x", "không đúng cú pháp", 1),
    ('[{"a": "mở', "bị cắt cụt", 1),
    ("[" * 100_000, "lồng quá nhiều lớp", 1),
    ('{"a":' * 100_000, "bị cắt cụt", 1),
]


@pytest.mark.parametrize(("text", "what", "line"), BROKEN, ids=[text[:20] for text, _, _ in BROKEN])
@pytest.mark.parametrize("chunk", [5, 10**6])
def test_what_is_no_json(text: str, what: str, line: int, chunk: int) -> None:
    with pytest.raises(Broken, match=what) as error:
        records(text, chunk)
    assert error.value.line == line


def test_a_record_without_end() -> None:
    with pytest.raises(Broken, match="bản ghi dài quá"):
        records('[{"a": "' + "x" * 3_000 + '"}]', 100, limit=1_000)
