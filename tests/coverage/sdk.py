"""What the coverage page of an SDK is made from: its contract, where its tests are, and what it may be refused with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.coverage.python_tests import ROOT, Shown

FACTS = ROOT / "tests" / "contracts" / "facts"
Cell = tuple[str, int]
Chapters = Mapping[str, tuple[str, tuple[str, ...]]]


@dataclass(frozen=True)
class Sdk:
    """One SDK. `answers` are the callbacks that carry a function's outcome; `carries_error` those with a number."""

    key: str
    prefix: str
    head: str
    event: str  # how the page calls what is heard
    python: tuple[str, ...]
    scripts: tuple[str, ...]
    documented: Mapping[str, tuple[int, ...]]
    impossible: Mapping[Cell, str]
    chapters: Chapters
    shown_in: Callable[[Path, Sdk], Iterable[Shown]]
    heard_in: Callable[[Path, Sdk], Iterable[tuple[str, str]]]
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    carries_error: frozenset[str] = frozenset()

    @property
    def page(self) -> Path:
        """The page that says what is shown."""
        return ROOT / "docs" / f"coverage-{self.key}.md"

    @cached_property
    def contract(self) -> Any:
        """The facts of the SDK."""
        return json.loads((FACTS / f"{self.key}.json").read_text(encoding="utf-8"))

    @cached_property
    def function_rows(self) -> list[tuple[str, str]]:
        """Every function of the contract with its section, in the contract's order."""
        return [(row["name"], _section(row)) for row in self.contract["functions"]]

    @cached_property
    def event_rows(self) -> list[tuple[str, str]]:
        """Every event of the contract with its section, in the contract's order."""
        return [(row["name"], _section(row)) for row in self.contract[f"{self.event}s"]]

    @cached_property
    def functions(self) -> frozenset[str]:
        return frozenset(name for name, _ in self.function_rows)

    @cached_property
    def events(self) -> frozenset[str]:
        return frozenset(name for name, _ in self.event_rows)

    def conversations(self) -> list[Path]:
        """The Python tests, those of the specification first: they say most about a rule."""
        return [path for folder in self.python for path in sorted((ROOT / folder).rglob("test_*.py"))]

    def page_tests(self) -> list[Path]:
        """The front end's tests."""
        return [path for folder in self.scripts for path in sorted((ROOT / folder).rglob("*.test.ts"))]


def _section(row: Any) -> str:
    if "in_seed" in row:
        return "manual" if row["in_seed"] else "web docs"
    return row["section"] or "SDK file"
