"""Strict YAML: every scalar is text until somebody types it, duplicate and unknown keys are problems, all with lines.

YAML's own guesses are what makes it unfit for law: `1.10` would be a float, `no` a truth value, a repeated key silently
the last one. Here only the structure is YAML's; the meaning of each scalar is asked for by the caller.
"""

import difflib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

import yaml

from bochiso.errors import Problems
from bochiso.exact import parse_decimal

Choice = TypeVar("Choice", bound=StrEnum)

_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The C parser where PyYAML was built with it: the same nodes, eight times sooner."""


def read(text: str, problems: Problems) -> "Mapping | None":
    """The top mapping of a YAML document, or None with the problems noted."""
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problems.add(
            f"không đọc được YAML: {error.problem or error.context}",
            at=f"dòng {line}",
            why="tệp sai cú pháp nên không phần nào dùng được",
            remedy="kiểm tra thụt lề, dấu hai chấm và dấu ngoặc kép ở dòng đó và dòng trước nó",
        )
        return None
    except yaml.YAMLError as error:
        problems.add(
            f"không đọc được YAML: {error}".replace("\n", " "),
            why="tệp chứa ký tự mà YAML không cho phép",
            remedy="lưu lại tệp dạng UTF-8 và xoá ký tự điều khiển",
        )
        return None
    if not isinstance(node, yaml.MappingNode):
        problems.add(
            "tệp không phải là một bảng khoá - giá trị",
            at="dòng 1",
            why="mỗi tệp phải bắt đầu bằng các khoá, ví dụ «edition: 766/portal-2026»",
            remedy="xem tệp mẫu trong docs/reference/editions.md",
        )
        return None
    return Mapping(node, problems, "")


class Mapping:
    """A mapping whose keys are taken one by one; `finish` reports the keys nobody took."""

    def __init__(self, node: yaml.MappingNode, problems: Problems, path: str) -> None:
        self.problems = problems
        self.path = path
        self.line = node.start_mark.line + 1
        self._taken: set[str] = set()
        self._nodes: dict[str, yaml.Node] = {}
        self._lines: dict[str, int] = {}
        for key, value in node.value:
            self._keep(key, value)

    def _keep(self, key: yaml.Node, value: yaml.Node) -> None:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            self.problem(
                "khoá không phải là chữ", line=line, why="khoá phải là một từ", remedy="bỏ dấu ngoặc quanh khoá"
            )
        elif key.value in self._nodes:
            self.problem(
                f"khoá «{key.value}» có hai lần (lần đầu ở dòng {self._lines[key.value]})",
                line=line,
                why="không biết giá trị nào đúng",
                remedy="xoá một trong hai",
            )
        else:
            self._nodes[key.value] = value
            self._lines[key.value] = line

    def problem(self, what: str, *, why: str, remedy: str, key: str = "", line: int = 0) -> None:
        """Note a problem at a key, a line, or the start of this mapping."""
        place = f"dòng {line or self._lines.get(key, self.line)}"
        path = ".".join(part for part in (self.path, key) if part)
        self.problems.add(what, at=f"{place}, mục {path}" if path else place, why=why, remedy=remedy)

    def has(self, key: str) -> bool:
        return key in self._nodes

    def keys(self) -> tuple[str, ...]:
        return tuple(self._nodes)

    def text(self, key: str, default: str | None = None) -> str:
        """The scalar at `key`; with no default the key is required."""
        node = self._take(key, required=default is None)
        if node is None:
            return default or ""
        if not isinstance(node, yaml.ScalarNode):
            self.problem(f"«{key}» phải là một giá trị", key=key, why="ở đây có danh sách", remedy="ghi một giá trị")
            return default or ""
        value: str = node.value
        if not value.strip() and default is None:
            self.problem(f"«{key}» để trống", key=key, why="mục này bắt buộc có giá trị", remedy="điền giá trị")
        return value.strip()

    def decimal(self, key: str) -> Decimal:
        text = self.text(key)
        value = parse_decimal(text)
        if value is None:
            if text:
                self.problem(
                    f"«{text}» không phải là số", key=key, why="mục này là số điểm", remedy="ví dụ: 6 hoặc 0.5"
                )
            return Decimal(0)
        return value

    def share(self, key: str) -> Fraction:
        """A percentage such as `80%`, as a fraction."""
        text = self.text(key)
        value = parse_decimal(text) if text.endswith("%") else None
        if value is None or not 0 < value <= 100:
            self.problem(
                f"«{text}» không phải là tỷ lệ phần trăm từ trên 0 đến 100",
                key=key,
                why="ngưỡng là tỷ lệ mà từ đó được điểm tối đa",
                remedy="ví dụ: 80%",
            )
            return Fraction(1)
        return Fraction(value) / 100

    def day(self, key: str, *, required: bool = True) -> date | None:
        text = self.text(key, None if required else "")
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.problem(
                f"«{text}» không phải là ngày", key=key, why="ngày ghi năm-tháng-ngày", remedy="ví dụ: 2022-08-01"
            )
            return None

    def choice(self, key: str, kind: type[Choice], default: Choice | None = None) -> Choice:
        text = self.text(key, default.value if default is not None else None)
        return self._chosen(key, text, kind) or default or next(iter(kind))

    def choices(self, key: str, kind: type[Choice]) -> frozenset[Choice]:
        """A list of words, possibly empty or absent."""
        found = (self._chosen(key, text, kind) for text in self.texts(key))
        return frozenset(choice for choice in found if choice is not None)

    def _chosen(self, key: str, text: str, kind: type[Choice]) -> Choice | None:
        try:
            return kind(text)
        except ValueError:
            allowed = ", ".join(member.value for member in kind)
            if text:
                self.problem(
                    f"«{text}» không dùng được", key=key, why=f"chỉ nhận: {allowed}", remedy=_nearest(text, kind)
                )
            return None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of scalars, or nothing."""
        node = self._take(key, required=False)
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode) or not all(isinstance(n, yaml.ScalarNode) for n in node.value):
            self.problem(
                f"«{key}» phải là danh sách", key=key, why="mục này nhận nhiều giá trị", remedy="ví dụ: [a, b]"
            )
            return ()
        return tuple(n.value.strip() for n in node.value)

    def mapping(self, key: str, *, required: bool = True) -> "Mapping | None":
        """A mapping, or None where it is absent (a problem if required) or no mapping."""
        node = self._take(key, required=required)
        if node is None:
            return None
        return self._mapping(node, key, key)

    def mappings(self, key: str, *, required: bool = True) -> Iterator["Mapping"]:
        """A list of mappings."""
        node = self._take(key, required=required)
        if node is None:
            return
        if not isinstance(node, yaml.SequenceNode):
            self.problem(f"«{key}» phải là danh sách", key=key, why="mỗi phần tử bắt đầu bằng «- »", remedy="thêm «- »")
            return
        for position, child in enumerate(node.value, 1):
            found = self._mapping(child, key, f"{key}[{position}]")
            if found is not None:
                yield found

    def _mapping(self, node: yaml.Node, key: str, label: str) -> "Mapping | None":
        if not isinstance(node, yaml.MappingNode):
            line = node.start_mark.line + 1
            self.problem(
                f"«{label}» phải gồm các khoá",
                key=key,
                line=line,
                why="mục này có nhiều phần",
                remedy="ví dụ: {code: CKMB}",
            )
            return None
        return Mapping(node, self.problems, f"{self.path}.{label}" if self.path else label)

    def finish(self) -> None:
        """Report every key that was not taken, with the nearest key that is known."""
        for key in self._nodes.keys() - self._taken:
            self.problem(
                f"không có khoá «{key}»",
                key=key,
                why="khoá lạ thường là viết sai, và giá trị của nó sẽ bị bỏ qua",
                remedy=_nearest(key, sorted(self._taken)),
            )

    def _take(self, key: str, *, required: bool) -> yaml.Node | None:
        self._taken.add(key)
        node = self._nodes.get(key)
        if node is None and required:
            self.problem(f"thiếu khoá «{key}»", why="mục này bắt buộc phải có", remedy=f"thêm «{key}: …»")
        return node


def _nearest(word: str, known: "type[StrEnum] | list[str]") -> str:
    words = [str(entry) for entry in known]
    match = difflib.get_close_matches(word, words, n=1)
    return f"có phải «{match[0]}»?" if match else f"dùng một trong: {', '.join(words)}"
