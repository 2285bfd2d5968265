"""The coverage table: every function of the contract, its outcomes, and the test that shows each."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tests.coverage.python_tests import Shown
from tests.coverage.sdk import Cell, Sdk

HOLE, CANNOT = "**hole**", "*cannot occur:*"
Cells = dict[Cell, str]


def shown(sdk: Sdk) -> Iterable[Shown]:
    """What all tests show, those of the specification first."""
    for path in (*sdk.conversations(), *sdk.page_tests()):
        yield from sdk.shown_in(path, sdk)


def heard(sdk: Sdk) -> dict[str, str]:
    """Event -> the first test that hears it."""
    first: dict[str, str] = {}
    for path in (*sdk.conversations(), *sdk.page_tests()):
        for event, test in sdk.heard_in(path, sdk):
            first.setdefault(event, test)
    return first


def cells(sdk: Sdk) -> Cells:
    """(function, number) -> the first test that shows it; number 0 is "accepted"."""
    first: Cells = {}
    for each in shown(sdk):
        first.setdefault((each.function, each.number), each.test)
    return first


def wanted(sdk: Sdk) -> list[Cell]:
    """Every cell of the table."""
    return [(name, number) for name, _ in sdk.function_rows for number in (0, *sdk.documented.get(name, ()))]


def holes(sdk: Sdk, found: Cells) -> list[Cell]:
    """What no test shows."""
    return [cell for cell in wanted(sdk) if cell not in found and cell not in sdk.impossible]


def rendered(sdk: Sdk) -> str:
    """The page."""
    found = cells(sdk)
    missing = holes(sdk, found)
    possible = len(wanted(sdk)) - len(sdk.impossible)
    lines = [
        sdk.head,
        f"{possible - len(missing)} of {possible} outcomes are shown, {len(missing)} are holes.",
        "",
    ]
    lines += ["| function | section | outcome | shown by |", "|---|---|---|---|"]
    sections = dict(sdk.function_rows)
    for name, number in wanted(sdk):
        test, why = found.get((name, number)), sdk.impossible.get((name, number))
        shows = _link(test) if test else f"{CANNOT} {why}" if why else HOLE
        lines.append(f"| `{name}` | {sections[name]} | {_outcome(number)} | {shows} |")
    return "\n".join([*lines, "", *_events(sdk), "", *_chapters(sdk)]) + "\n"


def _outcome(number: int) -> str:
    return f"refused {number}" if number else "accepted"


def _link(test: str) -> str:
    path, name = test.split("::", 1)
    return f"{Path(path).name}: {name.replace('|', '/')}"


def _events(sdk: Sdk) -> list[str]:
    found = heard(sdk)
    rows = [
        f"| `{event}` | {section} | {_link(found[event]) if event in found else HOLE} |"
        for event, section in sdk.event_rows
    ]
    return [f"## {sdk.event.capitalize()}s", "", f"| {sdk.event} | section | heard by |", "|---|---|---|", *rows]


def _chapters(sdk: Sdk) -> list[str]:
    rows = [f"| {number} | {title} | {', '.join(files)} |" for number, (title, files) in sdk.chapters.items()]
    return ["## Chapters", "", "| chapter | about | spec tests |", "|---|---|---|", *rows]


def claims(sdk: Sdk) -> set[tuple[str, str, str]]:
    """(function, outcome, test) of every row of the page that claims a test."""
    page = sdk.page.read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith(f"| `{sdk.prefix}")]
    functions = [row for row in rows if len(row) == 4]
    without = (HOLE, CANNOT)
    return {(row[0].strip("`"), row[2], row[3]) for row in functions if not row[3].startswith(without)}


def proven(sdk: Sdk) -> set[tuple[str, str, str]]:
    """The same of everything that any test shows now."""
    return {(each.function, _outcome(each.number), _link(each.test)) for each in shown(sdk)}
