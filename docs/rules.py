"""The kinds of contradiction, read from the source of the rules that find them; `generate.py` makes the page."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from inspect import getsource
from types import ModuleType

from bochiso.compare.checks.contradictions import FURTHER, LETTER_RULES, RULES
from bochiso.compare.checks.findings import Severity


@dataclass(frozen=True)
class Check:
    """A kind of finding: its id, how severe it can be, what it looks for, and what it tells the reader."""

    id: str
    severities: tuple[Severity, ...]
    what: str
    rule: str
    ask: str


def checks() -> tuple[Check, ...]:
    """Every kind of finding, in the order of the rules, read from the source of the rules."""
    rules: tuple[Callable[..., object], ...] = (*RULES, *FURTHER, *LETTER_RULES)
    modules = {name: _functions(import_module(name)) for name in {rule.__module__ for rule in rules}}
    return tuple(check for rule in rules for check in _checks_of(rule, modules[rule.__module__]))


def _functions(module: ModuleType) -> dict[str, ast.FunctionDef]:
    tree = ast.parse(getsource(module))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def _checks_of(rule: Callable[..., object], functions: dict[str, ast.FunctionDef]) -> Iterator[Check]:
    """The findings made in a rule, or in the functions of its module that it calls."""
    what = (rule.__doc__ or "").strip()
    common = _common(functions["_figure_finding"]) if "_figure_finding" in functions else ("", ())
    for function in _reached(functions[rule.__name__], functions):
        for call in _calls(function):
            if not (call.args and isinstance(call.args[0], ast.Constant)):
                continue
            id = str(call.args[0].value)
            if _name(call) == "Finding":
                yield Check(id, _severities(call.args[1]), what, _text(call.args[4]), _text(call.args[5]))
            elif _name(call) == "_figure_finding":
                yield Check(id, common[1], what, _assigned(call.args[-1], function), common[0])


def _common(function: ast.FunctionDef) -> tuple[str, tuple[Severity, ...]]:
    call = next(call for call in _calls(function) if _name(call) == "Finding")
    return _text(call.args[5]), _severities(call.args[1])


def _reached(function: ast.FunctionDef, functions: dict[str, ast.FunctionDef]) -> list[ast.FunctionDef]:
    names = [_name(call) for call in _calls(function)]
    return [function, *(functions[name] for name in dict.fromkeys(names) if name in functions)]


def _calls(function: ast.FunctionDef) -> list[ast.Call]:
    return [node for node in ast.walk(function) if isinstance(node, ast.Call)]


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _severities(node: ast.expr) -> tuple[Severity, ...]:
    names = [ast.unparse(part) for part in ast.walk(node) if isinstance(part, ast.Attribute)]
    return tuple(severity for severity in Severity if f"Severity.{severity.name}" in names)


def _assigned(node: ast.expr, function: ast.FunctionDef) -> str:
    """The text last assigned, above the use, to the name that stands here."""
    name = ast.unparse(node)
    above = [
        entry
        for entry in ast.walk(function)
        if isinstance(entry, ast.Assign) and entry.lineno < node.lineno and ast.unparse(entry.targets[0]) == name
    ]
    return _text(max(above, key=lambda entry: entry.lineno).value)


def _text(node: ast.expr) -> str:
    """The text of a string as written, with … for what is filled in and (…) for what is not always said."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(_text(value) for value in values)
        case ast.BinOp(left=left, right=right):
            return _text(left) + _text(right)
        case ast.IfExp(body=body, orelse=other):
            return " / ".join(text for text in (_text(body), _text(other)) if text)
        case _:
            return "…"
