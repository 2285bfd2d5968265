"""The coverage page of AnyChat claims nothing that no test shows, and every chapter of the manual has its tests."""

from __future__ import annotations

import re

import pytest

from tests.coverage import events
from tests.coverage.chapters import CHAPTERS
from tests.coverage.documented import DOCUMENTED
from tests.coverage.python_tests import ROOT
from tests.coverage.table import PAGE, claims, functions, heard, proven


def test_every_claim_of_the_page_is_shown_by_the_test_it_names() -> None:
    """`python -m tests.coverage` writes the page anew."""
    page = claims(PAGE.read_text(encoding="utf-8"))
    assert len(page) > len(functions())
    assert page - proven() == set()


def test_the_page_lists_every_function_with_every_documented_number() -> None:
    """No row is left out to hide a hole."""
    text = PAGE.read_text(encoding="utf-8")
    for name, section in functions():
        for outcome in ("accepted", *(f"refused {number}" for number in DOCUMENTED.get(name, ()))):
            assert f"| `{name}` | {section} | {outcome} | " in text


def test_every_event_of_the_contract_is_heard_by_a_test_and_listed() -> None:
    """An event that no test waits for could be dropped unnoticed."""
    text, found = PAGE.read_text(encoding="utf-8"), heard()
    assert [event for event, _ in events.names() if event not in found] == []
    assert [event for event, section in events.names() if f"| `{event}` | {section} | " not in text] == []


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_chapter_has_a_file_whose_tests_cite_it(chapter: str) -> None:
    """A citation is the section's number in a test's words."""
    texts = [(ROOT / file).read_text(encoding="utf-8") for file in CHAPTERS[chapter][1]]
    cited = re.compile(rf"(?<![\d.]){re.escape(chapter)}(?:\.\d+)*\b")
    for file, text in zip(CHAPTERS[chapter][1], texts, strict=True):
        assert cited.search(text), f"{file} cites nothing of chapter {chapter}"


def test_the_chapters_are_those_of_the_manual() -> None:
    """Every chapter with rules: 2.2, 3.1 to 3.6, 4.1 to 4.7, 5.1 to 5.8, and 6."""
    wanted = {"2.2", "6", *(f"3.{n}" for n in range(1, 7)), *(f"4.{n}" for n in range(1, 8))}
    assert set(CHAPTERS) == wanted | {f"5.{n}" for n in range(1, 9)}
