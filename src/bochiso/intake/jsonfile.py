"""Strict JSON: exact numbers, no repeated keys, every part has a pointer, and what nobody took is remembered."""

import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from bochiso.exact import parse_decimal
from bochiso.intake.notes import Notes

Json = None | bool | int | Decimal | str | list["Json"] | dict[str, "Json"]

_DEPTH = 32
_DIGITS = 18
_AGAIN = "tải lại câu trả lời của Cổng; không sửa tay tệp JSON"


_SYNTAX = {
    "Extra data": "còn chữ thừa sau khi đối tượng đã kết thúc",
    "Expecting property name": "thiếu tên khoá trong ngoặc kép, hoặc thừa dấu phẩy",
    "Expecting ',' delimiter": "thiếu dấu phẩy hoặc dấu đóng ngoặc",
    "Expecting ':' delimiter": "thiếu dấu hai chấm sau tên khoá",
    "Expecting value": "thiếu giá trị",
    "Illegal trailing comma": "thừa dấu phẩy",
    "Invalid control character": "có ký tự điều khiển trong chuỗi",
    "Invalid \\": "dấu gạch chéo ngược không đúng",
}


class _Refused(Exception):
    """A part of the text that is JSON by grammar but not fit for figures."""


def read_json(text: str, notes: Notes) -> "Document | None":
    """The document, or None with the problem noted."""
    try:
        content: Json = json.loads(
            text,
            parse_float=_number,
            parse_int=_number,
            parse_constant=_constant,
            object_pairs_hook=_object,
        )
        _check_depth(content)
    except json.JSONDecodeError as error:
        cut = error.pos >= len(text.rstrip()) - 1 or error.msg.startswith("Unterminated")
        notes.add(
            "tệp JSON bị cắt cụt" if cut else f"không đúng cú pháp JSON ({_in_words(error.msg)})",
            at=f"dòng {error.lineno}, cột {error.colno}",
            why="một phần hỏng thì không biết chắc các phần còn lại",
            remedy="tải lại trọn vẹn câu trả lời của Cổng; không sửa tay tệp JSON",
        )
    except _Refused as error:
        notes.add(
            str(error),
            why="không biết giá trị nào là đúng",
            remedy=_AGAIN,
        )
    except RecursionError:
        notes.add(
            f"JSON lồng nhau quá {_DEPTH} tầng",
            why="câu trả lời của Cổng chỉ có vài tầng; tệp này không phải của Cổng hoặc đã bị hỏng",
            remedy=_AGAIN,
        )
    else:
        return Document(content, notes)
    return None


def _in_words(message: str) -> str:
    """What is wrong, without the words of Python's parser."""
    return next((words for start, words in _SYNTAX.items() if message.startswith(start)), "có ký tự không đúng chỗ")


def _check_depth(content: Json) -> None:
    level: list[Json] = [content]
    for _ in range(_DEPTH):
        level = [child for node in level for child in _children(node)]
        if not level:
            return
    raise RecursionError


def _children(node: Json) -> Iterator[Json]:
    match node:
        case dict():
            yield from node.values()
        case list():
            yield from node
        case _:
            return


def _number(text: str) -> int | Decimal:
    if len(text) > _DIGITS + 2 or "e" in text.lower():
        raise _Refused(f"số «{text[:40]}» quá dài hoặc viết dạng luỹ thừa")
    return Decimal(text) if "." in text else int(text)


def _constant(text: str) -> Json:
    raise _Refused(f"có giá trị «{text}», không phải là số")


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = Counter(key for key, _ in pairs)
        raise _Refused(f"khoá «{keys.most_common(1)[0][0]}» có hai lần trong cùng một đối tượng")
    return found


class Document:
    """A JSON file: its top, and which of its leaves were taken."""

    def __init__(self, content: Json, notes: Notes) -> None:
        self.content = content
        self.notes = notes
        self.taken: set[str] = set()

    @property
    def top(self) -> "Node | None":
        return Node(self, self.content, "") if isinstance(self.content, dict) else None

    def rows(self) -> "list[Node] | None":
        """The objects of a document that is an array of nothing else."""
        if not isinstance(self.content, list) or not all(isinstance(row, dict) for row in self.content):
            return None
        return [Node(self, row, f"/{index}") for index, row in enumerate(self.content) if isinstance(row, dict)]

    def left_over(self) -> dict[str, str]:
        """Every leaf that nobody took, by pointer, as text."""
        return dict(self._leaves(self.content, ""))

    def _leaves(self, node: Json, pointer: str) -> Iterator[tuple[str, str]]:
        if pointer in self.taken:
            return
        match node:
            case dict() if node:
                for key, child in node.items():
                    yield from self._leaves(child, f"{pointer}/{_escaped(key)}")
            case list() if node:
                for index, child in enumerate(node):
                    yield from self._leaves(child, f"{pointer}/{index}")
            case _:
                yield self.notes.clean(pointer), self.notes.clean(shown(node))


