"""Reads the front end's tests: which functions they call, and which numbers they expect."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.coverage.documented_anychat import DOCUMENTED
from tests.coverage.python_tests import ROOT, Shown

TEST = re.compile(r"^\s*(?:test|it)(?:\.each\([\s\S]*?\))?\(\s*([\"'`])(?P<name>.*?)\1", re.M)
CALLED = re.compile(r"\b(BRAC_[A-Za-z]+)\b[^;\n]*?\(")
REFUSED = re.compile(r"expect\([^;\n]*?\b(BRAC_[A-Za-z]+)\b[^;\n]*?\)\.toBe\((?:ERR\.(\w+)|-?(\d+))\)")
CONNECT = re.compile(r"\[\"(?:Connect|LinkClose)\", 0, (\d+)\]")
ERR = {"NOTINIT": 2, "NOTINROOM": 3, "FUNCNOTALLOW": 20, "CONNECT_TIMEOUT": 100, "CONNECT_ABORT": 101}


def tests_in(path: Path) -> Iterator[tuple[str, str]]:
    """The name and the text of each test of one file."""
    text = path.read_text(encoding="utf-8")
    starts = list(TEST.finditer(text))
    for start, end in zip(starts, [*(each.start() for each in starts[1:]), len(text)], strict=True):
        yield f"{path.relative_to(ROOT)}::{start['name']}", text[start.start() : end]


def shown_in(path: Path) -> Iterator[Shown]:
    """Everything that the tests of one file show."""
    for name, body in tests_in(path):
        yield from _shown(body, name)


def _shown(body: str, name: str) -> Iterator[Shown]:
    values = {(found[1], ERR.get(found[2] or "", int(found[3] or 0))) for found in REFUSED.finditer(body)}
    refused = {(function, number) for function, number in values if number in DOCUMENTED.get(function, ())}
    for function, number in sorted(refused):
        yield Shown(function, number, name)
    if "expect(" in body:
        only_refused = {function for function, _ in refused}
        for function in sorted(set(CALLED.findall(body)) - only_refused):
            yield Shown(function, 0, name)
    for number_text in CONNECT.findall(body):
        yield Shown("BRAC_Connect", int(number_text), name)
