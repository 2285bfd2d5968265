"""The reference of CRVideo: its tables, facts and words put together."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TypeVar

from webapp.dialects.base import Command
from webapp.dialects.crvideo import CRVIDEO, facts
from webapp.dialects.crvideo.enums import ENUMS, Value
from webapp.dialects.crvideo.errors import CrErr
from webapp.dialects.crvideo.printed import MANUAL as PRINTED
from webapp.dialects.crvideo.texts.errors import ERRORS, NAMES
from webapp.dialects.crvideo.texts.events import EVENTS
from webapp.dialects.crvideo.texts.functions import FUNCTIONS
from webapp.dialects.crvideo.texts.groups import CHAPTERS, EVENT_CHAPTERS, TITLES
from webapp.dialects.crvideo.texts.params import PARAMS, RETURNS
from webapp.dialects.crvideo.texts.structs import STRUCTS
from webapp.dialects.reference import ConstantRow, ErrorRow, EventRow, Heading, Reference, Section, Text

PREFIX = "CRVideo_"
MANUAL, WEB = "manual", "web docs"
T = TypeVar("T")


def _full(names: Mapping[str, T], *, only_dotted: bool = False) -> dict[str, T]:
    """Names with their prefix; of parameters only those that a function stands before."""
    return {name if only_dotted and "." not in name else PREFIX + name: value for name, value in names.items()}


def _error_name(number: int) -> str:
    own = CrErr(number).name
    return NAMES.get(number) or (str(number) if own.startswith("CODE_") else f"CRVIDEOSDK_{own}")


def _section(name: str) -> str:
    return MANUAL if name.removeprefix(PREFIX) in PRINTED else WEB


def _section_of(row: Command) -> str:
    return _section(row.name)


def _event(name: str, said: tuple[str, str, str]) -> EventRow:
    params = tuple((arg, facts.HEARD.get(f"{name}.{arg}", facts.HEARD.get(arg, "string"))) for arg in said[0].split())
    return EventRow(PREFIX + name, _section(name), said[1:], params)


def _constant(enum: str, value: Value) -> ConstantRow:
    """A value without a name stands in brackets behind its list."""
    number, name, *words = value
    return ConstantRow(f"{enum}.{name}" if name else f"{enum}[{number}]", number, (words[0], words[1]))


def _holds(names: Mapping[str, object], name: str) -> bool:
    return name.removeprefix(PREFIX) in names


def _headings(titles: Mapping[str, Text], parts: Mapping[str, Mapping[str, object]]) -> tuple[Heading, ...]:
    return tuple(Heading(key, "", title, partial(_holds, parts[key])) for key, title in titles.items())


def _is_added_by_page(function: str, param: str) -> bool:
    return f"{function.removeprefix(PREFIX)}.{param}" in facts.ADDED_BY_PAGE


REFERENCE = Reference(
    dialect=CRVIDEO,
    titles=TITLES,
    words=_full({name: text for part in FUNCTIONS.values() for name, text in part.items()}),
    params=_full(PARAMS, only_dotted=True),
    events=tuple(_event(name, said) for part in EVENTS.values() for name, said in part.items()),
    errors=tuple(ErrorRow(_error_name(code), int(code), ERRORS.get(int(code), ("", ""))) for code in sorted(CrErr)),
    raises={PREFIX + name: tuple(PREFIX + each for each in names.split()) for name, names in facts.RAISES.items()},
    refusals=_full({name: tuple(map(_error_name, numbers)) for name, numbers in facts.REFUSALS.items()}),
    function_headings=_headings(CHAPTERS, FUNCTIONS),
    event_headings=_headings(EVENT_CHAPTERS, EVENTS),
    groups=tuple(
        Section(enum, "", title, constants=tuple(_constant(enum, value) for value in values))
        for enum, (title, values) in ENUMS.items()
    ),
    structs=STRUCTS,
    returns=_full(RETURNS),
    return_types=_full(facts.RETURN_TYPES),
    types=_full(facts.TYPES, only_dotted=True),
    samples=_full(facts.SAMPLES, only_dotted=True),
    is_added_by_page=_is_added_by_page,
    section_of=_section_of,
)