class Node:
    """An object of a document. Whatever is asked for counts as taken."""

    def __init__(self, document: Document, content: dict[str, Json], pointer: str) -> None:
        self.document = document
        self.pointer = pointer
        self._content = content

    def __contains__(self, key: str) -> bool:
        return key in self._content

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(self._content)

    @property
    def source(self) -> str:
        """`transparency.json#/data/overview`."""
        return f"{self.document.notes.place}#{self.pointer}"

    def skip(self, *keys: str) -> None:
        """Count these as taken: they say nothing that is not known otherwise."""
        for key in keys:
            self.document.taken.add(f"{self.pointer}/{_escaped(key)}")

    def leave(self, *keys: str) -> None:
        """Count these as not taken after all."""
        for key in keys:
            self.document.taken.discard(f"{self.pointer}/{_escaped(key)}")

    def raw(self, key: str) -> Json:
        """The value as it is, not counted as taken."""
        return self._content.get(key)

    def text(self, key: str) -> str:
        """A text, cleaned; "" where it is absent or null."""
        self.skip(key)
        match self._content.get(key):
            case None:
                return ""
            case str(text):
                return self.document.notes.clean(text)
            case int(number) if not isinstance(number, bool):
                return str(number)
            case other:
                self.problem(key, f"phải là chữ, không phải {shown(other)}", remedy=_AGAIN)
                return ""

    def count(self, key: str) -> int | None:
        """A count of things; None where it is absent or null."""
        number = self.number(key)
        if number is None:
            return None
        if number != number.to_integral_value():
            self.problem(key, f"{number} không phải là số đếm", remedy=_AGAIN)
            return None
        return int(number)

    def number(self, key: str) -> Decimal | None:
        """An exact number, zero or above; None where it is absent or null. Text is read too («14,6»)."""
        self.skip(key)
        match self._content.get(key):
            case None | "":
                return None
            case int() | Decimal() as value if not isinstance(value, bool):
                number = Decimal(value)
            case str(text) if len(text) <= _DIGITS and (parsed := parse_decimal(text)) is not None:
                number = parsed
            case other:
                self.problem(key, f"phải là số, không phải {shown(other)}", remedy=_AGAIN)
                return None
        if number < 0:
            self.problem(key, f"số âm ({number})", remedy=_AGAIN)
            return None
        return number

    def node(self, key: str) -> "Node | None":
        """An object, or None where it is absent, null or no object."""
        content = self._content.get(key)
        return Node(self.document, content, f"{self.pointer}/{_escaped(key)}") if isinstance(content, dict) else None

    def nodes(self, key: str) -> "list[Node]":
        """The objects of an array; anything else in its place is a problem."""
        content = self._content.get(key)
        if content is None:
            return []
        if not isinstance(content, list) or not all(isinstance(row, dict) for row in content):
            self.problem(key, "phải là danh sách các đối tượng", remedy=_AGAIN)
            return []
        pointer = f"{self.pointer}/{_escaped(key)}"
        return [
            Node(self.document, row, f"{pointer}/{index}") for index, row in enumerate(content) if isinstance(row, dict)
        ]

    def problem(self, key: str, what: str, *, remedy: str, why: str = "") -> None:
        """Note a problem at a key of this object."""
        at = f"{self.pointer}/{_escaped(key)}" if key else self.pointer or "/"
        self.document.notes.add(
            what, at=at, why=why or "chỗ này phải có dạng mà Cổng vẫn công bố, nếu không sẽ hiểu sai", remedy=remedy
        )


def shown(value: Json) -> str:
    """A value as text, short: «null», «[]», «12.5»."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case dict():
            return "{…}" if value else "{}"
        case list():
            return "[…]" if value else "[]"
        case str():
            return value
        case int() | Decimal():
            return str(value)


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
