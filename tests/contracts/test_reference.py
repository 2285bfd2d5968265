"""The manual is a subset of the tables, every row has its words in both languages, and the type files are right."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.coverage.sdk import Sdk
from tests.coverage.sdks import SDKS
from webapp import contracts_dts
from webapp.dialects.anychat import facts
from webapp.dialects.anychat.constants import CONSTANTS
from webapp.dialects.anychat.errors import GvErr
from webapp.dialects.anychat.reference import REFERENCE as ANYCHAT_REFERENCE
from webapp.dialects.anychat.texts.events import EVENTS
from webapp.dialects.anychat.texts.numbers import ALIASES
from webapp.dialects.anychat.texts.options import NOTHING, OPTIONS
from webapp.dialects.crvideo.reference import REFERENCE as CRVIDEO_REFERENCE
from webapp.dialects.reference import Reference, Text

ROOT = Path(__file__).resolve().parent.parent.parent
CONTRACT: Any = json.loads((Path(__file__).parent / "facts" / "anychat.json").read_text(encoding="utf-8"))
TYPES = Path(__file__).parent / "types"
NAMES = {row.name for row in EVENTS}
REFERENCES = [ANYCHAT_REFERENCE, CRVIDEO_REFERENCE]
each_sdk = pytest.mark.parametrize("reference", REFERENCES, ids=lambda reference: reference.dialect.name)


def test_every_function_of_the_manual_is_in_the_table() -> None:
    """AnyChat manual chapter 5 and the SDK file: 73 functions, with the printed parameters in the printed order.

    What the page adds to a call on its way to the server is listed in facts.ADDED_BY_PAGE.
    """
    ours = {row.name: [param.name for param in row.params] for row in ANYCHAT_REFERENCE.functions}
    assert {f["name"]: [p["name"] for p in f["params"]] for f in CONTRACT["functions"]} == ours


def test_every_event_of_the_manual_is_in_the_table() -> None:
    """AnyChat manual chapter 4: 39 events, each with its values and the number it is told under."""
    ours = {row.name: (row.code, [name for name, _ in row.params]) for row in EVENTS}
    assert {e["name"]: (e.get("code", ""), [p["name"] for p in e["params"]]) for e in CONTRACT["events"]} == ours


@each_sdk
def test_every_event_that_a_callback_of_the_tables_can_say_is_in_the_table(reference: Reference) -> None:
    """No source file of the dialect names a handler that pages are not told of."""
    words = {"anychat": r'"(OnAnyChat\w+)"', "crvideo": r'\("(CRVideo_\w+)", '}[reference.dialect.name]
    said = {
        word
        for path in (ROOT / f"webapp/dialects/{reference.dialect.name}/commands").glob("*.py")
        for word in re.findall(words, path.read_text(encoding="utf-8"))
    }
    assert said
    assert said - reference.dialect.commands.keys() <= {row.name for row in reference.events}


def test_every_constant_and_error_of_the_manual_is_in_the_tables() -> None:
    """AnyChat manual chapters 3, 4 and 6."""
    assert {c["name"]: c["value"] for c in CONTRACT["constants"]} == CONSTANTS
    assert {e["name"]: e["value"] for e in CONTRACT["errors"]} == {f"GV_ERR_{e.name}": int(e) for e in GvErr}


@each_sdk
def test_every_row_is_shown_in_one_place(reference: Reference) -> None:
    """The reference leaves nothing out and repeats nothing."""
    functions = [row.name for chapter in reference.chapters for row in chapter.functions]
    events = [row.name for chapter in reference.event_chapters for row in chapter.events]
    constants = [row.name for group in reference.groups for row in group.constants]
    assert sorted(functions) == sorted(name for name in reference.dialect.commands if not name.startswith("sb."))
    assert sorted(events) == sorted(row.name for row in reference.events)
    assert len(constants) == len(set(constants)) >= len(reference.dialect.constants)


def texts(reference: Reference) -> Iterator[tuple[str, Text]]:
    """Everything that the reference says, by what it is said of."""
    for row in reference.functions:
        yield row.name, row.text
        yield f"{row.name} returns", row.returns_text
        yield from ((f"{row.name}.{param.name}", param.text) for param in row.params)
    yield from ((event.name, event.text) for event in reference.events)
    for group in (*reference.chapters, *reference.event_chapters, *reference.groups):
        yield group.key, group.title
        yield from ((row.name, row.text) for row in group.constants)
    for struct in reference.structs:
        yield struct.name, struct.text
        yield from ((f"{struct.name}.{field.name}", field.text) for field in struct.fields)
    yield from ((error.name, error.text) for error in reference.errors)


@each_sdk
def test_everything_is_said_in_both_languages(reference: Reference) -> None:
    """Written in webapp/dialects/<name>/texts: a new function, parameter or constant needs its words there."""
    missing = [name for name, (english, chinese) in texts(reference) if not english or not chinese]
    assert missing == []
    default = "\u9ed8\u8ba4"  # how the default application of CRVideo is called
    foreign = [
        name for name, (english, _) in texts(reference) if re.search(r"[\u4e00-\u9fff]", english.replace(default, ""))
    ]
    assert foreign == []


@each_sdk
def test_types_of_the_tables_are_declared(reference: Reference) -> None:
    """A structure or a list of numbers that a function or an event names is there."""
    known = {row.name for row in reference.structs} | {group.key for group in reference.groups}
    types = [ts for row in reference.functions for ts in (row.returns, *(param.ts for param in row.params))]
    types += [ts for event in reference.events for _, ts in event.params]
    types += [field.ts for row in reference.structs for field in row.fields]
    assert {name for ts in types for name in re.findall(r"CRVideo_\w+", ts)} - known == set()


def test_facts_name_what_exists() -> None:
    """Errors that functions answer, groups their parameters take: no slip of the pen."""
    assert {e for errors in facts.ERRORS.values() for e in errors} <= {f"GV_ERR_{e.name}" for e in GvErr}
    assert facts.ERRORS.keys() <= {row.name for row in ANYCHAT_REFERENCE.functions}
    keys = [group.key for group in ANYCHAT_REFERENCE.groups]
    assert all(any(key.startswith(choice) for key in keys) for choice in facts.CHOICES.values())


@each_sdk
def test_events_that_functions_raise_exist(reference: Reference) -> None:
    """A chip of the reference leads to the event."""
    names = {row.name for row in reference.events}
    assert {event for row in reference.functions for event in row.raises} <= names


@each_sdk
def test_events_that_functions_raise_are_those_of_the_contract(reference: Reference) -> None:
    """Nothing that the contract says is left out; more may be said."""
    contract = json.loads((Path(__file__).parent / "facts" / f"{reference.dialect.name}.json").read_text("utf-8"))
    told = {f["name"]: f.get("raises_events") or f.get("callbacks") or [] for f in contract["functions"]}
    missing = {name: set(events) - set(reference.raises.get(name, ())) for name, events in told.items()}
    assert {name: events for name, events in missing.items() if events} == {}


@pytest.mark.parametrize("sdk", SDKS, ids=lambda sdk: sdk.key)
def test_errors_that_the_coverage_page_shows_are_told_of(sdk: Sdk) -> None:
    """What a test proves a function to answer, a reader of the reference finds."""
    (reference,) = (each for each in REFERENCES if each.dialect.name == sdk.key)
    shown = {row.name: {error.value for error in row.errors} for row in reference.functions}
    possible = [(name, number) for name, numbers in sdk.documented.items() for number in numbers]
    missing = [cell for cell in possible if cell not in sdk.impossible and cell[1] not in shown[cell[0]]]
    assert missing == []


def test_an_option_that_is_said_to_work_is_read_by_the_page() -> None:
    """Others say that they mean nothing in a browser, or are read only."""
    folder = ROOT / "frontend/src/dialects/anychat"
    code = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.ts")))
    used = re.sub(r"\[C\.\w+\]: [^,]*,", "", code)  # a default alone is no effect
    idle = {name for name, (english, _) in OPTIONS.items() if f"C.{name}" not in used}
    silent = {name for name, (english, _) in OPTIONS.items() if english.endswith((NOTHING[0], "read only"))}
    assert idle - silent == set()


def test_a_second_spelling_has_the_same_number() -> None:
    """Pages copied the manual's misprints: both names work."""
    assert [name for name, first in ALIASES.items() if CONSTANTS[name] != CONSTANTS[first]] == []


