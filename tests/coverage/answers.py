"""Reads tests of an SDK whose functions are answered by callbacks: what a test says, and which answer it asserts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.coverage import script_tests
from tests.coverage.bindings import Bindings, bindings, numbers, texts, written
from tests.coverage.python_tests import ROOT, Function, Shown
from tests.coverage.sdk import Sdk

ANY_ARGUMENT = "{}"  # stands in a name for what a helper is given


@dataclass
class Step:
    """One statement of a test: the names written in it, with helpers' unfolded, and the numbers that it asserts."""

    names: set[str] = field(default_factory=set)
    numbers: set[int] = field(default_factory=set)
    is_assertion: bool = False


class Reader:
    """What the tests of one Python file show of one SDK."""

    def __init__(self, path: Path, sdk: Sdk) -> None:
        self.path, self.sdk = path, sdk
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = [node for node in ast.walk(self.tree) if isinstance(node, Function)]
        self.tests = [node for node in functions if node.name.startswith("test_")]
        self.bodies = {node.name: node for node in functions if not node.name.startswith("test_")}
        self.helpers = {
            node.name: _patterns(node, sdk.prefix) for node in functions if not node.name.startswith("test_")
        }
        self.module = bindings(ast.Module([node for node in self.tree.body if not isinstance(node, Function)], []))

    def shown(self) -> Iterator[Shown]:
        """Every outcome that a test shows; number 0 is "accepted"."""
        for test in self.tests:
            name = f"{self.path.relative_to(ROOT)}::{test.name}"
            for function, number in sorted(self._outcomes(test)):
                yield Shown(function, number, name)

    def heard(self) -> Iterator[tuple[str, str]]:
        """(event, test) of everything that a test names beside what it says."""
        for test in self.tests:
            events = self._named(test) & self.sdk.events
            yield from ((event, f"{self.path.relative_to(ROOT)}::{test.name}") for event in sorted(events))

    def _outcomes(self, test: Function) -> set[tuple[str, int]]:
        """Those of a test and of the helpers that it calls."""
        return {cell for function in self._reached(test) for cell in _outcomes(self.steps(function), self.sdk)}

    def _named(self, test: Function) -> set[str]:
        """The names in the statements of a test and of the helpers that it calls."""
        return {name for function in self._reached(test) for step in self.steps(function) for name in step.names}

    def _reached(self, test: Function) -> list[Function]:
        """A test, the helpers of its file that it calls, and theirs."""
        found = [test]
        for function in found:
            calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
            names = {func.id for func in calls if isinstance(func, ast.Name)} & self.bodies.keys()
            found += [self.bodies[name] for name in sorted(names) if self.bodies[name] not in found]
        return found

    def steps(self, test: Function) -> list[Step]:
        """The statements of a test in their order."""
        known = bindings(test, self.module)
        return [self._step(statement, known) for statement in _statements(test)]

    def _step(self, statement: ast.stmt, known: Bindings) -> Step:
        step = Step(is_assertion=isinstance(statement, ast.Assert))
        for node in _said_or_heard(statement):
            step.names |= self._names(node, known)
            if isinstance(node, ast.Compare):
                step.numbers |= _numbers(node.comparators[0], known)
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "hears":
                step.numbers |= {number for arg in node.args[1:] for number in _numbers(arg, known)}
        return step

    def _names(self, node: ast.AST, known: Bindings) -> set[str]:
        match node:
            case ast.Constant(value=str(text)):
                return self._within(text)
            case ast.JoinedStr():
                return _formatted(node, known)
            case ast.Call(func=ast.Name(id=helper)) if helper in self.helpers:
                words = {word for arg in node.args for word in _words(arg, known)}
                return {p.replace(ANY_ARGUMENT, word) for p in self.helpers[helper] for word in words | {""}}
            case ast.Name(id=name):
                return set().union(*map(self._within, texts(known, name)))
        return set()

    def _within(self, text: str) -> set[str]:
        """The names in a text, which may be a script."""
        return set(re.findall(rf"\b{self.sdk.prefix}\w+", text))


def _outcomes(steps: list[Step], sdk: Sdk) -> Iterator[tuple[str, int]]:
    """An answer belongs to the functions said last that it can be the answer of."""
    last: dict[str, set[str]] = {}
    for step in steps:
        said = step.names & sdk.functions
        for answer in {answer for function in said for answer in sdk.answers.get(function, ())}:
            last[answer] = {function for function in said if answer in sdk.answers.get(function, ())}
        for function in said:
            if not sdk.answers.get(function) or step.is_assertion:
                yield from _values(function, step, sdk)
        for answer in step.names & last.keys():
            for function in last[answer]:
                yield from _answered(function, answer, step, sdk)


