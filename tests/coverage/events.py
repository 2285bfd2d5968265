"""Which test hears which event: by `hears` in a conversation, by name in a test of the front end."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.coverage import python_tests, script_tests
from tests.coverage.python_tests import ROOT, Function

PREFIX = "OnAnyChat"


def heard_in(path: Path, events: frozenset[str]) -> Iterator[tuple[str, str]]:
    """(event, test) of everything that the tests of one file hear."""
    if path.suffix == ".py":
        yield from _heard_in_conversations(path)
        return
    for name, body in script_tests.tests_in(path):
        known = (event for event in events if "expect(" in body)
        yield from ((event, name) for event in known if _mentions(body, event))


def _heard_in_conversations(path: Path) -> Iterator[tuple[str, str]]:
    """A test also hears what the helpers of its file hear for it."""
    texts = python_tests.read(path).texts
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    functions = {node.name: node for node in nodes if isinstance(node, Function)}
    helped = {name: _heard(node, texts) for name, node in functions.items()}
    for name, node in functions.items():
        if name.startswith("test_"):
            heard = helped[name].union(*(helped.get(called, set()) for called in _called(node)))
            yield from ((event, f"{path.relative_to(ROOT)}::{name}") for event in sorted(heard))


def _called(function: Function) -> set[str]:
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return {func.id for func in calls if isinstance(func, ast.Name)}


def _heard(function: Function, texts: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "hears":
            match node.args[:1]:
                case [ast.Constant(value=str(event))]:
                    found.add(event)
                case [ast.Name(id=name)]:
                    found |= texts.get(name, set())
    return {event for event in found if event.startswith(PREFIX)}


def _mentions(body: str, event: str) -> bool:
    """Whole, or without the prefix, as the pages of these tests record it."""
    return f'"{event}"' in body or f'"{event.removeprefix(PREFIX)}"' in body
