"""Reads tests of an SDK whose functions return the verdict themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.coverage import events, python_tests, script_tests
from tests.coverage.python_tests import Shown
from tests.coverage.sdk import Sdk


def shown_in(path: Path, sdk: Sdk) -> Iterator[Shown]:
    """Everything that the tests of one file show."""
    yield from python_tests.shown_in(path) if path.suffix == ".py" else script_tests.shown_in(path)


def heard_in(path: Path, sdk: Sdk) -> Iterator[tuple[str, str]]:
    """(event, test) of everything that the tests of one file hear."""
    yield from events.heard_in(path, sdk.events)