def _values(function: str, step: Step, sdk: Sdk) -> Iterator[tuple[str, int]]:
    """A value that is compared with a number that refuses; any other shows that the function works."""
    refused = step.numbers & set(sdk.documented.get(function, ()))
    yield from ((function, number) for number in refused)
    if not refused and not sdk.answers.get(function):
        yield function, 0


def _answered(function: str, answer: str, step: Step, sdk: Sdk) -> Iterator[tuple[str, int]]:
    refused = step.numbers & set(sdk.documented.get(function, ()))
    yield from ((function, number) for number in refused)
    if answer not in sdk.carries_error or (0 in step.numbers and not refused):
        yield function, 0


def _statements(test: Function) -> list[ast.stmt]:
    """The innermost statements, in their order."""
    found = [node for node in ast.walk(test) if isinstance(node, ast.stmt) and not hasattr(node, "body")]
    return sorted(found, key=lambda node: node.lineno)


def _said_or_heard(node: ast.AST) -> Iterator[ast.AST]:
    """Everything below but what a test says is not to be heard."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "hears_nothing":
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _said_or_heard(child)


def _patterns(helper: Function, prefix: str) -> set[str]:
    """The names that a helper writes, with a place for what it is given."""
    found: set[str] = set()
    for node in ast.walk(helper):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= set(re.findall(rf"\b{prefix}\w+", node.value))
        elif isinstance(node, ast.JoinedStr):
            parts = [str(each.value) if isinstance(each, ast.Constant) else ANY_ARGUMENT for each in node.values]
            found.add("".join(parts))
    return found


def _formatted(node: ast.JoinedStr, known: Bindings) -> set[str]:
    """Every text that a formatted one can be."""
    found = {""}
    for part in node.values:
        ends = {str(part.value)} if isinstance(part, ast.Constant) else _words(part, known)
        found = {text + end for text in found for end in ends}
    return found


def _words(node: ast.AST, known: Bindings) -> set[str]:
    return written(node, str).union(*(texts(known, each.id) for each in ast.walk(node) if isinstance(each, ast.Name)))


def _numbers(node: ast.AST, known: Bindings) -> set[int]:
    named = (numbers(known, each.id) for each in ast.walk(node) if isinstance(each, ast.Name))
    return written(node, int).union(*named)


def shown_in(path: Path, sdk: Sdk) -> Iterator[Shown]:
    """Everything that the tests of one file show."""
    if path.suffix == ".py":
        yield from Reader(path, sdk).shown()
        return
    for name, body in script_tests.tests_in(path):
        steps = _script_steps(body, sdk)
        yield from (Shown(function, number, name) for function, number in sorted(set(_outcomes(steps, sdk))))


def heard_in(path: Path, sdk: Sdk) -> Iterator[tuple[str, str]]:
    """(event, test) of everything that the tests of one file hear."""
    if path.suffix == ".py":
        yield from Reader(path, sdk).heard()
        return
    for name, body in script_tests.tests_in(path):
        if "expect(" in body:
            yield from ((event, name) for event in sorted(_written(body, sdk) & sdk.events))


def _written(text: str, sdk: Sdk) -> set[str]:
    """Names in a script's text: whole, or quoted without their prefix."""
    whole = set(re.findall(rf"\b{sdk.prefix}\w+", text))
    return whole | {sdk.prefix + name for name in re.findall(r"[\"'`](\w+)[\"'`]", text)}


def _script_steps(body: str, sdk: Sdk) -> list[Step]:
    """Its statements; the rows of a `test.each` are numbers of whatever it expects."""
    head = body.partition("=>")[0]
    rows = _numbers_in(head) if ".each(" in head else set()
    steps = []
    for line in re.split(r";\n", body):
        expected = re.findall(r"\.to\w+\((.*)", line, re.S)
        found = {number for text in expected for number in _numbers_in(text)}
        steps.append(Step(_written(line, sdk), found | rows if expected else set(), bool(expected)))
    return steps


def _numbers_in(text: str) -> set[int]:
    return {int(number) for number in re.findall(r"\b\d+\b", text)}
