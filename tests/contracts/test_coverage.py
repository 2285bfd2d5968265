"""The coverage pages claim nothing that no test shows, and every chapter of the manuals has its tests."""

from __future__ import annotations

import re

import pytest

from tests.coverage.python_tests import ROOT
from tests.coverage.sdk import Sdk
from tests.coverage.sdks import ANYCHAT, CRVIDEO, SDKS
from tests.coverage.table import cells, claims, heard, holes, proven

each_sdk = pytest.mark.parametrize("sdk", SDKS, ids=lambda sdk: sdk.key)
each_chapter = pytest.mark.parametrize(
    ("sdk", "chapter"),
    [pytest.param(sdk, chapter, id=f"{sdk.key}-{chapter}") for sdk in SDKS for chapter in sdk.chapters],
)


@each_sdk
def test_every_claim_of_the_page_is_shown_by_the_test_it_names(sdk: Sdk) -> None:
    """`python -m tests.coverage` writes the pages anew."""
    page = claims(sdk)
    assert len(page) > len(sdk.functions)
    assert page - proven(sdk) == set()


@each_sdk
def test_the_page_lists_every_function_with_every_documented_number(sdk: Sdk) -> None:
    """No row is left out to hide a hole."""
    text = sdk.page.read_text(encoding="utf-8")
    for name, section in sdk.function_rows:
        for outcome in ("accepted", *(f"refused {number}" for number in sdk.documented.get(name, ()))):
            assert f"| `{name}` | {section} | {outcome} | " in text


@each_sdk
def test_no_outcome_is_a_hole(sdk: Sdk) -> None:
    """A function that is there is shown to work, and to be refused with each number that it has."""
    assert holes(sdk, cells(sdk)) == []


@each_sdk
def test_every_event_of_the_contract_is_heard_by_a_test_and_listed(sdk: Sdk) -> None:
    """An event that no test waits for could be dropped unnoticed."""
    text = sdk.page.read_text(encoding="utf-8")
    assert sdk.events - heard(sdk).keys() == set()
    assert [event for event, section in sdk.event_rows if f"| `{event}` | {section} | " not in text] == []


@each_chapter
def test_every_chapter_has_a_file_whose_tests_cite_it(sdk: Sdk, chapter: str) -> None:
    """A citation is the section's number, or its title where it has none, in a test's words."""
    files = sdk.chapters[chapter][1]
    cited = re.compile(rf"(?<![\d.]){re.escape(chapter)}(?:\.\d+)*\b")
    assert [file for file in files if not cited.search((ROOT / file).read_text(encoding="utf-8"))] == []


def test_the_chapters_are_those_of_the_manual() -> None:
    """AnyChat: every chapter with rules: 2.2, 3.1 to 3.6, 4.1 to 4.7, 5.1 to 5.8, and 6."""
    wanted = {"2.2", "6", *(f"3.{n}" for n in range(1, 7)), *(f"4.{n}" for n in range(1, 8))}
    assert set(ANYCHAT.chapters) == wanted | {f"5.{n}" for n in range(1, 9)}


def test_the_sections_are_those_of_both_manuals() -> None:
    """CRVideo: functions and callbacks of the session API, and the five lists of the constants manual."""
    lists = {"CRVideo_ERR_DEF", "CRVideo_ASTATUS", "CRVideo_VSTATUS", "CRVideo_MIXER_STATE", "OUTPUT_STATE"}
    functions = set(CRVIDEO.chapters) - lists - {"members"}
    assert lists < set(CRVIDEO.chapters)
    assert {f"CRVideo_{name}" for name in functions} <= CRVIDEO.functions
