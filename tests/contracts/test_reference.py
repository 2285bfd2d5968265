"""The manual is a subset of the tables, every row has its words in both languages, and the type files are right."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.coverage.documented import DOCUMENTED, IMPOSSIBLE
from webapp import contracts_dts
from webapp.dialects.anychat import ANYCHAT, facts, reference
from webapp.dialects.anychat.constants import CONSTANTS
from webapp.dialects.anychat.errors import GvErr
from webapp.dialects.anychat.texts.base import Text
from webapp.dialects.anychat.texts.events import EVENTS
from webapp.dialects.anychat.texts.numbers import ALIASES
from webapp.dialects.anychat.texts.options import NOTHING, OPTIONS

ROOT = Path(__file__).resolve().parent.parent.parent
CONTRACT: Any = json.loads((Path(__file__).parent / "facts" / "anychat.json").read_text(encoding="utf-8"))
TYPES = Path(__file__).parent / "types"
NAMES = {row.name for row in EVENTS}


def test_every_function_of_the_manual_is_in_the_table() -> None:
    """AnyChat manual chapter 5 and the SDK file: 73 functions, with the printed parameters in the printed order.

    What the page adds to a call on its way to the server is listed in facts.ADDED_BY_PAGE.
    """
    ours = {row.name: [param.name for param in row.params] for row in reference.functions()}
    assert {f["name"]: [p["name"] for p in f["params"]] for f in CONTRACT["functions"]} == ours


def test_every_event_of_the_manual_is_in_the_table() -> None:
    """AnyChat manual chapter 4: 39 events, each with its values and the number it is told under."""
    ours = {row.name: (row.code, [name for name, _ in row.params]) for row in EVENTS}
    assert {e["name"]: (e.get("code", ""), [p["name"] for p in e["params"]]) for e in CONTRACT["events"]} == ours


def test_every_event_that_a_callback_of_the_tables_can_say_is_in_the_table() -> None:
    """No source file of the dialect names a handler that pages are not told of."""
    said = {
        word
        for path in (ROOT / "webapp/dialects/anychat/commands").glob("*.py")
        for word in re.findall(r'"(OnAnyChat\w+)"', path.read_text(encoding="utf-8"))
    }
    assert said
    assert said <= NAMES


def test_every_constant_and_error_of_the_manual_is_in_the_tables() -> None:
    """AnyChat manual chapters 3, 4 and 6."""
    assert {c["name"]: c["value"] for c in CONTRACT["constants"]} == CONSTANTS
    assert {e["name"]: e["value"] for e in CONTRACT["errors"]} == {f"GV_ERR_{e.name}": int(e) for e in GvErr}


def test_every_row_is_shown_in_one_place() -> None:
    """The reference leaves nothing out and repeats nothing."""
    functions = [row.name for chapter in reference.chapters() for row in chapter.functions]
    events = [row.name for chapter in reference.event_chapters() for row in chapter.events]
    constants = [row.name for group in reference.constant_groups() for row in group.constants]
    assert sorted(functions) == sorted(name for name in ANYCHAT.commands if not name.startswith("sb."))
    assert sorted(events) == sorted(NAMES)
    assert sorted(constants) == sorted(CONSTANTS)


def texts() -> Iterator[tuple[str, Text]]:
    """Everything that the reference says, by what it is said of."""
    for row in reference.functions():
        yield row.name, row.text
        yield f"{row.name} returns", row.returns_text
        yield from ((f"{row.name}.{param.name}", param.text) for param in row.params)
    yield from ((event.name, event.text) for event in EVENTS)
    for group in (*reference.chapters(), *reference.event_chapters(), *reference.constant_groups()):
        yield group.key, group.title
        yield from ((row.name, row.text) for row in group.constants)
    yield from ((error.name, error.text) for error in reference.errors())


def test_everything_is_said_in_both_languages() -> None:
    """Written in webapp/dialects/anychat/texts: a new function, parameter or constant needs its words there."""
    missing = [name for name, (english, chinese) in texts() if not english or not chinese]
    assert missing == []
    foreign = [name for name, (english, _) in texts() if re.search(r"[\u4e00-\u9fff]", english)]
    assert foreign == []


def test_facts_name_what_exists() -> None:
    """Events that functions raise, errors they answer, groups their parameters take: no slip of the pen."""
    functions = {row.name for row in reference.functions()}
    assert {e for events in facts.RAISES.values() for e in events} <= NAMES
    assert {e for errors in facts.ERRORS.values() for e in errors} <= {f"GV_ERR_{e.name}" for e in GvErr}
    assert facts.RAISES.keys() | facts.ERRORS.keys() <= functions
    keys = [group.key for group in reference.constant_groups()]
    assert all(any(key.startswith(choice) for key in keys) for choice in facts.CHOICES.values())


def test_events_that_functions_raise_are_those_of_the_contract() -> None:
    """Nothing that the contract says is left out; more may be said."""
    missing = {f["name"]: set(f["raises_events"]) - set(facts.RAISES.get(f["name"], ())) for f in CONTRACT["functions"]}
    assert {name: events for name, events in missing.items() if events} == {}


def test_errors_that_the_coverage_page_shows_are_told_of() -> None:
    """What a test proves a function to answer, a reader of the reference finds."""
    shown = {row.name: {error.value for error in row.errors} for row in reference.functions()}
    missing = {
        name: [number for number in numbers if (name, number) not in IMPOSSIBLE and number not in shown[name]]
        for name, numbers in DOCUMENTED.items()
    }
    assert {name: numbers for name, numbers in missing.items() if numbers} == {}


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


@pytest.mark.parametrize("name", ["classic.ts", "module.ts"])
def test_a_sample_page_compiles_with_the_types(name: str) -> None:
    """Functions, literal constants and handlers as globals; the same as imports."""
    assert compiled(name) == ""


def test_the_types_find_mistakes() -> None:
    """A wrong argument, a missing one, an unknown function, a wrong constant, a wrong handler, a wrong result."""
    found = re.findall(r"mistakes\.ts\((\d+),", compiled("mistakes.ts"))
    assert [int(line) for line in found] == [4, 5, 6, 7, 8, 9]