def test_the_type_files_are_fresh() -> None:
    assert contracts_dts.FILES.stale() == [], "run `manage.py export_contracts`"


def compiled(name: str) -> str:
    """What the compiler says of a sample page."""
    command = [str(ROOT / "node_modules/.bin/tsc"), "--noEmit", "--strict", "--target", "es2022", "--module", "esnext"]
    command += ["--moduleResolution", "bundler", "--lib", "es2022,dom", "--types", "", "--ignoreConfig"]
    done = subprocess.run([*command, str(TYPES / name)], capture_output=True, text=True, cwd=ROOT, timeout=60)
    return done.stdout + done.stderr


@pytest.mark.parametrize("name", ["classic.ts", "module.ts", "crvideo.ts", "crvideo_module.ts"])
def test_a_sample_page_compiles_with_the_types(name: str) -> None:
    """Functions, literal constants and handlers as globals; the same as imports."""
    assert compiled(name) == ""


@pytest.mark.parametrize("name", ["mistakes.ts", "crvideo_mistakes.ts"])
def test_the_types_find_mistakes(name: str) -> None:
    """A wrong argument, a missing one, an unknown function, a wrong constant, a wrong handler, a wrong result."""
    found = re.findall(rf"{name}\((\d+),", compiled(name))
    assert [int(line) for line in found] == [4, 5, 6, 7, 8, 9]
