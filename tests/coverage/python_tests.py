"""Reads Python tests: which functions a conversation says, and which numbers it asserts for them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.coverage.documented_anychat import OUTCOMES

ROOT = Path(__file__).resolve().parent.parent.parent
SAID_BY = {"say", "call"}
FIRST_OF_A_GROUP = 100  # smaller numbers are too common to be told apart from arguments
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Module:
    """A test file: its text constants, and what its helpers say."""

    texts: dict[str, set[str]] = field(default_factory=dict)
    helpers: dict[str, set[str]] = field(default_factory=dict)
    tests: list[Function] = field(default_factory=list)


@dataclass(frozen=True)
class Shown:
    """One test shows one outcome of one function; number 0 is "accepted"."""

    function: str
    number: int
    test: str


def shown_in(path: Path) -> Iterator[Shown]:
    """Everything that the tests of one file show."""
    module = read(path)
    for test in module.tests:
        name = f"{path.relative_to(ROOT)}::{test.name}"
        for function, number in sorted(set(_outcomes(test, module))):
            yield Shown(function, number, name)


@cache
def read(path: Path) -> Module:
    """The names that a file gives to functions of the SDK, its helpers and its tests."""
    module = Module()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tests."):
            _take_over(module, node)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            _name_texts(module, node)
    functions = [node for node in ast.walk(tree) if isinstance(node, Function)]
    for function in functions:
        if function.name.startswith("test_"):
            module.tests.append(function)
        else:
            said = {name for call in _calls(function) for name in _names(call, module, {})}
            module.helpers[function.name] = module.helpers.get(function.name, set()) | said
    for function in functions:
        if not function.name.startswith("test_"):
            module.helpers[function.name] |= _helped(function, module)
    return module


def _helped(function: Function, module: Module) -> set[str]:
    """What a function says through the helpers that it calls."""
    names = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    return set().union(*(module.helpers.get(name.id, set()) for name in names if isinstance(name, ast.Name)))


def _take_over(module: Module, node: ast.ImportFrom) -> None:
    source = ROOT / (str(node.module).replace(".", "/") + ".py")
    other = read(source) if source.is_file() else Module()
    for alias in node.names:
        name = alias.asname or alias.name
        if alias.name in other.texts:
            module.texts[name] = other.texts[alias.name]
        if alias.name in other.helpers:
            module.helpers[name] = other.helpers[alias.name]


def _name_texts(module: Module, node: ast.Assign | ast.AnnAssign) -> None:
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    match target, node.value:
        case ast.Tuple(elts=names), ast.Tuple(elts=values) if len(names) == len(values):
            pairs = zip(names, values, strict=True)
        case ast.Name(), ast.expr() as value:
            pairs = iter([(target, value)])  # type: ignore[assignment]
        case _:
            return
    for name, value in pairs:
        texts = _names_in(value)
        if isinstance(name, ast.Name) and texts:
            module.texts[name.id] = texts


def _names_in(node: ast.AST) -> set[str]:
    """Names of functions and events written anywhere below."""
    texts = {each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)}
    return {text for text in texts if text.startswith(("BRAC_", "OnAnyChat"))}


def _calls(test: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(test):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SAID_BY:
            yield node


def _names(call: ast.Call, module: Module, loose: dict[str, set[str]]) -> set[str]:
    """The functions that one call says; a loop variable or a parameter stands for all its values."""
    match call.args[:1]:
        case [ast.Constant(value=str(text))]:
            return {text} if text.startswith("BRAC_") else set()
        case [ast.Name(id=name)]:
            known = loose.get(name) or module.texts.get(name, set())
            return {text for text in known if text.startswith("BRAC_")}
    return set()


def _loose(test: Function, module: Module) -> dict[str, set[str]]:
    """Loop variables and parameters of the test, with the functions that they may stand for."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(test):
        if isinstance(node, ast.For):
            _bind(found, node.target, node.iter, module)
    for decorator in test.decorator_list:
        if isinstance(decorator, ast.Call) and len(decorator.args) >= 2 and isinstance(decorator.args[0], ast.Constant):
            for name in str(decorator.args[0].value).split(","):
                found[name.strip()] = _resolved(decorator.args[1], module)
        if isinstance(decorator, ast.Call) and len(decorator.args) >= 2 and isinstance(decorator.args[0], ast.Tuple):
            for name_node in decorator.args[0].elts:
                if isinstance(name_node, ast.Constant):
                    found[str(name_node.value)] = _resolved(decorator.args[1], module)
    return found


