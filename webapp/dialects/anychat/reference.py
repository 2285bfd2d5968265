"""The reference of AnyChat: its tables, facts and words put together."""

from __future__ import annotations

import re
from functools import partial

from webapp.dialects.anychat import ANYCHAT, facts
from webapp.dialects.anychat.constants import CONSTANTS
from webapp.dialects.anychat.errors import GvErr
from webapp.dialects.anychat.texts.errors import ERRORS
from webapp.dialects.anychat.texts.events import EVENTS
from webapp.dialects.anychat.texts.functions import FUNCTIONS, RETURNS
from webapp.dialects.anychat.texts.groups import CHAPTERS, ELSEWHERE, EVENT_CHAPTERS, GROUPS, TITLES
from webapp.dialects.anychat.texts.numbers import ALIASES, NUMBERS
from webapp.dialects.anychat.texts.options import OPTIONS
from webapp.dialects.anychat.texts.params import PARAMS
from webapp.dialects.reference import ConstantRow, ErrorRow, Heading, Reference, Section

CONSTANT_TEXTS = OPTIONS | NUMBERS


def _is_in_chapter(number: str, function: str) -> bool:
    return (ELSEWHERE.get(function) or ANYCHAT.commands[function].section[:3]) == number


def _matches(pattern: str, name: str) -> bool:
    return re.match(pattern, name) is not None


def _constant(name: str) -> ConstantRow:
    first = ALIASES.get(name, "")
    return ConstantRow(name, CONSTANTS[name], CONSTANT_TEXTS.get(first or name, ("", "")), first)


def _error(code: GvErr) -> ErrorRow:
    name = f"GV_ERR_{code.name}"
    return ErrorRow(name, int(code), ERRORS.get(name, ("", "")))


def _is_added_by_page(function: str, param: str) -> bool:
    return param in facts.ADDED_BY_PAGE


REFERENCE = Reference(
    dialect=ANYCHAT,
    titles=TITLES,
    words=FUNCTIONS,
    params=PARAMS,
    events=EVENTS,
    errors=tuple(map(_error, GvErr)),
    raises=facts.RAISES,
    refusals=facts.ERRORS,
    function_headings=tuple(
        Heading(key, number, title, partial(_is_in_chapter, number)) for key, number, title in CHAPTERS
    ),
    event_headings=tuple(
        Heading(key, number, title, partial(_matches, pattern)) for key, number, title, pattern in EVENT_CHAPTERS
    ),
    groups=tuple(
        Section(key, number, title, constants=tuple(_constant(name) for name in CONSTANTS if _matches(pattern, name)))
        for key, number, title, pattern in GROUPS
    ),
    returns=RETURNS,
    types=facts.TYPES,
    samples=facts.SAMPLES,
    choices=facts.choices,
    is_added_by_page=_is_added_by_page,
)
