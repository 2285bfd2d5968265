"""The dialects hold what the manuals print: every event spoken, every refusal numbered, every constant right."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from webapp import contracts
from webapp.dialects.anychat.constants import CONSTANTS
from webapp.dialects.base import Dialect
from webapp.dialects.registry import DIALECTS
from webapp.gateway import mirror
from webapp.kernel import errors
from webapp.kernel.errors import DomainError
from webapp.kernel.events import Event

ROOT = Path(__file__).resolve().parent.parent.parent
FACTS = Path(__file__).parent / "facts"
VENDOR_WORDS = re.compile(r"BRAC_|OnAnyChat|CRVideo_|CONFERENCE_|retCode_|GV_ERR")


def facts(name: str) -> Any:
    return json.loads((FACTS / f"{name}.json").read_text(encoding="utf-8"))


def listed_events() -> set[type[Event]]:
    return {event for event in Event.known.values() if event.__module__.startswith("webapp.")}


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=lambda d: d.name)
def test_every_event_has_its_words_or_a_written_silence(dialect: Dialect) -> None:
    assert {e.__name__ for e in listed_events()} == {e.__name__ for e in dialect.news}


def test_every_event_says_what_it_changes_in_the_mirror() -> None:
    assert {e.__name__ for e in listed_events()} == {e.__name__ for e in mirror.CHANGES}


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=lambda d: d.name)
def test_every_refusal_of_the_kernel_has_a_number(dialect: Dialect) -> None:
    direct = {cls for cls in DomainError.__subclasses__() if cls.__module__ == errors.__name__}
    assert direct == set(dialect.errors)


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=lambda d: d.name)
def test_numbers_of_refusals_are_the_contracts(dialect: Dialect) -> None:
    """errors.json: a neutral error keeps one number per dialect, its own or the nearest one pages know."""
    wrong = {}
    by_sentence = {row["meaning"]: row for row in facts("errors")}
    for cls, number in dialect.errors.items():
        meaning = cls.sentence.removesuffix(".")
        row = by_sentence.get(meaning[0].lower() + meaning[1:]) or by_sentence.get(meaning)
        if row is None:
            continue
        key = "conference_value" if dialect.name == "conference" else dialect.name
        own = row.get(key)
        expected = own if own is not None else row.get(f"{dialect.name}_fallback")
        expected = int(expected, 0) if isinstance(expected, str) else expected
        if int(number) != expected:
            wrong[cls.__name__] = (int(number), expected)
    assert wrong == {}


def test_anychat_constants_have_the_printed_values() -> None:
    """AnyChat manual chapters 3 and 4: every constant of the contract, under its printed name and with its number."""
    assert {c["name"]: c["value"] for c in facts("anychat")["constants"]}.items() <= CONSTANTS.items()


def test_functions_of_the_tables_stand_in_the_manuals() -> None:
    """A row with a vendor's prefix that no manual or SDK file knows is a slip of the pen."""
    for name in ("anychat", "crvideo", "conference"):
        known = {f["name"] for f in facts(name)["functions"]} | {
            d["name"] for d in facts(name).get("documented_only", [])
        }
        ours = {row for row in DIALECTS[name].commands if not row.startswith("sb.")}
        assert ours - known == set()


def test_every_table_of_the_mirror_has_a_row_type_and_is_forgotten_at_logout() -> None:
    assert set(contracts.TABLES) == set(mirror.TABLES)


def test_generated_typescript_is_fresh() -> None:
    assert contracts.FILES.stale() == [], "run `manage.py export_contracts`"


@pytest.mark.parametrize(("folder", "pattern"), [("webapp", "*.py"), ("frontend/src", "*.ts")])
def test_vendor_words_stay_in_their_dialect(folder: str, pattern: str) -> None:
    at_home = {"dialects", "generated", "pages"} if folder.startswith("frontend") else {"dialects"}
    spoilt = [
        str(path.relative_to(ROOT))
        for path in (ROOT / folder).rglob(pattern)
        if not at_home & set(path.relative_to(ROOT).parts) and VENDOR_WORDS.search(path.read_text(encoding="utf-8"))
    ]
    assert spoilt == []