def _given(test: Function) -> dict[str, set[int]]:
    """The numbers that each parameter or loop variable of a test takes."""
    found: dict[str, set[int]] = {}
    for decorator in test.decorator_list:
        if isinstance(decorator, ast.Call) and len(decorator.args) >= 2:
            first, values = decorator.args[0], decorator.args[1]
            names = [each.value for each in ast.walk(first) if isinstance(each, ast.Constant)]
            names = [name.strip() for text in names for name in str(text).split(",")]
            _spread(found, names, values)
    for node in ast.walk(test):
        if isinstance(node, ast.For):
            _spread(found, [each.id for each in ast.walk(node.target) if isinstance(each, ast.Name)], node.iter)
    return found


def _spread(found: dict[str, set[int]], names: list[str], values: ast.expr) -> None:
    """Bind a table's columns to their names."""
    for row in values.elts if isinstance(values, ast.List | ast.Tuple) else []:
        columns = row.elts if isinstance(row, ast.Tuple) and len(names) > 1 else [row]
        for name, column in zip(names, columns, strict=False):
            if isinstance(column, ast.Constant) and type(column.value) is int:
                found.setdefault(name, set()).add(column.value)


def _numbers(node: ast.AST, given: dict[str, set[int]]) -> set[int]:
    """The numbers written below, also by the name of a parameter."""
    written = {each.value for each in ast.walk(node) if isinstance(each, ast.Constant)}
    named = [given.get(each.id, set()) for each in ast.walk(node) if isinstance(each, ast.Name)]
    return {number for number in written if type(number) is int}.union(*named)


def _bind(found: dict[str, set[str]], target: ast.expr, values: ast.expr, module: Module) -> None:
    for name in [node.id for node in ast.walk(target) if isinstance(node, ast.Name)]:
        found[name] = _resolved(values, module)


def _resolved(node: ast.AST, module: Module) -> set[str]:
    named = [module.texts.get(each.id, set()) for each in ast.walk(node) if isinstance(each, ast.Name)]
    return _names_in(node).union(*named)


def _outcomes(test: Function, module: Module) -> Iterator[tuple[str, int]]:
    loose, given = _loose(test, module), _given(test)
    compared: set[int] = set()
    for node in ast.walk(test):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq):
            for number in sorted(_returned(node, given, compared)):
                yield from ((name, number) for name in _names(_left(node), module, loose))
    said = {name for call in _calls(test) for name in _names(call, module, loose)}
    for call in _calls(test):
        if id(call) not in compared:
            yield from ((name, 0) for name in _names(call, module, loose))
    helped = _helped(test, module)
    yield from ((name, 0) for name in helped)
    said |= helped
    for node in ast.walk(test):
        if (
            isinstance(node, ast.Compare)
            and isinstance(left := _left(node), ast.Call)
            and isinstance(left.func, ast.Name)
        ):
            numbers = {number for number in _numbers(node.comparators[0], given) if number >= FIRST_OF_A_GROUP}
            yield from ((name, number) for name in module.helpers.get(left.func.id, ()) for number in numbers)
    yield from _heard(test, said, module, given)


def _left(node: ast.Compare) -> ast.expr:
    return node.left.value if isinstance(node.left, ast.Await) else node.left


def _returned(node: ast.Compare, given: dict[str, set[int]], compared: set[int]) -> set[int]:
    """`say(...) == number`: the numbers that the returned value is asserted to be."""
    left, right = _left(node), node.comparators[0]
    if not (isinstance(left, ast.Call) and isinstance(left.func, ast.Attribute) and left.func.attr in SAID_BY):
        return set()
    compared.add(id(left))
    plain = isinstance(right, ast.Constant | ast.Name)
    return {number for number in _numbers(right, given) if number >= 0} or {0} if plain else {0}


def _heard(test: Function, said: set[str], module: Module, given: dict[str, set[int]]) -> Iterator[tuple[str, int]]:
    """Numbers asserted of the event that carries the outcome of a function said in the same test."""
    for statement in (node for node in ast.walk(test) if isinstance(node, ast.Assert | ast.Expr)):
        events = _resolved(statement, module) & OUTCOMES.keys()
        for event in events:
            for function in said & set(OUTCOMES[event]):
                yield from ((function, number) for number in _numbers(statement, given) if number >= FIRST_OF_A_GROUP)
